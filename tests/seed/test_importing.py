"""What a file would do: rows counted once, likely entries chosen by a person, what a keeper does not keep left alone."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from directory.contact import Channel
from directory.numbers import for_people
from directory.reader import Reader, Remit, Role
from directory.service import Service
from routing.edition import Edition
from seed.compact import COLUMNS, write_compact
from seed.importing import Becomes, Choice, ChoiceRejected, Is, Preview, preview_import, write_refused
from seed.places import load_gazetteer
from store.editions import seal
from store.home import load_shipped
from tests.messy import as_csv, messy_rows
from tests.store.makers import NOON

GAZETTEER = load_gazetteer()
GOOD = {
    "id": "a-line",
    "name": "A line of the council",
    "kind": "listening_line",
    "areas": "Hull",
    "hours": "24/7",
    "phone": "0808 157 0123",
    "audience": "public",
}
HELD = "nn-mental-health-number"
LIKELY = {
    "id": "",
    "name": "Northamptonshire mental health numbr",
    "kind": "spa_crisis_line",
    "areas": "Northamptonshire",
    "hours": "TBC",
    "phone": "0800 448 0828",
}
IS_THAT = Choice(2, Is.THAT_ENTRY, HELD)
AS_NEW, LEFT_OUT = Choice(2, Is.NEW), Choice(2, Is.LEFT_OUT)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Return the shipped directory as an edition."""
    return seal(load_shipped(), 1, "", NOON)


def a_file(*rows: dict[str, str]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return written.getvalue()


def previewed(
    edition: Edition, *rows: dict[str, str], choices: tuple[Choice, ...] = (), reader: Reader | None = None
) -> Preview:
    return preview_import(a_file(*rows), edition, GAZETTEER, choices, reader=reader)


def becomes(preview: Preview) -> list[Becomes]:
    return [row.becomes for row in preview.rows]


def held(edition: Edition) -> Service:
    return next(service for service in edition.services if service.id == HELD)


def test_the_counts_add_up_on_1656_messy_rows(edition: Edition) -> None:
    preview = preview_import(as_csv(messy_rows()), edition, GAZETTEER)
    counted = preview.counted

    assert counted.rows == 1656 == len({row.line for row in preview.rows})
    assert counted.as_they_stand + counted.with_a_reading + counted.refused == 1656
    others = counted.refused + counted.to_choose + counted.left_out
    assert counted.added + counted.changed + counted.as_before + others == 1656
    assert not {row.service_id for row in preview.rows if row.becomes is Becomes.TO_CHOOSE} & {
        service.id for service in preview.change.services
    }


def test_a_row_that_is_likely_there_waits_and_changes_nothing(edition: Edition) -> None:
    preview = previewed(edition, LIKELY, {})

    assert becomes(preview) == [Becomes.TO_CHOOSE, Becomes.ADDED]
    assert preview.rows[0].candidates[0].service_id == HELD
    assert [service.id for service in preview.change.services] == ["a-line"]


def test_a_row_that_is_said_to_be_new_is_added_under_an_id_of_its_own(edition: Edition) -> None:
    preview = previewed(edition, {**LIKELY, "name": "Northamptonshire Mental Health Number"}, choices=(AS_NEW,))

    (service,) = preview.change.services
    assert becomes(preview) == [Becomes.ADDED]
    assert service.id not in {one.id for one in edition.services}
    assert service.contacts[0].assurance.sources == ()


def test_a_row_that_is_left_out_is_counted_and_changes_nothing(edition: Edition) -> None:
    preview = previewed(edition, LIKELY, choices=(LEFT_OUT,))

    assert (becomes(preview), preview.change.services) == ([Becomes.LEFT_OUT], ())


def test_a_row_that_is_said_to_be_an_entry_changes_what_it_states_and_takes_nothing_away(edition: Edition) -> None:
    before = held(edition)
    preview = previewed(edition, {**LIKELY, "name": "Our number", "phone": "0808 157 0199"}, choices=(IS_THAT,))

    (after,) = preview.change.services
    assert (after.id, after.name) == (HELD, "Our number")
    assert after.contacts[: len(before.contacts)] == before.contacts
    assert [for_people(one.number) for one in after.contacts[len(before.contacts) :] if one.number] == ["0808 157 0199"]
    kept = ("organization", "description", "status", "alert", "notes", "ages", "audience", "assurance", "location")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)


def test_hours_that_are_not_known_to_the_file_do_not_wipe_out_those_that_we_know(edition: Edition) -> None:
    preview = previewed(edition, {**LIKELY, "name": held(edition).name}, choices=(IS_THAT,))

    assert becomes(preview) == [Becomes.AS_BEFORE]
    assert preview.edits == ()


def test_hours_and_what_to_press_that_the_file_states_are_taken(edition: Edition) -> None:
    row = {**LIKELY, "name": held(edition).name, "hours": "Mon-Fri 9am-5pm", "phone": "0800 448 0828 (option 3)"}

    (after,) = previewed(edition, row, choices=(IS_THAT,)).change.services

    voice = next(contact for contact in after.contacts if contact.channel is Channel.VOICE)
    assert (voice.schedule.always_open, voice.menu_option) == (False, "option 3")
    assert voice.hours_assurance.sources == ()


def test_two_rows_may_be_contacts_of_one_entry(edition: Edition) -> None:
    rows = [{**LIKELY, "name": held(edition).name, "phone": f"0808 157 019{number}"} for number in (1, 2)]

    (after,) = previewed(edition, *rows, choices=(IS_THAT, Choice(3, Is.THAT_ENTRY, HELD))).change.services

    assert len(after.contacts) == len(held(edition).contacts) + 2


def test_a_row_for_professionals_narrows_nobodys_sight_of_the_entry(edition: Edition) -> None:
    row = {**LIKELY, "phone": "0808 157 0199", "audience": "police"}

    (after,) = previewed(edition, row, choices=(IS_THAT,)).change.services

    assert after.audience == held(edition).audience
    assert after.contacts[-1].audience == (Role.POLICE,)


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(Choice(9, Is.NEW), id="of no row"),
        pytest.param(Choice(2, Is.THAT_ENTRY, "no-such-entry"), id="an entry that is not there"),
        pytest.param(Choice(2, Is.THAT_ENTRY), id="no entry"),
        pytest.param(Choice(2, Is.NEW, HELD), id="new, and an entry"),
        pytest.param(Choice(3, Is.NEW), id="new, under an id that is there"),
    ],
)
def test_a_choice_that_cannot_be_carried_out_is_told(edition: Edition, choice: Choice) -> None:
    with pytest.raises(ChoiceRejected) as caught:
        previewed(edition, LIKELY, {"id": HELD}, choices=(choice,))

    assert caught.value.line == choice.line
    assert "no-such-entry" not in str(caught.value)


def test_rows_of_one_entry_have_one_choice(edition: Edition) -> None:
    rows = [{**LIKELY, "id": "ref-1"}, {**LIKELY, "id": "ref-1", "phone": "0808 157 0199"}]

    assert becomes(previewed(edition, *rows, choices=(AS_NEW,))) == [Becomes.ADDED] * 2
    with pytest.raises(ChoiceRejected):
        previewed(edition, *rows, choices=(AS_NEW, Choice(3, Is.LEFT_OUT)))


def test_what_a_curator_does_not_keep_is_refused_row_by_row(edition: Edition) -> None:
    keeps_hull = Reader(role=Role.CURATOR, name="Hull", remit=Remit(areas=("council:E06000010",)))
    elsewhere = {"id": "b-line", "name": "Another", "areas": "Hull; Leicester"}
    of_another = {"id": HELD, "areas": "Hull"}

    preview = previewed(edition, {}, elsewhere, of_another, reader=keeps_hull)

    assert becomes(preview) == [Becomes.ADDED, Becomes.REFUSED, Becomes.REFUSED]
    assert {fault.field for row in preview.rows for fault in row.refused} == {"areas"}
    assert [service.id for service in preview.change.services] == ["a-line"]
    assert preview.counted.refused == 2


def test_what_is_written_comes_back_as_it_was(edition: Edition) -> None:
    text, _ = write_compact(edition.services, GAZETTEER)

    preview = preview_import(text, edition, GAZETTEER)

    assert preview.edits == ()
    assert preview.counted.rows == preview.counted.as_before


def test_the_refused_rows_are_written_with_why_and_can_be_mended(edition: Edition) -> None:
    bad = {"id": "b-line", "phone": "4.41604E+11"}
    source = a_file({}, bad, {"id": "c-line", "name": "=1+1", "hours": "-"}) + '"broken\r\n'
    written = write_refused(source, preview_import(source, edition, GAZETTEER))

    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row["id"] for row in rows] == ["b-line", "c-line", ""]
    assert all("expected" in row["refused_because"] for row in rows)
    assert rows[1]["name"] == "'=1+1"
    mended = written.replace("4.41604E+11", "01604 626938")
    assert becomes(preview_import(mended, edition, GAZETTEER)) == [Becomes.ADDED, Becomes.REFUSED, Becomes.REFUSED]


def test_an_entry_that_is_added_can_be_sent_again_and_changes_nothing(edition: Edition) -> None:
    added = previewed(edition, {}).change.services
    next_edition = msgspec.structs.replace(edition, services=(*edition.services, *added))

    assert becomes(previewed(next_edition, {})) == [Becomes.AS_BEFORE]
