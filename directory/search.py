"""Search: any words, any slip of the keyboard, half a number, one box. Start at `search`.

The index is read, never written; the same index and query give the same answer on every machine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

import msgspec
from rapidfuzz import fuzz

from directory.areas import Place
from directory.certainty import Certainty
from directory.opening import OpeningState
from directory.place_names import fold
from directory.reader import Role, may_see
from directory.search_answer import (
    Count,
    CoversPlace,
    Facets,
    Fallback,
    FallbackKind,
    Fit,
    Gone,
    Hit,
    KindMeant,
    Matched,
    NumberFound,
    Reason,
    Replaces,
    SearchResult,
    Span,
    SpecialistKind,
    Suggestion,
    SuggestionKind,
)
from directory.search_fit import Seen, distance_to, is_wanted, openings_seen, reasons_of_fit, see
from directory.search_index import FIELDS, GONE, Layer, SearchIndex
from directory.search_places import PlaceMeant
from directory.search_query import Reading, SearchQuery, read_query
from directory.search_score import ADDRESS, NAME, Scores, holding, kinds_of, score_words
from directory.search_words import STOP_WORDS
from directory.service import ServiceId, ServiceKind

KEPT = 0.55
"""A match weaker than this part of the best one is left out: one shared word is not a hit."""
KEPT_ELSEWHERE = 0.85
MOST_ELSEWHERE = 10
"""Hits that serve other areas: only good ones, and no more than a glance takes in."""
IN_PLACE = 0.5
NAMES_PLACE = 0.25
NATIONWIDE = 0.1
SPECIALIST_NOT_ASKED = 0.25
WAITS_FOR_CHECK = 0.05
TIE_BREAK = 0.04
RETOUCHED = 60
"""How many of the best are compared with the query by rapidfuzz; a tie-break at most, as its gain is within the noise."""
RANK_STEP = 0.0005
MOST_GONE = 5
CHILD_UNTIL, OLDER_FROM = 18, 65


def search(index: SearchIndex, query: SearchQuery) -> SearchResult:
    """Find services for a query: what fits first, then what does not with its reason; never nothing to go on with."""
    reading = read_query(index, query)
    layers = index.layers_for(query.reader)
    found = _Found(index, query, reading, layers)
    ordered = found.in_order()
    page = ordered[query.offset : query.offset + query.limit]
    place = reading.place
    return SearchResult(
        hits=tuple(found.hit(doc) for doc in page),
        total=len(ordered),
        danger=reading.danger,
        place="" if place is None else place.label,
        place_expected="" if reading.place_unknown is None else reading.place_unknown.expected,
        which_place=() if place is None else place.which,
        did_you_mean=_did_you_mean(index, reading),
        gone=tuple(found.gone),
        fallbacks=tuple(_fallbacks(index, query, place)),
        facets=found.facets(ordered),
    )


class _Found:
    """What one query found."""

    def __init__(self, index: SearchIndex, query: SearchQuery, reading: Reading, layers: Sequence[Layer]) -> None:
        self._index, self._query, self._reading, self._layers = index, query, reading, layers
        self._asked_for = _specialists_asked_for(index, reading)
        self._reached = _reach(index, reading.place)
        self._replaced: dict[int, Gone] = {}
        self._by_number = _by_number(layers, reading.digits, index.dead) if reading.digits else {}
        self.gone: list[Gone] = []
        matched: Scores = {doc: 1.0 for doc in self._by_number} or self._by_words()
        self._text = self._pointed_on(matched)
        self._score = {doc: self._placed(doc, text) for doc, text in self._kept().items()}
        self._seen = {
            doc: see(index.entry(doc), query, reading.age, in_area=self._is_in_area(doc))
            for doc in self._score
            if is_wanted(index.entry(doc), query)
        }

    # What matches

    def _by_words(self) -> Scores:
        reading = self._reading
        if reading.needs or reading.words:
            scores = score_words(self._index, reading, self._layers)
            if scores:
                return scores
        if self._reached is not None:
            return dict.fromkeys(self._reached, 0.0)
        said_nothing = not self._query.text.strip()
        kinds = self._query.kinds
        listed = (doc for kind in kinds for doc in self._index.of_kind(kind)) if kinds else self._index.everything()
        return dict.fromkeys(listed, 0.0) if said_nothing else {}

    def _pointed_on(self, matched: Scores) -> Scores:
        """Put in the place of each entry that is no longer offered the one that took its place."""
        best = max(matched.values(), default=0.0)
        for doc in sorted(self._index.gone.intersection(matched)):
            text = matched.pop(doc)
            service, _ = self._index.entry(doc)
            if text < KEPT_ELSEWHERE * best or len(self.gone) == MOST_GONE:
                continue
            gone = Gone(service.id, service.name, service.superseded_by)
            self.gone.append(gone)
            follower = self._follower(service.superseded_by)
            if follower is not None:
                self._replaced.setdefault(follower, gone)
                matched[follower] = max(text, matched.get(follower, 0.0))
        return matched

    def _follower(self, service_id: ServiceId | None) -> int | None:
        """Find who stands at the end of the line of those that replaced one another."""
        for _ in range(MOST_GONE):
            doc = None if service_id is None else self._index.find(service_id)
            if doc is None or doc not in self._index.gone:
                return doc
            service_id = self._index.entry(doc)[0].superseded_by
        return None

    def _kept(self) -> Scores:
        """Leave out what matches only a little of what the best one does, and most of what is elsewhere."""
        text, reached = self._text, self._reached
        best = max(text.values(), default=0.0)
        if reached is None:
            return {doc: score for doc, score in text.items() if score >= KEPT * best}
        here = {doc: score for doc, score in text.items() if doc in reached}
        best_here = max(here.values(), default=0.0)
        kept = {doc: score for doc, score in here.items() if score >= KEPT * best_here}
        away = ((-score, doc) for doc, score in text.items() if score >= KEPT_ELSEWHERE * best and doc not in here)
        return kept | {doc: -score for score, doc in nsmallest(MOST_ELSEWHERE, away)}

    # What it is worth

    def _is_in_area(self, doc: int) -> bool:
        return self._reached is None or doc in self._reached

    def _placed(self, doc: int, text: float) -> float:
        """Add to how well it matches where it is, what it is for and whether it has been checked."""
        service, _ = self._index.entry(doc)
        score = text - RANK_STEP * self._index.lexicon.rank(service.kind) * (1 if text else 20)
        if self._reached is not None:
            score += IN_PLACE * self._reached.get(doc, 0.0)
            score += NAMES_PLACE if doc in self._namesakes else 0.0
        elif any(area.startswith("country:") for area in service.areas):
            score += NATIONWIDE
        specialist = self._index.lexicon.specialist(service.kind)
        score -= SPECIALIST_NOT_ASKED if specialist and specialist not in self._asked_for else 0.0
        return score - (WAITS_FOR_CHECK if service.status.value == "needs_check" else 0.0)

    # In order

    def in_order(self) -> list[int]:
        """Put the hits in order: what fits, then by number found, need by need, by score, and last by id."""
        closest = nsmallest(RETOUCHED, self._seen, key=self._first_order)
        typed = fold(self._query.text[:200])
        for doc in closest:
            self._score[doc] += TIE_BREAK * fuzz.ratio(typed, fold(self._seen[doc].service.name)) / 100
        turns = self._turns()
        return sorted(self._seen, key=lambda doc: (*self._by_fit(doc), turns.get(doc, (0, 0)), *self._first_order(doc)[3:]))

    def _by_fit(self, doc: int) -> tuple[tuple[int, int], int, bool]:
        seen = self._seen[doc]
        unsure = self._reading.open_now and seen.state is not OpeningState.OPEN
        return self._by_number.get(doc, (0, 0)), _ORDER_OF_FIT[seen.fit], unsure

    def _first_order(self, doc: int) -> tuple[tuple[int, int], int, bool, float, ServiceId]:
        return (*self._by_fit(doc), -round(self._score[doc], 6), self._seen[doc].service.id)

    def _turns(self) -> dict[int, tuple[int, int]]:
        """Deal out the hits of several needs that no one kind meets: the best of each, then the second of each."""
        needs = [kinds_of(need) for need in self._reading.needs if not all(phrase.modifier for phrase in need.phrases)]
        main = [{kind for kind, weight in kinds.items() if weight > 0.6} for kinds in needs]
        if len(main) < 2 or set.intersection(*main):
            return {}
        turns: dict[int, tuple[int, int]] = {}
        met: Counter[tuple[Fit, int]] = Counter()
        for doc in sorted(self._seen, key=self._first_order):
            seen = self._seen[doc]
            need = next((at for at, kinds in enumerate(main) if seen.service.kind in kinds), len(main))
            met[seen.fit, need] += 1
            turns[doc] = met[seen.fit, need], need
        return turns

    # What is said of each

    def hit(self, doc: int) -> Hit:
        """Say everything about a hit on the page."""
        seen = self._seen[doc]
        place = self._reading.place
        return Hit(
            service_id=seen.service.id,
            fit=seen.fit,
            reasons=tuple(self._reasons(doc, seen)),
            matched=tuple(self._matched(seen)),
            state=seen.state,
            changes_at=seen.changes_at,
            kilometres=None if place is None else distance_to(seen, place.point),
        )

    def _reasons(self, doc: int, seen: Seen) -> Iterator[Reason]:
        if doc in self._by_number:
            yield NumberFound(whole=self._by_number[doc][0] == 0)
        if doc in self._replaced:
            yield Replaces(self._replaced[doc].service_id, self._replaced[doc].name)
        lexicon = self._index.lexicon
        for need in self._reading.needs:
            if seen.service.kind in kinds_of(need):
                yield KindMeant(" ".join(need.words), seen.service.kind, lexicon.label(seen.service.kind))
        place = self._reading.place
        if place is not None and self._is_in_area(doc):
            area = max((area for area in seen.service.areas if area in place.areas), key=lambda area: place.areas[area])
            yield CoversPlace(self._index.places.gazetteer.area_name(area))
        yield from reasons_of_fit(seen, self._reading.age, place_known=place is not None)
        specialist = lexicon.specialist(seen.service.kind)
        if specialist and specialist not in self._asked_for:
            yield SpecialistKind(specialist)

    def _matched(self, seen: Seen) -> Iterator[Matched]:
        """Find what to highlight in the fields that the reader may see."""
        reading = self._reading
        wanted = {word for need in reading.needs for word in need.words if word not in STOP_WORDS}
        wanted |= {word for meant in reading.words for word, _ in meant.alternatives}
        wanted |= set() if reading.place is None else {word for name in reading.place.names for word in name.split()}
        service = seen.service
        texts = [(FIELDS[NAME].name, service.name), ("organization", service.organization)]
        if seen.is_for_reader:
            texts.append((FIELDS[ADDRESS].name, service.location.address or ""))
        for field, text in texts:
            spans = tuple(_spans(text, wanted))
            if spans:
                yield Matched(field, text, spans)

    # What is counted

    def facets(self, docs: Sequence[int]) -> Facets:
        """Count over all hits what they are."""
        seen = [self._seen[doc] for doc in docs]
        name = self._index.places.gazetteer.area_name
        areas = Counter(area for one in seen for area in one.service.areas)
        return Facets(
            kind=_counted(Counter(one.service.kind for one in seen)),
            open_now=_counted(Counter(one.state.value for one in seen)),
            age=_counted(Counter(one.takes_age.value for one in seen)),
            audience=_counted(Counter(one.service.audience[0].value for one in seen if one.service.audience)),
            self_referral=_counted(Counter(_self_referral(one) for one in seen)),
            area=tuple(Count(name(count.value), count.count) for count in _counted(areas)[:20]),
        )
