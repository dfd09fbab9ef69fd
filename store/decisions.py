"""The decision log: what was asked (minimised), what was answered, from which edition. Rows are chained and never change."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from store.chain import Told, add_link
from store.errors import NotKept
from store.queue import Queue
from store.queue_file import Kind
from store.tables import decision as decision_table


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One answer that was given. `situation` is minimised JSON; `answered` holds ids and codes, no words, no numbers.

    `decision_id` names what was decided: the same question at the same instant has the same id. A second row of the same
    id, moment and reader is the first one delivered again.
    """

    decision_id: str
    decided_at: datetime
    answered_for: datetime
    edition: int
    edition_hash: str
    reader: Role
    situation: str
    capacity: str
    answered: str
    answer_sha256: str


class LoggedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in its place in the chain."""

    seq: int
    previous_hash: str
    hash: str
    decision: Decision


class ChainCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk along the chain found; `broken_at` is the first row that does not fit, None if all do.

    `head` is the last row's hash. That rows were cut off at the end shows by the link that the last one has (store/chain.py).
    """

    rows: int
    head: str
    broken_at: int | None


def chain_hash(seq: int, previous_hash: str, decision: Decision) -> str:
    """Return the row's hash: SHA-256 over its place, the row before it, and all that it says."""
    said = msgspec.json.encode((seq, previous_hash, *(getattr(decision, name) for name in Decision.__struct_fields__)))
    return hashlib.sha256(said).hexdigest()


async def add_decisions(connection: AsyncConnection, decisions: Sequence[Decision]) -> int:
    """Add those that are not there yet, in order, to the end of the chain; say how many were added."""
    last = (await connection.execute(_ROWS.order_by(decision_table.c.seq.desc()).limit(1))).mappings().first()
    seq, previous = (0, "") if last is None else (last["seq"], last["hash"])
    kept = await _kept_among(connection, decisions)
    rows: list[dict[str, Any]] = []
    for decision in decisions:
        if _act(decision) in kept:
            continue
        kept.add(_act(decision))
        seq += 1
        hashed = chain_hash(seq, previous, decision)
        rows.append({"seq": seq, "previous_hash": previous, "hash": hashed, **msgspec.structs.asdict(decision)})
        previous = hashed
    if rows:
        await connection.execute(sa.insert(decision_table), rows)
        await add_link(connection, decision_table, seq)  # to the last, which stands for all before it
    return len(rows)


async def get_decision(connection: AsyncConnection, decision_id: str) -> LoggedDecision:
    """Return the decision of that id, the first if it was given more than once; NotKept if there is none."""
    columns = decision_table.c
    given = _ROWS.where(columns.decision_id == decision_id).order_by(columns.seq).limit(1)
    row = (await connection.execute(given)).mappings().first()
    if row is None:
        raise NotKept("no decision of that id is kept here")
    return _logged(row)


async def find_decisions(connection: AsyncConnection, *, after: int, limit: int) -> tuple[LoggedDecision, ...]:
    """Return the next decisions in order after the row `after` (0: from the first), at most `limit`."""
    columns = decision_table.c
    rows = await connection.execute(_ROWS.where(columns.seq > after).order_by(columns.seq).limit(limit))
    return tuple(_logged(row) for row in rows.mappings())


async def check_chain(connection: AsyncConnection, told: Told, page: int = 1000) -> ChainCheck:
    """Walk the whole chain and say where it breaks first, if it does."""
    seq, previous = 0, ""
    try:
        async for logged in _every_decision(connection, told, page):
            fits = logged.seq == seq + 1 and logged.previous_hash == previous
            if not fits or logged.hash != chain_hash(logged.seq, previous, logged.decision):
                return ChainCheck(rows=seq, head=previous, broken_at=logged.seq)
            seq, previous = logged.seq, logged.hash
    except ValueError:  # a value that was altered into none of its kind: walk again by single rows to name it
        return await check_chain(connection, told, 1) if page > 1 else ChainCheck(rows=seq, head=previous, broken_at=seq + 1)
    return ChainCheck(rows=seq, head=previous, broken_at=None)


class DecisionLog:
    """Takes decisions without waiting: they go by way of the queue, and are kept when that says so."""

    def __init__(self, queue: Queue) -> None:
        """Take the queue."""
        self._queue = queue

    def append(self, decision: Decision) -> None:
        """Take the decision and return at once; `Queue.kept` returns when it outlives this process."""
        self._queue.take(Kind.DECISION, _packed(decision), decision.decided_at)

    async def flush(self) -> None:
        """Wait until everything appended so far is in the database."""
        await self._queue.flush()


async def deliver_decisions(connection: AsyncConnection, rows: Sequence[bytes]) -> int:
    """Add the decisions of a queue that are not there yet, and say how many were added."""
    return await add_decisions(connection, [_unpacked(row) for row in rows])


_packed = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(Decision).decode

_ROWS = sa.select(decision_table)


_Act = tuple[str, datetime, str]


def _act(decision: Decision) -> _Act:
    return decision.decision_id, decision.decided_at, decision.reader


async def _kept_among(connection: AsyncConnection, decisions: Sequence[Decision]) -> set[_Act]:
    columns = decision_table.c
    ids = [decision.decision_id for decision in decisions]
    acts = sa.select(columns.decision_id, columns.decided_at, columns.reader).where(columns.decision_id.in_(ids))
    return {(row[0], row[1], row[2]) for row in await connection.execute(acts)}


def _logged(row: sa.RowMapping) -> LoggedDecision:
    fields = {name: row[name] for name in Decision.__struct_fields__}
    decision = Decision(**{**fields, "reader": Role(row["reader"])})
    return LoggedDecision(seq=row["seq"], previous_hash=row["previous_hash"], hash=row["hash"], decision=decision)


async def _every_decision(connection: AsyncConnection, told: Told, page: int) -> AsyncIterator[LoggedDecision]:
    after = 0
    while rows := await find_decisions(connection, after=after, limit=page):
        for logged in rows:
            yield logged
        told(len(rows))
        after = rows[-1].seq
