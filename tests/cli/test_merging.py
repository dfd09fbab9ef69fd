"""What a compact row changes in an entry that is there: what it says otherwise, and nothing else."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import read_number
from directory.places import Gazetteer
from directory.schedule import ALWAYS_OPEN, Schedule, Session, Weekday
from directory.service import Service, Status
from seed.compact import read_compact, write_compact
from seed.merge import merge_compact
from seed.places import load_gazetteer

CHECKED = Assurance(sources=("a", "b"), confidence=Confidence.SEEN_TWICE, verified_on=date(2026, 10, 1))
EVENINGS = Schedule(weekly=(Session(days=(Weekday.FRI,), opens_at="18:00", closes_at="26:00"),))

VOICE = Contact(
    id="main",
    channel=Channel.VOICE,
    number=read_number("0800 448 0828"),
    schedule=ALWAYS_OPEN,
    menu_option="press 2",
    assurance=CHECKED,
    hours_assurance=CHECKED,
)
CHAT = Contact(id="chat", channel=Channel.WEBCHAT, uri="https://example.org/chat", schedule=ALWAYS_OPEN)
LINE = Service(
    id="a-line",
    name="A line",
    kind="listening_line",
    organization="A trust",
    status=Status.NEEDS_CHECK,
    areas=("police:E23000022",),
    alert="An alert.",
    contacts=(VOICE, CHAT),
)

WRITTEN = {"name": "A line", "hours": "24/7", "phone": "0800 448 0828"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Return the places."""
    return load_gazetteer()


def merged(held: Service, gazetteer: Gazetteer, **cells: str) -> Service:
    """Write the entry as a spreadsheet does, change cells of its first row, and merge it again."""
    text, _ = write_compact([held], gazetteer)
    for column, cell in cells.items():
        text = text.replace(WRITTEN[column], cell, 1)
    reading = read_compact(text, gazetteer)
    assert not reading.refused
    (service,) = merge_compact([held], reading, gazetteer)
    return service


def test_what_is_written_and_read_again_is_the_same_entry(gazetteer: Gazetteer) -> None:
    assert merged(LINE, gazetteer) == LINE


def test_another_name_changes_the_name_alone(gazetteer: Gazetteer) -> None:
    assert merged(LINE, gazetteer, name="Another line") == msgspec.structs.replace(LINE, name="Another line")


def test_another_number_keeps_what_to_press_but_is_not_assured_any_more(gazetteer: Gazetteer) -> None:
    voice, chat = merged(LINE, gazetteer, phone="0808 157 0199").contacts

    assert voice.number == read_number("0808 157 0199")
    assert (voice.id, voice.menu_option) == ("main", "press 2")
    assert voice.assurance == Assurance(confidence=Confidence.INVENTED)
    assert voice.hours_assurance == CHECKED
    assert chat == CHAT


def test_other_hours_keep_the_numbers_assurance_but_not_their_own(gazetteer: Gazetteer) -> None:
    voice, _ = merged(LINE, gazetteer, hours="Fr 18:00-26:00").contacts

    assert voice.schedule.weekly == EVENINGS.weekly
    assert (voice.assurance, voice.hours_assurance) == (CHECKED, Assurance())


def test_a_further_row_is_a_further_contact_with_an_id_of_its_own(gazetteer: Gazetteer) -> None:
    text, _ = write_compact([LINE], gazetteer)
    row = text.splitlines()[1].replace("0800 448 0828", "0808 157 0199")
    reading = read_compact(f"{text}{row}\n", gazetteer)

    (service,) = merge_compact([LINE], reading, gazetteer)

    assert [contact.id for contact in service.contacts] == ["main", "chat", "main-2"]
    assert service.contacts[:2] == LINE.contacts


def test_a_row_that_is_gone_takes_its_contact_away(gazetteer: Gazetteer) -> None:
    text_line = msgspec.structs.replace(VOICE, id="text", channel=Channel.TEXT, number=read_number("85258"), menu_option=None)
    held = msgspec.structs.replace(LINE, contacts=(VOICE, text_line, CHAT))
    text, _ = write_compact([held], gazetteer)
    without_text = "\n".join(line for line in text.splitlines() if "85258" not in line)

    (service,) = merge_compact([held], read_compact(without_text, gazetteer), gazetteer)

    assert service.contacts == (VOICE, CHAT)


def test_where_a_row_was_refused_no_contact_is_taken_away(gazetteer: Gazetteer) -> None:
    text_line = msgspec.structs.replace(VOICE, id="text", channel=Channel.TEXT, number=read_number("85258"), menu_option=None)
    held = msgspec.structs.replace(LINE, contacts=(VOICE, text_line))
    reading = read_compact(write_compact([held], gazetteer)[0].replace("85258", "85258 or so"), gazetteer)

    assert len(reading.refused) == 1
    assert merge_compact([held], reading, gazetteer) == (held,)


def test_an_entry_whose_contacts_no_column_carries_keeps_them_beside_the_new_one(gazetteer: Gazetteer) -> None:
    held = msgspec.structs.replace(LINE, contacts=(CHAT,))
    sent = read_compact(write_compact([LINE], gazetteer)[0], gazetteer)

    (service,) = merge_compact([held], sent, gazetteer)

    assert [contact.id for contact in service.contacts] == ["chat", "main"]
    assert service.organization == "A trust"


def test_an_entry_that_was_superseded_is_replaced_whole(gazetteer: Gazetteer) -> None:
    held = msgspec.structs.replace(LINE, status=Status.SUPERSEDED)
    sent = read_compact(write_compact([LINE], gazetteer)[0], gazetteer)

    assert merge_compact([held], sent, gazetteer) == sent.services


def test_a_new_id_is_a_new_entry(gazetteer: Gazetteer) -> None:
    sent = read_compact(write_compact([LINE], gazetteer)[0], gazetteer)

    assert merge_compact([], sent, gazetteer) == sent.services
