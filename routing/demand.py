"""What callers can ask for: every demand that policy makes of the directory, worked out from the rules themselves.

Rules only ever add kinds of service to a plan or take them out, so a plan is the sum of what its rules say. That makes the
space of all contexts small enough to prove. A fact is *quiet* at a value with which no rule about it asks for anything; what
remains are the facts that choose between rules. Their combinations give demands, of which those that include no other are the
**plain** ones: every context asks for at least what a plain demand asks for, so where all of these are answered every context
is (a property test holds that against any context). To them comes, for each rule that is off in all, one context for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

import msgspec

from directory.certainty import Certainty
from directory.service import ServiceKind
from routing.context import Caller, CallerContext
from routing.facts import PUBLIC_CALLERS, Facts, satisfied, values_of
from routing.plan import Plan, Settings, Wanted, most_urgent, removals, verdict, wanted_by
from routing.policy import Condition, Policy, Rule, Step, Token
from routing.situation import AgeBand, Located, facts_of

CALLERS: tuple[Caller, ...] = get_args(Caller)
ADDING = ("emergency", "foremost", "first", "then", "also")
ASKING = (*ADDING, "last", "beside")
UNKNOWN = "unknown"
PLAIN = (UNKNOWN, "none", "no")
"""The values that say least, tried first."""

WITHOUT_VOICE_NEEDS = frozenset({"deaf_bsl", "cannot_speak"})
"""Needs by which the contacts of one service come in another order (routing/ranking.py)."""

GIVEN = frozenset("caller child under_19 older age_doubtful place mha_applies border time contradiction".split())
"""The facts that are fixed for a caller, an age and a kind of place."""

NEVER_NO = frozenset({"arrived", "refused"})
"""Facts that are stated or not known, never denied."""

IMPLIED = (("arrived", "yes", "s136", "used"), ("crisis_plan", "yes", "known_to_services", "yes"))
"""One fact settles another (routing/situation.py): fact and value, and what then holds."""


class Ask(msgspec.Struct, frozen=True, gc=False):
    """One thing asked for, and how urgently."""

    token: Token
    step: Step


class Demand(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What some contexts ask of the directory. `contexts` holds the plainest of each caller; `is_plain` as told above.

    `asks` is in the order of the ladder, without what is taken out and without what only the last resort asks for; `last` is
    what the last resort adds. `removed` are the kinds taken out. `plan` is the plan of the rules that decide who answers: as
    in any answer but for what is said, asked and timed. `added` is what the one rule asks for on whose account a demand that is
    not plain stands here: nothing where the rule only changes the order.
    """

    contexts: tuple[Facts, ...]
    is_plain: bool
    is_public: bool
    asks: tuple[Ask, ...]
    last: tuple[Token, ...]
    removed: frozenset[ServiceKind]
    plan: Plan
    added: frozenset[Token] = frozenset()

    @property
    def manner(self) -> tuple[object, ...]:
        """Return all that tells its ladders from those of another demand."""
        plan = self.plan
        return (
            self.is_public,
            tuple((want.token, want.step) for want in plan.wanted),
            tuple(want.token for want in plan.beside),
            plan.last,
            self.removed,
            plan.free_first,
            plan.full_numbers_first,
            self.is_without_voice,
        )

    @property
    def is_without_voice(self) -> bool:
        """Say whether ways without voice come first."""
        return not WITHOUT_VOICE_NEEDS.isdisjoint(self.facts.needs or ())

    @property
    def has_its_own_order(self) -> bool:
        """Say whether its ladders are ordered by cost, by numbers for abroad, or by ways without voice, as others are not."""
        return self.plan.free_first or self.plan.full_numbers_first or self.is_without_voice

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Return whose demand it is."""
        return tuple(facts.caller for facts in self.contexts)

    @property
    def facts(self) -> Facts:
        """Return the plainest context of the first caller."""
        return self.contexts[0]

    @property
    def first(self) -> tuple[Token, ...]:
        """Return what is to come first: emergency, foremost or first."""
        return tuple(ask.token for ask in self.asks if ask.step <= Step.FIRST)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return everything asked for, the last resort not."""
        return tuple(ask.token for ask in self.asks)


class Term(NamedTuple):
    """One way for a rule to hold: every literal is satisfied, and none of `unless` is."""

    rule: Rule
    literals: Condition
    unless: tuple[Condition, ...]
    facts: frozenset[str]
    """The facts that decide anything here."""

    def is_off(self, fact: str, value: str) -> bool:
        """Say whether the value alone keeps the rule from holding this way."""
        if fact in self.literals and value not in self.literals[fact]:
            return True
        return any(list(condition) == [fact] and value in condition[fact] for condition in self.unless)


def demands(policy: Policy, settings: Settings, age: AgeBand | None, older_from: int, located: Located) -> tuple[Demand, ...]:
    """Return every demand of people of an age at a kind of place, under the place's settings: the plain ones first."""
    asking = asking_rules(policy)
    found: dict[tuple[object, ...], Demand] = {}
    for caller in CALLERS:
        facts = bare_facts(caller, age, older_from, located)
        mine = [rule for rule in asking if any(terms_of(rule, facts, settings))]
        plain, added = contexts_of(mine, facts, settings)
        made = [demand_of(policy, mine, context, settings, is_plain=True) for context in plain]
        made = [
            msgspec.structs.replace(one, is_plain=not is_implied(one, made[:at], made[at + 1 :])) for at, one in enumerate(made)
        ]
        made += [
            msgspec.structs.replace(
                demand_of(policy, mine, context, settings, is_plain=False), added=frozenset(tokens_in(term.rule))
            )
            for term, context in added
        ]
        for demand in made:
            key = (demand.asks, demand.manner, known_in_words(demand.facts))
            found[key] = merged(found[key], demand) if key in found else demand
    return tuple(sorted(found.values(), key=lambda demand: not demand.is_plain))


def is_implied(demand: Demand, earlier: Iterable[Demand], later: Iterable[Demand]) -> bool:
    """Say whether another demand of the caller asks for no more: where that is answered, this is. Of equals the first stays."""
    return any(asks_no_more(other, demand) for other in earlier) or any(
        asks_no_more(other, demand) and not asks_no_more(demand, other) for other in later
    )


def asks_no_more(one: Demand, other: Demand) -> bool:
    """Say whether all that one asks for, and all that it puts first, the other does too."""
    return set(one.tokens) <= set(other.tokens) and set(one.first) <= set(other.first)


def merged(held: Demand, other: Demand) -> Demand:
    """Add another context to a demand; of each caller the first, which is the plainest, stays."""
    contexts = held.contexts if other.facts.caller in held.callers else (*held.contexts, *other.contexts)
    return msgspec.structs.replace(
        held, contexts=contexts, is_plain=held.is_plain or other.is_plain, added=held.added | other.added
    )


def asking_rules(policy: Policy) -> tuple[Rule, ...]:
    """Return the rules that decide who answers."""
    return tuple(rule for rule in policy.rules if is_asking(rule))


def is_asking(rule: Rule) -> bool:
    """Say whether the rule decides who answers."""
    is_about_kinds = any(getattr(rule, name) for name in (*ASKING, "remove"))
    return not rule.assertion and (is_about_kinds or rule.remove_local or rule.free_first or rule.full_numbers_first)


def is_last_resort(rule: Rule) -> bool:
    """Say whether the rule is one that keeps the answer from being empty (H10): it says in what a ladder ends."""
    return bool(rule.last)


def bare_facts(caller: Caller, age: AgeBand | None, older_from: int, located: Located) -> Facts:
    """Return the facts of a caller of whom nothing else is known."""
    return facts_of(CallerContext(caller=caller), set(), age=age, located=located, older_from=older_from)


def demand_of(policy: Policy, rules: Iterable[Rule], facts: Facts, settings: Settings, *, is_plain: bool) -> Demand:
    """Return what the rules ask for in a context."""
    holding = [rule for rule in rules if verdict(rule, facts, settings) is Certainty.YES]
    removed = removals(policy, holding)
    ordinary = [rule for rule in holding if not is_last_resort(rule)]
    asks = tuple(Ask(want.token, want.step) for want in kept(most_urgent(wanted_by(ordinary)), removed))
    asked = {ask.token for ask in asks}
    wanted = most_urgent(wanted_by(holding))
    return Demand(
        contexts=(facts,),
        is_plain=is_plain,
        is_public=facts.caller in PUBLIC_CALLERS,
        asks=asks,
        last=tuple(want.token for want in kept(wanted, removed) if want.token not in asked),
        removed=frozenset(removed),
        plan=Plan(
            fired=tuple(rule.key for rule in holding),
            wanted=wanted,
            beside=tuple(want for want in wanted_by(holding, beside=True)),
            last=tuple(token for rule in holding for token in rule.last),
            removed=removed,
            free_first=any(rule.free_first for rule in holding),
            full_numbers_first=any(rule.full_numbers_first for rule in holding),
            say=(),
            targets=(),
            ask=(),
        ),
    )


def kept(wanted: Iterable[Wanted], removed: Iterable[ServiceKind]) -> Iterator[Wanted]:
    """Yield what is not taken out."""
    gone = set(removed)
    yield from (want for want in wanted if want.token not in gone)


# ------------------------------------------------------------------------------------------ contexts from the rules


def contexts_of(rules: Iterable[Rule], facts: Facts, settings: Settings) -> tuple[list[Facts], list[tuple[Term, Facts]]]:
    """Return the plain contexts of a caller, and one more for each way in which a rule is off in all of them."""
    terms = [term for rule in rules for term in terms_of(rule, facts, settings)]
    quiet, remaining = quieted(terms)
    choosing = [values_that_differ(fact, remaining) for fact in mentioned(remaining) if fact not in quiet]
    plain = [
        context for choice in itertools.product(*choosing) if (context := stated(facts, {**quiet, **dict(choice)})) is not None
    ]
    off = [term for term in terms if not any(holds(term, context, settings) for context in plain)]
    added = [(term, context) for term in off if (context := context_for(term, facts, quiet, choosing, settings)) is not None]
    return plain, added


def terms_of(rule: Rule, facts: Facts, settings: Settings) -> Iterator[Term]:
    """Yield each way for the rule to hold, with the facts that are given already decided."""
    unless = tuple(rest for condition in rule.unless if (rest := undecided(condition, facts, settings)) is not None)
    if {} in unless:
        return
    for alternative in rule.any or ({},):
        both = dict(rule.when)
        for fact, values in alternative.items():
            both[fact] = tuple(value for value in values if value in both[fact]) if fact in both else values
        literals = undecided(both, facts, settings)
        if literals is not None:
            yield Term(rule, literals, unless, frozenset(fact for condition in (literals, *unless) for fact in condition))


def undecided(condition: Condition, facts: Facts, settings: Settings) -> Condition | None:
    """Return what of a condition the given facts leave open; None where they rule it out."""
    rest = {}
    for fact, values in condition.items():
        if fact not in GIVEN and fact not in settings:
            rest[fact] = values
        elif satisfied(facts, settings, fact, values) is not Certainty.YES:
            return None
    return rest


def tokens_in(rule: Rule) -> Iterator[Token]:
    """Yield everything that a rule asks for."""
    yield from (token for name in ASKING for token in getattr(rule, name))


def mentioned(terms: Iterable[Term]) -> list[str]:
    """List the facts that decide anything in the terms, in the order of their names."""
    return sorted({fact for term in terms for fact in term.facts})


def quieted(terms: list[Term]) -> tuple[dict[str, str], list[Term]]:
    """Give facts their quiet values until no more have one, "unknown" rather than another; return the terms still on."""
    quiet: dict[str, str] = {}
    remaining = [term for term in terms if is_adding(term.rule)]
    while found := next(quiet_facts(remaining, quiet), None):
        fact, value = found
        quiet[fact] = value
        remaining = [term for term in remaining if not term.is_off(fact, value)]
    return quiet, remaining


def is_adding(rule: Rule) -> bool:
    """Say whether the rule changes what is asked for, not only its order."""
    return any(getattr(rule, name) for name in (*ADDING, "remove"))


def quiet_facts(terms: list[Term], quiet: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each fact that has a quiet value with that value, those quiet at "unknown" first."""
    asked = {token for term in terms for name in ADDING for token in getattr(term.rule, name)}
    left = [fact for fact in mentioned(terms) if fact not in quiet]
    found = [(fact, value) for fact in left if (value := quiet_value(fact, terms, asked)) is not None]
    yield from sorted(found, key=lambda one: one[1] != UNKNOWN)


def quiet_value(fact: str, terms: list[Term], asked: set[Token]) -> str | None:
    """Return a value at which no rule about the fact asks for anything; None where there is none.

    Nor is a fact quiet that takes anything out which is `asked` for, nor at a value that settles another fact too.
    """
    about = [term for term in terms if fact in term.facts]
    if any(asked.intersection(term.rule.remove) for term in about):
        return None
    settling = {value for implied, value, _, _ in IMPLIED if implied == fact}
    values = (value for value in values_to_try(fact) if value not in settling)
    return next((value for value in values if all(term.is_off(fact, value) for term in about)), None)


def values_to_try(fact: str) -> tuple[str, ...]:
    """Return what a fact may be, the values that say least first."""
    values = values_of(fact) - ({"no"} if fact in NEVER_NO else set())
    return (*(value for value in PLAIN if value in values), *sorted(values - set(PLAIN)))


def values_that_differ(fact: str, terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    """Return one value of the fact for each set of values that no term tells apart."""
    conditions = [condition for term in terms for condition in (term.literals, *term.unless) if fact in condition]
    kinds: dict[tuple[bool, ...], str] = {}
    for value in values_to_try(fact):
        kinds.setdefault(tuple(value in condition[fact] for condition in conditions), value)
    return tuple((fact, value) for value in kinds.values())


def stated(facts: Facts, values: dict[str, str]) -> Facts | None:
    """Return the facts with these values; None where they cannot be so together."""
    if any(values.get(fact) == value and values.get(other, holds) != holds for fact, value, other, holds in IMPLIED):
        return None
    settled = {other: holds for fact, value, other, holds in IMPLIED if values.get(fact) == value}
    lists = {fact: None if value == UNKNOWN else (value,) for fact, value in values.items() if fact in ("needs", "red_flags")}
    return msgspec.structs.replace(facts, **{**values, **settled, **lists})


def holds(term: Term, facts: Facts, settings: Settings) -> bool:
    """Say whether the rule holds in this way."""
    return all(satisfied(facts, settings, fact, values) is Certainty.YES for fact, values in term.literals.items()) and not any(
        all(satisfied(facts, settings, fact, values) is Certainty.YES for fact, values in condition.items())
        for condition in term.unless
    )


def context_for(
    term: Term,
    facts: Facts,
    quiet: dict[str, str],
    choosing: list[tuple[tuple[str, str], ...]],
    settings: Settings,
) -> Facts | None:
    """Return the plainest context in which a rule holds in this way; None where none can be."""
    literals = [[(fact, value) for value in values_to_try(fact) if value in values] for fact, values in term.literals.items()]
    free = sorted({fact for condition in term.unless for fact in condition} - term.literals.keys())
    others = [[(fact, value) for value in values_to_try(fact)] for fact in free]
    for choice in itertools.product(*choosing, *others, *literals):
        context = stated(facts, {**quiet, **dict(choice)})
        if context is not None and holds(term, context, settings):
            return context
    return None


# ----------------------------------------------------------------------------------------------------------- words

_WORDS = {
    ("s136", "used"): "section 136 used",
    ("s136", "considering"): "section 136 considered",
    ("s136", "none"): "no section 136",
    ("arrived", "yes"): "at the place of safety",
    ("danger", "yes"): "danger to life",
    ("danger", "no"): "no danger to life",
    ("known_to_services", "yes"): "known to services",
    ("crisis_plan", "yes"): "with a crisis plan",
    ("ambulance_late", "yes"): "the ambulance is late",
    ("restrained", "yes"): "being restrained",
    ("refused", "yes"): "refused by a service",
    ("bed_available", "no"): "no bed free",
    ("risk_to_baby", "yes"): "a baby at risk",
    ("caller_abroad", "yes"): "calling from abroad",
    ("overdose", "yes"): "overdose",
}


def known_in_words(facts: Facts) -> tuple[str, ...]:
    """Say what is known in a context beside the caller, the age and the place."""
    said = []
    for name in Facts.__struct_fields__:
        value = getattr(facts, name)
        if name in GIVEN or value in (None, UNKNOWN):
            continue
        values = value if isinstance(value, tuple) else (value,)
        said += [_WORDS.get((name, one), f"{name.replace('_', ' ')}: {one.replace('_', ' ')}") for one in values]
    return tuple(said)
