"""One log line for each response. None holds a query, a body, an address, or a path that somebody wrote.

The route's name stands for the path; docs/operations/logs.md has every line and field.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import msgspec
from litestar import Request
from litestar.enums import HttpMethod
from litestar.types import HTTPScope

from store.decisions import Decision
from web.lines import StandardError, as_bytes
from web.metrics import Metrics

_STARTED, _GIVEN = "crisis.started", "crisis.given"
NO_ROUTE = "(no route)"
OTHER_METHOD = "_OTHER"
"""Stands for a method that nothing here takes, as in OpenTelemetry: what somebody made up is not repeated."""

_METHODS = {method.value for method in HttpMethod}

AnyRequest = Request[Any, Any, Any]


def note_start(request: AnyRequest) -> None:
    """Remember when a request reached its handler."""
    request.scope["state"][_STARTED] = perf_counter()


def note_decision(request: AnyRequest, decision: Decision) -> None:
    """Remember which decision a request was answered with, so that its log line leads to it."""
    request.scope["state"][_GIVEN] = decision


WRITTEN_WITHIN = 0.1
"""Seconds until a response's line is written: one write for all of that time, as each lets other threads in between."""


class Access(msgspec.Struct, frozen=True, tag_field="event", tag="request"):
    """One line for each response, in the fields of every other line; made without structlog, as it is the one that is hot.

    `decision` is the id of the row in the decision log, for answers alone, and `edition` the number of the edition that
    they came from.
    """

    method: str
    route: str
    status: int
    milliseconds: float
    timestamp: datetime
    level: str = "info"
    decision: str | msgspec.UnsetType = msgspec.UNSET
    edition: int | msgspec.UnsetType = msgspec.UNSET


class AccessLog:
    """Writes one line for each response and counts it."""

    def __init__(self, metrics: Metrics) -> None:
        """Take the figures to keep up."""
        self._metrics = metrics
        self._file = StandardError()
        self._lines: list[bytes] = []

    def write(self, status: int, scope: HTTPScope) -> Access:
        """Log and count a response as its head goes out, and return its line."""
        # Where no route was found there is neither a state nor a name.
        state = scope.get("state", {})
        started, given = state.get(_STARTED), state.get(_GIVEN)
        route = scope.get("path_template") or NO_ROUTE
        method = scope["method"] if scope["method"] in _METHODS else OTHER_METHOD
        seconds = 0.0 if started is None else perf_counter() - started
        self._metrics.observe(route, status, seconds)
        milliseconds, now = round(seconds * 1000, 2), datetime.now(UTC)
        if given is None:
            line = Access(method, route, status, milliseconds, now)
        else:
            line = Access(method, route, status, milliseconds, now, decision=given.decision_id, edition=given.edition)
        if not self._lines:
            asyncio.get_running_loop().call_later(WRITTEN_WITHIN, self.flush)
        self._lines.append(as_bytes(line))
        return line

    def flush(self) -> None:
        """Write the lines that wait."""
        lines, self._lines = self._lines, []
        if lines:
            self._file.write(b"\n".join((*lines, b"")))
