"""GET /api/v1/coverage, its gaps and its certificate: what the proof found, as its reader may know it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, assert_never

import msgspec
from litestar import Request, Response, get
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response.base import ASGIResponse

from directory.opening import instant_of, minute_of
from directory.reader import KEEPERS
from routing.certificate import Certificate
from routing.gaps import Gap
from routing.proof import Promise
from routing.spells import Spell
from web.api.shapes import AreaCovered, CoverageGiven, Covered, GapCause, GapGiven, GapStretch
from web.coverage_board import columns_for, rows_meant
from web.coverage_gap import REMEDIES, gap_for
from web.coverage_proved import AGES, Always, Asked, CoarseAge, Gaps, Never, Row, State
from web.openapi import JSON
from web.problems import documented
from web.readers import desk_of, key_reader, require_role

_PROBLEMS = documented(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)


@get(
    "/api/v1/coverage",
    summary="Who is served at every minute, area by area",
    operation_id="list_coverage",
    responses=_PROBLEMS,
)
async def coverage(
    request: Request[Any, Any, Any],
    place: Annotated[str | None, QueryParameter(max_length=120)] = None,
    promise: FromQuery[Promise | None] = None,
    age: FromQuery[CoarseAge | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> Response[CoverageGiven]:
    """Return how each promise stands in every area, by the names of the areas, and the gaps behind it by their codes.

    `place` keeps the areas with those words in their own name, their region's or their police force's, else those of the place
    that is meant. Callers whose lines are not the reader's are left out.
    """
    held, reader, now = desk_of(request).holding(), await key_reader(request), minute_of(desk_of(request).clock())
    findings, callers = await held.proved.findings(), columns_for(reader)
    rows = sorted(rows_meant(findings.rows, place or "", held.compiled.gazetteer), key=lambda row: row.name)
    asked = tuple(
        Asked(one, years, caller)
        for one in (Promise if promise is None else (promise,))
        for years in (AGES if age is None else (age,))
        for caller in callers
    )

    def told() -> bytes:
        areas = tuple(area_covered(row, asked, now) for row in rows[offset : offset + limit])
        codes = dict.fromkeys(state.gap for area in areas for state in area.states if state.gap is not None)
        return msgspec.json.encode(
            CoverageGiven(
                edition=held.current.edition.number,
                edition_hash=held.current.edition.hash,
                start=instant_of(findings.span.start),
                end=instant_of(findings.span.end),
                callers=callers,
                total=len(rows),
                areas=areas,
                gaps={code: gap_given(findings.gaps[code]) for code in codes},
            )
        )

    # In a thread: a page of it can be ten thousand states, and nobody else's answer waits for them.
    return Response(await asyncio.to_thread(told), media_type=JSON)  # type: ignore[arg-type]


@get(
    "/api/v1/coverage/gaps/{code:str}",
    summary="One gap",
    operation_id="get_gap",
    responses=_PROBLEMS | documented(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
)
async def gap(request: Request[Any, Any, Any], code: FromPath[str]) -> GapGiven:
    """Return one gap; one of callers whose lines are not the reader's is refused."""
    held, reader = desk_of(request).holding(), await key_reader(request)
    return gap_given(gap_for(reader, await held.proved.findings(), code))


@get(
    "/api/v1/coverage/certificate",
    summary="The certificate of the proof, to be checked by anybody",
    operation_id="get_certificate",
    responses={int(HTTPStatus.OK): ResponseSpec(Certificate, description="The certificate", generate_examples=False)}
    | documented(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def certificate(request: Request[Any, Any, Any]) -> ASGIResponse:
    """Return the certificate of the edition in force, as `crisis prove --verify` reads it; for those who keep the directory."""
    await require_role(request, *KEEPERS)
    return ASGIResponse(body=await desk_of(request).holding().proved.certificate(), media_type=JSON)


covering = (coverage, gap, certificate)


def area_covered(row: Row, asked: Iterable[Asked], now: int) -> AreaCovered:
    """Write how an area fares in everything that is asked."""
    return AreaCovered(
        area=row.area,
        name=row.name,
        region=row.region,
        police=row.police,
        states=tuple(covered(one, row.states[one], now) for one in asked),
    )


def covered(asked: Asked, state: State, now: int) -> Covered:
    """Write how one promise stands."""
    about = partial(Covered, promise=asked.promise, age=asked.age, caller=asked.caller)
    match state:
        case Always(depth=depth):
            return about(holds="always", numbers=depth, gap=None, coming=0, next=None)
        case Gaps(stretches=stretches, code=code):
            coming = [one for one in stretches if one[1] > now]
            return about(holds="gaps", numbers=0, gap=code, coming=len(coming), next=written(coming[0]) if coming else None)
        case Never(code=code):
            return about(holds="never", numbers=0, gap=code, coming=0, next=None)
        case _ as never:
            assert_never(never)


def gap_given(gap: Gap) -> GapGiven:
    """Write one gap."""
    return GapGiven(
        code=gap.code,
        words=gap.words,
        promise=gap.promise,
        callers=gap.callers,
        who=gap.who,
        where=gap.where,
        at_ages=gap.at_ages,
        when=gap.when,
        places=gap.places,
        causes=tuple(
            GapCause(cause=cause.kind, service_id=cause.service_id, remedy=REMEDIES[cause.kind])
            for cause, _stretches in gap.causes
        ),
        services=gap.services,
        is_maybe=gap.is_maybe,
        minutes=gap.minutes,
        stretches=tuple(map(written, gap.stretches)),
    )


def written(stretch: Spell) -> GapStretch:
    """Write a stretch in instants."""
    start, end = stretch
    return GapStretch(start=instant_of(start), end=instant_of(end))
