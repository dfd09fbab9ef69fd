"""The gaps that are known, each with the reason why it stands: what a proof finds beyond them is news."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from directory.errors import SourceRejected
from routing.demand import CALLERS
from routing.gaps import CauseKind, Gap
from routing.proof import Promise
from routing.situation import AgeBand
from seed.load import read_text

KNOWN_GAPS = Path(__file__).parent / "known_gaps.csv"
COLUMNS = ("promise", "causes", "callers", "known", "ages", "places", "reason", "in words")
AGE_NOT_KNOWN = "unknown"

REASONS = {
    CauseKind.NO_SERVICE: "no published source names a service for these places: the directory's own owner must enter it",
    CauseKind.PROFESSIONAL: "the source gives the number to professionals only",
    CauseKind.AGE: "the source states these ages",
    CauseKind.AGE_NOT_RECORDED: "the source states no ages: to be asked when the number is rung",
    CauseKind.HOURS_NOT_KNOWN: "the source states no hours: to be asked when the number is rung",
    CauseKind.WEEKLY_HOURS: "the source states these hours",
    CauseKind.BANK_HOLIDAY: "the source does not state that it is open on bank holidays",
    CauseKind.NAMED_DAY: "the source states that it is closed on these days",
    CauseKind.EXCEPTION: "the source states these dates",
}
"""Why a gap of the shipped directory stands, by its cause: what was published in November 2026, and nothing beside it."""

WORDS = {
    "promise": frozenset(Promise),
    "causes": frozenset(kind.name.lower() for kind in CauseKind),
    "callers": frozenset(CALLERS),
}
"""What may stand in a column: a word that is misspelt would name no gap, and nobody would know."""

Where = tuple[str, str, str, str, str]
"""Promise, cause, caller, what more is known, and place."""

Years = tuple[int, int]
"""Whole years, both included; an age that is not known is none of them, and is written as (-1, -1)."""

_NOT_KNOWN: Years = (-1, -1)


class KnownRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list: every caller at every age in every place, for each cause, and the reason."""

    promise: str
    causes: tuple[str, ...]
    callers: tuple[str, ...]
    known: str
    ages: tuple[Years, ...]
    places: tuple[str, ...]
    reason: str


class KnownGaps:
    """The known gaps, cell by cell: a gap is known where all of it is, whatever else it is told together with."""

    def __init__(self, rows: Iterable[KnownRow] = ()) -> None:
        """Index the rows."""
        self._reasons: dict[Where, list[tuple[Years, str]]] = defaultdict(list)
        for row in rows:
            for where in cells_of(row.promise, row.causes, row.callers, row.known, row.places):
                self._reasons[where] += [(years, row.reason) for years in row.ages]

    def reason_for(self, gap: Gap) -> str | None:
        """Return why a gap stands; None where any part of it is not known."""
        found = None
        for where in cells_of(gap.promise, causes_of(gap), gap.callers, known_of(gap), gap.places):
            for age in gap.ages:
                found = reason_at(self._reasons.get(where, ()), years_of(age))
                if found is None:
                    return None
        return found


def cells_of(promise: str, causes: Iterable[str], callers: Iterable[str], known: str, places: Iterable[str]) -> Iterator[Where]:
    """Yield each combination."""
    at = tuple(places)
    whose = tuple(callers)
    yield from ((promise, cause, caller, known, place) for cause in causes for caller in whose for place in at)


def reason_at(rows: Iterable[tuple[Years, str]], years: Years) -> str | None:
    """Return the reason for an age: every year of it must lie in the rows, which may meet."""
    reason = None
    youngest = years[0]
    for (first, last), why in sorted(rows):
        if first <= youngest <= last:
            reason = reason or why
            youngest = last + 1
            if youngest > years[1]:
                return reason
    return None


def causes_of(gap: Gap) -> tuple[str, ...]:
    """Return the names of a gap's causes."""
    return tuple(dict.fromkeys(cause.kind.name.lower() for cause, _ in gap.causes))


def known_of(gap: Gap) -> str:
    """Return what more is known in the contexts of a gap, in one text."""
    return ", ".join(gap.known)


def years_of(age: AgeBand | None) -> Years:
    """Return the years of an age."""
    return _NOT_KNOWN if age is None else (age.youngest, age.oldest)


def load_known_gaps(file: Path = KNOWN_GAPS) -> KnownGaps:
    """Read a list of known gaps; a row that cannot be read, or gives no reason, raises SourceRejected with its line."""
    return KnownGaps(row_of(file.name, line, row) for line, row in enumerate(csv.DictReader(lines_of(file)), start=2))


def lines_of(file: Path) -> list[str]:
    """Return the lines of a file."""
    try:
        return read_text(file).splitlines()
    except OSError as fault:
        raise SourceRejected(file.name, None, None, f"a file that can be read ({fault.strerror})") from None


def row_of(file: str, line: int, row: dict[str, str]) -> KnownRow:
    """Read one row."""
    missing = next((name for name in COLUMNS[:-1] if name != "known" and not row.get(name)), None)
    if missing is not None:
        raise SourceRejected(file, line, missing, "something in this column")
    for name, known in WORDS.items():
        if not known.issuperset(row[name].split()):
            raise SourceRejected(file, line, name, "words of " + ", ".join(sorted(known)))
    try:
        ages = tuple(read_years(age) for age in row["ages"].split())
    except ValueError:
        raise SourceRejected(file, line, "ages", "ages such as 16-17 or unknown") from None
    return KnownRow(
        promise=row["promise"],
        causes=tuple(row["causes"].split()),
        callers=tuple(row["callers"].split()),
        known=row.get("known") or "",
        ages=ages,
        places=tuple(row["places"].split("; ")),
        reason=row["reason"],
    )


def read_years(text: str) -> Years:
    """Read an age as it is written in the list."""
    if text == AGE_NOT_KNOWN:
        return _NOT_KNOWN
    first, last = text.split("-")
    return int(first), int(last)


def write_known_gaps(file: Path, gaps: Iterable[Gap], known: KnownGaps, reason: str | None) -> None:
    """Write the list of these gaps; one that was known keeps its reason, another gets `reason`, or what its cause says."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for gap in sorted(gaps, key=lambda one: (one.promise, one.who, one.where, one.at_ages, one.code)):
            why = known.reason_for(gap) or reason or REASONS.get(gap.causes[0][0].kind, "not examined")
            years = (f"{age.youngest}-{age.oldest}" if age else AGE_NOT_KNOWN for age in gap.ages)
            said = f"{gap.who}, {gap.at_ages}, {gap.where}: {gap.why}"
            cell = gap.promise, " ".join(causes_of(gap)), " ".join(gap.callers), known_of(gap), " ".join(years)
            rows.writerow((*cell, "; ".join(gap.places), why, said))
