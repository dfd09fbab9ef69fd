"""How often the tests that repeat something at random do so: a few times in `make test`, all of them in `make check` and CI."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("CRISIS_TESTS") == "thorough"


def times(few: int, many: int) -> int:
    """Return how often to do it in this run."""
    return many if THOROUGH else few
