"""The crisis card: the numbers of an area that answer at every hour, and empty lines for one's own. Nothing is stored."""

from __future__ import annotations

from datetime import datetime

import msgspec

from directory.contact import Channel
from directory.reader import Role
from directory.service import AreaCode, Status
from routing.answer import Option
from routing.context import CallerContext
from routing.edition import CompiledEdition
from web.ladder import Way, way
from web.pathways import answer_there
from web.words import Tongue

MOST_NUMBERS = 5
SPOKEN_OR_WRITTEN = (Channel.VOICE, Channel.TEXT)


class CardNumber(msgspec.Struct, frozen=True):
    """One number on the card."""

    name: str
    way: Way
    needs_check: bool


def card_of(edition: CompiledEdition, area: AreaCode, at: datetime, tongue: Tongue) -> tuple[CardNumber, ...]:
    """Return the numbers of the router's answer there that are always open: 999 first, and last what is not confirmed.

    A card is the public's, whoever prints it: it lies in wallets and on tables.
    """
    answer = answer_there(edition, area, CallerContext(caller="public", age=40), at, Role.PUBLIC)
    numbers = [
        CardNumber(option.name, way(option.contact, at, tongue), option.status is Status.NEEDS_CHECK)
        for option in answer.options
        if option.contact is not None and is_for_a_card(option)
    ]
    return tuple(sorted(numbers, key=lambda number: (number.way.where != "999", number.needs_check))[:MOST_NUMBERS])


def is_for_a_card(option: Option) -> bool:
    """Say whether the option can be rung or texted at every hour."""
    contact = option.contact
    return (
        contact is not None
        and contact.dial is not None
        and contact.channel in SPOKEN_OR_WRITTEN
        and contact.state.always_open
        and not contact.fictitious
    )
