"""The call handler's table: one dense row for each service that was found, as its reader may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from directory.contact import Channel, Contact
from directory.eligibility import age_limits
from directory.numbers import dial_string, for_people, is_fictitious
from directory.opening import OpeningState
from directory.search_answer import (
    AgeOutsideRange,
    ClosedNow,
    CoversPlace,
    Fit,
    HoursUnknown,
    KindMeant,
    Matched,
    NeedsCheck,
    OpenNow,
    OutOfArea,
    Withheld,
)
from directory.search_index import SearchIndex
from directory.service import Service, Status
from routing.answer import State
from routing.finding import SeenService, ServicePage, WayOut
from routing.words import ages_in_words, state_in_words
from web.words import PROFESSIONAL, _

say = PROFESSIONAL.say

BELOW = {
    Fit.FITTING: "",
    Fit.CLOSED: _("Closed at this time"),
    Fit.INELIGIBLE: _("Does not take this age"),
    Fit.WITHHELD: _("Its number is for other readers"),
    Fit.OUT_OF_AREA: _("Serves other areas"),
}
"""What stands over the services that do not fit."""

MOST_AREAS = 2
_SHOWN_OTHERWISE = (OpenNow, ClosedNow, HoursUnknown, CoversPlace, NeedsCheck, OutOfArea, Withheld, AgeOutsideRange)
_BEST = {OpeningState.OPEN: 0, OpeningState.UNKNOWN: 1, OpeningState.CLOSED: 2}


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_match: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The way to reach a service now. A fictitious number cannot be dialled, and so has no link."""

    number: str
    href: str | None
    state: str
    is_open: bool
    is_closed: bool
    fictitious: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One service; `key` is the digit that chooses it, empty after the ninth."""

    service_id: str
    key: str
    name: tuple[Piece, ...]
    organization: tuple[Piece, ...]
    kind: str
    line: Line | None
    more_lines: int
    withheld: bool
    ages: str
    referral: str
    where: str
    checked: str
    needs_check: bool
    why: str


class Group(msgspec.Struct, frozen=True):
    """Rows that stand together, and what stands over them."""

    heading: str
    rows: tuple[Row, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a search. `hidden` rows of the page were left out by the handler's filters.

    `place_meant` is the place that was searched, in our words.
    """

    groups: tuple[Group, ...]
    shown: int
    hidden: int
    total: int
    danger: bool
    place_meant: str
    read_as: tuple[str, ...]
    which_place: tuple[str, ...]
    gone: tuple[str, ...]
    ways_out: tuple[WayOut, ...]


def table_of(index: SearchIndex, page: ServicePage, hidden: frozenset[Fit]) -> Table:
    """Put a page of services in words, without those of the kinds of fit that the handler does not want to see."""
    wanted = [seen for seen in page.services if fit_of(seen) not in hidden]
    rows = [(fit_of(seen), row_of(index, seen, rank)) for rank, seen in enumerate(wanted, start=1)]
    return Table(
        groups=tuple(
            Group(BELOW[fit], tuple(row for _, row in alike)) for fit, alike in groupby(rows, key=lambda pair: pair[0])
        ),
        shown=len(rows),
        hidden=len(page.services) - len(rows),
        total=page.total,
        danger=page.danger,
        place_meant=page.place.label or "",
        read_as=page.did_you_mean,
        which_place=page.place.candidates,
        gone=tuple(gone.name for gone in page.gone),
        ways_out=page.fallbacks,
    )


def fit_of(seen: SeenService) -> Fit:
    """Return where a service stands; one that was not searched for fits."""
    return Fit.FITTING if seen.found is None else seen.found.fit


def row_of(index: SearchIndex, seen: SeenService, rank: int) -> Row:
    """Put one service in words."""
    service = seen.service
    states = {one.contact_id: one.state for one in seen.states}
    lines = sorted(
        service.contacts, key=lambda contact: (_BEST[states[contact.id].state], contact.channel is not Channel.VOICE)
    )
    matched = () if seen.found is None else seen.found.matched
    return Row(
        service_id=service.id,
        key=str(rank) if rank <= 9 else "",
        name=pieces_of("name", service.name, matched),
        organization=pieces_of("organization", service.organization, matched),
        kind=index.lexicon.label(service.kind),
        line=line_of(lines[0], states[lines[0].id], seen) if lines else None,
        more_lines=len(lines) - 1,
        withheld=not lines and fit_of(seen) is Fit.WITHHELD,
        ages=ages_of(service),
        referral=referral_of(service),
        where=where_of(seen),
        checked=checked_on(service, lines[:1]),
        needs_check=service.status is Status.NEEDS_CHECK,
        why="; ".join(why_of(seen)),
    )


def checked_on(service: Service, lines: Sequence[Contact]) -> str:
    """Say when the line that is shown was last checked; else when the entry was."""
    assured = (*(line.assurance for line in lines), service.assurance)
    day = next((one.verified_on for one in assured if one.verified_on is not None), None)
    return say("not dated") if day is None else f"{day:%d %b %Y}"


def pieces_of(field: str, text: str, matched: Sequence[Matched]) -> tuple[Piece, ...]:
    """Part a text where words that were looked for begin and end."""
    spans = next((found.spans for found in matched if found.field == field and found.text == text), ())
    return tuple(piece for piece in _parted(text, [(span.start, span.end) for span in spans]) if piece.text)


def _parted(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        yield Piece(text[at:start], is_match=False)
        yield Piece(text[start:end], is_match=True)
        at = end
    yield Piece(text[at:], is_match=False)


def line_of(contact: Contact, state: State, seen: SeenService) -> Line:
    """Put one contact in words."""
    return Line(
        number=number_of(contact),
        href=link_of(contact),
        state=briefly(state, seen),
        is_open=state.state is OpeningState.OPEN,
        is_closed=state.state is OpeningState.CLOSED,
        fictitious=contact.number is not None and is_fictitious(contact.number),
    )


def number_of(contact: Contact) -> str:
    """Write the number as people read it; else where the contact is reached."""
    if contact.number is not None:
        return for_people(contact.number)
    return contact.label or contact.channel.replace("_", " ")


def link_of(contact: Contact) -> str | None:
    """Return the link that dials or texts; None for what cannot be dialled."""
    if contact.number is None or is_fictitious(contact.number):
        return None
    scheme = "sms" if contact.channel is Channel.TEXT else "tel"
    return f"{scheme}:{dial_string(contact.number)}"


def referral_of(service: Service) -> str:
    """Say whether people may come by themselves; not recorded is neither yes nor no."""
    words = say({True: _("self-referral"), False: _("by referral"), None: _("not recorded")}[service.self_referral])
    return say("%(referral)s, walk in", referral=words) if service.walk_in else words


def where_of(seen: SeenService) -> str:
    """Say how far it is, or which area of the place it serves, or its first areas."""
    if seen.found is not None and seen.found.kilometres is not None:
        return f"{seen.found.kilometres:g} km"
    covered = () if seen.found is None else (one.area for one in seen.found.reasons if isinstance(one, CoversPlace))
    area = next(iter(covered), None)
    more = len(seen.area_names) - MOST_AREAS
    return area or ", ".join(seen.area_names[:MOST_AREAS]) + (" " + say("and %(number)s more", number=more) if more > 0 else "")


def why_of(seen: SeenService) -> Iterator[str]:
    """Yield the reasons that neither a column nor the heading of the rows shows."""
    if seen.found is not None:
        for reason, words in zip(seen.found.reasons, seen.found.words, strict=True):
            if isinstance(reason, KindMeant):
                yield f"“{reason.phrase}”"
            elif not isinstance(reason, _SHOWN_OTHERWISE):
                yield words


def briefly(state: State, seen: SeenService) -> str:
    """Say whether a contact answers in as few words as a column takes."""
    if state.always_open:
        return say("open 24/7")
    return state_in_words(state, seen.at).replace(" now", "").removeprefix("opening ")


def ages_of(service: Service) -> str:
    """Say whom it takes by age, in as few words as a column takes."""
    return (
        ages_in_words(*age_limits(service)).removeprefix("people of ").removeprefix("people ")
        if service.ages
        else say("not recorded")
    )
