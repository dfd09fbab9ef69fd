"""Write bank_holidays.csv from the `holidays` library: python -m seed.holidays.build.

Rows with bank_holiday=false only name a day: the weekend originals (Saturday 25 December 2027), Easter Sunday, the two
eves, Easter Monday in Scotland. From 2029 the government has published nothing yet, so those rows are provisional.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.metadata import version
from itertools import product
from pathlib import Path

import holidays

from directory.holidays import date_of
from directory.schedule import NamedDay, Nation

YEARS = range(2020, 2033)
FIRST_PROVISIONAL_YEAR = 2029
TABLE = Path(__file__).with_name("bank_holidays.csv")
COLUMNS = ("nation", "date", "name", "bank_holiday", "source", "provisional")

_SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}
_LIBRARY = f"holidays {version('holidays')}"
_NAMES = {
    NamedDay.CHRISTMAS_EVE: "Christmas Eve",
    NamedDay.NEW_YEARS_EVE: "New Year's Eve",
    NamedDay.EASTER_SUNDAY: "Easter Sunday",
    NamedDay.EASTER_MONDAY: "Easter Monday",
}
# gov.uk's list as bundled in govuk-bank-holidays 0.19 (February 2026) does not hold it; nothing newer could be read.
_ONLY_IN_LIBRARY = {(Nation.SCOTLAND, date(2026, 6, 15))}

Row = tuple[str, str, str, str, str, str]


def rows() -> list[Row]:
    """Return the table, ordered by nation and date."""
    return [row for nation in Nation for row in _rows_of(nation)]


def _rows_of(nation: Nation) -> list[Row]:
    listed = dict(holidays.country_holidays("UK", subdiv=_SUBDIVISIONS[nation], years=YEARS).items())
    found = {day: _row(nation, day, name, bank_holiday=day.weekday() < 5) for day, name in listed.items()}
    for year, (named, name) in product(YEARS, _NAMES.items()):
        day = date_of(named, year)
        found.setdefault(day, _row(nation, day, name, bank_holiday=False))
    return [found[day] for day in sorted(found)]


def _row(nation: Nation, day: date, name: str, *, bank_holiday: bool) -> Row:
    source = _LIBRARY + (" only; not in the gov.uk list of 2026-02" if (nation, day) in _ONLY_IN_LIBRARY else "")
    provisional = day.year >= FIRST_PROVISIONAL_YEAR
    return nation.value, day.isoformat(), name, str(bank_holiday).lower(), source, str(provisional).lower()


def main() -> None:
    """Write the table beside this file."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
