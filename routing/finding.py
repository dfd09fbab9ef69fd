"""Services found: each as its reader may see it, with its state, what matched and why it stands where it stands.

With words (or a preference, such as `open_now`) the search engine puts everything in order and leaves nothing out: what does
not fit comes after what does, with the reason. Without words it is a plain list of what fits, in the order of the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

import msgspec

from directory.areas import AreaShare
from directory.assurance import Standing, standing_on
from directory.certainty import Certainty
from directory.eligibility import accepts_ages
from directory.numbers import dial_string, is_fictitious
from directory.opening import Interval, Opening, OpeningState, instant_of, minute_of
from directory.reader import Role, may_see
from directory.search import search
from directory.search_answer import (
    ClosedNow,
    Facets,
    Fallback,
    FallbackKind,
    Fit,
    Gone,
    Hit,
    Matched,
    OpenNow,
    Reason,
    SearchResult,
)
from directory.search_answer import in_words as reason_as_words
from directory.search_fit import day_of, openings_seen, state_of
from directory.search_index import Entry, SearchIndex, compile_index
from directory.search_query import SearchQuery
from directory.search_words import Lexicon
from directory.service import Service, ServiceId, ServiceKind, is_in_force
from routing.answer import PlaceAnswered, State
from routing.candidates import ENGLAND, LEAST_SHARE, share_served
from routing.edition import CompiledContact, CompiledEdition, CompiledService
from routing.visibility import service_as_seen_by
from routing.words import state_in_words

FEW_EDITS = 200
"""So many changed entries are laid over an index; for more it is made anew."""


class ContactState(msgspec.Struct, frozen=True):
    """Whether one contact of a service answers at the instant asked for, and how the check of it stands on that day."""

    contact_id: str
    state: State
    standing: Standing


class WhyHere(msgspec.Struct, frozen=True, kw_only=True):
    """Why a service stands where it stands: `reasons` in our types, `words` the same for people.

    `matched` says which stretches of its texts were meant; `kilometres` is the way from the place to its door.
    """

    fit: Fit
    reasons: tuple[Reason, ...]
    words: tuple[str, ...]
    matched: tuple[Matched, ...]
    kilometres: float | None


class SeenService(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as its reader may see it, with the state of each contact shown and its areas by name.

    `found` is there where it was searched for.
    """

    service: Service
    area_names: tuple[str, ...]
    at: datetime
    states: tuple[ContactState, ...]
    edition: int
    found: WhyHere | None = None


class WayOut(msgspec.Struct, frozen=True, kw_only=True):
    """What is there whatever was found: the area's line that never closes, NHS 111, 999."""

    what: FallbackKind
    service_id: ServiceId | None
    name: str
    number: str | None
    dial: str | None


class ServicePage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the services that were found; `total` counts them all.

    What follows `services` is there where they were searched for: `danger` asks for 999 to be shown first, `did_you_mean`
    holds words of ours as which a misspelt one was read, `gone` names entries that are no longer offered, `facets` counts.
    """

    edition: int
    at: datetime
    place: PlaceAnswered
    total: int
    limit: int
    offset: int
    services: tuple[SeenService, ...]
    danger: bool = False
    did_you_mean: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    fallbacks: tuple[WayOut, ...] = ()
    facets: Facets = Facets()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; None asks for nothing. `at` is the instant for which states are told.

    `surely_open` leaves out, in a list, whatever is not surely open then; `open_now` only puts what is open first.
    """

    at: datetime
    words: str | None = None
    place: str | None = None
    kind: ServiceKind | None = None
    age: int | None = None
    surely_open: bool = False
    audience: Role | None = None
    self_referral: bool | None = None
    open_now: bool = False
    limit: int = 50
    offset: int = 0

    @property
    def is_search(self) -> bool:
        """Say whether the search engine is asked, or a plain list."""
        return bool(self.words or self.audience or self.open_now) or self.self_referral is not None


def index_of(edition: CompiledEdition, lexicon: Lexicon) -> SearchIndex:
    """Make the edition ready for searching."""
    return compile_index(map(entry_of, edition.services.values()), edition.gazetteer, lexicon)


def index_after(before: CompiledEdition, index: SearchIndex, edition: CompiledEdition) -> SearchIndex | None:
    """Lay what changed between two editions of one day over the index of the first; None where that is too much."""
    if before.edition.holidays != edition.edition.holidays:
        return None
    old, new = before.services, edition.services
    edited = [now for service_id, now in new.items() if is_edit(old.get(service_id), now)]
    removed = old.keys() - new.keys()
    if len(edited) + len(removed) > FEW_EDITS:
        return None
    return index.with_edits(map(entry_of, edited), removed)


def is_edit(before: CompiledService | None, now: CompiledService) -> bool:
    """Say whether an entry is new or says something else; where it was taken over whole, that is seen at a glance."""
    return before is not now and (before is None or before.service != now.service)


def entry_of(compiled: CompiledService) -> Entry:
    """Return a service with the hours of its contacts."""
    return compiled.service, tuple(contact.opening for contact in compiled.contacts)


def find_services(edition: CompiledEdition, index: SearchIndex, wanted: Wanted, reader: Role) -> ServicePage:
    """Return the page of services asked for, as the reader may see them; words and numbers that are not theirs find nothing."""
    return (
        search_services(edition, index, wanted, reader) if wanted.is_search else list_services(edition, index, wanted, reader)
    )


def search_services(edition: CompiledEdition, index: SearchIndex, wanted: Wanted, reader: Role) -> ServicePage:
    """Return a page of hits in order, and all that is said beside them."""
    result = search(
        index,
        SearchQuery(
            at=minute_of(wanted.at),
            text=wanted.words or "",
            place=wanted.place,
            age=wanted.age,
            reader=reader,
            kinds=() if wanted.kind is None else (wanted.kind,),
            audience=wanted.audience,
            self_referral=wanted.self_referral,
            open_now=wanted.open_now or wanted.surely_open,
            limit=wanted.limit,
            offset=wanted.offset,
        ),
    )
    return ServicePage(
        edition=edition.edition.number,
        at=wanted.at,
        place=place_meant(edition, wanted, result),
        total=result.total,
        limit=wanted.limit,
        offset=wanted.offset,
        services=tuple(seen_hit(edition, hit, wanted.at, reader) for hit in result.hits),
        danger=result.danger,
        did_you_mean=result.did_you_mean,
        gone=result.gone,
        fallbacks=tuple(way_out(edition, fallback, reader) for fallback in result.fallbacks),
        facets=result.facets,
    )


def list_services(edition: CompiledEdition, index: SearchIndex, wanted: Wanted, reader: Role) -> ServicePage:
    """Return the page of services that fit; a place that is not one place in our data lists what serves all England."""
    place = place_of(edition, wanted.place)
    fitting = [entry[0].id for entry in listed(index, wanted, place) if fits(entry, wanted, reader)]
    page = sorted(fitting)[wanted.offset : wanted.offset + wanted.limit]
    return ServicePage(
        edition=edition.edition.number,
        at=wanted.at,
        place=place,
        total=len(fitting),
        limit=wanted.limit,
        offset=wanted.offset,
        services=tuple(seen_service(edition, edition.services[service_id], wanted.at, reader) for service_id in page),
    )


def listed(index: SearchIndex, wanted: Wanted, place: PlaceAnswered) -> Iterator[Entry]:
    """Yield the services of the kind that serve enough of the place, each once."""
    if wanted.place is None:
        docs = index.everything() if wanted.kind is None else index.of_kind(wanted.kind)
        yield from (index.entry(doc) for doc in docs)
        return
    shares = place.areas or (AreaShare(ENGLAND, "England", 1.0),)
    for doc in {doc for share in shares for doc in index.in_area(share.area)}:
        entry = index.entry(doc)
        if wanted.kind in (None, entry[0].kind) and serves(entry[0], shares):
            yield entry


def serves(service: Service, shares: tuple[AreaShare, ...]) -> bool:
    """Say whether the service covers enough of the place to be listed there."""
    served = share_served(service.areas, shares)
    return served is not None and served.share >= LEAST_SHARE


def fits(entry: Entry, wanted: Wanted, reader: Role) -> bool:
    """Say whether an entry, as far as the reader may know it, takes the age and is open then; unknown ages turn nobody away."""
    if wanted.age is not None and takes_age(entry[0], wanted.age, reader) is Certainty.NO:
        return False
    if not wanted.surely_open:
        return True
    if not is_in_force(entry[0], day_of(minute_of(wanted.at))) and may_see(reader, entry[0].audience):
        return False
    state, _ = state_of(openings_seen(entry, SearchQuery(at=0, reader=reader)), minute_of(wanted.at))
    return state is OpeningState.OPEN


def takes_age(service: Service, age: int, reader: Role) -> Certainty:
    """Say whether a service takes an age; of an entry that is not for the reader that is not told."""
    return accepts_ages(service, age, age) if may_see(reader, service.audience) else Certainty.UNKNOWN


def place_of(edition: CompiledEdition, text: str | None) -> PlaceAnswered:
    """Return the place that a text means, in our words."""
    return edition.locate(text).place


def place_meant(edition: CompiledEdition, wanted: Wanted, result: SearchResult) -> PlaceAnswered:
    """Return the place that was searched: the one in the words before the one that was set."""
    if result.which_place:
        return PlaceAnswered(outcome="ambiguous", label=None, candidates=tuple(place.label for place in result.which_place))
    return place_of(edition, result.place or wanted.place)


def seen_hit(edition: CompiledEdition, hit: Hit, at: datetime, reader: Role) -> SeenService:
    """Return a hit as the reader may see it."""
    seen = seen_service(edition, edition.services[hit.service_id], at, reader)
    always_open = any(one.state.always_open and one.state.state is OpeningState.OPEN for one in seen.states)
    found = WhyHere(
        fit=hit.fit,
        reasons=hit.reasons,
        words=tuple(reason_in_words(reason, at, always_open=always_open) for reason in hit.reasons),
        matched=hit.matched,
        kilometres=hit.kilometres,
    )
    return msgspec.structs.replace(seen, found=found)


def reason_in_words(reason: Reason, at: datetime, *, always_open: bool) -> str:
    """Say a reason for people; times are told as seen from `at`."""
    match reason:
        case OpenNow(until=until):
            state = State(state=OpeningState.OPEN, until=instant_or_none(until), always_open=always_open)
        case ClosedNow(until=until):
            state = State(state=OpeningState.CLOSED, until=instant_or_none(until), always_open=False)
        case _:
            return reason_as_words(reason)
    return state_in_words(state, at)


def instant_or_none(minute: int | None) -> datetime | None:
    """Return the instant of a UTC minute, if there is one."""
    return None if minute is None else instant_of(minute)


def way_out(edition: CompiledEdition, fallback: Fallback, reader: Role) -> WayOut:
    """Return a fallback with the number that the reader may ring; 111 and 999 are there without an entry too."""
    code = _SHORT_CODES.get(fallback.what)
    if fallback.service_id is None:
        return WayOut(what=fallback.what, service_id=None, name=_NAMES[fallback.what], number=code, dial=code)
    compiled = edition.services[fallback.service_id]
    line = next(lines_open_always(compiled, reader), None)
    number, dial = (
        (code, code) if line is None or line.contact.number is None else (line.number, dial_string(line.contact.number))
    )
    return WayOut(what=fallback.what, service_id=fallback.service_id, name=compiled.service.name, number=number, dial=dial)


def lines_open_always(compiled: CompiledService, reader: Role) -> Iterator[CompiledContact]:
    """Yield the contacts with a number that never close and that the reader may ring; one that is made up reaches nobody."""
    for one in compiled.contacts:
        number = one.contact.number
        if (
            number is not None
            and one.opening.always_open
            and may_see(reader, one.contact.audience)
            and not is_fictitious(number)
        ):
            yield one


_SHORT_CODES = {FallbackKind.NHS_111: "111", FallbackKind.EMERGENCY: "999"}
_NAMES = {FallbackKind.NHS_111: "NHS 111", FallbackKind.EMERGENCY: "999"}


def seen_service(edition: CompiledEdition, compiled: CompiledService, at: datetime, reader: Role) -> SeenService:
    """Return an entry as the reader may see it, with the state of each contact shown."""
    service = service_as_seen_by(compiled.service, reader)
    return SeenService(
        service=service,
        area_names=tuple(dict.fromkeys(edition.gazetteer.area_name(area) for area in service.areas)),
        at=at,
        states=tuple(states_of(compiled, {contact.id for contact in service.contacts}, at)),
        edition=edition.edition.number,
    )


def states_of(compiled: CompiledService, shown: set[str], at: datetime) -> Iterator[ContactState]:
    """Yield the state of each contact that is shown; of an entry that has not begun, or has ended, each is closed."""
    minute = minute_of(at)
    day = day_of(minute)
    edge = min((date for date in compiled.dates if date > minute), default=None)
    for one in compiled.contacts:
        if one.contact.id in shown:
            standing = standing_on(one.contact.assurance, day)
            if is_in_force(compiled.service, day):
                state = state_in_force(one.opening, minute, edge)
            else:
                state = State(state=OpeningState.CLOSED, until=instant_or_none(edge), always_open=False)
            yield ContactState(one.contact.id, state, standing)


def state_in_force(opening: Opening, minute: int, ends: int | None) -> State:
    """Return the state of a contact until its hours change, or its entry ends."""
    changes = [change for change in (opening.next_change(minute), ends) if change is not None]
    return State(
        state=opening.state_at(minute),
        until=instant_or_none(min(changes, default=None)),
        always_open=opening.always_open and ends is None,
    )


def while_in_force(compiled: CompiledService, intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Yield the stretches of a contact's hours, closed where its entry has not begun or has ended."""
    for one in intervals:
        cuts = (one.start, *(date for date in compiled.dates if one.start < date < one.end), one.end)
        for start, end in pairwise(cuts):
            holds = is_in_force(compiled.service, day_of(start))
            yield Interval(start, end, one.state if holds else OpeningState.CLOSED)
