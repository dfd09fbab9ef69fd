"""How things stand at the desk, as figures: taken when Prometheus asks, and time and again where there are several workers."""

from __future__ import annotations

import asyncio

import structlog

from web.desk import Desk
from web.rooms import reports_held

MEASURED_EVERY = 5.0
"""Seconds until a worker that was not itself asked has told its figures again."""

_log = structlog.get_logger("web.measuring")


async def measure(desk: Desk) -> None:
    """Set every figure that is about how things stand now."""
    figures, held, at = desk.metrics, desk.held, desk.clock()
    figures.ready.set(desk.ready)
    figures.database_up.set(desk.database_up)
    figures.refused.set(desk.refused or 0)
    figures.count_queue(desk.home.queue.state(at))
    figures.count_rooms(reports_held(desk))
    if held is None:
        return
    edition = held.current.edition
    figures.edition.set(edition.number)
    figures.edition_age.set((at - edition.published_at).total_seconds())
    figures.unconfirmed.set(held.current.age(at).total_seconds())
    if desk.clock_skew_seconds is not None:
        figures.clock_skew.set(desk.clock_skew_seconds)
    figures.faults.set(len(held.compiled.faults))
    figures.overdue.set(await held.work.entries_overdue(at))


async def measure_for_ever(desk: Desk) -> None:
    """Keep the figures of this worker up to date for whichever worker is asked; a fault is logged, and the next is taken."""
    while True:
        try:
            await measure(desk)
        except Exception as fault:  # noqa: BLE001 (a figure that cannot be taken must not end the others)
            _log.error("the figures of this worker cannot be taken", fault=type(fault).__name__)
        await asyncio.sleep(MEASURED_EVERY)
