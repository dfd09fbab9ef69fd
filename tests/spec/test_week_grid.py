"""A week as a grid loses nothing: what it cannot show stays beside it, and what it shows is written back the same"""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import HoursRejected
from directory.schedule import (
    ALWAYS_OPEN,
    NOT_STATED,
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
    minutes_of,
)
from directory.week_grid import (
    Basis,
    Grid,
    always_alone,
    beside,
    closes_after_midnight,
    closing_as_typed,
    grid_of,
    in_order,
    read_day,
    read_session,
    read_time,
    with_grid,
    with_named_days,
    without_beside,
    write_day,
)

CHRISTMAS = date(2026, 12, 25)
MONDAY = date(2026, 11, 23)


def wall(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    start = draw(st.integers(0, 1439))
    end = draw(st.integers(start + 1, 2880))
    return Hours(opens_at=wall(start), closes_at=wall(end), state=draw(st.sampled_from(Stated)))


DAYS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(tuple)
DATES = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
SESSIONS = st.builds(
    lambda hours, days, first: Session(
        days=days, opens_at=hours.opens_at, closes_at=hours.closes_at, state=hours.state, valid_from=first
    ),
    some_hours(),
    DAYS,
    DATES,
)
ROTAS = st.builds(
    Rota, anchor=st.just(MONDAY), cycle_weeks=st.just(2), week_index=st.integers(0, 1), sessions=st.tuples(SESSIONS)
)
HOURS = st.lists(some_hours(), max_size=2).map(tuple)
SCHEDULES = st.builds(
    Schedule,
    weekly=st.lists(SESSIONS, max_size=5).map(tuple),
    rotas=st.lists(ROTAS, max_size=1).map(tuple),
    bank_holidays=st.builds(BankHolidayRule, then=st.sampled_from(OnHoliday), hours=HOURS),
    named_days=st.lists(
        st.builds(NamedDayRule, day=st.sampled_from(NamedDay), then=st.sampled_from(OnHoliday), hours=HOURS), max_size=3
    ).map(tuple),
    exceptions=st.lists(st.builds(DatedException, first=st.just(CHRISTMAS), last=st.just(CHRISTMAS), hours=HOURS)).map(tuple),
    stated_as=st.text(max_size=5),
) | st.sampled_from((ALWAYS_OPEN, NOT_STATED))
WEEKS = st.lists(st.lists(some_hours(), max_size=3).map(in_order), min_size=7, max_size=7).map(tuple)
GRIDS = WEEKS.map(lambda days: Grid(basis=Basis.WEEK, days=days)) | st.sampled_from(
    (Grid(basis=Basis.ALWAYS), Grid(basis=Basis.NOT_KNOWN))
)


@given(schedule=SCHEDULES)
def test_a_schedule_whose_week_is_not_touched_comes_back_row_for_row(schedule: Schedule) -> None:
    assert with_grid(schedule, grid_of(schedule)) == schedule


@given(schedule=SCHEDULES, grid=GRIDS)
def test_a_week_that_is_written_is_read_back_and_nothing_else_is_touched(schedule: Schedule, grid: Grid) -> None:
    try:
        written = with_grid(schedule, grid)
    except HoursRejected:
        assert beside(schedule) is not None or (grid.basis is Basis.WEEK and not any(grid.days))
        return
    assert grid_of(written) == grid
    assert beside(written) == beside(schedule)
    for name in ("rotas", "bank_holidays", "named_days", "exceptions", "zone", "stated_as"):
        assert getattr(written, name) == getattr(schedule, name)


def test_a_week_without_a_session_is_not_closed_but_not_known_and_so_refused() -> None:
    with pytest.raises(HoursRejected, match="at least one day"):
        with_grid(ALWAYS_OPEN, Grid(basis=Basis.WEEK))


def test_a_rota_is_never_dropped_by_saying_always_open_it_is_taken_out_by_name() -> None:
    session = Session(days=("mon",), opens_at="09:00", closes_at="17:00")  # type: ignore[arg-type]
    schedule = Schedule(rotas=(Rota(anchor=MONDAY, cycle_weeks=2, week_index=0, sessions=(session,)),))
    assert grid_of(schedule) == Grid(basis=Basis.WEEK)
    with pytest.raises(HoursRejected, match="rota"):
        with_grid(schedule, Grid(basis=Basis.ALWAYS))
    bare = without_beside(schedule)
    assert beside(bare) is None
    assert with_grid(bare, Grid(basis=Basis.ALWAYS)).always_open


@pytest.mark.parametrize(
    ("schedule", "alone"),
    [
        (ALWAYS_OPEN, True),
        (Schedule(always_open=True, bank_holidays=BankHolidayRule(then=OnHoliday.AS_USUAL)), True),
        (Schedule(always_open=True, bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED)), False),
        (Schedule(always_open=True, named_days=(NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED),)), False),
        (Schedule(bank_holidays=BankHolidayRule(then=OnHoliday.CLOSED)), True),
    ],
)
def test_what_is_always_open_stands_alone(schedule: Schedule, alone: bool) -> None:
    assert always_alone(schedule) is alone


# -------------------------------------------------------------------------------------------------- times as typed


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00", 540),
        ("9:00", 540),
        ("9.30", 570),
        ("0930", 570),
        ("9am", 540),
        ("9.30 pm", 1290),
        ("12am", 0),
        ("12 p.m.", 720),
        ("noon", 720),
        ("Midnight", 0),
        ("24:00", 1440),
        ("48:00", 2880),
    ],
)
def test_a_time_is_read_as_people_type_it(text: str, minutes: int) -> None:
    assert read_time(text) == minutes


@pytest.mark.parametrize("text", ["9", "25 past", "13pm", "0am", "09:60", "9:75am", "48:01", "", "-1:00"])
def test_what_is_no_time_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(HoursRejected, match="such as 09:00"):
        read_time(text)


@pytest.mark.parametrize(
    ("opens", "closes", "stored"),
    [
        pytest.param("09:00", "17:00", "17:00", id="the same day"),
        pytest.param("22:00", "08:00", "32:00", id="the day after"),
        pytest.param("22:00", "midnight", "24:00", id="midnight"),
        pytest.param("00:00", "24:00", "24:00", id="the whole day"),
        pytest.param("09:00", "34:00", "34:00", id="past a whole day"),
    ],
)
def test_a_closing_time_that_is_not_after_the_opening_time_is_on_the_day_after(opens: str, closes: str, stored: str) -> None:
    hours = read_session(opens, closes)
    assert hours.closes_at == stored
    assert closes_after_midnight(hours) is (minutes_of(stored) > 1440)


@pytest.mark.parametrize(("opens", "closes", "expected"), [("24:00", "26:00", "before 24:00"), ("09:00", "09:00", "another")])
def test_a_session_that_may_be_nothing_or_a_whole_day_is_refused(opens: str, closes: str, expected: str) -> None:
    with pytest.raises(HoursRejected, match=expected):
        read_session(opens, closes)


@given(hours=some_hours())
def test_every_session_is_read_back_from_how_it_is_typed(hours: Hours) -> None:
    assert read_session(hours.opens_at, closing_as_typed(hours), hours.state) == hours


@given(day=st.lists(some_hours(), min_size=1, max_size=4).map(tuple))
def test_every_day_is_read_back_from_its_one_line(day: tuple[Hours, ...]) -> None:
    assert read_day(write_day(day)) == day


def test_a_day_is_read_in_several_spellings() -> None:
    assert read_day("9am to 12:00, Perhaps 13:00 – 17:00") == (
        Hours(opens_at="09:00", closes_at="12:00"),
        Hours(opens_at="13:00", closes_at="17:00", state=Stated.UNKNOWN),
    )


@pytest.mark.parametrize(("text", "part"), [("09:00", 1), ("09:00-12:00, closed", 2), ("09:00-12:00, 13-17:00", 2)])
def test_the_part_of_a_day_that_cannot_be_read_is_named(text: str, part: int) -> None:
    with pytest.raises(HoursRejected) as refused:
        read_day(text)
    assert refused.value.word == part


def test_rules_for_named_days_keep_their_order_while_they_are_the_same() -> None:
    eve, day = (NamedDayRule(day=one, then=OnHoliday.CLOSED) for one in (NamedDay.CHRISTMAS_EVE, NamedDay.CHRISTMAS_DAY))
    schedule = msgspec.structs.replace(ALWAYS_OPEN, named_days=(day, eve))
    assert with_named_days(schedule, (eve, day)) == schedule
    assert with_named_days(schedule, (eve,)).named_days == (eve,)
