"""The certificate: what a proof found, in a form that anybody can check without trusting how it was found.

For each cell it names the services that together never close, or the minutes in which nobody answers. The check uses neither
the bits of the proof nor its grouping: it lays the hours of the named services end to end, asks of each whether it takes such a
caller there, and puts the question to the router itself at both ends of every gap.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from directory.certainty import Certainty
from directory.kinds import NAMED_SERVICES
from directory.opening import OpeningState, Window, instant_of, minute_of
from directory.schedule import Nation
from directory.service import ServiceId
from routing.answer import NextArea, Option
from routing.audit import PolicyFinding, audit
from routing.candidates import ENGLAND, contacts_given, kinds_of, takes
from routing.cells import Cell, cell_for
from routing.demand import Demand, is_last_resort, known_in_words
from routing.edition import CompiledEdition, CompiledService, midnight
from routing.facts import PUBLIC_CALLERS, Facts
from routing.gaps import Gap, gaps_of
from routing.moment import moment_at
from routing.policy import Token
from routing.proof import (
    PROMISES,
    Patch,
    Promise,
    Proof,
    Stand,
    ages_of,
    grounds_of,
    patches_of,
    plain_demands,
    situation_of,
)
from routing.situation import LONDON, AgeBand
from routing.spells import Spell, apart
from routing.suites import SUITES
from routing.telling import Someone, ages_in_words, listed, reaches, where_in_words, who_in_words

FORMAT = 1


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the proof rests on. `holidays_known_until` is the last day for which England's list is known.

    `tzdata` names the zone rules that were installed; what counts of them is `clock_changes`, those of London in the span.
    """

    edition: int
    edition_hash: str
    policy: str
    places_vintage: str
    tzdata: str
    clock_changes: tuple[datetime, ...]
    holidays_sha256: str
    holidays_known_until: date | None
    start: datetime
    end: datetime


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
        single_points=tuple(single_points_of(proof)),
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
            self.demands.append(
                Asked(
                    contexts=demand.contexts,
                    callers=demand.callers,
                    known=known_in_words(demand.facts),
                    first=demand.first,
                    tokens=demand.tokens,
                )
            )
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


def single_points_of(proof: Proof) -> Iterator[SinglePoint]:
    """Yield each number without which a promise would be broken, with whom and where."""
    found: dict[tuple[tuple[ServiceId, ...], Promise, tuple[str, ...]], list[Someone]] = defaultdict(list)
    for cell in proof.cells:
        for promise, stand in cell.promises:
            if stand.rests_on:
                key = stand.rests_on, promise, known_in_words(cell.demand.facts)
                found[key] += [Someone(caller, cell.ground.patches, cell.age) for caller in cell.demand.callers]
    every = patches_of(proof.edition)
    for (services, promise, known), someone in sorted(found.items(), key=lambda one: one[0]):
        for reach in reaches(someone, proof.ages):
            who, ages = who_in_words(reach.callers, known), ages_in_words(reach.ages, proof.ages)
            where = where_in_words(proof.edition, reach.patches, every)
            yield SinglePoint(services=services, promise=promise, words=f"{listed(services)} alone: {who}, {ages}, {where}")


# -------------------------------------------------------------------------------------------------------- the check


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a certificate."""

    words: str


def check_certificate(certificate: Certificate, edition: CompiledEdition) -> tuple[Fault, ...]:
    """Check every claim of a certificate against the edition it names; empty: every claim holds."""
    if certificate.format != FORMAT:
        return (Fault(f"a certificate of format {FORMAT} is expected"),)
    if seal_of(certificate) != certificate.sha256:
        return (Fault("it was altered after it was made: its SHA-256 does not fit"),)
    span = Window(minute_of(certificate.inputs.start), minute_of(certificate.inputs.end))
    expected = inputs_of(edition, span, certificate.inputs.tzdata)
    differing = [name for name in Inputs.__struct_fields__ if getattr(expected, name) != getattr(certificate.inputs, name)]
    if differing:
        return (Fault("it rests on other inputs than these: " + ", ".join(differing)),)
    return tuple(dict.fromkeys(_Checker(certificate, edition, span).faults()))


class _Claim(NamedTuple):
    """One promise of one cell, in one patch of its ground."""

    asked: Asked
    age: AgeBand | None
    patch: Patch
    promise: Promise
    held: Held


class _Checker:
    """Goes through the claims one by one."""

    def __init__(self, certificate: Certificate, edition: CompiledEdition, span: Window) -> None:
        self._certificate = certificate
        self._edition = edition
        self._span = span
        self._patches = {patch.name: patch for patch in patches_of(edition)}
        self._covers: dict[tuple[tuple[ServiceId, ...], bool], bool] = {}
        self._last = {rule.id for rule in edition.policy.rules if is_last_resort(rule)}
        self._gaps: set[tuple[object, ...]] = set()
        self._cells: dict[tuple[Facts, AgeBand | None, str], Cell] = {}

    def faults(self) -> Iterator[Fault]:
        yield from self._missing()
        for claim in self._claims():
            if claim.held.gap is None:
                yield from self._kept(claim)
            else:
                yield from self._broken(claim)

    def _claims(self) -> Iterator[_Claim]:
        certificate = self._certificate
        for demand, age, ground, held in certificate.cells:
            patch = self._patches[certificate.grounds[ground][0]]
            for promise, place in zip(PROMISES, held, strict=False):
                yield _Claim(certificate.demands[demand], certificate.ages[age], patch, promise, certificate.held[place])

    def _missing(self) -> Iterator[Fault]:
        """Yield what the certificate leaves out: patches, ages, demands."""
        certificate = self._certificate
        named = [name for ground in certificate.grounds for name in ground]
        if sorted(named) != sorted(self._patches):
            yield Fault("it does not hold every part of England once")
            return
        if certificate.ages != ages_of(self._edition.bands):
            yield Fault("it does not hold every age")
            return
        # Patches of one ground must be alike, or one could not speak for all.
        grounds = grounds_of(self._edition, self._patches.values())
        together = {patch.name: index for index, ground in enumerate(grounds) for patch in ground.patches}
        if any(len({together[name] for name in names}) > 1 for names in certificate.grounds):
            yield Fault("it puts places together that other services serve")
            return
        told = {
            (facts, age, ground)
            for demand, age, ground, _ in certificate.cells
            for facts in certificate.demands[demand].contexts
        }
        for index, names in enumerate(certificate.grounds):
            ground = grounds[together[names[0]]]
            for at, age in enumerate(certificate.ages):
                for demand in plain_demands(self._edition, age, ground):
                    if any((facts, at, index) not in told for facts in demand.contexts):
                        yield Fault("it leaves out a demand that policy can make")
                        return

    def _kept(self, claim: _Claim) -> Iterator[Fault]:
        """Yield what is wrong with a promise said to be kept."""
        is_public = claim.asked.contexts[0].caller in PUBLIC_CALLERS
        key = claim.held.witnesses, is_public
        if key not in self._covers:
            self._covers[key] = self._cover(*key)
        if not self._covers[key]:
            yield Fault(f"{listed(claim.held.witnesses)}: together they are not open all the time")
        for service_id in claim.held.witnesses:
            if not self._answers(service_id, claim, is_public=is_public):
                yield Fault(f"{service_id}: it does not answer {claim.asked.callers[0]} in {claim.patch.name}")

    def _compiled(self, service_id: ServiceId) -> CompiledService | None:
        of_policy = {one.service.id: one for one in self._edition.last_resort}
        return self._edition.services.get(service_id) or of_policy.get(service_id)

    def _cover(self, services: tuple[ServiceId, ...], is_public: bool) -> bool:
        """Lay the hours of the services end to end and say whether nothing is missing."""
        stretches: list[Spell] = []
        for service_id in services:
            compiled = self._compiled(service_id)
            for one in () if compiled is None else contacts_given(compiled, is_public=is_public):
                parts = one.opening.intervals(self._span.start, self._span.end)
                stretches += [
                    (max(part.start, start), min(part.end, end))
                    for part in parts
                    for start, end in [self._valid(compiled)]
                    if part.state is OpeningState.OPEN
                ]
        whole = apart(stretch for stretch in stretches if stretch[0] < stretch[1])
        return whole == ((self._span.start, self._span.end),)

    def _valid(self, compiled: CompiledService | None) -> Spell:
        """Return from when to when an entry holds."""
        service = None if compiled is None else compiled.service
        begins = None if service is None else service.valid_from
        ends = None if service is None else service.valid_to
        return (
            self._span.start if begins is None else midnight(begins),
            self._span.end if ends is None else midnight(ends + timedelta(days=1)),
        )

    def _answers(self, service_id: ServiceId, claim: _Claim, *, is_public: bool) -> bool:
        """Say whether the service surely answers such a caller there, by its own entry."""
        compiled = self._compiled(service_id)
        if compiled is None or not contacts_given(compiled, is_public=is_public):
            return False
        service = compiled.service
        tokens = claim.asked.first if claim.promise is Promise.FIRST else claim.asked.tokens
        named = any(
            service.id == token if token in NAMED_SERVICES else service.kind in kinds_of(self._edition, token)
            for token in tokens
        )
        areas = {share.area for share in claim.patch.located.place.areas} or {ENGLAND}
        is_here = bool(areas.intersection(service.areas))
        is_local = claim.promise is not Promise.LOCAL or ENGLAND not in service.areas
        return named and is_here and is_local and takes(service, claim.age) is Certainty.YES

    def _broken(self, claim: _Claim) -> Iterator[Fault]:
        """Yield what is wrong with a gap: somebody whom the router itself offers, open, at either end of a stretch of it.

        Every stretch is asked about once for each demand; in the other places and ages of that demand the first one.
        """
        stretches = self._certificate.open[claim.held.gap or 0]
        key = claim.asked.callers, claim.asked.known, claim.promise, claim.held
        ends = [minute for start, end in stretches for minute in (start, end - 1)]
        minutes = ends[:1] if key in self._gaps else ends
        self._gaps.add(key)
        for minute in minutes:
            if any(self._counts(option, claim) for option in self._options(claim, minute)):
                yield Fault(f"{claim.patch.name}: somebody answers {claim.asked.callers[0]} in what is said to be a gap")

    def _options(self, claim: _Claim, minute: int) -> tuple[Option, ...]:
        key = claim.asked.contexts[0], claim.age, claim.patch.name
        if key not in self._cells:
            self._cells[key] = cell_for(self._edition, situation_of(claim.asked.contexts[0], claim.age, claim.patch))
        return moment_at(self._edition, self._cells[key], instant_of(minute), {}).options

    def _counts(self, option: Option, claim: _Claim) -> bool:
        """Say whether an option keeps the promise: open, no last resort, no place of another area, sure of the age."""
        if option.state.state is not OpeningState.OPEN or option.rule_id in self._last:
            return False
        if any(isinstance(reason, NextArea) for reason in option.reasons) or (
            option.rule_id == "P1" and option.kind not in SUITES
        ):
            return False
        compiled = self._compiled(option.service_id)
        if compiled is None or takes(compiled.service, claim.age) is not Certainty.YES:
            return False
        if claim.promise is Promise.LOCAL:
            return ENGLAND not in compiled.service.areas
        return claim.promise is Promise.ANSWERED or self._is_first(option, claim.asked)

    def _is_first(self, option: Option, asked: Asked) -> bool:
        kinds: set[str] = set()
        for token in asked.first:
            kinds |= {token} if token in NAMED_SERVICES else set(kinds_of(self._edition, token))
        return option.kind in kinds or option.service_id in kinds


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
