"""The work of those who keep the directory true, of one edition on one day; and the same as a digest to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date

import msgspec

from directory.assurance import Standing
from directory.contradictions import AreasWithoutLine, Contradiction, code_of, find_contradictions, in_words, services_in
from directory.due import DueContact, Ending, contacts_due, endings
from directory.places import Gazetteer
from directory.reader import Reader
from directory.remit import may_keep
from directory.service import AreaCode, Service
from routing.edition import Edition


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A contradiction with the code by which a keeper may explain it, and the entries that it speaks of."""

    code: str
    what: Contradiction
    services: tuple[Service, ...]


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done about an edition on a day, each list in the order in which to do it."""

    edition: int
    day: date
    contacts: tuple[DueContact, ...]
    endings: tuple[Ending, ...]
    contradictions: tuple[Found, ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is to do."""

    overdue: int
    never_checked: int
    due: int
    ending: int
    stopped: int
    contradictions: int


class AreaFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many contacts are to be checked in an area; one that serves several is counted in each."""

    area: AreaCode
    name: str
    overdue: int
    never_checked: int
    due: int


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The work as a message. No number stands in it: a message is forwarded, and the work list shows them to its readers."""

    subject: str
    body: str


def work_of(edition: Edition, gazetteer: Gazetteer, day: date) -> Work:
    """Find everything that is to be done about an edition on a day."""
    services = {service.id: service for service in edition.services}
    return Work(
        edition=edition.number,
        day=day,
        contacts=contacts_due(edition.services, day),
        endings=endings(edition.services, day),
        contradictions=tuple(
            Found(code=code_of(found), what=found, services=tuple(services[one] for one in services_in(found)))
            for found in find_contradictions(edition.services, gazetteer, day)
        ),
    )


def kept_by(work: Work, reader: Reader) -> Work:
    """Return the part of the work that is the reader's to do."""
    areas = None if reader.remit is None else reader.remit.areas
    return narrowed(
        work,
        lambda service: may_keep(reader, service),
        lambda found: areas is None or not set(areas).isdisjoint(found.areas),
    )


def of_area(work: Work, area: AreaCode) -> Work:
    """Return the part of the work that is about an area."""
    return narrowed(work, lambda service: area in service.areas, lambda found: area in found.areas)


def of_kind(work: Work, kind: str) -> Work:
    """Return the part of the work that is about services of a kind."""
    return narrowed(work, lambda service: service.kind == kind, lambda _: False)


def narrowed(work: Work, takes: Callable[[Service], bool], takes_areas: Callable[[AreasWithoutLine], bool]) -> Work:
    """Return the part of the work that is about the services, or the areas, that are taken."""
    return msgspec.structs.replace(
        work,
        contacts=tuple(due for due in work.contacts if takes(due.service)),
        endings=tuple(ending for ending in work.endings if takes(ending.service)),
        contradictions=tuple(
            found
            for found in work.contradictions
            if (takes_areas(found.what) if isinstance(found.what, AreasWithoutLine) else any(map(takes, found.services)))
        ),
    )


def unexplained(work: Work, explained: Collection[str]) -> Work:
    """Return the work without the contradictions that a keeper has explained."""
    left = tuple(found for found in work.contradictions if found.code not in explained)
    return msgspec.structs.replace(work, contradictions=left)


def figures_of(work: Work) -> Figures:
    """Count the work."""
    standings = Counter(due.standing for due in work.contacts)
    return Figures(
        overdue=standings[Standing.OVERDUE],
        never_checked=standings[Standing.UNDATED],
        due=standings[Standing.DUE],
        ending=sum(not ending.has_stopped for ending in work.endings),
        stopped=sum(ending.has_stopped for ending in work.endings),
        contradictions=len(work.contradictions),
    )


def by_area(work: Work, name_of: Callable[[AreaCode], str]) -> tuple[AreaFigures, ...]:
    """Count the contacts to be checked in each area that has any, the most overdue first."""
    counts: Counter[tuple[AreaCode, Standing]] = Counter(
        (area, due.standing) for due in work.contacts for area in due.service.areas
    )
    areas = {area for area, _ in counts}
    found = (
        AreaFigures(
            area=area,
            name=name_of(area),
            overdue=counts[area, Standing.OVERDUE],
            never_checked=counts[area, Standing.UNDATED],
            due=counts[area, Standing.DUE],
        )
        for area in areas
    )
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.never_checked, -one.due, one.name, one.area)))


def figures_in_words(figures: Figures) -> str:
    """Say how much there is to do in one line."""
    parts = (
        (figures.overdue, "overdue"),
        (figures.never_checked, "never checked"),
        (figures.due, "due soon"),
        (figures.ending, "ending soon"),
        (figures.stopped, "stopped"),
        (figures.contradictions, "contradictions" if figures.contradictions != 1 else "contradiction"),
    )
    return ", ".join(f"{count} {words}" for count, words in parts if count) or "nothing to do"


MOST_AREAS_TOLD, MOST_CONTACTS_TOLD = 20, 50


def digest_of(work: Work, name_of: Callable[[AreaCode], str]) -> Digest:
    """Write the work as a message: the figures, by area, then what is to be rung first, what ends, what contradicts itself."""
    said = figures_in_words(figures_of(work))
    return Digest(
        subject=f"Crisis care directory, {day_in_words(work.day)}: {said}",
        body="\n".join(_lines(work, name_of, said)) + "\n",
    )


def _lines(work: Work, name_of: Callable[[AreaCode], str], said: str) -> Iterator[str]:
    yield f"Edition {work.edition} on {day_in_words(work.day)}: {said}."
    yield "The numbers stand on the work list (/curate), which asks you to sign in; none is sent by e-mail."
    areas = by_area(work, name_of)
    yield from _section("By area", (_area_line(one) for one in areas[:MOST_AREAS_TOLD]), len(areas) - MOST_AREAS_TOLD)
    contacts = (_contact_line(due) for due in work.contacts[:MOST_CONTACTS_TOLD])
    yield from _section("To be checked, in this order", contacts, len(work.contacts) - MOST_CONTACTS_TOLD)
    yield from _section("Entries that end", (ending_in_words(ending) for ending in work.endings))
    yield from _section("Contradictions", (in_words(found.what) for found in work.contradictions))


def _section(title: str, lines: Iterator[str], more: int = 0) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield ""
        yield title
        yield from (f"- {line}" for line in listed)
    if more > 0:
        yield f"- and {more} more"


def _area_line(one: AreaFigures) -> str:
    return f"{one.name}: {one.overdue} overdue, {one.never_checked} never checked, {one.due} due soon"


def _contact_line(due: DueContact) -> str:
    return f"{due.service.name} ({due.service.id}/{due.contact.id}): {due_in_words(due)}"


def due_in_words(due: DueContact) -> str:
    """Say since when, or by when, a contact is to be checked."""
    if due.verify_by is None:
        return "never checked here"
    return f"{'overdue since' if due.standing is Standing.OVERDUE else 'due by'} {day_in_words(due.verify_by)}"


def ending_in_words(ending: Ending) -> str:
    """Say that an entry stops, or has stopped."""
    told = "stopped after" if ending.has_stopped else "stops after"
    return f"{ending.service.name} ({ending.service.id}) {told} {day_in_words(ending.last_day)}."


def day_in_words(day: date) -> str:
    """Write a day as people do."""
    return f"{day.day} {day:%B %Y}"
