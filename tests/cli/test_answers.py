"""`crisis answer`: the number first, from a file, standard input or options, on a machine that was set up by nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from store.first_use import POSTCODE_TABLE
from tests.cli.conftest import FIXTURE, Run

PROJECT = Path(__file__).parents[2]
CHRISTMAS_NIGHT = "2026-12-25T03:10:00+00:00"
AN_OFFICER = json.dumps({"caller": "police", "place": "NN1 5BD", "s136": "considering", "at": CHRISTMAS_NIGHT})


def answered(run: Run, *words: str, typed: str | None = None) -> dict[str, Any]:
    """Answer as JSON."""
    done = run("answer", *words, "--json", typed=typed)
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_an_officer_in_northampton_gets_the_section_136_line_first(run: Run) -> None:
    first = answered(run, "--context", "-", typed=AN_OFFICER)["options"][0]

    assert (first["kind"], first["service_id"]) == ("s136_advice_line", "nn-136-line")


def test_a_carer_in_corby_gets_a_free_public_number_that_is_open_a_second_one_and_999(run: Run) -> None:
    options = answered(run, "--caller", "carer", "--place", "Corby", "--at", CHRISTMAS_NIGHT)["options"]

    assert options[0]["state"]["state"] == "open"
    assert options[0]["contact"]["cost"] == "free"
    assert options[0]["contact"]["audience"] == ["public"]
    assert options[1]["contact"]["number"] != options[0]["contact"]["number"]
    assert "999" in [option["service_id"] for option in options]


def test_for_people_the_number_comes_before_everything(run: Run) -> None:
    lines = run("answer", "--context", "-", typed=AN_OFFICER).stdout.splitlines()

    assert [line.strip("│ ") for line in lines[1:4]] == ["", "ring 0808 157 0136", ""]
    assert "FICTITIOUS NUMBER" in " ".join(lines[:8])
    assert any(line.startswith("If nobody answers") for line in lines)
    assert "Passed over" not in "\n".join(lines)


def test_with_why_every_option_says_its_rule_and_what_was_left_out_says_its_reason(run: Run) -> None:
    told = run("answer", "--caller", "carer", "--place", "Corby", "--at", CHRISTMAS_NIGHT, "--why").stdout

    assert "Asked for by rule" in told
    assert "Passed over:" in told


def test_any_date_works_not_only_those_around_today(run: Run) -> None:
    options = answered(run, "--caller", "carer", "--place", "Corby", "--at", "2031-06-01T12:00")["options"]

    assert options[0]["state"]["state"] == "open"


def test_the_options_are_laid_over_the_context(run: Run) -> None:
    answer = answered(
        run, "--context", "-", "--place", "Hull", "--fact", "age=15", "--fact", "needs=veteran,deaf_bsl", typed=AN_OFFICER
    )

    assert "Humberside Police" in [area["name"] for area in answer["place"]["areas"]]
    assert "age" not in answer["ask"]


def test_a_context_is_read_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "context.json"
    file.write_text(AN_OFFICER)

    assert answered(run, "--context", str(file)) == answered(run, "--context", "-", typed=AN_OFFICER)


def test_an_ambiguous_place_is_asked_back_and_still_answered(run: Run) -> None:
    told = run("answer", "--caller", "carer", "--place", "Newport").stdout

    assert "Which one? " in told
    assert "ring 111" in told


@pytest.mark.parametrize(
    ("place", "said"),
    [("EH1 1AA", "outside England"), ("Qwxzy", "place is not known"), ("Manchestr", "Manchester")],
)
def test_a_place_that_cannot_be_served_is_said_so_and_still_answered(run: Run, place: str, said: str) -> None:
    told = run("answer", "--caller", "carer", "--place", place).stdout

    assert said in told
    assert "ring 999" in told


def test_an_answer_is_logged_with_its_reader_and_nothing_that_finds_the_person(run: Run) -> None:
    answer = answered(run, "--context", "-", "--fact", "dob=1990-05-04", typed=AN_OFFICER)

    logged = json.loads(run("replay", answer["decision"], "--json").stdout)["decision"]["decision"]
    assert logged["reader"] == "operator"
    assert "5BD" not in json.dumps(logged)
    assert "1990" not in json.dumps(logged)


def test_an_answer_that_is_not_to_be_logged_is_not(run: Run) -> None:
    answer = answered(run, "--context", "-", "--no-log", typed=AN_OFFICER)

    assert run("replay", answer["decision"]).exit_code == 2


def test_an_answer_from_a_compact_directory_is_that_directorys(run: Run) -> None:
    answer = answered(run, "--context", "-", "--directory", str(FIXTURE), typed=AN_OFFICER)

    assert answer["options"][0]["service_id"] == "s136-advice-line-northamptonshire"
    assert run("replay", answer["decision"]).exit_code == 2


def test_without_the_database_the_snapshot_answers_and_says_so(run: Run, home: Path) -> None:
    (home / "crisis.sqlite3").write_bytes(b"this is no database" * 100)

    done = run("answer", "--context", "-", "--json", typed=AN_OFFICER)

    assert done.exit_code == 0
    assert json.loads(done.stdout)["options"][0]["service_id"] == "nn-136-line"
    assert "answering from the snapshot" in done.stderr


def test_on_a_fresh_machine_a_first_answer_sets_everything_up_and_standard_output_is_one_json_document(
    tmp_path: Path,
) -> None:
    home = tmp_path / "new" / "home"
    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "answer", "--context", "-", "--json"],
        input=AN_OFFICER,
        cwd=PROJECT,
        env={**os.environ, "CRISIS_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["options"][0]["service_id"] == "nn-136-line"
    assert "table of full postcodes" in done.stderr
    assert {file.name for file in home.iterdir()} >= {POSTCODE_TABLE, "crisis.sqlite3", "editions"}
    assert home.stat().st_mode & 0o077 == 0


def test_a_table_of_postcodes_that_was_damaged_is_made_again(run: Run, home: Path) -> None:
    (home / POSTCODE_TABLE).unlink()
    (home / POSTCODE_TABLE).write_bytes(b"half a table")

    done = run("place", "NN1 5BD", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["place"]["kind"] == "postcode"
    assert "build it again" in done.stderr
