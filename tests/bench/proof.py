"""How long the proof takes, an edit's part of it, the differences that an edit makes, and publishing the edit."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import NamedTuple, TypeVar

import msgspec

from directory.assurance import Assurance, Confidence
from directory.numbers import E164Number
from directory.opening import OpeningState, Window
from directory.places import Gazetteer
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from routing.candidates import contacts_given
from routing.change import ChangeSet, applied
from routing.checks import losses
from routing.difference import TooWide, differences
from routing.edition import CompiledEdition, CompiledService, compile_edition
from routing.proof import PROVED_DAYS, Cell, Proof, ages_of, demands_of, grounds_of, patches_of, prove
from routing.situation import AgeBand
from routing.spells import Spell
from seed.places import load_gazetteer
from store.checking import Checker, span_from
from store.editions import Signature
from store.home import load_shipped, open_home
from tests.bench.calls import DAY_BEGINS
from tests.bench.table import Chapter, Row
from tests.makers import an_edition, shipped_edition

PROVED = 14_400
"""So many contexts-and-areas are to be proved within the second."""

PROVE_S, EDIT_S, PUBLISH_S = 1.0, 0.05, 2.0
TIMES = 3
SAMPLE = 50
"""How many cells the peer is asked: it takes too long for all."""

SPARE = E164Number(e164="+441632960999")
NATIONAL = "samaritans"

METHOD = f"""\
Every demand of the shipped policy, at every age and in every part of England, over {PROVED_DAYS} days: three promises with \
their depth. A *cell* is a demand at an age on ground that the same services serve; a *context-and-area* is one caller with \
what is known, at one age, in one part of England. *Compiling* is done once an edition; *proving* starts when it is done. As \
many ages as make {PROVED:,} contexts-and-areas are proved for the budget, and then all. The peer merges the intervals of \
those that surely answer, sorted, with a running end: one promise, no depth, in pure Python, on {SAMPLE} cells spread over \
all, and reckoned up from those. It finds the same gaps. Edits are of a local crisis team; those of a national line and of a \
place of safety are made in the shipped directory, for what they do to the answers takes too long in the made-up one. Edits \
are asked as a running server asks, with the demands known. *Publishing* goes through a home on SQLite: proposed, checked \
(validity, differences, proof) and published. Processor time; where nothing is kept from one to the next, the least of \
{TIMES}."""

Made = TypeVar("Made")


class Timed(NamedTuple):
    """Seconds that something took."""

    seconds: float

    def row(self, what: str, budget: float | None = None) -> Row:
        """Write it down, with its verdict where there is a budget."""
        if budget is None:
            return Row(what, in_words(self.seconds))
        return Row(what, in_words(self.seconds), f"<= {in_words(budget)}", self.seconds <= budget)


def in_words(seconds: float) -> str:
    """Write seconds, as milliseconds where they are few."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def timed(act: Callable[[], Made]) -> tuple[Made, Timed]:
    """Do it; return what came of it with the processor time."""
    gc.collect()
    began = process_time()
    made = act()
    return made, Timed(process_time() - began)


def least(act: Callable[[], object]) -> Timed:
    """Do it several times and return the shortest."""
    return min(timed(act)[1] for _ in range(TIMES))


def bench_proof(home: Path, services: tuple[Service, ...]) -> Chapter:
    """Prove, edit, compare and publish; `home` is a folder that does not exist yet."""
    gazetteer, span = load_gazetteer(), span_from(DAY_BEGINS)
    sealed, window = an_edition(services), Window.around(DAY_BEGINS)
    edition, compiling = timed(lambda: compile_edition(sealed, gazetteer, window))
    rows = [compiling.row(f"compiling {len(services):,} services"), *proving(edition, span), *editing(edition, span)]
    rows += editing_shipped(compile_edition(shipped_edition().edition, gazetteer, window), span)
    rows += asyncio.run(publishing(home, services, edition, gazetteer))
    return Chapter("Proof", METHOD, tuple(rows))


# The whole proof


def proving(edition: CompiledEdition, span: Window) -> Iterator[Row]:
    """Prove the edition, and let the peer say one promise of some cells."""
    grounds = grounds_of(edition, patches_of(edition))
    ages = ages_of(edition.bands)
    _, asking = timed(lambda: [demands_of(edition, age, ground) for ground in grounds for age in ages])
    yield asking.row("compiling: the demands of the policy")

    def laid() -> Proof:
        proof = Proof(edition, grounds, span)
        for compiled in served(proof):
            for contact in compiled.contacts:
                proof.grid.row(contact.opening)
        return proof

    proof, laying = timed(laid)
    yield laying.row(f"compiling: {proof.grid.pieces:,} pieces of the span, hours laid on them")
    enough = next(count for count in range(1, len(ages) + 1) if asked_by(proof, ages[:count]) >= PROVED)
    shorter = laid()
    _, short = timed(lambda: shorter.prove(ages[:enough], None))
    yield short.row(f"proving {contexts_of(shorter):,} contexts-and-areas, in {len(shorter.cells):,} cells", PROVE_S)
    _, whole = timed(lambda: proof.prove(ages, None))
    yield whole.row(f"proving all {contexts_of(proof):,} contexts-and-areas, in {len(proof.cells):,} cells")
    sample = proof.cells[:: len(proof.cells) // SAMPLE][:SAMPLE]
    found, merging = timed(lambda: [uncovered(cell, span) for cell in sample])
    if found != [proof.grid.stretches(cell.stands[0].gap) for cell in sample]:
        raise AssertionError("the peer finds other gaps")
    reckoned = merging.seconds / len(sample) * len(proof.cells)
    yield Row(
        "interval merge, one promise of all, reckoned", f"{in_words(reckoned)}, {reckoned / whole.seconds:,.0f} times ours"
    )


def served(proof: Proof) -> Iterator[CompiledService]:
    """Yield every service that is asked for anywhere."""
    pools = (pool for ground in proof.grounds for pool in ground.pools.values())
    yield from {one.service.id: one for pool in pools for one in pool}.values()


def contexts_of(proof: Proof) -> int:
    """Count contexts-and-areas."""
    return sum(len(cell.ground.patches) * len(cell.demand.contexts) for cell in proof.cells)


def asked_by(proof: Proof, ages: tuple[AgeBand | None, ...]) -> int:
    """Count the contexts-and-areas of some ages before they are proved."""
    return sum(
        len(ground.patches) * len(demand.contexts)
        for ground in proof.grounds
        for age in ages
        for demand in demands_of(proof.edition, age, ground)
        if demand.is_plain
    )


def uncovered(cell: Cell, span: Window) -> tuple[Spell, ...]:
    """Return when nobody surely answers: the peer, which sorts intervals and keeps a running end."""
    sure = {backer.line.service_id for backer in cell.stands[0].backers if backer.is_sure}
    pools = (pool for token, pool in cell.ground.pools.items() if token in cell.demand.tokens)
    intervals = sorted(
        interval
        for one in {one.service.id: one for pool in pools for one in pool if one.service.id in sure}.values()
        for interval in open_intervals(one, span, is_public=cell.demand.is_public)
    )
    gaps, until = [], span.start
    for start, end in intervals:
        if start > until:
            gaps.append((until, start))
        until = max(until, end)
    return (*gaps, (until, span.end)) if until < span.end else tuple(gaps)


def open_intervals(compiled: CompiledService, span: Window, *, is_public: bool) -> Iterator[Spell]:
    """Yield when any contact that may be given is open; no entry of the fleet begins or ends."""
    for contact in contacts_given(compiled, is_public=is_public):
        for part in contact.opening.intervals(span.start, span.end):
            if part.state is OpeningState.OPEN:
                yield part.start, part.end


# One edit


def editing(edition: CompiledEdition, span: Window) -> Iterator[Row]:
    """Time the proof and the differences of edits to a local team: its number, its hours, its end."""
    local = one_of("crhtt", edition.edition.services)
    edits = {
        "a local number": ChangeSet(services=(renumbered(local),)),
        "local hours": ChangeSet(services=(reopened(local),)),
        "a local service withdrawn": ChangeSet(withdrawn=(local.id,)),
    }
    for what, change in edits.items():
        yield from edited(what, change, edition, span, EDIT_S)


def editing_shipped(edition: CompiledEdition, span: Window) -> Iterator[Row]:
    """Time edits that reach far, in the shipped directory: a number for all England, one of a place of safety."""
    services = edition.edition.services
    national = next(service for service in services if service.id == NATIONAL)
    suite = next(service for service in services if service.kind == "hbpos_adult")
    prove(edition, span)  # what a running server has worked out before: the demands
    yield from edited("shipped, a national number", ChangeSet(services=(renumbered(national),)), edition, span)
    yield from edited("shipped, a place of safety's number", ChangeSet(services=(renumbered(suite),)), edition, span)


def edited(what: str, change: ChangeSet, edition: CompiledEdition, span: Window, budget: float | None = None) -> Iterator[Row]:
    """Time one edit."""
    after = compile_edition(applied(change, edition.edition), edition.gazetteer, edition.window, edition)
    yield least(lambda: list(losses(edition, after, span))).row(f"{what}: proved again", budget)
    told, comparing = timed(lambda: differences_in_words(edition, after, span))
    yield comparing.row(f"{what}: {told}")


def differences_in_words(edition: CompiledEdition, after: CompiledEdition, span: Window) -> str:
    """Say how many answers differ, or that they are too many to be told: that is found out in time as well."""
    try:
        return f"{len(differences(edition, after, span))} differences of answers"
    except TooWide:
        return "differences of answers, too many to be told"


def one_of(kind: str, services: tuple[Service, ...]) -> Service:
    """Return a made-up service of a kind with one contact: a door that is made up has no address, and may not be published."""
    made_up = (service for service in services if service.id.startswith("synth-"))
    return next(service for service in made_up if service.kind == kind and len(service.contacts) == 1)


def renumbered(service: Service, number: E164Number = SPARE) -> Service:
    """Give a service another number; what was made up of its sources is left out, for no seed has it."""
    bare = Assurance(confidence=Confidence.INVENTED)
    first, *others = (msgspec.structs.replace(one, assurance=bare, hours_assurance=bare) for one in service.contacts)
    return msgspec.structs.replace(service, assurance=bare, contacts=(msgspec.structs.replace(first, number=number), *others))


def reopened(service: Service) -> Service:
    """Open a service all hours."""
    first, *others = service.contacts
    return msgspec.structs.replace(service, contacts=(msgspec.structs.replace(first, schedule=ALWAYS_OPEN), *others))


# Publishing


async def publishing(
    home: Path, services: tuple[Service, ...], known: CompiledEdition, gazetteer: Gazetteer
) -> tuple[Row, ...]:
    """Publish two corrections of a number through a home, with every check; the first finds nothing kept."""
    contents = msgspec.structs.replace(load_shipped(), services=services)
    local = one_of("crhtt", services)
    async with open_home(home, at=DAY_BEGINS, shipped=lambda: contents) as opened:
        checker = Checker(gazetteer, opened.scenarios)
        server = compile_edition(known.edition, gazetteer, known.window)

        async def published(digits: int) -> Timed:
            change = ChangeSet(services=(renumbered(local, E164Number(e164=f"+44163296{digits:04}")),))
            gc.collect()
            began = process_time()
            number = await opened.propose(change, signed(DAY_BEGINS))
            await opened.check(number, signed(DAY_BEGINS), checker, server)
            await opened.publish_change(number, signed(DAY_BEGINS), checker, server)
            return Timed(process_time() - began)

        first = await published(991)
        later = await published(992)
    return first.row("publishing an edit, the first of a process"), later.row("publishing an edit", PUBLISH_S)


def signed(at: datetime) -> Signature:
    """Sign as the bench."""
    return Signature(by="make bench", reason="a correction", at=at)
