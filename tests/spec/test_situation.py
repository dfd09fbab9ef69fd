"""What is made of the caller's facts: minimised, read the safer way, refused where they cannot be so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from directory.certainty import Certainty
from directory.errors import ContextRejected
from routing.context import CallerContext
from routing.router import minimise
from routing.situation import AgeBand, Situation, instant_meant
from tests.makers import NOW, fixture_edition


def a_situation(at: datetime = NOW, **facts: object) -> Situation:
    return minimise(fixture_edition(), msgspec.convert({"caller": "police"} | facts, CallerContext), at)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("instant", "child"),
    [
        pytest.param("2027-06-14T22:59:00+00:00", Certainty.YES, id="the last minute of 17 years 364 days, by London's clock"),
        pytest.param("2027-06-14T23:00:00+00:00", Certainty.NO, id="the first minute of the 18th birthday, in summer time"),
    ],
)
def test_a_person_is_eighteen_from_the_start_of_the_birthday_in_london(instant: str, child: Certainty) -> None:
    assert a_situation(at(instant), dob="2009-06-15").facts.child is child


@pytest.mark.parametrize(
    ("instant", "child"), [("2026-02-28T12:00:00+00:00", Certainty.YES), ("2026-03-01T00:00:00+00:00", Certainty.NO)]
)
def test_somebody_born_on_29_february_is_a_child_until_1_march(instant: str, child: Certainty) -> None:
    assert a_situation(at(instant), dob="2008-02-29").facts.child is child


def test_a_date_of_birth_is_read_again_at_the_next_midnight_in_london() -> None:
    assert a_situation(at("2026-07-01T10:00:00+00:00"), dob="2009-06-15").good_until == at("2026-07-01T23:00:00+00:00")
    assert a_situation(age=17).good_until is None


@pytest.mark.parametrize(
    ("facts", "child"),
    [
        pytest.param({}, Certainty.UNKNOWN, id="no age given"),
        pytest.param({"age": 40}, Certainty.NO, id="years"),
        pytest.param({"appears_child": "yes"}, Certainty.YES, id="looks alone"),
        pytest.param({"appears_child": "yes", "age": 25}, Certainty.YES, id="looks against years: the safer reading"),
        pytest.param({"appears_child": "no", "age": 12}, Certainty.YES, id="years against looks: the safer reading"),
        pytest.param({"age": 25, "dob": "2010-01-01"}, Certainty.YES, id="years against date of birth: the younger"),
        pytest.param({"caller": "self", "caller_age": 15}, Certainty.YES, id="who rings for themselves tells their own age"),
        pytest.param({"caller": "carer", "caller_age": 15}, Certainty.UNKNOWN, id="a young carer's age is not the person's"),
    ],
)
def test_an_age_in_doubt_is_read_as_the_younger(facts: dict[str, Any], child: Certainty) -> None:
    assert a_situation(**facts).facts.child is child


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"danger_to_life": "no", "means_in_hand": "yes"}, id="safe, with the means in hand"),
        pytest.param({"overdose": "no", "overdose_intent": "accidental"}, id="no overdose, yet an accidental one"),
        pytest.param({"age": 25, "dob": "2010-01-01"}, id="two ages"),
        pytest.param({"age": 25, "appears_child": "yes"}, id="an adult who looks a child"),
        pytest.param({"caller": "self", "age": 25, "caller_age": 30}, id="the caller's own age twice"),
        pytest.param({"s136": "none", "arrived_at_place_of_safety": "2026-12-09T10:00:00Z"}, id="arrived, not detained"),
        pytest.param({"known_to_services": "no", "crisis_plan": "yes"}, id="unknown, with a plan"),
        pytest.param({"injury": "none", "red_flags": ["bleeding"]}, id="bleeding without injury"),
        pytest.param({"violence": "none", "restrained": "yes"}, id="restrained without violence"),
    ],
)
def test_facts_that_do_not_fit_together_are_noticed(facts: dict[str, Any]) -> None:
    assert a_situation(**facts).facts.contradiction == "yes"


def test_facts_that_fit_together_are_not_called_a_contradiction() -> None:
    facts: dict[str, Any] = {
        "caller": "self",
        "age": 30,
        "caller_age": 30,
        "danger_to_life": "no",
        "violence": "none",
        "restrained": "no",
    }
    assert a_situation(**facts).facts.contradiction == "no"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"dob": "2027-01-01"}, "dob", id="born in the future"),
        pytest.param({"dob": "1801-01-01"}, "dob", id="born 225 years ago"),
        pytest.param({"refused_by": "police_station"}, "refused_by", id="refused by what is never offered"),
        pytest.param({"arrived_at_place_of_safety": "2026-12-09T10:00:00"}, "arrived_at_place_of_safety", id="no offset"),
    ],
)
def test_a_fact_that_cannot_be_so_is_refused_by_name_and_never_repeated(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ContextRejected) as refused:
        a_situation(**facts)
    assert refused.value.field == field
    assert not any(str(value) in str(refused.value) for value in facts.values())


@pytest.mark.parametrize(
    ("local", "instant", "ambiguous"),
    [
        pytest.param("2026-12-09T11:00:00", "2026-12-09T11:00:00+00:00", False, id="an ordinary winter hour"),
        pytest.param("2026-07-09T11:00:00", "2026-07-09T10:00:00+00:00", False, id="an ordinary summer hour"),
        pytest.param("2026-10-25T01:30:00", "2026-10-25T00:30:00+00:00", True, id="an hour that comes twice"),
        pytest.param("2027-03-28T01:30:00", "2027-03-28T01:30:00+00:00", True, id="an hour that does not come"),
        pytest.param("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00+00:00", False, id="with its offset: no doubt"),
    ],
)
def test_a_time_without_offset_is_local_and_may_be_in_doubt(local: str, instant: str, ambiguous: bool) -> None:
    assert instant_meant(at(local)) == (at(instant), ambiguous)


def test_nothing_finer_than_the_outcode_and_no_age_finer_than_its_band_is_kept() -> None:
    kept = msgspec.json.encode(a_situation(place="NN1 5BD", dob="1987-03-04", language="pl")).decode()
    assert "NN1 5BD" not in kept
    assert "NN1" in kept
    assert "1987" not in kept
    assert '"pl"' not in kept
    assert a_situation(place="LE16 8").place.label == "LE16"
    assert a_situation(age=34).age == a_situation(age=35).age == AgeBand(19, 64)


@pytest.mark.parametrize(
    ("place", "outcome"),
    [(None, "missing"), ("Corby", "known"), ("Newport", "ambiguous"), ("EH1", "outside"), ("qqqq zzzz", "missing")],
)
def test_a_place_is_known_or_missing_or_ambiguous_or_outside_and_never_guessed(place: str | None, outcome: str) -> None:
    assert a_situation(place=place).facts.place == outcome


@pytest.mark.parametrize(
    ("place", "applies"), [("Corby", "yes"), ("Cardiff", "yes"), ("EH1", "no"), ("Belfast", "no"), (None, "unknown")]
)
def test_the_mental_health_act_holds_in_england_and_wales(place: str | None, applies: str) -> None:
    assert a_situation(place=place).facts.mha_applies == applies


def test_a_boundary_is_told_where_no_one_force_or_icb_holds_nearly_all_of_the_place() -> None:
    assert a_situation(place="PE8").facts.border == "yes"
    assert a_situation(place="Corby").facts.border == "no"


def test_waiting_longer_than_thirty_minutes_is_late() -> None:
    assert [a_situation(ambulance_wait_minutes=wait).facts.ambulance_late for wait in (None, 30, 31)] == [
        "unknown",
        "no",
        "yes",
    ]


def test_any_language_but_english_needs_an_interpreter() -> None:
    assert [a_situation(language=tag).facts.language for tag in (None, "en-GB", "cy", "pl")] == [
        "unknown",
        "english",
        "other",
        "other",
    ]


def test_an_instant_keeps_its_minute_in_any_zone() -> None:
    assert a_situation(arrived_at_place_of_safety="2026-12-09T12:00:00+02:00").arrived_at_place_of_safety == datetime(
        2026, 12, 9, 10, tzinfo=UTC
    )
