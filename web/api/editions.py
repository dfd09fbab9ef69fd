"""GET /api/v1/editions and /editions/{number}: which versions of the directory there were, without what is in them."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus
from typing import Any

from litestar import Request, get
from litestar.params import FromPath

from routing.edition import Edition
from web.api.shapes import Editions, EditionSummary
from web.problems import ProblemError, documented
from web.readers import desk_of

LARGEST_NUMBER = 2**31 - 1


@get(
    "/api/v1/editions",
    summary="Every edition, newest first",
    operation_id="list_editions",
    responses=documented(HTTPStatus.SERVICE_UNAVAILABLE),
)
async def editions(request: Request[Any, Any, Any]) -> Editions:
    """List number, hash and time of every edition; each hash covers the one before it."""
    lines = await desk_of(request).home.editions()
    return Editions(
        tuple(
            EditionSummary(number=line.number, hash=line.hash, previous_hash=line.previous_hash, published_at=line.published_at)
            for line in lines
        )
    )


@get(
    "/api/v1/editions/{number:int}",
    summary="One edition",
    operation_id="get_edition",
    responses=documented(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def edition(request: Request[Any, Any, Any], number: FromPath[int]) -> EditionSummary:
    """Return one edition with its counts."""
    if not 0 <= number <= LARGEST_NUMBER:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no edition of this number.")
    desk = desk_of(request)
    if desk.held is not None and desk.held.current.edition.number == number:
        return summary_of(desk.held.current.edition)
    return summary_of(await desk.home.edition(number))


def summary_of(found: Edition) -> EditionSummary:
    """Count what an edition holds."""
    return EditionSummary(
        number=found.number,
        hash=found.hash,
        previous_hash=found.previous_hash,
        published_at=found.published_at,
        policy=found.policy.version,
        services=dict(Counter(str(service.status) for service in found.services)),
        bank_holidays=len(found.holidays),
    )
