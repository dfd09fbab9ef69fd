"""Times in words: short, as people say them, and exact to the minute"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.opening import Window, minute_of
from routing.spells import Spell, apart, between, in_words, spells_of, stretches_of, wall
from tests.said_times import minutes_said
from tests.thorough import times

START = datetime(2026, 12, 9, 11, 0, tzinfo=UTC)
SPAN = Window(minute_of(START), minute_of(START + timedelta(days=400)))


def said(*stretches: Spell) -> str:
    return in_words(spells_of(stretches, SPAN))


def daily(opens: int, closes: int, days: range = range(402), weekdays: str = "0123456") -> list[Spell]:
    """Lay a stretch on the days ahead that are of the weekdays, as far as it lies within the span."""
    ahead = (START.date() + timedelta(days=count) for count in days)
    laid = [(wall(day, opens), wall(day, closes)) for day in ahead if str(day.weekday()) in weekdays]
    return [spell for spell in laid if SPAN.start < spell[0] and spell[1] < SPAN.end]


def test_what_comes_back_every_week_is_said_once() -> None:
    assert said(*daily(17 * 60, 20 * 60, weekdays="01234")) == "Mon to Fri 17:00 to 20:00"
    assert said(*daily(180, 240)) == "every day 03:00 to 04:00"
    assert said(*daily(180, 240, weekdays="034")) == "Mon, Thu and Fri 03:00 to 04:00"


def test_a_day_on_which_it_does_not_come_is_named() -> None:
    christmas = date(2026, 12, 25)
    stretches = [spell for spell in daily(9 * 60, 17 * 60, weekdays="4") if spell[0] != wall(christmas, 9 * 60)]
    assert said(*stretches).endswith("except on Fri 25 Dec 2026")
    assert said(*stretches).startswith("Fri 09:00 to 17:00")


def test_the_next_day_and_days_later_are_said() -> None:
    assert "22:00 to 06:00 the next day" in said(*daily(22 * 60, 30 * 60, weekdays="3"))
    assert "Fri 17:00 to 09:00 3 days later" in said(*daily(17 * 60, 3 * 1440 + 9 * 60, range(1, 390), weekdays="4"))
    assert "Tue and Thu 00:00 to 24:00" in said(*daily(0, 1440, weekdays="13"))


def test_single_stretches_are_said_by_their_dates() -> None:
    day = date(2026, 12, 26)
    assert said((wall(day, 0), wall(day, 1440))) == "00:00 on Sat 26 Dec 2026 to 00:00 on Sun 27 Dec 2026"
    assert said((SPAN.start, wall(day, 60))) == "until 01:00 on Sat 26 Dec 2026"
    assert said((wall(day, 60), SPAN.end)) == "from 01:00 on Sat 26 Dec 2026 on"
    assert said((SPAN.start, SPAN.end)) == "all the time"
    assert said() == "never"


def test_a_stretch_that_begins_or_ends_with_a_date_says_so() -> None:
    words = said(*daily(540, 1020, range(40, 200), weekdays="0"))
    assert words == "Mon 09:00 to 17:00, from Mon 18 Jan 2027, until Mon 21 Jun 2027"


def test_the_hour_that_comes_twice_is_said_with_its_clock() -> None:
    first = minute_of(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    assert said((first, first + 60)) == "01:30 BST to 01:30 GMT on Sun 31 Oct 2027"


MINUTES = st.integers(SPAN.start, SPAN.end)
PATTERNS = st.lists(
    st.tuples(
        st.integers(0, 1439),
        st.integers(1, 3000),
        st.sets(st.integers(0, 6), min_size=1),
        st.integers(0, 398),
        st.integers(0, 398),
    ),
    max_size=3,
)
HOLES = st.lists(st.tuples(MINUTES, st.integers(1, 3000)), max_size=5)


@settings(max_examples=times(50, 150), deadline=None)
@given(PATTERNS, HOLES, st.lists(st.tuples(MINUTES, st.integers(1, 20000)), max_size=4))
def test_from_the_words_the_very_minutes_can_be_worked_out_again(
    patterns: list[tuple[int, int, set[int], int, int]], holes: list[tuple[int, int]], singles: list[tuple[int, int]]
) -> None:
    laid = [
        (wall(START.date() + timedelta(days=ahead), opens), wall(START.date() + timedelta(days=ahead), opens + length))
        for opens, length, weekdays, first, last in patterns
        for ahead in range(min(first, last), max(first, last))
        if (START.date() + timedelta(days=ahead)).weekday() in weekdays
    ]
    laid += [(start, start + length) for start, length in singles]
    clipped = [(max(start, SPAN.start), min(end, SPAN.end)) for start, end in laid]
    whole = apart(spell for spell in clipped if spell[0] < spell[1])
    for start, length in holes:
        cut = ((start, min(start + length, SPAN.end)),) if start < SPAN.end else ()
        whole = between(apart((*between(whole, SPAN), *cut)), SPAN)
    spells = spells_of(whole, SPAN)
    assert stretches_of(spells) == whole
    assert minutes_said(in_words(spells), SPAN) == whole


@pytest.mark.parametrize("words", ["every day 22:00 to 06:00 the next day", "Mon to Fri 17:00 to 20:00"])
def test_the_reader_of_these_tests_reads_what_people_read(words: str) -> None:
    assert len(minutes_said(words, SPAN)) > 200
    assert re.match("[A-Za-z]", words)
