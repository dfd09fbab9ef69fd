"""Writes an option as people and telephones need it."""

from __future__ import annotations

from datetime import date, datetime

from directory.assurance import standing_on
from directory.contact import Channel
from directory.numbers import dial_string, is_fictitious
from directory.opening import OpeningState, instant_of
from directory.service import Location, Status
from routing.answer import (
    AnyReason,
    AskedForByRule,
    CheckOverdue,
    ClosedNow,
    FictitiousNumber,
    NeedsCheck,
    OfferedContact,
    Option,
    State,
)
from routing.candidates import age_reason, place_reason
from routing.edition import CompiledContact, CompiledEdition, day_of
from routing.ranking import ContactNow, Standee
from routing.suites import room_reason

OFFERS_KEPT = 20_000
"""Of how many contacts an edition keeps how they were offered last; it empties itself when full."""


def as_option(edition: CompiledEdition, one: Standee, minute: int) -> Option:
    """Write the option as it stands at the minute."""
    service, want, day = one.candidate.compiled.service, one.candidate.want, day_of(minute)
    contacts = tuple(offered(edition, now, day, service.location) for now in one.contacts)
    contact = contacts[0] if contacts else None
    return Option(
        service_id=service.id,
        name=service.name,
        kind=service.kind,
        organization=service.organization,
        contact=contact,
        other_contacts=contacts[1:],
        state=_NOT_KNOWN if contact is None else contact.state,
        status=service.status,
        rule_id=want.rule_id,
        clause=want.clause,
        reasons=reasons(one, minute),
        area=one.candidate.area,
        alert=service.alert,
    )


_NOT_KNOWN = State(state=OpeningState.UNKNOWN, until=None, always_open=False)


def state_of(now: ContactNow) -> State:
    """Say whether a contact answers and until when; nothing stated is unknown."""
    until = None if now.until is None else instant_of(now.until)
    return State(state=now.state, until=until, always_open=now.compiled.opening.always_open)


def offered(edition: CompiledEdition, now: ContactNow, day: date, location: Location) -> OfferedContact:
    """Return the contact as it is offered now, written once a change: national lines stand in nearly every answer."""
    key = (id(now.compiled), now.state, now.until, day)
    found = edition.offered.get(key)
    if found is None:
        if len(edition.offered) >= OFFERS_KEPT:
            edition.offered.clear()
        found = edition.offered[key] = as_offered(now, day, location)
    return found


def as_offered(now: ContactNow, day: date, location: Location) -> OfferedContact:
    """Write one contact for people and for telephones; a door that is not named is named by its address."""
    contact = now.compiled.contact
    number, assurance = contact.number, contact.assurance
    return OfferedContact(
        channel=contact.channel,
        label=contact.label or (address_of(location) if contact.channel is Channel.IN_PERSON else ""),
        number=now.compiled.number,
        dial=None if number is None else dial_string(number),
        uri=contact.uri,
        menu_option=contact.menu_option,
        keyword=contact.keyword,
        cost=contact.cost,
        audience=contact.audience,
        fictitious=number is not None and is_fictitious(number),
        withheld=False,
        state=state_of(now),
        verified_on=None if assurance.verified_on is None else assurance.verified_on.isoformat(),
        verify_by=None if assurance.verify_by is None else assurance.verify_by.isoformat(),
        standing=standing_on(assurance, day),
        confidence=assurance.confidence,
    )


def address_of(location: Location) -> str:
    """Write the address as a letter would have it; nothing where it is not known."""
    return ", ".join(part for part in (location.address, location.postcode) if part)


def reasons(one: Standee, minute: int) -> tuple[AnyReason, ...]:
    """Say why the option stands where it stands."""
    candidate, best = one.candidate, one.best
    found: list[AnyReason] = [AskedForByRule(candidate.want.rule_id, candidate.want.clause), age_reason(candidate)]
    found += place_reason(candidate)
    if candidate.compiled.service.status is Status.NEEDS_CHECK:
        found.append(NeedsCheck())
    elif not one.assured:
        found.append(CheckOverdue())
    if one.room is not None:
        found += room_reason(candidate, one.room)
    if best is not None and best.compiled.contact.number is not None and is_fictitious(best.compiled.contact.number):
        found.append(FictitiousNumber())
    if best is not None and best.state is OpeningState.CLOSED:
        found.append(ClosedNow(opens_at(best.compiled, minute)))
    return tuple(found)


def opens_at(contact: CompiledContact, minute: int) -> datetime | None:
    """Return the next instant at which the contact is surely open; None where none is known."""
    change = contact.opening.next_change(minute)
    while change is not None and contact.opening.state_at(change) is not OpeningState.OPEN:
        change = contact.opening.next_change(change)
    return None if change is None else instant_of(change)
