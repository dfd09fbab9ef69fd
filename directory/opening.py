"""Opening hours compiled once to UTC minutes; every question about them is answered from that one list.

The rows of a schedule are laid on one axis of local minutes, joined where they touch, and only then turned into
instants. So a session that runs through a clock change is simply elapsed time, and `state_at`, `next_change` and
`intervals` cannot contradict each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import compress, islice, pairwise
from operator import lt
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
_ALWAYS_OPEN = bytes((_UNKNOWN, _OPEN, _UNKNOWN))


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
        return self.codes == _ALWAYS_OPEN

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
    opens, doubts = _laid(schedule, calendar, axis)
    open_edges = axis.instants(_joined(opens))
    if not doubts.starts:
        return _sealed(open_edges, window)
    covers = _Stretches(opens.starts + doubts.starts, opens.ends + doubts.ends)
    return _sealed_with_doubts(open_edges, axis.instants(_joined(covers)), window)


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

    def instants(self, stretches: _Stretches) -> list[int]:
        """Turn local stretches into UTC ones by the narrow rule, which never promises a door that may be closed.

        A start in the hour that comes twice is its second coming, an end its first; a start or an end in the hour
        that never comes is the instant at which the clock jumps over it. What comes back are starts and ends in turn,
        each later than the one before.
        """
        edges = _in_turn(self._starts(stretches.starts), self._ends(stretches.ends))
        if all(map(lt, edges, islice(edges, 1, None))):
            return edges
        # In the hour that comes twice one may vanish, over the hour that never comes two may touch.
        lasting = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
        return _in_turn(*_joined(_Stretches([start for start, _ in lasting], [end for _, end in lasting])))

    def _starts(self, walls: list[int]) -> list[int]:
        """Return the instants of starts: the later offset from its first wall minute on, never past a coming change."""
        found: list[int] = []
        for offset, part, coming in zip(self._offsets, _parts(walls, self._starts_from), (*self._changes, _NEVER), strict=True):
            instants = [wall - offset for wall in part] if offset else part
            over = bisect_right(instants, coming)
            found += instants[:over] + [coming] * (len(instants) - over)
        return found

    def _ends(self, walls: list[int]) -> list[int]:
        """Return the instants of ends: the earlier offset up to its last wall minute, never before a past change."""
        found: list[int] = []
        for offset, part, past in zip(self._offsets, _parts(walls, self._ends_before), (-_NEVER, *self._changes), strict=True):
            instants = [wall - offset for wall in part] if offset else part
            under = bisect_left(instants, past)
            found += [past] * under + instants[under:]
        return found


def _in_turn(starts: list[int], ends: list[int]) -> list[int]:
    """Return the first start, its end, the next start, its end, and so on."""
    edges = [0] * (2 * len(starts))
    edges[::2], edges[1::2] = starts, ends
    return edges


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


class _Stretches(NamedTuple):
    """Stretches of minutes, as many starts as ends; which end goes with which start does not matter for what they cover."""

    starts: list[int]
    ends: list[int]


_Spell = tuple[int, int, bool]
"""From and to in minutes of the day on which it starts; true where it is open, false where that is not known."""

_UNKNOWN_DAY = (0, _DAY, False)
_OPEN_DAY = (0, _DAY, True)
_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()


class _Dates(NamedTuple):
    """Some weekdays (Monday is 0) of some weeks, from ordinal `first` to `last`, both included."""

    weekdays: tuple[int, ...]
    first: int = _FIRST_DAY
    last: int = _LAST_DAY
    anchor: int = _FIRST_DAY
    weeks: int = 1
    week: int = 0

    def are_in_the_week_of(self, ordinal: int) -> bool:
        """Say whether these weekdays are meant in the week of that date."""
        return self.first <= ordinal <= self.last and (ordinal - self.anchor) // 7 % self.weeks == self.week

    def ordinals(self, axis: _Axis) -> Iterator[int]:
        """Yield those that lie on the axis."""
        low, high, step = max(self.first, axis.first), min(self.last, axis.last), 7 * self.weeks
        for weekday in self.weekdays:
            once = self.anchor + 7 * self.week + (weekday + 1 - self.anchor) % 7
            yield from range(low + (once - low) % step, high + 1, step)


_EVERY_DAY = _Dates(tuple(range(7)))


class _Row(NamedTuple):
    """A spell and the dates on which it starts."""

    dates: _Dates
    spell: _Spell


@lru_cache(maxsize=256)
def _midnights(dates: _Dates, axis: _Axis) -> dict[int, int]:
    """Return the local minutes that begin the dates on the axis, ascending, each with its place among them."""
    ascending = sorted((ordinal - _EPOCH_ORDINAL) * _DAY for ordinal in dates.ordinals(axis))
    return {midnight: place for place, midnight in enumerate(ascending)}


@lru_cache(maxsize=2_048)
def _walls(dates: _Dates, axis: _Axis, minute: int) -> list[int]:
    """Return the local minutes at which a minute of the dates begins, ascending: few schedules have dates of their own."""
    return [midnight + minute for midnight in _midnights(dates, axis)]


def _usual_rows(schedule: Schedule) -> tuple[_Row, ...]:
    """Return the rows of a usual week; where nothing is stated, one that says so for every day."""
    if schedule.always_open:
        return (_Row(_EVERY_DAY, _OPEN_DAY),)
    weekly = [_Row(_dates(session), _spell(session)) for session in schedule.weekly]
    rotas = [
        _Row(
            _dates(session)._replace(anchor=rota.anchor.toordinal(), weeks=rota.cycle_weeks, week=rota.week_index),
            _spell(session),
        )
        for rota in schedule.rotas
        for session in rota.sessions
    ]
    return (*weekly, *rotas) or (_Row(_EVERY_DAY, _UNKNOWN_DAY),)


def _dates(session: Session) -> _Dates:
    first, last = session.valid_from or date.min, session.valid_to or date.max
    return _Dates(tuple({WEEKDAYS.index(day) for day in session.days}), first.toordinal(), last.toordinal())


def _spell(hours: Hours | Session) -> _Spell:
    return minutes_of(hours.opens_at), minutes_of(hours.closes_at), hours.state is Stated.OPEN


def _laid(schedule: Schedule, calendar: HolidayCalendar, axis: _Axis) -> tuple[_Stretches, _Stretches]:
    """Lay every row on the axis: where it is open, and where that is not known."""
    rows = _usual_rows(schedule)
    diary = _Diary(schedule, rows, calendar)
    special = {(ordinal - _EPOCH_ORDINAL) * _DAY: diary.starting_on(ordinal) for ordinal in diary.special_days(axis)}
    laid = _Stretches([], []), _Stretches([], [])
    for dates, (start, end, is_open) in rows:
        midnights = _midnights(dates, axis)
        places = sorted(midnights[midnight] for midnight in special.keys() & midnights.keys())
        from_walls, to_walls = _walls(dates, axis, start), _walls(dates, axis, end)
        starts, ends = laid[not is_open]
        for before, after in pairwise((-1, *places, len(midnights))):
            starts += from_walls[before + 1 : after]
            ends += to_walls[before + 1 : after]
    for midnight, spells in special.items():
        for start, end, is_open in spells:
            starts, ends = laid[not is_open]
            starts.append(midnight + start)
            ends.append(midnight + end)
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
        if all(dates.first > axis.first or dates.last < axis.last for dates, _ in self._rows):
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
        if not any(dates.first <= ordinal <= dates.last for dates, _ in self._rows):
            return [_UNKNOWN_DAY]
        return [spell for dates, spell in self._rows if weekday in dates.weekdays and dates.are_in_the_week_of(ordinal)]


_AS_USUAL = BankHolidayRule(then=OnHoliday.AS_USUAL)


def _not_known(spells: list[_Spell]) -> list[_Spell]:
    return [(start, end, False) for start, end, _ in spells]


def _days_of(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


# ------------------------------------------------------------------------------------------ stretches to one list


def _joined(stretches: _Stretches) -> _Stretches:
    """Join what touches or overlaps; return the starts and the ends, both ascending.

    Where as many have ended as have started, and the next has yet to start, there is a hole.
    """
    starts, ends = sorted(stretches.starts), sorted(stretches.ends)
    holes = list(map(lt, ends, starts[1:]))
    if all(holes):
        return _Stretches(starts, ends)
    return _Stretches([starts[0], *compress(starts[1:], holes)], [*compress(ends, holes), ends[-1]])


_BY_TURNS = bytes((_CLOSED, _OPEN))


def _sealed(open_edges: list[int], window: Window) -> Opening:
    """Write what is open, from edge to edge in turn, as one list of boundaries clipped to the window."""
    first, last = bisect_right(open_edges, window.start), bisect_left(open_edges, window.end)
    boundaries = array("q", [window.start, *open_edges[first:last], window.end])
    by_turns = _BY_TURNS * (len(boundaries) // 2 + 1)
    is_open = first % 2
    return Opening(boundaries, b"%c%b%c" % (_UNKNOWN, by_turns[is_open : is_open + len(boundaries) - 1], _UNKNOWN))


def _sealed_with_doubts(open_edges: list[int], cover_edges: list[int], window: Window) -> Opening:
    """Write what is open, within covers that are open or unknown, as one list of boundaries clipped to the window."""
    edges = sorted({window.start, *open_edges, *cover_edges})
    boundaries, codes = array("q"), bytearray((_UNKNOWN,))
    for edge in edges[bisect_left(edges, window.start) : bisect_left(edges, window.end)]:
        is_open, is_covered = (bisect_right(laid, edge) % 2 for laid in (open_edges, cover_edges))
        code = _OPEN if is_open else _UNKNOWN if is_covered else _CLOSED
        if code != codes[-1]:
            boundaries.append(edge)
            codes.append(code)
    if codes[-1] != _UNKNOWN:
        boundaries.append(window.end)
        codes.append(_UNKNOWN)
    return Opening(boundaries, bytes(codes))
