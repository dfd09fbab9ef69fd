"""Every test of the store runs on SQLite and on PostgreSQL, and expects the same of both."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.database import Database
from store.home import Home, open_home
from tests.store.makers import NOON, run_apart, some_contents
from tests.store.prepared import PreparedPostgres, migrate

SERVER = os.environ.get("CRISIS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio alone: the store needs its tasks."""
    return "asyncio"


@contextmanager
def a_postgres_database() -> Iterator[str]:
    """Give the address of a new database, or skip where there is no server; in CI its absence fails."""
    name = f"crisis_test_{secrets.token_hex(6)}"
    try:
        asyncio.run(run_apart(f"{SERVER}/postgres", f"CREATE DATABASE {name}"))
    except OSError as fault:
        absent = f"no PostgreSQL server answers at the address in CRISIS_TEST_POSTGRES ({type(fault).__name__})"
        if os.environ.get("CI") == "true":
            pytest.fail(absent)
        pytest.skip(absent)
    yield f"{SERVER}/{name}"
    asyncio.run(run_apart(f"{SERVER}/postgres", f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """Give a database of this session's own."""
    with a_postgres_database() as url:
        yield url


@pytest.fixture(scope="session")
def prepared_postgres() -> Iterator[PreparedPostgres]:
    """Give another, whose tables are made once."""
    with a_postgres_database() as url:
        yield PreparedPostgres(url)


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with its tables, to copy."""
    file = tmp_path_factory.mktemp("prepared") / "prepared.sqlite3"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture
def empty_postgres_url(postgres_database: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database: what makes its tables is the test."""
    yield postgres_database
    asyncio.run(run_apart(postgres_database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"))


@pytest.fixture
def postgres_url(prepared_postgres: PreparedPostgres) -> str:
    """Give the address of a PostgreSQL database with its tables."""
    asyncio.run(prepared_postgres.make_ready())
    return prepared_postgres.url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of the database, one test on each."""
    return str(request.param)


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database: what makes its tables is the test."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, prepared_sqlite: Path) -> str:
    """Give the address of a database with its tables and no row."""
    if database_kind == "sqlite":
        return f"sqlite:///{shutil.copy(prepared_sqlite, tmp_path / 'test.sqlite3')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give that database."""
    opened = Database(database_url)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give a home that was opened for the first time and has published edition 1 of the contents of these tests."""
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=some_contents) as opened:
        yield opened
