"""A council's spreadsheet: good rows are kept, each bad cell is named with line and column, nothing is lost or repeated."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.assurance import Confidence
from directory.contact import Channel, Contact
from directory.errors import SourceRejected
from directory.kinds import PROFESSIONAL_KINDS
from directory.numbers import for_people, read_number
from directory.reader import Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import AgeRange, Service, Status
from seed.compact import COLUMNS, CompactReading, read_compact, write_compact
from seed.load import load_services
from seed.places import load_gazetteer

FIXTURE = Path(__file__).parents[1] / "data" / "fixture_directory.csv"
GAZETTEER = load_gazetteer()
SOUND = {
    "id": "night-line",
    "name": "Night line",
    "kind": "spa_crisis_line",
    "areas": "Northamptonshire",
    "hours": "24/7",
    "phone": "03069 990103",
    "audience": "public",
}


def a_file(*rows: dict[str, str]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def a_row(**cells: str) -> dict[str, str]:
    return {**SOUND, **cells}


def read(*rows: dict[str, str]) -> CompactReading:
    return read_compact(a_file(*rows), GAZETTEER)


def test_the_fixture_is_taken_whole() -> None:
    with FIXTURE.open("rb") as file:
        reading = read_compact(file, GAZETTEER)

    assert reading.refused == ()
    assert len(reading.services) == len(reading.taken) == 63
    assert all(service.areas and service.contacts for service in reading.services)


def test_a_row_becomes_a_service_with_its_contacts() -> None:
    service = read(a_row(text="SHOUT to 85258", minimum_age="18", maximum_age="64", notes="ring first")).services[0]

    assert [(contact.id, contact.channel) for contact in service.contacts] == [
        ("main", Channel.VOICE),
        ("text", Channel.TEXT),
    ]
    assert service.contacts[1].keyword == "SHOUT"
    assert service.contacts[0].schedule.always_open
    assert service.contacts[0].assurance.confidence is Confidence.INVENTED
    assert service.contacts[1].assurance.confidence is Confidence.MEMORY
    assert (service.ages[0].minimum_age, service.ages[0].maximum_age, service.ages_assured) == (18, 64, True)
    assert service.notes == "ring first"


@pytest.mark.parametrize("between", [pytest.param(";", id="semicolon"), pytest.param("/", id="stroke")])
def test_areas_may_be_several(between: str) -> None:
    reading = read(a_row(areas=f"Leicester {between} Rutland"))

    assert reading.services[0].areas == ("council:E06000016", "council:E06000017")


@pytest.mark.parametrize(
    ("cell", "audience"),
    [
        pytest.param("public", (Role.PUBLIC,), id="public"),
        pytest.param("Police; ambulance", (Role.POLICE, Role.AMBULANCE), id="two roles"),
        pytest.param("police, public", (Role.PUBLIC,), id="the public and so everybody"),
    ],
)
def test_an_audience_is_the_public_or_roles(cell: str, audience: tuple[Role, ...]) -> None:
    service = read(a_row(audience=cell)).services[0]

    assert service.audience == audience
    assert service.contacts[0].audience == audience


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        pytest.param({"id": "Night Line"}, "id", id="an id with a space"),
        pytest.param({"id": "childline"}, "kind", id="a named service of another kind"),
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"kind": ""}, "kind", id="no kind"),
        pytest.param({"kind": "crisis line"}, "kind", id="an unknown kind"),
        pytest.param({"kind": "police_station"}, "kind", id="a police station"),
        pytest.param({"kind": "s136_advice_line"}, "audience", id="a section 136 line for the public"),
        pytest.param({"areas": ""}, "areas", id="no area"),
        pytest.param({"areas": "Atlantis"}, "areas", id="an unknown area"),
        pytest.param({"areas": "Northamptonshire; Atlantis"}, "areas", id="one unknown area of two"),
        pytest.param({"hours": "when we can"}, "hours", id="hours in other words"),
        pytest.param({"hours": "Mo-Fr 00:00-00:00"}, "hours", id="from midnight to midnight: all day, or nothing"),
        pytest.param({"phone": "0800 448 0828 / 0116 295 3060"}, "phone", id="two numbers"),
        pytest.param({"phone": "111 999"}, "phone", id="two short numbers"),
        pytest.param({"phone": "0808 800330"}, "phone", id="a digit too few"),
        pytest.param({"phone": "ring the ward"}, "phone", id="words"),
        pytest.param({"text": "85258, 88247"}, "text", id="two numbers to text"),
        pytest.param({"text": "the word SHOUT to 85258"}, "text", id="more than one word to text"),
        pytest.param({"audience": ""}, "audience", id="nobody"),
        pytest.param({"audience": "everyone"}, "audience", id="an unknown audience"),
        pytest.param({"audience": "operator"}, "audience", id="a keeper of the directory"),
        pytest.param({"maximum_age": "18+"}, "maximum_age", id="an age with a plus above, where it limits nothing"),
        pytest.param({"maximum_age": "17.5"}, "maximum_age", id="half a year"),
        pytest.param({"maximum_age": "²"}, "maximum_age", id="a digit that is none"),
        pytest.param({"maximum_age": "200"}, "maximum_age", id="an age nobody reaches"),
        pytest.param({"minimum_age": "65", "maximum_age": "18"}, "maximum_age", id="ages swapped"),
    ],
)
def test_a_bad_cell_is_named_and_the_other_rows_are_kept(cells: dict[str, str], field: str) -> None:
    reading = read(a_row(id="before"), a_row(**cells), a_row(id="after"))

    assert [(refused.line, refused.field) for refused in reading.refused] == [(3, field)]
    assert [taken.line for taken in reading.taken] == [2, 4]
    assert [service.id for service in reading.services] == ["before", "after"]


def test_every_bad_cell_of_a_row_is_named_at_once() -> None:
    reading = read(a_row(id="Night Line", areas="Atlantis", phone="12", minimum_age="old"))

    assert {refused.field for refused in reading.refused} == {"id", "areas", "phone", "minimum_age"}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_message_never_repeats_what_was_written(column: str) -> None:
    reading = read(a_row(**{column: "planted @ 07123 456789, planted"}))

    assert "planted" not in repr(reading.refused)
    assert "456789" not in repr(reading.refused)


def test_rows_of_one_id_are_contacts_of_one_service() -> None:
    by_day = {"phone": "03069 990104", "hours": "Mo-Fr 09:00-17:00", "audience": "professional", "notes": "by day"}
    service, *others = read(a_row(notes="by night"), a_row(**by_day), a_row(phone="", text="85258")).services

    assert others == []
    assert [contact.id for contact in service.contacts] == ["main", "main-2", "text"]
    assert [contact.audience for contact in service.contacts] == [(Role.PUBLIC,), (Role.PROFESSIONAL,), (Role.PUBLIC,)]
    assert service.audience == (Role.PUBLIC,)
    assert service.notes == "by night by day"


@pytest.mark.parametrize(
    "again",
    [
        pytest.param({}, id="the same row again"),
        pytest.param({"name": "Another line", "phone": "03069 990104"}, id="another name"),
        pytest.param({"areas": "Rutland", "phone": "03069 990104"}, id="another area"),
    ],
)
def test_an_id_that_is_given_twice_is_refused_the_second_time(again: dict[str, str]) -> None:
    reading = read(SOUND, a_row(**again))

    assert [(refused.line, refused.field) for refused in reading.refused] == [(3, "id")]
    assert "line 2" in reading.refused[0].expected
    assert len(reading.services[0].contacts) == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param({"hours": ""}, "no hours", id="no hours"),
        pytest.param({"hours": "24 hours"}, "24", id="24 hours"),
        pytest.param({"phone": ""}, "door", id="neither phone nor text"),
    ],
)
def test_what_could_be_read_in_more_than_one_way_is_said(cells: dict[str, str], said: str) -> None:
    reading = read(a_row(**cells))

    assert reading.refused == ()
    assert said in " ".join(reading.taken[0].readings)


def test_nothing_stated_about_hours_is_unknown() -> None:
    assert read(a_row(hours="")).services[0].contacts[0].schedule == NOT_STATED


# The file as a whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_and_without_a_mark(encoding: str) -> None:
    reading = read_compact(a_file(a_row(name="Café by night")).encode(encoding), GAZETTEER)

    assert reading.services[0].name == "Café by night"


@pytest.mark.parametrize(
    ("encoding", "said"), [("cp1252", "Windows-1252, for it is not UTF-8"), ("utf-16", "UTF-16"), ("utf-16-be", None)]
)
def test_what_excel_saves_is_read_and_the_reading_stated(encoding: str, said: str | None) -> None:
    # Until issue 6 both were refused: a council whose Excel knows no "CSV UTF-8" could send nothing at all.
    content = a_file(a_row(name="Café by night – Hull’s")).encode(encoding)

    if said is None:
        with pytest.raises(SourceRejected):
            read_compact(content, GAZETTEER)
        return
    reading = read_compact(content, GAZETTEER)

    assert [service.name for service in reading.services] == ["Café by night – Hull’s"]
    assert reading.said == (said,)


def test_a_row_in_another_encoding_than_its_file_is_refused_alone_with_the_way_to_save_it() -> None:
    rows = [a_file(a_row(id=name, name=f"Café {name}", phone="")).splitlines()[1] for name in ("one", "two", "three")]
    content = ("\n".join([",".join(COLUMNS), rows[0], rows[1]]) + "\n").encode() + rows[2].encode("cp1252")

    reading = read_compact(content, GAZETTEER)

    assert [taken.line for taken in reading.taken] == [2, 3]
    assert [(refused.line, refused.field) for refused in reading.refused] == [(4, "row")]
    assert "CSV UTF-8" in reading.refused[0].expected


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"\xd0\xcf\x11\xe0 an old workbook", b"\xff\xfeodd"])
def test_what_is_no_text_is_refused_with_the_way_to_save_it(content: bytes) -> None:
    with pytest.raises(SourceRejected, match="CSV UTF-8"):
        read_compact(content, GAZETTEER, "night.csv")


@pytest.mark.parametrize(("separator", "said"), [(";", "cells parted by semicolons"), ("\t", "cells parted by tabs")])
def test_other_separators_are_read_and_the_reading_stated(separator: str, said: str) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, delimiter=separator)
    writer.writeheader()
    writer.writerow(a_row(areas="Leicester; Rutland"))

    reading = read_compact(written.getvalue(), GAZETTEER)

    assert reading.services[0].areas == ("council:E06000016", "council:E06000017")
    assert reading.said == (said,)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        pytest.param(",".join(COLUMNS[:-1]), "notes", id="a column is missing"),
        pytest.param(",".join(COLUMNS) + ",id", "id", id="a column twice"),
        pytest.param(",".join(COLUMNS) + ",secret", None, id="a column nobody knows"),
        pytest.param("|".join(COLUMNS), "id", id="parted by strokes"),
        pytest.param('"id', "id", id="a quotation mark that is not closed"),
        pytest.param("", "id", id="an empty file"),
    ],
)
def test_other_columns_are_refused(header: str, field: str | None) -> None:
    with pytest.raises(SourceRejected) as caught:
        read_compact(header + "\n", GAZETTEER)

    assert (caught.value.line, caught.value.field) == (1, field)
    assert "secret" not in str(caught.value)


def test_columns_may_stand_in_any_order() -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, [name.upper() for name in reversed(COLUMNS)])
    writer.writeheader()
    writer.writerow({name.upper(): cell for name, cell in SOUND.items()})

    assert read_compact(written.getvalue(), GAZETTEER).services == read(SOUND).services


def test_blank_rows_are_passed_over_and_broken_ones_named() -> None:
    text = a_file(SOUND) + ',,,,,,,,,,\n\nshort,row\nquoted,"cell"open\n' + a_file(a_row(id="after")).partition("\n")[2]
    reading = read_compact(text, GAZETTEER)

    assert [(refused.line, refused.field) for refused in reading.refused] == [(5, "row"), (6, "row")]
    assert [service.id for service in reading.services] == ["night-line", "after"]


def test_a_quotation_mark_that_never_closes_is_named_where_it_opens() -> None:
    text = a_file(SOUND) + 'lost,"a name\n' + a_file(a_row(id="after")).partition("\n")[2]

    assert [(refused.line, refused.field) for refused in read_compact(text, GAZETTEER).refused] == [(3, "row")]


def test_a_cell_may_run_over_lines_and_the_lines_are_still_counted() -> None:
    reading = read(a_row(notes="first\nsecond"), a_row(id="Bad Id"))

    assert [refused.line for refused in reading.refused] == [4]


def test_lines_may_come_one_by_one() -> None:
    assert read_compact(iter(a_file(SOUND).splitlines(keepends=True)), GAZETTEER).services == read(SOUND).services


@settings(deadline=None)
@given(at=st.integers(0, 2000), put=st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b";", b"=", b" "]))
def test_whatever_stands_in_a_file_every_row_is_taken_or_refused(at: int, put: bytes) -> None:
    whole = FIXTURE.read_bytes()[:2000]

    with suppress(SourceRejected):
        reading = read_compact(whole[:at] + put + whole[at:], GAZETTEER)
        assert len(reading.taken) + len({refused.line for refused in reading.refused}) > 0
        assert {taken.service_id for taken in reading.taken} == {service.id for service in reading.services}


# Writing


def in_short(service: Service) -> tuple[object, ...]:
    """Give what a compact row carries of a service."""
    contacts = sorted(
        (contact.channel, contact.number and for_people(contact.number), contact.audience, contact.keyword or "")
        for contact in service.contacts
    )
    return service.id, service.name, service.kind, frozenset(service.areas), service.ages, service.audience, contacts


def test_what_is_written_can_be_read_again() -> None:
    with FIXTURE.open("rb") as file:
        services = read_compact(file, GAZETTEER).services

    text, _ = write_compact(services, GAZETTEER)
    again = read_compact(text, GAZETTEER)

    assert again.refused == ()
    assert [in_short(service) for service in again.services] == [in_short(service) for service in services]
    assert [said_hours(service) for service in again.services] == [said_hours(service) for service in services]


def said_hours(service: Service) -> list[tuple[object, ...]]:
    def in_rows(schedule: Schedule) -> tuple[object, ...]:
        return schedule.always_open, schedule.weekly, schedule.bank_holidays, schedule.exceptions

    return [in_rows(contact.schedule) for contact in service.contacts]


def test_the_directory_that_ships_can_be_written_and_read_again() -> None:
    services = load_services()
    text, dropped = write_compact(services, GAZETTEER)
    again = read_compact(text, GAZETTEER)

    assert again.refused == ()
    written = {service.id for service in again.services}
    lost = {words.partition(":")[0] for words in dropped if "the whole service" in words}
    assert written | lost == {service.id for service in services}
    assert written & lost == set()


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.HISTORIC])
def test_what_is_no_longer_offered_is_not_written_for_a_row_could_not_say_so(status: Status) -> None:
    text, dropped = write_compact([Service(id="old", name="Old", kind="gp", status=status)], GAZETTEER)

    assert text.splitlines() == [",".join(COLUMNS)]
    assert dropped == (f"old: the whole service, for it is {status}",)


def test_what_the_columns_cannot_carry_is_said() -> None:
    chat = Contact(id="chat", channel=Channel.WEBCHAT, uri="https://example.org")
    service = Service(id="line", name="Line", kind="gp", areas=("county:E10000018",), alert="closed in May", contacts=(chat,))

    _, dropped = write_compact([service], GAZETTEER)

    assert dropped == (
        "line: alert",
        "line: chat: the whole contact",
        "line: the whole service, for no column can carry a contact of it",
    )


def test_of_several_age_ranges_the_first_is_written_and_the_others_are_said() -> None:
    line = Contact(id="main", channel=Channel.VOICE, number=read_number("03069 990103"))
    ages = (AgeRange(maximum_age=17), AgeRange(minimum_age=65))
    service = Service(id="line", name="Line", kind="gp", areas=("county:E10000018",), ages=ages, contacts=(line,))

    text, dropped = write_compact([service], GAZETTEER)

    assert read_compact(text, GAZETTEER).services[0].ages == ages[:1]
    assert "line: main: every age range but the first" in dropped


def test_no_professional_kind_is_ever_taken_for_the_public() -> None:
    rows = [a_row(id=kind.replace("_", "-"), kind=kind) for kind in sorted(PROFESSIONAL_KINDS)]

    assert [refused.field for refused in read(*rows).refused] == ["audience"] * len(rows)
