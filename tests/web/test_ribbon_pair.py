"""Before and after a change: what differs is outlined in both pictures and said in words, and nothing else is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.holidays import HolidayCalendar
from routing.edition import midnight
from seed.load import load_holidays
from web.ribbon import Lane, Mark, Ribbon, Stretch, joined, lane_of_days, lanes_by_day
from web.ribbon_pair import compare, differences, pair_as_html

CALENDAR = HolidayCalendar(load_holidays())
FIRST = date(2027, 10, 30)
START, END = midnight(FIRST), midnight(date(2027, 11, 2))


def a_line(edges: list[int], labels: list[str]) -> tuple[Stretch, ...]:
    """Return stretches from START to END that change at the edges."""
    cuts = [START, *sorted({START + edge for edge in edges}), END]
    return joined(
        Stretch(start=left, end=right, mark=Mark.OWN, label=labels[index % len(labels)])
        for index, (left, right) in enumerate(pairwise(cuts))
    )


LINES = st.builds(
    a_line,
    st.lists(st.integers(1, END - START - 1), max_size=6),
    st.lists(st.sampled_from(["A line", "Another", "A third"]), min_size=1, max_size=3),
)


def a_lane(stretches: tuple[Stretch, ...], title: str = "A line") -> Lane:
    return lane_of_days(title, stretches, FIRST, 3, CALENDAR)


def by_day(stretches: tuple[Stretch, ...]) -> Ribbon:
    return Ribbon(name="days", title="Days", says="Days.", lanes=lanes_by_day(stretches, FIRST, 3, CALENDAR))


def label_at(stretches: tuple[Stretch, ...], minute: int) -> str:
    return next(one.label for one in stretches if one.start <= minute < one.end)


@settings(deadline=None)
@given(before=LINES, after=LINES)
def test_exactly_the_minutes_that_differ_are_found(before: tuple[Stretch, ...], after: tuple[Stretch, ...]) -> None:
    found = differences(a_lane(before), a_lane(after))
    edges = sorted({one.start for one in (*before, *after)})
    for minute in edges:
        said = [one for one in found if one.was.start <= minute < one.was.end]
        differs = label_at(before, minute) != label_at(after, minute)
        assert len(said) == differs
        assert [(one.was.label, one.becomes.label) for one in said] == (
            [(label_at(before, minute), label_at(after, minute))] if differs else []
        )


@settings(deadline=None)
@given(before=LINES)
def test_no_change_is_no_difference(before: tuple[Stretch, ...]) -> None:
    pair = compare(by_day(before), by_day(before))
    assert pair.words == ()
    assert "Nothing differs in this time." in pair_as_html(by_day(before), by_day(before)).decode()


@settings(deadline=None)
@given(before=LINES, after=LINES)
def test_there_and_back_differ_at_the_same_times(before: tuple[Stretch, ...], after: tuple[Stretch, ...]) -> None:
    there, back = compare(by_day(before), by_day(after)), compare(by_day(after), by_day(before))
    assert len(there.words) == len(back.words)
    for pair in (there, back):
        outlined = [[(box.x, box.width) for box in lane.differs] for lane in pair.before.lanes]
        assert outlined == [[(box.x, box.width) for box in lane.differs] for lane in pair.after.lanes]
        assert sum(map(len, outlined)) == len(pair.words)


def test_a_difference_is_said_with_its_day_and_times() -> None:
    before, after = a_line([], ["A line"]), a_line([10 * 60, 12 * 60], ["A line", "<Another>"])
    html = pair_as_html(by_day(before), by_day(after)).decode()
    assert (
        "Saturday 30 October, 10:00 to 12:00: was A line (the area’s own services answer); "
        "becomes &lt;Another&gt; (the area’s own services answer)."
    ) in html
    assert html.count('class="ribbon__differs"') == 2
    assert 'id="days-before-title"' in html
    assert 'id="days-after-title"' in html


def test_a_letter_means_the_same_in_both_pictures() -> None:
    before, after = a_line([], ["Another"]), a_line([60], ["A third", "Another"])
    pair = compare(by_day(before), by_day(after))
    assert pair.before.lanes[0].boxes[0].key == pair.after.lanes[0].boxes[1].key


def test_a_service_that_comes_or_goes_has_a_lane_in_both() -> None:
    old = Ribbon(name="services", title="Services", says="", lanes=(a_lane(a_line([], ["A line"]), "Gone"),))
    new = msgspec.structs.replace(old, lanes=(a_lane(a_line([], ["A line"]), "Come"),))
    pair = compare(old, new)
    assert [lane.title for lane in pair.before.lanes] == [lane.title for lane in pair.after.lanes] == ["Gone", "Come"]
    assert pair.words == (
        "Gone, all the time: was A line (the area’s own services answer); becomes not on the ladder at this time.",
        "Come, all the time: was not on the ladder at this time; becomes A line (the area’s own services answer).",
    )
