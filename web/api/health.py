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
            Readiness,
            description=(
                "It cannot prove an edition. Either it holds none, or neither the database nor this machine's disk can be read "
                "and it answers from the directory that came with the program (`origin` shipped): ask another server first."
            ),
            generate_examples=False,
        )
    },
    sync_to_thread=False,
)
def ready(request: Request[Any, Any, Any]) -> Response[Readiness]:
    """Say which edition answers, how it is known and since when nobody has confirmed it.

    Without the database a server goes on and stays ready: with the edition in memory, or, after a start, with the last one on
    its disk. Nothing is asked of the database here: this says what was last learned of it, which is half a second old.
    """
    readiness = readiness_of(desk_of(request))
    return Response(readiness, status_code=HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE)


def readiness_of(desk: Desk) -> Readiness:
    """Say what the server last learned."""
    held = desk.held
    if held is None:
        return Readiness(ready=False, database=desk.database_up)
    return Readiness(
        ready=desk.ready,
        database=desk.database_up,
        edition=held.current.edition.number,
        edition_hash=held.current.edition.hash,
        origin=held.current.origin,
        unconfirmed_seconds=held.current.age(desk.clock()).total_seconds(),
        faults=len(held.compiled.faults),
        refused_edition=desk.refused,
        clock_skew_seconds=desk.clock_skew_seconds,
    )


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the figures of all workers in Prometheus' own format."""
    desk = desk_of(request)
    await measure(desk)
    return Response(desk.metrics.written(), media_type=CONTENT_TYPE_LATEST.partition("; charset")[0])
