"""One entry as fields of a form, and back.

Fields are named as in directory/service.py and directory/contact.py: `name`, `walk_in`, `rooms-adults`,
`assurance-verify_by`; those of the contacts behind their place, `contact-1-number`, `contact-2-does_not`,
`contact-1-hours_assurance-sources`. Lists have one thing on a line; `audience-police` is a box to tick. Hours are in
hours_fields.py. `made_on` is the edition that was shown when editing began, `why` the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact, Cost
from directory.kinds import KINDS
from directory.places import Gazetteer
from directory.service import Location, Rooms, Service, Status
from routing.change import with_number
from seed.refusals import Known, faults_of
from seed.toml_lines import FieldPath
from store.checking import what_ships
from web.curate.codecs import (
    AGES,
    COUNT,
    DATE,
    DEGREES,
    FLAG,
    LINES,
    NUMBER,
    OPTIONAL,
    SLUG,
    SLUG_EXPECTED,
    TEXT,
    THREE,
    YES,
    Codec,
    Form,
    Slip,
    areas_codec,
    choice,
    plain,
    read_audience,
    read_field,
    write_audience,
)
from web.curate.hours_fields import hours_fields, read_hours

MOST_CONTACTS = 30


def _read_kind(text: str) -> str:
    if text not in KINDS:
        raise Slip("one of the kinds of the list")
    return text


KIND = Codec(_read_kind, str)
ASSURANCE: Mapping[str, Codec] = {"sources": LINES, "confidence": choice(Confidence), "verified_on": DATE, "verify_by": DATE}
LOCATION: Mapping[str, Codec] = {
    "address": OPTIONAL,
    "postcode": OPTIONAL,
    "latitude": DEGREES,
    "longitude": DEGREES,
    "sources": LINES,
}
ROOMS: Mapping[str, Codec] = {"adults": COUNT, "under_18": COUNT}
SERVICE: Mapping[str, Codec] = {
    "name": TEXT,
    "organization": TEXT,
    "kind": KIND,
    "description": TEXT,
    "status": choice(Status),
    "status_reasons": LINES,
    "superseded_by": SLUG,
    "superseded_on": DATE,
    "valid_from": DATE,
    "valid_to": DATE,
    "ages": AGES,
    "ages_assured": FLAG,
    "eligibility_description": TEXT,
    "excludes": LINES,
    "self_referral": THREE,
    "walk_in": THREE,
    "interpretation_services": OPTIONAL,
    "accessibility": OPTIONAL,
    "url": OPTIONAL,
    "alert": OPTIONAL,
    "notes": TEXT,
    "disagreements": LINES,
}
CONTACT: Mapping[str, Codec] = {
    "channel": choice(Channel),
    "number": NUMBER,
    "uri": OPTIONAL,
    "label": TEXT,
    "menu_option": OPTIONAL,
    "keyword": OPTIONAL,
    "cost": choice(Cost),
    "does": OPTIONAL,
    "does_not": OPTIONAL,
}
PARTS: Mapping[str, tuple[Mapping[str, Codec], type[msgspec.Struct]]] = {
    "location": (LOCATION, Location),
    "rooms": (ROOMS, Rooms),
    "assurance": (ASSURANCE, Assurance),
}
"""Parts of an entry that have fields of their own."""

NOBODYS_WORD = (
    "Whoever vouched for the old number did not vouch for this one: its sources and dates will be taken off. "
    "State them anew below if somebody rang it."
)
EMPTY = Service(id="new", name="", kind="")
A_NEW_CONTACT = Contact(id="new", channel=Channel.VOICE)


class EntryRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a form states: the entry (as far as it can be read), the form after it, and what is wrong or to be known where.

    `numbers` gives for each contact of the entry its place in the form.
    """

    service: Service
    form: Form
    errors: dict[str, str]
    notes: dict[str, tuple[str, ...]]
    numbers: tuple[int, ...]


# ---------------------------------------------------------------------------------------------------- entry to fields


def entry_fields(service: Service, gazetteer: Gazetteer) -> Form:
    """Write an entry into fields."""
    form: Form = {name: codec.write(getattr(service, name)) for name, codec in SERVICE.items()}
    form["id"] = service.id
    form["areas"] = areas_codec(gazetteer).write(service.areas)
    form |= write_audience("audience", service.audience)
    for part, (codecs, kind) in PARTS.items():
        form |= _part_fields(part, codecs, getattr(service, part) or kind())
    for number, contact in enumerate(service.contacts, start=1):
        form |= contact_fields(f"contact-{number}-", contact)
    return {name: value for name, value in form.items() if value or name.endswith("week-was")}


def contact_fields(prefix: str, contact: Contact) -> Form:
    """Write a contact into fields."""
    form = {f"{prefix}{name}": codec.write(getattr(contact, name)) for name, codec in CONTACT.items()}
    form[f"{prefix}id"] = contact.id
    form |= write_audience(f"{prefix}audience", contact.audience)
    form |= _part_fields(f"{prefix}assurance", ASSURANCE, contact.assurance)
    form |= _part_fields(f"{prefix}hours_assurance", ASSURANCE, contact.hours_assurance)
    return form | hours_fields(prefix, contact.schedule)


def _part_fields(name: str, codecs: Mapping[str, Codec], part: msgspec.Struct) -> Form:
    return {f"{name}-{field}": codec.write(getattr(part, field)) for field, codec in codecs.items()}


# ---------------------------------------------------------------------------------------------------- fields to entry


def read_entry(form: Form, was: Service, gazetteer: Gazetteer, others: Mapping[str, Service]) -> EntryRead:
    """Read an entry; `was` is the one that was edited, `others` those of the edition, which it may name."""
    return _Reading(form, was, gazetteer, others).read()


def contact_numbers(form: Form) -> tuple[int, ...]:
    """Return the places of the contacts in a form, in order."""
    found = {int(match[1]) for name in form if (match := re.match(r"contact-(\d{1,2})-", name))}
    return tuple(number for number in sorted(found) if 1 <= number <= MOST_CONTACTS)


class _Reading:
    """Reads a form, field by field; a slip leaves that field as it was and goes on."""

    def __init__(self, form: Form, was: Service, gazetteer: Gazetteer, others: Mapping[str, Service]) -> None:
        """Take the form and what it is read against."""
        self._form, self._was, self._gazetteer, self._others = form, was, gazetteer, others
        self._errors: dict[str, str] = {}
        self._notes: dict[str, tuple[str, ...]] = {}
        self._filled = dict(form)

    def read(self) -> EntryRead:
        """Read the whole entry, and look for what may not stand in a directory."""
        contacts = dict(self._contacts())
        facts = self._fields("", SERVICE, self._was)
        facts["areas"] = self._field("areas", areas_codec(self._gazetteer), self._was.areas)
        if facts["areas"] != self._was.areas:
            self._notes["areas"] = (
                "Read as " + ", ".join(f"{self._gazetteer.area_name(one)} ({one})" for one in facts["areas"]),
            )
        facts["audience"] = read_audience(self._form, "audience", self._was.audience)
        for part, (codecs, kind) in PARTS.items():
            facts[part] = self._part(part, codecs, getattr(self._was, part), kind)
        service = Service(id=self._id(), contacts=tuple(contacts.values()), **facts)
        if not service.name:
            self._slip("name", "the name of the service")
        numbers = tuple(contacts)
        self._refuse(service, numbers)
        return EntryRead(service=service, form=self._filled, errors=self._errors, notes=self._notes, numbers=numbers)

    def _slip(self, name: str, expected: str) -> None:
        self._errors.setdefault(name, f"Expected {expected}.")

    def _id(self) -> str:
        if self._was.id != EMPTY.id:
            return self._was.id
        typed = plain(self._form.get("id", "")) or slug(self._form.get("name", ""))
        if typed == EMPTY.id or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", typed):
            self._slip("id", SLUG_EXPECTED)
            return EMPTY.id
        if typed in self._others:
            self._slip("id", "an id that no other entry has")
        return typed

    def _field(self, name: str, codec: Codec, was: object) -> object:
        try:
            return read_field(self._form, name, codec, was)
        except Slip as slip:
            self._slip(name, str(slip))
            return was

    def _fields(self, prefix: str, codecs: Mapping[str, Codec], was: object) -> dict[str, Any]:
        return {name: self._field(f"{prefix}{name}", codec, getattr(was, name)) for name, codec in codecs.items()}

    def _part(
        self, name: str, codecs: Mapping[str, Codec], was: msgspec.Struct | None, kind: type[msgspec.Struct]
    ) -> msgspec.Struct | None:
        """Read a part with fields of its own; one that is not recorded stays so while all its fields are empty."""
        part = kind(**self._fields(f"{name}-", codecs, was or kind()))
        return None if was is None and part == kind() else part

    # ----------------------------------------------------------------------------------------------------- contacts

    def _contacts(self) -> Iterator[tuple[int, Contact]]:
        held = {contact.id: contact for contact in self._was.contacts}
        taken = {self._form.get(f"contact-{number}-id", "") for number in contact_numbers(self._form)} | set(held)
        for number in contact_numbers(self._form):
            prefix = f"contact-{number}-"
            if self._form.get(f"{prefix}remove") == YES:
                continue
            own = self._form.get(f"{prefix}id", "")
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", own):
                own = free_id(self._form.get(f"{prefix}channel", "") or "contact", taken)
                taken.add(own)
                self._filled[f"{prefix}id"] = own
            yield number, self._contact(prefix, held.get(own, msgspec.structs.replace(A_NEW_CONTACT, id=own)))

    def _contact(self, prefix: str, was: Contact) -> Contact:
        hours = read_hours(prefix, self._form, was.schedule)
        self._errors |= hours.errors
        if hours.notes:
            self._notes[f"{prefix}hours"] = hours.notes
        if not hours.errors:
            kept = {name: value for name, value in self._filled.items() if not is_of_hours(prefix, name)}
            self._filled = kept | hours.fields
        facts = self._fields(prefix, CONTACT, was)
        facts["audience"] = read_audience(self._form, f"{prefix}audience", was.audience)
        facts["assurance"] = self._part(f"{prefix}assurance", ASSURANCE, was.assurance, Assurance)
        facts["hours_assurance"] = self._part(f"{prefix}hours_assurance", ASSURANCE, was.hours_assurance, Assurance)
        contact = Contact(id=was.id, schedule=hours.schedule, **facts)
        return self._vouched_for(prefix, was, contact)

    def _vouched_for(self, prefix: str, was: Contact, contact: Contact) -> Contact:
        """Take off who vouched for another number, unless somebody states anew how this one is known."""
        if contact.number in {None, was.number} or contact.assurance != was.assurance:
            return contact
        bare = with_number(msgspec.structs.replace(EMPTY, contacts=(contact,)), contact.id, contact.number)
        changed = bare.contacts[0]
        if changed.assurance != contact.assurance:
            # Only said, not written into the fields: the number may be half typed, and become the old one again.
            self._notes[f"{prefix}number"] = (NOBODYS_WORD,)
        return changed

    # ----------------------------------------------------------------------------------------------- what is refused

    def _refuse(self, service: Service, numbers: tuple[int, ...]) -> None:
        """Say beside its field what the loader of the directory would refuse."""
        areas, sources = what_ships()
        others = {**self._others, service.id: service}
        for fault in faults_of(service, Known(areas, sources, others)):
            self._slip(field_at(fault.path, numbers), fault.expected)


_HOURS = re.compile(
    r"(hours|hours-read|week-was|basis|zone|stated_as|nation|drop_beside|bank(-hours)?"
    r"|(mon|tue|wed|thu|fri|sat|sun)-\d+-\w+|exception-\d+-\w+|(christmas|boxing|new_years|good|easter)_\w+(-hours)?)"
)


def is_of_hours(prefix: str, name: str) -> bool:
    """Say whether a field is one of the contact's hours."""
    return name.startswith(prefix) and _HOURS.fullmatch(name.removeprefix(prefix)) is not None


def field_at(path: FieldPath, numbers: tuple[int, ...]) -> str:
    """Name the field of the form in which a fault lies."""
    prefix, steps = "", [*path]
    if steps[0] == "contacts" and len(steps) > 1:
        prefix, steps = f"contact-{numbers[int(steps[1])]}-", steps[2:]
    names = [step for step in steps if isinstance(step, str)]
    if names[0] == "schedule":
        row = f"exception-{int(steps[2]) + 1}-first" if names[1] == "exceptions" else "basis"
        return prefix + _FIELD_OF_SCHEDULE.get(names[1], row)
    return f"{prefix}{'-'.join(names[:2])}"


_FIELD_OF_SCHEDULE = {"zone": "zone", "bank_holidays": "bank"}


def slug(name: str) -> str:
    """Make an id of a name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")


def free_id(channel: str, taken: Iterable[str]) -> str:
    """Make an id for a contact that no other contact of the entry has."""
    base, held = slug(channel) or "contact", set(taken)
    return next(
        own for number in range(1, MOST_CONTACTS + 3) if (own := base if number == 1 else f"{base}-{number}") not in held
    )
