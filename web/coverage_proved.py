"""What the pages of coverage read of a proof: how each group of callers fares in each area, and every gap with its cause.

`proved_of` is the one place where the proof of an edition meets these pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from directory.reader import SEES_EVERYTHING, Audience, Role
from directory.service import AreaCode, ServiceId
from routing.candidates import ROLE_OF_CALLER
from routing.context import Caller
from routing.facts import PUBLIC_CALLERS
from web.desk import Held

GROUPS: dict[Caller, str] = {
    "carer": "Person or carer",
    "nhs111": "NHS 111",
    "police": "Police",
    "ambulance": "Ambulance",
    "ed_staff": "Emergency department",
    "amhp": "AMHP",
    "custody": "Custody",
    "gp": "GP and others",
}
"""The main groups of callers, each under the caller that stands for it, with the heading of its column."""


class Promise(StrEnum):
    """What is promised to a caller at every minute."""

    ANSWERED = "answered"
    FIRST = "first"
    LOCAL = "local"


PROMISED = {
    Promise.ANSWERED: "somebody answers who is not 999 or NHS 111",
    Promise.FIRST: "one of those answers who are to come first",
    Promise.LOCAL: "a service of the area itself answers",
}


class Cause(StrEnum):
    """Why there is a gap."""

    NO_SERVICE = "no-service"
    WEEKLY_HOURS = "weekly-hours"
    BANK_HOLIDAY = "bank-holiday"
    NAMED_DAY = "named-day"
    EXCEPTION = "exception"
    ENTRY_ENDS = "entry-ends"
    CLOCK_NIGHT = "clock-night"
    NOT_KNOWN = "not-known"


CAUSES = {
    Cause.NO_SERVICE: (
        "No service of the directory that takes these callers and this age serves the area.",
        "An entry for a service that serves the area and takes this age, or a wider area or age of one that is there.",
    ),
    Cause.WEEKLY_HOURS: (
        "The weekly hours of the services leave these times free.",
        "Longer hours of one of the services near by, or another service for these times.",
    ),
    Cause.BANK_HOLIDAY: (
        "The services are closed on bank holidays.",
        "Hours on bank holidays for one of the services near by, or another service for those days.",
    ),
    Cause.NAMED_DAY: (
        "The services are closed on a named day, such as Christmas Day.",
        "Hours on that day for one of the services near by, or another service for it.",
    ),
    Cause.EXCEPTION: (
        "A dated exception closes the services.",
        "Another service for these dates, or an end of the exception.",
    ),
    Cause.ENTRY_ENDS: (
        "The entry of a service ends, and no other takes its place.",
        "A new end for the entry once the service confirms it, or the entry of its successor.",
    ),
    Cause.CLOCK_NIGHT: (
        "The clocks change in this night, and the stated hours leave the hour that comes twice free.",
        "Hours that are stated for that night, or a service that is always open.",
    ),
    Cause.NOT_KNOWN: (
        "The hours of the services are not known, and hours that are not known count as closed.",
        "Their hours, asked from the services and recorded with the day and the source.",
    ),
}
"""For each cause what it is, and what would close the gap."""


class Always(msgspec.Struct, frozen=True, tag="always"):
    """The promise holds at every minute; `depth` independent numbers at the thinnest."""

    depth: int


class Gaps(msgspec.Struct, frozen=True, tag="gaps"):
    """The promise fails in `count` stretches, together `minutes` long; the next one from `start` to `end` (UTC minutes)."""

    count: int
    start: int
    end: int
    minutes: int
    code: str


class OnlyLast(msgspec.Struct, frozen=True, tag="only-last"):
    """Nobody but the last resort ever answers."""

    code: str


State = Always | Gaps | OnlyLast


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One area, and how each group of callers fares there."""

    area: AreaCode
    name: str
    region: str
    police: str
    states: Mapping[Caller, State]


class NearBy(msgspec.Struct, frozen=True, kw_only=True):
    """A service that might close a gap, and when it opens next after the gap begins; None is not known."""

    service_id: ServiceId
    name: str
    audience: Audience
    opens: int | None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that does not hold: to whom, where, at which ages, in which stretches (UTC minutes, rising), and why.

    `words` say the stretches as people do; `because` names what in the directory the cause is.
    """

    code: str
    caller: Caller
    area: AreaCode
    area_name: str
    ages: str
    promise: Promise
    stretches: tuple[tuple[int, int], ...]
    words: str
    cause: Cause
    because: str
    near: tuple[NearBy, ...]


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """What the proof of an edition found, from minute `start` to `end`."""

    start: int
    end: int
    rows: tuple[Row, ...]
    gaps: Mapping[str, Gap]


Prove = Callable[[Held], Proved | None]


def proved_of(held: Held) -> Proved | None:  # noqa: ARG001 (the edition in force is what will be asked about)
    """Return what is proved of the edition in force; None while nothing is."""
    return None


def may_know(reader: Role, caller: Caller) -> bool:
    """Say whether the reader may know when the lines of these callers are open: the public's, and the reader's own.

    A gap tells the hours of the lines around it, so it is kept as they are.
    """
    return caller in PUBLIC_CALLERS or reader in SEES_EVERYTHING or ROLE_OF_CALLER.get(caller, Role.PROFESSIONAL) is reader
