"""The policy: every rule can fire, one access rule fits every caller, and a rule that lacks a fact asks for it."""

from __future__ import annotations

from itertools import product
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from directory.certainty import Certainty
from directory.kinds import KINDS, PROFESSIONAL_KINDS
from routing import context as facts
from routing.context import CallerContext
from routing.facts import PUBLIC_CALLERS, Facts, satisfied
from routing.plan import Plan, make_plan, verdict
from routing.policy import Rule, settings_at
from routing.router import minimise
from routing.rulebook import Rulebook
from tests.contexts import contexts
from tests.makers import NOW, fixture_edition, the_policy

DEFAULTS = settings_at(the_policy(), frozenset())
BOOK = Rulebook(the_policy())
ACCESS = {"A1", "A2", "A3", "A4", "A5", "A7", "A8", "A9", "A10", "A11"}


def facts_of(**known: object) -> Facts:
    return minimise(fixture_edition(), msgspec.convert(known, CallerContext), NOW).facts


def plan_of(overrides: dict[str, str] | None = None, **known: object) -> Plan:
    return make_plan(BOOK, facts_of(**known), DEFAULTS | (overrides or {}))


def test_every_row_of_the_routing_table_has_its_rule() -> None:
    rows = {"H": 16, "A": 13, "P": 9, "C": 6, "S": 18, "V": 6, "F": 10}
    expected = {f"{chapter}{number}" for chapter, last in rows.items() for number in range(1, last + 1)}
    assert {rule.id for rule in the_policy().rules} == expected


def test_every_setting_of_the_policy_is_there_with_its_owner_and_date() -> None:
    assert [setting.id for setting in the_policy().settings] == [f"L{number}" for number in range(1, 25)]
    assert all(setting.owner and setting.since for setting in the_policy().settings)


@pytest.mark.parametrize(("caller", "s136"), list(product(get_args(facts.Caller), ["none", "considering", "used", "unknown"])))
def test_exactly_one_access_rule_says_who_answers_first(caller: str, s136: str) -> None:
    fired = {key.split("/")[0] for key in plan_of(caller=caller, s136=s136).fired}
    assert len(fired & ACCESS) == 1


@pytest.mark.parametrize("rule", [rule for rule in the_policy().rules if not rule.assertion], ids=lambda rule: rule.key)
def test_every_rule_can_fire(rule: Rule) -> None:
    assert verdict(rule, meeting(rule), DEFAULTS | settings_meeting(rule)) is Certainty.YES


@pytest.mark.parametrize("rule", [rule for rule in the_policy().rules if not rule.assertion], ids=lambda rule: rule.key)
def test_all_rules_tested_at_once_hold_as_each_by_itself(rule: Rule) -> None:
    known, local = meeting(rule), DEFAULTS | settings_meeting(rule)
    assert BOOK.decide(known, local) == one_by_one(known, local)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts())
def test_for_whatever_is_known_of_a_caller_too(context: CallerContext) -> None:
    known = minimise(fixture_edition(), context, NOW).facts
    assert BOOK.decide(known, DEFAULTS) == one_by_one(known, DEFAULTS)


def one_by_one(known: Facts, local: dict[str, str]) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that hold and those that are undecided, by what a rule by itself says."""
    verdicts = [(rule, verdict(rule, known, local)) for rule in the_policy().rules]
    holding, undecided = (
        [rule for rule, holds in verdicts if holds is wanted] for wanted in (Certainty.YES, Certainty.UNKNOWN)
    )
    return holding, undecided


def meeting(rule: Rule) -> Facts:
    """Make facts that satisfy the rule's conditions: its `when` and its first alternative."""
    wanted = {**rule.when, **(rule.any[0] if rule.any else {})}
    known = facts_of(caller="self")
    for name, values in wanted.items():
        if not name.startswith("L"):
            held: object = (values[0],) if name in {"needs", "red_flags"} and values[0] != "unknown" else values[0]
            known = msgspec.structs.replace(known, **{name: None if held == "unknown" and name in LISTS else held})
    return known


LISTS = {"needs", "red_flags"}


def settings_meeting(rule: Rule) -> dict[str, str]:
    return {name: values[0] for name, values in rule.when.items() if name.startswith("L")}


def test_a_rule_that_fails_only_for_want_of_a_fact_puts_that_fact_in_ask() -> None:
    assert "overdose" in plan_of(caller="self").ask
    assert "overdose" not in plan_of(caller="self", overdose="no").ask


def test_the_most_telling_question_comes_first() -> None:
    assert plan_of(caller="self").ask[:2] == ("danger_to_life", "place")


def test_unknown_is_never_read_as_no() -> None:
    assert satisfied(facts_of(caller="self"), {}, "overdose", ("no",)) is Certainty.UNKNOWN
    assert satisfied(facts_of(caller="self"), {}, "needs", ("veteran",)) is Certainty.UNKNOWN
    assert satisfied(facts_of(caller="self", needs=[]), {}, "needs", ("veteran",)) is Certainty.NO


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts())
def test_the_public_is_never_given_a_plan_with_a_professional_kind(context: CallerContext) -> None:
    plan = make_plan(BOOK, minimise(fixture_edition(), context, NOW).facts, DEFAULTS)
    wanted = {want.token for want in plan.wanted if want.token in PROFESSIONAL_KINDS}
    assert context.caller not in PUBLIC_CALLERS or wanted <= set(plan.removed)


def test_a_local_setting_changes_what_it_is_about_and_nothing_else() -> None:
    national = [want.token for want in plan_of(caller="self", place="Corby").wanted]
    local = [want.token for want in plan_of({"L9": "local_first"}, caller="self", place="Corby").wanted]
    assert national.index("nhs111_mh") < national.index("spa_crisis_line")
    assert local.index("spa_crisis_line") < local.index("nhs111_mh")


def test_where_the_line_comes_first_the_own_team_comes_right_after_it() -> None:
    plan = plan_of({"L7": "line_first"}, caller="gp", place="Corby", known_to_services="yes", danger_to_life="no")
    assert [want.token for want in plan.wanted][:2] == ["hcp_line", "own_team"]


@pytest.mark.parametrize(
    ("danger", "first"),
    [pytest.param("no", "ed", id="well and walking: the department"), pytest.param("unknown", "999", id="not sure: 999")],
)
def test_where_agreed_somebody_well_and_walking_goes_to_the_department(danger: str, first: str) -> None:
    plan = plan_of({"L16": "ed_if_well_and_walking"}, caller="carer", overdose="yes", danger_to_life=danger)
    assert plan.wanted[0].token == first


def test_outside_england_no_english_law_is_quoted() -> None:
    codes = {said.code for said in plan_of(caller="police", s136="used", place="EH1").say}
    assert "OUT_OF_ENGLAND" in codes
    assert not codes & {"CLOCK_24H", "NO_POLICE_STATION", "CONSULT_BEFORE_136"}


def test_an_area_may_have_its_own_setting() -> None:
    policy = the_policy()
    own = next(setting for setting in policy.settings if setting.areas)
    assert settings_at(policy, frozenset({own.areas[0].area}))[own.id] == own.areas[0].value
    assert settings_at(policy, frozenset({"police:nowhere"}))[own.id] == own.default


def test_the_last_resort_is_of_known_kinds() -> None:
    assert {service.kind for service in the_policy().last_resort} == {"999", "nhs111_mh"} <= KINDS
