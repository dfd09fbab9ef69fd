"""How long from starting the process until it can answer."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import msgspec

from directory.service import Service
from store.editions import Signature
from store.home import load_shipped, open_home
from tests.bench.server import crisis_serving
from tests.bench.table import Chapter, Row

SHIPPED_SECONDS, LARGE_SECONDS = 2.0, 15.0
TIMES = 3

METHOD = f"""\
From starting `crisis serve` until `/health/ready` says yes: interpreter, database, edition, compiling, everything. *First \
use* also makes the database and the table of full postcodes, and publishes the shipped directory. On a warm home the \
middle of {TIMES} starts. Then a large directory is published to the same home, and it starts again."""


def bench_start(home: Path, large: tuple[Service, ...], at: datetime) -> Chapter:
    """Start on a new home, on a warm one, and on a large directory."""
    first = seconds_to_ready(home)
    warm = sorted(seconds_to_ready(home) for _ in range(TIMES))[TIMES // 2]
    began = time.perf_counter()
    asyncio.run(publish(home, large, at))
    publishing = time.perf_counter() - began
    larger = seconds_to_ready(home)
    size = f"{len(large):,} services"
    return Chapter(
        "Start",
        METHOD,
        (
            Row("first use, shipped directory", f"{first:.1f} s"),
            Row("warm, shipped directory", f"{warm:.2f} s", f"<= {SHIPPED_SECONDS:.0f} s", warm <= SHIPPED_SECONDS),
            Row(f"warm, {size}", f"{larger:.1f} s", f"<= {LARGE_SECONDS:.0f} s", larger <= LARGE_SECONDS),
            Row(f"publishing {size}", f"{publishing:.1f} s"),
        ),
    )


def seconds_to_ready(home: Path) -> float:
    """Start the server on the home, and stop it."""
    with crisis_serving(home) as server:
        return server.seconds_to_ready


async def publish(home: Path, services: tuple[Service, ...], at: datetime, database_url: str | None = None) -> None:
    """Publish an edition of the services to the home, or to another database that answers for it."""
    contents = msgspec.structs.replace(load_shipped(), services=services)
    async with open_home(home, at=at, database_url=database_url) as opened:
        current = await opened.current_edition(at)
        signature = Signature(by="make bench", reason="start with a large directory", at=at)
        await opened.publish(contents, signature, based_on=current.edition.number)
