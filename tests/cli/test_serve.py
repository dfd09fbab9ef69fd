"""`crisis serve`: says where to look, answers, stops when told, and does not start where it must not."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.relay import Relay, a_relay

PROJECT = Path(__file__).parents[2]


def a_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, port: int, database_url: str = "") -> Iterator[subprocess.Popen[str]]:
    """Serve until the block ends."""
    server = subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", "serve"],
        cwd=PROJECT,
        env=os.environ | {"CRISIS_HOME": str(home), "PORT": str(port), "CRISIS_DEMO": "1", "CRISIS_DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(port)
        yield server
    finally:
        server.kill()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def wait_for(port: int) -> None:
    """Wait until the server is ready."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail("the server did not become ready")


def answers(port: int) -> bool:
    """Ask for an answer and say whether it names anybody."""
    body = json.dumps({"caller": "carer", "place": "Corby"}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/answers", data=body, headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=30) as given:
        return bool(json.load(given)["options"])


def test_it_says_where_to_look_answers_and_stops_when_told(home: Path) -> None:
    port = a_free_port()
    with serving(home, port) as server:
        assert answers(port)
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=30)

    assert server.returncode == 0
    for address in ("/", "/136", "/111", "/docs"):
        assert f"http://127.0.0.1:{port}{address}" in said
    assert "curl -s" in said
    assert "DEMONSTRATION" in said
    assert "crisis: stopped" in said


@pytest.mark.parametrize("fault", [Relay.cut, Relay.freeze])
def test_it_starts_and_answers_while_the_database_refuses_or_hangs(home: Path, fault: Callable[[Relay], None]) -> None:
    port = a_free_port()
    with a_relay("postgresql://127.0.0.1:1/nothing") as wire:
        fault(wire)
        with serving(home, port, wire.url):
            assert answers(port)


def test_a_port_that_is_taken_is_said_plainly(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = run("serve", "--port", str(port))

    assert done.exit_code == 4
    assert f"port {port} cannot be listened on" in done.stderr
    assert "--port" in done.stderr


def test_the_demonstration_is_refused_where_other_machines_could_reach_it(run: Run) -> None:
    done = run("serve", "--host", "0.0.0.0", environment={"CRISIS_DEMO": "1"})

    assert done.exit_code == 2
    assert "127.0.0.1 only" in done.stderr


def test_a_port_of_the_environment_that_is_none_is_refused(run: Run) -> None:
    done = run("serve", environment={"PORT": "zebra"})

    assert done.exit_code == 2
    assert "PORT: expected a whole number" in done.stderr


def test_a_setting_that_cannot_be_used_stops_it_before_it_begins(run: Run) -> None:
    done = run("serve", environment={"CRISIS_OIDC_ISSUER": "http://marker.example.org"})

    assert done.exit_code == 2
    assert "CRISIS_OIDC_ISSUER: expected" in done.stderr
    assert "marker" not in done.output
