"""What is worked out beside the answers, in threads of this process, takes short turns and lets nobody wait for long.

Only while something is: a server that has nothing else to do gave about a fifth of its time to changing turns.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import ParamSpec, TypeVar

TURN_SECONDS = 0.0001
"""How long a thread keeps the interpreter while others want it and something is worked out: an answer asks several times.

With Python's 5 ms callers waited for up to 1.4 s, at 150 requests/s, while an edition was proved (docs/benchmarks-load.md).
"""

Given = ParamSpec("Given")
Made = TypeVar("Made")


def while_any(begin: Callable[[], object], end: Callable[[], object]) -> Callable[[], AbstractContextManager[None]]:
    """Return a context that begins something with whoever enters it, in whatever thread, and ends it with the last to leave."""
    lock = Lock()
    inside = 0

    @contextmanager
    def within() -> Iterator[None]:
        nonlocal inside
        with lock:
            inside += 1
            begin()
        try:
            yield
        finally:
            with lock:
                inside -= 1
                if inside == 0:
                    end()

    return within


collecting_later = while_any(gc.disable, gc.enable)
"""Holds the garbage collector off while something large is made: it stops everybody for as long as it looks through it."""

_USUAL_SECONDS = sys.getswitchinterval()

in_short_turns = while_any(lambda: sys.setswitchinterval(TURN_SECONDS), lambda: sys.setswitchinterval(_USUAL_SECONDS))
"""Lets every thread of this process give way after TURN_SECONDS."""


class Beside(ThreadPoolExecutor):
    """The threads in which everything is worked out that an answer must not wait for: in short turns."""

    def submit(self, work: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Made]:
        """Have it done."""

        def in_turns() -> Made:
            with in_short_turns():
                return work(*args, **kwargs)

        return super().submit(in_turns)
