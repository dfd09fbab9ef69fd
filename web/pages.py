"""The page for anybody, `/`, and what every page with a form shares. They work without JavaScript.

What a person fills in comes by POST, so that it stands in no address, history or log; a page repeats a place only once it
was understood. A form decides nothing: it becomes a caller's context, and the answer is the API's. What cannot be read is
said and left out, for nobody should be kept from a number by a slip in a form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeVar, get_args

import msgspec
from litestar import MediaType, Request, Response, get, post

from directory.reader import Role
from routing.answer import PlaceAnswered
from routing.context import Caller, CallerContext, YesNo
from web.answering import give_answer
from web.bodies import read_form
from web.demo import DEMO_COOKIE, DEMO_ROLES, DemoSignIns, demo_reader, has_demo
from web.ladder import rungs
from web.problems import ProblemError
from web.readers import desk_of, refuse_other_sites
from web.templating import render_page

PATHS = ("/", "/136", "/111", "/ambulance", "/capacity")
LONGEST_PLACE = 120
OLDEST = 125

AnyRequest = Request[Any, Any, Any]
Form = dict[str, str]
Choice = TypeVar("Choice", bound=str)


WHO: tuple[Caller, ...] = ("self", "carer", "public")
YES_NO: tuple[YesNo, ...] = get_args(YesNo)


@get("/", include_in_schema=False)
async def anybody(request: AnyRequest) -> Response[bytes]:
    """Show the national numbers at once, and the form."""
    return answered_page(request, "anybody.html", CallerContext(caller="public"), {})


@post("/", status_code=HTTPStatus.OK, include_in_schema=False)
async def anybody_answered(request: AnyRequest) -> Response[bytes]:
    """Show whom to ring, in order."""
    form = await form_from_here(request)
    context = CallerContext(caller=chosen(form, "who", WHO, "public"), danger_to_life=chosen(form, "danger", YES_NO, "unknown"))
    return answered_page(request, "anybody.html", context, form)


@post("/demo/sign-in", include_in_schema=False)
async def demo_sign_in(request: AnyRequest) -> Response[None]:
    """Take a role for a demonstration."""
    form = await demo_form(request)
    sign_ins: DemoSignIns = request.app.state.sign_ins
    role = chosen(form, "role", DEMO_ROLES, Role.PUBLIC)
    if role is Role.PUBLIC:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Choose one of the roles.", where="role", expected=", ".join(DEMO_ROLES))
    response = back_to(form)
    response.set_cookie(DEMO_COOKIE, sign_ins.sign_in(role), httponly=True, samesite="strict", path="/")
    return response


@post("/demo/sign-out", include_in_schema=False)
async def demo_sign_out(request: AnyRequest) -> Response[None]:
    """Go back to reading as the public."""
    form = await demo_form(request)
    sign_ins: DemoSignIns = request.app.state.sign_ins
    sign_ins.sign_out(request.cookies.get(DEMO_COOKIE, ""))
    response = back_to(form)
    response.delete_cookie(DEMO_COOKIE, path="/")
    return response


pages = (anybody, anybody_answered)


def answered_page(request: AnyRequest, template: str, context: CallerContext, form: Form) -> Response[bytes]:
    """Answer for the facts of the form and show that; the page is made from what its reader may see, nothing else."""
    desk, reader = desk_of(request), demo_reader(request)
    context, slips = with_place_and_age(context, form)
    answer = give_answer(desk, context, reader).seen
    is_understood = answer.place.outcome in ("known", "outside")
    body = render_page(
        request,
        template,
        answer=answer,
        rungs=rungs(answer),
        facts=context,
        place=context.place if is_understood else "",
        slips=(*slips, *place_slip(answer.place)),
        is_answered=bool(form),
    )
    return Response(body, media_type=MediaType.HTML)


def with_place_and_age(context: CallerContext, form: Form) -> tuple[CallerContext, tuple[str, ...]]:
    """Add place and age, and say what could not be read; a place chosen from our list counts before one typed."""
    slips = []
    place, age = form.get("which") or form.get("place"), form.get("age")
    if place is not None and len(place) > LONGEST_PLACE:
        place = None
        slips.append("The place is too long: give a postcode or a town.")
    years = int(age) if age is not None and re.fullmatch("[0-9]{1,3}", age) else None
    if age is not None and (years is None or years > OLDEST):
        years = None
        slips.append(f"The age must be a whole number from 0 to {OLDEST}. It was left out.")
    return msgspec.structs.replace(context, place=place, age=years), tuple(slips)


def place_slip(place: PlaceAnswered) -> tuple[str, ...]:
    """Say what to do where the place is not one place that we know."""
    if place.outcome == "ambiguous":
        return ("Several places have this name. Choose one below.",)
    return ("We do not know this place. Did you mean one of those below?",) if place.candidates else ()


def chosen(form: Form, field: str, choices: Sequence[Choice], otherwise: Choice) -> Choice:
    """Return the choice that was made, or `otherwise` where none of ours was."""
    return next((choice for choice in choices if choice == form.get(field)), otherwise)


async def form_from_here(request: AnyRequest) -> Form:
    """Read a form that one of our own pages sent."""
    refuse_other_sites(request)
    return await read_form(request)


async def demo_form(request: AnyRequest) -> Form:
    """Read a form of the demonstration; where there is none, there is nothing at this address."""
    if not has_demo(request):
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    return await form_from_here(request)


def back_to(form: Form) -> Response[None]:
    """Send the reader back to the page of ours that the form stood on."""
    page = chosen(form, "page", PATHS, PATHS[0])
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": page})
