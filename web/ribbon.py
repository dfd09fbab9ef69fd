"""A ribbon: stretches of time on lanes, in UTC minutes, with their words. Nothing is decided here, and no clock is read.

The picture and the table are both made from these stretches (ribbon_picture.py), so that they cannot contradict each other.
A lane has its true length: a day of 25 hours is longer than its neighbours, one of 23 hours shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

import msgspec

from directory.holidays import HolidayCalendar
from directory.opening import Interval, OpeningState, instant_of
from directory.schedule import Nation
from routing.edition import midnight
from routing.situation import LONDON
from web.words import PROFESSIONAL, _

say = PROFESSIONAL.say
DAY = 24 * 60
HOUR = 60


class Mark(StrEnum):
    """What a stretch is: each has a colour, a pattern and words of its own."""

    OWN = "own"
    AWAY = "away"
    LAST = "last"
    NOBODY = "nobody"
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    HIDDEN = "hidden"
    ABSENT = "absent"
    KEPT = "kept"
    BROKEN = "broken"
    SPACE = "space"
    FULL = "full"
    STALE = "stale"


WORDS = {
    Mark.OWN: _("the area’s own services answer"),
    Mark.AWAY: _("only lines from outside the area answer"),
    Mark.LAST: _("only 999 and 111 answer"),
    Mark.NOBODY: _("nobody answers"),
    Mark.OPEN: _("open"),
    Mark.CLOSED: _("closed"),
    Mark.UNKNOWN: _("hours not known"),
    Mark.HIDDEN: _("who answers near by is not shown to you"),
    Mark.ABSENT: _("not on the ladder at this time"),
    Mark.KEPT: _("the promise holds"),
    Mark.BROKEN: _("the promise does not hold"),
    Mark.SPACE: _("has space"),
    Mark.FULL: _("full"),
    Mark.STALE: _("not known: ring to confirm"),
}
GAPS = frozenset({Mark.LAST, Mark.NOBODY, Mark.BROKEN})
UNWRITTEN = frozenset({Mark.CLOSED, Mark.ABSENT, Mark.KEPT})
"""Marks that say enough by being empty."""

ONE_NUMBER = _("one number only")
MARK_OF = {OpeningState.OPEN: Mark.OPEN, OpeningState.CLOSED: Mark.CLOSED, OpeningState.UNKNOWN: Mark.UNKNOWN}


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` to `end` (UTC minutes, `end` not included) one thing holds.

    `label` is what is written on it, `words` what the table adds to the words of the mark. `depth` counts the independent
    numbers that answer as near as the mark says; None where that is not asked.
    """

    start: int
    end: int
    mark: Mark
    label: str
    words: str = ""
    depth: int | None = None

    @property
    def single(self) -> bool:
        """Say whether all hangs on one number."""
        return self.depth == 1

    @property
    def what(self) -> str:
        """Say what the mark says, and how deep."""
        numbers = {None: "", 0: "", 1: ONE_NUMBER}.get(self.depth, say("%(depth)s numbers", depth=self.depth))
        return f"{WORDS[self.mark]}; {numbers}" if numbers else WORDS[self.mark]

    @property
    def told(self) -> str:
        """Say everything about the stretch but its time."""
        return f"{self.what}; {self.words}" if self.words else self.what


class Tick(msgspec.Struct, frozen=True):
    """A line across a lane at a UTC minute, and what is written over it."""

    minute: int
    label: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One strip of the ribbon.

    `notes` say what is unusual about it, `brief` the same where there is little room; `changes` are the minutes at which
    clocks change.
    """

    title: str
    start: int
    end: int
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    notes: tuple[str, ...] = ()
    brief: str = ""
    changes: tuple[int, ...] = ()


class Ribbon(msgspec.Struct, frozen=True, kw_only=True):
    """Lanes under one title. `name` is its own on the page; `says` sums it up; `now` is drawn where it lies within a lane."""

    name: str
    title: str
    says: str
    lanes: tuple[Lane, ...]
    now: int | None = None


# --------------------------------------------------------------------------------------------------------- lanes


def days_from(first: date, days: int) -> tuple[date, ...]:
    """Return that many dates, the first included."""
    return tuple(first + timedelta(days=ahead) for ahead in range(days))


def lanes_by_day(
    stretches: Sequence[Stretch], first: date, days: int, calendar: HolidayCalendar, prefix: str = ""
) -> tuple[Lane, ...]:
    """Lay stretches on one lane a day, from local midnight to local midnight."""
    lanes = []
    for day in days_from(first, days):
        start, end = midnight(day), midnight(day + timedelta(days=1))
        notes, brief = day_notes(day, calendar)
        lanes.append(
            Lane(
                title=prefix + date_in_words(day),
                start=start,
                end=end,
                stretches=cut(stretches, start, end),
                ticks=tuple(hour_ticks(start, end)),
                notes=notes,
                brief=brief,
                changes=clock_changes(day, day),
            )
        )
    return tuple(lanes)


def lane_of_days(title: str, stretches: Sequence[Stretch], first: date, days: int, calendar: HolidayCalendar) -> Lane:
    """Lay stretches on one lane that runs through all the days; bank holidays carry a star."""
    last = first + timedelta(days=days - 1)
    start, end = midnight(first), midnight(last + timedelta(days=1))
    step = next(step for most, step in ((7, 1), (14, 2), (days, 7)) if days <= most)
    return Lane(
        title=title,
        start=start,
        end=end,
        stretches=cut(stretches, start, end),
        ticks=tuple(
            Tick(midnight(day), short_date(day, calendar) if ahead % step == 0 else "")
            for ahead, day in enumerate(days_from(first, days))
        ),
        changes=clock_changes(first, last),
    )


def cut(stretches: Iterable[Stretch], start: int, end: int) -> tuple[Stretch, ...]:
    """Return what lies between `start` and `end`."""
    return tuple(
        msgspec.structs.replace(one, start=max(one.start, start), end=min(one.end, end))
        for one in stretches
        if one.start < end and one.end > start
    )


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Join neighbours that say the same."""
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].end == one.start and same(found[-1], one):
            found[-1] = msgspec.structs.replace(found[-1], end=one.end)
        else:
            found.append(one)
    return tuple(found)


def same(one: Stretch, other: Stretch) -> bool:
    """Say whether two stretches differ in their time only."""
    return msgspec.structs.replace(one, start=other.start, end=other.end) == other


def of_opening(intervals: Iterable[Interval]) -> tuple[Stretch, ...]:
    """Make stretches of opening hours as they are compiled."""
    return tuple(
        Stretch(start=one.start, end=one.end, mark=MARK_OF[one.state], label=WORDS[MARK_OF[one.state]]) for one in intervals
    )


def hour_ticks(start: int, end: int) -> Iterator[Tick]:
    """Yield 06, 12 and 18 o'clock of a local day; on a day on which clocks change each stands where it falls."""
    for minute in range(start, end, HOUR):
        hour = instant_of(minute).astimezone(LONDON).hour
        if hour in {6, 12, 18}:
            yield Tick(minute, f"{hour:02}:00")


def clock_changes(first: date, last: date) -> tuple[int, ...]:
    """Return the UTC minutes at which clocks change from `first` to `last`; in this zone that is on a whole hour."""
    offsets = [
        (minute, instant_of(minute).astimezone(LONDON).utcoffset())
        for minute in range(midnight(first), midnight(last + timedelta(days=1)) + 1, HOUR)
    ]
    return tuple(minute for (_, before), (minute, after) in pairwise(offsets) if before != after)


def day_notes(day: date, calendar: HolidayCalendar) -> tuple[tuple[str, ...], str]:
    """Say what is unusual about a day, at length and briefly: its name, that it is a bank holiday, that clocks change."""
    name = calendar.name_of(Nation.ENGLAND, day)
    holiday = say("bank holiday") if calendar.is_bank_holiday(Nation.ENGLAND, day) else ""
    if not calendar.knows(Nation.ENGLAND, day.year):
        holiday = say("bank holidays not known")
    hours = (midnight(day + timedelta(days=1)) - midnight(day)) // HOUR
    clocks = {23: say("clocks go forward"), 25: say("clocks go back")}.get(hours, "")
    length = PROFESSIONAL.minutes(hours * HOUR) if clocks else ""
    notes = (", ".join(filter(None, (name, holiday))), f"{clocks}: {length}" if clocks else "")
    return tuple(filter(None, notes)), ", ".join(filter(None, (holiday or name, length)))


# --------------------------------------------------------------------------------------------------------- words


def date_in_words(day: date) -> str:
    """Write Friday 25 December."""
    return f"{day:%A} {day.day} {day:%B}"


def short_date(day: date, calendar: HolidayCalendar) -> str:
    """Write Fri 25, with a star on a bank holiday."""
    star = "★" if calendar.is_bank_holiday(Nation.ENGLAND, day) else ""
    return f"{day:%a} {day.day}{star}"


def clock_time(minute: int) -> str:
    """Write the local time of a UTC minute; where it comes twice that night, with the name of its clock."""
    local = instant_of(minute).astimezone(LONDON)
    if (local.hour, local.minute) == (0, 0):
        return say("midnight")
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M} {local:%Z}" if comes_twice else f"{local:%H:%M}"


def moment_in_words(minute: int) -> str:
    """Write Friday 25 December 2026, 17:00."""
    day = instant_of(minute).astimezone(LONDON).date()
    return f"{date_in_words(day)} {day.year}, {clock_time(minute)}"


def stretch_in_words(start: int, end: int) -> str:
    """Write Friday 25 December 2026, 17:00 to 20:00; the day is told again where another begins before the end."""
    days = {instant_of(minute).astimezone(LONDON).date() for minute in (start, end - 1)}
    return say(
        "%(start)s to %(end)s", start=moment_in_words(start), end=clock_time(end) if len(days) == 1 else moment_in_words(end)
    )


def span_in_words(lane: Lane, one: Stretch) -> str:
    """Write the time of a stretch on its lane: all day, else from and to; with the days where the lane has several."""
    if (one.start, one.end) == (lane.start, lane.end):
        return say("all the time")
    if lane.end - lane.start > DAY + HOUR:
        return stretch_in_words(one.start, one.end)
    return say("%(start)s to %(end)s", start=clock_time(one.start), end=clock_time(one.end))
