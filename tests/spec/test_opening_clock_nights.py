"""Opening: both clock nights, minute by minute beside the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.holidays import HolidayCalendar
from directory.opening import OpeningState, Window, compile_opening, instant_of, minute_of
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
from tests.oracles import WEEK, clock_nights, differences

CALENDAR = HolidayCalendar(load_holidays())
NIGHTS = clock_nights(range(2026, 2031))
AS_USUAL = BankHolidayRule(then=OnHoliday.AS_USUAL)


def every_day(*spans: str, zone: str = "Europe/London") -> Schedule:
    """Return a schedule of spans such as "22:00-30:00"; "?" in front makes a span unknown."""
    sessions = tuple(
        Session(
            days=WEEK,
            opens_at=span.lstrip("?").split("-")[0],
            closes_at=span.split("-")[1],
            state=Stated.UNKNOWN if span.startswith("?") else Stated.OPEN,
        )
        for span in spans
    )
    return Schedule(weekly=sessions, bank_holidays=AS_USUAL, zone=zone)


def test_every_year_has_two_clock_nights() -> None:
    assert len(NIGHTS) == 5 * 2 * 24 * 60


RICH = {
    "always open": ALWAYS_OPEN,
    "not stated": NOT_STATED,
    "all night": every_day("22:00-30:00"),
    "whole days": every_day("00:00-24:00"),
    "split at midnight": every_day("00:00-08:30", "17:00-24:00"),
    "starts in the hour that never or twice comes": every_day("01:30-05:00"),
    "ends in it": every_day("20:00-25:30"),
    "from its first minute": every_day("01:00-03:00"),
    "to its last minute": every_day("00:00-02:00"),
    "to its first minute": every_day("00:00-01:00"),
    "all of it": every_day("01:00-02:00"),
    "a part of it": every_day("01:10-01:50"),
    "two parts of it": every_day("00:30-01:10", "01:50-02:30"),
    "touching inside it": every_day("00:00-01:30", "01:30-03:00"),
    "unknown after open inside it": every_day("00:00-01:30", "?01:30-03:00"),
    "open after unknown inside it": every_day("?00:00-01:30", "01:30-03:00"),
    "unknown around open": every_day("?00:00-04:00", "01:15-01:45"),
    "New York": every_day("00:00-01:30", "?01:30-03:00", zone="America/New_York"),
    "half an hour": every_day("01:15-01:45", "01:50-06:00", zone="Australia/Lord_Howe"),
    "only Sundays": Schedule(weekly=(Session(days=(Weekday.SUN,), opens_at="01:30", closes_at="25:30"),)),
    "only Saturdays, two days long": Schedule(weekly=(Session(days=(Weekday.SAT,), opens_at="12:00", closes_at="48:00"),)),
}


@pytest.mark.parametrize("schedule", RICH.values(), ids=RICH.keys())
def test_every_minute_of_both_clock_nights_is_as_the_wall_clock_says(schedule: Schedule) -> None:
    nights = NIGHTS if schedule.zone == "Europe/London" else clock_nights([2026, 2027], schedule.zone)
    assert differences(schedule, CALENDAR, nights) == []


@pytest.mark.parametrize(
    ("spans", "opens", "closes"),
    [
        pytest.param(["22:00-30:00"], "2026-10-24T21:00", "2026-10-25T06:00", id="the autumn night lasts nine hours"),
        pytest.param(["01:30-05:00"], "2026-10-25T01:30", "2026-10-25T05:00", id="a start in the repeated hour is the second"),
        pytest.param(["20:00-25:30"], "2026-10-24T19:00", "2026-10-25T00:30", id="an end in the repeated hour is the first"),
    ],
)
def test_the_repeated_hour_promises_no_door_that_may_be_closed(spans: list[str], opens: str, closes: str) -> None:
    opening = compile_opening(every_day(*spans), CALENDAR, Window.around(datetime(2026, 10, 24, tzinfo=UTC)))
    start, end = (minute_of(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in (opens, closes))
    assert opening.next_change(start - 1) == start
    assert opening.next_change(start) == end


@pytest.mark.parametrize(
    ("spans", "opens", "closes"),
    [
        pytest.param(["22:00-30:00"], "2026-03-28T22:00", "2026-03-29T05:00", id="the spring night lasts seven hours"),
        pytest.param(["01:30-05:00"], "2026-03-29T01:00", "2026-03-29T04:00", id="a start in the lost hour is 02:00 BST"),
        pytest.param(["20:00-25:30"], "2026-03-28T20:00", "2026-03-29T01:00", id="an end in the lost hour is 02:00 BST"),
    ],
)
def test_the_lost_hour_is_the_instant_at_which_the_clock_jumps(spans: list[str], opens: str, closes: str) -> None:
    opening = compile_opening(every_day(*spans), CALENDAR, Window.around(datetime(2026, 3, 28, tzinfo=UTC)))
    start, end = (minute_of(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in (opens, closes))
    assert opening.next_change(start - 1) == start
    assert opening.next_change(start) == end


# ------------------------------------------------------------------------------------------------ any schedule

WALL = st.sampled_from(["00:00", "00:30", "01:00", "01:15", "01:30", "01:59", "02:00", "06:00", "12:00", "17:00", "23:59"])
LATER = st.sampled_from(
    ["01:00", "01:30", "02:00", "02:01", "06:00", "12:00", "23:59", "24:00", "25:30", "26:00", "32:30", "48:00"]
)
STATES = st.sampled_from(Stated)
DATES = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, str, Stated]:
    start, end = draw(WALL), draw(LATER)
    return start, end if end > start else "48:00", draw(STATES)


@st.composite
def some_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    rows = draw(st.lists(spans(), max_size=2))
    return tuple(Hours(opens_at=start, closes_at=end, state=state) for start, end, state in rows)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    start, end, state = draw(spans())
    days = draw(st.lists(st.sampled_from(WEEK), min_size=1, max_size=7, unique=True))
    return Session(
        days=tuple(days),
        opens_at=start,
        closes_at=end,
        state=state,
        valid_from=draw(st.none() | st.none() | DATES),
        valid_to=draw(st.none() | st.none() | DATES),
    )


@st.composite
def exceptions(draw: st.DrawFn) -> DatedException:
    first = draw(DATES)
    return DatedException(
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 400))),
        hours=draw(some_hours()),
        adds=draw(st.booleans()),
        cut_at_midnight=draw(st.booleans()),
    )


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    weeks = draw(st.integers(1, 4))
    return Rota(
        anchor=draw(DATES),
        cycle_weeks=weeks,
        week_index=draw(st.integers(0, weeks - 1)),
        sessions=tuple(draw(st.lists(sessions(), max_size=2))),
    )


SCHEDULES = st.builds(
    Schedule,
    always_open=st.sampled_from([False, False, False, True]),
    weekly=st.lists(sessions(), max_size=4).map(tuple),
    rotas=st.lists(rotas(), max_size=1).map(tuple),
    bank_holidays=st.builds(
        BankHolidayRule, then=st.sampled_from(OnHoliday), hours=some_hours(), nation=st.sampled_from(Nation)
    ),
    named_days=st.lists(
        st.builds(NamedDayRule, day=st.sampled_from(NamedDay), then=st.sampled_from(OnHoliday), hours=some_hours()), max_size=3
    ).map(tuple),
    exceptions=st.lists(exceptions(), max_size=3).map(tuple),
    zone=st.sampled_from(["Europe/London", "Europe/London", "America/New_York"]),
)
# Lists that end in 2027, and no list at all, beside the whole one.
CALENDARS = st.sampled_from(
    [CALENDAR, HolidayCalendar(tuple(row for row in load_holidays() if row.date.year < 2028)), HolidayCalendar(())]
)
CLOCK_DAYS = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2026, 11, 1)]


@settings(max_examples=150, deadline=None)
@given(schedule=SCHEDULES, calendar=CALENDARS, day=st.sampled_from(CLOCK_DAYS) | DATES)
def test_any_schedule_on_any_day_is_as_the_wall_clock_says(schedule: Schedule, calendar: HolidayCalendar, day: date) -> None:
    noon = minute_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert differences(schedule, calendar, range(noon - 1440, noon + 1440)) == []


@settings(max_examples=60, deadline=None)
@given(schedule=SCHEDULES, calendar=CALENDARS, day=DATES)
def test_state_next_change_and_intervals_never_contradict_each_other(
    schedule: Schedule, calendar: HolidayCalendar, day: date
) -> None:
    window = Window.around(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    opening = compile_opening(schedule, calendar, window)
    spans_found = opening.intervals(window.start - 100, window.end + 100)
    assert spans_found[0].start == window.start - 100
    assert spans_found[-1].end == window.end + 100
    assert spans_found[0].state is spans_found[-1].state is OpeningState.UNKNOWN
    for span, following in zip(spans_found, (*spans_found[1:], None), strict=True):
        assert opening.state_at(span.start) is opening.state_at(span.end - 1) is span.state
        assert opening.next_change(span.start) == opening.next_change(span.end - 1) == (following and span.end)
        assert following is None or (following.start == span.end and following.state is not span.state)


@settings(max_examples=40, deadline=None)
@given(schedule=SCHEDULES, day=DATES)
def test_a_wider_window_says_the_same(schedule: Schedule, day: date) -> None:
    noon = minute_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    narrow = compile_opening(schedule, CALENDAR, Window(noon, noon + 1440))
    wide = compile_opening(schedule, CALENDAR, Window.around(instant_of(noon)))
    assert narrow.intervals(noon, noon + 1440) == wide.intervals(noon, noon + 1440)
