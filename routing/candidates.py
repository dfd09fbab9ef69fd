"""Services of the edition that fit a plan at a place for a person, at any instant: who could be offered."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from directory.areas import BORDER_SHARE, AreaShare
from directory.certainty import Certainty
from directory.eligibility import accepts_ages, age_limits
from directory.kinds import NAMED_SERVICES
from directory.reader import Role
from directory.service import AreaCode, Service, is_offered
from routing.answer import (
    AgeFits,
    AgeNotKnown,
    AgeOutsideRange,
    AnyReason,
    NotOfferedAnyMore,
    PartOfPlace,
    PassedOver,
    PlaceAnswered,
    PolicyRemoves,
    ProfessionalOnly,
)
from routing.edition import CompiledContact, CompiledEdition, CompiledService
from routing.facts import PUBLIC_CALLERS
from routing.plan import Plan, Wanted
from routing.situation import OLDEST, AgeBand, Situation

ENGLAND: AreaCode = "country:england"
EVERYWHERE = "999"
LEAST_SHARE = 1 - BORDER_SHARE
"""A service that covers less of a place than this is left out, as the place is not on that border."""

ROLE_OF_CALLER = {
    "nhs111": Role.NHS111,
    "police": Role.POLICE,
    "btp_officer": Role.POLICE,
    "ambulance": Role.AMBULANCE,
    "ed_staff": Role.ED,
    "amhp": Role.AMHP,
    "custody": Role.CUSTODY,
}
"""The reader's role that goes with a caller; any other professional is PROFESSIONAL."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A service that may be offered, and how it relates to the place and the person.

    `share` is the part of the place that it serves; `next_area` marks a place of safety of another area, `kilometres`
    away. `contacts` are those that may be given to this caller, none where the entry holds none.
    """

    compiled: CompiledService
    want: Wanted
    contacts: tuple[CompiledContact, ...]
    eligible: Certainty
    share: float
    area: str
    next_area: bool = False
    kilometres: int | None = None


class Found(msgspec.Struct, frozen=True, gc=False):
    """The candidates, each service once, and the services that no instant can bring into the answer."""

    candidates: tuple[Candidate, ...]
    passed_over: tuple[PassedOver, ...]


def find_candidates(edition: CompiledEdition, plan: Plan, situation: Situation) -> Found:
    """Find every service that the plan wants at this place, and say why the others are left out."""
    candidates: dict[str, Candidate] = {}
    passed_over: dict[str, PassedOver] = {}
    for want in plan.wanted + plan.beside:
        for compiled, share in serving(edition, want.token, situation.place):
            service = compiled.service
            if service.id in candidates or service.id in passed_over:
                continue
            candidate = as_candidate(compiled, share, want, situation)
            reason = why_not(candidate, plan)
            if reason is None:
                candidates[service.id] = candidate
            else:
                passed_over[service.id] = passed(service, reason)
    return Found(tuple(candidates.values()), tuple(passed_over.values()))


def passed(service: Service, reason: AnyReason) -> PassedOver:
    """Record why a service is not offered."""
    return PassedOver(service_id=service.id, name=service.name, kind=service.kind, reason=reason)


def as_candidate(compiled: CompiledService, share: AreaShare, want: Wanted, situation: Situation) -> Candidate:
    """Relate a service to the place and the person."""
    return Candidate(
        compiled=compiled,
        want=want,
        contacts=contacts_given(compiled, is_public=situation.facts.caller in PUBLIC_CALLERS),
        eligible=takes(compiled.service, situation.age),
        share=share.share,
        area=share.name,
    )


def why_not(candidate: Candidate, plan: Plan) -> AnyReason | None:
    """Return the reason for which the service can never be in this answer, or None."""
    service = candidate.compiled.service
    if service.kind in plan.removed:
        removed = plan.removed[service.kind]
        return PolicyRemoves(removed.rule_id, removed.clause)
    if not is_offered(service):
        return NotOfferedAnyMore(service.superseded_by)
    if candidate.compiled.contacts and not candidate.contacts:
        return ProfessionalOnly()
    if candidate.eligible is Certainty.NO:
        return AgeOutsideRange(*age_limits(service))
    return None


def contacts_given(compiled: CompiledService, *, is_public: bool) -> tuple[CompiledContact, ...]:
    """Return the contacts that may be given to a caller: a public one gets public ones only (H16)."""
    if not is_public:
        return compiled.contacts
    return tuple(contact for contact in compiled.contacts if Role.PUBLIC in contact.contact.audience)


def takes(service: Service, age: AgeBand | None) -> Certainty:
    """Say whether a service takes an age; without one it is UNKNOWN where the service turns some age away."""
    if age is None:
        return accepts_ages(service, 0, OLDEST) if service.ages else Certainty.YES
    return accepts_ages(service, age.youngest, age.oldest)


def age_reason(candidate: Candidate) -> AnyReason:
    """Say how the person's age stands to the service's limits."""
    if candidate.eligible is Certainty.UNKNOWN:
        return AgeNotKnown(*age_limits(candidate.compiled.service))
    return AgeFits()


def place_reason(candidate: Candidate) -> tuple[AnyReason, ...]:
    """Say which part of the place the service covers, where that is not nearly all of it."""
    whole = candidate.share >= BORDER_SHARE
    return () if whole else (PartOfPlace(candidate.area, round(candidate.share, 2)),)


def serving(edition: CompiledEdition, token: str, place: PlaceAnswered) -> Iterator[tuple[CompiledService, AreaShare]]:
    """Yield the services that the token names and that serve the place, each once, with the share it serves."""
    if token in NAMED_SERVICES:
        named = edition.services.get(token)
        yield from covering(() if named is None else (named,), place)
        return
    for kind in kinds_of(edition, token):
        pool = {
            compiled.service.id: compiled
            for area in areas_of(place)
            for compiled in edition.by_kind_and_area.get((kind, area), ())
        }
        here = tuple(covering(tuple(pool.values()), place))
        yield from here or last_resort(edition, kind, place)


def last_resort(edition: CompiledEdition, kind: str, place: PlaceAnswered) -> Iterator[tuple[CompiledService, AreaShare]]:
    """Yield policy's own 999, which answers everywhere, or NHS 111 in England, where the directory has none here (H10)."""
    for compiled in edition.last_resort:
        if compiled.service.kind == kind and (kind == EVERYWHERE or tuple(covering((compiled,), place))):
            yield compiled, AreaShare("", place.label or "", 1.0)


def kinds_of(edition: CompiledEdition, token: str) -> tuple[str, ...]:
    """Return the kinds that a token stands for: its own, or the two of a pair of which one is on duty."""
    for pair in edition.policy.counterparts:
        if token == pair.token:
            return (pair.day, pair.out_of_hours)
    return (token,)


def areas_of(place: PlaceAnswered) -> tuple[AreaCode, ...]:
    """Return the areas to look in: those of the place, or all England where the place is not known."""
    areas = tuple(share.area for share in place.areas)
    return areas or (ENGLAND,)


def covering(pool: tuple[CompiledService, ...], place: PlaceAnswered) -> Iterator[tuple[CompiledService, AreaShare]]:
    """Yield those of the pool that cover enough of the place."""
    shares = place.areas or (AreaShare(ENGLAND, "England", 1.0),)
    for compiled in pool:
        share = share_served(compiled.service.areas, shares)
        if share is not None and share.share >= LEAST_SHARE:
            yield compiled, share


def share_served(areas: tuple[AreaCode, ...], shares: tuple[AreaShare, ...]) -> AreaShare | None:
    """Return the part of the place that the areas cover, under the name of its largest area; None for no part.

    Shares of one type add up (two councils of a town); across types the largest counts (a county holds its councils).
    """
    served = [share for share in shares if share.area in areas]
    if len(served) < 2:
        return served[0] if served else None
    by_type: dict[str, float] = {}
    for share in served:
        area_type = share.area.partition(":")[0]
        by_type[area_type] = by_type.get(area_type, 0.0) + share.share
    widest = max(served, key=lambda share: share.share)
    return AreaShare(widest.area, widest.name, min(1.0, max(by_type.values())))
