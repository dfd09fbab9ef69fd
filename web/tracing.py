"""One OpenTelemetry span for each response, for whoever runs a collector. Loaded only where one is named.

A span holds what the log line holds, and not a word more: the library's own instrumentation of ASGI would send whole
addresses, and with them the places that people type.
"""

from __future__ import annotations

import asyncio
from threading import Thread
from time import time_ns

from litestar.types import HTTPScope
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from web.logs import Access

SERVICE = "crisis-care-directory"
"""The name under which a collector knows us, unless the environment names another."""

SENT_WITHIN = 2.0
"""Seconds that one delivery to the collector may take."""

CLOSED_WITHIN = 3.0
"""Seconds that a server which stops waits until its last spans are delivered; those that are not are lost."""

_trace_named = TraceContextTextMapPropagator().extract


class Spans:
    """Sends spans from a thread, in batches. Where the collector is away they are dropped: no response waits for it."""

    def __init__(self) -> None:
        """Begin to send; the library reads the collector's address, headers and the share to be sampled itself (OTEL_*)."""
        named = Resource({SERVICE_NAME: SERVICE}).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=named, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=SENT_WITHIN)))
        self._tracer = self._provider.get_tracer(SERVICE)

    def add(self, line: Access, scope: HTTPScope) -> None:
        """Take the response of a log line; it belongs to the trace that `traceparent` names, or begins one."""
        ended = time_ns()
        span = self._tracer.start_span(
            f"{line.method} {line.route}",
            context=trace_of(scope),
            kind=SpanKind.SERVER,
            attributes=attributes_of(line),
            start_time=ended - round(line.milliseconds * 1_000_000),
        )
        if line.status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)

    async def close(self) -> None:
        """Deliver what waits, within `CLOSED_WITHIN` seconds."""
        # A thread that the process does not wait for: a collector that is away must not keep the server from stopping.
        sending = Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        await asyncio.to_thread(sending.join, CLOSED_WITHIN)


def attributes_of(line: Access) -> dict[str, str | int]:
    """Return all that a span says, by OpenTelemetry's names and two of ours."""
    said: dict[str, str | int] = {
        "http.request.method": line.method,
        "http.route": line.route,
        "http.response.status_code": line.status,
    }
    if isinstance(line.decision, str) and isinstance(line.edition, int):
        said |= {"crisis.decision": line.decision, "crisis.edition": line.edition}
    return said


def trace_of(scope: HTTPScope) -> Context:
    """Return the trace that the caller's `traceparent` names, a new one where there is none that can be read."""
    named = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
    # Its `tracestate` may hold anything, and is left behind.
    return _trace_named({"traceparent": named.decode("latin-1")})
