"""Who is signed in: sessions known by the hash of a random token that only the browser holds. One that has ended is gone."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from directory.reader import Reader, Role
from store.database import Database
from store.errors import DatabaseUnavailable, NotKept
from store.keys import as_text, remit_in
from store.tables import session
from store.tokens import new_token, sha256_of

SHIFT = timedelta(hours=12)
"""No session outlives a shift."""

IDLE = timedelta(minutes=30)
"""A session that is not used ends; but a call handler's lasts the shift, for nobody may have to sign in during a call."""

FRESH_FOR = timedelta(seconds=2)
"""How long a session that was ended elsewhere may still be taken: it is held in memory, so that a request reads no database."""

MOST_HELD = 10_000

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SHORTEST_ID = 12


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One session; `session_id` is the hash of its token, by which nobody can take it up."""

    session_id: str
    reader: Reader
    made_at: datetime
    last_seen_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Say whether the session is in force at this instant."""
        return at < self.ends_at and at - self.last_seen_at < idle_of(self.reader.role)


class _Held(msgspec.Struct, frozen=True):
    session: Session
    read_at: datetime
    noted_at: datetime  # when the database was last told that the session is in use


class Sessions:
    """The sessions of one database, whichever process began them."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database
        self._held: dict[str, _Held] = {}

    async def begin(self, reader: Reader, *, at: datetime) -> str:
        """Begin a session and return its token, which is kept nowhere; those that have run out are taken away."""
        token = new_token()
        begun = Session(session_id=sha256_of(token), reader=reader, made_at=at, last_seen_at=at, ends_at=at + SHIFT)
        row = {"role": reader.role, "name": reader.name, "remit": as_text(reader.remit)}
        times = {"made_at": at, "last_seen_at": at, "ends_at": begun.ends_at}
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(session).where(session.c.ends_at <= at))
            await connection.execute(sa.insert(session).values(token_sha256=begun.session_id, **row, **times))
        self._hold(begun, at, at)
        return token

    async def find(self, token: str, *, at: datetime) -> Session | None:
        """Return the session of a token, which is in use from now; None if it proves nothing.

        While the database is away the sessions held go on; DatabaseUnavailable for any other.
        """
        if _TOKEN.fullmatch(token) is None:
            return None
        held = await self._fresh(sha256_of(token), at)
        if held is None:
            return None
        if not held.session.holds(at):
            self._held.pop(held.session.session_id, None)
            return None
        return await self._note_use(held, at)

    async def end(self, token: str) -> None:
        """End the session of a token, here at once and elsewhere within `FRESH_FOR`; nothing happens if there is none."""
        self._held.pop(sha256_of(token), None)
        await self._end(session.c.token_sha256 == sha256_of(token))

    async def end_by_id(self, beginning: str) -> None:
        """End the session whose id begins so; NotKept if there is none."""
        if (
            len(beginning) < _SHORTEST_ID
            or not beginning.isalnum()
            or not await self._end(session.c.token_sha256.startswith(beginning, autoescape=True))
        ):
            raise NotKept("no session of that id is in force")

    async def end_all(self) -> int:
        """End every session and return how many there were."""
        return await self._end(sa.true())

    async def list(self, *, at: datetime) -> tuple[Session, ...]:
        """Return the sessions in force, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(session).order_by(session.c.made_at, session.c.token_sha256))
        return tuple(found for found in map(_session, rows.mappings()) if found.holds(at))

    async def _end(self, which: sa.ColumnElement[bool]) -> int:
        async with self._database.writing() as connection:
            ended = await connection.execute(sa.delete(session).where(which))
        self._held.clear()
        return ended.rowcount

    async def _fresh(self, session_id: str, at: datetime) -> _Held | None:
        held = self._held.get(session_id)
        if held is not None and timedelta() <= at - held.read_at < FRESH_FOR:
            return held
        try:
            read = await self._read(session_id)
        except DatabaseUnavailable:
            if held is None:
                raise
            return held
        if read is None:
            self._held.pop(session_id, None)
            return None
        noted_at = read.last_seen_at
        if held is not None and held.session.last_seen_at > noted_at:
            read = msgspec.structs.replace(read, last_seen_at=held.session.last_seen_at)
        return self._hold(read, at, noted_at)

    async def _read(self, session_id: str) -> Session | None:
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(session).where(session.c.token_sha256 == session_id))
            row = rows.mappings().one_or_none()
        return None if row is None else _session(row)

    async def _note_use(self, held: _Held, at: datetime) -> Session:
        used = msgspec.structs.replace(held.session, last_seen_at=at)
        noted_at = held.noted_at
        if at - noted_at >= idle_of(used.reader.role) / 10:  # often enough for the idle time, and no write a request
            note = sa.update(session).where(session.c.token_sha256 == used.session_id).values(last_seen_at=at)
            with contextlib.suppress(DatabaseUnavailable):  # the reader's page matters more than the note
                async with self._database.writing() as connection:
                    await connection.execute(note)
                noted_at = at
        if used.session_id in self._held:  # not one that was ended while this was noted
            self._held[used.session_id] = _Held(used, held.read_at, noted_at)
        return used

    def _hold(self, found: Session, read_at: datetime, noted_at: datetime) -> _Held:
        if len(self._held) >= MOST_HELD:
            del self._held[next(iter(self._held))]
        self._held[found.session_id] = held = _Held(found, read_at, noted_at)
        return held


def idle_of(role: Role) -> timedelta:
    """Return for how long a reader of the role may do nothing and stay signed in."""
    return SHIFT if role is Role.NHS111 else IDLE


def _session(row: sa.RowMapping) -> Session:
    return Session(
        session_id=row["token_sha256"],
        reader=Reader(role=Role(row["role"]), name=row["name"], remit=remit_in(row["remit"])),
        made_at=row["made_at"],
        last_seen_at=row["last_seen_at"],
        ends_at=row["ends_at"],
    )
