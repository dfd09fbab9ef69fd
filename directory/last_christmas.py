"""Copy last Christmas: the dated exceptions of 24 December to 2 January, moved to the same dates of another year.

What moves with the calendar is said, never decided: weekdays, and the bank holidays that fall on other dates. Rules for
named days need no copying, for they hold every year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

import msgspec

from directory.holidays import HolidayCalendar
from directory.schedule import DatedException, NamedDay, NamedDayRule, Schedule

_SEASON = frozenset(
    {NamedDay.CHRISTMAS_EVE, NamedDay.CHRISTMAS_DAY, NamedDay.BOXING_DAY, NamedDay.NEW_YEARS_EVE, NamedDay.NEW_YEARS_DAY}
)


class WeekdayMoved(msgspec.Struct, frozen=True, tag_field="note", tag="weekday-moved"):
    """A copied date falls on another day of the week."""

    was: date
    becomes: date


class HolidayElsewhere(msgspec.Struct, frozen=True, tag_field="note", tag="holiday-elsewhere"):
    """A bank holiday of this year that was on no such date last time; `covered` says whether a copied row speaks of it."""

    day: date
    name: str
    covered: bool


class HolidayNoMore(msgspec.Struct, frozen=True, tag_field="note", tag="holiday-no-more"):
    """A date that was a bank holiday last time and is none this year."""

    day: date
    name: str


class HolidaysNotKnown(msgspec.Struct, frozen=True, tag_field="note", tag="holidays-not-known"):
    """The list of bank holidays does not reach that year."""

    year: int


class Shortened(msgspec.Struct, frozen=True, tag_field="note", tag="shortened"):
    """A row of last time began before the season or ended after it: only its dates within are copied."""

    first: date
    last: date


class AlreadyStated(msgspec.Struct, frozen=True, tag_field="note", tag="already-stated"):
    """This year's dates have hours of their own already; they stay, and the row is not copied."""

    first: date
    last: date


Note = WeekdayMoved | HolidayElsewhere | HolidayNoMore | HolidaysNotKnown | Shortened | AlreadyStated


class ChristmasCopy(msgspec.Struct, frozen=True, kw_only=True):
    """What would be added for the Christmas that begins in `year`, from that of `from_year`, and what to look at first."""

    from_year: int
    year: int
    exceptions: tuple[DatedException, ...]
    yearly: tuple[NamedDayRule, ...]
    notes: tuple[Note, ...]


def coming_christmas(today: date) -> int:
    """Return the year of the Christmas that comes next; until 2 January it is the one that is not over yet."""
    return today.year - 1 if (today.month, today.day) <= (1, 2) else today.year


def copy_last_christmas(schedule: Schedule, year: int, calendar: HolidayCalendar) -> ChristmasCopy | None:
    """Move the exceptions of the last Christmas before `year` to it; None where the schedule knows of no Christmas at all."""
    yearly = tuple(rule for rule in schedule.named_days if rule.day in _SEASON)
    from_year = _last_season(schedule, year)
    if from_year is None:
        return ChristmasCopy(from_year=year, year=year, exceptions=(), yearly=yearly, notes=()) if yearly else None
    found = tuple(_copied(schedule, from_year, year))
    rows = tuple(one for one in found if isinstance(one, DatedException))
    notes = tuple(one for one in found if not isinstance(one, DatedException))
    return ChristmasCopy(
        from_year=from_year,
        year=year,
        exceptions=rows,
        yearly=yearly,
        notes=(*notes, *_weekdays_moved(rows, from_year - year), *_holiday_notes(schedule, rows, (from_year, year), calendar)),
    )


def with_copy(schedule: Schedule, copy: ChristmasCopy) -> Schedule:
    """Return the schedule with what was copied after its own rows."""
    return msgspec.structs.replace(schedule, exceptions=(*schedule.exceptions, *copy.exceptions))


def in_words(note: Note) -> str:
    """Say a note to the one who is asked to confirm the copy."""
    match note:
        case WeekdayMoved(was, becomes):
            return f"{_date(becomes)} was a {was:%A} and is a {becomes:%A} now"
        case HolidayElsewhere(day, name, covered):
            says = "a copied row speaks of it" if covered else "no copied row speaks of it: the rule for bank holidays holds"
            return f"{name} is a bank holiday on {day:%A} {_date(day)} {day.year}; {says}"
        case HolidayNoMore(day, name):
            return f"{_date(day)} was a bank holiday last time ({name}) and is none this time"
        case HolidaysNotKnown(year):
            return f"the bank holidays of {year} are not known yet"
        case Shortened(first, last):
            return f"a row ran from {_date(first)} to {_date(last)}: only 24 December to 2 January is copied"
        case AlreadyStated(first, last):
            when = _date(first) if first == last else f"{_date(first)} to {_date(last)}"
            return f"{when} {last.year} has hours of its own already, which stay"
        case _:
            assert_never(note)


def _last_season(schedule: Schedule, year: int) -> int | None:
    """Return the year of the last Christmas before `year` of which a dated exception speaks."""
    seasons = [
        season
        for row in schedule.exceptions
        for season in range(min(row.last.year, year - 1), max(row.first.year - 2, date.min.year), -1)
        if _within(row, season) is not None
    ]
    return max(seasons, default=None)


def _copied(schedule: Schedule, from_year: int, year: int) -> Iterator[DatedException | Note]:
    """Yield each row of a Christmas as it would stand in `year`, with what is left out of it."""
    for row in schedule.exceptions:
        within = _within(row, from_year)
        if within is None:
            continue
        if (within.first, within.last) != (row.first, row.last):
            yield Shortened(row.first, row.last)
        first, last = (_in_year(day, year - from_year) for day in (within.first, within.last))
        if any(held.first <= last and first <= held.last for held in schedule.exceptions):
            yield AlreadyStated(first, last)
        else:
            yield msgspec.structs.replace(within, first=first, last=last)


def _within(row: DatedException, year: int) -> DatedException | None:
    """Return the part of a row that lies in the season that begins in `year`; None where nothing does."""
    first, last = max(row.first, date(year, 12, 24)), min(row.last, date(year + 1, 1, 2))
    return msgspec.structs.replace(row, first=first, last=last) if first <= last else None


def _in_year(day: date, ahead: int) -> date:
    """Return the same date that many years ahead; no season has a 29 February."""
    return day.replace(year=day.year + ahead)


def _weekdays_moved(rows: Sequence[DatedException], years: int) -> Iterator[WeekdayMoved]:
    for row in rows:
        for ahead in range((row.last - row.first).days + 1):
            becomes = row.first + timedelta(days=ahead)
            was = _in_year(becomes, years)
            if was.weekday() != becomes.weekday():
                yield WeekdayMoved(was, becomes)


def _holiday_notes(
    schedule: Schedule, rows: Sequence[DatedException], years: tuple[int, int], calendar: HolidayCalendar
) -> Iterator[Note]:
    """Yield the bank holidays that fall otherwise, substitute days included: those of New Year fall up to 4 January."""
    nation = schedule.bank_holidays.nation
    was, becomes = (
        {(day.month, day.day): day for day in calendar.bank_holidays(nation, date(year, 12, 24), date(year + 1, 1, 4))}
        for year in years
    )
    unknown = [year for year in (years[1], years[1] + 1) if not calendar.knows(nation, year)]
    yield from map(HolidaysNotKnown, unknown)
    for day in sorted(becomes[date_of_year] for date_of_year in becomes.keys() - was.keys()):
        is_covered = any(row.first <= day <= row.last for row in rows)
        yield HolidayElsewhere(day, calendar.name_of(nation, day) or "", is_covered)
    for day in sorted(was[date_of_year] for date_of_year in was.keys() - becomes.keys() if not unknown):
        yield HolidayNoMore(day, calendar.name_of(nation, day) or "")


def _date(day: date) -> str:
    return f"{day.day} {day:%B}"
