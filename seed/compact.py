"""The compact CSV, one row a contact: what a council fills in with a spreadsheet.

Good rows are kept; each bad cell is named with its line, its column and what was expected, and never repeated.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

import msgspec

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact, Cost
from directory.errors import DirectoryError, SourceRejected
from directory.numbers import Number, for_people, is_fictitious, read_number, surely_free
from directory.osm_hours import read_osm_hours, write_osm_hours
from directory.places import Gazetteer
from directory.reader import AUDIENCES, Audience, Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import AgeRange, AreaCode, Service, Status
from seed.refusals import Known, faults_of

COLUMNS = (
    "id",
    "name",
    "kind",
    "areas",
    "hours",
    "phone",
    "text",
    "audience",
    "minimum_age",
    "maximum_age",
    "notes",
)
REMEMBERED = 4096
"""How many different cells of hours and areas are kept, so that a long file reads each but once."""

Read = TypeVar("Read")
Parts = TypeVar("Parts", Service, Contact)


class TakenRow(msgspec.Struct, frozen=True):
    """A row that was taken, and how we read what could be read in more than one way."""

    line: int
    service_id: str
    readings: tuple[str, ...]


class RefusedRow(msgspec.Struct, frozen=True):
    """A cell for which its row was refused: where it is and what was expected there."""

    line: int
    field: str
    expected: str


class CompactReading(msgspec.Struct, frozen=True):
    """What a compact file holds: every row of it is either taken or refused."""

    services: tuple[Service, ...]
    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]


class CellRejected(DirectoryError):
    """A cell cannot be read; the message says what was expected."""


def read_compact(
    source: str | bytes | Iterable[str] | Iterable[bytes], gazetteer: Gazetteer, file: str = "compact.csv"
) -> CompactReading:
    """Read a compact file. SourceRejected only where no row can be read: another encoding, other columns."""
    sheet = _Sheet(source, file)
    cell_readers = _CellReaders(gazetteer)
    gathered = _Gathered()
    for line, cells in sheet.rows(gathered.refused):
        gathered.add(line, _Row(line, cells, cell_readers))
    return CompactReading(tuple(gathered.services.values()), tuple(gathered.taken), tuple(gathered.refused))


def write_compact(services: Iterable[Service], gazetteer: Gazetteer) -> tuple[str, tuple[str, ...]]:
    """Write the services that are still offered; say what the columns cannot carry and so was dropped."""
    written, dropped = io.StringIO(), list[str]()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for service in services:
        if service.status in {Status.SUPERSEDED, Status.HISTORIC}:
            dropped.append(f"{service.id}: the whole service, for it is {service.status}")
            continue
        dropped += [f"{service.id}: {name}" for name in _uncarried(service, _CARRIED_OF_SERVICE)]
        rows = [row for contact in service.contacts for row in _row_of(service, contact, gazetteer, dropped)]
        if not rows:
            dropped.append(f"{service.id}: the whole service, for no column can carry a contact of it")
        writer.writerows(rows)
    return written.getvalue(), tuple(dropped)


# Reading


def _decoded(source: str | bytes | Iterable[str] | Iterable[bytes], file: str) -> Iterator[str]:
    """Give the lines as text, without a byte-order mark."""
    for number, line in enumerate(_lines(source), start=1):
        try:
            text = line.decode("utf-8") if isinstance(line, bytes) else line
        except UnicodeDecodeError:
            raise SourceRejected(file, number, None, 'UTF-8 text: in a spreadsheet, save as "CSV UTF-8"') from None
        yield text.removeprefix("\ufeff") if number == 1 else text


def _lines(source: str | bytes | Iterable[str] | Iterable[bytes]) -> Iterable[str | bytes]:
    match source:
        case str():
            return io.StringIO(source, newline="")
        case bytes():
            return io.BytesIO(source)
        case _:
            return source


class _Sheet:
    """The rows of a file by the names of its columns, which may stand in any order."""

    def __init__(self, source: str | bytes | Iterable[str] | Iterable[bytes], file: str) -> None:
        self._reader = csv.reader(_decoded(source, file), strict=True)
        try:
            self._columns = [name.strip().lower() for name in next(self._reader, [])]
        except csv.Error:
            self._columns = []
        for name in COLUMNS:
            if self._columns.count(name) != 1:
                raise SourceRejected(file, 1, name, "this column, once")
        if len(self._columns) != len(COLUMNS):
            raise SourceRejected(file, 1, None, "only the columns " + ", ".join(COLUMNS))

    def rows(self, refused: list[RefusedRow]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Give each row with the line on which it begins; blank ones are passed over, broken ones refused."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader, None)
            except csv.Error:
                refused.append(RefusedRow(line, "row", "each quotation mark closed again before the row ends"))
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(COLUMNS):
                yield line, dict(zip(self._columns, map(str.strip, cells), strict=True))
            else:
                refused.append(RefusedRow(line, "row", f"{len(COLUMNS)} cells, as in the first row"))


class _CellReaders:
    """Reads cells by column; hours and areas, which repeat, only once each."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.hours: Callable[[str], tuple[Schedule, tuple[str, ...]]] = lru_cache(REMEMBERED)(_read_hours)
        self.areas: Callable[[str], tuple[AreaCode, ...]] = lru_cache(REMEMBERED)(self._read_areas)

    def _read_areas(self, cell: str) -> tuple[AreaCode, ...]:
        named = [self._gazetteer.areas_named(name.strip()) for name in re.split(r"[;/]", cell) if name.strip()]
        if not named or not all(named):
            raise CellRejected("names of councils, counties, police forces, ICBs or countries, parted by ;")
        return tuple(dict.fromkeys(code for codes in named for code in codes))


class _Row:
    """One row being read: gathers the faults of all its cells, so that a spreadsheet is mended in one go."""

    def __init__(self, line: int, cells: Mapping[str, str], readers: _CellReaders) -> None:
        self._line, self._cells, self._readers = line, cells, readers
        self.refused: list[RefusedRow] = []
        self.readings: list[str] = []

    def service(self) -> Service:
        """Read the row as a service with the contacts that stand in it; worthless if anything was refused."""
        schedule, readings = self._read("hours", self._readers.hours, _NO_HOURS)
        self.readings += readings
        ages = AgeRange(
            minimum_age=self._read("minimum_age", _read_age, None), maximum_age=self._read("maximum_age", _read_age, None)
        )
        stated = ages != AgeRange()
        audience = self._read("audience", _read_audience, _NOBODY)
        service = Service(
            id=self._read("id", _read_id, "unread"),
            name=self._read("name", _read_name, ""),
            kind=self._cells["kind"],
            areas=self._read("areas", self._readers.areas, ()),
            ages=(ages,) if stated else (),
            ages_assured=stated,
            audience=audience,
            notes=self._cells["notes"],
            contacts=self._contacts(schedule, audience),
        )
        if not self.refused:
            self._refuse_what_contradicts(service)
        return service

    def _contacts(self, schedule: Schedule, audience: Audience) -> tuple[Contact, ...]:
        phone = self._read("phone", _read_phone, None)
        keyword, text = self._read("text", _read_text, _NO_TEXT)
        contacts = []
        if phone:
            contacts.append(_contact("main", Channel.VOICE, phone, schedule, audience))
        if text:
            contacts.append(msgspec.structs.replace(_contact("text", Channel.TEXT, text, schedule, audience), keyword=keyword))
        if not self._cells["phone"] and not self._cells["text"]:
            self.readings.append("no phone and no text: taken as a door to walk in at")
            contacts.append(Contact(id="door", channel=Channel.IN_PERSON, schedule=schedule, audience=audience))
        return tuple(contacts)

    def _read(self, field: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        try:
            return read(self._cells[field])
        except DirectoryError as error:
            self.refused.append(RefusedRow(self._line, field, str(error)))
            return otherwise

    def _refuse_what_contradicts(self, service: Service) -> None:
        known = Known(frozenset(service.areas), frozenset(), {})
        for fault in faults_of(service, known):
            field = next((_COLUMN_OF[part] for part in reversed(fault.path) if part in _COLUMN_OF), "row")
            self.refused.append(RefusedRow(self._line, field, fault.expected))


# What stands in for a cell that was refused, so that the rest of the row can still be read.
_NO_HOURS: tuple[Schedule, tuple[str, ...]] = (NOT_STATED, ())
_NO_TEXT: tuple[str | None, Number | None] = (None, None)
_NOBODY: Audience = ()
_COLUMN_OF: dict[str | int, str] = {"kind": "kind", "ages": "maximum_age", "audience": "audience", "schedule": "hours"}
_NUMBERED = re.compile(r"-\d+$")


class _Gathered:
    """The services so far, each with the line on which it was first met."""

    def __init__(self) -> None:
        self.services: dict[str, Service] = {}
        self.taken: list[TakenRow] = []
        self.refused: list[RefusedRow] = []
        self._first_line: dict[str, int] = {}

    def add(self, line: int, row: _Row) -> None:
        """Take the row, as a new service or as further contacts of one that is there, or note why it is refused."""
        service = row.service()
        if row.refused:
            self.refused += row.refused
            return
        first = self.services.get(service.id)
        if first is not None and not _is_same_service(first, service):
            where = self._first_line[service.id]
            self.refused.append(
                RefusedRow(line, "id", f"an id of its own, or a new contact of the service on line {where}, otherwise alike")
            )
            return
        self.services[service.id] = service if first is None else _joined(first, service)
        self._first_line.setdefault(service.id, line)
        self.taken.append(TakenRow(line, service.id, tuple(row.readings)))


def _is_same_service(first: Service, further: Service) -> bool:
    """Say whether a row with a known id is that service again, with a contact that it does not have yet."""
    alike = all(getattr(first, field) == getattr(further, field) for field in ("name", "kind", "areas", "ages"))
    held = {(contact.channel, contact.number) for contact in first.contacts}
    return alike and not any((contact.channel, contact.number) in held for contact in further.contacts)


def _joined(first: Service, further: Service) -> Service:
    contacts = list(first.contacts)
    for contact in further.contacts:
        alike = sum(_NUMBERED.sub("", other.id) == contact.id for other in contacts)
        contacts.append(msgspec.structs.replace(contact, id=f"{contact.id}-{alike + 1}") if alike else contact)
    audience = tuple(dict.fromkeys(first.audience + further.audience))
    return msgspec.structs.replace(
        first,
        contacts=tuple(contacts),
        audience=(Role.PUBLIC,) if Role.PUBLIC in audience else audience,
        notes=" ".join(dict.fromkeys(note for note in (first.notes, further.notes) if note)),
    )


def _contact(contact_id: str, channel: Channel, number: Number, schedule: Schedule, audience: Audience) -> Contact:
    return Contact(
        id=contact_id,
        channel=channel,
        number=number,
        schedule=schedule,
        audience=audience,
        cost=Cost.FREE if channel is Channel.VOICE and surely_free(number) else Cost.UNKNOWN,
        assurance=Assurance(confidence=Confidence.INVENTED if is_fictitious(number) else Confidence.MEMORY),
    )


def _read_hours(cell: str) -> tuple[Schedule, tuple[str, ...]]:
    if not cell:
        return NOT_STATED, ("no hours: not known when it is open",)
    reading = read_osm_hours(cell)
    return reading.schedule, tuple(reading.notes)


def _read_id(cell: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", cell):
        raise CellRejected("small letters, digits, - and _, at most 80")
    return cell


def _read_name(cell: str) -> str:
    if not cell:
        raise CellRejected("the name of the service")
    return cell


def _read_phone(cell: str) -> Number | None:
    return read_number(cell) if cell else None


def _read_text(cell: str) -> tuple[str | None, Number | None]:
    """Read "85258" or "SHOUT to 85258"."""
    keyword, to, number = cell.rpartition(" to ")
    if to and not re.fullmatch(r"[A-Za-z0-9]+", keyword):
        raise CellRejected('one number, or "WORD to" and one number')
    return keyword or None, _read_phone(number)


def _read_audience(cell: str) -> Audience:
    words = re.findall(r"[^;,/\s]+", cell.lower())
    if not words or not all(word in AUDIENCES for word in words):
        raise CellRejected("one or more of " + ", ".join(AUDIENCES))
    roles = tuple(dict.fromkeys(Role(word) for word in words))
    return (Role.PUBLIC,) if Role.PUBLIC in roles else roles


def _read_age(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", cell):
        raise CellRejected("whole years in digits, or nothing")
    return int(cell)


# Writing

_CARRIED_OF_SERVICE = frozenset({"id", "name", "kind", "areas", "ages", "ages_assured", "audience", "contacts", "notes"})
_CARRIED_OF_CONTACT = frozenset({"id", "channel", "number", "schedule", "audience", "keyword", "cost"})
_CARRIED_CHANNELS = frozenset({Channel.VOICE, Channel.TEXT, Channel.IN_PERSON})


def _row_of(service: Service, contact: Contact, gazetteer: Gazetteer, dropped: list[str]) -> Iterator[list[str]]:
    """Give the row of a contact, or none for one that no column can carry."""
    where = f"{service.id}: {contact.id}"
    if contact.channel not in _CARRIED_CHANNELS or (contact.number is None and contact.channel is not Channel.IN_PERSON):
        dropped.append(f"{where}: the whole contact")
        return
    hours, hours_dropped = write_osm_hours(contact.schedule)
    dropped += [f"{where}: {lost}" for lost in (*_uncarried(contact, _CARRIED_OF_CONTACT), *hours_dropped)]
    if len(service.ages) > 1:
        dropped.append(f"{where}: every age range but the first")
    ages = service.ages[0] if service.ages else AgeRange()
    number = for_people(contact.number) if contact.number else ""
    yield [
        service.id,
        service.name,
        service.kind,
        "; ".join(_area_in_words(code, gazetteer) for code in service.areas),
        hours,
        number if contact.channel is Channel.VOICE else "",
        (f"{contact.keyword} to {number}" if contact.keyword else number) if contact.channel is Channel.TEXT else "",
        "; ".join(contact.audience),
        "" if ages.minimum_age is None else str(ages.minimum_age),
        "" if ages.maximum_age is None else str(ages.maximum_age),
        service.notes,
    ]


def _area_in_words(code: AreaCode, gazetteer: Gazetteer) -> str:
    """Name the area if its name leads back to it alone; give its code if not."""
    name = gazetteer.area_name(code)
    return name if gazetteer.areas_named(name) == (code,) else code


def _uncarried(held: Parts, carried: frozenset[str]) -> list[str]:
    """List the fields that hold something and have no column."""
    fields = msgspec.structs.fields(held)
    return [field.name for field in fields if field.name not in carried and getattr(held, field.name) != field.default]
