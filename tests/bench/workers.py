"""How much two workers do beside one, and the echo's two beside its one, in turns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tests.bench.load import CONNECTIONS, loader_name, requests_a_second
from tests.bench.machine import CORES, processor_seconds
from tests.bench.server import Running, crisis_serving, echo_serving
from tests.bench.table import Chapter, Row

ROUNDS, SECONDS = 4, 2
LEAST_BY_PROCESSOR = 0.9

METHOD = f"""\
One body, the same again and again, over {CONNECTIONS} connections, to one worker, then to two, {ROUNDS} rounds of {SECONDS} s \
each in turns after one to warm up; then the same to the echo. The load, by {loader_name()}, takes a part of one of the \
{len(CORES)} cores, so two workers cannot have two whole ones where there are but two: the echo's own gain is what this \
machine allows. What is promised does not depend on that: of two workers each does in a second of processor time at least \
{LEAST_BY_PROCESSOR} of what one alone does, so that two cores do {2 * LEAST_BY_PROCESSOR:.1f} of one."""

Serving = Callable[[Path, int], AbstractContextManager[Running]]


class Gain(NamedTuple):
    """Requests a second, and requests in a second of processor time, by one worker and by two."""

    rates: tuple[float, float]
    by_processor: tuple[float, float]

    @property
    def rate(self) -> float:
        """Return two workers' rate beside one's."""
        return self.rates[1] / self.rates[0]


def bench_workers(home: Path, body: bytes) -> Chapter:
    """Load both programs with one worker and with two."""
    ours = gain(home, crisis_serving, "/api/v1/answers", body)
    echo = gain(home, echo_serving, "/echo", body)
    by_processor = ours.by_processor[1] / ours.by_processor[0]
    return Chapter(
        "Two workers",
        METHOD,
        (
            Row(
                "two workers beside one, in a second of processor time",
                f"{by_processor:.2f}",
                f">= {LEAST_BY_PROCESSOR}",
                by_processor >= LEAST_BY_PROCESSOR,
            ),
            Row("two workers beside one, requests/s", f"{ours.rate:.2f}"),
            Row("the echo's two beside its one, requests/s", f"{echo.rate:.2f}"),
            Row("one, two: requests/s", in_words(ours.rates)),
            Row("one, two: requests in a second of processor time", in_words(ours.by_processor)),
            Row("the echo's one, two: requests/s", in_words(echo.rates)),
            Row("the echo's one, two: requests in a second of processor time", in_words(echo.by_processor)),
        ),
    )


def gain(home: Path, serving: Serving, path: str, body: bytes) -> Gain:
    """Load one worker and two, in turns."""
    with serving(home / "one", 1) as one, serving(home / "two", 2) as two:
        sent, used = [0.0, 0.0], [0.0, 0.0]
        for turn in range(ROUNDS + 1):
            for workers, server in enumerate((one, two)):
                before = processor_seconds(server.pid)
                rate = requests_a_second(server.port, path, (body,), SECONDS, home)
                if turn:
                    sent[workers] += rate * SECONDS
                    used[workers] += processor_seconds(server.pid) - before
    return Gain(
        rates=(sent[0] / ROUNDS / SECONDS, sent[1] / ROUNDS / SECONDS),
        by_processor=(sent[0] / used[0], sent[1] / used[1]),
    )


def in_words(figures: tuple[float, float]) -> str:
    """Write a figure of one worker and of two."""
    return f"{figures[0]:,.0f}, {figures[1]:,.0f}"
