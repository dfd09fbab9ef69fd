"""A place in the areas it lies in, with a share where the place is coarse."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

import msgspec

from directory.service import AreaCode

BORDER_SHARE = 0.95
"""Below this share a place lies on a border: show both areas and ask (notes/search.md: measured on all postcodes)."""


class PlaceKind(StrEnum):
    """How precisely the place is known, finest first."""

    POINT = "point"
    POSTCODE = "postcode"
    SECTOR = "sector"
    OUTCODE = "outcode"
    TOWN = "town"
    COUNCIL = "council"
    COUNTY = "county"
    POLICE_FORCE = "police_force"
    ICB = "icb"
    REGION = "region"
    COUNTRY = "country"


class AreaShare(msgspec.Struct, frozen=True, gc=False):
    """One area of a place, its name for people, and the share of the place's postcodes that lies in it (0 to 1)."""

    area: AreaCode
    name: str
    share: float


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place that was understood. `label` is our name for it, never the caller's text; the point is its middle.

    `areas` are sorted by type and falling share; the shares of one type sum to at most 1. For a full postcode the label
    and everything else here stop at the outcode, so that nothing finer can be kept or logged.
    """

    label: str
    kind: PlaceKind
    areas: tuple[AreaShare, ...]
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""

    def of_type(self, area_type: str) -> tuple[AreaShare, ...]:
        """Return the place's areas of one type (council, county, police, icb, region, country), largest share first."""
        return tuple(share for share in self.areas if share.area.startswith(area_type + ":"))


class Found(msgspec.Struct, frozen=True, tag_field="outcome", tag="found", gc=False):
    """The text names one place in England."""

    place: Place


class Ambiguous(msgspec.Struct, frozen=True, tag_field="outcome", tag="ambiguous", gc=False):
    """The text names several places: ask which. Largest first."""

    candidates: tuple[Place, ...]


class OutsideEngland(msgspec.Struct, frozen=True, tag_field="outcome", tag="outside-england", gc=False):
    """The place is known and lies wholly outside England."""

    place: Place


class PlaceUnknown(msgspec.Struct, frozen=True, tag_field="outcome", tag="unknown", gc=False):
    """No place was understood; `expected` says what helps, `did_you_mean` holds near names, nearest first."""

    expected: str
    did_you_mean: tuple[Place, ...] = ()


PlaceResolution = Found | Ambiguous | OutsideEngland | PlaceUnknown


def places_in(resolution: PlaceResolution) -> tuple[Place, ...]:
    """Give the places that a text may mean."""
    match resolution:
        case Found(place) | OutsideEngland(place):
            return (place,)
        case Ambiguous(candidates):
            return candidates
        case PlaceUnknown():
            return ()
        case _:
            assert_never(resolution)
