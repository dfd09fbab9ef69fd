"""The usual week as a grid: seven days, several sessions a day. What a grid cannot show is kept beside it, never simplified.

`with_grid(schedule, grid_of(schedule))` is the schedule itself, row for row; and whatever grid is written, reading it again
gives that grid. Rotas and sessions that hold only between two dates are `beside` the grid: shown in words, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from directory.errors import HoursRejected
from directory.schedule import (
    WEEKDAYS,
    BankHolidayRule,
    Hours,
    NamedDayRule,
    OnHoliday,
    Schedule,
    Session,
    Stated,
    WallTime,
    minutes_of,
)

_HOUR, _DAY = 60, 24 * 60


class Basis(StrEnum):
    """What the hours rest on: a fact of its own, a week, or nothing that is known."""

    ALWAYS = "always"
    WEEK = "week"
    NOT_KNOWN = "not_known"


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The usual week, Monday first, each day's sessions by their opening times. Only a `WEEK` has sessions."""

    basis: Basis
    days: tuple[tuple[Hours, ...], ...] = ((),) * 7


def grid_of(schedule: Schedule) -> Grid:
    """Return the week that the schedule states, without what stands beside it."""
    days = tuple(
        in_order(_as_hours(session) for session in usual_sessions(schedule) if weekday in session.days) for weekday in WEEKDAYS
    )
    if schedule.always_open:
        return Grid(basis=Basis.ALWAYS)
    is_known = any(days) or bool(beside(schedule))
    return Grid(basis=Basis.WEEK, days=days) if is_known else Grid(basis=Basis.NOT_KNOWN)


def with_grid(schedule: Schedule, grid: Grid) -> Schedule:
    """Return the schedule with this week in place of its own; rows that say the same week already stay as they are.

    Raises HoursRejected for a grid that cannot be kept: a week without a session that has nothing beside it would say
    nothing, which is not the same as closed.
    """
    if grid == grid_of(schedule):
        return schedule
    kept = tuple(session for session in schedule.weekly if session not in usual_sessions(schedule))
    if grid.basis is Basis.WEEK:
        if not (any(grid.days) or kept or schedule.rotas):
            raise HoursRejected("hours on at least one day; for a service that is closed every day, end the entry")
        return msgspec.structs.replace(schedule, always_open=False, weekly=(*sessions_of(grid.days), *kept))
    if kept or schedule.rotas:
        raise HoursRejected("the rota and the dated weeks below taken out first, for they say other hours")
    return msgspec.structs.replace(schedule, always_open=grid.basis is Basis.ALWAYS, weekly=())


def usual_sessions(schedule: Schedule) -> tuple[Session, ...]:
    """Return the weekly sessions that hold whatever the date."""
    return tuple(session for session in schedule.weekly if session.valid_from is session.valid_to is None)


def beside(schedule: Schedule) -> Schedule | None:
    """Return what a grid cannot show, as a schedule of its own: rotas and dated weeks; None where there is nothing."""
    usual = usual_sessions(schedule)
    dated = tuple(session for session in schedule.weekly if session not in usual)
    if not dated and not schedule.rotas:
        return None
    as_usual = BankHolidayRule(then=OnHoliday.AS_USUAL)
    return Schedule(weekly=dated, rotas=schedule.rotas, zone=schedule.zone, bank_holidays=as_usual)


def without_beside(schedule: Schedule) -> Schedule:
    """Return the schedule with nothing but what a grid can show of its week."""
    return msgspec.structs.replace(schedule, weekly=usual_sessions(schedule), rotas=())


def always_alone(schedule: Schedule) -> bool:
    """Say whether what is always open has no rule for holidays beside it, which it would never follow."""
    silent = schedule.bank_holidays.then in {OnHoliday.UNKNOWN, OnHoliday.AS_USUAL} and not schedule.bank_holidays.hours
    return not schedule.always_open or (silent and not schedule.named_days)


def sessions_of(days: Sequence[tuple[Hours, ...]]) -> tuple[Session, ...]:
    """Return one session for each stretch of the week, with every day on which it stands."""
    stretches = dict.fromkeys(hours for day in days for hours in day)
    return tuple(
        Session(
            days=tuple(weekday for weekday, day in zip(WEEKDAYS, days, strict=True) if hours in day),
            opens_at=hours.opens_at,
            closes_at=hours.closes_at,
            state=hours.state,
        )
        for hours in stretches
    )


def in_order(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return the sessions of a day by their times, each once."""
    return tuple(sorted(set(hours), key=lambda one: (one.opens_at, one.closes_at, one.state)))


def _as_hours(session: Session) -> Hours:
    return Hours(opens_at=session.opens_at, closes_at=session.closes_at, state=session.state)


# ---------------------------------------------------------------------------------------------- times as they are typed

TIME_EXPECTED = "a time such as 09:00, 9am or 22:30"
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d\d)")
_TWELVE = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\.?")
_WORDS = {"midnight": "00:00", "noon": "12:00", "midday": "12:00"}
_PERHAPS = "perhaps "


def read_time(text: str) -> int:
    """Return the minutes after midnight (up to 48 hours) of one time as people type it; HoursRejected for anything else."""
    written = _WORDS.get(text.strip().lower(), text.strip().lower())
    if twelve := _TWELVE.fullmatch(written):
        hour, minute = int(twelve[1]), int(twelve[2] or 0)
        if 1 <= hour <= 12 and minute < _HOUR:
            return (hour % 12 + (12 if twelve[3] == "p" else 0)) * _HOUR + minute
    elif clock := _CLOCK.fullmatch(written):
        hour, minute = int(clock[1]), int(clock[2])
        if minute < _HOUR and hour * _HOUR + minute <= 2 * _DAY:
            return hour * _HOUR + minute
    raise HoursRejected(TIME_EXPECTED)


def read_session(opens: str, closes: str, state: Stated = Stated.OPEN) -> Hours:
    """Read one session; it closes on the day after where its closing time does not come after its opening time.

    The same time twice is refused: it may be nothing or the whole day.
    """
    start, end = read_time(opens), read_time(closes)
    if start >= _DAY:
        raise HoursRejected("an opening time before 24:00, for a session belongs to the day on which it opens")
    if start == end:
        raise HoursRejected("another closing time: for the whole day write 00:00 to 24:00")
    return Hours(opens_at=_wall(start), closes_at=_wall(end if end > start else end + _DAY), state=state)


def closing_as_typed(hours: Hours) -> str:
    """Write a closing time so that `read_session` reads it back: 08:00 for the morning after, 34:00 past a whole day."""
    start, end = minutes_of(hours.opens_at), minutes_of(hours.closes_at)
    return _wall(end - _DAY) if _DAY < end < start + _DAY else hours.closes_at


def closes_after_midnight(hours: Hours) -> bool:
    """Say whether the session closes on the day after the one on which it opens."""
    return minutes_of(hours.closes_at) > _DAY


def write_day(hours: Sequence[Hours]) -> str:
    """Write the sessions of one day as one line that `read_day` reads back: 09:00-12:00, perhaps 22:00-08:00."""
    return ", ".join(
        f"{_PERHAPS if one.state is Stated.UNKNOWN else ''}{one.opens_at}-{closing_as_typed(one)}" for one in hours
    )


def read_day(text: str) -> tuple[Hours, ...]:
    """Read the sessions of one day, written as in 09:00-12:00, 13:00-17:00; HoursRejected names the one that cannot be read."""
    found = []
    for number, part in enumerate(text.split(","), start=1):
        written = part.strip().lower()
        state = Stated.UNKNOWN if written.startswith(_PERHAPS) else Stated.OPEN
        opens, dash, closes = re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", written.removeprefix(_PERHAPS)).partition("-")
        if not dash:
            raise HoursRejected("times such as 09:00-12:00, 13:00-17:00", number)
        try:
            found.append(read_session(opens, closes, state))
        except HoursRejected as refused:
            raise HoursRejected(str(refused), number) from None
    return tuple(found)


def _wall(minutes: int) -> WallTime:
    return f"{minutes // _HOUR:02d}:{minutes % _HOUR:02d}"


# ------------------------------------------------------------------------------------------------------ holiday rules


def with_named_days(schedule: Schedule, rules: tuple[NamedDayRule, ...]) -> Schedule:
    """Return the schedule with these rules for named days; where they are the same ones the schedule keeps its order."""
    is_same = sorted(rules, key=_by_day) == sorted(schedule.named_days, key=_by_day)
    return schedule if is_same else msgspec.structs.replace(schedule, named_days=rules)


def _by_day(rule: NamedDayRule) -> tuple[str, str, str]:
    return rule.day, rule.then, write_day(rule.hours)
