"""What in the directory cannot all be true, or may not stand: found by the machine, for its keepers to settle.

Each finding is a typed value; its words are made in `in_words`, and hold no number. A finding that a keeper has explained is
known by its code, which changes as soon as the facts do.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

import msgspec
import phonenumbers
from phonenumbers import PhoneNumberType, shortnumberinfo

from directory.contact import Contact
from directory.grounds import PLACES_OF_SAFETY, forbidden_in
from directory.numbers import E164Number, Number, ShortCode, dial_string, is_fictitious
from directory.place_names import fold
from directory.places import Gazetteer
from directory.reader import Role
from directory.schedule import NOT_STATED, Schedule
from directory.service import AreaCode, Service, ServiceId, ServiceKind, Status, is_in_force, is_offered


class Named(msgspec.Struct, frozen=True):
    """An entry by its id and its name; `contact` is empty where the whole entry is meant."""

    service_id: ServiceId
    name: str
    contact: str = ""


class SameNumberOtherHours(msgspec.Struct, frozen=True, tag_field="contradiction", tag="same-number-other-hours"):
    """One number stands in several entries that state different hours for it."""

    entries: tuple[Named, ...]
    seal: str


class NumberTrouble(StrEnum):
    """What is wrong with a number."""

    CANNOT_EXIST = "cannot_exist"
    NOT_FLAGGED = "not_flagged"
    PREMIUM = "premium"


class NumberFailsChecks(msgspec.Struct, frozen=True, tag_field="contradiction", tag="number-fails-checks"):
    """A number that nobody can dial, that is made up and not flagged, or that costs the public a premium."""

    entries: tuple[Named, ...]
    trouble: NumberTrouble


class HoursContradict(msgspec.Struct, frozen=True, tag_field="contradiction", tag="hours-contradict"):
    """The words say all day and every day and the rows do not (`says_always`), or the other way round."""

    entries: tuple[Named, ...]
    says_always: bool
    seal: str


class AreasWithoutLine(msgspec.Struct, frozen=True, tag_field="contradiction", tag="areas-without-line"):
    """Areas in which the directory holds no line of a kind that matters there."""

    line: str
    areas: tuple[AreaCode, ...]
    names: tuple[str, ...]


class ForbiddenExclusion(msgspec.Struct, frozen=True, tag_field="contradiction", tag="forbidden-exclusion"):
    """A place of safety whose entry turns people away on a ground that is none (Concordat B9, B11), and where it says so."""

    entries: tuple[Named, ...]
    field: str
    seal: str


class NoHeir(msgspec.Struct, frozen=True, tag_field="contradiction", tag="no-heir"):
    """An entry that was superseded by nothing that is still offered."""

    entries: tuple[Named, ...]


class StoppedButActive(msgspec.Struct, frozen=True, tag_field="contradiction", tag="stopped-but-active"):
    """An entry whose last day is past and that is still called active."""

    entries: tuple[Named, ...]
    last_day: date


class Alike(msgspec.Struct, frozen=True, tag_field="contradiction", tag="alike"):
    """Entries of one name and one area."""

    entries: tuple[Named, ...]


Contradiction = (
    SameNumberOtherHours
    | NumberFailsChecks
    | HoursContradict
    | AreasWithoutLine
    | ForbiddenExclusion
    | NoHeir
    | StoppedButActive
    | Alike
)

LINES_THAT_MATTER: tuple[tuple[str, str, frozenset[ServiceKind]], ...] = (
    ("police", "section 136 advice line", frozenset({"s136_advice_line"})),
    ("council", "local crisis line", frozenset({"nhs111_mh", "spa_crisis_line", "crhtt"})),
    ("council", "duty team for Mental Health Act assessments", frozenset({"amhp_day", "amhp_edt", "social_care_edt"})),
)
"""For each type of area, what its people cannot do without: in words, and the kinds any of which will do."""


MOST_NAMED = 6
"""How many areas a sentence names; the finding holds them all."""


def find_contradictions(services: Sequence[Service], gazetteer: Gazetteer, day: date) -> tuple[Contradiction, ...]:
    """Find everything that cannot all be true on the day, kind by kind."""
    offered = [service for service in services if is_offered(service)]
    in_force = [service for service in offered if is_in_force(service, day)]
    return (
        *same_numbers(in_force),
        *(found for service in offered for found in troubles_of_numbers(service)),
        *(found for service in in_force for found in hours_that_contradict(service)),
        *areas_without_line(in_force, gazetteer),
        *(found for service in offered for found in forbidden_exclusions(service)),
        *heirs_missing(services),
        *(
            StoppedButActive((named(service),), service.valid_to)
            for service in offered
            if service.valid_to is not None and service.valid_to < day
        ),
        *entries_alike(in_force),
    )


def named(service: Service, contact: Contact | None = None) -> Named:
    """Name an entry, and one contact of it."""
    return Named(service.id, service.name, "" if contact is None else contact.id)


def same_numbers(services: Iterable[Service]) -> Iterator[SameNumberOtherHours]:
    """Yield each number that several entries give with hours that differ; hours that are not stated differ from none."""
    held: dict[str, list[tuple[Service, Contact]]] = defaultdict(list)
    for service in services:
        for contact in service.contacts:
            if contact.number is not None and rows_of(contact.schedule) != rows_of(NOT_STATED):
                held[dial_string(contact.number)].append((service, contact))
    for pairs in held.values():
        by_service = {service.id: rows_of(contact.schedule) for service, contact in pairs}
        if len(by_service) > 1 and len(set(by_service.values())) > 1:
            yield SameNumberOtherHours(
                tuple(named(service, contact) for service, contact in pairs), sealed([contact.schedule for _, contact in pairs])
            )


def rows_of(schedule: Schedule) -> Schedule:
    """Return the hours without the words that the source printed."""
    return msgspec.structs.replace(schedule, stated_as="")


def troubles_of_numbers(service: Service) -> Iterator[NumberFailsChecks]:
    """Yield each number of an entry that fails a check."""
    for contact in service.contacts:
        trouble = None if contact.number is None else trouble_of(contact.number, contact)
        if trouble is not None:
            yield NumberFailsChecks((named(service, contact),), trouble)


def trouble_of(number: Number, contact: Contact) -> NumberTrouble | None:
    """Say what is wrong with a number, if anything is."""
    if is_fictitious(number):
        # The loader and every change refuse that too; an edition of before may hold it.
        return None if contact.assurance.confidence == "invented" else NumberTrouble.NOT_FLAGGED
    if not can_exist(number):
        return NumberTrouble.CANNOT_EXIST
    is_public = Role.PUBLIC in contact.audience
    return NumberTrouble.PREMIUM if is_public and costs_a_premium(number) else None


def can_exist(number: Number) -> bool:
    """Say whether the numbering plan has such a number."""
    if isinstance(number, ShortCode):
        return number.code in _EMERGENCY or shortnumberinfo.is_valid_short_number_for_region(
            phonenumbers.parse(number.code, "GB"), "GB"
        )
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number.e164))
    except phonenumbers.NumberParseException:
        return False


_EMERGENCY = frozenset({"999", "112", "18000"})


def costs_a_premium(number: Number) -> bool:
    """Say whether the caller pays more than for an ordinary call: 09, 0871 and the like (Ofcom)."""
    return isinstance(number, E164Number) and (
        phonenumbers.number_type(phonenumbers.parse(number.e164)) is PhoneNumberType.PREMIUM_RATE
        or number.e164.startswith(("+449", "+4484", "+4487"))
    )


_ALWAYS = re.compile(
    r"24\s*/\s*7|24[ -]?(?:hours?|hrs?|h)\b(?!.{0,4}bank)(?: a day| each day| every day)?|round[ -]the[ -]clock|day and night"
    r"|always open|open always",
    re.IGNORECASE,
)
_ALWAYS_BUT = re.compile(
    r"bank holidays?:? (?:all day|24 ?h\w*)|within 24[ -]?h\w*|(?:for|in|next|first|every|up to) 24[ -]?h\w*", re.IGNORECASE
)
_TIMES = re.compile(
    r"\d{1,2}(?:[.:]\d{2})?\s*(?:am|pm)?\s*(?:-|–|to|until)\s*\d{1,2}(?:[.:]\d{2})?\s*(?:am|pm)\b|\d{1,2}[.:]\d{2}\s*(?:-|–|to)\s*\d{1,2}[.:]\d{2}"
)


def hours_that_contradict(service: Service) -> Iterator[HoursContradict]:
    """Yield each contact whose words and rows disagree about all day, every day; of the entry's own words, the entry."""
    disagree = False
    for contact in service.contacts:
        schedule, words = contact.schedule, f"{contact.schedule.stated_as}; {contact.label}"
        if schedule.always_open and _TIMES.search(words):
            yield HoursContradict((named(service, contact),), says_always=False, seal=sealed(schedule))
        elif has_rows(schedule) and says_always(words):
            disagree = True
            yield HoursContradict((named(service, contact),), says_always=True, seal=sealed(schedule))
    if not disagree and says_always(service.description) and only_rows(service):
        facts = [service.description, *(contact.schedule for contact in service.contacts)]
        yield HoursContradict((named(service),), says_always=True, seal=sealed(facts))


def says_always(words: str) -> bool:
    """Say whether words claim all day, every day."""
    return _ALWAYS.search(_ALWAYS_BUT.sub("", words)) is not None


def has_rows(schedule: Schedule) -> bool:
    """Say whether the hours are rows of a week."""
    return not schedule.always_open and bool(schedule.weekly or schedule.rotas)


def only_rows(service: Service) -> bool:
    """Say whether some contact has rows of a week and none is always open."""
    schedules = [contact.schedule for contact in service.contacts]
    return any(map(has_rows, schedules)) and not any(schedule.always_open for schedule in schedules)


def areas_without_line(services: Sequence[Service], gazetteer: Gazetteer) -> Iterator[AreasWithoutLine]:
    """Yield for each line that matters the areas in no part of which the directory holds one that is local."""
    within = areas_within(gazetteer)
    for area_type, line, kinds in LINES_THAT_MATTER:
        served = {area for service in services if service.kind in kinds for area in service.areas if is_local(area)}
        empty = [area for area, around in within.items() if area.startswith(f"{area_type}:") and served.isdisjoint(around)]
        if empty:
            names = {area: gazetteer.area_name(area) for area in empty}
            areas = tuple(sorted(empty, key=lambda area: (names[area], area)))
            yield AreasWithoutLine(line, areas, tuple(names[area] for area in areas))


def areas_within(gazetteer: Gazetteer) -> Mapping[AreaCode, frozenset[AreaCode]]:
    """Return for each area of England every area that it shares a part with, itself among them."""
    around: dict[AreaCode, set[AreaCode]] = defaultdict(set)
    for patch in gazetteer.patches():
        codes = {share.area for share in patch.areas}
        for code in codes:
            around[code] |= codes
    return {code: frozenset(codes) for code, codes in around.items()}


def is_local(area: AreaCode) -> bool:
    """Say whether an area is less than a country."""
    return not area.startswith("country:")


def forbidden_exclusions(service: Service) -> Iterator[ForbiddenExclusion]:
    """Yield each text of a place of safety that turns people away on a ground that is none."""
    if service.kind not in PLACES_OF_SAFETY:
        return
    texts: list[tuple[str, str]] = [
        *(("excludes", f"excludes {ground}") for ground in service.excludes),
        ("eligibility_description", service.eligibility_description),
        ("description", service.description),
        ("alert", service.alert or ""),
        ("notes", service.notes),
        *(("does_not", f"not {contact.does_not}") for contact in service.contacts if contact.does_not),
    ]
    found = {field: text for field, text in reversed(texts) if any(forbidden_in(text))}
    for field, text in reversed(found.items()):
        yield ForbiddenExclusion((named(service),), field, sealed(text))


def heirs_missing(services: Sequence[Service]) -> Iterator[NoHeir]:
    """Yield each superseded entry whose successor is not there, or is offered no more itself."""
    offered = {service.id for service in services if is_offered(service)}
    for service in services:
        if service.status is Status.SUPERSEDED and service.superseded_by not in offered:
            yield NoHeir((named(service),))


def entries_alike(services: Iterable[Service]) -> Iterator[Alike]:
    """Yield the entries of one name, one kind and an area in common."""
    groups: dict[tuple[str, ServiceKind, AreaCode], list[Service]] = defaultdict(list)
    for service in services:
        for area in service.areas:
            groups[fold(service.name), service.kind, area].append(service)
    found = {tuple(named(service) for service in group) for group in groups.values() if len(group) > 1}
    yield from (Alike(entries) for entries in sorted(found, key=lambda entries: [entry.service_id for entry in entries]))


def in_words(found: Contradiction) -> str:
    """Say a contradiction in one plain sentence, without any number."""
    match found:
        case SameNumberOtherHours(entries, _):
            return f"{_listed(entries)} give the same number with different hours."
        case NumberFailsChecks(entries, trouble):
            return f"{_listed(entries)}: {_TROUBLES[trouble]}."
        case HoursContradict(entries, says_always, _):
            told = (
                "says 24 hours every day, and its hours are those of a week"
                if says_always
                else "names times, and is open always"
            )
            return f"{_listed(entries)} {told}."
        case AreasWithoutLine(line, areas, names):
            where = "1 area has" if len(areas) == 1 else f"{len(areas)} areas have"
            more = len(names) - MOST_NAMED
            return f"{where} no {line}: {', '.join(names[:MOST_NAMED])}{f' and {more} more' if more > 0 else ''}."
        case ForbiddenExclusion(entries, field, _):
            return (
                f"{_listed(entries)} turns people away on a ground that is none at a place of safety ({field}; Concordat B9)."
            )
        case NoHeir(entries):
            return f"{_listed(entries)} was superseded by nothing that is offered."
        case StoppedButActive(entries, last_day):
            return f"{_listed(entries)} stopped on {last_day.day} {last_day:%B %Y} and is still called active."
        case Alike(entries):
            return f"{_listed(entries)} have the same name and an area in common."
        case _:
            assert_never(found)


_TROUBLES = {
    NumberTrouble.CANNOT_EXIST: "no such number can exist",
    NumberTrouble.NOT_FLAGGED: "its number is made up and not flagged as such",
    NumberTrouble.PREMIUM: "its public number costs callers more than an ordinary call",
}


def _listed(entries: tuple[Named, ...]) -> str:
    # The id tells apart what bears one name.
    names = [f"{entry.name} ({entry.service_id}{'/' if entry.contact else ''}{entry.contact})" for entry in entries]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def services_in(found: Contradiction) -> tuple[ServiceId, ...]:
    """Return the ids of the entries that are spoken of; none where it is areas."""
    entries = () if isinstance(found, AreasWithoutLine) else found.entries
    return tuple(dict.fromkeys(entry.service_id for entry in entries))


def tag_of(found: Contradiction) -> str:
    """Return the name of the kind of contradiction, as the API writes it."""
    return str(found.__struct_config__.tag)


def code_of(found: Contradiction) -> str:
    """Return the code by which it can be explained: it stays while the facts stay, and says no number."""
    return f"{tag_of(found)}/{sealed(found)}"


def sealed(facts: object) -> str:
    """Return what tells these facts from any others, and says nothing of them."""
    return hashlib.blake2b(msgspec.json.encode(facts), digest_size=5).hexdigest()
