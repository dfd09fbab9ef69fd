"""What differs between two editions, entry by entry and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from directory.numbers import E164Number, ShortCode, for_people
from directory.service import Service
from routing.edition import Edition
from routing.policy import Policy, Setting


class What(StrEnum):
    """What happened to a part of an edition."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class FieldEdit(msgspec.Struct, frozen=True):
    """One field that differs, those of a contact behind its id; None where nothing stood or stands."""

    field: str
    was: str | None
    becomes: str | None


class Edit(msgspec.Struct, frozen=True):
    """One part that differs: a service, a rule, a setting, a bank holiday ... by the name it is found by."""

    part: str
    name: str
    what: What
    fields: tuple[FieldEdit, ...] = ()


Key = tuple[str, str]

CHILDREN = {(Service, "contacts"): "id", (Setting, "areas"): "area"}
"""Fields that hold parts of their own, and what tells those apart."""

SPELT_OUT = ("rules", "messages", "targets", "settings", "last_resort")
"""Fields of the policy whose rows are parts of their own."""


def edits_between(before: Edition, after: Edition) -> tuple[Edit, ...]:
    """Return every part in which two editions differ, in the order of the kinds of parts and of their names."""
    were, are = parts_of(before), parts_of(after)
    edits = [
        edit_of(key, were.get(key), are.get(key)) for key in were.keys() | are.keys() if differ(were.get(key), are.get(key))
    ]
    if reordered([rule.key for rule in before.policy.rules], [rule.key for rule in after.policy.rules]):
        edits.append(Edit("policy", "order of rules", What.CHANGED))
    places = {part: position for position, part in enumerate(PARTS)}
    return tuple(sorted(edits, key=lambda edit: (places[edit.part], edit.name)))


PARTS = ("service", "last resort", "rule", "message", "target", "setting", "policy", "bank holiday", "places")


def parts_of(edition: Edition) -> dict[Key, object]:
    """Return every part of an edition under its kind and its name."""
    policy = edition.policy
    parts: dict[Key, object] = {("service", service.id): service for service in edition.services}
    parts |= {("last resort", service.id): service for service in policy.last_resort}
    parts |= {("rule", rule.key): rule for rule in policy.rules}
    parts |= {("message", text.code): text for text in policy.messages}
    parts |= {("target", text.code): text for text in policy.targets}
    parts |= {("setting", setting.id): setting for setting in policy.settings}
    parts |= {("policy", name): getattr(policy, name) for name in Policy.__struct_fields__ if name not in SPELT_OUT}
    parts |= {("bank holiday", f"{day.nation} {day.date}"): day for day in edition.holidays}
    return parts | {("places", "vintage"): edition.places_vintage}


def differ(before: object, after: object) -> bool:
    """Say whether two parts differ; nearly all are one and the same, so that is looked at first."""
    return before is not after and before != after


def edit_of(key: Key, before: object, after: object) -> Edit:
    """Say what happened to one part."""
    if before is None:
        return Edit(*key, What.ADDED)
    if after is None:
        return Edit(*key, What.WITHDRAWN)
    return Edit(*key, What.CHANGED, tuple(field_edits(before, after)))


def field_edits(before: object, after: object) -> Iterator[FieldEdit]:
    """Yield each field in which two parts of one kind differ; a part without fields is one itself."""
    if not isinstance(before, msgspec.Struct) or not isinstance(after, msgspec.Struct):
        yield FieldEdit("value", shown(before), shown(after))
        return
    for name in before.__struct_fields__:
        was, becomes = getattr(before, name), getattr(after, name)
        if was == becomes:
            continue
        own_name = CHILDREN.get((type(before), name))
        if own_name is None:
            yield FieldEdit(name, shown(was), shown(becomes))
        else:
            yield from edits_of_children(name, own_name, was, becomes)


def edits_of_children(
    name: str, own_name: str, before: Iterable[msgspec.Struct], after: Iterable[msgspec.Struct]
) -> Iterator[FieldEdit]:
    """Yield what differs in the parts that a field holds, each field behind the part's own name."""
    held = {str(getattr(child, own_name)): child for child in before}
    sent = {str(getattr(child, own_name)): child for child in after}
    for own, child in sent.items():
        if own not in held:
            yield FieldEdit(f"{own} (new)", None, shown(child))
            continue
        for edit in field_edits(held[own], child):
            yield FieldEdit(f"{own}.{edit.field}", edit.was, edit.becomes)
    yield from (FieldEdit(f"{own} (gone)", shown(child), None) for own, child in held.items() if own not in sent)
    if reordered(list(held), list(sent)):
        yield FieldEdit(f"order of {name}", ", ".join(held), ", ".join(sent))


def reordered(before: list[str], after: list[str]) -> bool:
    """Say whether what stands in both stands in another order."""
    of_both = set(before) & set(after)
    return [name for name in before if name in of_both] != [name for name in after if name in of_both]


def shown(value: object) -> str | None:
    """Write a value for people: numbers as they read them, what has parts as JSON, nothing as None."""
    match value:
        case None | ():
            return None
        case E164Number() | ShortCode():
            return for_people(value)
        case bool():
            return "yes" if value else "no"
        case str():
            return str(value) or None
        case _:
            return msgspec.json.encode(value).decode().strip('"')


MARKS = {What.ADDED: "+", What.CHANGED: "~", What.WITHDRAWN: "-"}
LONGEST = 60


def in_words(edit: Edit) -> str:
    """Write an edit as one line: what happened, to what, and each field with what stood and what stands there now."""
    line = f"{MARKS[edit.what]} {edit.part} {edit.name}"
    return f"{line}: {'; '.join(map(field_in_words, edit.fields))}" if edit.fields else line


def field_in_words(edit: FieldEdit) -> str:
    """Write a field with both its values where those are short."""
    was, becomes = edit.was or "nothing", edit.becomes or "nothing"
    return edit.field if max(len(was), len(becomes)) > LONGEST else f"{edit.field} was {was}, becomes {becomes}"
