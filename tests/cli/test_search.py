"""`crisis search`: any words, any slip, half a number; the right service first, and always something to go on with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, copy_home, the_command_in
from tests.cli.test_readers import HEADER, PLANTED, ROWS, shows_it

NIGHT = ("--at", "2026-12-26T03:10")


@pytest.fixture(scope="module")
def run(shipped_home: Path) -> Run:
    """Return the command in the shipped home; these tests only read it."""
    return the_command_in(shipped_home)


def found(run: Run, *words: str) -> dict[str, Any]:
    done = run("search", *words, *NIGHT, "--json")
    assert done.exit_code in (0, 3), done.output
    page: dict[str, Any] = json.loads(done.stdout)
    return page


def ids_of(page: dict[str, Any]) -> list[str]:
    return [seen["service"]["id"] for seen in page["services"]]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("136 suite northampton", "nn-berrywood-pos"),
        ("samaratins", "samaritans"),
        ("0800 448", "nn-mental-health-number"),
        ("448 0828", "nn-mental-health-number"),
    ],
)
def test_the_right_service_comes_first(run: Run, words: str, first: str) -> None:
    assert ids_of(found(run, *words.split()))[0] == first


def test_people_see_the_number_the_state_and_why(run: Run) -> None:
    done = run("search", "suicidal", "wellingbrough", "--age", "15", "--limit", "5", *NIGHT)
    assert done.exit_code == 0
    for words in (
        "ring 999",
        "Read as: wellingborough",
        "For Wellingborough",
        "open 24 hours a day",
        "Whatever happens:",
        "the first 5 are shown",
    ):
        assert words in done.stdout
    assert "qqmarker" not in run("search", "qqmarker", *NIGHT).output


def test_filters_narrow_and_the_instant_is_told(run: Run) -> None:
    assert {seen["service"]["kind"] for seen in found(run, "crisis", "--kind", "crhtt")["services"]} == {"crhtt"}
    page = found(run, "cafe", "--place", "NN1", "--open-now")
    assert page["at"] == "2026-12-26T03:10:00Z"
    assert page["place"]["label"] == "NN1"


@pytest.mark.parametrize("words", ["qqqxxyzzy", "🙂", "'; DROP TABLE", "the of", "مساعدة"])
def test_it_is_never_blank(run: Run, words: str) -> None:
    done = run("search", words, *NIGHT)
    assert done.exit_code == 0
    assert "NHS 111" in done.stdout
    assert "999" in done.stdout


def test_no_words_at_all_list_what_serves_the_place(run: Run) -> None:
    assert "nn-mental-health-number" in ids_of(found(run, "--place", "NN1", "--limit", "100"))


def test_an_entry_that_is_no_longer_offered_is_said_with_what_took_its_place(run: Run) -> None:
    words = ("CNTW", "universal", "crisis", "team", "Newcastle", "Gateshead")
    assert "cntw-old-newcastle-gateshead" in {gone["service_id"] for gone in found(run, *words)["gone"]}
    assert "is no longer offered" in run("search", *words, *NIGHT).stdout


@pytest.mark.parametrize(("place", "code"), [("Newport", 3), ("Qqmarkerzz", 3), ("NN1", 0), ("EH1", 0)])
def test_a_place_that_is_not_one_place_ends_with_its_code_and_still_answers(run: Run, place: str, code: int) -> None:
    done = run("search", "crisis", "--place", place, *NIGHT)
    assert done.exit_code == code
    assert "Whatever happens:" in done.stdout
    assert "marker" not in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("--age", "marker"),
        ("--age", "126"),
        ("--limit", "0"),
        ("--kind", "marker"),
        ("--at", "marker"),
        ("--at", "9999-01-01T00:00"),
        ("--as", "marker"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_ends_with_two_and_is_not_repeated(run: Run, words: tuple[str, ...]) -> None:
    done = run("search", "crisis", *words)
    assert done.exit_code == 2
    assert "marker" not in done.output
    assert "expected" in done.output


@pytest.mark.parametrize("words", [("planted",), (PLANTED,), (PLANTED[-6:],), ("136", "--place", "NN1")], ids=" ".join)
def test_a_reader_whose_line_it_is_not_never_sees_its_number(
    shipped_home: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "planted.csv"
    file.write_text(HEADER + ROWS)
    run = the_command_in(copy_home(shipped_home, tmp_path / "home"))
    assert run("import", file, "--publish").exit_code == 0
    for form in ((), ("--json",)):
        assert shows_it(run("search", *words, *form).stdout)
        assert shows_it(run("search", *words, *form, "--as", "police").stdout)
        for reader in ("public", "ambulance"):
            done = run("search", *words, *form, "--as", reader)
            assert done.exit_code == 0
            assert not shows_it(done.output)
