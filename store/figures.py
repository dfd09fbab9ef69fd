"""Counting a month: the decision log is read page by page behind everybody's back, and its counts are kept and added to.

What is kept is derived and can be made anew from the log at any time. A page is read and counted before the one writer's
turn is taken, so that no answer waits for it, and at most one page is held in memory however long the log is. Reports,
outcomes, refusals and searches are few and are counted when they are asked for.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.reader import Role
from routing.figures import Counts, MonthFigures, figures_of
from routing.outcomes import Outcome
from routing.reports import ReportState, Resolution, age_band
from routing.situation import LONDON
from routing.tallies import HOURS, FactsCounted, LookUp, PlaceCounted, Searched, month_of, month_span, tallies_of
from store.database import AT_LEISURE, TURN, Database
from store.reports import KeptReport, Reports
from store.tables import decision, figure, figure_reading, outcome, refusal, search_tally

PAGE = 500
"""Rows of the log that are counted at once."""

AT_EASE = 0.05
"""Seconds between two pages, so that the callers have the processor."""

LOG = "decision"
UNREADABLE = "unreadable"

Month = dict[str, Counter[str]]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How far the log was counted: the last row, when it was decided, and how many rows wait."""

    seq: int
    decided_at: datetime | None
    waiting: int


class SearchEnded(msgspec.Struct, frozen=True):
    """One search that came to rest: the hour, who searched, how it came out, and in which force's area; no words."""

    hour: datetime
    reader: Role
    ended: Searched
    police: str


class _SituationRead(msgspec.Struct, frozen=True):
    facts: FactsCounted
    place: PlaceCounted
    arrived_at_place_of_safety: datetime | None = None


class _AskedRead(msgspec.Struct, frozen=True):
    situation: _SituationRead


class _AnsweredRead(msgspec.Struct, frozen=True):
    only_last_resort: bool | None = None


class Figures:
    """The counts of one database."""

    def __init__(self, database: Database) -> None:
        """Count nothing yet."""
        self._database = database
        self._reports = Reports(database)
        self._searched: Counter[SearchEnded] = Counter()

    async def catch_up(self, *, pages: int | None = None, at_ease: float = AT_EASE) -> Reading:
        """Count what the log holds since the last time, at most so many pages, and say how far that is.

        Several processes may count at once: the counts of a page are kept by one of them, and the others read on from there.
        """
        done = 0
        while (pages is None or done < pages) and await self._count_page():
            done += 1
            await asyncio.sleep(at_ease)
        return await self.reading()

    async def reading(self) -> Reading:
        """Say how far the log was counted."""
        async with self._database.reading() as connection:
            seq, decided_at = await _place(connection)
            waiting = await connection.scalar(sa.select(sa.func.count()).where(decision.c.seq > seq))
        return Reading(seq=seq, decided_at=decided_at, waiting=waiting or 0)

    async def forget(self) -> None:
        """Throw away all that was counted of the log, to be counted anew from its first row."""
        async with self._database.writing(AT_LEISURE) as connection:
            await connection.execute(sa.delete(figure))
            await connection.execute(sa.delete(figure_reading))

    async def months(self) -> tuple[str, ...]:
        """Return the months in which an answer was counted, newest first."""
        async with self._database.reading() as connection:
            found = await connection.scalars(sa.select(figure.c.month).distinct().order_by(figure.c.month.desc()))
            return tuple(found)

    async def counts(self, month: str, at: datetime) -> Counts:
        """Return everything that was counted in a month, as problems stand and are old at the instant `at`."""
        span = month_span(month)
        async with self._database.reading(TURN) as connection:
            counts = await _kept_counts(connection, month)
            counts |= await _refusals(connection, span) | await _searches(connection, span)
            given = await _given(connection, span)
        return counts | await self._problems(span, given, at)

    def count_search(self, at: datetime, reader: Role, ended: Searched, police: str) -> None:
        """Count a search, in memory until the counts are next kept; who kills the process loses what came since."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        self._searched[SearchEnded(hour, reader, ended, police)] += 1

    async def keep_searches(self) -> None:
        """Add what was counted of searches to what is kept."""
        searched, self._searched = self._searched, Counter()
        if not searched:
            return
        rows = [{**msgspec.structs.asdict(one), "searches": number} for one, number in searched.items()]
        try:
            async with self._database.writing() as connection:
                await _add(connection, search_tally, "searches", rows)
        except BaseException:
            self._searched += searched
            raise

    async def _problems(self, span: tuple[datetime, datetime], given: int, at: datetime) -> Month:
        """Count the problems of a month, a page of them at a time, beside the services that were given."""
        names = ("outcome", "problem", "rejected", "reported", "queue", "queue_state", "queue_age", "resolution")
        counts: Month = {name: Counter() for name in names}
        counts["outcome"]["given"] = given
        after = 0
        while page := await self._reports.find(told=span, after=after, limit=PAGE):
            _count_problems(counts, page, at)
            after = page[-1].seq
        return counts

    async def _count_page(self) -> bool:
        """Count one page; False where there was none left."""
        async with self._database.reading(AT_LEISURE) as connection:
            after, _ = await _place(connection)
            rows = (await connection.execute(_LOOK_UPS.where(decision.c.seq > after).limit(PAGE))).all()
        if not rows:
            return False
        # In a thread: it is work for the processor, and nobody's answer waits for it.
        counted = await asyncio.to_thread(_counted, rows)
        last = rows[-1]
        async with self._database.writing() as connection:
            if (await _place(connection))[0] == after:
                named = (dict(zip(("month", "figure", "value"), one, strict=True)) for one in counted)
                kept = [{**one, "counted": number} for one, number in zip(named, counted.values(), strict=True)]
                await _add(connection, figure, "counted", kept)
                place = {"log": LOG, "seq": last.seq, "decided_at": last.decided_at}
                await connection.execute(sa.delete(figure_reading).where(figure_reading.c.log == LOG))
                await connection.execute(sa.insert(figure_reading).values(place))
        return True


async def published(
    figures: Figures,
    month: str,
    at: datetime,
    name_of: Callable[[str], str],
    *,
    pages: int | None = None,
    at_ease: float = AT_EASE,
) -> MonthFigures:
    """Count what waits, at most so many pages of the log, and return a month's figures as they may be published."""
    ends = month_span(month)[1]
    reading = await figures.catch_up(pages=pages, at_ease=at_ease)
    counts, is_waiting = await figures.counts(month, at), reading.waiting > 0
    # In a thread: that no small number can be worked out is found by trying.
    return await asyncio.to_thread(
        figures_of,
        month,
        counts,
        name_of,
        is_running=month == month_of(at),
        counted_until=reading.decided_at if is_waiting else min(at, ends),
        waiting=is_waiting,
    )


_LOOK_UPS = sa.select(
    decision.c.seq,
    decision.c.decided_at,
    decision.c.answered_for,
    decision.c.reader,
    decision.c.situation,
    decision.c.answered,
).order_by(decision.c.seq)

_read_asked = msgspec.json.Decoder(_AskedRead).decode
_read_answered = msgspec.json.Decoder(_AnsweredRead).decode


def _counted(rows: Iterable[Any]) -> Counter[tuple[str, str, str]]:
    """Count rows of the log by month, figure and value; what another version wrote, and this one cannot read, by itself."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        month = month_of(row.decided_at)
        try:
            counted.update([(month, *tally) for tally in tallies_of(_look_up(row))])
        except (msgspec.DecodeError, ValueError):
            counted[month, UNREADABLE, UNREADABLE] += 1
    return counted


def _look_up(row: Any) -> LookUp:  # noqa: ANN401 (a row of the six columns)
    situation = _read_asked(row.situation).situation
    return LookUp(
        decided_at=row.decided_at,
        answered_for=row.answered_for,
        reader=row.reader,
        facts=situation.facts,
        place=situation.place,
        arrived_at_place_of_safety=situation.arrived_at_place_of_safety,
        only_last_resort=_read_answered(row.answered).only_last_resort,
    )


async def _place(connection: AsyncConnection) -> tuple[int, datetime | None]:
    found = (await connection.execute(sa.select(figure_reading).where(figure_reading.c.log == LOG))).mappings().first()
    return (0, None) if found is None else (found["seq"], found["decided_at"])


async def _add(connection: AsyncConnection, table: sa.Table, column: str, rows: list[dict[str, Any]]) -> None:
    """Add to counts that are kept, and begin those that are not."""
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    more = {column: table.c[column] + insert.excluded[column]}
    await connection.execute(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=more), rows)


async def _kept_counts(connection: AsyncConnection, month: str) -> Month:
    rows = await connection.execute(sa.select(figure.c.figure, figure.c.value, figure.c.counted).where(figure.c.month == month))
    counts: Month = {}
    for name, value, number in rows:
        counts.setdefault(name, Counter())[value] = number
    return counts


async def _given(connection: AsyncConnection, span: tuple[datetime, datetime]) -> int:
    columns = outcome.c
    given = sa.select(sa.func.count()).where(columns.outcome == Outcome.GIVEN, *_within(columns.told_at, span))
    return await connection.scalar(given) or 0


def _within(column: sa.ColumnElement[datetime], span: tuple[datetime, datetime]) -> tuple[sa.ColumnElement[bool], ...]:
    return column >= span[0], column < span[1]


async def _refusals(connection: AsyncConnection, span: tuple[datetime, datetime]) -> Month:
    """Count refusals by reason."""
    columns = refusal.c
    told = sa.select(columns.reason, sa.func.count().label("number")).where(*_within(columns.told_at, span))
    rows = await connection.execute(told.group_by(columns.reason))
    return {"refusal": Counter({row.reason: row.number for row in rows})}


async def _searches(connection: AsyncConnection, span: tuple[datetime, datetime]) -> Month:
    columns = search_tally.c
    counts: Month = {name: Counter() for name in ("search", "search_why", "search_reader", "search_police", "search_hour")}
    rows = await connection.execute(sa.select(search_tally).where(*_within(columns.hour, span)))
    for row in rows.mappings():
        number, is_good = row["searches"], row["ended"] == Searched.GOOD
        counts["search"]["good" if is_good else "not_good"] += number
        if not is_good:
            counts["search_why"][row["ended"]] += number
            counts["search_reader"][row["reader"]] += number
            counts["search_police"][row["police"]] += number
            counts["search_hour"][HOURS[row["hour"].astimezone(LONDON).hour]] += number
    return counts


def _count_problems(counts: Month, reports: Sequence[KeptReport], at: datetime) -> None:
    """Count problems by how they were told and where they stand."""
    counts["outcome"]["problem"] += len(reports)
    for report in reports:
        counts["problem"][report.told] += 1
        counts[report.told][report.problem] += 1
        if report.last is not None and report.state is ReportState.DONE:
            counts["queue"]["done"] += 1
            counts["resolution"][report.last.resolution or Resolution.CANNOT_TELL] += 1
        else:
            counts["queue"]["open"] += 1
            counts["queue_state"][report.state] += 1
            counts["queue_age"][age_band(report.age(at))] += 1
