"""The server as it is served, but for its clock: a file says by how many seconds that is wrong."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from litestar import Litestar

from web import app

CLOCK = Path(os.environ.get("WRONG_CLOCK", ""))


def wrong_clock() -> datetime:
    """Return the instant that this node takes for the present one."""
    return datetime.now(UTC) + timedelta(seconds=float(CLOCK.read_text()))


def create_app() -> Litestar:
    """Make the server."""
    return app.create_app(clock=wrong_clock)
