"""A home of its own for every test, made once and copied; and the command, run in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from store.first_use import POSTCODE_TABLE

Run = Callable[..., Result]

FIXTURE = Path(__file__).parents[1] / "data" / "fixture_directory.csv"
SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios.json"


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home after its first use: the table of postcodes is made and the shipped directory is edition 1."""
    home = tmp_path_factory.mktemp("shipped")
    made = CliRunner(env={"CRISIS_HOME": str(home)}).invoke(main, ["answer", "--caller", "carer", "--no-log", "--json"])
    assert made.exit_code == 0, made.output
    return home


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path) -> Path:
    """Return a copy of that home, to change."""
    copied = tmp_path / "home"
    copied.mkdir()
    shutil.copytree(shipped_home / "editions", copied / "editions")
    shutil.copy(shipped_home / "crisis.sqlite3", copied)
    (copied / POSTCODE_TABLE).symlink_to(shipped_home / POSTCODE_TABLE)
    return copied


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command: `run("place", "PE8")`; `typed` is its standard input."""
    monkeypatch.setenv("COLUMNS", "200")
    runner = CliRunner(env={"CRISIS_HOME": str(home), "CRISIS_DATABASE_URL": "", "PORT": "", "CRISIS_DEMO": ""})

    def invoke(*words: str | os.PathLike[str], typed: str | bytes | None = None) -> Result:
        return runner.invoke(main, [os.fspath(word) for word in words], input=typed)

    return invoke
