"""A way to reach a service. Hours and audience belong to the contact, not to the service."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from directory.assurance import Assurance
from directory.numbers import Number
from directory.reader import Audience, Role
from directory.schedule import NOT_STATED, Schedule


class Channel(StrEnum):
    """How one talks to the service."""

    VOICE = "voice"
    TEXT = "text"
    WEBCHAT = "webchat"
    EMAIL = "email"
    TEXTPHONE = "textphone"
    BSL_VIDEO = "bsl_video"
    IN_PERSON = "in_person"


WITHOUT_VOICE = frozenset({Channel.TEXT, Channel.WEBCHAT, Channel.TEXTPHONE, Channel.BSL_VIDEO})


class Cost(StrEnum):
    """What a call or text costs the caller."""

    FREE = "free"
    STANDARD = "standard"
    UNKNOWN = "unknown"


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One number, text line, chat, address or door, with its own hours and its own audience.

    `number` is None where the channel has none, or where the line exists but its number is not public and not held.
    `uri` is an address on the web or of e-mail. `menu_option` is what to press; `keyword` what to text.
    """

    id: str
    channel: Channel
    number: Number | None = None
    uri: str | None = None
    label: str = ""
    schedule: Schedule = NOT_STATED
    audience: Audience = (Role.PUBLIC,)
    menu_option: str | None = None
    keyword: str | None = None
    cost: Cost = Cost.UNKNOWN
    does: str | None = None
    does_not: str | None = None
    assurance: Assurance = Assurance()
    hours_assurance: Assurance = Assurance()
