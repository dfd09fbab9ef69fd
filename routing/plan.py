"""Policy turns the facts into a plan: which kinds of service are wanted, in what order. No time, no directory."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from directory.certainty import Certainty
from routing.facts import ASKED_AS, NEVER_ASKED, Facts, satisfied
from routing.policy import Condition, Policy, Rule, Step, Token
from routing.rulebook import Rulebook

Settings = dict[str, str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that a rule asks for. `order` counts through the whole policy: earlier rules first."""

    token: Token
    step: Step
    order: int
    rule_id: str
    clause: str


class Said(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A message or target code and the first rule that asked for it."""

    code: str
    rule_id: str
    clause: str


class Removed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The rule that takes a kind out of the answer."""

    rule_id: str
    clause: str


class Plan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What policy wants for these facts. `wanted` holds each token once, at its most urgent step.

    `beside` is to stand right after the first option; the ladder ends in one of `last`, the last of them rather.
    """

    fired: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    beside: tuple[Wanted, ...]
    last: tuple[Token, ...]
    removed: dict[str, Removed]
    free_first: bool
    full_numbers_first: bool
    say: tuple[Said, ...]
    targets: tuple[str, ...]
    ask: tuple[str, ...]


STEPS = (
    ("emergency", Step.EMERGENCY),
    ("foremost", Step.FOREMOST),
    ("first", Step.FIRST),
    ("then", Step.THEN),
    ("also", Step.ALSO),
    ("last", Step.LAST),
)


def make_plan(book: Rulebook, facts: Facts, settings: Settings) -> Plan:
    """Test every rule against the facts and gather what those that surely hold ask for."""
    holding, undecided = book.decide(facts, settings)
    unsaid = {code for rule in holding for code in rule.unsay}
    return Plan(
        fired=tuple(rule.key for rule in holding),
        wanted=most_urgent(wanted_by(holding)),
        beside=tuple(want for want in wanted_by(holding, beside=True)),
        last=tuple(token for rule in holding for token in rule.last),
        removed=removals(book.policy, holding),
        free_first=any(rule.free_first for rule in holding),
        full_numbers_first=any(rule.full_numbers_first for rule in holding),
        say=said_once(holding, unsaid),
        targets=tuple(dict.fromkeys(code for rule in holding for code in rule.targets if code not in unsaid)),
        ask=questions(book.policy, holding, undecided, facts, settings),
    )


def verdict(rule: Rule, facts: Facts, settings: Settings) -> Certainty:
    """Say whether the rule holds; UNKNOWN when it fails only for want of a fact."""
    holds = Certainty.NO if rule.assertion else all_of(rule.when, facts, settings)
    if holds is Certainty.NO or any(all_of(condition, facts, settings) is Certainty.YES for condition in rule.unless):
        return Certainty.NO
    alternatives = [all_of(condition, facts, settings) for condition in rule.any]
    return both(holds, either(alternatives)) if alternatives else holds


def all_of(condition: Condition, facts: Facts, settings: Settings) -> Certainty:
    """Say whether every fact of the condition is satisfied; one sure failure decides it."""
    result = Certainty.YES
    for name, wanted in condition.items():
        holds = satisfied(facts, settings, name, wanted)
        if holds is not Certainty.YES:
            result = holds
        if holds is Certainty.NO:
            break
    return result


def both(one: Certainty, other: Certainty) -> Certainty:
    """Combine two answers that must both be YES."""
    if Certainty.NO in (one, other):
        return Certainty.NO
    return Certainty.UNKNOWN if Certainty.UNKNOWN in (one, other) else Certainty.YES


def either(answers: list[Certainty]) -> Certainty:
    """Combine answers of which one YES is enough."""
    if Certainty.YES in answers:
        return Certainty.YES
    return Certainty.UNKNOWN if Certainty.UNKNOWN in answers else Certainty.NO


def wanted_by(rules: list[Rule], *, beside: bool = False) -> Iterator[Wanted]:
    """Yield everything that the rules ask for in the order of the policy."""
    for position, rule in enumerate(rules):
        lists = (("beside", Step.ALSO),) if beside else STEPS
        for name, step in lists:
            for offset, token in enumerate(getattr(rule, name)):
                order = position * 100 + offset
                yield Wanted(token=token, step=step, order=order, rule_id=rule.id, clause=rule.clause)


def most_urgent(wanted: Iterator[Wanted]) -> tuple[Wanted, ...]:
    """Keep each token once, at its most urgent step and there in policy order."""
    kept: dict[Token, Wanted] = {}
    for want in wanted:
        held = kept.get(want.token)
        if held is None or (want.step, want.order) < (held.step, held.order):
            kept[want.token] = want
    return tuple(sorted(kept.values(), key=lambda want: (want.step, want.order)))


def removals(policy: Policy, rules: list[Rule]) -> dict[str, Removed]:
    """Map each kind that is taken out to the rule that does it; local kinds go where the place is not known."""
    taken: dict[str, Removed] = {}
    for rule in rules:
        kinds = (*rule.remove, *(policy.local_kinds if rule.remove_local else ()))
        for kind in kinds:
            taken.setdefault(kind, Removed(rule_id=rule.id, clause=rule.clause))
    return taken


def said_once(rules: list[Rule], unsaid: set[str]) -> tuple[Said, ...]:
    """List each message once, with the first rule that asked for it."""
    said: dict[str, Said] = {}
    for rule in rules:
        for code in rule.say:
            if code not in unsaid:
                said.setdefault(code, Said(code=code, rule_id=rule.id, clause=rule.clause))
    return tuple(said.values())


def questions(policy: Policy, holding: list[Rule], undecided: list[Rule], facts: Facts, settings: Settings) -> tuple[str, ...]:
    """List the facts that could change the answer, in the policy's order of telling."""
    asked = {fact for rule in holding for fact in rule.ask}
    for rule in (rule for rule in undecided if not rule.silent):
        for condition in (rule.when, *rule.any):
            lacking = (name for name, want in condition.items() if satisfied(facts, settings, name, want) is Certainty.UNKNOWN)
            asked |= {ASKED_AS.get(name, name) for name in lacking if name not in NEVER_ASKED}
    return tuple(fact for fact in policy.ask_order if fact in asked)
