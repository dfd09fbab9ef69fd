"""The three pages: `/` for anybody, `/136` for police officers, `/111` for call handlers. They work without JavaScript.

What a person fills in comes by POST, so that it stands in no address, history or log; a page repeats a place only once it
was understood. A form decides nothing: it becomes a caller's context, and the answer is the API's. What cannot be read is
said and left out, for nobody should be kept from a number by a slip in a form.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, get_args

from litestar import Request, Response, get, post

from directory.reader import Role
from routing.answer import Answer, PlaceAnswered
from routing.context import Caller, CallerContext, Setting, YesNo
from web.answering import give_answer
from web.bodies import read_form
from web.ladder import rungs
from web.listing import Wanted, list_services
from web.problems import ProblemError
from web.readers import DEMO_COOKIE, DEMO_ROLES, DemoSignIns, desk_of, has_demo, page_reader, refuse_other_sites
from web.table import rows_of
from web.templating import render

HTML = "text/html; charset=utf-8"
PATHS = ("/", "/136", "/111")
ROWS = 60
"""Rows of the call handler's table; more are counted, to be narrowed down."""

LONGEST_PLACE = 120
LONGEST_WORDS = 120
OLDEST = 125

AnyRequest = Request[Any, Any, Any]
Form = dict[str, str]


@get("/", include_in_schema=False)
async def anybody(request: AnyRequest) -> Response[bytes]:
    """Show the national numbers at once, and the form."""
    return answered_page(request, "anybody.html", "public", {})


@post("/", status_code=HTTPStatus.OK, include_in_schema=False)
async def anybody_answered(request: AnyRequest) -> Response[bytes]:
    """Show whom to ring, in order."""
    form = await form_from_here(request)
    caller = chosen(form, "who", ("self", "carer", "public"), "public")
    return answered_page(request, "anybody.html", caller, form, danger_to_life=yes_or_no(form, "danger"))


@get("/136", include_in_schema=False)
async def police(request: AnyRequest) -> Response[bytes]:
    """Show what holds anywhere, and the form."""
    return answered_page(request, "police.html", "police", {}, s136="considering")


@post("/136", status_code=HTTPStatus.OK, include_in_schema=False)
async def police_answered(request: AnyRequest) -> Response[bytes]:
    """Show the section 136 line of the place's police force, what stands under it, and the prompts with their clause."""
    form = await form_from_here(request)
    return answered_page(
        request,
        "police.html",
        "police",
        form,
        s136=chosen(form, "s136", ("considering", "used"), "considering"),
        appears_child=yes_or_no(form, "child"),
        setting=chosen(form, "setting", get_args(Setting), "unknown"),
    )


@get("/111", include_in_schema=False)
async def call_handler(request: AnyRequest) -> Response[bytes]:
    """Show the search and the national ladder."""
    return answered_page(request, "call_handler.html", "nhs111", {})


@post("/111", status_code=HTTPStatus.OK, include_in_schema=False)
async def call_handler_answered(request: AnyRequest) -> Response[bytes]:
    """Show the services that fit, and the ladder."""
    form = await form_from_here(request)
    return answered_page(request, "call_handler.html", "nhs111", form, with_table=True)


@post("/demo/sign-in", include_in_schema=False)
async def demo_sign_in(request: AnyRequest) -> Response[None]:
    """Take a role for a demonstration."""
    form = await demo_form(request)
    sign_ins: DemoSignIns = request.app.state.sign_ins
    role = chosen(form, "role", DEMO_ROLES, None)
    if role is None:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Choose one of the roles.", where="role", expected=", ".join(DEMO_ROLES))
    response = back_to(form)
    response.set_cookie(DEMO_COOKIE, sign_ins.sign_in(Role(role)), httponly=True, samesite="strict", path="/")
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


pages = (anybody, anybody_answered, police, police_answered, call_handler, call_handler_answered)


def answered_page(  # noqa: PLR0913 (what the three pages differ in)
    request: AnyRequest, template: str, caller: Caller, form: Form, *, with_table: bool = False, **facts: Any
) -> Response[bytes]:
    """Answer for the facts of the form and show that; the page is made from what its reader may see, nothing else."""
    desk, reader = desk_of(request), page_reader(request)
    place, age, slips = place_and_age(form)
    context = CallerContext(caller=caller, place=place, age=age, **facts)
    answer = give_answer(desk, context, reader).seen
    table = None
    if with_table:
        words = form.get("words", "")[:LONGEST_WORDS]
        wanted = Wanted(at=answer.at, place=place, age=age, words=words, limit=ROWS)
        edition = desk.holding().compiled
        found = list_services(edition, wanted, reader)
        table = {"rows": rows_of(edition, found, reader), "total": found.total}
    body = render(
        template,
        **around(request, reader),
        answer=answer,
        rungs=rungs(answer),
        facts=context,
        place=place if answer.place.outcome in ("known", "outside") else "",
        slips=(*slips, *place_slip(answer.place)),
        table=table,
        is_answered=bool(form),
    )
    return Response(body, media_type=HTML)


def around(request: AnyRequest, reader: Role) -> dict[str, object]:
    """Return what the frame of every page shows: where it is, who reads, and whether that can be demonstrated."""
    return {
        "path": request.url.path,
        "reader": reader,
        "is_public": reader is Role.PUBLIC,
        "demo": has_demo(request),
        "demo_roles": DEMO_ROLES,
    }


def place_and_age(form: Form) -> tuple[str | None, int | None, tuple[str, ...]]:
    """Read place and age, and say what could not be read; a place chosen from our list counts before one typed."""
    slips = []
    place = form.get("which") or form.get("place")
    if place is not None and len(place) > LONGEST_PLACE:
        place = None
        slips.append("The place is too long: give a postcode or a town.")
    age = form.get("age")
    years = int(age) if age is not None and age.isascii() and age.isdigit() and len(age) <= 3 else None
    if age is not None and (years is None or years > OLDEST):
        years = None
        slips.append(f"The age must be a whole number from 0 to {OLDEST}. It was left out.")
    return place, years, tuple(slips)


def place_slip(place: PlaceAnswered) -> tuple[str, ...]:
    """Say what to do where the place is not one place that we know."""
    match place:
        case PlaceAnswered(outcome="ambiguous"):
            return ("Several places have this name. Choose one below.",)
        case PlaceAnswered(outcome="missing", candidates=(_, *_)):
            return ("We do not know this place. Did you mean one of those below?",)
    return ()


def chosen(form: Form, field: str, choices: tuple[Any, ...], otherwise: Any) -> Any:
    """Return the choice that was made, or `otherwise` where none of ours was."""
    value = form.get(field)
    return value if value in choices else otherwise


def yes_or_no(form: Form, field: str) -> YesNo:
    """Return yes, no or unknown; a question left open is unknown."""
    answered: YesNo = chosen(form, field, get_args(YesNo), "unknown")
    return answered


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
