"""What is worked out beside the answers, in threads of this process, takes short turns and lets nobody wait for long."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

TURN_SECONDS = 0.0001
"""How long a thread keeps the interpreter while others want it: an answer asks for it several times.

With Python's 5 ms callers waited for up to 1.4 s, at 150 requests/s, while an edition was proved (docs/benchmarks-load.md).
"""

_lock = Lock()
_under_way = 0


def take_short_turns() -> None:
    """Let every thread of this process give way after TURN_SECONDS."""
    sys.setswitchinterval(TURN_SECONDS)


@contextmanager
def collecting_later() -> Iterator[None]:
    """Hold the garbage collector off while something large is made: it stops everybody for as long as it looks through it."""
    global _under_way  # noqa: PLW0603 (the process has one collector)
    with _lock:
        _under_way += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1
            if _under_way == 0:
                gc.enable()
