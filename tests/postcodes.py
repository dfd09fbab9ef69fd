"""The table of full postcodes, made once for all tests: it takes seconds, and every home would make its own."""

from __future__ import annotations

import fcntl
import hashlib
from functools import cache
from pathlib import Path

from seed import places
from seed.places import build_postcode_table
from store.first_use import POSTCODE_TABLE

KEPT = Path(__file__).parents[1] / "build" / "tests"


@cache
def the_postcode_table() -> Path:
    """Return the table, made by whichever process of the run comes first; another version of the program makes another."""
    KEPT.mkdir(parents=True, exist_ok=True)
    made_by = hashlib.sha256(Path(places.__file__).read_bytes()).hexdigest()[:12]
    table = KEPT / f"postcodes-{made_by}"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not table.exists():
            build_postcode_table(table)
    return table


def with_postcodes(home: Path) -> Path:
    """Return the home, made if need be, with that table in it."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / POSTCODE_TABLE).exists():
        (home / POSTCODE_TABLE).symlink_to(the_postcode_table())
    return home
