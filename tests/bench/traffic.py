"""Load that does not wait: each request is sent when it is due, however slow the server, and is timed from that instant.

Who only asks again once answered asks a slow server less, and never sees what callers who do not wait for each other see.
The load comes from a process of its own (`python -m tests.bench.traffic`), on a core of its own where there are two.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from math import inf
from pathlib import Path
from random import Random
from time import monotonic, process_time
from typing import Literal

import msgspec

from tests.bench.machine import LOAD_CORE

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 10.0
HEAD_START_SECONDS = 0.2
SEED = 111

Kind = Literal["answer", "search", "keystroke", "page", "echo"]


class Ask(msgspec.Struct, frozen=True):
    """One request as it goes over the wire."""

    kind: Kind
    request: bytes


class Plan(msgspec.Struct, frozen=True):
    """What is asked and when: the asks in turns, each at its second from the beginning.

    `tries` is how many servers a request may be sent to, one after the other, when one breaks off before it has answered
    or cannot be reached: 1 is a caller without a proxy. A request that gets no answer in `patience` seconds has failed.
    """

    asks: tuple[Ask, ...]
    due: tuple[float, ...]
    tries: int = 1
    patience: float = PATIENCE_SECONDS


class Answered(msgspec.Struct, frozen=True, gc=False):
    """One good answer. Instants are seconds of this machine's monotonic clock, which every process on it shares.

    `decision_id` is as the decision log has it, "" where nothing was decided; `edition` is 0 where none is named, as in the
    table that follows a keystroke.
    """

    kind: Kind
    port: int
    due: float
    sent: float
    came: float
    edition: int
    decision_id: str

    @property
    def seconds(self) -> float:
        """Return how long the caller waited."""
        return self.came - self.due


class Failure(msgspec.Struct, frozen=True, gc=False):
    """One request that got no good answer from any server, and what the last one did."""

    kind: Kind
    port: int
    due: float
    what: str


class Outcome(msgspec.Struct, frozen=True):
    """What became of every request of a plan; `began` is the instant that the plan counts from.

    `asked_again` counts the requests that a second server was asked for. `busy` is the share of its core that the load took.
    """

    began: float
    answered: tuple[Answered, ...]
    failures: tuple[Failure, ...]
    asked_again: int
    busy: float

    def seconds(self, *kinds: Kind) -> list[float]:
        """Return how long each caller of these kinds waited, without kinds of every kind; for ever if nobody was answered."""
        return [one.seconds for one in self.answered if not kinds or one.kind in kinds] or [inf]

    @property
    def late(self) -> list[float]:
        """Return by how many seconds each request was sent after it was due: the load's own share of the time."""
        return [one.sent - one.due for one in self.answered]

    @property
    def decision_ids(self) -> list[str]:
        """Return every decision id that came back."""
        return [one.decision_id for one in self.answered if one.decision_id]


def arrivals(pieces: Iterable[tuple[float, float]], seed: int = SEED) -> tuple[float, ...]:
    """Draw when requests come: for each piece (seconds, requests a second) as calls come, which is at random (Poisson)."""
    chance, due, start = Random(seed), list[float](), 0.0
    for seconds, rate in pieces:
        at = start + chance.expovariate(rate)
        while at < start + seconds:
            due.append(at)
            at += chance.expovariate(rate)
        start += seconds
    return tuple(due)


class UnderWay:
    """A load in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process that makes it."""
        self._process = process

    def outcome(self) -> Outcome:
        """Wait until the last request has been answered or given up."""
        told, _ = self._process.communicate()
        return msgspec.msgpack.decode(told, type=Outcome)


@contextmanager
def asking(plan: Plan, ports: Sequence[int]) -> Iterator[UnderWay]:
    """Begin to ask the servers at these ports of this machine in turns; whatever the block does happens meanwhile."""
    with subprocess.Popen(
        (sys.executable, "-m", "tests.bench.traffic"), cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.write(msgspec.msgpack.encode((plan, ports)))
        process.stdin.close()
        process.stdin = None  # so that `communicate` does not write to it again
        try:
            yield UnderWay(process)
        finally:
            process.kill()


def run(plan: Plan, ports: Sequence[int]) -> Outcome:
    """Ask everything in the plan, and return what became of it."""
    with asking(plan, ports) as under_way:
        return under_way.outcome()


class Line(asyncio.Protocol):
    """A connection, for one request at a time."""

    def __init__(self) -> None:
        """Begin unconnected."""
        self.is_open = True
        self._came = bytearray()
        self._whole = 0
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Send a request; its response comes, or the ConnectionError that breaks it off."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Take a part of the response."""
        self._came += data
        if not self._whole and (end := self._came.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._came, 0, end + 2)
            self._whole = end + 4 + (int(length[1]) if length else 0)
        if self._whole and len(self._came) >= self._whole and self._answer is not None and not self._answer.done():
            self._answer.set_result(bytes(self._came))
            self._came.clear()
            self._whole = 0

    def connection_lost(self, fault: Exception | None) -> None:
        """Break off what was asked."""
        self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(fault or ConnectionResetError())

    def close(self) -> None:
        """Let go of the connection, with whatever would still come."""
        self.is_open = False
        self._transport.abort()


_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_SHOWS = {
    "answer": re.compile(rb'"edition":(?P<edition>\d+),.*"decision":"(?P<decision>[0-9a-f]+)"\}$'),
    "search": re.compile(rb'^\{"edition":(?P<edition>\d+),'),
    "keystroke": re.compile(rb'<div id="counted"'),
    "page": re.compile(rb"<li>Edition (?P<edition>\d+),"),
    "echo": re.compile(rb'"caller"'),
}
"""What the body of a good response of each kind shows."""

_DECISION_OF_PAGE = re.compile(rb'name="decision" value="(?P<decision>[0-9a-f]+)-public"')


class Seen(msgspec.Struct, frozen=True):
    """What a good response says."""

    edition: int
    decision_id: str


def seen_in(kind: Kind, response: bytes) -> Seen | str:
    """Read a response to a reader without a key; where it is not a good one, say in what."""
    head, _, body = response.partition(b"\r\n\r\n")
    status = head[len("HTTP/1.1 ") :][:3].decode("latin-1")
    if status != "200":
        return f"status {status}"
    if b"\r\ncontent-encoding: gzip" in head:
        body = gzip.decompress(body)
    shown = _SHOWS[kind].search(body)
    if shown is None:
        return "neither an edition nor a decision that can be read" if kind == "answer" else "not what was asked for"
    said = shown.groupdict() | (
        (decided.groupdict() if (decided := _DECISION_OF_PAGE.search(body)) else {}) if kind == "page" else {}
    )
    return Seen(int(said.get("edition", 0)), f"{said['decision'].decode()}-public" if "decision" in said else "")


class _Load:
    """A plan being asked."""

    def __init__(self, plan: Plan, ports: Sequence[int]) -> None:
        self._plan, self._ports = plan, ports
        self._free = defaultdict[int, list[Line]](list)
        self._answered: list[Answered] = []
        self._failures: list[Failure] = []
        self._asked_again = 0

    async def ask_all(self) -> Outcome:
        """Ask each when it is due, and wait for the last."""
        began, worked = monotonic() + HEAD_START_SECONDS, process_time()
        async with asyncio.TaskGroup() as group:
            for turn, due in enumerate(self._plan.due):
                # Even one that is overdue lets the answers in first, else they would seem to have come later than they did.
                await asyncio.sleep(max(0.0, began + due - monotonic()))
                group.create_task(self._ask(turn, began + due))
        busy = (process_time() - worked) / (monotonic() - began)
        return Outcome(began, tuple(self._answered), tuple(self._failures), self._asked_again, busy)

    async def _ask(self, turn: int, due: float) -> None:
        ask = self._plan.asks[turn % len(self._plan.asks)]
        for attempt in count():
            port = self._ports[(turn + attempt) % len(self._ports)]
            sent = monotonic()
            try:
                async with asyncio.timeout(self._plan.patience):
                    response = await self._response(port, ask.request)
                came = monotonic()
            except (OSError, TimeoutError) as fault:
                if attempt + 1 < self._plan.tries and not isinstance(fault, TimeoutError):
                    self._asked_again += attempt == 0
                    continue
                self._failures.append(Failure(ask.kind, port, due, type(fault).__name__))
                return
            match seen_in(ask.kind, response):
                case Seen(edition, decision_id):
                    self._answered.append(Answered(ask.kind, port, due, sent, came, edition, decision_id))
                case what:
                    self._failures.append(Failure(ask.kind, port, due, what))
            return

    async def _response(self, port: int, request: bytes) -> bytes:
        free = self._free[port]
        while free and not free[-1].is_open:
            free.pop()
        line = free.pop() if free else (await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port))[1]
        try:
            response = await line.ask(request)
        except BaseException:
            line.close()
            raise
        free.append(line)
        return response


def main() -> None:
    """Read a plan and its ports from standard input, ask, and write the outcome to standard output."""
    plan, ports = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=tuple[Plan, tuple[int, ...]])
    os.sched_setaffinity(0, LOAD_CORE)
    gc.freeze()
    gc.disable()  # a pause of the load would be counted as the server's
    sys.stdout.buffer.write(msgspec.msgpack.encode(asyncio.run(_Load(plan, ports).ask_all())))


if __name__ == "__main__":
    main()
