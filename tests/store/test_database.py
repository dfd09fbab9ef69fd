"""Faults of the database come out in plain words, without a row, a password or an address, and nobody waits for them."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from store.database import Database
from store.decisions import add_decisions
from store.errors import DatabaseUnavailable, RowRejected
from tests.relay import Relay, a_relay
from tests.store.makers import a_decision, run_apart

pytestmark = pytest.mark.anyio


async def test_a_refused_row_is_not_repeated_in_the_error(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(sa.text("CREATE UNIQUE INDEX planted ON decision (situation)"))
    with pytest.raises(RowRejected) as refused:
        async with database.writing() as connection:
            await add_decisions(connection, [a_decision("d1"), a_decision("d2")])
    assert "police" not in str(refused.value)
    assert refused.value.__suppress_context__


async def test_an_unreachable_server_is_told_without_its_password() -> None:
    database = Database("postgresql://keeper:s3cret@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable) as away:
        await database.migrate()
    await database.close()
    assert "s3cret" not in str(away.value)
    assert "s3cret" not in str(database.url)


async def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"not a database" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with pytest.raises(DatabaseUnavailable, match="not a database"):
        await database.migrate()
    await database.close()


async def test_writers_take_turns(database: Database) -> None:
    running = 0

    async def write() -> None:
        nonlocal running
        async with database.writing():
            running += 1
            assert running == 1
            await asyncio.sleep(0.01)
            running -= 1

    await asyncio.gather(*(write() for _ in range(4)))


async def test_on_sqlite_nobody_writes_while_another_still_moves_what_it_wrote_into_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    database = Database(f"sqlite:///{file}")
    await database.migrate()
    with turn_held(file):
        with pytest.raises(DatabaseUnavailable, match="another one is writing"):
            await write(database, turn=0.05)
        assert await database.version() is not None
        waiting = asyncio.create_task(write(database, turn=30))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    await waiting
    await database.close()


@contextmanager
def turn_held(database: Path) -> Iterator[None]:
    """Be another process that has committed and is not done yet."""
    with Path(f"{database}-turn").open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


async def write(database: Database, turn: float) -> None:
    async with database.writing(turn=turn) as connection:
        await add_decisions(connection, [a_decision("d1")])


async def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    async with database.writing() as writer:
        await add_decisions(writer, [a_decision("d1")])
        async with database.reading() as reader:
            assert await reader.scalar(sa.text("SELECT count(*) FROM decision")) == 0


async def test_acknowledged_rows_are_on_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    async with database.reading() as connection:
        found = [
            await connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    await database.close()
    assert found == ["wal", 2, 1, 1000]


@pytest.mark.postgres
async def test_a_server_that_was_restarted_is_used_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.migrate()
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    async with database.reading() as connection:
        await connection.execute(sa.text("SELECT 1"))
    await run_apart(postgres_url, f"SELECT pg_terminate_backend(pid) {others}")
    async with database.writing() as connection:
        assert await add_decisions(connection, [a_decision("d1")]) == 1
    await database.close()


@pytest.mark.postgres
async def test_a_connection_lost_in_the_middle_of_writing_leaves_nothing_behind(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.migrate()
    with pytest.raises(DatabaseUnavailable):
        await write_and_lose_the_connection(database, postgres_url)
    async with database.reading() as connection:
        assert await connection.scalar(sa.text("SELECT count(*) FROM decision")) == 0
    await database.close()


async def write_and_lose_the_connection(database: Database, url: str) -> None:
    async with database.writing() as connection:
        await add_decisions(connection, [a_decision("d1")])
        pid = await connection.scalar(sa.text("SELECT pg_backend_pid()"))
        await run_apart(url, f"SELECT pg_terminate_backend({pid})")


async def test_a_file_that_another_program_keeps_to_itself_is_waited_for_once(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    database = Database(f"sqlite:///{file}")
    await database.migrate()
    await database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            await database.version()
        for ask in (database.version, database.migrate):
            with pytest.raises(DatabaseUnavailable, match=r"is away|locked"):
                await ask()
    assert await back(database)
    await database.close()


async def back(database: Database) -> bool:
    """Wait until the database can be read again."""
    for _ in range(300):
        try:
            return await database.version() is not None
        except DatabaseUnavailable:
            await asyncio.sleep(0.1)
    return False


@pytest.mark.postgres
@pytest.mark.parametrize("fault", [Relay.cut, Relay.freeze])
async def test_while_the_server_is_away_one_at_a_time_waits_for_it_and_then_it_is_used_again(
    postgres_url: str, fault: Callable[[Relay], None]
) -> None:
    with a_relay(postgres_url) as wire:
        database = Database(wire.url)
        await database.migrate()
        assert await database.version() is not None
        fault(wire)
        with pytest.raises(DatabaseUnavailable, match=r"cannot be|is away"):
            await database.version()
        told = await asyncio.gather(*(database.version() for _ in range(100)), return_exceptions=True)
        assert sum("is away" in str(fault) for fault in told) >= 99
        wire.mend()
        assert await back(database)
        await database.close()


@pytest.mark.postgres
async def test_what_takes_longer_than_it_may_is_broken_off(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.migrate()
    with pytest.raises(DatabaseUnavailable, match="connection was closed"):
        await sleep_in(database, 600)
    assert await back(database)
    await database.close()


async def sleep_in(database: Database, seconds: int) -> None:
    async with database.reading(3) as connection:
        await connection.execute(sa.text(f"SELECT pg_sleep({seconds})"))


@pytest.mark.postgres
async def test_a_writer_whose_turn_does_not_come_is_told_so_and_nobody_else(postgres_url: str) -> None:
    one, other = Database(postgres_url), Database(postgres_url)
    await one.migrate()
    async with one.writing(600):
        with pytest.raises(DatabaseUnavailable, match="lock timeout"):
            await other.migrate()
        assert await other.version() is not None
    await other.migrate()
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_a_node_that_hangs_holds_nothing_for_ever(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.reading() as reader, database.writing() as writer:
        for connection, setting, value in (
            (reader, "statement_timeout", "1min"),
            (reader, "idle_in_transaction_session_timeout", "1min"),
            (writer, "lock_timeout", "5s"),
            (writer, "idle_in_transaction_session_timeout", "1min"),
        ):
            assert await connection.scalar(sa.text(f"SHOW {setting}")) == value
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("asked", ["SELECT 1 / 0", "SELECT CAST('none' AS integer)"])
async def test_a_value_that_postgresql_refuses_is_no_database_that_is_away(postgres_url: str, asked: str) -> None:
    database = Database(postgres_url)
    try:
        async with database.reading() as connection:
            with pytest.raises(RowRejected):
                async with database.reading() as other:
                    await other.execute(sa.text(asked))
            assert await connection.scalar(sa.select(1)) == 1
    finally:
        await database.close()


@pytest.mark.postgres
async def test_who_gives_up_just_as_a_connection_is_there_takes_none_away(postgres_url: str) -> None:
    database = Database(postgres_url)
    pool = database._readers.sync_engine.pool
    assert isinstance(pool, sa.QueuePool)
    before = asyncio.all_tasks()
    waiting = asyncio.create_task(sleep_in(database, 0))
    while not (begun := asyncio.all_tasks() - before - {waiting}):  # noqa: ASYNC110 (its first turn begins another task)
        await asyncio.sleep(0)
    (connecting,) = begun
    connecting.add_done_callback(lambda _: waiting.cancel())
    await asyncio.wait([waiting])
    assert (waiting.cancelled(), connecting.cancelled()) == (True, False)
    async with asyncio.timeout(30):
        while pool.checkedout() > 0:  # noqa: ASYNC110 (a pool tells nobody)
            await asyncio.sleep(0.01)
    assert pool.checkedin() == 1, "it can be used again"
    await database.close()
