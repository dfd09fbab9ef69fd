"""A home of its own for every test, made once and copied; and the command, run in this process."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from tests.postcodes import with_postcodes

Run = Callable[..., Result]

FIXTURE = Path(__file__).parents[1] / "data" / "fixture_directory.csv"
SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios.json"


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home after its first use: the table of postcodes is made and the shipped directory is edition 1."""
    home = with_postcodes(tmp_path_factory.mktemp("shipped"))
    made = the_command_in(home)("answer", "--caller", "carer", "--no-log", "--json")
    assert made.exit_code == 0, made.output
    return home


def the_command_in(home: Path) -> Run:
    """Return the command with its data in a home, and a wide terminal: `typed` is its standard input."""
    environment = {"CRISIS_HOME": str(home), "CRISIS_DATABASE_URL": "", "PORT": "", "CRISIS_DEMO": "", "COLUMNS": "200"}
    runner = CliRunner(env=environment)

    def invoke(
        *words: str | os.PathLike[str], typed: str | bytes | None = None, environment: dict[str, str] | None = None
    ) -> Result:
        return runner.invoke(main, [os.fspath(word) for word in words], input=typed, env=environment)

    return invoke


def copy_home(of: Path, to: Path) -> Path:
    """Copy a home; its table of postcodes is the one of all tests.

    By SQLite, for a server of this process may run on it: to read the file as any other lets go of all SQLite's locks on it,
    and the next process that leaves it would take the log away from under the server.
    """
    to.mkdir()
    shutil.copytree(of / "editions", to / "editions")
    name = "crisis.sqlite3"
    with closing(sqlite3.connect(of / name)) as held, closing(sqlite3.connect(to / name)) as made:
        held.backup(made)
    return with_postcodes(to)


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path) -> Path:
    """Return a copy of that home, to change."""
    return copy_home(shipped_home, tmp_path / "home")


@pytest.fixture
def run(home: Path) -> Run:
    """Return the command with its data in that copy."""
    return the_command_in(home)


def accepting(run: Run, *command: str | os.PathLike[str], typed: str | None = None) -> tuple[str | os.PathLike[str], ...]:
    """Return the command with everything accepted, by name and with a reason, that a dry run finds against it."""
    tried = json.loads(run(*command, "--dry-run", "--json", typed=typed).stdout)
    codes = tried.get("carried", tried)["blocking"]
    accept = (word for code in codes for word in ("--accept", code, "--because", "a test needs it"))
    return (*command, *accept, "--by", "A Name")
