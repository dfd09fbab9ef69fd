"""What is kept of an answer that was given, and the same answer worked out again from it."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from directory.capacity import Capacity, CapacityReport
from directory.opening import Window
from directory.places import Gazetteer
from directory.reader import Role
from routing.answer import Answer
from routing.cells import cell_for
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.router import decide
from routing.situation import Situation
from routing.visibility import as_seen_by
from store.decisions import Decision, LoggedDecision, chain_hash
from store.errors import DecisionUnreadable


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, minimised, and the stretch of time for which opening hours had been compiled."""

    situation: Situation
    window: Window


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered, in ids and codes: no words, no numbers."""

    options: tuple[str, ...]
    messages: tuple[str, ...]
    ask: tuple[str, ...]
    targets: tuple[str, ...]


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
        answered=_text(answered(sent)),
        answer_sha256=hashlib.sha256(body_of(sent)).hexdigest(),
    )


def answered(answer: Answer) -> Answered:
    """Return the ids and codes of an answer."""
    return Answered(
        options=tuple(option.service_id for option in answer.options),
        messages=tuple(message.code for message in answer.messages),
        ask=answer.ask,
        targets=tuple(target.code for target in answer.targets),
    )


def answer_again(decision: Decision, edition: Edition, gazetteer: Gazetteer) -> Answer:
    """Work out the answer of a decision from its own situation, instant and capacity, as its reader saw it."""
    try:
        asked = msgspec.json.decode(decision.situation, type=Asked)
        capacity = msgspec.json.decode(decision.capacity, type=dict[str, CapacityReport])
    except msgspec.DecodeError:
        raise DecisionUnreadable("what was asked was recorded by another version of this program") from None
    compiled = compile_edition(edition, gazetteer, asked.window)
    return as_seen_by(decide(compiled, asked.situation, decision.answered_for, capacity), decision.reader)


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
    then, now = msgspec.json.decode(decision.answered), msgspec.to_builtins(answered(answer))
    differs += [f"other {part} than were given" for part in Answered.__struct_fields__ if then.get(part) != list(now[part])]
    return (*differs, "the bytes are not the same: the answer was given by another version of this program, or altered")


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
