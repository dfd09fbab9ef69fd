"""What a file would do to the directory: each row read, matched, chosen for, and what then changes. Nothing is kept of it.

A row that is likely an entry already there waits for a person: it is that entry, it is new, or it is left out.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

import msgspec

from directory.errors import DirectoryError
from directory.places import Gazetteer
from directory.reader import Reader
from directory.remit import may_keep
from directory.service import Service, ServiceId
from routing.change import ChangeSet
from routing.edition import Edition
from routing.edits import Edit, What, edit_of
from seed.cells import guarded
from seed.compact import COLUMNS, CompactReading, TakenRow, read_compact
from seed.matching import Candidate, Coverage, Match, Outcome, match_services
from seed.merge import laid_on, merge_compact
from seed.sheet import REFUSED_BECAUSE, PassedOver, RefusedRow, Sheet

Line = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]


class Is(StrEnum):
    """What a person says that a row is."""

    THAT_ENTRY = "that_entry"
    NEW = "new"
    LEFT_OUT = "left_out"


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person says of the row on a line; `entry` is the id of the one that it is, with THAT_ENTRY alone."""

    line: Line
    is_: Is = msgspec.field(name="is")
    entry: ServiceId | None = None


class ChoiceRejected(DirectoryError):
    """A choice cannot be carried out."""

    def __init__(self, line: int, expected: str) -> None:
        """Say for which line, and what was expected."""
        super().__init__(f"line {line}: expected {expected}")
        self.line, self.expected = line, expected


class Becomes(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    AS_BEFORE = "as_before"
    TO_CHOOSE = "to_choose"
    LEFT_OUT = "left_out"
    REFUSED = "refused"


class ImportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row: how it was read, what it is beside the entries that exist, and what becomes of it.

    With no `refused` it was taken: as it stands, or with the `readings` that are stated. `service_id` is what the file calls
    it, or what it is called for want of that; `entry` the one of the directory that it goes into, None where into none.
    """

    line: int
    becomes: Becomes
    service_id: ServiceId | None = None
    entry: ServiceId | None = None
    name: str = ""
    readings: tuple[str, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    match: Outcome | None = None
    candidates: tuple[Candidate, ...] = ()


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows a file has, and what they are: the first three add up to `rows`."""

    rows: int
    as_they_stand: int
    with_a_reading: int
    refused: int
    to_choose: int
    left_out: int
    added: int
    changed: int
    as_before: int


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds and would do. `said` is how the file as a whole was read; `counted` counts rows, `edits` entries."""

    edition: int
    said: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    counted: Counted
    rows: tuple[ImportRow, ...]
    edits: tuple[Edit, ...]
    change: ChangeSet


Source = str | bytes


def preview_import(
    source: Source,
    held: Edition,
    gazetteer: Gazetteer,
    choices: Iterable[Choice] = (),
    *,
    reader: Reader | None = None,
    file: str = "compact.csv",
) -> Preview:
    """Read a file, match it with an edition, and say what would change; None for a reader keeps the whole directory.

    SourceRejected where no row can be read; ChoiceRejected for a choice about no row, or for an entry that is not there.
    """
    entries = {service.id: service for service in held.services}
    reading = read_compact(source, gazetteer, file, ids_in_use=entries.keys())
    without_id = {row.service_id for row in reading.taken if row.has_no_id}
    matched = match_services(reading.services, held.services, gazetteer, without_id)
    matches = {match.service_id: match for match in matched}
    chosen = _chosen(choices, reading, matches, entries)
    becoming = _Becoming(held, reading, gazetteer, matches, chosen)
    outside = _outside(becoming, entries, reader)
    rows = tuple(_rows(reading, matches, becoming, outside, entries))
    kept = {name: service for name, service in becoming.services.items() if name not in outside}
    changed = tuple(service for name, service in kept.items() if entries.get(name) != service)
    return Preview(
        edition=held.number,
        said=reading.said,
        passed_over=reading.passed_over,
        counted=_counted(rows),
        rows=rows,
        edits=tuple(edit_of(("service", service.id), entries.get(service.id), service) for service in changed),
        change=ChangeSet(made_on=held.number or None, services=changed),
    )


def write_refused(source: Source, preview: Preview, file: str = "compact.csv") -> str:
    """Write the refused rows as they came, with why, to be mended and brought again; no cell begins a formula."""
    why = {row.line: "; ".join(f"{fault.field}: expected {fault.expected}" for fault in row.refused) for row in preview.rows}
    cells = {row.line: row.cells for row in Sheet(source, file, COLUMNS).rows([])}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow((*COLUMNS, REFUSED_BECAUSE))
    for line, reasons in why.items():
        if reasons:
            found: Mapping[str, str] = cells.get(line, {})
            writer.writerow([guarded(found.get(column, "")) for column in COLUMNS] + [f"line {line}: {reasons}"])
    return written.getvalue()


def _chosen(
    choices: Iterable[Choice], reading: CompactReading, matches: Mapping[ServiceId, Match], entries: Mapping[ServiceId, Service]
) -> dict[ServiceId, Choice]:
    """Put each choice to the entry of its row; every row of an entry is chosen for at once."""
    by_line = {row.line: row.service_id for row in reading.taken}
    found: dict[ServiceId, Choice] = {}
    for choice in choices:
        service_id = by_line.get(choice.line)
        if service_id is None:
            raise ChoiceRejected(choice.line, "a row that was taken")
        if matches[service_id].outcome is Outcome.SAME and choice.is_ is not Is.LEFT_OUT:
            raise ChoiceRejected(choice.line, "a row whose id is not in the directory: this one is the entry of that id")
        if (choice.is_ is Is.THAT_ENTRY) != (choice.entry is not None) or (choice.entry and choice.entry not in entries):
            raise ChoiceRejected(choice.line, "the id of an entry of the directory, where the row is that entry")
        if found.setdefault(service_id, choice) != choice and (found[service_id].is_, found[service_id].entry) != (
            choice.is_,
            choice.entry,
        ):
            raise ChoiceRejected(choice.line, "one choice for all the rows of an entry")
    return found


class _Becoming:
    """The entries as they become, and what each service of the file goes into."""

    def __init__(
        self,
        held: Edition,
        reading: CompactReading,
        gazetteer: Gazetteer,
        matches: Mapping[ServiceId, Match],
        chosen: Mapping[ServiceId, Choice],
    ) -> None:
        """Merge what has an id of ours, add what is new, lay on an entry what was said to be it."""
        entries = {service.id: service for service in held.services}
        self.to_choose = {name for name, match in matches.items() if match.outcome is Outcome.LIKELY and name not in chosen}
        self.left_out = {name for name, choice in chosen.items() if choice.is_ is Is.LEFT_OUT}
        self.goes_into = {
            service.id: service.id for service in reading.services if service.id not in self.to_choose | self.left_out
        }
        theirs = {name: choice.entry for name, choice in chosen.items() if choice.entry is not None}
        self.goes_into |= theirs
        own = tuple(service for service in reading.services if service.id in self.goes_into and service.id not in theirs)
        merged = merge_compact(held.services, msgspec.structs.replace(reading, services=own), gazetteer)
        self.services = {service.id: service for service in merged}
        cover = Coverage(gazetteer)
        for service in reading.services:
            if entry := theirs.get(service.id):
                self.services[entry] = laid_on(self.services.get(entry) or entries[entry], service, cover)


def _outside(becoming: _Becoming, entries: Mapping[ServiceId, Service], reader: Reader | None) -> frozenset[ServiceId]:
    """Return what the reader may not change, or not make what the file makes of it."""
    if reader is None:
        return frozenset()
    return frozenset(
        name
        for name, after in becoming.services.items()
        if not may_keep(reader, after) or not may_keep(reader, entries.get(name, after))
    )


def _rows(
    reading: CompactReading,
    matches: Mapping[ServiceId, Match],
    becoming: _Becoming,
    outside: frozenset[ServiceId],
    entries: Mapping[ServiceId, Service],
) -> Iterable[ImportRow]:
    """Give every row of the file in its order."""
    names = {service.id: service.name for service in reading.services}
    faults: defaultdict[int, list[RefusedRow]] = defaultdict(list)
    taken = {row.line: row for row in reading.taken}
    for refused in reading.refused:
        faults[refused.line].append(refused)
    for line in sorted(taken.keys() | faults.keys()):
        row = taken.get(line)
        if row is None:
            yield ImportRow(line=line, becomes=Becomes.REFUSED, refused=tuple(faults[line]))
            continue
        match = matches[row.service_id]
        into = becoming.goes_into.get(row.service_id)
        becomes = _becomes(row, into, becoming, entries)
        beyond = into in outside
        yield ImportRow(
            line=line,
            becomes=Becomes.REFUSED if beyond else becomes,
            service_id=row.service_id,
            entry=None if beyond else into,
            name=names[row.service_id],
            readings=row.readings,
            refused=(RefusedRow(line, "areas", "an entry of an area or organization that you keep"),) if beyond else (),
            match=match.outcome,
            candidates=match.candidates,
        )


def _becomes(row: TakenRow, into: ServiceId | None, becoming: _Becoming, entries: Mapping[ServiceId, Service]) -> Becomes:
    if row.service_id in becoming.to_choose:
        return Becomes.TO_CHOOSE
    if into is None:
        return Becomes.LEFT_OUT
    if into not in entries:
        return Becomes.ADDED
    return Becomes.AS_BEFORE if entries[into] == becoming.services[into] else Becomes.CHANGED


def _counted(rows: tuple[ImportRow, ...]) -> Counted:
    def number(*becomes: Becomes) -> int:
        return sum(row.becomes in becomes for row in rows)

    taken = [row for row in rows if not row.refused]
    return Counted(
        rows=len(rows),
        as_they_stand=sum(not row.readings for row in taken),
        with_a_reading=sum(bool(row.readings) for row in taken),
        refused=number(Becomes.REFUSED),
        to_choose=number(Becomes.TO_CHOOSE),
        left_out=number(Becomes.LEFT_OUT),
        added=number(Becomes.ADDED),
        changed=number(Becomes.CHANGED),
        as_before=number(Becomes.AS_BEFORE),
    )


def changed_entries(preview: Preview, what: What) -> tuple[Edit, ...]:
    """Return the entries that the file adds, or changes."""
    return tuple(edit for edit in preview.edits if edit.what is what)
