"""The areas places lie in, and what share of a place lies in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import floor

import msgspec

from directory.areas import AreaShare, PlaceKind
from directory.place_tables import Council, PlaceTables
from directory.service import AreaCode

AREA_TYPES = ("council", "county", "police", "icb", "region", "country")
PEOPLE_A_POSTCODE = 25
"""Residents for each postcode in our tables, old ones included: 67 million people, 2.7 million postcodes."""


class Area(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """An area with its `postcodes` counted by council: what shares and middles are computed from.

    `label` is the plain name people use ("Kent"), `name` the full one ("Kent Police"). `codes` is one area, or several
    that people call by one name ("Berkshire").
    """

    codes: tuple[AreaCode, ...]
    label: str
    name: str
    kind: PlaceKind
    postcodes: Mapping[str, float]
    people: float
    point: tuple[float, float] | None


class AreaAtlas:
    """Every area by its code, and the shares of anything whose councils are known."""

    def __init__(self, tables: PlaceTables) -> None:
        """Gather the councils into the larger areas."""
        self._councils = {council.code: council for council in tables.councils}
        self._regions = dict(tables.regions)
        self._boards = dict(tables.boards)
        gathered: defaultdict[AreaCode, dict[str, float]] = defaultdict(dict)
        for council in tables.councils:
            for code, share in self._areas_of(council):
                gathered[code][council.code] = council.postcodes * share
        self._areas = {code: self._area(code, postcodes) for code, postcodes in gathered.items()}

    def __contains__(self, code: AreaCode) -> bool:
        """Say whether there is an area of this code."""
        return code in self._areas

    def __iter__(self) -> Iterator[Area]:
        """Give every area."""
        return iter(self._areas.values())

    def get(self, code: AreaCode) -> Area:
        """Give the area of this code; KeyError if there is none."""
        return self._areas[code]

    def find(self, code: AreaCode) -> Area | None:
        """Find the area of this code; None if there is none."""
        return self._areas.get(code)

    def council(self, code: str) -> Council:
        """Give the council of this ONS code."""
        return self._councils[code]

    def join(self, label: str, codes: tuple[AreaCode, ...]) -> Area:
        """Make one area of several that people call by one name."""
        postcodes = {code: count for area in codes for code, count in self._areas[area].postcodes.items()}
        kind = PlaceKind.COUNTRY if codes[0].startswith("country:") else PlaceKind.COUNTY
        return self._made(codes, label, label, kind, postcodes)

    def shares_of_area(self, area: Area) -> tuple[AreaShare, ...]:
        """Give the shares of an area's postcodes; an ICB lies wholly in itself, also where it holds part of a council."""
        boards = {area.codes[0].removeprefix("icb:"): 1.0} if area.kind is PlaceKind.ICB else None
        return self.shares(area.postcodes, boards)

    def shares(self, councils: Mapping[str, float], boards: Mapping[str, float] | None = None) -> tuple[AreaShare, ...]:
        """Give the share in each area, from weights by council; `boards` where the ICB is known better than by council.

        Sorted by type, falling share, code.
        """
        whole = sum(councils.values())
        tally: defaultdict[AreaCode, float] = defaultdict(float)
        for code, weight in councils.items():
            for area, share in self._areas_of(self._councils[code]):
                if boards is None or not area.startswith("icb:"):
                    tally[area] += weight / whole * share
        for ods, share in (boards or {}).items():
            tally[f"icb:{ods}"] += share
        shares = (AreaShare(area, self._areas[area].name, _rounded_down(share)) for area, share in tally.items())
        return tuple(sorted(shares, key=_by_type_and_size))

    def _areas_of(self, council: Council) -> Iterable[tuple[AreaCode, float]]:
        yield f"council:{council.code}", 1.0
        yield f"county:{council.county}", 1.0
        if council.police:
            yield f"police:{council.police}", 1.0
        for ods, share in council.icbs:
            yield f"icb:{ods}", share
        if council.region:
            yield f"region:{council.region}", 1.0
        yield country_code(council.country), 1.0

    def _area(self, code: AreaCode, postcodes: dict[str, float]) -> Area:
        area_type, _, within = code.partition(":")
        council = self._councils[next(iter(postcodes))]
        kind = PlaceKind.POLICE_FORCE if area_type == "police" else PlaceKind(area_type)
        match kind:
            case PlaceKind.COUNCIL:
                label = name = plain_name(council.name)
            case PlaceKind.COUNTY:
                label = name = plain_name(council.county_name)
            case PlaceKind.POLICE_FORCE:
                label = plain_name(council.police_name)
                name = label if label.endswith("Police") else f"{label} Police"
            case PlaceKind.ICB:
                label = self._boards[within]
                name = f"{label} ICB"
            case PlaceKind.REGION:
                label = name = self._regions[within]
            case _:
                label = name = council.country
        return self._made((code,), label, name, kind, postcodes)

    def _made(
        self, codes: tuple[AreaCode, ...], label: str, name: str, kind: PlaceKind, postcodes: Mapping[str, float]
    ) -> Area:
        people = sum(postcodes.values()) * PEOPLE_A_POSTCODE
        point = self._middle(postcodes)
        return Area(codes=codes, label=label, name=name, kind=kind, postcodes=postcodes, people=people, point=point)

    def _middle(self, postcodes: Mapping[str, float]) -> tuple[float, float] | None:
        known = [(count, point) for code, count in postcodes.items() if (point := self._councils[code].point) is not None]
        whole = sum(count for count, _ in known)
        if not whole:
            return None
        latitude = sum(count * point[0] for count, point in known) / whole
        longitude = sum(count * point[1] for count, point in known) / whole
        return round(latitude, 4), round(longitude, 4)


def country_code(country: str) -> AreaCode:
    """Write a country's name as its code ("country:northern-ireland")."""
    return "country:" + country.lower().replace(" ", "-")


def plain_name(name: str) -> str:
    """Turn an official name round to the one people say: "Bristol", "Herefordshire", but "City of London"."""
    plain, _, style = name.partition(", ")
    if style not in {"City of", "County of"}:
        return name
    return f"{style} {plain}" if plain == "London" else plain


def _rounded_down(share: float) -> float:
    """Cut to six places, so that the shares of one type never sum to more than 1 by rounding."""
    return floor(share * 1e6 + 1e-3) / 1e6


def _by_type_and_size(share: AreaShare) -> tuple[int, float, AreaCode]:
    """Sort key: type in the usual order, largest share first, then the code."""
    return AREA_TYPES.index(share.area.partition(":")[0]), -share.share, share.area
