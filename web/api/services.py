"""GET /api/v1/services, /services/{id} and /places: what the directory holds, as its reader may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath, QueryParameter

from directory.areas import PlaceResolution
from directory.errors import ContextRejected
from directory.kinds import KINDS
from routing.reading import instant_asked
from web.api.shapes import SeenService, ServicePage
from web.listing import Wanted, list_services, seen_service
from web.problems import ProblemError, documented
from web.readers import desk_of, key_reader

Text = Annotated[str | None, QueryParameter(max_length=120)]
_READ_PROBLEMS = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)


@get(
    "/api/v1/services",
    summary="Services by place, kind, age, instant and words",
    operation_id="list_services",
    responses=_READ_PROBLEMS,
)
async def services(  # noqa: PLR0913, PLR0917 (one argument for each parameter)
    request: Request[Any, Any, Any],
    place: Text = None,
    kind: Text = None,
    open_at: Text = None,
    age: Annotated[int | None, QueryParameter(ge=0, le=125)] = None,
    q: Text = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> ServicePage:
    """List the services that fit, in the order of their ids, so that pages stay stable within an edition.

    `open_at` keeps those with a contact that is surely open then; without an offset it is Europe/London time.
    """
    desk = desk_of(request)
    if kind is not None and kind not in KINDS:
        raise ContextRejected("kind", "a service kind of the vocabulary, such as crhtt")
    wanted = Wanted(
        at=desk.clock() if open_at is None else instant_read("open_at", open_at),
        place=place,
        kind=kind,
        open_only=open_at is not None,
        age=age,
        words=q or "",
        limit=limit,
        offset=offset,
    )
    return list_services(desk.holding().compiled, wanted, await key_reader(request))


@get(
    "/api/v1/services/{service_id:str}",
    summary="One service",
    operation_id="get_service",
    responses=_READ_PROBLEMS | documented(HTTPStatus.NOT_FOUND),
)
async def service(request: Request[Any, Any, Any], service_id: FromPath[str]) -> SeenService:
    """Return one entry as its reader may see it; a superseded one names the entry that took its place."""
    desk = desk_of(request)
    edition, reader = desk.holding().compiled, await key_reader(request)
    compiled = edition.services.get(service_id)
    if compiled is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The edition holds no service of this id.")
    return seen_service(edition, compiled, desk.clock(), reader)


@get(
    "/api/v1/places",
    summary="What a text about a place means",
    operation_id="resolve_place",
    responses=documented(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def places(request: Request[Any, Any, Any], q: Annotated[str, QueryParameter(max_length=120)]) -> PlaceResolution:
    """Resolve a postcode or part of one, town, council, police force, ICB or "latitude, longitude" to its areas."""
    return desk_of(request).holding().compiled.resolve(q)


def instant_read(field: str, text: str) -> datetime:
    """Read an instant as it is written, such as 2026-12-25T03:10:00+00:00; numbers are no instants."""
    try:
        return instant_asked(field, msgspec.convert(text, datetime)).astimezone(UTC)
    except msgspec.ValidationError:
        raise ContextRejected(field, "an instant such as 2026-12-25T03:10:00+00:00") from None
