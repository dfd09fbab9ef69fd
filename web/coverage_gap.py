"""`/coverage/gaps/{code}`: one gap: whom it leaves, where and when, why it is there, and what would close it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from directory.opening import OpeningState, Window, instant_of, minute_of
from directory.reader import Role, may_see
from directory.service import ServiceId
from routing.edition import CompiledEdition, CompiledService
from routing.gaps import BROKEN_IN_WORDS, CauseKind, Gap
from routing.proof import NOT_KNOWN
from routing.situation import LONDON
from routing.visibility import may_know
from web.coverage import USUAL_DAYS, Question, days_known
from web.coverage_proved import PROMISED, CoarseAge, Findings, ages_in
from web.problems import ProblemError
from web.readers import desk_of
from web.ribbon import WORDS, Lane, Mark, Ribbon, Stretch, lanes_by_day, moment_in_words, stretch_in_words
from web.ribbon_picture import drawn
from web.signed_in import role_of
from web.templating import show_page
from web.words import PROFESSIONAL, _, capitalised

say = PROFESSIONAL.say

NO_SUCH_GAP = _("There is no gap of this code in the edition in force: it may be closed.")
NEXT_NOT_KNOWN = _("when it opens next is not known")
NOT_YOURS = _("This gap is of callers whose lines are not shown to you.")
MOST_SHOWN = 12
"""Stretches, places and services that are listed; the rest is counted."""

REMEDIES = {
    CauseKind.NO_SERVICE: _("An entry for a service that serves these areas, these callers and this age."),
    CauseKind.PROFESSIONAL: _("A line for the public, or the word of the service that the public may ring it too."),
    CauseKind.AGE: _("A service for these ages, or the word of this one that it takes them."),
    CauseKind.AGE_NOT_RECORDED: _("The ages that the service takes, asked from it and recorded with the day and the source."),
    CauseKind.HOURS_NOT_KNOWN: _("The hours of the service, asked from it and recorded with the day and the source."),
    CauseKind.ENTRY_ENDS: _("A later end for the entry, once the service confirms it, or the entry of its successor."),
    CauseKind.ENTRY_BEGINS: _("An earlier beginning for the entry, or another service until then."),
    CauseKind.EXCEPTION: _("Another service for these dates, or an end of the exception."),
    CauseKind.NAMED_DAY: _("Hours on that day for this service, or another service for it."),
    CauseKind.BANK_HOLIDAY: _("Hours on bank holidays for this service, or another service for those days."),
    CauseKind.CLOCK_NIGHT: _("Hours that are stated for that night, or a service that is always open."),
    CauseKind.WEEKLY_HOURS: _("Longer hours of this service, or another service for these times."),
}
"""For each cause what would close the gap."""

AnyRequest = Request[Any, Any, Any]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One cause in words, the service that it is about, and what would close the gap."""

    cause: str
    service: tuple[ServiceId, str] | None
    remedy: str


class Occurrence(msgspec.Struct, frozen=True):
    """One stretch of a gap in local time, in UTC, and how long it is."""

    local: str
    utc: str
    length: str


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A service that could have answered, and what the reader may know of its next opening."""

    service_id: ServiceId
    name: str
    opens: str


@get("/coverage/gaps/{code:str}", include_in_schema=False)
async def gap_page(request: AnyRequest, code: FromPath[str]) -> Response[bytes]:
    """Show one gap."""
    desk, reader = desk_of(request), role_of(request)
    held, now = desk.holding(), minute_of(desk.clock())
    findings, edition = await held.proved.findings(), held.compiled
    gap = gap_for(reader, findings, code)
    coming = [stretch for stretch in gap.stretches if stretch[1] > now]
    begins = max(coming[0][0], now) if coming else gap.stretches[0][0]
    near = [near_by(edition.services[one], reader, begins) for one in gap.services if one in edition.services]
    return show_page(
        request,
        "coverage_gap.html",
        gap=gap,
        title=say("A gap: %(area)s", area=gap.places[0])
        if len(gap.places) == 1
        else say("A gap in %(count)s areas", count=len(gap.places)),
        who=capitalised(gap.who),
        promise=say(PROMISED[gap.promise]),
        broken=capitalised(BROKEN_IN_WORDS[gap.promise]),
        together=PROFESSIONAL.minutes(gap.minutes),
        whys=tuple(whys(gap, edition)),
        coming=[told(stretch) for stretch in coming[:MOST_SHOWN]],
        more=len(coming) - MOST_SHOWN,
        near=near[:MOST_SHOWN],
        more_near=len(near) - MOST_SHOWN,
        picture=drawn(ribbon_of_gap(gap, findings.span, edition, now)),
        weeks=tuple(weeks(gap, findings, reader, edition, begins))[:MOST_SHOWN],
    )


def gap_for(reader: Role, findings: Findings, code: str) -> Gap:
    """Return a gap of callers whose lines the reader may know; any other is refused."""
    gap = findings.gaps.get(code)
    if gap is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, NO_SUCH_GAP)
    if not any(may_know(reader, caller) for caller in gap.callers):
        raise ProblemError(HTTPStatus.FORBIDDEN, NOT_YOURS)
    return gap


def address_of_gap(code: str) -> str:
    """Return the address of a gap's page."""
    return f"/coverage/gaps/{code}"


def whys(gap: Gap, edition: CompiledEdition) -> Iterator[Why]:
    """Yield every cause once."""
    for cause, _stretches in gap.causes:
        about = None if cause.service_id is None else edition.services.get(cause.service_id)
        yield Why(
            cause=capitalised(cause.kind),
            service=None if about is None else (about.service.id, about.service.name),
            remedy=REMEDIES[cause.kind],
        )


def told(stretch: tuple[int, int]) -> Occurrence:
    """Put one stretch in words."""
    start, end = stretch
    utc = f"{instant_of(start):%Y-%m-%d %H:%M} to {instant_of(end):%Y-%m-%d %H:%M}"
    return Occurrence(stretch_in_words(start, end), utc, PROFESSIONAL.minutes(end - start))


def near_by(compiled: CompiledService, reader: Role, minute: int) -> Near:
    """Say when a service opens next after a minute, by the hours that the reader may know."""
    shown = [one.opening for one in compiled.contacts if may_see(reader, one.contact.audience)]
    if not shown and compiled.contacts:
        opens = say("its hours are not shown to you")
    else:
        starts = (
            one.start
            for opening in shown
            for one in opening.intervals(minute, max((minute, *opening.boundaries)))
            if one.state is OpeningState.OPEN
        )
        first = min(starts, default=None)
        opens = NEXT_NOT_KNOWN if first is None else say("open next %(moment)s", moment=moment_in_words(first))
        if first == minute:
            opens = say("open then, but not for these callers, this age or this time")
    return Near(service_id=compiled.service.id, name=compiled.service.name, opens=opens)


def weeks(gap: Gap, findings: Findings, reader: Role, edition: CompiledEdition, begins: int) -> Iterator[tuple[str, str]]:
    """Yield the areas of the gap, each with the address of its week for a caller of the gap."""
    caller = next(caller for caller in gap.callers if may_know(reader, caller))
    age: CoarseAge = next((age for band in gap.ages for age in ages_in(band)), "unknown")
    earliest, latest = days_known(edition)
    first = min(max(instant_of(begins).astimezone(LONDON).date(), earliest), latest)
    areas = {row.name: row.area for row in findings.rows}
    for place in gap.places:
        if place != NOT_KNOWN:
            yield place, Question(caller=caller, area=areas[place], age=age, first=first, days=USUAL_DAYS).address


# -------------------------------------------------------------------------------------------------------- picture


def ribbon_of_gap(gap: Gap, span: Window, edition: CompiledEdition, now: int) -> Ribbon:
    """Draw the week from the gap's next occurrence on: where the promise holds, and where it does not."""
    return Ribbon(
        name="gap",
        title=say("The week from its next occurrence on"),
        says=say("The promise does not hold %(when)s.", when=gap.when),
        lanes=lanes_of_gap(gap, span, edition, now),
        now=now,
    )


def lanes_of_gap(gap: Gap, span: Window, edition: CompiledEdition, now: int) -> tuple[Lane, ...]:
    """Lay the gap, and the time around it, on a lane a day."""
    coming = next((start for start, end in gap.stretches if end > now), gap.stretches[0][0])
    earliest, latest = days_known(edition)
    first = min(max(instant_of(max(coming, now)).astimezone(LONDON).date(), earliest), latest)
    broken = [
        Stretch(start=start, end=end, mark=Mark.BROKEN, label=BROKEN_IN_WORDS[gap.promise]) for start, end in gap.stretches
    ]
    return lanes_by_day(tuple(filled(broken, span)), first, USUAL_DAYS, edition.calendar)


def filled(broken: list[Stretch], span: Window) -> Iterator[Stretch]:
    """Yield the broken stretches, and between them those in which the promise holds; nothing beyond what is proved."""
    at = span.start
    for one in broken:
        if at < one.start:
            yield Stretch(start=at, end=one.start, mark=Mark.KEPT, label=WORDS[Mark.KEPT])
        yield one
        at = one.end
    if at < span.end:
        yield Stretch(start=at, end=span.end, mark=Mark.KEPT, label=WORDS[Mark.KEPT])
