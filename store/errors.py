"""One tree of errors of the store; none of them is a reason to leave a caller without an answer.

StoreError               anything below
  DatabaseUnavailable    the database is missing, locked, damaged, empty by loss, or made by a newer version
  RowRejected            the database refuses a row: append-only, or not of its kind
  PublishConflict        somebody published first: look at what changed, then publish again
  PublishRejected        the contents cannot be an edition
  ChangeRefused          this cannot be done with the change: it was published or dropped, or nothing of that code was found
  PublishBlocked         findings stand against a change that nobody has accepted
  EditionDamaged         the rows of an edition are not as they were published, or cannot be read
  SnapshotRejected       a snapshot file is truncated, altered, or of another format
  BackupRejected         a backup is truncated, altered or of another version, or the database that it shall go into is in use
  DecisionUnreadable     what was recorded with a decision cannot be read by this version
  NotKept                no edition, change, decision or key of that name is kept here
  ReportFromFuture       a report of room is dated after the present
  ReportOutOfOrder       a later report of that place is held
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class StoreError(Exception):
    """Something about the disk is wrong; the message says what, and never repeats what was sent."""


class DatabaseUnavailable(StoreError):
    """The database cannot be used now; answers go on from memory, snapshot or the shipped directory."""


class RowRejected(StoreError):
    """The database refuses a row; nothing of its transaction was kept."""


class PublishConflict(StoreError):
    """Somebody published first."""

    def __init__(self, based_on: int, newest: int) -> None:
        """Say which edition the change was made on and which is the newest now."""
        self.based_on, self.newest = based_on, newest
        super().__init__(f"the change was made on edition {based_on}, but edition {newest} is the newest: look at it first")


class PublishRejected(StoreError):
    """The contents cannot be an edition."""


class ChangeRefused(StoreError):
    """This cannot be done with the change as it stands."""


class PublishBlocked(StoreError):
    """Findings stand against the change."""

    def __init__(self, number: int, codes: Sequence[str]) -> None:
        """Name the findings by their codes, a few where they are many."""
        self.number, self.codes = number, tuple(codes)
        named = ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")
        super().__init__(f"change {number} is not published, for what was found stands against it: {named}")


class EditionDamaged(StoreError):
    """The rows of an edition are not as they were published, or this version cannot read them."""


class SnapshotRejected(StoreError):
    """A snapshot file cannot be trusted."""


class BackupRejected(StoreError):
    """A backup cannot be trusted, or not be put back here; nothing was."""


class DecisionUnreadable(StoreError):
    """What was recorded with a decision cannot be read by this version of the program."""


class NotKept(StoreError):
    """No such edition, change, decision or key is kept here."""


class ReportFromFuture(StoreError):
    """A report of room is dated after the present."""

    def __init__(self) -> None:
        """Say what to do about it."""
        super().__init__("the report is dated after the present: send it without an instant, and it counts from now")


class ReportOutOfOrder(StoreError):
    """A later report of that place is held, so this one changes nothing and is not kept."""

    def __init__(self, held: datetime) -> None:
        """Say of when the report is that is held."""
        self.held = held
        super().__init__(f"a later report of this place is held, made at {held:%Y-%m-%dT%H:%M:%SZ}: this one was not kept")
