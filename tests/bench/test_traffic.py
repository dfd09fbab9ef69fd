"""The load tells the truth about a server: what failed, what was kept waiting, and what came back."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count

import pytest

from tests.bench.server import free_port
from tests.bench.traffic import Ask, Kind, Plan, arrivals, run, seen_in

ASK = Ask("answer", b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
GOOD_BODY = b'{"edition":7,"decision":"%06x"}'


def response(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body)


def good(number: int) -> bytes:
    return response(GOOD_BODY % number)


Behaviour = Callable[[int], bytes | None]
"""What a server does with the request of this number: it answers with these bytes, or closes the connection."""


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[int]:
    """Run a server on a port, one request after the other as a server of one thread does."""
    asked, turn = count(1), threading.Lock()

    class Serving(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.answer_on()

        def answer_on(self) -> None:
            while self.rfile.readline():
                while self.rfile.readline() != b"\r\n":
                    pass
                with turn:
                    answer = behaviour(next(asked))
                if answer is None:
                    return
                self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Serving) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def test_every_answer_comes_back_with_its_edition_and_the_id_that_the_log_has() -> None:
    with serving(good) as port:
        outcome = run(Plan((ASK,), tuple(index / 100 for index in range(50))), (port,))

    assert outcome.failures == ()
    assert sorted(outcome.decision_ids) == [f"{number:06x}-public" for number in range(1, 51)]
    assert {one.edition for one in outcome.answered} == {7}


def test_a_server_that_drops_every_tenth_request_is_reported_so() -> None:
    def drops_every_tenth(number: int) -> bytes | None:
        return None if number % 10 == 0 else good(number)

    with serving(drops_every_tenth) as port:
        outcome = run(Plan((ASK,), tuple(index / 100 for index in range(100))), (port,))

    assert len(outcome.failures) == 10
    assert len(outcome.answered) == 90


def test_who_comes_while_the_server_stands_still_is_seen_to_wait_from_when_they_came() -> None:
    def stalls_once(number: int) -> bytes:
        if number == 20:
            time.sleep(1)
        return good(number)

    with serving(stalls_once) as port:
        outcome = run(Plan((ASK,), tuple(index / 100 for index in range(100))), (port,))

    waited = sorted(outcome.seconds("answer"))
    assert len(waited) == 100
    assert waited[-1] >= 0.9
    assert waited[-40] >= 0.4  # whoever came in the first half of that second, and did not wait to come


def test_a_server_that_never_answers_has_failed_when_patience_ends() -> None:
    def answers_nobody_in_time(_: int) -> None:
        time.sleep(1)

    with serving(answers_nobody_in_time) as port:
        outcome = run(Plan((ASK,), (0.0, 0.1), patience=0.5), (port,))

    assert [failure.what for failure in outcome.failures] == ["TimeoutError", "TimeoutError"]


def test_behind_a_proxy_the_other_server_answers_for_one_that_is_gone() -> None:
    gone = free_port()
    with serving(good) as port:
        alone = run(Plan((ASK,), (0.0, 0.01, 0.02, 0.03)), (port, gone))
        behind_a_proxy = run(Plan((ASK,), (0.0, 0.01, 0.02, 0.03), tries=2), (port, gone))

    assert {failure.port for failure in alone.failures} == {gone}
    assert (len(alone.answered), len(behind_a_proxy.answered), behind_a_proxy.asked_again) == (2, 4, 2)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        pytest.param("answer", response(GOOD_BODY % 1, b"503 Service Unavailable"), id="another status"),
        pytest.param("answer", response(b'{"edition":7}'), id="an answer that no decision was kept of"),
        pytest.param("answer", response(b'{"decision":"000001"}'), id="an answer from no edition"),
        pytest.param("answer", response(GOOD_BODY[:-1] % 1), id="an answer cut short"),
        pytest.param("page", response(b"<h1>Sorry</h1>"), id="a page of no edition"),
        pytest.param("search", response(b"[]"), id="a search of no edition"),
        pytest.param("keystroke", response(b""), id="nothing"),
    ],
)
def test_what_only_looks_like_an_answer_is_a_failure(kind: Kind, told: bytes) -> None:
    assert isinstance(seen_in(kind, told), str)


def test_requests_come_at_random_at_the_rate_that_was_asked_for() -> None:
    due = arrivals(((10, 100), (10, 1000)))

    assert list(due) == sorted(due)
    assert 800 < sum(second < 10 for second in due) < 1200
    assert 9_000 < sum(second >= 10 for second in due) < 11_000
    assert due == arrivals(((10, 100), (10, 1000)))
