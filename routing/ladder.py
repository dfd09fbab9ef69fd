"""The ladder at a minute: who stands on it, who is off duty, what stands beside the first, and how it ends."""

from __future__ import annotations

import msgspec

from directory.capacity import Capacity
from directory.numbers import dial_string
from directory.opening import OpeningState
from directory.service import ServiceId, is_in_force
from routing.answer import MoreOfTheSame, OtherOnDuty, PassedOver
from routing.candidates import Candidate, passed
from routing.cells import Cell
from routing.edition import CompiledEdition, day_of
from routing.policy import Policy
from routing.ranking import ContactNow, Standee, is_assured, order_of_contacts, order_of_offer
from routing.suites import SUITES, locally_free, room_at

CALL_BESIDE = "nhs111_mh"
"""The national number that stands beside a first one that could not be confirmed (F7)."""


class Ladder(msgspec.Struct, frozen=True, gc=False):
    """The rungs in the order to try them, and who was left out at this minute.

    `spilled` says that a place of safety is wanted and none in the area may have room.
    """

    rungs: tuple[Standee, ...]
    passed_over: tuple[PassedOver, ...]
    spilled: bool


def ladder_at(edition: CompiledEdition, cell: Cell, minute: int, capacity: Capacity) -> Ladder:
    """Put the cell's candidates in order at the minute."""
    standing = stand(edition, cell, cell.found.candidates, minute, capacity)
    spilled = wants_suite(cell) and not locally_free((one.candidate, one.room) for one in standing if one.room)
    if spilled:
        standing += stand(edition, cell, cell.overflow, minute, capacity)
    on_duty, off_duty = duty(edition.policy, standing)
    rungs, same = each_number_once(sorted(on_duty, key=lambda one: order_of_offer(one, cell.plan)))
    rungs, surplus = at_most(rungs, edition.policy.most_of_a_kind)
    beside = tokens_beside(rungs, cell)
    rungs = ending_always_open(with_beside(rungs, beside), cell.plan.last, max(1, len(beside)))
    return Ladder(tuple(rungs), (*off_duty, *same, *surplus), spilled)


def wants_suite(cell: Cell) -> bool:
    """Say whether the plan looks for a place of safety here."""
    return cell.situation.place.outcome == "known" and any(
        want.token in SUITES and want.token not in cell.plan.removed for want in cell.plan.wanted
    )


def stand(
    edition: CompiledEdition, cell: Cell, candidates: tuple[Candidate, ...], minute: int, capacity: Capacity
) -> list[Standee]:
    """Take each candidate that is valid on the day with the state of its contacts and room at the minute."""
    day = day_of(minute)
    stale, child = int(cell.settings["L14"]), cell.situation.facts.child
    standees = []
    for candidate in candidates:
        service = candidate.compiled.service
        if not is_in_force(service, day):
            continue
        contacts = contacts_now(edition, cell, candidate, minute)
        best = contacts[0].compiled if contacts else None
        room = room_at(service.id, capacity, minute, stale, child) if service.kind in SUITES else None
        standees.append(Standee(candidate=candidate, contacts=contacts, room=room, assured=is_assured(candidate, best, day)))
    return standees


def contacts_now(edition: CompiledEdition, cell: Cell, candidate: Candidate, minute: int) -> tuple[ContactNow, ...]:
    """Order the contacts for use at the minute. In an hour that occurs twice only what is always open is sure (F3)."""
    doubtful, end = cell.situation.facts.time == "ambiguous", edition.window.end
    now = []
    for contact in candidate.contacts:
        opening = contact.opening
        if doubtful and not opening.always_open:
            now.append(ContactNow(contact, OpeningState.UNKNOWN, None))
            continue
        state, change = opening.state_until(minute)
        now.append(ContactNow(contact, state, change if change != end else None))
    if len(now) < 2:
        return tuple(now)
    ordered = sorted(enumerate(now), key=lambda one: order_of_contacts(one[1], cell.situation.facts, one[0]))
    return tuple(contact for _, contact in ordered)


def duty(policy: Policy, standees: list[Standee]) -> tuple[list[Standee], list[PassedOver]]:
    """Keep of each pair the team on duty in an area: the day team in its hours, else the out-of-hours team (F9).

    Where both answer, the out-of-hours team takes the overlap, unless it is open all hours. Where neither surely
    answers, both stay.
    """
    off: dict[ServiceId, ServiceId] = {}
    for pair in policy.counterparts:
        days = [one for one in standees if one.candidate.compiled.service.kind == pair.day]
        nights = [one for one in standees if one.candidate.compiled.service.kind == pair.out_of_hours]
        for day in days:
            for night in nights:
                if set(day.candidate.compiled.service.areas) & set(night.candidate.compiled.service.areas):
                    off |= off_duty(day, night)
    kept = [one for one in standees if one.candidate.compiled.service.id not in off]
    dropped = [
        passed(one.candidate.compiled.service, OtherOnDuty(off[one.candidate.compiled.service.id]))
        for one in standees
        if one.candidate.compiled.service.id in off
    ]
    return kept, dropped


def off_duty(day: Standee, night: Standee) -> dict[ServiceId, ServiceId]:
    """Map the one of the two that is off duty to the other; empty where neither surely answers."""
    day_id, night_id = day.candidate.compiled.service.id, night.candidate.compiled.service.id
    if day.state is not OpeningState.OPEN and night.state is not OpeningState.OPEN:
        return {}
    day_takes_it = night.state is not OpeningState.OPEN or (day.state is OpeningState.OPEN and night.always_open)
    return {night_id: day_id} if day_takes_it else {day_id: night_id}


def each_number_once(ladder: list[Standee]) -> tuple[list[Standee], list[PassedOver]]:
    """Drop an option of a kind whose number stands above it already: nobody is sent round in circles."""
    seen: set[tuple[str, str]] = set()
    kept, same = [], []
    for one in ladder:
        service, best = one.candidate.compiled.service, one.best
        number = None if best is None else best.compiled.contact.number
        key = None if number is None else (service.kind, dial_string(number))
        if key in seen:
            same.append(passed(service, MoreOfTheSame()))
            continue
        kept.append(one)
        if key is not None:
            seen.add(key)
    return kept, same


def at_most(ladder: list[Standee], most: int) -> tuple[list[Standee], list[PassedOver]]:
    """Keep the first few of each kind; places of safety are never hidden (NH 3.24)."""
    counts: dict[str, int] = {}
    kept, surplus = [], []
    for one in ladder:
        kind = one.candidate.compiled.service.kind
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= most or kind in SUITES:
            kept.append(one)
        else:
            surplus.append(passed(one.candidate.compiled.service, MoreOfTheSame()))
    return kept, surplus


def tokens_beside(ladder: list[Standee], cell: Cell) -> tuple[str, ...]:
    """Return what must stand beside the first option: the national number, 999, a way without voice."""
    doubtful = bool(ladder) and not ladder[0].assured
    return (*((CALL_BESIDE,) if doubtful else ()), *(want.token for want in cell.plan.beside))


def with_beside(ladder: list[Standee], tokens: tuple[str, ...]) -> list[Standee]:
    """Move what must stand beside the first option right after it, the last of the tokens nearest."""
    for token in tokens:
        ladder = beside_first(ladder, token)
    return ladder


def beside_first(ladder: list[Standee], token: str) -> list[Standee]:
    """Move the first open option that the token names to the second rung, unless it leads already."""
    for index, one in enumerate(ladder):
        if named(one, token) and one.state is OpeningState.OPEN:
            return ladder if index <= 1 else [ladder[0], one, *ladder[1:index], *ladder[index + 1 :]]
    return ladder


def ending_always_open(ladder: list[Standee], last: tuple[str, ...], beside: int) -> list[Standee]:
    """Let the ladder end in something open all day, every day (CC C1).

    That is the last of policy's `last` that is not needed first or `beside` it; else any such option; else the second.
    """
    for needed, token in [(beside, token) for token in (*reversed(last), None)] + [(0, None)]:
        for index in range(len(ladder) - 1, needed, -1):
            if ladder[index].always_open and (token is None or named(ladder[index], token)):
                return [*ladder[:index], *ladder[index + 1 :], ladder[index]]
    return ladder


def named(one: Standee, token: str) -> bool:
    """Say whether a token of the policy names the option, by its kind or its id."""
    service = one.candidate.compiled.service
    return token in (service.kind, service.id)
