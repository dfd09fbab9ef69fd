"""What every start opens before the database: where the home is, and the places with their table of full postcodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from directory.errors import SourceRejected
from directory.places import Gazetteer
from seed.places import build_postcode_table, load_gazetteer

POSTCODE_TABLE = "postcodes.table"


def home_path(environment: Mapping[str, str]) -> Path:
    """Return the home that CRISIS_HOME names, or var/ where one stands."""
    return Path(environment.get("CRISIS_HOME") or "var")


def open_gazetteer(home: Path, tell: Callable[[str], None]) -> Gazetteer:
    """Load the places with every full postcode, making the table on first use or when it cannot be trusted.

    Where it cannot be kept, full postcodes are known to their sector. `tell` receives what takes a while or is missing.
    """
    table = home / POSTCODE_TABLE
    try:
        if table.exists():
            return load_gazetteer(table)
    except SourceRejected as fault:
        tell(str(fault))
    try:
        return _build(table, tell)
    except OSError as fault:
        tell(f"the table of full postcodes cannot be kept ({fault.strerror}): postcodes are known to their sector")
        return load_gazetteer()


def _build(table: Path, tell: Callable[[str], None]) -> Gazetteer:
    table.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    tell("making the table of full postcodes: a few seconds, once")
    count = build_postcode_table(table)
    tell(f"{count:,} postcodes are ready")
    return load_gazetteer(table)
