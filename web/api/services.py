"""GET /api/v1/services, /services/{id}, /suggestions and /places: what the directory holds, as its reader may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath, FromQuery, QueryParameter

from directory.areas import PlaceResolution
from directory.errors import ContextRejected
from directory.kinds import KINDS
from directory.reader import Role
from directory.search import suggestions as find_suggestions
from routing.finding import SeenService, ServicePage, Wanted, find_services, seen_service
from routing.reading import instant_asked
from web.answering import count_search
from web.api.shapes import Suggestions
from web.problems import ProblemError, documented
from web.readers import desk_of, key_reader

Text = Annotated[str | None, QueryParameter(max_length=120)]
LONGEST_WORDS = 200
_READ_PROBLEMS = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)


@get(
    "/api/v1/services",
    summary="Services by words, half a number, place, kind, age and instant",
    operation_id="list_services",
    responses=_READ_PROBLEMS,
)
async def services(  # noqa: PLR0913, PLR0917 (one argument for each parameter)
    request: Request[Any, Any, Any],
    q: Annotated[str | None, QueryParameter(max_length=LONGEST_WORDS)] = None,
    place: Text = None,
    kind: Text = None,
    open_at: Text = None,
    age: Annotated[int | None, QueryParameter(ge=0, le=125)] = None,
    audience: FromQuery[Role | None] = None,
    self_referral: FromQuery[bool | None] = None,
    open_now: FromQuery[bool | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> ServicePage:
    """Search with `q` (any words, slips of the keyboard, a postcode or town, digits of a number), or list without it.

    A search leaves nothing out: what is closed, does not take the age or serves other areas comes after what fits, and
    `found` says why. A list holds what fits, in the order of the ids, so that pages stay stable within an edition; `open_at`
    keeps in it those with a contact that is surely open then. Times without an offset are Europe/London time. Any of
    `audience`, `self_referral` and `open_now` makes a search of a list.
    """
    desk = desk_of(request)
    if kind is not None and kind not in KINDS:
        raise ContextRejected("kind", "a service kind of the vocabulary, such as crhtt")
    wanted = Wanted(
        at=desk.clock() if open_at is None else instant_read("open_at", open_at),
        words=q,
        place=place,
        kind=kind,
        age=age,
        surely_open=open_at is not None,
        audience=audience,
        self_referral=self_referral,
        open_now=open_now is True,
        limit=limit,
        offset=offset,
    )
    held, reader = desk.holding(), await key_reader(request)
    page = find_services(held.compiled, held.index, wanted, reader)
    if q and not offset:
        count_search(desk, q, page, reader)
    return page


@get(
    "/api/v1/suggestions",
    summary="What may be meant by what was typed so far",
    operation_id="suggest",
    responses=_READ_PROBLEMS,
)
async def suggestions(
    request: Request[Any, Any, Any],
    q: Annotated[str, QueryParameter(max_length=LONGEST_WORDS)],
    limit: Annotated[int, QueryParameter(ge=1, le=20)] = 8,
) -> Suggestions:
    """Suggest services, kinds of service and places, by our names for them; never a number."""
    held, reader = desk_of(request).holding(), await key_reader(request)
    return Suggestions(edition=held.current.edition.number, suggestions=find_suggestions(held.index, q, reader, limit))


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
    return desk_of(request).holding().compiled.gazetteer.resolve(q)


def instant_read(field: str, text: str) -> datetime:
    """Read an instant as it is written, such as 2026-12-25T03:10:00+00:00; numbers are no instants."""
    try:
        return instant_asked(field, msgspec.convert(text, datetime)).astimezone(UTC)
    except msgspec.ValidationError:
        raise ContextRejected(field, "an instant such as 2026-12-25T03:10:00+00:00") from None
