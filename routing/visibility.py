"""What a reader may receive of an answer or an entry. Every way out passes through here and nowhere else."""

from __future__ import annotations

import msgspec

from directory.reader import Role, may_see
from directory.service import Service
from routing.answer import Answer, FictitiousNumber, OfferedContact, Option


def as_seen_by(answer: Answer, reader: Role) -> Answer:
    """Return the answer as the reader may see it: a line that is not theirs keeps its name and loses its number."""
    options = tuple(option_as_seen_by(option, reader) for option in answer.options)
    return answer if options == answer.options else msgspec.structs.replace(answer, options=options)


def option_as_seen_by(option: Option, reader: Role) -> Option:
    """Withhold the contacts that the reader may not see; further ones are left out."""
    contact = option.contact
    hidden = contact is not None and not may_see(reader, contact.audience)
    others = tuple(other for other in option.other_contacts if may_see(reader, other.audience))
    if not hidden and others == option.other_contacts:
        return option
    if hidden and others:
        # A reader who may see another of its contacts is given that one.
        return msgspec.structs.replace(option, contact=others[0], other_contacts=others[1:], state=others[0].state)
    if contact is None or not hidden:
        return msgspec.structs.replace(option, other_contacts=others)
    reasons = tuple(reason for reason in option.reasons if not isinstance(reason, FictitiousNumber))
    return msgspec.structs.replace(option, contact=withheld(contact), other_contacts=(), reasons=reasons, alert=None)


def withheld(contact: OfferedContact) -> OfferedContact:
    """Return the contact without anything by which it could be reached."""
    return msgspec.structs.replace(
        contact, label="", number=None, dial=None, uri=None, menu_option=None, keyword=None, fictitious=False, withheld=True
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
