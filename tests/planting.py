"""Contacts of every channel, kept for every audience, each with a number and words that stand nowhere else.

`marks_in` finds them again in anything that comes out; `marks_of` says, by `may_see` alone, which of them a reader may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.reader import AUDIENCES, Audience, Role, may_see
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from store.editions import Contents
from store.home import load_shipped

NOBODY: Audience = ()
EVERY_AUDIENCE: tuple[Audience, ...] = (*((role,) for role in AUDIENCES), NOBODY)
KINDS = {
    Role.POLICE: "s136_advice_line",
    Role.AMBULANCE: "hcp_line",
    Role.AMHP: "bed_s140",
    Role.ED: "liaison_psychiatry",
    Role.PROFESSIONAL: "hbpos_adult",
}
FORCE = "police:E23000022"
PLACE = "NN1 5BD"

# 01632 960100 to 960999 are Ofcom's for drama, and no entry that ships has one of them. A number in any spelling; a word
# with its letter: c what a contact says, s what its service says, n what its keepers noted.
_NUMBER = re.compile(r"(?<![0-9a-zA-Z])(?:(?:\+?44|0)?1632)?[ -]?960([1-9]\d\d)(?![0-9a-zA-Z])")
_WORD = re.compile(r"zq([csn]\d{3})qz", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


EXCHANGED = 400
"""So much higher is the number that takes another's place where it is to be shown that nobody can tell."""


def digits(number: int) -> str:
    """Return the digits that every spelling of a planted number ends in."""
    return f"960{number}"


def a_contact(number: int, channel: Channel, audience: Audience) -> Contact:
    """Make a contact that says its mark wherever a contact can say anything."""
    word = f"zqc{number}qz"
    return Contact(
        id=f"c{number}",
        channel=channel,
        number=E164Number(e164=f"+441632{digits(number)}"),
        uri=f"{word}@example.org" if channel is Channel.EMAIL else f"https://example.org/{word}",
        label=f"desk {word}",
        menu_option=f"option {word}",
        keyword=word if channel is Channel.TEXT else None,
        does=f"does {word}",
        does_not=f"does not {word}",
        schedule=ALWAYS_OPEN,
        audience=audience,
        assurance=Assurance(confidence=Confidence.INVENTED),
    )


def an_entry(service_id: str, kind: str, audience: Audience, contacts: tuple[Contact, ...]) -> Service:
    """Make a service that says its mark wherever a service can say anything that is not known to all."""
    number = contacts[0].id[1:]
    return Service(
        id=service_id,
        name=f"Planted {service_id}",
        kind=kind,
        areas=(FORCE,),
        audience=audience,
        description=f"A description zqs{number}qz.",
        eligibility_description=f"For zqs{number}qz.",
        alert=f"Today zqs{number}qz.",
        accessibility=f"Reached by zqs{number}qz.",
        notes=f"Was zqn{number}qz.",
        disagreements=(f"Another says zqn{number}qz",),
        contacts=contacts,
    )


def entries() -> Iterator[Service]:
    """Yield a service for each audience, with a contact of each channel for it, and one for all with every kind of contact."""
    number = 100
    every: list[Contact] = []
    for audience in EVERY_AUDIENCE:
        named = audience[0] if audience else "nobody"
        kind = KINDS.get(audience[0], "spa_crisis_line") if audience else "spa_crisis_line"
        own = tuple(a_contact(number + place, channel, audience) for place, channel in enumerate(Channel))
        number += len(Channel)
        yield an_entry(f"planted-{named}", kind, audience, own)
        every += [a_contact(number + place, channel, audience) for place, channel in enumerate(Channel)]
        number += len(Channel)
    # The hidden ones first: whoever takes the first contact takes a wrong one.
    yield an_entry("planted-mixed", "spa_crisis_line", (Role.PUBLIC,), tuple(reversed(every)))


PLANTED = tuple(entries())
NUMBERS = {int(contact.id[1:]): contact for service in PLANTED for contact in service.contacts}


def planted() -> Contents:
    """Return the shipped directory with all of them."""
    shipped = load_shipped()
    return msgspec.structs.replace(shipped, services=(*shipped.services, *PLANTED))


def marks_in(text: str) -> set[str]:
    """Return every mark that a text holds, in any spelling, with tags in it or not."""
    texts = (text, _TAG.sub("", text)) if "<" in text else (text,)
    found = {f"c{number}" for part in texts for number in _NUMBER.findall(part)}
    return found | {word.lower() for part in texts for word in _WORD.findall(part)}


def marks_of(reader: Role, *services: Service) -> set[str]:
    """Return every mark of the services, of all of them if none is named, that the reader may have."""
    marks = set()
    for service in services or PLANTED:
        number = service.contacts[0].id[1:]
        marks |= {contact.id for contact in service.contacts if may_see(reader, contact.audience)}
        marks |= {f"s{number}"} if may_see(reader, service.audience) else set()
        marks |= {f"n{number}"} if may_see(reader, NOBODY) else set()
    return marks
