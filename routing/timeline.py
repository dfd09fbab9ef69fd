"""The answer over an interval, from the same code as the answer at an instant (I15)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from directory.capacity import Capacity
from routing.answer import Answer
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.router import answer
from routing.situation import instant_meant

MOST_STEPS = 5_000


class TimelineStep(msgspec.Struct, frozen=True):
    """The answer that holds from `start` to `end` (UTC, not included)."""

    start: datetime
    end: datetime
    answer: Answer


def timeline(
    edition: CompiledEdition, context: CallerContext, start: datetime, end: datetime, capacity: Capacity
) -> tuple[TimelineStep, ...]:
    """Return the answers from `start` to `end` without gap or overlap: each holds at every instant of its step.

    The context's own `at` is not read. A live capacity report counts until it is stale, as it does in an answer.
    """
    bare = msgspec.structs.replace(context, at=None)
    at, until = instant_meant(start)[0], instant_meant(end)[0]
    steps: list[TimelineStep] = []
    while at < until and len(steps) < MOST_STEPS:
        now = answer(edition, bare, at, capacity)
        next_at = until if now.valid_until is None else min(now.valid_until, until)
        steps.append(TimelineStep(at, next_at, now))
        at = next_at
    return tuple(steps)
