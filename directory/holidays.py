"""Bank holidays are data, for a special one can come at ten days' notice; named days follow from the calendar alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from directory.schedule import NamedDay, Nation


class BankHoliday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the list of a nation.

    A row with `bank_holiday` false only gives the day a name, as on Saturday 25 December, whose bank holiday is the
    Monday after. `provisional` marks a day worked out from the rules, which the government has not yet published.
    """

    nation: Nation
    date: date
    name: str
    bank_holiday: bool
    source: str
    provisional: bool


_FIXED = {
    NamedDay.CHRISTMAS_EVE: (12, 24),
    NamedDay.CHRISTMAS_DAY: (12, 25),
    NamedDay.BOXING_DAY: (12, 26),
    NamedDay.NEW_YEARS_EVE: (12, 31),
    NamedDay.NEW_YEARS_DAY: (1, 1),
}
_DAYS_FROM_EASTER = {NamedDay.GOOD_FRIDAY: -2, NamedDay.EASTER_SUNDAY: 0, NamedDay.EASTER_MONDAY: 1}


@lru_cache(maxsize=1024)
def date_of(day: NamedDay, year: int) -> date:
    """Return the date of a named day, which no list is needed to know."""
    if day in _FIXED:
        month, of_month = _FIXED[day]
        return date(year, month, of_month)
    return _easter_sunday(year) + timedelta(days=_DAYS_FROM_EASTER[day])


def _easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar."""
    # J.-M. Oudin 1940, as in the Explanatory Supplement to the Astronomical Almanac (1992), 12.32.
    century = year // 100
    golden = year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


class HolidayCalendar:
    """What is known of the bank holidays of each nation; a year without one row is not known."""

    __slots__ = ("_bank_holidays", "_in_order", "_names", "_years")

    def __init__(self, days: tuple[BankHoliday, ...]) -> None:
        """Index the rows by nation and date."""
        self._names = {(day.nation, day.date): day.name for day in days}
        self._years = frozenset((day.nation, day.date.year) for day in days)
        self._bank_holidays = frozenset((day.nation, day.date) for day in days if day.bank_holiday)
        self._in_order = {
            nation: tuple(sorted(day for of_nation, day in self._bank_holidays if of_nation is nation)) for nation in Nation
        }

    def is_bank_holiday(self, nation: Nation, day: date) -> bool:
        """Say whether a bank holiday of `nation` is known on `day`; ask `knows` whether a no can be relied on."""
        return (nation, day) in self._bank_holidays

    def bank_holidays(self, nation: Nation, first: date, last: date) -> tuple[date, ...]:
        """List the known bank holidays of `nation` from `first` to `last`, both included, in order."""
        days = self._in_order[nation]
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def knows(self, nation: Nation, year: int) -> bool:
        """Say whether the list of `nation` holds that year."""
        return (nation, year) in self._years

    def known_until(self, nation: Nation) -> date | None:
        """Return the last date for which the list of `nation` holds, or None where there is no list."""
        years = [year for of_nation, year in self._years if of_nation is nation]
        return date(max(years), 12, 31) if years else None

    def named_days(self, day: date) -> frozenset[NamedDay]:
        """Return the names that services use for `day`; the same in every nation."""
        return frozenset(named for named in NamedDay if date_of(named, day.year) == day)

    def name_of(self, nation: Nation, day: date) -> str | None:
        """Return what the list of `nation` calls `day`, or None where it does not name it."""
        return self._names.get((nation, day))
