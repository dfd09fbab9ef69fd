"""The shipped bank holidays are those of gov.uk, as bundled in govuk-bank-holidays (asked offline)."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from directory.holidays import HolidayCalendar, date_of
from directory.schedule import NamedDay, Nation
from seed.holidays import build
from seed.load import load_holidays

CALENDAR = HolidayCalendar(load_holidays())
FIRST, LAST = date(2020, 1, 1), date(2028, 12, 31)
# The World Cup day; the bundled gov.uk copy is of February 2026 and does not hold it. The row says so in its source.
ONLY_HERE = {Nation.SCOTLAND: {date(2026, 6, 15)}}


@pytest.mark.parametrize(
    ("nation", "division"),
    [
        (Nation.ENGLAND, "england-and-wales"),
        (Nation.WALES, "england-and-wales"),
        (Nation.SCOTLAND, "scotland"),
        (Nation.NORTHERN_IRELAND, "northern-ireland"),
    ],
)
def test_bank_holidays_of_2020_to_2028_are_those_of_gov_uk(nation: Nation, division: str) -> None:
    published = {row["date"] for row in BankHolidays(use_cached_holidays=True).data[division] if FIRST <= row["date"] <= LAST}
    ours = set(CALENDAR.bank_holidays(nation, FIRST, LAST))
    assert ours - published == ONLY_HERE.get(nation, set())
    assert published - ours == set()


def test_the_one_day_that_gov_uk_lacks_says_where_it_comes_from() -> None:
    (row,) = [row for row in load_holidays() if row.date == date(2026, 6, 15)]
    assert "not in the gov.uk list" in row.source


def test_days_after_the_published_list_are_marked_provisional() -> None:
    assert all(row.provisional == (row.date.year >= 2029) for row in load_holidays())


@pytest.mark.parametrize("nation", Nation)
def test_every_named_day_has_a_row_in_every_nation_and_year(nation: Nation) -> None:
    missing = [(day, year) for day in NamedDay for year in build.YEARS if CALENDAR.name_of(nation, date_of(day, year)) is None]
    assert missing == []


def test_easter_worked_out_is_the_easter_of_the_list() -> None:
    listed = {row.date for row in load_holidays() if row.name == "Good Friday"}
    assert listed == {date_of(NamedDay.GOOD_FRIDAY, year) for year in build.YEARS}


def test_the_shipped_table_is_what_its_script_writes() -> None:
    with build.TABLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == build.COLUMNS
    assert [tuple(row) for row in rows] == build.rows()
