"""Answers as bytes. What does not change from one request to the next is encoded once.

While nothing changes the router hands out the very same `options` (routing/moment.py), which belong to one situation and
one set of reports. So an answer's text from `place` on, and its row in the log, are kept by that object and the reader;
only the foot of the text, and four fields of the row, differ from call to call.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import msgspec

from directory.capacity import Capacity
from directory.opening import OpeningState
from directory.reader import Role
from routing.answer import Answer
from routing.edition import CompiledEdition
from routing.situation import Situation
from routing.visibility import as_seen_by
from store.decisions import Decision
from store.replay import as_decision, body_of, decision_id

KEPT: Final = 2_000

_encode = msgspec.json.Encoder().encode


class Written(msgspec.Struct, frozen=True, gc=False):
    """One answer as its reader may see it; `text` is what stands before its foot, and `hashed` the SHA-256 begun over it."""

    seen: Answer
    text: bytes
    hashed: hashlib._Hash
    row: Decision
    only_last_resort: bool


class _Foot(msgspec.Struct, frozen=True):
    """The fields of an Answer that differ from call to call: its last two, in its order."""

    at: datetime
    decision: str


class WrittenAnswers:
    """The written answers of one compiled edition, at most `KEPT`; it empties itself when full."""

    def __init__(self, edition: CompiledEdition) -> None:
        """Take the edition whose answers these are."""
        self._edition = edition
        self._last_resort = frozenset(service.kind for service in edition.policy.last_resort)
        self._kept: dict[tuple[int, Role], tuple[object, Written]] = {}

    def find(self, answer: Answer, situation: Situation, capacity: Capacity, reader: Role) -> Written:
        """Return the answer as written for this reader, written now if it is not kept."""
        key = (id(answer.options), reader)
        held, written = self._kept.get(key, (None, None))
        # An id may be used again once its object is gone: only the object itself proves that it is the same.
        if written is None or held is not answer.options:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            written = self._write(answer, situation, capacity, reader)
            self._kept[key] = (answer.options, written)
        return written

    def _write(self, answer: Answer, situation: Situation, capacity: Capacity, reader: Role) -> Written:
        seen = as_seen_by(answer, reader)
        open_now = (option for option in answer.options if option.state.state is OpeningState.OPEN)
        text = body_of(seen)[: -len(foot_of(seen))]
        return Written(
            seen=seen,
            text=text,
            hashed=hashlib.sha256(text),
            row=as_decision(self._edition, situation, capacity, seen, reader=reader, at=seen.at),
            only_last_resort=all(option.kind in self._last_resort for option in open_now),
        )


def foot_of(answer: Answer) -> bytes:
    """Write the fields that differ from call to call, as they stand at the end of the whole."""
    return _encode(_Foot(answer.at, answer.decision))[1:]


def row_of(written: Written, answer: Answer, foot: bytes, at: datetime) -> Decision:
    """Return the answer's row in the log, given at the instant `at`."""
    whole = written.hashed.copy()
    whole.update(foot)
    return msgspec.structs.replace(
        written.row,
        decision_id=decision_id(answer, written.row.reader),
        decided_at=at,
        answered_for=answer.at,
        answer_sha256=whole.hexdigest(),
    )
