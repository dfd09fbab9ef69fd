"""Counting a month from the decision log: `.venv/bin/python -m tests.bench.figures [ROWS]` (100,000 rows if not given).

Measures how long a log takes to be counted for the first time and again, the memory that takes, and for how long at most
the event loop, and so anybody's answer, waits meanwhile.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from routing.context import CallerContext
from routing.router import decide, minimise
from store.database import Database
from store.decisions import Decision, add_decisions
from store.figures import Figures, published
from store.replay import as_decision
from tests.makers import NOW, shipped_edition

PLACES = ("Corby", "Northampton", "Leicester", "Lincoln", "Hull", "Truro", "Leeds")
GROUP = 5_000


def some_decisions() -> list[Decision]:
    """Return real answers to real questions, as they are logged."""
    edition = shipped_edition()
    decisions = []
    for caller in ("police", "carer", "nhs111", "ambulance"):
        for place in PLACES:
            facts = {"caller": caller, "place": place} | ({"s136": "used"} if caller == "police" else {})
            situation = minimise(edition, msgspec.convert(facts, CallerContext), NOW)
            answer = decide(edition, situation, NOW, {})
            decisions.append(as_decision(edition, situation, {}, answer, reader="police", at=NOW))  # type: ignore[arg-type]
    return decisions


async def fill(database: Database, rows: int) -> None:
    """Write a log of so many rows, over a month."""
    some, begin = some_decisions(), datetime(2026, 11, 1, tzinfo=UTC)
    apart = timedelta(days=29) / rows
    for start in range(0, rows, GROUP):
        group = [
            msgspec.structs.replace(some[index % len(some)], decision_id=str(index), decided_at=begin + index * apart)
            for index in range(start, min(start + GROUP, rows))
        ]
        async with database.writing() as connection:
            await add_decisions(connection, group)


async def longest_wait(stop: asyncio.Event) -> float:
    """Return for how long at most the event loop let somebody wait who wants a turn each millisecond."""
    longest = 0.0
    while not stop.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - begun - 0.001)
    return longest


async def longest_wait_in(seconds: float) -> float:
    """Return the longest wait while nothing is done here: what the machine itself makes one wait."""
    stop = asyncio.Event()
    watching = asyncio.create_task(longest_wait(stop))
    await asyncio.sleep(seconds)
    stop.set()
    return await watching


async def measure(rows: int) -> None:
    """Fill a log, count it, and say what that took."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'crisis.sqlite3'}")
        await database.migrate()
        await fill(database, rows)
        idle = await longest_wait_in(1.0)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures = Figures(database)
        begun = time.perf_counter()
        await figures.catch_up(at_ease=0)
        counted = time.perf_counter() - begun
        await figures.forget()
        # As a server does it, behind everybody's back.
        stop = asyncio.Event()
        watching = asyncio.create_task(longest_wait(stop))
        begun = time.perf_counter()
        await figures.catch_up()
        at_ease = time.perf_counter() - begun
        stop.set()
        waited = await watching
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        begun = time.perf_counter()
        month = await published(figures, "2026-11", datetime(2026, 11, 30, tzinfo=UTC), str)
        shown = time.perf_counter() - begun
        await database.close()
    print(f"{rows:,} answers counted in {counted:.1f} s ({rows / counted:,.0f} a second), {grown / 1024:.0f} MB more memory")
    print(f"by a server in {at_ease:.1f} s; nobody waited longer than {1000 * waited:.0f} ms (idle: {1000 * idle:.0f} ms)")
    print(f"the month after that in {1000 * shown:.0f} ms")
    print(f"{len(month.tables)} tables, rounded to {month.rounded_to}")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
