"""1,656 rows as councils fill them in: each is taken, read with a stated reading, or refused; none lost, none guessed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.contact import Channel
from directory.errors import SourceRejected
from directory.numbers import for_people
from directory.osm_hours import write_osm_hours
from directory.schedule import NOT_STATED
from directory.service import Service
from seed.compact import COLUMNS, CompactReading, read_compact
from seed.places import load_gazetteer
from seed.sheet import REFUSED_BECAUSE
from tests.messy import MESSES, ROWS, May, MessyRow, as_csv, messy_rows
from tests.thorough import times

GAZETTEER = load_gazetteer()
ALL = messy_rows()


@pytest.fixture(scope="module")
def reading() -> CompactReading:
    """Return what was read of the whole file."""
    return read_compact(as_csv(ALL).encode("utf-8-sig"), GAZETTEER)


def test_every_row_is_taken_or_refused_and_none_is_both(reading: CompactReading) -> None:
    taken = [row.line for row in reading.taken]
    refused = {row.line for row in reading.refused}

    assert len(taken) == len(set(taken))
    assert set(taken).isdisjoint(refused)
    assert set(taken) | refused == {row.line for row in ALL}
    assert len(taken) + len(refused) == ROWS == 1656
    assert len(MESSES) > 150


def test_each_row_becomes_what_it_may_and_nothing_else(reading: CompactReading) -> None:
    readings = {row.line: row.readings for row in reading.taken}
    fields: dict[int, set[str]] = {}
    for row in reading.refused:
        fields.setdefault(row.line, set()).add(row.field)
        assert row.expected

    wrong = [row for row in ALL if not is_as_expected(row, readings.get(row.line), fields.get(row.line, set()))]

    assert wrong == []


def is_as_expected(row: MessyRow, readings: tuple[str, ...] | None, fields: set[str]) -> bool:
    match row.mess.may:
        case May.STAND:
            return readings == ()
        case May.BE_READ:
            return bool(readings)
        case May.BE_REFUSED:
            return readings is None and row.mess.field in fields


def test_a_reading_holds_what_the_cell_says(reading: CompactReading) -> None:
    services = {service.id: service for service in reading.services}
    ids = {row.line: row.service_id for row in reading.taken}
    checked = Counter[str]()

    for row in ALL:
        for what, value in row.mess.holds.items():
            assert found_of(services[ids[row.line]], what) == value, (row.cells, what)
            checked[what] += 1

    assert checked.keys() == {"hours", "always", "unknown", "phone", "text", "option", "ages", "areas", "kind", "name", "notes"}


def found_of(service: Service, what: str) -> object:
    by_channel = {contact.channel: contact for contact in service.contacts}
    schedule = service.contacts[0].schedule
    voice, text = by_channel.get(Channel.VOICE), by_channel.get(Channel.TEXT)
    found: dict[str, object] = {
        "hours": write_osm_hours(schedule)[0],
        "always": schedule.always_open,
        "unknown": schedule == NOT_STATED,
        "phone": for_people(voice.number) if voice and voice.number else "",
        "text": for_people(text.number) if text and text.number else "",
        "option": voice.menu_option if voice else None,
        "ages": (service.ages[0].minimum_age, service.ages[0].maximum_age) if service.ages else (),
        "areas": service.areas,
        "kind": service.kind,
        "name": service.name,
        "notes": service.notes,
    }
    return found[what]


def test_no_reason_repeats_a_cell(reading: CompactReading) -> None:
    cells = {row.line: row.cells for row in ALL}
    words = {"public", "hours", "phone", "professional", "closed", "-", "111"}
    for row in reading.refused:
        cell = cells[row.line].get(row.field, "")
        assert len(cell) < 4 or cell.lower() in words or cell not in row.expected, (cell, row.expected)


def test_a_row_without_an_id_gets_one_that_no_other_has(reading: CompactReading) -> None:
    made = [row for row in reading.taken if row.has_no_id]

    assert len(made) == sum(row.cells["id"] == "" and row.mess.may is May.BE_READ for row in ALL) > 1
    assert len({row.service_id for row in reading.taken}) == len(reading.taken)
    assert all("no id" in " ".join(row.readings) for row in made)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(as_csv(ALL).encode("utf-16"), ("UTF-16",), id="UTF-16"),
        pytest.param(as_csv(ALL, ";").encode("utf-8-sig"), ("cells parted by semicolons",), id="semicolons"),
        pytest.param(as_csv(ALL, "\t").encode(), ("cells parted by tabs",), id="tabs"),
        pytest.param(as_csv(ALL, newline="\n").encode(), (), id="line feeds"),
    ],
)
def test_however_it_was_saved_the_same_rows_are_read(reading: CompactReading, content: bytes, said: tuple[str, ...]) -> None:
    again = read_compact(content, GAZETTEER)

    assert (again.services, again.taken, again.refused) == (reading.services, reading.taken, reading.refused)
    assert again.said == said


# The sheet around the rows

ROW = "a-line,A line,listening_line,Hull,24/7,0808 157 0123,,public,,,"
HEADER = ",".join(COLUMNS)


def read(*lines: str) -> CompactReading:
    return read_compact("\n".join(lines) + "\n", GAZETTEER)


def test_a_title_above_the_columns_and_empty_rows_are_passed_over_and_named() -> None:
    reading = read("Crisis services of our county,,,,", "", HEADER, ROW, "", ",,,,,,,,,,")

    assert [taken.line for taken in reading.taken] == [4]
    assert [over.line for over in reading.passed_over] == [1, 2, 5, 6]


def test_columns_that_a_spreadsheet_adds_behind_are_no_fault_and_what_stands_in_them_is() -> None:
    reading = read(
        HEADER + ",,", ROW + ",,", ROW.replace("a-line", "b-line"), ROW.replace("a-line", "c-line") + ",,mind the gap"
    )

    assert [taken.line for taken in reading.taken] == [2, 3]
    assert [(refused.line, refused.field) for refused in reading.refused] == [(4, "row")]


def test_empty_cells_behind_the_last_column_are_left_out_and_that_is_said() -> None:
    assert read(HEADER, ROW + ",,").taken[0].readings == ("empty cells behind the last column left out",)


def test_names_of_columns_are_known_in_capitals_and_with_spaces() -> None:
    assert len(read(HEADER.upper().replace("_", " "), ROW).taken) == 1


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('b-line,"A line,listening_line,Hull,24/7,111,,public,,,', id="it never closes"),
        pytest.param('b-line,A line,listening_line,Hull,24/7,111,,public,,,"a note', id="it opens in the last cell"),
        pytest.param('b-line,"A" line,listening_line,Hull,24/7,111,,public,,,', id="letters behind it"),
    ],
)
def test_a_lost_quotation_mark_costs_its_own_row_and_no_other(broken: str) -> None:
    rows = [ROW.replace("a-line", f"line-{number}") for number in range(3)]

    reading = read(
        HEADER, rows[0], broken, rows[1], 'c-line,"A further line",listening_line,Hull,24/7,111,,public,,,"note"', rows[2]
    )

    assert [refused.line for refused in reading.refused] == [3]
    assert [taken.line for taken in reading.taken] == [2, 4, 5, 6]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_over_two_lines_is_one_row_wherever_it_stands(column: str) -> None:
    cells = dict(zip(COLUMNS, ROW.split(","), strict=True)) | {column: "one\rtwo"}
    reading = read(HEADER, ",".join(f'"{cell}"' if cell else "" for cell in cells.values()), ROW.replace("a-line", "b-line"))

    assert len(reading.taken) + len({refused.line for refused in reading.refused}) == 2
    assert reading.taken[-1].line == 4


def test_a_column_of_reasons_is_passed_over_when_the_mended_file_comes_back() -> None:
    assert len(read(f"{HEADER},{REFUSED_BECAUSE}", ROW + ",line 2: phone: expected one number").taken) == 1


# Whatever stands in a cell


@settings(deadline=None, max_examples=times(30, 400))
@given(column=st.sampled_from(COLUMNS), cell=st.text(max_size=40))
def test_whatever_stands_in_a_cell_the_row_is_taken_or_refused(column: str, cell: str) -> None:
    cells = dict(zip(COLUMNS, ROW.split(","), strict=True)) | {column: cell}
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerow(cells)

    with suppress(SourceRejected):
        reading = read_compact(written.getvalue(), GAZETTEER)
        assert len(reading.taken) + len({row.line for row in reading.refused}) == 1
        assert all(row.expected and (len(cell.strip()) < 8 or cell not in row.expected) for row in reading.refused)


OF_COLUMN = {column: ["", *(mess.cells.get(column, "") for mess in MESSES)] for column in COLUMNS}


@settings(deadline=None, max_examples=times(20, 300))
@given(
    cells=st.lists(
        st.fixed_dictionaries({column: st.sampled_from(found) for column, found in OF_COLUMN.items()}),
        max_size=8,
    )
)
def test_messes_of_all_columns_at_once_lose_no_row(cells: list[dict[str, str]]) -> None:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(cells)

    reading = read_compact(written.getvalue(), GAZETTEER)

    assert len(reading.taken) + len({row.line for row in reading.refused}) + len(reading.passed_over) == len(cells)


@settings(deadline=None, max_examples=times(20, 300))
@given(content=st.binary(max_size=300))
def test_whatever_bytes_come_the_file_is_read_or_refused(content: bytes) -> None:
    with suppress(SourceRejected):
        read_compact(f"{HEADER}\n{ROW}\n".encode() + content, GAZETTEER)
