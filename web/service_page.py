"""`/services/{id}`: one service, everything that its reader may see, and the week ahead of each way to reach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from directory.holidays import HolidayCalendar
from directory.opening import Interval, Opening, minute_of
from directory.reader import KEEPERS, may_see
from directory.service import ServiceId, is_offered
from routing.edition import CompiledEdition
from routing.finding import seen_service, while_in_force
from routing.situation import LONDON
from store.errors import StoreError
from web.coverage import USUAL_DAYS, days_known, first_day
from web.coverage_week import period_of
from web.curate.words import check_in_words
from web.desk import Desk
from web.entry import EntryLine, entry_of
from web.problems import ProblemError
from web.readers import desk_of
from web.ribbon import Lane, Ribbon, date_in_words, lane_of_days, lanes_by_day, of_opening
from web.ribbon_picture import Drawn, drawn
from web.signed_in import role_of
from web.templating import show_page
from web.words import PROFESSIONAL, _, capitalised

say = PROFESSIONAL.say


class ShownLine(msgspec.Struct, frozen=True):
    """One way to reach the service, and the picture of its week."""

    line: EntryLine
    now: str
    week: Drawn


@get("/services/{service_id:str}", include_in_schema=False)
async def service_page(request: Request[Any, Any, Any], service_id: FromPath[str]) -> Response[bytes]:
    """Show one service; of one that is not for the reader its name and kind."""
    desk, reader = desk_of(request), role_of(request)
    held, at = desk.holding(), desk.clock()
    edition = held.compiled
    compiled = edition.services.get(service_id)
    if compiled is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, _("The directory holds no service at this address. It may have been replaced.")
        )
    seen = seen_service(edition, compiled, at, reader)
    entry = entry_of(edition, held.index, seen, reader)
    contacts = {one.contact.id: one for one in compiled.contacts}
    first = first_day(request.query_params.get("first"), edition, at.astimezone(LONDON).date())
    first = at.astimezone(LONDON).date() if first is None else first
    return show_page(
        request,
        "service.html",
        entry=entry,
        is_for_reader=may_see(reader, compiled.service.audience),
        checks=await calls_made(desk, service_id) if reader in KEEPERS else (),
        lines=tuple(
            ShownLine(
                line,
                capitalised(line.now),
                drawn(
                    week_of(
                        while_in_force(compiled, in_week(contacts[contact.id].opening, first)),
                        edition.calendar,
                        first,
                        at,
                        f"week-{number}",
                    )
                ),
            )
            for number, (line, contact) in enumerate(zip(entry.lines, seen.service.contacts, strict=True), start=1)
        ),
        heir=edition.services.get(compiled.service.superseded_by or ""),
        is_gone=not is_offered(compiled.service),
        areas=tuple((area, edition.gazetteer.area_name(area)) for area in compiled.service.areas if is_asked_about(area)),
        weeks=tuple(weeks_around(first, edition)),
    )


async def calls_made(desk: Desk, service_id: ServiceId) -> tuple[str, ...]:
    """Return what keepers heard when they rang the entry's contacts, the newest first; they alone are told.

    While the database is away the page goes on without them.
    """
    try:
        kept = await desk.home.checks_made((service_id,))
    except StoreError:
        return ()
    return tuple(f"{one.made.contact_id} ({one.made.reached}): {check_in_words(one.made)}" for one in reversed(kept))


def in_week(opening: Opening, first: date) -> tuple[Interval, ...]:
    """Return a contact's hours in the week from a day on."""
    start, end = (minute_of(edge) for edge in period_of(first, USUAL_DAYS))
    return opening.intervals(start, end)


def week_of(hours: Iterable[Interval], calendar: HolidayCalendar, first: date, at: datetime, name: str) -> Ribbon:
    """Draw a week of hours: a lane a day, or one for the week where it is the same all the time."""
    stretches = of_opening(hours)
    if len(stretches) == 1:
        lanes: tuple[Lane, ...] = (lane_of_days(say("All week"), stretches, first, USUAL_DAYS, calendar),)
    else:
        lanes = lanes_by_day(stretches, first, USUAL_DAYS, calendar)
    title = say("The week from %(day)s", day=f"{date_in_words(first)} {first.year}")
    return Ribbon(name=name, title=title, says=say("When it answers."), lanes=lanes, now=minute_of(at))


def weeks_around(first: date, edition: CompiledEdition) -> Iterator[tuple[str, date]]:
    """Yield the weeks before and after, where hours are worked out for them."""
    earliest, latest = days_known(edition)
    if first > earliest:
        yield _("Week before"), max(earliest, first - timedelta(days=USUAL_DAYS))
    if first < latest:
        yield _("Week after"), min(latest, first + timedelta(days=USUAL_DAYS))


def is_asked_about(area: str) -> bool:
    """Say whether one would ask who answers in an area: a whole country is no such area."""
    return not area.startswith("country:")
