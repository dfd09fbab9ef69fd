"""The call handler's table: one dense row for each service, as its reader may see it."""

from __future__ import annotations

import msgspec

from directory.contact import Contact
from directory.eligibility import age_limits
from directory.numbers import dial_string, for_people, is_fictitious
from directory.opening_words import opening_in_words
from directory.reader import Role
from directory.service import Service, Status
from routing.edition import CompiledEdition
from routing.words import ages_in_words
from web.api.shapes import SeenService, ServicePage


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a service. A fictitious one cannot be dialled, and so has no link."""

    number: str
    href: str | None
    label: str
    hours: str
    fictitious: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One service."""

    name: str
    organization: str
    kind: str
    lines: tuple[Line, ...]
    withheld: bool
    ages: str
    referral: str
    areas: str
    checked: str
    needs_check: bool


def rows_of(edition: CompiledEdition, page: ServicePage, reader: Role) -> tuple[Row, ...]:
    """Return the rows of a page of services."""
    return tuple(row_of(edition, seen) for seen in page.services)
