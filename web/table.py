"""The call handler's table: one dense row for each service, as its reader may see it."""

from __future__ import annotations

import msgspec

from directory.contact import Contact
from directory.eligibility import age_limits
from directory.numbers import dial_string, for_people, is_fictitious
from directory.opening_words import opening_in_words
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


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that are shown, and how many services fit."""

    rows: tuple[Row, ...]
    total: int


def table_of(edition: CompiledEdition, page: ServicePage) -> Table:
    """Put a page of services in words."""
    return Table(rows=tuple(row_of(edition, seen) for seen in page.services), total=page.total)


def row_of(edition: CompiledEdition, seen: SeenService) -> Row:
    """Put one service in words."""
    service, compiled = seen.service, edition.services[seen.service.id]
    openings = {contact.contact.id: contact.opening for contact in compiled.contacts}
    return Row(
        name=service.name,
        organization=service.organization,
        kind=service.kind.replace("_", " "),
        lines=tuple(
            line_of(contact, opening_in_words(openings[contact.id], contact.schedule, edition.calendar, seen.at))
            for contact in service.contacts
        ),
        withheld=len(compiled.contacts) > len(service.contacts),
        ages=ages_in_words(*age_limits(service)) if service.ages else "not recorded",
        referral=referral_of(service),
        areas=", ".join(seen.area_names),
        checked="not dated" if service.assurance.verified_on is None else f"{service.assurance.verified_on:%d %b %Y}",
        needs_check=service.status is Status.NEEDS_CHECK,
    )


def line_of(contact: Contact, hours: str) -> Line:
    """Put one contact in words."""
    number = contact.number
    fictitious = number is not None and is_fictitious(number)
    return Line(
        number=contact.channel.replace("_", " ") if number is None else for_people(number),
        href=None if number is None or fictitious else f"tel:{dial_string(number)}",
        label=contact.label,
        hours=hours,
        fictitious=fictitious,
    )


def referral_of(service: Service) -> str:
    """Say whether people may come by themselves; not recorded is neither yes nor no."""
    words = {True: "self-referral", False: "by referral", None: "not recorded"}[service.self_referral]
    return f"{words}, walk in" if service.walk_in else words
