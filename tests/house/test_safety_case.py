"""The hazard log holds: every hazard names tests and controls that are there, and the page says what the log says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tools.hazards import PAGE, PROJECT, Hazard, Likelihood, Severity, page_of, read_hazards, risk

HAZARDS = read_hazards()
EACH = pytest.mark.parametrize("hazard", [pytest.param(hazard, id=hazard.id) for hazard in HAZARDS])


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the tests that a file holds."""
    tree = ast.parse(path.read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@EACH
def test_each_hazard_is_guarded_by_tests_that_exist(hazard: Hazard) -> None:
    assert hazard.tests
    for named in hazard.tests:
        file, _, name = named.partition("::")
        assert (PROJECT / file).is_file(), named
        assert name in names_in(PROJECT / file), named


@EACH
def test_each_control_stands_where_it_is_said_to(hazard: Hazard) -> None:
    assert hazard.controls
    for control in hazard.controls:
        assert (PROJECT / control.where).is_file(), control.where


@EACH
def test_controls_bring_a_risk_down_and_what_is_undesirable_is_left_open(hazard: Hazard) -> None:
    residual = risk(hazard.residual_severity, hazard.residual_likelihood)
    initial = risk(hazard.severity, hazard.likelihood)
    assert residual <= initial
    # What is no lower than before, and a residual risk of 4 or 5, which may not go into use, cannot be anything but open.
    assert hazard.open or (residual < initial and residual <= 3)


def test_hazards_are_numbered_in_order_and_none_is_taken_out() -> None:
    assert [hazard.id for hazard in HAZARDS] == [f"HAZ-{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 21


def test_the_page_says_what_the_log_says() -> None:
    assert PAGE.read_text() == page_of(HAZARDS), "run: make hazards"


def test_risk_rises_with_severity_and_with_likelihood() -> None:
    assert (risk(Severity.MINOR, Likelihood.VERY_LOW), risk(Severity.CATASTROPHIC, Likelihood.VERY_HIGH)) == (1, 5)
    for likelihood in Likelihood:
        risks = [risk(severity, likelihood) for severity in Severity]
        assert risks == sorted(risks)
    for severity in Severity:
        risks = [risk(severity, likelihood) for likelihood in Likelihood]
        assert risks == sorted(risks)


@pytest.mark.parametrize("page", ["docs/safety/README.md", "docs/privacy.md", "docs/security.md", "SECURITY.md"])
def test_every_file_and_test_that_these_pages_name_is_there(page: str) -> None:
    text = (PROJECT / page).read_text()
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    for link in filter(None, links):
        assert ((PROJECT / page).parent / link).exists(), link
    for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text):
        assert (PROJECT / file).is_file(), file
        assert not name or name in names_in(PROJECT / file), name
