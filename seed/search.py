"""Reads the words people search with (seed/search/*.csv); a row that cannot be proved is refused with its line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from directory.errors import SourceRejected
from directory.kinds import KINDS
from directory.place_names import fold
from directory.search_words import KindWords, Lexicon, Phrase, PlaceShort, SearchWords
from directory.service import ServiceKind
from seed.load import HERE, read_text

SEARCH = HERE / "search"
_PROOF = ("source", "test_query")
_YES = {"": False, "yes": True}


def load_lexicon(folder: Path = SEARCH) -> Lexicon:
    """Load the words and make them ready for searching."""
    return Lexicon(load_search_words(folder))


def load_search_words(folder: Path = SEARCH) -> SearchWords:
    """Load the kinds' labels and every phrase; raise SourceRejected at the first fault."""
    kinds = tuple(_read_kind(row) for row in _rows(folder / "kinds.csv", ("kind", "label", "rank", "specialist")))
    missing = KINDS - {kind.kind for kind in kinds}
    if missing:
        raise SourceRejected("kinds.csv", None, "kind", "a row for " + ", ".join(sorted(missing)))
    phrases: dict[tuple[str, ...], Phrase] = {}
    for row in (
        *_rows(folder / "aliases.csv", ("phrase", "kinds", "also", "form", "modifier", *_PROOF)),
        *_rows(folder / "concepts.csv", ("concept", "phrase", "kinds", "also", "form", "look_for", "danger", *_PROOF)),
    ):
        phrase = _read_phrase(row)
        if phrase.words in phrases:
            raise row.rejected("phrase", "words that no other row has")
        phrases[phrase.words] = phrase
    places = tuple(_read_place(row) for row in _rows(folder / "places.csv", ("name", "means", *_PROOF)))
    return SearchWords(kinds, tuple(phrases.values()), places)


class _CsvRow:
    """A row with where it stands, to point at its faults."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self._file, self._line, self._cells = file, line, cells

    def get(self, column: str) -> str:
        """Give a cell; empty if the file has no such column."""
        return self._cells.get(column, "")

    def given(self, column: str, expected: str) -> str:
        """Give a cell that must hold something."""
        return self.get(column) or self._raise(column, expected)

    def kinds(self, column: str) -> tuple[ServiceKind, ...]:
        """Read kinds parted by spaces."""
        kinds = tuple(self.get(column).split())
        return kinds if KINDS.issuperset(kinds) else self._raise(column, "kinds of directory/kinds.py, parted by spaces")

    def yes(self, column: str) -> bool:
        """Read yes, or nothing for no."""
        cell = self.get(column)
        return _YES[cell] if cell in _YES else self._raise(column, "yes or nothing")

    def rejected(self, column: str, expected: str) -> SourceRejected:
        """Make the error for one of the cells."""
        return SourceRejected(self._file, self._line, column, expected)

    def _raise(self, column: str, expected: str) -> NoReturn:
        raise self.rejected(column, expected)


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[_CsvRow]:
    reader = csv.DictReader(read_text(file).splitlines())
    if tuple(reader.fieldnames or ()) != columns:
        raise SourceRejected(file.name, 1, None, "the columns " + ", ".join(columns))
    for cells in reader:
        row = _CsvRow(file.name, reader.line_num, {column: cell or "" for column, cell in cells.items() if column in columns})
        if None in cells or None in cells.values():
            raise row.rejected("row", f"{len(columns)} cells")
        yield row


def _read_kind(row: _CsvRow) -> KindWords:
    kind = row.given("kind", "a kind of service")
    if kind not in KINDS:
        raise row.rejected("kind", "a kind of directory/kinds.py")
    if not row.get("rank").isdecimal():
        raise row.rejected("rank", "a whole number")
    label = row.given("label", "a name for people")
    return KindWords(kind=kind, label=label, rank=int(row.get("rank")), specialist=row.get("specialist"))


def _read_phrase(row: _CsvRow) -> Phrase:
    words = tuple(fold(row.given("phrase", "the words that people say")).split())
    if not row.kinds("kinds"):
        raise row.rejected("kinds", "at least one kind")
    return Phrase(
        words=words,
        kinds=row.kinds("kinds"),
        also=row.kinds("also"),
        form=row.get("form"),
        look_for=tuple(row.get("look_for").split()),
        modifier=row.yes("modifier"),
        danger=row.yes("danger"),
        source=row.given("source", "where the words come from"),
        test_query=row.given("test_query", "a query that tests the row"),
    )


def _read_place(row: _CsvRow) -> PlaceShort:
    return PlaceShort(
        name=fold(row.given("name", "a short name of a place")),
        means=row.given("means", "a name that the gazetteer knows"),
        source=row.given("source", "where the name comes from"),
        test_query=row.given("test_query", "a query that tests the row"),
    )
