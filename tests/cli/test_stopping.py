"""A server that is told to stop answers what it has taken, takes nothing new, and leaves no decision behind."""

from __future__ import annotations

import http.client
import signal
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.serving import ASKED, JSON, PATIENCE, Served, serving, wait_until

HEAD = f"POST /api/v1/answers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(ASKED)}\r\n\r\n"


def connected(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)


def everything_from(line: socket.socket) -> bytes:
    """Read until the other end closes."""
    told = b""
    while part := line.recv(65_536):
        told += part
    return told


def decisions_in(home: Path) -> int:
    with closing(sqlite3.connect(home / "crisis.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM decision").fetchone()[0])


@pytest.mark.parametrize("signals", [(signal.SIGTERM,), (signal.SIGTERM, signal.SIGTERM)])
def test_a_request_that_is_half_there_is_answered_and_its_decision_kept(
    home: Path, signals: tuple[signal.Signals, ...]
) -> None:
    with serving(home) as served, connected(served) as asking, connected(served) as idle:
        idle.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65_536).startswith(b"HTTP/1.1 200")
        asking.sendall(HEAD.encode() + ASKED[:5])
        served.answers()  # by now the other request has been taken up too

        for one in signals:
            served.process.send_signal(one)
        wait_until(lambda: served.get("/health/live")[0] == 0)  # nobody new is let in
        assert everything_from(idle) == b""  # whoever asks nothing is let go
        asking.sendall(ASKED[5:])
        told = everything_from(asking)

        assert told.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in told
        assert b'"options"' in told
        assert served.ended() == 0
    assert decisions_in(home) == 2


@pytest.mark.parametrize("workers", ["1", "2"])
def test_under_load_nobody_whose_question_was_taken_goes_without_an_answer(home: Path, workers: str) -> None:
    with serving(home, "--workers", workers) as served, ThreadPoolExecutor() as callers:
        asking = [callers.submit(answers_until_refused, served.port) for _ in range(8)]
        wait_until(lambda: (served.figure('crisis_answers_total{caller="carer"}') or 0) > 50)
        served.process.send_signal(signal.SIGTERM)
        given = sum(one.result() for one in asking)
        assert served.ended() == 0
    # Each answer that was decided is in the log: none of them was lost on its way out, and none on its way into the log.
    assert decisions_in(home) == given


def answers_until_refused(port: int) -> int:
    """Ask again and again over a connection that is kept, until nobody takes it; count the answers."""
    answers = 0
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.connect()
        except ConnectionRefusedError:
            return answers
        try:
            while True:
                line.request("POST", "/api/v1/answers", ASKED, JSON)
                response = line.getresponse()
                response.read()
                answers += response.status == 200
        except (OSError, http.client.HTTPException):  # a connection that had nothing to answer was closed
            line.close()
