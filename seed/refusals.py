"""What is refused though it can be read: facts that contradict each other, the law, or the vocabulary.

Each check gives faults: the field, and what was expected there. None repeats what the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from directory.assurance import Assurance, Confidence
from directory.contact import Contact
from directory.grounds import FORBIDDEN_GROUND, LOCALLY_AGREED, PLACES_OF_SAFETY
from directory.kinds import KINDS, NAMED_SERVICES, NEVER_ROUTED, PROFESSIONAL_KINDS
from directory.numbers import is_fictitious
from directory.reader import AUDIENCES, Role
from directory.schedule import DatedException, Hours, OnHoliday, Rota, Schedule, Session, minutes_of
from directory.service import AreaCode, Service, Status, is_offered
from seed.toml_lines import FieldPath

MINUTES_OF_DAY = 24 * 60
OLDEST = 125
SENSIBLE_YEARS = range(1948, 2200)
"""From the first day of the NHS on; 9999-12-31 has no day after it."""

SOURCES_NEEDED = {Confidence.SEEN: 1, Confidence.SEEN_TWICE: 2, Confidence.VERIFIED: 1}


class Fault(msgspec.Struct, frozen=True):
    """One field that cannot stand as it is, and what was expected there."""

    path: FieldPath
    expected: str


class Known(msgspec.Struct, frozen=True):
    """What a service may refer to: areas, sources, and the other services by id."""

    areas: frozenset[AreaCode]
    sources: frozenset[str]
    services: Mapping[str, Service]


Faults = Iterator[Fault]
Row = TypeVar("Row")


def faults_of(service: Service, known: Known) -> Faults:
    """Give every fault of one service, those of its own fields first."""
    yield from _faults_of_kind(service)
    yield from _faults_of_areas(service, known.areas)
    yield from _faults_of_succession(service, known.services)
    yield from _faults_of_eligibility(service)
    yield from _faults_of_audience(service)
    yield from _faults_of_assurance(service.assurance, ("assurance",), known.sources)
    yield from _faults_of_sources(service.location.sources, ("location", "sources"), known.sources)
    yield from _out_of_order(service.valid_from, service.valid_to, ("valid_to",))
    yield from _faults_of_contact_ids(service.contacts)
    for position, contact in enumerate(service.contacts):
        for fault in _faults_of_contact(contact, known.sources):
            yield Fault(("contacts", position, *fault.path), fault.expected)


def _faults_of_kind(service: Service) -> Faults:
    if service.kind in NEVER_ROUTED:
        # Mental Health Act 1983 s136A, SI 2017/1036; Concordat B12.
        yield Fault(("kind",), "a kind that may be offered: a police station or a caged vehicle is never loaded")
    elif service.kind not in KINDS:
        yield Fault(("kind",), "a kind of directory/kinds.py")
    elif NAMED_SERVICES.get(service.id, service.kind) != service.kind:
        yield Fault(("kind",), f"{NAMED_SERVICES[service.id]}, for policy calls this service by its id")


def _faults_of_areas(service: Service, areas: frozenset[AreaCode]) -> Faults:
    if not service.areas:
        yield Fault(("areas",), "at least one area")
    for position, code in enumerate(service.areas):
        if code not in areas:
            yield Fault(("areas", position), "an area of seed/places, such as council:E06000061 or police:E23000022")


def _faults_of_succession(service: Service, services: Mapping[str, Service]) -> Faults:
    superseded = service.status is Status.SUPERSEDED
    if superseded and service.superseded_by is None:
        yield Fault(("superseded_by",), "the id of the service that took its place")
    if not superseded and service.superseded_by is not None:
        yield Fault(("superseded_by",), 'nothing, unless status = "superseded"')
    elif service.superseded_by is not None:
        heir = services.get(service.superseded_by)
        if heir is None or not is_offered(heir):
            yield Fault(("superseded_by",), "the id of a service in these files that is still offered")


def _faults_of_eligibility(service: Service) -> Faults:
    for position, ages in enumerate(service.ages):
        limits = [age for age in (ages.minimum_age, ages.maximum_age) if age is not None]
        if limits != sorted(limits) or not all(0 <= age <= OLDEST for age in limits):
            yield Fault(("ages", position), f"whole years from 0 to {OLDEST}, the lower age first")
    if service.kind in PLACES_OF_SAFETY:
        for position, ground in enumerate(service.excludes):
            if FORBIDDEN_GROUND.search(ground) and not LOCALLY_AGREED.search(ground):
                yield Fault(
                    ("excludes", position),
                    "no exclusion for intoxication, violence, offending, diagnosis, gender or self-harm (Concordat B9), "
                    'or the words "locally agreed, reviewed on" and a date',
                )
    if (service.location.latitude is None) != (service.location.longitude is None):
        yield Fault(("location",), "latitude and longitude together, or neither")


def _faults_of_audience(service: Service) -> Faults:
    for path, audience in (
        (("audience",), service.audience),
        *((("contacts", position, "audience"), contact.audience) for position, contact in enumerate(service.contacts)),
    ):
        if not set(audience) <= set(AUDIENCES):
            yield Fault(path, "only " + ", ".join(AUDIENCES))
    if not service.audience:
        yield Fault(("audience",), "at least one reader")
    if service.kind in PROFESSIONAL_KINDS and Role.PUBLIC in service.audience:
        yield Fault(("audience",), "professional roles: nothing of this kind is for the public")
    for position, contact in enumerate(service.contacts):
        if not contact.audience:
            yield Fault(("contacts", position, "audience"), "at least one reader")
        if Role.PUBLIC in contact.audience and Role.PUBLIC not in service.audience:
            yield Fault(("contacts", position, "audience"), "professional roles, as the service itself is not for the public")


def _faults_of_contact_ids(contacts: tuple[Contact, ...]) -> Faults:
    seen: set[str] = set()
    for position, contact in enumerate(contacts):
        if contact.id in seen:
            yield Fault(("contacts", position, "id"), "an id that no other contact of the service has")
        seen.add(contact.id)


def _faults_of_contact(contact: Contact, sources: frozenset[str]) -> Faults:
    fictitious = contact.number is not None and is_fictitious(contact.number)
    invented = contact.assurance.confidence is Confidence.INVENTED
    if fictitious and not invented:
        yield Fault(("assurance", "confidence"), 'confidence = "invented", for the number lies in a range kept for drama')
    if invented and not fictitious:
        yield Fault(
            ("number",), "a number of a range kept for drama (seed/numbers/drama_ranges.csv), for it is called invented"
        )
    yield from _faults_of_assurance(contact.assurance, ("assurance",), sources)
    yield from _faults_of_assurance(contact.hours_assurance, ("hours_assurance",), sources)
    for fault in _faults_of_schedule(contact.schedule):
        yield Fault(("schedule", *fault.path), fault.expected)


def _faults_of_assurance(assurance: Assurance, path: FieldPath, sources: frozenset[str]) -> Faults:
    needed = SOURCES_NEEDED.get(assurance.confidence, 0)
    if len(assurance.sources) < needed:
        yield Fault((*path, "sources"), f"at least {needed} for this confidence")
    yield from _faults_of_sources(assurance.sources, (*path, "sources"), sources)
    yield from _out_of_order(assurance.verified_on, assurance.verify_by, (*path, "verify_by"))


def _faults_of_sources(keys: tuple[str, ...], path: FieldPath, sources: frozenset[str]) -> Faults:
    for position, key in enumerate(keys):
        if key not in sources:
            yield Fault((*path, position), "a source of seed/sources.toml")


def _faults_of_schedule(schedule: Schedule) -> Faults:
    rows = (schedule.weekly, schedule.rotas, schedule.named_days)
    silent_on_holidays = schedule.bank_holidays.then is OnHoliday.UNKNOWN and not schedule.bank_holidays.hours
    if schedule.always_open and (any(rows) or not silent_on_holidays):
        yield Fault(("always_open",), "no other row beside it: only a dated exception closes what is always open")
    yield from _in_list("weekly", schedule.weekly, _faults_of_session)
    yield from _in_list("rotas", schedule.rotas, _faults_of_rota)
    yield from _in_list("exceptions", schedule.exceptions, _faults_of_exception)
    for position, rule in enumerate(schedule.named_days):
        yield from _faults_of_rule(rule.then, rule.hours, ("named_days", position))
    yield from _faults_of_rule(schedule.bank_holidays.then, schedule.bank_holidays.hours, ("bank_holidays",))
    if not _is_zone(schedule.zone):
        yield Fault(("zone",), "a time zone such as Europe/London")


def _faults_of_session(session: Session) -> Faults:
    if not session.days or len(set(session.days)) != len(session.days):
        yield Fault(("days",), "one or more days, each once")
    yield from _faults_of_times(session)
    yield from _out_of_order(session.valid_from, session.valid_to, ("valid_to",))


def _faults_of_rota(rota: Rota) -> Faults:
    if rota.anchor.weekday() != 0:
        yield Fault(("anchor",), "a Monday")
    if not 0 <= rota.week_index < rota.cycle_weeks:
        yield Fault(("week_index",), "a week of the cycle, from 0 to one less than cycle_weeks")
    yield from _in_list("sessions", rota.sessions, _faults_of_session)


def _faults_of_exception(exception: DatedException) -> Faults:
    yield from _out_of_order(exception.first, exception.last, ("last",))
    yield from _in_list("hours", exception.hours, _faults_of_times)


def _faults_of_rule(then: OnHoliday, hours: tuple[Hours, ...], path: FieldPath) -> Faults:
    if (then is OnHoliday.HOURS) != bool(hours):
        yield Fault((*path, "hours"), 'hours with then = "hours", and only with it')
    for fault in _in_list("hours", hours, _faults_of_times):
        yield Fault((*path, *fault.path), fault.expected)


def _faults_of_times(times: Session | Hours) -> Faults:
    opens, closes = minutes_of(times.opens_at), minutes_of(times.closes_at)
    if opens >= MINUTES_OF_DAY:
        yield Fault(("opens_at",), "a time before 24:00: a session belongs to the day on which it opens")
    if closes <= opens:
        yield Fault(("closes_at",), 'a time after it opens: past midnight write "26:00" for 02:00')


def _in_list(name: str, rows: Iterable[Row], check: Callable[[Row], Faults]) -> Faults:
    for position, row in enumerate(rows):
        for fault in check(row):
            yield Fault((name, position, *fault.path), fault.expected)


def _out_of_order(first: date | None, last: date | None, path: FieldPath) -> Faults:
    for day in (first, last):
        if day is not None and day.year not in SENSIBLE_YEARS:
            yield Fault(path, "dates of the years 1948 to 2199; where there is no end, none")
    if first is not None and last is not None and last < first:
        yield Fault(path, "a date that is not before the first one")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
