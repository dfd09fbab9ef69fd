"""What the router says: a ladder of options, and everything needed to check why.

Types marked `gc=False` here and beside it are trees of immutable values, which can hold no cycle. Cells keep so many of
them that the garbage collector, walking through, held up a call for 0.15 s at 2,000 cells (docs/benchmarks.md).
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from directory.areas import AreaShare
from directory.assurance import Standing
from directory.capacity import Space
from directory.contact import Channel, Cost
from directory.opening import OpeningState
from directory.reader import Audience
from directory.service import ServiceId, ServiceKind, Status


class Reason(msgspec.Struct, frozen=True, tag_field="reason", gc=False):
    """Why an option stands where it stands, or was passed over. Words for each are made in words.py alone."""


class AskedForByRule(Reason, frozen=True, tag="asked-for-by-rule"):
    """A rule of the policy wants this kind of service here."""

    rule_id: str
    clause: str


class AgeFits(Reason, frozen=True, tag="age-fits"):
    """The person's age is one that the service accepts."""


class AgeNotKnown(Reason, frozen=True, tag="age-not-known"):
    """The service has an age limit and the person's age is not known: ask."""

    minimum_age: int | None
    maximum_age: int | None


class AgeOutsideRange(Reason, frozen=True, tag="age-outside-range"):
    """The person's age is not one the service accepts."""

    minimum_age: int | None
    maximum_age: int | None


class NeedsCheck(Reason, frozen=True, tag="needs-check"):
    """The entry could not be confirmed: it ranks lower, with its date in sight."""


class CheckOverdue(Reason, frozen=True, tag="check-overdue"):
    """The day by which the entry should have been checked again has passed."""


class PartOfPlace(Reason, frozen=True, tag="part-of-place"):
    """The service covers only a part of the place: ask for the rest of the postcode."""

    area: str
    share: float


class NextArea(Reason, frozen=True, tag="next-area"):
    """The service is the nearest one of another area (Concordat 2014, B11)."""

    kilometres: int | None


class RoomReported(Reason, frozen=True, tag="room-reported", omit_defaults=True):
    """The place of safety reported its room lately enough to be trusted; `status` is that of the room this person needs.

    `adults_free` and `under_18_free` are the rooms that it counted, None where it did not.
    """

    status: Space
    updated: datetime
    adults_free: int | None = None
    under_18_free: int | None = None


class RoomNotConfirmed(Reason, frozen=True, tag="room-not-confirmed", omit_defaults=True):
    """No report, one older than the area allows, or one that does not say enough of the room that is needed: ring first.

    Rooms are told in the last case alone.
    """

    updated: datetime | None
    adults_free: int | None = None
    under_18_free: int | None = None


class FictitiousNumber(Reason, frozen=True, tag="fictitious-number"):
    """The line is not public: the number shown is from Ofcom's drama range and reaches nobody."""


class ClosedNow(Reason, frozen=True, tag="closed-now"):
    """The service is closed at this instant."""

    opens_at: datetime | None


class OtherOnDuty(Reason, frozen=True, tag="other-on-duty"):
    """Its counterpart is on duty at this instant (day team or out-of-hours team)."""

    service_id: ServiceId


class ProfessionalOnly(Reason, frozen=True, tag="professional-only"):
    """A line for professionals, and the caller is not one (Concordat 2014, Lincolnshire)."""


class PolicyRemoves(Reason, frozen=True, tag="policy-removes"):
    """A rule takes this kind out of the answer."""

    rule_id: str
    clause: str


class MoreOfTheSame(Reason, frozen=True, tag="more-of-the-same"):
    """Enough of this kind stand before it."""


class NotOfferedAnyMore(Reason, frozen=True, tag="not-offered-any-more"):
    """The entry was superseded or is historic."""

    superseded_by: ServiceId | None


AnyReason = (
    AskedForByRule
    | AgeFits
    | AgeNotKnown
    | AgeOutsideRange
    | NeedsCheck
    | CheckOverdue
    | PartOfPlace
    | NextArea
    | RoomReported
    | RoomNotConfirmed
    | FictitiousNumber
    | ClosedNow
    | OtherOnDuty
    | ProfessionalOnly
    | PolicyRemoves
    | MoreOfTheSame
    | NotOfferedAnyMore
)


class State(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Open, closed or unknown, and the instant (UTC) at which that changes; None: no change is known."""

    state: OpeningState
    until: datetime | None
    always_open: bool


class OfferedContact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One way to reach an offered service. `number` is for people, `dial` for telephones.

    `withheld` is True where this reader may know that the line exists but not its number; then both are None.
    """

    channel: Channel
    label: str
    number: str | None
    dial: str | None
    uri: str | None
    menu_option: str | None
    keyword: str | None
    cost: Cost
    audience: Audience
    fictitious: bool
    withheld: bool
    state: State
    verified_on: str | None
    verify_by: str | None
    standing: Standing
    confidence: str


class Option(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One rung of the ladder. `contact` is the one to use now; `other_contacts` its further ways, same reader."""

    service_id: ServiceId
    name: str
    kind: ServiceKind
    organization: str
    contact: OfferedContact | None
    other_contacts: tuple[OfferedContact, ...]
    state: State
    status: Status
    rule_id: str
    clause: str
    reasons: tuple[AnyReason, ...]
    area: str
    alert: str | None


class PassedOver(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A service that was considered and not offered, with the reason."""

    service_id: ServiceId
    name: str
    kind: ServiceKind
    reason: AnyReason


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing to say: a stable code, the words for this kind of caller, the clause, the rule that asked for it."""

    code: str
    words: str
    clause: str
    rule_id: str


class Target(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A time standard: code T1..T14, words, its basis, and the instant it runs out where that can be computed."""

    code: str
    words: str
    basis: str
    due: datetime | None = None


class PlaceAnswered(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The place the answer is for, in our words; `candidates` when the name was ambiguous."""

    outcome: str
    label: str | None
    areas: tuple[AreaShare, ...] = ()
    candidates: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The right number and what stands under it. Same edition, context, instant and capacity: the same bytes (I10).

    `options` are in the order to try them and end in something open all day, every day. `ask` names facts that could
    change the answer, the most telling first. `valid_until` (UTC) is the next instant at which the answer may change;
    None: no change is known. `decision` identifies the answer in the decision log.
    """

    place: PlaceAnswered
    options: tuple[Option, ...]
    messages: tuple[Message, ...]
    ask: tuple[str, ...]
    targets: tuple[Target, ...]
    passed_over: tuple[PassedOver, ...]
    valid_until: datetime | None
    edition: int
    edition_hash: str
    at: datetime
    decision: str
