"""`crisis serve`: says where to look, answers, stops when told, and does not start where it must not."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from cli.serve import get_ready
from store.queue import PATIENCE
from store.queue_file import Kind, QueueFile, Row, count_rows
from tests.cli.conftest import Run
from tests.cli.serving import serving
from tests.relay import Relay, a_relay


def test_it_says_where_to_look_answers_and_stops_when_told(home: Path) -> None:
    with serving(home, CRISIS_DEMO="1") as served:
        assert served.answers()
        served.process.send_signal(signal.SIGTERM)
        assert served.ended() == 0
        said = served.said()

    for address in ("/", "/136", "/111", "/docs"):
        assert f"http://127.0.0.1:{served.port}{address}" in said
    assert "curl -s" in said
    assert "DEMONSTRATION" in said
    assert "crisis: stopped" in said


def test_every_line_after_the_greeting_is_an_object(home: Path) -> None:
    with serving(home) as served:
        (home / "crisis.sqlite3").unlink()  # so that the store has something to say too
        served.answers()
        served.process.send_signal(signal.SIGTERM)
        served.ended()
        lines = served.said().partition("Ctrl-C stops it.\n")[2].splitlines()

    told = [json.loads(line) for line in lines if line != "crisis: stopped"]
    assert {"event", "level", "timestamp"} <= set.intersection(*map(set, told))
    assert "answering" in {line["event"] for line in told}


@pytest.mark.parametrize("fault", [Relay.cut, Relay.freeze])
def test_it_starts_and_answers_while_the_database_refuses_or_hangs(home: Path, fault: Callable[[Relay], None]) -> None:
    with a_relay("postgresql://127.0.0.1:1/nothing") as wire:
        fault(wire)
        with serving(home, CRISIS_DATABASE_URL=wire.url) as served:
            assert served.answers()


def test_a_start_without_the_database_does_not_wait_to_deliver_what_waits(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRISIS_HOME", str(home))
    monkeypatch.setenv("CRISIS_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    left = QueueFile.begin(home / "queue")
    left.add([Row(Kind.ROOM, b"what was told", 1.0)])
    left.close()
    begun = monotonic()
    asyncio.run(get_ready())
    assert monotonic() - begun < PATIENCE
    assert count_rows(home / "queue") == (1, 0)


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


def test_the_demonstration_is_refused_where_it_would_be_known_to_one_worker_of_many(run: Run) -> None:
    done = run("serve", "--workers", "2", environment={"CRISIS_DEMO": "1"})

    assert done.exit_code == 2
    assert "--workers 1 only" in done.stderr


@pytest.mark.parametrize(("variable", "value"), [("PORT", "zebra"), ("CRISIS_WORKERS", "0"), ("CRISIS_WORKERS", "zebra")])
def test_a_number_of_the_environment_that_is_none_is_refused(run: Run, variable: str, value: str) -> None:
    done = run("serve", environment={variable: value})

    assert done.exit_code == 2
    assert f"{variable}: expected a whole number" in done.stderr
    assert "zebra" not in done.output


def test_a_setting_that_cannot_be_used_stops_it_before_it_begins(run: Run) -> None:
    done = run("serve", environment={"CRISIS_OIDC_ISSUER": "http://marker.example.org"})

    assert done.exit_code == 2
    assert "CRISIS_OIDC_ISSUER: expected" in done.stderr
    assert "marker" not in done.output
