"""How well each service matches the words of a query, before it is asked whether it fits the caller.

A phrase is worth as much on the kind it means as in the service's own name; typed words count by the weight of the field
and by how rare they are. Whole documents are never compared with rapidfuzz: notes/search.md measured that as slow and wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from directory.search_index import FIELD_BITS, FIELD_MASK, FIELDS, Layer, SearchIndex
from directory.search_query import Reading, WordMeant
from directory.search_words import STOP_WORDS, Match
from directory.service import ServiceKind

Scores = dict[int, float]

MODIFIER_WORTH = 0.6
"""What a word about the caller's group is worth beside a need."""
IN_NAME = 0.75
"""What a phrase in a service's own name is worth where its kind is another."""
FORM = 0.15
"""What a name of the very form that was asked for adds."""
BOTH = 0.1
"""What a phrase in the name adds where the kind is meant as well."""
LOOKED_FOR = 0.3
"""What a word that the phrase tells to look for adds, in a name."""
OTHERS = 0.3
GENERIC = frozenset({"helpline", "listening_line", "text_line", "information_line"})
"""Kinds that say little of what a service is for; beside one that is looked for they weigh only so much."""
CHILD_UNTIL, OLDER_FROM = 18, 65
NAME, ADDRESS, ORGANIZATION = 0, 1, 3


def score_words(index: SearchIndex, reading: Reading, layers: Sequence[Layer]) -> Scores:
    """Give each service that anything in the query means a score, about 1 where everything is found."""
    whole = sum(map(worth, reading.needs)) + sum(word.worth for word in reading.words)
    scores: Scores = {}
    looked_for = [_looked_for(need, layers) for need in reading.needs]
    teams = _special_teams(index, reading)
    by_need = [
        _narrowed(kinds_of(need), held) | _joining(need, teams) for need, held in zip(reading.needs, looked_for, strict=True)
    ]
    totals: dict[ServiceKind, float] = {}
    for need, weights in zip(reading.needs, by_need, strict=True):
        for kind, weight in weights.items():
            totals[kind] = totals.get(kind, 0.0) + weight * worth(need) / whole
    for kind, total in totals.items():
        scores.update(dict.fromkeys(index.of_kind(kind), total))
    for need, weights in zip(reading.needs, by_need, strict=True):
        _add_forms(scores, index, need, worth(need) / whole)
        _add_names(scores, index, layers, need, weights, worth(need) / whole)
    for need, held in zip(reading.needs, looked_for, strict=True):
        _add(scores, _gains(index, kinds_of(need), held), worth(need) / whole)
    for word in reading.words:
        _add(scores, _found(word, layers), word.worth / whole)
    for doc in index.dead:
        scores.pop(doc, None)
    return scores


def worth(need: Match) -> float:
    """Say what a phrase is worth: the more words it has, the more; a group of callers less than a need."""
    if is_modifier(need):
        return MODIFIER_WORTH
    return sqrt(sum(word not in STOP_WORDS for word in need.words) or 1)


def is_modifier(need: Match) -> bool:
    """Say whether a phrase only tells whom the caller is about."""
    return all(phrase.modifier for phrase in need.phrases)


def kinds_of(need: Match) -> Mapping[ServiceKind, float]:
    """Give the kinds that a phrase means, by how surely it was read."""
    kinds: dict[ServiceKind, float] = {}
    for phrase in need.phrases:
        for kind, weight in phrase.weights().items():
            kinds[kind] = max(weight * need.quality, kinds.get(kind, 0.0))
    return kinds


def holding(layers: Sequence[Layer], words: Iterable[str], fields: Sequence[int]) -> frozenset[int]:
    """Find the services that hold all the words in the fields."""
    found: frozenset[int] | None = None
    for word in words:
        docs = frozenset(
            code >> FIELD_BITS for layer in layers for code in layer.words.get(word, ()) if code & FIELD_MASK in fields
        )
        found = docs if found is None else found & docs
        if not found:
            break
    return found or frozenset()


def _add_forms(scores: Scores, index: SearchIndex, need: Match, share: float) -> None:
    for kind, form in {(kind, phrase.form) for phrase in need.phrases if phrase.form for kind in phrase.kinds}:
        _add(scores, dict.fromkeys(index.of_form(kind, form), FORM), share)


def _add_names(
    scores: Scores,
    index: SearchIndex,
    layers: Sequence[Layer],
    need: Match,
    weights: Mapping[ServiceKind, float],
    share: float,
) -> None:
    words = [word for word in need.words if word not in STOP_WORDS or word.isdigit()]
    for doc in holding(layers, words, (NAME,)):
        by_kind = weights.get(index.kind(doc), 0.0)
        gain = BOTH * need.quality if by_kind >= IN_NAME * need.quality else IN_NAME * need.quality - by_kind
        scores[doc] = scores.get(doc, 0.0) + gain * share


def _looked_for(need: Match, layers: Sequence[Layer]) -> frozenset[int]:
    """Find the services whose name or organization has a word that the phrase tells to look for."""
    words = {word for phrase in need.phrases for word in phrase.look_for}
    return frozenset().union(*(holding(layers, (word,), (NAME, ORGANIZATION)) for word in words))


def _special_teams(index: SearchIndex, reading: Reading) -> frozenset[ServiceKind]:
    """Name the crisis teams of the group that the words or the age speak of: children's, older people's."""
    kinds = {phrase.kinds[0] for need in reading.needs if is_modifier(need) for phrase in need.phrases}
    groups = {index.lexicon.specialist(kind) for kind in kinds} | {specialist_of(reading.age)}
    first = index.lexicon.first_of_specialists
    return frozenset(first[group] for group in groups if group in first)


def _joining(need: Match, teams: frozenset[ServiceKind]) -> dict[ServiceKind, float]:
    """Let the group's own crisis team stand beside the general one wherever that is meant."""
    means_crisis = not is_modifier(need) and any("crhtt" in phrase.kinds for phrase in need.phrases)
    return dict.fromkeys(teams, need.quality) if means_crisis else {}


def specialist_of(age: int | None) -> str:
    """Say for whom somebody of the age is asked about; empty if for anybody."""
    if age is None or CHILD_UNTIL <= age < OLDER_FROM:
        return ""
    return "children" if age < CHILD_UNTIL else "older"


def _narrowed(weights: Mapping[ServiceKind, float], held: frozenset[int]) -> dict[ServiceKind, float]:
    """Let the general kinds weigh less where a service is there for exactly this: Beat, before any helpline."""
    return {kind: weight * OTHERS if held and kind in GENERIC else weight for kind, weight in weights.items()}


def _gains(index: SearchIndex, weights: Mapping[ServiceKind, float], held: frozenset[int]) -> Scores:
    """Give back to what was looked for what `_narrowed` took, and a little more."""
    return {
        doc: LOOKED_FOR + ((1 - OTHERS) * weights.get(kind, 0.0) if kind in GENERIC else 0.0)
        for doc in held
        for kind in (index.kind(doc),)
    }


def _found(word: WordMeant, layers: Sequence[Layer]) -> Scores:
    """Give each service what the best reading of a typed word is worth in its best field."""
    found: Scores = {}
    for alternative, likeness in word.alternatives:
        weights = [field.weight * likeness for field in FIELDS]
        for layer in layers:
            for code in layer.words.get(alternative, ()):
                doc, weight = code >> FIELD_BITS, weights[code & FIELD_MASK]
                if weight > found.get(doc, 0.0):
                    found[doc] = weight
    return found


def _add(scores: Scores, found: Scores, share: float) -> None:
    for doc, weight in found.items():
        scores[doc] = scores.get(doc, 0.0) + weight * share
