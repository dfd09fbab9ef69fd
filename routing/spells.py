"""Stretches of time said the way people say them, and exactly: from the words the very minutes can be worked out again.

What comes back week by week is said once ("Mon to Fri 17:00 to 20:00, except on Fri 25 Dec 2026"), the rest by its dates. All
times are London's wall times; where the clocks of a night make one doubtful, the stretch is said by its dates with GMT or BST.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

import msgspec

from directory.opening import Window, instant_of, minute_of
from routing.situation import LONDON

Spell = tuple[int, int]
"""UTC minutes, the end not included."""

DAY = 24 * 60
WEEK = 7 * DAY
OFTEN = 2
"""So many times a stretch must come to be said by its weekday."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Weekly(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch that begins on each of `weekdays` (Monday is 0) from `first` to `last`, both included, but for `missing`.

    `opens` and `closes` are minutes after the midnight of the day on which it begins; `closes` may lie days later.
    """

    weekdays: tuple[int, ...]
    opens: int
    closes: int
    first: date
    last: date
    missing: tuple[date, ...]


class Spells(msgspec.Struct, frozen=True, kw_only=True):
    """The stretches of a span: those of every week, and single ones in UTC minutes."""

    span: Window
    weekly: tuple[Weekly, ...]
    single: tuple[Spell, ...]


def spells_of(stretches: Iterable[Spell], span: Window) -> Spells:
    """Sort rising stretches that lie apart within the span into weekly and single ones."""
    single: list[Spell] = []
    alike: dict[tuple[int, int], dict[int, list[date]]] = defaultdict(lambda: defaultdict(list))
    for spell in stretches:
        usual = None if spell[0] == span.start or spell[1] == span.end else usual_form(spell)
        if usual is None:
            single.append(spell)
        else:
            day, opens, closes = usual
            alike[opens, closes][day.weekday()].append(day)
    weekly: list[Weekly] = []
    for (opens, closes), by_weekday in alike.items():
        often = []
        for days in by_weekday.values():
            if len(days) >= OFTEN and len(missing_of(days)) * 2 <= len(days):
                often.append(days)
            else:
                single += [(wall(day, opens), wall(day, closes)) for day in days]
        weekly += [joined(opens, closes, parts) for parts in of_one_time(often, opens, closes, span)]
    return Spells(span=span, weekly=tuple(sorted(weekly, key=order_of_telling)), single=tuple(sorted(single)))


def order_of_telling(weekly: Weekly) -> tuple[tuple[int, ...], int, date]:
    """Sort key: weekdays, time, beginning."""
    return weekly.weekdays, weekly.opens, weekly.first


def of_one_time(often: list[list[date]], opens: int, closes: int, span: Window) -> list[list[list[date]]]:
    """Gather the weekdays that begin and end within the same week, each as its days: they are said as one."""
    gathered: list[list[list[date]]] = []
    for days in sorted(often):
        ends = is_first(days[0], opens, span), is_last(days[-1], closes, span)
        for parts in gathered:
            other = parts[0]
            if (
                ends == (is_first(other[0], opens, span), is_last(other[-1], closes, span))
                and all(abs((days[0] - part[0]).days) < len(DAYS) for part in parts)
                and all(abs((days[-1] - part[-1]).days) < len(DAYS) for part in parts)
            ):
                parts.append(days)
                break
        else:
            gathered.append([days])
    return gathered


def joined(opens: int, closes: int, parts: list[list[date]]) -> Weekly:
    """Make one weekly stretch of the days of several weekdays."""
    return Weekly(
        weekdays=tuple(sorted(days[0].weekday() for days in parts)),
        opens=opens,
        closes=closes,
        first=min(days[0] for days in parts),
        last=max(days[-1] for days in parts),
        missing=tuple(sorted(day for days in parts for day in missing_of(days))),
    )


def usual_form(spell: Spell) -> tuple[date, int, int] | None:
    """Return day and wall minutes from which the stretch can be worked out again; None where the clocks forbid it."""
    start, end = (instant_of(minute).astimezone(LONDON) for minute in spell)
    day = start.date()
    opens, closes = start.hour * 60 + start.minute, end.hour * 60 + end.minute + (end.date() - day).days * DAY
    if closes > WEEK or (wall(day, opens), wall(day, closes)) != spell:
        return None
    return day, opens, closes


def wall(day: date, minutes: int) -> int:
    """Return the UTC minute of a wall time so many minutes after the day's midnight; in doubt the first of two."""
    days, minutes = divmod(minutes, DAY)
    return minute_of(datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), LONDON))


def missing_of(days: list[date]) -> list[date]:
    """Return the weeks' days between the first and the last that are not among them."""
    held = set(days)
    weeks = (days[-1] - days[0]).days // 7
    return [day for week in range(weeks) if (day := days[0] + timedelta(weeks=week)) not in held]


def is_first(day: date, opens: int, span: Window) -> bool:
    """Say whether the week before would begin outside the span."""
    return wall(day - timedelta(weeks=1), opens) <= span.start


def is_last(day: date, closes: int, span: Window) -> bool:
    """Say whether the week after would end outside the span."""
    return wall(day + timedelta(weeks=1), closes) >= span.end


def stretches_of(spells: Spells) -> tuple[Spell, ...]:
    """Work the stretches out again, rising."""
    return tuple(sorted((*spells.single, *(spell for one in spells.weekly for spell in each(one)))))


def each(weekly: Weekly) -> Iterator[Spell]:
    """Yield every stretch of a weekly one."""
    missing = set(weekly.missing)
    for ahead in range((weekly.last - weekly.first).days + 1):
        day = weekly.first + timedelta(days=ahead)
        if day.weekday() in weekly.weekdays and day not in missing:
            yield wall(day, weekly.opens), wall(day, weekly.closes)


# ------------------------------------------------------------------------------------------------------------ words


def in_words(spells: Spells) -> str:
    """Say the stretches: "all the time", "never", or weekly and single ones parted by semicolons."""
    if spells.single == ((spells.span.start, spells.span.end),):
        return "all the time"
    parts = [weekly_in_words(one, spells.span) for one in spells.weekly]
    parts += [single_in_words(one, spells.span) for one in spells.single]
    return "; ".join(parts) or "never"


def weekly_in_words(weekly: Weekly, span: Window) -> str:
    """Say a weekly stretch: "Mon to Fri 17:00 to 20:00, from 4 Jan 2027, except on Mon 5 Apr 2027"."""
    words = f"{weekdays_in_words(weekly.weekdays)} {times_in_words(weekly)}"
    if not is_first_of_all(weekly, span):
        words += f", from {day_in_words(weekly.first)}"
    if not is_last_of_all(weekly, span):
        words += f", until {day_in_words(weekly.last)}"
    if weekly.missing:
        words += ", except on " + ", ".join(map(day_in_words, weekly.missing))
    return words


def is_first_of_all(weekly: Weekly, span: Window) -> bool:
    """Say whether the stretch has come every week since the span began."""
    return is_first(weekly.first, weekly.opens, span)


def is_last_of_all(weekly: Weekly, span: Window) -> bool:
    """Say whether the stretch comes every week until the span ends."""
    return is_last(weekly.last, weekly.closes, span)


def weekdays_in_words(weekdays: tuple[int, ...]) -> str:
    """Say weekdays: "every day", "Mon to Fri", "Tue and Thu"."""
    if len(weekdays) == len(DAYS):
        return "every day"
    runs = [[day for _, day in run] for _, run in groupby(enumerate(weekdays), key=lambda one: one[1] - one[0])]
    said = [
        name
        for run in runs
        for name in (([DAYS[run[0]] + " to " + DAYS[run[-1]]]) if len(run) > 2 else [DAYS[day] for day in run])
    ]
    return " and ".join(part for part in (", ".join(said[:-1]), said[-1]) if part)


def times_in_words(weekly: Weekly) -> str:
    """Say from when to when: "17:00 to 20:00", "22:00 to 06:00 the next day", "17:00 to 09:00 3 days later"."""
    days, closes = divmod(weekly.closes, DAY)
    if closes == 0:
        days, closes = days - 1, DAY
    later = {0: "", 1: " the next day"}.get(days, f" {days} days later")
    return f"{clock(weekly.opens)} to {clock(closes)}{later}"


def clock(minutes: int) -> str:
    """Write minutes after midnight as a time; the end of the day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def single_in_words(spell: Spell, span: Window) -> str:
    """Say one stretch by its dates; one that reaches an end of the span is said as open to that side."""
    start, end = spell
    if start == span.start:
        return f"until {minute_in_words(end)}"
    if end == span.end:
        return f"from {minute_in_words(start)} on"
    clock_of, _, day = minute_in_words(start).partition(" on ")
    until, _, last = minute_in_words(end).partition(" on ")
    return f"{clock_of} to {until} on {day}" if day == last else f"{clock_of} on {day} to {until} on {last}"


def minute_in_words(minute: int) -> str:
    """Say a minute: "17:00 on Fri 25 Dec 2026"; with BST or GMT in the hour that comes twice."""
    local = instant_of(minute).astimezone(LONDON)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M}{f' {local:%Z}' if twice else ''} on {day_in_words(local.date())}"


def day_in_words(day: date) -> str:
    """Say a day: "Fri 25 Dec 2026"."""
    return f"{DAYS[day.weekday()]} {day.day} {day:%b %Y}"


def apart(stretches: Iterable[Spell]) -> tuple[Spell, ...]:
    """Join stretches that touch or overlap; rising."""
    rising = sorted(stretches)
    found: list[Spell] = []
    for start, end in rising:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def between(stretches: tuple[Spell, ...], span: Window) -> tuple[Spell, ...]:
    """Return what of the span the stretches, which rise and lie apart, leave free."""
    edges = ((span.start, span.start), *stretches, (span.end, span.end))
    return tuple((left[1], right[0]) for left, right in pairwise(edges) if left[1] < right[0])
