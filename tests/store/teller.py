"""Tells and decides until somebody kills it: what it says on the pipe was acknowledged."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from store.home import open_home
from tests.store.changing import a_small_directory
from tests.store.makers import NOON, a_decision


def decide_for_ever(folder: Path, database_url: str, name: str, pipe: Connection) -> None:
    """Decide in the home, telling on the pipe the ids of what is kept; each turn of the event loop brings a few."""
    asyncio.run(_decide_for_ever(folder, database_url, name, pipe))


async def _decide_for_ever(folder: Path, database_url: str, name: str, pipe: Connection) -> None:
    async with open_home(folder, at=NOON, database_url=database_url, shipped=a_small_directory) as home:
        for turn in range(1_000_000):
            ids = [f"{name}-{turn}-{place}" for place in range(turn % 4 + 1)]
            for decision_id in ids:
                home.decisions.append(msgspec.structs.replace(a_decision(decision_id), decided_at=NOON))
            await home.queue.kept()
            pipe.send(ids)
            if turn % 10 == 9:
                await home.decisions.flush()  # so that kills fall between delivery and deletion too
