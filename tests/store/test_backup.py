"""A backup put back is the same directory by its hash; what was cut or altered is refused; either kind fills the other."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from directory.reader import Role
from routing.change import ChangeSet
from store.backup import OF_THE_MOMENT, copy_database, restore_backup, write_backup
from store.changes import Happened, add_change, add_event, event_of
from store.database import Database
from store.errors import BackupRejected, DatabaseUnavailable
from store.home import Home, open_home
from store.tables import metadata
from tests.store.makers import AN_OUTCOME, NOON, a_decision, signed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def filled(home: Home, database: Database) -> Database:
    """Give the database of the home with a row of everything that happens in it."""
    home.decisions.append(a_decision("d1"))
    await home.decisions.flush()
    await home.keys.make(Role.POLICE, "control room", at=NOON)
    await home.tell_outcome(AN_OUTCOME)
    async with database.writing() as connection:
        number = await add_change(connection, ChangeSet(withdrawn=("alpha",)), signed(), based_on=1)
        await add_event(connection, number, event_of(Happened.ACCEPTED, signed(), code="a finding"))
    return database


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty database of SQLite."""
    opened = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    yield opened
    await opened.close()


async def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    kept = [table for table in metadata.sorted_tables if table.name not in OF_THE_MOMENT]
    async with database.reading() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in kept
        }


async def test_a_backup_put_back_is_the_same_to_the_last_row(filled: Database, empty: Database, tmp_path: Path) -> None:
    kept = await write_backup(filled, tmp_path / "a.backup", NOON)
    restored = await restore_backup(empty, tmp_path / "a.backup")
    assert restored == kept
    assert {"decision", "outcome", "api_key", "change_event", "edition"} <= kept.rows.keys()
    assert await everything(empty) == await everything(filled)


async def test_the_edition_of_a_restored_home_has_the_same_hash(filled: Database, empty: Database, tmp_path: Path) -> None:
    kept = await write_backup(filled, tmp_path / "a.backup", NOON)
    await restore_backup(empty, tmp_path / "a.backup")
    url = empty.url.set(drivername="sqlite").render_as_string()
    async with open_home(tmp_path / "elsewhere", at=NOON, database_url=url) as opened:
        current = await opened.current_edition(NOON)
        assert (current.edition.number, current.edition.hash) == (kept.edition, kept.edition_hash)
        assert (await opened.verify_chain()).broken_at is None
        assert await opened.check_editions() == ()


async def test_one_kind_of_database_is_moved_to_the_other(
    filled: Database, tmp_path: Path, empty_postgres_url: str, request: pytest.FixtureRequest
) -> None:
    on_sqlite = filled.url.get_backend_name() == "sqlite"
    target = Database(empty_postgres_url if on_sqlite else f"sqlite:///{tmp_path / 'target.sqlite3'}")
    try:
        copied = await copy_database(filled, target, NOON)
        assert sum(copied.rows.values()) == sum(map(len, (await everything(filled)).values()))
        assert await everything(target) == await everything(filled)
    finally:
        await target.close()


async def test_nothing_is_put_over_what_is_there(filled: Database, tmp_path: Path) -> None:
    await write_backup(filled, tmp_path / "a.backup", NOON)
    before = await everything(filled)
    with pytest.raises(BackupRejected, match="not empty"):
        await restore_backup(filled, tmp_path / "a.backup")
    assert await everything(filled) == before


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda whole: whole[: len(whole) // 2], id="cut in the middle"),
        pytest.param(lambda whole: whole[:-12], id="cut at the end"),
        pytest.param(lambda _: b"", id="nothing in it"),
        pytest.param(lambda _: b"no backup", id="something else"),
        pytest.param(lambda whole: rewritten(whole, b"alpha", b"omega"), id="a row altered"),
        pytest.param(lambda whole: without_line(whole, 3), id="a row taken out"),
        pytest.param(lambda whole: without_line(whole, -1), id="without its end"),
        pytest.param(lambda whole: rewritten(whole, b"crisis backup 1", b"crisis backup 9"), id="of another format"),
        pytest.param(lambda whole: whole + gzip.compress(b"[]\n"), id="more behind it"),
    ],
)
async def test_a_backup_that_was_cut_or_altered_is_refused_and_nothing_is_put_back(
    filled: Database, empty: Database, tmp_path: Path, damage: object
) -> None:
    file = tmp_path / "a.backup"
    await write_backup(filled, file, NOON)
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BackupRejected):
        await restore_backup(empty, file)
    async with empty.reading() as connection:
        assert await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()) == []


def rewritten(whole: bytes, old: bytes, new: bytes) -> bytes:
    return gzip.compress(gzip.decompress(whole).replace(old, new))


def without_line(whole: bytes, number: int) -> bytes:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    del lines[number]
    return gzip.compress(b"".join(lines))


async def test_a_backup_of_a_newer_version_is_refused(filled: Database, empty: Database, tmp_path: Path) -> None:
    async with filled.writing() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await write_backup(filled, tmp_path / "a.backup", NOON)
    with pytest.raises(BackupRejected, match="newer version"):
        await restore_backup(empty, tmp_path / "a.backup")


async def test_there_is_no_backup_of_nothing(database: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="no edition"):
        await write_backup(database, tmp_path / "a.backup", NOON)
    assert not (tmp_path / "a.backup").exists()


async def test_what_is_written_meanwhile_is_not_half_in_it(filled: Database, empty: Database, tmp_path: Path) -> None:
    kept = await write_backup(filled, tmp_path / "a.backup", NOON)
    async with filled.writing() as connection:
        await add_change(connection, ChangeSet(withdrawn=("beta",)), signed(), based_on=1)
    restored = await restore_backup(empty, tmp_path / "a.backup")
    assert restored.rows["change_set"] == kept.rows["change_set"] == 1
