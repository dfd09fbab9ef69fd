"""The call handler's console, `/111`: one box, a table as one types, an entry with its ladder beside it.

Everything is a form: with JavaScript (static/console.js) the same form is sent for parts of the page, without it for the
whole. Place and age come by POST and stand in no address; words are never given back. Nothing is kept between requests: what
stays set during a call stays in the form.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from directory.reader import Role
from directory.search_answer import Fit
from directory.service import ServiceId
from routing.context import CallerContext
from routing.finding import ServicePage, Wanted, search_services, seen_service
from routing.outcomes import WORDS, Outcome, Rejection
from routing.situation import LONDON, instant_meant
from routing.words import when
from store.errors import StoreError
from store.outcomes import ToldOutcome
from web.answering import answer_request, count_search
from web.desk import Desk
from web.entry import Entry, entry_of
from web.ladder import rungs
from web.pages import Form, form_from_here, place_slip, with_place_and_age
from web.problems import ProblemError
from web.readers import desk_of
from web.signed_in import role_of
from web.table import Table, table_of
from web.templating import show_page, show_part
from web.words import PROFESSIONAL, _

ROWS = 40
"""Rows of the table; more are counted, to be narrowed down."""

LONGEST_WORDS = 200
NIGHT = time(3)
FILTERS = {
    "open_now": (_("Open now"), "o", Fit.CLOSED),
    "takes_age": (_("Takes this age"), "a", Fit.INELIGIBLE),
    "in_area": (_("Serves this place"), "p", Fit.OUT_OF_AREA),
    "mine": (_("With a number"), "m", Fit.WITHHELD),
}
"""Each filter's name, its key, and what it leaves out; what is not known stays."""

AnyRequest = Request[Any, Any, Any]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler's form says of the call. `moment` is in words where another instant than now is meant."""

    context: CallerContext
    at: datetime
    moment: str
    words: str
    filters: tuple[str, ...]
    self_referral: bool
    opened: ServiceId | None
    slips: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Say whether there is anything to search for."""
        return bool(self.words or self.context.place)


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the table: the opened entry, and the ladder for this caller."""

    entry: Entry | None
    noted: str
    answer: object
    rungs: tuple[Any, ...]
    decision: str
    may_tell: bool


@get("/111", include_in_schema=False)
async def console(request: AnyRequest) -> Response[bytes]:
    """Show the box, and what holds for any caller."""
    return await whole_page(request, {})


@post("/111", status_code=HTTPStatus.OK, include_in_schema=False)
async def console_asked(request: AnyRequest) -> Response[bytes]:
    """Show everything that the form asks for, on a page of its own: this is how it works without JavaScript."""
    form = await form_from_here(request)
    if form.keys().isdisjoint({"open", "outcome"}):
        count_call(request, form)  # a whole form that opens nothing and tells nothing is a search that has come to rest
    return await whole_page(request, form)


@post("/111/results", status_code=HTTPStatus.OK, include_in_schema=False)
async def console_results(request: AnyRequest) -> Response[bytes]:
    """Give the table alone, while somebody types."""
    form = await form_from_here(request)
    call = read_call(form, desk_of(request).clock())
    return show_part(request, "console_results.html", call=call, table=table_for(request, call))


@post("/111/searched", status_code=HTTPStatus.NO_CONTENT, include_in_schema=False)
async def console_searched(request: AnyRequest) -> None:
    """Count how a search came out that has come to rest; its words are looked at once more, and not kept."""
    count_call(request, await form_from_here(request))


@post("/111/detail", status_code=HTTPStatus.OK, include_in_schema=False)
async def console_detail(request: AnyRequest) -> Response[bytes]:
    """Give what stands beside the table alone, and keep what became of the opened service, if that is told."""
    form = await form_from_here(request)
    call = read_call(form, desk_of(request).clock())
    return show_part(request, "console_detail.html", call=call, beside=await beside_for(request, call, form), rejections=WORDS)


parts = (console, console_asked, console_results, console_searched, console_detail)


async def whole_page(request: AnyRequest, form: Form) -> Response[bytes]:
    """Render the whole console."""
    call = read_call(form, desk_of(request).clock())
    beside = await beside_for(request, call, form)
    answer: Any = beside.answer
    is_understood = answer.place.outcome in ("known", "outside")
    return show_page(
        request,
        "call_handler.html",
        call=call,
        beside=beside,
        answer=answer,
        table=table_for(request, call) if call.asks else None,
        place=call.context.place if is_understood else "",
        slips=(*call.slips, *place_slip(answer.place)),
        stated={name: form.get(name, "") for name in ("at_time", "at_date") if not call.slips},
        filters=FILTERS,
        rejections=WORDS,
    )


def count_call(request: AnyRequest, form: Form) -> None:
    """Count how the search of a form came out, if there are words in it."""
    call = read_call(form, desk_of(request).clock())
    if call.words:
        count_search(desk_of(request), call.words, found_for(request, call), role_of(request))


def read_call(form: Form, now: datetime) -> Call:
    """Read the form of a call; what cannot be read is said and left out."""
    context, slips = with_place_and_age(CallerContext(caller="nhs111"), form)
    at = instant_stated(form, now)
    if at is None:
        slips = (*slips, _("The time must be written as 03:00 and the day as 2026-12-25. It was left out: this is for now."))
    context = context if at in (None, now) else msgspec.structs.replace(context, at=at)
    return Call(
        context=context,
        at=at or now,
        moment="" if context.at is None else when(context.at, now),
        words=form.get("words", "")[:LONGEST_WORDS],
        filters=tuple(name for name in FILTERS if name in form),
        self_referral="self_referral" in form,
        opened=form.get("open") or form.get("opened"),
        slips=slips,
    )


def instant_stated(form: Form, now: datetime) -> datetime | None:
    """Return the instant that the form asks about: the next such time in London, or that day; None cannot be read."""
    at_time, at_date = form.get("at_time"), form.get("at_date")
    if at_time is None and at_date is None:
        return now
    local = now.astimezone(LONDON)
    try:
        clock = local.time() if at_time is None else time.fromisoformat(at_time)
        day = local.date() if at_date is None else date.fromisoformat(at_date)
    except ValueError:
        return None
    if clock.tzinfo is not None or abs(day - local.date()) > timedelta(days=400):
        return None
    at, _ = instant_meant(datetime.combine(day, clock))
    passed = at_date is None and at <= now
    return (instant_meant(datetime.combine(day + timedelta(days=1), clock))[0] if passed else at).astimezone(UTC)


def table_for(request: AnyRequest, call: Call) -> Table:
    """Search for the words of the call at its place, for its age and instant."""
    held = desk_of(request).holding()
    return table_of(held.index, found_for(request, call), frozenset(FILTERS[name][2] for name in call.filters))


def found_for(request: AnyRequest, call: Call) -> ServicePage:
    """Return what the call's search finds."""
    held = desk_of(request).holding()
    return search_services(held.compiled, held.index, wanted_by(call), role_of(request))


def wanted_by(call: Call) -> Wanted:
    """Return what the call searches for."""
    return Wanted(
        at=call.at,
        words=call.words,
        place=call.context.place,
        age=call.context.age,
        self_referral=True if call.self_referral else None,
        open_now="open_now" in call.filters,
        limit=ROWS,
    )


async def beside_for(request: AnyRequest, call: Call, form: Form) -> Beside:
    """Return the entry that is opened and the ladder; keep what became of the entry, if that is told."""
    desk, reader = desk_of(request), role_of(request)
    noted = await note_outcome(desk, call, form, reader) if "outcome" in form else ""
    held = desk.holding()
    compiled = None if call.opened is None else held.compiled.services.get(call.opened)
    seen = None if compiled is None else seen_service(held.compiled, compiled, call.at, reader)
    answer = answer_request(request, call.context, reader).seen
    return Beside(
        entry=None if seen is None else entry_of(held.compiled, held.index, seen, reader),
        noted=noted,
        answer=answer,
        rungs=rungs(answer, PROFESSIONAL),
        decision=f"{answer.decision}-{reader}",
        may_tell=reader is not Role.PUBLIC,
    )


async def note_outcome(desk: Desk, call: Call, form: Form, reader: Role) -> str:
    """Keep what became of the opened service, and return it in words."""
    if reader is Role.PUBLIC:
        raise ProblemError(HTTPStatus.FORBIDDEN, _("Only professionals tell what became of a service."))
    held = desk.holding()
    outcome = next((told for told in (Outcome.GIVEN, Outcome.REJECTED) if told == form["outcome"]), None)
    rejection = next((rejection for rejection in Rejection if rejection == form.get("rejection")), None)
    if outcome is None or call.opened not in held.compiled.services:
        raise ProblemError(HTTPStatus.BAD_REQUEST, _("Open a service first, then say what became of it."), where="outcome")
    if outcome is Outcome.REJECTED and rejection is None:
        return _("Choose a reason first: nothing was noted.")
    edition, decision = held.current.edition, form.get("decision", "")
    told = ToldOutcome(
        told_at=desk.clock(),
        edition=edition.number,
        edition_hash=edition.hash,
        reader=reader,
        decision_id=decision if re.fullmatch("[0-9A-Za-z-]{1,120}", decision) else None,
        service_id=call.opened,
        outcome=outcome,
        rejection=rejection if outcome is Outcome.REJECTED else None,
    )
    try:
        number = await desk.home.tell_outcome(told)
    except StoreError:
        # The call goes on: a log that cannot be written takes neither the entry nor the ladder away.
        return _("Not noted: the database cannot be written now. Try again.")
    if number is None:
        return _("Noted here; the others see it when our database answers again.")
    if rejection is None or outcome is Outcome.GIVEN:
        return _("Noted: given to the caller.")
    return PROFESSIONAL.say("Noted: %(reason)s.", reason=WORDS[rejection])
