"""Who is signed in: sessions known by the hash of a random token that only the browser holds. One that has ended is gone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Reader, Role
from store.database import AT_ONCE, Database
from store.errors import DatabaseUnavailable, NotKept
from store.held import UNREADABLE, those_read
from store.keys import as_text, remit_in
from store.shared_file import SharedFile
from store.tables import session
from store.tokens import SWEPT_AFTER, new_token, sha256_of

SHIFT = timedelta(hours=12)
"""No session outlives a shift."""

IDLE = timedelta(minutes=30)
"""A session that is not used ends; but a call handler's lasts the shift, for nobody may have to sign in during a call."""

_USES_HEARD_EVERY = timedelta(seconds=30)
"""How often is told and heard which sessions are in use: the idle time is many times that."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SHORTEST_ID = 12
_AT_A_TIME = 500

Kept = TypeVar("Kept")


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


class UnreadReader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads by a session that this version cannot read, as its row stands."""

    role: str
    name: str
    remit: str | None


class UnreadSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session that this version cannot read, for a later one began it. It proves nothing here."""

    session_id: str
    reader: UnreadReader
    made_at: datetime
    last_seen_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Say whether the session may be in force at this instant: for how long it may be idle is not known."""
        return at < self.ends_at


class Untold(msgspec.Struct, frozen=True):
    """What was done while the database was away: sessions that began here, and when those that were ended here would have."""

    begun: dict[str, Session] = {}
    ended: dict[str, datetime] = {}


class Sessions:
    """The sessions of one database, whichever process began them; held in memory (store/proofs.py), each by its id.

    One that begins while the database is away is this home's own until the database is told of it.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        """Hold nothing yet; in `folder` stands what the database has to be told."""
        self._database = database
        self._untold = SharedFile(folder / "sessions-untold", Untold, Untold())
        self._held: dict[str, Session] = {}
        self._ended: dict[str, datetime] = {}
        self._seen: dict[str, datetime] = {}  # when each was last in use, as the database knew it
        self._seen_at: datetime | None = None

    async def begin(self, reader: Reader, *, at: datetime) -> str:
        """Begin a session and return its token, which is kept nowhere; those that have run out are taken away."""
        token = new_token()
        begun = Session(session_id=sha256_of(token), reader=reader, made_at=at, last_seen_at=at, ends_at=at + SHIFT)
        try:
            async with self._database.writing() as connection:
                await connection.execute(sa.delete(session).where(session.c.ends_at <= at - SWEPT_AFTER))
                await connection.execute(sa.insert(session).values(_row(begun)))
        except DatabaseUnavailable:
            await self._untold.change(lambda was: Untold(_running(was.begun, at) | {begun.session_id: begun}, was.ended))
        self._held[begun.session_id] = begun
        return token

    async def find(self, token: str, *, at: datetime) -> Session | None:
        """Return the session of a token, which is in use from now; None if it proves nothing.

        One that is not held yet is looked for in the database: DatabaseUnavailable where that is away.
        """
        if _TOKEN.fullmatch(token) is None:
            return None
        session_id = sha256_of(token)
        found = self._held.get(session_id) or await self._look_for(session_id)
        if found is None or not found.holds(at):
            return None
        self._held[session_id] = used = msgspec.structs.replace(found, last_seen_at=max(at, found.last_seen_at))
        return used

    async def end(self, token: str, *, at: datetime) -> None:
        """End the session of a token, here at once and elsewhere when it is heard; nothing happens if there is none."""
        session_id = sha256_of(token)
        self._held.pop(session_id, None)
        self._ended[session_id] = at + SHIFT
        is_told = session_id not in self._untold.read().begun
        try:
            await self._end(session.c.token_sha256 == session_id)
        except DatabaseUnavailable:
            is_told = False
        if not is_told:
            await self._untold.change(
                lambda was: Untold(_without(was.begun, {session_id}), was.ended | {session_id: at + SHIFT})
            )

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
        ended = await self._end(sa.true())
        self._held.clear()
        return ended

    async def list(self, *, at: datetime) -> tuple[Session | UnreadSession, ...]:
        """Return the sessions in force, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(session).order_by(session.c.made_at, session.c.token_sha256))
        return tuple(found for found in map(_listed, rows.mappings()) if found.holds(at))

    async def tell(self, *, at: datetime) -> None:
        """Tell the database what was begun, ended and used here; nothing is written where there is nothing to tell."""
        untold, used = self._untold.read(), _used(self._held, self._seen) if self._is_due(at) else []
        begun = _without(_running(untold.begun, at), untold.ended)
        if not untold.begun and not untold.ended and not used:
            return
        key = session.c.token_sha256
        async with self._database.writing() as connection:
            known = set(await connection.scalars(sa.select(key).where(key.in_(begun))))
            if new := [_row(one) for one in _without(begun, known).values()]:
                await connection.execute(sa.insert(session), new)
            await connection.execute(sa.delete(session).where(key.in_(untold.ended)))
            if used:
                earlier = session.c.last_seen_at < sa.bindparam("used_at")
                note = sa.update(session).where(key == sa.bindparam("id"), earlier).values(last_seen_at=sa.bindparam("used_at"))
                await connection.execute(note, used)
        if untold.begun or untold.ended:
            await self._untold.change(lambda was: Untold(_without(was.begun, untold.begun), _without(was.ended, untold.ended)))

    async def read(self, connection: AsyncConnection, *, at: datetime, held_before: Container[str]) -> None:
        """Take up the sessions that the database holds: those that are new here whole, of the others whether they are there.

        `held_before` are those held when the connection was opened: what it shows may be older than what began since.
        """
        columns = session.c
        running = sa.select(columns.token_sha256).where(columns.ends_at > at)
        if self._is_due(at):
            self._seen = dict((await connection.execute(running.add_columns(columns.last_seen_at))).all())
            self._seen_at, there = at, set(self._seen)
        else:
            there = set(await connection.scalars(running))
            if there == self._held.keys():
                return
        found = {known: held for known, held in self._held.items() if known in there}
        new = list(there - found.keys())
        for start in range(0, len(new), _AT_A_TIME):
            some = columns.token_sha256.in_(new[start : start + _AT_A_TIME])
            rows = await connection.execute(sa.select(session).where(some))
            found |= {one.session_id: one for _, one in those_read(rows.mappings(), _session, "a session")}
        found |= _without(self._held, held_before)
        self.take_up((_seen_at(one, self._seen.get(known, one.made_at)) for known, one in found.items()), at=at)

    def take_up(self, sessions: Iterable[Session], *, at: datetime) -> None:
        """Hold these sessions, and those that began here unknown to the database; none that was ended here."""
        untold = self._untold.read()
        self._ended = {ended: until for ended, until in self._ended.items() if until > at} | untold.ended
        known = untold.begun | {one.session_id: one for one in sessions}
        held = _without(known, self._ended)
        self._held = {one: _seen_at(found, self._held.get(one, found).last_seen_at) for one, found in held.items()}

    @property
    def held(self) -> tuple[Session, ...]:
        """Return the sessions that are held."""
        return tuple(self._held.values())

    def _is_due(self, at: datetime) -> bool:
        return self._seen_at is None or not timedelta() <= at - self._seen_at < _USES_HEARD_EVERY

    async def _look_for(self, session_id: str) -> Session | None:
        untold = self._untold.read()
        if session_id in self._ended or session_id in untold.ended:
            return None
        found = untold.begun.get(session_id) or await self._read(session_id)
        return None if session_id in self._ended else found  # it may have been ended while it was read

    async def _read(self, session_id: str) -> Session | None:
        async with self._database.reading(AT_ONCE) as connection:
            rows = await connection.execute(sa.select(session).where(session.c.token_sha256 == session_id))
            found = [one for _, one in those_read(rows.mappings(), _session, "a session")]
        return found[0] if found else None

    async def _end(self, which: sa.ColumnElement[bool]) -> int:
        async with self._database.writing() as connection:
            ended = await connection.execute(sa.delete(session).where(which))
        return ended.rowcount


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


def _listed(row: sa.RowMapping) -> Session | UnreadSession:
    try:
        return _session(row)
    except UNREADABLE:
        return UnreadSession(
            session_id=row["token_sha256"],
            reader=UnreadReader(role=row["role"], name=row["name"], remit=row["remit"]),
            made_at=row["made_at"],
            last_seen_at=row["last_seen_at"],
            ends_at=row["ends_at"],
        )


def _used(held: Mapping[str, Session], seen: Mapping[str, datetime]) -> list[dict[str, object]]:
    """Return which sessions were used since the database was told: often enough for the idle time, and no write a request."""
    return [
        {"id": one, "used_at": found.last_seen_at}
        for one, found in held.items()
        if found.last_seen_at - seen.get(one, found.made_at) >= idle_of(found.reader.role) / 10
    ]


def _row(begun: Session) -> dict[str, object]:
    reader = begun.reader
    times = {"made_at": begun.made_at, "last_seen_at": begun.last_seen_at, "ends_at": begun.ends_at}
    return {
        "token_sha256": begun.session_id,
        "role": reader.role,
        "name": reader.name,
        "remit": as_text(reader.remit),
        **times,
    }


def _seen_at(found: Session, seen: datetime) -> Session:
    return found if seen <= found.last_seen_at else msgspec.structs.replace(found, last_seen_at=seen)


def _running(sessions: Mapping[str, Session], at: datetime) -> dict[str, Session]:
    return {one: found for one, found in sessions.items() if found.ends_at > at}


def _without(held: Mapping[str, Kept], gone: Container[str]) -> dict[str, Kept]:
    return {one: kept for one, kept in held.items() if one not in gone}
