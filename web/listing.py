"""The plain list of services that fit a place, a kind, an age, an instant and some words. Ranked search comes later.

Every test is made on the entry as the reader may see it, so that no filter tells what the entry itself would not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from directory.areas import AreaShare
from directory.certainty import Certainty
from directory.eligibility import accepts_ages
from directory.opening import OpeningState, instant_of, minute_of
from directory.reader import Role
from directory.service import Service, Status
from routing.answer import PlaceAnswered, State
from routing.candidates import ENGLAND, LEAST_SHARE, share_served
from routing.edition import CompiledEdition, CompiledService
from routing.situation import place_answered
from routing.visibility import service_as_seen_by
from web.api.shapes import ContactState, SeenService, ServicePage

LISTED = (Status.ACTIVE, Status.NEEDS_CHECK)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is asked for; None asks for nothing. `at` is the instant for which states are told."""

    at: datetime
    place: str | None = None
    kind: str | None = None
    open_only: bool = False
    age: int | None = None
    words: str = ""
    limit: int = 50
    offset: int = 0


def list_services(edition: CompiledEdition, wanted: Wanted, reader: Role) -> ServicePage:
    """Return the page of services that fit; a place that is not one place in our data lists what serves all England."""
    place, _ = place_answered(None if wanted.place is None else edition.resolve(wanted.place))
    seen = (
        seen_service(edition, compiled, wanted.at, reader)
        for _, compiled in sorted(edition.services.items())
        if compiled.service.status in LISTED
    )
    fitting = [one for one in seen if fits(one, wanted, place)]
    return ServicePage(
        edition=edition.edition.number,
        at=wanted.at,
        place=place,
        total=len(fitting),
        limit=wanted.limit,
        offset=wanted.offset,
        services=tuple(fitting[wanted.offset : wanted.offset + wanted.limit]),
    )


def fits(seen: SeenService, wanted: Wanted, place: PlaceAnswered) -> bool:
    """Say whether an entry, as seen, is one of those asked for; an unknown age limit turns nobody away."""
    service = seen.service
    return (
        (wanted.kind is None or service.kind == wanted.kind)
        and (wanted.place is None or serves(service, place))
        and (wanted.age is None or accepts_ages(service, wanted.age, wanted.age) is not Certainty.NO)
        and (not wanted.open_only or any(one.state.state is OpeningState.OPEN for one in seen.states))
        and all(word in words_of(service) for word in wanted.words.casefold().split())
    )


def serves(service: Service, place: PlaceAnswered) -> bool:
    """Say whether the service covers enough of the place to be listed there."""
    shares = place.areas or (AreaShare(ENGLAND, "England", 1.0),)
    served = share_served(service.areas, shares)
    return served is not None and served.share >= LEAST_SHARE


def words_of(service: Service) -> str:
    """Return the words by which an entry is found."""
    return f"{service.name} {service.kind.replace('_', ' ')} {service.organization}".casefold()


def seen_service(edition: CompiledEdition, compiled: CompiledService, at: datetime, reader: Role) -> SeenService:
    """Return an entry as the reader may see it, with the state of each contact shown."""
    service = service_as_seen_by(compiled.service, reader)
    return SeenService(
        service=service,
        area_names=tuple(dict.fromkeys(edition.gazetteer.area_name(area) for area in service.areas)),
        at=at,
        states=tuple(states_of(compiled, {contact.id for contact in service.contacts}, at)),
        edition=edition.edition.number,
    )


def states_of(compiled: CompiledService, shown: set[str], at: datetime) -> Iterable[ContactState]:
    """Yield the state of each contact that is shown."""
    minute = minute_of(at)
    for contact in compiled.contacts:
        if contact.contact.id in shown:
            opening = contact.opening
            change = opening.next_change(minute)
            until = None if change is None else instant_of(change)
            state = State(state=opening.state_at(minute), until=until, always_open=opening.always_open)
            yield ContactState(contact.contact.id, state)
