"""A ribbon: stretches of time on lanes, as a picture and as a table of the same facts.

Lanes come in as UTC minutes with words; what goes out is where each rectangle stands and what the table says, both from
the same stretches, so that they cannot contradict each other. Nothing is decided here, and no clock is read.
A lane is drawn to its true length: a day of 25 hours is longer than its neighbours, one of 23 hours shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from string import ascii_uppercase
from textwrap import shorten

import msgspec

from directory.holidays import HolidayCalendar
from directory.opening import Interval, OpeningState, instant_of
from directory.schedule import Nation
from routing.edition import midnight
from routing.situation import LONDON
from web.ladder import capitalised

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


WORDS = {
    Mark.OWN: "the area’s own services answer",
    Mark.AWAY: "only lines from outside the area answer",
    Mark.LAST: "only 999 and 111 answer",
    Mark.NOBODY: "nobody answers",
    Mark.OPEN: "open",
    Mark.CLOSED: "closed",
    Mark.UNKNOWN: "hours not known",
    Mark.HIDDEN: "who answers near by is not shown to you",
    Mark.ABSENT: "not on the ladder at this time",
    Mark.KEPT: "the promise holds",
    Mark.BROKEN: "the promise does not hold",
}
GAPS = frozenset({Mark.LAST, Mark.NOBODY, Mark.BROKEN})
UNWRITTEN = frozenset({Mark.CLOSED, Mark.ABSENT, Mark.KEPT})
"""Marks that say enough by being empty."""

ONE_NUMBER = "one number only"
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
        numbers = {None: "", 0: "", 1: ONE_NUMBER}.get(self.depth, f"{self.depth} numbers")
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
    holiday = "bank holiday" if calendar.is_bank_holiday(Nation.ENGLAND, day) else ""
    if not calendar.knows(Nation.ENGLAND, day.year):
        holiday = "bank holidays not known"
    hours = (midnight(day + timedelta(days=1)) - midnight(day)) // HOUR
    clocks = {23: "clocks go forward", 25: "clocks go back"}.get(hours, "")
    length = f"{hours} hours" if clocks else ""
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
        return "midnight"
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M} {local:%Z}" if comes_twice else f"{local:%H:%M}"


def moment_in_words(minute: int) -> str:
    """Write Friday 25 December 2026, 17:00."""
    day = instant_of(minute).astimezone(LONDON).date()
    return f"{date_in_words(day)} {day.year}, {clock_time(minute)}"


def stretch_in_words(start: int, end: int) -> str:
    """Write Friday 25 December 2026, 17:00 to 20:00; the day is told again where another begins before the end."""
    days = {instant_of(minute).astimezone(LONDON).date() for minute in (start, end - 1)}
    return f"{moment_in_words(start)} to {clock_time(end) if len(days) == 1 else moment_in_words(end)}"


def length_in_words(minutes: int) -> str:
    """Write 3 hours, 1 hour 30 minutes, 45 minutes."""
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in zip(divmod(minutes, HOUR), ("hour", "minute"), strict=True)
        if count
    ]
    return " ".join(parts) or "no time"


def span_in_words(lane: Lane, one: Stretch) -> str:
    """Write the time of a stretch on its lane: all day, else from and to; with the days where the lane has several."""
    if (one.start, one.end) == (lane.start, lane.end):
        return "all the time"
    if lane.end - lane.start > DAY + HOUR:
        return stretch_in_words(one.start, one.end)
    return f"{clock_time(one.start)} to {clock_time(one.end)}"


# ------------------------------------------------------------------------------------------------------- picture

HEADING, TICKS, BAR, THIN_BAR, SPACE = 20, 15, 32, 18, 12
"""Heights in pixels."""

PLOTS = (("narrow", 300), ("middle", 600), ("wide", 880))
"""The least width in pixels of a picture on a phone, on paper and on a desk: what is written there must fit there."""

_LETTER, _MARGIN = 7.2, 14

BOLD = 1.15
"""By how much the letters of a heading are wider than those on a bar."""

SHORT_TITLE = 34
"""Letters of a heading for which there is room on a phone."""


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch as it is drawn; `x` and `width` are shares of the picture. What does not fit is not written."""

    x: str
    width: str
    mark: Mark
    key: str
    key_fits: str
    label: str
    label_fits: str
    depth: str
    depth_fits: str
    told: str
    single: bool


class Line(msgspec.Struct, frozen=True):
    """A line across a lane, with what is written over it."""

    x: str
    label: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch as the table tells it."""

    time: str
    mark: Mark
    what: str
    who: str


class DrawnLane(msgspec.Struct, frozen=True, kw_only=True):
    """One lane with the heights at which its parts stand."""

    title: str
    title_fits: str
    short_title: str
    notes: str
    notes_fit: str
    brief: str
    heading_y: int
    ticks_y: int
    bar_y: int
    bar: int
    width: str
    boxes: tuple[Box, ...]
    rows: tuple[Row, ...]
    ticks: tuple[Line, ...]
    writes_ticks: bool
    changes: tuple[Line, ...]
    now: str | None
    differs: tuple[Box, ...] = ()


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A ribbon ready for its template: picture, table, and the key of what is written on it."""

    name: str
    title: str
    description: str
    height: int
    lanes: tuple[DrawnLane, ...]
    keys: tuple[tuple[str, str], ...]
    marks: tuple[tuple[Mark, str], ...]
    has_who: bool
    has_single: bool
    has_depth: bool
    has_holiday: bool
    has_changes: bool
    has_now: bool


def drawn(ribbon: Ribbon, differing: Sequence[Sequence[Stretch]] = (), keys: Mapping[str, str] | None = None) -> Drawn:
    """Draw a ribbon; the stretches in `differing`, lane by lane, are outlined; `keys` are letters that are given already."""
    whole = max(lane.end - lane.start for lane in ribbon.lanes)
    stretches = [one for lane in ribbon.lanes for one in lane.stretches]
    keys = keys_of(stretches) if keys is None else keys
    lanes: list[DrawnLane] = []
    y, above = 0, None
    for index, lane in enumerate(ribbon.lanes):
        marked = differing[index] if differing else ()
        ticks = tuple((tick.minute - lane.start, tick.label) for tick in lane.ticks)
        lanes.append(drawn_lane(lane, whole, y, keys, now=ribbon.now, writes_ticks=ticks != above, differing=marked))
        y, above = lanes[-1].bar_y + lanes[-1].bar + SPACE, ticks
    return Drawn(
        name=ribbon.name,
        title=ribbon.title,
        description=f"{ribbon.says} The table after the picture says the same.",
        height=y,
        lanes=tuple(lanes),
        keys=tuple((key, label) for label, key in keys.items()),
        marks=tuple((mark, WORDS[mark]) for mark in Mark if any(one.mark is mark for one in stretches)),
        has_who=any(row.who for lane in lanes for row in lane.rows),
        has_single=any(one.single for one in stretches),
        has_depth=any(one.depth for one in stretches),
        has_holiday=any("★" in tick.label for lane in ribbon.lanes for tick in lane.ticks),
        has_changes=any(lane.changes for lane in ribbon.lanes),
        has_now=any(lane.now for lane in lanes),
    )


def drawn_lane(  # noqa: PLR0913 (a lane, and how it stands among the others)
    lane: Lane,
    whole: int,
    y: int,
    keys: Mapping[str, str],
    *,
    now: int | None,
    writes_ticks: bool,
    differing: Sequence[Stretch],
) -> DrawnLane:
    """Draw one lane from the height `y` on, `whole` being the minutes of the longest."""

    def share(minutes: int) -> str:
        return f"{100 * minutes / whole:.4f}%"

    def box(one: Stretch) -> Box:
        part = (one.end - one.start) / whole
        key = "!" if one.mark in GAPS else keys.get(one.label, "")
        label = "" if one.mark in UNWRITTEN else one.label
        depth = str(one.depth or "")
        return Box(
            x=share(one.start - lane.start),
            width=share(one.end - one.start),
            mark=one.mark,
            key=key,
            key_fits=fits(part, len(key)),
            label=label,
            label_fits=fits(part, len(label) + (2 if key else 0) + (3 if depth else 0)),
            depth=depth,
            depth_fits=fits(part, 4),
            told=f"{lane.title}, {span_in_words(lane, one)}: {one.label}. {capitalised(one.told)}.",
            single=one.single,
        )

    is_thin = lane.end - lane.start > DAY + HOUR
    bar_y = y + HEADING + (TICKS if writes_ticks else 0)
    return DrawnLane(
        title=lane.title,
        title_fits=fits(1.0, len(lane.title) * BOLD),
        short_title=shorten(lane.title, SHORT_TITLE, placeholder="…"),
        notes="; ".join(lane.notes),
        notes_fit=fits(1.0, len(lane.title) + len("; ".join(lane.notes)) + 5),
        brief=lane.brief,
        heading_y=y + HEADING - 6,
        ticks_y=bar_y - 4,
        bar_y=bar_y,
        bar=THIN_BAR if is_thin else BAR,
        width=share(lane.end - lane.start),
        boxes=tuple(box(one) for one in lane.stretches),
        rows=tuple(rows_of(lane)),
        ticks=tuple(Line(share(tick.minute - lane.start), tick.label) for tick in lane.ticks),
        writes_ticks=writes_ticks,
        changes=tuple(Line(share(minute - lane.start), clock_time(minute)) for minute in lane.changes),
        now=share(now - lane.start) if now is not None and lane.start <= now < lane.end else None,
        differs=tuple(box(one) for one in differing),
    )


def fits(part: float, letters: float) -> str:
    """Name the smallest picture in which that many letters fit into that part of its width; "never" if in none."""
    needed = letters * _LETTER + _MARGIN
    return next((name for name, width in PLOTS if part * width >= needed), "never")


def keys_of(stretches: Iterable[Stretch]) -> dict[str, str]:
    """Give every label a letter, so that a narrow stretch can be read too; none where all labels say what the mark says."""
    labels = dict.fromkeys(one.label for one in stretches if one.label != WORDS[one.mark] and one.mark not in GAPS)
    letters = [*ascii_uppercase, *(f"{one}{other}" for one in ascii_uppercase for other in ascii_uppercase)]
    return dict(zip(labels, letters, strict=False))


def rows_of(lane: Lane) -> Iterator[Row]:
    """Tell a lane as rows of the table."""
    for one in lane.stretches:
        yield Row(
            time=span_in_words(lane, one),
            mark=one.mark,
            what=one.what,
            who="; ".join(part for part in (one.label if one.label != WORDS[one.mark] else "", one.words) if part),
        )
