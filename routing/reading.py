"""Reads what was sent strictly into our types; what is refused is named by field and expectation, never repeated."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from directory.errors import ContextRejected
from routing.context import CallerContext
from routing.situation import instant_meant

Read = TypeVar("Read")

YEARS = range(2000, 2101)
"""The years whose clock changes and calendars are of any use here."""

THE_WHOLE = "$"
"""The name of the whole document where no field of it is meant."""

_FORMS = {
    "bool": "true or false",
    "date": "a date such as 1990-01-31",
    "datetime": "an instant such as 2026-12-25T03:10:00+00:00",
    "float": "a number",
    "int": "a whole number",
    "str": "text",
}


def read_strictly(body: bytes, kind: type[Read]) -> Read:
    """Read JSON as `kind`; anything else raises ContextRejected with the field and what it must be."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as refused:
        raise as_rejected(refused, kind) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ContextRejected(THE_WHOLE, "JSON in UTF-8, whole and not deeply nested") from None


def instant_asked(field: str, instant: datetime) -> datetime:
    """Return the instant (UTC) that a stated time means; a year that no call is of raises ContextRejected."""
    if instant.year not in YEARS:
        raise ContextRejected(field, f"a year from {YEARS[0]} to {YEARS[-1]}")
    return instant_meant(instant)[0]


def asked_for(at: datetime | None, context: CallerContext, present: datetime) -> tuple[CallerContext, datetime]:
    """Return the context with the instant it is asked for, and that in UTC: as given, as in the context, or the present."""
    if context.arrived_at_place_of_safety is not None:
        instant_asked("arrived_at_place_of_safety", context.arrived_at_place_of_safety)
    stated = at or context.at
    if stated is None:
        return context, present
    return msgspec.structs.replace(context, at=stated), instant_asked("at", stated)


def as_rejected(refused: msgspec.ValidationError, kind: object) -> ContextRejected:
    """Turn msgspec's words, which may repeat what was sent, into the field and what was expected there."""
    said, _, where = str(refused).partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    absent = re.fullmatch(r"Object missing required field `(\w+)`", said)
    if absent:
        path = f"{path}.{absent[1]}".lstrip(".")
    held = held_at(kind, re.findall(r"\w+", path))
    if said.startswith("Object contains unknown field"):
        return ContextRejected(path or THE_WHOLE, "only the fields " + ", ".join(fields_of(held)))
    expected = ("a list, each " if said.startswith("Expected `array") else "") + in_words(held)
    return ContextRejected(path or THE_WHOLE, f"{expected}; this field is required" if absent else expected)


def held_at(kind: object, steps: list[str]) -> object:
    """Return the type of what stands at a path; the nearest type above it where the path leads into a list or a map."""
    for step in steps:
        kind = fields_of(kind).get(step, kind)
    return kind


def fields_of(kind: object) -> dict[str, Any]:
    """Return the fields, by the names that JSON uses, of the Structs that a type is or is made of."""
    return {field.encode_name: field.type for struct in structs_in(kind) for field in msgspec.structs.fields(struct)}


def structs_in(kind: object) -> Iterator[type[msgspec.Struct]]:
    """Yield the Structs that a type is or is made of."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in get_args(kind):
        yield from structs_in(part)


def in_words(kind: object) -> str:
    """Say what a type accepts: its list of words, or its form."""
    words = tuple(dict.fromkeys(words_of(kind)))
    forms = dict.fromkeys(("one of " + ", ".join(words),) if words else forms_of(kind))
    return " or ".join(forms) or "an object"


def words_of(kind: object) -> Iterator[str]:
    """Yield every word of the lists of words in a type."""
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        yield from (str(member.value) for member in kind)
    elif get_origin(kind) is Literal:
        yield from get_args(kind)
    else:
        for part in get_args(kind):
            yield from words_of(part)


def forms_of(kind: object) -> Iterator[str]:
    """Yield what people call each form that a type takes, with its limits."""
    limits = [part for part in get_args(kind) if isinstance(part, msgspec.Meta)]
    if limits:
        yield " or ".join(forms_of(get_args(kind)[0])) + "".join(map(limit_in_words, limits))
        return
    if isinstance(kind, type) and kind.__name__ in _FORMS:
        yield _FORMS[kind.__name__]
    for part in get_args(kind):
        yield from forms_of(part)


def limit_in_words(limit: msgspec.Meta) -> str:
    """Say what else a type asks of a value."""
    if limit.le is not None:
        return f" from {limit.ge or 0} to {limit.le}"
    if limit.max_length is not None:
        return f" of at most {limit.max_length} characters"
    return "".join(f" such as {example}" for example in limit.examples or ())
