"""A demonstration server to which a test itself reports room: as long as nothing else takes reports (issue 6)."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, post

from directory.capacity import CapacityReport, Space
from web.app import create_app
from web.desk import Desk


@post("/tests/room/{service_id:str}/{status:str}", sync_to_thread=False)
def take_report(request: Request[Any, Any, Any], service_id: str, status: str) -> None:
    """Take a report that a place of safety made just now."""
    desk: Desk = request.app.state.desk
    desk.capacity = {**desk.capacity, service_id: CapacityReport(status=Space(status), updated=desk.clock())}


def create_reporting_app() -> Litestar:
    """Make the application, with an address for reports."""
    app = create_app()
    app.register(take_report)
    return app
