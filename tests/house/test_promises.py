"""What the README, the Makefile and the Dockerfile promise is there."""

import re
import shlex
import zipfile
from pathlib import Path

import pathspec
import pytest
from hatchling.builders.wheel import WheelBuilder

from cli.main import COMMANDS
from directory.service import Status
from seed.load import load_services

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
MAKEFILE = (PROJECT / "Makefile").read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ")


def copied_into_the_image() -> list[str]:
    """List what the Dockerfile copies from the project (not from another stage)."""
    copies = [shlex.split(line)[1:] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    return [source for words in copies if not words[0].startswith("--from") for source in words[:-1]]


def test_the_readme_counts_the_directory_as_it_ships() -> None:
    services = load_services()
    unchecked = [service for service in services if service.status is Status.NEEDS_CHECK]

    assert f"Of\n  {len(services)} entries {len(unchecked)} are marked *needs check*" in README


@pytest.mark.parametrize("command", ["make serve", "make test"])
def test_the_first_screen_says_how_to_begin(command: str) -> None:
    assert command in README


@pytest.mark.parametrize("limit", ["999", "signpost", "England", "DCB0129", "fictitious"])
def test_the_first_screen_says_what_this_is_not(limit: str) -> None:
    first_screen = "\n".join(README.splitlines()[:70])

    assert limit.lower() in first_screen.lower()


def test_every_make_target_that_is_written_down_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))
    written = README + (PROJECT / "CONTRIBUTING.md").read_text() + (PROJECT / ".ci" / "run").read_text()

    assert set(re.findall(r"\bmake ([a-z]+)\b", written)) <= targets


def test_every_command_that_is_written_down_exists() -> None:
    written = README + "".join(document.read_text() for document in PROJECT.glob("docs/**/*.md"))
    named = set(re.findall(r"(?:bin/|`)crisis ([a-z]+)", written))

    assert {"answer", "place", "evaluate", "import", "replay", "check"} <= named <= set(COMMANDS)


@pytest.mark.parametrize(
    "document", sorted([PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *PROJECT.glob("docs/**/*.md")])
)
def test_every_link_between_our_documents_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("source", copied_into_the_image())
def test_what_the_image_copies_is_there_and_not_ignored(source: str) -> None:
    ignored = pathspec.GitIgnoreSpec.from_lines((PROJECT / ".dockerignore").read_text().splitlines())
    folder = PROJECT / source

    assert folder.exists()
    assert not ignored.match_file(f"{source}/anything" if folder.is_dir() else source)


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]

    assert "\nUSER crisis\n" in last_stage
    assert "HEALTHCHECK" in last_stage
    assert "/health/live" in last_stage


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    folder = str(tmp_path_factory.mktemp("wheel"))
    built = next(WheelBuilder(str(PROJECT)).build(directory=folder, versions=["standard"]))
    with zipfile.ZipFile(built) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_carries_every_file_of_every_room(wheel: frozenset[str]) -> None:
    rooms = ("directory", "routing", "seed", "store", "web", "cli")
    files = (file for room in rooms for file in (PROJECT / room).rglob("*") if file.is_file())
    ours = {str(file.relative_to(PROJECT)) for file in files if "__pycache__" not in file.parts}

    assert ours <= wheel


def test_the_wheel_carries_nothing_of_the_workshop(wheel: frozenset[str]) -> None:
    assert [name for name in wheel if name.split("/")[0] in {"tests", "tools", "docs", "var", "node_modules"}] == []
