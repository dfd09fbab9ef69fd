"""What an entry was in every edition that changed it. Read by the entry's own rows: no edition is loaded for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.holidays import BankHoliday
from directory.service import Service, ServiceId
from routing.change import ChangeSet
from routing.edits import Edit, edit_of
from routing.policy import Policy
from routing.undoing import Stood, entries_of
from store.errors import EditionDamaged, NotKept
from store.tables import (
    change_event,
    change_set,
    edition_entry,
    holiday_revision,
    policy_revision,
    service_revision,
)
from store.tables import edition as edition_table

ASKED_AT_ONCE = 10_000
"""So many ids go into one statement; SQLite takes three times as many."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as one edition made it: by whom, when, why, and how it differs from what it was.

    `service` is None where it was withdrawn. `change` is the number of the change that somebody proposed; None where the
    edition was published whole, as the directory that ships is.
    """

    edition: int
    published_at: datetime
    published_by: str
    reason: str
    change: int | None
    proposed_by: str | None
    proposed_because: str | None
    edit: Edit
    service: Service | None


async def history_of(
    connection: AsyncConnection, service_id: ServiceId, *, before: int | None, limit: int
) -> tuple[Version, ...]:
    """Return the newest versions of an entry, newest first: at most `limit`, of editions earlier than `before`."""
    asked = _VERSIONS.where(edition_entry.c.service_id == service_id).order_by(edition_entry.c.edition.desc())
    if before is not None:
        asked = asked.where(edition_entry.c.edition < before)
    # One more than is shown, for the last of them differs from something too.
    rows = (await connection.execute(asked.limit(limit + 1))).mappings().all()
    services = [_service(row) for row in rows]
    earlier = [*services[1:], None]
    return tuple(
        Version(
            **{name: row[name] for name in _OF_A_ROW},
            edit=edit_of(("service", service_id), was, now),
            service=now,
        )
        for row, now, was in zip(rows[:limit], services, earlier, strict=False)
    )


async def stood_at(connection: AsyncConnection, change: ChangeSet, number: int) -> Stood:
    """Return what an edition held of that which a change speaks of; NotKept if there is no such edition."""
    asked = _RULES.where(edition_table.c.number == number)
    row = (await connection.execute(asked)).mappings().first()
    if row is None:
        raise NotKept(f"edition {number} is not kept here")
    ids = entries_of(change)
    held: dict[ServiceId, Service | None] = dict.fromkeys(ids)
    for start in range(0, len(ids), ASKED_AT_ONCE):
        found = await connection.execute(_entries_at(number, ids[start : start + ASKED_AT_ONCE]))
        held |= {one["service_id"]: _service(one) for one in found.mappings()}
    return Stood(
        number=number,
        services=held,
        policy=msgspec.json.decode(row["policy"], type=Policy),
        holidays=msgspec.json.decode(row["holidays"], type=tuple[BankHoliday, ...]),
    )


_OF_A_ROW = ("edition", "published_at", "published_by", "reason", "change", "proposed_by", "proposed_because")

_VERSIONS = (
    sa.select(
        edition_entry.c.service_id,
        edition_entry.c.edition,
        edition_table.c.published_at,
        edition_table.c.published_by,
        edition_table.c.reason,
        change_event.c.change,
        change_set.c.author.label("proposed_by"),
        change_set.c.reason.label("proposed_because"),
        service_revision.c.body,
        service_revision.c.body_hash,
    )
    .join(edition_table, edition_table.c.number == edition_entry.c.edition)
    .outerjoin(
        service_revision,
        (service_revision.c.service_id == edition_entry.c.service_id)
        & (service_revision.c.revision == edition_entry.c.revision),
    )
    .outerjoin(change_event, change_event.c.edition == edition_entry.c.edition)
    .outerjoin(change_set, change_set.c.number == change_event.c.change)
)

_RULES = (
    sa.select(policy_revision.c.body.label("policy"), holiday_revision.c.body.label("holidays"))
    .select_from(edition_table)
    .join(policy_revision, policy_revision.c.revision == edition_table.c.policy_revision)
    .join(holiday_revision, holiday_revision.c.revision == edition_table.c.holiday_revision)
)


def _entries_at(number: int, ids: Sequence[ServiceId]) -> sa.Select[str, int, str, str]:
    entry, revision = edition_entry.c, service_revision.c
    newest = (
        sa.select(entry.service_id, sa.func.max(entry.edition).label("edition"))
        .where(entry.service_id.in_(ids), entry.edition <= number)
        .group_by(entry.service_id)
        .subquery()
    )
    return (
        sa.select(entry.service_id, entry.edition, revision.body, revision.body_hash)
        .select_from(newest)
        .join(edition_entry, (entry.service_id == newest.c.service_id) & (entry.edition == newest.c.edition))
        .join(service_revision, (revision.service_id == entry.service_id) & (revision.revision == entry.revision))
    )


def _service(row: sa.RowMapping) -> Service | None:
    """Return the entry of a row, None of one that says it was withdrawn; EditionDamaged if it is not as it was published."""
    body = row["body"]
    if body is None:
        return None
    if hashlib.sha256(body.encode()).hexdigest() != row["body_hash"]:
        raise EditionDamaged(f"edition {row['edition']}: its rows are not as they were published")
    try:
        return msgspec.json.decode(body, type=Service)
    except msgspec.MsgspecError:
        raise EditionDamaged(f"edition {row['edition']}: this version of the program cannot read its rows") from None
