"""Everything that a reader may see of one entry, in the words of a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from directory.assurance import Assurance, Confidence, Standing, standing_on
from directory.check_again import dated
from directory.contact import Contact
from directory.eligibility import age_limits
from directory.numbers import is_fictitious
from directory.opening_words import hours_in_words, opening_in_words
from directory.reader import Role
from directory.search_index import SearchIndex
from directory.service import Service, Status, is_in_force
from routing.edition import CompiledEdition
from routing.finding import SeenService
from routing.situation import LONDON
from routing.words import ages_in_words
from web.ladder import ACTIONS, COSTS
from web.table import link_of, number_of, referral_of
from web.words import PROFESSIONAL, _

say = PROFESSIONAL.say

KNOWN = {
    Confidence.VERIFIED: _("rung and right"),
    Confidence.SEEN_TWICE: _("seen in two sources"),
    Confidence.SEEN: _("seen in one source"),
    Confidence.MEMORY: _("nobody vouches for it yet"),
    Confidence.INVENTED: _("invented: it reaches nobody"),
}
"""How something is known, in words."""


class EntryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One way to reach the service, with its own hours and what it does and does not do."""

    action: str
    number: str
    href: str | None
    fictitious: bool
    label: str
    now: str
    week: str
    facts: tuple[str, ...]
    does: str | None
    does_not: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `facts` are pairs of a heading and words; only what is recorded is there."""

    service_id: str
    name: str
    kind: str
    alert: str | None
    needs_check: bool
    dates: str
    lines: tuple[EntryLine, ...]
    is_withheld: bool
    facts: tuple[tuple[str, str], ...]
    does_not: tuple[str, ...]


def entry_of(edition: CompiledEdition, index: SearchIndex, seen: SeenService, reader: Role) -> Entry:
    """Put an entry in words for its reader."""
    service = seen.service
    openings = {one.contact.id: one.opening for one in edition.services[service.id].contacts}
    today = seen.at.astimezone(LONDON).date()
    is_on, said_of_dates = is_in_force(service, today), dates_in_words(service, today)
    return Entry(
        service_id=service.id,
        name=service.name,
        kind=index.lexicon.label(service.kind),
        alert=service.alert,
        needs_check=service.status is Status.NEEDS_CHECK,
        dates=said_of_dates,
        lines=tuple(
            line_of(
                contact,
                opening_in_words(openings[contact.id], contact.schedule, edition.calendar, seen.at) if is_on else said_of_dates,
                service.kind,
                today,
            )
            for contact in service.contacts
        ),
        is_withheld=len(openings) > len(service.contacts),
        facts=tuple((heading, words) for heading, words in facts_of(seen, reader) if words),
        does_not=(*service.excludes, *(contact.does_not for contact in service.contacts if contact.does_not)),
    )


def line_of(contact: Contact, now: str, kind: str, today: date) -> EntryLine:
    """Put one way to reach it in words."""
    number = number_of(contact)
    facts = (
        say("then %(option)s", option=contact.menu_option) if contact.menu_option else "",
        say("text %(keyword)s", keyword=contact.keyword) if contact.keyword else "",
        COSTS[contact.cost],
        (contact.uri or "").removeprefix("mailto:"),
        checked_on(dated(contact.assurance, kind), today),
    )
    return EntryLine(
        action=ACTIONS[contact.channel],
        number=number,
        href=link_of(contact),
        fictitious=contact.number is not None and is_fictitious(contact.number),
        label="" if contact.label == number else contact.label,
        now=now,
        week=hours_in_words(contact.schedule),
        facts=tuple(fact for fact in facts if fact),
        does=contact.does,
        does_not=contact.does_not,
    )


def checked_on(assurance: Assurance, today: date) -> str:
    """Say on which day something was checked, whether somebody rang it, and whether that is too long ago."""
    if assurance.verified_on is None:
        return say("not dated")
    on = f"{assurance.verified_on:%d %b %Y}"
    is_rung = assurance.confidence is Confidence.VERIFIED
    said = say("rung on %(day)s and found right", day=on) if is_rung else say("last checked %(day)s", day=on)
    is_overdue = standing_on(assurance, today) is Standing.OVERDUE
    return say("%(checked)s, should have been checked again", checked=said) if is_overdue else said


def dates_in_words(service: Service, today: date) -> str:
    """Say that an entry has stopped, will stop or has not begun; nothing where it has no such dates or is not the reader's."""
    begins, ends = service.valid_from, service.valid_to
    if begins is not None and today < begins:
        return say("not begun: it begins on %(day)s", day=f"{begins:%d %b %Y}")
    if ends is None:
        return ""
    if today > ends:
        return say("stopped after %(day)s", day=f"{ends:%d %b %Y}")
    return say("stops after %(day)s", day=f"{ends:%d %b %Y}")


def facts_of(seen: SeenService, reader: Role) -> Iterator[tuple[str, str]]:
    """Yield what else is recorded, each with its heading; empty words are not recorded."""
    service = seen.service
    yield _("Run by"), service.organization
    yield _("About"), service.description
    yield _("Ages"), ages_in_words(*age_limits(service)) if service.ages else say("not recorded")
    yield _("Who it takes"), service.eligibility_description
    yield _("How to refer"), referral_of(service)
    yield _("Serves"), ", ".join(seen.area_names)
    yield _("Address"), ", ".join(part for part in (service.location.address, service.location.postcode) if part)
    yield _("Rooms"), rooms_of(service)
    yield _("Interpreters"), service.interpretation_services or ""
    yield _("Access"), service.accessibility or ""
    yield _("Web page"), service.url or ""
    yield _("Checked"), checked_of(service)
    yield _("Stands as"), "; ".join(service.status_reasons)
    yield _("Curators’ notes"), service.notes
    yield _("Sources disagree"), "; ".join(service.disagreements)
    yield (
        _("Entry"),
        say("%(entry)s, edition %(edition)s, read as %(reader)s", entry=service.id, edition=seen.edition, reader=reader),
    )


def rooms_of(service: Service) -> str:
    """Say how many rooms a place of safety has."""
    rooms = service.rooms
    if rooms is None:
        return ""
    counted = ((rooms.adults, _("%(count)s for adults")), (rooms.under_18, _("%(count)s for under 18")))
    return ", ".join(say(whom, count=count) for count, whom in counted if count is not None)


def checked_of(service: Service) -> str:
    """Say when the entry was checked, how it is known, and by when to check again."""
    assurance = service.assurance
    on = say("not dated") if assurance.verified_on is None else f"{assurance.verified_on:%d %b %Y}"
    again = "" if assurance.verify_by is None else say("; check again by %(day)s", day=f"{assurance.verify_by:%d %b %Y}")
    return f"{on} ({say(KNOWN[assurance.confidence])}){again}"
