"""The proof on the command line: what it finds, what it keeps, and whether a certificate holds."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cli.exits import ExitCode
from routing.certificate import Certificate, seal_of
from tests.cli.conftest import Run

FROM = ("--from", "2026-12-01T00:00:00+00:00")
HEADINGS = "id,name,kind,areas,hours,phone,text,audience,minimum_age,maximum_age,notes"
LINE = "line,The county line,spa_crisis_line,Northamptonshire,24/7,01604 111111,,public,,,"
NATIONAL = "nhs111-mh,NHS 111,nhs111_mh,England,24/7,111,,public,0,,"


def a_directory(to: Path, *rows: str) -> Path:
    file = to / "directory.csv"
    file.write_text("\n".join((HEADINGS, *rows, NATIONAL)) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def certificate(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Return a directory and its certificate over thirty days."""
    directory, file = a_directory(tmp_path, LINE), tmp_path / "certificate.json"
    made = run("prove", "--directory", directory, *FROM, "--days", "30", "--out", file)
    assert made.exit_code == ExitCode.WRONG, made.output
    return directory, file


def test_a_line_that_closes_on_boxing_day_is_found(run: Run, tmp_path: Path) -> None:
    directory = a_directory(tmp_path, LINE.replace("24/7", "24/7; Dec 26 off"))
    made = run("prove", "--directory", directory, *FROM, "--days", "40", "--place", "West Northamptonshire")
    assert made.exit_code == ExitCode.WRONG
    assert "Sat 26 Dec 2026" in made.output
    assert "(line)" in made.output


def test_what_is_known_is_no_news(run: Run, tmp_path: Path) -> None:
    directory, known, report = a_directory(tmp_path, LINE), tmp_path / "known.csv", tmp_path / "report.md"
    where = ("prove", "--directory", directory, *FROM, "--days", "30", "--place", "Corby")
    first = run(*where, "--write-known", known, "--because", "asked on 1 December")
    assert first.exit_code == ExitCode.WRONG
    again = run(*where, "--known", known, "--report", report)
    assert again.exit_code == ExitCode.FINE, again.output
    assert "0 not." in again.output
    assert "Known: asked on 1 December." in report.read_text(encoding="utf-8")
    assert "## Gaps that nobody has given a reason for\n\nNone." in report.read_text(encoding="utf-8")


def test_as_json_it_says_which_gaps_nobody_knew(run: Run, tmp_path: Path) -> None:
    made = run("prove", "--directory", a_directory(tmp_path, LINE), *FROM, "--days", "2", "--place", "Luton", "--json")
    told = msgspec.json.decode(made.stdout)
    codes = [gap["code"] for gap in told["certificate"]["gaps"]]
    assert set(told["unknown"]) <= set(codes)
    assert told["unknown"]
    assert made.exit_code == ExitCode.WRONG


def test_a_good_certificate_holds_and_no_other_does(run: Run, tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    directory, file = certificate
    good = run("prove", "--directory", directory, "--verify", file)
    assert (good.exit_code, good.output[:1]) == (ExitCode.FINE, "✓"), good.output

    altered = msgspec.json.decode(file.read_bytes(), type=Certificate)
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(altered, gaps=())))
    seen = run("prove", "--directory", directory, "--verify", file)
    assert (seen.exit_code, "altered after it was made" in seen.output) == (ExitCode.WRONG, True)

    bent = msgspec.structs.replace(altered, gaps=())
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(bent, sha256=seal_of(bent))))
    seen = run("prove", "--directory", directory, "--verify", file)
    assert (seen.exit_code, "tells other gaps" in seen.output) == (ExitCode.WRONG, True)


def test_a_certificate_of_another_directory_does_not_hold(run: Run, certificate: tuple[Path, Path]) -> None:
    directory, file = certificate
    a_directory(directory.parent, LINE.replace("111111", "222222"))
    seen = run("prove", "--directory", directory, "--verify", file)
    assert seen.exit_code == ExitCode.WRONG
    assert "other inputs than these: edition_hash" in seen.output


@pytest.mark.parametrize("body", [b"not json 4711", b"{}", b'{"format": "4711"}'])
def test_what_is_no_certificate_is_refused_and_not_said_again(run: Run, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "certificate.json"
    file.write_bytes(body)
    refused = run("prove", "--verify", file)
    assert refused.exit_code == ExitCode.BAD_INPUT
    assert "expected" in refused.output
    assert "4711" not in refused.output


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("--place", "Atlantis4711"), ExitCode.NO_PLACE, "expected a place in England"),
        (("--days", "4711"), ExitCode.BAD_INPUT, "from 1 to 400"),
        (("--from", "4711x"), ExitCode.BAD_INPUT, "expected an instant"),
        (("--known", "4711.csv"), ExitCode.BAD_INPUT, "expected a file that can be read"),
        (("--verify", "4711.json"), ExitCode.BAD_INPUT, "the file cannot be read"),
    ],
)
def test_bad_input_is_refused(run: Run, words: tuple[str, ...], code: ExitCode, expected: str) -> None:
    refused = run("prove", *words)
    assert refused.exit_code == code, refused.output
    assert expected in refused.output
    assert "Atlantis" not in refused.output


def test_the_edition_in_force_is_proved_where_no_other_is_named(run: Run) -> None:
    made = run("prove", "--days", "1", "--place", "Corby")
    assert made.exit_code in (ExitCode.FINE, ExitCode.WRONG), made.output
    assert made.output.startswith("Edition 1 (")


def test_the_shipped_directory_is_proved_without_a_home(run: Run) -> None:
    made = run("prove", "--shipped", *FROM, "--days", "1", "--place", "Corby")
    assert made.exit_code in (ExitCode.FINE, ExitCode.WRONG), made.output
    assert made.output.startswith("Edition 0 (")
