"""The 24 hours of section 136 are elapsed hours from the first place of safety, in both clock-change nights too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from web.detention import CLOCKS_CHANGED, NOT_A_TIME, NOT_YET, arrival_meant, detention_clock

WINTER = datetime(2026, 12, 26, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "day", "arrived"),
    [
        pytest.param("02:00", None, datetime(2026, 12, 26, 2, 0, tzinfo=UTC), id="earlier today"),
        pytest.param("0200", None, datetime(2026, 12, 26, 2, 0, tzinfo=UTC), id="as it is written in a notebook"),
        pytest.param("2.00", "today", datetime(2026, 12, 26, 2, 0, tzinfo=UTC), id="with a point"),
        pytest.param("23:50", None, datetime(2026, 12, 25, 23, 50, tzinfo=UTC), id="no day: the last such time"),
        pytest.param("02:00", "yesterday", datetime(2026, 12, 25, 2, 0, tzinfo=UTC), id="yesterday"),
        pytest.param("03:10", None, WINTER, id="this very minute"),
    ],
)
def test_an_arrival_is_told_by_the_wall_clock(clock: str, day: str | None, arrived: datetime) -> None:
    assert arrival_meant(clock, day, WINTER) == (arrived, "")


@pytest.mark.parametrize("clock", ["24:00", "3", "10 past 3", "03:60", "-1:00", "٠٣:١٠"])
def test_what_is_no_time_is_said_and_left_out(clock: str) -> None:
    assert arrival_meant(clock, None, WINTER) == (None, NOT_A_TIME)


def test_an_arrival_that_is_still_to_come_is_said_and_left_out() -> None:
    assert arrival_meant("03:11", "today", WINTER) == (None, NOT_YET)


def test_the_clock_says_arrival_end_and_what_is_left() -> None:
    clock = detention_clock(datetime(2026, 12, 25, 14, 30, tzinfo=UTC), WINTER)
    assert (clock.arrived, clock.ends) == ("14:30 on Friday 25 December 2026", "14:30 on Saturday 26 December 2026")
    assert (clock.left, clock.is_over) == ("11 hours 20 minutes", False)


def test_after_24_hours_the_clock_says_that_it_is_over() -> None:
    clock = detention_clock(datetime(2026, 12, 25, 3, 0, tzinfo=UTC), WINTER)
    assert (clock.is_over, clock.left) == (True, "10 minutes")
    assert detention_clock(datetime(2026, 12, 25, 3, 10, tzinfo=UTC), WINTER).is_over


def test_when_the_clocks_go_forward_the_24_hours_end_an_hour_later_by_the_wall_clock() -> None:
    now = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)
    arrived, slip = arrival_meant("23:50", None, now)
    assert (arrived, slip) == (datetime(2027, 3, 27, 23, 50, tzinfo=UTC), "")
    assert arrived is not None
    assert detention_clock(arrived, now).ends == "00:50 on Monday 29 March 2027"


def test_when_the_clocks_go_back_the_24_hours_end_an_hour_earlier_by_the_wall_clock() -> None:
    now = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    arrived, slip = arrival_meant("23:50", None, now)
    assert (arrived, slip) == (datetime(2026, 10, 24, 22, 50, tzinfo=UTC), "")
    assert arrived is not None
    assert detention_clock(arrived, now).ends == "22:50 on Sunday 25 October 2026"


def test_an_hour_that_comes_twice_is_taken_as_the_earlier_one_and_that_is_said() -> None:
    now = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    assert arrival_meant("01:30", None, now) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), CLOCKS_CHANGED)


def test_an_hour_that_never_was_is_taken_as_its_minutes_after_the_change_and_that_is_said() -> None:
    now = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)
    assert arrival_meant("01:30", None, now) == (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), CLOCKS_CHANGED)


@pytest.mark.parametrize(
    ("arrived", "ends"),
    [
        pytest.param(
            "2026-10-24T00:30:00+00:00", "01:30 on Sunday 25 October 2026 (before the clocks go back)", id="the first"
        ),
        pytest.param(
            "2026-10-24T01:30:00+00:00", "01:30 on Sunday 25 October 2026 (after the clocks go back)", id="the second"
        ),
    ],
)
def test_an_end_in_the_hour_that_comes_twice_says_which_of_them_it_is(arrived: str, ends: str) -> None:
    arrived_at = datetime.fromisoformat(arrived)
    assert detention_clock(arrived_at, arrived_at).ends == ends
