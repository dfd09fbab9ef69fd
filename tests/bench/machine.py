"""The machine that a bench runs on: which core is whose, and what a server takes of processor and memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CORES = frozenset(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = frozenset({min(CORES)}), frozenset({max(CORES)})
"""Where a server runs and where its load is made: a core each, or the same one where there is only one."""

MEGABYTE = 1024 * 1024
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@contextmanager
def on_cores(cores: frozenset[int]) -> Iterator[None]:
    """Stay on these cores until the block ends, with every process that is started in it, which stays there for good."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def processor_seconds(server: int) -> float:
    """Return how long a server and its workers have run on a processor so far."""
    return sum(int(ticks) for pid in family_of(server) for ticks in _stat(pid)[11:13]) / _TICKS


def resident_megabytes(server: int) -> float:
    """Return what a server and its workers hold in memory."""
    return sum(int(_stat(pid)[21]) for pid in family_of(server)) * _PAGE / MEGABYTE


def family_of(process: int) -> list[int]:
    """Return a process and all that it and they started."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    children = {int(child) for task in tasks for child in (task / "children").read_text().split()}
    return [process, *(pid for child in children for pid in family_of(child))]


def _stat(pid: int) -> list[str]:
    # The fields after the command's name, which may hold anything: proc(5) counts the state, the first of them, as its third.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
