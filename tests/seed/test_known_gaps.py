"""The known gaps: every gap of the shipped directory has its reason, and no reason stands for nothing."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from directory.errors import SourceRejected
from directory.opening import Window, minute_of
from routing.gaps import Gap, gaps_of
from routing.proof import prove
from seed.known_gaps import (
    KNOWN_GAPS,
    KnownGaps,
    KnownRow,
    causes_of,
    cells_of,
    known_of,
    lines_of,
    load_known_gaps,
    row_of,
    write_known_gaps,
    years_of,
)
from tests.makers import compiled, shipped_services
from tests.proving import CAFE, LINE, NATIONAL, county, gaps_in

ROW = {
    "promise": "local",
    "causes": "weekly_hours",
    "callers": "carer",
    "known": "",
    "ages": "18-64 unknown",
    "places": "Luton; Dorset",
    "reason": "the source says so",
}


def gaps() -> tuple[Gap, ...]:
    return gaps_in(county(LINE.replace("24/7", "Mo-Fr 09:00-17:00; PH off"), CAFE, NATIONAL))


def test_every_gap_of_the_shipped_directory_is_known_and_every_row_is_of_use() -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    span = Window(minute_of(start), minute_of(start + timedelta(days=400)))
    found = gaps_of(prove(compiled(shipped_services(), around=start), span))
    known = load_known_gaps()
    assert [gap.words for gap in found if known.reason_for(gap) is None] == []
    used = {
        (where, years_of(age))
        for gap in found
        for where in cells_of(gap.promise, causes_of(gap), gap.callers, known_of(gap), gap.places)
        for age in gap.ages
    }
    idle = [
        line
        for line, row in read_rows(KNOWN_GAPS)
        if not any(
            (where, years) in used
            for where in cells_of(row.promise, row.causes, row.callers, row.known, row.places)
            for years in row.ages
        )
    ]
    assert idle == []


def read_rows(file: Path) -> list[tuple[int, KnownRow]]:
    return [(line, row_of(file.name, line, row)) for line, row in enumerate(csv.DictReader(lines_of(file)), start=2)]


def test_a_list_that_was_written_knows_every_gap_it_was_written_for(tmp_path: Path) -> None:
    file, found = tmp_path / "known.csv", gaps()
    write_known_gaps(file, found, KnownGaps(), "asked on 1 December")
    known = load_known_gaps(file)
    assert {known.reason_for(gap) for gap in found} == {"asked on 1 December"}


def test_a_gap_that_was_known_keeps_its_reason_and_another_gets_what_its_cause_says(tmp_path: Path) -> None:
    file, (first, *others) = tmp_path / "known.csv", gaps()
    write_known_gaps(file, [first], KnownGaps(), "rung and asked")
    write_known_gaps(file, [first, *others], load_known_gaps(file), None)
    known = load_known_gaps(file)
    assert known.reason_for(first) == "rung and asked"
    assert any(known.reason_for(gap) == "the source states these hours" for gap in others)


def test_a_gap_is_known_only_where_all_of_it_is() -> None:
    found = gaps()[0]
    row = row_of(
        "known.csv",
        2,
        ROW
        | {
            "promise": found.promise,
            "causes": " ".join(causes_of(found)),
            "callers": " ".join(found.callers),
            "known": known_of(found),
            "ages": " ".join("unknown" if age is None else f"{age.youngest}-{age.oldest}" for age in found.ages),
            "places": "; ".join(found.places),
        },
    )
    known = KnownGaps([row])
    assert known.reason_for(found) == "the source says so"
    assert known.reason_for(msgspec.structs.replace(found, places=(*found.places, "Luton"))) is None
    assert KnownGaps([msgspec.structs.replace(row, ages=row.ages[:-1])]).reason_for(found) is None
    assert KnownGaps([msgspec.structs.replace(row, causes=row.causes[:-1])]).reason_for(found) is None


def test_ages_of_rows_that_meet_make_one() -> None:
    rows = [row_of("known.csv", 2, ROW | {"ages": ages, "places": "Luton"}) for ages in ("0-15", "16-17 18-200")]
    gap = next(gap for gap in gaps() if gap.promise == "local")
    asked = msgspec.structs.replace(
        gap,
        callers=("carer",),
        known=(),
        places=("Luton",),
        ages=tuple(age for age in gap.ages if age is not None),
        causes=tuple(one for one in gap.causes if one[0].kind.name == "WEEKLY_HOURS")[:1] or gap.causes[:1],
    )
    known = KnownGaps([msgspec.structs.replace(row, causes=causes_of(asked)) for row in rows])
    assert known.reason_for(asked) == "the source says so"


@pytest.mark.parametrize("column", ["promise", "causes", "callers", "ages", "places", "reason"])
def test_a_row_that_lacks_something_is_refused_with_its_line(column: str) -> None:
    with pytest.raises(SourceRejected, match=f"known.csv:7.*{column}") as refused:
        row_of("known.csv", 7, ROW | {column: ""})
    assert "something in this column" in str(refused.value)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("promise", "answered"),
        ("causes", "bank_holiday"),
        ("callers", "nhs111"),
        ("ages", "ages such as 16-17 or unknown"),
    ],
)
def test_a_word_that_nobody_knows_is_refused_and_not_said_again(column: str, expected: str) -> None:
    with pytest.raises(SourceRejected) as refused:
        row_of("known.csv", 7, ROW | {column: "Nonsense-1"})
    assert expected in str(refused.value)
    assert "Nonsense" not in str(refused.value)


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRejected, match="a file that can be read"):
        load_known_gaps(tmp_path / "nothing.csv")


def test_a_list_without_the_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(SourceRejected, match="promise"):
        load_known_gaps(file)
