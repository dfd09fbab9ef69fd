"""One writer of an SQLite database at a time, in all processes, from its first statement until what it wrote is in the file.

SQLite's own lock ends with the commit, before the writer moves its log into the file. Where another one commits in that
instant, SQLite before 3.51.3 (but for 3.50.7 and 3.44.6) may pass over what was committed: https://sqlite.org/wal.html,
"The WAL-Reset Bug". Debian 12 has 3.40.1. A lock of ours is held until both are done.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from store.errors import DatabaseUnavailable

LOCK_SUFFIX = "-turn"
"""What the lock's file is called beside the database's. Not the database itself: to close that lets go of SQLite's locks."""

LOOKED_EVERY = 0.005
"""Seconds between looks whether it is our turn."""


@asynccontextmanager
async def turn_at(database: Path, seconds: float) -> AsyncIterator[None]:
    """Hold the turn to write to the database at this path; DatabaseUnavailable where it does not come in time."""
    lock = os.open(f"{database}{LOCK_SUFFIX}", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        await _wait_for(lock, asyncio.get_running_loop().time() + seconds)
        yield
    finally:
        os.close(lock)


async def _wait_for(lock: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if asyncio.get_running_loop().time() >= until:
                raise DatabaseUnavailable("the database cannot be used: another one is writing to it") from None
        await asyncio.sleep(LOOKED_EVERY)
