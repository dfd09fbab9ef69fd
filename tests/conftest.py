"""What every test run says first."""

from __future__ import annotations

from tests.thorough import THOROUGH


def pytest_report_header() -> str:
    """Say how often the tests repeat what they repeat."""
    return f"repetitions: {'all' if THOROUGH else 'a few (all of them, on every device, with CRISIS_TESTS=thorough)'}"
