"""A backup: every row of a database in one file that proves itself, and put back into an empty one, of either kind.

The file is gzip; each line of it is JSON: first what it is, then the rows table by table, last how many there were and the
SHA-256 of all lines before. Nothing is put back from a file that was cut short or altered, and all of it in one transaction.
Rows keep the shape of the version that wrote them: they go into tables of that version, which are then brought to this one.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import AS_LONG_AS_IT_TAKES, Database, upgrade, version_of
from store.editions import find_newest
from store.errors import BackupRejected, DatabaseUnavailable
from store.upgrading import alembic_config

FORMAT = "crisis backup 1"
ALTERED = "the backup is cut short, was altered, or is no backup of ours"
GROUP = 500
"""Rows that are read and written at a time."""

VERSIONS = "alembic_version"
OF_THE_MOMENT = frozenset({"session", "sign_in"})
"""Tables of what lives for a shift at most: whoever is signed in signs in again."""

Row = dict[str, Any]


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup is: the version of its tables, when it was made, and the edition that was in force."""

    format: str
    schema: str
    made_at: datetime
    edition: int
    edition_hash: str


class Tail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of a backup: how many rows it holds, and the SHA-256 of every line before this one."""

    rows: int
    sha256: str


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was copied: how many rows of each table, and the edition in force among them."""

    edition: int
    edition_hash: str
    rows: dict[str, int]


async def write_backup(database: Database, file: Path, at: datetime) -> Copied:
    """Write every row, as they stand at one moment, to a file that is there whole or not at all."""
    counted: dict[str, int] = {}
    async with database.reading(AS_LONG_AS_IT_TAKES) as connection:
        await stand_still(connection)
        head = await head_of(connection, at)
        with _whole(file) as lines:
            lines.add(msgspec.json.encode(head))
            async for table, rows in rows_of(connection):
                counted[table] = counted.get(table, 0) + len(rows)
                for row in rows:
                    lines.add(msgspec.json.encode((table, row)))
            lines.end(sum(counted.values()))
    return Copied(edition=head.edition, edition_hash=head.edition_hash, rows=counted)


async def restore_backup(database: Database, file: Path) -> Copied:
    """Put a backup into an empty database; BackupRejected where the file cannot be trusted or the database is not empty."""
    head = prove(file)
    counted: dict[str, int] = {}
    async with database.writing(AS_LONG_AS_IT_TAKES) as connection:
        tables = await made_at(connection, head.schema)
        for table, rows in _groups(_rows_in(file)):
            if table not in tables:
                raise BackupRejected(f"the backup holds a table {table!r} that its version does not have")
            await put(connection, tables[table], rows)
            counted[table] = counted.get(table, 0) + len(rows)
        await connection.run_sync(upgrade)
        newest = await find_newest(connection)
        if newest is None or newest.hash != head.edition_hash:
            raise BackupRejected("the edition in force is not the one that the backup says")
    return Copied(edition=head.edition, edition_hash=head.edition_hash, rows=counted)


async def copy_database(source: Database, target: Database, at: datetime) -> Copied:
    """Copy every row into an empty database of either kind, in one transaction; the source stays as it is."""
    counted: dict[str, int] = {}
    async with source.reading(AS_LONG_AS_IT_TAKES) as reading, target.writing(AS_LONG_AS_IT_TAKES) as writing:
        await stand_still(reading)
        head = await head_of(reading, at)
        tables = await made_at(writing, head.schema)
        async for table, rows in rows_of(reading):
            await put(writing, tables[table], rows)
            counted[table] = counted.get(table, 0) + len(rows)
        await writing.run_sync(upgrade)
    return Copied(edition=head.edition, edition_hash=head.edition_hash, rows=counted)


def prove(file: Path) -> Head:
    """Read a backup to its end and return its head; BackupRejected if it is not whole, or not as it was written."""
    lines, seen = _lines_in(file), hashlib.sha256()
    first = next(lines, b"")
    head: Head = _decoded(first, Head)
    seen.update(first)
    for rows, line in enumerate(lines):
        if line.startswith(b"{"):
            whole = _decoded(line, Tail) == Tail(rows=rows, sha256=seen.hexdigest()) and next(lines, None) is None
            if whole and head.format == FORMAT:
                return head
            break
        seen.update(line)
    raise BackupRejected(ALTERED)


# ------------------------------------------------------------------------------------------------ the database's side


async def stand_still(connection: AsyncConnection) -> None:
    """See the database as it is now for as long as this is read, whatever is written meanwhile."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def head_of(connection: AsyncConnection, at: datetime) -> Head:
    """Say what is about to be copied."""
    newest = await find_newest(connection)
    if newest is None:
        raise DatabaseUnavailable("the database holds no edition: there is nothing to keep")
    schema = await connection.run_sync(version_of)
    return Head(format=FORMAT, schema=str(schema), made_at=at.astimezone(UTC), edition=newest.number, edition_hash=newest.hash)


async def tables_of(connection: AsyncConnection) -> dict[str, sa.Table]:
    """Return the tables as they are there, each after those that it refers to."""
    found = sa.MetaData()
    await connection.run_sync(found.reflect)
    return {table.name: table for table in found.sorted_tables if table.name not in OF_THE_MOMENT | {VERSIONS}}


async def rows_of(connection: AsyncConnection) -> AsyncIterator[tuple[str, list[Row]]]:
    """Yield the rows of every table in groups, in the order of their keys."""
    for name, table in (await tables_of(connection)).items():
        found = await connection.stream(sa.select(table).order_by(*table.primary_key.columns))
        async for group in found.mappings().partitions(GROUP):
            yield str(name), [{str(column): _kept(value) for column, value in row.items()} for row in group]


async def made_at(connection: AsyncConnection, schema: str) -> dict[str, sa.Table]:
    """Make the tables of a version in an empty database and return them; BackupRejected where either cannot be."""
    if await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()):
        raise BackupRejected("the database is not empty: a copy goes into a new one")
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if schema not in known:
        raise BackupRejected("the backup was made by a newer version of this program")
    await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), schema))
    return await tables_of(connection)


async def put(connection: AsyncConnection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Add rows to a table, their instants as this database keeps them."""
    instants = {column.name for column in table.columns if isinstance(column.type, sa.DateTime)}
    is_sqlite = connection.dialect.name == "sqlite"
    await connection.execute(sa.insert(table), [_given(row, instants, keeps_offset=not is_sqlite) for row in rows])


def _config() -> Any:  # noqa: ANN401 (alembic's Config, of no connection)
    return alembic_config(cast("sa.Connection", None))


def _kept(value: object) -> object:
    if isinstance(value, datetime):  # SQLite gives no offset: it keeps UTC
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def _given(row: Mapping[str, Any], instants: set[str], *, keeps_offset: bool) -> Row:
    given = dict(row)
    for name in instants & given.keys():
        if given[name] is not None:
            instant = given[name] if isinstance(given[name], datetime) else datetime.fromisoformat(given[name])
            given[name] = instant if keeps_offset else instant.astimezone(UTC).replace(tzinfo=None)
    return given


# ------------------------------------------------------------------------------------------------ the file's side


class _Lines:
    """Writes lines and counts what went by."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file, self._seen = file, hashlib.sha256()

    def add(self, line: bytes) -> None:
        self._seen.update(line)
        self._file.write(line + b"\n")

    def end(self, rows: int) -> None:
        self._file.write(msgspec.json.encode(Tail(rows=rows, sha256=self._seen.hexdigest())) + b"\n")


@contextmanager
def _whole(path: Path) -> Iterator[_Lines]:
    """Give lines to write; the file takes its name only when all of them are on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as raw:
        try:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file:
                yield _Lines(file)
            raw.flush()
            os.fsync(raw.fileno())
            Path(raw.name).replace(path)
        except BaseException:
            Path(raw.name).unlink(missing_ok=True)
            raise


def _lines_in(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                yield line.removesuffix(b"\n")
    except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise BackupRejected(ALTERED) from fault


def _rows_in(path: Path) -> Iterator[tuple[str, Row]]:
    lines = _lines_in(path)
    next(lines)
    for line in lines:
        if line.startswith(b"["):
            yield _decoded(line, tuple[str, Row])


def _groups(rows: Iterator[tuple[str, Row]]) -> Iterator[tuple[str, list[Row]]]:
    """Yield rows of one table together, a group at a time."""
    table, group = "", list[Row]()
    for name, row in rows:
        if group and (name != table or len(group) == GROUP):
            yield table, group
            group = []
        table = name
        group.append(row)
    if group:
        yield table, group


def _decoded(line: bytes, kind: Any) -> Any:  # noqa: ANN401 (whatever kind is asked for)
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.MsgspecError:
        raise BackupRejected(ALTERED) from None
