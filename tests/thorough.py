"""How thorough a run is.

`make test` repeats what is random a few times and looks at each page on one of its devices. `make check` and CI repeat the
promises in full; `CRISIS_TESTS=thorough make check` repeats everything in full and looks on every device.
"""

from __future__ import annotations

import os

THOROUGH = os.environ.get("CRISIS_TESTS") == "thorough"


def times(few: int, many: int) -> int:
    """Return how often to do it in this run."""
    return many if THOROUGH else few
