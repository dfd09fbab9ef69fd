"""The words people search with: what each kind of service is called, and what callers say instead.

They are data (seed/search/*.csv), reviewed one row at a time: a new alias is a row with its source and a query that tests it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.service import ServiceKind

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been but by can could did do does doing for from get got had "
    "has have he her here him his how i if im in into is it its ive just me mr mrs my near need needs now of on or our out "
    "over please quick right said says she should so some someone somebody tel that the their them there they this to today "
    "tonight too trying up us very want wants was we were what whats when where which who will with would you your "
    "number phone telephone contact call ring open service services nhs find help helping mental health team son mum dad "
    "mother father brother sister wife husband friend daughter police "
    "mh nearest nearby sons daughters mums dads brothers sisters".split()
)
"""Words that alone say nothing about which service is meant; inside a phrase they count."""

SECOND_BEST = 0.5
"""What a kind weighs that is only also meant: it shows where nothing meant first is found."""


class KindWords(msgspec.Struct, frozen=True, kw_only=True):
    """A kind's name for people, its place in the usual order, and for whom it is kept if it is a specialist kind."""

    kind: ServiceKind
    label: str
    rank: int
    specialist: str = ""


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """Words that mean some kinds of service, the likeliest first; `also` where none of those is found.

    `form` parts the names of one kind ("crisis line" from "single point of access"). `look_for` are
    words that the right services have in their names ("beat" for eating disorders). A `modifier` says who the caller is
    about and never stands as a need of its own beside another. `danger` puts the 999 banner up.
    """

    words: tuple[str, ...]
    kinds: tuple[ServiceKind, ...]
    also: tuple[ServiceKind, ...] = ()
    form: str = ""
    look_for: tuple[str, ...] = ()
    modifier: bool = False
    danger: bool = False
    source: str
    test_query: str

    def weights(self) -> Mapping[ServiceKind, float]:
        """Give each kind what it weighs, 1 for the first."""
        meant = {kind: 1.0 - 0.04 * at for at, kind in enumerate(self.kinds)}
        return {kind: SECOND_BEST - 0.02 * at for at, kind in enumerate(self.also)} | meant


class PlaceShort(msgspec.Struct, frozen=True, kw_only=True):
    """A short or everyday name of a place, as `fold` writes it, and the name in the gazetteer that it `means`."""

    name: str
    means: str
    source: str
    test_query: str


class SearchWords(msgspec.Struct, frozen=True):
    """Everything that seed/search holds."""

    kinds: tuple[KindWords, ...]
    phrases: tuple[Phrase, ...]
    places: tuple[PlaceShort, ...]


Alternative = tuple[str, float]
"""A word that a typed one may stand for, and how surely (1 is as typed)."""

BEGUN = 0.5
"""How far a word is from one that it begins, in slips."""
MOST_ALTERNATIVES = 6


class Vocabulary:
    """Words, found exactly, by their beginning, or a slip or two of the keyboard away."""

    __slots__ = ("_by_length", "_sorted", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        """Sort the words for beginnings and part them by length for slips; a word with a digit is never mended."""
        self._words = frozenset(words)
        self._sorted = tuple(sorted(self._words))
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            if word.isalpha():
                by_length[len(word)].append(word)
        self._by_length = {length: tuple(known) for length, known in by_length.items()}

    def __contains__(self, word: str) -> bool:
        """Say whether this is one of the words."""
        return word in self._words

    def beginning_with(self, typed: str) -> tuple[str, ...]:
        """Find words that begin so, the shortest first."""
        at = bisect_left(self._sorted, typed)
        begun = self._sorted[at : bisect_left(self._sorted, typed + "\U0010ffff", at)]
        return tuple(sorted(begun, key=lambda word: (len(word), word))[:MOST_ALTERNATIVES])

    def like(self, typed: str) -> tuple[Alternative, ...]:
        """Give what a word that is not known may stand for: what it begins, and what is a slip or two away."""
        begun = [(word, completion(typed, word)) for word in self.beginning_with(typed)] if len(typed) > 1 else []
        if len(typed) < 4 or not typed.isalpha():
            return tuple(begun)
        mended = [(word, 1.0 - 0.15 * slips) for word, slips in near_words(typed, self._by_length)[:MOST_ALTERNATIVES]]
        return (*begun, *mended)


def completion(typed: str, word: str) -> float:
    """Say how surely a typed beginning stands for the word."""
    return 0.5 + 0.4 * len(typed) / len(word)


def near_words(typed: str, by_length: Mapping[int, Sequence[str]]) -> tuple[tuple[str, int], ...]:
    """Find the words within the allowed slips (one up to five letters, else two), nearest first.

    Only the distance between words is measured: the partial and token scorers of rapidfuzz give one shared word 100.
    """
    slips = 1 if len(typed) <= 5 else 2
    found = [
        (word, int(distance))
        for length in range(len(typed) - slips, len(typed) + slips + 1)
        for word, distance, _ in process.extract(
            typed, by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0][0] != typed[0], pair[0])))


def slips_between(typed: str, word: str) -> float:
    """Count the slips between two words; a mere beginning is half a slip."""
    return BEGUN if word.startswith(typed) and typed != word else float(OSA.distance(typed, word))


class _Branch:
    """A knot of the tree of phrases: what may come next, and the phrases that end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Branch] = {}
        self.ends: list[Phrase] = []

    def below(self) -> Iterator[Phrase]:
        """Give the phrases that end here or further on."""
        yield from self.ends
        for branch in self.next.values():
            yield from branch.below()


UNFINISHED = 0.8
_MOST_UNFINISHED = 5


class Match(msgspec.Struct, frozen=True):
    """Phrases found from `start` up to `end` (not included) of the typed words."""

    start: int
    end: int
    quality: float
    phrases: tuple[Phrase, ...]
    words: tuple[str, ...]


class Lexicon:
    """The phrases as a tree, to be found among typed words."""

    def __init__(self, words: SearchWords) -> None:
        """Plant the tree."""
        self.kinds = {kind.kind: kind for kind in words.kinds}
        self.phrases = words.phrases
        self.places = words.places
        by_rank = sorted(words.kinds, key=lambda kind: kind.rank, reverse=True)
        self.first_of_specialists = {kind.specialist: kind.kind for kind in by_rank if kind.specialist}
        self._root = _Branch()
        for phrase in words.phrases:
            branch = self._root
            for word in phrase.words:
                branch = branch.next.setdefault(word, _Branch())
            branch.ends.append(phrase)
        self.kinds_with_forms = frozenset(kind for phrase in words.phrases if phrase.form for kind in phrase.kinds)
        self.vocabulary = Vocabulary(word for phrase in words.phrases for word in phrase.words)

    def rank(self, kind: ServiceKind) -> int:
        """Give the kind's place in the usual order; a kind without words comes last."""
        found = self.kinds.get(kind)
        return len(self.kinds) + 1 if found is None else found.rank

    def specialist(self, kind: ServiceKind) -> str:
        """Say for whom the kind is kept; empty if for anybody."""
        found = self.kinds.get(kind)
        return "" if found is None else found.specialist

    def label(self, kind: ServiceKind) -> str:
        """Name the kind for people."""
        found = self.kinds.get(kind)
        return kind.replace("_", " ") if found is None else found.label

    def beginning_with(self, typed: str) -> tuple[Phrase, ...]:
        """Find the phrases that begin with what was typed so far, the shortest first."""
        begun = [phrase for phrase in self.phrases if " ".join(phrase.words).startswith(typed)]
        return tuple(sorted(begun, key=lambda phrase: (len(phrase.words), phrase.words))[:MOST_ALTERNATIVES])

    def longest_at(self, typed: Sequence[Sequence[Alternative]], start: int) -> Match | None:
        """Find the longest phrase that begins at `start`, by the surest reading of its words; None if there is none."""
        found = [
            Match(start, end, quality * (1.0 if branch.ends else UNFINISHED), phrases, words)
            for end, quality, branch, words in _walks(self._root, typed, start)
            for phrases in (_phrases_at(branch, words),)
            if phrases
        ]
        return max(found, key=lambda match: (match.end, match.quality, len(match.words), match.words), default=None)


def _phrases_at(branch: _Branch, words: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Give the phrases that end at a branch, or those begun there where they mean few kinds."""
    if branch.ends:
        return tuple(branch.ends)
    if STOP_WORDS.issuperset(words):
        return ()
    begun = tuple(branch.below())
    few = len({kind for phrase in begun for kind in phrase.kinds}) <= _MOST_UNFINISHED
    return begun if few and (len(words) > 1 or len(begun) <= 4 * _MOST_UNFINISHED) else ()


def _walks(
    branch: _Branch, typed: Sequence[Sequence[Alternative]], at: int, quality: float = 1.0, words: tuple[str, ...] = ()
) -> Iterator[tuple[int, float, _Branch, tuple[str, ...]]]:
    """Give every way down the tree along the typed words; inside a phrase a typed stop word may be passed over."""
    if at == len(typed):
        return
    for word, likeness in typed[at]:
        below = branch.next.get(word)
        if below is not None:
            yield at + 1, quality * likeness, below, (*words, word)
            yield from _walks(below, typed, at + 1, quality * likeness, (*words, word))
    if words and typed[at] and typed[at][0][0] in STOP_WORDS:
        yield from _walks(branch, typed, at + 1, quality, words)
