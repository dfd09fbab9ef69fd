"""What a reader may receive of an answer or an entry. Every way out passes through here and nowhere else."""

from __future__ import annotations

import msgspec

from directory.assurance import Standing
from directory.contact import Cost
from directory.opening import OpeningState
from directory.reader import SEES_EVERYTHING, Role, may_see
from directory.service import Service
from routing.answer import (
    Answer,
    AskedForByRule,
    ClosedNow,
    FictitiousNumber,
    NextArea,
    OfferedContact,
    Option,
    PartOfPlace,
    State,
)
from routing.candidates import ROLE_OF_CALLER
from routing.context import Caller
from routing.facts import PUBLIC_CALLERS

_TOLD_OF_A_HIDDEN_LINE = (AskedForByRule, PartOfPlace, NextArea)
"""Which rule wants it and where it is; not its hours, its room, its ages or when it was checked."""

_ABOUT_THE_CONTACT = (ClosedNow, FictitiousNumber)

NOT_TOLD = State(state=OpeningState.UNKNOWN, until=None, always_open=False)
"""The state of a line whose hours are not the reader's."""


def may_know(reader: Role, caller: Caller) -> bool:
    """Say whether the reader may know when the lines of these callers are open: the public's, and the reader's own.

    A gap tells the hours of the lines around it, so it is kept as they are.
    """
    return caller in PUBLIC_CALLERS or reader in SEES_EVERYTHING or ROLE_OF_CALLER.get(caller, Role.PROFESSIONAL) is reader


def as_seen_by(answer: Answer, reader: Role) -> Answer:
    """Return the answer as the reader may see it: a line that is not theirs keeps its name and loses number and hours."""
    options = tuple(option_as_seen_by(option, reader) for option in answer.options)
    return answer if options == answer.options else msgspec.structs.replace(answer, options=options)


def option_as_seen_by(option: Option, reader: Role) -> Option:
    """Return the option with what the reader may have; where that is no contact, only its name, kind, rule and area."""
    contact = option.contact
    others = tuple(other for other in option.other_contacts if may_see(reader, other.audience))
    if contact is None or may_see(reader, contact.audience):
        return option if others == option.other_contacts else msgspec.structs.replace(option, other_contacts=others)
    if others:
        # A reader who may see another of its contacts is given that one, with its own hours.
        reasons = tuple(reason for reason in option.reasons if not isinstance(reason, _ABOUT_THE_CONTACT))
        return msgspec.structs.replace(
            option, contact=others[0], other_contacts=others[1:], state=others[0].state, reasons=reasons
        )
    return msgspec.structs.replace(
        option,
        contact=withheld(contact),
        other_contacts=(),
        state=NOT_TOLD,
        reasons=tuple(reason for reason in option.reasons if isinstance(reason, _TOLD_OF_A_HIDDEN_LINE)),
        alert=None,
    )


def withheld(contact: OfferedContact) -> OfferedContact:
    """Return the contact without anything by which it could be reached, and without its hours and its checks."""
    return msgspec.structs.replace(
        contact,
        label="",
        number=None,
        dial=None,
        uri=None,
        menu_option=None,
        keyword=None,
        cost=Cost.UNKNOWN,
        fictitious=False,
        withheld=True,
        state=NOT_TOLD,
        verified_on=None,
        verify_by=None,
        standing=Standing.UNDATED,
        confidence="",
    )


def service_as_seen_by(service: Service, reader: Role) -> Service:
    """Return the entry with the contacts that the reader may see.

    Curators' notes go to those who see everything. Of an entry that is not for the reader only its name, kind, status
    and area remain: that it exists is no secret, how to reach it is (Concordat 2014, case study Lincolnshire).
    """
    if may_see(reader, ()):
        return service
    contacts = tuple(contact for contact in service.contacts if may_see(reader, contact.audience))
    if may_see(reader, service.audience):
        return msgspec.structs.replace(service, contacts=contacts, notes="", disagreements=())
    return Service(
        id=service.id,
        name=service.name,
        kind=service.kind,
        organization=service.organization,
        status=service.status,
        areas=service.areas,
        audience=service.audience,
        contacts=contacts,
        assurance=service.assurance,
    )
