"""API keys: shown once, kept as a hash, known by role, remit and what they may be used for."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Reader, Remit, Role, Scope, scopes_of
from store.database import Database
from store.errors import NotKept
from store.held import UNREADABLE, Held, InForce, those_read
from store.key_events import KeyHappened, add_key_event
from store.tables import api_key
from store.tokens import new_token, sha256_of

USE_NOTED_EVERY = timedelta(hours=1)
"""`last_used_at` tells keys in use from forgotten ones; a write for every request would buy nothing more."""

_SECRET = re.compile(r"ccd_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


class KeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One key as it may be listed: everything but what proves it."""

    key_id: str
    role: Role
    label: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    remit: Remit | None
    scopes: tuple[Scope, ...]

    @property
    def reader(self) -> Reader:
        """Return who reads with this key; what they do is signed with its label."""
        return Reader(role=self.role, name=self.label, remit=self.remit)


class UnreadKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key as its row stands that this version cannot read, for a later one made it. It proves nothing here."""

    key_id: str
    role: str
    label: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    remit: str | None
    scopes: tuple[str, ...]


class Keys:
    """The keys of one database. Those in force are held in memory (store/proofs.py), so that a request reads no database."""

    def __init__(self, database: Database) -> None:
        """Hold nothing yet."""
        self._database = database
        self.held = Held[KeyLine]()
        self._used: dict[str, datetime] = {}

    async def make(
        self,
        role: Role,
        label: str,
        *,
        at: datetime,
        expires_at: datetime | None = None,
        remit: Remit | None = None,
        scopes: Sequence[Scope] | None = None,
    ) -> str:
        """Make a key and return its secret, which is kept nowhere: `ccd_<id>_<32 random bytes>`."""
        key_id = secrets.token_hex(6)
        secret = f"ccd_{key_id}_{new_token()}"
        row = {"key_id": key_id, "role": role, "label": label, "made_at": at, "expires_at": expires_at}
        row |= {"remit": as_text(remit), "scopes": " ".join(scopes_of(role) if scopes is None else scopes)}
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(api_key).values(secret_sha256=sha256_of(secret), **row))
            await add_key_event(connection, key_id, KeyHappened.MADE, at)
        return secret

    async def list(self) -> tuple[KeyLine | UnreadKey, ...]:
        """Return every key, oldest first, revoked and expired ones too."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(api_key).order_by(api_key.c.made_at, api_key.c.key_id))
        return tuple(map(_listed, rows.mappings()))

    async def revoke(self, key_id: str, *, at: datetime) -> None:
        """End a key now and for good; NotKept if there is none of that id that still holds."""
        revoke = sa.update(api_key).where(api_key.c.key_id == key_id, api_key.c.revoked_at.is_(None))
        async with self._database.writing() as connection:
            ended = await connection.execute(revoke.values(revoked_at=at))
            if ended.rowcount:
                await add_key_event(connection, key_id, KeyHappened.REVOKED, at)
        if ended.rowcount == 0:
            raise NotKept("no key of that id is in force")

    def line_of(self, secret: str, *, at: datetime) -> KeyLine | None:
        """Return the key whose secret this is, if it is held and in force at this instant; None: it proves nothing.

        DatabaseUnavailable where no keys are held, or those that are were read too long ago.
        """
        written = _SECRET.fullmatch(secret)
        line = None if written is None else self.held.proved_by(secret, written[1], at=at)
        if line is None or not _in_force(line, at):
            return None
        self._note_use(line, at)
        return line

    async def tell_uses(self) -> None:
        """Tell the database which keys were used; nothing is written where none was."""
        if not self._used:
            return
        used, columns = dict(self._used), api_key.c
        note = sa.update(api_key).where(columns.key_id == sa.bindparam("id")).values(last_used_at=sa.bindparam("used_at"))
        async with self._database.writing() as connection:
            await connection.execute(note, [{"id": key_id, "used_at": at} for key_id, at in used.items()])
        self._used = {key_id: at for key_id, at in self._used.items() if used.get(key_id) != at}

    def _note_use(self, line: KeyLine, at: datetime) -> None:
        last = max(filter(None, (line.last_used_at, self._used.get(line.key_id))), default=None)
        if last is None or at - last >= USE_NOTED_EVERY:
            self._used[line.key_id] = at


async def find_keys_in_force(connection: AsyncConnection, at: datetime) -> InForce[KeyLine]:
    """Return every key that holds at the instant."""
    ends = api_key.c.expires_at
    rows = await connection.execute(
        sa.select(api_key).where(api_key.c.revoked_at.is_(None), ends.is_(None) | (ends > at)).order_by(api_key.c.key_id)
    )
    return {row["key_id"]: (line, row["secret_sha256"]) for row, line in those_read(rows.mappings(), _line, "a key")}


def _in_force(line: KeyLine, at: datetime) -> bool:
    return line.revoked_at is None and (line.expires_at is None or at < line.expires_at)


def _line(row: sa.RowMapping) -> KeyLine:
    role = Role(row["role"])
    scopes = scopes_of(role) if row["scopes"] is None else tuple(map(Scope, row["scopes"].split()))
    read = {"role": role, "remit": remit_in(row["remit"]), "scopes": scopes}
    return KeyLine(**{name: row[name] for name in KeyLine.__struct_fields__} | read)


def _listed(row: sa.RowMapping) -> KeyLine | UnreadKey:
    try:
        return _line(row)
    except UNREADABLE:
        stands = {name: row[name] for name in UnreadKey.__struct_fields__}
        return UnreadKey(**stands | {"scopes": tuple((row["scopes"] or "").split())})


def as_text(remit: Remit | None) -> str | None:
    """Write a remit as its column holds it."""
    return None if remit is None else msgspec.json.encode(remit).decode()


def remit_in(column: str | None) -> Remit | None:
    """Read a remit from its column."""
    return None if column is None else msgspec.json.decode(column, type=Remit)
