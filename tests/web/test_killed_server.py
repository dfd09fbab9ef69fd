"""A running server is killed under load: each answer that anybody received is in the decision log once after the next start."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from store.home import open_home
from tests.bench.server import CRISIS, PROJECT, free_port, wait_until_ready
from tests.postcodes import with_postcodes
from tests.web.makers import BOXING_NIGHT

CALLERS = 8
ENOUGH = 100
"""Answers after which the server is killed."""


@contextmanager
def a_process(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run `crisis serve` on the home as a group of its own; give it and its port."""
    port = free_port()
    environ = {**os.environ, "CRISIS_HOME": str(home), "CRISIS_DEMO": "", "CRISIS_DATABASE_URL": ""}
    command = (*CRISIS, "serve", "--port", str(port))
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=PROJECT, env=environ, stdout=quiet, stderr=quiet, start_new_session=True) as server:
        try:
            wait_until_ready(server, port, "/health/ready")
            yield server, port
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)


class Asked(NamedTuple):
    """One way to ask: what is sent, and where the decision stands in what comes back."""

    path: str
    kind: str
    body: str
    decision: str


WAYS = {
    "API": Asked("/api/v1/answers", "application/json", '{{"caller":"carer","age":{}}}', '"decision":"([^"]+)"'),
    "console": Asked("/111/detail", "application/x-www-form-urlencoded", "age={}", 'name="decision" value="([^"]+)-public"'),
}


def ask_until_it_dies(port: int, way: Asked, age: int, received: list[str], enough: threading.Event) -> None:
    """Ask again and again, and keep the name of each decision that came back whole."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        while True:
            try:
                line.request("POST", way.path, way.body.format(age), {"content-type": way.kind})
                text = line.getresponse().read().decode()
            except (OSError, http.client.HTTPException):
                return
            received += re.findall(way.decision, text)[:1]
            if len(received) >= ENOUGH:
                enough.set()


@pytest.mark.parametrize("way", [pytest.param(way, id=name) for name, way in WAYS.items()])
def test_no_answer_that_was_received_is_missing(tmp_path: Path, way: Asked) -> None:
    home, received, enough = with_postcodes(tmp_path), list[str](), threading.Event()
    with a_process(home) as (server, port):
        asking = [
            threading.Thread(target=ask_until_it_dies, args=(port, way, 20 + number, received, enough))
            for number in range(CALLERS)
        ]
        for one in asking:
            one.start()
        assert enough.wait(120)
        os.killpg(server.pid, signal.SIGKILL)
        for one in asking:
            one.join()
    kept = asyncio.run(kept_in(home))
    assert Counter(received) - kept == Counter()
    assert kept.total() <= len(received) + CALLERS, "at most those under way are there besides"


async def kept_in(home: Path) -> Counter[str]:
    """Count the decisions in the log by their names, after what the dead process left behind is delivered."""
    async with open_home(home, at=BOXING_NIGHT) as opened:
        await opened.queue.flush()
        rows = await opened.decisions_after(0, limit=100_000)
    return Counter([row.decision.decision_id.removesuffix("-public") for row in rows])
