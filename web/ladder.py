"""An answer in the words of a page: what to do first, how, and what to know about it. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

import msgspec

from directory.areas import BORDER_SHARE
from directory.assurance import Confidence, Standing
from directory.contact import Channel, Cost
from directory.opening import OpeningState
from directory.service import Status
from routing.answer import (
    AgeFits,
    AgeNotKnown,
    Answer,
    AskedForByRule,
    ClosedNow,
    FictitiousNumber,
    NeedsCheck,
    NextArea,
    OfferedContact,
    Option,
    PartOfPlace,
    PlaceAnswered,
    State,
)
from routing.words import in_words
from web.words import ENGLISH, Tongue, _

ACTIONS = {
    Channel.VOICE: _("Call"),
    Channel.TEXT: _("Text"),
    Channel.WEBCHAT: _("Chat online"),
    Channel.EMAIL: _("Write to"),
    Channel.TEXTPHONE: _("Textphone"),
    Channel.BSL_VIDEO: _("Sign by video"),
    Channel.IN_PERSON: _("Go there"),
}
COSTS = {Cost.FREE: _("Free"), Cost.STANDARD: _("You pay for the call"), Cost.UNKNOWN: ""}
EXPECT = {
    "999": (
        _("They ask which service you need. Say ambulance if somebody is hurt or a life is at risk."),
        _("Say where you are. Stay on the line."),
    ),
    "nhs111_mh": (
        _("You may hear a recording first."),
        _("Then you talk to a person. They ask what is happening and where you are. They tell you what help there is."),
    ),
    "spa_crisis_line": (
        _("Somebody from your local mental health service answers."),
        _("They ask what is happening. They tell you what help there is."),
    ),
    "listening_line": (_("Somebody listens. You can say as much or as little as you like."),),
    "text_line": (_("You get a text back. Then you and a person text each other."),),
    "carer_support": (_("You talk about how you are, and what help there is for you."),),
}
"""What happens next, by kind of service: only what holds for all of that kind."""

HOURS_WITHHELD = _("Hours are shown to professionals only")

AREAS_SHOWN = ("council:", "police:", "icb:")

_SHOWN_OTHERWISE = (AskedForByRule, AgeFits, ClosedNow, FictitiousNumber, NeedsCheck)


RELAY = "18001"
"""Dialled before any number: Relay UK puts an assistant between (as NHS trusts print it, seed/services); 999 has its own."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to reach a service: the link to follow, the words on it, and what to know before."""

    action: str
    where: str
    is_number: bool
    href: str | None
    menu: str | None
    cost: str
    state: str
    label: str
    fictitious: bool
    withheld: bool
    checked: str


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One option of the ladder as a page shows it. `notes` are for professionals, `hints` for everybody."""

    service_id: str
    kind: str
    name: str
    organization: str
    way: Way | None
    others: tuple[Way, ...]
    state: str
    is_open: bool
    is_closed: bool
    needs_check: bool
    alert: str | None
    expect: tuple[str, ...]
    hints: tuple[str, ...]
    notes: tuple[str, ...]
    basis: str


def rungs(answer: Answer, tongue: Tongue = ENGLISH, *, relay: bool = False) -> tuple[Rung, ...]:
    """Return the ladder, in the order to try it; with `relay` each number also as somebody who is deaf can dial it."""
    return tuple(rung(option, answer.at, tongue, relay=relay) for option in answer.options)


def rung(option: Option, at: datetime, tongue: Tongue, *, relay: bool = False) -> Rung:
    """Put one option in words."""
    others = [way(other, at, tongue) for other in option.other_contacts if where_of(other)]
    return Rung(
        service_id=option.service_id,
        kind=option.kind,
        name=option.name,
        organization=option.organization,
        way=None if option.contact is None else way(option.contact, at, tongue),
        others=(*(by_relay(option, at, tongue) if relay else ()), *others),
        state=state_of(option, at, tongue),
        is_open=option.state.state is OpeningState.OPEN,
        is_closed=option.state.state is OpeningState.CLOSED,
        needs_check=option.status is Status.NEEDS_CHECK,
        alert=option.alert,
        expect=tuple(map(tongue.say, EXPECT.get(option.kind, ()))),
        hints=tuple(hints(option, tongue)),
        notes=tuple(in_words(reason, at) for reason in option.reasons if not isinstance(reason, _SHOWN_OTHERWISE)),
        basis=f"{option.rule_id}: {option.clause}",
    )


def hints(option: Option, tongue: Tongue) -> Iterator[str]:
    """Yield what anybody should know before they choose this one."""
    for reason in option.reasons:
        match reason:
            case AgeNotKnown(minimum_age=lowest, maximum_age=highest) if lowest or highest is not None:
                yield ages_said(lowest, highest, tongue)
            case PartOfPlace():
                yield tongue.say("It serves only a part of this place.")
            case NextArea():
                yield tongue.say("It is in the next area.")
            case _:
                pass


def ages_said(lowest: int | None, highest: int | None, tongue: Tongue) -> str:
    """Say which ages a service is for."""
    if not lowest:
        return tongue.say("It is for people up to the age of %(highest)s.", highest=highest)
    if highest is None:
        return tongue.say("It is for people aged %(lowest)s and over.", lowest=lowest)
    return tongue.say("It is for people aged %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)


def areas_said(place: PlaceAnswered) -> tuple[str, ...]:
    """Name the council, police force and ICB of the place; on a border each with the share of the place that it holds."""
    shown = [share for kind in AREAS_SHOWN for share in place.areas if share.area.startswith(kind)]
    return tuple(share.name if share.share >= BORDER_SHARE else f"{share.name} ({share.share:.0%})" for share in shown)


def state_of(option: Option, at: datetime, tongue: Tongue) -> str:
    """Say whether it answers now; for a closed one when it surely opens, which the reason knows better than the state."""
    if option.contact is not None and option.contact.withheld:
        return tongue.say(HOURS_WITHHELD)
    closed = next((reason for reason in option.reasons if isinstance(reason, ClosedNow)), None)
    if closed is None or option.state.state is not OpeningState.CLOSED:
        return state_said(option.state, at, tongue)
    if closed.opens_at is None:
        return tongue.say("Closed now; when it opens is not known")
    return tongue.say("Closed now; opens at %(moment)s", moment=tongue.moment(closed.opens_at, at))


def state_said(state: State, at: datetime, tongue: Tongue) -> str:
    """Say whether a contact answers, and until when."""
    if state.always_open:
        return tongue.say("Open 24 hours a day, every day")
    moment = "" if state.until is None else tongue.moment(state.until, at)
    match state.state:
        case OpeningState.OPEN:
            return tongue.say("Open now until %(moment)s", moment=moment) if moment else tongue.say("Open now")
        case OpeningState.CLOSED:
            return tongue.say("Closed now until %(moment)s", moment=moment) if moment else tongue.say("Closed now")
        case OpeningState.UNKNOWN:
            return tongue.say("Opening hours are not known")
        case _ as never:
            assert_never(never)


def way(contact: OfferedContact, at: datetime, tongue: Tongue) -> Way:
    """Put one contact in words."""
    action = tongue.say(ACTIONS[contact.channel])
    if contact.keyword:
        action = tongue.say("Text %(keyword)s to", keyword=contact.keyword)
    return Way(
        action=action,
        where=where_of(contact),
        is_number=contact.number is not None,
        href=link_to(contact),
        menu=contact.menu_option,
        cost=tongue.say(COSTS[contact.cost]),
        state=tongue.say(HOURS_WITHHELD) if contact.withheld else state_said(contact.state, at, tongue),
        label="" if where_of(contact) == contact.label else contact.label,
        fictitious=contact.fictitious,
        withheld=contact.withheld,
        checked=checked(contact, tongue),
    )


def by_relay(option: Option, at: datetime, tongue: Tongue) -> Iterator[Way]:
    """Yield the first number of an option as it is dialled through Relay UK; none where the entry says how, or for 999."""
    contacts = [contact for contact in (option.contact, *option.other_contacts) if contact is not None]
    if any(contact.channel is Channel.TEXTPHONE for contact in contacts):
        return
    for contact in contacts[:1]:
        if contact.channel is Channel.VOICE and contact.number and contact.dial and not contact.fictitious:
            spoken = way(contact, at, tongue)
            yield msgspec.structs.replace(
                spoken,
                action=tongue.say("By Relay UK"),
                where=f"{RELAY} {contact.number}",
                href=f"tel:{RELAY}{re.sub('[^0-9]', '', contact.number)}",
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


def checked(contact: OfferedContact, tongue: Tongue) -> str:
    """Say when the number was last checked, and whether that is too long ago; nothing of one that is withheld."""
    if contact.withheld:
        return ""
    if contact.verified_on is None:
        return tongue.say("no date of a check")
    day = tongue.day(date.fromisoformat(contact.verified_on))
    if contact.confidence == Confidence.VERIFIED and contact.standing is not Standing.OVERDUE:
        return tongue.say("rung on %(day)s and found right", day=day)
    if contact.standing is Standing.OVERDUE:
        return tongue.say("last checked %(day)s, should have been checked again", day=day)
    return tongue.say("last checked %(day)s", day=day)
