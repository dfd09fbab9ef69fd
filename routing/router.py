"""The router: a caller's situation in, one answer out. Start here.

The context is minimised to a situation; policy turns its facts into a plan of what kinds of service are wanted; the
services of the edition that fit the plan at that place are its candidates; at the instant they are put in order. Each
step is kept while nothing that it depends on changes, so the same code answers one call, a fortnight and the proof.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from directory.capacity import Capacity
from directory.opening import instant_of
from routing.answer import Answer
from routing.cells import cell_for
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.moment import moment_at
from routing.situation import Situation, instant_meant, situate


def answer(edition: CompiledEdition, context: CallerContext, at: datetime, capacity: Capacity) -> Answer:
    """Find whom this caller should ring, in order, and say why.

    `at` is the instant to answer for; a time without offset is Europe/London (instant_meant). Raises ContextRejected
    where a fact cannot be so. Never empty (I1); the same edition, context, instant and capacity give the same bytes (I10).
    """
    instant, _ = instant_meant(at)
    return decide(edition, minimise(edition, context, instant), instant, capacity)


def minimise(edition: CompiledEdition, context: CallerContext, at: datetime) -> Situation:
    """Return everything of the context that the answer depends on and nothing that finds the person."""
    return situate(context, at, locate=edition.locate, bands=edition.bands, older_from=edition.older_from)


def decide(edition: CompiledEdition, situation: Situation, at: datetime, capacity: Capacity) -> Answer:
    """Answer for a situation at an instant (UTC)."""
    cell = cell_for(edition, situation)
    moment = moment_at(edition, cell, at, capacity)
    stamp = f"{at.isoformat()}{moment.reports}".encode()
    return Answer(
        decision=hashlib.blake2b(cell.fingerprint + stamp, digest_size=12).hexdigest(),
        edition=edition.edition.number,
        edition_hash=edition.edition.hash,
        at=at,
        place=situation.place,
        options=moment.options,
        messages=moment.messages,
        ask=moment.ask,
        targets=moment.targets,
        passed_over=moment.passed_over,
        valid_until=None if moment.end is None else instant_of(moment.end),
    )
