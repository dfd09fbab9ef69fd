"""Servers in processes of their own, and when they are ready."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300.0
CRISIS = (sys.executable, "-c", "from cli.main import main; main()")
GRANIAN = (sys.executable, "-m", "granian", "--interface", "asgi", "--log-level", "warning", "--factory")


class Running(NamedTuple):
    """A server that answers."""

    port: int
    seconds_to_ready: float
    pid: int


@contextmanager
def crisis_serving(home: Path, workers: int = 1, database_url: str | None = None) -> Iterator[Running]:
    """Run `crisis serve` on a home, and on another database than the home's own if one is named."""
    port = free_port()
    command = (*CRISIS, "serve", "--port", str(port), "--workers", str(workers))
    with running(command, port, "/health/ready", home, database_url) as server:
        yield server


@contextmanager
def echo_serving(home: Path, workers: int = 1) -> Iterator[Running]:
    """Run the peer, under the same server program as `crisis serve`."""
    port = free_port()
    command = (*GRANIAN, "--workers", str(workers), "--port", str(port), "tests.bench.echo:create_app")
    with running(command, port, "/", home) as server:
        yield server


@contextmanager
def running(command: tuple[str, ...], port: int, path: str, home: Path, database_url: str | None = None) -> Iterator[Running]:
    """Run a server until the block ends; it begins when the path answers."""
    environment = environment_of(home, database_url)
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_until_ready(process, port, path)
            yield Running(port, time.perf_counter() - began, process.pid)
        finally:
            process.terminate()


def environment_of(home: Path, database_url: str | None = None) -> dict[str, str]:
    """Return this process's environment with a home, a database, and nothing else of ours."""
    environment = os.environ | {"CRISIS_HOME": str(home), "PYTHONPATH": str(PROJECT)}
    environment.pop("CRISIS_DATABASE_URL", None)
    environment.pop("CRISIS_DEMO", None)
    return environment if database_url is None else environment | {"CRISIS_DATABASE_URL": database_url}


def wait_until_ready(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    """Wait until the path answers with anything but "not yet"."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            if connection.getresponse().status != http.HTTPStatus.SERVICE_UNAVAILABLE:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.01)
    raise RuntimeError("the server did not get ready")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
