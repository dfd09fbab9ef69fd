"""API keys: shown once, kept as a hash, known by role."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from directory.reader import Reader, Role
from store.database import Database
from store.errors import DatabaseUnavailable, NotKept
from store.key_events import KeyHappened, add_key_event
from store.tables import api_key

FRESH_FOR = timedelta(seconds=2)
"""How long a revoked key may still be taken: keys are held in memory, so that a request reads no database."""

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


class Keys:
    """The keys of one database."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database
        self._held: dict[str, tuple[KeyLine, str]] = {}
        self._held_since: datetime | None = None

    async def make(self, role: Role, label: str, *, at: datetime, expires_at: datetime | None = None) -> str:
        """Make a key and return its secret, which is kept nowhere: `ccd_<id>_<32 random bytes>`."""
        key_id = secrets.token_hex(6)
        secret = f"ccd_{key_id}_{secrets.token_urlsafe(32)}"
        row = {"key_id": key_id, "role": role, "label": label, "made_at": at, "expires_at": expires_at}
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(api_key).values(secret_sha256=_sha256(secret), **row))
            await add_key_event(connection, key_id, KeyHappened.MADE, at)
        self._held_since = None
        return secret

    async def list(self) -> tuple[KeyLine, ...]:
        """Return every key, oldest first, revoked and expired ones too."""
        return tuple(line for line, _ in (await self._read()).values())

    async def revoke(self, key_id: str, *, at: datetime) -> None:
        """End a key now and for good; NotKept if there is none of that id that still holds."""
        revoke = sa.update(api_key).where(api_key.c.key_id == key_id, api_key.c.revoked_at.is_(None))
        async with self._database.writing() as connection:
            ended = await connection.execute(revoke.values(revoked_at=at))
            if ended.rowcount:
                await add_key_event(connection, key_id, KeyHappened.REVOKED, at)
        if ended.rowcount == 0:
            raise NotKept("no key of that id is in force")
        self._held_since = None

    async def role_of(self, secret: str, *, at: datetime) -> Role | None:
        """Return the role that the secret proves at this instant; None: it proves nothing."""
        reader = await self.reader_of(secret, at=at)
        return None if reader is None else reader.role

    async def reader_of(self, secret: str, *, at: datetime) -> Reader | None:
        """Return who the secret proves to be reading at this instant; None: it proves nothing.

        While the database is away the keys last read go on; DatabaseUnavailable only if none were ever read.
        """
        written = _SECRET.fullmatch(secret)
        if written is None:
            return None
        await self._refresh(at)
        line, kept = self._held.get(written[1], (None, ""))
        is_right = hmac.compare_digest(kept, _sha256(secret))
        if line is None or not is_right or not _in_force(line, at):
            return None
        await self._note_use(line, at)
        return Reader(role=line.role, name=line.label)

    async def _refresh(self, at: datetime) -> None:
        if self._held_since is not None and timedelta() <= at - self._held_since < FRESH_FOR:
            return
        try:
            self._held = await self._read()
        except DatabaseUnavailable:
            if not self._held:
                raise
        self._held_since = at

    async def _read(self) -> dict[str, tuple[KeyLine, str]]:
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(api_key).order_by(api_key.c.made_at, api_key.c.key_id))
        return {row["key_id"]: (_line(row), row["secret_sha256"]) for row in rows.mappings()}

    async def _note_use(self, line: KeyLine, at: datetime) -> None:
        if line.last_used_at is not None and at - line.last_used_at < USE_NOTED_EVERY:
            return
        note = sa.update(api_key).where(api_key.c.key_id == line.key_id).values(last_used_at=at)
        with contextlib.suppress(DatabaseUnavailable):  # the reader's answer matters more than the note
            async with self._database.writing() as connection:
                await connection.execute(note)
        used = msgspec.structs.replace(line, last_used_at=at)
        self._held[line.key_id] = (used, self._held[line.key_id][1])


def _in_force(line: KeyLine, at: datetime) -> bool:
    return line.revoked_at is None and (line.expires_at is None or at < line.expires_at)


def _line(row: sa.RowMapping) -> KeyLine:
    fields = {name: row[name] for name in KeyLine.__struct_fields__}
    return KeyLine(**{**fields, "role": Role(row["role"])})


def _sha256(secret: str) -> str:
    # A plain hash is enough: 32 random bytes cannot be guessed, so there is nothing to slow down.
    return hashlib.sha256(secret.encode()).hexdigest()
