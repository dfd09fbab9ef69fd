"""Opening hours in plain English, made in one place: 24-hour times, "midnight" and "midday", days by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import assert_never
from zoneinfo import ZoneInfo

from directory.holidays import HolidayCalendar
from directory.opening import Interval, Opening, OpeningState, instant_of, minute_of
from directory.schedule import (
    WEEKDAYS,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    OnHoliday,
    Rota,
    Schedule,
    Session,
    Stated,
    Weekday,
    minutes_of,
)

NOT_KNOWN = "opening hours are not known"
ALWAYS = "open 24 hours a day, every day"
_DAY = 24 * 60
_DAYS_TOLD_AHEAD = 14
_DAY_NAMES = dict(zip(WEEKDAYS, "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(), strict=True))
_NAMES = {
    NamedDay.CHRISTMAS_EVE: "Christmas Eve",
    NamedDay.CHRISTMAS_DAY: "Christmas Day",
    NamedDay.BOXING_DAY: "Boxing Day",
    NamedDay.NEW_YEARS_EVE: "New Year's Eve",
    NamedDay.NEW_YEARS_DAY: "New Year's Day",
    NamedDay.GOOD_FRIDAY: "Good Friday",
    NamedDay.EASTER_SUNDAY: "Easter Sunday",
    NamedDay.EASTER_MONDAY: "Easter Monday",
}


def opening_in_words(opening: Opening, schedule: Schedule, calendar: HolidayCalendar, at: datetime) -> str:
    """Say whether it is open at the instant, what comes next, and the exceptions; nothing past what is compiled."""
    if opening.always_open and opening.state_at(minute_of(at)) is OpeningState.OPEN:
        return ALWAYS
    spans = _spans_from(opening, minute_of(at))
    if all(span.state is OpeningState.UNKNOWN for span in spans):
        return NOT_KNOWN
    zone = ZoneInfo(schedule.zone)
    local = at.astimezone(zone)
    now = _now_in_words(spans, local)
    if spans[0].state is OpeningState.UNKNOWN:
        name = calendar.name_of(schedule.bank_holidays.nation, local.date())
        now += f" ({name})" if name else ""
    soon = [row for row in schedule.exceptions if _is_soon(row, local.date())]
    return "; ".join([now, *_next_in_words(spans, local), *_exceptions_in_words(schedule, soon, local.date())])


def _spans_from(opening: Opening, minute: int) -> tuple[Interval, ...]:
    """Return what is known from that minute on; the last span ends where nothing more is known."""
    end = opening.boundaries[-1] if opening.boundaries else minute
    return opening.intervals(minute, end)


def _now_in_words(spans: tuple[Interval, ...], local: datetime) -> str:
    first, *later = spans
    match first.state:
        case OpeningState.OPEN:
            return f"open now until {_end_in_words(first.end, local)}" if later else "open now"
        case OpeningState.CLOSED:
            return "closed now"
        case OpeningState.UNKNOWN:
            return "whether it is open now is not known"
        case _:
            assert_never(first.state)


def _next_in_words(spans: tuple[Interval, ...], local: datetime) -> list[str]:
    """Say when it opens next; where it may open before that, say so."""
    first, *later = spans
    opens = next((span.start for span in later if span.state is OpeningState.OPEN), None)
    if first.state is OpeningState.OPEN:
        then_unknown = bool(later) and later[0].state is OpeningState.UNKNOWN
        return ["after that not known"] if then_unknown else []
    doubt = next((span.start for span in later if span.state is OpeningState.UNKNOWN), None)
    if opens is None:
        return ["when it opens next is not known"]
    if doubt is not None and doubt < opens:
        return [f"may open at {_start_in_words(doubt, local)}", f"surely opens at {_start_in_words(opens, local)}"]
    return [f"opens at {_start_in_words(opens, local)}"]


def _end_in_words(minute: int, local: datetime) -> str:
    """Write a closing time; within twelve hours the time alone is clear. Midnight belongs to the day that it ends."""
    end = instant_of(minute).astimezone(local.tzinfo)
    written = _time_in_words(end)
    if instant_of(minute) - local <= timedelta(hours=12):
        return written
    day = (end - timedelta(days=1) if written == "midnight" else end).date()
    return written if day == local.date() else f"{written} {_day_in_words(day, local.date())}"


def _start_in_words(minute: int, local: datetime) -> str:
    """Write an opening time with its day; midnight is told by the day that it begins."""
    start = instant_of(minute).astimezone(local.tzinfo)
    day, today = start.date(), local.date()
    if _time_in_words(start) == "midnight":
        return "midnight tonight" if day == today + timedelta(days=1) else f"midnight, when {_full_day(day, today)} begins"
    return f"{_time_in_words(start)} {_day_in_words(day, today)}"


def _time_in_words(local: datetime | time) -> str:
    written = f"{local:%H:%M}"
    return {"00:00": "midnight", "12:00": "midday"}.get(written, written)


def _day_in_words(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead in (0, 1):
        return ("today", "tomorrow")[ahead]
    return f"on {_full_day(day, today)}"


def _full_day(day: date, today: date) -> str:
    """Write Friday within the week ahead, else 4 January, with the year where it is another."""
    if 0 < (day - today).days < 7:
        return f"{day:%A}"
    return _date_in_words(day, today)


# ------------------------------------------------------------------------------------------------------ exceptions


def _is_soon(row: DatedException, today: date) -> bool:
    return row.first <= today + timedelta(days=_DAYS_TOLD_AHEAD) and today <= row.last


def _exceptions_in_words(schedule: Schedule, exceptions: Sequence[DatedException], today: date) -> list[str]:
    """Say what holds on named days, bank holidays and dates; a service that is always open has only dates."""
    dated = [_exception_in_words(row, today) for row in exceptions]
    if schedule.always_open:
        return dated
    named = [
        f"{words} on {_listed([_NAMES[rule.day] for rule in rules])}"
        for words, rules in groupby(schedule.named_days, key=_rule_in_words)
    ]
    bank = [] if _as_usual_on_bank_holidays(schedule) else [f"{_rule_in_words(schedule.bank_holidays)} on bank holidays"]
    return [*named, *bank, *dated]


def _as_usual_on_bank_holidays(schedule: Schedule) -> bool:
    """Say whether bank holidays, which fall on Monday to Friday, have the hours of those days."""
    rule = schedule.bank_holidays
    if rule.then is not OnHoliday.HOURS:
        return rule.then is OnHoliday.AS_USUAL
    usual = {tuple(_as_hours(session) for session in schedule.weekly if day in session.days) for day in WEEKDAYS[:5]}
    return usual == {rule.hours}


def _rule_in_words(rule: BankHolidayRule | NamedDayRule) -> str:
    match rule.then:
        case OnHoliday.AS_USUAL:
            return "as usual"
        case OnHoliday.CLOSED:
            return "closed"
        case OnHoliday.AS_SUNDAY:
            return "as on Sundays"
        case OnHoliday.UNKNOWN:
            return "not known"
        case OnHoliday.HOURS:
            return _hours_of_a_day(rule.hours)
        case _:
            assert_never(rule.then)


def _exception_in_words(row: DatedException, today: date) -> str:
    first, last = _date_in_words(row.first, today), _date_in_words(row.last, today)
    when = f"on {first}" if row.first == row.last else f"from {first} to {last}"
    return f"{'also ' if row.adds else ''}{_hours_of_a_day(row.hours)} {when}"


def _date_in_words(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


# ------------------------------------------------------------------------------------------------------ the week


def hours_in_words(schedule: Schedule) -> str:
    """Say the usual week and every exception to it, with the year of each date."""
    exceptions = _exceptions_in_words(schedule, schedule.exceptions, date.min)
    if schedule.always_open:
        return "; ".join([ALWAYS, *exceptions])
    usual = [session for session in schedule.weekly if session.valid_from is session.valid_to is None]
    limited = [session for session in schedule.weekly if session not in usual]
    weeks = [
        *_week_in_words(usual),
        *(f"{_validity_in_words(session)}: {', '.join(_week_in_words([session]))}" for session in limited),
        *(f"{_cycle_in_words(rota)}: {', '.join(_week_in_words(rota.sessions))}" for rota in schedule.rotas),
    ]
    bank = ["as usual on bank holidays"] if _as_usual_on_bank_holidays(schedule) else []
    return "; ".join([*weeks, *bank, *exceptions]) if weeks else NOT_KNOWN


def _week_in_words(sessions: Sequence[Session]) -> list[str]:
    """Say the hours of each run of days that are alike; a day without hours is not named."""
    by_day = [(day, tuple(_as_hours(session) for session in sessions if day in session.days)) for day in WEEKDAYS]
    found = []
    for hours, run in groupby(by_day, key=lambda pair: pair[1]):
        if hours:
            found.append(f"{_run_of_days([day for day, _ in run])} {_hours_of_a_day(hours)}")
    return found


def _as_hours(session: Session) -> Hours:
    return Hours(opens_at=session.opens_at, closes_at=session.closes_at, state=session.state)


def _run_of_days(days: list[Weekday]) -> str:
    names = [_DAY_NAMES[day] for day in days]
    if len(names) == 7:
        return "every day"
    return f"{names[0]} to {names[-1]}" if len(names) > 2 else _listed(names)


def _validity_in_words(session: Session) -> str:
    ends = {"from": session.valid_from, "until": session.valid_to}
    return " ".join(f"{word} {_date_in_words(day, date.min)}" for word, day in ends.items() if day is not None)


def _cycle_in_words(rota: Rota) -> str:
    return f"week {rota.week_index + 1} of {rota.cycle_weeks}, counted from {_date_in_words(rota.anchor, date.min)}"


def _hours_of_a_day(hours: Sequence[Hours]) -> str:
    """Say the hours of one day; no hours are closed."""
    return _listed([_span_in_words(row) for row in sorted(hours, key=lambda row: row.opens_at)]) if hours else "closed"


def _span_in_words(hours: Hours) -> str:
    start, end = minutes_of(hours.opens_at), minutes_of(hours.closes_at)
    if (start, end) == (0, _DAY):
        return "open 24 hours" if hours.state is Stated.OPEN else "not known"
    span = f"{_wall_in_words(start)} to {_wall_in_words(end)}" + (" the next day" if end >= start + _DAY else "")
    return span if hours.state is Stated.OPEN else f"perhaps {span}"


def _wall_in_words(minutes: int) -> str:
    return _time_in_words(time(minutes // 60 % 24, minutes % 60))


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
