"""Who proves what: keys, links and sessions, taken up from the database behind everybody's back and kept on disk beside it.

No request reads the database to know who is asking. A process hears within `HEARD_SECONDS` and a moment what was made,
revoked, begun or ended elsewhere. While the database is away what was last read goes on, after a restart too, with its
own ends and limits; what was read longer ago than `GOOD_FOR` proves nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from directory.capacity import CLOCKS_DIFFER
from store.database import TURN, Database
from store.errors import StoreError
from store.keys import KeyLine, Keys, find_keys_in_force
from store.links import LinkLine, Links, find_links_in_force
from store.sessions import Session, Sessions
from store.shared_file import SharedFile

HEARD_SECONDS = 1.0
"""How often is heard what became of keys, links and sessions elsewhere."""

GOOD_FOR = timedelta(days=4)
"""The longest run of days on which nobody is in the office: what was read before then is not relied on (docs/security.md)."""

_WRITTEN_EVERY, _USES_WRITTEN_EVERY = 2.0, 60.0
"""Seconds between two writings of the file: where something was made or ended, and where sessions were used, no more."""

_log = logging.getLogger(__name__)


class Known(msgspec.Struct, frozen=True):
    """Who proves what, as it was read from the database at an instant: keys and links in force, and sessions."""

    read_at: datetime
    keys: dict[str, tuple[KeyLine, str]]
    links: dict[str, tuple[LinkLine, str]]
    sessions: tuple[Session, ...]

    def says_the_same_as(self, other: Known) -> bool:
        """Say whether the same keys, links and sessions are in force."""
        mine, theirs = ({session.session_id for session in known.sessions} for known in (self, other))
        return (self.keys, self.links, mine) == (other.keys, other.links, theirs)


class Proofs:
    """The keys, links and sessions of one database, as this process knows them."""

    def __init__(self, database: Database, folder: Path) -> None:
        """Read nothing yet; in `folder` stands what has to outlive the process."""
        self.keys, self.links, self.sessions = Keys(database), Links(database), Sessions(database, folder)
        self._database = database
        self._file = SharedFile[Known | None](folder / "known", Known | None, None)
        self._one_by_one = asyncio.Lock()
        self._read_at: datetime | None = None
        self._now: datetime | None = None
        self._written: Known | None = None
        self._written_at = 0.0
        self._fault = self._untold = ""

    async def keep_up_for_ever(self, clock: Callable[[], datetime]) -> None:
        """Keep up with the database until the server stops; a fault is logged, and what is known goes on."""
        while True:
            await asyncio.sleep(HEARD_SECONDS)
            try:
                await self.keep_up(at=clock())
            except Exception as fault:  # noqa: BLE001 (whatever is wrong with one reading, the next is made)
                _log.error("who proves what cannot be kept up with: %s", type(fault).__name__)

    async def keep_up(self, *, at: datetime) -> None:
        """Tell the database what it could not be told, and take up what it holds; where it is away what is known goes on."""
        async with self._one_by_one:
            self._now = at
            try:
                await self._tell(at)
                await self._read(at)
                self._fault = ""
            except StoreError as fault:
                self._go_on(str(fault), at)
            await self._write(at_once=False)

    async def close(self) -> None:
        """Write what is known, for a start without the database."""
        await self._write(at_once=True)

    async def _tell(self, at: datetime) -> None:
        try:
            await self.keys.tell_uses()
            await self.sessions.tell(at=at)
            self._untold = ""
        except StoreError as fault:  # where nothing can be written, what is revoked must be heard all the same
            if str(fault) != self._untold:
                _log.error("the database was not told of sessions and uses: %s", fault)
            self._untold = str(fault)

    async def _read(self, at: datetime) -> None:
        held_before = {session.session_id for session in self.sessions.held}
        async with self._database.reading(TURN) as connection:
            keys = await find_keys_in_force(connection, at)
            links = await find_links_in_force(connection, at)
            await self.sessions.read(connection, at=at, held_before=held_before)
        self.keys.held.take_up(keys, at + GOOD_FOR)
        self.links.held.take_up(links, at + GOOD_FOR)
        self._read_at = at

    def _go_on(self, fault: str, at: datetime) -> None:
        if fault != self._fault:
            _log.warning("who proves what is as it was last read: %s", fault)
            self._fault = fault
        known = self._file.read() if self._read_at is None else None
        if known is not None:
            self._read_at = known.read_at
            self.keys.held.take_up(known.keys, known.read_at + GOOD_FOR)
            self.links.held.take_up(known.links, known.read_at + GOOD_FOR)
        self.sessions.take_up((*(() if known is None else known.sessions), *self.sessions.held), at=at)

    async def _write(self, *, at_once: bool) -> None:
        if self._read_at is None:
            return
        since = asyncio.get_running_loop().time() - self._written_at
        if not at_once and since < _WRITTEN_EVERY:
            return
        known = Known(self._read_at, dict(self.keys.held.lines), dict(self.links.held.lines), self.sessions.held)
        is_new = self._written is None or not known.says_the_same_as(self._written)
        if at_once or is_new or since >= _USES_WRITTEN_EVERY:
            await self._file.change(lambda there: there if there is not None and self._is_newer(there) else known)
            self._written, self._written_at = known, asyncio.get_running_loop().time()

    def _is_newer(self, there: Known) -> bool:
        """Say whether another process read later what stands in the file; what a clock that was ahead left is no newer."""
        if self._read_at is None or self._now is None:
            return True
        return self._read_at < there.read_at <= self._now + CLOCKS_DIFFER
