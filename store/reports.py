"""Problems that were told, with what was done about each: rows of the log of outcomes, and events beside them, never changed.

A problem is a report of anybody, or a service that a handler rejected. Where it stands is what the last event says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from directory.service import ServiceId
from routing.outcomes import Outcome, Rejection
from routing.reports import ReportAct, ReportState, Resolution, state_after
from store.chain import add_chained
from store.database import Database
from store.errors import NotKept
from store.tables import change_set, outcome, report_event

PROBLEMS = (Outcome.REPORTED, Outcome.REJECTED)

MOST_FOUND = 10_000
"""Problems that are read at once at most; others come up as the older ones are done."""


class ReportEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a keeper did with a problem. `change` is the number of the change that mended the entry, if one did."""

    what: ReportAct
    author: str
    made_at: datetime
    resolution: Resolution | None = None
    note: str | None = None
    change: int | None = None


class KeptReport(msgspec.Struct, frozen=True, kw_only=True):
    """A problem in its place in the log of outcomes, and the last thing that was done with it; None: nothing was."""

    seq: int
    told_at: datetime
    reader: Role
    service_id: ServiceId
    told: Outcome
    problem: Rejection
    decision_id: str | None
    last: ReportEvent | None

    @property
    def state(self) -> ReportState:
        """Say where it stands."""
        return state_after(None if self.last is None else self.last.what)

    def age(self, at: datetime) -> timedelta:
        """Return how long ago it was told."""
        return at - self.told_at


class Reports:
    """The problems of one database."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    async def find(
        self,
        *,
        done: bool | None = None,
        service_id: ServiceId | None = None,
        told: tuple[datetime, datetime] | None = None,
        after: int = 0,
        limit: int = MOST_FOUND,
    ) -> tuple[KeptReport, ...]:
        """Return problems, the oldest first, at most so many: done, not done, or both; of one entry, or all.

        `told` keeps those that were told from the first instant on and before the second; `after` those behind that number.
        """
        columns = outcome.c
        wanted = _PROBLEMS.where(columns.seq > after).order_by(columns.seq).limit(limit)
        if done is not None:
            is_done = report_event.c.what == ReportAct.DONE
            wanted = wanted.where(is_done if done else sa.or_(report_event.c.what.is_(None), sa.not_(is_done)))
        if service_id is not None:
            wanted = wanted.where(columns.service_id == service_id)
        if told is not None:
            wanted = wanted.where(columns.told_at >= told[0], columns.told_at < told[1])
        async with self._database.reading() as connection:
            return tuple(_kept(row) for row in (await connection.execute(wanted)).mappings())

    async def get(self, seq: int) -> tuple[KeptReport, tuple[ReportEvent, ...]]:
        """Return a problem with everything that was done with it; NotKept if there is none of that number."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_PROBLEMS.where(outcome.c.seq == seq))).mappings().first()
            if row is None:
                raise NotKept("no problem of that number was told here")
            events = sa.select(report_event).where(report_event.c.outcome == seq).order_by(report_event.c.seq)
            return _kept(row), tuple(_event(one) for one in (await connection.execute(events)).mappings())

    async def happened(self, seqs: Collection[int], event: ReportEvent) -> None:
        """Keep that something was done with these problems, all or none; NotKept for a number that is no problem's."""
        async with self._database.writing() as connection:
            await _require(connection, sorted(set(seqs)), event)
            for seq in sorted(set(seqs)):
                await add_chained(connection, report_event, {"outcome": seq, **msgspec.structs.asdict(event)})


async def _require(connection: AsyncConnection, seqs: Sequence[int], event: ReportEvent) -> None:
    """Refuse what is not kept here: a problem, or the change that is said to have mended it."""
    told = sa.select(sa.func.count()).where(outcome.c.seq.in_(seqs), outcome.c.outcome.in_(PROBLEMS))
    if await connection.scalar(told) != len(seqs):
        raise NotKept("no problem of that number was told here")
    if event.change is not None:
        there = await connection.scalar(sa.select(sa.func.count()).where(change_set.c.number == event.change))
        if not there:
            raise NotKept("no change of that number is kept here")


_newest = (
    sa.select(report_event.c.outcome, sa.func.max(report_event.c.seq).label("seq")).group_by(report_event.c.outcome).subquery()
)

_PROBLEMS = (
    sa.select(
        outcome.c.seq,
        outcome.c.told_at,
        outcome.c.reader,
        outcome.c.service_id,
        outcome.c.outcome,
        outcome.c.rejection,
        outcome.c.decision_id,
        report_event.c.what,
        report_event.c.author,
        report_event.c.made_at,
        report_event.c.resolution,
        report_event.c.note,
        report_event.c.change,
    )
    .select_from(
        outcome.outerjoin(_newest, _newest.c.outcome == outcome.c.seq).outerjoin(
            report_event, report_event.c.seq == _newest.c.seq
        )
    )
    .where(outcome.c.outcome.in_(PROBLEMS))
)


def _kept(row: sa.RowMapping) -> KeptReport:
    return KeptReport(
        seq=row["seq"],
        told_at=row["told_at"],
        reader=Role(row["reader"]),
        service_id=row["service_id"],
        told=Outcome(row["outcome"]),
        problem=Rejection(row["rejection"] or Rejection.OTHER),
        decision_id=row["decision_id"],
        last=None if row["what"] is None else _event(row),
    )


def _event(row: sa.RowMapping) -> ReportEvent:
    return msgspec.convert({name: row[name] for name in ReportEvent.__struct_fields__}, ReportEvent)
