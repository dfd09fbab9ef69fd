"""The compact CSV, one row a contact: what a council fills in with a spreadsheet.

Good rows are kept; each bad cell is named with its line, its column and what was expected, and never repeated.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import count
from typing import TypeVar

import msgspec

from directory.areas import Ambiguous, Found, PlaceKind
from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact, Cost
from directory.errors import DirectoryError
from directory.kinds import NAMED_SERVICES
from directory.numbers import Number, for_people, is_fictitious, surely_free
from directory.osm_hours import write_osm_hours
from directory.places import Gazetteer
from directory.reader import Audience, Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import AgeRange, AreaCode, Service, ServiceId, is_offered
from seed.cells import (
    CellRejected,
    Dialled,
    Readings,
    both_ages,
    guarded,
    made_id,
    read_age,
    read_audience,
    read_dialled,
    read_hours,
    read_id,
    read_kind,
    read_name,
    read_text,
    tidy,
)
from seed.refusals import Known, faults_of
from seed.sheet import PassedOver, RefusedRow, Sheet

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
    """A row that was taken, and how we read what could be read in more than one way.

    `has_no_id`: the file gave none, so that one was made of the name; it says nothing about which entry this is.
    """

    line: int
    service_id: str
    readings: tuple[str, ...]
    has_no_id: bool = False


class CompactReading(msgspec.Struct, frozen=True):
    """What a compact file holds: every row of it is either taken or refused.

    `said` is how the file as a whole was read, `passed_over` the lines that hold no row.
    """

    services: tuple[Service, ...]
    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]
    said: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def read_compact(
    source: str | bytes | Iterable[str] | Iterable[bytes],
    gazetteer: Gazetteer,
    file: str = "compact.csv",
    *,
    ids_in_use: Collection[ServiceId] = (),
) -> CompactReading:
    """Read a compact file. SourceRejected only where no row can be read: no text, other columns.

    A row without an id gets one that neither another row nor one of the entries `ids_in_use` has.
    """
    sheet = Sheet(source, file, COLUMNS)
    cell_readers = _CellReaders(gazetteer)
    gathered = _Gathered()
    for row in sheet.rows(gathered.refused):
        gathered.add(row.line, _Row(row.line, row.cells, row.readings, cell_readers))
    gathered.name_those_without_id(gazetteer, ids_in_use)
    return CompactReading(
        services=tuple(gathered.services.values()),
        taken=tuple(sorted(gathered.taken, key=lambda taken: taken.line)),
        refused=tuple(sorted(gathered.refused, key=lambda refused: refused.line)),
        said=sheet.said,
        passed_over=tuple(sheet.passed_over),
    )


def write_compact(services: Iterable[Service], gazetteer: Gazetteer) -> tuple[str, tuple[str, ...]]:
    """Write the services that are still offered; say what the columns cannot carry and so was dropped."""
    written, dropped = io.StringIO(), list[str]()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for service in services:
        if not is_offered(service):
            dropped.append(f"{service.id}: the whole service, for it is {service.status}")
            continue
        dropped += [f"{service.id}: {name}" for name in _uncarried(service, _CARRIED_OF_SERVICE)]
        rows = [row for contact in service.contacts for row in _row_of(service, contact, gazetteer, dropped)]
        if not rows:
            dropped.append(f"{service.id}: the whole service, for no column can carry a contact of it")
        writer.writerows(rows)
    return written.getvalue(), tuple(dropped)


# Reading


class _CellReaders:
    """Reads cells by column; hours and areas, which repeat, only once each."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.hours: Callable[[str], tuple[Schedule, Readings]] = lru_cache(REMEMBERED)(read_hours)
        self.areas: Callable[[str], tuple[tuple[AreaCode, ...], Readings]] = lru_cache(REMEMBERED)(self._read_areas)

    def _read_areas(self, cell: str) -> tuple[tuple[AreaCode, ...], Readings]:
        """Read the names of areas, with one slip mended where that leaves no choice, as a caller's place is."""
        names = [name.strip() for name in re.split(r"[;/|\n]", cell) if name.strip()]
        found = [part for name in names for part in self._areas_in(name)]
        if not found or not all(codes for codes, _ in found):
            raise CellRejected("names of councils, counties, police forces, ICBs or countries, parted by ;")
        codes = tuple(dict.fromkeys(code for codes, _ in found for code in codes))
        said = "areas: read as " + "; ".join(self._gazetteer.area_name(code) for code in codes)
        return codes, (said,) if any(was_mended for _, was_mended in found) else ()

    def _areas_in(self, name: str) -> Iterator[tuple[tuple[AreaCode, ...], bool]]:
        """Give the codes of a name, or of the names that an "and" joins; none for what is no area or could be two."""
        if codes := self._named(name):
            yield codes, False
            return
        if codes := self._misspelt(name):
            yield codes, True
            return
        joined = [self._named(part.strip()) for part in re.split(r"\band\b|&|\+", name, flags=re.IGNORECASE)]
        yield tuple(code for codes in joined for code in codes) if all(joined) else (), True

    def _named(self, name: str) -> tuple[AreaCode, ...]:
        return areas_meant(name, self._gazetteer)

    def _misspelt(self, name: str) -> tuple[AreaCode, ...]:
        resolution = self._gazetteer.resolve(name)
        if not isinstance(resolution, Found) or not resolution.place.note.startswith("read as "):
            return ()
        place = resolution.place
        return () if place.kind is PlaceKind.TOWN else self._named(place.label)


def areas_meant(name: str, gazetteer: Gazetteer) -> tuple[AreaCode, ...]:
    """Read the name of an area, or its code; none for what is no area, and for a name that another place bears too."""
    codes = gazetteer.areas_named(name)
    return () if name not in codes and isinstance(gazetteer.resolve(name), Ambiguous) else codes


class _Row:
    """One row being read: gathers the faults of all its cells, so that a spreadsheet is mended in one go."""

    def __init__(self, line: int, cells: Mapping[str, str], readings: Readings, readers: _CellReaders) -> None:
        self._line, self._readers = line, readers
        self.refused: list[RefusedRow] = []
        self.readings: list[str] = list(readings)
        self._cells = {column: self._read(column, cells[column], partial(tidy, column), "") for column in COLUMNS}
        self.has_no_id = not self._cells["id"] and not self.refused

    def service(self) -> Service:
        """Read the row as a service with the contacts that stand in it; worthless if anything was refused."""
        schedule = self._cell("hours", self._readers.hours, NOT_STATED)
        ages = self._ages()
        stated = ages != AgeRange()
        audience = self._cell("audience", read_audience, _NOBODY)
        service = Service(
            id=_UNNAMED if self.has_no_id else self._cell("id", read_id, _UNNAMED),
            name=self._cell("name", lambda cell: (read_name(cell), ()), ""),
            kind=self._cell("kind", read_kind, ""),
            areas=self._cell("areas", self._readers.areas, ()),
            ages=(ages,) if stated else (),
            ages_assured=stated,
            audience=audience,
            notes="" if self._cells["notes"] in {"-", "–", "—"} else self._cells["notes"],
            contacts=self._contacts(schedule, audience),
        )
        if not self.refused:
            self._refuse_what_contradicts(service)
        return service

    def _ages(self) -> AgeRange:
        lowest, highest = self._cells["minimum_age"], self._cells["maximum_age"]
        if both := both_ages(lowest, highest):
            self.readings += both[1]
            return both[0]
        return AgeRange(
            minimum_age=self._cell("minimum_age", partial(read_age, "minimum_age"), None),
            maximum_age=self._cell("maximum_age", partial(read_age, "maximum_age"), None),
        )

    def _contacts(self, schedule: Schedule, audience: Audience) -> tuple[Contact, ...]:
        phone = self._cell("phone", _dialled("phone"), Dialled())
        keyword, text = self._cell("text", _texted, _UNREAD_TEXT)
        contacts = []
        if phone.number:
            contacts.append(_contact("main", Channel.VOICE, phone.number, phone.menu_option, schedule, audience))
        if text.number:
            texted = _contact("text", Channel.TEXT, text.number, None, schedule, audience)
            contacts.append(msgspec.structs.replace(texted, keyword=keyword))
        if not contacts and not self.refused:
            self.readings.append("no phone and no text: taken as a door to walk in at")
            contacts.append(Contact(id="door", channel=Channel.IN_PERSON, schedule=schedule, audience=audience))
        return tuple(contacts)

    def _cell(self, column: str, read: Callable[[str], tuple[Read, Readings]], otherwise: Read) -> Read:
        """Read a cell of ours by its column, and keep how it was read."""
        return self._read(column, self._cells[column], read, otherwise)

    def _read(self, column: str, cell: str, read: Callable[[str], tuple[Read, Readings]], otherwise: Read) -> Read:
        if any(refused.field == column for refused in self.refused):
            return otherwise
        try:
            found, readings = read(cell)
        except DirectoryError as error:
            self.refused.append(RefusedRow(self._line, column, str(error)))
            return otherwise
        self.readings += readings
        return found

    def _refuse_what_contradicts(self, service: Service) -> None:
        known = Known(frozenset(service.areas), frozenset(), {})
        for fault in faults_of(service, known):
            field = next((_COLUMN_OF[part] for part in reversed(fault.path) if part in _COLUMN_OF), "row")
            self.refused.append(RefusedRow(self._line, field, fault.expected))


def _dialled(column: str) -> Callable[[str], tuple[Dialled, Readings]]:
    def read(cell: str) -> tuple[Dialled, Readings]:
        dialled = read_dialled(column, cell)
        return dialled, dialled.readings

    return read


def _texted(cell: str) -> tuple[tuple[str | None, Dialled], Readings]:
    keyword, dialled = read_text(cell)
    return (keyword, dialled), dialled.readings


# What stands in for a cell that was refused, so that the rest of the row can still be read.
_NOBODY: Audience = ()
_UNNAMED = "unnamed"
_UNREAD_TEXT: tuple[str | None, Dialled] = (None, Dialled())
_COLUMN_OF: dict[str | int, str] = {"kind": "kind", "ages": "maximum_age", "audience": "audience", "schedule": "hours"}
_NUMBERED = re.compile(r"-\d+$")


class _Gathered:
    """The services so far, each with the line on which it was first met."""

    def __init__(self) -> None:
        self.services: dict[ServiceId, Service] = {}
        self.taken: list[TakenRow] = []
        self.refused: list[RefusedRow] = []
        self._first_line: dict[ServiceId, int] = {}
        self._without_id: list[tuple[Service, TakenRow]] = []

    def add(self, line: int, row: _Row) -> None:
        """Take the row, as a new service or as further contacts of one that is there, or note why it is refused."""
        service = row.service()
        if row.refused:
            self.refused += row.refused
            return
        if row.has_no_id:
            self._without_id.append((service, TakenRow(line, service.id, tuple(row.readings), has_no_id=True)))
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

    def name_those_without_id(self, gazetteer: Gazetteer, in_use: Collection[ServiceId]) -> None:
        """Make an id for each row that has none, when all the others are known; each stands for itself."""
        for service, row in self._without_id:
            wanted = made_id(service.name, gazetteer.area_name(service.areas[0]))
            numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
            made = next(
                name for name in numbered if name not in self.services and name not in in_use and name not in NAMED_SERVICES
            )
            readings = (*row.readings, f"no id: called {made} here")
            self.services[made] = msgspec.structs.replace(service, id=made)
            self.taken.append(msgspec.structs.replace(row, service_id=made, readings=readings))


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


def _contact(
    contact_id: str, channel: Channel, number: Number, menu_option: str | None, schedule: Schedule, audience: Audience
) -> Contact:
    return Contact(
        id=contact_id,
        channel=channel,
        number=number,
        menu_option=menu_option,
        schedule=schedule,
        audience=audience,
        cost=Cost.FREE if channel is Channel.VOICE and surely_free(number) else Cost.UNKNOWN,
        assurance=Assurance(confidence=Confidence.INVENTED if is_fictitious(number) else Confidence.MEMORY),
    )


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
        guarded(service.name),
        service.kind,
        "; ".join(_area_in_words(code, gazetteer) for code in service.areas),
        hours,
        number if contact.channel is Channel.VOICE else "",
        (f"{contact.keyword} to {number}" if contact.keyword else number) if contact.channel is Channel.TEXT else "",
        "; ".join(contact.audience),
        "" if ages.minimum_age is None else str(ages.minimum_age),
        "" if ages.maximum_age is None else str(ages.maximum_age),
        guarded(service.notes),
    ]


def _area_in_words(code: AreaCode, gazetteer: Gazetteer) -> str:
    """Name the area if its name leads back to it alone; give its code if not."""
    name = gazetteer.area_name(code)
    return name if areas_meant(name, gazetteer) == (code,) else code


def _uncarried(held: Parts, carried: frozenset[str]) -> list[str]:
    """List the fields that hold something and have no column."""
    fields = msgspec.structs.fields(held)
    return [field.name for field in fields if field.name not in carried and getattr(held, field.name) != field.default]
