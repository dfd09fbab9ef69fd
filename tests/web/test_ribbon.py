"""A ribbon's picture and its table say the same, and what they say is what the answers are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.contact import Channel, Contact
from directory.holidays import HolidayCalendar
from directory.numbers import E164Number
from directory.opening import OpeningState, instant_of, minute_of
from directory.reader import Role
from directory.schedule import ALWAYS_OPEN, NOT_STATED, WEEKDAYS, Schedule, Session
from directory.service import Service, Status
from routing.context import Caller, CallerContext
from routing.edition import CompiledEdition, midnight
from routing.router import answer
from routing.situation import LONDON
from routing.timeline import timeline
from seed.load import load_holidays
from tests.makers import compiled, fixture_edition, fixture_services
from web.coverage_week import period_of, ribbon_of_days, ribbon_of_services, sentences, week_of
from web.ribbon import (
    DAY,
    WORDS,
    Mark,
    Ribbon,
    Stretch,
    clock_time,
    lane_of_days,
    lanes_by_day,
    span_in_words,
    stretch_in_words,
)
from web.ribbon_picture import Drawn, drawn
from web.templating import templates_in

CALENDAR = HolidayCalendar(load_holidays())
LAST_RESORT = {"999", "nhs111_mh"}


class Told(HTMLParser):
    """What a rendered ribbon says: its rectangles (height, x, width, words) and its rows (time, what, who)."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.boxes: list[tuple[int, float, float, str]] = []
        self.rows: list[list[str]] = []
        self.text: list[str] = []
        self._into: list[str] | None = None
        self._box: tuple[int, float, float] | None = None
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where rectangles and rows begin."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        if given.get("class") == "ribbon__box":
            self._box = int(given["y"]), float(given["x"].rstrip("%")), float(given["width"].rstrip("%"))
        if tag == "title" and self._box is not None:
            self._into = []
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self._into = []

    def handle_endtag(self, tag: str) -> None:
        """Note where they end."""
        if tag == "title" and self._box is not None and self._into is not None:
            self.boxes.append((*self._box, "".join(self._into)))
            self._box = self._into = None
        if tag in {"td", "th"} and self._into is not None:
            self.rows[-1].append("".join(self._into))
            self._into = None

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.text.append(data)
        if self._into is not None:
            self._into.append(data)


def rendered(picture: Drawn) -> str:
    module = templates_in("en").get_template("ribbon.html").module
    return str(module.ribbon(picture))  # type: ignore[attr-defined]


def a_stretch(start: int, end: int, **facts: object) -> Stretch:
    return msgspec.convert({"start": start, "end": end, "mark": "own", "label": "A line"} | facts, Stretch)


replaced = msgspec.structs.replace


def a_ribbon(first: date, days: int, *stretches: Stretch, now: int | None = None) -> Ribbon:
    lanes = lanes_by_day(stretches, first, days, CALENDAR)
    return Ribbon(name="days", title="A week", says="A week.", lanes=lanes, now=now)


# ------------------------------------------------------------------------------------------ against the answers

DAYS = st.dates(date(2026, 12, 8), date(2027, 11, 30)) | st.sampled_from(
    [date(2026, 12, 24), date(2027, 3, 26), date(2027, 10, 30), date(2027, 10, 31), date(2026, 12, 31)]
)
PLACES = st.sampled_from(["Northamptonshire", "Corby", "Leicester", "Lincolnshire", "Hull", "Kent", None])
CALLERS = st.sampled_from(get_args(Caller))
AGES = st.sampled_from([None, 15, 40, 75])


@cache
def sparse_edition() -> CompiledEdition:
    """Compile the fixture directory without what is open all hours, and without the national lines."""
    local = (
        service
        for service in fixture_services()
        if not any(area.startswith("country:") for area in service.areas)
        and not any(contact.schedule.always_open for contact in service.contacts)
    )
    return compiled(tuple(local))


EDITIONS = st.sampled_from(["fixture", "sparse"]).map(lambda name: sparse_edition() if name == "sparse" else fixture_edition())


@settings(max_examples=60, deadline=None)
@given(edition=EDITIONS, caller=CALLERS, place=PLACES, age=AGES, first=DAYS, days=st.integers(1, 9), data=st.data())
def test_picture_and_table_say_what_the_answer_is_at_every_minute(
    *,
    edition: CompiledEdition,
    caller: Caller,
    place: str | None,
    age: int | None,
    first: date,
    days: int,
    data: st.DataObject,
) -> None:
    context = CallerContext(caller=caller, place=place, age=age)
    start, end = period_of(first, days)
    week = week_of(edition, timeline(edition, context, start, end, {}), Role.OPERATOR)
    ribbon = ribbon_of_days(week, "A week", first, days, CALENDAR, 0)
    told = Told(rendered(drawn(ribbon)))

    whole = max(lane.end - lane.start for lane in ribbon.lanes)
    pictured = [
        (lane.start + round(x * whole / 100), lane.start + round((x + width) * whole / 100), words)
        for lane, seen in zip(ribbon.lanes, drawn(ribbon).lanes, strict=True)
        for y, x, width, words in told.boxes
        if y == seen.bar_y
    ]
    rows = [row for row in told.rows if len(row) == 3][1:]
    assert [(one.start, one.end) for lane in ribbon.lanes for one in lane.stretches] == [(s, e) for s, e, _ in pictured]
    assert [row[0] for row in rows] == [span_in_words(lane, one) for lane in ribbon.lanes for one in lane.stretches]
    assert pictured[0][0] == minute_of(start)
    assert pictured[-1][1] == minute_of(end)
    assert all(left[1] == right[0] for left, right in pairwise(pictured))

    minute = data.draw(st.integers(minute_of(start), minute_of(end) - 1))
    now = answer(edition, context, instant_of(minute), {})
    index = next(index for index, (s, e, _) in enumerate(pictured) if s <= minute < e)
    _, what, who = rows[index]
    answering = [option for option in now.options if option.state.state is OpeningState.OPEN]
    near = [option for option in answering if option.kind not in LAST_RESORT]
    assert ("only 999 and 111" in what) == (bool(answering) and not near)
    assert "nobody answers" not in what
    if near:
        doubtful = [option.name for option in now.options if option.state.state is OpeningState.UNKNOWN]
        assert who.startswith(answering[0].name)
        assert all(option.name in who for option in answering)
        never_known = {one.name for one in week.never_known}
        assert all((name in who) != (name in never_known) for name in doubtful)
    assert what in pictured[index][2].lower() or what[1:] in pictured[index][2]


@settings(max_examples=25, deadline=None)
@given(caller=CALLERS, place=PLACES, first=DAYS, days=st.integers(1, 28), data=st.data())
def test_the_lane_of_a_service_is_its_place_on_the_ladder(
    caller: Caller, place: str | None, first: date, days: int, data: st.DataObject
) -> None:
    edition = fixture_edition()
    context = CallerContext(caller=caller, place=place)
    start, end = period_of(first, days)
    week = week_of(edition, timeline(edition, context, start, end, {}), Role.OPERATOR)
    minute = data.draw(st.integers(minute_of(start), minute_of(end) - 1))
    now = answer(edition, context, instant_of(minute), {})
    expected = {option.service_id: option.state.state.value for option in now.options}

    said = {
        known.service_id: next(one.mark.value for one in stretches if one.start <= minute < one.end)
        for known, stretches in week.services
    }

    assert {service_id: mark for service_id, mark in said.items() if mark != "absent"} == expected


# -------------------------------------------------------------------------------------------- days of other lengths


@pytest.mark.parametrize(
    ("day", "hours", "note"),
    [
        pytest.param(date(2027, 3, 28), 23, "clocks go forward: 23 hours", id="spring"),
        pytest.param(date(2027, 10, 31), 25, "clocks go back: 25 hours", id="autumn"),
        pytest.param(date(2026, 12, 25), 24, "Christmas Day, bank holiday", id="Christmas"),
        pytest.param(date(2026, 12, 28), 24, "Boxing Day (observed), bank holiday", id="the bank holiday after a weekend"),
        pytest.param(date(2026, 12, 26), 24, "Boxing Day", id="Boxing Day on a Saturday is no bank holiday"),
    ],
)
def test_an_unusual_day_is_drawn_to_its_length_and_said(day: date, hours: int, note: str) -> None:
    first = day - timedelta(days=1)
    ribbon = a_ribbon(first, 3, a_stretch(midnight(first), midnight(first + timedelta(days=3))))
    told = Told(rendered(drawn(ribbon)))
    widths = [width for _, _, width, _ in told.boxes]

    assert ribbon.lanes[1].end - ribbon.lanes[1].start == hours * 60
    assert widths[1] == pytest.approx(widths[0] * hours / 24, abs=1e-3)
    assert note in "".join(told.text)


def test_hours_of_a_clock_night_stand_where_they_fall() -> None:
    lane = lanes_by_day((), date(2027, 10, 31), 1, CALENDAR)[0]

    assert [(tick.minute - lane.start, tick.label) for tick in lane.ticks] == [
        (7 * 60, "06:00"),
        (13 * 60, "12:00"),
        (19 * 60, "18:00"),
    ]
    assert [minute - lane.start for minute in lane.changes] == [2 * 60]


def test_an_hour_that_comes_twice_is_told_with_its_clock() -> None:
    first = minute_of(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))

    assert [clock_time(minute) for minute in (first, first + 60, first + 120)] == ["01:30 BST", "01:30 GMT", "02:30"]
    assert stretch_in_words(first, first + 60) == "Sunday 31 October 2027, 01:30 BST to 01:30 GMT"


def test_a_stretch_to_midnight_is_told_by_the_day_that_it_ends() -> None:
    evening = minute_of(datetime(2026, 12, 21, 20, 0, tzinfo=UTC))

    assert stretch_in_words(evening, evening + 4 * 60) == "Monday 21 December 2026, 20:00 to midnight"
    assert stretch_in_words(evening, evening + 13 * 60) == "Monday 21 December 2026, 20:00 to Tuesday 22 December 2026, 09:00"


def test_now_is_drawn_on_its_day_alone() -> None:
    noon = minute_of(datetime(2026, 12, 22, 12, 0, tzinfo=UTC))
    picture = drawn(a_ribbon(date(2026, 12, 21), 3, now=noon))

    assert [lane.now for lane in picture.lanes] == [None, "50.0000%", None]


def test_bank_holidays_carry_a_star_where_days_run_on_one_lane() -> None:
    lane = lane_of_days("A line", (), date(2026, 12, 21), 7, CALENDAR)

    assert [tick.label for tick in lane.ticks] == ["Mon 21", "Tue 22", "Wed 23", "Thu 24", "Fri 25★", "Sat 26", "Sun 27"]
    assert [tick.label for tick in lane_of_days("A line", (), date(2026, 12, 21), 28, CALENDAR).ticks if tick.label] == [
        "Mon 21",
        "Mon 28★",
        "Mon 4",
        "Mon 11",
    ]


# ------------------------------------------------------------------------------------------------------ what is drawn


def test_what_stands_on_a_stretch_is_text_and_never_markup() -> None:
    first = date(2026, 12, 21)
    name = '<script>alert("x")</script>&'
    stretch = a_stretch(midnight(first), midnight(first) + DAY, label=name, words=name)
    html = rendered(drawn(replaced(a_ribbon(first, 1, stretch), title=name)))

    assert "<script" not in html
    assert "script" not in Told(html).tags
    assert name in "".join(Told(html).text)


@pytest.mark.parametrize("mark", list(Mark))
def test_no_mark_is_told_by_colour_alone(mark: Mark) -> None:
    first = date(2026, 12, 21)
    stretch = a_stretch(midnight(first), midnight(first) + DAY, mark=mark)
    html = rendered(drawn(a_ribbon(first, 1, stretch)))
    shape = shape_of(html)
    alike = {other for other in Mark if shape_of(rendered(drawn(a_ribbon(first, 1, replaced(stretch, mark=other))))) == shape}

    assert alike == next(kin for kin in KIN if mark in kin)
    assert WORDS[mark] in "".join(Told(html).text)


KIN = (
    {Mark.OWN, Mark.OPEN, Mark.KEPT, Mark.SPACE},
    {Mark.LAST, Mark.BROKEN},
    {Mark.AWAY, Mark.FULL},
    {Mark.NOBODY},
    {Mark.CLOSED},
    {Mark.UNKNOWN, Mark.STALE},
    {Mark.HIDDEN},
    {Mark.ABSENT},
)
"""Marks that never stand in one picture may share a shape."""


def shape_of(html: str) -> str:
    """Return what is drawn besides colour: the pattern, and whether it is filled at all."""
    box = html.split('class="ribbon__box"')[1].split("</svg>", maxsplit=1)[0]
    found = re.search(r'fill="url\(#days-(\w+)\)"', box)
    if found is not None:
        return found[1]
    return next((empty for empty in ("mark--closed", "mark--absent") if empty in box), "filled")


def test_a_single_point_of_failure_has_a_sign_and_words() -> None:
    first = date(2026, 12, 21)
    stretch = a_stretch(midnight(first), midnight(first) + DAY, depth=1)
    one, two = (rendered(drawn(a_ribbon(first, 1, replaced(stretch, depth=depth)))).split("</defs>")[1] for depth in (1, 2))

    assert "#days-single" in one
    assert "one number only" in one
    assert "#days-single" not in two
    assert "2 numbers" in two


def test_a_gap_is_written_on_the_picture_in_the_table_and_in_words() -> None:
    edition = sparse_edition()
    first = date(2026, 12, 21)
    start, end = period_of(first, 1)
    week = week_of(edition, timeline(edition, CallerContext(caller="carer", place="Kent"), start, end, {}), Role.PUBLIC)
    html = rendered(drawn(ribbon_of_days(week, "A day", first, 1, CALENDAR, 0)))

    assert [one.mark for one in week.stretches] == [Mark.LAST]
    assert "only 111 and 999" in html
    assert "#days-last" in html.split("</defs>")[1]
    assert "only 999 and 111 answer" in [row[1] for row in Told(html).rows if len(row) == 3]
    assert "Nobody near answers: Monday 21 December 2026, midnight to midnight." in sentences(week)


# --------------------------------------------------------------------------------------------------- whose hours

OFFICERS = Service(
    id="officers-line",
    name="A line for officers",
    kind="s136_advice_line",
    areas=("police:E23000022",),
    audience=(Role.POLICE,),
    contacts=(
        Contact(
            id="main",
            channel=Channel.VOICE,
            number=E164Number(e164="+441632960136"),
            schedule=ALWAYS_OPEN,
            audience=(Role.POLICE,),
        ),
    ),
)
SCHEDULES = (
    ALWAYS_OPEN,
    NOT_STATED,
    Schedule(weekly=(Session(days=WEEKDAYS[:5], opens_at="10:00", closes_at="17:00"),)),
    Schedule(weekly=(Session(days=WEEKDAYS[4:], opens_at="03:00", closes_at="05:00"),)),
)


def told_with(schedule: Schedule, services: tuple[Service, ...], reader: Role, status: Status = Status.ACTIVE) -> str:
    """Return everything that a week with the officers' line of these hours tells a reader."""
    line = replaced(OFFICERS, status=status, contacts=(replaced(OFFICERS.contacts[0], schedule=schedule),))
    edition = compiled((*services, line))
    first = date(2026, 12, 21)
    start, end = period_of(first, 7)
    week = week_of(edition, timeline(edition, CallerContext(caller="police", place="Corby"), start, end, {}), reader)
    pictures = (
        ribbon_of_days(week, "A week", first, 7, CALENDAR, 0),
        ribbon_of_services(week, "A week", first, 7, CALENDAR, 0),
    )
    return "".join(rendered(drawn(one)) for one in pictures) + repr(week) + repr(sentences(week))


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.NEEDS_CHECK])
@pytest.mark.parametrize("services", ["fixture", "none", "without other lines for professionals"])
def test_the_public_learns_nothing_of_the_hours_of_a_line_for_officers(services: str, status: Status) -> None:
    everybody = {"fixture": fixture_services(), "none": ()}
    professional = {"s136_advice_line", "hcp_line", "street_triage"}
    others = everybody.get(services, tuple(one for one in fixture_services() if one.kind not in professional))
    as_public = {told_with(schedule, others, Role.PUBLIC, status) for schedule in SCHEDULES}
    as_police = {told_with(schedule, others, Role.POLICE, status) for schedule in SCHEDULES}

    assert len(as_public) == 1
    assert len(as_police) == len(SCHEDULES)
    assert "A line for officers" in as_public.pop()


@pytest.mark.parametrize("kinds", [{"listening_line"}, set()], ids=["a national line is seen", "none is seen"])
def test_where_a_hidden_line_may_answer_neither_a_gap_nor_a_single_number_is_claimed(kinds: set[str]) -> None:
    others = tuple(one for one in fixture_services() if one.kind in kinds)
    told = told_with(ALWAYS_OPEN, others, Role.PUBLIC)

    assert "who answers near by is not shown to you" in told
    claims = ("only 999 and 111", "only lines from outside", "one number only")
    assert not any(claim in told for claim in claims)
    assert any(claim in told_with(NOT_STATED, others, Role.POLICE) for claim in claims)


def test_each_service_has_a_lane() -> None:
    edition = fixture_edition()
    first = date(2026, 12, 21)
    start, end = period_of(first, 7)
    week = week_of(edition, timeline(edition, CallerContext(caller="carer", place="Corby"), start, end, {}), Role.PUBLIC)
    ribbon = ribbon_of_services(week, "A week", first, 7, CALENDAR, 0)

    assert {lane.title for lane in ribbon.lanes} == {known.name for known, _ in week.services}
    assert all(lane.end == midnight(date(2026, 12, 28)) for lane in ribbon.lanes)
    assert sentences(week)[0].endswith(".")
    assert instant_of(ribbon.lanes[0].start).astimezone(LONDON).hour == 0
