"""The officer's page, `/136`: where, considering or used, adult or child; the line of that force from the first tap on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post

from routing.context import CallerContext
from web.pages import Form, chosen, form_from_here
from web.professional import USES, answered_in_steps

QUESTIONS = ("where", "s136", "child")

AnyRequest = Request[Any, Any, Any]


@get("/136", include_in_schema=False)
async def police(request: AnyRequest) -> Response[bytes]:
    """Show the first question, and what holds anywhere."""
    return page_for(request, {})


@post("/136", status_code=HTTPStatus.OK, include_in_schema=False)
async def police_answered(request: AnyRequest) -> Response[bytes]:
    """Show the line of the place's police force, what stands under it, and the next question."""
    return page_for(request, await form_from_here(request))


def page_for(request: AnyRequest, form: Form) -> Response[bytes]:
    """Answer an officer; one who says nothing is thinking about section 136."""
    context = CallerContext(caller="police", s136=chosen(form, "s136", USES, "considering"))
    return answered_in_steps(request, "police.html", context, form, QUESTIONS)


parts = (police, police_answered)
