"""Opening hours as text: the part of OSM opening_hours that a directory needs, and what people type in spreadsheets.

OSM's meaning is kept exactly. A later rule after ";" replaces the whole day, also the hours after midnight of the
evening before. Where that would lose night hours that the writer surely meant, the text is refused with the way to
write it; it is never reinterpreted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby, product
from typing import NamedTuple, assert_never

import msgspec
import opening_hours

from directory.day_hours import with_day_hours
from directory.errors import HoursRejected
from directory.holidays import HolidayCalendar
from directory.opening import OpeningState, Window, compile_opening, instant_of, minute_of
from directory.schedule import (
    WEEKDAYS,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    Nation,
    OnHoliday,
    Schedule,
    Session,
    Stated,
    WallTime,
    minutes_of,
)
from directory.spoken_hours import Clock, Kind, Token, tokens_of

_DAY = 24 * 60
_ALL_WEEK = tuple(range(7))
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED_CODES = {
    NamedDay.CHRISTMAS_EVE: "Dec 24",
    NamedDay.CHRISTMAS_DAY: "Dec 25",
    NamedDay.BOXING_DAY: "Dec 26",
    NamedDay.NEW_YEARS_EVE: "Dec 31",
    NamedDay.NEW_YEARS_DAY: "Jan 01",
    NamedDay.GOOD_FRIDAY: "easter -2 days",
    NamedDay.EASTER_SUNDAY: "easter",
    NamedDay.EASTER_MONDAY: "easter +1 day",
}
_FIXED = {(12, 24): NamedDay.CHRISTMAS_EVE, (12, 25): NamedDay.CHRISTMAS_DAY, (12, 26): NamedDay.BOXING_DAY,
          (12, 31): NamedDay.NEW_YEARS_EVE, (1, 1): NamedDay.NEW_YEARS_DAY}  # fmt: skip


class HoursReading(msgspec.Struct, frozen=True):
    """The schedule that the text states, with a note for each thing that was read in one of several possible ways."""

    schedule: Schedule
    notes: tuple[str, ...] = ()


def read_osm_hours(text: str, nation: Nation = Nation.ENGLAND, *, by_day: bool = False) -> HoursReading:
    """Read opening hours; bank holidays of which the text does not speak are unknown, except where it is open 24/7.

    Raises HoursRejected where the text cannot be read without guessing. With `by_day`, for where somebody sees the reading
    before it counts, "9 to 5" is by day (day_hours.py).
    """
    tokens = tokens_of(text)
    tokens, said = with_day_hours(tokens) if by_day else (tokens, ())
    reader = _Reader(tokens)
    reader.notes += said
    try:
        rules = reader.rules()
    except HoursRejected as refused:
        raise HoursRejected(str(refused), reader.word) from None
    schedule = _schedule(rules, nation, bank_holidays_as_usual=reader.bank_holidays_as_usual, stated_as=text.strip())
    if reader.says_24_hours and not schedule.always_open:
        raise HoursRejected("24 hours only on some days: write 00:00-24:00 for those days")
    _check_beside_another_reader(rules, schedule)
    written = "24/7" if schedule.always_open and not schedule.exceptions else _written(rules)
    as_it_stands = _squeezed(written) == _squeezed(text)
    return HoursReading(schedule, tuple(reader.notes) if as_it_stands else (*reader.notes, f"read as {written}"))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold().replace("closed", "off").replace("sa-su", "sa,su")


# ------------------------------------------------------------------------------------------------- tokens to rules


class _Says(StrEnum):
    OPEN = "open"
    UNKNOWN = "unknown"
    OFF = "off"


class _Dates(NamedTuple):
    """A named day, or the dates `first` to `last` of stated years."""

    named: NamedDay | None = None
    first: date = date.min
    last: date = date.min


class _Rule(NamedTuple):
    """One rule: on these days, these spans of minutes (the end may lie in the next day)."""

    adds: bool
    weekdays: tuple[int, ...]
    public_holidays: bool
    dates: tuple[_Dates, ...]
    spans: tuple[tuple[int, int], ...]
    says: _Says


class _Selector(NamedTuple):
    weekdays: tuple[int, ...] = ()
    public_holidays: bool = False
    dates: tuple[_Dates, ...] = ()


_ON_DAYS = {Kind.DAYS, Kind.PUBLIC_HOLIDAY, Kind.NAMED_DAY, Kind.YEAR, Kind.MONTH}
_ON_TIMES = {Kind.TIME, Kind.ALL_DAY, Kind.ALWAYS}
_MAY_FOLLOW = {Kind.RULE_END, Kind.COMMA, Kind.EXCEPT, Kind.INCLUDING, Kind.OFF}
_END = Token(Kind.RULE_END)


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        """Start at the first token."""
        self._tokens = tokens
        self._at = 0
        self.notes: list[str] = []
        self.bank_holidays_as_usual = False
        self.says_24_hours = False

    def rules(self) -> tuple[_Rule, ...]:
        """Read every rule; there must be one that opens the door."""
        found: list[_Rule] = []
        adds = False
        while self._at < len(self._tokens):
            if self._took(Kind.RULE_END):
                adds = False
                continue
            if self._took(Kind.COMMA):
                adds = True
                continue
            may_follow = _MAY_FOLLOW | (_ON_DAYS if self._next().kind in _ON_DAYS else set())
            found += self._rule(adds=adds)
            if self._next().kind not in may_follow:
                raise HoursRejected("a semicolon between one set of days and hours and the next")
            adds = False
        if not any(rule.weekdays and rule.spans for rule in found):
            raise HoursRejected("hours for days of the week, such as Mo-Fr 09:00-17:00")
        return tuple(found)

    @property
    def word(self) -> int | None:
        """Return the word that is read next; None past the last one."""
        return self._next().word or None

    def _next(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else _END

    def _took(self, kind: Kind) -> bool:
        found = self._at < len(self._tokens) and self._next().kind is kind
        self._at += found
        return found

    def _rule(self, *, adds: bool) -> list[_Rule]:
        self._took(Kind.OPEN)
        if self._took(Kind.INCLUDING):
            self._take_including()
            return []
        if self._took(Kind.EXCEPT) or self._took(Kind.OFF):
            return _split(adds=False, selector=self._selector(), spans=(), says=_Says.OFF)
        selector = self._selector() if self._next().kind in _ON_DAYS else None
        self._took(Kind.COLON)
        self._took(Kind.OPEN)
        if self._next().kind is Kind.COMMA and self._next(1).kind in _ON_TIMES:
            self._took(Kind.COMMA)
        spans = self._spans()
        says = self._modifier()
        if selector is None and self._next().kind in _ON_DAYS:
            selector = self._selector()
        if (says is _Says.OFF) == bool(spans):
            raise HoursRejected("either times, such as 09:00-17:00, or closed, for each set of days")
        return _split(adds=adds, selector=selector or _Selector(_ALL_WEEK), spans=spans, says=says)

    def _take_including(self) -> None:
        if not self._took(Kind.PUBLIC_HOLIDAY):
            raise HoursRejected("bank holidays after including")
        self.bank_holidays_as_usual = True
        self.notes.append("bank holidays read as usual days")

    def _modifier(self) -> _Says:
        if self._next(1).kind not in _ON_DAYS and self._took(Kind.OFF):
            return _Says.OFF
        if self._took(Kind.UNKNOWN):
            return _Says.UNKNOWN
        self._took(Kind.OPEN)
        return _Says.OPEN

    # ------------------------------------------------------------------------------------------------------- days

    def _selector(self) -> _Selector:
        weekdays: list[int] = []
        public_holidays = False
        dates: list[_Dates] = []
        while True:
            if self._took(Kind.PUBLIC_HOLIDAY):
                public_holidays = True
            elif self._next().kind is Kind.DAYS:
                weekdays += self._weekdays()
            else:
                dates += self._dates()
            if not (self._next().kind is Kind.COMMA and self._next(1).kind in _ON_DAYS):
                break
            self._took(Kind.COMMA)
        if weekdays and dates:
            raise HoursRejected("days of the week and dates in one list: write two rules with a semicolon")
        return _Selector(tuple(sorted(set(weekdays))), public_holidays, tuple(dates))

    def _take(self, kind: Kind, expected: str) -> Token:
        token = self._next()
        if not self._took(kind):
            raise HoursRejected(expected)
        return token

    def _weekdays(self) -> list[int]:
        first = self._take(Kind.DAYS, "days").days
        if not (self._next().kind is Kind.DASH and self._next(1).kind is Kind.DAYS):
            return list(first)
        self._took(Kind.DASH)
        last = self._take(Kind.DAYS, "days").days
        if len(first) > 1 or len(last) > 1:
            raise HoursRejected("a range from one day of the week to another, such as Mo-Fr")
        return [(first[0] + step) % 7 for step in range((last[0] - first[0]) % 7 + 1)]

    def _dates(self) -> list[_Dates]:
        token = self._next()
        if self._took(Kind.NAMED_DAY):
            return [_Dates(named=token.named)]
        year, month, day = self._date(None, None)
        found = [*self._to_a_second_date(year, month, day)]
        while self._next().kind is Kind.COMMA and self._next(1).kind is Kind.NUMBER:
            self._took(Kind.COMMA)
            found += self._to_a_second_date(year, month, self._take(Kind.NUMBER, "a day").number)
        return found

    def _date(self, year: int | None, month: int | None) -> tuple[int | None, int, int]:
        """Read a date; its year and month may stand before it or be those of the date before."""
        token = self._next()
        if self._took(Kind.YEAR):
            year = token.number
        token = self._next()
        if month is None or token.kind is Kind.MONTH:
            month = self._take(Kind.MONTH, "a date such as Dec 25, or 2027 Apr 02").number
        return year, month, self._take(Kind.NUMBER, "a day after the month: months as a whole cannot be kept").number

    def _to_a_second_date(self, year: int | None, month: int, day: int) -> Iterator[_Dates]:
        if not self._took(Kind.DASH):
            yield from _dates_from((year, month, day), (year, month, day))
            return
        yield from _dates_from((year, month, day), self._date(year, month))

    # ------------------------------------------------------------------------------------------------------ times

    def _spans(self) -> tuple[tuple[int, int], ...]:
        if self._took(Kind.ALWAYS):
            return ((0, _DAY),)
        if self._next().kind is Kind.NUMBER:
            raise HoursRejected("am or pm after whole hours, such as 9am-5pm")
        found: list[tuple[int, int]] = []
        while self._next().kind in {Kind.TIME, Kind.ALL_DAY}:
            found.append(self._span())
            if not (self._next().kind is Kind.COMMA and self._next(1).kind is Kind.TIME):
                break
            self._took(Kind.COMMA)
        return tuple(found)

    def _span(self) -> tuple[int, int]:
        if self._took(Kind.ALL_DAY):
            self.says_24_hours = True
            return 0, _DAY
        start = self._take(Kind.TIME, "a time")
        if not self._took(Kind.DASH):
            raise HoursRejected("two times with a dash, such as 09:00-17:00")
        end = self._take(Kind.TIME, "a closing time after the dash")
        _refuse_unclear(start, end)
        if start.number == end.number == 0:
            self.says_24_hours = True
            self.notes.append("00:00-00:00 read as 24 hours")
            return 0, _DAY
        return start.number, self._end(start.number, end.number)

    def _end(self, start: int, end: int) -> int:
        if start >= _DAY or end > 2 * _DAY:
            raise HoursRejected("an opening time before 24:00 and a closing time up to 48:00")
        if end == _DAY - 1:
            self.notes.append("23:59 read as 24:00")
            return _DAY
        if end > start:
            return end
        if end == start:
            self.notes.append("a closing time equal to the opening time read as 24 hours later")
        elif end > 0 and start < _DAY // 2:
            self.notes.append(f"closing at {_wall(end)} read as the next day")
        return end + _DAY


def _refuse_unclear(start: Token, end: Token) -> None:
    """Refuse times of which morning or evening is a guess, such as 9.30-5.30 or 9am-5.00."""
    clocks = {start.clock, end.clock}
    unclear = Clock.ONE_FIGURE in clocks or clocks == {Clock.TWELVE_HOURS, Clock.TWENTY_FOUR_HOURS}
    if unclear and not any(token.number >= 13 * 60 for token in (start, end) if token.clock is not Clock.TWELVE_HOURS):
        raise HoursRejected("am or pm on both times, or the 24-hour clock on both, such as 09:00-17:00")


def _split(*, adds: bool, selector: _Selector, spans: tuple[tuple[int, int], ...], says: _Says) -> list[_Rule]:
    """Return a rule for the days of the week and bank holidays, and one for the dates, which OSM cannot list together."""
    found = []
    adds = adds and says is not _Says.OFF
    if selector.weekdays or selector.public_holidays:
        found.append(_Rule(adds, selector.weekdays, selector.public_holidays, (), spans, says))
    if selector.dates:
        found.append(_Rule(adds, (), public_holidays=False, dates=selector.dates, spans=spans, says=says))
    return found


def _dates_from(first: tuple[int | None, int, int], last: tuple[int | None, int, int]) -> list[_Dates]:
    """Return the dates from the first to the last; without a year each must be a day that has a name."""
    try:
        if first[0] is not None and last[0] is not None:
            start, end = date(first[0], *first[1:]), date(last[0], *last[1:])
            if start <= end <= start + timedelta(days=366):
                return [_Dates(first=start, last=end)]
        elif first[0] is None and last[0] is None:
            start, end = date(2001, *first[1:]), date(2001, *last[1:])
            end = end if start <= end else date(2002, *last[1:])
            days = [start + timedelta(days=step) for step in range((end - start).days + 1)]
            return [_Dates(named=_FIXED[day.month, day.day]) for day in days]
    except (ValueError, KeyError):
        pass
    raise HoursRejected("dates with a year, such as 2027 Apr 02, or Dec 24, 25, 26, 31 or Jan 01 without one")


# ------------------------------------------------------------------------------------------------- rules to meaning

_Spans = list[tuple[int, int, _Says]]


class _On(NamedTuple):
    """A kind of day on which rules are tried."""

    weekday: int
    public_holiday: bool = False
    dates: _Dates | None = None


def _matches(rule: _Rule, day: _On) -> bool:
    return day.weekday in rule.weekdays or (rule.public_holidays and day.public_holiday) or day.dates in rule.dates


def _starting_on(rules: tuple[_Rule, ...], day: _On) -> _Spans:
    """Return the spans that start on that kind of day: the last rule that does not add replaces those before it."""
    found: _Spans = []
    for rule in rules:
        if _matches(rule, day):
            kept = found if rule.adds else []
            found = [*kept, *((start, end, rule.says) for start, end in rule.spans)]
    return sorted(found)


def _by_osm(rules: tuple[_Rule, ...], eve: _On, day: _On) -> _Spans | None:
    """Return what OSM's rules make of the 24 hours of `day` after `eve`, hours after midnight included."""
    found: _Spans | None = None
    for rule in rules:
        today = [(start, min(end, _DAY), rule.says) for start, end in rule.spans] if _matches(rule, day) else []
        spill = [(0, end - _DAY, rule.says) for _, end in rule.spans if end > _DAY] if _matches(rule, eve) else []
        if _matches(rule, day):
            found = [*(found or []), *today, *spill] if rule.adds else today + spill
        elif spill and (rule.adds or found is None):
            found = [*(found or []), *spill]
    return found


def _refuse_unclear_additions(rules: tuple[_Rule, ...]) -> None:
    """Refuse a comma where OSM adds hours and the writer may have meant to replace them.

    By OSM "Mo-Fr 09:00-17:00, Fr 09:00-13:00" is open on Friday until 17:00.
    """
    for number, rule in enumerate(rules):
        for earlier in rules[:number] if rule.adds else ():
            special = rule.dates or rule.public_holidays
            alike = earlier.dates == rule.dates and earlier.public_holidays == rule.public_holidays
            overlap = any(one[0] < other[1] and other[0] < one[1] for one, other in product(rule.spans, earlier.spans))
            if earlier.spans and ((special and not alike) or (set(rule.weekdays) & set(earlier.weekdays) and overlap)):
                raise HoursRejected("a semicolon, not a comma, before days whose hours replace those already written")


def _refuse_lost_nights(rules: tuple[_Rule, ...]) -> None:
    """Refuse rules of which one cuts another's night at midnight."""
    if all(end <= _DAY for rule in rules for _, end in rule.spans):
        return
    holidays = {False} | {rule.public_holidays for rule in rules}
    dates: set[_Dates | None] = {None, *(dates for rule in rules for dates in rule.dates)}
    around = list(product(holidays, dates))
    for weekday, eve_is, day_is in product(_ALL_WEEK, around, around):
        eve, day = _On(weekday, *eve_is), _On((weekday + 1) % 7, *day_is)
        night = [(0, end - _DAY, says) for _, end, says in _starting_on(rules, eve) if end > _DAY]
        meant = night + [(start, min(end, _DAY), says) for start, end, says in _starting_on(rules, day)]
        if _by_state(meant) != _by_state(_by_osm(rules, eve, day) or []):
            raise HoursRejected(
                "in OSM a later rule cuts the night before it at midnight: split at midnight, "
                "as in Mo-Su 00:00-06:00,22:00-24:00; Dec 25 off"
            )


def _by_state(spans: _Spans) -> _Spans:
    return _joined(sorted(spans, key=lambda span: (span[2], span)))


def _schedule(rules: tuple[_Rule, ...], nation: Nation, *, bank_holidays_as_usual: bool, stated_as: str) -> Schedule:
    """Work out the rows: usual week, bank holidays, named days, dates."""
    _refuse_unclear_additions(rules)
    _refuse_lost_nights(rules)
    usual = [_starting_on(rules, _On(weekday)) for weekday in _ALL_WEEK]
    bank_holidays = _bank_holidays(rules, nation)
    named, exceptions = _rows_of_dates(rules)
    all_day = [(0, _DAY, _Says.OPEN)]
    open_all_week = all(_joined(day) == all_day for day in usual)
    if open_all_week and not named and (bank_holidays is None or bank_holidays.hours == _hours(all_day)):
        return Schedule(always_open=True, exceptions=exceptions, stated_as=stated_as)
    as_usual = BankHolidayRule(then=OnHoliday.AS_USUAL, nation=nation)
    not_said = as_usual if bank_holidays_as_usual or open_all_week else BankHolidayRule(nation=nation)
    return Schedule(
        weekly=_sessions(usual),
        bank_holidays=bank_holidays or not_said,
        named_days=named,
        exceptions=exceptions,
        stated_as=stated_as,
    )


def _bank_holidays(rules: tuple[_Rule, ...], nation: Nation) -> BankHolidayRule | None:
    """Return the rule for bank holidays, which fall on Monday to Friday; None where nothing is said of them."""
    if not any(rule.public_holidays for rule in rules):
        return None
    outcomes = [_starting_on(rules, _On(weekday, public_holiday=True)) for weekday in range(5)]
    last = max(number for number, rule in enumerate(rules) if rule.public_holidays)
    if any(set(rule.weekdays) & set(range(5)) for rule in rules[last + 1 :]) or outcomes != outcomes[:1] * 5:
        raise HoursRejected("the rule for bank holidays (PH) last, after a semicolon, with the same hours whatever the weekday")
    hours = _hours(outcomes[0])
    return BankHolidayRule(then=OnHoliday.HOURS if hours else OnHoliday.CLOSED, hours=hours, nation=nation)


def _rows_of_dates(rules: tuple[_Rule, ...]) -> tuple[tuple[NamedDayRule, ...], tuple[DatedException, ...]]:
    named: dict[NamedDay, NamedDayRule] = {}
    exceptions: list[DatedException] = []
    seen_dates = False
    for rule in rules:
        if seen_dates and not rule.dates:
            raise HoursRejected("dates after all other rules")
        for dates in rule.dates:
            seen_dates = True
            hours = _hours(_same_whatever_the_weekday(rules, dates))
            if dates.named is not None:
                if exceptions:
                    raise HoursRejected("dates with a year after those without")
                then = OnHoliday.HOURS if hours else OnHoliday.CLOSED
                named[dates.named] = NamedDayRule(day=dates.named, then=then, hours=hours)
            else:
                if any(row.first <= dates.last and dates.first <= row.last for row in exceptions):
                    raise HoursRejected("each date in one rule only")
                exceptions.append(DatedException(first=dates.first, last=dates.last, hours=hours))
    return tuple(named.values()), tuple(exceptions)


def _same_whatever_the_weekday(rules: tuple[_Rule, ...], dates: _Dates) -> _Spans:
    kinds = [_On(weekday, holiday, dates) for weekday, holiday in product(_ALL_WEEK, (False, True))]
    first, *others = [_starting_on(rules, kind) for kind in kinds]
    if any(other != first for other in others):
        raise HoursRejected("a date with its own hours after a semicolon, the same whatever the weekday")
    return first


def _joined(spans: _Spans) -> _Spans:
    """Join open spans that touch or overlap, so that a day in two halves is seen to be whole."""
    found: _Spans = []
    for start, end, says in spans:
        if found and found[-1][1] >= start and found[-1][2] is says:
            found[-1] = (found[-1][0], max(end, found[-1][1]), says)
        else:
            found.append((start, end, says))
    return found


def _sessions(usual: list[_Spans]) -> tuple[Session, ...]:
    """Return one session for each span of the week, with every day on which it stands."""
    spans = dict.fromkeys(span for day in usual for span in day)
    return tuple(
        Session(
            days=tuple(WEEKDAYS[weekday] for weekday in _ALL_WEEK if span in usual[weekday]),
            opens_at=_wall(span[0]),
            closes_at=_wall(span[1]),
            state=Stated(span[2].value),
        )
        for span in spans
    )


def _hours(spans: _Spans) -> tuple[Hours, ...]:
    return tuple(Hours(opens_at=_wall(start), closes_at=_wall(end), state=Stated(says.value)) for start, end, says in spans)


def _wall(minutes: int) -> WallTime:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# ------------------------------------------------------------------------------------------------ a second reader


def _written(rules: tuple[_Rule, ...]) -> str:
    """Write the rules as OSM text."""
    text = ""
    for rule in rules:
        days = [*_ranges(rule.weekdays), *(["PH"] if rule.public_holidays else []), *map(_write_dates, rule.dates)]
        times = ",".join(f"{_wall(start)}-{_wall(_as_next_day(start, end))}" for start, end in rule.spans)
        says = [] if rule.says is _Says.OPEN else [rule.says.value]
        joint = (", " if rule.adds else "; ") if text else ""
        text += joint + " ".join([*([",".join(days)] if days else []), *([times] if times else []), *says])
    return text


def _as_next_day(start: int, end: int) -> int:
    """Write 30:00 as 06:00, except where that would come after the start."""
    return end - _DAY if _DAY < end <= start + _DAY else end


def _ranges(weekdays: tuple[int, ...]) -> list[str]:
    """Write weekdays as ranges: Mo-Fr, or Sa,Su for two that touch."""
    found: list[str] = []
    for _, run in groupby(enumerate(weekdays), lambda pair: pair[1] - pair[0]):
        days = [_CODES[weekday] for _, weekday in run]
        found += days if len(days) < 3 else [f"{days[0]}-{days[-1]}"]
    return found


def _write_dates(dates: _Dates) -> str:
    if dates.named is not None:
        return _NAMED_CODES[dates.named]
    first, last = _write_date(dates.first), _write_date(dates.last)
    return first if first == last else f"{first}-{last}"


def _write_date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"


# ------------------------------------------------------------------------------------------------ a second reader


def _check_beside_another_reader(rules: tuple[_Rule, ...], schedule: Schedule) -> None:
    """Refuse what opening-hours-py reads otherwise over a year, bank holidays left out.

    Only its intervals() are asked: with a time zone its is_open() calls 24/7 closed at 01:59 on the autumn clock night.
    It reads PH by its own list, in which Easter Monday is an ordinary day.
    """
    plain = tuple(rule._replace(public_holidays=False) for rule in rules if rule.weekdays or rule.dates)
    year = min((row.first.year for row in schedule.exceptions), default=2027)
    first, last = datetime(year, 1, 1), datetime(year + 1, 1, 1)  # noqa: DTZ001 - the other reader counts in local time
    found = [
        (start, OpeningState(str(state)))
        for start, _, state, _ in opening_hours.OpeningHours(_written(plain)).intervals(first, last)
    ]
    start, end = (minute_of(moment.replace(tzinfo=UTC)) for moment in (first, last))
    ours = msgspec.structs.replace(schedule, zone="UTC", bank_holidays=BankHolidayRule(then=OnHoliday.AS_USUAL))
    opening = compile_opening(ours, HolidayCalendar(()), Window(start, end))
    expected = [(instant_of(span.start).replace(tzinfo=None), span.state) for span in opening.intervals(start, end)]
    if found != expected:
        raise HoursRejected("hours that two readers of OSM opening_hours read alike: write overlapping times as one")


# ------------------------------------------------------------------------------------------------ schedule to text


def write_osm_hours(schedule: Schedule) -> tuple[str, tuple[str, ...]]:
    """Write the schedule as OSM text, and say what that text cannot hold; the text is empty where nothing is known."""
    weekly = [session for session in schedule.weekly if session.valid_from is session.valid_to is None]
    dropped = tuple(words for words, is_lost in _losses(schedule, weekly).items() if is_lost)
    dated = _rules_of_dates(schedule)
    if schedule.always_open:
        return "; ".join(["24/7", *([_written(dated)] if dated else [])]), dropped
    usual = _rules_of_the_week(schedule, weekly)
    if not usual:
        return "", ("opening hours are not known as a usual week", *dropped)
    return _written((*usual, *_rules_of_holidays(schedule, weekly), *dated)), dropped


def _on_weekday(weekly: list[Session], weekday: int) -> tuple[Hours, ...]:
    return tuple(
        Hours(opens_at=session.opens_at, closes_at=session.closes_at, state=session.state)
        for session in sorted(weekly, key=lambda session: session.opens_at)
        if WEEKDAYS[weekday] in session.days
    )


def _rules_of_the_week(schedule: Schedule, weekly: list[Session]) -> tuple[_Rule, ...]:
    """Return rules that list days alike together, bank holidays among them where they are like Monday to Friday."""
    by_hours: dict[tuple[Hours, ...], list[int]] = {}
    for weekday in _ALL_WEEK:
        by_hours.setdefault(_on_weekday(weekly, weekday), []).append(weekday)
    alike = _bank_holidays_alike(schedule, weekly)
    # Only rules that add leave the night before them whole.
    adds = any(minutes_of(session.closes_at) > _DAY for session in weekly)
    written: list[_Rule] = []
    for hours, weekdays in by_hours.items():
        if hours:
            days = _Selector(tuple(weekdays), public_holidays=alike and 0 in weekdays)
            written += _rules_for(days, hours, adds=adds)
    return tuple(written)


def _bank_holidays_alike(schedule: Schedule, weekly: list[Session]) -> bool:
    """Say whether bank holidays and Monday to Friday have the same hours."""
    rule = schedule.bank_holidays
    first, *others = [_on_weekday(weekly, weekday) for weekday in range(5)]
    alike = rule.then is OnHoliday.AS_USUAL or (rule.then is OnHoliday.HOURS and rule.hours == first)
    return alike and all(hours == first for hours in others)


def _rules_for(days: _Selector, hours: tuple[Hours, ...], *, adds: bool = False) -> list[_Rule]:
    """Return one rule for what is open and one for what is not known; no hours are written as closed."""
    if not hours:
        return [_Rule(False, *days, (), _Says.OFF)]  # noqa: FBT003
    found: list[_Rule] = []
    for says in (_Says.OPEN, _Says.UNKNOWN):
        spans = tuple((minutes_of(row.opens_at), minutes_of(row.closes_at)) for row in hours if row.state.value == says.value)
        if spans:
            found.append(_Rule(adds or bool(found), *days, spans, says))
    return found


def _rules_of_holidays(schedule: Schedule, weekly: list[Session]) -> tuple[_Rule, ...]:
    bank = _Selector(public_holidays=True)
    written = [] if _bank_holidays_alike(schedule, weekly) else _rules_by(schedule.bank_holidays, bank, weekly)
    for row in schedule.named_days:
        written += _rules_by(row, _Selector(dates=(_Dates(named=row.day),)), weekly)
    return tuple(written)


def _rules_by(rule: BankHolidayRule | NamedDayRule, days: _Selector, weekly: list[Session]) -> list[_Rule]:
    match rule.then:
        case OnHoliday.CLOSED | OnHoliday.HOURS:
            return _rules_for(days, rule.hours)
        case OnHoliday.AS_SUNDAY:
            return _rules_for(days, _on_weekday(weekly, 6))
        case OnHoliday.AS_USUAL | OnHoliday.UNKNOWN:
            return []
        case _:
            assert_never(rule.then)


def _rules_of_dates(schedule: Schedule) -> tuple[_Rule, ...]:
    return tuple(
        rule
        for row in schedule.exceptions
        if not row.adds
        for rule in _rules_for(_Selector(dates=(_Dates(first=row.first, last=row.last),)), row.hours)
    )


def _losses(schedule: Schedule, weekly: list[Session]) -> dict[str, bool]:
    """Say of each thing that OSM text cannot hold whether this schedule has it."""
    replaced = bool(_rules_of_holidays(schedule, weekly))
    overnight = any(minutes_of(session.closes_at) > _DAY for session in weekly)
    not_cut = any(not row.cut_at_midnight for row in schedule.exceptions)
    return {
        "weeks of a rota": bool(schedule.rotas),
        "sessions that hold only between two dates": len(weekly) < len(schedule.weekly),
        "hours on bank holidays, which are not known": schedule.bank_holidays.then is OnHoliday.UNKNOWN and bool(weekly),
        "named days that are as usual or not known": any(
            rule.then in {OnHoliday.AS_USUAL, OnHoliday.UNKNOWN} for rule in schedule.named_days
        ),
        "dated hours that come beside the usual ones": any(row.adds for row in schedule.exceptions),
        "night sessions that run on into a day with hours of its own: OSM cuts them at midnight": overnight
        and (replaced or not_cut),
    }
