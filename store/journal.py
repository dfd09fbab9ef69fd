"""Journals of decisions as homes had them until 28 November 2026: what is left in one is taken up; none is written.

This file can go with the release after the first that has store/queue.py: every home was opened by that one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from store.queue_file import Kind, Row

_LENGTH = 4


class Journal:
    """Decisions in the order in which they came, each after its length (4 bytes, big-endian)."""

    def __init__(self, path: Path) -> None:
        """Read a journal; OSError where the process that writes it lives."""
        self._path = path
        self._file = path.open("rb")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise
        self._taken_at = os.fstat(self._file.fileno()).st_mtime
        self._start = 0

    def next(self, most: int) -> tuple[list[Row], int]:
        """Return the next decisions, at most so many, and where the last ends; one that was cut off was never finished."""
        self._file.seek(self._start)
        rows, last = list[Row](), self._start
        while len(rows) < most:
            length = int.from_bytes(self._file.read(_LENGTH), "big")
            body = self._file.read(length)
            if not body or len(body) < length:
                break
            rows.append(Row(Kind.DECISION, body, self._taken_at))
            last += _LENGTH + length
        return rows, last

    def remove(self, last: int) -> None:
        """Go on behind the decisions that were given."""
        self._start = last

    def close(self) -> None:
        """Let go of the journal; it is removed when nothing is left in it."""
        if not self.next(1)[0]:
            self._path.unlink(missing_ok=True)
        self._file.close()


def journals_left_behind(folder: Path) -> Iterator[Journal]:
    """Yield the journals in the folder whose processes are gone."""
    for path in sorted(folder.glob("journal-*.rows")):
        try:
            yield Journal(path)
        except OSError:
            continue
