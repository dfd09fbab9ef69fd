"""POST /api/v1/refusals: a place of safety turned somebody away, told by code by those who brought them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, post
from litestar.openapi import ResponseSpec

from directory.errors import ContextRejected
from routing.refusals import TELLERS
from web.api.shapes import RefusalTaken, RefusalTold
from web.bodies import read_json
from web.openapi import takes
from web.problems import documented
from web.readers import desk_of, require_role
from web.refusals import keep_refusal, place_named


@post(
    "/api/v1/refusals",
    summary="Tell that a place of safety refused somebody, and why",
    operation_id="tell_refusal",
    operation_class=takes(RefusalTold),
    responses={
        int(HTTPStatus.ACCEPTED): ResponseSpec(
            RefusalTaken, description="Kept on this node; the database is away and gets it later.", generate_examples=False
        )
    }
    | documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
async def tell_refusal(request: Request[Any, Any, Any]) -> Response[RefusalTaken]:
    """Keep the place, the reason and the role that told it, for ever; nothing about the person is asked.

    `forbidden_by` names the clause of the Concordat that does not allow this reason; null: none does. While the database is
    away it is kept on this node and delivered once, later: the answer is 202 then, and `number` null.
    """
    reader = await require_role(request, *TELLERS)
    told = await read_json(request, RefusalTold)
    place = place_named(desk_of(request), told.service_id)
    if place is None:
        raise ContextRejected("service_id", "the id of a place of safety in the directory")
    taken = await keep_refusal(desk_of(request), place, told.reason, reader.role, told.decision)
    return Response(taken, status_code=HTTPStatus.ACCEPTED if taken.number is None else HTTPStatus.CREATED)
