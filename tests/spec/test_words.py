"""Words: every reason and state is said in one plain sentence, with times as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

import pytest

from directory.capacity import Space
from directory.opening import OpeningState
from routing.answer import (
    AgeFits,
    AgeNotKnown,
    AgeOutsideRange,
    AnyReason,
    AskedForByRule,
    CheckOverdue,
    ClosedNow,
    FictitiousNumber,
    MoreOfTheSame,
    NeedsCheck,
    NextArea,
    NotOfferedAnyMore,
    OtherOnDuty,
    PartOfPlace,
    PolicyRemoves,
    ProfessionalOnly,
    RoomNotConfirmed,
    RoomReported,
    State,
)
from routing.reading import in_words as in_words_of_type
from routing.words import ages_in_words, in_words, state_in_words, when
from tests.makers import NOW

SAID: list[tuple[AnyReason, str]] = [
    (AskedForByRule("A3", "CC B8"), "Asked for by rule A3 (CC B8)."),
    (AgeFits(), "Takes people of this age."),
    (AgeNotKnown(None, None), "Whether it takes this age is not recorded: ask."),
    (AgeNotKnown(18, None), "Takes people of 18 and over: ask whether that holds here."),
    (AgeOutsideRange(11, 18), "Takes people of 11 to 18 only."),
    (NeedsCheck(), "This entry could not be confirmed: check before relying on it."),
    (CheckOverdue(), "This entry is past the day by which it should have been checked again."),
    (PartOfPlace("Kent", 0.4), "Covers only a part of the place (Kent, about 40%)."),
    (NextArea(None), "Of another area."),
    (NextArea(31), "Of another area, about 31 km away."),
    (RoomReported(Space.FULL, NOW), "Reported that it is full, 11:00 today."),
    (RoomNotConfirmed(None), "Space is not confirmed: ring first."),
    (RoomNotConfirmed(NOW), "Space is not confirmed (last reported 11:00 today): ring first."),
    (FictitiousNumber(), "The real line is not public: this number is made up for demonstration and reaches nobody."),
    (ClosedNow(None), "Closed now; when it opens is not known."),
    (ClosedNow(NOW + timedelta(days=1)), "Closed now; opens 11:00 tomorrow."),
    (OtherOnDuty("x"), "Not on duty at this time: its counterpart is."),
    (ProfessionalOnly(), "A line for professionals."),
    (PolicyRemoves("H9", "MHA"), "Left out by rule H9 (MHA)."),
    (MoreOfTheSame(), "The same number, or enough of this kind, stands above."),
    (NotOfferedAnyMore(None), "No longer offered."),
    (NotOfferedAnyMore("nhs111-mh"), "No longer offered: replaced by nhs111-mh."),
]


@pytest.mark.parametrize(("reason", "words"), SAID, ids=[type(reason).__name__ for reason, _ in SAID])
def test_a_reason_is_said_in_one_sentence(reason: AnyReason, words: str) -> None:
    assert in_words(reason, NOW) == words


def test_every_reason_has_words() -> None:
    assert {type(reason) for reason, _ in SAID} == set(get_args(AnyReason))


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-12-09T22:00:00+00:00", "22:00 today"),
        ("2026-12-09T00:00:00+00:00", "midnight today"),
        ("2026-12-10T00:00:00+00:00", "midnight tonight"),
        ("2026-12-10T09:00:00+00:00", "09:00 tomorrow"),
        ("2026-12-11T17:00:00+00:00", "17:00 on Friday 11 December"),
        ("2027-07-01T08:00:00+00:00", "09:00 on Thursday 1 July 2027"),
    ],
)
def test_an_instant_is_said_as_seen_from_now_in_local_time(instant: str, words: str) -> None:
    assert when(datetime.fromisoformat(instant), NOW) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State(state=OpeningState.OPEN, until=None, always_open=True), "open 24 hours a day, every day"),
        (State(state=OpeningState.OPEN, until=NOW + timedelta(hours=3), always_open=False), "open now until 14:00 today"),
        (State(state=OpeningState.OPEN, until=None, always_open=False), "open now"),
        (State(state=OpeningState.CLOSED, until=NOW + timedelta(hours=3), always_open=False), "closed now until 14:00 today"),
        (State(state=OpeningState.CLOSED, until=None, always_open=False), "closed now"),
        (State(state=OpeningState.UNKNOWN, until=None, always_open=False), "opening hours are not known"),
    ],
)
def test_a_state_is_said_with_the_time_it_changes(state: State, words: str) -> None:
    assert state_in_words(state, NOW) == words


@pytest.mark.parametrize(
    ("limits", "words"),
    [((None, None), "all ages"), ((0, None), "all ages"), ((None, 17), "people up to 17"), ((11, 18), "people of 11 to 18")],
)
def test_ages_are_said_as_people_say_them(limits: tuple[int | None, int | None], words: str) -> None:
    assert ages_in_words(*limits) == words


def test_what_a_field_accepts_is_said_by_its_words() -> None:
    assert in_words_of_type(Space) == "one of space, full, closed"
