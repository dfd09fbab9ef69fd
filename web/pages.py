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
from litestar import Request, Response, get, post

from directory.reader import SIGNED_IN, Role
from routing.answer import PlaceAnswered
from routing.context import Caller, CallerContext, YesNo
from web.answering import answer_request
from web.area_pages import pages_of_place
from web.bodies import MOST_FIELDS, read_form
from web.demo import DEMO_COOKIE, DemoSignIns, has_demo, page_meant
from web.form_tokens import FIELD, is_form_token
from web.ladder import Rung, rungs
from web.offline import kept_for
from web.problems import ProblemError
from web.questions import follow_ups, kept, told
from web.readers import desk_of, refuse_other_sites
from web.signed_in import role_of, signed_in_of
from web.templating import show_page
from web.words import _, tongue_of

NEXT_NUMBERS = 3
"""How many numbers stand in sight under the first; the others are one tap away."""

LONGEST_PLACE = 120
OLDEST = 125

AnyRequest = Request[Any, Any, Any]
Form = dict[str, str]
Choice = TypeVar("Choice", bound=str)


WHO: tuple[Caller, ...] = ("self", "carer", "public")
YES_NO: tuple[YesNo, ...] = get_args(YesNo)


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """The ladder as the first page lays it out; a carer's own support stands apart from the help for the person."""

    first: Rung
    following: tuple[Rung, ...]
    further: tuple[Rung, ...]
    for_carers: tuple[Rung, ...]


@get("/", include_in_schema=False)
async def anybody(request: AnyRequest) -> Response[bytes]:
    """Show the national numbers at once, and the questions."""
    return help_page(request, {})


@post("/", status_code=HTTPStatus.OK, include_in_schema=False)
async def anybody_answered(request: AnyRequest) -> Response[bytes]:
    """Show whom to ring, in order."""
    return help_page(request, await form_from_here(request))


@post("/demo/sign-in", include_in_schema=False)
async def demo_sign_in(request: AnyRequest) -> Response[None]:
    """Take a role for a demonstration."""
    form = await demo_form(request)
    sign_ins: DemoSignIns = request.app.state.sign_ins
    role = chosen(form, "role", SIGNED_IN, Role.PUBLIC)
    if role is Role.PUBLIC:
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("Choose one of the roles."), where="role", expected=", ".join(SIGNED_IN))
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


def help_page(request: AnyRequest, form: Form) -> Response[bytes]:
    """Answer a person in crisis or somebody who cares for them, and ask on only for what could change the answer."""
    tongue = tongue_of(request)
    context = told(form, CallerContext(caller=chosen(form, "who", WHO, "public")))
    if not tongue.is_english and context.language is None:
        context = msgspec.structs.replace(context, language=tongue.tag)
    context, slips = with_place_and_age(context, form)
    reader = role_of(request)
    answer = answer_request(request, context, reader).seen
    return show_page(
        request,
        "anybody.html",
        answer=answer,
        help=laid_out(rungs(answer, tongue, relay="deaf_bsl" in (context.needs or ())), context),
        facts=context,
        place=place_understood(context, answer.place),
        slips=(*slips, *place_slip(answer.place)),
        carried=(("who", context.caller), *((("age", str(context.age)),) if context.age is not None else ()), *kept(form)),
        sheets=pages_of_place(desk_of(request).holding().compiled.gazetteer, answer.place.areas),
        follow_ups=follow_ups(answer.ask, form) if form else (),
        is_answered=bool(form),
        keepable=kept_for(context, answer.place, desk_of(request).holding().compiled.locate),
        asked=question_of(context, answer.place),
        decision=f"{answer.decision}-{reader}",
        reportable=rungs(answer, tongue),
    )


def laid_out(ladder: tuple[Rung, ...], context: CallerContext) -> Help:
    """Put the first number by itself, the next ones under it, and what is for the carer apart."""
    for_carers = tuple(rung for rung in ladder[1:] if context.caller == "carer" and rung.kind == "carer_support")
    others = tuple(rung for rung in ladder[1:] if rung not in for_carers)
    return Help(
        first=ladder[0],
        following=others[:NEXT_NUMBERS],
        further=others[NEXT_NUMBERS:],
        for_carers=for_carers,
    )


def place_understood(context: CallerContext, place: PlaceAnswered) -> str:
    """Return what was typed for the place once it was understood; nothing else that somebody typed is given back."""
    return (context.place or "") if place.outcome in ("known", "outside") else ""


def question_of(context: CallerContext, place: PlaceAnswered) -> str:
    """Write the question that a page answers, so that the page after a report can show the rest of that answer."""
    is_understood = bool(place_understood(context, place))
    return msgspec.json.encode(context if is_understood else msgspec.structs.replace(context, place=None)).decode()


def with_place_and_age(context: CallerContext, form: Form) -> tuple[CallerContext, tuple[str, ...]]:
    """Add place and age, and say what could not be read; a place chosen from our list counts before one typed."""
    slips = []
    place, age = form.get("which") or form.get("place"), form.get("age")
    if place is not None and len(place) > LONGEST_PLACE:
        place = None
        slips.append(_("The place is too long: give a postcode or a town."))
    years = int(age) if age is not None and re.fullmatch("[0-9]{1,3}", age) else None
    if age is not None and (years is None or years > OLDEST):
        years = None
        slips.append(_("The age must be a whole number from 0 to 125. It was left out."))
    return msgspec.structs.replace(context, place=place, age=years), tuple(slips)


def place_slip(place: PlaceAnswered) -> tuple[str, ...]:
    """Say what to do where the place is not one place that we know."""
    if place.outcome == "ambiguous":
        return (_("Several places have this name. Choose one below."),)
    return (_("We do not know this place. Did you mean one of those below?"),) if place.candidates else ()


def chosen(form: Form, field: str, choices: Sequence[Choice], otherwise: Choice) -> Choice:
    """Return the choice that was made, or `otherwise` where none of ours was."""
    return next((choice for choice in choices if choice == form.get(field)), otherwise)


async def form_from_here(request: AnyRequest, most_fields: int = MOST_FIELDS, *, files: bool = False) -> Form:
    """Read a form that one of our own pages sent; that of somebody who is signed in must carry their token."""
    refuse_other_sites(request)
    return proved_ours(request, await read_form(request, most_fields, files=files))


def proved_ours(request: AnyRequest, form: Form) -> Form:
    """Return a form without its token; that of somebody who is signed in is refused where it is not theirs.

    It takes the form and not the request's body, which is there to be read once.
    """
    cookie = signed_in_of(request).cookie
    if cookie and not is_form_token(form.get(FIELD, ""), cookie):
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            _("This form was shown to another reader, or before you signed in. Open the page again and try once more."),
        )
    return {name: value for name, value in form.items() if name != FIELD}


async def demo_form(request: AnyRequest) -> Form:
    """Read a form of the demonstration; where there is none, there is nothing at this address."""
    if not has_demo(request):
        raise ProblemError(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    return await form_from_here(request)


def back_to(form: Form) -> Response[None]:
    """Send the reader back to the page of ours that the form stood on."""
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": page_meant(form.get("page", ""))})
