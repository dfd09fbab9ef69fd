"""Opening hours compiled once to UTC minutes; every question about them is answered from that one list.

The rows of a schedule are laid on one axis of local minutes, joined where they touch, and only then turned into
instants. So a session that runs through a clock change is simply elapsed time, and `state_at`, `next_change` and
`intervals` cannot contradict each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, assert_never
from zoneinfo import ZoneInfo

import msgspec

from directory.holidays import HolidayCalendar, date_of
from directory.schedule import (
    WEEKDAYS,
    BankHolidayRule,
    Hours,
    NamedDayRule,
    OnHoliday,
    Schedule,
    Session,
    Stated,
    minutes_of,
)

_DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_NEVER = 1 << 62
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class OpeningState(StrEnum):
    """Whether a contact answers at an instant."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_STATES = (OpeningState.UNKNOWN, OpeningState.CLOSED, OpeningState.OPEN)
_UNKNOWN, _CLOSED, _OPEN = range(3)


def minute_of(instant: datetime) -> int:
    """Return the UTC minute in which the instant lies, counted from 1970; an instant without an offset is a TypeError."""
    return (instant - _EPOCH) // _MINUTE


def instant_of(minute: int) -> datetime:
    """Return the instant, in UTC, at which the minute begins."""
    return _EPOCH + minute * _MINUTE


class Window(msgspec.Struct, frozen=True):
    """The stretch of UTC minutes for which opening hours are compiled, `end` not included."""

    start: int
    end: int

    @classmethod
    def around(cls, instant: datetime) -> Window:
        """Return two days before the instant to 402 days after it."""
        minute = minute_of(instant)
        return cls(minute - 2 * _DAY, minute + 402 * _DAY)


class Interval(msgspec.Struct, frozen=True):
    """A stretch of UTC minutes, `end` not included, in which the state does not change."""

    start: int
    end: int
    state: OpeningState


class Opening(msgspec.Struct, frozen=True, gc=False):
    """The compiled hours: `codes[i]` holds from `boundaries[i - 1]` to `boundaries[i]`; outside the window all is unknown."""

    boundaries: array[int]
    codes: bytes

    @property
    def always_open(self) -> bool:
        """Say whether it is open over the whole window."""
        return self.codes == bytes((_UNKNOWN, _OPEN, _UNKNOWN))

    def state_at(self, minute: int) -> OpeningState:
        """Say whether it is open in that UTC minute."""
        return _STATES[self.codes[bisect_right(self.boundaries, minute)]]

    def next_change(self, minute: int) -> int | None:
        """Return the first UTC minute after `minute` with another state, or None where none is known."""
        at = bisect_right(self.boundaries, minute)
        return self.boundaries[at] if at < len(self.boundaries) else None

    def state_until(self, minute: int) -> tuple[OpeningState, int | None]:
        """Return the state in that UTC minute and the next change, looked up once."""
        at = bisect_right(self.boundaries, minute)
        return _STATES[self.codes[at]], self.boundaries[at] if at < len(self.boundaries) else None

    def intervals(self, start: int, end: int) -> tuple[Interval, ...]:
        """Return the states from `start` to `end` (not included), without gap or overlap."""
        inside = self.boundaries[bisect_right(self.boundaries, start) : bisect_left(self.boundaries, end)]
        edges = [start, *inside, end]
        return tuple(Interval(left, right, self.state_at(left)) for left, right in pairwise(edges) if left < right)


def compile_opening(schedule: Schedule, calendar: HolidayCalendar, window: Window) -> Opening:
    """Compile the schedule for the window. Open beats unknown, unknown beats closed, where rows overlap."""
    axis = _axis(window, schedule.zone)
    opens, doubts = _stretches(schedule, calendar, axis)
    open_spans = axis.instants(_joined(opens))
    if not doubts:
        return _sealed([(start, end, _OPEN) for start, end in open_spans], window)
    return _sealed(_with_doubts(axis.instants(_joined(opens + doubts)), open_spans), window)


# ------------------------------------------------------------------------------------------------ the local axis


class _Axis:
    """Local minutes of a zone over a window, counted from the midnight that begins 1 January 1970 in that zone."""

    __slots__ = ("_changes", "_ends_before", "_offsets", "_starts_from", "first", "last")

    def __init__(self, window: Window, zone: ZoneInfo) -> None:
        """Find the clock changes of the zone in the window."""
        # A session lasts two days at most, so one that begins earlier cannot reach the window.
        self.first = instant_of(window.start).astimezone(zone).date().toordinal() - 2
        self.last = instant_of(window.end).astimezone(zone).date().toordinal()
        start, end = window.start - 4 * _DAY, window.end + 2 * _DAY
        self._changes = tuple(_clock_changes(zone, start, end))
        self._offsets = (_offset(zone, start), *(_offset(zone, change) for change in self._changes))
        self._starts_from = tuple(at + after for at, after in zip(self._changes, self._offsets[1:], strict=True))
        self._ends_before = tuple(at + before for at, before in zip(self._changes, self._offsets[:-1], strict=True))

    def instants(self, stretches: tuple[list[int], list[int]]) -> list[tuple[int, int]]:
        """Turn local stretches into UTC ones by the narrow rule, which never promises a door that may be closed.

        A start in the hour that comes twice is its second coming, an end its first; a start or an end in the hour
        that never comes is the instant at which the clock jumps over it.
        """
        starts, ends = self._starts(stretches[0]), self._ends(stretches[1])
        return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]

    def _starts(self, walls: list[int]) -> list[int]:
        """Return the instants of starts: the later offset from its first wall minute on, never past a coming change."""
        found: list[int] = []
        for offset, part, coming in zip(self._offsets, _parts(walls, self._starts_from), (*self._changes, _NEVER), strict=True):
            instants = [wall - offset for wall in part]
            over = bisect_right(instants, coming)
            found += instants[:over] + [coming] * (len(instants) - over)
        return found

    def _ends(self, walls: list[int]) -> list[int]:
        """Return the instants of ends: the earlier offset up to its last wall minute, never before a past change."""
        found: list[int] = []
        for offset, part, past in zip(self._offsets, _parts(walls, self._ends_before), (-_NEVER, *self._changes), strict=True):
            instants = [wall - offset for wall in part]
            under = bisect_left(instants, past)
            found += [past] * under + instants[under:]
        return found


def _parts(ascending: list[int], limits: tuple[int, ...]) -> list[list[int]]:
    """Cut an ascending list at each of the limits, which begin the part after them."""
    cuts = [0, *(bisect_left(ascending, limit) for limit in limits), len(ascending)]
    return [ascending[left:right] for left, right in pairwise(cuts)]


@lru_cache(maxsize=16)
def _axis(window: Window, zone: str) -> _Axis:
    """Return the axis, worked out once for all schedules of the zone."""
    return _Axis(window, ZoneInfo(zone))


def _offset(zone: ZoneInfo, minute: int) -> int:
    """Return the minutes by which the zone is ahead of UTC in that UTC minute."""
    ahead = instant_of(minute).astimezone(zone).utcoffset()
    return ahead // _MINUTE if ahead is not None else 0


def _clock_changes(zone: ZoneInfo, start: int, end: int) -> Iterator[int]:
    """Yield each UTC minute at which the clocks of the zone change."""
    for day in range(start, end, _DAY):
        before = _offset(zone, day)
        if before != _offset(zone, day + _DAY):
            yield next(minute for minute in range(day, day + _DAY + 1) if _offset(zone, minute) != before)


# ------------------------------------------------------------------------------------------ rows to local stretches

_Stretch = tuple[int, int]
_Span = tuple[int, int, int]
"""From and to in UTC minutes, and the code of the state."""
_Spell = tuple[int, int, bool]
"""From and to in minutes of the day on which it starts; true where it is open, false where that is not known."""

_UNKNOWN_DAY = (0, _DAY, False)
_OPEN_DAY = (0, _DAY, True)
_EVERY_WEEKDAY = tuple(range(7))
_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()


class _Row(NamedTuple):
    """A spell on some weekdays (Monday is 0) of some weeks, from ordinal `first` to `last`, both included."""

    weekdays: tuple[int, ...]
    spell: _Spell
    first: int = _FIRST_DAY
    last: int = _LAST_DAY
    anchor: int = _FIRST_DAY
    weeks: int = 1
    week: int = 0

    def runs_in_the_week_of(self, ordinal: int) -> bool:
        """Say whether the spell starts on its weekdays at that date."""
        return self.first <= ordinal <= self.last and (ordinal - self.anchor) // 7 % self.weeks == self.week

    def dates(self, axis: _Axis) -> Iterator[int]:
        """Yield the ordinals on the axis on which the spell starts."""
        low, high, step = max(self.first, axis.first), min(self.last, axis.last), 7 * self.weeks
        for weekday in self.weekdays:
            once = self.anchor + 7 * self.week + (weekday + 1 - self.anchor) % 7
            yield from range(low + (once - low) % step, high + 1, step)


def _usual_rows(schedule: Schedule) -> tuple[_Row, ...]:
    """Return the rows of a usual week; where nothing is stated, one that says so for every day."""
    if schedule.always_open:
        return (_Row(_EVERY_WEEKDAY, _OPEN_DAY),)
    weekly = [_row(session) for session in schedule.weekly]
    rotas = [
        _row(session)._replace(anchor=rota.anchor.toordinal(), weeks=rota.cycle_weeks, week=rota.week_index)
        for rota in schedule.rotas
        for session in rota.sessions
    ]
    return (*weekly, *rotas) or (_Row(_EVERY_WEEKDAY, _UNKNOWN_DAY),)


def _row(session: Session) -> _Row:
    first, last = session.valid_from or date.min, session.valid_to or date.max
    weekdays = tuple({WEEKDAYS.index(day) for day in session.days})
    return _Row(weekdays, _spell(session), first.toordinal(), last.toordinal())


def _spell(hours: Hours | Session) -> _Spell:
    return minutes_of(hours.opens_at), minutes_of(hours.closes_at), hours.state is Stated.OPEN


def _stretches(schedule: Schedule, calendar: HolidayCalendar, axis: _Axis) -> tuple[list[_Stretch], list[_Stretch]]:
    """Lay every row on the axis: where it is open, and where that is not known."""
    rows = _usual_rows(schedule)
    diary = _Diary(schedule, rows, calendar)
    special = {ordinal: diary.starting_on(ordinal) for ordinal in diary.special_days(axis)}
    laid: tuple[list[_Stretch], list[_Stretch]] = ([], [])
    for row in rows:
        start, end, is_open = row.spell
        midnights = [(ordinal - _EPOCH_ORDINAL) * _DAY for ordinal in row.dates(axis) if ordinal not in special]
        laid[not is_open].extend([(midnight + start, midnight + end) for midnight in midnights])
    for ordinal, spells in special.items():
        midnight = (ordinal - _EPOCH_ORDINAL) * _DAY
        for start, end, is_open in spells:
            laid[not is_open].append((midnight + start, midnight + end))
    return laid


class _Diary:
    """What starts on a date, by the order of truth: dated exception > named day > bank holiday > usual rows."""

    __slots__ = ("_bank_rule", "_calendar", "_cut", "_exceptions", "_named", "_rows")

    def __init__(self, schedule: Schedule, rows: tuple[_Row, ...], calendar: HolidayCalendar) -> None:
        """Take the rules of the schedule; a service that is always open has none for holidays."""
        self._rows = rows
        self._calendar = calendar
        self._exceptions = schedule.exceptions
        self._cut = {exception.first.toordinal() - 1 for exception in schedule.exceptions if exception.cut_at_midnight}
        self._named = () if schedule.always_open else schedule.named_days
        self._bank_rule = _AS_USUAL if schedule.always_open else schedule.bank_holidays

    def special_days(self, axis: _Axis) -> set[int]:
        """Return the ordinals on the axis that the usual rows alone do not settle."""
        days = set(self._cut)
        for exception in self._exceptions:
            days.update(range(max(exception.first.toordinal(), axis.first), min(exception.last.toordinal(), axis.last) + 1))
        years = range(date.fromordinal(axis.first).year, date.fromordinal(axis.last).year + 1)
        days.update(date_of(rule.day, year).toordinal() for rule in self._named for year in years)
        if self._bank_rule.then is not OnHoliday.AS_USUAL:
            nation = self._bank_rule.nation
            known = self._calendar.bank_holidays(nation, date.fromordinal(axis.first), date.fromordinal(axis.last))
            days.update(day.toordinal() for day in known)
            unlisted = [year for year in years if not self._calendar.knows(nation, year)]
            days.update(day for year in unlisted for day in _days_of(year))
        if all(row.first > axis.first or row.last < axis.last for row in self._rows):
            days.update(range(axis.first, axis.last + 1))
        return {day for day in days if axis.first <= day <= axis.last}

    def starting_on(self, ordinal: int) -> list[_Spell]:
        """Return the spells that start on that date; the last exception that replaces the day wins."""
        day = date.fromordinal(ordinal)
        spells, beside = self._but_for_exceptions(day), []
        for exception in self._exceptions:
            if exception.first <= day <= exception.last:
                stated = [_spell(hours) for hours in exception.hours]
                if exception.adds:
                    beside += stated
                else:
                    spells = stated
        spells = spells + beside
        return [(start, min(end, _DAY), is_open) for start, end, is_open in spells] if ordinal in self._cut else spells

    def _but_for_exceptions(self, day: date) -> list[_Spell]:
        for named in self._named:
            if date_of(named.day, day.year) == day:
                return self._by(named, day)
        rule = self._bank_rule
        if self._calendar.is_bank_holiday(rule.nation, day):
            return self._by(rule, day)
        usual = self._usual(day, day.weekday())
        # Bank holidays fall on weekdays; a weekday of a year without a list may be one or not.
        if day.weekday() < 5 and rule.then is not OnHoliday.AS_USUAL and not self._calendar.knows(rule.nation, day.year):
            return _not_known(usual + self._by(rule, day))
        return usual

    def _by(self, rule: BankHolidayRule | NamedDayRule, day: date) -> list[_Spell]:
        """Return what the rule makes of the day."""
        match rule.then:
            case OnHoliday.AS_USUAL:
                return self._usual(day, day.weekday())
            case OnHoliday.CLOSED:
                return []
            case OnHoliday.HOURS:
                return [_spell(hours) for hours in rule.hours]
            case OnHoliday.AS_SUNDAY:
                return self._usual(day, 6)
            case OnHoliday.UNKNOWN:
                return _not_known(self._usual(day, day.weekday()))
            case _:
                assert_never(rule.then)

    def _usual(self, day: date, weekday: int) -> list[_Spell]:
        """Return the usual spells of a weekday in the week of `day`; a date of which no row speaks is not known."""
        ordinal = day.toordinal()
        if not any(row.first <= ordinal <= row.last for row in self._rows):
            return [_UNKNOWN_DAY]
        return [row.spell for row in self._rows if weekday in row.weekdays and row.runs_in_the_week_of(ordinal)]


_AS_USUAL = BankHolidayRule(then=OnHoliday.AS_USUAL)


def _not_known(spells: list[_Spell]) -> list[_Spell]:
    return [(start, end, False) for start, end, _ in spells]


def _days_of(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


# ------------------------------------------------------------------------------------------ stretches to one list


def _joined(stretches: list[_Stretch]) -> tuple[list[int], list[int]]:
    """Join what touches or overlaps; return the starts and the ends, both ascending."""
    stretches.sort()
    starts: list[int] = []
    ends: list[int] = []
    reach = -_NEVER
    for start, end in stretches:
        if start > reach:
            starts.append(start)
            ends.append(end)
            reach = end
        elif end > reach:
            ends[-1] = reach = end
    return starts, ends


def _with_doubts(covers: list[_Stretch], opens: list[_Stretch]) -> Iterator[_Span]:
    """Cut each cover, open or unknown, into what is open and what is unknown."""
    wholly_open = set(opens)
    for cover in covers:
        if cover in wholly_open:
            yield (*cover, _OPEN)
            continue
        at, end = cover
        for open_from, open_to in opens[bisect_left(opens, cover[:1]) : bisect_left(opens, (end,))]:
            yield at, open_from, _UNKNOWN
            yield open_from, open_to, _OPEN
            at = open_to
        yield at, end, _UNKNOWN


def _sealed(spans: Iterable[_Span], window: Window) -> Opening:
    """Write the spans, which ascend and lie apart, as one list of boundaries clipped to the window."""
    boundaries, codes = array("q"), bytearray((_UNKNOWN,))
    at, before = window.start, _UNKNOWN
    for start, end, code in (*_clipped(spans, window), (window.end, window.end, _UNKNOWN)):
        if at < start:
            boundaries.append(at)
            codes.append(_CLOSED)
            before = _CLOSED
        if before != code:
            boundaries.append(start)
            codes.append(code)
        at, before = end, code
    return Opening(boundaries, bytes(codes))


def _clipped(spans: Iterable[_Span], window: Window) -> list[_Span]:
    inside = [span for span in spans if span[0] < span[1] and span[0] < window.end and span[1] > window.start]
    if inside:
        _, end, code = inside[0]
        inside[0] = (max(inside[0][0], window.start), end, code)
        start, end, code = inside[-1]
        inside[-1] = (start, min(end, window.end), code)
    return inside
