"""Whether a server's memory stays flat while people ask on and on."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.bench.machine import SERVER_CORE, on_cores, resident_megabytes
from tests.bench.server import crisis_serving
from tests.bench.steady import STEADY, causes, times
from tests.bench.table import Chapter, Row
from tests.bench.traffic import Ask, Plan, arrivals, run

WARMING_SECONDS = 60
EVERY_SECONDS = 5
MOST_GROWTH = 0.02

METHOD = """\
{rate}/s of the same mixture for {seconds} s, after {warming} s in which every situation is asked and what is kept of it is \
written. Every {every} s the resident memory of the server and its worker is read. The line through those points, by least \
squares, says how it grows; ± is twice the standard error of its slope. Flat is what grows by no more than {most:.0%} in all \
that time by that line."""


class Line(NamedTuple):
    """A straight line through points, by least squares: where it stands in their middle, its slope and that slope's error."""

    middle: float
    slope: float
    error: float


def fitted(points: list[tuple[float, float]]) -> Line:
    """Lay a line through at least three points."""
    count = len(points)
    x_middle, y_middle = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - x_middle) ** 2 for x, _ in points)
    slope = sum((x - x_middle) * (y - y_middle) for x, y in points) / spread
    rest = sum((y - y_middle - slope * (x - x_middle)) ** 2 for x, y in points)
    return Line(y_middle, slope, (rest / (count - 2) / spread) ** 0.5)


def bench_soak(home: Path, asks: tuple[Ask, ...], seconds: int) -> Chapter:
    """Ask for so long, and watch the memory."""
    with ExitStack() as stack:
        with on_cores(SERVER_CORE):
            server = stack.enter_context(crisis_serving(home))
        run(Plan(asks, arrivals(((WARMING_SECONDS, STEADY),))), (server.port,))
        points, ended = list[tuple[float, float]](), threading.Event()
        watching = threading.Thread(target=watch, args=(server.pid, points, ended))
        watching.start()
        try:
            outcome = run(Plan(asks, arrivals(((seconds, STEADY),))), (server.port,))
        finally:
            ended.set()
            watching.join()
    line = fitted(points)
    growth = line.slope * seconds / line.middle
    failed = len(outcome.failures)
    answers = outcome.seconds("answer")
    return Chapter(
        "Soak",
        METHOD.format(rate=STEADY, seconds=seconds, warming=WARMING_SECONDS, every=EVERY_SECONDS, most=MOST_GROWTH),
        (
            Row("memory, in the middle of it", f"{line.middle:.0f} MB"),
            Row("memory, slope", f"{line.slope * 3600:+.1f} ± {2 * line.error * 3600:.1f} MB an hour"),
            Row("memory, growth over it", f"{growth:+.1%}", f"<= {MOST_GROWTH:.0%}", growth <= MOST_GROWTH),
            Row("memory, an answer", f"{line.slope * seconds / len(answers) * 1024 * 1024:+.0f} bytes"),
            Row(f"of {len(outcome.answered) + failed:,} requests, failed", f"{failed:,}{causes(outcome)}", "0", failed == 0),
            Row("answers", times(answers)),
        ),
    )


def watch(server: int, points: list[tuple[float, float]], ended: threading.Event) -> None:
    """Note the memory of a server again and again, by the second, until that is enough."""
    began = time.monotonic()
    while not ended.wait(EVERY_SECONDS):
        points.append((time.monotonic() - began, resident_megabytes(server)))
