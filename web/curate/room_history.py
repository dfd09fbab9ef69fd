"""What a place of safety reported in the last week, as a picture, a table and CSV, and whom it refused, for its keepers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from directory.capacity import Space
from directory.opening import instant_of, minute_of
from directory.service import Service
from routing.edition import CompiledEdition, midnight
from routing.refusals import FORBIDDEN, WORDS
from routing.situation import LONDON
from store.refusals import KeptRefusal
from store.room_reports import KeptReport
from web.curate.frame import show_room
from web.curate.rooms import REFUSALS_SINCE, kept_here, report_line, rooms_words
from web.readers import desk_of
from web.ribbon import WORDS as MARK_WORDS
from web.ribbon import Mark, Ribbon, Stretch, cut, date_in_words, joined, lanes_by_day
from web.ribbon_picture import drawn
from web.rooms import minutes_until_stale

DAYS = 7
MARK_OF = {Space.SPACE: Mark.SPACE, Space.FULL: Mark.FULL, Space.CLOSED: Mark.CLOSED}
COLUMNS = ("reported_at", "received_at", "status", "adults_free", "under_18_free", "by", "how")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")

AnyRequest = Request[Any, Any, Any]


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """How often a place gave a reason; `clause` is what the Concordat says against it, empty where it allows it."""

    why: str
    times: int
    clause: str


@get("/capacity/{service_id:str}/history", include_in_schema=False)
async def history_page(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Show the last seven days of a place."""
    place, desk = kept_here(request, service_id), desk_of(request)
    edition, now = desk.holding().compiled, desk.clock()
    kept = await reports_of_week(request, place)
    refusals = await desk.home.refusals.since(now - REFUSALS_SINCE, place.id)
    return show_room(
        request,
        "curate/room_history.html",
        place=place,
        picture=drawn(week_of_reports(edition, place, kept, now)),
        reports=tuple(report_line(one, now) for one in reversed(kept)),
        refused=refused_by_reason(refusals),
        weeks=REFUSALS_SINCE.days // 7,
    )


@get("/capacity/{service_id:str}/history.csv", include_in_schema=False)
async def history_csv(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Give the last seven days of a place as CSV."""
    place = kept_here(request, service_id)
    kept = await reports_of_week(request, place)
    return Response(
        as_csv(kept).encode(),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="room-{place.id}.csv"'},
    )


parts = (history_page, history_csv)


async def reports_of_week(request: AnyRequest, place: Service) -> tuple[KeptReport, ...]:
    """Return the reports of today and the six days before, and the one that held as they began."""
    desk = desk_of(request)
    return await desk.home.rooms.history(place.id, since=beginning_of_week(desk.clock()))


def beginning_of_week(now: datetime) -> datetime:
    """Return the instant at which the first of the seven days begins."""
    return instant_of(midnight(now.astimezone(LONDON).date() - timedelta(days=DAYS - 1)))


def week_of_reports(edition: CompiledEdition, place: Service, kept: Sequence[KeptReport], now: datetime) -> Ribbon:
    """Draw the week, a lane a day, up to now."""
    first = beginning_of_week(now).astimezone(LONDON).date()
    stretches = joined(
        stretches_of(kept, minute_of(beginning_of_week(now)), minute_of(now), minutes_until_stale(edition, place))
    )
    return Ribbon(
        name="room",
        title=f"Room reported since {date_in_words(first)}",
        says="What the place said of its room, and when that was too old to be relied on.",
        lanes=lanes_by_day(stretches, first, DAYS, edition.calendar),
        now=minute_of(now),
    )


def stretches_of(kept: Sequence[KeptReport], start: int, end: int, stale: int) -> tuple[Stretch, ...]:
    """Lay reports on the minutes from `start` to `end`: each until the next or until it is `stale` minutes old."""
    edges = [*(minute_of(one.report.updated) for one in kept), end]
    found = [not_known(start, edges[0])] if start < edges[0] else []
    for one, (begin, until) in zip(kept, pairwise(edges), strict=True):
        last = min(begin + stale, until)
        if begin < last:
            found.append(said(one, begin, last))
        if last < until:
            found.append(not_known(last, until))
    return cut(found, start, end)


def said(one: KeptReport, start: int, end: int) -> Stretch:
    """Draw what a report said."""
    mark = MARK_OF[one.report.status]
    return Stretch(start=start, end=end, mark=mark, label=MARK_WORDS[mark], words=rooms_words(one.report))


def not_known(start: int, end: int) -> Stretch:
    """Draw that nothing is known."""
    return Stretch(start=start, end=end, mark=Mark.STALE, label=MARK_WORDS[Mark.STALE])


def refused_by_reason(refusals: Sequence[KeptRefusal]) -> tuple[Refused, ...]:
    """Count refusals by reason: those that the Concordat forbids first, then the most frequent."""
    counts = Counter(kept.told.reason for kept in refusals)
    order = sorted(counts, key=lambda reason: (reason not in FORBIDDEN, -counts[reason], reason))
    return tuple(Refused(why=WORDS[reason], times=counts[reason], clause=FORBIDDEN.get(reason, "")) for reason in order)


def as_csv(kept: Sequence[KeptReport]) -> str:
    """Write reports as CSV, oldest first; what was not said is an empty field."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows(map(list, map(cells_of, kept)))
    return written.getvalue()


def cells_of(one: KeptReport) -> Iterator[object]:
    """Yield the cells of a report; a name that a spreadsheet would read as a formula is made text."""
    yield f"{one.report.updated:%Y-%m-%dT%H:%M:%SZ}"
    yield f"{one.received_at:%Y-%m-%dT%H:%M:%SZ}"
    yield str(one.report.status)
    yield one.report.adults_free
    yield one.report.under_18_free
    yield f"'{one.by}" if one.by.startswith(FORMULAS) else one.by
    yield str(one.how)
