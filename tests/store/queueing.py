"""A queue as a home has it, and what each kind of row in it looks like in these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from directory.capacity import CapacityReport, Space
from store.database import Database
from store.home import DELIVERIES
from store.queue import Queue
from store.queue_file import Kind
from tests.store.makers import A_REFUSAL, AN_OUTCOME, NOON, a_decision, a_report


def a_queue(folder: Path, database: Database) -> Queue:
    """Begin a queue in the folder."""
    return Queue(folder / "queue", folder / "journal", database, DELIVERIES)


@asynccontextmanager
async def queueing(folder: Path, database: Database) -> AsyncIterator[Queue]:
    """Give a queue in the folder, closed in the end."""
    queue = a_queue(folder, database)
    try:
        yield queue
    finally:
        await queue.close()


def a_row(kind: Kind, number: int = 1) -> bytes:
    """Return what a row of the kind says; the same number is the same thing told."""
    told_id = f"{number:032}"
    match kind:
        case Kind.DECISION:
            return msgspec.msgpack.encode(a_decision(f"d{number}"))
        case Kind.OUTCOME:
            return msgspec.msgpack.encode((told_id, AN_OUTCOME))
        case Kind.REFUSAL:
            return msgspec.msgpack.encode((told_id, A_REFUSAL))
        case Kind.ROOM:
            report = CapacityReport(status=Space.FULL, updated=NOON, adults_free=number % 100)
            return msgspec.msgpack.encode((a_report(Space.FULL, form_id=told_id), report))


def on_disk(folder: Path) -> list[Path]:
    """Return every file of the queue in a folder."""
    return [path for path in (folder / "queue").rglob("*") if path.is_file()]
