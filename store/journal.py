"""The journal: rows on this machine's disk until the database has them.

One file for each process that writes, locked while it lives. A file whose process is gone was left behind and is delivered
by the next one; rows may then come twice, and the database takes each once.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

_LENGTH = 4
_READ = 4 * 1024 * 1024
_NAME = "journal-*.rows"


class Journal:
    """Rows in the order in which they came, each after its length (4 bytes, big-endian)."""

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        """Begin a file of our own in the folder, or take up the one at `path`; OSError where another process holds it."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = path or folder / _NAME.replace("*", f"{os.getpid()}-{secrets.token_hex(4)}")
        self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise
        self._end = os.fstat(self._file).st_size
        self._start = self._next = 0
        self.behind = 0 if path is None else sum(1 for _ in self._rows(0, self._end))
        self._given = 0

    @property
    def bytes_behind(self) -> int:
        """Return how much of the file is not delivered yet."""
        return self._end - self._start

    def add(self, rows: Sequence[bytes]) -> None:
        """Write the rows in one go."""
        text = b"".join(len(row).to_bytes(_LENGTH, "big") + row for row in rows)
        if os.write(self._file, text) != len(text):
            os.ftruncate(self._file, self._end)
            raise OSError("the disk took only a part of the rows")
        self._end += len(text)
        self.behind += len(rows)

    def next(self, most: int) -> list[bytes]:
        """Return the next rows that are not delivered, at most `most`."""
        rows: list[bytes] = []
        self._next = self._start
        for row, after in self._rows(self._start, self._end):
            rows.append(row)
            self._next = after
            if len(rows) == most:
                break
        self._given = len(rows)
        return rows

    def delivered(self) -> None:
        """Note that the rows given last are in the database; a file of which nothing is left is emptied."""
        self._start = self._next
        self.behind -= self._given
        if self.behind == 0:
            os.ftruncate(self._file, 0)
            self._start = self._next = self._end = 0

    def close(self) -> None:
        """Let go of the file; it is removed when nothing is left in it."""
        if self.behind == 0:
            self._path.unlink(missing_ok=True)
        os.close(self._file)
        self._file = -1

    def _rows(self, start: int, end: int) -> Iterator[tuple[bytes, int]]:
        """Yield each whole row with the place after it; a row cut off at the end was never finished, and is left out."""
        while start < end:
            part = os.pread(self._file, min(_READ, end - start), start)
            at = 0
            while at + _LENGTH <= len(part):
                length = int.from_bytes(part[at : at + _LENGTH], "big")
                if at + _LENGTH + length > len(part):
                    break
                at += _LENGTH + length
                yield part[at - length : at], start + at
            if at == 0:
                return
            start += at


def left_behind(folder: Path) -> Iterator[Journal]:
    """Yield the journals in the folder whose processes are gone."""
    for path in sorted(folder.glob(_NAME)):
        try:
            yield Journal(folder, path)
        except OSError:
            continue  # its process is alive and delivers them itself
