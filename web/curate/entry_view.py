"""The entry editor's page as data: its fields with label and help, and what the entry says in words as it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import msgspec

from directory.assurance import Confidence
from directory.contact import Channel, Contact, Cost
from directory.holidays import HolidayCalendar
from directory.kinds import KINDS
from directory.numbers import is_fictitious
from directory.opening import Opening, compile_opening
from directory.opening_words import hours_in_words, opening_in_words
from directory.reader import AUDIENCES, Role, may_see
from directory.schedule import NamedDay, Nation, OnHoliday, Schedule
from directory.search_words import Lexicon
from directory.service import Service, Status
from directory.week_grid import beside, closes_after_midnight, grid_of
from routing.edition import CompiledEdition
from routing.situation import LONDON
from routing.visibility import service_as_seen_by
from web.curate.codecs import NO, YES
from web.ladder import ACTIONS
from web.ribbon_picture import Drawn, drawn
from web.service_page import in_week, week_of
from web.table import number_of
from web.words import capitalised

Options = tuple[tuple[str, str], ...]


class Field(msgspec.Struct, frozen=True):
    """One field: its name, label and help; `kind` says how it is drawn."""

    name: str
    label: str
    hint: str
    kind: str = "line"
    options: Options = ()


class Section(msgspec.Struct, frozen=True):
    """Fields that belong together; `is_open` shows them without a tap."""

    title: str
    fields: tuple[Field, ...]
    is_open: bool = True


NOT_KNOWN = ("", "Not known")
THREE: Options = (NOT_KNOWN, (YES, "Yes"), (NO, "No"))
STATUS: Options = tuple(
    zip(Status, ("Active", "Needs checking", "Superseded: another took its place", "Historic: no longer there"), strict=True)
)
CONFIDENCE: Options = tuple(
    zip(
        Confidence,
        ("Rung or visited, and right", "Read in two sources", "Read in one source", "From memory", "Made up: kept for drama"),
        strict=True,
    )
)
CHANNEL: Options = tuple(
    zip(
        Channel,
        ("Telephone", "Text", "Web chat", "E-mail", "Textphone or relay", "BSL by video", "In person"),
        strict=True,
    )
)
COST: Options = tuple(zip(Cost, ("Free", "Standard rate", "Not known"), strict=True))
NATION: Options = tuple(
    zip(Nation, ("England", "Wales", "Scotland", "Northern Ireland"), strict=True),
)
ON_HOLIDAY: Options = tuple(
    zip(OnHoliday, ("As usual", "Closed", "Hours of its own", "As on Sundays", "Not known"), strict=True),
)
NAMED_DAYS: Options = tuple(
    (str(day), str(day).replace("new_years", "new_year’s").replace("_", " ").title().replace("’S", "’s")) for day in NamedDay
)
READERS: Options = tuple(
    zip(
        AUDIENCES,
        ("Everybody", "NHS 111", "Police", "Ambulance", "Emergency department", "AMHP", "Custody", "All professionals"),
        strict=True,
    )
)


def checked_fields(name: str, what: str) -> tuple[Field, ...]:
    """Return the fields that say what something rests on."""
    return (
        Field(
            f"{name}-confidence", f"How {what} known", "Verified only where somebody rang or went there.", "select", CONFIDENCE
        ),
        Field(f"{name}-verified_on", "Checked on", "The day of the newest check or source, such as 2026-11-27.", "date"),
        Field(f"{name}-verify_by", "Check again by", "From this day on it is on the work list.", "date"),
        Field(f"{name}-sources", "Sources", "Keys of sources of the directory, one on a line.", "lines"),
    )


def sections(lexicon: Lexicon) -> tuple[Section, ...]:
    """Return the fields of an entry, but for its contacts."""
    kinds: Options = tuple(sorted(((kind, lexicon.label(kind)) for kind in KINDS), key=lambda pair: pair[1].lower()))
    return (
        Section(
            "What it is",
            (
                Field("name", "Name", "As the service calls itself, and as callers know it."),
                Field("organization", "Run by", "The trust, council or charity that runs it."),
                Field(
                    "kind",
                    "Kind of service",
                    "Policy asks for services by their kind.",
                    "select",
                    (("", "Choose a kind"), *kinds),
                ),
                Field("description", "About", "What it is, in a sentence or two.", "text"),
                Field("alert", "Alert", "Something that every reader must see now; take it out when it is over."),
                Field("url", "Web page", "Where a reader can see the same."),
            ),
        ),
        Section(
            "Whom it takes",
            (
                Field(
                    "areas",
                    "Areas",
                    "One on a line, by name: a council, county, police force, ICB, region or country, as in Kent Police.",
                    "lines",
                ),
                Field(
                    "ages",
                    "Ages",
                    "One range on a line: 18 to 65, 18 and over, up to 17, any age. Empty: none recorded.",
                    "lines",
                ),
                Field("ages_assured", "A source states these ages", "Without a source they turn nobody away.", "flag"),
                Field("eligibility_description", "Who it takes", "In words, as the service says it.", "text"),
                Field("excludes", "Whom it turns away", "One ground on a line, as the service says it.", "lines"),
                Field("self_referral", "People may refer themselves", "Not known is an answer.", "select", THREE),
                Field("walk_in", "People may walk in", "Not known is an answer.", "select", THREE),
                Field("audience", "Who may know what it is", "Others see its name and kind, and no more.", "audience", READERS),
            ),
        ),
        Section(
            "Where it is, and getting in",
            (
                Field("location-address", "Address", "Where the door is.", "text"),
                Field("location-postcode", "Postcode", "Of the door."),
                Field("location-latitude", "Latitude", "Degrees north, such as 52.4063."),
                Field("location-longitude", "Longitude", "Degrees east; west of Greenwich below nought, such as -1.5123."),
                Field("location-sources", "Sources of the address", "Keys of sources, one on a line.", "lines"),
                Field("rooms-adults", "Rooms for adults", "Of a place of safety; empty where not known."),
                Field("rooms-under_18", "Rooms for under 18", "Of a place of safety; empty where not known."),
                Field("interpretation_services", "Interpreters", "Languages, and how to get an interpreter.", "text"),
                Field("accessibility", "Access", "Steps, parking, loop, quiet room.", "text"),
            ),
            is_open=False,
        ),
        Section(
            "Whether it stands",
            (
                Field("status", "Status", "What needs checking is still offered, marked and lower.", "select", STATUS),
                Field("status_reasons", "Why", "One reason on a line.", "lines"),
                Field("superseded_by", "Superseded by", "The id of the entry that took its place; only with that status."),
                Field("superseded_on", "Superseded on", "The day on which it did.", "date"),
                Field("valid_from", "Offered from", "The first day; empty: it is offered already.", "date"),
                Field("valid_to", "Offered until", "The last day; empty: no end is known.", "date"),
            ),
            is_open=False,
        ),
        Section(
            "How it is known",
            (
                *checked_fields("assurance", "the entry is"),
                Field("notes", "Curators’ notes", "Only keepers of the directory see these. Nothing about a person.", "text"),
                Field("disagreements", "Where sources disagree", "One on a line: which source says what.", "lines"),
            ),
            is_open=False,
        ),
    )


REACH = (
    Field("channel", "Way to reach it", "How one talks to the service.", "select", CHANNEL),
    Field("number", "Number", "As people dial it: 0116 295 3060, 111, 85258. Empty where there is none, or it is not held."),
    Field("uri", "Web or e-mail address", "For chat, e-mail or video."),
    Field("label", "Label", "Tells this way from the others: Out of hours, Professionals’ line."),
    Field("menu_option", "What to press", "Such as: option 2."),
    Field("keyword", "What to text", "The word to begin with, such as SHOUT."),
    Field("cost", "Cost", "What a call or text costs the caller.", "select", COST),
    Field("audience", "Who may see it", "Professional roles only for a number that is not public.", "audience", READERS),
    Field("does", "What it does", "In a few words: advises officers before section 136.", "text"),
    Field("does_not", "What it does not do", "In a few words: takes no self-referrals.", "text"),
)


def labels_of(shown: Iterable[Section], numbers: Iterable[int]) -> dict[str, str]:
    """Name each field, those of a contact with its place, for where it is spoken of away from it."""
    labels = {field.name: field.label for section in shown for field in section.fields}
    of_contact = (
        *REACH,
        *checked_fields("assurance", "the number is"),
        Field("hours", "Hours", ""),
        Field("basis", "Hours", ""),
    )
    for number in numbers:
        labels |= {f"contact-{number}-{field.name}": f"Way to reach it {number}, {field.label}" for field in of_contact}
    return labels


# -------------------------------------------------------------------------------------------------------- what it says


class ContactWords(msgspec.Struct, frozen=True, kw_only=True):
    """What one contact says as it is typed now. `number` is its place in the form; `nights` are the cells past midnight."""

    number: int
    title: str
    reach: str
    is_fictitious: bool
    now: str
    week: str
    picture: Drawn | None
    is_public: bool
    beside: str
    nights: frozenset[str]


class EntryWords(msgspec.Struct, frozen=True, kw_only=True):
    """What the entry says as it is typed now, and what of it the public would get."""

    contacts: tuple[ContactWords, ...]
    public_name: str
    public_kind: str
    public_description: str
    public_lines: tuple[str, ...]
    is_public: bool


def entry_words(
    service: Service, numbers: tuple[int, ...], edition: CompiledEdition, lexicon: Lexicon, at: datetime
) -> EntryWords:
    """Say in words what the entry states."""
    contacts = tuple(
        contact_words(contact, number, edition, at) for contact, number in zip(service.contacts, numbers, strict=True)
    )
    seen = service_as_seen_by(service, Role.PUBLIC)
    public = {contact.id for contact in seen.contacts}
    return EntryWords(
        contacts=contacts,
        public_name=seen.name,
        public_kind=lexicon.label(seen.kind) if seen.kind else "",
        public_description=seen.description,
        public_lines=tuple(
            f"{words.title}: {words.reach}. {words.now}."
            for contact, words in zip(service.contacts, contacts, strict=True)
            if contact.id in public
        ),
        is_public=may_see(Role.PUBLIC, service.audience),
    )


def contact_words(contact: Contact, number: int, edition: CompiledEdition, at: datetime) -> ContactWords:
    """Say in words how and when a contact is reached; hours that cannot be worked out are not known."""
    opening = opening_of(contact.schedule, edition.calendar, edition)
    rest = beside(contact.schedule)
    today = at.astimezone(LONDON).date()
    is_known = opening is not None
    return ContactWords(
        number=number,
        title=ACTIONS[contact.channel],
        reach=number_of(contact),
        is_fictitious=contact.number is not None and is_fictitious(contact.number),
        now=capitalised(opening_in_words(opening, contact.schedule, edition.calendar, at)) if opening else "Not known",
        week=capitalised(hours_in_words(contact.schedule)) if is_known else "",
        picture=picture_of(number, opening, edition.calendar, (today, at)) if opening else None,
        is_public=may_see(Role.PUBLIC, contact.audience),
        beside="" if rest is None else hours_in_words(rest),
        nights=frozenset(nights_of(contact.schedule)),
    )


def nights_of(schedule: Schedule) -> Iterator[str]:
    """Yield the sessions that close on the day after, as the form names them."""
    for weekday, day in zip("mon tue wed thu fri sat sun".split(), grid_of(schedule).days, strict=True):
        for number, hours in enumerate(day, start=1):
            if closes_after_midnight(hours):
                yield f"{weekday}-{number}"


def opening_of(schedule: Schedule, calendar: HolidayCalendar, edition: CompiledEdition) -> Opening | None:
    """Compile hours that somebody is typing; None where nothing can be worked out of them (I16)."""
    try:
        return compile_opening(schedule, calendar, edition.window)
    except (ValueError, KeyError, IndexError, OverflowError, ArithmeticError, OSError):
        return None


def picture_of(number: int, opening: Opening, calendar: HolidayCalendar, when: tuple[date, datetime]) -> Drawn:
    """Draw the week ahead."""
    first, at = when
    return drawn(week_of(in_week(opening, first), calendar, first, at, f"week-{number}"))
