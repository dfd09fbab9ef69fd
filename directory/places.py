"""Where the caller is: any text or point about a place becomes the areas that the place lies in.

Start at `Gazetteer.resolve`. It never guesses: a name of several places asks which, an unknown one stays unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from math import asin, cos, floor, radians, sin, sqrt

import msgspec

from directory.areas import (
    Ambiguous,
    AreaShare,
    Found,
    OutsideEngland,
    Place,
    PlaceKind,
    PlaceResolution,
    PlaceUnknown,
    places_in,
)
from directory.place_areas import Area, AreaAtlas, country_code, plain_name
from directory.place_names import NameIndex, fold, is_one_slip
from directory.place_register import Bearer, PlaceRegister, meanings, overwhelms, read_kind
from directory.place_tables import Council, PlaceTables, PostcodeArea
from directory.postcodes import OUTSIDE_THE_DATA, UnitTable, WrittenPostcode, read_clean_postcode, read_postcode
from directory.service import AreaCode

EXPECTED = "a postcode, road or town"
EXPECTED_POINT = "a point in Great Britain within about 5 km of an address; else a postcode or town"
NOT_IN_OUR_LIST = "this full postcode is not in our list: these are the areas of the postcodes around it"
LARGEST_OF_SEVERAL = "the largest of several places of this name"
NOT_THE_MOTORWAY = "the postcode district in Manchester, not the motorway"
NEAREST_POSTCODES = "the areas of the nearest postcodes"

_LONGEST_TEXT = 120
_SHORTEST_MENDED = 5
_NEAR_NAMES = 5
_REACH_KM = 5.0
_MOTORWAY = re.compile(r"M[0-9]{1,2}")
_WHAT3WORDS = re.compile(r"/*[^\W\d]+\.[^\W\d]+\.[^\W\d]+")
_DIGIT = re.compile(r"\d")
_POINT = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*[,;\s]\s*([+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?)")
_GREAT_BRITAIN = ((49.8, 60.9), (-8.7, 1.8))

_ENGLAND = country_code("England")

_OUTSIDE_NAMES = {fold(name): (code, name) for code, name in OUTSIDE_THE_DATA.values()}

LatLon = tuple[float, float]


class Gazetteer:
    """Places by text, by point and as someone types, with the areas they lie in. `vintage` says how old it all is."""

    def __init__(self, tables: PlaceTables, units: UnitTable | None = None) -> None:
        """Index the tables; without `units` a full postcode is known to its sector only."""
        self.vintage = tables.vintage
        self._units = units
        self._atlas = AreaAtlas(tables)
        self._register = PlaceRegister(self._atlas, tables)
        self._outcodes = {outcode.name: outcode for outcode in tables.outcodes}
        self._outcode_index = NameIndex(self._outcodes)
        self._sectors = {sector.name: sector for sector in tables.sectors}
        self._grid: defaultdict[tuple[int, int], list[PostcodeArea]] = defaultdict(list)
        for sector in tables.sectors:
            self._grid[_cell(sector.point)].append(sector)
        # Keyed by what we know, never by what was typed: nothing a caller wrote stays in memory.
        self._called = lru_cache(maxsize=4096)(self._resolve_bearers_of)
        self._whole_area = lru_cache(maxsize=1024)(self._resolve_area)
        self._unit_place = lru_cache(maxsize=8192)(self._place_of_unit)
        self._postcode_place = lru_cache(maxsize=4096)(self._place_of_postcodes)

    def resolve(self, text: str) -> PlaceResolution:
        """Find the place that `text` names: postcode or part of one, point, town, council, county, force, ICB, region.

        The code of an area (`police:E23000022`) names it beyond doubt.
        """
        if len(text) > _LONGEST_TEXT:
            return PlaceUnknown(EXPECTED)
        postcode = read_clean_postcode(text, self._outcodes)  # what most who ask give
        if postcode is not None:
            return self._resolve_postcode(postcode)
        if text in self._atlas:
            return self._whole_area(text)
        if _WHAT3WORDS.fullmatch(text):
            return PlaceUnknown(EXPECTED)
        if _DIGIT.search(text):
            point = _POINT.fullmatch(text.strip())
            if point is not None:
                return self.resolve_point(float(point[1]), float(point[2]))
            postcode = self._find_postcode(text)
            if postcode is not None:
                return self._resolve_postcode(postcode)
        return self._resolve_name(fold(text))

    def resolve_point(self, latitude: float, longitude: float) -> PlaceResolution:
        """Find the areas of the postcodes nearest to a point; unknown where none is within about 5 km."""
        point = (latitude, longitude)
        if not all(low <= degrees <= high for degrees, (low, high) in zip(point, _GREAT_BRITAIN, strict=True)):
            return PlaceUnknown(EXPECTED_POINT)
        nearest = self._nearest_sector(point)
        if nearest is None:
            return PlaceUnknown(EXPECTED_POINT)
        outcode = self._outcodes[nearest.name.partition(" ")[0]]
        return self._postcode_place(nearest, outcode, PlaceKind.POINT, f"near {outcode.name}", NEAREST_POSTCODES)

    def suggest(self, text: str, limit: int) -> tuple[Place, ...]:
        """Offer places for what was typed so far: first what begins so, then what nearly does; largest first."""
        if len(text) > _LONGEST_TEXT or len(fold(text)) == 0:
            return ()
        found: dict[tuple[str, PlaceKind], Place] = {}
        for place in self._suggested(text):
            if len(found) >= limit:
                break
            found.setdefault((place.label, place.kind), place)
        return tuple(found.values())

    def areas(self) -> tuple[Area, ...]:
        """Give every area of every type."""
        return tuple(self._atlas)

    @property
    def names(self) -> tuple[str, ...]:
        """Give every name of a place or area as `fold` writes it; search finds them among other words."""
        return self._register.index.names

    def people(self, name: str) -> float:
        """Say how many live in the largest place of a name in `names`; KeyError for any other."""
        return self._register.people(name)

    def areas_named(self, text: str) -> tuple[AreaCode, ...]:
        """Read a service's area text as codes: a code, or a name of areas ("United Kingdom" is four); empty if neither."""
        if text in self._atlas:
            return (text,)
        words = fold(text)
        bearers = self._register.find_named(words) or self._register.find_of_kind_said(words)
        areas = [bearer for bearer in meanings(bearers) if isinstance(bearer, Area)]
        return areas[0].codes if areas else ()

    def patches(self) -> tuple[Place, ...]:
        """Give every council of England, in parts where it lies in several ICBs: what no area of a service divides."""
        return tuple(self._patches())

    def _patches(self) -> Iterator[Place]:
        for area in self._atlas:
            if area.kind is not PlaceKind.COUNCIL:
                continue
            council = self._atlas.council(area.codes[0].partition(":")[2])
            for ods, _ in council.icbs if country_code(council.country) == _ENGLAND else ():
                board = self._atlas.get(f"icb:{ods}")
                label = area.label if len(council.icbs) == 1 else f"{area.label} ({board.label})"
                shares = self._atlas.shares({council.code: 1.0}, {ods: 1.0})
                yield _place(label, PlaceKind.COUNCIL, shares, area.point)

    def area_name(self, code: AreaCode) -> str:
        """Name an area for people; an area that is no longer known keeps its code."""
        area = self._atlas.find(code)
        return code if area is None else area.name

    def centre_of(self, code: AreaCode) -> LatLon | None:
        """Give the middle of an area, weighted by postcodes; None where it is not known."""
        area = self._atlas.find(code)
        return None if area is None else area.point

    # Postcodes

    def _find_postcode(self, text: str) -> WrittenPostcode | None:
        postcode = read_postcode(text, self._outcodes)
        if postcode is not None:
            return postcode
        # Among other words only a full one counts: "J15 M1" is a motorway, not Manchester.
        words = text.split()
        for start in range(len(words) - 1, -1, -1):
            for end in (start + 2, start + 1):
                among = read_postcode(" ".join(words[start:end]), self._outcodes)
                if among is not None and among.letters:
                    return among
        return None

    def _resolve_postcode(self, postcode: WrittenPostcode) -> PlaceResolution:
        outside = OUTSIDE_THE_DATA.get(postcode.outcode[:2])
        if outside is not None:
            return _outside(*outside)
        outcode = self._outcodes[postcode.outcode]
        sector = self._sectors.get(postcode.sector) if postcode.digit else None
        if postcode.letters:
            return self._resolve_unit(postcode, outcode, sector)
        if sector is not None:
            return self._postcode_place(sector, sector, PlaceKind.SECTOR, sector.name, "")
        note = NOT_THE_MOTORWAY if _MOTORWAY.fullmatch(outcode.name) else ""
        note = NOT_IN_OUR_LIST if postcode.digit else note
        return self._postcode_place(outcode, outcode, PlaceKind.OUTCODE, outcode.name, note)

    def _resolve_unit(self, postcode: WrittenPostcode, outcode: PostcodeArea, sector: PostcodeArea | None) -> PlaceResolution:
        found = None if self._units is None else self._units.find_council(postcode)
        around = outcode if sector is None else sector
        if found is None:
            kind = PlaceKind.OUTCODE if sector is None else PlaceKind.SECTOR
            return self._postcode_place(around, outcode, kind, outcode.name, NOT_IN_OUR_LIST)
        council = self._atlas.council(found)
        return self._unit_place(council, around if len(council.icbs) > 1 else outcode, outcode)

    def _place_of_unit(self, council: Council, around: PostcodeArea, outcode: PostcodeArea) -> Found | OutsideEngland:
        """Build the place of a full postcode: its council exactly, but named and pointed to no finer than its outcode."""
        shares = self._atlas.shares({council.code: 1.0}, self._boards_within(council, around))
        return _placed(_place(outcode.name, PlaceKind.POSTCODE, shares, outcode.point))

    def _place_of_postcodes(
        self, around: PostcodeArea, pointed_to: PostcodeArea, kind: PlaceKind, label: str, note: str
    ) -> Found | OutsideEngland:
        shares = self._atlas.shares(dict(around.councils), self._boards_of(around))
        return _placed(_place(label, kind, shares, pointed_to.point, note))

    def _boards_of(self, around: PostcodeArea) -> dict[str, float]:
        """Share out an outcode or sector among ICBs: the one that is stated, the rest as its councils' other ICBs."""
        whole = sum(share for _, share in around.councils)
        english = 0.0
        others: defaultdict[str, float] = defaultdict(float)
        for code, share in around.councils:
            for ods, part in self._atlas.council(code).icbs:
                english += share * part / whole
                if ods != around.icb:
                    others[ods] += share * part
        rest = (1 - around.icb_share) * english / (sum(others.values()) or 1)
        boards = {ods: weight * rest for ods, weight in others.items() if rest}
        return boards | {around.icb: around.icb_share * english} if around.icb else boards

    def _boards_within(self, council: Council, around: PostcodeArea | None) -> dict[str, float] | None:
        """Narrow the ICBs of a council that lies in several by the postcodes around; None where that tells nothing."""
        if around is None or len(council.icbs) < 2:
            return None
        possible = {ods for ods, _ in council.icbs}
        boards = {ods: share for ods, share in self._boards_of(around).items() if ods in possible}
        whole = sum(boards.values())
        return {ods: share / whole for ods, share in boards.items()} if whole else None

    def _nearest_sector(self, point: LatLon) -> PostcodeArea | None:
        row, column = _cell(point)
        around = [
            sector
            for cell in ((row + up, column + along) for up in (-1, 0, 1) for along in (-1, 0, 1))
            for sector in self._grid.get(cell, ())
        ]
        nearest = min(around, key=lambda sector: (kilometres(point, sector.point), sector.name), default=None)
        return nearest if nearest is not None and kilometres(point, nearest.point) <= _REACH_KM else None

    # Names

    def _resolve_name(self, words: str) -> PlaceResolution:
        if self._register.find_named(words):
            return self._called(words)
        if words in _OUTSIDE_NAMES:
            return _outside(*_OUTSIDE_NAMES[words])
        bearers = self._register.find_of_kind_said(words) or self._register.find_qualified(words)
        if bearers:
            return self._resolve_bearers(bearers)
        return self._resolve_misspelt(read_kind(words)[0])

    def _resolve_misspelt(self, words: str) -> PlaceResolution:
        """Mend one slip where it leaves no choice and the name is long enough; else say what may be meant."""
        if len(words) < 2:
            return PlaceUnknown(EXPECTED)
        mended = [self._called(name) for name in self._register.index.one_slip_from(words)]
        if len(words) >= _SHORTEST_MENDED and mended and all(resolution == mended[0] for resolution in mended):
            return _read_as(mended[0])
        near = [self._called(name) for name in self._register.index.nearest(words, _NEAR_NAMES)]
        places = dict.fromkeys(place for resolution in near for place in places_in(resolution))
        return PlaceUnknown(EXPECTED, tuple(islice(places, _NEAR_NAMES)))

    def _resolve_area(self, code: AreaCode) -> PlaceResolution:
        area = self._atlas.get(code)
        return _placed(self._place_of(area, area.name))

    def _resolve_bearers_of(self, name: str) -> PlaceResolution:
        return self._resolve_bearers(self._register.find_named(name))

    def _resolve_bearers(self, bearers: tuple[Bearer, ...]) -> PlaceResolution:
        places = meanings(bearers)
        if overwhelms(places):
            return _placed(self._place_of(places[0], places[0].label, "" if len(places) == 1 else LARGEST_OF_SEVERAL))
        return Ambiguous(tuple(self._place_of(bearer, self._full_label(bearer)) for bearer in places))

    def _place_of(self, bearer: Bearer, label: str, note: str = "") -> Place:
        if isinstance(bearer, Area):
            return _place(label, bearer.kind, self._atlas.shares_of_area(bearer), bearer.point, note)
        around = None if bearer.point is None else self._nearest_sector(bearer.point)
        boards = self._boards_within(self._atlas.council(bearer.council), around)
        return _place(label, PlaceKind.TOWN, self._atlas.shares({bearer.council: 1.0}, boards), bearer.point, note)

    def _full_label(self, bearer: Bearer) -> str:
        """Name a place with its council, its county where that is another, and its country where that is not England."""
        council = self._atlas.council(next(iter(bearer.postcodes)) if isinstance(bearer, Area) else bearer.council)
        parts = [bearer.label, plain_name(council.name), plain_name(council.county_name)]
        if council.country != "England":
            parts.append(council.country)
        return ", ".join(dict.fromkeys(parts))

    # As someone types

    def _suggested(self, text: str) -> Iterator[Place]:
        """Give places in order of offering; names may come twice."""
        if any(character.isdigit() for character in text):
            yield from places_in(self.resolve(text))
            for outcode in self._outcode_index.beginning_with("".join(text.upper().split())):
                yield from places_in(self.resolve(outcode))
            return
        words = fold(text)
        index = self._register.index
        for names in (index.beginning_with, index.beginning_one_slip_from):
            for name in sorted(names(words), key=lambda name: self._order_of_offer(words, name)):
                yield from places_in(self._called(name))

    def _order_of_offer(self, typed: str, name: str) -> tuple[bool, bool, float, str]:
        """Sort key: the very name, then names one slip from it, then the largest, then by name."""
        return name != typed, not is_one_slip(typed, name), -self._register.people(name), name


def kilometres(one: LatLon, other: LatLon) -> float:
    """Measure the distance between two points on the globe, as the crow flies."""
    south, west, north, east = radians(one[0]), radians(one[1]), radians(other[0]), radians(other[1])
    bulge = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(bulge))


def _cell(point: LatLon) -> tuple[int, int]:
    """Find the square of the grid, at least 5 km each way anywhere in Great Britain."""
    return floor(point[0] * 20), floor(point[1] * 10)


def _place(label: str, kind: PlaceKind, areas: tuple[AreaShare, ...], point: LatLon | None, note: str = "") -> Place:
    latitude, longitude = (None, None) if point is None else point
    return Place(label=label, kind=kind, areas=areas, latitude=latitude, longitude=longitude, note=note)


def _placed(place: Place) -> Found | OutsideEngland:
    in_england = any(share.area == _ENGLAND for share in place.areas)
    return Found(place) if in_england else OutsideEngland(place)


def _outside(code: str, name: str) -> OutsideEngland:
    return OutsideEngland(_place(name, PlaceKind.COUNTRY, (AreaShare(f"country:{code}", name, 1.0),), None))


def _read_as(resolution: PlaceResolution) -> PlaceResolution:
    """Say on the place which name was read, so that a wrong reading is seen."""
    match resolution:
        case Found(place):
            return Found(msgspec.structs.replace(place, note=f"read as {place.label}"))
        case OutsideEngland(place):
            return OutsideEngland(msgspec.structs.replace(place, note=f"read as {place.label}"))
        case _:
            return resolution
