"""Publishes an edit for each line that it is sent: `python -m tests.bench.publisher HOME`, on the database that serves HOME.

It answers each line with the edition's number, the instant at which it began and the one at which it was done (seconds of the
machine's monotonic clock, which other processes read too).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from routing.edition import Edition
from store.editions import Contents, Signature, contents_of
from store.home import open_home


class Done(msgspec.Struct, frozen=True):
    """One edit that was published."""

    edition: int
    began: float
    done: float


async def publish_edits(home: Path, database_url: str | None) -> None:
    """Say that the edition is read, then publish until there are no more lines."""
    async with open_home(home, at=datetime.now(UTC), database_url=database_url) as opened:
        edition = (await opened.current_edition(datetime.now(UTC))).edition
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            contents = edited(edition)
            signature = Signature(by="make bench", reason="a name", at=datetime.now(UTC))
            began = time.monotonic()
            edition = await opened.publish(contents, signature, based_on=edition.number)
            print(msgspec.json.encode(Done(edition.number, began, time.monotonic())).decode(), flush=True)


def edited(edition: Edition) -> Contents:
    """Give one made-up service another name, a further one each time."""
    made_up = [service.id for service in edition.services if service.id.startswith("synth-")]
    chosen = made_up[edition.number * 7 % len(made_up)]
    services = tuple(
        msgspec.structs.replace(service, name=f"{service.name} {edition.number}") if service.id == chosen else service
        for service in edition.services
    )
    return msgspec.structs.replace(contents_of(edition), services=services)


if __name__ == "__main__":
    asyncio.run(publish_edits(Path(sys.argv[1]), os.environ.get("CRISIS_DATABASE_URL")))
