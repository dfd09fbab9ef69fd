"""What a worker of `crisis serve` does beside its answers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from multiprocessing import parent_process

import structlog

LOOKED_EVERY = 1.0
"""Seconds until a worker notices that the process which began it is gone."""

_log = structlog.get_logger("web.worker")


@asynccontextmanager
async def beside(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let work go on beside the answers until the block ends."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def stop_with_parent() -> None:
    """Stop this worker as if it had been told to, once the process that began it was killed.

    Nobody would begin it again if it failed, and it would hold the port against the server that is started next.
    """
    parent = parent_process()
    if parent is None:  # begun by no other process of ours
        return
    while os.getppid() == parent.pid:  # noqa: ASYNC110 (the end of a parent is told by no event)
        await asyncio.sleep(LOOKED_EVERY)
    _log.error("the process that began this worker is gone")
    signal.raise_signal(signal.SIGTERM)
