"""POST /api/v1/answers: a caller's situation in, one answer out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, post
from litestar.openapi import ResponseSpec
from litestar.types import Receive, Scope, Send

from routing.answer import Answer
from routing.context import CallerContext
from web.answering import answer_request
from web.bodies import read_json
from web.openapi import JSON, takes
from web.problems import documented
from web.readers import key_reader


class AnswerSent:
    """An answer on its way: bytes straight to the server, without the cookies and background tasks that it does not have."""

    def __init__(self, body: bytes) -> None:
        """Take the answer as JSON."""
        self._body = body

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [(b"content-type", _TYPE), (b"content-length", str(len(self._body)).encode())]
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})


_TYPE = JSON.encode()


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
async def answer(request: Request[Any, Any, Any]) -> AnswerSent:
    """Answer for the facts given; every fact but `caller` may be absent, and `at` is now if it is."""
    context = await read_json(request, CallerContext)
    given = answer_request(request, context, await key_reader(request))
    return AnswerSent(given.body)
