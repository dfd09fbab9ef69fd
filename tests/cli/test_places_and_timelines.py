"""`crisis place` and `crisis timeline`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("text", "exit_code", "said"),
    [
        ("NN1 5BD", 0, "Northamptonshire Police"),
        ("PE8", 0, "Cambridgeshire and Peterborough ICB"),
        ("PE8", 0, "Northamptonshire Police"),
        ("PE8", 0, "On a border"),
        ("Nothampton", 0, "read as Northampton"),
        ("52.24, -0.90", 0, "near NN"),
        ("Newport", 3, "Which one?"),
        ("EH1", 3, "Outside England"),
        ("Qwxzyqq", 3, "No place was understood"),
        ("///filled.count.soap", 3, "Expected a postcode"),
    ],
)
def test_a_place_is_told_with_its_areas_or_what_is_not_clear_about_it(run: Run, text: str, exit_code: int, said: str) -> None:
    done = run("place", text)

    assert done.exit_code == exit_code
    assert said in done.stdout


def test_a_full_postcode_is_told_to_its_outcode_only(run: Run) -> None:
    assert "5BD" not in run("place", "NN1", "5BD").stdout
    assert "5BD" not in run("place", "NN1 5BD", "--json").stdout


@pytest.mark.parametrize(
    ("text", "outcome"), [("PE8", "found"), ("Newport", "ambiguous"), ("EH1", "outside-england"), ("", "unknown")]
)
def test_as_json_the_outcome_is_named(run: Run, text: str, outcome: str) -> None:
    assert json.loads(run("place", text, "--json").stdout)["outcome"] == outcome


def test_a_place_waits_for_no_database(shipped_home: Path) -> None:
    asked = "import sys, cli.main; cli.main.main(['place', 'PE8'], standalone_mode=False); print('sqlalchemy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "CRISIS_HOME": str(shipped_home)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "False"


def test_a_timeline_has_no_gap_and_agrees_with_the_answer(run: Run) -> None:
    asked = ("--caller", "carer", "--place", "Corby")
    span = json.loads(run("timeline", *asked, "--from", "2026-12-07T00:00", "--until", "2026-12-14T00:00", "--json").stdout)

    steps = span["steps"]
    assert len(steps) > 3
    assert (
        (steps[0]["start"], steps[-1]["end"])
        == (span["start"], span["end"])
        == ("2026-12-07T00:00:00Z", "2026-12-14T00:00:00Z")
    )
    assert all(before["end"] == after["start"] for before, after in pairwise(steps))
    for step in steps[:3]:
        answer = json.loads(run("answer", *asked, "--at", step["start"], "--no-log", "--json").stdout)
        assert answer["options"] == step["answer"]["options"]


def test_for_people_a_timeline_shows_a_row_where_the_first_option_changes(run: Run) -> None:
    told = run("timeline", "--caller", "carer", "--place", "Corby", "--from", "2026-12-24", "--days", "2").stdout

    assert "Thu 24 Dec 2026 00:00" in told
    assert "Sat 26 Dec 2026 00:00" in told
    assert "ring 111" in told


def test_a_timeline_starts_now_and_lasts_a_week_where_nothing_else_is_said(run: Run) -> None:
    span = json.loads(run("timeline", "--caller", "carer", "--json").stdout)

    start, end = datetime.fromisoformat(span["start"]), datetime.fromisoformat(span["end"])
    assert (end - start).days == 7
