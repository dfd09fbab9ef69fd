"""GET /api/v1/services with the judged queries on 10,000 services: what the NHS successor's draft asks of such an interface."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from directory.service import Service
from tests.bench.load import CONNECTIONS
from tests.bench.server import crisis_serving
from tests.bench.start import publish
from tests.bench.table import Chapter, Row, percentile
from tests.judged import judged_queries

SECONDS, WARMING = 8, 2
LEAST_RATE, MOST_P95_MS = 150, 300

METHOD = f"""\
The judged queries in turns over {CONNECTIONS} connections to `crisis serve` (one worker, access log on), each asking again as \
soon as it is answered, for {SECONDS} s after {WARMING} to warm up; a page holds up to 50 whole entries. The load comes from \
the same machine, from a client in Python."""


def bench_search_http(home: Path, services: tuple[Service, ...], at: datetime) -> Chapter:
    """Load a server on a home of so many services."""
    asyncio.run(publish(home, services, at))
    paths = tuple(f"/api/v1/services?{urlencode({'q': judged['q']})}" for judged in judged_queries())
    with crisis_serving(home) as server:
        asyncio.run(loaded(server.port, paths, WARMING))
        took = asyncio.run(loaded(server.port, paths, SECONDS))
    rate, p95 = len(took) / SECONDS, percentile(took, 0.95) * 1000
    return Chapter(
        "Search, over HTTP",
        METHOD,
        (
            Row(f"requests/s, {len(services):,} services", f"{rate:,.0f}", f">= {LEAST_RATE}", rate >= LEAST_RATE),
            Row("p95 under that load", f"{p95:.0f} ms", f"<= {MOST_P95_MS} ms", p95 <= MOST_P95_MS),
        ),
    )


async def loaded(port: int, paths: tuple[str, ...], seconds: float) -> list[float]:
    """Return how long each request took, in seconds; anything but 200 is an error."""
    requests = cycle([f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths])
    until, took = perf_counter() + seconds, list[float]()

    async def ask_on() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while perf_counter() < until:
            began = perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if not head.startswith(b"HTTP/1.1 200") or length is None:
                raise RuntimeError("not every request was answered")
            await reader.readexactly(int(length[1]))
            took.append(perf_counter() - began)
        writer.close()

    await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS)))
    return took
