"""What cannot be read is refused with its place and what was expected; nothing that was given is repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import FIXTURE, Run, the_command_in

MARK = "zebra"
"""Stands in every bad input, and in nothing that is ever said."""


def refused(done: Result) -> str:
    """Check that the command ended with 2 and repeated nothing; return what it said."""
    assert done.exit_code == 2, done.output
    assert MARK not in done.output.lower()
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(
    ("typed", "field", "expected"),
    [
        ("", "$", "JSON"),
        ("zebra", "$", "JSON"),
        ('{"caller": "self"} zebra', "$", "JSON"),
        ('["zebra"]', "$", "an object"),
        ("[" * 200_000, "", "at most 65,536 bytes"),
        ("[" * 50_000, "$", "object"),
        ('{"place": "zebra"}', "caller", "required"),
        ('{"caller": "zebra"}', "caller", "one of self, carer"),
        ('{"caller": "self", "zebra": 1}', "$", "only the fields caller, at"),
        ('{"caller": "self", "age": "zebra"}', "age", "a whole number from 0 to 125"),
        ('{"caller": "self", "age": 1000}', "age", "a whole number from 0 to 125"),
        ('{"caller": "self", "at": "2026-02-30T00:00:00Z"}', "at", "an instant such as"),
        ('{"caller": "self", "at": "0001-01-01T00:00:00+14:00"}', "at", "a year from 2000"),
        ('{"caller": "self", "at": "9999-12-31T23:59:59-12:00"}', "at", "a year from 2000"),
        ('{"caller": "self", "arrived_at_place_of_safety": "9999-12-31T23:59:59Z"}', "arrived_at", "a year from 2000"),
        ('{"caller": "self", "arrived_at_place_of_safety": "2026-12-01T10:00:00"}', "arrived_at", "offset"),
        ('{"caller": "self", "dob": "2026-02-30"}', "dob", "a date such as"),
        ('{"caller": "self", "dob": "2999-01-01"}', "dob", "not in the future"),
        ('{"caller": "self", "needs": ["perinatal", "zebra"]}', "needs[1]", "one of perinatal"),
        ('{"caller": "self", "needs": "zebra"}', "needs", "a list, each one of"),
        ('{"caller": "self", "language": "zebra crossing"}', "language", "text such as pt-BR"),
        ('{"caller": "self", "refused_by": "zebra"}', "refused_by", "a service kind"),
        (json.dumps({"caller": "self", "place": MARK * 100}), "place", "at most 120 characters"),
    ],
)
def test_a_context_that_cannot_be_read_is_refused_by_field(run: Run, typed: str, field: str, expected: str) -> None:
    said = refused(run("answer", "--context", "-", "--json", typed=typed))

    assert field in said
    assert expected in said


def test_a_context_in_another_encoding_is_refused(run: Run) -> None:
    assert "JSON in UTF-8" in refused(run("answer", "--context", "-", typed=b'{"caller": "self", "place": "\xe9zebra"}'))


def test_ten_megabytes_are_refused_before_they_are_read(run: Run) -> None:
    assert "at most 65,536 bytes" in refused(run("answer", "--context", "-", typed=b" " * 10_000_000))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("answer",), "expected --context FILE"),
        (("answer", "--caller", "zebra"), "one of self, carer"),
        (("answer", "--caller", "self", "--fact", "zebra"), "NAME=VALUE"),
        (("answer", "--caller", "self", "--fact", "zebra=1"), "NAME=VALUE"),
        (("answer", "--caller", "self", "--fact", "age=zebra"), "a whole number from 0 to 125"),
        (("answer", "--caller", "self", "--fact", "needs=zebra"), "one of perinatal"),
        (("answer", "--caller", "self", "--at", "zebra"), "an instant such as"),
        (("answer", "--caller", "self", "--at", "0001-01-01"), "a year from 2000"),
        (("answer", "--caller", "self", "--as", "zebra"), "one of public, carer, nhs111"),
        (("answer", "--context", "zebra.json"), "the file cannot be read"),
        (("answer", "--caller", "self", "--directory", "/nowhere/at/all.csv"), "a file that can be read"),
        (("timeline", "--caller", "self", "--days", "zebra"), "a whole number from 1 to 366"),
        (("timeline", "--caller", "self", "--days", "367"), "a whole number from 1 to 366"),
        (("timeline", "--caller", "self", "--days", "2", "--until", "2026-12-01"), "not both"),
        (("timeline", "--caller", "self", "--from", "2026-12-02", "--until", "2026-12-01"), "an end after the start"),
        (("timeline", "--caller", "self", "--until", "9999-12-31"), "a year from 2000"),
        (("evaluate", "zebra.json"), "the file cannot be read"),
        (("import", "/nowhere/at/all.csv"), "a file that can be read"),
        (("replay", "zebra"), "no decision of that id"),
        (("keys", "make", "--role", "zebra", "--label", "x"), "one of public"),
        (("keys", "make", "--role", "public", "--label", "x"), "another role than public"),
        (("keys", "make", "--role", "police", "--label", ""), "1 to 200 characters"),
        (("keys", "make", "--role", "police", "--label", "x", "--days", "0"), "from 1 to 3650"),
        (("keys", "revoke", "zebra"), "no key of that id"),
        (("serve", "--port", "zebra"), "a whole number from 1 to 65535"),
    ],
)
def test_an_option_that_cannot_be_read_is_refused(run: Run, words: tuple[str, ...], expected: str) -> None:
    assert expected in refused(run(*words))


def test_every_command_says_what_it_takes(run: Run) -> None:
    listed = run("--help").stdout

    assert "Exit codes" in listed
    for command in ("answer", "place", "timeline", "evaluate", "import", "export", "replay", "check", "keys", "serve"):
        assert command in listed
        assert run(command, "--help").exit_code == 0
    assert run("zebra").exit_code == 2


def test_a_row_that_is_refused_stops_an_answer_from_a_compact_directory(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "directory.csv"
    file.write_text(FIXTURE.read_text() + "zebra,Zebra,zebra,England,24/7,0808 157 0999,,public,,,\n")

    said = refused(run("answer", "--caller", "self", "--directory", file))

    assert "directory.csv:65: kind: expected" in said


def test_a_home_that_cannot_be_made_is_said_plainly(home: Path) -> None:
    below_a_file = home / "crisis.sqlite3" / "home"

    done = the_command_in(below_a_file)("answer", "--caller", "self")

    assert done.exit_code == 4
    assert "the home directory cannot be made" in done.stderr
