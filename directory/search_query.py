"""What was typed into the one box, read: a number, a place, phrases that mean kinds of service, and other words.

Nothing that was typed is kept or given back: what leaves this room are words of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log

import msgspec

from directory.areas import Place, PlaceUnknown
from directory.place_names import fold
from directory.reader import Role
from directory.search_index import Layer, SearchIndex
from directory.search_places import PlaceMeant, place_set
from directory.search_words import BEGUN, STOP_WORDS, Alternative, Match, completion, slips_between
from directory.service import ServiceKind

LONGEST_TEXT = 200
MOST_WORDS = 24
LONGEST_NAME = 6
LEAST_DIGITS = 5
"""Fewer digits are a word ("136"), a short code (111), or, alone and beginning with 0, the beginning of a number."""


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: the text of the box, what stays set during a call, the reader, filters and the page.

    `at` is a UTC minute (directory/opening.py). A place in the text goes before `place`.
    """

    at: int
    text: str = ""
    place: str | Place | None = None
    age: int | None = None
    reader: Role = Role.PUBLIC
    kinds: tuple[ServiceKind, ...] = ()
    audience: Role | None = None
    self_referral: bool | None = None
    open_now: bool = False
    limit: int = 20
    offset: int = 0


class WordMeant(msgspec.Struct, frozen=True):
    """One typed word that is looked for in the entries: what it may stand for, and what finding it is worth."""

    alternatives: tuple[Alternative, ...]
    worth: float


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A query as it was understood. `mended` are words of ours that a misspelt one was read as."""

    digits: str
    needs: tuple[Match, ...]
    words: tuple[WordMeant, ...]
    place: PlaceMeant | None
    place_unknown: PlaceUnknown | None
    age: int | None
    open_now: bool
    mended: tuple[str, ...]

    @property
    def danger(self) -> bool:
        """Say whether the words are a sign of danger to life, so that 999 is shown whatever is found."""
        return any(phrase.danger for need in self.needs for phrase in need.phrases)


_DIGITS = re.compile(r"\+?\(?[0-9][0-9 ().\u00a0/+-]*")
_AGE = re.compile(
    r"\b([0-9]{1,3})[ -]?(?:years?[ -]old|year[ -]olds|yrs?[ -]old|yo|y/o|yrs?|years)\b|\baged? ([0-9]{1,3})\b", re.IGNORECASE
)
_OPEN = re.compile(r"\bopen\b", re.IGNORECASE)


_BUILDINGS = frozenset("hospital house unit ward centre center lodge court clinic".split())


def read_query(index: SearchIndex, query: SearchQuery) -> Reading:
    """Read what was typed, with the words that the reader may see."""
    text = query.text[:LONGEST_TEXT]
    digits = find_digits(text)
    age = _AGE.search(text)
    tokens = fold(_AGE.sub(" ", text)).split()[:MOST_WORDS]
    sentence = _Sentence(index, index.layers_for(query.reader), tokens)
    beside = None if sentence.place else place_set(index.places, query.place)
    return Reading(
        digits=digits,
        needs=sentence.needs,
        words=sentence.words,
        place=sentence.place if isinstance(beside, PlaceUnknown | None) else beside,
        place_unknown=beside if isinstance(beside, PlaceUnknown) else None,
        age=int(age[1] or age[2]) if query.age is None and age is not None else query.age,
        open_now=query.open_now or _OPEN.search(text) is not None,
        mended=sentence.mended,
    )


def find_digits(text: str) -> str:
    """Find the longest run of digits that can be a telephone number or a good part of one, as people dial it; else empty."""
    longest = max((_national(run[0]) for run in _DIGITS.finditer(text)), key=len, default="")
    if len(longest) >= LEAST_DIGITS:
        return longest
    is_alone = _DIGITS.fullmatch(text.strip()) is not None
    return longest if is_alone and len(longest) >= 3 and (len(longest) == 3 or longest.startswith("0")) else ""


def _national(run: str) -> str:
    """Write a run of digits without the country code: +44 (0)1604, 0044 1604 and 44 1604 are 01604."""
    digits = "".join(character for character in run.replace("(0)", "") if character.isdigit())
    for code, is_said in (("0044", True), ("44", run.startswith(("+", "(+")) or len(digits) > 11)):
        if is_said and digits.startswith(code):
            return "0" + digits.removeprefix(code).removeprefix("0")
    return digits


def _can_be_parted(part: str) -> bool:
    """Say whether a part is long enough to be meant: three letters may be chance, three digits are not ("136suite")."""
    return len(part) > 3 or part.isdigit()


class _Sentence:
    """The typed words, each read once; then places, phrases, and what is left of them."""

    def __init__(self, index: SearchIndex, layers: Sequence[Layer], typed: Sequence[str]) -> None:
        self._index, self._layers = index, layers
        self._vocabularies = (index.lexicon.vocabulary, *(layer.vocabulary for layer in layers))
        self._tokens = tuple(part for token in typed for part in self._parted(token))
        self._taken = [False] * len(self._tokens)
        self._mended: list[str] = []
        several = range(min(LONGEST_NAME, len(self._tokens)), 1, -1)
        self.place = self._postcode() or self._named(several) or self._begun(several) or self._misspelt((3, 2))
        self._read = [self._alternatives(at) for at in range(len(self._tokens))]
        self.needs = tuple(self._needs())
        self.place = self.place or self._named((1,)) or self._misspelt((1,))
        self.words = tuple(self._words())
        self.mended = tuple(dict.fromkeys(self._mended))

    def _parted(self, token: str) -> tuple[str, ...]:
        """Part two words written as one ("crisisteam", "136suite"), where one is of a phrase and the other known."""
        if not self._is_unknown(token) or self._index.places.begun(token):
            return (token,)
        lexicon = self._index.lexicon.vocabulary
        for cut in range(len(token) - 3, 2, -1):
            one, other = token[:cut], token[cut:]
            if not (_can_be_parted(one) and _can_be_parted(other)):
                continue
            if (one in lexicon and self._is_word(other)) or (other in lexicon and self._is_word(one)):
                return one, other
        return (token,)

    def _is_known(self, token: str) -> bool:
        return token in STOP_WORDS or token.isdigit() or any(token in vocabulary for vocabulary in self._vocabularies)

    def _is_unknown(self, token: str) -> bool:
        return not self._is_known(token) and token not in self._index.places

    def _is_word(self, token: str) -> bool:
        return token in self._index.lexicon.vocabulary or token in self._index.places

    def _is_free(self, at: int, end: int) -> bool:
        return end <= len(self._tokens) and not any(self._taken[at:end])

    def _take(self, at: int, end: int) -> None:
        self._taken[at:end] = [True] * (end - at)

    # Places

    def _postcode(self) -> PlaceMeant | None:
        for at, token in enumerate(self._tokens):
            found = None if token in self._index.lexicon.vocabulary else self._index.places.read_postcode(self._tokens[at:])
            if found is not None:
                self._take(at, at + found[0])
                return found[1]
        return None

    def _named(self, lengths: Sequence[int]) -> PlaceMeant | None:
        """Find the name of a place, the longest, and of those the last: people say the place last."""
        for length in lengths:
            for at in range(len(self._tokens) - length, -1, -1):
                end = at + length
                name = " ".join(self._tokens[at:end])
                behind = "".join(self._tokens[end : end + 1])
                is_name = name not in STOP_WORDS and name in self._index.places
                is_building = is_name and behind in _BUILDINGS and self._index.places.is_small(name)
                if is_name and not is_building and self._is_free(at, end):
                    self._take(at, end)
                    names = self._index.places.grown(name) if end == len(self._tokens) else (name,)
                    return self._index.places.read_with_kind(name, behind) or self._index.places.read(names)
        return None

    def _begun(self, lengths: Sequence[int]) -> PlaceMeant | None:
        """Find the beginning of a name of several words ("stoke on tre"); inside the text only where a word is cut short."""
        for length in lengths:
            for at in range(len(self._tokens) - length, -1, -1):
                end = at + length
                words = self._tokens[at:end]
                if end < len(self._tokens) and not self._is_unknown(words[-1]):
                    continue
                names = self._index.places.begun(" ".join(words))
                if names:
                    self._take(at, end)
                    return self._index.places.read(names)
        return None

    def _misspelt(self, lengths: Sequence[int]) -> PlaceMeant | None:
        """Find the nearest name to words of which one is not known, where no word of ours is nearer."""
        best: tuple[float, int, int, tuple[str, ...]] | None = None
        for length in lengths:
            for at in range(len(self._tokens) - length, -1, -1):
                words = self._tokens[at : at + length]
                if not self._is_free(at, at + length) or not any(map(self._is_unknown, words)):
                    continue
                slips, near = self._index.places.near(" ".join(words))
                names = tuple(name for name in near if length == 1 or (slips > BEGUN and name.count(" ") == length - 1))
                to_words = self._slips_to_words(at, length)
                is_nearer = slips < to_words or (slips == to_words and len(self._tokens) > 1)
                if names and is_nearer and (best is None or slips < best[0]):
                    best = slips, at, at + length, names
        if best is None:
            return None
        _, at, end, names = best
        self._mended += names
        self._take(at, end)
        return self._index.places.read(names)

    def _slips_to_words(self, at: int, length: int) -> float:
        """Say how far one typed word is from the nearest word of ours that is no place; several words only a place can be."""
        if length > 1:
            return 9.0
        words = (word for word, _ in self._read[at] if word not in self._index.places)
        return min((slips_between(self._tokens[at], word) for word in words), default=9.0)

    # Words

    def _alternatives(self, at: int) -> tuple[Alternative, ...]:
        """Give what a typed word may stand for: itself if it is known, else what it begins or is a slip or two from."""
        token = self._tokens[at]
        if self._taken[at]:
            return ()
        if not self._is_unknown(token):
            return ((token, 1.0),)
        likely: dict[str, float] = {}
        for vocabulary in self._vocabularies:
            for word, likeness in vocabulary.like(token):
                likely[word] = max(likeness, likely.get(word, 0.0))
        return tuple(sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])))

    def _needs(self) -> Iterator[Match]:
        """Find phrases from the left, the longest first."""
        at = 0
        while at < len(self._tokens):
            match = None if self._taken[at] else self._index.lexicon.longest_at(self._read, at)
            if match is None or self._is_rather_another(match):
                at += 1
                continue
            self._take(at, match.end)
            self._mended += [word for word in match.words if word not in self._tokens]
            yield match
            at = match.end

    def _is_rather_another(self, match: Match) -> bool:
        """Say whether an uncertain phrase of one word is nearer to the name of a place, or to a word of the entries."""
        token = self._tokens[match.start]
        if match.end - match.start > 1 or self._is_known(token):
            return False
        slips, _ = self._index.places.near(token)
        here = slips_between(token, match.words[0])
        if self._slips_to_words(match.start, 1) < here:
            return True
        return slips < here or (slips == here and self._says_a_need_beside(match.start))

    def _says_a_need_beside(self, at: int) -> bool:
        """Say whether another typed word is surely of a phrase, so that this one may be the place."""
        lexicon = self._index.lexicon.vocabulary
        others = (token for other, token in enumerate(self._tokens) if other != at and token not in STOP_WORDS)
        return self.place is None and any(token in lexicon for token in others)

    def _words(self) -> Iterator[WordMeant]:
        for at, token in enumerate(self._tokens):
            if self._taken[at] or token in STOP_WORDS or token in self._tokens[:at]:
                continue
            alternatives = self._read[at]
            if at == len(self._tokens) - 1:
                alternatives = self._with_completions(token, alternatives)
            held = tuple(pair for pair in alternatives if any(pair[0] in layer.words for layer in self._layers))
            if held:
                self._mended += [word for word, _ in held[:3] if not word.startswith(token)]
                yield WordMeant(held, self._worth(held[0][0]))

    def _with_completions(self, token: str, alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
        """Add the words that the last typed one may be the beginning of, for it may be half typed."""
        known = dict(alternatives)
        begun = {word: completion(token, word) for layer in self._layers for word in layer.vocabulary.beginning_with(token)}
        return (*alternatives, *(pair for pair in begun.items() if pair[0] not in known))

    def _worth(self, word: str) -> float:
        """Weigh a word by how rare it is among what the reader sees, within bounds."""
        found = sum(len(layer.words.get(word, ())) for layer in self._layers)
        return max(0.4, min(1.0, log(1 + self._index.count / (1 + found)) / 4))
