"""Checks that go on while their page says so: one task a change, of which the request that asked for it does not wait."""

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
    """The checks that go on in this process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, number: int, check: Coroutine[Any, Any, object]) -> None:
        """Start the check of a change; one that goes on already is enough."""
        if number in self._tasks:
            check.close()
            return
        task = asyncio.create_task(self._made(check))
        self._tasks[number] = task
        task.add_done_callback(lambda _done: self._tasks.pop(number, None))

    async def goes_on(self, number: int, seconds: float = AT_ONCE_SECONDS) -> bool:
        """Wait a moment for the check of a change, and say whether it still goes on then."""
        task = self._tasks.get(number)
        if task is None:
            return False
        _done, waiting = await asyncio.wait({task}, timeout=seconds)
        return bool(waiting)

    def stop(self) -> None:
        """Let go of every check: a change that was not checked to its end waits as it was."""
        for task in tuple(self._tasks.values()):
            task.cancel()

    async def _made(self, check: Coroutine[Any, Any, object]) -> None:
        try:
            await check
        except StoreError as fault:
            _log.warning("a check was not made", why=type(fault).__name__)
        except Exception as fault:  # noqa: BLE001 (nobody waits for it: the page says that it was not checked)
            _log.error("a check failed", error=type(fault).__name__)


def checks_of(request: Request[Any, Any, Any]) -> ChecksUnderWay:
    """Return the checks that go on in this server."""
    found: ChecksUnderWay = request.app.state.checks
    return found


def start_check(request: Request[Any, Any, Any], number: int, signature: Signature) -> None:
    """Start the check of a change on the edition in force."""
    desk = desk_of(request)
    checks_of(request).start(number, desk.home.check(number, signature, desk.checker, desk.known()))
