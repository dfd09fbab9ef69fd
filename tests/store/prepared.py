"""Databases whose tables were made once: a test gets them as the migrations left them, without running those again."""

from __future__ import annotations

import asyncpg
import sqlalchemy as sa

from store.database import NEWEST, Database
from store.tables import metadata
from tests.store.makers import run_apart

_AS_MADE = """
    WITH ours AS (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    made AS (
        SELECT 'class', oid, xmin FROM pg_class WHERE oid IN (TABLE ours)
        UNION ALL SELECT 'trigger', oid, xmin FROM pg_trigger WHERE tgrelid IN (TABLE ours)
        UNION ALL SELECT 'constraint', oid, xmin FROM pg_constraint WHERE conrelid IN (TABLE ours)
        UNION ALL SELECT 'column', attrelid, xmin FROM pg_attribute WHERE attrelid IN (TABLE ours)
        UNION ALL SELECT 'function', oid, xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    )
    SELECT md5(string_agg(made::text, ',' ORDER BY made::text)) FROM made
"""
"""What comes out the same for as long as nobody makes, alters or drops a table, column, trigger, index or function."""

_TABLES = ", ".join((*metadata.tables, "alembic_version"))

_EMPTIED = "; ".join(
    (
        # Whoever still writes, as a process that was killed, is waited for.
        f"LOCK TABLE {_TABLES}",
        # The triggers that keep rows for ever, and the keys of other tables, are put aside in this transaction alone.
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {table}" for table in metadata.tables),
        f"UPDATE alembic_version SET version_num = '{NEWEST}'",
        "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence",
    )
)


class PreparedPostgres:
    """A PostgreSQL database that is handed from test to test: emptied, or made anew where a test altered its tables."""

    def __init__(self, url: str) -> None:
        """Take the address of an empty database; nothing is made yet."""
        self.url = url
        self._as_made: str | None = None

    async def make_ready(self) -> None:
        """Leave the database with every table and no row."""
        if not await self._emptied():
            await run_apart(self.url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
            await migrate(self.url)
            self._as_made = await self._made()

    async def _emptied(self) -> bool:
        """Take every row away and say that it was done; False where the tables are no longer as the migrations made them."""
        line = await asyncpg.connect(self.url)
        try:
            if self._as_made is None or await line.fetchval(_AS_MADE) != self._as_made:
                return False
            async with line.transaction():
                await line.execute(_EMPTIED)
        except asyncpg.InsufficientPrivilegeError:  # before PostgreSQL 15 only a superuser may put triggers aside
            return False
        finally:
            await line.close()
        return True

    async def _made(self) -> str:
        line = await asyncpg.connect(self.url)
        try:
            return str(await line.fetchval(_AS_MADE))
        finally:
            await line.close()


async def migrate(url: str | sa.URL) -> None:
    """Run the migrations on the database at an address."""
    database = Database(str(url))
    await database.migrate()
    await database.close()
