"""The floors hold: rooms import only downwards, and the two that decide touch nothing outside."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ROOMS = ("directory", "routing", "seed", "store", "web", "cli")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_our_rooms_import_only_downwards() -> None:
    report = lint_imports(PROJECT)

    assert report.returncode == 0, report.stdout


@pytest.mark.parametrize(
    ("room", "line"),
    [
        pytest.param("directory", "import routing", id="the directory does not know who routes"),
        pytest.param("routing", "import seed", id="routing does not know where data comes from"),
        pytest.param("store", "import web", id="the disk does not know who asks"),
        pytest.param("cli", "import web.pages", id="the command line and the web stand side by side"),
        pytest.param("directory", "import os", id="the directory does not read the environment"),
        pytest.param("directory", "from pathlib import Path", id="the directory does not read files"),
        pytest.param("routing", "import random", id="routing leaves nothing to chance"),
        pytest.param("routing", "import sqlalchemy", id="routing asks no database"),
        pytest.param("routing", "import litestar", id="routing knows no web"),
    ],
)
def test_a_breach_is_refused(tmp_path: Path, room: str, line: str) -> None:
    for name in ROOMS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "web" / "pages.py").touch()
    (tmp_path / "pyproject.toml").write_bytes((PROJECT / "pyproject.toml").read_bytes())
    (tmp_path / room / "__init__.py").write_text(line + "\n")

    report = lint_imports(tmp_path)

    assert report.returncode == 1, report.stdout
    assert "BROKEN" in report.stdout


def test_every_room_is_in_the_wheel_under_the_linter_and_under_the_type_checker() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())

    packaged = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    linted = settings["tool"]["importlinter"]["root_packages"]
    typed = settings["tool"]["mypy"]["files"]
    assert tuple(packaged) == tuple(linted) == ROOMS
    assert set(ROOMS) <= set(typed)
