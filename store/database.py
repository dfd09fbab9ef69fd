"""One database, SQLite or PostgreSQL: connect, read, write one at a time, migrate. While it is away nobody waits for it.

A database that cannot be reached in time counts as away: what is asked of it fails at once, and one at a time tries whether
it is back.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store.errors import DatabaseUnavailable, RowRejected
from store.one_writer import turn_at

AT_ONCE = 1.0
"""Seconds for a reader whose page can do without what it reads."""

SOON = 2.0
"""Seconds within which a reader is done, unless it says otherwise, and a connection made: somebody waits for the page."""

TURN = 10.0
"""Seconds within which a writer is done, unless it says otherwise."""

LOADING = 30.0
"""Seconds for a newer edition, while an older one answers."""

AT_LEISURE = 600.0
"""Seconds for what nobody waits for: a whole edition, an import, a migration."""

AS_LONG_AS_IT_TAKES = inf
"""For what grows with the log: a backup, a move, a check of all of it. A statement that stands still is broken off."""

BUSY_SECONDS = 5
"""How long a writer waits for its turn, unless it says otherwise."""

BRIEFLY = 1.0
"""Seconds that a writer waits for its turn who can leave what it has to the queue: somebody waits for the page."""

POOL_SECONDS = 0.8
"""How long a connection is waited for while all are in use; the database is not away then, but whoever asks is told at once."""

AWAY_SECONDS = 1.0
"""How long a database that was not reached is not tried again."""

_PROMPT_MILLISECONDS, _IDLE_MILLISECONDS = 60_000, 60_000
"""On PostgreSQL: how long a statement of a reader may run and a transaction stand still, whatever became of us."""

HEARTBEAT_SECONDS = 2
"""How often whoever listens asks whether the other end is still there, and how long it waits for the answer."""

_CHANNEL = "crisis"

_ONE_WRITER = 0x0C1515
"""The key of PostgreSQL's advisory lock: one writer of a database at a time, as SQLite has it."""

_WRITER_BEGINS = "BEGIN IMMEDIATE"


class News(StrEnum):
    """What those who listen to a database are told of."""

    EDITION = "edition"
    ROOMS = "rooms"


class Database:
    """The database behind a home. A fault of it comes out as DatabaseUnavailable or RowRejected."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is opened yet."""
        self._address = sa.make_url(url)
        self._is_sqlite = self._address.get_backend_name() == "sqlite"
        self._readers = self._engine(busy=AT_ONCE, statement_timeout=_PROMPT_MILLISECONDS)
        self._writers = self._engine(busy=BUSY_SECONDS, lock_timeout=BUSY_SECONDS * 1000)
        self._away_until: float | None = None
        self._is_tried = False
        self._clearing = set[asyncio.Future[None]]()

    def _engine(self, *, busy: float, **limits: int) -> AsyncEngine:
        limits["idle_in_transaction_session_timeout"] = _IDLE_MILLISECONDS
        server_settings = {name: str(milliseconds) for name, milliseconds in limits.items()}
        engine = create_async_engine(
            self._address.set(drivername="sqlite+aiosqlite" if self._is_sqlite else "postgresql+asyncpg"),
            connect_args={"timeout": busy} if self._is_sqlite else {"server_settings": server_settings},
            pool_pre_ping=True,
            pool_timeout=POOL_SECONDS,
            hide_parameters=True,  # a situation must not reach a log by way of an error's text
        )
        if self._is_sqlite:
            event.listen(engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    @property
    def url(self) -> URL:
        """Return the address; its text hides a password."""
        return self._readers.url

    @asynccontextmanager
    async def reading(self, patience: float = SOON) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read from; DatabaseUnavailable at once while the database is away.

        PostgreSQL has `patience` seconds; SQLite is on this machine, and takes what it takes.
        """
        with _told_plainly():
            await self._refuse_while_away(patience)
            async with self._connected(self._readers, patience) as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, patience: float = TURN, *, turn: float = BUSY_SECONDS) -> AsyncIterator[AsyncConnection]:
        """Give the one writer's connection, for whose turn `turn` seconds are waited.

        Leaving commits, an error leaves everything as it was.
        """
        writers = self._writers.execution_options(writes=turn)
        with _told_plainly():
            await self._refuse_while_away(SOON)
            async with self._turn(turn), self._connected(writers, patience) as connection, connection.begin():
                if not self._is_sqlite:
                    if turn != BUSY_SECONDS:
                        await connection.exec_driver_sql(f"SET LOCAL lock_timeout = {turn * 1000:.0f}")
                    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_WRITER)))
                yield connection

    def _turn(self, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold an SQLite file for one writer, as the advisory lock does on PostgreSQL."""
        return turn_at(Path(self._address.database or ""), seconds) if self._is_sqlite else nullcontext()

    async def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with the News of each transaction that told some until the connection is lost: DatabaseUnavailable.

        SQLite tells nobody: this returns at once, and whoever wants to know must look.
        """
        if self._is_sqlite:
            return
        # What waits for news must hold no transaction open.
        apart = self._readers.execution_options(isolation_level="AUTOCOMMIT")
        with _told_plainly():
            await self._refuse_while_away(SOON)
            connection = await self._reached(apart, SOON)
            try:
                line: Any = (await connection.get_raw_connection()).driver_connection
                with self._letting_go_after(HEARTBEAT_SECONDS, line):
                    await line.add_listener(_CHANNEL, lambda _line, _process, _channel, news: heard(news))
                while True:
                    await asyncio.sleep(HEARTBEAT_SECONDS)
                    with self._letting_go_after(HEARTBEAT_SECONDS, line):
                        await connection.execute(sa.select(1))
            finally:
                await connection.invalidate()  # nobody else shall get a connection that listens
                await connection.close()

    async def _refuse_while_away(self, patience: float) -> None:
        """Refuse at once while the database is away; when it may be back, the first to ask tries it."""
        if self._away_until is None:
            return
        if self._is_tried or _now() < self._away_until:
            raise DatabaseUnavailable("the database is away; it is tried again in a moment")
        self._is_tried = True
        try:
            async with self._connected(self._readers, min(patience, SOON)) as connection:
                await connection.exec_driver_sql("SELECT count(*) FROM sqlite_master" if self._is_sqlite else "SELECT 1")
            self._away_until = None
        finally:
            self._is_tried = False

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine, patience: float) -> AsyncIterator[AsyncConnection]:
        """Give a connection for `patience` seconds; note that the database is away where it does not keep to them."""
        if self._is_sqlite:
            async with self._noting_locks(), engine.connect() as connection:
                yield connection
            return
        connection = await self._reached(engine, min(patience, SOON))
        line: Any = (await connection.get_raw_connection()).driver_connection
        with self._letting_go_after(patience, line):
            try:
                yield connection
            finally:
                await connection.close()

    @asynccontextmanager
    async def _noting_locks(self) -> AsyncIterator[None]:
        """Note a file that another program keeps to itself; that a writer's turn did not come is told to that writer alone."""
        try:
            yield
        except DBAPIError as fault:
            busy = (
                isinstance(fault.orig, sqlite3.OperationalError) and fault.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            )
            if busy and fault.statement != _WRITER_BEGINS:
                self._note_away()
            raise

    async def _reached(self, engine: AsyncEngine, patience: float) -> AsyncConnection:
        """Return a connection that answers. What cannot be had in time is given up at once and cleared away behind us."""
        connecting = asyncio.ensure_future(_start(engine))
        try:
            await asyncio.wait((connecting,), timeout=patience)
            return _connection_of(connecting)
        except BaseException as fault:
            if isinstance(fault, DBAPIError | OSError):
                self._note_away()
            connecting.add_done_callback(self._clear_away)
            connecting.cancel()
            raise

    def _clear_away(self, connecting: asyncio.Future[AsyncConnection]) -> None:
        """Give a connection back that nobody waits for any more; how an attempt ended that was given up nobody else hears."""
        if not connecting.cancelled() and connecting.exception() is None:
            clearing = asyncio.ensure_future(connecting.result().close())
            self._clearing.add(clearing)
            clearing.add_done_callback(self._clearing.discard)

    @contextmanager
    def _letting_go_after(self, patience: float, line: Any) -> Iterator[None]:  # noqa: ANN401 (the driver's connection has no types)
        late = asyncio.get_running_loop().call_later(patience, self._let_go, line)
        try:
            yield
        finally:
            late.cancel()

    def _let_go(self, line: Any) -> None:  # noqa: ANN401 (the driver's connection has no types)
        """Break a connection on which no answer came in time: whoever waits on it is told so."""
        self._note_away()
        line.terminate()

    def _note_away(self) -> None:
        self._away_until = _now() + AWAY_SECONDS

    async def migrate(self) -> None:
        """Bring the tables to this version; doing it again changes nothing."""
        async with self.writing(AT_LEISURE) as connection:
            await connection.run_sync(upgrade)

    async def version(self) -> str | None:
        """Return the version of the tables; None where there are none yet."""
        async with self.reading() as connection:
            return await connection.run_sync(version_of)

    async def close(self) -> None:
        """Close every connection."""
        if self._clearing:
            await asyncio.wait(self._clearing, timeout=SOON)
        await self._readers.dispose()
        await self._writers.dispose()


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _start(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


def _connection_of(connecting: asyncio.Future[AsyncConnection]) -> AsyncConnection:
    if not connecting.done():
        raise TimeoutError("no answer in time")
    return connecting.result()


async def tell(connection: AsyncConnection, news: News) -> None:
    """Tell those who listen, once the connection's transaction is committed; on SQLite nobody does."""
    if connection.dialect.name != "sqlite":
        await connection.execute(sa.select(sa.func.pg_notify(_CHANNEL, news)))


NEWEST = max(path.stem for path in Path(__file__).parent.glob("migrations/versions/[0-9]*.py")).partition("_")[0]
"""The version to which the migrations lead."""


def version_of(connection: sa.Connection) -> str | None:
    """Return the version of the tables, as alembic keeps it; None where there are none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction."""
    if version_of(connection) != NEWEST:
        from store.upgrading import run_migrations  # noqa: PLC0415 (at nearly every start there is nothing to run)

        run_migrations(connection)


@contextmanager
def _told_plainly() -> Iterator[None]:
    # `from None`: a database's own words may repeat the row, and a traceback prints them.
    try:
        yield
    except (IntegrityError, DataError) as fault:
        raise RowRejected(f"the database refuses a row: {_first_line(fault.orig)}") from None
    except DBAPIError as fault:
        if _is_about_a_value(fault):
            raise RowRejected(f"the database refuses a row: {_first_line(fault.orig)}") from None
        raise DatabaseUnavailable(f"the database cannot be used: {_first_line(fault.orig)}") from None
    except (PoolTimeout, OSError) as fault:
        raise DatabaseUnavailable(f"the database cannot be reached: {_first_line(fault)}") from None
    except ValueError:  # SQLite keeps what it is given: a date that was altered by hand may be none
        raise RowRejected("a row of the database holds what is none of its kind") from None


def _is_about_a_value(fault: DBAPIError) -> bool:
    """Say whether PostgreSQL refuses a value: asyncpg tells of class 22, and of what it cannot send, as of any fault."""
    state = str(getattr(fault.orig, "sqlstate", None) or "")
    return state.startswith("22") or isinstance(getattr(fault.orig, "__cause__", None), ValueError)


def _first_line(fault: BaseException | None) -> str:
    # PostgreSQL's further lines repeat the row.
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def _set_up_sqlite(connection: DBAPIConnection, _record: Any) -> None:  # noqa: ANN401 (SQLAlchemy's event)
    connection.isolation_level = None  # _begin_sqlite begins; pysqlite must not
    cursor = connection.cursor()
    for pragma in (
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
    turn: float | None = connection.get_execution_options().get("writes")
    if turn is not None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {turn * 1000:.0f}")
    connection.exec_driver_sql("BEGIN" if turn is None else _WRITER_BEGINS)
