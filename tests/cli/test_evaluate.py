"""`crisis evaluate`: a locality's own vignettes; what failed, and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import FIXTURE, SCENARIOS, Run


def a_scenario(number: int = 1, **parts: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
    """Return a scenario that holds on the fixture directory, but for the parts that are given."""
    context = {"caller": "carer", "place": "Hull", "at": "2026-12-05T03:00:00+00:00"}
    return {
        "id": f"S{number}",
        "title": "a carer at night",
        "context": context,
        "expect": {"first_any": ["nhs111_mh"]},
        **parts,
    }


def a_file(folder: Path, *scenarios: dict[str, Any]) -> Path:
    """Write a scenario file."""
    file = folder / "vignettes.json"
    file.write_text(json.dumps({"scenarios": scenarios}))
    return file


def evaluated(run: Run, file: Path, *words: str | Path) -> tuple[int, dict[str, Any]]:
    """Evaluate on the fixture directory: the exit code and what was said."""
    done = run("evaluate", file, "--directory", FIXTURE, "--json", *words)
    said: dict[str, Any] = json.loads(done.stdout)
    return done.exit_code, said


def test_all_forty_hold_on_the_fixture_directory(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"

    done = run("evaluate", SCENARIOS, "--directory", FIXTURE, "--answers", answers)

    assert done.exit_code == 0, done.output
    assert done.stdout == "options right 40 of 40, all expectations 40 of 40\n"
    written = json.loads(answers.read_text())
    assert len(written) == 40
    assert all(set(one) == {"options", "messages", "ask", "targets"} for one in written.values())
    assert all(set(option) == {"kind", "service_id"} for one in written.values() for option in one["options"])


def test_what_failed_is_said_with_what_was_answered_instead(run: Run, tmp_path: Path) -> None:
    wrong = a_scenario(2, expect={"first_any": ["gp"], "must_say": ["CLOCK_24H"]})

    done = run("evaluate", a_file(tmp_path, a_scenario(), wrong), "--directory", FIXTURE)

    assert done.exit_code == 1
    assert "✗ S2 a carer at night" in done.stdout
    assert "first is one of gp" in done.stdout
    assert "must say CLOCK_24H" in done.stdout
    assert "answered nhs111_mh (nhs111-mh)" in done.stdout
    assert done.stdout.endswith("options right 1 of 2, all expectations 1 of 2\n")


def test_what_is_said_amiss_leaves_the_options_right(run: Run, tmp_path: Path) -> None:
    _, said = evaluated(run, a_file(tmp_path, a_scenario(expect={"first_any": ["nhs111_mh"], "must_ask": ["consent"]})))

    assert (said["options_right"], said["all_right"]) == (1, 0)


def test_a_scenario_whose_facts_cannot_be_so_fails_and_stops_no_other(run: Run, tmp_path: Path) -> None:
    unborn = a_scenario(2, context={"caller": "self", "dob": "2999-01-01", "at": "2026-12-05T03:00:00+00:00"})

    code, said = evaluated(run, a_file(tmp_path, unborn, a_scenario()))

    assert code == 1
    assert said["all_right"] == 1
    assert said["failures"][0]["shortfalls"] == [
        "its context is refused: dob: expected a date of birth that is not in the future"
    ]


def test_the_state_that_a_scenario_gives_is_laid_over_the_directory_for_it_alone(run: Run, tmp_path: Path) -> None:
    full = {"status": "full", "updated": "2026-12-05T02:50:00Z"}
    state = {"capacity": {"hbpos-adult-hull": full}, "directory_state": {"spa-crisis-line-hull": "verify_by_passed"}}
    asked = {"caller": "police", "s136": "used", "age": 40, "place": "Hull", "at": "2026-12-05T03:00:00+00:00"}
    answers = tmp_path / "answers.json"
    file = a_file(tmp_path, a_scenario(1, given=state, context=asked), a_scenario(2, context=asked))

    evaluated(run, file, "--answers", answers)

    written = json.loads(answers.read_text())
    assert written["S1"] != written["S2"]


def test_scenarios_of_different_years_are_each_answered_at_their_own_instant(run: Run, tmp_path: Path) -> None:
    years = [
        a_scenario(year, context={"caller": "carer", "place": "Hull", "at": f"{year}-06-01T12:00:00"})
        for year in (2030, 2026, 2035)
    ]

    assert evaluated(run, a_file(tmp_path, *years))[0] == 0


def test_without_a_directory_the_edition_in_force_answers(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"

    done = run(
        "evaluate",
        a_file(tmp_path, a_scenario(context={"caller": "police", "place": "NN1", "s136": "considering"})),
        "--answers",
        answers,
    )

    assert done.exit_code == 1
    assert json.loads(answers.read_text())["S1"]["options"][0]["service_id"] == "nn-136-line"


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (a_scenario(context={"caller": "zebra"}), "scenarios[0].context.caller: expected one of self"),
        ({"id": "S1"}, "scenarios[0].title: expected text; this field is required"),
        (a_scenario(given={"capacity": {"zebra": {"status": "zebra"}}}), "expected one of space, full, closed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_field(run: Run, tmp_path: Path, scenario: dict[str, Any], said: str) -> None:
    done = run("evaluate", a_file(tmp_path, scenario))

    assert done.exit_code == 2
    assert said in done.stderr
    assert "zebra" not in done.output


def test_rows_that_are_refused_stop_it_unless_the_good_ones_are_to_be_taken(run: Run, tmp_path: Path) -> None:
    directory = tmp_path / "directory.csv"
    directory.write_text(FIXTURE.read_text() + "bad,Bad,gp,Atlantis,24/7,111,,public,,,\n")
    scenarios = a_file(tmp_path, a_scenario())

    stopped = run("evaluate", scenarios, "--directory", directory)
    went_on = run("evaluate", scenarios, "--directory", directory, "--take-good")

    assert (stopped.exit_code, went_on.exit_code) == (2, 0)
    assert "directory.csv:65: areas: expected" in stopped.stderr
    assert "directory.csv:65: areas: expected" in went_on.stderr


def test_as_a_process_it_ends_with_one_where_anything_fails(tmp_path: Path, shipped_home: Path) -> None:
    failing = a_file(tmp_path, a_scenario(expect={"first_any": ["gp"]}))

    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "evaluate", failing, "--directory", FIXTURE],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "CRISIS_HOME": str(shipped_home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "options right 0 of 1" in done.stdout
