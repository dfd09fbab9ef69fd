"""The migrations make exactly the tables that the program uses, from nothing, as often as they are run."""

from __future__ import annotations

from importlib import resources

import pytest
import sqlalchemy as sa
from alembic import command

from store.database import Database, alembic_config
from store.errors import DatabaseUnavailable
from store.tables import metadata

pytestmark = pytest.mark.anyio


async def test_from_nothing_they_make_every_table(database: Database) -> None:
    async with database.reading() as connection:
        there = await connection.run_sync(lambda sync: set(sa.inspect(sync).get_table_names()))
    assert there == set(metadata.tables) | {"alembic_version"}


async def test_run_again_they_change_nothing(database: Database) -> None:
    before = await schema(database)
    await database.migrate()
    assert await schema(database) == before


async def test_they_agree_with_the_tables_in_the_program(database: Database) -> None:
    async with database.writing() as connection:
        await connection.run_sync(lambda sync: command.check(alembic_config(sync)))


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="newer version"):
        await database.migrate()


def test_they_travel_with_the_package() -> None:
    migrations = resources.files("store") / "migrations"
    assert {"env.py", "script.py.mako", "versions"} <= {part.name for part in migrations.iterdir()}


async def schema(database: Database) -> list[tuple[str, ...]]:
    async with database.reading() as connection:
        if connection.dialect.name == "sqlite":
            found = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        else:
            found = (
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                " WHERE table_schema = 'public' ORDER BY table_name, column_name"
            )
        return [tuple(map(str, row)) for row in await connection.execute(sa.text(found))]
