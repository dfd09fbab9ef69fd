"""Room at places of safety as it is told here: one way in for pages, keys and links; what is held, and until when it counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

import msgspec

from directory.capacity import CapacityReport, agrees_with_rooms, laid_over, made_by
from directory.errors import ContextRejected
from directory.opening import minute_of
from directory.reader import Reader
from directory.remit import may_keep
from directory.service import Service, ServiceId, is_offered
from routing.edition import CompiledEdition, CompiledService
from routing.suites import ADULT_SUITE, CHILD_SUITE, SUITES, room_at
from store.errors import NotKept, ReportFromFuture
from store.room_reports import How, KeptReport, ToldReport
from web.api.shapes import CapacityTold
from web.desk import Desk
from web.problems import ProblemError
from web.words import _

NOT_YOURS = _("This place of safety is not among the entries that you keep.")

EXPECTED_ROOMS = "rooms that agree with the status: with space not none for everybody, with full or closed none"

EXPECTED_INSTANT = "an instant that is not in the future; without one it counts from now"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of a place: its last report, whether that is relied on, and the instant from which it is not."""

    report: CapacityReport
    is_fresh: bool
    stale_at: datetime


def places_of_safety(edition: CompiledEdition) -> tuple[CompiledService, ...]:
    """Return every place of safety that may be offered, in the order of their ids."""
    found = [suite for kind in (ADULT_SUITE, CHILD_SUITE) for suite in edition.by_kind.get(kind, ())]
    return tuple(sorted((one for one in found if is_offered(one.service)), key=lambda one: one.service.id))


def place_of_safety(edition: CompiledEdition, service_id: ServiceId) -> Service:
    """Return the place of safety of that id; NotKept where there is none."""
    compiled = edition.services.get(service_id)
    if compiled is None or compiled.service.kind not in SUITES or not is_offered(compiled.service):
        raise NotKept
    return compiled.service


def place_kept_by(edition: CompiledEdition, service_id: ServiceId, reader: Reader) -> Service:
    """Return the place of safety, for whoever keeps its entry; nobody else gets any further."""
    place = place_of_safety(edition, service_id)
    if not may_keep(reader, place):
        raise ProblemError(HTTPStatus.FORBIDDEN, NOT_YOURS)
    return place


def minutes_until_stale(edition: CompiledEdition, place: Service) -> int:
    """Return for how long a report of the place counts where it is (L14): in its own areas, and those that hold them."""
    around = tuple(share for area in place.areas for share in edition.locate(area).place.areas)
    return int(edition.settings(around)["L14"])


def standing_of(edition: CompiledEdition, place: Service, desk: Desk) -> Standing | None:
    """Return what is held of a place; None where it never said anything."""
    minutes = minutes_until_stale(edition, place)
    room = room_at(place.id, desk.capacity, minute_of(desk.clock()), minutes)
    if room.report is None:
        return None
    # To the minute, as answers read it.
    made = room.report.updated.replace(second=0, microsecond=0)
    return Standing(report=room.report, is_fresh=room.fresh, stale_at=made + timedelta(minutes=minutes))


async def keep_report(
    desk: Desk, place: Service, told: CapacityTold, *, by: str, how: How, form_id: str | None = None
) -> tuple[KeptReport, bool]:
    """Keep what was told, in the queue while the database is away, and answer from it at once; say whether it is new."""
    if not agrees_with_rooms(told.status, told.adults_free, told.under_18_free):
        raise ContextRejected("adults_free", EXPECTED_ROOMS)
    report = ToldReport(
        service_id=place.id,
        status=told.status,
        adults_free=told.adults_free,
        under_18_free=told.under_18_free,
        made_at=told.reported_at,
        received_at=desk.told_at(),
        by=by,
        how=how,
        form_id=form_id,
    )
    try:
        kept, is_new = await desk.home.tell_room(report, desk.capacity.get(place.id))
    except ReportFromFuture:
        raise ContextRejected("reported_at", EXPECTED_INSTANT) from None
    if kept.seq is None:
        desk.capacity = laid_over(made_by(desk.capacity, report.received_at), {place.id: kept.report})
    else:
        await desk.hear()
    return kept, is_new


async def waits_here(desk: Desk, place: Service) -> bool:
    """Say whether what this node knows of a place waits for the database: other nodes do not have it yet."""
    waiting = (await desk.home.rooms_waiting(at=desk.clock())).get(place.id)
    return waiting is not None and waiting == desk.capacity.get(place.id)


def reports_held(desk: Desk) -> dict[str, int]:
    """Count the places of safety whose last report is relied on, those whose last one is stale, and those without any."""
    counts = {"fresh": 0, "stale": 0, "none": 0}
    if desk.held is not None:
        edition = desk.held.compiled
        for place in places_of_safety(edition):
            standing = standing_of(edition, place.service, desk)
            counts["none" if standing is None else "fresh" if standing.is_fresh else "stale"] += 1
    return counts
