"""The server of the browser tests with findings of a proof for its pages of coverage."""

from __future__ import annotations

from litestar import Litestar

from tests.web.proved import prove
from web.app import create_app as create_plain_app


def create_app() -> Litestar:
    """Make the application."""
    return create_plain_app(prove=prove)
