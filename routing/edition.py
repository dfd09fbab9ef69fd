"""An edition: one numbered, hashed version of everything an answer depends on; and the same compiled for answering."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from directory.areas import AreaShare, Found, Place
from directory.assurance import DUE_WITHIN_DAYS, Assurance
from directory.check_again import dated
from directory.contact import Contact
from directory.holidays import BankHoliday, HolidayCalendar
from directory.numbers import for_people
from directory.opening import Opening, OpeningState, Window, compile_opening, instant_of, minute_of
from directory.places import Gazetteer
from directory.schedule import NOT_STATED, Schedule
from directory.service import AreaCode, Service, ServiceId, ServiceKind
from routing.answer import OfferedContact
from routing.facts import Facts
from routing.plan import Plan
from routing.policy import Policy, settings_at
from routing.rulebook import Rulebook
from routing.situation import LONDON, AgeBands, Located, Situation, located

if TYPE_CHECKING:
    from routing.cells import Cell
    from routing.demand import Demand
    from routing.proof import Patch

PLACES_KEPT = 8_000
PIECE = 200
"""Services that are written at a time: so many take less than a millisecond."""

Key = TypeVar("Key", bound=Hashable)


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was published under `number`. `hash` covers every other field, so it chains through `previous_hash`."""

    number: int
    previous_hash: str
    hash: str
    published_at: datetime
    services: tuple[Service, ...]
    holidays: tuple[BankHoliday, ...]
    policy: Policy
    places_vintage: str


def seal_edition(  # noqa: PLR0913 (an edition is made of exactly these)
    *,
    number: int,
    previous_hash: str,
    published_at: datetime,
    services: Iterable[Service],
    holidays: Iterable[BankHoliday],
    policy: Policy,
    places_vintage: str,
) -> Edition:
    """Make an edition with its services in the order of their ids, and with its hash (SHA-256 in hex)."""
    unsealed = Edition(
        number=number,
        previous_hash=previous_hash,
        hash="",
        published_at=published_at,
        services=tuple(sorted(services, key=lambda service: service.id)),
        holidays=tuple(holidays),
        policy=policy,
        places_vintage=places_vintage,
    )
    return msgspec.structs.replace(unsealed, hash=edition_hash(unsealed))


def edition_hash(edition: Edition) -> str:
    """Return the SHA-256 of the edition's canonical JSON, its own hash left empty."""
    sealed = hashlib.sha256()
    for piece in canonical_json(msgspec.structs.replace(edition, hash="")):
        sealed.update(piece)
    return sealed.hexdigest()


def canonical_json(edition: Edition) -> Iterator[bytes]:
    """Yield the edition's JSON in pieces: to write 100,000 services at once would keep every answer waiting meanwhile."""
    write = msgspec.json.Encoder(order="deterministic").encode
    before, services, after = write(msgspec.structs.replace(edition, services=())).partition(b'"services":[')
    yield before + services
    for start in range(0, len(edition.services), PIECE):
        yield (b"," if start else b"") + write(edition.services[start : start + PIECE])[1:-1]
    yield after


class CompiledContact(msgspec.Struct, frozen=True, gc=False):
    """A contact with its opening hours and the changes of its assurance as UTC minutes, and its number as people read it.

    `contact` always has the day by which to check it again, unless it was never dated.
    """

    contact: Contact
    opening: Opening
    assurance_changes: tuple[int, ...]
    number: str | None


class CompiledService(msgspec.Struct, frozen=True, gc=False):
    """A service ready to be offered. `dates` are the minutes at which it begins, ends or is due for checking."""

    service: Service
    contacts: tuple[CompiledContact, ...]
    dates: tuple[int, ...]


class Fault(msgspec.Struct, frozen=True):
    """What was wrong with one service's data; its number stays, its hours are unknown (I16)."""

    service_id: ServiceId
    what: str


class Carried(NamedTuple):
    """What was compiled of one edition and holds for another: hours by their rows, services, and where those stand."""

    openings: dict[Schedule, Opening]
    services: dict[ServiceId, CompiledService]
    at_fault: frozenset[ServiceId]
    by_kind_and_area: dict[tuple[ServiceKind, AreaCode], tuple[CompiledService, ...]]
    by_kind: dict[ServiceKind, tuple[CompiledService, ...]]


class CompiledEdition:
    """An edition in memory: everything heavy is done, a request only reads.

    The caches hold what is the same for every request of one kind: plans by facts, cells (candidates and the last answer)
    by situation, demands by age and place, the parts of England. They are bounded and hold nothing of a person.
    """

    def __init__(self, edition: Edition, gazetteer: Gazetteer, window: Window, before: CompiledEdition | None = None) -> None:
        """Compile every service for the window and index it by kind and area; what `before` has already is taken over."""
        self.edition = edition
        self.policy = edition.policy
        self.rulebook = Rulebook(edition.policy)
        self.gazetteer = gazetteer
        self.window = window
        self.calendar = HolidayCalendar(edition.holidays)
        self.faults: list[Fault] = []
        stood = Carried({}, {}, frozenset(), {}, {}) if before is None else before.carried_over(edition, window)
        self._openings = stood.openings
        self.services: dict[ServiceId, CompiledService] = {
            service.id: self._compiled(service, None if service.id in stood.at_fault else stood.services.get(service.id))
            for service in edition.services
        }
        self.last_resort = tuple(self._compiled(service) for service in edition.policy.last_resort)
        gone = tuple(one for service_id, one in stood.services.items() if self.services.get(service_id) is not one)
        come = tuple(one for service_id, one in self.services.items() if stood.services.get(service_id) is not one)
        self.by_kind_and_area = indexed(stood.by_kind_and_area, gone, come, kinds_and_areas_of)
        self.by_kind = indexed(stood.by_kind, gone, come, kinds_of)
        self.bands = age_bands(edition)
        self.plans: dict[tuple[Facts, tuple[str, ...]], Plan] = {}
        self.cells: dict[Situation, Cell] = {}
        self.offered: dict[tuple[int, OpeningState, int | None, date], OfferedContact] = {}  # by the id of a contact of ours
        self.demands = demands_held(what_asks(edition.policy))
        self.patches: tuple[Patch, ...] = before.patches if before is not None and before.gazetteer is gazetteer else ()
        self._settings: dict[tuple[AreaShare, ...], dict[str, str]] = {}
        self._located: dict[int, tuple[Place, Located]] = {}

    def carried_over(self, edition: Edition, window: Window) -> Carried:
        """Return what holds for another edition too: nothing where the days differ."""
        if window != self.window or edition.holidays != self.edition.holidays:
            return Carried({}, {}, frozenset(), {}, {})
        # What was at fault is compiled again, so that it is told of every edition that holds it.
        at_fault = frozenset(fault.service_id for fault in self.faults)
        return Carried(dict(self._openings), self.services, at_fault, self.by_kind_and_area, self.by_kind)

    def locate(self, text: str | None) -> Located:
        """Find the place that the caller named, and what follows from it; kept by our own place, never by the text."""
        found = None if text is None else self.gazetteer.resolve(text)
        if not isinstance(found, Found):
            return located(found)
        place, known = self._located.get(id(found.place), (None, None))
        if known is None or place is not found.place:
            if len(self._located) >= PLACES_KEPT:
                self._located.clear()
            known = located(found)
            self._located[id(found.place)] = (found.place, known)
        return known

    def settings(self, areas: tuple[AreaShare, ...]) -> dict[str, str]:
        """Return the local settings L1..L24 that hold at a place."""
        found = self._settings.get(areas)
        if found is None:
            found = settings_at(self.policy, frozenset(share.area for share in areas))
            self._settings[areas] = found
        return found

    def older_from(self, areas: tuple[AreaShare, ...]) -> int:
        """Return the age from which the older adults' team is offered at a place (L22)."""
        return int(self.settings(areas)["L22"])

    def _compiled(self, service: Service, kept: CompiledService | None = None) -> CompiledService:
        if kept is not None and kept.service is service:
            return kept
        contacts = tuple(
            CompiledContact(
                contact,
                self._opening(service.id, contact.schedule),
                assurance_changes(contact.assurance),
                None if contact.number is None else for_people(contact.number),
            )
            for contact in (with_check_dated(contact, service.kind) for contact in service.contacts)
        )
        starts = () if service.valid_from is None else (midnight(service.valid_from),)
        ends = () if service.valid_to is None else (midnight(service.valid_to + timedelta(days=1)),)
        return CompiledService(service, contacts, (*starts, *ends))

    def _opening(self, service_id: ServiceId, schedule: Schedule) -> Opening:
        opening = self._openings.get(schedule)
        if opening is None:
            try:
                opening = compile_opening(schedule, self.calendar, self.window)
            except (ValueError, KeyError, IndexError, OverflowError, ArithmeticError, OSError) as error:
                # I16: one entry's broken hours become unknown hours; they never take another entry, or the number, away.
                self.faults.append(Fault(service_id, f"opening hours cannot be compiled ({type(error).__name__})"))
                return compile_opening(NOT_STATED, self.calendar, self.window)
            self._openings[schedule] = opening
        return opening


@lru_cache(maxsize=4)
def demands_held(_policy: bytes) -> dict[tuple[object, ...], tuple[Demand, ...]]:
    """Return what is known so far of the demands of a policy, for every edition that asks the same."""
    return {}


def compile_edition(
    edition: Edition, gazetteer: Gazetteer, window: Window, before: CompiledEdition | None = None
) -> CompiledEdition:
    """Make an edition ready for answering instants in the window; quickly where most of it stood in the one `before`.

    Hours are most of the work: three quarters of it at 100,000 services.
    """
    return CompiledEdition(edition, gazetteer, window, before)


def asks_alike(one: Policy, other: Policy) -> bool:
    """Say whether two policies make the same demands under the same settings, whatever is set where."""
    return what_asks(one) == what_asks(other)


def what_asks(policy: Policy) -> bytes:
    """Return everything of a policy on which its demands rest, as one text."""
    return msgspec.json.encode((policy.rules, policy.local_kinds, [setting.id for setting in policy.settings]))


@lru_cache(maxsize=2_048)
def midnight(day: date) -> int:
    """Return the UTC minute at which the day begins in London."""
    return minute_of(datetime.combine(day, time(), LONDON))


@lru_cache(maxsize=2_048)
def day_of(minute: int) -> date:
    """Return the day in London in which the UTC minute lies."""
    return instant_of(minute).astimezone(LONDON).date()


def with_check_dated(contact: Contact, kind: ServiceKind) -> Contact:
    """Return the contact with the day by which to check it again, which the edition states or its kind gives."""
    assurance = dated(contact.assurance, kind)
    return contact if assurance is contact.assurance else msgspec.structs.replace(contact, assurance=assurance)


def assurance_changes(assurance: Assurance) -> tuple[int, ...]:
    """Return the minutes at which a fact becomes due and overdue; none where it has no date."""
    if assurance.verify_by is None:
        return ()
    return (
        midnight(assurance.verify_by - timedelta(days=DUE_WITHIN_DAYS)),
        midnight(assurance.verify_by + timedelta(days=1)),
    )


def age_bands(edition: Edition) -> AgeBands:
    """Return every age at which a rule or a service changes, 0 first."""
    ages = {0, *edition.policy.age_bounds}
    for setting in edition.policy.settings:
        if setting.id == "L22":
            ages |= {int(setting.default), *(int(own.value) for own in setting.areas)}
    for service in edition.services:
        for limits in service.ages:
            ages |= {limits.minimum_age or 0, 0 if limits.maximum_age is None else limits.maximum_age + 1}
    return tuple(sorted(ages))


def indexed(
    index: Mapping[Key, tuple[CompiledService, ...]],
    gone: Iterable[CompiledService],
    come: Iterable[CompiledService],
    keys_of: Callable[[Service], Iterable[Key]],
) -> dict[Key, tuple[CompiledService, ...]]:
    """Return an index without the services that are gone and with those that come, those of a key in the order of their ids."""
    leaving: set[ServiceId] = set()
    arriving: defaultdict[Key, list[CompiledService]] = defaultdict(list)
    for one in gone:
        leaving.add(one.service.id)
        for key in keys_of(one.service):
            arriving[key] = []
    for one in come:
        for key in keys_of(one.service):
            arriving[key].append(one)
    after = dict(index)
    for key, new in arriving.items():
        found = [*(one for one in index.get(key, ()) if one.service.id not in leaving), *new]
        after[key] = tuple(sorted(found, key=lambda one: one.service.id))
    return {key: found for key, found in after.items() if found}


def kinds_and_areas_of(service: Service) -> Iterator[tuple[ServiceKind, AreaCode]]:
    """Yield the kind of a service with each area that it serves."""
    return ((service.kind, area) for area in service.areas)


def kinds_of(service: Service) -> tuple[ServiceKind]:
    """Return the kind of a service."""
    return (service.kind,)
