"""Editions as rows: publish one, read any back, prove that what is read is what was published."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.holidays import BankHoliday
from directory.service import Service, ServiceId
from routing.edition import Edition, seal_edition
from routing.policy import Policy
from store.chain import add_chained
from store.database import News, tell
from store.errors import EditionDamaged, NotKept, PublishConflict, PublishRejected
from store.tables import edition as edition_table
from store.tables import edition_entry, holiday_revision, policy_revision, service_revision


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an answer depends on, before it is published."""

    services: tuple[Service, ...]
    holidays: tuple[BankHoliday, ...]
    policy: Policy
    places_vintage: str


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who publishes, when and why."""

    by: str
    reason: str
    at: datetime


class Newest(msgspec.Struct, frozen=True):
    """Which edition a database says is its newest, and what its clock says; None where it has no clock of its own (SQLite)."""

    number: int
    hash: str
    clock: datetime | None


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One edition in the list of all."""

    number: int
    hash: str
    previous_hash: str
    published_at: datetime
    published_by: str
    reason: str


def contents_of(edition: Edition) -> Contents:
    """Return what the edition holds, to change and publish again."""
    return Contents(
        services=edition.services,
        holidays=edition.holidays,
        policy=edition.policy,
        places_vintage=edition.places_vintage,
    )


def seal(contents: Contents, number: int, previous_hash: str, at: datetime) -> Edition:
    """Make an edition of the contents; PublishRejected if the id of a service comes twice."""
    if len({service.id for service in contents.services}) != len(contents.services):
        raise PublishRejected("every service once: two of them have the same id")
    return seal_edition(
        number=number,
        previous_hash=previous_hash,
        published_at=at.astimezone(UTC),
        **msgspec.structs.asdict(contents),
    )


async def list_editions(connection: AsyncConnection) -> tuple[EditionLine, ...]:
    """Return every edition, newest first."""
    rows = await connection.execute(_LINES.order_by(edition_table.c.number.desc()))
    return tuple(EditionLine(**row) for row in rows.mappings())


async def find_newest(connection: AsyncConnection) -> EditionLine | None:
    """Return the newest edition's line, or None before the first."""
    row = (await connection.execute(_LINES.order_by(edition_table.c.number.desc()).limit(1))).mappings().first()
    return None if row is None else EditionLine(**row)


async def look(connection: AsyncConnection) -> Newest | None:
    """Return which edition is the newest, read from its name alone, or None before the first."""
    is_sqlite = connection.dialect.name == "sqlite"
    clock = sa.null() if is_sqlite else sa.func.clock_timestamp()
    columns = edition_table.c
    row = (
        await connection.execute(sa.select(columns.number, columns.hash, clock).order_by(columns.number.desc()).limit(1))
    ).first()
    return None if row is None else Newest(*row)


async def newest_names(connection: AsyncConnection, *, after: int) -> list[tuple[int, str]]:
    """Return number and hash of every edition later than `after`, newest first."""
    columns = edition_table.c
    named = sa.select(columns.number, columns.hash).where(columns.number > after).order_by(columns.number.desc())
    return [(number, hashed) for number, hashed in await connection.execute(named)]


async def is_kept(connection: AsyncConnection, edition: Edition) -> bool:
    """Say whether the database holds this very edition; one put back to an older state may hold another of its number."""
    kept = sa.select(edition_table.c.hash).where(edition_table.c.number == edition.number)
    return await connection.scalar(kept) == edition.hash


async def get_edition(connection: AsyncConnection, number: int, *, known: Edition | None = None) -> Edition:
    """Return an edition as it was published; EditionDamaged if its rows are not as they were, NotKept if there is none.

    `known`, an earlier edition that was read from this database, saves reading again what has not changed since.
    """
    row = (await connection.execute(sa.select(edition_table).where(edition_table.c.number == number))).mappings().first()
    if row is None:
        raise NotKept(f"edition {number} is not kept here")
    policy = await connection.scalar(_body_of(policy_revision, row["policy_revision"]))
    holidays = await connection.scalar(_body_of(holiday_revision, row["holiday_revision"]))
    since = 0 if known is None else known.number
    bodies = (await connection.execute(_services_at(number, service_revision.c.body, since=since))).all()
    hashes = (await connection.execute(_services_at(number, service_revision.c.body_hash))).all()
    rows = _Rows(dict(row), policy or "", holidays or "", dict(bodies), dict(hashes))
    # In a thread: reading 10,000 services must not hold up the answers being given meanwhile.
    return await asyncio.to_thread(_read_edition, rows, () if known is None else known.services)


async def add_edition(
    connection: AsyncConnection, contents: Contents, signature: Signature, *, based_on: int, known: Edition | None = None
) -> Edition:
    """Add the next edition in the connection's transaction; PublishConflict unless `based_on` is the newest (0: none).

    `known` saves reading the newest edition from its rows where the caller holds it already.
    """
    before = await find_newest(connection)
    newest = 0 if before is None else before.number
    if newest != based_on:
        raise PublishConflict(based_on, newest)
    held = None
    if before is not None:
        is_known = known is not None and known.hash == before.hash
        held = known if is_known else await get_edition(connection, before.number)
    # In a thread, as reading is: hashing 10,000 services must not hold up the answers being given meanwhile.
    edition = await asyncio.to_thread(seal, contents, based_on + 1, "" if before is None else before.hash, signature.at)
    policy = await _keep_revision(connection, policy_revision, edition.policy, held and held.policy, signature)
    holidays = await _keep_revision(connection, holiday_revision, edition.holidays, held and held.holidays, signature)
    entries, service_hashes = await _keep_services(connection, edition, () if held is None else held.services, signature)
    row = {
        "number": edition.number,
        "previous_hash": edition.previous_hash,
        "hash": edition.hash,
        "published_at": edition.published_at,
        "published_by": signature.by,
        "reason": signature.reason,
        "policy_revision": policy.revision,
        "holiday_revision": holidays.revision,
        "places_vintage": edition.places_vintage,
    }
    seal_of_rows = _rows_hash(row, policy.body_hash, holidays.body_hash, service_hashes)
    await add_chained(connection, edition_table, {"rows_sha256": seal_of_rows, **row})
    if entries:
        await connection.execute(sa.insert(edition_entry), entries)
    await tell(connection, News.EDITION)
    return edition


async def check_editions(connection: AsyncConnection) -> tuple[str, ...]:
    """Prove every edition by its hash and its place in the chain, and every revision; return what is wrong, in words."""
    wrong, previous = [], ""
    lines = sa.select(edition_table.c.number, edition_table.c.hash, edition_table.c.previous_hash)
    for number, hashed, follows in (await connection.execute(lines.order_by(edition_table.c.number))).all():
        if follows != previous:
            wrong.append(f"edition {number}: it does not follow the edition before it")
        try:
            await get_edition(connection, number)
        except EditionDamaged as fault:
            wrong.append(str(fault))
        except ValueError:
            wrong.append(f"edition {number}: it holds what it never held")
        previous = hashed
    for table in (service_revision, policy_revision, holiday_revision):
        wrong += [line async for line in _forged(connection, table)]
    return tuple(wrong)


class _Kept(msgspec.Struct, frozen=True):
    """A revision that is in the database."""

    revision: int
    body_hash: str


_LINES = sa.select(*(edition_table.c[name] for name in EditionLine.__struct_fields__))


class _Rows(msgspec.Struct, frozen=True):
    """What the database holds of an edition: its own row, and the bodies of what changed beside the hashes of all."""

    edition: dict[str, Any]
    policy: str
    holidays: str
    bodies: dict[ServiceId, str]
    hashes: dict[ServiceId, str]


def _services_at(number: int, column: sa.Column[str], *, since: int = 0) -> sa.Select[str, str]:
    """Select id and one column of every service of an edition: the newest entry of each up to it, unless withdrawn.

    With `since`, only of services whose entry is later than that edition.
    """
    entry, revision = edition_entry.c, service_revision.c
    newest = (
        sa.select(entry.service_id, sa.func.max(entry.edition).label("edition"))
        .where(entry.edition <= number, entry.edition > since)
        .group_by(entry.service_id)
        .subquery()
    )
    return (
        sa.select(revision.service_id, column)
        .select_from(newest)
        .join(edition_entry, (entry.service_id == newest.c.service_id) & (entry.edition == newest.c.edition))
        .join(service_revision, (revision.service_id == entry.service_id) & (revision.revision == entry.revision))
    )


def _body_of(table: sa.Table[Any], revision: int) -> sa.Select[str]:
    return sa.select(table.c.body).where(table.c.revision == revision)


def _read_edition(rows: _Rows, held: tuple[Service, ...]) -> Edition:
    row, changed = rows.edition, rows.bodies
    hashes = rows.hashes | {service_id: _sha256(body) for service_id, body in changed.items()}
    proved = _rows_hash(row, _sha256(rows.policy), _sha256(rows.holidays), hashes) == row["rows_sha256"]
    services = {service.id: service for service in held if service.id in rows.hashes and service.id not in changed}
    if not (proved and len(services) + len(changed) == len(rows.hashes)):
        raise EditionDamaged(f"edition {row['number']}: its rows are not as they were published")
    read_service = msgspec.json.Decoder(Service)
    try:
        services |= {service_id: read_service.decode(body) for service_id, body in changed.items()}
        return Edition(
            **{name: row[name] for name in ("number", "previous_hash", "hash", "published_at", "places_vintage")},
            services=tuple(services[service_id] for service_id in sorted(services)),
            holidays=msgspec.json.decode(rows.holidays, type=tuple[BankHoliday, ...]),
            policy=msgspec.json.decode(rows.policy, type=Policy),
        )
    except msgspec.MsgspecError:
        raise EditionDamaged(f"edition {row['number']}: this version of the program cannot read its rows") from None


def _rows_hash(row: dict[str, Any], policy: str, holidays: str, services: dict[ServiceId, str]) -> str:
    # Over the bodies as they are stored. `hash` is over the edition as one program writes it; a later one that has
    # learned a field writes it otherwise, and must still be able to prove what it reads.
    said = [row[column.name] for column in edition_table.c if column.name not in _NOT_SAID]
    return _sha256(msgspec.json.encode((said, policy, holidays, sorted(services.items()))))


_NOT_SAID = {"rows_sha256", "policy_revision", "holiday_revision"}
"""The hash itself, and numbers whose rows it covers by their bodies."""


async def _keep_revision(
    connection: AsyncConnection, table: sa.Table[Any], thing: object, held: object, signature: Signature
) -> _Kept:
    """Return the revision that holds `thing`: the newest one if that is what is held, else one that is added."""
    newest = sa.select(table.c.revision, table.c.body_hash).order_by(table.c.revision.desc()).limit(1)
    row = (await connection.execute(newest)).first()
    if row is not None and thing == held:
        return _Kept(*row)
    added = {"revision": 1 if row is None else row[0] + 1, **_revision_row(thing, signature)}
    await connection.execute(sa.insert(table).values(**added))
    return _Kept(added["revision"], added["body_hash"])


async def _keep_services(
    connection: AsyncConnection, edition: Edition, held: tuple[Service, ...], signature: Signature
) -> tuple[list[dict[str, Any]], dict[ServiceId, str]]:
    """Add a revision of every service that changed; return the edition's entries and the hash of each of its services."""
    before = {service.id: service for service in held}
    changed = [service for service in edition.services if before.get(service.id) != service]
    withdrawn = before.keys() - {service.id for service in edition.services}
    hashes = dict((await connection.execute(_services_at(edition.number, service_revision.c.body_hash))).all())
    revisions = [
        {"service_id": service.id, "revision": number, **_revision_row(service, signature)}
        for service, number in zip(changed, await _next_revisions(connection, changed), strict=True)
    ]
    if revisions:
        await connection.execute(sa.insert(service_revision), revisions)
    hashes |= {row["service_id"]: row["body_hash"] for row in revisions}
    gone = [{"service_id": service_id, "revision": None} for service_id in sorted(withdrawn)]
    entries = [
        {"edition": edition.number, "service_id": row["service_id"], "revision": row["revision"]} for row in (*revisions, *gone)
    ]
    return entries, {service_id: hashed for service_id, hashed in hashes.items() if service_id not in withdrawn}


async def _next_revisions(connection: AsyncConnection, services: list[Service]) -> list[int]:
    columns = service_revision.c
    rows = await connection.execute(sa.select(columns.service_id, sa.func.max(columns.revision)).group_by(columns.service_id))
    newest = dict(rows.all())
    return [newest.get(service.id, 0) + 1 for service in services]


def _revision_row(thing: object, signature: Signature) -> dict[str, Any]:
    # Fields in the order of their type: the same value always gives the same text.
    body = msgspec.json.encode(thing).decode()
    return {
        "body": body,
        "body_hash": _sha256(body),
        "author": signature.by,
        "reason": signature.reason,
        "made_at": signature.at,
    }


async def _forged(connection: AsyncConnection, table: sa.Table[Any]) -> AsyncIterator[str]:
    """Name every revision whose body has another hash, or that was not written with the first edition that holds it."""
    first, revision = _first_edition_of(table).subquery(), table.c
    key = tuple(table.primary_key.columns)
    signed = (revision.author == edition_table.c.published_by) & (revision.reason == edition_table.c.reason)
    joined = table.outerjoin(first, sa.and_(*(first.c[column.name] == column for column in key)))
    rows = (
        sa.select(revision.body, revision.body_hash, signed & (revision.made_at == edition_table.c.published_at), *key)
        .select_from(joined.outerjoin(edition_table, edition_table.c.number == first.c.number))
        .order_by(*key)
        .limit(_PAGE)
    )
    after: tuple[Any, ...] | None = None
    while page := (await connection.execute(rows if after is None else rows.where(sa.tuple_(*key) > after))).all():
        for body, body_hash, is_signed, *named in page:
            if not is_signed or body_hash != _sha256(body):
                yield f"{table.name} {' '.join(map(str, named))}: altered"
        after = tuple(page[-1][3:])


def _first_edition_of(table: sa.Table[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Select each revision of a table and the number of the first edition that holds it."""
    if table is service_revision:
        entry = edition_entry.c
        named = sa.select(entry.service_id, entry.revision, sa.func.min(entry.edition).label("number"))
        return named.group_by(entry.service_id, entry.revision)
    held = edition_table.c[table.name]
    return sa.select(held.label("revision"), sa.func.min(edition_table.c.number).label("number")).group_by(held)


_PAGE = 200
"""Revisions that are held at a time."""


def _sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
