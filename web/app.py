"""Puts the server together: settings and clock in, an ASGI application out. Everything it does is in the files it names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from litestar import Litestar, Request
from litestar.types import HTTPScope, Message, Scope

from store.editions import Contents
from store.home import load_shipped
from web.ambulance import parts as ambulance_parts
from web.api.answers import answer
from web.api.capacity import reporting
from web.api.changes import changing
from web.api.coverage import covering
from web.api.editions import edition, editions
from web.api.health import live, metrics, ready
from web.api.refusals import tell_refusal
from web.api.services import places, service, services, suggestions
from web.api.timelines import timelines
from web.areas import area_handlers
from web.bodies import LARGEST_BODY
from web.capacity_board import parts as capacity_parts
from web.console import parts as console_parts
from web.coverage import pages as coverage_pages
from web.coverage_board import pages as board_pages
from web.coverage_gap import gap_page
from web.curate.changes import handlers as change_pages
from web.curate.checks import ChecksUnderWay
from web.curate.history import handlers as history_pages
from web.curate.room_history import parts as room_history_parts
from web.curate.rooms import parts as room_parts
from web.demo import DemoSignIns
from web.desk import open_desk
from web.files import static
from web.headers import add_headers
from web.logs import AccessLog, note_start, set_up_logs
from web.metrics import Metrics
from web.offline import parts as offline_parts
from web.openapi import described
from web.pages import demo_sign_in, demo_sign_out, pages
from web.police import parts as police_parts
from web.problems import answer_problem
from web.refusals import parts as refusal_parts
from web.reports import ReportDoor
from web.reports import parts as report_parts
from web.service_page import service_page
from web.settings import Clock, Settings, machine_clock, read_settings
from web.signed_in import note_reader


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, shipped: Callable[[], Contents] = load_shipped
) -> Litestar:
    """Make the application: `granian --interface asgi --factory web.app:create_app`."""
    settings = settings or read_settings()
    set_up_logs()
    figures = Metrics()
    access = AccessLog(figures)

    @asynccontextmanager
    async def open_for_business(app: Litestar) -> AsyncIterator[None]:
        async with open_desk(settings, clock, figures, shipped) as desk:
            app.state.desk = desk
            yield
            app.state.checks.stop()
        access.flush()

    async def as_it_arrives(request: Request[Any, Any, Any]) -> None:
        note_start(request)
        if not request.url.path.startswith("/api/"):
            await note_reader(request)

    async def as_it_leaves(message: Message, scope: Scope) -> None:
        # A before_send hook, because the framework's middleware does not run where no route is found.
        if message["type"] == "http.response.start":
            add_headers(message, scope)
            access.write(message["status"], cast("HTTPScope", scope))

    app = Litestar(
        route_handlers=[
            answer,
            services,
            service,
            suggestions,
            places,
            timelines,
            editions,
            edition,
            *covering,
            *changing,
            *reporting,
            tell_refusal,
            live,
            ready,
            metrics,
            *pages,
            *area_handlers,
            *console_parts,
            *coverage_pages,
            *board_pages,
            gap_page,
            service_page,
            *police_parts,
            *ambulance_parts,
            *capacity_parts,
            *room_parts,
            *room_history_parts,
            *offline_parts,
            *refusal_parts,
            *report_parts,
            *change_pages,
            *history_pages,
            *((demo_sign_in, demo_sign_out) if settings.demo else ()),
            static,
        ],
        lifespan=[open_for_business],
        openapi_config=described(),
        exception_handlers={Exception: answer_problem},
        request_max_body_size=LARGEST_BODY,
        before_request=as_it_arrives,
        before_send=[as_it_leaves],
        logging_config=None,
    )
    app.state.update({"settings": settings, "sign_ins": DemoSignIns(), "report_door": ReportDoor(), "checks": ChecksUnderWay()})
    return app
