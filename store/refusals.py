"""Places of safety that turned somebody away, with a coded reason: only ever added to. Nothing in it is about the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from directory.service import ServiceId
from routing.refusals import RefusalReason
from store.chain import add_told
from store.database import Database
from store.tables import refusal as refusal_table


class ToldRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal as an officer, a crew or an AMHP told it; `decision_id` names the answer that sent them there, if any."""

    told_at: datetime
    edition: int
    reader: Role
    service_id: ServiceId
    reason: RefusalReason
    decision_id: str | None


class KeptRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal in its place in the log."""

    seq: int
    told: ToldRefusal


class Refusals:
    """The refusals of one database."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    async def since(self, at: datetime, service_id: ServiceId | None = None) -> tuple[KeptRefusal, ...]:
        """Return the refusals told since an instant, oldest first; of one place where it is named."""
        found = sa.select(refusal_table).where(refusal_table.c.told_at >= at)
        if service_id is not None:
            found = found.where(refusal_table.c.service_id == service_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(found.order_by(refusal_table.c.seq))
        return tuple(_kept(row) for row in rows.mappings())


async def add_refusal(connection: AsyncConnection, told: ToldRefusal, told_id: str) -> tuple[int, bool]:
    """Add it to the end of the log; return its place, and whether it is new. One of the same id is the same told again."""
    return await add_told(connection, refusal_table, msgspec.structs.asdict(told), told_id)


async def deliver_refusals(connection: AsyncConnection, rows: Sequence[bytes]) -> int:
    """Add the refusals of a queue that are not there yet, each with its id; say how many were added."""
    told = [_unpacked(row) for row in rows]
    return sum([(await add_refusal(connection, one, told_id))[1] for told_id, one in told])


_unpacked = msgspec.msgpack.Decoder(tuple[str, ToldRefusal]).decode


def _kept(row: sa.RowMapping) -> KeptRefusal:
    fields = {name: row[name] for name in ToldRefusal.__struct_fields__}
    return KeptRefusal(seq=row["seq"], told=msgspec.convert(fields, ToldRefusal))
