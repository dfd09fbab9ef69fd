"""GET /api/v1/due and its feed: what is to be checked, what ends and what contradicts itself, for keepers with a key."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery, QueryParameter

from directory.assurance import Confidence, Standing
from directory.contact import Channel
from directory.contradictions import Contradiction, in_words
from directory.due import DueContact, Ending
from directory.numbers import dial_string, for_people
from directory.reader import KEEPERS
from directory.service import AreaCode, ServiceId
from routing.answer import State
from routing.due import AreaFigures, Figures, by_area, figures_of
from routing.edition import CompiledEdition
from routing.finding import states_of
from web.curate.feed import ATOM, feed_of
from web.problems import documented
from web.readers import desk_of, require_role
from web.work import chosen_part, open_work

Code = Annotated[str, QueryParameter(max_length=80)]

_PROBLEMS = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE)


class DueGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A contact to be checked: overdue since `verify_by`, never checked here, or due by then; and what it claims now."""

    service_id: ServiceId
    name: str
    kind: str
    organization: str
    areas: tuple[AreaCode, ...]
    contact_id: str
    channel: Channel
    number: str | None
    dial: str | None
    uri: str | None
    standing: Standing
    confidence: Confidence
    verified_on: date | None
    verify_by: date | None
    state: State


class EndingGiven(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that stops after its last day, or has stopped."""

    service_id: ServiceId
    name: str
    last_day: date
    has_stopped: bool


class ContradictionGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What cannot all be true, in our types and in words; by its code a keeper may explain it."""

    code: str
    what: Contradiction
    words: str


class WorkGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The work about an edition on a day. `total` counts the contacts meant; `figures` and `by_area` count all of them."""

    edition: int
    day: date
    figures: Figures
    by_area: tuple[AreaFigures, ...]
    total: int
    limit: int
    offset: int
    contacts: tuple[DueGiven, ...]
    endings: tuple[EndingGiven, ...]
    contradictions: tuple[ContradictionGiven, ...]


@get("/api/v1/due", summary="What is due for checking", operation_id="list_due", responses=_PROBLEMS)
async def due(
    request: Request[Any, Any, Any],
    mine: FromQuery[bool | None] = None,
    area: Code = "",
    kind: Code = "",
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> WorkGiven:
    """List contacts to be checked, overdue first; entries that end; contradictions that nobody has explained.

    `mine` leaves in what the key's holder keeps, `area` (as `police:E23000022`) and `kind` what is about those.
    """
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    held = desk.holding()
    work, _ = await open_work(desk.home, await held.work.on(desk.clock()))
    work = chosen_part(work, reader, mine=mine is True, area=area, kind=kind)
    return WorkGiven(
        edition=work.edition,
        day=work.day,
        figures=figures_of(work),
        by_area=by_area(work, held.compiled.gazetteer.area_name),
        total=len(work.contacts),
        limit=limit,
        offset=offset,
        contacts=tuple(due_given(held.compiled, one, desk.clock()) for one in work.contacts[offset : offset + limit]),
        endings=tuple(map(ending_given, work.endings)),
        contradictions=tuple(
            ContradictionGiven(code=found.code, what=found.what, words=in_words(found.what)) for found in work.contradictions
        ),
    )


@get(
    "/api/v1/due.atom",
    summary="What is due for checking, as a feed",
    operation_id="feed_due",
    media_type=ATOM,
    responses=_PROBLEMS | {200: ResponseSpec(str, media_type=ATOM, generate_examples=False)},
)
async def due_feed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the key holder's part of the work to a feed reader: the week's figures, and each contact that is overdue."""
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    held = desk.holding()
    work, _ = await open_work(desk.home, await held.work.on(desk.clock()))
    work = chosen_part(work, reader, mine=True, area="", kind="")
    return Response(feed_of(work, held.compiled.gazetteer.area_name), media_type=ATOM)


def due_given(edition: CompiledEdition, due: DueContact, at: datetime) -> DueGiven:
    """Write a contact to be checked as the API gives it."""
    service, contact = due.service, due.contact
    states = states_of(edition.services[service.id], {contact.id}, at)
    return DueGiven(
        service_id=service.id,
        name=service.name,
        kind=service.kind,
        organization=service.organization,
        areas=service.areas,
        contact_id=contact.id,
        channel=contact.channel,
        number=None if contact.number is None else for_people(contact.number),
        dial=None if contact.number is None else dial_string(contact.number),
        uri=contact.uri,
        standing=due.standing,
        confidence=contact.assurance.confidence,
        verified_on=contact.assurance.verified_on,
        verify_by=due.verify_by,
        state=next(one.state for one in states),
    )


def ending_given(ending: Ending) -> EndingGiven:
    """Write an entry that ends as the API gives it."""
    return EndingGiven(
        service_id=ending.service.id,
        name=ending.service.name,
        last_day=ending.last_day,
        has_stopped=ending.has_stopped,
    )


due_parts = (due, due_feed)
"""Every operation of this file."""
