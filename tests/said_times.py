"""Reads times as they are said to people (routing/spells.py) by the words alone: the tests' own way back to the minutes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from directory.opening import Window

LONDON = ZoneInfo("Europe/London")
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} \d{4}"
POINT = rf"\d\d:\d\d(?: BST| GMT)? on {DAY}"
Spell = tuple[int, int]


def minutes_said(words: str, span: Window) -> tuple[Spell, ...]:
    """Return the stretches in UTC minutes that the words name, rising."""
    if words == "never":
        return ()
    if words == "all the time":
        return ((span.start, span.end),)
    return tuple(sorted(spell for part in words.split("; ") for spell in read_part(part, span)))


def read_part(part: str, span: Window) -> list[Spell]:
    if found := re.fullmatch(f"until ({POINT})", part):
        return [(span.start, read_point(found[1]))]
    if found := re.fullmatch(f"from ({POINT}) on", part):
        return [(read_point(found[1]), span.end)]
    if found := re.fullmatch(f"({POINT}) to ({POINT})", part):
        return [(read_point(found[1]), read_point(found[2]))]
    if found := re.fullmatch(rf"(\d\d:\d\d(?: BST| GMT)?) to (\d\d:\d\d(?: BST| GMT)?) on ({DAY})", part):
        return [(read_point(f"{found[1]} on {found[3]}"), read_point(f"{found[2]} on {found[3]}"))]
    found = re.fullmatch(
        rf"(?P<days>.+?) (?P<opens>\d\d:\d\d) to (?P<closes>\d\d:\d\d)(?P<next> the next day)?( (?P<later>\d+) days later)?"
        rf"(, from (?P<first>{DAY}))?(, until (?P<last>{DAY}))?(, except on (?P<but>.+))?",
        part,
    )
    assert found, f"not said as people say times: {part}"
    weekdays = read_weekdays(found["days"])
    later = 1 if found["next"] else int(found["later"] or 0)
    missing = {read_day(day) for day in (found["but"] or "").split(", ") if day}
    first, last = found["first"] and read_day(found["first"]), found["last"] and read_day(found["last"])
    spells = []
    day = (EPOCH + timedelta(minutes=span.start)).astimezone(LONDON).date() - timedelta(days=1)
    while minute_at(day, "00:00") < span.end:
        spell = minute_at(day, found["opens"]), minute_at(day + timedelta(days=later), found["closes"])
        asked = day.weekday() in weekdays and day not in missing and not (first and day < first) and not (last and day > last)
        # A stretch at the very edge of the span is said as "until" or "from ... on", never by its weekday.
        if asked and span.start < spell[0] and spell[1] < span.end:
            spells.append(spell)
        day += timedelta(days=1)
    return spells


def read_weekdays(words: str) -> set[int]:
    if words == "every day":
        return set(range(7))
    found: set[int] = set()
    for part in re.split(", | and ", words):
        ends = [DAYS.index(day) for day in part.split(" to ")]
        found |= set(range(ends[0], ends[-1] + 1))
    return found


def read_day(words: str) -> date:
    return datetime.strptime(words.split(" ", 1)[1], "%d %b %Y").replace(tzinfo=UTC).date()


def read_point(words: str) -> int:
    time, _, day = words.partition(" on ")
    clock, _, zone = time.partition(" ")
    return minute_at(read_day(day), clock, fold=1 if zone == "GMT" else 0)


def minute_at(day: date, clock: str, fold: int = 0) -> int:
    hours, minutes = map(int, clock.split(":"))
    at = datetime(day.year, day.month, day.day, tzinfo=LONDON) + timedelta(days=hours // 24, hours=hours % 24, minutes=minutes)
    return (at.replace(fold=fold) - EPOCH) // timedelta(minutes=1)
