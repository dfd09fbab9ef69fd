"""The rows in which opening hours are kept. Evaluation is in opening.py, words in opening_words.py.

Order of truth: dated exception > named day > bank holiday > weekly (and rota). A session belongs to the local date on
which it starts; an exception replaces the sessions that start on its dates. Nothing stated is unknown.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec


class Weekday(StrEnum):
    """A day of the week, in FHIR's codes."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)

WallTime = Annotated[str, msgspec.Meta(pattern=r"^([0-3]\d|4[0-7]):[0-5]\d$|^48:00$")]
"""Local time "HH:MM"; hours past 23 are the next day, as in "32:30" for 08:30 of the morning after."""


def minutes_of(time: WallTime) -> int:
    """Return the minutes after the local midnight on which the session's day starts (0 to 2880)."""
    return int(time[:2]) * 60 + int(time[3:])


class Nation(StrEnum):
    """Whose bank holidays apply (England and Wales share one list)."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class NamedDay(StrEnum):
    """A day of the year that services name, whatever weekday it falls on."""

    CHRISTMAS_EVE = "christmas_eve"
    CHRISTMAS_DAY = "christmas_day"
    BOXING_DAY = "boxing_day"
    NEW_YEARS_EVE = "new_years_eve"
    NEW_YEARS_DAY = "new_years_day"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"


class Stated(StrEnum):
    """What a row says about its times."""

    OPEN = "open"
    UNKNOWN = "unknown"


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One stretch of a day, from `opens_at` to `closes_at` (not included), in the service's local time."""

    opens_at: WallTime
    closes_at: WallTime
    state: Stated = Stated.OPEN


class Session(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A weekly session on each of `days`; with `valid_from` / `valid_to` only on dates in that range, both included."""

    days: tuple[Weekday, ...]
    opens_at: WallTime
    closes_at: WallTime
    state: Stated = Stated.OPEN
    valid_from: date | None = None
    valid_to: date | None = None


class OnHoliday(StrEnum):
    """What a bank holiday or named day does to the sessions that would start on it."""

    AS_USUAL = "as_usual"
    CLOSED = "closed"
    HOURS = "hours"
    AS_SUNDAY = "as_sunday"
    UNKNOWN = "unknown"


class BankHolidayRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What happens on bank holidays of `nation`; UNKNOWN turns the day's usual sessions into unknown ones."""

    then: OnHoliday = OnHoliday.UNKNOWN
    hours: tuple[Hours, ...] = ()
    nation: Nation = Nation.ENGLAND


class NamedDayRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What happens on a named day; stronger than the bank-holiday rule."""

    day: NamedDay
    then: OnHoliday
    hours: tuple[Hours, ...] = ()


class DatedException(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What happens on the dates `first` to `last`, both included; the strongest row.

    `hours` replace the sessions that start on those dates (none: closed); with `adds` they come beside them. With
    `cut_at_midnight` a session of the evening before `first` stops at midnight; otherwise it runs on.
    """

    first: date
    last: date
    hours: tuple[Hours, ...] = ()
    adds: bool = False
    cut_at_midnight: bool = False
    reason: str = ""


class Rota(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Sessions of one week in a cycle: week `week_index` (0 first) of `cycle_weeks`, counted from the Monday `anchor`."""

    anchor: date
    cycle_weeks: int
    week_index: int
    sessions: tuple[Session, ...]


class Schedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """When a contact answers. `always_open` is a fact of its own that only a dated exception closes.

    With no row at all the schedule is unknown at every instant. `stated_as` is what the source printed.
    """

    always_open: bool = False
    weekly: tuple[Session, ...] = ()
    rotas: tuple[Rota, ...] = ()
    bank_holidays: BankHolidayRule = BankHolidayRule()
    named_days: tuple[NamedDayRule, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    zone: str = "Europe/London"
    stated_as: str = ""


ALWAYS_OPEN = Schedule(always_open=True, stated_as="24 hours a day, 7 days a week")
NOT_STATED = Schedule()
