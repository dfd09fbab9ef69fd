"""A ribbon ready for templates/ribbon.html: where each rectangle stands, what fits on it, and the rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from textwrap import shorten

import msgspec

from web.ribbon import DAY, GAPS, HOUR, UNWRITTEN, WORDS, Lane, Mark, Ribbon, Stretch, clock_time, span_in_words
from web.words import PROFESSIONAL, capitalised

say = PROFESSIONAL.say

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
        description=f"{ribbon.says} {say('The table after the picture says the same.')}",
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
