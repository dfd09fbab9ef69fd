"""What is wrong with rules is found in the rules, whatever the directory holds"""

from __future__ import annotations

import msgspec

from routing.audit import FindingKind, PolicyFinding, audit
from routing.policy import Policy, Rule
from tests.makers import the_policy


def with_rules(*rules: Rule) -> Policy:
    return msgspec.structs.replace(the_policy(), rules=(*the_policy().rules, *rules))


def a_rule(**said: object) -> Rule:
    return msgspec.convert({"id": "A20", "title": "planted", "cite": ["a test"], **said}, Rule)


def found(policy: Policy, kind: FindingKind, key: str = "A20") -> list[PolicyFinding]:
    return [finding for finding in audit(policy) if finding.kind is kind and key in finding.rules]


def test_a_rule_that_no_context_can_make_hold_is_found() -> None:
    never = a_rule(when={"child": ["yes"], "older": ["yes"]}, first=["crhtt"])
    assert found(with_rules(never), FindingKind.NEVER_FIRES)
    arrived_unused = a_rule(when={"arrived": ["yes"], "s136": ["none"]}, first=["crhtt"])
    assert found(with_rules(arrived_unused), FindingKind.NEVER_FIRES)


def test_a_rule_that_waits_for_a_setting_nobody_has_chosen_sleeps() -> None:
    waits = a_rule(when={"L9": ["local_first"], "caller": ["gp"]}, first=["crhtt"])
    assert found(with_rules(waits), FindingKind.SLEEPS)


def test_a_rule_shadowed_by_another_is_found_with_the_other() -> None:
    twice = a_rule(when={"caller": ["nhs111"], "needs": ["veteran"]}, first=["spa_crisis_line"])
    (finding,) = found(with_rules(twice), FindingKind.SHADOWED)
    assert "A2" in finding.rules


def test_a_rule_whose_kind_is_always_taken_out_is_shadowed() -> None:
    taken_out = a_rule(when={"caller": ["carer"]}, first=["hcp_line"])
    (finding,) = found(with_rules(taken_out), FindingKind.SHADOWED)
    assert "H16" in finding.rules


def test_a_rule_that_says_something_of_its_own_is_not_shadowed() -> None:
    own = a_rule(when={"caller": ["nhs111"], "needs": ["veteran"]}, first=["spa_crisis_line"], say=["SILENT_55"])
    assert not found(with_rules(own), FindingKind.SHADOWED)
    flag = a_rule(when={"caller": ["nhs111"]}, free_first=True)
    assert not found(with_rules(flag), FindingKind.SHADOWED)


def test_two_rules_of_a_chapter_that_lead_to_different_kinds_have_no_order() -> None:
    rival = a_rule(when={"caller": ["nhs111"]}, first=["crhtt"])
    pairs = {finding.rules: finding.context for finding in found(with_rules(rival), FindingKind.NO_ORDER)}
    assert ("A2", "A20") in pairs
    assert any("nhs111" in part for part in pairs["A2", "A20"])


def test_a_caller_whom_only_the_last_resort_serves_is_found() -> None:
    policy = msgspec.structs.replace(
        the_policy(), rules=tuple(rule for rule in the_policy().rules if rule.id not in ("A11", "F4", "F8"))
    )
    assert [finding for finding in audit(policy) if finding.kind is FindingKind.ONLY_LAST_RESORT and "ward" in finding.words]


def test_the_shipped_rules_leave_nobody_to_the_last_resort_and_none_is_dead() -> None:
    findings = audit(the_policy())
    assert not [one for one in findings if one.kind in (FindingKind.NEVER_FIRES, FindingKind.ONLY_LAST_RESORT)]
    assert {one.rules[0] for one in findings if one.kind is FindingKind.SHADOWED} == {"P4"}
