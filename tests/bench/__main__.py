"""Measure every budget of the design in one run: `make bench`, or `python -m tests.bench`.

It prints one table and writes docs/benchmarks.md; it ends with 1 where a budget was missed. `... search`, `... proof` and
`... size` measure only that chapter, and write nothing.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from seed.places import load_gazetteer
from store.first_use import POSTCODE_TABLE
from tests.bench.answers import bench_answers
from tests.bench.calls import calls_of_a_day
from tests.bench.fleet import synthetic_services
from tests.bench.hours import bench_hours
from tests.bench.http_api import bench_http
from tests.bench.places import bench_places
from tests.bench.proof import bench_proof
from tests.bench.search import bench_search
from tests.bench.search_http import bench_search_http
from tests.bench.size import bench_size
from tests.bench.start import bench_start
from tests.bench.table import BENCHMARKS, Chapter, show, write_page
from tests.makers import shipped_services

SMALL, LARGE = 10_000, 100_000


def main() -> int:
    """Run every chapter, the servers first while this process is small."""
    at, console = datetime.now(UTC), Console(width=None if sys.stdout.isatty() else 110)
    shipped = shipped_services()
    if sys.argv[1:] == ["search"]:
        return shown((bench_search(),), console)
    large = (*shipped, *synthetic_services(LARGE - len(shipped)))
    small = large[:SMALL]
    if sys.argv[1:] in (["proof"], ["size"]):
        with TemporaryDirectory() as folder:
            alone = Path(folder) / "alone"
            return shown((bench_proof(alone, small) if sys.argv[1] == "proof" else bench_size(alone, large, at),), console)
    with TemporaryDirectory() as folder, console.status("") as status:
        home = Path(folder)
        status.update("starting servers")
        start = bench_start(home, large, at)
        table = home / POSTCODE_TABLE
        calls = calls_of_a_day(load_gazetteer(table))
        status.update("asking over HTTP")
        http = bench_http(home / "http", calls)
        search_http = bench_search_http(home / "search", small, at)
        status.update("answering in process")
        answers = bench_answers(small, large, table, calls)
        status.update("opening hours and places")
        hours, places = bench_hours(small), bench_places(table)
        status.update("growing")
        size = bench_size(home / "size", large, at)
        status.update("proving")
        proof = bench_proof(home / "proof", small)
        chapters = (answers, http, hours, places, proof, bench_search(), search_http, start, size)
    write_page(BENCHMARKS, chapters, at, os.cpu_count() or 1)
    return shown(chapters, console)


def shown(chapters: tuple[Chapter, ...], console: Console) -> int:
    """Print the chapters; return 1 where a budget was missed."""
    show(chapters, console)
    return int(any(row.kept is False for chapter in chapters for row in chapter.rows))


if __name__ == "__main__":
    sys.exit(main())
