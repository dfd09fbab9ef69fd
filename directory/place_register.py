"""Who bears a name: areas and towns by every name people use, and which of them is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from directory.areas import PlaceKind
from directory.place_areas import Area, AreaAtlas
from directory.place_names import NameIndex, fold
from directory.place_tables import Nickname, NicknameUse, PlaceTables, Town

Bearer = Area | Town

OVERWHELMING = 20
"""A name goes to its largest bearer without asking only where no other has more than a twentieth of its people."""

_PEOPLE_WHERE_UNKNOWN = 1000
_KINDS_SAID = (
    ("county council", frozenset({PlaceKind.COUNTY, PlaceKind.COUNCIL})),
    ("borough council", frozenset({PlaceKind.COUNCIL})),
    ("district council", frozenset({PlaceKind.COUNCIL})),
    ("city council", frozenset({PlaceKind.COUNCIL})),
    ("council", frozenset({PlaceKind.COUNCIL, PlaceKind.COUNTY})),
    ("police force", frozenset({PlaceKind.POLICE_FORCE})),
    ("police", frozenset({PlaceKind.POLICE_FORCE})),
    ("constabulary", frozenset({PlaceKind.POLICE_FORCE})),
    ("icb", frozenset({PlaceKind.ICB})),
    ("integrated care board", frozenset({PlaceKind.ICB})),
    ("region", frozenset({PlaceKind.REGION})),
)
_PREFERRED = (PlaceKind.COUNCIL, PlaceKind.COUNTY, PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ICB)


class PlaceRegister:
    """Every name with those who bear it."""

    def __init__(self, atlas: AreaAtlas, tables: PlaceTables) -> None:
        """Enter areas and towns, then nicknames, which stand for names already entered."""
        bearers: defaultdict[str, list[Bearer]] = defaultdict(list)
        qualifiers: defaultdict[str, list[Bearer]] = defaultdict(list)
        for area in atlas:
            for name in _names_of(area):
                bearers[name].append(area)
        for town in tables.towns:
            bearers[fold(town.label)].append(town)
        for nickname in tables.nicknames:
            entered = bearers if nickname.use is NicknameUse.NAME else qualifiers
            meant = _areas_meant(nickname, atlas) or [bearer for name in nickname.means for bearer in bearers[fold(name)]]
            entered[fold(nickname.name)] += meant
        self._bearers = {name: tuple(known) for name, known in bearers.items()}
        self._qualifiers = {name: tuple(known) for name, known in qualifiers.items()}
        self.index = NameIndex(self._bearers)

    def find_named(self, name: str) -> tuple[Bearer, ...]:
        """Find the bearers of a folded name."""
        return self._bearers.get(name, ())

    def people(self, name: str) -> float:
        """Say how many live in the largest bearer of a folded name."""
        return max(_people(bearer) for bearer in self._bearers[name])

    def find_of_kind_said(self, words: str) -> tuple[Bearer, ...]:
        """Find who is meant by a name with its kind behind it ("Kent Police", "NHS Kent and Medway ICB")."""
        name, kinds = read_kind(words)
        bearers = self._bearers.get(name, ())
        said = tuple(bearer for bearer in bearers if isinstance(bearer, Area) and bearer.kind in kinds)
        return said or (bearers if kinds else ())

    def find_qualified(self, words: str) -> tuple[Bearer, ...]:
        """Find the bearers of a name that lie in the area named behind it ("Richmond North Yorkshire")."""
        parts = words.split()
        for cut in range(len(parts) - 1, 0, -1):
            named = self._bearers.get(" ".join(parts[:cut]))
            if named is None:
                continue
            behind = " ".join(parts[cut:])
            around = self._qualifiers.get(behind, ()) + self._bearers.get(behind, ()) or self.find_qualified(behind)
            councils = {council for bearer in around for council in _councils_of(bearer)}
            within = tuple(bearer for bearer in named if councils.issuperset(_councils_of(bearer)))
            if within:
                return within
        return ()


def read_kind(words: str) -> tuple[str, frozenset[PlaceKind]]:
    """Part a name from the kind of area said behind it; no kinds where none is said."""
    for said, kinds in _KINDS_SAID:
        if words.endswith(" " + said):
            return words.removesuffix(" " + said).removeprefix("nhs "), kinds
    return words, frozenset()


def meanings(bearers: Iterable[Bearer]) -> tuple[Bearer, ...]:
    """Give the different places among those of one name, largest first.

    Areas and towns that lie in one another are one place in people's mouths: the police force's area stands for the county
    of its name, else the widest area stands.
    """
    kept: list[Bearer] = []
    covered: set[str] = set()
    bearers = tuple(bearers)
    for area in sorted((bearer for bearer in bearers if isinstance(bearer, Area)), key=_order_of_area):
        if covered.isdisjoint(area.postcodes):
            kept.append(area)
            covered.update(area.postcodes)
    kept += [bearer for bearer in bearers if isinstance(bearer, Town) and bearer.council not in covered]
    return tuple(sorted(kept, key=_people, reverse=True))


def overwhelms(places: tuple[Bearer, ...]) -> bool:
    """Say whether the first of several places of one name is the one meant unless the caller says otherwise."""
    return len(places) == 1 or _people(places[0]) >= OVERWHELMING * _people(places[1])


def _order_of_area(area: Area) -> tuple[bool, float, int, str]:
    """Sort key: a police force's area first, then the widest, then the steadier kind, then the code."""
    if area.kind is PlaceKind.POLICE_FORCE:
        return False, 0.0, 0, area.codes[0]
    return True, -area.people, _PREFERRED.index(area.kind), area.codes[0]


def _people(bearer: Bearer) -> float:
    return bearer.people or _PEOPLE_WHERE_UNKNOWN


def _areas_meant(nickname: Nickname, atlas: AreaAtlas) -> list[Bearer]:
    if len(nickname.codes) > 1:
        return [atlas.join(nickname.name, nickname.codes)]
    return [atlas.get(code) for code in nickname.codes]


def _councils_of(bearer: Bearer) -> Iterable[str]:
    return bearer.postcodes if isinstance(bearer, Area) else (bearer.council,)


def _names_of(area: Area) -> Iterator[str]:
    yield fold(area.label)
    if area.kind is PlaceKind.ICB:
        yield fold(area.codes[0].removeprefix("icb:"))
