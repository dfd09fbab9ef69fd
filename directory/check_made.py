"""A check that a keeper made of a contact: what became of it, and what follows from several of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from directory.assurance import Assurance, Confidence
from directory.check_again import verify_by
from directory.opening import OpeningState
from directory.service import Service, ServiceId, ServiceKind, Status

RUNG = "rung"
"""The source (seed/sources.toml) of whatever a keeper of this directory found out by ringing."""

LONGEST_NOTE = 120


class CheckOutcome(StrEnum):
    """What became of a check."""

    RIGHT = "right"
    WRONG = "wrong"
    NOBODY = "nobody_answered"


class Heard(StrEnum):
    """What was heard where nobody answered as they should."""

    RANG_OUT = "rang_out"
    ENGAGED = "engaged"
    VOICEMAIL = "voicemail"
    NOT_IN_SERVICE = "not_in_service"
    SOMEBODY_ELSE = "somebody_else"


class CheckMade(msgspec.Struct, frozen=True, kw_only=True):
    """One check. `reached` is the number or the address as it was, `state` whether it said that it was open then.

    `note` is the keeper's own, about the entry; nothing of anybody who rings the line belongs there. `change` is the number
    of the change that came of it, if one did.
    """

    made_at: datetime
    made_by: str
    edition: int
    service_id: ServiceId
    contact_id: str
    reached: str
    state: OpeningState
    outcome: CheckOutcome
    heard: Heard | None = None
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""
    change: int | None = None


TRIES_UNTIL_DOUBT = 3
APART = timedelta(hours=2)
"""Calls nearer to each other than this are one try: a line that is busy now is busy in ten minutes."""


def tries_unanswered(checks: Iterable[CheckMade]) -> int:
    """Count the tries in a row, the last ones, on which nobody answered at a time when the line does not say it is closed.

    `checks` are those of one contact in the order in which they were made; somebody who answered ends the row.
    """
    tries, last = 0, None
    for check in checks:
        if check.outcome is not CheckOutcome.NOBODY:
            tries, last = 0, None
        elif check.state is not OpeningState.CLOSED and (last is None or check.made_at - last >= APART):
            tries, last = tries + 1, check.made_at
    return tries


def is_put_in_doubt(checks: Sequence[CheckMade]) -> bool:
    """Say whether the last of these checks of one contact is the try that puts its entry in doubt."""
    return tries_unanswered(checks) >= TRIES_UNTIL_DOUBT > tries_unanswered(checks[:-1])


def vouched(before: Assurance, kind: ServiceKind, day: date) -> Assurance:
    """Return what a fact rests on after somebody rang on the day and found it right: to be rung again as its kind asks."""
    return Assurance(
        sources=tuple(dict.fromkeys((*before.sources, RUNG))),
        confidence=Confidence.VERIFIED,
        verified_on=day,
        verify_by=verify_by(kind, day),
    )


def found_right(service: Service, contact_id: str, day: date) -> Service:
    """Return the entry with one contact vouched for."""
    contacts = tuple(
        msgspec.structs.replace(contact, assurance=vouched(contact.assurance, service.kind, day))
        if contact.id == contact_id
        else contact
        for contact in service.contacts
    )
    return msgspec.structs.replace(service, contacts=contacts)


def put_in_doubt(service: Service, day: date) -> Service:
    """Return the entry marked as one to be checked, because nobody answered; as it is where it is marked already."""
    if service.status is not Status.ACTIVE:
        return service
    reason = f"nobody answered on {TRIES_UNTIL_DOUBT} calls, the last on {day.day} {day:%B %Y}"
    return msgspec.structs.replace(service, status=Status.NEEDS_CHECK, status_reasons=(*service.status_reasons, reason))
