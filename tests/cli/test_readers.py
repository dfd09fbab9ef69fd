"""A reader who may not see a number gets it from no command; the planted one is in every answer that is asked for here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, copy_home, the_command_in

PLANTED = "03069990777"
HEADER = "id,name,kind,areas,hours,phone,text,audience,minimum_age,maximum_age,notes\n"
ROWS = (
    f"nn-136-line,Planted line,s136_advice_line,Northamptonshire Police,24/7,{PLANTED},,police,,,ring {PLANTED} in doubt\n"
    f"planted-pos,Planted place,hbpos_adult,Northamptonshire Police,24/7,{PLANTED},,police,,,\n"
)
OFFICER = ("--caller", "police", "--place", "NN1 5BD", "--fact", "s136=considering", "--at", "2026-12-25T03:10")
DAYS = ("--caller", "police", "--place", "NN1 5BD", "--fact", "s136=considering", "--from", "2026-12-25", "--days", "3")


@pytest.fixture(scope="module")
def planted_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the file that plants the number."""
    file = tmp_path_factory.mktemp("planted") / "planted.csv"
    file.write_text(HEADER + ROWS)
    return file


@pytest.fixture(scope="module")
def run(shipped_home: Path, planted_file: Path) -> Run:
    """Return the command in a home whose edition in force holds the planted number; these tests only read it."""
    command = the_command_in(copy_home(shipped_home, planted_file.parent / "home"))
    assert command("import", planted_file, "--publish").exit_code == 0
    return command


def shows_it(text: str) -> bool:
    """Say whether the planted number stands in a text in any way of writing it."""
    return PLANTED[1:] in re.sub(r"[^0-9]", "", text)


WAYS_OUT = [
    ("answer", *OFFICER),
    ("answer", *OFFICER, "--why"),
    ("answer", *OFFICER, "--json"),
    ("timeline", *DAYS),
    ("timeline", *DAYS, "--json"),
    ("export",),
    ("export", "--format", "json"),
]


@pytest.mark.parametrize("words", WAYS_OUT, ids=" ".join)
def test_the_operator_sees_the_number(run: Run, words: tuple[str, ...]) -> None:
    assert shows_it(run(*words).stdout)


@pytest.mark.parametrize("words", WAYS_OUT, ids=" ".join)
@pytest.mark.parametrize("reader", ["public", "ambulance", "professional"])
def test_a_reader_whose_line_it_is_not_sees_it_nowhere(run: Run, words: tuple[str, ...], reader: str) -> None:
    done = run(*words, "--as", reader)

    assert done.exit_code == 0
    assert done.stdout
    assert not shows_it(done.stdout)
    assert not shows_it(done.stderr)


@pytest.mark.parametrize("words", WAYS_OUT, ids=" ".join)
def test_an_officer_sees_it(run: Run, words: tuple[str, ...]) -> None:
    assert shows_it(run(*words, "--as", "police").stdout)


def test_a_public_reader_is_told_that_the_line_exists(run: Run) -> None:
    told = run("answer", *OFFICER, "--as", "public").stdout

    assert "Planted line" in told
    assert "a number for professionals" in told
    assert "its hours are shown to them only" in told


def test_an_answer_given_again_shows_what_its_reader_saw_and_to_others_less(run: Run) -> None:
    given = json.loads(run("answer", *OFFICER, "--json").stdout)["decision"] + "-operator"

    assert shows_it(run("replay", given, "--json").stdout)
    assert not shows_it(run("replay", given, "--json", "--as", "public").stdout)
    assert run("replay", given, "--as", "public").exit_code == 0


def test_an_answer_given_to_the_public_is_given_again_as_the_public_saw_it(run: Run) -> None:
    given = json.loads(run("answer", *OFFICER, "--json", "--as", "public").stdout)["decision"] + "-public"

    again = run("replay", given, "--json")

    assert json.loads(again.stdout)["identical"]
    assert not shows_it(again.stdout)


def test_no_other_command_shows_a_number_at_all(run: Run, planted_file: Path, tmp_path: Path) -> None:
    scenarios = tmp_path / "scenarios.json"
    context = {"caller": "police", "place": "NN1 5BD", "s136": "considering", "at": "2026-12-25T03:10:00+00:00"}
    expect = {"first_any": ["gp"]}
    scenarios.write_text(json.dumps({"scenarios": [{"id": "X", "title": "t", "context": context, "expect": expect}]}))
    answers = tmp_path / "answers.json"

    for words in (
        ("evaluate", scenarios, "--answers", answers),
        ("evaluate", scenarios, "--json"),
        ("import", planted_file),
        ("import", planted_file, "--json"),
        ("check", "--log"),
        ("keys", "list"),
        ("place", "NN1 5BD"),
    ):
        assert not shows_it(run(*words).output), words
    assert not shows_it(answers.read_text())
