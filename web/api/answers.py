"""POST /api/v1/answers: a caller's situation in, one answer out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, post
from litestar.openapi import ResponseSpec
from litestar.response.base import ASGIResponse

from routing.answer import Answer
from routing.context import CallerContext
from web.answering import answer_request
from web.bodies import read_json
from web.openapi import JSON, takes
from web.problems import documented
from web.readers import key_reader


@post(
    "/api/v1/answers",
    status_code=HTTPStatus.OK,
    summary="Whom this caller should ring, in order, and why",
    operation_id="answer",
    operation_class=takes(CallerContext),
    responses={int(HTTPStatus.OK): ResponseSpec(Answer, description="The answer", generate_examples=False)}
    | documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
async def answer(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Answer for the facts given; every fact but `caller` may be absent, and `at` is now if it is."""
    context = await read_json(request, CallerContext)
    given = answer_request(request, context, await key_reader(request))
    # Bytes straight to the server: the framework would look at headers, cookies and background tasks that there are not.
    return ASGIResponse(body=given.body, media_type=JSON)
