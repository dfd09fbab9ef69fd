"""The migrations make exactly the tables that the program uses, from nothing or from an earlier version with its data."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib import resources
from pathlib import Path

import asyncpg
import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from directory.opening import Window
from directory.reader import Role
from routing.context import CallerContext
from routing.edition import compile_edition
from routing.router import answer
from store.database import NEWEST, Database
from store.editions import contents_of
from store.errors import DatabaseUnavailable
from store.home import Home, Origin, open_home
from store.replay import Replayer
from store.tables import metadata
from store.upgrading import alembic_config, run_migrations
from tests.makers import the_gazetteer
from tests.store.makers import NOON, signed

pytestmark = pytest.mark.anyio

MIGRATIONS = Path(str(resources.files("store") / "migrations"))
RELEASED = Path(__file__).parent / "data" / "released"

NOT_OUT_YET = {"0010", "0011"}
"""Migrations of the version that is being made: their dumps are made when it is out."""


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Give the address of an empty database, on which the migrations really run."""
    return empty_database_url


async def test_from_nothing_they_make_every_table(database: Database) -> None:
    async with database.reading() as connection:
        there = await connection.run_sync(lambda sync: set(sa.inspect(sync).get_table_names()))
    assert there == set(metadata.tables) | {"alembic_version"}


async def test_what_a_start_looks_for_is_where_they_lead(database: Database) -> None:
    assert await database.version() == NEWEST == ScriptDirectory(str(MIGRATIONS)).get_current_head()


async def test_run_again_they_change_nothing(database: Database) -> None:
    before = await schema(database)
    async with database.writing() as connection:
        await connection.run_sync(run_migrations)
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
    assert {"env.py", "script.py.mako", "versions"} <= {part.name for part in MIGRATIONS.iterdir()}


# ------------------------------------------------------------------------------------ from earlier versions, with data


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the version that made a dump said of it: editions by number, how many decisions, the secret of a police key."""

    editions: dict[int, str]
    decisions: int
    key: str


def said_in(dump: Path) -> Said:
    with dump.open("rb") as file:
        return msgspec.json.decode(file.readline().removeprefix(b"-- "), type=Said)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_version_that_is_out_has_left_a_database_to_try_them_on(kind: str) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    tried = {dump.name[:4] for dump in RELEASED.glob(f"*.{kind}.sql")}
    assert known - tried - NOT_OUT_YET == set(), "make their dumps as tests/store/data/released/README.md says"


@pytest.fixture(
    params=[
        pytest.param(dump, id=dump.name.removesuffix(".sql"), marks=[pytest.mark.postgres] if "postgres" in dump.name else [])
        for dump in sorted(RELEASED.glob("*.sql"))
    ]
)
def released(request: pytest.FixtureRequest) -> Path:
    """Give the dump of an earlier version."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def released_url(released: Path, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database as that version left it."""
    statements = released.read_text(encoding="utf-8")
    if ".sqlite." in released.name:
        file = tmp_path / "released.sqlite3"
        connection = sqlite3.connect(file)
        connection.executescript(statements)
        connection.close()
        return f"sqlite:///{file}"
    url = str(request.getfixturevalue("empty_postgres_url"))
    asyncio.run(run_dump(url, statements))
    return url


async def run_dump(url: str, statements: str) -> None:
    """Run all statements of a dump, which SQLAlchemy would take for one."""
    connection = await asyncpg.connect(url)
    await connection.execute(statements)
    await connection.close()


@pytest.fixture
async def released_home(released_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give the home of that version, opened by this one."""
    async with open_home(tmp_path / "home", at=NOON, database_url=released_url) as opened:
        yield opened


REPLAYED_SINCE = "0003"
"""Before, what was asked was recorded otherwise, and a police officer was answered in other words."""


async def test_what_any_version_kept_is_all_there(released: Path, released_url: str, released_home: Home) -> None:
    said = said_in(released)
    database = Database(released_url)
    try:
        await test_they_agree_with_the_tables_in_the_program(database)
        await test_from_nothing_they_make_every_table(database)
    finally:
        await database.close()
    assert {line.number: line.hash for line in await released_home.editions()} == said.editions
    assert await released_home.check_editions() == ()
    await the_chains_hold(released_home, said)
    await the_answers_come_out_the_same_or_are_said_not_to(released_home, said, is_the_same=released.name >= REPLAYED_SINCE)
    await the_keys_prove_what_they_proved(released_home, said)


async def the_chains_hold(home: Home, said: Said) -> None:
    chain = await home.verify_chain()
    assert (chain.broken_at, chain.rows) == (None, said.decisions)
    assert (await home.verify_links()).faults == ()
    assert await home.verify_keys() == ()


async def the_answers_come_out_the_same_or_are_said_not_to(home: Home, said: Said, *, is_the_same: bool) -> None:
    again = [one async for one in Replayer(home, the_gazetteer()).every()]
    assert len(again) == said.decisions
    if is_the_same:
        assert {one.differs for one in again} == {()}
    else:
        assert all("another version of this program" in why for one in again for why in one.differs)


async def the_keys_prove_what_they_proved(home: Home, said: Said) -> None:
    await home.proofs.keep_up(at=NOON)
    key = home.keys.line_of(said.key, at=NOON)
    assert key is not None
    assert (key.role, key.revoked_at) == (Role.POLICE, None)
    others = [(one.role, one.revoked_at) for one in await home.keys.list() if one.key_id != key.key_id]
    assert others == [(Role.NHS111, NOON)]


async def test_from_any_version_it_goes_on_answering_and_publishing(released: Path, released_home: Home) -> None:
    said = said_in(released)
    current = await released_home.current_edition(NOON)
    assert (current.origin, current.edition.number) == (Origin.DATABASE, max(said.editions))
    compiled = compile_edition(current.edition, the_gazetteer(), Window.around(NOON))
    assert list(compiled.faults) == []
    assert answer(compiled, CallerContext(caller="carer", place="Corby"), NOON, {}).options

    later = NOON + timedelta(days=10)
    fewer = msgspec.structs.replace(contents_of(current.edition), services=current.edition.services[1:])
    published = await released_home.publish(fewer, signed(at=later), based_on=current.edition.number)
    assert (await released_home.current_edition(later)).edition.hash == published.hash
    assert await released_home.check_editions() == ()
    assert (await released_home.verify_links()).faults == ()


FAILING = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "9998", {head!r}
def upgrade():
    op.create_table("half_made", sa.Column("number", sa.Integer))
    op.execute("DROP TABLE api_key")
    op.execute("SELECT nothing FROM nowhere")
"""


async def test_one_that_fails_leaves_the_database_as_it_was(released_url: str, tmp_path: Path) -> None:
    database = Database(released_url)
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "9998_failing.py").write_text(FAILING.format(head=head), encoding="utf-8")

    def with_the_failing_one(connection: sa.Connection) -> Config:
        config = alembic_config(connection)
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{MIGRATIONS / 'versions'}\n{tmp_path / 'later'}")
        return config

    try:
        before, version = await schema(database), await database.version()
        with pytest.raises(DatabaseUnavailable, match="cannot be used"):
            async with database.writing() as connection:
                await connection.run_sync(lambda sync: command.upgrade(with_the_failing_one(sync), "head"))
        assert (await schema(database), await database.version()) == (before, version)
        await database.migrate()
    finally:
        await database.close()


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
