"""The decision log: what was asked (minimised), what was answered, from which edition. Rows are chained and never change."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from store.chain import Told, add_link
from store.database import Database
from store.errors import DatabaseUnavailable, NotKept, RowRejected
from store.journal import Journal, left_behind
from store.tables import decision as decision_table

GROUP = 500
"""At most so many rows in one transaction."""

NOTED_WITHIN = 0.02
"""Seconds until a decision is in the journal."""

AT_EASE = 1.0
"""Seconds between groups, so that the log takes no more than a small part of a processor from the callers."""

FAR_BEHIND = 64 * 1024 * 1024
"""Bytes in the journal from which on groups follow each other without a pause."""

_PAUSES = (0.1, 0.5, 2.0)
"""Seconds between attempts while the database is away; the last repeats."""

_log = logging.getLogger(__name__)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
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


class DecisionWriter:
    """Takes decisions without waiting: into the journal at once, from there into the database in groups, at ease.

    An answer waits for neither. Whoever kills the process loses at most what came in the last `NOTED_WITHIN` seconds, and
    a database that is away, or slower than the callers, delays rows and loses none: the next writer here delivers them.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        """Start writing, with the journal in `folder`; needs a running event loop, and `append` belongs to that loop."""
        self.written = 0
        self.groups = 0
        self.lost = 0
        self._database = database
        self._folder = folder
        self._journal = Journal(folder)
        self._taken: list[Decision] = []
        self._loop = asyncio.get_running_loop()
        self._work, self._hurry, self._caught_up = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._deliver_for_ever())

    def append(self, decision: Decision) -> None:
        """Take the decision and return at once."""
        if not self._taken:
            self._loop.call_later(NOTED_WITHIN, self._note)
        self._taken.append(decision)

    @property
    def waiting(self) -> int:
        """Say how many decisions of this process the database does not have yet."""
        return len(self._taken) + self._journal.behind

    async def flush(self) -> None:
        """Wait until everything appended so far is in the database."""
        self._note()
        if self._task.done():
            return
        self._hurry.set()
        await self._caught_up.wait()

    async def close(self, patience: float = 5.0) -> None:
        """Deliver what waits, for at most `patience` seconds; what is left then stays in the journal for the next writer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.flush()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        if self._journal.behind:
            _log.warning("decisions left in the journal for the next start: %d", self._journal.behind)
        self._journal.close()

    def _note(self) -> None:
        """Write what was taken into the journal."""
        taken, self._taken = self._taken, []
        if taken:
            try:
                self._journal.add([_packed(decision) for decision in taken])
            except OSError as fault:
                _log.error("the journal cannot be written: %s", type(fault).__name__)
                self._lose(len(taken))
        self._caught_up.clear()
        self._work.set()

    async def _deliver_for_ever(self) -> None:
        for left in left_behind(self._folder):
            try:
                await self._deliver_all(left)
            finally:
                left.close()
        while True:
            await self._work.wait()
            self._work.clear()
            await self._deliver_all(self._journal)
            self._hurry.clear()
            self._caught_up.set()

    async def _deliver_all(self, journal: Journal) -> None:
        while group := journal.next(GROUP):
            try:
                self.written += await self._write([_unpacked(row) for row in group])
                self.groups += 1
            except Exception as fault:  # noqa: BLE001 (a fault of ours in one group must not end the log)
                _log.error("a group of decisions cannot be written: %s", type(fault).__name__)
                self._lose(len(group))
            journal.delivered()
            if journal.bytes_behind < FAR_BEHIND:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), AT_EASE)

    async def _write(self, group: list[Decision]) -> int:
        try:
            return await self._deliver(group)
        except RowRejected:
            if len(group) > 1:  # find the one, keep the others
                return sum([await self._write([one]) for one in group])
            self._lose(1)
            return 0

    async def _deliver(self, group: list[Decision]) -> int:
        attempt = 0
        while True:
            try:
                return await self._add(group)
            except DatabaseUnavailable as fault:
                if attempt == 0:
                    _log.warning("decisions wait for the database: %s", fault)
                await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
                attempt += 1

    async def _add(self, group: list[Decision]) -> int:
        async with self._database.writing() as connection:
            return await add_decisions(connection, group)

    def _lose(self, rows: int) -> None:
        self.lost += rows
        _log.error("decisions lost since the start: %d", self.lost)


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
