"""Measure a server under load: `make bench-load`, or `python -m tests.bench.under_load`; SOAK is the soak's length in seconds.

It prints one table and writes docs/benchmarks-load.md; it ends with 1 where a budget was missed. `... soak` measures only
that chapter, and writes nothing.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from seed.places import load_gazetteer
from store.first_use import POSTCODE_TABLE, open_gazetteer
from tests.bench.calls import calls_of_a_day
from tests.bench.http_api import ONE_BODY, bench_http
from tests.bench.mix import mixed
from tests.bench.soak import bench_soak
from tests.bench.steady import bench_steady
from tests.bench.table import Page, show, write_page
from tests.bench.workers import bench_workers

SOAK_SECONDS = int(os.environ.get("SOAK", "60"))
LOAD = Page(
    "benchmarks-load.md",
    "Benchmarks under load",
    (
        "What `make bench-load` measured in one run with `SOAK=600`, on the directory as shipped. That run writes this page.",
        "A budget is a promise of the design; the lines without one stand there to compare.",
    ),
)


def main() -> int:
    """Run every chapter, or the soak alone."""
    at, console = datetime.now(UTC), Console(width=None if sys.stdout.isatty() else 150)
    with TemporaryDirectory() as folder, console.status("making requests") as status:
        home = Path(folder)
        open_gazetteer(home, lambda _: None)
        calls = calls_of_a_day(load_gazetteer(home / POSTCODE_TABLE))
        asks = mixed(call.context for call in calls)
        if sys.argv[1:] == ["soak"]:
            show((bench_soak(home, asks, SOAK_SECONDS),), console)
            return 0
        status.update("asking steadily, in bursts, for a day and while editions appear")
        steady = bench_steady(home, asks)
        status.update("asking beside the echo")
        http = bench_http(home / "http", calls)
        workers = bench_workers(home / "workers", ONE_BODY)
        status.update("asking on and on")
        chapters = (steady, http, workers, bench_soak(home, asks, SOAK_SECONDS))
    show(chapters, console)
    write_page(LOAD, chapters, at, os.cpu_count() or 1)
    return int(any(row.kept is False for chapter in chapters for row in chapter.rows))


if __name__ == "__main__":
    sys.exit(main())
