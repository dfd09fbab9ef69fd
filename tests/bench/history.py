"""How long the history of an entry and an undo take: `python -m tests.bench.history 10000 1000` (services, editions).

An edition is published for each change, one after the other, and that is what takes the time: a minute for each hundred.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from routing.change import ChangeSet, applied
from store.changes import Happened, add_change, add_event, event_of
from store.editions import Contents, Signature, contents_of
from store.home import Home, open_home
from tests.store.changing import a_line, a_small_directory
from tests.store.makers import NOON

BUSY = "line-00017"
"""The entry whose history is read: every twentieth edition changes it."""


def contents(services: int) -> Contents:
    """Return so many lines."""
    lines = tuple(a_line(f"line-{number:05}", f"96{number % 10_000:04}") for number in range(services))
    return msgspec.structs.replace(a_small_directory(), services=lines)


async def publish(home: Home, step: int) -> None:
    """Publish one corrected number as a change, unchecked: checks are not what is measured here."""
    signature = Signature(by="bench", reason="a number", at=NOON + timedelta(minutes=step))
    edition = (await home.current_edition(NOON)).edition
    entry = BUSY if step % 20 == 0 else f"line-{step % 200:05}"
    change = ChangeSet(services=(a_line(entry, f"96{step % 10_000:04}"),))
    async with home._database.writing() as connection:
        number = await add_change(connection, change, signature, based_on=edition.number)
    published = await home.publish(contents_of(applied(change, edition)), signature, based_on=edition.number)
    async with home._database.writing() as connection:
        await add_event(connection, number, event_of(Happened.PUBLISHED, signature, edition=published.number))


async def timed(what: str, act: Callable[[], Awaitable[object]], times: int = 50) -> None:
    """Print the median and the slowest of several times."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{what}: median {sorted(taken)[times // 2]:.1f} ms, slowest {max(taken):.1f} ms")


async def bench(services: int, editions: int) -> None:
    """Publish the editions, then time."""
    with tempfile.TemporaryDirectory() as place:
        async with open_home(Path(place), at=NOON, shipped=lambda: contents(services)) as home:
            for step in range(1, editions):
                await publish(home, step)
            versions = await home.history(BUSY)
            kept = await home.change(versions[0].change or 1)
            await timed(f"history of {len(versions)} versions", lambda: home.history(BUSY))
            await timed("undo of one entry", lambda: home.undo_of(kept, NOON))
            await timed(f"list of {editions - 1} changes", lambda: home.changes(limit=1000))


if __name__ == "__main__":
    asyncio.run(bench(*(int(word) for word in sys.argv[1:3])))
