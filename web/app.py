"""Puts the server together: settings and clock in, an ASGI application out. Everything it does is in the files it names."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, cast

from litestar import Litestar
from litestar.types import HTTPScope, Message, Scope

from store.editions import Contents
from store.home import load_shipped
from web.ambulance import parts as ambulance_parts
from web.api.answers import answer
from web.api.capacity import reporting
from web.api.changes import changing
from web.api.coverage import covering
from web.api.due import due_parts
from web.api.editions import edition, editions
from web.api.figures import figures as month_figures
from web.api.health import live, metrics, ready
from web.api.hours import hours
from web.api.imports import importing
from web.api.refusals import tell_refusal
from web.api.reports import report_operations
from web.api.services import places, service, services, suggestions
from web.api.timelines import timelines
from web.areas import area_handlers
from web.arriving import let_in
from web.bodies import LARGEST_BODY
from web.capacity_board import parts as capacity_parts
from web.clients import is_secure
from web.console import parts as console_parts
from web.coverage import pages as coverage_pages
from web.coverage_board import pages as board_pages
from web.coverage_gap import gap_page
from web.curate.changes import handlers as change_pages
from web.curate.checks import ChecksUnderWay
from web.curate.due import work_list
from web.curate.entries import editor
from web.curate.entry_list import listing
from web.curate.history import handlers as history_pages
from web.curate.importing import parts as import_parts
from web.curate.reports import report_rooms
from web.curate.room_history import parts as room_history_parts
from web.curate.rooms import parts as room_parts
from web.demo import DemoSignIns
from web.desk import open_desk
from web.figures import figure_pages
from web.files import static
from web.headers import add_headers
from web.limits import Limits
from web.lines import set_up_logs
from web.logs import AccessLog
from web.measuring import measure_for_ever
from web.metrics import Metrics
from web.offline import parts as offline_parts
from web.openapi import described
from web.pages import demo_sign_in, demo_sign_out, pages
from web.police import parts as police_parts
from web.problems import answer_problem
from web.refusals import parts as refusal_parts
from web.reports import ReportDoor
from web.reports import parts as report_parts
from web.security_txt import security_txt
from web.service_page import service_page
from web.settings import Clock, Settings, machine_clock, read_settings
from web.sign_in import asked_over_https
from web.sign_in import parts as sign_in_parts
from web.slow_bodies import SlowBodies
from web.turns import Beside
from web.worker import beside, stop_with_parent

if TYPE_CHECKING:
    from web.tracing import Spans

TRACING = "web.tracing"
"""Loaded where a collector is named: what it needs is an extra."""


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, shipped: Callable[[], Contents] = load_shipped
) -> Litestar:
    """Make the application: `granian --interface asgi --factory web.app:create_app`."""
    settings = settings or read_settings()
    set_up_logs()
    figures = Metrics(settings.metrics_folder)
    access = AccessLog(figures)
    spans: Spans | None = import_module(TRACING).Spans() if settings.tracing else None

    @asynccontextmanager
    async def open_for_business(app: Litestar) -> AsyncIterator[None]:
        get_running_loop().set_default_executor(Beside())
        async with open_desk(settings, clock, figures, shipped) as desk, asked_over_https(settings) as provider:
            app.state.update({"desk": desk, "provider": provider})
            measuring = () if settings.metrics_folder is None else (measure_for_ever(desk),)
            async with beside(stop_with_parent(), app.state.slow_bodies.let_go_for_ever(), *measuring):
                yield
            app.state.checks.stop()
        access.flush()
        if spans is not None:
            await spans.close()

    async def as_it_leaves(message: Message, scope: Scope) -> None:
        # A before_send hook, because the framework's middleware does not run where no route is found.
        if message["type"] == "http.response.start":
            held = app.state.desk.held  # before anything is waited for: the edition of this answer
            await app.state.desk.home.queue.kept()  # no answer leaves before it would outlive this process
            add_headers(message, scope, is_secure=is_secure(scope, settings), edition_said=() if held is None else held.said)
            asked = cast("HTTPScope", scope)
            line = access.write(message["status"], asked)
            if spans is not None:
                spans.add(line, asked)

    app = Litestar(
        route_handlers=[
            answer,
            services,
            service,
            suggestions,
            places,
            timelines,
            hours,
            editions,
            edition,
            *covering,
            *changing,
            *importing,
            *report_operations,
            month_figures,
            *reporting,
            tell_refusal,
            *due_parts,
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
            security_txt,
            *sign_in_parts,
            *import_parts,
            *work_list,
            *report_rooms,
            *figure_pages,
            *listing,
            *editor,
            *change_pages,
            *history_pages,
            *((demo_sign_in, demo_sign_out) if settings.demo else ()),
            static,
        ],
        lifespan=[open_for_business],
        openapi_config=described(),
        exception_handlers={Exception: answer_problem},
        request_max_body_size=LARGEST_BODY,
        before_request=let_in,
        before_send=[as_it_leaves],
        logging_config=None,
    )
    app.state.update(
        {
            "settings": settings,
            "sign_ins": DemoSignIns(),
            "report_door": ReportDoor(),
            "limits": Limits(settings.requests_per_second),
            "checks": ChecksUnderWay(),
            "slow_bodies": SlowBodies(settings.body_seconds),
        }
    )
    return app
