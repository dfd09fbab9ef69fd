"""Which areas have a page, and under which address: every council of England, county, police force and ICB."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from directory.areas import AreaShare, Found, Place, PlaceKind
from directory.place_areas import Area
from directory.places import Gazetteer
from web.words import _

AREAS = "/areas"
LISTED = (PlaceKind.COUNCIL, PlaceKind.COUNTY, PlaceKind.POLICE_FORCE, PlaceKind.ICB)
"""The types of area that have a page. Where two have one name, such as a council and its county, the first keeps it."""


class AreaPage(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One area with an address: its slug, code and name, and the areas that it lies in or overlaps."""

    slug: str
    code: str
    name: str
    kind: PlaceKind
    region: str
    areas: tuple[AreaShare, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """Name the areas that it lies in or overlaps; a council and its county may have one name."""
        return tuple(dict.fromkeys(share.name for share in self.areas if share.name != self.name))


class AreaGroup(msgspec.Struct, frozen=True):
    """Areas that stand under one heading of the list."""

    heading: str
    pages: tuple[AreaPage, ...]


@lru_cache(maxsize=2)
def area_pages(gazetteer: Gazetteer) -> dict[str, AreaPage]:
    """Return every area of England that has a page, by its slug."""
    found: dict[str, AreaPage] = {}
    for area in sorted(gazetteer.areas(), key=lambda area: (area.kind not in LISTED or LISTED.index(area.kind), area.name)):
        resolution = gazetteer.resolve(area.codes[0])
        if area.kind in LISTED and isinstance(resolution, Found):
            page = area_page(area, resolution.place)
            found.setdefault(page.slug, page)
    return found


def area_page(area: Area, place: Place) -> AreaPage:
    """Describe the page of an area."""
    regions = place.of_type("region")
    return AreaPage(
        slug=slug_of(area.name),
        code=area.codes[0],
        name=area.name,
        kind=area.kind,
        region=regions[0].name if regions else "",
        areas=place.areas,
    )


def slug_of(name: str) -> str:
    """Write a name as it stands in an address: small letters and hyphens, "and" for "&"."""
    plain = unicodedata.normalize("NFKD", name.replace("&", "and")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def pages_of_place(gazetteer: Gazetteer, shares: Iterable[AreaShare]) -> tuple[AreaPage, ...]:
    """Return the pages of the councils that a place lies in, the largest share first."""
    by_code = {page.code: page for page in area_pages(gazetteer).values()}
    return tuple(by_code[share.area] for share in shares if share.area.startswith("council:") and share.area in by_code)


def groups_of(pages: Iterable[AreaPage]) -> tuple[AreaGroup, ...]:
    """Put councils under their region, and the other types each under one heading."""
    headings = {
        PlaceKind.COUNTY: _("Counties"),
        PlaceKind.POLICE_FORCE: _("Police forces"),
        PlaceKind.ICB: _("NHS areas (ICBs)"),
    }
    grouped: dict[str, list[AreaPage]] = {}
    for page in pages:
        grouped.setdefault(headings.get(page.kind, page.region), []).append(page)
    return tuple(
        AreaGroup(heading, tuple(sorted(members, key=lambda page: page.name)))
        for heading, members in sorted(grouped.items(), key=lambda item: (item[0] in headings.values(), item[0]))
    )
