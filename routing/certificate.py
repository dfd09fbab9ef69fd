"""The certificate: what a proof found, in a form that anybody can check without trusting how it was found.

For each cell it names the services that together never close, or the minutes in which nobody answers. The check does not use
the bits of the proof: it works out the cells that there must be, lays the hours of everybody who may keep a promise end to end,
counts who is left at the thinnest moment, and puts the question to the router itself at both ends of every gap.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import accumulate
from typing import Annotated, NamedTuple

import msgspec

from directory.certainty import Certainty
from directory.numbers import is_fictitious
from directory.opening import OpeningState, Window, instant_of, minute_of
from directory.schedule import Nation
from directory.service import ServiceId
from routing.audit import PolicyFinding, audit
from routing.candidates import ENGLAND, contacts_given, takes
from routing.cells import Cell, cell_for
from routing.demand import Demand, is_last_resort, known_in_words
from routing.edition import CompiledEdition, CompiledService
from routing.facts import Facts
from routing.gaps import Gap, gaps_of, spells_in, valid_in, without
from routing.grid import reached_at
from routing.ladder import ladder_at
from routing.policy import Token
from routing.proof import (
    Ground,
    Promise,
    Proof,
    Stand,
    ages_of,
    grounds_of,
    patches_of,
    plain_demands,
    promises_on,
    relieves,
    situation_of,
    tokens_for,
    why_left_out,
)
from routing.ranking import Standee
from routing.situation import LONDON, AgeBand
from routing.spells import Spell, apart, between, in_words, spells_of
from routing.suites import SUITES
from routing.telling import Someone, ages_in_words, listed, reaches, where_in_words, who_in_words

FORMAT = 1

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the proof rests on. `holidays_known_until` is the last day for which England's list is known.

    `tzdata` names the zone rules that were installed; what counts of them is `clock_changes`, those of London in the span.
    """

    edition: int
    edition_hash: str
    policy: str
    places_vintage: str
    tzdata: str
    clock_changes: tuple[Instant, ...]
    holidays_sha256: str
    holidays_known_until: date | None
    start: Instant
    end: Instant


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One demand: its contexts, what is to come first, and everything asked for."""

    contexts: tuple[Facts, ...]
    callers: tuple[str, ...]
    known: tuple[str, ...]
    first: tuple[Token, ...]
    tokens: tuple[Token, ...]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that is kept, or broken in `gap`. Services that together never close; numbers at the thinnest moment."""

    witnesses: tuple[ServiceId, ...] = ()
    depth: int = 0
    always: int = 0
    gap: int | None = None
    rests_on: tuple[ServiceId, ...] = ()
    is_maybe: bool = False
    is_made_up: bool = False


Row = tuple[int, int, int, tuple[int, ...]]
"""A cell: places in the lists of demands, ages and grounds, and of how each promise is held."""


class SinglePoint(msgspec.Struct, frozen=True, kw_only=True):
    """One number without which a promise would be broken: for whom and where."""

    services: tuple[ServiceId, ...]
    promise: Promise
    words: str


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What was proved. `sha256` covers every other field. `gaps`, `single_points` and `policy` tell it in words.

    `open` holds the stretches (UTC minutes since 1970) of the gaps that `held` refers to. Read it as: hours that are not known
    count as closed; `is_maybe` says that read as open they would close the gap; `is_made_up` that a made-up number closes it.
    """

    format: int
    inputs: Inputs
    sha256: str
    demands: tuple[Asked, ...]
    ages: tuple[AgeBand | None, ...]
    grounds: tuple[tuple[str, ...], ...]
    held: tuple[Held, ...]
    open: tuple[tuple[Spell, ...], ...]
    cells: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    single_points: tuple[SinglePoint, ...]
    policy: tuple[PolicyFinding, ...]


def certify(proof: Proof, tzdata: str) -> Certificate:
    """Write the certificate of a proof; `tzdata` is the version of the zone rules that the hours were worked out by."""
    tables = _Tables(proof)
    cells = tuple(
        (tables.demand(cell.demand), proof.ages.index(cell.age), proof.grounds.index(cell.ground), tables.held_of(cell.stands))
        for cell in proof.cells
    )
    unsealed = Certificate(
        format=FORMAT,
        inputs=inputs_of(proof.edition, proof.span, tzdata),
        sha256="",
        demands=tuple(tables.demands),
        ages=proof.ages,
        grounds=tuple(tuple(patch.name for patch in ground.patches) for ground in proof.grounds),
        held=tuple(tables.held),
        open=tuple(tables.open),
        cells=cells,
        gaps=gaps_of(proof),
        single_points=tuple(
            single_points(
                proof.edition,
                (
                    (cell.demand, cell.age, cell.ground, promise, stand.rests_on)
                    for cell in proof.cells
                    for promise, stand in cell.promises
                ),
            )
        ),
        policy=audit(proof.edition.policy),
    )
    return msgspec.structs.replace(unsealed, sha256=seal_of(unsealed))


def seal_of(certificate: Certificate) -> str:
    """Return the SHA-256 of everything in the certificate but itself."""
    bare = msgspec.structs.replace(certificate, sha256="")
    return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


def inputs_of(edition: CompiledEdition, span: Window, tzdata: str) -> Inputs:
    """Name everything that a proof of the edition rests on."""
    published = edition.edition
    return Inputs(
        edition=published.number,
        edition_hash=published.hash,
        policy=published.policy.version,
        places_vintage=published.places_vintage,
        tzdata=tzdata,
        clock_changes=tuple(clock_changes(span)),
        holidays_sha256=hashlib.sha256(msgspec.json.encode(published.holidays)).hexdigest(),
        holidays_known_until=edition.calendar.known_until(Nation.ENGLAND),
        start=instant_of(span.start),
        end=instant_of(span.end),
    )


def clock_changes(span: Window) -> Iterator[datetime]:
    """Yield each instant of the span at which London's clocks change."""
    for hour in range(span.start - span.start % 60, span.end, 60):
        before, after = (instant_of(minute).astimezone(LONDON).utcoffset() for minute in (hour - 1, hour))
        if before != after:
            yield instant_of(hour)


def asked_of(demand: Demand) -> Asked:
    """Return a demand as it is told."""
    return Asked(
        contexts=demand.contexts,
        callers=demand.callers,
        known=known_in_words(demand.facts),
        first=demand.first,
        tokens=demand.tokens,
    )


class _Tables:
    """What cells refer to, each thing once."""

    def __init__(self, proof: Proof) -> None:
        self._proof = proof
        self.demands: list[Asked] = []
        self.held: list[Held] = []
        self.open: list[tuple[Spell, ...]] = []
        self._demands: dict[int, int] = {}
        self._held: dict[int, int] = {}
        self._open: dict[int, int] = {}

    def demand(self, demand: Demand) -> int:
        if id(demand) not in self._demands:
            self._demands[id(demand)] = len(self.demands)
            self.demands.append(asked_of(demand))
        return self._demands[id(demand)]

    def held_of(self, stands: tuple[Stand, ...]) -> tuple[int, ...]:
        return tuple(self._stand(stand) for stand in stands)

    def _stand(self, stand: Stand) -> int:
        if id(stand) not in self._held:
            self._held[id(stand)] = len(self.held)
            self.held.append(
                Held(
                    witnesses=stand.witnesses,
                    depth=stand.depth,
                    always=stand.always,
                    gap=self._gap(stand.gap) if stand.gap else None,
                    rests_on=stand.rests_on,
                    is_maybe=stand.is_maybe,
                    is_made_up=stand.is_made_up,
                )
            )
        return self._held[id(stand)]

    def _gap(self, bits: int) -> int:
        if bits not in self._open:
            self._open[bits] = len(self.open)
            self.open.append(self._proof.grid.stretches(bits))
        return self._open[bits]


def single_points(
    edition: CompiledEdition, found: Iterable[tuple[Demand, AgeBand | None, Ground, Promise, tuple[ServiceId, ...]]]
) -> Iterator[SinglePoint]:
    """Yield each number without which a promise would be broken, with whom and where, from what each promise rests on."""
    alone: dict[tuple[tuple[ServiceId, ...], Promise, tuple[str, ...]], list[Someone]] = defaultdict(list)
    for demand, age, ground, promise, services in found:
        if services:
            key = services, promise, known_in_words(demand.facts)
            alone[key] += [Someone(caller, ground.patches, age) for caller in demand.callers]
    every, ages = patches_of(edition), ages_of(edition.bands)
    for (services, promise, known), someone in sorted(alone.items(), key=lambda one: one[0]):
        for reach in reaches(someone, ages):
            who, at_ages = who_in_words(reach.callers, known), ages_in_words(reach.ages, ages)
            where = where_in_words(edition, reach.patches, every)
            yield SinglePoint(services=services, promise=promise, words=f"{listed(services)} alone: {who}, {at_ages}, {where}")


# -------------------------------------------------------------------------------------------------------- the check


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a certificate."""

    words: str


def check_certificate(certificate: Certificate, edition: CompiledEdition) -> tuple[Fault, ...]:
    """Check a certificate against the edition it names; empty: it holds.

    Checked are the cells, how each promise is held, and what is told of gaps and single points; not the causes of gaps.
    """
    if certificate.format != FORMAT:
        return (Fault(f"a certificate of format {FORMAT} is expected"),)
    if seal_of(certificate) != certificate.sha256:
        return (Fault("it was altered after it was made: its SHA-256 does not fit"),)
    span = Window(minute_of(certificate.inputs.start), minute_of(certificate.inputs.end))
    if not edition.window.start <= span.start < span.end <= edition.window.end:
        return (Fault("its days are not those for which hours are worked out here"),)
    expected = inputs_of(edition, span, certificate.inputs.tzdata)
    differing = [name for name in Inputs.__struct_fields__ if getattr(expected, name) != getattr(certificate.inputs, name)]
    if differing:
        return (Fault("it rests on other inputs than these: " + ", ".join(differing)),)
    return tuple(dict.fromkeys(_Checker(certificate, edition, span).faults()))


class _Claim(NamedTuple):
    """One promise of one cell, as the edition makes the cell, and how it is said to be held."""

    demand: Demand
    age: AgeBand | None
    ground: Ground
    promise: Promise
    held: Held


class _Answering(NamedTuple):
    """A service that surely or perhaps answers, and when: surely; surely or not known; surely on a number that is real."""

    service_id: ServiceId
    is_sure: bool
    numbers: frozenset[str]
    is_always: bool
    open: tuple[Spell, ...]
    maybe: tuple[Spell, ...]
    real: tuple[Spell, ...]

    def without(self, taken: tuple[Spell, ...], span: Window) -> _Answering:
        """Return it without the stretches in which another has its duty."""
        return self._replace(open=without(self.open, taken, span), real=without(self.real, taken, span), is_always=False)


class _Checker:
    """Goes through the claims one by one."""

    def __init__(self, certificate: Certificate, edition: CompiledEdition, span: Window) -> None:
        self._certificate = certificate
        self._edition = edition
        self._span = span
        self._grounds = grounds_of(edition, patches_of(edition))
        self._last = {rule.id for rule in edition.policy.rules if is_last_resort(rule)}
        self._answering: dict[tuple[ServiceId, bool, bool], _Answering] = {}
        self._found: dict[tuple[_Answering, ...], Held] = {}
        self._open: dict[tuple[_Answering, ...], tuple[Spell, ...]] = {}
        self._asked_about: set[tuple[object, ...]] = set()
        self._cells: dict[tuple[Facts, AgeBand | None, str], Cell] = {}
        self._known: dict[int, tuple[str, ...]] = {}

    def faults(self) -> Iterator[Fault]:
        misshapen = next(self._misshapen(), None)
        if misshapen is not None:
            yield misshapen
            return
        claims = tuple(self._claims())
        for claim in claims:
            yield from self._wrong(claim)
        yield from self._told_otherwise(claims)
        if self._certificate.policy != audit(self._edition.policy):
            yield Fault("it tells other things of the rules than are so")

    # The cells: everything that must be there, once, and nothing beside.

    def _misshapen(self) -> Iterator[Fault]:
        """Yield what the certificate leaves out or makes up: patches, ages, demands, promises."""
        certificate = self._certificate
        if certificate.grounds != tuple(tuple(patch.name for patch in ground.patches) for ground in self._grounds):
            yield Fault("it does not hold every part of England once, together with those that are served alike")
        if certificate.ages != ages_of(self._edition.bands):
            yield Fault("it does not hold every age")
        if not self._refers_within():
            # Whoever asks takes the first fault, so what follows may rely on this one.
            yield Fault("it refers to what it does not hold")
        told = [(certificate.demands[demand], age, ground) for demand, age, ground, _ in certificate.cells]
        if told != [(asked_of(demand), age, ground) for demand, age, ground in self._cells_expected()]:
            yield Fault("it leaves out a demand that policy can make, or makes one up")
        elif {demand for demand, _, _, _ in certificate.cells} != set(range(len(certificate.demands))):
            yield Fault("it holds demands that it says nothing of")
        if any(len(held) != len(promises_on(self._grounds[ground])) for _, _, ground, held in certificate.cells):
            yield Fault("it leaves out a promise")

    def _refers_within(self) -> bool:
        """Say whether every place in a list is one of the list."""
        certificate = self._certificate
        demands, held, stretches = (range(len(one)) for one in (certificate.demands, certificate.held, certificate.open))
        ages, grounds = range(len(certificate.ages)), range(min(len(certificate.grounds), len(self._grounds)))
        return all(
            demand in demands and age in ages and ground in grounds and all(one in held for one in how)
            for demand, age, ground, how in certificate.cells
        ) and all(one.gap is None or one.gap in stretches for one in certificate.held)

    def _cells_expected(self) -> Iterator[tuple[Demand, int, int]]:
        for index, ground in enumerate(self._grounds):
            for at, age in enumerate(ages_of(self._edition.bands)):
                for demand in plain_demands(self._edition, age, ground):
                    yield demand, at, index

    def _claims(self) -> Iterator[_Claim]:
        certificate = self._certificate
        for (demand, at, index), (_, _, _, held) in zip(self._cells_expected(), certificate.cells, strict=True):
            ground = self._grounds[index]
            for promise, place in zip(promises_on(ground), held, strict=True):
                yield _Claim(demand, certificate.ages[at], ground, promise, certificate.held[place])

    # How a promise is held: the hours of everybody who may keep it, laid end to end.

    def _wrong(self, claim: _Claim) -> Iterator[Fault]:
        """Yield what is wrong with what is said of a promise."""
        answering = tuple(self._answering_of(claim))
        if answering not in self._found:
            self._found[answering], self._open[answering] = self._held_by(answering)
        found, gap = self._found[answering], self._open[answering]
        whose = f"{claim.demand.callers[0]} in {claim.ground.patches[0].name}"
        able = {one.service_id: one for one in answering if one.is_sure}
        if (() if claim.held.gap is None else self._certificate.open[claim.held.gap]) != gap:
            yield Fault(f"{whose}: somebody answers at other times than it says")
        for service_id in claim.held.witnesses:
            if service_id not in able:
                yield Fault(f"{service_id}: it does not answer {whose}")
        witnessed = (spell for service_id in claim.held.witnesses if service_id in able for spell in able[service_id].open)
        if claim.held.gap is None and self._left(witnessed):
            yield Fault(f"{listed(claim.held.witnesses)}: together they are not open all the time")
        if msgspec.structs.replace(claim.held, witnesses=(), gap=None) != found:
            yield Fault(f"{whose}: it counts those who answer otherwise than they are")
        if gap:
            yield from self._answered_in(claim, gap)

    def _answering_of(self, claim: _Claim) -> Iterator[_Answering]:
        """Yield, each once, those who may keep the promise, by the entries themselves."""
        able = {
            one.service.id: one
            for token in tokens_for(claim.promise, claim.demand)
            for one in claim.ground.pools[token]
            if why_left_out(one, claim.demand, claim.age) is None
        }
        hours = {service_id: self._hours(one, claim) for service_id, one in able.items()}
        for service_id, one in able.items():
            mine = hours[service_id]
            taken = [
                spell
                for other_id, other in able.items()
                if mine.is_sure and not hours[other_id].is_sure and relieves(self._edition.policy.counterparts, other, one)
                for spell in hours[other_id].open
            ]
            if claim.promise is not Promise.LOCAL or ENGLAND not in one.service.areas:
                yield mine.without(apart(taken), self._span) if taken else mine

    def _hours(self, compiled: CompiledService, claim: _Claim) -> _Answering:
        is_sure = takes(compiled.service, claim.age) is Certainty.YES
        key = compiled.service.id, claim.demand.is_public, is_sure
        if key not in self._answering:
            self._answering[key] = self._hours_of(compiled, is_public=claim.demand.is_public, is_sure=is_sure)
        return self._answering[key]

    def _hours_of(self, compiled: CompiledService, *, is_public: bool, is_sure: bool) -> _Answering:
        """Return when a service answers, contact by contact."""
        contacts = contacts_given(compiled, is_public=is_public)
        span = self._span.start, self._span.end
        valid = valid_in(compiled, span)
        opens = [(one, tuple(spells_in(one.opening, valid, OpeningState.OPEN))) for one in contacts]
        doubts = [spell for one in contacts for spell in spells_in(one.opening, valid, OpeningState.UNKNOWN)]
        always = [one for one in contacts if one.opening.always_open]
        return _Answering(
            service_id=compiled.service.id,
            is_sure=is_sure,
            numbers=frozenset(
                reached_at(compiled, one) for one in contacts if any(spells_in(one.opening, span, OpeningState.OPEN))
            ),
            is_always=bool(always) and valid == span,
            open=apart(spell for _, spells in opens for spell in spells),
            maybe=apart((*doubts, *(spell for _, spells in opens for spell in spells))) if contacts else (valid,),
            real=apart(
                spell
                for one, spells in opens
                if one.contact.number is None or not is_fictitious(one.contact.number)
                for spell in spells
            ),
        )

    def _held_by(self, answering: tuple[_Answering, ...]) -> tuple[Held, tuple[Spell, ...]]:
        """Return how a promise is held by them, witnesses apart, and when nobody keeps it."""
        units = units_of([one for one in answering if one.is_sure])
        hours = [apart(spell for one in unit for spell in one.open) for unit in units]
        gap = self._left(spell for spells in hours for spell in spells)
        whole = [at for at, spells in enumerate(hours) if not self._left(spells)]
        is_alone = len(whole) == 1 and self._left(
            spell for at, spells in enumerate(hours) if at != whole[0] for spell in spells
        )
        return Held(
            depth=self._fewest(hours),
            always=sum(any(one.is_always for one in unit) for unit in units),
            rests_on=tuple(one.service_id for one in units[whole[0]]) if is_alone else (),
            is_maybe=bool(gap) and not self._left(spell for one in answering for spell in one.maybe),
            is_made_up=not gap and bool(self._left(spell for unit in units for one in unit for spell in one.real)),
        ), gap

    def _left(self, spells: Iterable[Spell]) -> tuple[Spell, ...]:
        """Return what of the span the spells leave free."""
        return between(apart(spells), self._span)

    def _fewest(self, hours: list[tuple[Spell, ...]]) -> int:
        """Count those open at the thinnest moment, going from each opening and closing to the next."""
        edges = sorted({self._span.start, *(edge for spells in hours for spell in spells for edge in spell)} - {self._span.end})
        turns = Counter(start for spells in hours for start, _ in spells)
        turns.subtract(end for spells in hours for _, end in spells)
        return min(accumulate(turns[edge] for edge in edges))

    # The gaps, asked of the router; and what is told of it all.

    def _answered_in(self, claim: _Claim, gap: tuple[Spell, ...]) -> Iterator[Fault]:
        """Yield where the router itself offers somebody who counts, open, at either end of a stretch of a gap.

        Every stretch is asked about once for each demand; in the other places and ages of that demand the first one.
        """
        key = claim.demand.contexts, claim.promise, gap
        ends = [minute for start, end in gap for minute in (start, end - 1)]
        minutes = ends[:1] if key in self._asked_about else ends
        self._asked_about.add(key)
        said = f"{claim.ground.patches[0].name}: somebody answers {claim.demand.callers[0]} in what is said to be a gap"
        offered = (any(self._counts(one, claim) for one in self._rungs(claim, minute)) for minute in minutes)
        yield from (Fault(said) for is_answered in offered if is_answered)

    def _rungs(self, claim: _Claim, minute: int) -> tuple[Standee, ...]:
        patch = claim.ground.patches[0]
        key = claim.demand.facts, claim.age, patch.name
        if key not in self._cells:
            self._cells[key] = cell_for(self._edition, situation_of(claim.demand.facts, claim.age, patch))
        return ladder_at(self._edition, self._cells[key], minute, {}).rungs

    def _counts(self, one: Standee, claim: _Claim) -> bool:
        """Say whether a rung keeps the promise: open, no last resort, no place of another area, sure of the age."""
        candidate = one.candidate
        service, rule_id = candidate.compiled.service, candidate.want.rule_id
        if one.state is not OpeningState.OPEN or rule_id in self._last or candidate.next_area:
            return False
        if rule_id == "P1" and service.kind not in SUITES:
            return False
        pools = (claim.ground.pools[token] for token in tokens_for(claim.promise, claim.demand))
        is_asked = any(named.service.id == service.id for pool in pools for named in pool)
        is_local = claim.promise is not Promise.LOCAL or ENGLAND not in service.areas
        return is_asked and is_local and candidate.eligible is Certainty.YES

    def _told_otherwise(self, claims: tuple[_Claim, ...]) -> Iterator[Fault]:
        """Yield whether the gaps or the single points that people read are others than those of the cells."""
        certificate = self._certificate
        broken = {
            (caller, known, claim.age, patch.name, claim.promise, certificate.open[claim.held.gap])
            for claim in claims
            if claim.held.gap is not None
            for known in (self._known_of(claim.demand),)
            for caller in claim.demand.callers
            for patch in claim.ground.patches
        }
        told = {
            (caller, gap.known, age, place, gap.promise, gap.stretches)
            for gap in certificate.gaps
            for caller in gap.callers
            for age in gap.ages
            for place in gap.places
        }
        if told != broken or not all(map(self._is_said_rightly, certificate.gaps)):
            yield Fault("it tells other gaps than it holds")
        alone = ((claim.demand, claim.age, claim.ground, claim.promise, claim.held.rests_on) for claim in claims)
        if certificate.single_points != tuple(single_points(self._edition, alone)):
            yield Fault("it tells other single points than it holds")

    def _known_of(self, demand: Demand) -> tuple[str, ...]:
        """Return what is known in the contexts of a demand, which is the same in all, worked out once."""
        if id(demand) not in self._known:
            self._known[id(demand)] = known_in_words(demand.facts)
        return self._known[id(demand)]

    def _is_said_rightly(self, gap: Gap) -> bool:
        """Say whether a gap's words name its callers, places, ages and minutes, and its causes all of these minutes."""
        every = patches_of(self._edition)
        where = [patch for patch in every if patch.name in set(gap.places)]
        caused = sorted(spell for _, spells in gap.causes for spell in spells)
        return tuple(caused) == gap.stretches and (gap.who, gap.where, gap.at_ages, gap.when) == (
            who_in_words(gap.callers, gap.known),
            where_in_words(self._edition, where, every),
            ages_in_words(gap.ages, self._certificate.ages),
            in_words(spells_of(gap.stretches, self._span)),
        )


def units_of(answering: list[_Answering]) -> list[list[_Answering]]:
    """Put those together that share a number, one with another."""
    units: list[list[_Answering]] = []
    for one in answering:
        sharing = [unit for unit in units if any(one.numbers & other.numbers for other in unit)]
        units = [unit for unit in units if unit not in sharing] + [[*(other for unit in sharing for other in unit), one]]
    return units


def words_of(certificate: Certificate) -> Iterable[str]:
    """Tell a certificate in lines for people: what was proved, over what, and what was found."""
    inputs = certificate.inputs
    yield (
        f"Edition {inputs.edition} ({inputs.edition_hash[:12]}), {inputs.start:%d %b %Y} to {inputs.end:%d %b %Y}; "
        f"places of {inputs.places_vintage}, zone rules {inputs.tzdata}, bank holidays known until "
        f"{'nobody knows' if inputs.holidays_known_until is None else inputs.holidays_known_until}."
    )
    parts = sum(len(names) for names in certificate.grounds)
    cells = sum(len(certificate.grounds[ground]) * len(held) for _, _, ground, held in certificate.cells)
    broken = sum(
        len(certificate.grounds[ground])
        for _, _, ground, held in certificate.cells
        for one in held
        if certificate.held[one].gap is not None
    )
    yield (
        f"{len(certificate.demands)} demands, {len(certificate.ages)} ages, {parts} parts of England: {cells:,} promises, "
        f"{cells - broken:,} kept at every minute, {broken:,} not."
    )
