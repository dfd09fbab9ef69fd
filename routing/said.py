"""What goes with the ladder: messages and time targets, in the words of the policy."""

from __future__ import annotations

from datetime import datetime, timedelta

from directory.opening import OpeningState
from routing.answer import Message, Target
from routing.cells import Cell
from routing.facts import PUBLIC_CALLERS
from routing.ladder import Ladder
from routing.plan import Said
from routing.policy import MessageText, Policy, TargetText
from routing.situation import LONDON, Situation

DETENTION = timedelta(hours=24)
"""MHA 1983 s136(2A): elapsed hours, so that a clock change in the night changes nothing (P2)."""


def messages_for(policy: Policy, cell: Cell, ladder: Ladder) -> tuple[Message, ...]:
    """Put the plan's messages, and those that the ladder itself calls for, in words for this kind of caller."""
    texts = {text.code: text for text in policy.messages}
    codes = {said.code: said for said in (*cell.plan.say, *said_by_ladder(ladder))}
    found = (as_message(texts[code], said, cell) for code, said in codes.items())
    return tuple(message for message in found if message is not None)


def said_by_ladder(ladder: Ladder) -> list[Said]:
    """Return the messages that depend on who is open and who has room."""
    said = []
    if any(one.state is OpeningState.CLOSED for one in ladder.rungs):
        said.append(Said(code="OPENS_AT", rule_id="F2", clause="NH 3.4"))
    if any(one.room is not None and one.room.confirmed is None for one in ladder.rungs):
        said.append(Said(code="CALL_TO_CONFIRM", rule_id="F6", clause="NH 3.24"))
    if any(one.candidate.next_area for one in ladder.rungs):
        said.append(Said(code="CROSS_BORDER", rule_id="P1", clause="CC B11; NH 3.24"))
    if ladder.spilled:
        said += [
            Said(code="ESCALATE_SENIOR", rule_id="P1", clause="CC B6"),
            Said(code="ASSESS_WITHOUT_BED", rule_id="H11", clause="CC B7; MHA 1983 s140"),
        ]
    return said


def as_message(text: MessageText, said: Said, cell: Cell) -> Message | None:
    """Put one message in words; None where this kind of caller is not told it."""
    public = cell.situation.facts.caller in PUBLIC_CALLERS
    words = text.public if public else professional_words(text, cell)
    if not words:
        return None
    return Message(code=text.code, words=words, clause=text.clause, rule_id=said.rule_id)


def professional_words(text: MessageText, cell: Cell) -> str:
    """Fill in the times that are known: the end of the detention, the minutes of the handover target."""
    ends = detention_ends(cell.situation)
    words = text.professional if ends is None else text.professional_when_known or text.professional
    return words.format(expiry="" if ends is None else local_time(ends), minutes=cell.settings["L1"])


def detention_ends(situation: Situation) -> datetime | None:
    """Return the instant at which 24 elapsed hours end; None while the arrival is not known."""
    arrived = situation.arrived_at_place_of_safety
    return None if arrived is None else arrived + DETENTION


def local_time(instant: datetime) -> str:
    """Write an instant as people in England say it, such as 00:50 on Monday 29 March 2027."""
    local = instant.astimezone(LONDON)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"


def targets_for(policy: Policy, cell: Cell) -> tuple[Target, ...]:
    """Put the plan's time targets in words, each with its basis."""
    texts = {text.code: text for text in policy.targets}
    return tuple(as_target(texts[code], cell) for code in cell.plan.targets)


def as_target(text: TargetText, cell: Cell) -> Target:
    """Put one time target in words, with the instant it runs out where that is known."""
    minutes = "" if text.setting is None else cell.settings[text.setting]
    due = detention_ends(cell.situation) if text.code == "T8" else None
    return Target(code=text.code, words=text.words.format(minutes=minutes), basis=text.basis, due=due)
