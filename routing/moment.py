"""A moment: the answer's substance from one instant until the next at which anything in it changes."""

from __future__ import annotations

from datetime import datetime

import msgspec

from directory.capacity import Capacity, CapacityReport
from directory.certainty import Certainty
from directory.opening import minute_of
from routing.answer import Message, Option, PassedOver, Target
from routing.cells import Cell
from routing.edition import CompiledEdition
from routing.ladder import Ladder, ladder_at
from routing.offer import as_option
from routing.policy import Policy
from routing.said import messages_for, targets_for


class Moment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    ladder = ladder_at(edition, cell, minute, capacity)
    return Moment(
        start=minute,
        end=next_change(cell, minute, capacity),
        reports=reports,
        options=tuple(as_option(edition, one, minute) for one in ladder.rungs),
        passed_over=(*cell.found.passed_over, *ladder.passed_over),
        messages=messages_for(edition.policy, cell, ladder),
        ask=questions(edition.policy, cell, ladder),
        targets=targets_for(edition.policy, cell),
    )


def questions(policy: Policy, cell: Cell, ladder: Ladder) -> tuple[str, ...]:
    """Add to the policy's questions those that the candidates raise: an age limit, a part of the place."""
    asked = set(cell.plan.ask)
    if cell.situation.age is None and any(one.candidate.eligible is Certainty.UNKNOWN for one in ladder.rungs):
        asked.add("age")
    return tuple(fact for fact in policy.ask_order if fact in asked)


def next_change(cell: Cell, minute: int, capacity: Capacity) -> int | None:
    """Return the first minute after this one at which anything of the answer may change; None: none is known."""
    changes: list[int] = []
    for candidate in (*cell.found.candidates, *cell.overflow):
        changes += candidate.compiled.dates
        for contact in candidate.contacts:
            changes += contact.assurance_changes
            change = contact.opening.next_change(minute)
            if change is not None:
                changes.append(change)
    stale = int(cell.settings["L14"])
    for report in capacity.values():
        updated = minute_of(report.updated)
        changes += (updated, updated + stale)
    changes = [change for change in changes if change > minute]
    good_until = cell.situation.good_until
    if good_until is not None:
        changes.append(minute_of(good_until))
    return min(changes, default=None)
