"""The index that search reads: services by word, kind, area and number, in one layer for each audience.

A reader's search opens only the layers of audiences that the reader belongs to, before anything is compared. So a number
or a word kept for professionals can neither be found by a public reader nor be told from the time that a search takes.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from directory.numbers import E164Number, Number
from directory.opening import Opening
from directory.place_names import fold
from directory.places import Gazetteer
from directory.reader import Audience, Role, may_see
from directory.search_places import PlaceNames
from directory.search_words import STOP_WORDS, Lexicon, Vocabulary
from directory.service import AreaCode, Service, ServiceId, ServiceKind, is_offered

Entry = tuple[Service, Sequence[Opening]]
"""A service and its compiled hours, one for each contact in the order of its contacts."""

EVERYBODY: Audience = (Role.PUBLIC,)
KEEPERS: Audience = ()


class Field(NamedTuple):
    """A part of an entry that is searched, and what a word found in it weighs."""

    name: str
    weight: float


FIELDS = (
    Field("name", 1.0),
    Field("address", 0.9),
    Field("eligibility_description", 0.4),
    Field("organization", 0.35),
    Field("description", 0.3),
    Field("contacts", 0.3),
    Field("notes", 0.25),
)
FIELD_BITS = 3
FIELD_MASK = (1 << FIELD_BITS) - 1
ROW = 18
"""Characters kept for each number: fifteen digits, as E.164 allows, behind 00, and a space."""


class Layer:
    """The words and numbers of one audience: word -> postings (service << FIELD_BITS | field), and one long row of digits."""

    __slots__ = ("digits", "numbers_of", "vocabulary", "words")

    def __init__(self, words: Mapping[str, array[int]], numbers: Sequence[tuple[str, int]]) -> None:
        """Lay the numbers side by side; a space never equals a digit, so nothing is found across two numbers."""
        self.words = words
        self.vocabulary = Vocabulary(words)
        self.digits = "".join(digits.ljust(ROW) for digits, _ in numbers)
        self.numbers_of = array("I", (doc for _, doc in numbers))

    def numbered(self, digits: str) -> Iterator[tuple[int, int, int]]:
        """Give each service with a number that holds the digits, where in the number they stand, and how long it is."""
        at = self.digits.find(digits)
        while at >= 0:
            row = at // ROW
            whole = self.digits[row * ROW : (row + 1) * ROW].rstrip()
            yield self.numbers_of[row], at % ROW, len(whole)
            at = self.digits.find(digits, (row + 1) * ROW)


class Segment:
    """Some services, indexed; their numbers in the index begin at `first`."""

    __slots__ = ("by_area", "by_form", "by_kind", "entries", "first", "gone", "kinds", "layers", "named_by_id")

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon, first: int = 0) -> None:
        """Index each entry once."""
        self.first = first
        self.entries = tuple(entries)
        self.kinds = tuple(service.kind for service, _ in self.entries)
        self.named_by_id = {service.id: doc for doc, (service, _) in enumerate(self.entries, start=first)}
        self.gone = frozenset(doc for doc, (service, _) in enumerate(self.entries, start=first) if not is_offered(service))
        by_kind: defaultdict[ServiceKind, array[int]] = defaultdict(_no_docs)
        by_area: defaultdict[AreaCode, array[int]] = defaultdict(_no_docs)
        by_form: defaultdict[tuple[ServiceKind, str], array[int]] = defaultdict(_no_docs)
        drafts: defaultdict[Audience, _Draft] = defaultdict(_Draft)
        for doc, (service, _) in enumerate(self.entries, start=first):
            for audience, field, text in _texts(service):
                drafts[audience].add(doc, field, text)
            for audience, digits in _numbers(service):
                drafts[audience].numbers.append((digits, doc))
            if not is_offered(service):
                continue
            by_kind[service.kind].append(doc)
            for area in service.areas:
                by_area[area].append(doc)
            for form in _forms(service, lexicon):
                by_form[service.kind, form].append(doc)
        self.by_kind, self.by_area, self.by_form = dict(by_kind), dict(by_area), dict(by_form)
        self.layers = {audience: Layer(draft.words, draft.numbers) for audience, draft in drafts.items()}


class SearchIndex:
    """An edition's services as search sees them; never changed, only replaced by another (one reference).

    `base` holds all services of the edition, `overlay` the few edited since; `dead` are those that the overlay replaces.
    """

    def __init__(
        self,
        base: Segment,
        places: PlaceNames,
        lexicon: Lexicon,
        overlay: Segment | None = None,
        dead: frozenset[int] = frozenset(),
    ) -> None:
        """Hold the segments."""
        self.places, self.lexicon = places, lexicon
        self.segments = (base,) if overlay is None else (base, overlay)
        self.dead = dead
        self.count = sum(len(segment.entries) for segment in self.segments)
        self._base, self._overlay = base, overlay
        self.gone = frozenset().union(*(segment.gone for segment in self.segments)) - dead

    def entry(self, doc: int) -> Entry:
        """Give the entry of this number."""
        return self._segment(doc).entries[doc - self._segment(doc).first]

    def kind(self, doc: int) -> ServiceKind:
        """Give the kind of the entry of this number."""
        segment = self._segment(doc)
        return segment.kinds[doc - segment.first]

    def find(self, service_id: ServiceId) -> int | None:
        """Find the number of a service by its id; None if it is not held."""
        for segment in reversed(self.segments):
            doc = segment.named_by_id.get(service_id)
            if doc is not None:
                return None if doc in self.dead else doc
        return None

    def name(self, service_id: ServiceId) -> str:
        """Give the name of a service that is held; StopIteration if it is not."""
        segment = next(segment for segment in reversed(self.segments) if service_id in segment.named_by_id)
        return segment.entries[segment.named_by_id[service_id] - segment.first][0].name

    def of_kind(self, kind: ServiceKind) -> Iterable[int]:
        """Give the services of a kind."""
        return self._living(segment.by_kind.get(kind, ()) for segment in self.segments)

    def of_form(self, kind: ServiceKind, form: str) -> Iterable[int]:
        """Give the services of a kind whose own name is of this form."""
        return self._living(segment.by_form.get((kind, form), ()) for segment in self.segments)

    def in_area(self, area: AreaCode) -> Iterable[int]:
        """Give the services that list an area."""
        return self._living(segment.by_area.get(area, ()) for segment in self.segments)

    def everything(self) -> Iterable[int]:
        """Give every service that may be offered."""
        return self._living(docs for segment in self.segments for docs in segment.by_kind.values())

    def layers_for(self, reader: Role) -> tuple[Layer, ...]:
        """Open the layers that the reader may see, and no other."""
        return tuple(
            layer for segment in self.segments for audience, layer in segment.layers.items() if may_see(reader, audience)
        )

    def with_edits(self, edited: Iterable[Entry], removed: Iterable[ServiceId] = ()) -> SearchIndex:
        """Return the index with some services replaced, added or removed; the base is shared, so it takes no time."""
        changed = {} if self._overlay is None else {entry[0].id: entry for entry in self._overlay.entries}
        changed |= {entry[0].id: entry for entry in edited}
        missing = frozenset(removed)
        overlay = Segment(
            (entry for entry in changed.values() if entry[0].id not in missing), self.lexicon, len(self._base.entries)
        )
        replaced = (self._base.named_by_id.get(service_id) for service_id in (*changed, *missing))
        dead = frozenset(doc for doc in self.dead if doc < overlay.first).union(doc for doc in replaced if doc is not None)
        return SearchIndex(self._base, self.places, self.lexicon, overlay, dead)

    def _segment(self, doc: int) -> Segment:
        return self.segments[-1] if doc >= self.segments[-1].first else self.segments[0]

    def _living(self, postings: Iterable[Iterable[int]]) -> Iterable[int]:
        docs = chain.from_iterable(postings)
        return (doc for doc in docs if doc not in self.dead) if self.dead else docs


def compile_index(entries: Iterable[Entry], gazetteer: Gazetteer, lexicon: Lexicon) -> SearchIndex:
    """Index the services of an edition."""
    return SearchIndex(Segment(entries, lexicon), PlaceNames(gazetteer, lexicon.places), lexicon)


def national_digits(number: Number) -> str:
    """Write a number as people in the United Kingdom begin to type it: 01604..., 116123."""
    if isinstance(number, E164Number):
        return "0" + number.e164[3:] if number.e164.startswith("+44") else "00" + number.e164[1:]
    return number.code


class _Draft:
    """A layer being written."""

    def __init__(self) -> None:
        self.words: defaultdict[str, array[int]] = defaultdict(_no_docs)
        self.numbers: list[tuple[str, int]] = []

    def add(self, doc: int, field: int, text: str) -> None:
        """Enter the words of a field; a word that an earlier, weightier field of the service holds is entered once."""
        coded = doc << FIELD_BITS | field
        for word in words_of(text):
            postings = self.words[word]
            if not postings or postings[-1] >> FIELD_BITS != doc:
                postings.append(coded)


def _no_docs() -> array[int]:
    return array("I")


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """Give the different words of a text that are searched."""
    return tuple(word for word in dict.fromkeys(fold(text).split()) if word not in STOP_WORDS or word.isdigit())


def _texts(service: Service) -> Iterator[tuple[Audience, int, str]]:
    """Give what is searched of a service with the audience it is for, weightiest field first.

    That an entry exists, its name and who runs it are no secret (routing/visibility.py); the rest is for its audience.
    """
    yield EVERYBODY, 0, service.name
    if is_offered(service):
        yield service.audience, 1, service.location.address or ""
        yield service.audience, 2, service.eligibility_description
        yield EVERYBODY, 3, service.organization
        yield service.audience, 4, service.description
        for contact in service.contacts:
            yield contact.audience, 5, contact.label
        yield KEEPERS, 6, service.notes


def _numbers(service: Service) -> Iterator[tuple[Audience, str]]:
    for contact in service.contacts:
        if contact.number is not None:
            yield contact.audience, national_digits(contact.number)


def _forms(service: Service, lexicon: Lexicon) -> frozenset[str]:
    """Say which forms of its kind's name the service's own name has."""
    if service.kind not in lexicon.kinds_with_forms:
        return frozenset()
    typed = [((word, 1.0),) for word in fold(service.name).split()]
    matches = (lexicon.longest_at(typed, at) for at in range(len(typed)))
    return frozenset(
        phrase.form
        for match in matches
        if match is not None and match.quality == 1.0
        for phrase in match.phrases
        if phrase.form and service.kind in phrase.kinds
    )
