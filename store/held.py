"""What is in force, held in memory with the hashes of its secrets, so that whoever shows one is known without the database."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec
import sqlalchemy as sa

from store.errors import DatabaseUnavailable
from store.tokens import sha256_of

Line = TypeVar("Line")

_log = logging.getLogger(__name__)

UNREADABLE = (ValueError, msgspec.MsgspecError)
"""What reading a row of a later version raises: it may hold what this one does not know yet, a role or a kind of remit."""

InForce = Mapping[str, tuple[Line, str]]
"""Each line by its id, with the SHA-256 of its secret."""


class Held(Generic[Line]):
    """The lines that were in force when they were last read (store/proofs.py)."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.lines: InForce[Line] = {}
        self.good_until: datetime | None = None

    def take_up(self, lines: InForce[Line], good_until: datetime) -> None:
        """Hold these and no other; they prove nothing from `good_until` on."""
        self.lines, self.good_until = lines, good_until

    def proved_by(self, secret: str, line_id: str, *, at: datetime) -> Line | None:
        """Return the line of that id if this is its secret; DatabaseUnavailable where nothing was read, or too long ago."""
        if self.good_until is None or at >= self.good_until:
            raise DatabaseUnavailable("who proves what was not read, or too long ago")
        line, kept = self.lines.get(line_id, (None, ""))
        return line if hmac.compare_digest(kept, sha256_of(secret)) else None


def those_read(
    rows: Iterable[sa.RowMapping], read: Callable[[sa.RowMapping], Line], what: str
) -> Iterator[tuple[sa.RowMapping, Line]]:
    """Yield each row with what it says. One that this version cannot read proves nothing, and takes no other away."""
    for row in rows:
        try:
            yield row, read(row)
        except UNREADABLE as fault:
            _say_once(what, type(fault).__name__)


@lru_cache(maxsize=64)
def _say_once(what: str, fault: str) -> None:
    """Log it, not every second again. The row is not named: a session's name would be a secret's hash."""
    _log.error("%s cannot be read by this version, and proves nothing: %s", what, fault)
