"""Postcodes as people write them, and the table of full postcodes (a packed key and a council each)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

import msgspec

OUTSIDE_THE_DATA = {
    "BT": ("northern-ireland", "Northern Ireland"),
    "GY": ("guernsey", "Guernsey"),
    "IM": ("isle-of-man", "Isle of Man"),
    "JE": ("jersey", "Jersey"),
}
"""Postcode areas outside England that our tables leave out. BT postcodes are not OGL: seed/places/SOURCES.md."""

_AS_LETTER = {"0": "O", "1": "I"}
_AS_DIGIT = {"O": "0", "I": "1"}
_OUTWARD_SHAPES = {2: ("A9",), 3: ("A99", "AA9", "A9A"), 4: ("AA99", "AA9A")}
_CLEAN = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9])([A-Z]{2})")
_OUTCODE = re.compile(r"([A-Z])([A-Z]?)([0-9])([A-Z0-9]?)")
_GAPS = str.maketrans("", "", " \t\r\n-.")
_INWARD_CODES = 10 * 26 * 26


class WrittenPostcode(msgspec.Struct, frozen=True):
    """A postcode as far as it was given: outcode, then perhaps the sector's digit, then perhaps the unit's two letters."""

    outcode: str
    digit: str = ""
    letters: str = ""

    @property
    def sector(self) -> str:
        """Name the sector as the tables do ("LE16 8")."""
        return f"{self.outcode} {self.digit}"


def read_postcode(text: str, outcodes: Container[str]) -> WrittenPostcode | None:
    """Read a postcode, sector or outcode in any spacing and case, with O for 0 and I for 1; None if it is not one.

    Only an outcode in `outcodes`, or of an area outside our tables, counts as one.
    """
    clean = read_clean_postcode(text, outcodes)
    if clean is not None:
        return clean
    letters = text.upper().translate(_GAPS)
    if not (2 <= len(letters) <= 7 and letters.isascii() and letters.isalnum()):
        return None
    for outward, inward in _splits(letters, last_part=len(text.rsplit(maxsplit=1)[-1])):
        outcode = _read_outcode(outward, outcodes)
        end = _as_shaped(inward, "9AA"[: len(inward)])
        if outcode is not None and end is not None:
            return WrittenPostcode(outcode, end[:1], end[1:])
    return None


def read_clean_postcode(text: str, outcodes: Container[str]) -> WrittenPostcode | None:
    """Read a full postcode that holds no slip, in any spacing and case, as nearly every one is written; None for all else."""
    clean = _CLEAN.fullmatch(text.upper().translate(_GAPS))
    return None if clean is None or clean[1] not in outcodes else WrittenPostcode(*clean.groups())


def _splits(letters: str, last_part: int) -> Iterator[tuple[str, str]]:
    """Give the ways to cut outward from inward code, likeliest first; `last_part` is the length after the last space."""
    if len(letters) >= 5:
        yield letters[:-3], letters[-3:]
    if last_part == 1:
        yield letters[:-1], letters[-1:]
    yield letters, ""
    yield letters[:-1], letters[-1:]


def _read_outcode(outward: str, outcodes: Container[str]) -> str | None:
    shaped = (_as_shaped(outward, shape) for shape in _OUTWARD_SHAPES.get(len(outward), ()))
    known = [outcode for outcode in shaped if outcode is not None and _is_known(outcode, outcodes)]
    # As written where that is an outcode; else the one with the fewest letters read as digits or back.
    return min(known, key=lambda outcode: sum(a != b for a, b in zip(outcode, outward, strict=True)), default=None)


def _is_known(outcode: str, outcodes: Container[str]) -> bool:
    return outcode in outcodes or outcode[:2] in OUTSIDE_THE_DATA


def _as_shaped(written: str, shape: str) -> str | None:
    """Read each character as the letter (A) or digit (9) that must stand there; None where it cannot be one."""
    read = "".join(
        _AS_LETTER.get(character, character) if wanted == "A" else _AS_DIGIT.get(character, character)
        for character, wanted in zip(written, shape, strict=True)
    )
    fits = all(
        character.isalpha() if wanted == "A" else character.isdigit() for character, wanted in zip(read, shape, strict=True)
    )
    return read if fits else None


def pack_outcode(outcode: str) -> int | None:
    """Give the first key of the outcode's full postcodes; None for a code of another shape."""
    match = _OUTCODE.fullmatch(outcode)
    if match is None:
        return None
    first, second, digit, last = match.groups()
    area = (ord(first) - 65) * 27 + (ord(second) - 64 if second else 0)
    return ((area * 10 + int(digit)) * 37 + (int(last, 36) + 1 if last else 0)) * _INWARD_CODES


def pack_inward(inward: str) -> int:
    """Give the place of an inward code ("5BD") among those of its outcode."""
    return int(inward[0]) * 676 + (ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65


class UnitTable:
    """Full postcodes in rising order of their packed keys, each with the index of its council."""

    def __init__(self, keys: Sequence[int], councils: Sequence[int], council_codes: Sequence[str]) -> None:
        """Keep the columns as they are given: they may be views of a file in memory."""
        self.keys, self.councils, self.council_codes = keys, councils, council_codes
        self._stretch = lru_cache(maxsize=4096)(self._stretch_of)

    def __len__(self) -> int:
        """Count the postcodes."""
        return len(self.keys)

    def find_council(self, postcode: WrittenPostcode) -> str | None:
        """Find the council of a full postcode; None if the table does not hold it."""
        stretch = self._stretch(postcode.outcode)
        if stretch is None:
            return None
        start, low, high = stretch
        key = start + pack_inward(postcode.digit + postcode.letters)
        at = bisect_left(self.keys, key, low, high)
        if at == high or self.keys[at] != key:
            return None
        return self.council_codes[self.councils[at]]

    def _stretch_of(self, outcode: str) -> tuple[int, int, int] | None:
        """Return the first key of an outcode, and from where to where its postcodes stand; None for a code of another shape."""
        start = pack_outcode(outcode)
        if start is None:
            return None
        return start, bisect_left(self.keys, start), bisect_left(self.keys, start + _INWARD_CODES)
