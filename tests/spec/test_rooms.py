"""Rooms for adults and under 18: whose room a report tells of, and what it never takes away"""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.capacity import Capacity, CapacityReport, Space, agrees_with_rooms, laid_over, made_by
from directory.certainty import Certainty
from directory.errors import ContextRejected
from routing.answer import Answer, RoomNotConfirmed, RoomReported
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.reading import read_strictly
from routing.refusals import FORBIDDEN, WORDS, RefusalReason
from routing.router import answer
from routing.suites import SUITES, room_at, room_for
from routing.timeline import timeline
from routing.words import in_words
from tests.contexts import contexts
from tests.makers import NOW, fixture_edition, shipped_edition
from tests.thorough import times

ADULT, CHILD, UNKNOWN = Certainty.NO, Certainty.YES, Certainty.UNKNOWN
SPACE, FULL, CLOSED = Space.SPACE, Space.FULL, Space.CLOSED
BERRYWOOD = "nn-berrywood-pos"
STALE = 60

many = settings(max_examples=times(30, 80), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def report(status: Space, adults: int | None = None, under_18: int | None = None, minutes_ago: int = 5) -> CapacityReport:
    updated = NOW - timedelta(minutes=minutes_ago)
    return CapacityReport(status=status, updated=updated, adults_free=adults, under_18_free=under_18)


@pytest.mark.parametrize(
    ("told", "for_adult", "for_child", "for_anybody"),
    [
        pytest.param(report(SPACE), SPACE, SPACE, SPACE, id="space, and no word of rooms"),
        pytest.param(report(FULL), FULL, FULL, FULL, id="full, and no word of rooms"),
        pytest.param(report(SPACE, 2, 1), SPACE, SPACE, SPACE, id="rooms for both"),
        pytest.param(report(SPACE, 0, 1), FULL, SPACE, None, id="full for adults, a room under 18"),
        pytest.param(report(SPACE, 2, 0), SPACE, FULL, None, id="rooms for adults, full under 18"),
        pytest.param(report(FULL, 0, 0), FULL, FULL, FULL, id="no room for anybody"),
        pytest.param(report(SPACE, 2), SPACE, None, None, id="rooms for adults, no word of under 18"),
        pytest.param(report(SPACE, None, 1), None, SPACE, None, id="a room under 18, no word of adults"),
        pytest.param(report(SPACE, 0), FULL, SPACE, None, id="space, and none of it for adults"),
        pytest.param(report(FULL, 0), FULL, FULL, FULL, id="full, counted for adults alone"),
        pytest.param(report(FULL, 1), None, FULL, None, id="full, and yet a room is counted"),
        pytest.param(report(SPACE, 0, 0), FULL, FULL, FULL, id="space, and yet no room is counted"),
        pytest.param(report(CLOSED, 2, 2), CLOSED, CLOSED, CLOSED, id="closed, whatever is counted"),
    ],
)
def test_each_needs_a_room_of_their_own_age(
    told: CapacityReport, for_adult: Space | None, for_child: Space | None, for_anybody: Space | None
) -> None:
    assert room_for(told, ADULT) is for_adult
    assert room_for(told, CHILD) is for_child
    assert room_for(told, UNKNOWN) is for_anybody


@pytest.mark.parametrize(
    ("status", "adults", "under_18", "agrees"),
    [
        (SPACE, None, None, True),
        (SPACE, 0, None, True),
        (SPACE, 0, 1, True),
        (SPACE, 0, 0, False),
        (FULL, None, None, True),
        (FULL, 0, 0, True),
        (FULL, 1, 0, False),
        (CLOSED, None, 2, False),
    ],
)
def test_a_count_that_contradicts_the_status_is_known(
    status: Space, adults: int | None, under_18: int | None, agrees: bool
) -> None:
    assert agrees_with_rooms(status, adults, under_18) is agrees


@pytest.mark.parametrize("count", ["-1", "100", "1.5", '"2"', "true"])
def test_a_count_that_no_place_has_is_refused(count: str) -> None:
    with pytest.raises(ContextRejected) as refused:
        read_strictly(
            f'{{"status": "space", "updated": "2026-12-09T11:00:00Z", "adults_free": {count}}}'.encode(), CapacityReport
        )
    assert (refused.value.field, refused.value.expected) == ("adults_free", "a whole number from 0 to 99")


@pytest.mark.parametrize("child", [None, *Certainty])
@pytest.mark.parametrize("minutes_ago", [0, 1, STALE - 1, STALE, STALE + 1, -1])
def test_a_report_is_relied_on_until_it_is_as_old_as_the_area_allows_and_not_a_minute_longer(
    child: Certainty | None, minutes_ago: int
) -> None:
    reports = {BERRYWOOD: report(SPACE, 1, 1, minutes_ago)}
    minute = int(NOW.timestamp()) // 60
    room = room_at(BERRYWOOD, reports, minute, STALE, child)
    assert room.fresh is (0 <= minutes_ago < STALE)
    assert room.confirmed is (SPACE if room.fresh else None)


USED = {"caller": "police", "place": "NN1", "s136": "used"}


def asked(told: CapacityReport | None, **facts: object) -> Answer:
    capacity: Capacity = {} if told is None else {BERRYWOOD: told}
    return answer(shipped_edition(), msgspec.convert(USED | facts, CallerContext), NOW, capacity)


def said_of_room(given_answer: Answer, service_id: str = BERRYWOOD) -> list[object]:
    (option,) = [option for option in given_answer.options if option.service_id == service_id]
    return [reason for reason in option.reasons if isinstance(reason, RoomReported | RoomNotConfirmed)]


def test_full_for_adults_is_room_for_a_child_and_the_ladder_says_how_many() -> None:
    told = report(SPACE, 0, 1)
    assert said_of_room(asked(told, age=15)) == [RoomReported(SPACE, told.updated, 0, 1)]
    assert said_of_room(asked(told, age=30)) == [RoomReported(FULL, told.updated, 0, 1)]
    assert said_of_room(asked(told)) == [RoomNotConfirmed(told.updated, 0, 1)]


def test_a_place_with_room_for_this_age_stands_before_one_that_may_have_none() -> None:
    def suites(told: CapacityReport) -> list[str]:
        return [option.service_id for option in asked(told, age=30).options if option.kind in SUITES]

    assert suites(report(SPACE, 1, 0))[0] == BERRYWOOD
    assert suites(report(SPACE, 0, 1))[-1] == BERRYWOOD


def test_rooms_that_were_counted_too_long_ago_are_not_told() -> None:
    told = report(SPACE, 1, 1, minutes_ago=61)
    assert said_of_room(asked(told, age=30)) == [RoomNotConfirmed(told.updated)]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (RoomReported(FULL, NOW, 0, 1), "Reported that it is full (rooms free for adults: none, under 18: 1), 11:00 today."),
        (
            RoomNotConfirmed(NOW, 2),
            "Space is not confirmed (last reported 11:00 today; rooms free for adults: 2, under 18: not said): ring first.",
        ),
    ],
)
def test_rooms_are_said_in_words(reason: RoomReported | RoomNotConfirmed, words: str) -> None:
    assert in_words(reason, NOW) == words


def test_what_says_nothing_of_rooms_is_written_as_before_there_were_rooms() -> None:
    told = report(SPACE)
    assert msgspec.json.encode(told) == b'{"status":"space","updated":"2026-12-09T10:55:00Z"}'
    assert repr(told) == f"CapacityReport(status={SPACE!r}, updated={told.updated!r})"
    assert b"_free" not in msgspec.json.encode(asked(told, age=30))
    # The id of a decision is made of this text: logged before there were rooms, it is found and given again by it.
    assert asked(told, age=30).decision == asked(report(SPACE), age=30).decision != asked(report(SPACE, 1), age=30).decision


def test_every_reason_to_refuse_has_its_words_and_those_that_the_concordat_forbids_their_clause() -> None:
    assert set(WORDS) == set(RefusalReason)
    assert len(set(WORDS.values())) == len(RefusalReason)
    assert {RefusalReason.INTOXICATION, RefusalReason.VIOLENCE, RefusalReason.PERSONALITY_DISORDER} <= set(FORBIDDEN)
    assert not {RefusalReason.FULL, RefusalReason.STAFFING, RefusalReason.OTHER} & set(FORBIDDEN)


@st.composite
def reports(draw: st.DrawFn) -> dict[str, CapacityReport]:
    """Draw reports with and without rooms, fresh, stale and from the future, on any places of safety."""
    edition = shipped_edition()
    suites = [one.service.id for kind in sorted(SUITES) for one in edition.by_kind.get(kind, ())]
    suites += ["hbpos-adult-northamptonshire", "hbpos-cyp-northamptonshire", "hbpos-adult-leicestershire"]
    rooms = st.none() | st.integers(0, 3)
    return {
        suite: report(draw(st.sampled_from(list(Space))), draw(rooms), draw(rooms), draw(st.integers(-5, 90)))
        for suite in draw(st.lists(st.sampled_from(suites), unique=True))
    }


EDITIONS = st.sampled_from([fixture_edition, shipped_edition])


@many
@given(EDITIONS, contexts(), reports())
def test_f6_what_a_place_reports_never_takes_an_option_out_of_the_answer(
    edition: object, context: CallerContext, capacity: Capacity
) -> None:
    assert callable(edition)
    compiled: CompiledEdition = edition()
    bare = msgspec.structs.replace(context, at=None)
    without = {option.service_id for option in answer(compiled, bare, NOW, {}).options}
    assert without <= {option.service_id for option in answer(compiled, bare, NOW, capacity).options}


@many
@given(EDITIONS, contexts(), reports(), st.integers(0, 24 * 60))
def test_i10_i11_i15_with_rooms_the_answer_is_the_same_until_it_says_and_so_is_the_timeline(
    edition: object, context: CallerContext, capacity: Capacity, later: int
) -> None:
    assert callable(edition)
    compiled: CompiledEdition = edition()
    bare = msgspec.structs.replace(context, at=None)
    instant = NOW + timedelta(minutes=later)
    there = answer(compiled, bare, instant, capacity)
    compiled.cells.clear()
    assert msgspec.json.encode(answer(compiled, bare, instant, capacity)) == msgspec.json.encode(there)
    steps = timeline(compiled, context, NOW, NOW + timedelta(days=2), capacity)
    (step,) = [step for step in steps if step.start <= instant < step.end]
    assert step.answer.options == there.options


def test_of_two_reports_of_a_place_the_one_made_later_is_held_and_of_one_instant_the_one_told_last() -> None:
    old, new = report(FULL, minutes_ago=9), report(SPACE, minutes_ago=5)
    assert laid_over({}, {"a": old}) == {"a": old}
    assert laid_over({"a": old, "b": old}, {"a": new}) == {"a": new, "b": old}
    assert laid_over({"a": new}, {"a": old}) == {"a": new}
    assert laid_over({"a": new}, {"a": report(CLOSED, minutes_ago=5)}) == {"a": report(CLOSED, minutes_ago=5)}


def test_a_report_that_a_clock_far_ahead_made_is_left_out_until_its_time_and_one_a_little_ahead_is_not() -> None:
    ahead, a_little = report(FULL, minutes_ago=-25 * 60), report(SPACE, minutes_ago=-1)
    assert made_by({"a": ahead, "b": a_little}, NOW) == {"b": a_little}
    assert made_by({"a": ahead}, ahead.updated) == {"a": ahead}
