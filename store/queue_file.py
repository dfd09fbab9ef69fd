"""The file of a queue: rows on this machine's disk until the database has them (docs/decisions/local-queue.md).

Each process that writes has a folder of its own in the queue's, locked while it lives, with one SQLite file in it. The next
process takes up what one that died left behind.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import NamedTuple

_FILE = "queue.sqlite3"
_OURS, _BEGUN, _DAMAGED = "process-", ".begun-", "damaged-"

_TABLES = (
    "CREATE TABLE IF NOT EXISTS waiting (seq INTEGER PRIMARY KEY, kind TEXT, body BLOB, taken_at REAL)",
    "CREATE INDEX IF NOT EXISTS waiting_but_decisions ON waiting (kind) WHERE kind <> 'decision'",
    "CREATE TABLE IF NOT EXISTS set_aside (seq INTEGER PRIMARY KEY, kind TEXT, body BLOB, taken_at REAL, why TEXT)",
)

_DECISIONS_WAITING = "SELECT taken_at, body FROM waiting WHERE kind = ?"
_OTHERS_WAITING = "SELECT taken_at, body FROM waiting WHERE kind = ? AND kind <> 'decision'"
"""By the index of what is no decision: of those half a million may wait, while rooms are asked for again and again."""

_ASIDE = "INSERT INTO set_aside (kind, body, taken_at, why) VALUES (?, ?, ?, ?)"

_GROWN = 8192
"""Free pages of 4 KB from which on a file is left for a new one: some 30,000 rows waited in it, and gave back nothing."""

_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What waits in a queue."""

    DECISION = "decision"
    OUTCOME = "outcome"
    REFUSAL = "refusal"
    ROOM = "room"


class Row(NamedTuple):
    """One row: its kind, what it says as msgpack, and when it was taken, in seconds since 1970."""

    kind: str
    body: bytes
    taken_at: float


class QueueFile:
    """The file of one process. What the disk refuses comes out as sqlite3.Error, and nothing of it is kept then."""

    def __init__(self, path: Path, lock: int) -> None:
        """Open the file in a folder of which this process holds the lock; what was set aside there is tried once more."""
        self._path, self._lock = path, lock
        # Nobody waits for another program. In another thread it is only ever closed: see `erase`.
        self._connection = sqlite3.connect(path / _FILE, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._set_up()
            counted = self._connection.execute("SELECT kind, count(*) FROM waiting GROUP BY kind").fetchall()
        except sqlite3.Error:
            self._connection.close()
            raise
        self.rows: Counter[str] = Counter(dict(counted))
        self._passed = 0

    @classmethod
    def begin(cls, folder: Path) -> QueueFile:
        """Begin a file of our own; OSError or sqlite3.Error where the disk does not take one."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            path, lock = _begun(folder)
        except (BlockingIOError, FileNotFoundError):
            path, lock = _begun(folder)  # in that moment another process took it for one that was left behind
        try:
            return cls(path, lock)
        except sqlite3.Error:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
            raise

    def add(self, rows: Sequence[Row]) -> None:
        """Add the rows, all or none: they are with the kernel then, and outlive this process."""
        # One statement, which is a transaction by itself: each of several lets other threads in between, which takes longer.
        marks = ", ".join(["(?, ?, ?)"] * len(rows))
        added = f"INSERT INTO waiting (kind, body, taken_at) VALUES {marks}"  # noqa: S608 (nothing but question marks)
        self._connection.execute(added, list(chain.from_iterable(rows)))
        self.rows.update(row.kind for row in rows)

    def next(self, most: int) -> tuple[list[Row], int]:
        """Return the rows that wait longest, at most so many, and the number of the last."""
        wanted = "SELECT kind, body, taken_at, seq FROM waiting WHERE seq > ? ORDER BY seq LIMIT ?"
        found = self._connection.execute(wanted, (self._passed, most)).fetchall()
        return [Row(*row[:3]) for row in found], found[-1][3] if found else 0

    @property
    def is_used_up(self) -> bool:
        """Say whether nothing waits in a file from which the disk lets nothing be taken: it is full, perhaps of this."""
        return self._passed > 0 and not self.rows.total()

    @property
    def has_grown(self) -> bool:
        """Say whether much of the file is free: it keeps what it once needed, and the disk may be small."""
        (pages,) = self._connection.execute("PRAGMA freelist_count").fetchone()
        return self._passed == 0 and pages >= _GROWN

    def moved_to(self, folder: Path) -> QueueFile:
        """Begin another file with what is left in this one, which is to be erased; what the disk refuses leaves it as it is."""
        rows, _ = self.next(self.rows.total())
        aside = self._connection.execute("SELECT kind, body, taken_at, why FROM set_aside ORDER BY seq").fetchall()
        other = QueueFile.begin(folder)
        try:
            if rows:
                other.add(rows)
            with other._transaction() as connection:  # noqa: SLF001 (another one of ours)
                connection.executemany(_ASIDE, aside)
        except sqlite3.Error:
            other.erase()
            raise
        return other

    def remove(self, last: int, refused: Sequence[tuple[Row, str]] = ()) -> bool:
        """Take away the rows up to that number; those that the database refuses are set aside with the reason.

        Rows that the disk does not let go are passed over from now on: False, and nothing is set aside.
        """
        last = max(last, self._passed)
        given = "SELECT kind, count(*) FROM waiting WHERE seq > ? AND seq <= ? GROUP BY kind"
        gone = self._connection.execute(given, (self._passed, last)).fetchall()
        aside = [(*row, why) for row, why in refused]
        try:
            with self._transaction() as connection:
                connection.executemany(_ASIDE, aside)
                connection.execute("DELETE FROM waiting WHERE seq <= ?", (last,))
        except sqlite3.Error:
            self._passed = last
        else:
            self._passed = 0
        self.rows.subtract(dict(gone))
        return self._passed == 0

    def oldest(self) -> float | None:
        """Return when the row that waits longest was taken; None where none waits."""
        rows, _ = self.next(1)
        return rows[0].taken_at if rows else None

    def sync(self) -> bool:
        """Bring to the disk itself what the kernel has, for a power cut, and say whether that was done.

        For a thread. It is SQLite's log that is brought there, and no second connection writes it over into the file: SQLite
        might pass over what the first one commits in that instant (store/one_writer.py).
        """
        with suppress(OSError), (self._path / f"{_FILE}-wal").open("rb") as log:
            os.fsync(log.fileno())
            return True
        return False

    def close(self) -> None:
        """Let go of the file; it is removed when nothing is left in it."""
        with suppress(sqlite3.Error):
            is_empty = not self.next(1)[0] and self._connection.execute("SELECT 1 FROM set_aside LIMIT 1").fetchone() is None
            self._connection.close()
            if is_empty:
                shutil.rmtree(self._path, ignore_errors=True)
        self._connection.close()
        os.close(self._lock)

    def erase(self) -> None:
        """Remove the file with all that is in it. For a thread: a large one takes a while."""
        self._connection.close()
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._lock)

    def _set_up(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        # Most of the log is on the disk already (`sync`) when it is this long and is written over into the file.
        run("PRAGMA wal_autocheckpoint = 4096")
        with self._transaction():
            for table in _TABLES:
                run(table)
            run("INSERT INTO waiting (kind, body, taken_at) SELECT kind, body, taken_at FROM set_aside ORDER BY seq")
            run("DELETE FROM set_aside")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def left_behind(folder: Path) -> Iterator[QueueFile]:
    """Yield the files in the folder whose processes are gone; sqlite3.OperationalError in the end where one does not open yet.

    One that is damaged is put aside, for a person to look at. One that was only begun holds nothing and is removed.
    """
    for begun in folder.glob(f"{_BEGUN}*"):
        with suppress(OSError):
            lock = _locked(begun)
            with suppress(OSError):
                begun.rmdir()
            os.close(lock)
    not_yet: sqlite3.OperationalError | None = None
    for path in sorted(folder.glob(f"{_OURS}*")):
        try:
            lock = _locked(path)
        except (BlockingIOError, FileNotFoundError):
            continue  # its process is alive and delivers them itself, or another one just did
        try:
            file = QueueFile(path, lock)
        except sqlite3.OperationalError as fault:
            os.close(lock)
            not_yet = fault
        except sqlite3.DatabaseError:
            _log.error("a file of the queue is damaged and was put aside: %s", path.name)
            with suppress(OSError):
                path.rename(folder / f"{_DAMAGED}{path.name}")
            os.close(lock)
        else:
            yield file
    if not_yet is not None:
        raise not_yet


def find_waiting(folder: Path, kind: Kind) -> list[bytes]:
    """Return what waits of a kind in every file of the folder, oldest first; a file that cannot be read is left out."""
    found: list[tuple[float, bytes]] = []
    wanted = _DECISIONS_WAITING if kind is Kind.DECISION else _OTHERS_WAITING
    for path in folder.glob(f"{_OURS}*"):
        with suppress(sqlite3.Error), closing(_opened(path)) as connection:
            found += connection.execute(wanted, (kind,))
    return [body for _, body in sorted(found)]


def count_rows(folder: Path) -> tuple[int, int]:
    """Return how many rows wait in all files of the folder, and how many were set aside; but for one that cannot be read."""
    waiting = set_aside = 0
    for path in folder.glob(f"{_OURS}*"):
        with suppress(sqlite3.Error), closing(_opened(path)) as connection:
            counted = "SELECT (SELECT count(*) FROM waiting), (SELECT count(*) FROM set_aside)"
            waits, aside = connection.execute(counted).fetchone()
            waiting, set_aside = waiting + waits, set_aside + aside
    return waiting, set_aside


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file of a folder beside the process that has it; sqlite3.Error where it is gone."""
    return sqlite3.connect(f"{(path / _FILE).absolute().as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)


def _begun(folder: Path) -> tuple[Path, int]:
    """Make a folder that is this process's own, and return it with its lock; where that fails nothing is left of it."""
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    begun = folder / f"{_BEGUN}{name}"
    begun.mkdir(mode=0o700)
    try:
        lock = _locked(begun)
        try:
            # Named only now that it is locked: nobody takes it for one that was left behind.
            return begun.rename(folder / f"{_OURS}{name}"), lock
        except OSError:
            os.close(lock)
            raise
    except OSError:
        with suppress(OSError):
            begun.rmdir()
        raise


def _locked(path: Path) -> int:
    """Lock a folder for this process; OSError where another one has it."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        raise
    return folder
