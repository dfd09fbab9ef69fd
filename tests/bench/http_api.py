"""POST /api/v1/answers beside a handler that only decodes and echoes the same body, in turns."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.bench.calls import Call
from tests.bench.load import CONNECTIONS, loader_name, requests_a_second
from tests.bench.server import crisis_serving, echo_serving
from tests.bench.table import Chapter, Row

BODIES, ROUNDS, SECONDS = 200, 6, 2
LEAST_RATIO = 0.6

METHOD = f"""\
{BODIES} different bodies over {CONNECTIONS} connections to `crisis serve` (shipped directory, one worker, decision log \
and access log on) and to a bare Litestar handler under the same server that decodes the body strictly and gives it back \
(tests/bench/echo.py). {ROUNDS} rounds of {SECONDS} s each in turns, after one to warm up. The load comes from the same \
machine, by {loader_name()}."""


def bench_http(home: Path, calls: tuple[Call, ...]) -> Chapter:
    """Load both in turns and compare."""
    bodies = tuple(msgspec.json.encode(context) for context in dict.fromkeys(call.context for call in calls))[:BODIES]
    ours, theirs = [], []
    with crisis_serving(home) as crisis, echo_serving(home) as echo:
        for turn in range(ROUNDS + 1):
            seconds = SECONDS if turn else 1
            ours.append(requests_a_second(crisis.port, "/api/v1/answers", bodies, seconds, home))
            theirs.append(requests_a_second(echo.port, "/echo", bodies, seconds, home))
    ratios = [our / their for our, their in zip(ours[1:], theirs[1:], strict=True)]
    ratio = sum(ours[1:]) / sum(theirs[1:])
    return Chapter(
        "Answer, over HTTP",
        METHOD,
        (
            Row("requests/s, beside the echo's", f"{ratio:.2f}", f">= {LEAST_RATIO}", ratio >= LEAST_RATIO),
            Row("in each round", ", ".join(f"{one:.2f}" for one in ratios)),
            Row("answers, requests/s", f"{sum(ours[1:]) / ROUNDS:,.0f}"),
            Row("echo, requests/s", f"{sum(theirs[1:]) / ROUNDS:,.0f}"),
        ),
    )
