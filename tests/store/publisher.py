"""Publishes edit after edit until somebody kills it: what it says on the pipe was acknowledged."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path

from store.checking import what_ships
from store.home import open_home
from tests.makers import the_gazetteer
from tests.store.changing import a_checker, a_small_directory, edited
from tests.store.makers import NOON, signed

BEGUN, ACKNOWLEDGED = "begun", "acknowledged"

# Kept for every call, so that a process forked from one that imported this is at work in a moment.
the_gazetteer()
a_small_directory()
what_ships()


def publish_for_ever(folder: Path, database_url: str, first: int, pipe: Connection) -> None:
    """Publish edits in the home, telling on the pipe when one begins and, with its number and edition, when it is done."""
    asyncio.run(_publish_for_ever(folder, database_url, first, pipe))


async def _publish_for_ever(folder: Path, database_url: str, first: int, pipe: Connection) -> None:
    async with open_home(folder, at=NOON, database_url=database_url, shipped=a_small_directory) as home:
        checker, digits = a_checker(home), first
        while True:
            digits += 1
            number = await home.propose(edited(f"960{digits % 1000:03}"), signed())
            await home.check(number, signed(), checker)
            pipe.send((BEGUN, number, 0))
            edition = await home.publish_change(number, signed(), checker)
            pipe.send((ACKNOWLEDGED, number, edition.number))
