"""What is committed names no package registry, no machine of ours, and no secret place to download from."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

# Written in two parts, so that this file does not name them.
REGISTRIES = ("registry." + "npmjs", "files." + "pythonhosted", "pypi." + "org/simple", "deb." + "debian.org")
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|farm|root|home|opt/" + r"pypi)/[\w.]|/tmp/" + r"[a-zA-Z]")
BINARY = {".png", ".jpg", ".ico", ".gz", ".woff2"}
PINNED = re.compile(r"[a-z0-9-]+==[^\s;]+( ; .+)?")


def our_files() -> list[Path]:
    """List what git keeps or would keep: not what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [PROJECT / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(PROJECT)}:{number}"
        for file in our_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize("lock", sorted((PROJECT / "requirements").glob("*.lock")), ids=lambda lock: lock.name)
def test_a_lock_pins_every_line_and_holds_no_address(lock: Path) -> None:
    lines = [line for line in lock.read_text().splitlines() if line and not line.lstrip().startswith("#")]

    assert lines
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_the_npm_lock_holds_sums_and_no_address() -> None:
    text = (PROJECT / "package-lock.json").read_text()

    assert '"integrity": "sha512-' in text
    assert '"resolved"' not in text
    assert "://" not in text


def test_nothing_that_setup_makes_is_committed() -> None:
    made = {".venv", "node_modules", "var"}

    assert [file for file in our_files() if made & set(file.relative_to(PROJECT).parts)] == []
    assert [file for file in our_files() if "web/static/vendor" in file.as_posix()] == []
