"""Checks and publications that go on while their page says so: one a change, for which no request waits long."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from litestar import Request

from store.editions import Signature
from store.errors import StoreError
from web.readers import desk_of

AT_ONCE_SECONDS = 0.7
"""So long a page waits for a check before it says that it goes on: most are done by then."""

_log = structlog.get_logger("web.curate.checks")


class ChecksUnderWay:
    """What goes on in this process, and how the last of it ended for each change."""

    def __init__(self) -> None:
        """Begin with none."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._refusals: dict[int, StoreError] = {}

    def start(self, number: int, work: Coroutine[Any, Any, object]) -> None:
        """Start to check or publish a change; where that goes on already, that is enough."""
        if number in self._tasks:
            work.close()
            return
        self._refusals.pop(number, None)
        task = asyncio.create_task(self._done(number, work))
        self._tasks[number] = task
        task.add_done_callback(lambda _done: self._tasks.pop(number, None))

    async def goes_on(self, number: int, seconds: float = AT_ONCE_SECONDS) -> bool:
        """Wait a moment for what goes on with a change, and say whether it still does then."""
        task = self._tasks.get(number)
        if task is None:
            return False
        _done, waiting = await asyncio.wait({task}, timeout=seconds)
        return bool(waiting)

    def refusal_of(self, number: int) -> StoreError | None:
        """Return why what was asked for last was not done; None where it was."""
        return self._refusals.get(number)

    def stop(self) -> None:
        """Let go of everything: a change that was not checked or published to its end waits as it was."""
        for task in tuple(self._tasks.values()):
            task.cancel()

    async def _done(self, number: int, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except StoreError as fault:
            self._refusals[number] = fault
        except Exception as fault:  # noqa: BLE001 (no request waits for it: its page says that it was not done)
            _log.error("a check failed", error=type(fault).__name__)
            self._refusals[number] = StoreError("something failed here, and it is in our log")


def checks_of(request: Request[Any, Any, Any]) -> ChecksUnderWay:
    """Return the checks that go on in this server."""
    found: ChecksUnderWay = request.app.state.checks
    return found


def start_check(request: Request[Any, Any, Any], number: int, signature: Signature) -> None:
    """Start the check of a change on the edition in force."""
    desk = desk_of(request)
    checks_of(request).start(number, desk.home.check(number, signature, desk.checker, desk.known()))
