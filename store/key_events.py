"""What happened to API keys, only ever added to: a key that was made or changed by hand in the database shows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from store.chain import add_chained
from store.tables import api_key, key_event


class KeyHappened(StrEnum):
    """What may happen to a key."""

    MADE = "made"
    REVOKED = "revoked"


_MAY_CHANGE = {"revoked_at", "last_used_at"}
"""Columns of a key that the program itself writes again."""


async def add_key_event(connection: AsyncConnection, key_id: str, what: KeyHappened, at: datetime) -> None:
    """Write down what happened to a key, in the transaction in which it happens; with all that it proves, when it is made."""
    said = None
    if what is KeyHappened.MADE:
        row = (await connection.execute(sa.select(api_key).where(api_key.c.key_id == key_id))).mappings().one()
        said = msgspec.json.encode(_said_of(row)).decode()
    await add_chained(connection, key_event, {"key_id": key_id, "what": what, "at": at, "said": said})


async def find_forged_keys(connection: AsyncConnection) -> tuple[str, ...]:
    """Name every key that is not as it was made, came back after it was revoked, or was never made by the program."""
    events = sa.select(key_event.c.key_id, key_event.c.said)
    made = dict((await connection.execute(events.where(key_event.c.what == KeyHappened.MADE))).all())
    revoked = set(await connection.scalars(sa.select(key_event.c.key_id).where(key_event.c.what == KeyHappened.REVOKED)))
    wrong = []
    for row in (await connection.execute(sa.select(api_key).order_by(api_key.c.key_id))).mappings():
        key_id = row["key_id"]
        if key_id not in made:
            wrong.append(f"key {key_id}: put in by hand")
        elif not _is_as_made(row, made[key_id]) or (row["revoked_at"] is not None) is not (key_id in revoked):
            wrong.append(f"key {key_id}: altered")
    return tuple(wrong)


def _is_as_made(row: sa.RowMapping, made: str | None) -> bool:
    """Say whether a key still proves what it was made to prove; a column that it did not have then says nothing."""
    try:
        was = msgspec.json.decode(made or "{}", type=dict[str, object])
    except msgspec.MsgspecError:  # the event was altered
        return False
    now = msgspec.to_builtins(_said_of(row))
    return all(now.get(name) == value for name, value in was.items())


def _said_of(row: sa.RowMapping) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in _MAY_CHANGE}
