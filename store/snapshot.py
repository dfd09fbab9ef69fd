"""The newest edition as one file, so that a start without the database still answers.

A file is written beside its name, brought to the disk, then put in its place: a crash leaves the old file or the new
one, never half of either. The last few are kept; one that is truncated or altered is refused and the one before answers.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import struct
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from routing.edition import Edition
from store.errors import SnapshotRejected

KEPT = 3

_log = logging.getLogger(__name__)

_MAGIC = b"CCD-EDTN"
_FORMAT = 1
_HEADER = struct.Struct(">8sHQQ32s")
"""Magic, format, instant of saving (microseconds since 1970, UTC), length of what follows, SHA-256 of all of these."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """An edition from a file, and the instant at which it was known to be the newest."""

    edition: Edition
    saved_at: datetime


def write_snapshot(folder: Path, edition: Edition, saved_at: datetime) -> Path:
    """Keep the edition in `folder`, let the oldest go, and return the file."""
    content = zlib.compress(msgspec.msgpack.encode(edition), 1)
    target = _file_of(folder, edition.number)
    with alone_in(folder):
        put_in_place(target, _header(content, (saved_at - _EPOCH) // _MICROSECOND) + content)
        for old in _newest_first(folder)[KEPT:]:
            old.unlink()
    return target


def set_aside_after(folder: Path, number: int) -> None:
    """Keep editions later than `number`, which the database does not hold any more, but let none of them answer.

    They are there when the database was put back to an older state; they may be all that is left of what was published.
    """
    with alone_in(folder):
        for file in _newest_first(folder):
            if file.stem > f"edition-{number:010}":
                _log.warning("%s is set aside: the database's newest edition is %d", file.name, number)
                _set_aside(file)


def set_aside(folder: Path, number: int) -> None:
    """Keep an edition that nobody can answer from, but let it answer no more: good ones must not make room for it."""
    with alone_in(folder):
        file = _file_of(folder, number)
        if file.exists():
            _set_aside(file)


def read_snapshot(file: Path) -> Snapshot:
    """Read one file; SnapshotRejected if it is truncated, altered, or of another format or version."""
    raw = file.read_bytes()
    if len(raw) < _HEADER.size:
        raise SnapshotRejected(f"{file.name}: truncated")
    magic, form, saved, length, _ = _HEADER.unpack_from(raw)
    content = raw[_HEADER.size :]
    if magic != _MAGIC or form != _FORMAT:
        raise SnapshotRejected(f"{file.name}: not a snapshot of format {_FORMAT}")
    if len(content) != length:
        raise SnapshotRejected(f"{file.name}: truncated or grown since it was written")
    if _header(content, saved) != raw[: _HEADER.size]:
        raise SnapshotRejected(f"{file.name}: altered since it was written")
    try:
        edition = msgspec.msgpack.decode(zlib.decompress(content), type=Edition)
    except msgspec.MsgspecError:
        raise SnapshotRejected(f"{file.name}: written by another version of this program") from None
    return Snapshot(edition=edition, saved_at=_EPOCH + saved * _MICROSECOND)


def find_newest_snapshot(folder: Path, refused: Container[str] = ()) -> Snapshot | None:
    """Return the newest snapshot that can be trusted; those that cannot are named in the log. None: there is none.

    `refused` holds the hashes of editions that are passed over, whatever their files prove.
    """
    for file in _newest_first(folder):
        try:
            snapshot = read_snapshot(file)
        except (SnapshotRejected, OSError) as fault:
            _log.warning("snapshot refused: %s", fault)
        else:
            if snapshot.edition.hash not in refused:
                return snapshot
    return None


def _file_of(folder: Path, number: int) -> Path:
    return folder / f"edition-{number:010}.snapshot"


def _set_aside(file: Path) -> None:
    file.rename(file.with_suffix(".set-aside"))


def _header(content: bytes, saved: int) -> bytes:
    head = (_MAGIC, _FORMAT, saved, len(content))
    sealed = hashlib.sha256(_HEADER.pack(*head, b"") + content).digest()
    return _HEADER.pack(*head, sealed)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes' writing out, and bring the folder's names to the disk at the end."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
        os.fsync(opened)
    finally:
        os.close(opened)


def put_in_place(target: Path, raw: bytes) -> None:
    """Write a file whole or not at all, for this user alone."""
    unfinished = target.parent / "unfinished"  # one name: what a crash left behind is written over by the next
    with unfinished.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def _newest_first(folder: Path) -> list[Path]:
    # By number, not by date: a clock that was wrong for an hour must not decide what answers.
    return sorted(folder.glob("edition-*.snapshot"), reverse=True)
