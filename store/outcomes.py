"""What became of services that were found for callers: rows beside the decision log, only ever added to, for the curators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from directory.service import ServiceId
from routing.outcomes import Outcome, Rejection
from store.chain import add_told
from store.tables import outcome as outcome_table


class ToldOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler said became of one service. Nothing in it is about the caller.

    `decision_id` names the answer that stood beside it, if there was one; `rejection` is None where it was given.
    """

    told_at: datetime
    edition: int
    edition_hash: str
    reader: Role
    decision_id: str | None
    service_id: ServiceId
    outcome: Outcome
    rejection: Rejection | None


class KeptOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome in its place in the log."""

    seq: int
    told: ToldOutcome


async def add_outcome(connection: AsyncConnection, told: ToldOutcome, told_id: str) -> tuple[int, bool]:
    """Add it to the end of the log; return its place, and whether it is new. One of the same id is the same told again."""
    return await add_told(connection, outcome_table, msgspec.structs.asdict(told), told_id)


async def deliver_outcomes(connection: AsyncConnection, rows: Sequence[bytes]) -> int:
    """Add the outcomes of a queue that are not there yet, each with its id; say how many were added."""
    told = [_unpacked(row) for row in rows]
    return sum([(await add_outcome(connection, one, told_id))[1] for told_id, one in told])


async def find_outcomes(connection: AsyncConnection, *, after: int, limit: int) -> tuple[KeptOutcome, ...]:
    """Return the next outcomes in order after the row `after` (0: from the first), at most `limit`."""
    columns = outcome_table.c
    rows = await connection.execute(sa.select(outcome_table).where(columns.seq > after).order_by(columns.seq).limit(limit))
    return tuple(_kept(row) for row in rows.mappings())


_unpacked = msgspec.msgpack.Decoder(tuple[str, ToldOutcome]).decode


def _kept(row: sa.RowMapping) -> KeptOutcome:
    fields = {name: row[name] for name in ToldOutcome.__struct_fields__}
    return KeptOutcome(seq=row["seq"], told=msgspec.convert(fields, ToldOutcome))
