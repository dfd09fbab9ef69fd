"""Against `crisis serve` itself: slow clients, bodies and headers without end, and addresses that are spelt strangely."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.server import CRISIS, PROJECT, free_port, wait_until_ready
from tests.web.conftest import Client
from tests.web.makers import PLANTED

PATIENCE = 30
LARGE = 200_000
ASKED = b'{"caller": "carer", "place": "Corby"}'


@pytest.fixture(scope="module")
def port(home: Path, client: Client) -> Iterator[int]:
    """Give the port of a server that waits a second for a body."""
    port = free_port()
    environ = {**os.environ, "CRISIS_HOME": str(home), "CRISIS_BODY_SECONDS": "1", "CRISIS_DEMO": "", "CRISIS_DATABASE_URL": ""}
    with subprocess.Popen(
        (*CRISIS, "serve", "--port", str(port)), cwd=PROJECT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_until_ready(server, port, "/health/ready")
            yield port
        finally:
            server.terminate()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def all_from(line: socket.socket) -> bytes:
    """Read until the other end closes."""
    told = b""
    try:
        while part := line.recv(65_536):
            told += part
    except ConnectionResetError:
        pass
    return told


def said(port: int, first: str, *headers: str, body: bytes = b"") -> bytes:
    """Send a request as it is written, and return everything that comes back."""
    head = "\r\n".join((first, "Host: 127.0.0.1", "Connection: close", *headers, "", ""))
    with connected(port) as line:
        line.sendall(head.encode("latin-1") + body)
        return all_from(line)


def status_of(response: bytes) -> int:
    return int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/1.1 ") else 0


def answers(port: int) -> bool:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/answers", data=b'{"caller": "carer"}', headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE) as given:
        return bool(json.load(given)["options"])


def begin(line: socket.socket, path: str, kind: str) -> None:
    line.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n".encode())


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/answers", "application/json"), ("/", "application/x-www-form-urlencoded")]
)
def test_whoever_sends_a_byte_at_a_time_holds_up_nobody_and_is_let_go(port: int, path: str, kind: str) -> None:
    slow = [connected(port) for _ in range(40)]
    try:
        for line in slow:
            begin(line, path, kind)
            line.sendall(b"{")
        assert answers(port)
        for line in slow:
            line.sendall(b" ")
        assert answers(port)
        for line in slow:
            told = all_from(line)
            assert status_of(told) == 408
            assert b"999" in told
    finally:
        for line in slow:
            line.close()


def test_whoever_sends_a_body_without_saying_how_long_it_is_is_let_go_too(port: int) -> None:
    with connected(port) as line:
        line.sendall(
            b"POST /api/v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
        )
        assert status_of(all_from(line)) == 408


def test_a_body_that_comes_in_parts_is_read_whole_and_the_next_one_on_the_same_line_too(port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for _ in range(2):
        line.putrequest("POST", "/api/v1/answers")
        line.putheader("Content-Type", "application/json")
        line.putheader("Content-Length", str(len(ASKED)))
        line.endheaders()
        for part in (ASKED[:7], ASKED[7:-1], ASKED[-1:]):
            line.send(part)
        given = line.getresponse()
        assert given.status == 200
        assert json.load(given)["options"]
    line.close()


def test_whoever_sends_headers_a_byte_at_a_time_holds_up_nobody(port: int) -> None:
    slow = [connected(port) for _ in range(40)]
    try:
        for line in slow:
            line.sendall(b"GET / HTTP/1.1\r\nX")
        assert answers(port)
    finally:
        for line in slow:
            line.close()


@pytest.mark.parametrize("path", ["/api/v1/answers", "/", "/136", "/report", "/sign-out"])
def test_a_body_without_end_is_refused_before_it_is_read(port: int, path: str) -> None:
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    told = said(port, f"POST {path} HTTP/1.1", f"Content-Type: {kind}", f"Content-Length: {LARGE}", body=b"m" * LARGE)
    assert status_of(told) in (413, 0)  # 0: the server closed while we were still sending
    chunks = b"".join(b"2000\r\n" + b"m" * 0x2000 + b"\r\n" for _ in range(30)) + b"0\r\n\r\n"
    told = said(port, f"POST {path} HTTP/1.1", f"Content-Type: {kind}", "Transfer-Encoding: chunked", body=chunks)
    assert status_of(told) in (413, 0)
    assert answers(port)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([f"X-Large: {'m' * LARGE}"], id="one that is long"),
        pytest.param([f"X-{number}: m" for number in range(5000)], id="very many"),
        pytest.param([f"Cookie: crisis_session={'m' * LARGE}"], id="a cookie"),
    ],
)
def test_headers_without_end_are_refused(port: int, headers: list[str]) -> None:
    assert status_of(said(port, "GET / HTTP/1.1", *headers)) in (431, 400, 0)
    assert answers(port)


def test_an_address_without_end_is_refused(port: int) -> None:
    assert status_of(said(port, f"GET /{'m' * LARGE} HTTP/1.1")) in (414, 431, 400, 404, 0)
    assert answers(port)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/..%2f..%2fcli/main.py",
        "/static/%2e%2e/app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..\\app.py",
        "/static/..%5capp.py",
        "/static/%252e%252e/app.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/crisis.css%00.js",
        "/static/crisis.css.",
        "/static/crisis.css%20",
        "/static/CRISIS.css",
        "/static/./crisis.css%2f..",
        "/static/~root",
        "//static//..//app.py",
    ],
)
def test_no_spelling_of_an_address_opens_a_file_that_is_not_for_everybody(port: int, path: str) -> None:
    told = said(port, f"GET {path} HTTP/1.1")
    assert status_of(told) in (400, 404)
    assert b"create_app" not in told
    assert b"root:" not in told


GUARDED = (
    "{0}",
    "{0}/",
    "/{0}",
    "//{0}//",
    "{0};x",
    "{0}.",
    "{0}%20",
    "{0}%00",
    "{0}%2f",
    "{0}/.",
    "{0}/../{1}",
    "{0}%2f..%2f{1}",
    "/./{0}",
    "/static/..{0}",
    "/static/../{1}",
    "{0}?x=/static/",
    "{0}#/static/",
    "{0}%3f",
    "http://127.0.0.1{0}",
    "http://example.org{0}",
)


@pytest.mark.parametrize("spelling", GUARDED)
@pytest.mark.parametrize(
    "path", ["/api/v1/changes", "/API/v1/changes", "/api/v1/decisions/x/replay", "/curate", "/CURATE", "/metrics/../curate"]
)
def test_no_spelling_of_an_address_opens_what_needs_a_sign_in_or_a_key(port: int, path: str, spelling: str) -> None:
    told = said(port, f"GET {spelling.format(path, path[1:])} HTTP/1.1")
    assert status_of(told) in (303, 400, 401, 404)
    assert PLANTED.encode() not in told


@pytest.mark.parametrize("spelling", [*GUARDED, "{0}%252f"])
def test_no_spelling_of_an_address_tells_a_professional_number(port: int, spelling: str) -> None:
    path = "/api/v1/services/planted-line"
    told = said(port, f"GET {spelling.format(path, path[1:])} HTTP/1.1", "Cookie: crisis_session=" + "x" * 43)
    assert status_of(told) in (200, 400, 404)
    assert PLANTED.encode() not in told


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "GE T", "POST"])
def test_no_other_method_gets_any_further(port: int, method: str) -> None:
    told = said(port, f"{method} /api/v1/editions HTTP/1.1", "X-Secret: marker", "Content-Length: 0")
    assert status_of(told) in (400, 404, 405, 501, 0)
    assert b"marker" not in told


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_does_not_change_the_method(port: int, header: str) -> None:
    told = said(port, "GET /api/v1/services?limit=1 HTTP/1.1", f"{header}: DELETE")
    assert status_of(told) == 200


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"])
def test_a_header_does_not_change_the_address(port: int, header: str) -> None:
    told = said(port, "GET /nothing HTTP/1.1", f"{header}: /health/live")
    assert status_of(told) == 404


def test_a_request_that_two_servers_would_read_differently_is_refused(port: int) -> None:
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    told = said(
        port,
        "POST /api/v1/answers HTTP/1.1",
        "Content-Type: application/json",
        f"Content-Length: {len(smuggled)}",
        "Transfer-Encoding: chunked",
        body=smuggled,
    )
    assert told.count(b"HTTP/1.1 ") <= 1
    assert status_of(told) in (400, 413, 0)
