"""Proof that every caller, everywhere, at every minute has an answer; or the list of gaps, each with its cause.

Three promises are tested for each demand that policy can make (demand.py), each patch of England and each age at which
anything changes, over the whole span: somebody answers who is no last resort; one of those answers who are to come first; a
service of the area itself answers. Hours that are not known count as closed. Nothing is sampled: hours are bits over the very
boundaries by which answers are given (grid.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec

from directory.areas import Found
from directory.certainty import Certainty
from directory.opening import Window
from directory.service import ServiceId, is_offered
from routing.candidates import ENGLAND, contacts_given, serving, takes
from routing.demand import ASKING, Demand, asking_rules, bare_facts, demand_of, demands
from routing.edition import CompiledEdition, CompiledService
from routing.facts import Facts
from routing.grid import Bits, Grid, Line
from routing.plan import Settings
from routing.policy import Counterparts, Policy, Rule, Token
from routing.situation import OLDEST, AgeBand, AgeBands, Located, Situation, located

PROVED_DAYS = 400
"""How far ahead is proved and compared; opening hours are compiled for two days more."""

AFTER_SUITES = ("ed", "escalation_contact")
"""What is offered where every place of safety is full or none is there (routing/suites.py)."""

NOT_KNOWN = "place not known"
"""The name of the patch of callers whose place is not known."""


class Promise(StrEnum):
    """What is promised to a caller at every minute."""

    ANSWERED = "answered"
    FIRST = "first"
    LOCAL = "local"


PROMISES = tuple(Promise)


def tokens_for(promise: Promise, demand: Demand) -> tuple[Token, ...]:
    """Return what keeps a promise: where nothing is to come first, anybody asked for may."""
    return (demand.first or demand.tokens) if promise is Promise.FIRST else demand.tokens


class Patch(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A part of England that no service's area divides: a council, or the part of it in one ICB."""

    name: str
    located: Located


class Ground(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Patches that the same services serve under the same settings: what holds in one holds in all."""

    patches: tuple[Patch, ...]
    settings: Settings
    older_from: int
    pools: dict[Token, tuple[CompiledService, ...]]

    @property
    def located(self) -> Located:
        """Return where the first of the patches is."""
        return self.patches[0].located

    @property
    def is_known(self) -> bool:
        """Say whether it is a place at all, and not the patch of callers whose place is not known."""
        return self.located.place.outcome == "known"


def promises_on(ground: Ground) -> tuple[Promise, ...]:
    """Return what is promised on a ground: where the place is not known nothing is local."""
    return PROMISES if ground.is_known else tuple(promise for promise in PROMISES if promise is not Promise.LOCAL)


class Backer(NamedTuple):
    """A line that may back a promise, whether it surely takes the age, and whether it serves the whole country."""

    line: Line
    is_sure: bool
    is_national: bool


Backers = tuple[Backer, ...]


class Stand(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a promise stands. `witnesses` together are open all the time; where there is a gap, none are.

    `gap` holds the pieces in which nobody surely answers. `depth` counts the independent numbers at the thinnest moment and
    `always` those that never close. `rests_on` names the services behind the one number without which there would be a gap.
    `is_maybe` says that hours not known, read as open, would close the gap; `is_made_up` that it is closed by made-up numbers.
    """

    backers: Backers
    witnesses: tuple[ServiceId, ...]
    gap: Bits
    depth: int
    always: int
    rests_on: tuple[ServiceId, ...]
    is_maybe: bool
    is_made_up: bool


class Cell(NamedTuple):
    """One demand at one age on one ground, and how each promise stands; where the place is not known nothing is local."""

    demand: Demand
    age: AgeBand | None
    ground: Ground
    stands: tuple[Stand, ...]

    @property
    def promises(self) -> Iterator[tuple[Promise, Stand]]:
        """Yield each promise with how it stands."""
        return zip(PROMISES, self.stands, strict=False)


class Proof:
    """Every cell of an edition over a span."""

    def __init__(self, edition: CompiledEdition, grounds: tuple[Ground, ...], span: Window) -> None:
        """Lay the hours of every service on the grounds on one grid."""
        self.edition = edition
        self.grounds = grounds
        self.span = span
        pools = (pool for ground in grounds for pool in ground.pools.values())
        self.grid = Grid(span, {one.service.id: one for pool in pools for one in pool}.values())
        self.cells: tuple[Cell, ...] = ()
        self.ages: tuple[AgeBand | None, ...] = ()
        self._prover = Prover(self.grid, edition.policy.counterparts)
        self._ground_of = {patch.name: ground for ground in grounds for patch in ground.patches}
        self._rules = asking_rules(edition.policy)
        self._demands: dict[tuple[object, ...], Demand] = {}

    def prove(self, ages: Iterable[AgeBand | None], tokens: frozenset[Token] | None) -> None:
        """Prove each cell: for all plain demands, or those that any of the tokens concern."""
        self.ages = tuple(ages)
        self.cells = tuple(
            Cell(demand, age, ground, self._prover.stands(demand, age, ground))
            for ground in self.grounds
            for age in self.ages
            for demand in demands_of(self.edition, age, ground)
            if is_proved(demand, tokens)
        )

    def stands_for(self, facts: Facts, age: AgeBand | None, patch: str) -> tuple[Stand, ...]:
        """Return how each promise stands in a context of a patch; a place that is not known keeps two of the three."""
        ground = self._ground_of[patch]
        key = facts, age, ground.older_from, tuple(ground.settings.values())
        demand = self._demands.get(key)
        if demand is None:
            demand = self._demands[key] = demand_on(self.edition.policy, self._rules, facts, age, ground)
        return self.stands_on(patch, demand, age)

    def alike(self, patches: Iterable[Patch]) -> Iterator[tuple[Patch, ...]]:
        """Part patches by the grounds that they lie on here."""
        together: dict[int, list[Patch]] = defaultdict(list)
        for patch in patches:
            together[id(self._ground_of[patch.name])].append(patch)
        yield from map(tuple, together.values())

    def stands_on(self, patch: str, demand: Demand, age: AgeBand | None) -> tuple[Stand, ...]:
        """Return how each promise stands for a demand in a patch."""
        return self._prover.stands(demand, age, self._ground_of[patch])


def prove(
    edition: CompiledEdition,
    span: Window,
    patches: Iterable[Patch] | None = None,
    ages: Iterable[AgeBand | None] | None = None,
    tokens: frozenset[Token] | None = None,
) -> Proof:
    """Prove the edition over the span: all of it, or only some patches, ages, and demands for some tokens."""
    grounds = grounds_of(edition, patches_of(edition) if patches is None else patches)
    proof = Proof(edition, grounds, span)
    proof.prove(ages_of(edition.bands) if ages is None else ages, tokens)
    return proof


def situation_of(facts: Facts, age: AgeBand | None, patch: Patch) -> Situation:
    """Return the situation of a caller in a patch, to be answered like any other."""
    return Situation(
        facts=facts,
        age=age,
        place=patch.located.place,
        latitude=patch.located.latitude,
        longitude=patch.located.longitude,
        arrived_at_place_of_safety=None,
        good_until=None,
    )


def patches_of(edition: CompiledEdition) -> tuple[Patch, ...]:
    """Return every patch of England, and last the one of callers whose place is not known."""
    if not edition.patches:
        patches = (
            Patch(name=place.label, located=msgspec.structs.replace(located(Found(place)), border="no"))
            for place in edition.gazetteer.patches()
        )
        edition.patches = (*patches, Patch(name=NOT_KNOWN, located=located(None)))
    return edition.patches


def grounds_of(edition: CompiledEdition, patches: Iterable[Patch]) -> tuple[Ground, ...]:
    """Put patches together that the same services serve under the same settings."""
    tokens = tokens_of(edition)
    together: dict[tuple[object, ...], Ground] = {}
    # One tuple wherever the same services serve, so that what is worked out of them is worked out once.
    kept: dict[tuple[int, ...], tuple[CompiledService, ...]] = {}
    for patch in patches:
        place = patch.located.place
        pools = {}
        for token in tokens:
            pool = tuple(one for one, _ in serving(edition, token, place) if is_offered(one.service))
            pools[token] = kept.setdefault(tuple(map(id, pool)), pool)
        settings = edition.settings(place.areas)
        alike = (
            place.outcome,
            tuple(settings.values()),
            tuple(map(id, pools.values())),
        )
        held = together.get(alike)
        if held is None:
            together[alike] = Ground(
                patches=(patch,), settings=settings, older_from=edition.older_from(place.areas), pools=pools
            )
        else:
            together[alike] = msgspec.structs.replace(held, patches=(*held.patches, patch))
    return tuple(together.values())


def tokens_of(edition: CompiledEdition) -> tuple[Token, ...]:
    """Return every token that any rule asks for, and what is offered where no place of safety has room."""
    asked = (token for rule in edition.policy.rules for name in ASKING for token in getattr(rule, name))
    return tuple(dict.fromkeys((*asked, *AFTER_SUITES)))


def ages_of(bands: AgeBands) -> tuple[AgeBand | None, ...]:
    """Return the ages between which something changes, and last an age that is not known."""
    return (*(AgeBand(low, high - 1) for low, high in pairwise((*bands, OLDEST + 1))), None)


def is_proved(demand: Demand, tokens: frozenset[Token] | None) -> bool:
    """Say whether a demand is proved: a plain one; of an edit those for its tokens, and those made on their account."""
    if tokens is None:
        return demand.is_plain
    return not tokens.isdisjoint(demand.tokens if demand.is_plain else demand.added)


def plain_demands(edition: CompiledEdition, age: AgeBand | None, ground: Ground) -> tuple[Demand, ...]:
    """Return the demands that every other includes: what is proved for them is proved for all."""
    return tuple(demand for demand in demands_of(edition, age, ground) if demand.is_plain)


def demands_of(edition: CompiledEdition, age: AgeBand | None, ground: Ground) -> tuple[Demand, ...]:
    """Return every demand of an age on a ground, worked out once an edition."""
    bare = bare_facts("public", age, ground.older_from, ground.located)
    key = (bare, tuple(ground.settings.values()))
    found = edition.demands.get(key)
    if found is None:
        found = edition.demands[key] = demands(edition.policy, ground.settings, age, ground.older_from, ground.located)
    return found


def demand_on(policy: Policy, rules: Iterable[Rule], facts: Facts, age: AgeBand | None, ground: Ground) -> Demand:
    """Return what rules ask for in a context on a ground, wherever it was found: who is older is settled here (L22)."""
    older = bare_facts(facts.caller, age, ground.older_from, ground.located).older
    return demand_of(policy, rules, msgspec.structs.replace(facts, older=older), ground.settings, is_plain=False)


class Prover:
    """Works out how promises stand, each set of lines once."""

    def __init__(self, grid: Grid, pairs: tuple[Counterparts, ...]) -> None:
        """Take the grid, and the pairs of which one is on duty."""
        self._grid = grid
        self._pairs = pairs
        self._backers: dict[tuple[object, ...], Backers] = {}
        self._alike: dict[tuple[object, ...], Backers] = {}
        self._stands: dict[tuple[object, ...], Stand] = {}

    def stands(self, demand: Demand, age: AgeBand | None, ground: Ground) -> tuple[Stand, ...]:
        """Return how each promise stands for a demand of an age on a ground."""
        return tuple(
            self._stand(tuple(self.backers(ground.pools[token], demand, age) for token in tokens_for(promise, demand)), promise)
            for promise in promises_on(ground)
        )

    def backers(self, pool: tuple[CompiledService, ...], demand: Demand, age: AgeBand | None) -> Backers:
        """Return the lines of a pool that may answer the demand at the age."""
        key = (id(pool), age, demand.is_public, demand.removed)
        held = self._backers.get(key)
        if held is None:
            able = [one for one in pool if why_left_out(one, demand, age) is None]
            sure = [takes(one.service, age) is Certainty.YES for one in able]
            # One tuple for all ages that the same lines take, so that what stands on it is worked out once.
            alike = (demand.is_public, *map(id, able), *sure)
            if alike not in self._alike:
                backers = [self._backer(one, is_sure, demand) for one, is_sure in zip(able, sure, strict=True)]
                self._alike[alike] = tuple(self._on_duty(able, backers))
            held = self._backers[key] = self._alike[alike]
        return held

    def _backer(self, compiled: CompiledService, is_sure: bool, demand: Demand) -> Backer:
        contacts = contacts_given(compiled, is_public=demand.is_public)
        line = self._grid.line(compiled, contacts, is_public=demand.is_public)
        return Backer(line, is_sure, ENGLAND in compiled.service.areas)

    def _on_duty(self, able: list[CompiledService], backers: list[Backer]) -> Iterator[Backer]:
        """Take from one who is sure of the age the hours in which another, who is not, has the duty."""
        for one, backer in zip(able, backers, strict=True):
            others = zip(able, backers, strict=True) if backer.is_sure else ()
            taken = union(held.line.open for other, held in others if not held.is_sure and relieves(self._pairs, other, one))
            line = backer.line
            left = msgspec.structs.replace(line, open=line.open & ~taken, real=line.real & ~taken, is_always=False)
            yield backer._replace(line=left) if taken else backer

    def _stand(self, asked: tuple[Backers, ...], promise: Promise) -> Stand:
        key = (promise, *map(id, asked))
        held = self._stands.get(key)
        if held is None:
            once = {backer.line.service_id: backer for backers in asked for backer in backers}
            local = promise is Promise.LOCAL
            held = self._stands[key] = stand_of(
                tuple(backer for backer in once.values() if not (local and backer.is_national)), self._grid
            )
        return held


def relieves(pairs: Iterable[Counterparts], one: CompiledService, other: CompiledService) -> bool:
    """Say whether, where both are open, one has the duty of the other (F9; routing/ladder.py): it alone is offered then."""
    kinds = one.service.kind, other.service.kind
    night = one if any(kinds == (pair.out_of_hours, pair.day) for pair in pairs) else other
    is_always = any(contact.opening.always_open for contact in night.contacts)
    is_pair = any(kinds == ((pair.day, pair.out_of_hours) if is_always else (pair.out_of_hours, pair.day)) for pair in pairs)
    return is_pair and not set(one.service.areas).isdisjoint(other.service.areas)


class LeftOut(StrEnum):
    """Why a service that is asked for cannot answer."""

    REMOVED = "removed"
    PROFESSIONAL = "professional"
    AGE = "age"


def why_left_out(compiled: CompiledService, demand: Demand, age: AgeBand | None) -> LeftOut | None:
    """Return why a service cannot answer the demand at any minute, or None."""
    if compiled.service.kind in demand.removed:
        return LeftOut.REMOVED
    if compiled.contacts and not contacts_given(compiled, is_public=demand.is_public):
        return LeftOut.PROFESSIONAL
    return LeftOut.AGE if takes(compiled.service, age) is Certainty.NO else None


# ------------------------------------------------------------------------------------------------- how it stands


def stand_of(backers: Backers, grid: Grid) -> Stand:
    """Say whether somebody of the backers surely answers in every piece, and how deep the cover is."""
    units = independent([backer.line for backer in backers if backer.is_sure])
    witnesses, covered = witnesses_of(units, grid.whole)
    gap = grid.whole & ~covered
    always = [unit for unit in units if unit.is_always]
    rest = [unit.open for unit in units if not unit.is_always]
    alone = [unit for unit in units if unit.open == grid.whole]
    is_thin = len(alone) == 1 and union(unit.open for unit in units if unit is not alone[0]) != grid.whole
    return Stand(
        backers=backers,
        witnesses=() if gap else witnesses,
        gap=gap,
        depth=0 if gap else len(always) + depth_of(rest, grid.whole),
        always=len(always),
        rests_on=alone[0].services if is_thin else (),
        is_maybe=bool(gap) and union(backer.line.maybe for backer in backers) == grid.whole,
        is_made_up=not gap and union(unit.real for unit in units) != grid.whole,
    )


class Unit(NamedTuple):
    """Lines that stand and fall together, for they share a number."""

    services: tuple[ServiceId, ...]
    open: Bits
    real: Bits
    is_always: bool


def independent(lines: list[Line]) -> list[Unit]:
    """Put lines together that share a number; those that never close come first."""
    behind: dict[str, int] = {}
    groups: list[list[Line]] = []
    for line in lines:
        shared = {behind[number] for number in line.numbers if number in behind}
        if not shared:
            target = len(groups)
            groups.append([line])
        else:
            target = min(shared)
            groups[target].append(line)
            for other in shared - {target}:
                groups[target] += groups[other]
                groups[other] = []
        behind |= {number: target for one in groups[target] for number in one.numbers}
    return sorted((unit_of(group) for group in groups if group), key=lambda unit: not unit.is_always)


def unit_of(group: list[Line]) -> Unit:
    """Return lines that share a number as one."""
    if len(group) == 1:
        line = group[0]
        return Unit((line.service_id,), line.open, line.real, line.is_always)
    return Unit(
        tuple(line.service_id for line in group),
        union(line.open for line in group),
        union(line.real for line in group),
        any(line.is_always for line in group),
    )


def union(rows: Iterable[Bits]) -> Bits:
    """Return the pieces that any of the rows holds."""
    found = 0
    for row in rows:
        found |= row
    return found


def witnesses_of(units: Iterable[Unit], whole: Bits) -> tuple[tuple[ServiceId, ...], Bits]:
    """Return services that together are open wherever any is, and where that is; no more once nothing is missing."""
    witnesses: list[ServiceId] = []
    covered = 0
    for unit in units:
        if covered == whole:
            break
        if unit.open & ~covered:
            witnesses += unit.services
            covered |= unit.open
    return tuple(witnesses), covered


def depth_of(rows: list[Bits], whole: Bits) -> int:
    """Count how many of the rows hold the piece that the fewest hold."""
    depth, left = 0, rows
    while left and union(left) == whole:
        depth += 1
        # One from each piece is taken away; what is left tells whether every piece has one more.
        taken = 0
        rest = []
        for row in left:
            rest.append(row & taken)
            taken |= row
        left = rest
    return depth
