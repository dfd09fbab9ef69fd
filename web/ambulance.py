"""The crew's page, `/ambulance`: physical need first, then the advice line before conveying; the ED only for physical need."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get, post

from routing.context import CallerContext
from web.pages import Form, chosen, form_from_here
from web.professional import USES, answered_in_steps

QUESTIONS = ("physical", "where", "child")

AnyRequest = Request[Any, Any, Any]


@get("/ambulance", include_in_schema=False)
async def ambulance(request: AnyRequest) -> Response[bytes]:
    """Show the red flags, and what holds anywhere."""
    return page_for(request, {})


@post("/ambulance", status_code=HTTPStatus.OK, include_in_schema=False)
async def ambulance_answered(request: AnyRequest) -> Response[bytes]:
    """Show the advice line to ring before conveying, or where to go for physical need, and the next question."""
    return page_for(request, await form_from_here(request))


def page_for(request: AnyRequest, form: Form) -> Response[bytes]:
    """Answer a crew; one who says nothing of section 136 has nobody under it."""
    context = CallerContext(caller="ambulance", s136=chosen(form, "s136", USES, "none"))
    return answered_in_steps(request, "ambulance.html", context, form, QUESTIONS)


parts = (ambulance, ambulance_answered)
