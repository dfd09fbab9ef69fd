"""Search: any words, any slip of the keyboard, half a number, one box. Start at `search`.

The index is read, never written; the same index and query give the same answer on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice

from rapidfuzz import fuzz

from directory.opening import OpeningState
from directory.place_names import fold
from directory.reader import Role
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
from directory.search_fit import Seen, day_of, distance_to, has_filters, is_wanted, openings_seen, reasons_of_fit, see
from directory.search_index import FIELDS, Entry, Layer, SearchIndex, words_of
from directory.search_places import MOST_MEANT, PlaceMeant
from directory.search_query import LEAST_DIGITS, LONGEST_TEXT, Reading, SearchQuery, read_query
from directory.search_score import ADDRESS, NAME, Scores, holding, is_modifier, kinds_of, score_words, specialist_of
from directory.search_words import SECOND_BEST, STOP_WORDS
from directory.service import ServiceId, ServiceKind, Status, is_in_force

KEPT = 0.55
"""A match weaker than this part of the best one is left out: one shared word is not a hit."""
KEPT_ELSEWHERE = 0.85
MOST_ELSEWHERE = 10
"""Hits that serve other areas: only good ones, and no more than a glance takes in."""
IN_PLACE = 0.5
NAMES_PLACE, MENTIONS_PLACE, NAMES_WIDE_PLACE = 0.3, 0.15, 0.15
NATIONWIDE = 0.1
CLOSE_BY, CLOSE_KM = 0.2, 20.0
"""What a door close by adds, less the further it is."""
SPECIALIST = 0.25
WAITS_FOR_CHECK = CHECK_OVERDUE = 0.05
TIE_BREAK = 0.04
RETOUCHED = 60
"""How many of the best are compared with the query by rapidfuzz; a tie-break at most, as its gain is within the noise."""
RANK_STEP = 0.0005
LISTED = 500
"""How many hits are put in order, paged and counted; `total` says how many there are."""
MOST_NUMBERS = 1000
MOST_GONE = 5
ENGLAND = "country:england"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


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
        total=found.total,
        danger=reading.danger,
        place="" if place is None else place.label,
        place_expected="" if reading.place_unknown is None else reading.place_unknown.expected,
        which_place=() if place is None else place.which,
        did_you_mean=_did_you_mean(reading),
        gone=tuple(found.gone),
        fallbacks=tuple(_fallbacks(index, query, found.reached)),
        facets=found.facets(ordered),
    )


class _Found:
    """What one query found."""

    def __init__(self, index: SearchIndex, query: SearchQuery, reading: Reading, layers: Sequence[Layer]) -> None:
        self._index, self._query, self._reading, self._layers = index, query, reading, layers
        self._asked_for = _specialists_asked_for(index, reading)
        self.reached = _reach(index, reading.place)
        self._replaced: dict[int, Gone] = {}
        self._near = _near(index, self.reached)
        self._namesakes = _namesakes(layers, reading.place, (NAME, ADDRESS))
        self._mentions = _namesakes(layers, reading.place, range(len(FIELDS)))
        self._by_number = _by_number(layers, reading.digits, index.dead) if reading.digits else {}
        self.gone: list[Gone] = []
        matched: Scores = dict.fromkeys(self._by_number, 1.0) or self._by_words()
        self._text = self._pointed_on(matched)
        kept = self._wanted(self._kept())
        self.total = len(kept)
        self._score = {doc: self._placed(doc, kept[doc]) for doc in self._likeliest(kept)}
        self._seen = {doc: see(index.entry(doc), query, reading.age, in_area=self._is_in_area(doc)) for doc in self._score}
        point = None if reading.place is None else reading.place.point
        self._kilometres = {doc: distance_to(seen, point) for doc, seen in self._seen.items()}
        for doc, distance in self._kilometres.items():
            self._score[doc] += 0.0 if distance is None else CLOSE_BY * max(0.0, 1 - distance / CLOSE_KM)
            self._score[doc] -= CHECK_OVERDUE if self._seen[doc].is_overdue else 0.0

    # What matches

    def _by_words(self) -> Scores:
        reading = self._reading
        if reading.needs or reading.words:
            scores = score_words(self._index, reading, self._layers)
            if scores:
                return scores
        if self.reached is not None:
            return dict.fromkeys(self.reached, 0.0)
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
        text, reached = self._text, self.reached
        best = max(text.values(), default=0.0)
        if reached is None:
            return {doc: score for doc, score in text.items() if score >= KEPT * best}
        here = {doc: score for doc, score in text.items() if doc in reached}
        best_here = max(here.values(), default=0.0)
        kept = {doc: score for doc, score in here.items() if score >= KEPT * best_here}
        away = ((-score, doc) for doc, score in text.items() if score >= KEPT_ELSEWHERE * best and doc not in here)
        return kept | {doc: -score for score, doc in nsmallest(MOST_ELSEWHERE, away)}

    def _wanted(self, kept: Scores) -> Scores:
        if not has_filters(self._query):
            return kept
        return {doc: text for doc, text in kept.items() if is_wanted(self._index.entry(doc), self._query)}

    # What it is worth

    def _likeliest(self, kept: Scores) -> Iterable[int]:
        """Give the matches to look at closely: all, or the best of many, so that the beginning of a word costs no more."""
        if len(kept) <= LISTED:
            return kept
        near = self._near
        ordered = sorted((-text - near.get(doc, 0.0), doc) for doc, text in kept.items())
        return (doc for _, doc in ordered[:LISTED])

    def _is_in_area(self, doc: int) -> bool:
        return self.reached is None or doc in self.reached

    def _placed(self, doc: int, text: float) -> float:
        """Add to how well it matches where it is, what it is for and whether it has been checked."""
        service, _ = self._index.entry(doc)
        score = text - RANK_STEP * self._index.lexicon.rank(service.kind) * (1 if text else 20)
        score += self._near.get(doc, 0.0)
        if doc in self._namesakes:
            score += NAMES_WIDE_PLACE if self._reading.place is not None and self._reading.place.is_wide else NAMES_PLACE
        elif doc in self._mentions:
            score += MENTIONS_PLACE
        specialist = self._index.lexicon.specialist(service.kind)
        if specialist:
            score += SPECIALIST if specialist == specialist_of(self._reading.age) else 0.0
            score -= SPECIALIST if specialist not in self._asked_for else 0.0
        return score - (WAITS_FOR_CHECK if service.status is Status.NEEDS_CHECK else 0.0)

    # In order

    def in_order(self) -> list[int]:
        """Put the hits in order: what fits, then by number found, need by need, by score, and last by id."""
        closest = nsmallest(RETOUCHED, self._seen, key=self._first_order)
        typed = fold(self._query.text[:LONGEST_TEXT])
        for doc in closest:
            self._score[doc] += TIE_BREAK * fuzz.ratio(typed, fold(self._seen[doc].service.name)) / 100
        turns = self._turns()
        return sorted(self._seen, key=lambda doc: (*self._by_fit(doc), turns.get(doc, ()), *self._first_order(doc)[3:]))

    def _by_fit(self, doc: int) -> tuple[tuple[int, int], int, bool]:
        seen = self._seen[doc]
        unsure = self._reading.open_now and seen.state is not OpeningState.OPEN
        return self._by_number.get(doc, (0, 0)), _ORDER_OF_FIT[seen.fit], unsure

    def _first_order(self, doc: int) -> tuple[tuple[int, int], int, bool, float, ServiceId]:
        return (*self._by_fit(doc), -round(self._score[doc], 6), self._seen[doc].service.id)

    def _turns(self) -> dict[int, tuple[bool, int, int]]:
        """Deal out the hits of needs that no one kind meets: the best of each, danger first, then the second of each."""
        needs = [need for need in self._reading.needs if not is_modifier(need)]
        needs.sort(key=lambda need: not any(phrase.danger for phrase in need.phrases))
        main = [{kind for kind, weight in kinds_of(need).items() if weight > SECOND_BEST} for need in needs]
        if len(main) < 2 or set.intersection(*main):
            return {}
        turns: dict[int, tuple[bool, int, int]] = {}
        met: Counter[tuple[Fit, int]] = Counter()
        for doc in sorted(self._seen, key=self._first_order):
            seen = self._seen[doc]
            need = next((at for at, kinds in enumerate(main) if seen.service.kind in kinds), len(main))
            met[seen.fit, need] += 1
            turns[doc] = need == len(main), met[seen.fit, need], need
        return turns

    # What is said of each

    def hit(self, doc: int) -> Hit:
        """Say everything about a hit on the page."""
        seen = self._seen[doc]
        return Hit(
            service_id=seen.service.id,
            fit=seen.fit,
            reasons=tuple(self._reasons(doc, seen)),
            matched=tuple(self._matched(seen)),
            state=seen.state,
            changes_at=seen.changes_at,
            kilometres=self._kilometres[doc],
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
        names = () if reading.place is None else reading.place.names
        wanted |= {word for name in names for word in name.split()}
        service = seen.service
        texts = [(FIELDS[NAME].name, service.name), ("organization", service.organization)]
        if seen.is_for_reader:
            texts.append((FIELDS[ADDRESS].name, service.location.address or ""))
        for field, text in texts:
            spans = tuple(_spans(text, frozenset(wanted)))
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
            self_referral=_counted(Counter(_SELF_REFERRAL[one.self_referral] for one in seen)),
            area=tuple(Count(name(count.value), count.count) for count in _counted(areas)[:20]),
        )


_ORDER_OF_FIT = {fit: at for at, fit in enumerate(Fit)}


def _specialists_asked_for(index: SearchIndex, reading: Reading) -> frozenset[str]:
    """Say for whom specialist kinds are wanted: by the words, or by the age."""
    kinds = {kind for need in reading.needs for phrase in need.phrases for kind in phrase.kinds}
    return frozenset({index.lexicon.specialist(kind) for kind in kinds} | {specialist_of(reading.age)})


def _reach(index: SearchIndex, place: PlaceMeant | None) -> dict[int, float] | None:
    """Give each service of the place what its nearest area is worth; None where no place is known."""
    if place is None:
        return None
    reached: dict[int, float] = {}
    for area, worth in sorted(place.areas.items(), key=lambda pair: pair[1]):
        reached.update(dict.fromkeys(index.in_area(area), worth))
    return reached


def _near(index: SearchIndex, reached: dict[int, float] | None) -> dict[int, float]:
    """Give each service what it gains by its areas: the nearer the more; without a place, by serving all of England."""
    if reached is None:
        return dict.fromkeys(index.in_area(ENGLAND), NATIONWIDE)
    return {doc: IN_PLACE * worth for doc, worth in reached.items()}


def _namesakes(layers: Sequence[Layer], place: PlaceMeant | None, fields: Sequence[int]) -> frozenset[int]:
    """Find the services with the place's name in one of the fields."""
    names = () if place is None else place.names
    found = (holding(layers, words_of(name), fields) for name in names)
    return frozenset().union(*found)


def _by_number(layers: Sequence[Layer], digits: str, dead: frozenset[int]) -> dict[int, tuple[int, int]]:
    """Find numbers by their digits: the whole number, then its beginning, its end, its inside."""
    found: dict[int, tuple[int, int]] = {}
    for layer in layers:
        for doc, at, length in islice(layer.numbered(digits), MOST_NUMBERS):
            is_whole = at == 0 and length == len(digits)
            order = 0 if is_whole else 1 if at == 0 else 2 if at + len(digits) == length else 3
            if doc in dead or (order and len(digits) < LEAST_DIGITS and not digits.startswith("0")):
                continue
            found[doc] = min((order, length), found.get(doc, (4, 0)))
    return found


def _did_you_mean(reading: Reading) -> tuple[str, ...]:
    unknown = () if reading.place_unknown is None else reading.place_unknown.did_you_mean
    return (*reading.mended, *(place.label for place in unknown))[:MOST_MEANT]


def _fallbacks(index: SearchIndex, query: SearchQuery, reached: dict[int, float] | None) -> Iterator[Fallback]:
    """Give what is always there: the area's line that never closes, NHS 111 and 999."""
    line = None if reached is None else _nearest(index, query, "spa_crisis_line", reached)
    if line is not None:
        yield Fallback(FallbackKind.AREA_LINE, line)
    yield Fallback(FallbackKind.NHS_111, _nearest(index, query, "nhs111_mh", reached))
    yield Fallback(FallbackKind.EMERGENCY, _nearest(index, query, "999", reached))


def _nearest(index: SearchIndex, query: SearchQuery, kind: ServiceKind, reached: dict[int, float] | None) -> ServiceId | None:
    """Find the most local service of a kind that never closes; without a place, one for the whole country."""
    found = [
        (-worth, service.id)
        for doc in index.of_kind(kind)
        if (worth := _worth_here(index, doc, reached)) and _never_closes(index.entry(doc), query)
        for service in (index.entry(doc)[0],)
    ]
    return min(found)[1] if found else None


def _worth_here(index: SearchIndex, doc: int, reached: dict[int, float] | None) -> float:
    if reached is not None:
        return reached.get(doc, 0.0)
    return 1.0 if ENGLAND in index.entry(doc)[0].areas else 0.0


def _never_closes(entry: Entry, query: SearchQuery) -> bool:
    return is_in_force(entry[0], day_of(query.at)) and any(opening.always_open for opening in openings_seen(entry, query))


def _spans(text: str, wanted: frozenset[str]) -> Iterator[Span]:
    """Give the stretches of the words of a text that were looked for."""
    for word in _WORD.finditer(text):
        if wanted.intersection(fold(word[0]).split()):
            yield Span(word.start(), word.end())


def _counted(values: Counter[str]) -> tuple[Count, ...]:
    return tuple(Count(value, count) for value, count in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))


_SELF_REFERRAL = {True: "yes", False: "no", None: "unknown"}


def suggestions(index: SearchIndex, prefix: str, reader: Role, limit: int) -> tuple[Suggestion, ...]:
    """Offer services, kinds and places for what was typed so far: names and words of ours only, no numbers."""
    typed = fold(prefix[:LONGEST_TEXT])
    if not typed:
        return ()
    offered = dict.fromkeys(
        Suggestion(SuggestionKind.KIND, index.lexicon.label(kind), kind)
        for phrase in index.lexicon.beginning_with(typed)
        for kind in phrase.kinds[:1]
    )
    offered |= dict.fromkeys(Suggestion(SuggestionKind.PLACE, place, place) for place in index.places.suggest(typed))
    found = search(index, SearchQuery(at=0, text=prefix, reader=reader, limit=limit)).hits
    named = [Suggestion(SuggestionKind.SERVICE, index.name(hit.service_id), hit.service_id) for hit in found]
    others = tuple(offered)[: limit // 2]
    return (*named[: limit - len(others)], *others)
