"""Places among other words: a postcode, a name of several words, one word, or either of them misspelt or half typed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from directory.areas import Place, PlaceKind, PlaceUnknown, places_in
from directory.place_names import fold
from directory.place_register import OVERWHELMING
from directory.places import Gazetteer
from directory.search_words import BEGUN, PlaceShort, near_words
from directory.service import AreaCode

LEAST_SHARE = 0.02
"""A border place's share of an area below which services of that area are left out."""
MOST_MEANT = 5
SMALL = 20_000
LESS_LIKELY = 0.8
"""What lying in one of several possible places is worth, beside the largest of them."""
_SHORTEST = 3

_WIDE = frozenset({PlaceKind.POLICE_FORCE, PlaceKind.COUNTY, PlaceKind.ICB, PlaceKind.REGION, PlaceKind.COUNTRY})
_LOCAL = {"council": 1.0, "county": 0.95, "police": 0.95, "icb": 0.9, "region": 0.5, "country": 0.25}
_AREA_KINDS = frozenset("police council icb constabulary".split())
_POSTCODE = re.compile(r"(?=.*[0-9])[a-z]{1,2}[0-9o][a-z0-9]?(?:[0-9o][a-z]{2})?")
_INWARD = re.compile(r"[0-9o][a-z]{0,2}")


class PlaceMeant(msgspec.Struct, frozen=True):
    """Where the search is about: the areas with what lying in each is worth (0 to 1), and the words of the place's names.

    `which` holds the places among which the words leave a choice.
    """

    areas: Mapping[AreaCode, float]
    names: tuple[str, ...]
    point: tuple[float, float] | None
    label: str
    is_wide: bool
    which: tuple[Place, ...]


class PlaceNames:
    """The gazetteer's names, searched among other words."""

    def __init__(self, gazetteer: Gazetteer, shorts: Iterable[PlaceShort] = ()) -> None:
        """Part the names by length, for slips; they come sorted, for beginnings. Short names are known exactly only."""
        self.gazetteer = gazetteer
        self._shorts = {short.name: short.means for short in shorts}
        self._sorted = gazetteer.names
        self._names = frozenset(self._sorted).union(self._shorts)
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for name in self._sorted:
            by_length[len(name)].append(name)
        self._by_length = {length: tuple(names) for length, names in by_length.items()}

    def __contains__(self, name: str) -> bool:
        """Say whether this is a name, as `fold` writes it."""
        return name in self._names

    def suggest(self, typed: str) -> tuple[str, ...]:
        """Name the places whose names begin with what was typed so far, as we write them."""
        found = [place.label for name in self.begun(typed) for place in places_in(self.gazetteer.resolve(name))]
        return tuple(dict.fromkeys(found))

    def is_small(self, name: str) -> bool:
        """Say whether nobody would think of the place first ("St Mary's" before "hospital")."""
        return name not in self._shorts and self.gazetteer.people(name) < SMALL

    def grown(self, name: str) -> tuple[str, ...]:
        """Give a name and, before it, the far larger place that it may be the beginning of ("pool", Poole)."""
        if name in self._shorts:
            return (name,)
        larger = self.begun(name)[:1]
        is_far_larger = larger and self.gazetteer.people(larger[0]) >= OVERWHELMING * self.gazetteer.people(name)
        return (*larger, name) if is_far_larger else (name,)

    def near(self, typed: str) -> tuple[float, tuple[str, ...]]:
        """Find the names that begin so, else the nearest within the allowed slips; with how far they are."""
        if len(typed) < _SHORTEST:
            return 9.0, ()
        begun = self.begun(typed)
        found = () if len(typed) == _SHORTEST else near_words(typed, self._by_length)
        if begun:
            return BEGUN, self._with_far_larger(begun, found)
        if not found:
            return 9.0, ()
        least = found[0][1]
        nearest = [name for name, slips in found if slips == least]
        alike = [name for name in nearest if name[0] == nearest[0][0]]
        return float(least), self._largest(alike)

    def _with_far_larger(self, begun: tuple[str, ...], found: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        """Put before names that begin so one that is a slip away and far larger ("leds": Leeds before Ledsham)."""
        slips = self._largest(name for name, slips in found if slips == 1)[:1]
        is_far_larger = slips and self.gazetteer.people(slips[0]) >= OVERWHELMING * self.gazetteer.people(begun[0])
        return (*slips, *begun)[:MOST_MEANT] if is_far_larger else begun

    def begun(self, typed: str) -> tuple[str, ...]:
        """Find the names that begin with what was typed, the largest places first."""
        at = bisect_left(self._sorted, typed)
        begun = self._sorted[at : bisect_left(self._sorted, typed + "\U0010ffff", at)]
        return self._largest(begun)

    def _largest(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda name: (-self.gazetteer.people(name), name))[:MOST_MEANT])

    def read(self, names: Sequence[str]) -> PlaceMeant | None:
        """Read names that this holds as one place, or as several that leave a choice."""
        means = [self._shorts.get(name, name) for name in names]
        places = tuple(dict.fromkeys(place for name in means for place in places_in(self.gazetteer.resolve(name))))
        return meant(places, tuple(map(fold, means))) if places else None

    def read_with_kind(self, name: str, behind: str) -> PlaceMeant | None:
        """Read a name with the kind of area said behind it ("kent police"); None where none is said."""
        if behind not in _AREA_KINDS:
            return None
        places = places_in(self.gazetteer.resolve(f"{name} {behind}"))
        return meant(places, (name,)) if places else None

    def read_postcode(self, tokens: Sequence[str]) -> tuple[int, PlaceMeant] | None:
        """Read the first tokens as a postcode or part of one; with how many of them it takes."""
        if not _POSTCODE.fullmatch(tokens[0]):
            return None
        whole = 2 if len(tokens[0]) <= 4 and _INWARD.fullmatch("".join(tokens[1:2])) else 1
        for length in range(whole, 0, -1):
            places = places_in(self.gazetteer.resolve(" ".join(tokens[:length])))
            if places:
                return length, meant(places, ())
        return None


def place_set(names: PlaceNames, place: str | Place | None) -> PlaceMeant | PlaceUnknown | None:
    """Read the place that was set beside the box; None where none was."""
    if place is None or place == "":
        return None
    if isinstance(place, Place):
        return meant((place,), (fold(place.label),))
    resolution = names.gazetteer.resolve(place)
    if isinstance(resolution, PlaceUnknown):
        return resolution
    places = places_in(resolution)
    return meant(places, tuple(fold(found.label) for found in places))


def meant(places: Sequence[Place], names: tuple[str, ...]) -> PlaceMeant:
    """Gather the areas of the places; a wide place (a force, a county) counts every council within it as wholly meant."""
    areas: dict[AreaCode, float] = {}
    for at, place in enumerate(places):
        is_wide = place.kind in _WIDE
        likely = 1.0 if at == 0 else LESS_LIKELY
        for share in place.areas:
            if is_wide or share.share >= LEAST_SHARE:
                worth = likely * _LOCAL[share.area.partition(":")[0]] * (1.0 if is_wide else share.share)
                areas[share.area] = max(worth, areas.get(share.area, 0.0))
    first, *others = places
    if others:
        return PlaceMeant(areas, names, None, "", is_wide=False, which=tuple(places))
    point = None if first.latitude is None or first.longitude is None else (first.latitude, first.longitude)
    return PlaceMeant(areas, names, point, first.label, is_wide=first.kind in _WIDE, which=())
