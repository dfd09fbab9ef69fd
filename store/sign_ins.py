"""Sign-ins under way: what a provider's answer must match, kept for ten minutes and given out once.

One that begins while the database is away is kept in the home, and ends there: at this machine, in any process of it.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from store.database import Database
from store.errors import DatabaseUnavailable
from store.shared_file import SharedFile
from store.tables import sign_in
from store.tokens import SWEPT_AFTER, new_token, sha256_of

LASTS = timedelta(minutes=10)

MOST_HERE = 1000
"""So many are kept in the home while the database is away; the oldest gives way to a new one."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that was begun. `state` goes to the provider and back, `browser` stays in a cookie: only both end it."""

    state: str
    browser: str
    nonce: str
    verifier: str
    page: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of a sign-in until it came back."""

    nonce: str
    verifier: str
    page: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in as it is kept, by the hash of its state."""

    browser_sha256: str
    nonce: str
    verifier: str
    page: str
    ends_at: datetime


class SignIns:
    """The sign-ins under way in one database, whichever process began them."""

    def __init__(self, database: Database, folder: Path) -> None:
        """Read nothing yet; in `folder` stand those that the database was not told of."""
        self._database = database
        self._here = SharedFile[dict[str, Begun]](folder / "sign-ins", dict[str, Begun], {})

    async def begin(self, page: str, *, at: datetime) -> Attempt:
        """Begin a sign-in from a page of ours; those that have run out are taken away."""
        attempt = Attempt(state=new_token(), browser=new_token(), nonce=new_token(), verifier=new_token(), page=page)
        begun = Begun(
            browser_sha256=sha256_of(attempt.browser),
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            page=page,
            ends_at=at + LASTS,
        )
        state_sha256 = sha256_of(attempt.state)
        try:
            async with self._database.writing() as connection:
                await connection.execute(sa.delete(sign_in).where(sign_in.c.ends_at <= at - SWEPT_AFTER))
                row = {"state_sha256": state_sha256, **msgspec.structs.asdict(begun)}
                await connection.execute(sa.insert(sign_in).values(row))
        except DatabaseUnavailable:
            await self._here.change(lambda was: {**_newest(was, at), state_sha256: begun})
        return attempt

    async def take(self, state: str, browser: str, *, at: datetime) -> Taken | None:
        """Return the sign-in that this browser began, once; None for one that is unknown, ended, or another browser's.

        While the database is away none is known that began in it: it has to begin again.
        """
        begun = await self._taken(sha256_of(state))
        if begun is None or at >= begun.ends_at or not hmac.compare_digest(begun.browser_sha256, sha256_of(browser)):
            return None
        return Taken(nonce=begun.nonce, verifier=begun.verifier, page=begun.page)

    async def _taken(self, state_sha256: str) -> Begun | None:
        if state_sha256 in self._here.read():
            before = await self._here.change(lambda was: {one: kept for one, kept in was.items() if one != state_sha256})
            return before.get(state_sha256)
        mine = sign_in.c.state_sha256 == state_sha256
        try:
            async with self._database.reading() as connection:
                row = (await connection.execute(sa.select(sign_in).where(mine))).mappings().one_or_none()
            if row is None:
                return None  # and whoever guesses makes the database write nothing
            async with self._database.writing() as connection:
                taken = await connection.execute(sa.delete(sign_in).where(mine))
        except DatabaseUnavailable:
            return None
        return Begun(**{name: row[name] for name in Begun.__struct_fields__}) if taken.rowcount == 1 else None


def _newest(kept: dict[str, Begun], at: datetime) -> dict[str, Begun]:
    running = [(state, begun) for state, begun in kept.items() if begun.ends_at > at]
    return dict(running[-MOST_HERE + 1 :])
