"""Problems over HTTP, for those who keep the entries: the queue, and what is done with one of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from directory.reader import KEEPERS
from directory.service import ServiceId
from routing.reports import ReportAct, ReportState
from store.errors import NotKept
from store.reports import KeptReport, ReportEvent
from web.api.editions import LARGEST_NUMBER
from web.api.shapes import ReportActed, ReportGiven, ReportsGiven
from web.bodies import read_json
from web.curate.reports import reports_of, require_kept, service_of
from web.openapi import takes
from web.problems import ProblemError, documented
from web.readers import desk_of, require_role

_READ = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE)


@get("/api/v1/reports", summary="Problems told about entries", operation_id="list_reports", responses=_READ)
async def reports(
    request: Request[Any, Any, Any],
    standing: FromQuery[ReportState | None] = None,
    entry: Annotated[str | None, QueryParameter(max_length=80)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> ReportsGiven:
    """List the problems about entries that the key's reader keeps, the oldest first, with the last thing done with each."""
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    done = None if standing is None else standing is ReportState.DONE
    mine = await reports_of(desk, reader, done=done, entry=entry)
    found = [one for one in mine if standing in {None, one.state}]
    now = desk.clock()
    page = tuple(ReportGiven(state=one.state, age_days=one.age(now).days, report=one) for one in found[offset : offset + limit])
    return ReportsGiven(total=len(found), limit=limit, offset=offset, reports=page)


@post(
    "/api/v1/reports/{seq:int}/events",
    summary="Say what is done with a problem",
    operation_id="act_on_report",
    operation_class=takes(ReportActed),
    responses=_READ | documented(HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
)
async def act(request: Request[Any, Any, Any], seq: FromPath[int]) -> ReportGiven:
    """Keep that somebody looks at it, is done with it and what they found, or takes it up again; signed with the key's name.

    `resolution` is needed where it is done; `change` is the number of the change that mended the entry.
    """
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    acted = await read_json(request, ReportActed)
    if (acted.what is ReportAct.DONE) != (acted.resolution is not None):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "What was found is told when it is done, and then only.", where="resolution", expected=FOUND
        )
    if not 0 <= seq <= LARGEST_NUMBER:
        raise NotKept("no problem of that number was told here")
    require_kept(reader, service_of(desk, await entry_of(request, seq)))
    event = ReportEvent(
        what=acted.what,
        author=reader.name,
        made_at=desk.clock(),
        resolution=acted.resolution,
        note=acted.note,
        change=acted.change,
    )
    await desk.home.reports.happened([seq], event)
    report, _events = await desk.home.reports.get(seq)
    return ReportGiven(state=report.state, age_days=report.age(desk.clock()).days, report=report)


FOUND = "corrected, was_right, not_ours, duplicate or cannot_tell with done, and nothing else with anything else"

report_operations = (reports, act)


async def entry_of(request: Request[Any, Any, Any], seq: int) -> ServiceId:
    """Return the entry that a problem is about."""
    kept: KeptReport
    kept, _events = await desk_of(request).home.reports.get(seq)
    return kept.service_id
