"""Opening: what a schedule says at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.holidays import BankHoliday, HolidayCalendar, date_of
from directory.opening import Interval, Opening, OpeningState, Window, compile_opening, instant_of, minute_of
from directory.schedule import (
    ALWAYS_OPEN,
    NOT_STATED,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    Nation,
    OnHoliday,
    Rota,
    Schedule,
    Session,
    Stated,
    Weekday,
)
from seed.load import load_holidays

OPEN, CLOSED, UNKNOWN = OpeningState.OPEN, OpeningState.CLOSED, OpeningState.UNKNOWN
WEEK = tuple(Weekday)
WORKDAYS = WEEK[:5]
CALENDAR = HolidayCalendar(load_holidays())
AS_USUAL = BankHolidayRule(then=OnHoliday.AS_USUAL)
ALL_DAY = (Hours(opens_at="00:00", closes_at="24:00"),)


def a_session(opens_at: str, closes_at: str, *days: Weekday, state: Stated = Stated.OPEN) -> Session:
    return Session(days=days or WEEK, opens_at=opens_at, closes_at=closes_at, state=state)


def every_day(opens_at: str, closes_at: str) -> Schedule:
    return Schedule(weekly=(a_session(opens_at, closes_at),), bank_holidays=AS_USUAL)


def nights(**rules: object) -> Schedule:
    """Return 22:00 to 06:00 every night, with further rows."""
    return Schedule(weekly=(a_session("22:00", "30:00"),), **{"bank_holidays": AS_USUAL, **rules})  # type: ignore[arg-type]


def at(local: str) -> int:
    return minute_of(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/London")))


def compiled(schedule: Schedule, around: str, calendar: HolidayCalendar = CALENDAR) -> Opening:
    return compile_opening(schedule, calendar, Window.around(instant_of(at(around))))


def state(schedule: Schedule, local: str, calendar: HolidayCalendar = CALENDAR) -> OpeningState:
    return compiled(schedule, local, calendar).state_at(at(local))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        pytest.param("2026-01-09 21:59", CLOSED, id="closed before the opening minute"),
        pytest.param("2026-01-09 22:00", OPEN, id="open on the opening minute"),
        pytest.param("2026-01-10 05:59", OPEN, id="open in the small hours of the next day"),
        pytest.param("2026-01-10 06:00", CLOSED, id="closed on the closing minute"),
    ],
)
def test_a_friday_night_session_runs_past_midnight(local: str, expected: OpeningState) -> None:
    friday = Schedule(weekly=(a_session("22:00", "30:00", Weekday.FRI),), bank_holidays=AS_USUAL)
    assert state(friday, local) is expected


def test_days_that_touch_are_one_stretch() -> None:
    split = Schedule(weekly=(a_session("00:00", "08:30"), a_session("17:00", "24:00")), bank_holidays=AS_USUAL)
    opening = compiled(split, "2026-01-09 12:00")
    assert opening.next_change(at("2026-01-09 18:00")) == at("2026-01-10 08:30")


def test_overnight_spans_of_mixed_days_stay_open_through_the_whole_night() -> None:
    out_of_hours = Schedule(
        weekly=(
            a_session("17:00", "32:45", *WEEK[:4]),
            a_session("16:45", "48:00", Weekday.FRI),
            a_session("00:00", "24:00", Weekday.SAT),
            a_session("00:00", "32:45", Weekday.SUN),
        ),
        bank_holidays=AS_USUAL,
    )
    opening = compiled(out_of_hours, "2026-01-09 12:00")
    assert opening.intervals(at("2026-01-09 12:00"), at("2026-01-12 12:00")) == (
        Interval(at("2026-01-09 12:00"), at("2026-01-09 16:45"), CLOSED),
        Interval(at("2026-01-09 16:45"), at("2026-01-12 08:45"), OPEN),
        Interval(at("2026-01-12 08:45"), at("2026-01-12 12:00"), CLOSED),
    )


@pytest.mark.parametrize(
    ("local", "expected"),
    [("2026-01-09 09:30", OPEN), ("2026-01-09 10:30", OPEN), ("2026-01-09 12:30", UNKNOWN), ("2026-01-09 08:30", UNKNOWN)],
)
def test_open_beats_unknown_and_unknown_beats_closed(local: str, expected: OpeningState) -> None:
    both = Schedule(
        weekly=(a_session("09:00", "11:00"), a_session("08:00", "13:00", state=Stated.UNKNOWN)), bank_holidays=AS_USUAL
    )
    assert state(both, local) is expected


def test_unknown_hours_before_and_after_open_ones_keep_their_places() -> None:
    mixed = Schedule(
        weekly=(
            a_session("09:00", "11:00"),
            a_session("11:00", "12:00", state=Stated.UNKNOWN),
            a_session("12:00", "13:00"),
        ),
        bank_holidays=AS_USUAL,
    )
    spans = compiled(mixed, "2026-01-09 08:00").intervals(at("2026-01-09 08:00"), at("2026-01-09 14:00"))
    assert [span.state for span in spans] == [CLOSED, OPEN, UNKNOWN, OPEN, CLOSED]


# -------------------------------------------------------------------------------------------- what is not stated


def test_nothing_stated_is_unknown_at_every_instant() -> None:
    opening = compiled(NOT_STATED, "2026-12-25 03:10")
    assert opening.boundaries.tolist() == []
    assert opening.state_at(at("2026-12-25 03:10")) is UNKNOWN
    assert opening.next_change(at("2026-12-25 03:10")) is None


def test_an_exception_alone_says_nothing_of_other_days() -> None:
    only_christmas = Schedule(exceptions=(DatedException(first=date(2026, 12, 25), last=date(2026, 12, 25)),))
    assert state(only_christmas, "2026-12-25 10:00") is CLOSED
    assert state(only_christmas, "2026-12-24 10:00") is UNKNOWN


def test_after_the_last_day_of_every_row_hours_are_unknown_not_closed() -> None:
    summer = Session(days=WEEK, opens_at="09:00", closes_at="17:00", valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31))
    schedule = Schedule(weekly=(summer,), bank_holidays=AS_USUAL)
    assert state(schedule, "2026-05-31 10:00") is UNKNOWN
    assert state(schedule, "2026-06-01 10:00") is OPEN
    assert state(schedule, "2026-08-31 18:00") is CLOSED
    assert state(schedule, "2026-09-01 10:00") is UNKNOWN


def test_outside_the_window_hours_are_unknown_never_a_guess() -> None:
    now = at("2026-11-22 08:00")
    window = Window.around(instant_of(now))
    opening = compile_opening(ALWAYS_OPEN, CALENDAR, window)
    assert (window.start, window.end) == (now - 2 * 1440, now + 402 * 1440)
    assert [opening.state_at(minute) for minute in (window.start - 1, window.start, window.end - 1, window.end)] == [
        UNKNOWN,
        OPEN,
        OPEN,
        UNKNOWN,
    ]
    assert opening.next_change(now) == window.end
    assert opening.next_change(window.end) is None


def test_a_session_that_begins_at_the_edge_of_the_window_is_not_told() -> None:
    window = Window(at("2026-01-09 12:00"), at("2026-01-10 09:00"))
    opening = compile_opening(every_day("09:00", "17:00"), CALENDAR, window)
    assert opening.boundaries.tolist() == [window.start, at("2026-01-09 17:00"), window.end]


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(TypeError):
        minute_of(datetime(2026, 1, 9, 22, 0))  # noqa: DTZ001 - the fault under test
    assert instant_of(minute_of(datetime(2026, 1, 9, 22, 0, 59, tzinfo=UTC))) == datetime(2026, 1, 9, 22, 0, tzinfo=UTC)


# ------------------------------------------------------------------------------------------------ always open


def test_always_open_is_open_on_christmas_day_whatever_the_holiday_rules() -> None:
    closed = NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED)
    schedule = Schedule(always_open=True, bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED), named_days=(closed,))
    opening = compiled(schedule, "2026-12-25 03:10")
    assert opening.always_open
    assert not compiled(every_day("00:00", "23:00"), "2026-12-25 03:10").always_open


def test_only_a_dated_exception_closes_what_is_always_open() -> None:
    schedule = Schedule(
        always_open=True,
        exceptions=(
            DatedException(first=date(2026, 12, 1), last=date(2026, 12, 1)),
            DatedException(
                first=date(2026, 12, 3), last=date(2026, 12, 3), hours=(Hours(opens_at="10:00", closes_at="12:00"),)
            ),
        ),
    )
    spans = compiled(schedule, "2026-11-30 12:00").intervals(at("2026-11-30 12:00"), at("2026-12-04 12:00"))
    assert [(span.state, instant_of(span.start).strftime("%d %H:%M")) for span in spans] == [
        (OPEN, "30 12:00"),
        (CLOSED, "01 00:00"),
        (OPEN, "02 00:00"),
        (CLOSED, "03 00:00"),
        (OPEN, "03 10:00"),
        (CLOSED, "03 12:00"),
        (OPEN, "04 00:00"),
    ]


# ------------------------------------------------------------------------------------------------ the order of truth


def test_christmas_eve_s_night_runs_on_into_a_closed_christmas_day() -> None:
    schedule = nights(exceptions=(DatedException(first=date(2026, 12, 25), last=date(2026, 12, 25)),))
    assert state(schedule, "2026-12-25 03:10") is OPEN
    assert state(schedule, "2026-12-25 23:00") is CLOSED
    assert state(schedule, "2026-12-26 03:10") is CLOSED
    assert state(schedule, "2026-12-26 22:00") is OPEN


def test_christmas_eve_s_night_stops_at_midnight_where_it_is_cut() -> None:
    cut = DatedException(first=date(2026, 12, 25), last=date(2026, 12, 25), cut_at_midnight=True)
    schedule = nights(exceptions=(cut,))
    assert state(schedule, "2026-12-24 23:59") is OPEN
    assert state(schedule, "2026-12-25 00:00") is CLOSED


def test_a_cut_far_from_the_window_changes_nothing() -> None:
    cut = DatedException(first=date(2036, 12, 25), last=date(2036, 12, 25), cut_at_midnight=True)
    around = "2026-12-24 12:00"
    assert compiled(nights(exceptions=(cut,)), around) == compiled(nights(), around)


def test_an_exception_that_adds_leaves_the_usual_hours() -> None:
    added = DatedException(
        first=date(2026, 1, 9), last=date(2026, 1, 9), hours=(Hours(opens_at="20:00", closes_at="21:00"),), adds=True
    )
    schedule = Schedule(weekly=(a_session("09:00", "17:00"),), bank_holidays=AS_USUAL, exceptions=(added,))
    assert state(schedule, "2026-01-09 10:00") is OPEN
    assert state(schedule, "2026-01-09 20:30") is OPEN


def test_of_two_exceptions_that_replace_a_date_the_last_wins() -> None:
    day = date(2026, 1, 9)
    schedule = Schedule(
        weekly=(a_session("09:00", "17:00"),),
        bank_holidays=AS_USUAL,
        exceptions=(
            DatedException(first=day, last=day),
            DatedException(first=day, last=day, hours=(Hours(opens_at="12:00", closes_at="13:00"),)),
        ),
    )
    assert state(schedule, "2026-01-09 12:30") is OPEN
    assert state(schedule, "2026-01-09 10:00") is CLOSED


def test_dated_exception_over_named_day_over_bank_holiday_over_the_usual_week() -> None:
    ten = (Hours(opens_at="10:00", closes_at="11:00"),)
    schedule = Schedule(
        weekly=(a_session("09:00", "17:00"),),
        bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED),
        named_days=(NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.HOURS, hours=ten),),
        exceptions=(DatedException(first=date(2025, 12, 25), last=date(2025, 12, 25)),),
    )
    assert state(schedule, "2026-12-24 10:30") is OPEN
    assert state(schedule, "2026-12-28 10:30") is CLOSED
    assert state(schedule, "2026-12-25 10:30") is OPEN
    assert state(schedule, "2026-12-25 12:30") is CLOSED
    assert state(schedule, "2025-12-25 10:30") is CLOSED


# ------------------------------------------------------------------------------------------------ bank holidays

SMALL_HOURS_OF_NATIONS = [
    (Nation.ENGLAND, "2026-12-26 03:10", False),  # a Saturday: the bank holiday is Monday 28 December
    (Nation.SCOTLAND, "2025-12-26 03:10", True),
    (Nation.ENGLAND, "2027-01-01 03:10", True),
    (Nation.WALES, "2027-01-01 03:10", True),
    (Nation.SCOTLAND, "2027-01-01 03:10", True),
    (Nation.NORTHERN_IRELAND, "2027-01-01 03:10", True),
    (Nation.ENGLAND, "2027-03-29 03:10", True),
    (Nation.WALES, "2027-03-29 03:10", True),
    (Nation.SCOTLAND, "2027-03-29 03:10", False),
    (Nation.NORTHERN_IRELAND, "2027-03-29 03:10", True),
    (Nation.SCOTLAND, "2026-01-02 03:10", True),
    (Nation.ENGLAND, "2026-01-02 03:10", False),
    (Nation.NORTHERN_IRELAND, "2026-07-13 03:10", True),
    (Nation.ENGLAND, "2022-09-19 03:10", True),
]


@pytest.mark.parametrize(("nation", "local", "is_bank_holiday"), SMALL_HOURS_OF_NATIONS)
def test_at_ten_past_three_each_nation_has_its_own_bank_holidays(nation: Nation, local: str, is_bank_holiday: bool) -> None:
    closed = Schedule(
        weekly=(a_session("00:00", "06:00"),), bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED, nation=nation)
    )
    assert state(closed, local) is (CLOSED if is_bank_holiday else OPEN)


def test_closed_on_bank_holidays_does_not_mean_closed_on_christmas_day() -> None:
    # 25 December 2027 is a Saturday; its bank holiday is Monday 27 December.
    closed = Schedule(weekly=(a_session("09:00", "17:00"),), bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED))
    named = Schedule(
        weekly=(a_session("09:00", "17:00"),),
        bank_holidays=AS_USUAL,
        named_days=(NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED),),
    )
    assert (state(closed, "2027-12-25 10:00"), state(closed, "2027-12-27 10:00")) == (OPEN, CLOSED)
    assert (state(named, "2027-12-25 10:00"), state(named, "2027-12-27 10:00")) == (CLOSED, OPEN)


@pytest.mark.parametrize(
    ("rule", "nine", "thirteen", "twenty"),
    [
        (BankHolidayRule(then=OnHoliday.AS_USUAL), OPEN, OPEN, CLOSED),
        (BankHolidayRule(then=OnHoliday.CLOSED), CLOSED, CLOSED, CLOSED),
        (BankHolidayRule(then=OnHoliday.AS_SUNDAY), CLOSED, OPEN, CLOSED),
        (BankHolidayRule(then=OnHoliday.UNKNOWN), UNKNOWN, UNKNOWN, CLOSED),
        (BankHolidayRule(then=OnHoliday.HOURS, hours=ALL_DAY), OPEN, OPEN, OPEN),
    ],
)
def test_a_bank_holiday_does_what_its_rule_says(
    rule: BankHolidayRule, nine: OpeningState, thirteen: OpeningState, twenty: OpeningState
) -> None:
    schedule = Schedule(
        weekly=(a_session("09:00", "17:00", *WORKDAYS), a_session("12:00", "14:00", Weekday.SUN)), bank_holidays=rule
    )
    assert [state(schedule, f"2026-05-25 {time}") for time in ("09:00", "13:00", "20:00")] == [nine, thirteen, twenty]
    assert state(schedule, "2026-05-26 09:00") is OPEN


def test_after_the_last_listed_year_a_weekday_may_be_a_bank_holiday_and_is_unknown() -> None:
    schedule = Schedule(
        weekly=(a_session("09:00", "17:00"),),
        bank_holidays=BankHolidayRule(then=OnHoliday.HOURS, hours=(Hours(opens_at="12:00", closes_at="20:00"),)),
    )
    friday, saturday = "2033-02-04", "2033-02-05"
    assert [state(schedule, f"{friday} {time}") for time in ("08:00", "10:00", "18:00")] == [CLOSED, UNKNOWN, UNKNOWN]
    assert state(schedule, f"{saturday} 10:00") is OPEN
    assert state(every_day("09:00", "17:00"), f"{friday} 10:00") is OPEN
    assert CALENDAR.known_until(Nation.ENGLAND) == date(2032, 12, 31)


def test_without_a_list_no_year_is_known() -> None:
    nothing = HolidayCalendar(())
    assert nothing.known_until(Nation.ENGLAND) is None
    assert state(Schedule(weekly=(a_session("09:00", "17:00"),)), "2026-01-09 10:00", nothing) is UNKNOWN


def test_a_year_whose_list_holds_no_bank_holiday_is_known_to_have_none() -> None:
    row = BankHoliday(nation=Nation.ENGLAND, date=date(2026, 1, 1), name="", bank_holiday=False, source="", provisional=False)
    assert state(Schedule(weekly=(a_session("09:00", "17:00"),)), "2026-01-09 10:00", HolidayCalendar((row,))) is OPEN


def test_a_day_may_have_a_name_without_being_a_bank_holiday() -> None:
    saturday = date(2027, 12, 25)
    assert CALENDAR.named_days(saturday) == {NamedDay.CHRISTMAS_DAY}
    assert CALENDAR.name_of(Nation.ENGLAND, saturday) == "Christmas Day"
    assert not CALENDAR.is_bank_holiday(Nation.ENGLAND, saturday)
    assert CALENDAR.is_bank_holiday(Nation.ENGLAND, date(2027, 12, 27))
    assert CALENDAR.named_days(date(2027, 12, 27)) == frozenset()


@pytest.mark.parametrize(("year", "month", "day"), [(1818, 3, 22), (1943, 4, 25), (2019, 4, 21), (2038, 4, 25), (2285, 3, 22)])
def test_easter_is_right_at_its_earliest_and_latest(year: int, month: int, day: int) -> None:
    assert date_of(NamedDay.EASTER_SUNDAY, year) == date(year, month, day)


# ------------------------------------------------------------------------------------------------ rotas


def test_a_fortnight_goes_on_over_iso_week_53() -> None:
    # Monday 28 December 2026 is in week 53, Monday 4 January 2027 in week 1: "odd weeks" would take both.
    rota = Rota(anchor=date(2026, 12, 14), cycle_weeks=2, week_index=0, sessions=(a_session("09:00", "17:00", Weekday.MON),))
    schedule = Schedule(rotas=(rota,), bank_holidays=AS_USUAL)
    mondays = ("2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11")
    assert [state(schedule, f"{monday} 10:00") for monday in mondays] == [OPEN, CLOSED, OPEN, CLOSED, OPEN]


def test_a_rota_also_counts_backwards_from_its_anchor() -> None:
    rota = Rota(anchor=date(2027, 1, 4), cycle_weeks=3, week_index=1, sessions=(a_session("09:00", "17:00", Weekday.WED),))
    schedule = Schedule(rotas=(rota,), bank_holidays=AS_USUAL)
    assert [state(schedule, f"2026-12-{day} 10:00") for day in ("02", "09", "16", "23")] == [OPEN, CLOSED, CLOSED, OPEN]


def test_another_zone_has_its_own_midnight() -> None:
    paris = Schedule(weekly=(a_session("00:00", "01:00"),), bank_holidays=AS_USUAL, zone="Europe/Paris")
    assert state(paris, "2026-01-09 23:30") is OPEN
    assert state(paris, "2026-01-10 00:30") is CLOSED
