"""What every test run says first, and which files it begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.thorough import THOROUGH

TESTS = Path(__file__).parent

TAKE_LONGEST = (
    "web/test_without_database.py",
    "cli/test_publish.py",
    "cli/test_imports.py",
    "cli/test_replay_and_check.py",
    "store/test_chain.py",
    "spec/test_certificate.py",
    "store/test_migrations.py",
    "faults/test_never_silent.py",
    "store/test_two_nodes.py",
    "cli/test_search.py",
    "cli/test_workers.py",
    "spec/test_difference.py",
    "browser/test_console.py",
    "browser/test_working_day.py",
    "browser/test_public_pages.py",
    "browser/test_curate_entry.py",
    "browser/test_officer.py",
    "browser/test_coverage.py",
    "web/test_matrix.py",
    "browser/test_journeys.py",
    "browser/test_crew.py",
    "web/test_health.py",
    "store/test_nodes_served.py",
)
"""A file is run by one worker: begun last, one of these would leave the others with nothing to do."""


def pytest_report_header() -> str:
    """Say how often the tests repeat what they repeat."""
    return f"repetitions: {'all' if THOROUGH else 'a few (all of them, on every device, with CRISIS_TESTS=thorough)'}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; the others come after them in their usual order."""
    turns = {TESTS / name: turn for turn, name in enumerate(TAKE_LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))
