"""Whether the server lives, whether it can answer, and its figures. Three different questions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.openapi import ResponseSpec
from prometheus_client import CONTENT_TYPE_LATEST

from web.api.shapes import Readiness
from web.desk import Desk
from web.measuring import measure
from web.readers import desk_of


@get("/health/live", media_type=MediaType.TEXT, sync_to_thread=False, summary="Is the server there?", operation_id="live")
def live() -> str:
    """Say that the process runs; a database that is away is no reason to start it again."""
    return "live"


@get(
    "/health/ready",
    summary="Can it answer, and from what?",
    operation_id="ready",
    responses={
        int(HTTPStatus.SERVICE_UNAVAILABLE): ResponseSpec(
            Readiness, description="No edition can be read: it cannot answer.", generate_examples=False
        )
    },
)
async def ready(request: Request[Any, Any, Any]) -> Response[Readiness]:
    """Say which edition answers and since when nobody has confirmed it; without the database answers still go on."""
    readiness = await readiness_of(desk_of(request))
    return Response(readiness, status_code=HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE)


async def readiness_of(desk: Desk) -> Readiness:
    """Look at the edition in memory and at the database."""
    held, database = desk.held, await desk.database_answers()
    if held is None:
        return Readiness(ready=False, database=database)
    return Readiness(
        ready=True,
        database=database,
        edition=held.current.edition.number,
        edition_hash=held.current.edition.hash,
        origin=held.current.origin,
        unconfirmed_seconds=held.current.age(desk.clock()).total_seconds(),
        faults=len(held.compiled.faults),
    )


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the figures of all workers in Prometheus' own format."""
    desk = desk_of(request)
    await measure(desk)
    return Response(desk.metrics.written(), media_type=CONTENT_TYPE_LATEST.partition("; charset")[0])
