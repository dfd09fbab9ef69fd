"""Whoever kills a publisher at any moment finds the old edition or the new one whole, and everything that was acknowledged."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from store.changes import ChangeState
from store.home import Home, open_home
from store.snapshot import find_newest_snapshot
from tests.store.changing import a_small_directory
from tests.store.makers import NOON
from tests.store.publisher import ACKNOWLEDGED, BEGUN, publish_for_ever
from tests.thorough import times

pytestmark = pytest.mark.anyio

LONGEST = 0.04
"""Seconds until the kill; publishing takes about half of it, so that kills fall anywhere in it and between two."""


class Told(NamedTuple):
    """What a publisher said before it was killed: the edition of each change that it acknowledged, and its last word."""

    editions: dict[int, int]
    last: str


LOADED = ["tests.store.publisher", "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.dialects.postgresql.asyncpg"]
"""What a publisher is forked with: starting an interpreter 200 times would be most of the test."""

KILLS = {"sqlite": times(40, 200), "postgresql": times(8, 30)}


async def test_never_half_an_edition_and_never_a_lost_acknowledged_change(database_url: str, tmp_path: Path) -> None:
    kills = KILLS[database_url.partition(":")[0]]
    folder, chance, interrupted, seen, acknowledged = tmp_path / "home", Random(136), 0, 1, 1
    async with open_home(folder, at=NOON, database_url=database_url, shipped=a_small_directory) as home:
        for _ in range(kills):
            told = await asyncio.to_thread(killed_somewhere, folder, database_url, seen, chance)
            # What was published and not acknowledged may be in the database alone: the next start writes its snapshot.
            acknowledged = max((acknowledged, *told.editions.values()))
            newest = await look_at(home, folder, seen, told, acknowledged)
            interrupted += told.last == BEGUN
            seen = newest
        assert seen > kills / 4
        assert interrupted > kills / 4
        await look_at_all(home, seen)


def killed_somewhere(folder: Path, url: str, seen: int, chance: Random) -> Told:
    """Start a publisher, kill it at a random moment of its first or second edit, and return what it said."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(LOADED)
    receiver, sender = forks.Pipe(duplex=False)
    child = forks.Process(target=publish_for_ever, args=(folder, url, seen * 7, sender), daemon=True)
    child.start()
    sender.close()
    said = [receiver.recv() for _ in range(chance.choice((1, 3)))]
    child.join(chance.random() * LONGEST)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while receiver.poll():
        try:
            said.append(receiver.recv())
        except EOFError:
            break
    receiver.close()
    assert child.exitcode == -signal.SIGKILL
    return Told({number: edition for what, number, edition in said if what == ACKNOWLEDGED}, said[-1][0])


async def look_at(home: Home, folder: Path, seen: int, told: Told, acknowledged: int) -> int:
    """Check what the last kill left behind, and return the newest edition."""
    snapshot = find_newest_snapshot(folder / "editions")
    newest = (await home.editions())[0].number
    assert newest >= seen
    assert snapshot is not None
    assert acknowledged <= snapshot.edition.number <= newest
    for number in range(seen, newest + 1):
        whole = await home.edition(number)  # raises where anything of it is not as it was published
        assert len(whole.services) == 2
    for number, edition in told.editions.items():
        assert (await home.change(number)).line.edition == edition
    return newest


async def look_at_all(home: Home, newest: int) -> None:
    """Check that the chain of editions is whole, and that each but the first is exactly one change's."""
    assert await home.check_editions() == ()
    lines = await home.changes(limit=10_000)
    assert all((line.edition is not None) is (line.state is ChangeState.PUBLISHED) for line in lines)
    published = [line.edition for line in lines if line.edition is not None]
    assert sorted(published) == list(range(2, newest + 1))
