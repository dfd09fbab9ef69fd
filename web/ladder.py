"""An answer in the words of a page: what to do first, how, and what to know about it. Nothing is decided here."""

from __future__ import annotations

import re
from datetime import date, datetime

import msgspec

from directory.assurance import Standing
from directory.contact import Channel, Cost
from directory.opening import OpeningState
from directory.service import Status
from routing.answer import AgeFits, Answer, AskedForByRule, ClosedNow, FictitiousNumber, NeedsCheck, OfferedContact, Option
from routing.words import in_words, state_in_words

ACTIONS = {
    Channel.VOICE: "Call",
    Channel.TEXT: "Text",
    Channel.WEBCHAT: "Chat online",
    Channel.EMAIL: "Write to",
    Channel.TEXTPHONE: "Textphone",
    Channel.BSL_VIDEO: "Sign by video",
    Channel.IN_PERSON: "Go there",
}
COSTS = {Cost.FREE: "free", Cost.STANDARD: "charged as your phone contract says", Cost.UNKNOWN: ""}
_SHOWN_OTHERWISE = (AskedForByRule, AgeFits, ClosedNow, FictitiousNumber, NeedsCheck)


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to reach a service: the link to follow, the words on it, and what to know before."""

    action: str
    where: str
    href: str | None
    menu: str | None
    cost: str
    state: str
    label: str
    fictitious: bool
    withheld: bool
    checked: str


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One option of the ladder as a page shows it."""

    name: str
    organization: str
    way: Way | None
    others: tuple[Way, ...]
    state: str
    is_open: bool
    is_closed: bool
    needs_check: bool
    alert: str | None
    notes: tuple[str, ...]
    basis: str


def rungs(answer: Answer) -> tuple[Rung, ...]:
    """Return the ladder, in the order to try it."""
    return tuple(rung(option, answer.at) for option in answer.options)


def rung(option: Option, at: datetime) -> Rung:
    """Put one option in words."""
    return Rung(
        name=option.name,
        organization=option.organization,
        way=None if option.contact is None else way(option.contact, at),
        others=tuple(way(other, at) for other in option.other_contacts),
        state=capitalised(state_of(option, at)),
        is_open=option.state.state is OpeningState.OPEN,
        is_closed=option.state.state is OpeningState.CLOSED,
        needs_check=option.status is Status.NEEDS_CHECK,
        alert=option.alert,
        notes=tuple(in_words(reason, at) for reason in option.reasons if not isinstance(reason, _SHOWN_OTHERWISE)),
        basis=f"{option.rule_id}: {option.clause}",
    )


def state_of(option: Option, at: datetime) -> str:
    """Say whether it answers now; for a closed one when it surely opens, which the reason knows better than the state."""
    closed = next((reason for reason in option.reasons if isinstance(reason, ClosedNow)), None)
    if closed is not None and option.state.state is OpeningState.CLOSED:
        return in_words(closed, at).rstrip(".")
    return state_in_words(option.state, at)


def way(contact: OfferedContact, at: datetime) -> Way:
    """Put one contact in words."""
    action = ACTIONS[contact.channel]
    if contact.keyword:
        action += f" {contact.keyword} to"
    return Way(
        action=action,
        where=where_of(contact),
        href=link_to(contact),
        menu=contact.menu_option,
        cost=COSTS[contact.cost],
        state=state_in_words(contact.state, at),
        label="" if where_of(contact) == contact.label else contact.label,
        fictitious=contact.fictitious,
        withheld=contact.withheld,
        checked=checked(contact),
    )


def where_of(contact: OfferedContact) -> str:
    """Say where a contact is reached: its number, else its address without what only machines need, else its label."""
    address = re.sub(r"^(https?://(www\.)?|mailto:)", "", contact.uri or "").rstrip("/")
    return contact.number or address or contact.label


def link_to(contact: OfferedContact) -> str | None:
    """Return the link that dials, texts or opens a contact; None where there is nothing safe to follow."""
    if contact.fictitious:
        return None
    if contact.channel is Channel.TEXT and contact.dial:
        return f"sms:{contact.dial}"
    if contact.dial:
        return f"tel:{contact.dial}"
    uri = contact.uri or ""
    if contact.channel is Channel.EMAIL and "@" in uri:
        return f"mailto:{uri.removeprefix('mailto:')}"
    return uri if uri.startswith(("https://", "http://")) else None


def checked(contact: OfferedContact) -> str:
    """Say when the number was last checked, and whether that is too long ago."""
    if contact.verified_on is None:
        return "not dated"
    day = date.fromisoformat(contact.verified_on)
    overdue = ", should have been checked again" if contact.standing is Standing.OVERDUE else ""
    return f"last checked {day.day} {day:%B %Y}{overdue}"


def capitalised(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]
