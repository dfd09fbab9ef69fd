"""Whoever is woken is told in plain words why, and finds in the runbook what to do."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
ALERTS = PROJECT / "docs" / "operations" / "alerts.yml"
RUNBOOK = PROJECT / "docs" / "operations" / "runbook.md"
RULES: list[dict[str, Any]] = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]

EACH = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["alert"]) for rule in RULES])


def anchors() -> set[str]:
    """Return what a link into the runbook may name."""
    headings = re.findall(r"^#+ (.+)$", RUNBOOK.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EACH
def test_each_alert_says_how_urgent_it_is_and_why(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "warn"}
    assert rule["annotations"]["summary"].endswith((".", '".'))


@EACH
def test_each_alert_leads_to_its_own_section_of_the_runbook(rule: dict[str, Any]) -> None:
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert PROJECT / file == RUNBOOK
    assert anchor == rule["alert"].lower()
    assert anchor in anchors()


def test_every_section_that_is_named_for_an_alert_has_one() -> None:
    named = re.findall(r"^### (\w+)$", RUNBOOK.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(rule["alert"] for rule in RULES)


def test_every_link_within_the_runbook_leads_somewhere() -> None:
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK.read_text())) <= anchors()


def test_prometheus_takes_the_rules_and_each_is_raised_when_it_should_be() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool: tools/debian.sh 'alerts are checked with it' prometheus")
    for asked in (("check", "rules", ALERTS), ("test", "rules", PROJECT / "deploy" / "alerts_test.yml")):
        told = subprocess.run((promtool, *asked), check=False, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout + told.stderr
