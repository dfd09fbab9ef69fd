"""The pages of an area: `/areas` lists them, `/areas/{slug}` is its information sheet, `/areas/{slug}/card` a card to carry.

Each has an address of its own, to be linked and printed, for it says nothing about a person. A place that somebody types
comes by POST and leads to the page of its council.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.areas import Found, PlaceUnknown, places_in
from directory.places import Gazetteer
from directory.reader import Role
from web.area_pages import AREAS, AreaPage, area_pages, groups_of, pages_of_place
from web.card import card_of
from web.coverage import PATH as COVERAGE
from web.pages import form_from_here
from web.pathways import AUDIENCE_NAMES, AUDIENCES, sheet_of
from web.problems import ProblemError
from web.readers import desk_of
from web.signed_in import role_of
from web.templating import show_page
from web.words import Tongue, _, tongue_of

AUDIENCE = "for"
AnyRequest = Request[Any, Any, Any]


@get(AREAS, include_in_schema=False)
async def areas(request: AnyRequest) -> Response[bytes]:
    """List every area that has a sheet."""
    return list_page(request, slip="", candidates=())


@post(AREAS, include_in_schema=False)
async def area_looked_up(request: AnyRequest) -> Response[bytes] | Response[None]:
    """Lead to the sheet of the council where a place lies; ask which where it has several meanings."""
    form = await form_from_here(request)
    tongue, gazetteer = tongue_of(request), gazetteer_of(request)
    resolution = gazetteer.resolve(form.get("which") or form.get("place") or "")
    if isinstance(resolution, Found):
        found = pages_of_place(gazetteer, resolution.place.areas)
        if found:
            address = tongue.link(f"{AREAS}/{found[0].slug}")
            return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": address})
    candidates = tuple(place.label for place in resolution.did_you_mean) if isinstance(resolution, PlaceUnknown) else ()
    candidates = candidates or tuple(place.label for place in places_in(resolution))
    slip = _("Which place do you mean?") if candidates else _("We do not know this place. Choose the area from the list.")
    return list_page(request, slip=slip, candidates=candidates)


@get(AREAS + "/{slug:str}", include_in_schema=False)
async def area(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """Show the information sheet of an area for one audience: the reader's own, unless the address names another."""
    page, reader, tongue = find_page(request, slug), role_of(request), tongue_of(request)
    desk = desk_of(request)
    asked = request.query_params.get(AUDIENCE, "")
    audience = asked if asked in AUDIENCES else reader.value if reader.value in AUDIENCES else Role.PUBLIC.value
    return show_page(
        request,
        "area.html",
        page=page,
        audience=audience,
        audiences=[(name, words, address_of(page, name, tongue)) for name, words in AUDIENCE_NAMES.items()],
        sheet=sheet_of(desk.holding().compiled, page.code, audience, reader, desk.clock(), tongue),
        settings=desk.holding().compiled.policy.settings,
        values=desk.holding().compiled.settings(page.areas),
        printed=tongue.day(desk.clock().date()),
        card=tongue.link(f"{AREAS}/{page.slug}/card"),
        coverage=f"{COVERAGE}?{urlencode({'area': page.code}, safe=':')}",
    )


@get(AREAS + "/{slug:str}/card", include_in_schema=False)
async def card(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """Show a card with the numbers of the area that always answer, to print and carry."""
    page, desk, tongue = find_page(request, slug), desk_of(request), tongue_of(request)
    return show_page(
        request,
        "card.html",
        page=page,
        card=card_of(desk.holding().compiled, page.code, desk.clock(), tongue),
        printed=tongue.day(desk.clock().date()),
        sheet=tongue.link(f"{AREAS}/{page.slug}"),
    )


area_handlers = (areas, area_looked_up, area, card)


def gazetteer_of(request: AnyRequest) -> Gazetteer:
    """Return the gazetteer that answers come from."""
    return desk_of(request).holding().compiled.gazetteer


def find_page(request: AnyRequest, slug: str) -> AreaPage:
    """Return the area of an address; there is none for a name that is not ours."""
    page = area_pages(gazetteer_of(request)).get(slug)
    if page is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, _("We have no page for this area. The list of areas has every one."))
    return page


def address_of(page: AreaPage, audience: str, tongue: Tongue) -> str:
    """Return the address of a sheet for an audience."""
    address = tongue.link(f"{AREAS}/{page.slug}")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({AUDIENCE: audience})}"


def list_page(request: AnyRequest, *, slip: str, candidates: tuple[str, ...]) -> Response[bytes]:
    """Show the list of areas, and what to choose from where a place had several meanings."""
    return show_page(
        request,
        "areas.html",
        groups=groups_of(area_pages(gazetteer_of(request)).values()),
        slips=(slip,) if slip and not candidates else (),
        candidates=candidates,
    )
