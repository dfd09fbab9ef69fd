"""A log line leads to the decision that was given, and tells nothing of who asked."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import a_server
from web.logs import WRITTEN_WITHIN

PROJECT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def written_before(capfd: pytest.CaptureFixture[str]) -> None:
    """Let the servers of other tests, which run on, write what they still have to."""
    time.sleep(2 * WRITTEN_WITHIN)
    capfd.readouterr()


def responses_in(text: str) -> list[dict[str, Any]]:
    """Read the lines of responses."""
    return [line for line in map(json.loads, text.splitlines()) if line["event"] == "request"]


def test_the_line_of_an_answer_names_its_row_in_the_decision_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with a_server(tmp_path) as client:
        answer = client.post("/api/v1/answers", json={"caller": "carer", "place": "Corby"}).json()
        client.get("/")
        client.get("/health/live")
    answered, page, live = responses_in(capfd.readouterr().err)
    with closing(sqlite3.connect(tmp_path / "crisis.sqlite3")) as database:
        kept = {row[0] for row in database.execute("SELECT decision_id FROM decision")}

    assert answered["decision"] == f"{answer['decision']}-public"
    assert (answered["route"], answered["edition"]) == ("/api/v1/answers", answer["edition"])
    assert page["decision"] != answered["decision"]
    assert kept == {answered["decision"], page["decision"]}
    assert {"decision", "edition"}.isdisjoint(live)


def test_nothing_that_was_sent_stands_in_a_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with a_server(tmp_path) as client:
        client.post("/api/v1/answers", json={"caller": "carer", "place": "Marker"}, headers={"user-agent": "marker"})
        client.post("/api/v1/answers", json={"marker": "marker"})
        client.get("/marker?marker=marker", headers={"cookie": "marker=marker", "referer": "https://marker.example"})
        client.get("/api/v1/services/marker")
        client.request("MARKER", "/")
    said = capfd.readouterr().err

    assert [line["method"] for line in responses_in(said)] == ["POST", "POST", "GET", "GET", "_OTHER"]
    assert "marker" not in said.lower()


def test_where_standard_error_takes_nothing_what_is_told_is_left_out_and_work_goes_on() -> None:
    telling = (
        "from web.lines import set_up_logs; import structlog; set_up_logs(); structlog.get_logger().info('told'); print('on')"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", telling], cwd=PROJECT, stdout=subprocess.PIPE, stderr=full, check=True)
    assert done.stdout == b"on\n"
