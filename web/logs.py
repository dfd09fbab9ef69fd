"""Log lines as JSON. None holds a query, a body, an address, or a path that somebody wrote: the route's name stands for it."""

from __future__ import annotations

import logging
import sys
from time import perf_counter
from typing import Any

import msgspec
import structlog
from litestar import Request
from litestar.types import HTTPScope

from web.metrics import Metrics

_STARTED = "crisis.started"
NO_ROUTE = "(no route)"


def as_json(event: object, **_: object) -> str:
    """Write one log line."""
    return msgspec.json.encode(event, enc_hook=str).decode()


def set_up_logs() -> None:
    """Send our events and the store's to standard error, one JSON object a line."""
    stamp: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*stamp, structlog.processors.JSONRenderer(serializer=as_json)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(serializer=as_json), foreign_pre_chain=stamp
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


async def note_start(request: Request[Any, Any, Any]) -> None:
    """Remember when a request reached its handler."""
    request.scope["state"][_STARTED] = perf_counter()


class AccessLog:
    """Writes one line for each response and counts it."""

    def __init__(self, metrics: Metrics) -> None:
        """Take the figures to keep up."""
        self._metrics = metrics
        self._write = structlog.get_logger("web.access").bind().info

    def write(self, status: int, scope: HTTPScope) -> None:
        """Log and count a response as its head goes out."""
        # Where no route was found there is neither a state nor a name.
        started = scope.get("state", {}).get(_STARTED)
        route = scope.get("path_template") or NO_ROUTE
        seconds = 0.0 if started is None else perf_counter() - started
        self._metrics.observe(route, status, seconds)
        self._write("request", method=scope["method"], route=route, status=status, milliseconds=round(seconds * 1000, 2))
