"""What the machine tells the program: its settings and its clock. Nothing else in web/ reads either."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from store.first_use import home_path

Clock = Callable[[], datetime]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the data live, and whether the demonstration sign-in exists."""

    home: Path = Path("var")
    database_url: str | None = None
    demo: bool = False


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read CRISIS_HOME, CRISIS_DATABASE_URL and CRISIS_DEMO; only CRISIS_DEMO=1 switches the demonstration on."""
    return Settings(
        home=home_path(environ),
        database_url=environ.get("CRISIS_DATABASE_URL") or None,
        demo=environ.get("CRISIS_DEMO") == "1",
    )


def machine_clock() -> datetime:
    """Return the present instant (UTC)."""
    return datetime.now(UTC)
