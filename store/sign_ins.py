"""Sign-ins under way: what a provider's answer must match, kept for ten minutes and given out once."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from store.database import Database
from store.tables import sign_in
from store.tokens import new_token, sha256_of

LASTS = timedelta(minutes=10)


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


class SignIns:
    """The sign-ins under way in one database, whichever process began them."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    async def begin(self, page: str, *, at: datetime) -> Attempt:
        """Begin a sign-in from a page of ours; those that have run out are taken away."""
        begun = Attempt(state=new_token(), browser=new_token(), nonce=new_token(), verifier=new_token(), page=page)
        hashed = {"state_sha256": sha256_of(begun.state), "browser_sha256": sha256_of(begun.browser)}
        row = {"nonce": begun.nonce, "verifier": begun.verifier, "page": page, "ends_at": at + LASTS}
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(sign_in).where(sign_in.c.ends_at <= at))
            await connection.execute(sa.insert(sign_in).values(**hashed, **row))
        return begun

    async def take(self, state: str, browser: str, *, at: datetime) -> Taken | None:
        """Return the sign-in that this browser began, once; None for one that is unknown, ended, or another browser's."""
        mine = sign_in.c.state_sha256 == sha256_of(state)
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(sign_in).where(mine))).mappings().one_or_none()
        if row is None:
            return None  # and whoever guesses makes the database write nothing
        async with self._database.writing() as connection:
            taken = await connection.execute(sa.delete(sign_in).where(mine))
        if taken.rowcount != 1 or at >= row["ends_at"] or not hmac.compare_digest(row["browser_sha256"], sha256_of(browser)):
            return None
        return Taken(nonce=row["nonce"], verifier=row["verifier"], page=row["page"])
