"""Links by which a place of safety reports its room without sign-in: shown once, kept as a hash, for one place, with an end."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.service import ServiceId
from store.database import Database
from store.errors import NotKept
from store.held import Held, InForce, those_read
from store.tables import capacity_link
from store.tokens import new_token, sha256_of

_KEY = re.compile(r"ccl_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


class LinkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One link as it may be listed: everything but what proves it."""

    link_id: str
    service_id: ServiceId
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None

    def holds(self, at: datetime) -> bool:
        """Say whether the link may be used at the instant."""
        return self.revoked_at is None and at < self.expires_at


class Links:
    """The links of one database. Those in force are held in memory (store/proofs.py), so that a report reads no database."""

    def __init__(self, database: Database) -> None:
        """Hold nothing yet."""
        self._database = database
        self.held = Held[LinkLine]()

    async def make(self, service_id: ServiceId, *, by: str, at: datetime, expires_at: datetime) -> str:
        """Make a link for one place and return its key, which is kept nowhere: `ccl_<id>_<32 random bytes>`."""
        link_id = secrets.token_hex(6)
        key = f"ccl_{link_id}_{new_token()}"
        row = {"link_id": link_id, "service_id": service_id, "made_at": at, "made_by": by, "expires_at": expires_at}
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(capacity_link).values(secret_sha256=sha256_of(key), **row))
        return key

    async def list(self, service_id: ServiceId) -> tuple[LinkLine, ...]:
        """Return every link of a place, oldest first, revoked and expired ones too."""
        mine = sa.select(capacity_link).where(capacity_link.c.service_id == service_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(mine.order_by(capacity_link.c.made_at, capacity_link.c.link_id))
        return tuple(_line(row) for row in rows.mappings())

    async def revoke(self, service_id: ServiceId, link_id: str, *, by: str, at: datetime) -> None:
        """End a link of the place now and for good; NotKept if there is none of that id that was not ended."""
        columns = capacity_link.c
        mine = sa.update(capacity_link).where(
            columns.link_id == link_id, columns.service_id == service_id, columns.revoked_at.is_(None)
        )
        async with self._database.writing() as connection:
            ended = await connection.execute(mine.values(revoked_at=at, revoked_by=by))
        if ended.rowcount == 0:
            raise NotKept("no link of that id is in force")

    def line_of(self, key: str, service_id: ServiceId, *, at: datetime) -> LinkLine | None:
        """Return the link of the place that a key proves at this instant; None: it proves nothing here or no longer.

        DatabaseUnavailable where no links are held, or those that are were read too long ago.
        """
        written = _KEY.fullmatch(key)
        line = None if written is None else self.held.proved_by(key, written[1], at=at)
        return line if line is not None and line.service_id == service_id and line.holds(at) else None


async def find_links_in_force(connection: AsyncConnection, at: datetime) -> InForce[LinkLine]:
    """Return every link that holds at the instant."""
    columns = capacity_link.c
    live = sa.select(capacity_link).where(columns.revoked_at.is_(None), columns.expires_at > at)
    rows = await connection.execute(live.order_by(columns.link_id))
    return {row["link_id"]: (line, row["secret_sha256"]) for row, line in those_read(rows.mappings(), _line, "a link")}


def _line(row: sa.RowMapping) -> LinkLine:
    return LinkLine(**{name: row[name] for name in LinkLine.__struct_fields__})
