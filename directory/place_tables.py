"""The tables that places are made of, as seed/places/*.csv holds them. What they rest on: seed/places/SOURCES.md."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from directory.service import AreaCode


class Council(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A lower-tier or unitary council (ONS local authority district) with the larger areas it lies in.

    `region`, `police` and `icbs` are empty where there is none (Scotland, Northern Ireland; no ICB in Wales). `icbs` holds
    each ICB with its share of the council's postcodes: 14 councils lie in two or three.
    """

    code: str
    name: str
    county: str
    county_name: str
    region: str
    country: str
    police: str
    police_name: str
    icbs: tuple[tuple[str, float], ...]
    postcodes: int
    point: tuple[float, float] | None


class PostcodeArea(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """An outcode or a sector with the share of its postcodes in each council, and in the ICB that holds most of them."""

    name: str
    point: tuple[float, float]
    councils: tuple[tuple[str, float], ...]
    icb: str
    icb_share: float


class Town(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A town, village or part of a city, in the council of its middle. No point or 0 people is not known."""

    label: str
    council: str
    point: tuple[float, float] | None
    people: int


class NicknameUse(StrEnum):
    """Where a nickname counts: by itself, or only to say which place of a name is meant ("Newport, Shropshire")."""

    NAME = "name"
    QUALIFIER = "qualifier"


class Nickname(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Another name that people use, for the areas of `codes` or, where there are none, for the places that `means` names."""

    name: str
    codes: tuple[AreaCode, ...]
    means: tuple[str, ...]
    use: NicknameUse


class PlaceTables(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything the gazetteer is built from."""

    councils: tuple[Council, ...]
    boards: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]
    outcodes: tuple[PostcodeArea, ...]
    sectors: tuple[PostcodeArea, ...]
    towns: tuple[Town, ...]
    nicknames: tuple[Nickname, ...]
    vintage: str
