"""The queue: whatever is told here is on this machine's disk first, and in the database as soon as that takes it, once.

Decisions always go this way, for no answer waits for a database; outcomes, refusals and reports of room do while it is away.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from store.database import Database
from store.errors import DatabaseUnavailable, RowRejected
from store.journal import Journal, journals_left_behind
from store.queue_file import Kind, QueueFile, Row, count_rows, find_waiting, left_behind

GROUP = 500
"""At most so many rows are delivered at a time; decisions in one transaction."""

FEW = 25
"""At most so many rows of another kind in one transaction: each has its own link in the chain, and others want to write too."""

AT_EASE = 1.0
"""Seconds between groups, so that delivering takes no more than a small part of a processor from the callers."""

FAR_BEHIND = 50_000
"""Rows that wait from which on groups follow each other without a pause."""

MOST_IN_MEMORY = 50_000
"""Rows that are held in memory while the queue's file cannot be written, some 60 MB; what comes then is lost, and counted."""

SYNCED_WITHIN = 1.0
"""Seconds after which a power cut costs no row any more; a process that is killed costs none at any moment."""

LOOKED_EVERY = 60.0
"""Seconds until the next look for what dead processes left: a command without the database leaves something too."""

TAKEN_OVER, TAKEN_OVER_AT_EASE = 100, 0.005
"""So many rows of a dead process are taken over at a time, and seconds between, in which callers are answered."""

FEW_LEFT = 100
"""With so many rows at most a file that has grown is left for a small one."""

PATIENCE = 5.0
"""Seconds for which whoever closes a queue waits for the database, unless it says otherwise."""

_PAUSES = (0.1, 0.5, 2.0)
"""Seconds between attempts while the database or the file is away; the last repeats."""

_log = logging.getLogger(__name__)

Deliver = Callable[[AsyncConnection, Sequence[bytes]], Awaitable[int]]
"""Adds rows of one kind, those that are not there yet, and says how many that were."""


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """What a queue holds: rows that wait by kind, and for how many seconds the oldest has waited, 0 where none does.

    Counted since the start, by kind: rows that were delivered, those that the database refuses (they are kept in the file), and
    those that were lost because neither disk nor memory nor database took them.
    """

    waiting: Mapping[str, int]
    oldest_seconds: float
    delivered: Mapping[str, int]
    set_aside: Mapping[str, int]
    lost: Mapping[str, int]


class Queue:
    """The queue of one process, and the delivery of it and of what dead processes of this home left behind."""

    def __init__(self, folder: Path, former: Path, database: Database, deliveries: Mapping[Kind, Deliver]) -> None:
        """Begin to deliver; needs a running event loop, to which every call belongs. `former` is the folder of old journals."""
        self.delivered, self.set_aside, self.lost = Counter[str](), Counter[str](), Counter[str]()
        self._folder, self._former = folder, former
        self._database, self._deliveries = database, deliveries
        self._file: QueueFile | None = None
        self._taken: list[Row] = []
        self._in_memory: deque[Row] = deque()
        self._refused: list[tuple[Row, str]] = []  # the file takes them as soon as the disk lets it
        self._turn = 0
        self._unsynced = False
        self._can_write = True
        self._loop = asyncio.get_running_loop()
        self._work, self._hurry, self._caught_up = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._looked = asyncio.Event()
        self._beside = [
            asyncio.create_task(self._take_up_for_ever()),
            asyncio.create_task(self._deliver_for_ever()),
            asyncio.create_task(self._sync_for_ever()),
        ]

    def take(self, kind: Kind, body: bytes, at: datetime) -> None:
        """Take a row and return at once; it is kept when `kept` returns."""
        if not self._taken:
            self._loop.call_soon(self._write)
        self._taken.append(Row(kind, body, at.timestamp()))

    async def kept(self) -> None:
        """Return as soon as everything taken so far outlives this process; where no disk takes it, it is held in memory."""
        turn = self._turn
        while self._taken and self._turn == turn:  # noqa: ASYNC110 (one turn: an event for each group would cost more)
            await asyncio.sleep(0)

    async def flush(self) -> None:
        """Wait until everything taken so far is in the database."""
        self._write()
        await self._looked.wait()
        self._caught_up.clear()
        self._hurry.set()
        self._work.set()
        await self._caught_up.wait()

    async def close(self, patience: float = PATIENCE) -> None:
        """Deliver what waits, for at most `patience` seconds; what is left then stays in the file for the next process."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.flush()
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        self._write()
        self._add_from_memory()
        self._lose(self._in_memory)
        self._set_aside_refused()
        if self._file is None:
            self._lose([row for row, _ in self._refused])
        else:
            if left := self._file.rows.total():
                _log.warning("rows left in the queue for the next start: %d", left)
            self._file.close()

    def waiting(self) -> Counter[str]:
        """Count the rows that the database does not have yet, by kind."""
        held = Counter(row.kind for rows in (self._in_memory, self._taken) for row in rows)
        return held if self._file is None else held + self._file.rows

    def state(self, at: datetime) -> QueueState:
        """Return what the queue holds at this instant."""
        oldest = [row.taken_at for row in (*islice(self._in_memory, 1), *self._taken[:1])]
        with suppress(sqlite3.Error):
            in_file = None if self._file is None else self._file.oldest()
            oldest += [] if in_file is None else [in_file]
        waiting = self.waiting()
        return QueueState(
            waiting={kind: waiting[kind] for kind in Kind},
            oldest_seconds=max(0.0, at.timestamp() - min(oldest)) if oldest else 0.0,
            delivered=dict(self.delivered),
            set_aside=dict(self.set_aside),
            lost=dict(self.lost),
        )

    async def find(self, kind: Kind) -> list[bytes]:
        """Return what waits of a kind in the files of this home, oldest first, of other processes too."""
        return await asyncio.to_thread(find_waiting, self._folder, kind)

    async def count(self) -> tuple[int, int]:
        """Return how many rows wait in the files of this home, of other processes too, and how many were set aside."""
        return await asyncio.to_thread(count_rows, self._folder)

    # ------------------------------------------------------------------------------------------------ into the file

    def _write(self) -> None:
        """Write what one turn of the event loop brought, in one transaction."""
        taken, self._taken = self._taken, []
        self._turn += 1
        if taken:
            if self._in_memory or not self._add(taken):
                room = MOST_IN_MEMORY - len(self._in_memory)
                self._in_memory += taken[:room]
                self._lose(taken[room:])
            self._work.set()

    def _add(self, rows: Sequence[Row]) -> bool:
        """Add rows to the file and say whether it took them; said in the log when that begins and when it is over."""
        try:
            if self._file is None:
                self._file = QueueFile.begin(self._folder)
            self._file.add(rows)
        except (sqlite3.Error, OSError) as fault:
            if self._can_write:
                _log.error("the queue's file cannot be written, rows are held in memory: %s", fault)
            self._can_write = False
            return False
        if not self._can_write:
            _log.warning("the queue's file can be written again")
        self._can_write = self._unsynced = True
        return True

    def _add_from_memory(self) -> None:
        """Put into the file what is held in memory, if it takes rows again."""
        while self._in_memory:
            rows = list(islice(self._in_memory, GROUP))
            if not self._add(rows):
                return
            for _ in rows:
                self._in_memory.popleft()

    def _set_aside_refused(self) -> None:
        """Set aside in the file what the database refused while the disk took nothing, if it takes rows again."""
        if self._refused:
            with suppress(sqlite3.Error, OSError):
                self._file = self._file or QueueFile.begin(self._folder)
                if self._file.remove(0, self._refused):
                    self._refused.clear()

    async def _sync_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SYNCED_WITHIN)
            if self._unsynced and self._file is not None:
                self._unsynced = False
                self._unsynced |= not await asyncio.to_thread(self._file.sync)

    async def _take_up_for_ever(self) -> None:
        """Take over what dead processes left, now and later; a row may come twice then, and the database takes it once."""
        attempt = 0
        while True:
            try:
                is_all = await self._took_up(attempt)
            except Exception as fault:  # noqa: BLE001 (whatever is wrong with what was left, the next look is made)
                is_all = False
                _log.error("what was left behind cannot be looked at: %s", type(fault).__name__)
            self._looked.set()
            self._work.set()
            attempt = 0 if is_all else attempt + 1
            await (asyncio.sleep(LOOKED_EVERY) if is_all else _pause(attempt))

    async def _took_up(self, attempt: int) -> bool:
        """Take over what there is, one file after the other, and say whether that was all of it."""
        lefts: Iterator[QueueFile | Journal] = chain(journals_left_behind(self._former), left_behind(self._folder))
        is_all = True
        while True:
            try:
                left = next(lefts, None)
                if left is None:
                    return is_all
                with closing(left):
                    await self._take_over(left)
            except (sqlite3.Error, OSError) as fault:
                if attempt == 0:
                    _log.error("what a process left behind cannot be taken up yet: %s", fault)
                is_all = False

    async def _take_over(self, left: QueueFile | Journal) -> None:
        while (given := left.next(TAKEN_OVER))[0]:
            if not self._add(given[0]):
                raise OSError("the queue's own file takes no rows")
            left.remove(given[1])
            await asyncio.sleep(TAKEN_OVER_AT_EASE)

    # -------------------------------------------------------------------------------------------- into the database

    async def _deliver_for_ever(self) -> None:
        attempt = 0
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                while await self._delivered_some():
                    attempt = 0
                    if self.waiting().total() < FAR_BEHIND:
                        await self._wait_at_ease()
            except (DatabaseUnavailable, sqlite3.Error) as fault:
                if attempt == 0:
                    _log.warning("rows wait in the queue: %s", fault)
                await _pause(attempt)
                attempt += 1
                self._work.set()
                continue
            self._hurry.clear()
            self._caught_up.set()

    async def _wait_at_ease(self) -> None:
        # No wait_for: where what is waited for comes as this task is cancelled, Python 3.11 would forget that it was.
        with suppress(TimeoutError):
            async with asyncio.timeout(AT_EASE):
                await self._hurry.wait()

    async def _delivered_some(self) -> bool:
        """Deliver the next group, and say whether there was one; what no file takes goes first."""
        self._add_from_memory()
        if rows := list(islice(self._in_memory, GROUP)):
            self._lose([row for row, _ in await self._deliver(rows)])
            for _ in rows:
                self._in_memory.popleft()
        elif (file := self._file) is not None:
            rows, last = file.next(GROUP)
            if rows:
                refused = await self._deliver(rows)
                self.set_aside.update(row.kind for row, _ in refused)
                self._refused += refused
                if file.remove(last, self._refused):
                    self._refused.clear()
                if file.is_used_up:
                    file.close()
                    self._file = None
                    self._set_aside_refused()
                elif file.rows.total() <= FEW_LEFT and file.has_grown:
                    await self._begin_anew(file)
        return bool(rows)

    async def _begin_anew(self, grown: QueueFile) -> None:
        """Go on in a small file, so that the disk has back what an outage needed; not where it takes no other one now."""
        try:
            self._file = grown.moved_to(self._folder)
        except (sqlite3.Error, OSError):
            return
        self._unsynced = True
        await asyncio.to_thread(grown.erase)

    async def _deliver(self, rows: Sequence[Row]) -> list[tuple[Row, str]]:
        """Deliver rows, and return those that the database refuses, with the reason."""
        try:
            await self._add_to_database(rows)
        except DatabaseUnavailable:
            raise
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with one row, the others are delivered)
            if len(rows) > 1:  # find the one
                return [refused for row in rows for refused in await self._deliver([row])]
            why = str(fault) if isinstance(fault, RowRejected) else type(fault).__name__
            _log.error("the database refuses a row of the queue (%s): %s", rows[0].kind, why)
            return [(rows[0], why)]
        return []

    async def _add_to_database(self, rows: Sequence[Row]) -> None:
        for kind, deliver in self._deliveries.items():
            bodies = [row.body for row in rows if row.kind == kind]
            most = GROUP if kind is Kind.DECISION else FEW
            for first in range(0, len(bodies), most):
                async with self._database.writing() as connection:
                    added = await deliver(connection, bodies[first : first + most])
                self.delivered[kind] += added

    def _lose(self, rows: Sequence[Row] | deque[Row]) -> None:
        if rows:
            self.lost.update(row.kind for row in rows)
            _log.error("rows lost since the start: %d", self.lost.total())


async def _pause(attempt: int) -> None:
    await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
