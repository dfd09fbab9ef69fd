"""A spreadsheet's rows as they come: any usual encoding and separator, a title above the columns, a quotation mark lost.

No row is lost: each is given with the line on which it begins, refused there, or named as passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from directory.errors import SourceRejected

SAVE_AS = 'UTF-8 text: in a spreadsheet, save as "CSV UTF-8"'
REFUSED_BECAUSE = "refused_because"
"""The column that a file of refused rows has beside its own, passed over when the mended file comes back."""

LOOKED_THROUGH = 10
"""Among so many lines the names of the columns are looked for, below a title."""

_SEPARATORS = {",": "", ";": "cells parted by semicolons", "\t": "cells parted by tabs"}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ESCAPED = re.compile(r"[\ud800-\udfff]")


class RefusedRow(msgspec.Struct, frozen=True):
    """A cell for which its row was refused: where it is and what was expected there."""

    line: int
    field: str
    expected: str


class PassedOver(msgspec.Struct, frozen=True):
    """A line that holds no row, and what it is."""

    line: int
    what: str


class SheetRow(NamedTuple):
    """One row: its cells by the names of the columns, and what was left out of it or read in one of several ways."""

    line: int
    cells: Mapping[str, str]
    readings: tuple[str, ...]


class Sheet:
    """The rows of a file by the names of its columns, which may stand in any order.

    `said` is how the file as a whole was read. SourceRejected where no row can be read.
    """

    def __init__(self, source: str | bytes | Iterable[str] | Iterable[bytes], file: str, columns: tuple[str, ...]) -> None:
        """Find the columns; rows are read as they are asked for."""
        text, encoding = _decoded(_whole(source), file)
        self._lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        self._is_windows = encoding == _WINDOWS
        self._wanted = columns
        self._at, self._separator, self._header = _find_header(self._lines, columns, file)
        self.said = tuple(said for said in (encoding, _SEPARATORS[self._separator]) if said)
        self.passed_over = [PassedOver(number, "above the names of the columns") for number in range(1, self._at)]
        self._named = max(at for at, name in enumerate(self._header, start=1) if name)

    def rows(self, refused: list[RefusedRow]) -> Iterator[SheetRow]:
        """Give each row; blank ones are passed over, broken ones refused."""
        for line, cells in self._records():
            if cells is None:
                refused.append(RefusedRow(line, "row", "each quotation mark closed again before the row ends"))
            elif not any(cell.strip() for cell in cells):
                self.passed_over.append(PassedOver(line, "an empty row"))
            elif fault := self._fault_of(cells):
                refused.append(RefusedRow(line, "row", fault))
            else:
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> SheetRow:
        readings = []
        if len(cells) > len(self._header):
            readings.append("empty cells behind the last column left out")
        if self._is_windows and not all(map(str.isascii, cells)):
            readings.append("letters read as those of Windows-1252")
        return SheetRow(line, dict(zip(self._header, cells, strict=False)), tuple(readings))

    def _fault_of(self, cells: list[str]) -> str:
        """Say what is expected of a row that cannot be read by its columns; empty where it can."""
        if any(_ESCAPED.search(cell) for cell in cells):
            return SAVE_AS
        if not self._fits(cells):
            return f"{self._named} cells, as in the row of the columns"
        if [_column(cell) for cell in cells[: self._named]] == self._header[: self._named]:
            return "a service: these are the names of the columns again"
        names = self._header + [""] * (len(cells) - len(self._header))
        if any(cell.strip() for name, cell in zip(names, cells, strict=False) if not name):
            return "nothing beside the columns that have a name"
        return ""

    def _fits(self, cells: list[str]) -> bool:
        return len(cells) >= self._named and not any(cell.strip() for cell in cells[len(self._header) :])

    def _records(self) -> Iterator[tuple[int, list[str] | None]]:
        """Split the lines into rows; where a quotation mark runs on into others' lines, only the first one is lost."""
        reader = self._reader()
        while self._at < len(self._lines):
            start = self._at
            try:
                cells = next(reader, None)
            except csv.Error:
                cells = None
            if cells is None or self._swallowed(cells, start):
                self._at = start + 1
                reader = self._reader()
                cells = None
            yield start + 1, cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._take_lines(), delimiter=self._separator, strict=True)

    def _take_lines(self) -> Iterator[str]:
        while self._at < len(self._lines):
            self._at += 1
            yield self._lines[self._at - 1]

    def _swallowed(self, cells: list[str], start: int) -> bool:
        """Say whether a cell runs over lines that are rows themselves, or that make the row another length."""
        further = self._lines[start + 1 : self._at]
        return bool(further) and (not self._fits(cells) or any(map(self._is_a_row, further)))

    def _is_a_row(self, line: str) -> bool:
        """Say whether a line can be a row by itself; where a cell only goes on in it, its quotation marks are odd."""
        return line.count(self._separator) >= len(self._wanted) - 1 and line.count('"') % 2 == 0


_WINDOWS = "Windows-1252, for it is not UTF-8"


def _whole(source: str | bytes | Iterable[str] | Iterable[bytes]) -> str | bytes:
    if isinstance(source, str | bytes):
        return source
    lines = list(source)
    return b"".join(line for line in lines if isinstance(line, bytes)) or "".join(
        line for line in lines if isinstance(line, str)
    )


def _decoded(source: str | bytes, file: str) -> tuple[str, str]:
    """Return the text, and the encoding where that is not UTF-8.

    A file is read as Windows-1252 only where nothing in it is UTF-8 beyond ASCII. A line that is neither keeps marks by which
    its row is refused.
    """
    if isinstance(source, str):
        return source, ""
    if source.startswith(_WORKBOOKS):
        raise SourceRejected(file, 1, None, SAVE_AS)
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return source.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise SourceRejected(file, 1, None, SAVE_AS) from None
    try:
        return source.decode("utf-8"), ""
    except UnicodeDecodeError:
        lines = source.split(b"\n")
        if any(_is_utf_8(line) for line in lines if not line.isascii()):
            return source.decode("utf-8", "surrogateescape"), ""
        return source.decode("cp1252", "surrogateescape"), _WINDOWS


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_header(lines: list[str], columns: tuple[str, ...], file: str) -> tuple[int, str, list[str]]:
    """Return how many lines end with the names of the columns, what parts them, and the names."""
    found = [
        (at, separator, names)
        for at, line in enumerate(lines[:LOOKED_THROUGH], start=1)
        for separator in _SEPARATORS
        for names in (_names_in(line, separator),)
    ] or [(1, ",", [])]
    at, separator, names = max(found, key=lambda one: len(set(columns) & set(one[2])))
    for column in columns:
        if names.count(column) != 1:
            raise SourceRejected(file, at, column, "this column, once")
    if any(name and name not in (*columns, REFUSED_BECAUSE) for name in names):
        raise SourceRejected(file, at, None, "only the columns " + ", ".join(columns))
    return at, separator, names


def _names_in(line: str, separator: str) -> list[str]:
    try:
        return [_column(name) for name in next(csv.reader([line], delimiter=separator, strict=True), [])]
    except csv.Error:
        return []


def _column(name: str) -> str:
    """Return the name of a column as we write it: "Minimum age" is minimum_age."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())
