"""A moment: the answer's substance from one instant until the next at which anything in it changes."""

from __future__ import annotations

from datetime import datetime

import msgspec

from directory.assurance import standing_on
from directory.capacity import Capacity, CapacityReport
from directory.certainty import Certainty
from directory.numbers import dial_string, for_people, is_fictitious
from directory.opening import OpeningState, instant_of, minute_of
from directory.service import ServiceId, Status
from routing.answer import (
    AnyReason,
    AskedForByRule,
    CheckOverdue,
    ClosedNow,
    FictitiousNumber,
    Message,
    MoreOfTheSame,
    NeedsCheck,
    OfferedContact,
    Option,
    OtherOnDuty,
    PassedOver,
    State,
    Target,
)
from routing.candidates import Candidate, age_reason, passed, place_reason
from routing.cells import Cell
from routing.edition import CompiledContact, CompiledEdition
from routing.policy import Policy
from routing.ranking import ContactNow, Standee, is_assured, order_of_contacts, order_of_offer
from routing.said import messages_for, targets_for
from routing.situation import LONDON
from routing.suites import SUITES, locally_free, room_at, room_reason

CALL_BESIDE = "nhs111_mh"
"""The national number that stands beside a first one that could not be confirmed (F7)."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in an answer but its instant and its number in the log. Holds in [`start`, `end`) for `reports`."""

    start: int
    end: int | None
    reports: tuple[CapacityReport | None, ...]
    options: tuple[Option, ...]
    passed_over: tuple[PassedOver, ...]
    messages: tuple[Message, ...]
    ask: tuple[str, ...]
    targets: tuple[Target, ...]


def moment_at(edition: CompiledEdition, cell: Cell, at: datetime, capacity: Capacity) -> Moment:
    """Return the moment that holds at the instant, worked out again only when something may have changed."""
    minute = minute_of(at)
    reports = tuple(capacity.get(suite) for suite in cell.suites)
    last = cell.last
    if last is None or not (last.start <= minute and (last.end is None or minute < last.end)) or last.reports != reports:
        last = cell.last = work_out(edition, cell, minute, reports)
    return last


def work_out(edition: CompiledEdition, cell: Cell, minute: int, reports: tuple[CapacityReport | None, ...]) -> Moment:
    """Put the candidates in order at the minute, and say everything that goes with them."""
    capacity = {suite: report for suite, report in zip(cell.suites, reports, strict=True) if report is not None}
    local, over = stand(edition, cell, cell.found.candidates, minute, capacity), []
    suites_wanted = any(suite_wanted(want.token) and want.token not in cell.plan.removed for want in cell.plan.wanted)
    spilled = suites_wanted and not locally_free((one.candidate, one.room) for one in local if one.room)
    if spilled:
        over = stand(edition, cell, cell.overflow, minute, capacity)
    on_duty, off_duty = duty(edition.policy, [*local, *over])
    ladder, same = each_number_once(sorted(on_duty, key=lambda one: order_of_offer(one, cell.plan)))
    ladder, surplus = at_most(ladder, edition.policy.most_of_a_kind)
    ladder = ending_always_open(with_beside(ladder, cell), cell.plan.last)
    return Moment(
        start=minute,
        end=next_change(cell, minute, capacity),
        reports=reports,
        options=tuple(as_option(one, minute) for one in ladder),
        passed_over=(*cell.found.passed_over, *off_duty, *same, *surplus),
        messages=messages_for(edition.policy, cell, ladder, spilled=spilled),
        ask=questions(edition.policy, cell, ladder),
        targets=targets_for(edition.policy, cell),
    )


def suite_wanted(token: str) -> bool:
    """Say whether a plan that wants the token looks for a place of safety."""
    return token in SUITES


def stand(
    edition: CompiledEdition, cell: Cell, candidates: tuple[Candidate, ...], minute: int, capacity: Capacity
) -> list[Standee]:
    """Take each candidate that is valid on the day with the state of its contacts and room at the minute."""
    day = instant_of(minute).astimezone(LONDON).date()
    stale = int(cell.settings["L14"])
    standees = []
    for candidate in candidates:
        service = candidate.compiled.service
        if (service.valid_from and day < service.valid_from) or (service.valid_to and day > service.valid_to):
            continue
        contacts = contacts_now(edition, cell, candidate, minute)
        best = contacts[0].compiled if contacts else None
        room = room_at(service.id, capacity, minute, stale) if service.kind in SUITES else None
        standees.append(Standee(candidate=candidate, contacts=contacts, room=room, assured=is_assured(candidate, best, day)))
    return standees


def contacts_now(edition: CompiledEdition, cell: Cell, candidate: Candidate, minute: int) -> tuple[ContactNow, ...]:
    """Order the contacts for use at the minute. In an hour that occurs twice only what is always open is sure (F3)."""
    doubtful = cell.situation.facts.time == "ambiguous"
    now = []
    for contact in candidate.contacts:
        opening = contact.opening
        if doubtful and not opening.always_open:
            now.append(ContactNow(contact, OpeningState.UNKNOWN, None))
            continue
        change = opening.next_change(minute)
        now.append(ContactNow(contact, opening.state_at(minute), change if change != edition.window.end else None))
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


def with_beside(ladder: list[Standee], cell: Cell) -> list[Standee]:
    """Move what must stand beside the first option right after it: the national number, 999, a way without voice."""
    tokens = [want.token for want in cell.plan.beside]
    if ladder and not ladder[0].assured:
        tokens.insert(0, CALL_BESIDE)
    for token in tokens:
        ladder = beside_first(ladder, token)
    return ladder


def beside_first(ladder: list[Standee], token: str) -> list[Standee]:
    """Move the first open option that the token names to the second rung, unless it leads already."""
    for index, one in enumerate(ladder):
        if named(one, token) and one.state is OpeningState.OPEN:
            return ladder if index <= 1 else [ladder[0], one, *ladder[1:index], *ladder[index + 1 :]]
    return ladder


def ending_always_open(ladder: list[Standee], last: tuple[str, ...]) -> list[Standee]:
    """Let the ladder end in something open all day, every day (CC C1).

    That is the last of policy's `last` that is not needed on the first two rungs; else any such option; else the second.
    """
    for beside, token in [(1, token) for token in (*reversed(last), None)] + [(0, None)]:
        for index in range(len(ladder) - 1, beside, -1):
            if ladder[index].always_open and (token is None or named(ladder[index], token)):
                return [*ladder[:index], *ladder[index + 1 :], ladder[index]]
    return ladder


def named(one: Standee, token: str) -> bool:
    """Say whether a token of the policy names the option, by its kind or its id."""
    service = one.candidate.compiled.service
    return token in (service.kind, service.id)


def each_number_once(ladder: list[Standee]) -> tuple[list[Standee], list[PassedOver]]:
    """Drop an option of a kind whose number stands above it already: nobody is sent round in circles."""
    seen: set[tuple[str, str]] = set()
    kept, same = [], []
    for one in ladder:
        service, best = one.candidate.compiled.service, one.best
        number = None if best is None else best.compiled.contact.number
        key = None if number is None else (service.kind, dial_string(number))
        if key is not None and key in seen:
            same.append(passed(service, MoreOfTheSame()))
            continue
        kept.append(one)
        seen |= set() if key is None else {key}
    return kept, same


def questions(policy: Policy, cell: Cell, ladder: list[Standee]) -> tuple[str, ...]:
    """Add to the policy's questions those that the candidates raise: an age limit, a part of the place."""
    asked = set(cell.plan.ask)
    if cell.situation.age is None and any(one.candidate.eligible is Certainty.UNKNOWN for one in ladder):
        asked.add("age")
    return tuple(fact for fact in policy.ask_order if fact in asked)


def next_change(cell: Cell, minute: int, capacity: Capacity) -> int | None:
    """Return the first minute after this one at which anything of the answer may change; None: none is known."""
    changes = []
    for candidate in (*cell.found.candidates, *cell.overflow):
        changes += [date for date in candidate.compiled.dates if date > minute]
        for contact in candidate.contacts:
            changes += [date for date in contact.assurance_changes if date > minute]
            change = contact.opening.next_change(minute)
            if change is not None:
                changes.append(change)
    stale = int(cell.settings["L14"])
    for report in capacity.values():
        updated = minute_of(report.updated)
        changes += [edge for edge in (updated, updated + stale) if edge > minute]
    good_until = cell.situation.good_until
    if good_until is not None:
        changes.append(minute_of(good_until))
    return min(changes, default=None)


def as_option(one: Standee, minute: int) -> Option:
    """Write the option as it stands at the minute."""
    service, want = one.candidate.compiled.service, one.candidate.want
    best = one.best
    return Option(
        service_id=service.id,
        name=service.name,
        kind=service.kind,
        organization=service.organization,
        contact=None if best is None else as_offered(best, minute),
        other_contacts=tuple(as_offered(other, minute) for other in one.contacts[1:]),
        state=state_of(best),
        status=service.status,
        rule_id=want.rule_id,
        clause=want.clause,
        reasons=reasons(one, minute),
        area=one.candidate.area,
        alert=service.alert,
    )


def state_of(now: ContactNow | None) -> State:
    """Say whether a contact answers and until when; nothing stated is unknown."""
    if now is None:
        return State(state=OpeningState.UNKNOWN, until=None, always_open=False)
    until = None if now.until is None else instant_of(now.until)
    return State(state=now.state, until=until, always_open=now.compiled.opening.always_open)


def as_offered(now: ContactNow, minute: int) -> OfferedContact:
    """Write one contact for people and for telephones."""
    contact = now.compiled.contact
    number, assurance = contact.number, contact.assurance
    return OfferedContact(
        channel=contact.channel,
        label=contact.label,
        number=None if number is None else for_people(number),
        dial=None if number is None else dial_string(number),
        uri=contact.uri,
        menu_option=contact.menu_option,
        keyword=contact.keyword,
        cost=contact.cost,
        audience=contact.audience,
        fictitious=number is not None and is_fictitious(number),
        withheld=False,
        state=state_of(now),
        verified_on=None if assurance.verified_on is None else assurance.verified_on.isoformat(),
        verify_by=None if assurance.verify_by is None else assurance.verify_by.isoformat(),
        standing=standing_on(assurance, instant_of(minute).astimezone(LONDON).date()),
        confidence=assurance.confidence,
    )


def reasons(one: Standee, minute: int) -> tuple[AnyReason, ...]:
    """Say why the option stands where it stands."""
    candidate, best = one.candidate, one.best
    found: list[AnyReason] = [AskedForByRule(candidate.want.rule_id, candidate.want.clause), age_reason(candidate)]
    found += place_reason(candidate)
    if candidate.compiled.service.status is Status.NEEDS_CHECK:
        found.append(NeedsCheck())
    elif not one.assured:
        found.append(CheckOverdue())
    if one.room is not None:
        found += room_reason(candidate, one.room)
    if best is not None and best.compiled.contact.number is not None and is_fictitious(best.compiled.contact.number):
        found.append(FictitiousNumber())
    if best is not None and best.state is OpeningState.CLOSED:
        found.append(ClosedNow(opens_at(best.compiled, minute)))
    return tuple(found)


def opens_at(contact: CompiledContact, minute: int) -> datetime | None:
    """Return the next instant at which the contact is surely open; None where none is known."""
    change = contact.opening.next_change(minute)
    while change is not None and contact.opening.state_at(change) is not OpeningState.OPEN:
        change = contact.opening.next_change(change)
    return None if change is None else instant_of(change)
