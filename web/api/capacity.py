"""Room at places of safety over HTTP: read by whoever may, reported by those who keep the place, kept for ever."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi import ResponseSpec
from litestar.params import FromPath

from directory.reader import KEEPERS, Role, may_see
from routing.edition import CompiledEdition, CompiledService
from routing.reading import instant_asked
from routing.visibility import service_as_seen_by
from store.room_reports import How, KeptReport
from web.api.shapes import CapacityGiven, CapacityTaken, CapacityTold, PlaceCapacity, RoomHistory, RoomReport
from web.bodies import read_json
from web.desk import Desk
from web.openapi import takes
from web.problems import documented
from web.readers import desk_of, key_reader, require_role
from web.rooms import keep_report, place_kept_by, places_of_safety, standing_of

DAYS_GIVEN = timedelta(days=7)

_READ = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)
_KEPT = _READ | documented(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_WAITS = {
    int(HTTPStatus.ACCEPTED): ResponseSpec(
        CapacityTaken,
        description="Kept on this node, which answers from it; the database is away and gets it later.",
        generate_examples=False,
    )
}
_WRITTEN = (
    _KEPT | _WAITS | documented(HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
)


@get("/api/v1/capacity", summary="Room at every place of safety", operation_id="list_capacity", responses=_READ)
async def capacities(request: Request[Any, Any, Any]) -> CapacityGiven:
    """List every place of safety with its last report; the public learns that the places exist.

    `is_fresh` false: made longer ago than the area relies on, ring to confirm. `status` null: nothing was ever reported.
    """
    reader, desk = await key_reader(request), desk_of(request)
    edition = desk.holding().compiled
    return CapacityGiven(
        at=desk.clock(),
        edition=edition.edition.number,
        places=tuple(as_seen(edition, place, desk, reader) for place in places_of_safety(edition)),
    )


@post(
    "/api/v1/capacity/{service_id:str}",
    summary="Report the room at a place of safety",
    operation_id="report_capacity",
    operation_class=takes(CapacityTold),
    responses=_WRITTEN,
)
async def report_capacity(request: Request[Any, Any, Any], service_id: FromPath[str]) -> Response[CapacityTaken]:
    """Report space, full or closed, and how many rooms are free for adults and under 18; what is left out is not said.

    Needs the key of a keeper of the entry. Without `reported_at` it counts from now. An instant to come is refused (400), and
    so is one before the report that is held (409); the same report again changes nothing. While the database is away it is kept
    on this node and delivered once, later: the answer is 202 then.
    """
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    edition = desk.holding().compiled
    place = place_kept_by(edition, service_id, reader)
    told = await read_json(request, CapacityTold)
    made_at = None if told.reported_at is None else instant_asked("reported_at", told.reported_at)
    told = msgspec.structs.replace(told, reported_at=made_at)
    kept, is_new = await keep_report(desk, place, told, by=reader.name, how=How.KEY)
    standing = standing_of(edition, place, desk)
    taken = CapacityTaken(
        service_id=place.id, is_new=is_new, report=written(kept), stale_at=None if standing is None else standing.stale_at
    )
    return Response(taken, status_code=HTTPStatus.ACCEPTED if kept.seq is None else HTTPStatus.CREATED)


@get(
    "/api/v1/capacity/{service_id:str}/history",
    summary="The reports of a place of safety in the last 7 days",
    operation_id="list_capacity_reports",
    responses=_KEPT,
)
async def capacity_history(request: Request[Any, Any, Any], service_id: FromPath[str]) -> RoomHistory:
    """List them oldest first, with the one before that held as the 7 days began; for keepers of the entry."""
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    place = place_kept_by(desk.holding().compiled, service_id, reader)
    since = desk.clock() - DAYS_GIVEN
    kept = await desk.home.rooms.history(place.id, since=since)
    return RoomHistory(service_id=place.id, name=place.name, since=since, reports=tuple(map(written, kept)))


reporting = (capacities, report_capacity, capacity_history)
"""Every operation of this file."""


def as_seen(edition: CompiledEdition, place: CompiledService, desk: Desk, reader: Role) -> PlaceCapacity:
    """Show a place as its reader may see it."""
    is_theirs = may_see(reader, place.service.audience)
    service = service_as_seen_by(place.service, reader)
    standing = standing_of(edition, place.service, desk) if is_theirs else None
    report = None if standing is None else standing.report
    return PlaceCapacity(
        service_id=service.id,
        name=service.name,
        kind=service.kind,
        areas=service.areas,
        withheld=not is_theirs,
        status=None if report is None else report.status,
        adults_free=None if report is None else report.adults_free,
        under_18_free=None if report is None else report.under_18_free,
        reported_at=None if report is None else report.updated,
        stale_at=None if standing is None else standing.stale_at,
        is_fresh=None if standing is None else standing.is_fresh,
    )


def written(kept: KeptReport) -> RoomReport:
    """Write a report as it is kept."""
    return RoomReport(
        status=kept.report.status,
        adults_free=kept.report.adults_free,
        under_18_free=kept.report.under_18_free,
        reported_at=kept.report.updated,
        received_at=kept.received_at,
        by=kept.by,
        how=kept.how,
    )
