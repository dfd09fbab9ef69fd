"""What places of safety report of their room, only ever added to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.capacity import CLOCKS_DIFFER, Capacity, CapacityReport, Space, laid_over, made_by
from directory.service import ServiceId
from store.chain import add_chained
from store.database import BUSY_SECONDS, Database, News, tell
from store.errors import ReportFromFuture, ReportOutOfOrder
from store.tables import capacity_report


class How(StrEnum):
    """By which way a report came."""

    PAGE = "page"
    KEY = "key"
    LINK = "link"


class ToldReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it comes in. `made_at` None: it was made as it was received.

    `form_id` names the form that was sent: the same one sent again is the report that is kept already.
    """

    service_id: ServiceId
    status: Space
    adults_free: int | None = None
    under_18_free: int | None = None
    made_at: datetime | None = None
    received_at: datetime
    by: str
    how: How
    form_id: str | None = None


class KeptReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report in its place among all of them; `seq` None: it waits in the queue for the database."""

    seq: int | None
    service_id: ServiceId
    report: CapacityReport
    received_at: datetime
    by: str
    how: How


class RoomReports:
    """The reports of one database."""

    def __init__(self, database: Database) -> None:
        """Read nothing yet."""
        self._database = database

    async def take(self, told: ToldReport, *, turn: float = BUSY_SECONDS) -> tuple[KeptReport, bool]:
        """Keep a report and say that it is new; one that is kept already comes back as it was.

        ReportFromFuture and ReportOutOfOrder where its instant cannot be so, or something later is known; nothing is kept then.
        """
        async with self._database.writing(turn=turn) as connection:
            again = None if told.form_id is None else await _of_form(connection, told.form_id)
            if again is not None:
                return again, False
            newest = await _newest_of(connection, told.service_id, told.received_at)
            report = report_in(told, None if newest is None else newest.report)
            if newest is not None and newest.report == report:
                return newest, False
            return await _add(connection, told, report), True

    async def head(self) -> int:
        """Return the place of the last report of all; 0 where nothing was ever reported."""
        async with self._database.reading() as connection:
            return await connection.scalar(sa.select(sa.func.max(capacity_report.c.seq))) or 0

    async def held(self, *, at: datetime, after: int = 0) -> Mapping[ServiceId, CapacityReport]:
        """Return of every place the report that was made last, by the instant, of those that came after the row `after`."""
        came = sa.and_(capacity_report.c.seq > after, capacity_report.c.reported_at <= at + CLOCKS_DIFFER)
        wrong: frozenset[int] = frozenset()
        async with self._database.reading() as connection:
            while True:
                rows = (await connection.execute(_newest_among(came, wrong))).mappings().all()
                # Of the newest alone: to ask it of every row would look through a place's rows once for each of them.
                these = capacity_report.c.seq.in_([row["seq"] for row in rows])
                found = frozenset(await connection.scalars(sa.select(capacity_report.c.seq).where(these, _is_proved_wrong())))
                if not found:
                    break
                wrong |= found
        return {row["service_id"]: _kept(row).report for row in rows}  # of one instant the one that came last

    async def history(self, service_id: ServiceId, *, since: datetime) -> tuple[KeptReport, ...]:
        """Return the reports of a place since an instant, oldest first, and before them the one that held at that instant."""
        columns = capacity_report.c
        mine = sa.select(capacity_report).where(columns.service_id == service_id)
        before = mine.where(columns.reported_at < since).order_by(*_NEWEST_FIRST).limit(1)
        async with self._database.reading() as connection:
            held = await connection.execute(before)
            later = await connection.execute(
                mine.where(columns.reported_at >= since).order_by(columns.reported_at, columns.seq)
            )
        return tuple(_kept(row) for rows in (held, later) for row in rows.mappings())


_NEWEST_FIRST = (capacity_report.c.reported_at.desc(), capacity_report.c.seq.desc())


def report_in(told: ToldReport, last: CapacityReport | None) -> CapacityReport:
    """Return what is reported, with its instant; one made as it was received is never older than the last that is known.

    ReportFromFuture and ReportOutOfOrder where its instant cannot be so, or something later is known.
    """
    if last is not None and last.updated > told.received_at + CLOCKS_DIFFER:
        last = None  # a wrong clock made it
    if told.made_at is not None and told.made_at > told.received_at:
        raise ReportFromFuture
    if told.made_at is not None and last is not None and told.made_at < last.updated:
        raise ReportOutOfOrder(last.updated)
    # Two servers' clocks differ a little: the one that was received later is the later one all the same.
    made_at = told.made_at or max(told.received_at, told.received_at if last is None else last.updated)
    return CapacityReport(status=told.status, updated=made_at, adults_free=told.adults_free, under_18_free=told.under_18_free)


async def deliver_reports(connection: AsyncConnection, rows: Sequence[bytes]) -> int:
    """Add the reports of a queue that are not there yet, made when they were told; say how many were added.

    One that is older than what is held stands in the history, and changes nothing that is held.
    """
    added = 0
    for told, report in map(_unpacked, rows):
        newest = await _newest_of(connection, told.service_id, report.updated)
        is_there = told.form_id is not None and await _of_form(connection, told.form_id) is not None
        if not is_there and (newest is None or newest.report != report):
            late = msgspec.structs.replace(told, received_at=await _received(connection, told))
            await _add(connection, late, report)
            added += 1
    return added


def last_in(rows: Sequence[bytes], at: datetime) -> Capacity:
    """Return of every place the report that was made last, by the instant, among those of a queue."""
    held: Capacity = {}
    for told, report in map(_unpacked, rows):
        held = laid_over(held, made_by({told.service_id: report}, at))
    return held


_unpacked = msgspec.msgpack.Decoder(tuple[ToldReport, CapacityReport]).decode


def kept_here(told: ToldReport, report: CapacityReport, seq: int | None = None) -> KeptReport:
    """Return a report as it is kept, in the queue where it has no place among all of them yet."""
    return KeptReport(
        seq=seq, service_id=told.service_id, report=report, received_at=told.received_at, by=told.by, how=told.how
    )


async def _add(connection: AsyncConnection, told: ToldReport, report: CapacityReport) -> KeptReport:
    row = {
        "service_id": told.service_id,
        "status": report.status,
        "adults_free": report.adults_free,
        "under_18_free": report.under_18_free,
        "reported_at": report.updated,
        "received_at": told.received_at,
        "reported_by": told.by,
        "how": told.how,
        "form_id": told.form_id,
    }
    await tell(connection, News.ROOMS)
    return kept_here(told, report, await add_chained(connection, capacity_report, row))


async def _newest_of(connection: AsyncConnection, service_id: ServiceId, at: datetime) -> KeptReport | None:
    columns = capacity_report.c
    made = sa.and_(columns.service_id == service_id, columns.reported_at <= at + CLOCKS_DIFFER, ~_is_proved_wrong())
    mine = sa.select(capacity_report).where(made).order_by(*_NEWEST_FIRST).limit(1)
    row = (await connection.execute(mine)).mappings().first()
    return None if row is None else _kept(row)


def _newest_among(came: sa.ColumnElement[bool], wrong: Collection[int]) -> sa.Select[Any]:
    """Select of every place the rows that were made last among those that came, but for the wrong ones."""
    columns = capacity_report.c
    among = sa.and_(came, columns.seq.not_in(wrong))
    last = sa.func.max(columns.reported_at).label("reported_at")
    newest = sa.select(columns.service_id, last).where(among).group_by(columns.service_id).subquery()
    is_newest = sa.and_(columns.service_id == newest.c.service_id, columns.reported_at == newest.c.reported_at)
    return sa.select(capacity_report).select_from(capacity_report.join(newest, is_newest)).where(among).order_by(columns.seq)


def _is_proved_wrong() -> sa.ColumnElement[bool]:
    """Say of a row that a clock made it that was ahead: a later row of its place was received before it.

    Such a report must not be trusted when its instant comes (F6), for it was made long before.
    """
    columns, later = capacity_report.c, capacity_report.alias().c
    return sa.exists().where(
        later.service_id == columns.service_id, later.seq > columns.seq, later.received_at < columns.received_at
    )


async def _received(connection: AsyncConnection, told: ToldReport) -> datetime:
    """Return when a report that comes late was received: not before the others of its place, of which it proves nothing."""
    mine = capacity_report.c.service_id == told.service_id
    last: datetime | None = await connection.scalar(sa.select(sa.func.max(capacity_report.c.received_at)).where(mine))
    return told.received_at if last is None else max(last, told.received_at)


async def _of_form(connection: AsyncConnection, form_id: str) -> KeptReport | None:
    row = (await connection.execute(sa.select(capacity_report).where(capacity_report.c.form_id == form_id))).mappings().first()
    return None if row is None else _kept(row)


def _kept(row: sa.RowMapping) -> KeptReport:
    return KeptReport(
        seq=row["seq"],
        service_id=row["service_id"],
        report=CapacityReport(
            status=Space(row["status"]),
            updated=row["reported_at"],
            adults_free=row["adults_free"],
            under_18_free=row["under_18_free"],
        ),
        received_at=row["received_at"],
        by=row["reported_by"],
        how=How(row["how"]),
    )
