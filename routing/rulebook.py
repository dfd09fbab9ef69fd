"""The rules of a policy, ready to be tested: facts are looked at once, not once for each of some two hundred conditions.

Each thing that a condition asks (this fact is one of these values) is a bit. Facts become two numbers, the bits that surely
hold and those that surely fail; a condition holds if all its bits do, and fails if one does (routing/plan.py says it plainly).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

from directory.certainty import Certainty
from routing.facts import Facts, is_one_of, is_set_to
from routing.policy import Condition, Policy, Rule

KEPT = 4_096
"""Of how many values of facts it is kept what they mean."""

Asked = tuple[str, tuple[str, ...]]


class _Bits(NamedTuple):
    """A rule and the bits of what it asks."""

    rule: Rule
    when: int
    any: tuple[int, ...]
    unless: tuple[int, ...]


class Rulebook:
    """A policy and its rules as bits."""

    def __init__(self, policy: Policy) -> None:
        """Give each thing that the rules ask its bit; an assertion asks nothing."""
        self.policy = policy
        self._bits: dict[Asked, int] = {}
        self._rules = tuple(
            _Bits(rule, self._all(rule.when), tuple(map(self._all, rule.any)), tuple(map(self._all, rule.unless)))
            for rule in policy.rules
            if not rule.assertion
        )
        self._settings = frozenset(setting.id for setting in policy.settings)
        self._of: defaultdict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for (name, values), bit in self._bits.items():
            self._of[name].append((bit, values))
        self._told_by = lru_cache(maxsize=KEPT)(self._work_out)

    def decide(self, facts: Facts, settings: dict[str, str]) -> tuple[list[Rule], list[Rule]]:
        """Return the rules that surely hold, and those that fail only for want of a fact, each in the order of the policy."""
        holds = fails = 0
        for name in self._of:
            sure, failed = self._told_by(name, settings[name] if name in self._settings else getattr(facts, name))
            holds |= sure
            fails |= failed
        holding: list[Rule] = []
        undecided: list[Rule] = []
        for rule, when, alternatives, unless in self._rules:
            if when & fails or (unless and any(bits & holds == bits for bits in unless)):
                continue
            is_sure = when & holds == when
            if alternatives and not any(bits & holds == bits for bits in alternatives):
                if all(bits & fails for bits in alternatives):
                    continue
                is_sure = False
            (holding if is_sure else undecided).append(rule)
        return holding, undecided

    def _all(self, condition: Condition) -> int:
        """Return the bits of everything that a condition asks."""
        return sum(self._bits.setdefault(asked, 1 << len(self._bits)) for asked in condition.items())

    def _work_out(self, name: str, value: Any) -> tuple[int, int]:  # noqa: ANN401 (a setting's value or a fact's)
        """Return the bits that surely hold, and those that surely fail, where a fact or setting has this value."""
        test = is_set_to if name in self._settings else is_one_of
        told = [(bit, test(value, values)) for bit, values in self._of[name]]
        return _those(told, Certainty.YES), _those(told, Certainty.NO)


def _those(told: list[tuple[int, Certainty]], wanted: Certainty) -> int:
    return sum(bit for bit, holds in told if holds is wanted)
