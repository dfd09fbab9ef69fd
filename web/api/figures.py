"""GET /api/v1/figures: the monthly figures for commissioners, as the page shows them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, get
from litestar.params import QueryParameter

from directory.reader import PROVED
from routing.figures import MonthFigures
from web.figures import figures_for
from web.problems import documented
from web.readers import desk_of, require_role


@get(
    "/api/v1/figures",
    summary="What was asked in a month, without small numbers",
    operation_id="get_figures",
    responses=documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def figures(
    request: Request[Any, Any, Any],
    month: Annotated[str | None, QueryParameter(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", max_length=7)] = None,
) -> MonthFigures:
    """Return the figures of a month, such as `2026-11`: of the running one where none is named.

    A `count` of null is fewer than 5; every other is 0 or rounded to the nearest `rounded_to`. They count questions asked
    here, not people and not detentions.
    """
    await require_role(request, *PROVED)
    return await figures_for(desk_of(request), month)
