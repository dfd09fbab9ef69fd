"""`/curate/entries`: find the entry to edit, by words, half a number or place; `/curate/entries/{id}/end` takes one out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.assurance import Standing, standing_on
from directory.reader import Reader
from directory.remit import may_keep
from directory.service import Service, ServiceId, Status, is_offered
from routing.change import ChangeSet
from routing.finding import Wanted, find_services
from routing.situation import LONDON
from web.curate.codecs import Form, Slip, lines_of
from web.curate.entries import LARGEST_FORM, faults_of_why, held_entry, typed_in
from web.curate.entry_view import STATUS
from web.curate.frame import keeper_of, show_room
from web.curate.proposing import hand_in
from web.desk import Desk
from web.problems import ProblemError
from web.readers import desk_of

ON_A_PAGE = 50
MOST_FOUND = 1_000
LONGEST_WORDS, LONGEST_PLACE = 200, 120

AnyRequest = Request[Any, Any, Any]

STANDING = {
    Standing.OVERDUE: "overdue for checking",
    Standing.DUE: "due for checking",
    Standing.UNDATED: "not dated",
    Standing.VERIFIED: "checked",
}
"""The words for where an entry stands, the most pressing first."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in the list."""

    service_id: ServiceId
    name: str
    kind: str
    organization: str
    areas: str
    status: str
    standing: str
    contacts: int
    is_mine: bool


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for."""

    words: str
    place: str
    only_mine: bool
    first: int


@get("/curate/entries", include_in_schema=False)
async def entries(request: AnyRequest) -> Response[bytes]:
    """List the entries that fit, each with the way to its form."""
    reader, desk = keeper_of(request), desk_of(request)
    sought = sought_in(request)
    found, place_known = find(desk, sought, reader)
    rows = found[sought.first : sought.first + ON_A_PAGE]
    day = desk.clock().astimezone(LONDON).date()
    return show_room(
        request,
        "curate/entries.html",
        rows=tuple(row_of(desk, service, reader, day) for service in rows),
        sought=sought,
        total=len(found),
        place_known=place_known,
        earlier=max(0, sought.first - ON_A_PAGE) if sought.first else None,
        later=sought.first + ON_A_PAGE if len(found) > sought.first + ON_A_PAGE else None,
    )


def sought_in(request: AnyRequest) -> Sought:
    """Read what is looked for from the address; what cannot be read is left out."""
    given = request.query_params
    first = given.get("first", "")
    return Sought(
        words=given.get("q", "").strip()[:LONGEST_WORDS],
        place=given.get("place", "").strip()[:LONGEST_PLACE],
        only_mine=given.get("mine") == "yes",
        first=int(first) if first.isdecimal() and len(first) < 7 else 0,
    )


def find(desk: Desk, sought: Sought, reader: Reader) -> tuple[tuple[Service, ...], bool]:
    """Return the entries that fit, and whether the place, if one was given, is one that we know; keepers see everything."""
    held = desk.holding()
    place_known = True
    if sought.words or sought.place:
        wanted = Wanted(at=desk.clock(), words=sought.words or None, place=sought.place or None, limit=MOST_FOUND)
        hits = find_services(held.compiled, held.index, wanted, reader.role)
        place_known = not sought.place or hits.place.outcome in {"known", "outside"}
        gone = (one.service_id for one in hits.gone)
        ids = dict.fromkeys((*(hit.service.id for hit in hits.services), *gone))
        found: Iterable[Service] = (held.compiled.services[one].service for one in ids if one in held.compiled.services)
    else:
        found = sorted((one.service for one in held.compiled.services.values()), key=lambda service: service.name.lower())
    return tuple(service for service in found if not sought.only_mine or may_keep(reader, service)), place_known


def row_of(desk: Desk, service: Service, reader: Reader, day: date) -> Row:
    """Put one entry in the words of the list."""
    known = {standing_on(one, day) for one in (service.assurance, *(contact.assurance for contact in service.contacts))}
    names = tuple(dict.fromkeys(map(desk.gazetteer.area_name, service.areas)))
    return Row(
        service_id=service.id,
        name=service.name,
        kind=desk.holding().index.lexicon.label(service.kind),
        organization=service.organization,
        areas=", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else ""),
        status="" if service.status is Status.ACTIVE else dict(STATUS)[service.status],
        standing=next(words for standing, words in STANDING.items() if standing in known),
        contacts=len(service.contacts),
        is_mine=may_keep(reader, service),
    )


# ------------------------------------------------------------------------------------------------- ending an entry


@get("/curate/entries/{service_id:str}/end", include_in_schema=False)
async def end(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Ask how an entry ends: withdrawn, or another in its place."""
    keeper_of(request)
    return end_page(request, held_entry(desk_of(request), service_id), {}, {})


@post(
    "/curate/entries/{service_id:str}/end",
    status_code=HTTPStatus.SEE_OTHER,
    include_in_schema=False,
    request_max_body_size=LARGEST_FORM,
)
async def ended(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Propose that an entry ends."""
    form = await typed_in(request)
    if isinstance(form, Response):
        return form
    reader, desk = keeper_of(request), desk_of(request)
    service = held_entry(desk, service_id)
    if not may_keep(reader, service):
        raise ProblemError(HTTPStatus.FORBIDDEN, "This entry is not yours to change: you keep other areas and organizations.")
    errors = faults_of_why(form)
    number = desk.holding().current.edition.number
    change = ChangeSet(made_on=number, withdrawn=(service_id,))
    try:
        change = change_that_ends(desk, service, form, number)
    except Slip as slip:
        errors["superseded_by" if form.get("how") == "superseded" else "how"] = f"Expected {slip}."
    if errors:
        return end_page(request, service, form, errors)
    return await hand_in(request, change, form["why"])


def change_that_ends(desk: Desk, service: Service, form: Form, number: int) -> ChangeSet:
    """Return the change that withdraws an entry or puts another in its place."""
    match form.get("how"):
        case "withdrawn":
            return ChangeSet(made_on=number, withdrawn=(service.id,))
        case "superseded":
            held = desk.holding().compiled.services.get(form.get("superseded_by", ""))
            if held is None or held.service.id == service.id or not is_offered(held.service):
                raise Slip("the id of another entry that is still offered")
            after = msgspec.structs.replace(
                service,
                status=Status.SUPERSEDED,
                superseded_by=held.service.id,
                superseded_on=desk.clock().astimezone(LONDON).date(),
                status_reasons=lines_of(form.get("why", ""))[:1] or service.status_reasons,
            )
            return ChangeSet(made_on=number, services=(after,))
        case _:
            raise Slip("one of the two ways")


def end_page(request: AnyRequest, service: Service, form: Form, errors: dict[str, str]) -> Response[bytes]:
    """Show the form that ends an entry."""
    return show_room(
        request,
        "curate/entry_end.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        entry=service,
        form=form,
        errors=errors,
        is_mine=may_keep(keeper_of(request), service),
    )


listing = (entries, end, ended)
