"""One database, SQLite or PostgreSQL: connect, read, write one at a time, migrate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from store.errors import DatabaseUnavailable, RowRejected

BUSY_SECONDS = 5
"""How long a writer waits for its turn, and a connection to be made, before the database counts as unavailable."""

HEARTBEAT_SECONDS = 2
"""How often whoever listens asks whether the other end is still there, and how long it waits for the answer."""

_CHANNEL = "crisis"

_ONE_WRITER = 0x0C1515
"""The key of PostgreSQL's advisory lock: one writer of a database at a time, as SQLite has it."""


class News(StrEnum):
    """What those who listen to a database are told of."""

    EDITION = "edition"
    ROOMS = "rooms"


class Database:
    """The database behind a home. A fault of it comes out as DatabaseUnavailable or RowRejected."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is opened yet."""
        address = sa.make_url(url)
        self._is_sqlite = address.get_backend_name() == "sqlite"
        self._engine = create_async_engine(
            address.set(drivername="sqlite+aiosqlite" if self._is_sqlite else "postgresql+asyncpg"),
            connect_args={} if self._is_sqlite else {"timeout": BUSY_SECONDS, "command_timeout": 60},
            pool_pre_ping=True,
            hide_parameters=True,  # a situation must not reach a log by way of an error's text
        )
        self._writers_engine = self._engine.execution_options(writes=True)
        if self._is_sqlite:
            event.listen(self._engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(self._engine.sync_engine, "begin", _begin_sqlite)

    @property
    def url(self) -> URL:
        """Return the address; its text hides a password."""
        return self._engine.url

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read from."""
        with _told_plainly():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give the one writer's connection; leaving commits, an error leaves everything as it was."""
        with _told_plainly():
            async with self._writers_engine.begin() as connection:
                if not self._is_sqlite:
                    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_WRITER)))
                yield connection

    async def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with the News of each transaction that told some until the connection is lost: DatabaseUnavailable.

        SQLite tells nobody: this returns at once, and whoever wants to know must look.
        """
        if self._is_sqlite:
            return
        apart = self._engine.execution_options(
            isolation_level="AUTOCOMMIT"
        )  # what waits for news must hold no transaction open
        with _told_plainly():
            async with apart.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.add_listener(_CHANNEL, lambda _driver, _process, _channel, news: heard(news))
                try:
                    while True:
                        await asyncio.sleep(HEARTBEAT_SECONDS)
                        async with asyncio.timeout(HEARTBEAT_SECONDS):
                            await connection.execute(sa.select(1))
                finally:
                    await connection.invalidate()  # nobody else shall get a connection that listens

    async def migrate(self) -> None:
        """Bring the tables to this version; doing it again changes nothing."""
        async with self.writing() as connection:
            await connection.run_sync(upgrade)

    async def version(self) -> str | None:
        """Return the version of the tables; None where there are none yet."""
        async with self.reading() as connection:
            return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


async def tell(connection: AsyncConnection, news: News) -> None:
    """Tell those who listen, once the connection's transaction is committed; on SQLite nobody does."""
    if connection.dialect.name != "sqlite":
        await connection.execute(sa.select(sa.func.pg_notify(_CHANNEL, news)))


def alembic_config(connection: sa.Connection) -> Config:
    """Return alembic's settings for the migrations that are packaged beside this file."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError:
        raise DatabaseUnavailable("the database was made by a newer version of this program") from None


@contextmanager
def _told_plainly() -> Iterator[None]:
    # `from None`: a database's own words may repeat the row, and a traceback prints them.
    try:
        yield
    except (IntegrityError, DataError) as fault:
        raise RowRejected(f"the database refuses a row: {_first_line(fault.orig)}") from None
    except DBAPIError as fault:
        raise DatabaseUnavailable(f"the database cannot be used: {_first_line(fault.orig)}") from None
    except (PoolTimeout, OSError) as fault:
        raise DatabaseUnavailable(f"the database cannot be reached: {_first_line(fault)}") from None
    except ValueError:  # SQLite keeps what it is given: a date that was altered by hand may be none
        raise RowRejected("a row of the database holds what is none of its kind") from None


def _first_line(fault: BaseException | None) -> str:
    # PostgreSQL's further lines repeat the row.
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def _set_up_sqlite(connection: DBAPIConnection, _record: Any) -> None:  # noqa: ANN401 (SQLAlchemy's event)
    connection.isolation_level = None  # _begin_sqlite begins; pysqlite must not
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        # NORMAL may lose the last commits at a power cut. What was acknowledged must be there; rows are written in
        # groups, so one fsync a group is what it costs (docs/decisions/store-append-only.md).
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # without it INSERT OR REPLACE deletes a row and fires no trigger
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that later writes would fail at once when another wrote in between: writers take their turn first.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
