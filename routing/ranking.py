"""The order of the ladder at an instant, as a tuple that can be read aloud."""

from __future__ import annotations

from datetime import date

import msgspec

from directory.assurance import Standing, standing_on
from directory.certainty import Certainty
from directory.contact import WITHOUT_VOICE, Channel, Cost
from directory.numbers import E164Number, surely_free
from directory.opening import OpeningState
from directory.service import ServiceId, Status
from routing.candidates import Candidate
from routing.edition import CompiledContact
from routing.facts import Facts
from routing.plan import Plan
from routing.policy import Step
from routing.suites import Room, room_rank

STATE_RANK = {OpeningState.OPEN: 0, OpeningState.UNKNOWN: 1, OpeningState.CLOSED: 2}
ELIGIBLE_RANK = {Certainty.YES: 0, Certainty.UNKNOWN: 1, Certainty.NO: 2}
CHANNEL_RANK = {
    Channel.VOICE: 0,
    Channel.TEXT: 1,
    Channel.TEXTPHONE: 2,
    Channel.BSL_VIDEO: 3,
    Channel.WEBCHAT: 4,
    Channel.IN_PERSON: 5,
    Channel.EMAIL: 6,
}


class ContactNow(msgspec.Struct, frozen=True, gc=False):
    """A contact and its state at the instant. `until` is the UTC minute of its next change, None: not known."""

    compiled: CompiledContact
    state: OpeningState
    until: int | None


class Standee(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A candidate at an instant: which contact to use now, and everything the order needs."""

    candidate: Candidate
    contacts: tuple[ContactNow, ...]
    room: Room | None
    assured: bool

    @property
    def best(self) -> ContactNow | None:
        """Return the contact to use now; None where the entry holds none."""
        return self.contacts[0] if self.contacts else None

    @property
    def state(self) -> OpeningState:
        """Return whether it answers; an entry without contact is UNKNOWN."""
        return self.contacts[0].state if self.contacts else OpeningState.UNKNOWN

    @property
    def always_open(self) -> bool:
        """Say whether the contact to use is open all day, every day."""
        return bool(self.contacts) and self.contacts[0].compiled.opening.always_open


OrderOfOffer = tuple[bool, int, int, bool, bool, bool, int, int, int, float, int, ServiceId]


def order_of_offer(standee: Standee, plan: Plan) -> OrderOfOffer:
    """Sort key: emergency, open, the policy's step, free, reachable, checked, eligible, rule, room, share, distance, id."""
    candidate = standee.candidate
    step = step_taken(standee)
    return (
        not (step is Step.EMERGENCY and standee.state is not OpeningState.CLOSED),
        state_rank(standee),
        step,
        plan.free_first and is_free(standee) is not Certainty.YES,
        plan.full_numbers_first and not has_full_number(standee),
        step is not Step.EMERGENCY and not standee.assured,
        0 if step is Step.EMERGENCY else ELIGIBLE_RANK[candidate.eligible],
        candidate.want.order,
        0 if standee.room is None else room_rank(candidate, standee.room),
        -candidate.share,
        candidate.kilometres or 0,
        candidate.compiled.service.id,
    )


def state_rank(standee: Standee) -> int:
    """Rank what is open, then hours not known, then closed; a last resort never stands before a team that may be open."""
    rank = STATE_RANK[standee.state]
    return max(rank, STATE_RANK[OpeningState.UNKNOWN]) if standee.candidate.want.step is Step.LAST else rank


def step_taken(standee: Standee) -> Step:
    """Return the step; an entry that could not be confirmed is not put before the numbers that usually come first (F7)."""
    step = standee.candidate.want.step
    return Step.FIRST if step is Step.FOREMOST and not standee.assured else step


def is_free(standee: Standee) -> Certainty:
    """Say whether the contact to use costs the caller nothing."""
    if standee.best is None:
        return Certainty.UNKNOWN
    contact = standee.best.compiled.contact
    if contact.cost is Cost.FREE or (contact.number is not None and surely_free(contact.number)):
        return Certainty.YES
    return Certainty.UNKNOWN if contact.cost is Cost.UNKNOWN else Certainty.NO


def has_full_number(standee: Standee) -> bool:
    """Say whether the contact can be dialled from abroad; short codes cannot."""
    best = standee.best
    return best is not None and isinstance(best.compiled.contact.number, E164Number)


def order_of_contacts(now: ContactNow, facts: Facts, index: int) -> tuple[int, bool, bool, int, int]:
    """Sort key: open, a way without voice where voice is no way, a number at all, the usual channels first, as entered."""
    contact = now.compiled.contact
    without_voice = facts.needs is not None and ("deaf_bsl" in facts.needs or "cannot_speak" in facts.needs)
    return (
        STATE_RANK[now.state],
        without_voice and contact.channel not in WITHOUT_VOICE,
        contact.number is None and contact.uri is None,
        CHANNEL_RANK[contact.channel],
        index,
    )


def is_assured(candidate: Candidate, contact: CompiledContact | None, day: date) -> bool:
    """Say whether the entry stands without a known doubt: active, and its check not overdue."""
    if candidate.compiled.service.status is not Status.ACTIVE:
        return False
    return contact is None or standing_on(contact.contact.assurance, day) is not Standing.OVERDUE
