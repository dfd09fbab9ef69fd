"""Whether a service that was found fits this caller, place, reader and minute; what is not known never counts against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from directory.assurance import Standing, standing_on
from directory.certainty import Certainty
from directory.check_again import dated
from directory.eligibility import accepts_ages, age_limits
from directory.opening import Opening, OpeningState, instant_of
from directory.places import kilometres
from directory.reader import may_see
from directory.search_answer import (
    AgeOutsideRange,
    AgeUncertain,
    CheckOverdue,
    ClosedNow,
    Fit,
    HoursUnknown,
    NeedsCheck,
    NotInForce,
    OpenNow,
    OutOfArea,
    Reason,
    Withheld,
)
from directory.search_index import Entry
from directory.search_query import SearchQuery
from directory.service import Service, Status, is_in_force

LONDON = ZoneInfo("Europe/London")
_BEST_STATE = {OpeningState.OPEN: 0, OpeningState.UNKNOWN: 1, OpeningState.CLOSED: 2}


class Seen(msgspec.Struct, frozen=True):
    """A service as far as the reader may know it, at the minute asked about."""

    service: Service
    fit: Fit
    state: OpeningState
    changes_at: int | None
    takes_age: Certainty
    is_for_reader: bool
    in_force: bool
    is_overdue: bool

    @property
    def self_referral(self) -> bool | None:
        """Say whether people may refer themselves; None is not known, or not for the reader."""
        return self.service.self_referral if self.is_for_reader else None


def see(entry: Entry, query: SearchQuery, age: int | None, *, in_area: bool) -> Seen:
    """Say how a service fits. Of an entry that is not for the reader neither ages nor anything else inside it is used."""
    service, _ = entry
    is_for_reader = may_see(query.reader, service.audience)
    openings = openings_seen(entry, query)
    in_force = not is_for_reader or is_in_force(service, day_of(query.at))
    state, changes_at = state_of(openings, query.at) if in_force else (OpeningState.CLOSED, None)
    takes_age = accepts_ages(service, age, age) if age is not None and is_for_reader else Certainty.UNKNOWN
    if not in_area:
        fit = Fit.OUT_OF_AREA
    elif not openings and service.contacts:
        fit = Fit.WITHHELD
    elif takes_age is Certainty.NO:
        fit = Fit.INELIGIBLE
    elif state is OpeningState.CLOSED:
        fit = Fit.CLOSED
    else:
        fit = Fit.FITTING
    return Seen(service, fit, state, changes_at, takes_age, is_for_reader, in_force, is_overdue(entry, query))


@lru_cache(maxsize=64)  # one search asks for the same minute of every hit
def day_of(at: int) -> date:
    """Return the day of a minute in London."""
    return instant_of(at).astimezone(LONDON).date()


def is_overdue(entry: Entry, query: SearchQuery) -> bool:
    """Say whether a contact that the reader may see should have been checked again by now."""
    service, day = entry[0], day_of(query.at)
    return any(
        standing_on(dated(contact.assurance, service.kind), day) is Standing.OVERDUE
        for contact in service.contacts
        if may_see(query.reader, contact.audience)
    )


def openings_seen(entry: Entry, query: SearchQuery) -> tuple[Opening, ...]:
    """Give the hours of the contacts that the reader may see."""
    service, openings = entry
    pairs = zip(service.contacts, openings, strict=True)
    return tuple(opening for contact, opening in pairs if may_see(query.reader, contact.audience))


def state_of(openings: tuple[Opening, ...], at: int) -> tuple[OpeningState, int | None]:
    """Give the best state of the contacts, and the first minute at which one of them changes; none at all is unknown."""
    state = min((opening.state_at(at) for opening in openings), key=_BEST_STATE.__getitem__, default=OpeningState.UNKNOWN)
    changes = [change for opening in openings if (change := opening.next_change(at)) is not None]
    return state, min(changes, default=None)


def has_filters(query: SearchQuery) -> bool:
    """Say whether anything is filtered at all."""
    return bool(query.kinds) or query.audience is not None or query.self_referral is not None


def is_wanted(entry: Entry, query: SearchQuery) -> bool:
    """Say whether the filters leave the service in; a fact that is not known leaves it in."""
    service, _ = entry
    if query.kinds and service.kind not in query.kinds:
        return False
    if query.audience is not None and not any(may_see(query.audience, contact.audience) for contact in service.contacts):
        return False
    known = service.self_referral if may_see(query.reader, service.audience) else None
    return query.self_referral is None or known is None or known is query.self_referral


def reasons_of_fit(seen: Seen, age: int | None, *, place_known: bool) -> Iterator[Reason]:
    """Say why it stands where it stands, as far as place, hours, age and reader go."""
    if place_known and seen.fit is Fit.OUT_OF_AREA:
        yield OutOfArea()
    if seen.fit is Fit.WITHHELD:
        yield Withheld()
    if seen.in_force:
        yield _REASON_OF_STATE[seen.state](seen.changes_at) if seen.state in _REASON_OF_STATE else HoursUnknown()
    else:
        yield NotInForce(seen.service.valid_from, seen.service.valid_to)
    if seen.takes_age is Certainty.NO:
        yield AgeOutsideRange(*age_limits(seen.service))
    elif seen.takes_age is Certainty.UNKNOWN and age is not None:
        yield AgeUncertain()
    if seen.service.status is Status.NEEDS_CHECK:
        yield NeedsCheck()
    if seen.is_overdue:
        yield CheckOverdue()


_REASON_OF_STATE: Mapping[OpeningState, type[OpenNow | ClosedNow]] = {
    OpeningState.OPEN: OpenNow,
    OpeningState.CLOSED: ClosedNow,
}


def distance_to(seen: Seen, point: tuple[float, float] | None) -> float | None:
    """Measure the way from the place to the service's door; None where either is not known or not for the reader."""
    location = seen.service.location
    if point is None or not seen.is_for_reader or location.latitude is None or location.longitude is None:
        return None
    return round(kilometres(point, (location.latitude, location.longitude)), 1)
