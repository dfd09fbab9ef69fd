"""How long an answer takes in this process, for a control room's day of calls."""

from __future__ import annotations

import gc
from pathlib import Path
from time import thread_time_ns
from typing import NamedTuple

from directory.opening import Window
from directory.service import Service
from routing.answer import Option
from routing.context import CallerContext
from routing.edition import CompiledEdition, compile_edition
from routing.router import answer
from seed.places import load_gazetteer
from tests.bench.calls import CALL_SECONDS, DAY_BEGINS, SITUATIONS, TIMES_EACH, Call
from tests.bench.table import Chapter, Row, microseconds, percentile
from tests.makers import an_edition, shipped_edition

P50_NS, P99_NS = 150_000, 1_000_000
LARGER = 2
"""By how much the budget grows with a directory ten times as large."""

CALL_MINUTES = CALL_SECONDS // 60

METHOD = f"""\
`answer(...)` for {SITUATIONS:,} different situations of one day, each asked {TIMES_EACH} times within {CALL_MINUTES} \
minutes, in the order of their instants, with full postcodes, outcodes and towns as callers say them. Time is \
processor time of the thread, so that other work on the machine does not count. *New*: nobody asked this before, so its \
plan, its candidates and its ladder are worked out. *Changed*: a contact of it opened, closed or came due for checking \
since it was last asked. *Same*: nothing changed. Garbage collection is on; what was loaded is frozen, as the server does."""


class Timed(NamedTuple):
    """Nanoseconds of each answer, by how much had to be worked out for it."""

    new: list[int]
    changed: list[int]
    same: list[int]

    @property
    def all(self) -> list[int]:
        """Return the time of every answer."""
        return self.new + self.changed + self.same


def bench_answers(small: tuple[Service, ...], large: tuple[Service, ...], table: Path, calls: tuple[Call, ...]) -> Chapter:
    """Time the day's calls on both directories; `table` holds the full postcodes."""
    time_calls(shipped_edition(), calls)  # the interpreter learns code that runs often, as it has in a server
    return Chapter("Answer, in process", METHOD, (*rows_for(small, table, calls, 1), *rows_for(large, table, calls, LARGER)))


def rows_for(services: tuple[Service, ...], table: Path, calls: tuple[Call, ...], larger: int) -> list[Row]:
    """Time the calls on one directory, with a budget so many times as large."""
    # A gazetteer of its own: it remembers what it has found.
    edition = compile_edition(an_edition(services), load_gazetteer(table), Window.around(DAY_BEGINS))
    timed = time_calls(edition, calls)
    p50, p99 = percentile(timed.all, 0.50), percentile(timed.all, 0.99)
    size = f"{len(services):,} services"
    return [
        Row(f"{size}, p50", microseconds(p50), f"<= {P50_NS * larger // 1000} us", p50 <= P50_NS * larger),
        Row(f"{size}, p99", microseconds(p99), f"<= {P99_NS * larger // 1000:,} us", p99 <= P99_NS * larger),
        *(
            Row(
                f"{name}, {len(times):,} of them: p50, p99, longest",
                ", ".join(microseconds(time) for time in (percentile(times, 0.50), percentile(times, 0.99), max(times))),
            )
            for name, times in timed._asdict().items()
        ),
    ]


def time_calls(edition: CompiledEdition, calls: tuple[Call, ...]) -> Timed:
    """Answer every call once, timing each."""
    timed = Timed([], [], [])
    last: dict[CallerContext, tuple[Option, ...]] = {}
    gc.collect()
    gc.freeze()
    for context, at in calls:
        known = len(edition.cells)
        began = thread_time_ns()
        given = answer(edition, context, at, {})
        took = thread_time_ns() - began
        if len(edition.cells) > known:
            timed.new.append(took)
        elif last.get(context) is not given.options:
            timed.changed.append(took)
        else:
            timed.same.append(took)
        last[context] = given.options
    gc.unfreeze()
    return timed
