"""Reads what ships. Whatever cannot be proved is refused with its file, line, field and what was expected there."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from directory.assurance import Confidence
from directory.contact import Channel, Cost
from directory.errors import NumberRejected, SourceRejected
from directory.holidays import BankHoliday
from directory.numbers import read_number
from directory.place_areas import country_code
from directory.reader import Role
from directory.schedule import NamedDay, Nation, OnHoliday, Stated, Weekday
from directory.service import AreaCode, Service, Status
from seed.refusals import Known, faults_of
from seed.toml_lines import FieldPath, line_of, path_in_words

HERE = Path(__file__).parent
SERVICES = HERE / "services"
SOURCES = HERE / "sources.toml"
HOLIDAYS = HERE / "holidays" / "bank_holidays.csv"
PLACES = HERE / "places"

Read = TypeVar("Read")
Table = dict[str, Any]
"""A table of a TOML file as tomllib gives it, before it is decoded."""


class SourceClass(StrEnum):
    """Who speaks in a source."""

    OFFICIAL = "official"
    NHS = "nhs"
    GOVERNMENT = "gov"
    HEALTH = "health"
    NEWS = "news"
    OTHER = "other"
    CHECKED = "checked"
    CODE = "code"
    SEED = "seed"


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"source_class": "class"}):
    """What a fact rests on. `date` is as printed ("2025", "2025-09", "2025-09-30"); empty is not known."""

    key: str
    reference: str
    publisher: str
    source_class: SourceClass
    date: str = ""
    date_inferred: bool = False
    note: str = ""


def load_services(folder: Path = SERVICES) -> tuple[Service, ...]:
    """Load every service of the folder, file by file in the order of their names; raise SourceRejected at the first fault."""
    found = [entry for file in sorted(folder.glob("*.toml")) for entry in _read_services(file)]
    services: dict[str, Service] = {}
    for entry in found:
        if entry.service.id in services:
            raise entry.rejected(("id",), "an id that no other service has")
        services[entry.service.id] = entry.service
    known = Known(known_areas(), frozenset(source.key for source in load_sources()), services)
    for entry in found:
        for fault in faults_of(entry.service, known):
            raise entry.rejected(fault.path, fault.expected)
    return tuple(services.values())


def load_sources(file: Path = SOURCES) -> tuple[Source, ...]:
    """Load every source that the facts rest on."""
    text, tables = _read_toml(file, "source")
    return tuple(_read_source(file.name, text, key, table) for key, table in tables.items())


def _read_source(file: str, text: str, key: str, table: object) -> Source:
    try:
        return msgspec.convert({"key": key} | table if isinstance(table, dict) else table, Source)
    except msgspec.ValidationError as error:
        before, header, _ = text.partition(f"[source.{key}]")
        path, expected = in_our_words(error)
        raise SourceRejected(file, before.count("\n") + 1 if header else None, path_in_words(path), expected) from None


def load_holidays(file: Path = HOLIDAYS) -> tuple[BankHoliday, ...]:
    """Load the bank holidays of every nation."""
    holidays = []
    for line, row in enumerate(_read_csv(file), start=2):
        try:
            holidays.append(msgspec.convert(row, BankHoliday, strict=False))
        except msgspec.ValidationError as error:
            path, expected = in_our_words(error)
            raise SourceRejected(file.name, line, path_in_words(path), expected) from None
    return tuple(holidays)


def known_areas(folder: Path = PLACES) -> frozenset[AreaCode]:
    """Return the code of every area that a service may name."""
    codes = {f"icb:{board['ods']}" for board in _read_csv(folder / "integrated_care_boards.csv")}
    codes |= {f"region:{region['code']}" for region in _read_csv(folder / "regions.csv")}
    for council in _read_csv(folder / "local_authorities.csv"):
        codes |= {f"council:{council['lad_code']}", f"county:{council['upper_tier_code']}", country_code(council["country"])}
        if council["police_force_code"]:
            codes.add(f"police:{council['police_force_code']}")
    return frozenset(codes)


class _Entry(msgspec.Struct, frozen=True):
    """A service and where it stands, to point at its faults."""

    service: Service
    file: str
    text: str
    index: int

    def rejected(self, path: FieldPath, expected: str) -> SourceRejected:
        """Make the error for one of its fields."""
        return _rejected(self.file, self.text, self.index, path, expected)


def _rejected(file: str, text: str, index: int, path: FieldPath, expected: str) -> SourceRejected:
    return SourceRejected(file, line_of(text, "service", index, path), path_in_words(path), expected)


def _read_services(file: Path) -> Iterator[_Entry]:
    text, document = _read_toml(file, "service")
    for index, table in enumerate(_tables(document)):
        yield _Entry(_read_service(file.name, text, index, table), file.name, text, index)


def _read_service(file: str, text: str, index: int, table: Table) -> Service:
    for position, contact in enumerate(_tables(table.get("contacts"))):
        if isinstance(contact.get("number"), str):
            try:
                contact["number"] = msgspec.to_builtins(read_number(contact["number"]))
            except NumberRejected as error:
                raise _rejected(file, text, index, ("contacts", position, "number"), str(error)) from None
    try:
        return msgspec.convert(table, Service)
    except msgspec.ValidationError as error:
        path, expected = in_our_words(error)
        raise _rejected(file, text, index, path, expected) from None


def _tables(value: object) -> list[Table]:
    """Give the tables of a list of tables; none of anything else, which decoding refuses later."""
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []


def _read_toml(file: Path, name: str) -> tuple[str, Any]:
    """Read a file that holds `name` and nothing else; give its text, to find lines in, and what `name` holds."""
    text = read_text(file)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SourceRejected(file.name, int(line[1]) if line else None, None, "TOML that can be read up to here") from None
    held = document.get(name)
    shape = list if name == "service" else dict
    if list(document) != [name] or not isinstance(held, shape):
        raise SourceRejected(file.name, None, name, "tables of this name and nothing else")
    return text, held


def _read_csv(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(read_text(file).splitlines()))


def read_text(file: Path) -> str:
    """Read a file of UTF-8 text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SourceRejected(file.name, None, None, "UTF-8 text") from None


_WORDS_OF: dict[str, type[StrEnum]] = {
    "status": Status,
    "audience": Role,
    "channel": Channel,
    "cost": Cost,
    "confidence": Confidence,
    "days": Weekday,
    "day": NamedDay,
    "state": Stated,
    "then": OnHoliday,
    "nation": Nation,
    "class": SourceClass,
}
_FORM_OF = {
    "id": "small letters, digits, - and _, at most 80",
    "number": "a telephone number in quotation marks",
    "opens_at": 'a time such as "17:00"',
    "closes_at": 'a time such as "23:00", or "32:30" for 08:30 of the next day',
}
_TYPE_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date such as 2026-01-31",
}


def in_our_words(error: msgspec.ValidationError) -> tuple[FieldPath, str]:
    """Turn msgspec's message into the field and what was expected there, without what was sent."""
    said, _, where = str(error).partition(" - at `$")
    path = tuple(int(part) if part.isdecimal() else part for part in re.findall(r"\w+", where))
    field = re.search(r"field `(\w+)`", said)
    if field:
        missing = said.startswith("Object missing")
        return (*path, field[1]), "this field, which is required" if missing else "no such field in this row"
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if name in _WORDS_OF:
        return path, "one of " + ", ".join(_WORDS_OF[name])
    if name in _FORM_OF:
        return path, _FORM_OF[name]
    types = re.findall(r"(?<=`)\w+|\bdate$", said.partition(", got")[0])
    return path, " or ".join(_TYPE_WORDS[kind] for kind in types if kind in _TYPE_WORDS) or "another form of this field"
