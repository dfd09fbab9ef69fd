"""Copying last Christmas: the same dates, and what falls otherwise this time is said before it counts"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.holidays import HolidayCalendar
from directory.last_christmas import (
    AlreadyStated,
    ChristmasCopy,
    HolidayElsewhere,
    HolidayNoMore,
    HolidaysNotKnown,
    Shortened,
    WeekdayMoved,
    coming_christmas,
    copy_last_christmas,
    in_words,
    with_copy,
)
from directory.schedule import DatedException, Hours, NamedDay, NamedDayRule, OnHoliday, Schedule
from seed.load import load_holidays

CALENDAR = HolidayCalendar(load_holidays())
NO_ROW = "no copied row speaks of it: the rule for bank holidays holds"
TEN_TO_TWO = (Hours(opens_at="10:00", closes_at="14:00"),)


def a_row(first: str, last: str | None = None, *, hours: tuple[Hours, ...] = (), reason: str = "") -> DatedException:
    return DatedException(first=date.fromisoformat(first), last=date.fromisoformat(last or first), hours=hours, reason=reason)


def copied(*rows: DatedException, year: int = 2026, named: tuple[NamedDayRule, ...] = ()) -> ChristmasCopy:
    copy = copy_last_christmas(Schedule(exceptions=rows, named_days=named), year, CALENDAR)
    assert copy is not None
    return copy


@pytest.mark.parametrize(
    ("today", "year"), [("2026-11-27", 2026), ("2026-12-31", 2026), ("2027-01-02", 2026), ("2027-01-03", 2027)]
)
def test_the_coming_christmas_is_this_ones_until_new_year_is_over(today: str, year: int) -> None:
    assert coming_christmas(date.fromisoformat(today)) == year


def test_rows_keep_their_dates_hours_and_reasons() -> None:
    copy = copied(a_row("2025-12-25", reason="closed"), a_row("2025-12-31", "2026-01-01", hours=TEN_TO_TWO))
    assert (copy.from_year, copy.year) == (2025, 2026)
    assert copy.exceptions == (a_row("2026-12-25", reason="closed"), a_row("2026-12-31", "2027-01-01", hours=TEN_TO_TWO))


def test_the_last_christmas_that_is_recorded_is_copied_even_from_years_ago() -> None:
    copy = copied(a_row("2023-12-25"), a_row("2022-12-26"))
    assert (copy.from_year, copy.exceptions) == (2023, (a_row("2026-12-25"),))


def test_new_year_alone_belongs_to_the_christmas_before_it() -> None:
    assert copied(a_row("2026-01-02")).exceptions == (a_row("2027-01-02"),)


def test_nothing_is_copied_of_the_summer() -> None:
    assert copy_last_christmas(Schedule(exceptions=(a_row("2025-08-01"),)), 2026, CALENDAR) is None
    assert copied(a_row("2025-08-01"), a_row("2025-12-24")).exceptions == (a_row("2026-12-24"),)


def test_named_days_hold_every_year_and_are_only_told() -> None:
    rule = NamedDayRule(day=NamedDay.CHRISTMAS_DAY, then=OnHoliday.CLOSED)
    easter = NamedDayRule(day=NamedDay.EASTER_SUNDAY, then=OnHoliday.CLOSED)
    copy = copied(named=(rule, easter))
    assert (copy.exceptions, copy.yearly) == ((), (rule,))


def test_a_row_that_ran_longer_is_cut_to_the_season_and_that_is_said() -> None:
    copy = copied(a_row("2025-12-20", "2026-01-05"))
    assert copy.exceptions == (a_row("2026-12-24", "2027-01-02"),)
    assert Shortened(date(2025, 12, 20), date(2026, 1, 5)) in copy.notes


def test_a_row_of_many_years_gives_only_its_last_christmas() -> None:
    assert copied(a_row("0001-01-01", "2025-12-31")).exceptions == (a_row("2026-12-24", "2026-12-31"),)


def test_dates_of_this_year_that_are_stated_already_stay() -> None:
    own = a_row("2026-12-25", hours=TEN_TO_TWO)
    copy = copied(a_row("2025-12-24", "2025-12-26"), a_row("2025-12-31"), own)
    assert copy.exceptions == (a_row("2026-12-31"),)
    assert AlreadyStated(date(2026, 12, 24), date(2026, 12, 26)) in copy.notes


def test_every_weekday_that_moved_is_said() -> None:
    assert WeekdayMoved(date(2025, 12, 25), date(2026, 12, 25)) in copied(a_row("2025-12-25")).notes
    # From 2020 to 2026 the calendar of December is not the same; from 2015 to 2026 it is.
    assert not any(isinstance(note, WeekdayMoved) for note in copied(a_row("2015-12-25")).notes)


def test_a_substitute_bank_holiday_is_said_with_whether_a_row_speaks_of_it() -> None:
    # In 2026 Boxing Day is a Saturday: its bank holiday is Monday the 28th.
    notes = copied(a_row("2025-12-25", "2025-12-26")).notes
    (elsewhere,) = (note for note in notes if isinstance(note, HolidayElsewhere))
    assert (elsewhere.day, elsewhere.covered) == (date(2026, 12, 28), False)
    assert HolidayNoMore(date(2025, 12, 26), "Boxing Day") in notes
    (covered,) = (note for note in copied(a_row("2025-12-24", "2025-12-31")).notes if isinstance(note, HolidayElsewhere))
    assert covered.covered


def test_bank_holidays_that_nobody_knows_yet_are_not_said_to_be_none() -> None:
    calendar = HolidayCalendar(tuple(day for day in load_holidays() if day.date.year <= 2026))
    copy = copy_last_christmas(Schedule(exceptions=(a_row("2025-12-26"),)), 2026, calendar)
    assert copy is not None
    assert HolidaysNotKnown(2027) in copy.notes
    assert not any(isinstance(note, HolidayNoMore) for note in copy.notes)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (WeekdayMoved(date(2025, 12, 25), date(2026, 12, 25)), "25 December was a Thursday and is a Friday now"),
        (
            HolidayElsewhere(date(2026, 12, 28), "Boxing Day", covered=False),
            "Boxing Day is a bank holiday on Monday 28 December 2026; " + NO_ROW,
        ),
        (
            HolidayElsewhere(date(2026, 12, 28), "Boxing Day (observed)", covered=True),
            "Boxing Day (observed) is a bank holiday on Monday 28 December 2026; a copied row speaks of it",
        ),
        (
            HolidayNoMore(date(2025, 12, 26), "Boxing Day"),
            "26 December was a bank holiday last time (Boxing Day) and is none this time",
        ),
        (HolidaysNotKnown(2033), "the bank holidays of 2033 are not known yet"),
        (
            Shortened(date(2025, 12, 20), date(2026, 1, 5)),
            "a row ran from 20 December to 5 January: only 24 December to 2 January is copied",
        ),
        (AlreadyStated(date(2026, 12, 25), date(2026, 12, 25)), "25 December 2026 has hours of its own already, which stay"),
        (
            AlreadyStated(date(2026, 12, 24), date(2026, 12, 26)),
            "24 December to 26 December 2026 has hours of its own already, which stay",
        ),
    ],
)
def test_every_note_has_words(note: WeekdayMoved, words: str) -> None:
    assert in_words(note) == words


SEASON = st.dates(date(2024, 12, 20), date(2026, 1, 6))


@given(st.lists(st.tuples(SEASON, st.integers(0, 5)), max_size=6))
def test_a_copy_never_changes_a_row_that_stands_and_never_leaves_the_season(rows: list[tuple[date, int]]) -> None:
    held = tuple(DatedException(first=first, last=date.fromordinal(first.toordinal() + days)) for first, days in rows)
    schedule = Schedule(exceptions=held)
    copy = copy_last_christmas(schedule, 2026, CALENDAR)
    if copy is None:
        return
    after = with_copy(schedule, copy)
    assert after.exceptions[: len(held)] == held
    for row in after.exceptions[len(held) :]:
        assert date(2026, 12, 24) <= row.first <= row.last <= date(2027, 1, 2)
    again = copy_last_christmas(after, 2026, CALENDAR)
    assert again is not None
    assert again.exceptions == ()
