"""Merges compact rows into entries that are there already: what the columns cannot carry stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from directory.assurance import Assurance
from directory.contact import Channel, Contact
from directory.numbers import Number
from directory.places import Gazetteer
from directory.reader import Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import Service, is_offered
from seed.compact import CompactReading, read_compact, write_compact

OF_SERVICE = ("name", "kind", "areas", "ages", "ages_assured", "audience", "notes")
OF_CONTACT = ("number", "keyword", "menu_option", "schedule", "audience", "cost")

ContactKey = tuple[Channel, Number | None]


def merge_compact(held: Iterable[Service], reading: CompactReading, gazetteer: Gazetteer) -> tuple[Service, ...]:
    """Return each service of a compact file as it becomes: new, or the one that is held with what the file changes.

    A cell changes something only where it differs from the cell that the held entry itself would be written as. A row
    that is not there takes its contact away, but not where rows were refused, as it may be one of those. An entry that is
    offered no more is replaced whole.
    """
    sent = reading.services
    ids = {service.id for service in sent}
    known = {service.id: service for service in held if service.id in ids and is_offered(service)}
    text, _ = write_compact(known.values(), gazetteer)
    written = {service.id: service for service in read_compact(text, gazetteer).services}
    some_refused = bool(reading.refused)
    return tuple(
        merge(before, written.get(after.id, bare(before)), after, some_refused=some_refused)
        if (before := known.get(after.id))
        else after
        for after in sent
    )


def bare(service: Service) -> Service:
    """Return what the columns show of an entry none of whose contacts they can carry."""
    return msgspec.structs.replace(service, contacts=())


def merge(held: Service, written: Service, sent: Service, *, some_refused: bool) -> Service:
    """Lay on the held entry what was sent otherwise than it is written."""
    changed = {name: getattr(sent, name) for name in OF_SERVICE if getattr(sent, name) != getattr(written, name)}
    missing_may_be_refused = some_refused and len(sent.contacts) < len(written.contacts)
    merge_contacts = join_contacts if missing_may_be_refused else replace_contacts
    contacts = merge_contacts(held.contacts, written.contacts, sent.contacts)
    return msgspec.structs.replace(held, **changed, contacts=contacts)


def replace_contacts(held: tuple[Contact, ...], written: tuple[Contact, ...], sent: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return the contacts of the file, and the held ones that no column carries.

    One whose number changed keeps what else is known of it, but not its assurance.
    """
    as_written = {key_of(contact): contact for contact in written}
    as_sent = {key_of(contact): contact for contact in sent}
    fresh = [contact for contact in sent if key_of(contact) not in as_written]
    merged: list[Contact] = []
    for contact in held:
        key = key_of(contact)
        if key not in as_written:
            merged.append(contact)
            continue
        heir = as_sent.get(key) or next((one for one in fresh if one.channel is contact.channel), None)
        if heir is not None:
            merged.append(laid_over(contact, as_written[key], heir))
        if heir in fresh:
            fresh.remove(heir)
    return with_further(merged, fresh)


def join_contacts(held: tuple[Contact, ...], written: tuple[Contact, ...], sent: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return every held contact, changed where the file speaks of it, and the further ones of the file."""
    as_written = {key_of(contact): contact for contact in written}
    as_sent = {key_of(contact): contact for contact in sent}
    fresh = [contact for contact in sent if key_of(contact) not in as_written]
    changed = [
        laid_over(contact, as_written[key], as_sent[key])
        if (key := key_of(contact)) in as_sent and key in as_written
        else contact
        for contact in held
    ]
    return with_further(changed, fresh)


def with_further(contacts: list[Contact], further: Iterable[Contact]) -> tuple[Contact, ...]:
    """Return the contacts with further ones behind them, each with an id of its own."""
    joined = list(contacts)
    for contact in further:
        joined.append(msgspec.structs.replace(contact, id=free_id(contact.id, joined)))
    return tuple(joined)


def laid_over(held: Contact, written: Contact, sent: Contact) -> Contact:
    """Return the held contact with the columns that were sent otherwise than they are written."""
    changed = {name: getattr(sent, name) for name in OF_CONTACT if getattr(sent, name) != getattr(written, name)}
    if "number" in changed:
        changed["assurance"] = sent.assurance
    if "schedule" in changed:
        changed["hours_assurance"] = Assurance()
    return msgspec.structs.replace(held, **changed)


def laid_on(held: Service, sent: Service, cover: Callable[[Service], frozenset[str]]) -> Service:
    """Lay somebody else's row on an entry that it was said to be: what it states counts, what it leaves out stays.

    It takes no contact away and narrows nobody's sight of the entry; areas that `cover` the same councils are no change.
    """
    stated = {name: value for name in OF_SERVICE if name != "audience" and (value := getattr(sent, name))}
    if cover(held) == cover(sent):
        del stated["areas"]
    contacts = list(held.contacts)
    fresh = []
    for contact in sent.contacts:
        at = next((at for at, one in enumerate(contacts) if key_of(one) == key_of(contact)), None)
        if at is None:
            fresh.append(contact)
        else:
            contacts[at] = stated_over(contacts[at], contact)
    audience = tuple(dict.fromkeys(held.audience + sent.audience))
    audience = (Role.PUBLIC,) if Role.PUBLIC in audience else audience
    return msgspec.structs.replace(held, **stated, audience=audience, contacts=with_further(contacts, fresh))


def stated_over(held: Contact, sent: Contact) -> Contact:
    """Return the held contact with what was sent for it; hours said in other words are no change."""
    changed = {name: value for name in ("keyword", "menu_option", "audience") if (value := getattr(sent, name))}
    if sent.schedule != NOT_STATED and unworded(sent.schedule) != unworded(held.schedule):
        changed |= {"schedule": sent.schedule, "hours_assurance": Assurance()}
    return msgspec.structs.replace(held, **changed)


def unworded(schedule: Schedule) -> Schedule:
    """Return the hours without the words in which they were stated."""
    return msgspec.structs.replace(schedule, stated_as="")


def key_of(contact: Contact) -> ContactKey:
    """Return what the columns tell contacts apart by; a door has no number there."""
    return contact.channel, None if contact.channel is Channel.IN_PERSON else contact.number


def free_id(wanted: str, beside: Iterable[Contact]) -> str:
    """Return the id, with the first number that makes it differ from those of the other contacts."""
    taken = {contact.id for contact in beside}
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)
