"""What is wrong with the rules themselves, whatever the directory holds: found by looking for a context, never by trying some.

A rule that no context can make hold, or none under the settings that are chosen; one that never changes anything where it
holds; two that put different kinds first for the same caller with only their place in the file to decide between them; a caller
whom no rule but the last resort serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations

import msgspec

from directory.areas import AreaShare
from directory.certainty import Certainty
from routing.answer import PlaceAnswered
from routing.demand import ADDING, CALLERS, IMPLIED, bare_facts, is_last_resort, known_in_words, values_to_try
from routing.facts import Facts, satisfied
from routing.plan import STEPS, Settings, verdict
from routing.policy import Policy, Rule, Setting, Step
from routing.situation import Located

FIRST_STEPS = ("emergency", "foremost", "first")
SAID = ("say", "targets", "ask", "unsay", "last", "beside")
FLAGS = ("free_first", "full_numbers_first", "remove_local")

Assignment = dict[str, str]
"""What is settled so far: facts, settings, and the two bundles of facts that only come together, `age` and `where`."""

_AGES = {
    "not known": {"child": "unknown", "under_19": "unknown", "older": "unknown"},
    "a child": {"child": "yes", "under_19": "yes", "older": "no"},
    "18": {"child": "no", "under_19": "yes", "older": "no"},
    "an adult": {"child": "no", "under_19": "no", "older": "no"},
    "an older adult": {"child": "no", "under_19": "no", "older": "yes"},
}
_WHERES = {
    "in England": {"place": "known", "mha_applies": "yes", "border": "no"},
    "on a border in England": {"place": "known", "mha_applies": "yes", "border": "yes"},
    "in Wales": {"place": "outside", "mha_applies": "yes", "border": "no"},
    "in Scotland": {"place": "outside", "mha_applies": "no", "border": "no"},
    "not known": {"place": "missing", "mha_applies": "unknown", "border": "no"},
    "of several of that name": {"place": "ambiguous", "mha_applies": "unknown", "border": "no"},
}
_BUNDLES = {"age": _AGES, "where": _WHERES}
_BUNDLE_OF = {fact: name for name, values in _BUNDLES.items() for facts in values.values() for fact in facts}


class FindingKind(StrEnum):
    """What is wrong with rules."""

    NEVER_FIRES = "never fires"
    SLEEPS = "sleeps"
    SHADOWED = "shadowed"
    NO_ORDER = "no order"
    ONLY_LAST_RESORT = "only the last resort"


class PolicyFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding about rules, by their keys, in words. `context` is an example of what is known where it is so."""

    kind: FindingKind
    rules: tuple[str, ...]
    words: str
    context: tuple[str, ...] = ()


def audit(policy: Policy) -> tuple[PolicyFinding, ...]:
    """Return everything that is wrong with the rules of a policy."""
    search = Search(policy)
    rules = [rule for rule in policy.rules if not rule.assertion]
    return (*silent_rules(search, rules), *shadowed(search, rules), *unordered(search, rules), *left_to_last(search, rules))


def silent_rules(search: Search, rules: Sequence[Rule]) -> Iterator[PolicyFinding]:
    """Yield the rules that never hold, and those that hold only under settings that nobody has chosen."""
    for rule in rules:
        if search.find([rule]) is None:
            yield PolicyFinding(kind=FindingKind.NEVER_FIRES, rules=(rule.key,), words=f"{rule.key}: no context makes it hold")
        elif search.find([rule], settings_as_chosen=True) is None:
            yield PolicyFinding(
                kind=FindingKind.SLEEPS, rules=(rule.key,), words=f"{rule.key}: no area has chosen the setting it waits for"
            )


def shadowed(search: Search, rules: Sequence[Rule]) -> Iterator[PolicyFinding]:
    """Yield the rules that change nothing: wherever they hold, others say all that they say, no later and no less urgently."""
    for rule in rules:
        if search.find([rule]) is None:
            continue
        rivals = [rivals_of(effect, rule, rules, search.policy) for effect in effects_of(rule)]
        if all(search.find([rule], against) is None for against in rivals):
            over = sorted({rival.key for against in rivals for rival in against})
            yield PolicyFinding(
                kind=FindingKind.SHADOWED,
                rules=(rule.key, *over),
                words=f"{rule.key}: wherever it holds, {' or '.join(over) or 'nothing'} says it all already",
            )


Effect = tuple[str, str]
"""The list of the rule in which it stands, and what stands there."""


def effects_of(rule: Rule) -> Iterator[Effect]:
    """Yield each single thing that a rule does."""
    for name in (*ADDING, *SAID, "remove"):
        yield from ((name, item) for item in getattr(rule, name))
    yield from ((name, "") for name in FLAGS if getattr(rule, name))


def rivals_of(effect: Effect, rule: Rule, rules: Sequence[Rule], policy: Policy) -> list[Rule]:
    """Return the rules beside which this effect of a rule changes nothing."""
    name, item = effect
    others = [other for other in rules if other is not rule]
    if name in FLAGS:
        return [other for other in others if getattr(other, name)]
    if name not in ADDING:
        return [other for other in others if item in getattr(other, name)]
    step, position = dict(STEPS)[name], rules.index(rule)
    return [
        other
        for at, other in enumerate(rules)
        if other is not rule
        and (
            item in other.remove
            or (other.remove_local and item in policy.local_kinds)
            or any((asked, at) < (step, position) for asked in steps_asking(other, item))
        )
    ]


def steps_asking(rule: Rule, token: str) -> Iterator[Step]:
    """Yield the steps at which a rule asks for something."""
    yield from (step for name, step in STEPS if name in ADDING and token in getattr(rule, name))


def unordered(search: Search, rules: Sequence[Rule]) -> Iterator[PolicyFinding]:
    """Yield pairs of one chapter that can hold together and put different kinds on the same leading step."""
    for one, other in combinations(rules, 2):
        if one.id[0] != other.id[0] or one.id == other.id:
            continue
        step = next((name for name in FIRST_STEPS if differ(getattr(one, name), getattr(other, name))), None)
        if step is None:
            continue
        found = search.find([one, other])
        if found is not None:
            yield PolicyFinding(
                kind=FindingKind.NO_ORDER,
                rules=(one.key, other.key),
                words=f"{one.key} and {other.key} can hold together; only their place in the file says which leads ({step})",
                context=search.in_words(found),
            )


def differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether both ask for something, and neither for all that the other does."""
    return bool(one and other) and not (set(one) <= set(other) or set(other) <= set(one))


def left_to_last(search: Search, rules: Sequence[Rule]) -> Iterator[PolicyFinding]:
    """Yield the callers who can be left with nothing but the last resort."""
    asking = [rule for rule in rules if not is_last_resort(rule) and any(getattr(rule, name) for name in ADDING)]
    for caller in CALLERS:
        found = search.find([], asking, {"caller": caller})
        if found is not None:
            yield PolicyFinding(
                kind=FindingKind.ONLY_LAST_RESORT,
                rules=tuple(rule.key for rule in rules if is_last_resort(rule)),
                words=f"{caller}: no rule but the last resort serves this caller",
                context=search.in_words(found),
            )


# ------------------------------------------------------------------------------------------------ looking for a context


class Search:
    """Looks for contexts in which rules hold. Only the facts of the rules in question are tried: no other matters to them."""

    def __init__(self, policy: Policy) -> None:
        """Take the policy."""
        self.policy = policy
        self._settings = {setting.id: setting for setting in policy.settings}
        self._defaults = {setting.id: setting.default for setting in policy.settings}
        nowhere = Located(
            place=PlaceAnswered(outcome="known", label=None, areas=(AreaShare("country:england", "England", 1.0),)),
            latitude=None,
            longitude=None,
            border="no",
            mha_applies="yes",
        )
        self._bare = bare_facts("public", None, 0, nowhere)

    def find(
        self,
        hold: Sequence[Rule],
        fail: Sequence[Rule] = (),
        settled: Assignment | None = None,
        *,
        settings_as_chosen: bool = False,
    ) -> Assignment | None:
        """Return what must be known for every rule of `hold` to hold and none of `fail`; None where that cannot be."""
        so_far = settled or {}
        facts, settings = self.facts(so_far), self._defaults | {name: so_far[name] for name in so_far if name in self._settings}
        if facts is None or any(is_lost(rule, facts, settings, so_far) for rule in hold):
            return None
        asked = next((rule for rule in hold if verdict(rule, facts, settings) is not Certainty.YES), None)
        asked = asked or next((rule for rule in fail if verdict(rule, facts, settings) is Certainty.YES), None)
        if asked is None:
            return so_far
        open_names = [name for name in names_in(asked) if name not in so_far]
        if not open_names:
            return None
        name = open_names[0]
        for value in self.values(name, as_chosen=settings_as_chosen):
            found = self.find(hold, fail, {**so_far, name: value}, settings_as_chosen=settings_as_chosen)
            if found is not None:
                return found
        return None

    def facts(self, settled: Assignment) -> Facts | None:
        """Return the facts with what is settled; None where that cannot be so together."""
        given: dict[str, object] = {}
        for name, value in settled.items():
            if name in _BUNDLES:
                given |= _BUNDLES[name][value]
            elif name not in self._settings:
                given[name] = value
        if any(given.get(fact) == value and given.get(other, holds) != holds for fact, value, other, holds in IMPLIED):
            return None
        given |= {other: holds for fact, value, other, holds in IMPLIED if given.get(fact) == value}
        for name in ("needs", "red_flags"):
            if name in given:
                given[name] = None if given[name] == "unknown" else (given[name],)
        for name in ("child", "under_19", "older"):
            if name in given:
                given[name] = Certainty(str(given[name]))
        return msgspec.structs.replace(self._bare, **given)

    def values(self, name: str, *, as_chosen: bool) -> Iterable[str]:
        """Return what a fact, a bundle or a setting may be."""
        if name in _BUNDLES:
            return _BUNDLES[name]
        if name in self._settings:
            return chosen(self._settings[name]) if as_chosen else (self._settings[name].values or (self._defaults[name],))
        return CALLERS if name == "caller" else values_to_try(name)

    def in_words(self, settled: Assignment) -> tuple[str, ...]:
        """Say what is settled."""
        facts = self.facts(settled)
        known = () if facts is None else known_in_words(facts)
        others = (f"{name}: {value}" for name, value in settled.items() if name in (*_BUNDLES, *self._settings, "caller"))
        return (*others, *known)


def chosen(setting: Setting) -> tuple[str, ...]:
    """Return the values of a setting that hold anywhere."""
    return tuple(dict.fromkeys((setting.default, *(own.value for own in setting.areas))))


def is_lost(rule: Rule, facts: Facts, settings: Settings, settled: Assignment) -> bool:
    """Say whether something that the rule needs is settled otherwise: nothing that is settled later makes it hold."""
    return any(
        satisfied(facts, settings, fact, values) is not Certainty.YES
        for fact, values in rule.when.items()
        if _BUNDLE_OF.get(fact, fact) in settled
    )


def names_in(rule: Rule) -> list[str]:
    """List what decides whether a rule holds, each fact under its bundle."""
    facts = (fact for condition in (rule.when, *rule.any, *rule.unless) for fact in condition)
    return list(dict.fromkeys(_BUNDLE_OF.get(fact, fact) for fact in facts))
