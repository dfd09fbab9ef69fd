"""A small file of the home that its processes read and change, one after the other; there whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from store.snapshot import alone_in, put_in_place

Said = TypeVar("Said")

_SUM = hashlib.sha256().digest_size

_log = logging.getLogger(__name__)


class SharedFile(Generic[Said]):
    """What a file says, for this user alone. One that cannot be read, is altered or of another version says nothing."""

    def __init__(self, path: Path, kind: Any, nothing: Said) -> None:  # noqa: ANN401 (what msgspec decodes to has no type of its own)
        """Take the file, the type of what it says as msgspec decodes it, and what is said where there is none."""
        self._path, self._kind, self._nothing = path, kind, nothing
        self._said = nothing
        self._seen: tuple[int, int] | None = None

    def read(self) -> Said:
        """Return what the file says now; the disk is read only where another process changed it."""
        try:
            seen = _stamp(self._path)
            if seen != self._seen:
                self._said, self._seen = self._decoded(self._path.read_bytes()), seen
        except FileNotFoundError:
            self._said, self._seen = self._nothing, None
        except OSError as fault:
            _log.warning("%s cannot be read: %s", self._path.name, fault.strerror)
        return self._said

    async def change(self, how: Callable[[Said], Said]) -> Said:
        """Change what the file says and return what it said before; on a disk that refuses, for this process alone."""
        try:
            return await asyncio.to_thread(self._change, how)
        except OSError as fault:
            _log.error("%s cannot be written: %s", self._path.name, fault.strerror)
            before, self._said = self._said, how(self._said)
            return before

    def _change(self, how: Callable[[Said], Said]) -> Said:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone_in(self._path.parent):
            before = self.read()
            said = how(before)
            content = msgspec.msgpack.encode(said)
            put_in_place(self._path, hashlib.sha256(content).digest() + content)
            self._said, self._seen = said, _stamp(self._path)
        return before

    def _decoded(self, raw: bytes) -> Said:
        content = raw[_SUM:]
        try:
            if hashlib.sha256(content).digest() == raw[:_SUM]:
                said: Said = msgspec.msgpack.decode(content, type=self._kind)
                return said
        except msgspec.MsgspecError:
            pass
        _log.warning("%s is altered, or of another version of this program, and says nothing", self._path.name)
        return self._nothing


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
