"""`crisis backup`, `restore`, `move` and `migrate`: what is kept can be put back, and says so by its hash."""

from __future__ import annotations

import json
from pathlib import Path

from cli.exits import ExitCode
from tests.cli.conftest import Run, the_command_in
from tests.postcodes import with_postcodes


def edition_of(run: Run) -> tuple[int, str]:
    answer = json.loads(run("answer", "--caller", "carer", "--no-log", "--json").stdout)
    return answer["edition"], answer["edition_hash"]


def test_a_backup_restored_elsewhere_answers_from_the_same_edition(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    kept = run("backup", file)
    assert kept.exit_code == 0, kept.output
    assert "rows kept; edition 1, hash" in kept.stdout
    elsewhere = the_command_in(with_postcodes(tmp_path / "elsewhere"))
    restored = json.loads(elsewhere("restore", file, "--json").stdout)
    assert (restored["edition"], restored["edition_hash"]) == edition_of(run) == edition_of(elsewhere)
    assert elsewhere("check").exit_code == 0
    again = elsewhere("restore", file)
    assert (again.exit_code, "not empty" in again.stderr) == (ExitCode.CANNOT, True)


def test_an_altered_backup_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept.backup"
    run("backup", file)
    file.write_bytes(file.read_bytes()[:-40])
    refused = the_command_in(tmp_path / "elsewhere")("restore", file)
    assert refused.exit_code == ExitCode.CANNOT
    assert "cut short" in refused.stderr


def test_everything_moves_to_another_database(run: Run, home: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    moved = run("move", address)
    assert moved.exit_code == 0, moved.output
    there = json.loads(
        run("answer", "--caller", "carer", "--no-log", "--json", environment={"CRISIS_DATABASE_URL": address}).stdout
    )
    assert (there["edition"], there["edition_hash"]) == edition_of(run)
    nowhere = run("move", "marker")
    assert nowhere.exit_code == ExitCode.BAD_INPUT
    assert "marker" not in nowhere.stderr


def test_migrating_again_changes_nothing(run: Run) -> None:
    first, second = run("migrate"), run("migrate")
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == second.stdout
