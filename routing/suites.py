"""Places of safety: room, the next area's, and what to do when all are full (P1, P3, H11, F6).

A report of its room never removes a place: an old one means "ring to confirm", a full one that others stand before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import msgspec

from directory.areas import AreaShare
from directory.capacity import Capacity, CapacityReport, Space
from directory.certainty import Certainty
from directory.opening import minute_of
from directory.places import kilometres
from directory.service import ServiceId
from routing.answer import AnyReason, NextArea, RoomNotConfirmed, RoomReported
from routing.candidates import Candidate, as_candidate, serving, why_not
from routing.edition import CompiledEdition, CompiledService
from routing.plan import Plan, Wanted
from routing.situation import Situation

ADULT_SUITE, CHILD_SUITE = "hbpos_adult", "hbpos_cyp"
SUITES = frozenset({ADULT_SUITE, CHILD_SUITE})
NEXT_AREA_KILOMETRES = 100
NEXT_AREAS_SHOWN = 2
NO_ROOM = frozenset({Space.FULL, Space.CLOSED})
BOUNDARY_CLAUSE = "CC B11; NH 3.24"
FULL_CLAUSE = "CC B6; CC B7"
CHILD_CLAUSE = "CC B6; L4"


def overflow_for(
    edition: CompiledEdition, plan: Plan, situation: Situation, found: Iterable[Candidate]
) -> tuple[Candidate, ...]:
    """Find the places of the next areas, and where to turn when those are full too; none unless a suite is wanted."""
    wanted = {want.token: want for want in plan.wanted if want.token in SUITES and want.token not in plan.removed}
    if not wanted or situation.place.outcome != "known":
        return ()
    local = {candidate.compiled.service.id for candidate in found}
    suites = [suite for want in wanted.values() for suite in next_areas(edition, plan, situation, want, local)]
    if CHILD_SUITE in wanted and ADULT_SUITE not in wanted:
        adult = beside_adult_ward(wanted[CHILD_SUITE])
        suites = suites or next_areas(edition, plan, situation, adult, local)
        suites += fitting(edition, plan, situation, adult, local)
    after = max(wanted.values(), key=lambda want: (want.step, want.order))
    others = [
        other
        for token in ("ed", "escalation_contact")
        for other in fitting(edition, plan, situation, escalation(token, after), local)
    ]
    return (*suites, *others)


def escalation(token: str, after: Wanted) -> Wanted:
    """Ask for a service right after places of safety that are all full."""
    return Wanted(token=token, step=after.step, order=after.order + 1, rule_id="P1", clause=FULL_CLAUSE)


def next_areas(
    edition: CompiledEdition, plan: Plan, situation: Situation, want: Wanted, local: set[ServiceId]
) -> list[Candidate]:
    """Return the nearest suites of the kind in other areas, nearest first, within 100 km."""
    near = []
    for compiled in edition.by_kind.get(want.token, ()):
        distance = distance_to(edition, compiled, situation.latitude, situation.longitude)
        if compiled.service.id not in local and distance is not None and distance <= NEXT_AREA_KILOMETRES:
            near.append((distance, compiled.service.id, compiled))
    over_there = Wanted(token=want.token, step=want.step, order=want.order, rule_id="P1", clause=BOUNDARY_CLAUSE)
    candidates = (
        msgspec.structs.replace(
            as_candidate(compiled, AreaShare("", area_of(edition, compiled), 1.0), over_there, situation),
            next_area=True,
            kilometres=distance,
        )
        for distance, _, compiled in sorted(near, key=lambda one: one[:2])
    )
    return list(islice((candidate for candidate in candidates if why_not(candidate, plan) is None), NEXT_AREAS_SHOWN))


def beside_adult_ward(want: Wanted) -> Wanted:
    """Ask for adult suites for a child: better than none, and no reason to refuse (P3, L4)."""
    return Wanted(token=ADULT_SUITE, step=want.step, order=want.order, rule_id="P3", clause=CHILD_CLAUSE)


def fitting(edition: CompiledEdition, plan: Plan, situation: Situation, want: Wanted, local: set[ServiceId]) -> list[Candidate]:
    """Return the local services of a kind that were not wanted so far."""
    candidates = (
        as_candidate(compiled, share, want, situation)
        for compiled, share in serving(edition, want.token, situation.place)
        if compiled.service.id not in local
    )
    return [candidate for candidate in candidates if why_not(candidate, plan) is None]


def distance_to(
    edition: CompiledEdition, compiled: CompiledService, latitude: float | None, longitude: float | None
) -> int | None:
    """Return whole kilometres from the place to the suite, or to the middle of its area; None where not known."""
    location = compiled.service.location
    if location.latitude is not None and location.longitude is not None:
        there: tuple[float, float] | None = (location.latitude, location.longitude)
    else:
        there = next((centre for area in compiled.service.areas if (centre := edition.gazetteer.centre_of(area))), None)
    if there is None or latitude is None or longitude is None:
        return None
    return round(kilometres((latitude, longitude), there))


def area_of(edition: CompiledEdition, compiled: CompiledService) -> str:
    """Return the name of the first area that the service serves."""
    return next((edition.gazetteer.area_name(area) for area in compiled.service.areas), "")


class Room(msgspec.Struct, frozen=True, gc=False):
    """What is known of the room at a suite in a minute: the report, if any, and whether it is late enough to trust.

    `child` says whether a room for under 18 is needed; None asks after the place as a whole, for nobody in particular.
    """

    report: CapacityReport | None
    fresh: bool
    child: Certainty | None = None

    @property
    def confirmed(self) -> Space | None:
        """Return the room reported, or None where that is not known lately enough, or not of the room that is needed."""
        if self.report is None or not self.fresh:
            return None
        return self.report.status if self.child is None else room_for(self.report, self.child)


def room_at(service_id: ServiceId, capacity: Capacity, minute: int, stale_minutes: int, child: Certainty | None = None) -> Room:
    """Read the report on a suite; one older than the area allows (L14), or from the future, is not trusted (F6)."""
    report = capacity.get(service_id)
    if report is None:
        return Room(None, fresh=False, child=child)
    age = minute - minute_of(report.updated)
    return Room(report, fresh=0 <= age < stale_minutes, child=child)


def room_for(report: CapacityReport, child: Certainty) -> Space | None:
    """Read a report for somebody who needs a room for under 18, or one for adults; None: it does not say.

    A place that is full for adults may have room for a child, and the other way round. For somebody whose age is not
    known it has room, or none, only where it has that for both.
    """
    for_child = room_of(report.status, report.under_18_free, beside=report.adults_free)
    for_adult = room_of(report.status, report.adults_free, beside=report.under_18_free)
    if child is Certainty.UNKNOWN:
        return for_child if for_child is for_adult else None
    return for_child if child is Certainty.YES else for_adult


def room_of(status: Space, free: int | None, *, beside: int | None) -> Space | None:
    """Read a status for the rooms of one age, `free` of which are told, `beside` those of the other age; None: not said."""
    if status is Space.CLOSED or (free is None and beside is None):
        return status
    if free == 0:
        return Space.FULL
    if free is None and status is Space.SPACE:
        # Rooms of the other age are free: of this age nothing is said. None of theirs is: the space must be of this age.
        return None if beside else Space.SPACE
    # Full, and yet a room of this age is told to be free: ring.
    return status if free is None or status is Space.SPACE else None


def room_rank(candidate: Candidate, room: Room) -> int:
    """Order suites: room confirmed, room not known, the next area's, full."""
    if room.confirmed in NO_ROOM:
        return 3
    if candidate.next_area:
        return 2
    return 0 if room.confirmed is Space.SPACE else 1


def room_reason(candidate: Candidate, room: Room) -> tuple[AnyReason, ...]:
    """Say what is known of the room, and how far away another area's suite is."""
    known = what_is_known(room)
    return (known, NextArea(candidate.kilometres)) if candidate.next_area else (known,)


def what_is_known(room: Room) -> RoomReported | RoomNotConfirmed:
    """Say what was reported of the room that is needed; rooms that were counted too long ago are not told any more."""
    report, confirmed = room.report, room.confirmed
    if report is None:
        return RoomNotConfirmed(None)
    if not room.fresh:
        return RoomNotConfirmed(report.updated)
    if confirmed is None:
        return RoomNotConfirmed(report.updated, report.adults_free, report.under_18_free)
    return RoomReported(confirmed, report.updated, report.adults_free, report.under_18_free)


def locally_free(suites: Iterable[tuple[Candidate, Room]]) -> bool:
    """Say whether a local suite may have room: one that is not confirmed to be full or closed."""
    return any(room.confirmed not in NO_ROOM for candidate, room in suites if not candidate.next_area)
