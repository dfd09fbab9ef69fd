"""A slow second answer to "is it open?", minute by minute on the wall clock, written apart from directory/opening.py.

Compare with `differences(schedule, calendar, minutes)`; `clock_nights(years)` gives the minutes around every clock change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from directory.holidays import HolidayCalendar
from directory.opening import OpeningState, Window, compile_opening, instant_of, minute_of
from directory.schedule import Hours, NamedDay, OnHoliday, Schedule, Session, Stated, Weekday

LONDON = "Europe/London"
WEEK = tuple(Weekday)
_EASTER = {2020: (4, 12), 2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
           2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13), 2032: (3, 28)}  # fmt: skip


def clock_nights(years: Iterable[int], zone: str = LONDON) -> tuple[int, ...]:
    """Return the UTC minutes from noon to noon around every clock change of those years."""
    tz = ZoneInfo(zone)
    found: list[int] = []
    for year in years:
        noon = datetime(year, 1, 1, 12, tzinfo=UTC)
        while noon.year == year:
            after = noon + timedelta(days=1)
            if noon.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset():
                found += range(minute_of(noon), minute_of(after))
            noon = after
    return tuple(found)


def differences(schedule: Schedule, calendar: HolidayCalendar, minutes: Iterable[int]) -> list[tuple[datetime, str, str]]:
    """Return each minute at which the compiled hours and the oracle do not say the same: instant, compiled, oracle."""
    found = []
    for run in _runs(sorted(minutes)):
        opening = compile_opening(schedule, calendar, Window(run.start, run.stop))
        expected = _states(schedule, calendar, run)
        found += [
            (instant_of(minute), opening.state_at(minute).value, state.value)
            for minute, state in zip(run, expected, strict=True)
            if opening.state_at(minute) is not state
        ]
    return found


def _runs(minutes: list[int]) -> list[range]:
    breaks = [at for at in range(1, len(minutes)) if minutes[at] != minutes[at - 1] + 1]
    return [range(minutes[a], minutes[b - 1] + 1) for a, b in zip([0, *breaks], [*breaks, len(minutes)], strict=True)]


# -------------------------------------------------------------------------------------------------- the wall clock


class _Wall(NamedTuple):
    """What the clock on the wall shows: minutes since 1970-01-01 there; the hour that comes twice, if it is in one."""

    minute: int
    second_time: bool
    twice_from: int | None
    twice_to: int | None


def _naive(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 1440


@lru_cache(maxsize=64)
def _walls(run: range, zone: str) -> tuple[_Wall, ...]:
    tz = ZoneInfo(zone)
    shown = [instant_of(minute).astimezone(tz) for minute in range(run.start - 240, run.stop + 240)]
    minutes = [_naive(local.date()) + local.hour * 60 + local.minute for local in shown]
    seen, twice = set[int](), set[int]()
    for minute in minutes:
        (twice if minute in seen else seen).add(minute)
    walls = []
    for local, minute in zip(shown[240:-240], minutes[240:-240], strict=True):
        hour = (min(twice), max(twice) + 1) if minute in twice else (None, None)
        walls.append(_Wall(minute, bool(local.fold), *hour))
    return tuple(walls)


def _states(schedule: Schedule, calendar: HolidayCalendar, run: range) -> list[OpeningState]:
    walls = _walls(run, schedule.zone)
    days = range(walls[0].minute // 1440 - 3, walls[-1].minute // 1440 + 2)
    is_open, known = set[int](), set[int]()
    for number in days:
        day = date(1970, 1, 1) + timedelta(days=number)
        for start, end, state in _of_a_day(schedule, calendar, day):
            minutes = range(number * 1440 + start, number * 1440 + end)
            known.update(minutes)
            if state is Stated.OPEN:
                is_open.update(minutes)
    return [
        OpeningState.OPEN if _holds(is_open, wall) else OpeningState.UNKNOWN if _holds(known, wall) else OpeningState.CLOSED
        for wall in walls
    ]


def _holds(minutes: set[int], wall: _Wall) -> bool:
    """In the hour that comes twice: the first time only what began before it, the second only what lasts beyond it."""
    if wall.minute not in minutes:
        return False
    if wall.twice_from is None or wall.twice_to is None:
        return True
    if wall.second_time:
        return all(minute in minutes for minute in range(wall.minute, wall.twice_to))
    return all(minute in minutes for minute in range(wall.twice_from - 1, wall.minute))


# ---------------------------------------------------------------------------------------------------- the local day

_Spell = tuple[int, int, Stated]


def _spell(row: Hours | Session) -> _Spell:
    (h1, m1), (h2, m2) = (map(int, time.split(":")) for time in (row.opens_at, row.closes_at))
    return 60 * h1 + m1, 60 * h2 + m2, row.state


def _of_a_day(schedule: Schedule, calendar: HolidayCalendar, day: date) -> list[_Spell]:
    """Return what starts on the day, in the order of truth."""
    spells = [(0, 1440, Stated.OPEN)] if schedule.always_open else _by_holiday(schedule, calendar, day)
    beside: list[_Spell] = []
    for row in schedule.exceptions:
        if row.first <= day <= row.last and row.adds:
            beside += [_spell(hours) for hours in row.hours]
        elif row.first <= day <= row.last:
            spells = [_spell(hours) for hours in row.hours]
    spells = spells + beside
    if any(row.cut_at_midnight and row.first == day + timedelta(days=1) for row in schedule.exceptions):
        spells = [(start, min(end, 1440), state) for start, end, state in spells]
    return spells


def _by_holiday(schedule: Schedule, calendar: HolidayCalendar, day: date) -> list[_Spell]:
    rule = schedule.bank_holidays
    usual, sunday = _usual(schedule, day, WEEK[day.weekday()]), _usual(schedule, day, Weekday.SUN)
    for named in schedule.named_days:
        if named.day in _names(day):
            return _outcome(named.then, named.hours, usual, sunday)
    if calendar.is_bank_holiday(rule.nation, day):
        return _outcome(rule.then, rule.hours, usual, sunday)
    unlisted = not calendar.knows(rule.nation, day.year)
    if unlisted and day.weekday() < 5 and rule.then is not OnHoliday.AS_USUAL:
        return _doubtful(usual + _outcome(rule.then, rule.hours, usual, sunday))
    return usual


def _outcome(then: OnHoliday, hours: tuple[Hours, ...], usual: list[_Spell], sunday: list[_Spell]) -> list[_Spell]:
    return {
        OnHoliday.AS_USUAL: usual,
        OnHoliday.CLOSED: [],
        OnHoliday.HOURS: [_spell(row) for row in hours],
        OnHoliday.AS_SUNDAY: sunday,
        OnHoliday.UNKNOWN: _doubtful(usual),
    }[then]


def _doubtful(spells: list[_Spell]) -> list[_Spell]:
    return [(start, end, Stated.UNKNOWN) for start, end, _ in spells]


def _names(day: date) -> set[NamedDay]:
    easter = date(day.year, *_EASTER[day.year])
    dates = {
        NamedDay.CHRISTMAS_EVE: date(day.year, 12, 24),
        NamedDay.CHRISTMAS_DAY: date(day.year, 12, 25),
        NamedDay.BOXING_DAY: date(day.year, 12, 26),
        NamedDay.NEW_YEARS_EVE: date(day.year, 12, 31),
        NamedDay.NEW_YEARS_DAY: date(day.year, 1, 1),
        NamedDay.GOOD_FRIDAY: easter - timedelta(days=2),
        NamedDay.EASTER_SUNDAY: easter,
        NamedDay.EASTER_MONDAY: easter + timedelta(days=1),
    }
    return {name for name, its_date in dates.items() if its_date == day}


def _usual(schedule: Schedule, day: date, weekday: Weekday) -> list[_Spell]:
    rota_sessions = [(session, rota) for rota in schedule.rotas for session in rota.sessions]
    rows = [*((session, None) for session in schedule.weekly), *rota_sessions]
    in_force = [
        (session, rota) for session, rota in rows if (session.valid_from or date.min) <= day <= (session.valid_to or date.max)
    ]
    if not in_force:
        return [(0, 1440, Stated.UNKNOWN)]
    return [
        _spell(session)
        for session, rota in in_force
        if weekday in session.days and (rota is None or (day - rota.anchor).days // 7 % rota.cycle_weeks == rota.week_index)
    ]
