"""One chain through everything that happened: each row that is added leaves a link, and each link names the one before it.

A row that was altered by hand does not fit its link, one that was taken away leaves its link behind, one that was put in has
none, and a link that was touched does not fit the next. Answers come too fast for a link each: they are chained among
themselves (store/decisions.py), and each group that is written leaves one link, to its last row. So one hash, the last
link's, stands for all of it: noted elsewhere, it shows for ever whether anything up to it was altered, or cut off at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from store.tables import CHAINED, chain_link, decision

PAGE = 200
"""Rows that are held at a time."""

FEW = 10
"""So many faults of a table are named, for one is enough to know."""

Told = Callable[[int], None]
"""Hears how many more rows were looked at."""


def unheard(rows: int) -> None:
    """Tell nobody how far a walk has come."""


class Broken(StrEnum):
    """In what way a row does not fit the chain."""

    ALTERED = "altered"
    GONE = "taken away"
    PUT_IN = "put in by hand"
    MOVED = "does not follow the one before it"


class Fault(msgspec.Struct, frozen=True):
    """A row that does not fit the chain."""

    table: str
    row: int
    what: Broken


class LinksCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk along the links found. `head` is the last link's hash, empty where there is none."""

    links: int
    head: str
    faults: tuple[Fault, ...]


async def add_chained(connection: AsyncConnection, table: sa.Table[Any], row: Mapping[str, object]) -> int:
    """Add a row to the end of a chained table, with its link, in the connection's transaction; return its number."""
    key = key_of(table)
    number: int = (await connection.scalar(sa.select(sa.func.max(key))) or 0) + 1
    await connection.execute(sa.insert(table).values({**row, key.name: number}))
    await add_link(connection, table, number)
    return number


async def add_told(
    connection: AsyncConnection, table: sa.Table[Any], row: Mapping[str, object], told_id: str
) -> tuple[int, bool]:
    """Add a row that somebody told, under an id of its own; return its number, and whether it was not there yet."""
    there: int | None = await connection.scalar(sa.select(key_of(table)).where(table.c.told_id == told_id))
    if there is not None:
        return there, False
    return await add_chained(connection, table, {**row, "told_id": told_id}), True


async def add_link(connection: AsyncConnection, table: sa.Table[Any], number: int) -> None:
    """Add the link of a row that was just added, hashed as the database gives it back."""
    row = (await connection.execute(sa.select(table).where(key_of(table) == number))).one()
    newest = sa.select(chain_link.c.seq, chain_link.c.hash).order_by(chain_link.c.seq.desc()).limit(1)
    seq, previous = (await connection.execute(newest)).one_or_none() or (0, "")
    said = (seq + 1, str(table.name), number, row_hash(row), previous)  # SQLAlchemy names tables by a kind of its own
    await connection.execute(sa.insert(chain_link).values((*said, link_hash(said))))


def key_of(table: sa.Table[Any]) -> sa.Column[int]:
    """Return the column by which the rows of a table are counted."""
    (key,) = table.primary_key.columns
    return key


def row_hash(values: Iterable[object]) -> str:
    """Return SHA-256 over what a row says, in the order of its columns; nulls at the end say nothing."""
    said = list(values)
    while said and said[-1] is None:
        said.pop()
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def link_hash(said: Sequence[object]) -> str:
    """Return a link's hash, over all that it says: its place, whose link it is, the row's hash, the link before it."""
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


async def check_links(connection: AsyncConnection, told: Told) -> LinksCheck:
    """Walk every link, then every row that has one, and say what does not fit."""
    links, head, faults = 0, "", []
    async for link in _every_link(connection, told):
        fits = link.seq == links + 1 and link.previous_hash == head
        if not fits or link.hash != link_hash(link[:-1]):
            # What stands behind it cannot be judged: it may have been made anew with it.
            faults.append(Fault(chain_link.name, link.seq, Broken.ALTERED if fits else Broken.MOVED))
            break
        links, head = link.seq, link.hash
    for table in (*CHAINED, decision):
        faults += [fault async for fault in _faults_of(connection, table, told)]
    return LinksCheck(links=links, head=head, faults=tuple(faults))


async def find_noted(connection: AsyncConnection, head: str) -> int | None:
    """Return the place of the link that has this hash, None if there is none: then what was noted is no longer there."""
    place: int | None = await connection.scalar(sa.select(chain_link.c.seq).where(chain_link.c.hash == head))
    return place


async def _every_link(connection: AsyncConnection, told: Told) -> AsyncIterator[sa.Row[Any]]:
    after: int | None = None
    while True:
        links = sa.select(chain_link).order_by(chain_link.c.seq).limit(PAGE)
        page = (await connection.execute(links if after is None else links.where(chain_link.c.seq > after))).all()
        if not page:
            return
        for link in page:
            yield link
        told(len(page))
        after = page[-1].seq


async def _faults_of(connection: AsyncConnection, table: sa.Table[Any], told: Told) -> AsyncIterator[Fault]:
    named = 0
    async for number, fits in _judged(connection, table, told):
        if fits is None or not fits:
            yield Fault(table.name, number, Broken.GONE if fits is None else Broken.ALTERED)
            named += 1
            if named == FEW:
                return
    for number in await connection.scalars(_without_link(table).limit(FEW - named)):
        yield Fault(table.name, number, Broken.PUT_IN)


async def _judged(connection: AsyncConnection, table: sa.Table[Any], told: Told) -> AsyncIterator[tuple[int, bool | None]]:
    """Yield the number of every row that has a link, and whether it fits; None where the row is not there."""
    after: int | None = None
    while True:
        page = await _read(connection, table, after, PAGE)
        if not page:
            return
        for number, is_there, fits in page:
            yield number, fits if is_there else None
        told(len(page))
        after = page[-1][0]


async def _read(
    connection: AsyncConnection, table: sa.Table[Any], after: int | None, page: int
) -> list[tuple[int, bool, bool]]:
    """Return the next rows by their links: number, whether it is there, whether it fits."""
    link, key = chain_link.c, key_of(table)
    joined = chain_link.outerjoin(table, link.of_row == key)
    rows = sa.select(link.of_row, link.row_hash, key.is_not(None), table).select_from(joined)
    rows = rows.where(link.of_table == table.name).order_by(link.of_row).limit(page)
    if after is not None:
        rows = rows.where(link.of_row > after)
    try:
        found = (await connection.execute(rows)).all()
    except ValueError:  # a value that was altered into none of its kind
        if page > 1:
            return await _read(connection, table, after, 1)
        number = await connection.scalar(rows.with_only_columns(link.of_row))
        return [(number or 0, True, False)]
    return [(row[0], bool(row[2]), row_hash(row[3:]) == row[1]) for row in found]


def _without_link(table: sa.Table[Any]) -> sa.Select[int]:
    """Select the numbers of rows that have no link and should have one."""
    key, link = key_of(table), chain_link.c
    numbers = sa.select(key).order_by(key)
    if table is decision:  # only the last of a group has one
        last = sa.select(sa.func.coalesce(sa.func.max(link.of_row), 0)).where(link.of_table == table.name)
        return numbers.where(key > last.scalar_subquery())
    return numbers.where(~sa.exists().where(link.of_table == table.name, link.of_row == key))
