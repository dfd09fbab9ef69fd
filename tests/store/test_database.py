"""Faults of the database come out in plain words, without a row, a password or an address."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from store.database import Database
from store.decisions import add_decisions
from store.errors import DatabaseUnavailable, RowRejected
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
