"""Log lines as JSON. None holds a query, a body, an address, or a path that somebody wrote: the route's name stands for it."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, BinaryIO, cast

import msgspec
import structlog
from litestar import Request
from litestar.types import HTTPScope

from web.metrics import Metrics

_STARTED = "crisis.started"
NO_ROUTE = "(no route)"
_ENCODER = msgspec.json.Encoder(enc_hook=str)


def as_bytes(event: object, **_: object) -> bytes:
    """Write one log line."""
    return _ENCODER.encode(event)


def as_text(event: object, **_: object) -> str:
    """Write one log line of the store."""
    return as_bytes(event).decode()


def _standard_error() -> BinaryIO:
    """Open standard error for one unbuffered write a line: cheaper than a text stream, and no line is lost or torn."""
    return cast("BinaryIO", open(2, "wb", buffering=0, closefd=False))


def set_up_logs() -> None:
    """Send our events and the store's to standard error, one JSON object a line."""
    stamp: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*stamp, structlog.processors.JSONRenderer(serializer=as_bytes)],
        logger_factory=structlog.BytesLoggerFactory(_standard_error()),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(serializer=as_text), foreign_pre_chain=stamp
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def note_start(request: Request[Any, Any, Any]) -> None:
    """Remember when a request reached its handler."""
    request.scope["state"][_STARTED] = perf_counter()


WRITTEN_WITHIN = 0.1
"""Seconds until a response's line is written: one write for all of that time, as each lets other threads in between."""


class Access(msgspec.Struct, frozen=True, tag_field="event", tag="request"):
    """One line for each response, in the fields of every other line; made without structlog, as it is the one that is hot."""

    method: str
    route: str
    status: int
    milliseconds: float
    timestamp: datetime
    level: str = "info"


class AccessLog:
    """Writes one line for each response and counts it."""

    def __init__(self, metrics: Metrics) -> None:
        """Take the figures to keep up."""
        self._metrics = metrics
        self._file = _standard_error()
        self._lines: list[bytes] = []

    def write(self, status: int, scope: HTTPScope) -> None:
        """Log and count a response as its head goes out."""
        # Where no route was found there is neither a state nor a name.
        started = scope.get("state", {}).get(_STARTED)
        route = scope.get("path_template") or NO_ROUTE
        seconds = 0.0 if started is None else perf_counter() - started
        self._metrics.observe(route, status, seconds)
        line = Access(scope["method"], route, status, round(seconds * 1000, 2), datetime.now(UTC))
        if not self._lines:
            asyncio.get_running_loop().call_later(WRITTEN_WITHIN, self.flush)
        self._lines.append(_ENCODER.encode(line))

    def flush(self) -> None:
        """Write the lines that wait."""
        if self._lines:
            self._file.write(b"\n".join((*self._lines, b"")))
            self._lines.clear()
