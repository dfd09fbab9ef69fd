"""POST /api/v1/answers beside a handler that only decodes and echoes the same body, in turns."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from tests.bench.calls import Call
from tests.bench.load import CONNECTIONS, loader_name, requests_a_second
from tests.bench.server import crisis_serving, echo_serving
from tests.bench.table import Chapter, Row

BODIES, ROUNDS, SECONDS = 200, 5, 2
LEAST_RATIO = 0.6
ONE_BODY = b'{"caller":"carer","place":"NN1 5BD","age":34,"danger_to_life":"no"}'

METHOD = f"""\
One body, the same again and again, and then {BODIES} different ones, over {CONNECTIONS} connections to `crisis serve` \
(shipped directory, one worker, decision log and access log on) and to a bare Litestar handler under the same server that \
decodes the body strictly and gives it back (tests/bench/echo.py). {ROUNDS} rounds of {SECONDS} s each in turns, after one to \
warm up. The load comes from the same machine, by {loader_name()}."""


def bench_http(home: Path, calls: tuple[Call, ...]) -> Chapter:
    """Load both in turns and compare: by one body, which is the budget, and by many."""
    bodies = tuple(msgspec.json.encode(context) for context in dict.fromkeys(call.context for call in calls))[:BODIES]
    with crisis_serving(home) as crisis, echo_serving(home) as echo:
        one = Turns.taken(home, crisis.port, echo.port, (ONE_BODY,))
        many = Turns.taken(home, crisis.port, echo.port, bodies)
    return Chapter(
        "Answer, over HTTP",
        METHOD,
        (
            Row("requests/s, beside the echo's", f"{one.ratio:.2f}", f">= {LEAST_RATIO}", one.ratio >= LEAST_RATIO),
            Row("in each round", one.in_words),
            Row("answers, echo: requests/s", f"{sum(one.ours) / ROUNDS:,.0f}, {sum(one.theirs) / ROUNDS:,.0f}"),
            Row(f"{BODIES} different bodies, beside the echo's", f"{many.ratio:.2f}"),
            Row("in each round, different bodies", many.in_words),
        ),
    )


class Turns(NamedTuple):
    """Requests a second in each round, after one to warm up."""

    ours: list[float]
    theirs: list[float]

    @classmethod
    def taken(cls, home: Path, crisis: int, echo: int, bodies: tuple[bytes, ...]) -> Turns:
        """Load one server, then the other, round by round."""
        ours, theirs = [], []
        for turn in range(ROUNDS + 1):
            seconds = SECONDS if turn else 1
            ours.append(requests_a_second(crisis, "/api/v1/answers", bodies, seconds, home))
            theirs.append(requests_a_second(echo, "/echo", bodies, seconds, home))
        return cls(ours[1:], theirs[1:])

    @property
    def ratio(self) -> float:
        """Return ours beside theirs, over all rounds."""
        return sum(self.ours) / sum(self.theirs)

    @property
    def in_words(self) -> str:
        """Write the ratio of each round."""
        return ", ".join(f"{our / their:.2f}" for our, their in zip(self.ours, self.theirs, strict=True))
