"""What callers were told beside what the database holds in the end: each once, nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from store.database import Database
from store.tables import capacity_report, decision, outcome, refusal
from tests.faults.callers import Asked, Told

MARKS: Mapping[str, sa.ColumnElement[Any]] = {
    "decision": decision.c.decision_id,
    "refusal": refusal.c.decision_id,
    "feedback": outcome.c.decision_id,
    "room": capacity_report.c.reported_at,
}
"""By what each kind of row is known to whoever it was acknowledged to."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How many were acknowledged, how many of these are not in the database, and how many are in it more than once."""

    acknowledged: int
    lost: int
    twice: int

    @property
    def holds(self) -> bool:
        """Say whether each is there once."""
        return not self.lost and not self.twice


async def rows_of(database: Database, kind: str) -> Counter[str]:
    """Count the rows of a kind by what they are known by."""
    async with database.reading() as connection:
        found = (await connection.execute(sa.select(MARKS[kind]))).scalars()
        return Counter(mark.isoformat() if kind == "room" else mark for mark in found)


def account_of(acknowledged: Iterable[str], rows: Counter[str]) -> Account:
    """Hold what was acknowledged beside the rows."""
    told = Counter(acknowledged)
    return Account(
        acknowledged=told.total(),
        lost=(told - rows).total(),
        twice=sum(1 for mark in told if rows[mark] > told[mark]),
    )


def decisions_in(asked: Iterable[Asked]) -> list[str]:
    """Return the id of every decision that a caller of the API was given."""
    return [one.decision for one in asked if one.decision]


def reports_in(told: Iterable[Told], kind: str) -> list[str]:
    """Return the mark of every report that was taken."""
    return [one.mark for one in told if one.kind == kind and one.taken]
