"""`/coverage/gaps/{code}`: one gap: whom it leaves, when, why it is there, and what would close it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from directory.opening import instant_of, minute_of
from directory.reader import may_see
from routing.edition import CompiledEdition
from routing.situation import LONDON
from web.coverage import CALLERS, USUAL_DAYS, Question, days_known
from web.coverage_proved import CAUSES, PROMISED, Gap, Promise, Prove, Proved, may_know
from web.demo import demo_reader
from web.problems import ProblemError
from web.readers import desk_of
from web.ribbon import WORDS, Mark, Ribbon, Stretch, drawn, lanes_by_day, length_in_words, moment_in_words, stretch_in_words
from web.templating import render_page

MOST_SHOWN = 12
"""Stretches of a gap that are listed; the rest is counted."""

BROKEN = {
    Promise.ANSWERED: (Mark.LAST, WORDS[Mark.LAST]),
    Promise.FIRST: (Mark.BROKEN, "nobody who is to come first"),
    Promise.LOCAL: (Mark.BROKEN, "nobody of the area itself"),
}
"""How a stretch is drawn in which the promise does not hold."""

AnyRequest = Request[Any, Any, Any]


def gap_pages(prove: Prove) -> tuple[HTTPRouteHandler, ...]:
    """Make the door to the gaps of what `prove` finds."""

    @get("/coverage/gaps/{code:str}", include_in_schema=False)
    async def gap(request: AnyRequest, code: FromPath[str]) -> Response[bytes]:
        """Show one gap."""
        return gap_page(request, prove(desk_of(request).holding()), code)

    return (gap,)


def address_of_gap(code: str) -> str:
    """Return the address of a gap's page."""
    return f"/coverage/gaps/{code}"


def gap_page(request: AnyRequest, proved: Proved | None, code: str) -> Response[bytes]:
    """Render one gap for its reader."""
    desk, reader = desk_of(request), demo_reader(request)
    edition, now = desk.holding().compiled, minute_of(desk.clock())
    gap = None if proved is None else proved.gaps.get(code)
    if gap is None or proved is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no gap of this code in the edition in force: it may be closed.")
    if not may_know(reader, gap.caller):
        raise ProblemError(HTTPStatus.FORBIDDEN, "This gap is of callers whose lines are not shown to you.")
    cause, remedy = CAUSES[gap.cause]
    coming = occurrences(gap, now)
    first = instant_of(max(gap.stretches[0][0], now)).astimezone(LONDON).date()
    body = render_page(
        request,
        "coverage_gap.html",
        gap=gap,
        who=CALLERS[gap.caller],
        promise=PROMISED[gap.promise],
        cause=cause,
        remedy=remedy,
        coming=coming[:MOST_SHOWN],
        more=len(coming) - MOST_SHOWN,
        minutes=length_in_words(sum(end - start for start, end in gap.stretches)),
        near=[
            (one, "" if one.opens is None else moment_in_words(one.opens), may_see(reader, one.audience)) for one in gap.near
        ],
        ribbon_drawn=drawn(ribbon_of_gap(gap, proved, edition, now)),
        address=Question(caller=gap.caller, area=gap.area, age="unknown", first=first, days=USUAL_DAYS).address,
        edition=edition.edition.number,
    )
    return Response(body, media_type=MediaType.HTML)


class Occurrence(msgspec.Struct, frozen=True):
    """One stretch of a gap in local time, in UTC, and how long it is."""

    local: str
    utc: str
    length: str


def occurrences(gap: Gap, now: int) -> list[Occurrence]:
    """List the stretches that are not over yet."""
    return [
        Occurrence(
            stretch_in_words(start, end),
            f"{instant_of(start):%Y-%m-%d %H:%M} to {instant_of(end):%Y-%m-%d %H:%M}",
            length_in_words(end - start),
        )
        for start, end in gap.stretches
        if end > now
    ]


def ribbon_of_gap(gap: Gap, proved: Proved, edition: CompiledEdition, now: int) -> Ribbon:
    """Draw the days around the gap's next occurrence: where the promise holds, and where it does not."""
    coming = next((start for start, end in gap.stretches if end > now), gap.stretches[0][0])
    earliest, latest = days_known(edition)
    first = min(max(instant_of(max(coming, now)).astimezone(LONDON).date(), earliest), latest)
    mark, label = BROKEN[gap.promise]
    broken = [Stretch(start=start, end=end, mark=mark, label=label) for start, end in gap.stretches]
    lanes = lanes_by_day(tuple(filled(broken, proved)), first, USUAL_DAYS, edition.calendar)
    title = f"The week from the next gap on: {CALLERS[gap.caller]}, {gap.area_name}"
    return Ribbon(name="gap", title=title, says=f"Gaps: {gap.words}.", lanes=lanes, now=now)


def filled(broken: list[Stretch], proved: Proved) -> Iterator[Stretch]:
    """Yield the broken stretches, and between them those in which the promise holds; nothing beyond what is proved."""
    at = proved.start
    for one in broken:
        if at < one.start:
            yield Stretch(start=at, end=one.start, mark=Mark.KEPT, label=WORDS[Mark.KEPT])
        yield one
        at = one.end
    if at < proved.end:
        yield Stretch(start=at, end=proved.end, mark=Mark.KEPT, label=WORDS[Mark.KEPT])
