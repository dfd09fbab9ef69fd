"""Break everything that breaks, one after the other: `make faults`, or `python -m tests.faults NAME ...` for some of it.

It prints one table and, where everything was played, writes docs/faults.md; it ends with 1 where a promise was broken.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from rich.console import Console

from tests.faults.callers import RATE
from tests.faults.cluster import Cluster, NotHere, a_cluster, a_folder, a_tiny_disk
from tests.faults.page import Played, show, tell, write_page
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.scene import Found, Pattern, a_scene, make_pattern, played

LONGEST_SECONDS = 240
"""A scene that takes longer has come to no end."""


def main() -> int:
    """Play what is asked for."""
    signal.signal(signal.SIGTERM, end_in_order)
    logging.getLogger("store").addHandler(logging.NullHandler())  # that the publisher's database is away is no news here
    console = Console(width=None if sys.stdout.isatty() else 130)
    names = set(sys.argv[1:])
    chosen = tuple(one for one in SCENARIOS if not names or one.act.__name__ in names)
    at, began = datetime.now(UTC), time.monotonic()
    results = asyncio.run(play(chosen, console))
    show(results, console)
    if chosen == SCENARIOS:
        write_page(results, at, time.monotonic() - began)
    return int(any(one.broken for one in results))


def end_in_order(_signal: int, _frame: FrameType | None) -> None:
    """Leave as Ctrl-C does, so that everything is put away."""
    raise KeyboardInterrupt


async def play(chosen: tuple[Scenario, ...], console: Console) -> list[Played]:
    """Play the scenarios one after the other."""
    results = []
    with a_folder() as folder, a_cluster(folder / "cluster") as cluster:
        pattern = await make_pattern(folder / "pattern", cluster)
        plain = await make_pattern(folder / "plain", None)
        for scenario in chosen:
            began = time.monotonic()
            one = await one_played(scenario, folder / scenario.act.__name__, (cluster, pattern), plain)
            tell(one, time.monotonic() - began, console)
            results.append(one)
    return results


async def one_played(scenario: Scenario, folder: Path, shared: tuple[Cluster, Pattern], plain: Pattern) -> Played:
    """Play one scenario, or say why it is not."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS), database_for(scenario, folder, shared, plain) as (cluster, pattern):
            return Played(scenario, await found_by(scenario, folder, cluster, pattern))
    except NotHere as fault:
        return Played(scenario, why_not=str(fault))
    except TimeoutError:
        return Played(scenario, stuck=f"not in {LONGEST_SECONDS} s")


async def found_by(scenario: Scenario, folder: Path, cluster: Cluster | None, pattern: Pattern) -> Found:
    """Play a scenario on its database."""
    async with a_scene(
        folder, pattern, cluster, nodes=scenario.nodes, tiny_home=scenario.tiny_home, wrong_clock=scenario.wrong_clock
    ) as scene:
        return await played(scene, scenario.act, rate=RATE, reports=scenario.reports)


@asynccontextmanager
async def database_for(
    scenario: Scenario, folder: Path, shared: tuple[Cluster, Pattern], plain: Pattern
) -> AsyncIterator[tuple[Cluster | None, Pattern]]:
    """Give the cluster that a scenario plays on: the one of the run, one on a tiny disk, or none."""
    if scenario.on_sqlite:
        yield None, plain
    elif not scenario.tiny_database:
        yield shared
    else:
        tiny = folder.with_name(f"{folder.name}_disk")
        with a_tiny_disk(tiny, scenario.tiny_database), a_cluster(tiny) as cluster:
            yield cluster, await make_pattern(folder.with_name(f"{folder.name}_pattern"), cluster)


if __name__ == "__main__":
    sys.exit(main())
