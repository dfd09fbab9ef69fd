"""Change sets as rows: proposed, and what happened to each since. Nothing of it is ever changed or taken away."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from routing.change import ChangeSet, Report
from store.chain import add_chained
from store.editions import Signature
from store.errors import ChangeRefused, NotKept
from store.tables import change_event, change_set


class Happened(StrEnum):
    """What may happen to a change."""

    CHECKED = "checked"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    DROPPED = "dropped"


class ChangeState(StrEnum):
    """Where a change stands."""

    PROPOSED = "proposed"
    BLOCKED = "blocked"
    READY = "ready"
    PUBLISHED = "published"
    DROPPED = "dropped"


class ChangeEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a change: by whom, when, why; the code accepted, the report made, the edition published."""

    what: Happened
    author: str
    reason: str
    made_at: datetime
    code: str | None = None
    report: Report | None = None
    edition: int | None = None


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the list of all."""

    number: int
    state: ChangeState
    author: str
    reason: str
    made_at: datetime
    based_on: int
    edition: int | None


class KeptChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change set with everything that happened to it."""

    number: int
    based_on: int
    author: str
    reason: str
    made_at: datetime
    change: ChangeSet
    events: tuple[ChangeEvent, ...]

    @property
    def report(self) -> Report | None:
        """Return what the last check found; None before the first."""
        return next((event.report for event in reversed(self.events) if event.report is not None), None)

    @property
    def accepted(self) -> frozenset[str]:
        """Return the codes that somebody accepted."""
        return frozenset(event.code for event in self.events if event.code is not None)

    @property
    def state(self) -> ChangeState:
        """Say where the change stands."""
        return state_of(self.events)

    @property
    def checked_on(self) -> int:
        """Return the edition that it was last looked at on."""
        return self.based_on if self.report is None else self.report.based_on

    @property
    def line(self) -> ChangeLine:
        """Return the change as it stands in the list of all."""
        return ChangeLine(
            number=self.number,
            state=self.state,
            author=self.author,
            reason=self.reason,
            made_at=self.made_at,
            based_on=self.based_on,
            edition=edition_of(self.events),
        )

    def require_open(self) -> None:
        """Refuse to go on with a change that has come to its end."""
        if self.state in {ChangeState.PUBLISHED, ChangeState.DROPPED}:
            raise ChangeRefused(f"change {self.number} was {self.state} already")


def state_of(events: tuple[ChangeEvent, ...]) -> ChangeState:
    """Say where a change stands after what happened to it."""
    happened = {event.what for event in events}
    if Happened.PUBLISHED in happened:
        return ChangeState.PUBLISHED
    if Happened.DROPPED in happened:
        return ChangeState.DROPPED
    report = next((event.report for event in reversed(events) if event.report is not None), None)
    if report is None:
        return ChangeState.PROPOSED
    return ChangeState.BLOCKED if report.blocking({event.code for event in events if event.code}) else ChangeState.READY


def edition_of(events: tuple[ChangeEvent, ...]) -> int | None:
    """Return the edition as which a change was published."""
    return next((event.edition for event in events if event.edition is not None), None)


def event_of(
    what: Happened,
    signature: Signature,
    *,
    code: str | None = None,
    report: Report | None = None,
    edition: int | None = None,
) -> ChangeEvent:
    """Write down that something happened to a change."""
    return ChangeEvent(
        what=what,
        author=signature.by,
        reason=signature.reason,
        made_at=signature.at,
        code=code,
        report=report,
        edition=edition,
    )


async def add_change(connection: AsyncConnection, change: ChangeSet, signature: Signature, *, based_on: int) -> int:
    """Add a change and return its number; one that waits already with the same content is that one."""
    body = msgspec.json.encode(change).decode()
    alike = sa.select(change_set.c.number).where(change_set.c.body == body).order_by(change_set.c.number.desc())
    for number in await connection.scalars(alike):
        if (await get_change(connection, number)).state not in {ChangeState.PUBLISHED, ChangeState.DROPPED}:
            return number
    row = {"author": signature.by, "reason": signature.reason, "made_at": signature.at}
    return await add_chained(connection, change_set, {"based_on": based_on, "body": body, **row})


async def add_event(connection: AsyncConnection, number: int, event: ChangeEvent) -> None:
    """Add what happened to a change, in the connection's transaction; ChangeRefused if it had come to its end."""
    (await get_change(connection, number)).require_open()
    row = msgspec.structs.asdict(event)
    row["report"] = None if event.report is None else msgspec.json.encode(event.report).decode()
    await add_chained(connection, change_event, {"change": number, **row})


async def get_change(connection: AsyncConnection, number: int) -> KeptChange:
    """Return a change with its history; NotKept if there is none."""
    row = (await connection.execute(sa.select(change_set).where(change_set.c.number == number))).mappings().first()
    if row is None:
        raise NotKept(f"no change {number} is kept here")
    events = sa.select(change_event).where(change_event.c.change == number).order_by(change_event.c.seq)
    try:
        return KeptChange(
            **{name: row[name] for name in _HEAD},
            change=msgspec.json.decode(row["body"], type=ChangeSet),
            events=tuple([_event(one) for one in (await connection.execute(events)).mappings()]),
        )
    except msgspec.MsgspecError:
        raise ChangeRefused(f"change {number} was written by another version of this program") from None


async def list_changes(connection: AsyncConnection, *, limit: int) -> tuple[ChangeLine, ...]:
    """Return the changes, newest first, at most `limit`."""
    columns = change_set.c
    heads = sa.select(*(columns[name] for name in _HEAD)).order_by(columns.number.desc()).limit(limit)
    ends = sa.select(change_event.c.change, change_event.c.what, change_event.c.edition)
    ended = await connection.execute(ends.where(change_event.c.what.in_([Happened.PUBLISHED, Happened.DROPPED])))
    end_of = {row.change: {"state": ChangeState(row.what), "edition": row.edition} for row in ended}
    lines = []
    for row in (await connection.execute(heads)).mappings().all():
        end = end_of.get(row["number"])
        # Only of one that waits does it depend on what was found: bodies and reports of all the others stay unread.
        lines.append((await get_change(connection, row["number"])).line if end is None else ChangeLine(**row, **end))
    return tuple(lines)


_HEAD = ("number", "based_on", "author", "reason", "made_at")


def _event(row: sa.RowMapping) -> ChangeEvent:
    fields = {name: row[name] for name in ChangeEvent.__struct_fields__}
    report = None if row["report"] is None else msgspec.json.decode(row["report"], type=Report)
    return ChangeEvent(**{**fields, "what": Happened(row["what"]), "report": report})
