"""What an edit does to the answers: for whom, where, of what age and when the ladder changes, in words.

Found from the ladders themselves, at every minute, by the router's own code. Two editions can only differ where a service or a
rule that differs is asked for. There the span is cut into parts in which every candidate is in one state all along, so one
minute of a part speaks for all of it; parts in which the services that differ stand as they stood are left out at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from directory.assurance import Standing, standing_on
from directory.numbers import dial_string, surely_free
from directory.opening import OpeningState, Window
from directory.service import ServiceId, is_in_force
from routing.candidates import Candidate, takes
from routing.cells import Cell
from routing.context import Caller
from routing.demand import Demand, asking_rules, bare_facts, known_in_words, merged
from routing.edition import CompiledContact, CompiledEdition, CompiledService, asks_alike, day_of
from routing.facts import Facts
from routing.grid import Bits, Grid
from routing.ladder import ladder_at, stand
from routing.policy import Step, Token
from routing.proof import AFTER_SUITES, Ground, Patch, ages_of, demand_on, demands_of, grounds_of, patches_of, situation_of
from routing.ranking import Standee
from routing.situation import AgeBand
from routing.spells import Spell, in_words, spells_of
from routing.suites import NEXT_AREA_KILOMETRES, SUITES, distance_to
from routing.telling import Reach, Someone, ages_in_words, reaches, where_in_words, who_in_words

MOST_COMPARED = 40_000
"""So many cells are compared in some twenty seconds. A national line among 10,000 services concerns three times as many."""

MOST_TOLD = 25
"""Of so many services at once the differences are told; a larger import is read entry by entry, and proved all the same."""


class Rung(NamedTuple):
    """One rung as a caller meets it."""

    service_id: ServiceId
    reached_at: str
    state: OpeningState

    def in_words(self) -> str:
        """Say the rung."""
        where = f" on {self.reached_at}" if self.reached_at else ""
        return f"{self.service_id}{where}" + ("" if self.state is OpeningState.OPEN else f" ({self.state})")


Rungs = tuple[Rung, ...]


class Change(NamedTuple):
    """How a ladder changes: who came first and who does, where that differs, and what becomes of each service."""

    first: tuple[Rung | None, Rung | None] | None
    others: tuple[tuple[Rung | None, Rung | None], ...]

    def in_words(self) -> str:
        """Say the change: "first was A, becomes B; C comes in; D is gone; E changes places"."""
        first = () if self.first is None else (f"first was {name(self.first[0])}, becomes {name(self.first[1])}",)
        return "; ".join((*first, *(becomes_in_words(*one) for one in self.others)))


def name(rung: Rung | None) -> str:
    """Name a rung, or say that there is none."""
    return "nobody" if rung is None else rung.in_words()


def becomes_in_words(was: Rung | None, now: Rung | None) -> str:
    """Say what becomes of one service on the ladder."""
    if was is None:
        return f"{name(now)} comes in"
    if now is None:
        return f"{name(was)} is gone"
    return f"{name(was)} changes places" if was == now else f"{name(was)} becomes {name(now)}"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the ladder and everybody whom it meets: each caller in each place at each age, in all the stretches.

    `known` holds what is known beside in each of the contexts; an empty one where that is nothing.
    """

    callers: tuple[Caller, ...]
    known: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    ages: tuple[AgeBand | None, ...]
    stretches: tuple[Spell, ...]
    is_first: bool
    who: str
    where: str
    at_ages: str
    when: str
    what: str

    @property
    def words(self) -> str:
        """Say the difference in one line."""
        return f"{self.who}, {self.at_ages}, {self.where}; {self.when}: {self.what}."


class Touched(msgspec.Struct, frozen=True):
    """What differs between two editions as far as answers go: services by id, as they were and as they are; the policy."""

    services: dict[ServiceId, tuple[CompiledService | None, CompiledService | None]]
    is_policy: bool

    @property
    def versions(self) -> Iterator[CompiledService]:
        """Yield every service that differs, as it was and as it is."""
        yield from (one for pair in self.services.values() for one in pair if one is not None)


def touched_between(before: CompiledEdition, after: CompiledEdition) -> Touched:
    """Return what differs: entries, or their hours by other holidays."""
    ids = before.services.keys() | after.services.keys()
    differing = {
        service_id: (was, now)
        for service_id in ids
        if (was := before.services.get(service_id)) is not (now := after.services.get(service_id)) and not is_same(was, now)
    }
    return Touched(dict(sorted(differing.items())), before.policy != after.policy)


def is_same(was: CompiledService | None, now: CompiledService | None) -> bool:
    """Say whether a service stands on every ladder as it stood; what it says of itself may differ."""
    return was is not None and now is not None and ladder_facts(was) == ladder_facts(now)


def ladder_facts(compiled: CompiledService) -> tuple[object, ...]:
    """Return everything of a service by which any ladder may differ."""
    service = compiled.service
    return (
        service.kind,
        service.status,
        service.areas,
        service.ages,
        service.ages_assured,
        service.valid_from,
        service.valid_to,
        service.location.latitude,
        service.location.longitude,
        tuple(
            (one.opening, *(getattr(one.contact, name) for name in _OF_A_CONTACT), one.contact.assurance.verify_by)
            for one in compiled.contacts
        ),
    )


_OF_A_CONTACT = ("channel", "number", "uri", "cost", "audience")


class TooWide(Exception):
    """So much differs between two editions that it cannot be told one by one, nor would anybody read it."""

    def __init__(self, much: str) -> None:
        """Say how much differs."""
        self.words = f"{much}: too many for the answers that change to be told one by one"
        super().__init__(self.words)


def differences(
    before: CompiledEdition, after: CompiledEdition, span: Window, most_compared: int = MOST_COMPARED
) -> tuple[Difference, ...]:
    """Return every difference between the answers of two editions of one window, the first rungs' first.

    Raises TooWide where more than MOST_TOLD services differ, or more than `most_compared` cells may.
    """
    touched = touched_between(before, after)
    if not touched.services and not touched.is_policy:
        return ()
    if len(touched.services) > MOST_TOLD:
        raise TooWide(f"{len(touched.services)} services differ")
    patches = patches_touched(after, touched)
    ages = ages_of(tuple(sorted({*before.bands, *after.bands})))
    comparison = Comparison(before, after, touched, span, grounds_beside(before, after, patches))
    met: dict[tuple[Change, Bits, tuple[str, ...]], list[Someone]] = defaultdict(list)
    cells = [(age, asked, pair) for age in ages for asked, pair in comparison.cells(age)]
    if len(cells) > most_compared:
        raise TooWide(f"{len(cells):,} callers, ages and places may be answered otherwise")
    for age, asked, pair in cells:
        for change, bits in comparison.changes(asked, age, pair).items():
            found = (Someone(caller, pair[1].patches, age) for caller in asked.callers)
            met[change, bits, known_in_words(asked.now.facts)].extend(found)
    told: dict[tuple[Change, Bits, Reach], list[tuple[str, ...]]] = defaultdict(list)
    for (change, bits, known), someone in met.items():
        for reach in reaches(someone, ages):
            told[change, bits, reach].append(known)
    words = Told(after, span, comparison.grid, ages)
    said = [words.difference(change, bits, reach, tuple(sorted(known))) for (change, bits, reach), known in told.items()]
    return tuple(sorted(said, key=lambda one: (not one.is_first, one.who, one.where, one.at_ages, one.stretches)))


class Told:
    """Says differences, each set of minutes once."""

    def __init__(self, edition: CompiledEdition, span: Window, grid: Grid, ages: tuple[AgeBand | None, ...]) -> None:
        """Take what words are made of."""
        self._edition = edition
        self._span = span
        self._grid = grid
        self._ages = ages
        self._every = patches_of(edition)
        self._when: dict[Bits, tuple[tuple[Spell, ...], str]] = {}

    def difference(self, change: Change, bits: Bits, reach: Reach, known: tuple[tuple[str, ...], ...]) -> Difference:
        """Say one difference."""
        if bits not in self._when:
            stretches = self._grid.stretches(bits)
            self._when[bits] = stretches, in_words(spells_of(stretches, self._span))
        stretches, when = self._when[bits]
        return Difference(
            callers=reach.callers,
            known=known,
            places=tuple(patch.name for patch in reach.patches),
            ages=reach.ages,
            stretches=stretches,
            is_first=change.first is not None,
            who=who_in_words(reach.callers, contexts_in_words(known)),
            where=where_in_words(self._edition, reach.patches, self._every),
            at_ages=ages_in_words(reach.ages, self._ages),
            when=when,
            what=change.in_words(),
        )


def contexts_in_words(known: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Say several contexts as one remark: "nothing more known; section 136 used"; nothing where that is all."""
    if known == ((),):
        return ()
    return ("; ".join(", ".join(one) or "nothing more known" for one in known),)


# ------------------------------------------------------------------------------------------------ where to look

Pair = tuple[Ground, Ground]
"""The same patches in both editions."""


def patches_touched(edition: CompiledEdition, touched: Touched) -> tuple[Patch, ...]:
    """Return the patches where an answer may differ: those served, and those for which a place of safety may be the next."""
    served = {patch.name for patch in patches_served(edition, touched)}
    suites = [one for one in touched.versions if one.service.kind in SUITES]
    return tuple(
        patch for patch in patches_of(edition) if patch.name in served or any(is_near(edition, one, patch) for one in suites)
    )


def is_near(edition: CompiledEdition, suite: CompiledService, patch: Patch) -> bool:
    """Say whether a place of safety may be the next one of a patch."""
    distance = distance_to(edition, suite, patch.located.latitude, patch.located.longitude)
    return distance is not None and distance <= NEXT_AREA_KILOMETRES


def patches_served(edition: CompiledEdition, touched: Touched) -> tuple[Patch, ...]:
    """Return the patches that anything serves which differs; all where policy does."""
    patches = patches_of(edition)
    if touched.is_policy:
        return patches
    areas = {area for one in touched.versions for area in one.service.areas}
    return tuple(patch for patch in patches if areas_of_patch(patch) & areas)


def areas_of_patch(patch: Patch) -> set[str]:
    """Return the areas of a patch; all England where the place is not known."""
    return {share.area for share in patch.located.place.areas} or {"country:england"}


def grounds_beside(before: CompiledEdition, after: CompiledEdition, patches: Iterable[Patch]) -> tuple[Pair, ...]:
    """Put patches together that are alike in both editions."""
    held = {patch.name: ground for ground in grounds_of(before, patches) for patch in ground.patches}
    found: dict[tuple[int, int], tuple[Ground, Ground, list[Patch]]] = {}
    for ground in grounds_of(after, patches):
        for patch in ground.patches:
            was = held[patch.name]
            found.setdefault((id(was), id(ground)), (was, ground, []))[2].append(patch)
    return tuple(of_patches((was, now), together) for was, now, together in found.values())


def of_patches(pair: Pair, patches: list[Patch]) -> Pair:
    """Return the pair for some of its patches only."""
    was, now = (msgspec.structs.replace(ground, patches=tuple(patches)) for ground in pair)
    return was, now


def equally_near(before: CompiledEdition, after: CompiledEdition, pair: Pair) -> tuple[Pair, ...]:
    """Part a pair by how far its patches are from places of safety, for those who may be sent to the next area's."""
    alike: dict[tuple[object, ...], list[Patch]] = defaultdict(list)
    for patch in pair[1].patches:
        alike[tuple(suites_near(edition, patch) for edition in (before, after))].append(patch)
    return tuple(of_patches(pair, together) for together in alike.values())


def suites_near(edition: CompiledEdition, patch: Patch) -> tuple[tuple[ServiceId, int | None], ...]:
    """Return how far every place of safety is."""
    where = patch.located
    suites = (one for kind in sorted(SUITES) for one in edition.by_kind.get(kind, ()))
    return tuple((one.service.id, distance_to(edition, one, where.latitude, where.longitude)) for one in suites)


class Asked(NamedTuple):
    """What some callers ask for by the rules of both editions."""

    was: Demand
    now: Demand

    @property
    def callers(self) -> tuple[Caller, ...]:
        """Return whose demand it is."""
        return self.now.callers


def asked_in_both(before: CompiledEdition, after: CompiledEdition, age: AgeBand | None, pair: Pair) -> Iterator[Asked]:
    """Yield every demand that either policy can make, with what the other makes of the same context."""
    now = demands_of(after, age, pair[1])
    if asks_alike(before.policy, after.policy) and pair[0].settings == pair[1].settings:
        yield from (Asked(demand, demand) for demand in now)
        return
    sides = tuple(
        (edition.policy, asking_rules(edition.policy), ground) for edition, ground in zip((before, after), pair, strict=True)
    )
    together: dict[tuple[object, ...], Asked] = {}
    known: dict[Facts, tuple[Demand, Demand]] = {}
    for demand in (*demands_of(before, age, pair[0]), *now):
        for facts in demand.contexts:
            if facts not in known:
                was, made = (demand_on(policy, rules, facts, age, ground) for policy, rules, ground in sides)
                known[facts] = was, made
            was, made = known[facts]
            is_now = msgspec.structs.replace(made, is_plain=demand.is_plain, added=demand.added)
            key = was.manner, is_now.manner, known_in_words(facts)
            held = together.get(key)
            together[key] = Asked(was, is_now) if held is None else Asked(held.was, merged(held.now, is_now))
    yield from together.values()


def tokens_touched(edition: CompiledEdition, touched: Touched) -> frozenset[Token]:
    """Return everything by which a rule may ask for a service that differs."""
    kinds = {one.service.kind for one in touched.versions}
    ids = {one.service.id for one in touched.versions}
    pairs = {pair.token for pair in edition.policy.counterparts if kinds & {pair.day, pair.out_of_hours}}
    return frozenset(kinds | ids | pairs)


def tokens_looked_at(demand: Demand) -> set[Token]:
    """Return everything that is looked for to answer a demand."""
    plan = demand.plan
    looked = {want.token for want in (*plan.wanted, *plan.beside)}
    # A place of safety for a child may be one for adults (P3), and where none has room others are turned to.
    return looked | SUITES | set(AFTER_SUITES) if looked & SUITES else looked


def is_handled_otherwise(before: CompiledEdition, after: CompiledEdition) -> bool:
    """Say whether the same plan may give another ladder, by what policy says beside its rules."""
    one, other = before.policy, after.policy
    return (one.most_of_a_kind, one.counterparts, one.last_resort) != (
        other.most_of_a_kind,
        other.counterparts,
        other.last_resort,
    )


# ------------------------------------------------------------------------------------------------ comparing ladders


class Comparison:
    """Compares the ladders of two editions, each kind of cell once."""

    def __init__(
        self, before: CompiledEdition, after: CompiledEdition, touched: Touched, span: Window, pairs: tuple[Pair, ...]
    ) -> None:
        """Lay the hours of everybody who may be offered on one grid."""
        self.before = before
        self.after = after
        self._touched = touched
        self._pairs = pairs
        self._near = {id(pair): equally_near(before, after, pair) for pair in pairs}
        self._tokens = tokens_touched(before, touched) | tokens_touched(after, touched)
        self._is_handled_otherwise = is_handled_otherwise(before, after)
        services = {id(one): one for pair in pairs for ground in pair for pool in ground.pools.values() for one in pool}
        services |= {id(one): one for edition in (before, after) for kind in SUITES for one in edition.by_kind.get(kind, ())}
        checks = {edge for one in services.values() for contact in one.contacts for edge in contact.assurance_changes}
        self.grid = Grid(span, services.values(), checks)
        self._known: dict[tuple[object, ...], dict[Change, Bits]] = {}
        self._asked: dict[tuple[object, ...], tuple[Asked, ...]] = {}
        self._manners: dict[int, tuple[object, ...]] = {}
        self._takers: dict[tuple[int, AgeBand | None], tuple[object, ...]] = {}
        self._marks: dict[tuple[int, bool], tuple[Bits, ...]] = {}
        self._suites: dict[AgeBand | None, tuple[object, ...]] = {}

    def cells(self, age: AgeBand | None) -> Iterator[tuple[Asked, Pair]]:
        """Yield each demand that may be answered otherwise, with the patches that are alike for it."""
        for pair in self._pairs:
            for asked in self._asked_on(age, pair):
                if self._is_concerned(asked):
                    is_sent_on = SUITES & (tokens_looked_at(asked.was) | tokens_looked_at(asked.now))
                    yield from ((asked, near) for near in (self._near[id(pair)] if is_sent_on else (pair,)))

    def _asked_on(self, age: AgeBand | None, pair: Pair) -> tuple[Asked, ...]:
        bare = tuple(bare_facts("public", age, ground.older_from, ground.located) for ground in pair)
        key = (bare, *(tuple(ground.settings.values()) for ground in pair))
        if key not in self._asked:
            self._asked[key] = tuple(asked_in_both(self.before, self.after, age, pair))
        return self._asked[key]

    def _is_concerned(self, asked: Asked) -> bool:
        """Say whether a demand is to be looked at: it asks for what differs, and not on account of some other thing."""
        if self._manner(asked.was) != self._manner(asked.now) or self._is_handled_otherwise:
            return True
        is_other = not (asked.now.is_plain or asked.now.has_its_own_order) and self._tokens.isdisjoint(asked.now.added)
        return not is_other and not self._tokens.isdisjoint(tokens_looked_at(asked.now))

    def changes(self, asked: Asked, age: AgeBand | None, pair: Pair) -> dict[Change, Bits]:
        """Return each change of the ladder with the pieces of time in which it is so."""
        looked = tokens_looked_at(asked.was) | tokens_looked_at(asked.now)
        manners = self._manner(asked.was), self._manner(asked.now)
        takers = tuple(self._takers_of(ground.pools.get(token, ()), age) for ground in pair for token in sorted(looked))
        near = self._suites_takers(age) if looked & SUITES else ()
        key = (pair[1].patches[0].name, manners, takers, near)
        if key not in self._known:
            cells = (
                Cell(self.before, situation_of(asked.was.facts, age, pair[0].patches[0]), asked.was.plan),
                Cell(self.after, situation_of(asked.now.facts, age, pair[1].patches[0]), asked.now.plan),
            )
            self._known[key] = self._compared(cells, is_same_plan=manners[0] == manners[1] and not self._is_handled_otherwise)
        return self._known[key]

    def _manner(self, demand: Demand) -> tuple[object, ...]:
        if id(demand) not in self._manners:
            self._manners[id(demand)] = demand.manner
        return self._manners[id(demand)]

    def _takers_of(self, pool: tuple[CompiledService, ...], age: AgeBand | None) -> tuple[object, ...]:
        key = id(pool), age
        if key not in self._takers:
            self._takers[key] = tuple((one.service.id, takes(one.service, age)) for one in pool)
        return self._takers[key]

    def _suites_takers(self, age: AgeBand | None) -> tuple[object, ...]:
        if age not in self._suites:
            every = (
                one for edition in (self.before, self.after) for kind in sorted(SUITES) for one in edition.by_kind.get(kind, ())
            )
            self._suites[age] = tuple(takes(one.service, age) for one in every)
        return self._suites[age]

    def _compared(self, cells: tuple[Cell, Cell], *, is_same_plan: bool) -> dict[Change, Bits]:
        parts = [self.grid.whole]
        differing, others = self._sorted(cells)
        for mark in differing:
            parts = cut(parts, mark)
        found: dict[Change, Bits] = defaultdict(int)
        if is_same_plan:
            parts = [part for part in parts if not self._is_alike(cells, self.grid.first_minute(part))]
            parts = [part for part in parts if not self._is_renumbered(cells, part, found)]
        for mark in others if parts else ():
            parts = cut(parts, mark)
        for part in parts:
            minute = self.grid.first_minute(part)
            was, now = rungs_at(self.before, cells[0], minute), rungs_at(self.after, cells[1], minute)
            if was != now:
                found[change_of(was, now)] |= part
        return found

    def _is_renumbered(self, cells: tuple[Cell, Cell], part: Bits, found: dict[Change, Bits]) -> bool:
        """Note the change where a service only gets another number and is surely on the ladder, never first."""
        minute = self.grid.first_minute(part)
        was, now = (standing(cell, self._touched, minute, with_numbers=False) for cell in cells)
        if was != now or not all(is_surely_below(edition, cell, self._touched) for edition, cell in self._sides(cells)):
            return False
        rungs = [tuple(self._touched_rungs(edition, cell, minute)) for edition, cell in self._sides(cells)]
        others = tuple((old, new) for old, new in zip(*rungs, strict=True) if old != new)
        change = Change(None, others)
        found.update({change: found.get(change, 0) | part} if others else {})
        return True

    def _sides(self, cells: tuple[Cell, Cell]) -> tuple[tuple[CompiledEdition, Cell], tuple[CompiledEdition, Cell]]:
        return (self.before, cells[0]), (self.after, cells[1])

    def _touched_rungs(self, edition: CompiledEdition, cell: Cell, minute: int) -> Iterator[Rung]:
        differing = tuple(one for one in cell.found.candidates if one.compiled.service.id in self._touched.services)
        yield from (rung_of(one) for one in stand(edition, cell, differing, minute, {}))

    def _sorted(self, cells: tuple[Cell, Cell]) -> tuple[set[Bits], set[Bits]]:
        """Return where the state of any candidate changes: of the services that differ, and of the others."""
        differing: set[Bits] = set()
        others: set[Bits] = set()
        for cell in cells:
            for candidate in (*cell.found.candidates, *cell.overflow):
                marks = self._marks_of(candidate)
                (differing if candidate.compiled.service.id in self._touched.services else others).update(marks)
        return differing, others - differing

    def _marks_of(self, candidate: Candidate) -> tuple[Bits, ...]:
        """Return where each contact is open, where that is not known, where its check is overdue, and where the entry holds."""
        key = id(candidate.compiled), len(candidate.contacts) == len(candidate.compiled.contacts)
        if key not in self._marks:
            marks = [self.grid.valid(candidate.compiled)]
            for contact in candidate.contacts:
                is_open, maybe = self.grid.row(contact.opening)
                marks += [is_open, maybe & ~is_open]
                marks += [self.grid.since(edge) for edge in contact.assurance_changes]
            self._marks[key] = tuple(mark for mark in marks if mark not in (0, self.grid.whole))
        return self._marks[key]

    def _is_alike(self, cells: tuple[Cell, Cell], minute: int) -> bool:
        """Say whether every service that differs stands at the minute as it stood, as far as a ladder can tell."""
        return standing(cells[0], self._touched, minute) == standing(cells[1], self._touched, minute)


def cut(parts: list[Bits], mark: Bits) -> list[Bits]:
    """Cut every part along a mark."""
    return [piece for part in parts for piece in (part & mark, part & ~mark) if piece]


def standing(cell: Cell, touched: Touched, minute: int, *, with_numbers: bool = True) -> list[tuple[object, ...]]:
    """Return all that a ladder can tell of the services that differ; without numbers, all that their order rests on."""
    day = day_of(minute)
    found: list[tuple[object, ...]] = []
    for candidate in (*cell.found.candidates, *cell.overflow):
        service = candidate.compiled.service
        if service.id not in touched.services:
            continue
        found.append(
            (
                service.id,
                is_in_force(service, day),
                service.kind,
                service.status,
                service.areas,
                candidate.eligible,
                candidate.share,
                candidate.want.token,
                candidate.next_area,
                candidate.kilometres,
                tuple(contact_at(contact, minute, day, with_numbers=with_numbers) for contact in candidate.contacts),
            )
        )
    return found


def contact_at(contact: CompiledContact, minute: int, day: date, *, with_numbers: bool) -> tuple[object, ...]:
    """Return all that a ladder can tell of a contact."""
    held = contact.contact
    number = held.number
    return (
        contact.opening.state_at(minute),
        contact.opening.always_open,
        standing_on(held.assurance, day) is Standing.OVERDUE,
        held.channel,
        held.cost,
        held.uri if with_numbers else held.uri is None,
        number if with_numbers else (type(number), number is not None and surely_free(number)),
    )


def is_surely_below(edition: CompiledEdition, cell: Cell, touched: Touched) -> bool:
    """Say whether the services that differ are on the ladder whenever they hold, below somebody who never closes.

    So it is where no limit, no shared number and no other team on duty can drop them, and a more urgent step is never empty.
    """
    candidates = (*cell.found.candidates, *cell.overflow)
    differing = [one for one in candidates if one.compiled.service.id in touched.services]
    duties = {kind for pair in edition.policy.counterparts for kind in (pair.day, pair.out_of_hours)}
    always = [
        max(one.want.step, Step.FIRST)
        for one in candidates
        if one.compiled.service.id not in touched.services
        and not one.compiled.dates
        and any(contact.opening.always_open for contact in one.contacts)
    ]
    for one in differing:
        kind = one.compiled.service.kind
        alike = [other for other in candidates if other.compiled.service.kind == kind]
        numbers = [
            dial_string(contact.contact.number) for other in alike for contact in other.contacts if contact.contact.number
        ]
        is_shared = len(set(numbers)) != len(numbers)
        if kind in duties or kind in SUITES or is_shared or len(alike) > edition.policy.most_of_a_kind:
            return False
        if min(always, default=Step.LAST) >= one.want.step:
            return False
    return True


def rungs_at(edition: CompiledEdition, cell: Cell, minute: int) -> Rungs:
    """Return the ladder as a caller meets it."""
    return tuple(rung_of(one) for one in ladder_at(edition, cell, minute, {}).rungs)


def rung_of(one: Standee) -> Rung:
    """Return one rung as a caller meets it."""
    best = one.best
    reached_at = "" if best is None else best.compiled.number or best.compiled.contact.uri or ""
    return Rung(one.candidate.compiled.service.id, reached_at, one.state)


def change_of(was: Rungs, now: Rungs) -> Change:
    """Say what changes from one ladder to another: who comes in, who goes, who is met otherwise, who changes places."""
    before, after = {rung.service_id: rung for rung in was}, {rung.service_id: rung for rung in now}
    overtaken = moved([one for one in before if one in after], [one for one in after if one in before])
    others = tuple(
        (before.get(service_id), after.get(service_id))
        for service_id in dict.fromkeys((*before, *after))
        if before.get(service_id) != after.get(service_id) or service_id in overtaken
    )
    first = was[0] if was else None, now[0] if now else None
    return Change(None if first[0] == first[1] else first, others)


def moved(was: list[ServiceId], now: list[ServiceId]) -> set[ServiceId]:
    """Return the fewest services whose moving turns one order into the other."""
    if was == now:
        return set()
    order = {service_id: place for place, service_id in enumerate(was)}
    rising: list[list[ServiceId]] = []
    for service_id in now:
        # The longest run of places that rises stays; whoever is not in it has moved.
        rising.append([*longest(run for run in rising if order[run[-1]] < order[service_id]), service_id])
    return set(was) - set(longest(rising))


def longest(runs: Iterable[list[ServiceId]]) -> list[ServiceId]:
    """Return the longest, the first of those that are as long; an empty one where there is none."""
    return max(runs, key=length, default=[])


def length(run: list[ServiceId]) -> int:
    """Return how long a run is."""
    return len(run)
