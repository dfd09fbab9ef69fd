"""Hours as people say them: "9 to 5" is by day where somebody sees the reading, and nowhere else"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import HoursRejected
from directory.opening_words import hours_in_words
from directory.osm_hours import read_osm_hours


def said(text: str) -> str:
    return hours_in_words(read_osm_hours(text, by_day=True).schedule)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mon-Fri 9 to 5, not bank holidays", "Monday to Friday 09:00 to 17:00; closed on bank holidays"),
        (
            "9am-5pm weekdays; Sat 10-2",
            "Monday to Friday 09:00 to 17:00; Saturday 10:00 to 14:00; not known on bank holidays",
        ),
        ("weekdays 9.30-5.30; PH off", "Monday to Friday 09:30 to 17:30; closed on bank holidays"),
        ("Mon 9-5pm; PH off", "Monday 09:00 to 17:00; closed on bank holidays"),
        ("Mon 9am-5; PH off", "Monday 09:00 to 17:00; closed on bank holidays"),
        ("Mon 12-4; PH off", "Monday midday to 16:00; closed on bank holidays"),
        ("Mon 9-12; PH off", "Monday 09:00 to midday; closed on bank holidays"),
        ("Mon 9am-5pm; PH off", "Monday 09:00 to 17:00; closed on bank holidays"),
        ("Mon 22:00-08:00", "Monday 22:00 to 08:00; not known on bank holidays"),
    ],
)
def test_hours_without_am_or_pm_are_by_day_where_only_that_can_be_meant(text: str, words: str) -> None:
    assert said(text) == words


def test_dates_are_no_hours() -> None:
    words = said("Mon-Fri 9-5; PH off; Dec 24-26 off")
    assert words.endswith("closed on Christmas Eve, Christmas Day and Boxing Day; closed on bank holidays")
    assert "10:00 to 14:00 on Christmas Day" in said("Mon-Fri 9-5; PH off; 25 December 10-2")
    assert "New Year's Eve" in said("Mon-Fri 9-5; PH off; Dec 24, 31 off")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("daily 8 to 8", id="a night line says so too"),
        pytest.param("daily 10 to 8", id="by night it is as likely"),
        pytest.param("Mon 6-10", id="morning or evening"),
        pytest.param("Mon 1-5", id="a lunch club or a night sitting"),
        pytest.param("Mon 6-10pm", id="morning or evening before 10pm"),
        pytest.param("Mon 9am-11", id="morning or evening after 9am"),
        pytest.param("Mon 0-5", id="no hour of a clock of twelve"),
        pytest.param("Mon 9-25 off", id="no hour at all"),
        pytest.param("Mon 12-12", id="nothing or the whole day"),
        pytest.param("Mon 0:30-5:30", id="half past no hour of a clock of twelve"),
    ],
)
def test_what_may_be_by_night_is_still_refused(text: str) -> None:
    with pytest.raises(HoursRejected):
        said(text)


@pytest.mark.parametrize("text", ["Mon-Fri 9 to 5", "Sat 10-2", "Mon 9.30-5.30", "Mon 9-5pm"])
def test_nobody_sees_the_reading_of_a_file_so_there_it_is_refused(text: str) -> None:
    with pytest.raises(HoursRejected):
        read_osm_hours(text)


def test_each_stretch_read_by_day_is_noted() -> None:
    notes = read_osm_hours("Mon-Fri 9-5; Sat 10-2", by_day=True).notes
    assert notes[:2] == (
        "hours without am or pm read as by day: 09:00 to 17:00",
        "hours without am or pm read as by day: 10:00 to 14:00",
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [("Mon-Fri 9am-5pm bananas", 3), ("daily 8 to 8", 2), ("Mon-Fri 09:00-", None), ("Mon-Fri 9 to 5; 6-7", 5)],
)
def test_a_refusal_names_the_word_at_which_reading_stopped(text: str, word: int | None) -> None:
    with pytest.raises(HoursRejected) as refused:
        read_osm_hours(text, by_day=True)
    assert refused.value.word == word


WORDS = st.sampled_from(
    "Mon Tue-Fri weekdays 9 5 10 12 8 to - , ; am pm 9am 5pm 9.30 PH off not Dec 25 24 2026 daily 22:00".split()
)


@settings(max_examples=400, deadline=None)
@given(text=st.lists(WORDS, max_size=10).map(" ".join))
def test_any_words_are_read_or_refused_and_what_needs_no_guess_is_read_the_same(text: str) -> None:
    try:
        plain = read_osm_hours(text)
    except HoursRejected:
        plain = None
    try:
        by_day = read_osm_hours(text, by_day=True)
    except HoursRejected:
        assert plain is None
        return
    assert plain is None or by_day == plain
