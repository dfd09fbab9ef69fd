"""Rows of a file beside the entries that exist: the same, likely the same, or new. It proposes; a person decides.

Evidence is the number, the words of the name that tell, the areas and the kind. Nothing is merged by likeness alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from directory.numbers import E164Number, Number
from directory.place_names import fold
from directory.places import Gazetteer
from directory.service import Service, ServiceId, is_offered

NEARLY_THE_SAME = 90.0
"""From here on two names are one with a slip, wherever the areas meet."""
ALIKE = 76.0
"""From here on they are alike, which counts where kind and area are the same too."""
RELATED = 55.0
"""From here on a shared number counts though the kinds differ."""
MANY = 5
"""A number that more entries have than this is a switchboard's, and tells no more than a short code."""
MOST_SHOWN = 5

_TELL_NOTHING = frozenset(
    "nhs trust foundation ft service services team the and for of in at by to a an ltd limited cic".split()
)


class Outcome(StrEnum):
    """What a row is beside the entries that exist."""

    SAME = "same"
    LIKELY = "likely"
    NEW = "new"


class Evidence(StrEnum):
    """Why an entry may be the one that a row means."""

    NUMBER = "the same number"
    NAME = "the same name"
    NEAR_NAME = "nearly the same name"
    AREAS = "the same areas"
    SOME_AREAS = "areas that overlap"
    KIND = "the same kind"


class Candidate(msgspec.Struct, frozen=True):
    """An entry that a row may mean, and why; `in_file` where it is another row's."""

    service_id: ServiceId
    name: str
    reasons: tuple[Evidence, ...]
    in_file: bool = False


class Match(msgspec.Struct, frozen=True):
    """What a service of a file is beside those that exist; the candidates stand best first."""

    service_id: ServiceId
    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()


def match_services(
    sent: Iterable[Service], held: Iterable[Service], gazetteer: Gazetteer, without_id: Collection[ServiceId] = ()
) -> tuple[Match, ...]:
    """Match each service of a file with the entries that exist, and with those before it in the file.

    Two rows to which the file gives ids of their own are said to be two: they are shown beside each other, and wait for a
    person only where number and name agree. One of those `without_id` waits for less.
    """
    entries = {service.id: service for service in held}
    cover = Coverage(gazetteer)
    existing, before = Pool(cover), Pool(cover)
    existing.add(service for service in entries.values() if is_offered(service))
    found = []
    for service in sent:
        if service.id in entries:
            found.append(Match(service.id, Outcome.SAME))
            continue
        there, beside = existing.like(service), tuple(_of_file(candidate) for candidate in before.like(service))
        waits = there or (beside if service.id in without_id else [one for one in beside if _is_twin(one)])
        found.append(Match(service.id, Outcome.LIKELY if waits else Outcome.NEW, (*there, *beside)[:MOST_SHOWN]))
        before.add([service])
    return tuple(found)


def _of_file(candidate: Candidate) -> Candidate:
    return msgspec.structs.replace(candidate, in_file=True)


def _is_twin(candidate: Candidate) -> bool:
    return Evidence.NUMBER in candidate.reasons and not {Evidence.NAME, Evidence.NEAR_NAME}.isdisjoint(candidate.reasons)


def telling_words(name: str) -> str:
    """Return the words of a name that tell which service it is; all of them where none does."""
    words = fold(name).split()
    return " ".join([word for word in words if word not in _TELL_NOTHING] or words)


def in_order(words: str) -> str:
    """Return the words in alphabetical order: who puts the town first means the same service."""
    return " ".join(sorted(words.split()))


def words_agree(one: str, other: str) -> bool:
    """Say whether every word of the shorter name is in the longer, give or take a slip: a Corby is no Kettering, 12 no 13."""
    fewer, more = sorted((one.split(), other.split()), key=len)
    return all(any(is_one_word(word, known) for known in more) for word in fewer)


def figures(words: str) -> frozenset[str]:
    """Return the words with a figure in them, none of which is a slip of another."""
    return frozenset(word for word in words.split() if not word.isalpha())


def is_one_word(one: str, other: str) -> bool:
    """Say whether two words are one with a slip, or two in a long word; no figure is a slip of another."""
    return one == other or (one.isalpha() and other.isalpha() and OSA.distance(one, other) <= (1 if len(one) <= 5 else 2))


class Coverage:
    """Says which councils a service is for, however its areas are named."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Gather the councils of each area."""
        single = (area for area in gazetteer.areas() if len(area.codes) == 1)
        self._councils = {area.codes[0]: frozenset(area.postcodes) for area in single}

    def __call__(self, service: Service) -> frozenset[str]:
        """Return the councils; an area that is no longer known stands for itself."""
        return frozenset().union(*(self._councils.get(code, frozenset((code,))) for code in service.areas))


class Pool:
    """Entries by number and by council, so that a row is compared with few of them."""

    def __init__(self, cover: Coverage) -> None:
        """Start empty."""
        self._cover = cover
        self._services: list[Service] = []
        self._words: list[str] = []
        self._sorted: list[str] = []
        self._figures: list[frozenset[str]] = []
        self._where: list[frozenset[str]] = []
        self._by_number: defaultdict[Number, list[int]] = defaultdict(list)
        self._by_council: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, services: Iterable[Service]) -> None:
        """Take further entries in."""
        for at, service in enumerate(services, start=len(self._services)):
            self._services.append(service)
            self._words.append(telling_words(service.name))
            self._sorted.append(in_order(self._words[at]))
            self._figures.append(figures(self._words[at]))
            self._where.append(self._cover(service))
            for number in _numbers_of(service):
                self._by_number[number].append(at)
            for council in self._where[at]:
                self._by_council[council].add(at)

    def like(self, service: Service) -> tuple[Candidate, ...]:
        """Return the entries that the service may be, best first."""
        words, where = telling_words(service.name), self._cover(service)
        sharing = {at for number in _numbers_of(service) for at in told_by(number, self._by_number[number])}
        around: set[int] = set().union(*(self._by_council[council] for council in where))
        likenesses = {at: self._likeness(words, at) for at in sharing} | self._alike(words, around - sharing)
        found = []
        for at, likeness in likenesses.items():
            reasons = self._reasons(service, at, likeness, shares=at in sharing, where=where)
            if _suffice(reasons, likeness):
                found.append((_order(reasons, likeness, self._services[at].id), at, reasons))
        return tuple(Candidate(self._services[at].id, self._services[at].name, reasons) for _, at, reasons in sorted(found))

    def _alike(self, words: str, among: Iterable[int]) -> dict[int, float]:
        """Return those of the entries whose names are like the words, as written or put in order, and how like."""
        shown = figures(words)
        near = [at for at in among if shown <= self._figures[at] or self._figures[at] <= shown]
        found: dict[int, float] = {}
        for names, sought in ((self._words, words), (self._sorted, in_order(words))):
            choices = {at: names[at] for at in near}
            for _, likeness, at in process.extract(sought, choices, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None):
                found[at] = max(likeness, found.get(at, 0.0))
        return {at: likeness for at, likeness in found.items() if words_agree(words, self._words[at])}

    def _likeness(self, words: str, at: int) -> float:
        return max(fuzz.ratio(words, self._words[at]), fuzz.ratio(in_order(words), self._sorted[at]))

    def _reasons(
        self, service: Service, at: int, likeness: float, *, shares: bool, where: frozenset[str]
    ) -> tuple[Evidence, ...]:
        other = self._services[at]
        reasons = {
            Evidence.NUMBER: shares,
            Evidence.NAME: likeness == 100.0,
            Evidence.NEAR_NAME: ALIKE <= likeness < 100.0 and words_agree(telling_words(service.name), self._words[at]),
            Evidence.AREAS: where == self._where[at],
            Evidence.SOME_AREAS: where != self._where[at] and not where.isdisjoint(self._where[at]),
            Evidence.KIND: service.kind == other.kind,
        }
        return tuple(reason for reason, holds in reasons.items() if holds)


def told_by(number: Number, shared_by: list[int]) -> list[int]:
    """Return the entries that a number points to: none for a short code, or where it is many's."""
    return shared_by if isinstance(number, E164Number) and len(shared_by) <= MANY else []


def _numbers_of(service: Service) -> frozenset[Number]:
    return frozenset(contact.number for contact in service.contacts if contact.number is not None)


def _suffice(reasons: tuple[Evidence, ...], likeness: float) -> bool:
    """Say whether the reasons together are enough to ask a person."""
    meet = Evidence.AREAS in reasons or Evidence.SOME_AREAS in reasons
    kind = Evidence.KIND in reasons
    if Evidence.NUMBER in reasons:
        return likeness >= RELATED or kind or meet
    return meet and (likeness >= NEARLY_THE_SAME or (kind and likeness >= ALIKE))


def _order(reasons: tuple[Evidence, ...], likeness: float, service_id: ServiceId) -> tuple[bool, float, bool, bool, ServiceId]:
    """Sort key: the same number, then the likest name, then the same kind and areas, then the id."""
    return Evidence.NUMBER not in reasons, -likeness, Evidence.KIND not in reasons, Evidence.AREAS not in reasons, service_id
