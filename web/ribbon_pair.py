"""Two ribbons of the same days, before and after a change, with what differs outlined in both and said in words."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from web.ribbon import WORDS, Lane, Mark, Ribbon, Stretch, same, span_in_words
from web.ribbon_picture import Drawn, drawn, keys_of
from web.templating import render
from web.words import PROFESSIONAL, _

TITLES = {"before": _("Before: %(title)s"), "after": _("After: %(title)s")}
say = PROFESSIONAL.say


class Difference(msgspec.Struct, frozen=True):
    """What held before a change in some time of a lane, and what holds in the same time after it."""

    was: Stretch
    becomes: Stretch


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Both ribbons ready for the template, and every difference in words; none where nothing differs."""

    before: Drawn
    after: Drawn
    words: tuple[str, ...]


def pair_as_html(before: Ribbon, after: Ribbon) -> bytes:
    """Render both ribbons under each other, with the words over them: a part of a page that links coverage.css."""
    return render("ribbon_pair.html", pair=compare(before, after))


def compare(before: Ribbon, after: Ribbon) -> Pair:
    """Find what differs between two ribbons of the same days, lane by lane; letters mean the same in both."""
    befores, afters = lanes_of_both(before, after), lanes_of_both(after, before)
    afters = tuple(next(lane for lane in afters if is_same_lane(lane, other)) for other in befores)
    found = tuple(differences(was, becomes) for was, becomes in zip(befores, afters, strict=True))
    keys = keys_of(one for lane in (*befores, *afters) for one in lane.stretches)
    return Pair(
        before=drawn(named(before, "before", befores), tuple(tuple(one.was for one in lane) for lane in found), keys),
        after=drawn(named(after, "after", afters), tuple(tuple(one.becomes for one in lane) for lane in found), keys),
        words=tuple(in_words(lane, one) for lane, differing in zip(befores, found, strict=True) for one in differing),
    )


def named(ribbon: Ribbon, which: str, lanes: tuple[Lane, ...]) -> Ribbon:
    """Name a ribbon so that both can stand on one page."""
    return msgspec.structs.replace(
        ribbon, name=f"{ribbon.name}-{which}", title=say(TITLES[which], title=ribbon.title), lanes=lanes
    )


def lanes_of_both(ribbon: Ribbon, other: Ribbon) -> tuple[Lane, ...]:
    """Return the ribbon's lanes, and an empty one for each that only the other has: a service that came or went."""
    missing = (lane for lane in other.lanes if not any(is_same_lane(lane, own) for own in ribbon.lanes))
    return (*ribbon.lanes, *(msgspec.structs.replace(lane, stretches=(absent(lane.start, lane.end),)) for lane in missing))


def is_same_lane(one: Lane, other: Lane) -> bool:
    """Say whether two lanes are about the same thing at the same time."""
    return (one.title, one.start, one.end) == (other.title, other.start, other.end)


def absent(start: int, end: int) -> Stretch:
    """Return a stretch in which there is nothing."""
    return Stretch(start=start, end=end, mark=Mark.ABSENT, label=WORDS[Mark.ABSENT])


def differences(before: Lane, after: Lane) -> tuple[Difference, ...]:
    """Return the longest stretches in which one and the same thing became another."""
    edges = sorted({edge for lane in (before, after) for one in lane.stretches for edge in (one.start, one.end)})
    found: list[Difference] = []
    for start, end in pairwise(edges):
        was, becomes = at(before, start, end), at(after, start, end)
        last = found[-1] if found else None
        if same(was, becomes):
            continue
        if last is not None and last.was.end == start and same(last.was, was) and same(last.becomes, becomes):
            found[-1] = Difference(until(last.was, end), until(last.becomes, end))
        else:
            found.append(Difference(was, becomes))
    return tuple(found)


def at(lane: Lane, start: int, end: int) -> Stretch:
    """Return what holds in a piece of a lane; nothing where the lane says nothing."""
    found = (one for one in lane.stretches if one.start <= start and end <= one.end)
    return next((msgspec.structs.replace(one, start=start, end=end) for one in found), absent(start, end))


def until(one: Stretch, end: int) -> Stretch:
    """Let a stretch run on."""
    return msgspec.structs.replace(one, end=end)


def in_words(lane: Lane, one: Difference) -> str:
    """Say one difference: the lane, the time, what was and what becomes."""
    return say(
        "%(lane)s, %(time)s: was %(before)s; becomes %(after)s.",
        lane=lane.title,
        time=span_in_words(lane, one.was),
        before=said(one.was),
        after=said(one.becomes),
    )


def said(one: Stretch) -> str:
    """Say what holds: who, and what that means."""
    return one.told if one.label == WORDS[one.mark] else f"{one.label} ({one.told})"
