"""A place of safety turned somebody away: told by code, kept without the person; the next place stands there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, post

from directory.reader import Reader, Role
from directory.service import Service, ServiceId
from routing.context import Caller, CallerContext
from routing.facts import PUBLIC_CALLERS
from routing.refusals import FORBIDDEN, TELLERS, WORDS, RefusalReason
from routing.router import minimise
from store.errors import NotKept, StoreError
from store.refusals import ToldRefusal
from web.answering import answer_request
from web.api.shapes import RefusalTaken
from web.capacity_board import Suite, age_known, board_of
from web.desk import Desk
from web.ladder import rungs
from web.pages import Form, chosen, form_from_here, question_of
from web.problems import ProblemError
from web.readers import desk_of, require_reader
from web.reports import decision_in, question_in
from web.rooms import place_of_safety
from web.templating import show_page
from web.words import PROFESSIONAL, _

CALLERS: dict[Role, Caller] = {
    Role.AMBULANCE: "ambulance",
    Role.AMHP: "amhp",
    Role.ED: "ed_staff",
    Role.CUSTODY: "custody",
}
PAGES = ("/136", "/ambulance", "/capacity")
NO_ROOM_CODES = ("full", "closed")
NEXT_PLACES = 3

NOTED = _("Noted, without anything about the person. Tell your control room too.")
NOTED_HERE = _(
    "Noted here, without anything about the person; the others see it when our database answers again. "
    "Tell your control room too."
)
NOT_NOTED = _("We could not note it just now. You need not do anything else here.")
CHOOSE_WHY = _("Choose the reason that they gave.")
CHOOSE_PLACE = _("Choose the place of safety that refused.")

AnyRequest = Request[Any, Any, Any]


@post("/capacity/refused", status_code=HTTPStatus.OK, include_in_schema=False)
async def refused(request: AnyRequest) -> Response[bytes]:
    """Keep the refusal, and show the next place."""
    reader, desk = require_reader(request, *TELLERS), desk_of(request)
    form = await form_from_here(request)
    place = place_named(desk, form.get("service", ""))
    if place is None:
        raise ProblemError(HTTPStatus.BAD_REQUEST, CHOOSE_PLACE, where="service")
    reason = next((code for code in RefusalReason if code == form.get("reason")), None)
    noted = CHOOSE_WHY if reason is None else await note(desk, place, reason, reader.role, decision_in(form))
    context = question_after(form, reader.role, place)
    answer = answer_request(request, context, reader.role).seen
    left = tuple(option for option in answer.options if option.service_id != place.id)
    return show_page(
        request,
        "refused.html",
        place=place,
        noted=noted,
        is_missing=reason is None,
        forbidden=None if reason is None else FORBIDDEN.get(reason),
        suites=next_places(desk, context, place, reader),
        refusable=(place,),
        refusal_words=WORDS,
        rungs=rungs(msgspec.structs.replace(answer, options=left), PROFESSIONAL),
        answer=answer,
        asked=question_of(context, answer.place),
        decision=decision_in(form) or "",
        page=chosen(form, "page", PAGES, PAGES[0]),
    )


parts = (refused,)


def place_named(desk: Desk, service_id: ServiceId) -> Service | None:
    """Return the place of safety of that id; None where there is none."""
    try:
        return place_of_safety(desk.holding().compiled, service_id)
    except NotKept:
        return None


async def keep_refusal(desk: Desk, place: Service, reason: RefusalReason, reader: Role, decision: str | None) -> RefusalTaken:
    """Keep a refusal, in the queue while the database is away; say whether the Concordat allows its reason."""
    told = ToldRefusal(
        told_at=desk.clock(),
        edition=desk.holding().current.edition.number,
        reader=reader,
        service_id=place.id,
        reason=reason,
        decision_id=decision,
    )
    number = await desk.home.tell_refusal(told)
    return RefusalTaken(
        number=number, service_id=place.id, reason=reason, told_at=told.told_at, forbidden_by=FORBIDDEN.get(reason)
    )


async def note(desk: Desk, place: Service, reason: RefusalReason, reader: Role, decision: str | None) -> str:
    """Keep a refusal and say whether that was done; whoever stands at a closed door gets the next place all the same."""
    try:
        taken = await keep_refusal(desk, place, reason, reader, decision)
    except StoreError:
        return NOT_NOTED
    return NOTED_HERE if taken.number is None else NOTED


def question_after(form: Form, reader: Role, place: Service) -> CallerContext:
    """Return the question of the page, asked again by somebody whom that place refused: section 136 was used."""
    context = question_in(form)
    if context.caller in PUBLIC_CALLERS:
        context = msgspec.structs.replace(context, caller=CALLERS.get(reader, "police"))
    return msgspec.structs.replace(context, s136="used", refused_by=place.kind)


def next_places(desk: Desk, context: CallerContext, refused_by: Service, reader: Reader) -> tuple[Suite, ...]:
    """Return the nearest other places: those that may have room for this age first. None is left out for being full."""
    now = desk.clock()
    here = minimise(desk.holding().compiled, context, now)
    others = [suite for suite in board_of(desk, here, now, reader, age_known(here)) if suite.service_id != refused_by.id]
    return tuple(sorted(others, key=lambda suite: suite.code in NO_ROOM_CODES)[:NEXT_PLACES])
