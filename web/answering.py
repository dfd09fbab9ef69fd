"""One answer given: decided from memory, written for its reader, kept in the decision log without anybody waiting."""

from __future__ import annotations

import msgspec

from directory.reader import Role
from routing.answer import Answer
from routing.context import CallerContext
from routing.finding import ServicePage
from routing.reading import instant_asked
from routing.router import decide, minimise
from routing.tallies import PlaceCounted, how_searched, main_area
from store.decisions import Decision
from web.desk import Desk
from web.logs import AnyRequest, note_decision
from web.readers import desk_of
from web.written import Written, foot_of, row_of


class Given(msgspec.Struct, frozen=True):
    """An answer as JSON for its reader, and its row in the decision log."""

    body: bytes
    decision: Decision
    _answer: Answer
    _written: Written

    @property
    def seen(self) -> Answer:
        """Return the answer itself, as its reader may see it."""
        return msgspec.structs.replace(self._written.seen, decision=self._answer.decision, at=self._answer.at)


def answer_request(request: AnyRequest, context: CallerContext, reader: Role) -> Given:
    """Answer a request, whose log line then leads to the decision."""
    given = give_answer(desk_of(request), context, reader)
    note_decision(request, given.decision)
    return given


def give_answer(desk: Desk, context: CallerContext, reader: Role) -> Given:
    """Answer the caller as `reader` may see it, and log and count that."""
    held = desk.holding()
    now = desk.clock()
    at = now if context.at is None else instant_asked("at", context.at)
    if context.arrived_at_place_of_safety is not None:
        instant_asked("arrived_at_place_of_safety", context.arrived_at_place_of_safety)
    situation = minimise(held.compiled, context, at)
    answer = decide(held.compiled, situation, at, desk.capacity)
    written = held.written.find(answer, situation, desk.capacity, reader)
    foot = foot_of(answer)
    decision = row_of(written, answer, foot, now)
    desk.home.decisions.append(decision)
    desk.metrics.count_answer(context.caller, only_last_resort=written.only_last_resort)
    return Given(written.text + foot, decision, answer, written)


def count_search(desk: Desk, words: str, page: ServicePage, reader: Role) -> None:
    """Count how a search came out, by the hour, the reader and the police force's area; its words are not kept."""
    ended = how_searched(desk.holding().compiled, words, page)
    place = PlaceCounted(outcome=page.place.outcome, areas=page.place.areas)
    desk.home.figures.count_search(desk.clock(), reader, ended, main_area(place, "police"))
