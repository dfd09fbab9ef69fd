"""Names of places as people type them: exact, by their beginning, or with one slip of the keyboard."""

from __future__ import annotations

import string
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

_FOLDED = str.maketrans(dict.fromkeys(string.punctuation, " ") | {"'": None, "`": None, "&": " and "})
_NEAR_ENOUGH = 75.0
"""`fuzz.ratio` below which a name is not offered as meant. Not WRatio: 0.85 against 0.96 first (notes/search.md)."""


def fold(text: str) -> str:
    """Write a name without case, accents, punctuation, a leading "the" or the long form of "St"."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("’", ""))
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
    words = text.casefold().translate(_FOLDED).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join("st" if word == "saint" else word for word in words)


class NameIndex:
    """Folded names in alphabetical order, searched as someone types."""

    def __init__(self, names: Iterable[str]) -> None:
        """Sort the names once."""
        self._names = tuple(sorted(names))
        self._beginnings = lru_cache(maxsize=64)(self._cut)

    @property
    def names(self) -> tuple[str, ...]:
        """Give every folded name, in alphabetical order."""
        return self._names

    def beginning_with(self, typed: str) -> tuple[str, ...]:
        """Find the names that begin with what was typed so far."""
        return self._names[bisect_left(self._names, typed) : bisect_left(self._names, typed + "\U0010ffff")]

    def one_slip_from(self, typed: str) -> tuple[str, ...]:
        """Find the names one letter added, missing, wrong or swapped away."""
        found = process.extract(typed, self._names, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(name for name, _, _ in found)

    def beginning_one_slip_from(self, typed: str) -> tuple[str, ...]:
        """Find the names whose beginning is one slip away from what was typed so far."""
        found = {
            at
            for length in (len(typed) - 1, len(typed), len(typed) + 1)
            for _, _, at in process.extract(typed, self._beginnings(length), scorer=OSA.distance, score_cutoff=1, limit=None)
        }
        return tuple(self._names[at] for at in sorted(found))

    def nearest(self, typed: str, limit: int) -> tuple[str, ...]:
        """Find the names most like what was typed, nearest first; none if nothing is like it."""
        found = process.extract(typed, self._names, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=limit)
        return tuple(name for name, _, _ in found)

    def _cut(self, length: int) -> tuple[str, ...]:
        return tuple(name[:length] for name in self._names)


def is_one_slip(typed: str, name: str) -> bool:
    """Say whether the two differ by at most one letter added, missing, wrong or swapped."""
    return OSA.distance(typed, name, score_cutoff=1) <= 1
