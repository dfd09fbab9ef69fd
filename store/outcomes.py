"""What became of services that were found for callers: rows beside the decision log, only ever added to, for the curators."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from directory.service import ServiceId
from routing.outcomes import Outcome, Rejection
from store.chain import add_chained
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


async def add_outcome(connection: AsyncConnection, told: ToldOutcome) -> int:
    """Add it to the end of the log and return its place."""
    return await add_chained(connection, outcome_table, msgspec.structs.asdict(told))


async def find_outcomes(connection: AsyncConnection, *, after: int, limit: int) -> tuple[KeptOutcome, ...]:
    """Return the next outcomes in order after the row `after` (0: from the first), at most `limit`."""
    columns = outcome_table.c
    rows = await connection.execute(sa.select(outcome_table).where(columns.seq > after).order_by(columns.seq).limit(limit))
    return tuple(_kept(row) for row in rows.mappings())


def _kept(row: sa.RowMapping) -> KeptOutcome:
    fields = {name: row[name] for name in ToldOutcome.__struct_fields__}
    return KeptOutcome(seq=row["seq"], told=msgspec.convert(fields, ToldOutcome))
