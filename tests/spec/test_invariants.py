"""The invariants: what holds for any caller, anywhere, at any minute."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from directory.capacity import CapacityReport, Space
from directory.kinds import NEVER_ROUTED
from directory.opening import OpeningState
from directory.reader import Role
from directory.service import AgeRange, Service
from routing.answer import Answer
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.facts import PUBLIC_CALLERS
from routing.router import answer
from routing.timeline import timeline
from routing.visibility import NOT_TOLD, as_seen_by
from tests.contexts import contexts
from tests.makers import NOW, compiled, fixture_edition, fixture_services, ids, kinds, shipped_edition
from tests.thorough import times

EMERGENCY = {"999", "ed", "ambulance_conveyance"}
WITHOUT_VOICE = {"text_line"}
INSTANTS = st.datetimes(datetime(2026, 12, 8), datetime(2028, 1, 5), timezones=st.just(UTC))  # noqa: DTZ001
SUITES = ("hbpos-adult-northamptonshire", "hbpos-adult-leicestershire", "nn-st-marys-pos", "nn-berrywood-pos")
EDITIONS = st.sampled_from(["fixture", "shipped"])

many = settings(max_examples=times(40, 120), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def the(name: str) -> CompiledEdition:
    return fixture_edition() if name == "fixture" else shipped_edition()


@st.composite
def capacities(draw: st.DrawFn) -> dict[str, CapacityReport]:
    """Draw reports, fresh and stale, on some places of safety."""
    chosen = draw(st.lists(st.sampled_from(SUITES), unique=True))
    return {
        suite: CapacityReport(
            status=draw(st.sampled_from(list(Space))),
            updated=draw(INSTANTS).replace(second=0, microsecond=0),
        )
        for suite in chosen
    }


def ask(edition: str, context: CallerContext, at: datetime, capacity: dict[str, CapacityReport] | None = None) -> Answer:
    return answer(the(edition), context, at, capacity or {})


@many
@given(EDITIONS, contexts(), INSTANTS, capacities())
def test_i1_to_i5_i9_i12_every_answer_is_safe(
    edition: str, context: CallerContext, at: datetime, capacity: dict[str, CapacityReport]
) -> None:
    given_answer = ask(edition, context, at, capacity)
    options = given_answer.options
    assert options, "I1: never empty"
    assert not NEVER_ROUTED & set(kinds(given_answer)), "I2: no police station, ever"
    assert options[0].state.state is not OpeningState.CLOSED, "I4: nothing closed comes first"
    assert all(option.rule_id and option.clause for option in options), "I9: rule and clause"
    urgent = (
        context.danger_to_life == "yes"
        or context.means_in_hand == "yes"
        or context.overdose == "yes"
        or bool(context.red_flags)
    )
    if urgent:
        assert kinds(given_answer)[0] in EMERGENCY, "I3: 999, ambulance or emergency department first"
    seen = as_seen_by(given_answer, Role.PUBLIC)
    for option in seen.options:
        for contact in (option.contact, *option.other_contacts):
            hidden = contact is None or contact.withheld or Role.PUBLIC in contact.audience
            assert hidden, "I5: a public reader sees no professional contact"
        if option.contact is not None and option.contact.withheld:
            assert option.state == option.contact.state == NOT_TOLD, "I5: nor when it is open"
    words = msgspec.json.encode([m.words for m in given_answer.messages]).decode().lower()
    words += msgspec.json.encode([t.words for t in given_answer.targets]).decode().lower()
    for level in ("low risk", "medium risk", "high risk", "risk score", "risk level"):
        assert level not in words, "I12: no risk level in any word"
    assert options[-1].state.always_open or len(options) == 1, "the ladder ends in something open all hours"
    assert len(ids(given_answer)) == len(set(ids(given_answer))), "each service once"
    if context.caller in PUBLIC_CALLERS:
        assert all(contact is None or Role.PUBLIC in contact.audience for contact in (option.contact for option in options))


@many
@given(EDITIONS, contexts(), INSTANTS, st.sampled_from(["some", "marked"]), st.sampled_from(["history"]))
def test_i6_drink_or_a_history_of_violence_never_removes_a_place_of_safety(
    edition: str, context: CallerContext, at: datetime, intoxication: str, violence: str
) -> None:
    sober = msgspec.structs.replace(context, intoxication="none", violence="none")
    drunk = msgspec.structs.replace(context, intoxication=intoxication, violence=violence)
    suites = {option.service_id for option in ask(edition, sober, at).options if option.kind.startswith("hbpos")}
    assert suites <= set(ids(ask(edition, drunk, at)))


@many
@given(EDITIONS, contexts(), INSTANTS)
def test_i7_unknown_danger_never_ranks_below_no_danger(edition: str, context: CallerContext, at: datetime) -> None:
    bare = msgspec.structs.replace(context, means_in_hand="unknown")
    unknown = kinds(ask(edition, msgspec.structs.replace(bare, danger_to_life="unknown"), at))
    safe = kinds(ask(edition, msgspec.structs.replace(bare, danger_to_life="no"), at))
    assert unknown.index("999") <= safe.index("999")


@many
@given(EDITIONS, contexts(), INSTANTS, st.integers(0, 364))
def test_i8_seventeen_years_and_364_days_is_a_child(edition: str, context: CallerContext, at: datetime, days: int) -> None:
    assume(context.caller not in PUBLIC_CALLERS)
    local = at.date()
    eighteenth = local + timedelta(days=1 + days)
    assume((eighteenth.month, eighteenth.day) != (2, 29))
    born = date(eighteenth.year - 18, eighteenth.month, eighteenth.day)
    child = msgspec.structs.replace(context, age=None, dob=born, appears_child="unknown")
    given_answer = ask(edition, child, at.replace(hour=12))
    codes = {message.code for message in given_answer.messages}
    assert "NO_POLICE_STATION_U18" in codes or given_answer.place.outcome == "outside"
    assert "hbpos_adult" not in [
        option.kind for option in given_answer.options if option.rule_id == "P1" and not option.reasons
    ]


@many
@given(EDITIONS, contexts(), INSTANTS, capacities())
def test_i10_the_same_question_gives_the_same_bytes(
    edition: str, context: CallerContext, at: datetime, capacity: dict[str, CapacityReport]
) -> None:
    first = msgspec.json.encode(ask(edition, context, at, capacity))
    the(edition).cells.clear()
    the(edition).plans.clear()
    assert msgspec.json.encode(ask(edition, context, at, capacity)) == first


def substance(given_answer: Answer) -> bytes:
    """Return everything but the instant, the decision, and the edge up to which the answer holds."""
    return msgspec.json.encode(msgspec.structs.replace(given_answer, at=NOW, decision="", valid_until=None))


@many
@given(EDITIONS, contexts(), INSTANTS, capacities(), st.floats(0, 1, exclude_max=True))
def test_i11_nothing_changes_before_valid_until(
    edition: str, context: CallerContext, at: datetime, capacity: dict[str, CapacityReport], part: float
) -> None:
    bare = msgspec.structs.replace(context, at=None)
    first = ask(edition, bare, at, capacity)
    assume(first.valid_until is not None)
    assert first.valid_until is not None
    assert first.valid_until > at
    later = at + timedelta(seconds=int((first.valid_until - at).total_seconds() * part))
    the(edition).cells.clear()
    assert substance(ask(edition, bare, later, capacity)) == substance(first)


@many
@given(EDITIONS, contexts(), INSTANTS, st.sampled_from(["deaf_bsl", "cannot_speak"]))
def test_i13_deaf_or_unable_to_speak_a_way_without_voice_stands_first_or_second(
    edition: str, context: CallerContext, at: datetime, need: str
) -> None:
    deaf = msgspec.structs.replace(context, needs=(need,))
    given_answer = ask(edition, deaf, at)
    assume(given_answer.place.outcome != "outside")
    beside = given_answer.options[:2]
    assert any(
        option.kind in WITHOUT_VOICE or any(other.channel != "voice" for other in option.other_contacts) for option in beside
    )


@many
@given(EDITIONS, contexts(), INSTANTS)
def test_i14_taking_the_place_away_never_takes_999_or_111_away(edition: str, context: CallerContext, at: datetime) -> None:
    nowhere = kinds(ask(edition, msgspec.structs.replace(context, place=None), at))
    assert "999" in nowhere
    assert "nhs111_mh" in nowhere


@settings(max_examples=times(10, 30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITIONS, contexts(), INSTANTS, capacities(), st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=8))
def test_i15_the_timeline_agrees_with_the_answer_at_every_instant(
    edition: str, context: CallerContext, at: datetime, capacity: dict[str, CapacityReport], parts: list[float]
) -> None:
    end = at + timedelta(days=3)
    steps = timeline(the(edition), context, at, end, capacity)
    assert steps[0].start == at
    assert steps[-1].end == end
    assert all(left.end == right.start for left, right in itertools.pairwise(steps))
    bare = msgspec.structs.replace(context, at=None)
    for part in parts:
        instant = at + timedelta(seconds=int((end - at).total_seconds() * part))
        step = next(step for step in steps if step.start <= instant < step.end)
        assert substance(ask(edition, bare, instant, capacity)) == substance(step.answer)


def with_zone(service: Service) -> Service:
    """Break the zone of every contact's hours."""
    contacts = tuple(
        msgspec.structs.replace(
            contact, schedule=msgspec.structs.replace(contact.schedule, always_open=False, zone="Mars/Phobos")
        )
        for contact in service.contacts
    )
    return msgspec.structs.replace(service, contacts=contacts)


BREAK: dict[str, Callable[[Service], Service]] = {
    "zone": with_zone,
    "areas": lambda service: msgspec.structs.replace(service, areas=("council:NOWHERE",)),
    "kind": lambda service: msgspec.structs.replace(service, kind="nonsense"),
    "contacts": lambda service: msgspec.structs.replace(service, contacts=()),
    "ages": lambda service: msgspec.structs.replace(service, ages=(AgeRange(minimum_age=90, maximum_age=1),)),
}


@pytest.mark.parametrize("broken", sorted(BREAK))
@settings(max_examples=times(8, 25), deadline=None)
@given(contexts(), INSTANTS, st.integers(0, len(fixture_services()) - 1))
def test_i16_a_fault_in_one_service_never_hides_another(broken: str, context: CallerContext, at: datetime, which: int) -> None:
    services = list(fixture_services())
    victim = services[which]
    services[which] = BREAK[broken](victim)
    before = ids(ask("fixture", context, at))
    after = ids(answer(compiled(tuple(services)), context, at, {}))
    assert set(before) - {victim.id} <= set(after)
