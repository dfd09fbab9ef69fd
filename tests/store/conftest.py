"""Every test of the store runs on SQLite and on PostgreSQL, and expects the same of both."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from store.database import Database
from store.home import Home, open_home
from tests.store.makers import NOON, run_apart, some_contents

SERVER = os.environ.get("CRISIS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio alone: the store needs its tasks."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """Give a database of this session's own, or skip where there is no server; in CI its absence fails."""
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


@pytest.fixture
def postgres_url(postgres_database: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    yield postgres_database
    asyncio.run(run_apart(postgres_database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, one test on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Give a database with its tables."""
    opened = Database(database_url)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give a home that was opened for the first time and has published edition 1 of the contents of these tests."""
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=some_contents) as opened:
        yield opened
