"""Edits in words: each field by a name that people use, and its value as they read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from directory.assurance import Assurance
from directory.contact import Contact
from directory.numbers import for_people
from directory.opening_words import hours_in_words
from directory.schedule import Schedule
from directory.service import AgeRange, Location, Rooms, Service
from routing.due import day_in_words
from routing.edits import Edit, FieldEdit, What, field_edits
from routing.words import ages_in_words
from web.curate.entry_view import CHANNEL, COST, READERS, STATUS
from web.desk import Desk
from web.entry import KNOWN

FIELDS = {
    "accessibility": "access",
    "ages_assured": "ages are stated by a source",
    "assurance": "checked",
    "audience": "who may see it",
    "channel": "way to reach it",
    "description": "about",
    "disagreements": "where sources disagree",
    "does": "what it does",
    "does_not": "what it does not do",
    "eligibility_description": "who it takes",
    "excludes": "whom it turns away",
    "hours_assurance": "hours checked",
    "interpretation_services": "interpreters",
    "keyword": "what to text",
    "kind": "kind of service",
    "menu_option": "what to press",
    "notes": "curators’ notes",
    "organization": "run by",
    "schedule": "hours",
    "self_referral": "people may refer themselves",
    "status_reasons": "why",
    "uri": "address on the web",
    "url": "web page",
    "valid_from": "begins on",
    "valid_to": "ends on",
    "walk_in": "people may walk in",
    "entry": "the whole entry",
}
"""Names of fields where their own would not do; those of the editor (entry_view.py)."""

CODED = {name: dict(options) for name, options in (("channel", CHANNEL), ("cost", COST), ("status", STATUS))}
"""Fields that hold one of a few codes, with the words of the editor for each."""

LARGE = ("number", "uri", "value")
"""What has to be read digit by digit."""


class Row(msgspec.Struct, frozen=True):
    """One field that differs: its name, with that of the contact it belongs to, and both its values."""

    label: str
    was: str
    becomes: str
    is_large: bool


class Part(msgspec.Struct, frozen=True):
    """One part that differs: a service, a setting, a rule ..., and what happened to it."""

    part: str
    name: str
    title: str
    what: str
    rows: tuple[Row, ...]

    @property
    def is_entry(self) -> bool:
        """Say whether it is an entry, which has a history."""
        return self.part == "service"


def names_of(desk: Desk) -> Callable[[str], str]:
    """Return what names an area or a kind of service for people, by its code."""
    return lambda code: desk.gazetteer.area_name(code) if ":" in code else desk.holding().index.lexicon.label(code)


def with_names(lines: Iterable[str], title_of: Callable[[str], str]) -> tuple[str, ...]:
    """Write what a check found with the names of services in place of their ids."""
    named = (re.sub(r"[a-z0-9]+(?:[_-][a-z0-9]+)+", lambda found: title_of(found[0]), line) for line in lines)
    return tuple(line[:1].upper() + line[1:] for line in named)


def parts_of(edits: Iterable[Edit], title_of: Callable[[str], str], name_of: Callable[[str], str]) -> tuple[Part, ...]:
    """Put edits in words; `title_of` gives an entry's name by its id, `name_of` that of an area or a kind by its code."""
    return tuple(
        Part(
            edit.part,
            edit.name,
            title_of(edit.name) if edit.part == "service" else f"{edit.part.capitalize()} {edit.name}",
            edit.what.value,
            rows_of(edit, name_of),
        )
        for edit in edits
    )


def in_full(edit: Edit, service: Service | None) -> Edit:
    """Return the edit that adds or withdraws an entry with every field that is stated of it; any other as it is."""
    if edit.what is What.CHANGED or service is None:
        return edit
    stated = field_edits(Service(id=service.id, name="", kind=""), service)
    is_added = edit.what is What.ADDED
    fields = (
        FieldEdit(one.field, None, one.becomes) if is_added else FieldEdit(one.field, one.becomes, None) for one in stated
    )
    return msgspec.structs.replace(edit, fields=tuple(fields))


def rows_of(edit: Edit, name_of: Callable[[str], str]) -> tuple[Row, ...]:
    """Put the fields of an edit in words."""
    return tuple(row_of(field, name_of) for field in edit.fields)


def row_of(edit: FieldEdit, name_of: Callable[[str], str]) -> Row:
    """Put one field in words."""
    name = own_name(edit.field)
    return Row(
        label=label_of(edit.field),
        was=value_in_words(name, edit.was, name_of),
        becomes=value_in_words(name, edit.becomes, name_of),
        is_large=name in LARGE,
    )


def own_name(field: str) -> str:
    """Return a field's own name without that of the contact before it."""
    return field.rpartition(".")[2]


def label_of(field: str) -> str:
    """Name a field for people: "Number (main)", "New contact (night)", "Kind of service"."""
    contact, _dot, name = field.rpartition(".")
    whole = re.fullmatch(r"(.+) \((new|gone)\)", field)
    if whole:
        return f"{'New' if whole[2] == 'new' else 'Removed'}: {whole[1]}"
    words = FIELDS.get(name, name.replace("_", " "))
    return f"{words.capitalize()} ({contact})" if contact else words.capitalize()


def value_in_words(name: str, value: str | None, name_of: Callable[[str], str]) -> str:
    """Write a value as people read it; as it is kept where that is no sentence of ours."""
    if value is None:
        return "nothing"
    if name == "kind":
        return name_of(value)
    if name not in _READ:
        return contact_in_words(value) if value.startswith("{") else CODED.get(name, {}).get(value, value)
    kind, words = _READ[name]
    try:
        read = msgspec.json.decode(value, type=kind)
    except msgspec.MsgspecError:
        return value
    return (", ".join(map(name_of, read)) if name == "areas" else words(read)) or "nothing"


def contact_in_words(value: str) -> str:
    """Write a whole contact: how, which number, when it answers."""
    try:
        contact = msgspec.json.decode(value, type=Contact)
    except msgspec.MsgspecError:
        return value
    number = None if contact.number is None else for_people(contact.number)
    how = CODED["channel"][contact.channel]
    return ", ".join(part for part in (how, number, contact.uri, hours_in_words(contact.schedule)) if part)


def _ages(ranges: tuple[AgeRange, ...]) -> str:
    return "; ".join(ages_in_words(limits.minimum_age, limits.maximum_age) for limits in ranges)


def assurance_in_words(assurance: Assurance) -> str:
    """Say how something is known, since when and until when."""
    said = [KNOWN[assurance.confidence]]
    said += [f"on {day_in_words(assurance.verified_on)}"] if assurance.verified_on else []
    said += [f"again by {day_in_words(assurance.verify_by)}"] if assurance.verify_by else []
    said += [f"sources {', '.join(assurance.sources)}"] if assurance.sources else []
    return ", ".join(said)


def _rooms(rooms: Rooms) -> str:
    counted = ((rooms.adults, "for adults"), (rooms.under_18, "for under 18"))
    return ", ".join(f"{count} {whom}" for count, whom in counted if count is not None)


def _location(location: Location) -> str:
    return ", ".join(part for part in (location.address, location.postcode) if part)


def _readers(roles: tuple[str, ...]) -> str:
    return ", ".join(dict(READERS).get(role, role) for role in roles)


def _list(values: tuple[str, ...]) -> str:
    return "; ".join(values)


_READ: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "schedule": (Schedule, hours_in_words),
    "ages": (tuple[AgeRange, ...], _ages),
    "assurance": (Assurance, assurance_in_words),
    "hours_assurance": (Assurance, assurance_in_words),
    "rooms": (Rooms, _rooms),
    "location": (Location, _location),
    "audience": (tuple[str, ...], _readers),
    **dict.fromkeys(("areas", "excludes", "status_reasons", "disagreements"), (tuple[str, ...], _list)),
}
