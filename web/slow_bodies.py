"""Bodies that arrive too slowly: whoever sends one a byte at a time is let go, as granian would not.

A timer for each request (asyncio.timeout) cost a twentieth of an answer; so those that wait are looked through instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import monotonic
from typing import Any, TypeVar, cast

LOOKED_EVERY = 0.5
"""Seconds between looks: by so much later than its time a body may be given up."""

Read = TypeVar("Read")


class SlowBodies:
    """The requests of one server whose bodies are being read, each with the instant until which that may take."""

    def __init__(self, seconds: float) -> None:
        """Take for how long a body may arrive."""
        self._seconds = seconds
        self._until: dict[asyncio.Task[Any], float] = {}
        self._let_go: set[asyncio.Task[Any]] = set()

    async def read(self, reading: Awaitable[Read]) -> Read:
        """Return what is being read of a request; TimeoutError where it takes too long."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())  # the server answers every request in one
        self._until[task] = monotonic() + self._seconds
        try:
            return await reading
        except asyncio.CancelledError:
            if task in self._let_go and task.uncancel() == 0:
                raise TimeoutError from None
            raise
        finally:
            del self._until[task]
            self._let_go.discard(task)

    async def let_go_for_ever(self) -> None:
        """Give up every body that is overdue, again and again."""
        while True:
            await asyncio.sleep(LOOKED_EVERY)
            now = monotonic()
            for task in [task for task, until in self._until.items() if until < now and task not in self._let_go]:
                self._let_go.add(task)
                task.cancel()
