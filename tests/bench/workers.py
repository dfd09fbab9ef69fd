"""How much two workers do beside one, and the echo's two beside its one, in turns."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.bench.load import CONNECTIONS, loader_name, requests_a_second
from tests.bench.machine import CORES, processor_seconds
from tests.bench.server import crisis_serving, echo_serving
from tests.bench.table import Chapter, Row

ROUNDS, SECONDS = 4, 2
LEAST_BESIDE_THE_ECHO = 0.9

METHOD = f"""\
One body, the same again and again, over {CONNECTIONS} connections, to one worker and to two, of ours and of the echo: \
{ROUNDS} rounds of {SECONDS} s each in turns, after one to warm up. The load, by {loader_name()}, takes a part of one of the \
{len(CORES)} cores, and busy cores share what is between them and the memory: the echo's own gain is what this machine allows. \
Processor time leaves out what the load takes. What is promised: in a second of it our two workers do at least \
{LEAST_BESIDE_THE_ECHO} of what they would if they gained as the echo's two do, which share nothing."""


class Gain(NamedTuple):
    """Requests a second, and requests in a second of processor time, by one worker and by two."""

    rates: tuple[float, float]
    by_processor: tuple[float, float]

    @property
    def rate(self) -> float:
        """Return two workers' rate beside one's."""
        return self.rates[1] / self.rates[0]

    @property
    def in_processor_time(self) -> float:
        """Return what two workers do in a second of processor time beside what one does."""
        return self.by_processor[1] / self.by_processor[0]


def bench_workers(home: Path, body: bytes) -> Chapter:
    """Load both programs with one worker and with two."""
    ours, echo = gains(home, body)
    beside_the_echo = ours.in_processor_time / echo.in_processor_time
    return Chapter(
        "Two workers",
        METHOD,
        (
            Row(
                "two workers' gain beside the echo's, in processor time",
                f"{beside_the_echo:.2f}",
                f">= {LEAST_BESIDE_THE_ECHO}",
                beside_the_echo >= LEAST_BESIDE_THE_ECHO,
            ),
            Row(
                "ours, echo: two workers beside one, in processor time", beside(ours.in_processor_time, echo.in_processor_time)
            ),
            Row("ours, echo: two workers beside one, requests/s", beside(ours.rate, echo.rate)),
            Row("one, two: requests/s", in_words(ours.rates)),
            Row("one, two: requests in a second of processor time", in_words(ours.by_processor)),
            Row("the echo's one, two: requests/s", in_words(echo.rates)),
            Row("the echo's one, two: requests in a second of processor time", in_words(echo.by_processor)),
        ),
    )


def gains(home: Path, body: bytes) -> tuple[Gain, Gain]:
    """Load one worker and two of ours and of the echo, in turns."""
    with ExitStack() as open_servers:
        servers = [
            (open_servers.enter_context(serving(home / f"{workers}{path.replace('/', '-')}", workers)), path)
            for serving, path in ((crisis_serving, "/api/v1/answers"), (echo_serving, "/echo"))
            for workers in (1, 2)
        ]
        sent, used = [0.0] * len(servers), [0.0] * len(servers)
        for turn in range(ROUNDS + 1):
            for at, (server, path) in enumerate(servers):
                before = processor_seconds(server.pid)
                rate = requests_a_second(server.port, path, (body,), SECONDS, home)
                if turn:
                    sent[at] += rate * SECONDS
                    used[at] += processor_seconds(server.pid) - before
    ours, echo = (
        Gain(
            rates=(sent[at] / ROUNDS / SECONDS, sent[at + 1] / ROUNDS / SECONDS),
            by_processor=(sent[at] / used[at], sent[at + 1] / used[at + 1]),
        )
        for at in (0, 2)
    )
    return ours, echo


def in_words(figures: tuple[float, float]) -> str:
    """Write a figure of one worker and of two."""
    return f"{figures[0]:,.0f}, {figures[1]:,.0f}"


def beside(ours: float, echo: float) -> str:
    """Write a gain of ours and of the echo."""
    return f"{ours:.2f}, {echo:.2f}"
