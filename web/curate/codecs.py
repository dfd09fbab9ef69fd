"""How each kind of fact is written in a field of a form and read back. What cannot be read is a Slip: what was expected.

An empty field is a fact that is not known. A fact that was left as it was written is not read at all, so that whatever the
directory holds comes back as it is (`read_field`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from rapidfuzz import fuzz, process

from directory.areas import PlaceKind
from directory.errors import NumberRejected
from directory.numbers import Number, for_people, read_number
from directory.places import Gazetteer
from directory.reader import AUDIENCES, Role
from directory.service import AgeRange, AreaCode

Form = dict[str, str]

LONGEST = 4_000
YES, NO = "yes", "no"


class Slip(Exception):
    """What was typed cannot be read; the words say what was expected."""


class Codec(msgspec.Struct, frozen=True):
    """How one kind of fact is read and written."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


def read_field(form: Form, name: str, codec: Codec, was: object) -> object:
    """Return the fact that the field holds; `was`, exactly, where what is written there is how that is written."""
    typed = plain(form.get(name, ""))
    if typed == plain(codec.write(was)):
        return was
    if len(typed) > LONGEST:
        raise Slip(f"at most {LONGEST:,} characters")
    return codec.read(typed)


def plain(text: str) -> str:
    """Return a text without what browsers do to it: their ends of lines, and space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold anything."""
    return tuple(line.strip() for line in plain(text).split("\n") if line.strip())


def choice(kind: type[StrEnum]) -> Codec:
    """Make the codec of a list of words."""

    def read(text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError:
            raise Slip("one of " + ", ".join(kind)) from None

    return Codec(read, str)


# --------------------------------------------------------------------------------------------------------- simple facts


def _read_date(text: str) -> date | None:
    british = re.fullmatch(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", text)
    written = f"{british[3]}-{british[2]:0>2}-{british[1]:0>2}" if british else text
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Slip("a date such as 2026-12-25 or 25/12/2026") from None


def _read_number(text: str) -> Number | None:
    try:
        return read_number(text) if text else None
    except NumberRejected as refused:
        raise Slip(str(refused)) from None


def _read_count(text: str) -> int | None:
    if text and not re.fullmatch(r"\d{1,4}", text):
        raise Slip("a whole number, or nothing where it is not known")
    return int(text) if text else None


def _read_degrees(text: str) -> float | None:
    if text and not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", text):
        raise Slip("degrees such as 52.4063, or -1.5123 for west")
    return float(text) if text else None


def _read_three(text: str) -> bool | None:
    if text not in {"", YES, NO}:
        raise Slip("yes, no or not known")
    return None if not text else text == YES


def _write_three(value: bool | None) -> str:
    return "" if value is None else YES if value else NO


def _of_value(value: object) -> str:
    return "" if value is None else str(value)


TEXT = Codec(str, str)
OPTIONAL = Codec(lambda text: text or None, _of_value)
LINES = Codec(lines_of, "\n".join)
DATE = Codec(_read_date, _of_value)
NUMBER = Codec(_read_number, lambda number: "" if number is None else for_people(number))
COUNT = Codec(_read_count, _of_value)
DEGREES = Codec(_read_degrees, _of_value)
THREE = Codec(_read_three, _write_three)
FLAG = Codec(lambda text: text == YES, _write_three)
SLUG_EXPECTED = "small letters, digits and hyphens, such as leeds-crisis-line"


def _read_slug(text: str) -> str | None:
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", text):
        raise Slip(SLUG_EXPECTED)
    return text or None


SLUG = Codec(_read_slug, _of_value)


# ----------------------------------------------------------------------------------------------------------------- ages

AGES_EXPECTED = "ages such as 18 to 65, 18 and over, up to 17, or any age; each on a line of its own"


def _read_ages(text: str) -> tuple[AgeRange, ...]:
    return tuple(map(_read_age_range, lines_of(text)))


def _read_age_range(line: str) -> AgeRange:
    words = line.lower()
    if words in {"any age", "all ages", "no limit"}:
        return AgeRange()
    if both := re.fullmatch(r"(\d{1,3})\s*(?:to|-|–)\s*(\d{1,3})", words):
        return AgeRange(minimum_age=int(both[1]), maximum_age=int(both[2]))
    if lowest := re.fullmatch(r"(\d{1,3})\s*(?:\+|and over|and older|or over)", words):
        return AgeRange(minimum_age=int(lowest[1]))
    if highest := re.fullmatch(r"up to\s*(\d{1,3})|(\d{1,3})\s*and under", words):
        return AgeRange(maximum_age=int(highest[1] or highest[2]))
    if under := re.fullmatch(r"under\s*(\d{1,3})s?", words):
        return AgeRange(maximum_age=int(under[1]) - 1)
    raise Slip(AGES_EXPECTED)


def _write_age_range(ages: AgeRange) -> str:
    lowest, highest = ages.minimum_age, ages.maximum_age
    if lowest is None:
        return "any age" if highest is None else f"up to {highest}"
    return f"{lowest} and over" if highest is None else f"{lowest} to {highest}"


AGES = Codec(_read_ages, lambda ages: "\n".join(map(_write_age_range, ages)))


# ---------------------------------------------------------------------------------------------------------------- areas

_CODE = re.compile(r"(?:^|\()([a-z]+:[A-Za-z0-9-]+)\)?$")
MOST_AREAS = 400
NEAREST = 3
LEAST_ALIKE = 75
"""Below this likeness (of 100) an area is none that somebody meant."""


def areas_codec(gazetteer: Gazetteer) -> Codec:
    """Make the codec of areas by their names, one a line; a name that alone does not say which carries its code."""

    def write(codes: Iterable[AreaCode]) -> str:
        return "\n".join(area_written(gazetteer, code) for code in codes)

    def read(text: str) -> tuple[AreaCode, ...]:
        lines = lines_of(text)
        if len(lines) > MOST_AREAS:
            raise Slip(f"at most {MOST_AREAS} areas")
        return tuple(dict.fromkeys(code for line in lines for code in _area_read(gazetteer, line)))

    return Codec(read, write)


def area_written(gazetteer: Gazetteer, code: AreaCode) -> str:
    """Write an area as its name, with its code where the name is also that of another."""
    name = gazetteer.area_name(code)
    return name if gazetteer.areas_named(name) == (code,) else f"{name} ({code})"


def _area_read(gazetteer: Gazetteer, line: str) -> tuple[AreaCode, ...]:
    stated = _CODE.search(line)
    codes = gazetteer.areas_named(stated[1] if stated else line)
    if codes:
        return codes
    near = nearest_areas(gazetteer, line)
    raise Slip("areas that we know, one a line" + (f"; nearest to what cannot be read: {', '.join(near)}" if near else ""))


def nearest_areas(gazetteer: Gazetteer, text: str) -> tuple[str, ...]:
    """Name the areas nearest to a text, for whoever meant one of them; for a town the councils in which it lies."""
    names = {area.name.lower(): area.codes[0] for area in reversed(gazetteer.areas()) if len(area.codes) == 1}
    alike = process.extract(text.lower(), names.keys(), scorer=fuzz.ratio, limit=NEAREST, score_cutoff=LEAST_ALIKE)
    around = (
        share.area
        for place in gazetteer.suggest(text, NEAREST)
        if place.kind is PlaceKind.TOWN
        for share in place.of_type("council")
    )
    codes = dict.fromkeys((*(names[name] for name, _, _ in alike), *around))
    return tuple(area_written(gazetteer, code) for code in codes)[:NEAREST]


# ------------------------------------------------------------------------------------------------------------- audience


def read_audience(form: Form, name: str, was: tuple[Role, ...]) -> tuple[Role, ...]:
    """Return whose it is, by the boxes that are ticked; in the order that it had where they are the same."""
    ticked = tuple(role for role in AUDIENCES if form.get(f"{name}-{role}") == YES)
    return was if set(ticked) == set(was) else ticked


def write_audience(name: str, audience: Iterable[Role]) -> Form:
    """Tick the boxes of those whose it is."""
    return {f"{name}-{role}": YES for role in audience}
