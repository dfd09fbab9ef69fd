"""Opening hours in plain English."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.holidays import HolidayCalendar
from directory.opening import Window, compile_opening
from directory.opening_words import hours_in_words, opening_in_words
from directory.osm_hours import read_osm_hours
from directory.schedule import (
    ALWAYS_OPEN,
    NOT_STATED,
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
)
from seed.load import load_holidays

CALENDAR = HolidayCalendar(load_holidays())
WEEK = tuple(Weekday)
WORKDAYS = WEEK[:5]
AS_USUAL = BankHolidayRule(then=OnHoliday.AS_USUAL)
SUNDAY_NIGHT = "2026-11-22 22:00"


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/London"))


def say(schedule: Schedule, local: str, compiled_at: str | None = None) -> str:
    opening = compile_opening(schedule, CALENDAR, Window.around(at(compiled_at or local)))
    return opening_in_words(opening, schedule, CALENDAR, at(local))


def daily(opens_at: str, closes_at: str, **rules: object) -> Schedule:
    sessions = (Session(days=WEEK, opens_at=opens_at, closes_at=closes_at),)
    return Schedule(weekly=sessions, **{"bank_holidays": AS_USUAL, **rules})  # type: ignore[arg-type]


def closed_on(*days: date) -> tuple[DatedException, ...]:
    return (DatedException(first=days[0], last=days[-1]),)


@pytest.mark.parametrize(
    ("text", "local", "words"),
    [
        ("Mo-Su,PH 16:00-02:00", SUNDAY_NIGHT, "open now until 02:00"),
        ("Mo-Su,PH 17:00-23:00", "2026-11-22 10:00", "closed now; opens at 17:00 today"),
        ("Mo-Su,PH 09:00-17:00", SUNDAY_NIGHT, "closed now; opens at 09:00 tomorrow"),
        ("Fr 09:00-17:00", SUNDAY_NIGHT, "closed now; opens at 09:00 on Friday"),
        ("Mo-Su,PH 12:00-24:00", SUNDAY_NIGHT, "open now until midnight"),
        ("Mo-Su,PH 10:00-24:00", "2026-11-22 11:00", "open now until midnight"),
        ("Mo-Su,PH 09:00-12:00", "2026-11-22 07:00", "closed now; opens at 09:00 today"),
        ("Mo-Su,PH 12:00-13:00", "2026-11-22 07:00", "closed now; opens at midday today"),
        ("Mo-Su,PH 00:00-05:00", SUNDAY_NIGHT, "closed now; opens at midnight tonight"),
        ("Sa 00:00-05:00", SUNDAY_NIGHT, "closed now; opens at midnight, when Saturday begins"),
        ("Mo-Su,PH 10:00-09:00", "2026-11-22 12:00", "open now until 09:00 tomorrow"),
        ("Mo-Su,PH 06:00-22:00", "2026-11-22 07:00", "open now until 22:00"),
        ("Fr 17:00-24:00; Sa-Su 00:00-24:00", "2026-11-20 18:00", "open now until midnight on Sunday"),
    ],
)
def test_now_and_what_comes_next(text: str, local: str, words: str) -> None:
    assert say(read_osm_hours(text).schedule, local).startswith(words)


def test_an_opening_more_than_six_days_ahead_is_told_by_its_date() -> None:
    closed = closed_on(date(2026, 12, 28), date(2027, 1, 3))
    assert say(daily("09:00", "17:00", exceptions=closed), "2026-12-27 18:00") == (
        "closed now; opens at 09:00 on 4 January 2027; closed from 28 December to 3 January 2027"
    )


def test_a_dated_closure_is_told_from_two_weeks_before() -> None:
    schedule = daily("09:00", "17:00", exceptions=closed_on(date(2026, 12, 10)))
    assert say(schedule, "2026-11-25 10:00") == "open now until 17:00"
    assert say(schedule, "2026-11-26 10:00") == "open now until 17:00; closed on 10 December"
    assert say(schedule, "2026-12-11 10:00") == "open now until 17:00"


def test_hours_that_are_added_on_a_date_are_told_as_added() -> None:
    late = DatedException(
        first=date(2026, 12, 1), last=date(2026, 12, 1), hours=(Hours(opens_at="20:00", closes_at="21:00"),), adds=True
    )
    assert say(daily("09:00", "17:00", exceptions=(late,)), "2026-12-01 10:00") == (
        "open now until 17:00; also 20:00 to 21:00 on 1 December"
    )


def test_named_days_and_bank_holidays_are_told() -> None:
    schedule = daily(
        "16:00",
        "26:00",
        bank_holidays=BankHolidayRule(then=OnHoliday.AS_SUNDAY),
        named_days=(
            NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED),
            NamedDayRule(day=NamedDay.BOXING_DAY, then=OnHoliday.CLOSED),
            NamedDayRule(day=NamedDay.NEW_YEARS_EVE, then=OnHoliday.AS_USUAL),
        ),
    )
    assert say(schedule, SUNDAY_NIGHT) == (
        "open now until 02:00; closed on Christmas Day and Boxing Day; as usual on New Year's Eve; "
        "as on Sundays on bank holidays"
    )


def test_bank_holidays_that_are_like_other_days_are_not_told() -> None:
    assert say(read_osm_hours("Mo-Su,PH 16:00-02:00").schedule, SUNDAY_NIGHT) == "open now until 02:00"


def test_a_bank_holiday_of_which_nothing_is_known_is_named() -> None:
    schedule = Schedule(weekly=(Session(days=WORKDAYS, opens_at="09:00", closes_at="17:00"),))
    assert say(schedule, "2027-03-29 10:00") == (
        "whether it is open now is not known (Easter Monday); opens at 09:00 tomorrow; not known on bank holidays"
    )
    assert say(schedule, "2027-03-28 10:00") == (
        "closed now; may open at 09:00 tomorrow; surely opens at 09:00 on Tuesday; not known on bank holidays"
    )


def test_open_hours_that_run_into_unknown_ones_promise_nothing_after() -> None:
    perhaps = Session(days=WEEK, opens_at="17:00", closes_at="19:00", state=Stated.UNKNOWN)
    usual = Session(days=WEEK, opens_at="09:00", closes_at="17:00")
    schedule = Schedule(weekly=(usual, perhaps), bank_holidays=AS_USUAL)
    assert say(schedule, "2026-11-22 10:00") == "open now until 17:00; after that not known"
    assert say(schedule, "2026-11-22 18:00") == "whether it is open now is not known; opens at 09:00 tomorrow"


def test_always_open_is_said_in_full() -> None:
    assert say(ALWAYS_OPEN, "2026-12-25 03:10") == "open 24 hours a day, every day"


def test_always_open_with_a_coming_closure_tells_it() -> None:
    schedule = Schedule(always_open=True, exceptions=closed_on(date(2026, 12, 1)))
    assert say(schedule, "2026-11-27 16:00") == "open now until midnight on Monday; closed on 1 December"


def test_nothing_is_promised_past_what_is_compiled() -> None:
    schedule = Schedule(always_open=True, exceptions=closed_on(date(2026, 12, 1)))
    assert say(schedule, "2026-12-02 10:00", "2026-11-27 16:00") == "open now"
    assert say(ALWAYS_OPEN, "2028-12-02 10:00", "2026-11-27 16:00") == "opening hours are not known"
    assert say(NOT_STATED, "2026-12-02 10:00") == "opening hours are not known"


def test_a_service_that_is_known_to_have_closed_for_good_opens_no_more() -> None:
    closed = closed_on(date(2026, 12, 1), date(2036, 12, 1))
    assert say(daily("09:00", "17:00", exceptions=closed), "2026-12-02 10:00") == (
        "closed now; when it opens next is not known; closed from 1 December to 1 December 2036"
    )


# ------------------------------------------------------------------------------------------------ the whole week


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("24/7", "open 24 hours a day, every day"),
        ("24/7; 2026 Dec 25 off", "open 24 hours a day, every day; closed on 25 December 2026"),
        ("Mo-Fr 09:00-17:00; PH off", "Monday to Friday 09:00 to 17:00; closed on bank holidays"),
        (
            "Mo,We-Fr 09:30-12:00,13:00-17:00; Tu 13:00-20:00; PH 10:00-12:00",
            (
                "Monday 09:30 to midday and 13:00 to 17:00; Tuesday 13:00 to 20:00; "
                "Wednesday to Friday 09:30 to midday and 13:00 to 17:00; 10:00 to midday on bank holidays"
            ),
        ),
        ("Sa-Su 00:00-24:00", "Saturday and Sunday open 24 hours; not known on bank holidays"),
        ("Mo-Su,PH 22:00-06:00", "every day 22:00 to 06:00; as usual on bank holidays"),
        ("Mo 09:00-09:00", "Monday 09:00 to 09:00 the next day; not known on bank holidays"),
        ("Mo-Fr 09:00-17:00 unknown; PH off", "Monday to Friday perhaps 09:00 to 17:00; closed on bank holidays"),
        ("Mo-Fr 00:00-24:00 unknown; PH off", "Monday to Friday not known; closed on bank holidays"),
    ],
)
def test_the_whole_week(text: str, words: str) -> None:
    assert hours_in_words(read_osm_hours(text).schedule) == words


def test_nothing_stated_is_said_to_be_not_known() -> None:
    assert hours_in_words(NOT_STATED) == "opening hours are not known"


def test_sessions_for_a_time_and_rotas_say_when_they_hold() -> None:
    summer = Session(
        days=WORKDAYS, opens_at="09:00", closes_at="17:00", valid_from=date(2027, 4, 1), valid_to=date(2027, 9, 30)
    )
    since = Session(days=(Weekday.SAT, Weekday.SUN), opens_at="10:00", closes_at="12:00", valid_from=date(2027, 4, 1))
    rota = Rota(anchor=date(2026, 1, 5), cycle_weeks=2, week_index=1, sessions=(since,))
    schedule = Schedule(weekly=(summer,), rotas=(rota,), bank_holidays=AS_USUAL)
    assert hours_in_words(schedule) == (
        "from 1 April 2027 until 30 September 2027: Monday to Friday 09:00 to 17:00; "
        "week 2 of 2, counted from 5 January 2026: Saturday and Sunday 10:00 to midday; "
        "as usual on bank holidays"
    )
