"""What is kept of an answer that was given, and the same answer worked out again from it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import groupby
from typing import TypeVar

import msgspec

from directory.capacity import Capacity, CapacityReport
from directory.opening import Window
from directory.places import Gazetteer
from directory.reader import Role
from routing.answer import Answer
from routing.cells import cell_for
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.policy import Policy
from routing.router import decide
from routing.situation import Situation
from routing.tallies import ends_in_last_resort
from routing.visibility import as_seen_by
from store.decisions import Decision, LoggedDecision, chain_hash
from store.errors import DecisionUnreadable, EditionDamaged, NotKept
from store.home import Home


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, minimised, and the stretch of time for which opening hours had been compiled."""

    situation: Situation
    window: Window


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered, in ids and codes: no words, no numbers.

    `only_last_resort` says whether nothing but the last resort was surely open; None in rows of before it was recorded.
    """

    options: tuple[str, ...]
    messages: tuple[str, ...]
    ask: tuple[str, ...]
    targets: tuple[str, ...]
    only_last_resort: bool | None = None


IDS_AND_CODES = ("options", "messages", "ask", "targets")


def decision_id(answer: Answer, reader: Role) -> str:
    """Name the act of giving the answer to the reader: two readers of one answer are two acts."""
    return f"{answer.decision}-{reader}"


def body_of(answer: Answer) -> bytes:
    """Write the answer as every way out sends it; equal answers give equal bytes."""
    return msgspec.json.encode(answer)


def as_decision(
    edition: CompiledEdition, situation: Situation, capacity: Capacity, sent: Answer, *, reader: Role, at: datetime
) -> Decision:
    """Write down an answer as it was sent to `reader` at the instant `at`, with all that it takes to give it again."""
    suites = cell_for(edition, situation).suites
    used = {suite: capacity[suite] for suite in suites if suite in capacity}
    return Decision(
        decision_id=decision_id(sent, reader),
        decided_at=at,
        answered_for=sent.at,
        edition=sent.edition,
        edition_hash=sent.edition_hash,
        reader=reader,
        situation=_text(Asked(situation=situation, window=edition.window)),
        capacity=_text(used),
        answered=_text(answered(sent, edition.policy)),
        answer_sha256=hashlib.sha256(body_of(sent)).hexdigest(),
    )


def answered(answer: Answer, policy: Policy) -> Answered:
    """Return the ids and codes of an answer."""
    return Answered(
        options=tuple(option.service_id for option in answer.options),
        messages=tuple(message.code for message in answer.messages),
        ask=answer.ask,
        targets=tuple(target.code for target in answer.targets),
        only_last_resort=ends_in_last_resort(answer, policy),
    )


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, its answer worked out again as its reader saw it, and in what that differs from the one that was given."""

    decision: LoggedDecision
    answer: Answer
    identical: bool
    differs: tuple[str, ...]


class NotReplayed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision whose answer cannot be worked out again at all, and why."""

    decision: LoggedDecision
    differs: tuple[str, ...]


class Replayer:
    """Gives logged answers again. An edition is read and compiled once for as many of them as it gave in a row."""

    def __init__(self, home: Home, gazetteer: Gazetteer) -> None:
        """Read nothing yet."""
        self._home, self._gazetteer = home, gazetteer
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._compiled: OrderedDict[tuple[int, Window], CompiledEdition] = OrderedDict()

    async def again(self, logged: LoggedDecision) -> Replay:
        """Work out the answer of a decision again; DecisionUnreadable or NotKept where that cannot be done."""
        edition = await self._edition(logged.decision.edition)
        # In a thread: a large edition takes a second to compile, and nobody else's answer waits for it.
        return await asyncio.to_thread(self._again, logged, edition)

    async def every(self, page: int = 1000) -> AsyncIterator[Replay | NotReplayed]:
        """Give every logged answer again, page by page; in a page those of one edition and one day follow each other."""
        after = 0
        while rows := await self._home.decisions_after(after, limit=page):
            for number, given in groupby(sorted(rows, key=_compiled_alike), key=lambda logged: logged.decision.edition):
                for replay in await self._all_of(number, list(given)):
                    yield replay
            after = rows[-1].seq

    async def _all_of(self, number: int, given: list[LoggedDecision]) -> list[Replay | NotReplayed]:
        try:
            edition = await self._edition(number)
        except (NotKept, EditionDamaged) as fault:
            return [NotReplayed(decision=logged, differs=(str(fault),)) for logged in given]
        return await asyncio.to_thread(lambda: [self._tried(logged, edition) for logged in given])

    def _tried(self, logged: LoggedDecision, edition: Edition) -> Replay | NotReplayed:
        try:
            return self._again(logged, edition)
        except DecisionUnreadable as fault:
            return NotReplayed(decision=logged, differs=(str(fault),))

    def _again(self, logged: LoggedDecision, edition: Edition) -> Replay:
        answer = self._answer(recall(logged.decision), logged.decision, edition)
        differs = what_differs(logged, answer, edition, self._gazetteer)
        return Replay(decision=logged, answer=answer, identical=not differs, differs=differs)

    async def _edition(self, number: int) -> Edition:
        held = self._editions.get(number)
        if held is None:
            known = max((earlier for earlier in self._editions if earlier < number), default=None)
            held = await self._home.edition(number, known=None if known is None else self._editions[known])
        _keep(self._editions, number, held)
        return held

    def _answer(self, recalled: Recalled, decision: Decision, edition: Edition) -> Answer:
        window = recalled.asked.window
        compiled = self._compiled.get((edition.number, window))
        if compiled is None:
            before = next((one for (_, other), one in self._compiled.items() if other == window), None)
            compiled = compile_edition(edition, self._gazetteer, window, before)
        _keep(self._compiled, (edition.number, window), compiled)
        answer = decide(compiled, recalled.asked.situation, decision.answered_for, recalled.capacity)
        return as_seen_by(answer, decision.reader)


EDITIONS_KEPT = 4
"""So many editions stay in memory while answers are given again: servers that change at midnight log side by side."""

Name = TypeVar("Name")
Thing = TypeVar("Thing")


def _keep(things: OrderedDict[Name, Thing], name: Name, thing: Thing) -> None:
    """Keep what was used last, and let what was used longest ago go."""
    things[name] = thing
    things.move_to_end(name)
    if len(things) > EDITIONS_KEPT:
        things.popitem(last=False)


def _compiled_alike(logged: LoggedDecision) -> tuple[int, int, int]:
    try:
        window = recall(logged.decision).asked.window
    except DecisionUnreadable:
        return logged.decision.edition, 0, logged.seq
    return logged.decision.edition, window.start, logged.seq


async def find_given(home: Home, decision_id: str) -> tuple[LoggedDecision, ...]:
    """Find what was given under an id that an answer shows, or under that with its reader behind it: one for each reader."""
    found = []
    for name in (decision_id, *(f"{decision_id}-{reader}" for reader in Role)):
        try:
            found.append(await home.decision(name))
        except NotKept:
            continue
    return tuple(found)


class Recalled(msgspec.Struct, frozen=True):
    """What a decision was made from, beside its edition."""

    asked: Asked
    capacity: dict[str, CapacityReport]


def recall(decision: Decision) -> Recalled:
    """Read what a decision was made from; DecisionUnreadable where another version of the program wrote it."""
    try:
        return Recalled(_READ_ASKED.decode(decision.situation), _READ_CAPACITY.decode(decision.capacity))
    except msgspec.DecodeError:
        raise DecisionUnreadable("what was asked was recorded by another version of this program") from None


_READ_ASKED = msgspec.json.Decoder(Asked)
_READ_CAPACITY = msgspec.json.Decoder(dict[str, CapacityReport])


def what_differs(logged: LoggedDecision, answer: Answer, edition: Edition, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Say in what the answer is not, byte for byte, the one that was sent, and what may explain it; empty: it is."""
    decision = logged.decision
    differs = []
    if chain_hash(logged.seq, logged.previous_hash, decision) != logged.hash:
        differs.append("the decision's row was altered after it was written")
    if edition.hash != decision.edition_hash:
        differs.append(f"edition {decision.edition} is not the one that answered")
    if hashlib.sha256(body_of(answer)).hexdigest() == decision.answer_sha256:
        return tuple(differs)
    if edition.places_vintage != gazetteer.vintage:
        differs.append("the places are of another vintage than the edition's")
    then, now = msgspec.json.decode(decision.answered), msgspec.to_builtins(answered(answer, edition.policy))
    differs += [f"other {part} than were given" for part in IDS_AND_CODES if then.get(part) != list(now[part])]
    return (*differs, "the bytes are not the same: the answer was given by another version of this program, or altered")


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
