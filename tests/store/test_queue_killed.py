"""Whoever kills a process at any moment loses no decision that it had acknowledged, and none is in the log twice."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from store.home import open_home
from tests.store.changing import a_small_directory
from tests.store.makers import NOON
from tests.store.queueing import on_disk
from tests.store.teller import decide_for_ever
from tests.thorough import times

pytestmark = pytest.mark.anyio

LONGEST = 0.2
"""Seconds from the first acknowledgement to the kill."""

LOADED = ["tests.store.teller", "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.dialects.postgresql.asyncpg"]

KILLS = {"sqlite": times(12, 100), "postgresql": times(6, 30)}


async def test_every_acknowledged_decision_is_in_the_log_once(database_url: str, tmp_path: Path) -> None:
    folder, chance = tmp_path / "home", Random(136)
    acknowledged: list[str] = []
    async with open_home(folder, at=NOON, database_url=database_url, shipped=a_small_directory):
        pass
    for kill in range(KILLS[database_url.partition(":")[0]]):
        acknowledged += await asyncio.to_thread(killed_somewhere, folder, database_url, f"k{kill}", chance)
    async with open_home(folder, at=NOON, database_url=database_url, shipped=a_small_directory) as home:
        await home.queue.flush()
        kept = Counter([logged.decision.decision_id for logged in await home.decisions_after(0, limit=1_000_000)])
        assert (await home.verify_chain()).broken_at is None
    assert acknowledged
    assert [one for one in acknowledged if not kept[one]] == []
    assert set(kept.values()) == {1}
    assert on_disk(folder) == []


def killed_somewhere(folder: Path, url: str, name: str, chance: Random) -> list[str]:
    """Start a process that decides, kill it at a random moment, and return what it acknowledged."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(LOADED)
    receiver, sender = forks.Pipe(duplex=False)
    child = forks.Process(target=decide_for_ever, args=(folder, url, name, sender), daemon=True)
    child.start()
    sender.close()
    said: list[str] = receiver.recv()
    child.join(chance.random() * LONGEST)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    while receiver.poll():
        try:
            said += receiver.recv()
        except EOFError:
            break
    receiver.close()
    assert child.exitcode == -signal.SIGKILL
    return said
