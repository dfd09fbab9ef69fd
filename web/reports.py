"""Report a problem with a number: one of six codes, no free text, kept with the outcomes for curators; then the next number.

Who reports is in trouble already: whatever becomes of the report, the page that follows shows whom to ring next.
"""

from __future__ import annotations

import re
from collections import deque
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, post

from directory.errors import ContextRejected
from directory.reader import Role
from directory.service import ServiceId
from routing.context import CallerContext
from routing.outcomes import Outcome, Rejection
from routing.reading import read_strictly
from store.errors import StoreError
from store.outcomes import ToldOutcome
from web.answering import answer_request
from web.arriving import address_of
from web.desk import Desk
from web.ladder import rungs
from web.limits import Limits, refuse_over
from web.pages import Form, chosen, form_from_here, question_of
from web.problems import ProblemError
from web.readers import desk_of
from web.signed_in import role_of
from web.templating import show_page
from web.words import _, tongue_of

PROBLEMS = (
    Rejection.NUMBER_WRONG,
    Rejection.COULD_NOT_CONTACT,
    Rejection.CLOSED_DESPITE_HOURS,
    Rejection.WRONG_AREA,
    Rejection.AGE_NOT_ACCEPTED,
    Rejection.OTHER,
)
"""What may be reported, in the codes that handlers use too; the words are in report_form.html."""

NOTED = _("Thank you. We noted it for the people who keep this directory.")
NOTED_HERE = _("Thank you. We noted it; the people who keep this directory get it when our database answers again.")
NOT_NOTED = _("We could not note it just now. You need not do anything else.")
CHOOSE = _("Choose what is wrong, and with which service.")

PAGES = ("/", "/136", "/ambulance", "/111", "/capacity", "/areas", "/coverage")
MOST = 60
WITHIN = timedelta(minutes=1)

AnyRequest = Request[Any, Any, Any]


class ReportDoor:
    """How many reports are kept: at most `MOST` within `WITHIN`, from everybody together.

    Not by address: a police station, or a whole mobile network, is one address.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: deque[datetime] = deque(maxlen=MOST)

    def lets_in(self, at: datetime) -> bool:
        """Say whether one more may be kept, and count it."""
        if len(self._kept) == MOST and at - self._kept[0] < WITHIN:
            return False
        self._kept.append(at)
        return True


@post("/report", status_code=HTTPStatus.OK, include_in_schema=False)
async def report(request: AnyRequest) -> Response[bytes]:
    """Keep the report, thank for it, and show whom to ring next."""
    limits: Limits = request.app.state.limits
    refuse_over(limits.reports, address_of(request))
    form = await form_from_here(request)
    desk, reader = desk_of(request), role_of(request)
    service_id = form.get("service", "")
    problem = next((code for code in PROBLEMS if code == form.get("problem")), None)
    if service_id not in services_known(desk):
        raise ProblemError(HTTPStatus.BAD_REQUEST, CHOOSE, where="service")
    context = question_in(form)
    answer = answer_request(request, context, reader).seen
    left = tuple(option for option in answer.options if option.service_id != service_id)
    noted = CHOOSE if problem is None else await note(request, told_in(form, service_id, problem, desk, reader))
    return show_page(
        request,
        "report.html",
        answer=answer,
        rungs=rungs(msgspec.structs.replace(answer, options=left), tongue_of(request)),
        noted=noted,
        is_missing=problem is None,
        service_id=service_id,
        decision=decision_in(form) or "",
        asked=question_of(context, answer.place),
        page=chosen(form, "page", PAGES, PAGES[0]),
    )


parts = (report,)


def services_known(desk: Desk) -> frozenset[ServiceId]:
    """Return the ids of everything that an answer may offer."""
    compiled = desk.holding().compiled
    return frozenset(compiled.services) | {last.service.id for last in compiled.last_resort}


def told_in(form: Form, service_id: ServiceId, problem: Rejection, desk: Desk, reader: Role) -> ToldOutcome:
    """Return the report as it is kept: nothing in it is about a person."""
    edition = desk.holding().current.edition
    return ToldOutcome(
        told_at=desk.clock(),
        edition=edition.number,
        edition_hash=edition.hash,
        reader=reader,
        decision_id=decision_in(form),
        service_id=service_id,
        outcome=Outcome.REPORTED,
        rejection=problem,
    )


async def note(request: AnyRequest, told: ToldOutcome) -> str:
    """Keep the report, and say whether that was done."""
    door: ReportDoor = request.app.state.report_door
    if not door.lets_in(told.told_at):
        return NOT_NOTED
    try:
        number = await desk_of(request).home.tell_outcome(told)
    except StoreError:
        return NOT_NOTED
    return NOTED_HERE if number is None else NOTED


def decision_in(form: Form) -> str | None:
    """Return the id of the decision that the page showed; None where there is none, or what is written cannot be one."""
    written = form.get("decision", "")
    return written if re.fullmatch("[0-9A-Za-z-]{1,120}", written) else None


def question_in(form: Form) -> CallerContext:
    """Read the question that the page answered (question_of); where it cannot be read, anybody anywhere is meant."""
    try:
        return read_strictly(form.get("asked", "").encode(), CallerContext)
    except ContextRejected:
        return CallerContext(caller="public")
