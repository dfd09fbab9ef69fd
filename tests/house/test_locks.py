"""The locks give every dependency that is asked for, on every Python that we promise."""

import ast
import json
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text())

EXTRAS = [line for lines in SETTINGS["project"]["optional-dependencies"].values() for line in lines]


def pins(lock: str, python: str) -> dict[str, Version]:
    """Read what a lock installs on Linux with CPython `python`."""
    machine = {
        "python_version": python,
        "python_full_version": python + ".0",
        "sys_platform": "linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    lines = (PROJECT / "requirements" / lock).read_text().splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.lstrip().startswith("#")]
    return {
        canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
        for pin in wanted
        if pin.marker is None or pin.marker.evaluate(machine)
    }


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    ("lock", "asked_for"),
    [
        ("runtime.lock", [*SETTINGS["project"]["dependencies"], *EXTRAS]),
        ("dev.lock", SETTINGS["dependency-groups"]["dev"]),
        ("build.lock", SETTINGS["build-system"]["requires"]),
    ],
    ids=["runtime", "dev", "build"],
)
def test_a_lock_satisfies_what_pyproject_asks_for(lock: str, asked_for: list[str], python: str) -> None:
    pinned = pins(lock, python)

    for requirement in map(Requirement, asked_for):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_tests_run_on_the_versions_that_users_get(python: str) -> None:
    runtime, dev = pins("runtime.lock", python), pins("dev.lock", python)

    assert runtime.items() <= dev.items()


def test_stylesheet_and_templates_of_the_design_system_are_a_pair() -> None:
    front_end = json.loads((PROJECT / "package.json").read_text())["dependencies"]

    # The README of nhsuk-frontend-jinja pairs its 0.10.2 with nhsuk-frontend 10.6.1.
    assert front_end["nhsuk-frontend"] == "10.6.1"
    assert pins("runtime.lock", "3.13")["nhsuk-frontend-jinja"] == Version("0.10.2")


def test_what_the_design_turns_away_stays_out() -> None:
    turned_away = {"advanced-alchemy", "authlib", "typer", "uvicorn", "whenever", "portion", "workalendar"}

    assert turned_away.isdisjoint(pins("runtime.lock", "3.11"))
    assert turned_away.isdisjoint(pins("runtime.lock", "3.13"))


def test_every_package_that_our_rooms_import_is_asked_for_by_name() -> None:
    asked_for = {canonicalize_name(Requirement(line).name) for line in (*SETTINGS["project"]["dependencies"], *EXTRAS)}
    rooms = set(SETTINGS["tool"]["importlinter"]["root_packages"])
    distributions = packages_distributions()
    files = (file for room in rooms for file in (PROJECT / room).rglob("*.py"))
    trees = [ast.parse(file.read_text()) for file in files]

    imported = {name.split(".")[0] for tree in trees for node in ast.walk(tree) for name in names_imported_by(node)}
    strangers = imported - rooms - sys.stdlib_module_names
    undeclared = {name for name in strangers if asked_for.isdisjoint(map(canonicalize_name, distributions[name]))}
    assert undeclared == set()


def names_imported_by(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports; none if it is not an import."""
    match node:
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case _:
            return []
