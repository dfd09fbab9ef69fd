"""Spans reach a collector where one is named, and hold nothing but what the log line holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.cli.serving import a_free_port
from tests.web.conftest import a_server
from web.settings import COLLECTOR

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CORBY = {"caller": "carer", "place": "Corby"}


class Collector:
    """A collector that keeps what is sent to it."""

    def __init__(self, port: int) -> None:
        """Begin with nothing."""
        self.address = f"http://127.0.0.1:{port}"
        self.received: list[ExportTraceServiceRequest] = []

    @property
    def spans(self) -> list[Span]:
        """Return the spans that came."""
        return [
            span
            for sent in self.received
            for resource in sent.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def said(self) -> str:
        """Return everything that came, as text."""
        return "\n".join(map(str, self.received))


@contextmanager
def a_collector() -> Iterator[Collector]:
    """Run a collector until the block ends."""
    collector = Collector(a_free_port())

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Keep the spans."""
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", int(collector.address.rpartition(":")[2])), Door) as door:
        listening = Thread(target=door.serve_forever)
        listening.start()
        try:
            yield collector
        finally:
            door.shutdown()
            listening.join()


def attributes(span: Span) -> dict[str, str | int]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_span_of_an_answer_leads_to_its_decision_and_tells_nothing_of_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_collector() as collector:
        monkeypatch.setenv(COLLECTOR, collector.address)
        with a_server(tmp_path, tracing=True) as client:
            asked_in = {"traceparent": f"00-{TRACE}-{CALLER}-01", "tracestate": "vendor=marker"}
            answer = client.post("/api/v1/answers", json=CORBY, headers=asked_in).json()
            client.get("/api/v1/places?q=marker")
            client.get("/marker/marker?marker=marker", headers={"user-agent": "marker", "traceparent": "marker"})
            client.request("MARKER", "/")
            client.get("/api/v1/services/marker")

    answered, *others = collector.spans
    assert attributes(answered) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/answers",
        "http.response.status_code": 200,
        "crisis.edition": 1,
        "crisis.decision": f"{answer['decision']}-public",
    }
    assert (answered.name, answered.kind) == ("POST /api/v1/answers", Span.SPAN_KIND_SERVER)
    assert (answered.trace_id.hex(), answered.parent_span_id.hex()) == (TRACE, CALLER)
    assert 0 < answered.end_time_unix_nano - answered.start_time_unix_nano < 60e9
    for span in others:
        assert set(attributes(span)) == {"http.request.method", "http.route", "http.response.status_code"}
        assert span.trace_id.hex() != TRACE
    assert [attributes(span)["http.route"] for span in others] == [
        "/api/v1/places",
        "(no route)",
        "(no route)",
        "/api/v1/services/{service_id}",
    ]
    assert "marker" not in collector.said().lower()
    assert "Corby" not in collector.said()
    assert "crisis-care-directory" in collector.said()


def test_a_failure_of_ours_is_an_error_of_its_span(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_collector() as collector:
        monkeypatch.setenv(COLLECTOR, collector.address)
        (tmp_path / "crisis.sqlite3").write_bytes(b"this is no database" * 1000)
        with a_server(tmp_path, tracing=True) as client:
            assert client.get("/api/v1/editions").status_code == 503
            assert client.get("/api/v1/services/marker").status_code == 404
    assert [span.status.code for span in collector.spans] == [Status.STATUS_CODE_ERROR, Status.STATUS_CODE_UNSET]


def test_a_collector_that_is_away_keeps_no_caller_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(COLLECTOR, f"http://127.0.0.1:{a_free_port()}")
    with caplog.at_level(logging.WARNING), a_server(tmp_path, tracing=True) as client:
        for _ in range(100):
            assert client.post("/api/v1/answers", json=CORBY).status_code == 200
    assert any("export" in line for line in caplog.messages)
