"""`crisis serve` in a process of its own, for tests that ask it, stop it and kill it."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import pytest

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0
ASKED = json.dumps({"caller": "carer", "place": "Corby"}).encode()
JSON = {"content-type": "application/json"}


class Served(msgspec.Struct, frozen=True):
    """A server that runs, and the file of what it said."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    def get(self, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Ask over a connection of its own, with GET, or POST where there is a body; 0 where nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("GET" if body is None else "POST", path, body, {} if body is None else JSON)
            response = line.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def answers(self) -> bool:
        """Say whether a caller is answered."""
        status, text = self.get("/api/v1/answers", ASKED)
        return status == 200 and bool(json.loads(text)["options"])

    def figure(self, name: str) -> float | None:
        """Return a figure by its name and labels; None where it is not told."""
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.get("/metrics")[1], re.MULTILINE)
        return None if found is None else float(found[1])

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def said(self) -> str:
        """Return everything it said so far."""
        return self.output.read_text()

    def ended(self) -> int:
        """Wait until it has ended, and return its exit code."""
        return self.process.wait(PATIENCE)


def a_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *words: str, **environment: str) -> Iterator[Served]:
    """Serve until the block ends; whatever is left then of the server is killed."""
    port, output = a_free_port(), home / "said"
    unset = {"CRISIS_DEMO": "", "CRISIS_DATABASE_URL": "", "CRISIS_WORKERS": ""}
    with output.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", "from cli.main import main; main()", "serve", *words],
            cwd=PROJECT,
            env={**os.environ, **unset, "CRISIS_HOME": str(home), "PORT": str(port), **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    served = Served(process, port, output)
    try:
        wait_until(lambda: served.get("/health/ready")[0] == 200)
        yield served
    finally:
        if process.poll() is None:
            for worker in served.workers():
                kill(worker)
            process.kill()
            process.wait()


def kill(pid: int) -> None:
    """End a process at once, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, 9)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, with much patience: machines are slow now and then."""
    give_up = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > give_up:
            pytest.fail("what was waited for did not come")
        time.sleep(0.05)
