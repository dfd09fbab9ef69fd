"""The checks that keepers made, and the contradictions that they explained: rows that are only ever added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.check_made import CheckMade
from directory.service import ServiceId
from store.chain import add_chained
from store.tables import check_made, finding_explained


class KeptCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check in its place in the log."""

    seq: int
    made: CheckMade


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A contradiction that a keeper explained: by its code, so that it comes back as soon as its facts are others."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z-]{1,60}/[0-9a-f]{10}$")]
    explanation: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    explained_by: str
    explained_at: datetime


async def add_check(connection: AsyncConnection, made: CheckMade) -> int:
    """Add a check to the end of the log and return its place."""
    return await add_chained(connection, check_made, msgspec.structs.asdict(made))


async def find_checks(connection: AsyncConnection, services: Iterable[ServiceId]) -> tuple[KeptCheck, ...]:
    """Return every check of the services, in the order in which they were made."""
    asked = check_made.c.service_id.in_(tuple(services))
    rows = await connection.execute(sa.select(check_made).where(asked).order_by(check_made.c.seq))
    return tuple(_kept(row) for row in rows.mappings())


async def add_explained(connection: AsyncConnection, explained: Explained) -> None:
    """Add an explanation to the end of all."""
    await add_chained(connection, finding_explained, msgspec.structs.asdict(explained))


async def list_explained(connection: AsyncConnection) -> dict[str, Explained]:
    """Return the newest explanation of each contradiction that has one, by its code."""
    rows = await connection.execute(sa.select(finding_explained).order_by(finding_explained.c.seq))
    found = (Explained(**{name: row[name] for name in Explained.__struct_fields__}) for row in rows.mappings())
    return {explained.code: explained for explained in found}


def _kept(row: sa.RowMapping) -> KeptCheck:
    fields = {name: row[name] for name in CheckMade.__struct_fields__}
    return KeptCheck(seq=row["seq"], made=msgspec.convert(fields, CheckMade))
