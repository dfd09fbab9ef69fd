"""Every row of what was published, answered, changed, told or done: altered by hand, taken away or put in, it is found."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from routing.change import ChangeSet
from store.backup import copy_database
from store.chain import PAGE, add_chained, check_links, key_of, row_hash, unheard
from store.changes import Happened, add_change, add_event, event_of
from store.database import Database
from store.decisions import add_decisions, check_chain
from store.editions import check_editions
from store.home import Home, open_home
from store.key_events import find_forged_keys
from store.outcomes import add_outcome
from store.tables import APPEND_ONLY, CHAINED, Instant, api_key, chain_link, decision, metadata, outcome
from store.upgrading import alembic_config
from tests.store.makers import AN_OUTCOME, NOON, a_decision, a_service, by_hand, contents_with, run_apart, signed, some_contents

pytestmark = pytest.mark.anyio

ALL = pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in APPEND_ONLY])
OF_THE_CHAIN = pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in CHAINED])

BY_EDITIONS = {"service_revision", "policy_revision", "holiday_revision", "edition_entry"}
"""What an edition's own hash covers, and the walk along the editions proves."""

ROWS = 3
"""So many of every chained table, so that there is a first, one between, and a last."""


def test_whatever_is_append_only_is_proved_by_a_chain() -> None:
    named = {table.name for table in CHAINED} | BY_EDITIONS | {decision.name, chain_link.name}
    assert {table.name for table in APPEND_ONLY} == named


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a database that holds three rows of everything; whoever alters it puts it back."""
    path = tmp_path_factory.mktemp("chain")
    if request.param == "sqlite":
        url = f"sqlite:///{path / 'test.sqlite3'}"
        asyncio.run(fill(url, path))
        yield url
        return
    server, name = str(request.getfixturevalue("postgres_database")), f"crisis_test_{secrets.token_hex(6)}"
    asyncio.run(run_apart(server, f"CREATE DATABASE {name}"))
    url = f"{server.rpartition('/')[0]}/{name}"
    asyncio.run(fill(url, path))
    yield url
    asyncio.run(run_apart(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def fill(url: str, path: Path) -> None:
    """Publish twice, make a key, answer, change and tell; tables that nothing of that writes to get rows of their own."""
    async with open_home(path, at=NOON, database_url=url, shipped=some_contents) as home:
        await home.publish(contents_with(a_service("alpha", "Another"), a_service("beta")), signed(), based_on=1)
        await home.publish(contents_with(a_service("alpha", "Another")), signed(), based_on=2)
        for number in range(3):
            await home.keys.make(Role.POLICE, f"police force {number}", at=NOON, expires_at=NOON + timedelta(days=365))
    database = Database(url)
    async with database.writing() as connection:
        for number in range(3):
            await add_decisions(connection, [a_decision(f"d{number}"), a_decision(f"e{number}")])
            change = await add_change(connection, ChangeSet(withdrawn=(f"s{number}",)), signed(), based_on=1)
            await add_event(connection, change, event_of(Happened.ACCEPTED, signed(), code=f"finding {number}"))
            await add_outcome(connection, msgspec.structs.replace(AN_OUTCOME, service_id=f"s{number}"), f"{number:032}")
        for table in CHAINED:
            while (rows := await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0) < ROWS:
                await add_chained(connection, table, a_row(table, rows))
    await database.close()


@pytest.fixture
async def kept(filled: str) -> AsyncIterator[Database]:
    """Give the database that holds three rows of everything."""
    database = Database(filled)
    yield database
    await database.close()


def a_row(table: sa.Table[Any], number: int = 0) -> dict[str, object]:
    """Make a row of a table out of what its columns take; what it names in another table is the first row there.

    What may stand in one row only, and need not, is left out.
    """
    return {column.name: a_value(column, number) for column in table.columns if not column.primary_key and not column.unique}


def a_value(column: sa.Column[Any], number: int = 0) -> object:
    if isinstance(column.type, Instant):
        return NOON
    if isinstance(column.type, sa.String):
        return f"{number}{column.name}"[: column.type.length]
    return 1


def another_value(column: sa.Column[Any]) -> str:
    """Write what a column of a row may be altered to."""
    if isinstance(column.type, Instant):
        return "'1999-12-31 23:59:59.000000'"
    if isinstance(column.type, sa.String):
        return "'forged'"
    return "NOT " + column.name if isinstance(column.type, sa.Boolean) else "4711"


@asynccontextmanager
async def by_a_strong_hand(database: Database, *statements: str) -> AsyncIterator[AsyncConnection]:
    """Give the database as it is after somebody with all rights worked on it, triggers and foreign keys off; then undo it."""
    async with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            names = await connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            off = ["PRAGMA defer_foreign_keys = ON", *(f"DROP TRIGGER {name}" for name in names)]
        else:
            off = ["SET LOCAL session_replication_role = replica"]
        for statement in (*off, *statements):
            await connection.exec_driver_sql(statement)
        yield connection
        await connection.rollback()


async def faults(connection: AsyncConnection) -> AsyncIterator[str]:
    """Give everything that is wrong with what is kept, one after the other, as `crisis check --log` looks for it."""
    log = await check_chain(connection, unheard)
    if log.broken_at is not None:
        yield f"decision {log.broken_at}: altered"
    links = await check_links(connection, unheard)
    for fault in links.faults:
        yield f"{fault.table} {fault.row}: {fault.what}"
    for of_editions in await check_editions(connection):
        yield of_editions
    for of_keys in await find_forged_keys(connection):
        yield of_keys


async def wrong(connection: AsyncConnection) -> list[str]:
    """Return all of that."""
    return [fault async for fault in faults(connection)]


async def is_found_out(connection: AsyncConnection) -> bool:
    """Say whether anything is wrong, looking no further than the first."""
    async for _ in faults(connection):
        return True
    return False


async def test_what_nobody_touched_is_sound(kept: Database) -> None:
    async with by_a_strong_hand(kept) as connection:
        assert await wrong(connection) == []


@ALL
async def test_each_column_of_a_row_altered_by_hand_is_found(kept: Database, table: sa.Table[Any]) -> None:
    key = next(iter(table.primary_key.columns))
    for column in table.columns:
        forge = f"UPDATE {table.name} SET {column.name} = {another_value(column)} WHERE {key.name} = " + (
            "'alpha'" if key.name == "service_id" else ("1" if table.name.endswith("_revision") else "2")
        )
        if table.name == "edition_entry":
            forge += " AND edition = 2"
        if table.name == "service_revision":
            forge += " AND revision = 2"
        async with by_a_strong_hand(kept, forge) as connection:
            assert await is_found_out(connection), column.name


@OF_THE_CHAIN
async def test_an_altered_row_is_named(kept: Database, table: sa.Table[Any]) -> None:
    for column in table.columns:
        if column.primary_key:
            continue
        forge = f"UPDATE {table.name} SET {column.name} = {another_value(column)} WHERE {key_of(table).name} = 2"
        async with by_a_strong_hand(kept, forge) as connection:
            links = await check_links(connection, unheard)
            assert [(fault.table, fault.row, str(fault.what)) for fault in links.faults] == [(table.name, 2, "altered")]


@pytest.mark.parametrize("row", [1, 2, 3])
@OF_THE_CHAIN
async def test_a_row_taken_away_is_named_the_last_too(kept: Database, table: sa.Table[Any], row: int) -> None:
    async with by_a_strong_hand(kept, f"DELETE FROM {table.name} WHERE {key_of(table).name} = {row}") as connection:
        links = await check_links(connection, unheard)
    assert [(fault.table, fault.row, str(fault.what)) for fault in links.faults] == [(table.name, row, "taken away")]


@pytest.mark.parametrize("row", [-1, 0, 4])
@OF_THE_CHAIN
async def test_a_row_put_in_is_named(kept: Database, table: sa.Table[Any], row: int) -> None:
    key = key_of(table).name
    said = {column.name: column.name for column in table.columns}
    said |= {column.name: "NULL" if column.nullable else "'x'" for column in table.columns if column.unique}
    said |= {key: str(row)}
    names, values = ", ".join(said), ", ".join(said.values())
    put_in = f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {table.name} WHERE {key} = 2"
    async with by_a_strong_hand(kept, put_in) as connection:
        links = await check_links(connection, unheard)
    assert [(fault.table, fault.row, str(fault.what)) for fault in links.faults] == [(table.name, row, "put in by hand")]


@OF_THE_CHAIN
async def test_two_rows_that_changed_places_are_named(kept: Database, table: sa.Table[Any]) -> None:
    key = key_of(table).name
    moves = [f"UPDATE {table.name} SET {key} = {to} WHERE {key} = {at}" for at, to in ((1, 9), (2, 1), (9, 2))]
    different = f"UPDATE {table.name} SET {key} = {key} WHERE {key} = 1"
    async with by_a_strong_hand(kept, different, *moves) as connection:
        links = await check_links(connection, unheard)
    assert {(fault.table, fault.row) for fault in links.faults} == {(table.name, 1), (table.name, 2)}


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("UPDATE chain_link SET row_hash = 'x' WHERE seq = 5", "chain_link 5: altered"),
        ("DELETE FROM chain_link WHERE seq = 5", "chain_link 6: does not follow the one before it"),
        ("DELETE FROM chain_link WHERE seq = 1", "chain_link 2: does not follow the one before it"),
        ("DELETE FROM decision WHERE seq = 6", "decision 6: taken away"),
        ("DELETE FROM decision", "decision 2: taken away"),
        ("UPDATE outcome SET told_at = 'never' WHERE seq = 3", "outcome 3: altered"),
    ],
)
async def test_what_was_done_to_the_chain_or_to_the_end_of_a_log_is_said(kept: Database, forge: str, said: str) -> None:
    if "never" in forge and "sqlite" not in str(kept.url):
        forge = forge.replace("'never'", "'infinity'")  # PostgreSQL takes no other instant that is none
    async with by_a_strong_hand(kept, forge) as connection:
        assert said in await wrong(connection)


async def test_a_row_and_its_link_cut_off_together_show_by_the_hash_that_was_noted(home: Home, database: Database) -> None:
    await home.tell_outcome(AN_OUTCOME)
    earlier = (await home.verify_links()).head
    await home.tell_outcome(AN_OUTCOME)
    later = (await home.verify_links()).head
    assert (await home.place_of_head(earlier), await home.place_of_head(later)) == (2, 3)
    await by_hand(database, "DELETE FROM outcome WHERE seq = 2", "DELETE FROM chain_link WHERE seq = 3")
    assert (await home.verify_links()).faults == ()
    assert (await home.place_of_head(earlier), await home.place_of_head(later)) == (2, None)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        ("UPDATE api_key SET role = 'admin' WHERE label LIKE '%1'", "altered"),
        ("UPDATE api_key SET secret_sha256 = 'x' WHERE label LIKE '%1'", "altered"),
        ("UPDATE api_key SET expires_at = NULL WHERE label LIKE '%1'", "altered"),
        ("UPDATE api_key SET revoked_at = made_at WHERE label LIKE '%1'", "altered"),
        ("UPDATE api_key SET key_id = 'other' WHERE label LIKE '%1'", "put in by hand"),
    ],
)
async def test_a_key_altered_or_put_in_by_hand_is_found(kept: Database, forge: str, said: str) -> None:
    async with by_a_strong_hand(kept, forge) as connection:
        found = await find_forged_keys(connection)
    assert len(found) == 1
    assert found[0].endswith(said)


async def test_a_revoked_key_that_came_back_is_found(home: Home, database: Database) -> None:
    await home.keys.make(Role.POLICE, "a police force", at=NOON)
    (key,) = await home.keys.list()
    await home.keys.revoke(key.key_id, at=NOON)
    assert await home.verify_keys() == ()
    async with by_a_strong_hand(database, "UPDATE api_key SET revoked_at = NULL") as connection:
        assert await find_forged_keys(connection) == (f"key {key.key_id}: altered",)


async def test_a_key_in_use_is_as_it_was_made(home: Home, database: Database) -> None:
    secret = await home.keys.make(Role.NHS111, "a console", at=NOON)
    await home.proofs.keep_up(at=NOON)
    assert home.keys.line_of(secret, at=NOON) is not None
    await home.proofs.keep_up(at=NOON)
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).where(api_key.c.last_used_at.is_not(None))) == 1
        assert await find_forged_keys(connection) == ()


async def test_a_long_chain_is_walked_by_pages_and_is_told_of(kept: Database) -> None:
    heard: list[int] = []
    async with by_a_strong_hand(kept) as connection:
        for _ in range(PAGE):
            await add_chained(connection, outcome, a_row(outcome))
        links = await check_links(connection, heard.append)
        assert (links.faults, max(heard)) == ((), PAGE)
        assert sum(heard) == 2 * links.links


async def test_the_chain_holds_in_a_copy_of_either_kind(kept: Database, database: Database) -> None:
    target = await emptied(database)
    await copy_database(kept, target, NOON)
    async with target.writing() as connection:
        assert await wrong(connection) == []
        await add_outcome(connection, AN_OUTCOME, "1" * 32)
        assert await wrong(connection) == []


async def emptied(database: Database) -> Database:
    """Take away everything, for a copy goes into an empty database."""
    async with database.writing() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.exec_driver_sql("DROP TABLE alembic_version")
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("DROP FUNCTION refuse_change")
    return database


def test_a_column_that_a_row_did_not_have_yet_takes_nothing_from_its_hash() -> None:
    assert row_hash([1, "a", None]) == row_hash([1, "a"])
    assert row_hash([1, None, "a"]) != row_hash([1, "a"])
    assert row_hash([1, ""]) != row_hash([1])


async def test_rows_from_before_there_was_a_chain_are_linked_as_they_are(empty_database_url: str, tmp_path: Path) -> None:
    database = Database(empty_database_url)
    async with database.writing() as connection:
        await connection.run_sync(fill_before_the_chain)
    await database.migrate()
    async with database.reading() as connection:
        assert await wrong_but_editions(connection) == []
        linked = sa.select(chain_link.c.of_table, sa.func.count()).group_by(chain_link.c.of_table)
        counts = dict((await connection.execute(linked)).all())
    assert counts == {"edition": 3, "change_set": 3, "change_event": 3, "outcome": 3, "key_event": 3, "decision": 1}
    async with database.writing() as connection:
        await add_outcome(connection, AN_OUTCOME, "1" * 32)
        assert await wrong_but_editions(connection) == []
    await database.close()


async def wrong_but_editions(connection: AsyncConnection) -> list[object]:
    """Return what is wrong with links and keys; the editions and decisions of that test say nothing that fits."""
    return [*(await check_links(connection, unheard)).faults, *await find_forged_keys(connection)]


def fill_before_the_chain(connection: sa.Connection) -> None:
    """Make the tables of the version before the chain, and three rows of everything in them."""
    config = alembic_config(connection)
    before = ScriptDirectory.from_config(config).get_revision("0009").down_revision
    command.upgrade(config, str(before))
    there = sa.inspect(connection)
    for name in (
        "policy_revision",
        "holiday_revision",
        "edition",
        "decision",
        "outcome",
        "change_set",
        "change_event",
        "api_key",
    ):
        columns = [metadata.tables[name].c[column["name"]] for column in there.get_columns(name)]
        for number in (1, 2, 3):
            row = {column.name: a_numbered_value(column, number) for column in columns}
            connection.execute(sa.insert(metadata.tables[name]).values(row))


def a_numbered_value(column: sa.Column[Any], number: int) -> object:
    """Make a value that is another in every row; what may be null is so in the second, but one key alone was revoked."""
    if column.name == "revoked_at" or (column.nullable and number == 2):
        return None
    value = a_value(column)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=number)
    return number if isinstance(value, int) else f"{value}{number}"[-(getattr(column.type, "length", None) or 99) :]
