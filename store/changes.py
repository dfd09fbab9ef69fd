"""Change sets as rows: proposed, and what happened to each since. Nothing of it is ever changed or taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
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
    URGENT = "urgent"
    REVIEWED = "reviewed"


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
    """One change in the list of all; `ended_by` published it or gave it up."""

    number: int
    state: ChangeState
    author: str
    reason: str
    made_at: datetime
    based_on: int
    edition: int | None
    ended_by: str | None = None
    ended_at: datetime | None = None
    urgent: bool = False
    awaits_review: bool = False


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
    def is_urgent(self) -> bool:
        """Say whether somebody published, or meant to publish, what they proposed themselves, for it could not wait."""
        return self.has(Happened.URGENT)

    @property
    def awaits_review(self) -> bool:
        """Say whether somebody published it alone and nobody else has looked at it since."""
        by = {event.what.value: event.author for event in self.events}
        return awaits_review(by)

    def has(self, what: Happened) -> bool:
        """Say whether this happened to the change."""
        return any(event.what is what for event in self.events)

    @property
    def ended(self) -> ChangeEvent | None:
        """Return the event by which the change came to its end; None while it is open."""
        return next((event for event in self.events if event.what in _ENDS), None)

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
            ended_by=None if self.ended is None else self.ended.author,
            ended_at=None if self.ended is None else self.ended.made_at,
            urgent=self.is_urgent,
            awaits_review=self.awaits_review,
        )

    def require_open(self) -> None:
        """Refuse to go on with a change that has come to its end."""
        if self.state in {ChangeState.PUBLISHED, ChangeState.DROPPED}:
            raise ChangeRefused(f"change {self.number} was {self.state} already")

    def require_review(self) -> None:
        """Refuse to look again at a change that nobody asked to be looked at."""
        if not self.awaits_review:
            raise ChangeRefused(f"change {self.number} was not published as urgent, or was reviewed already")


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


def awaits_review(by: Mapping[str, str]) -> bool:
    """Say whether a change waits to be looked at, by who did what with it: called urgent and published by the same person."""
    alone = Happened.PUBLISHED in by and by[Happened.PUBLISHED] == by.get(Happened.URGENT)
    return alone and Happened.REVIEWED not in by


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
    """Add what happened to a change, in the connection's transaction; ChangeRefused if it had come to its end.

    Only a review comes after that.
    """
    kept = await get_change(connection, number)
    if event.what is Happened.REVIEWED:
        kept.require_review()
    else:
        kept.require_open()
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
    happened = defaultdict[int, dict[str, sa.RowMapping]](dict)
    for row in (await connection.execute(_TOLD)).mappings():
        happened[row["change"]][row["what"]] = row
    lines = []
    for row in (await connection.execute(heads)).mappings().all():
        told = happened[row["number"]]
        end = next((told[what] for what in _ENDS if what in told), None)
        # Only of one that waits does it depend on what was found: bodies and reports of all the others stay unread.
        lines.append((await get_change(connection, row["number"])).line if end is None else _ended(row, end, told))
    return tuple(lines)


def _ended(row: sa.RowMapping, end: sa.RowMapping, told: Mapping[str, sa.RowMapping]) -> ChangeLine:
    return ChangeLine(
        **row,
        state=ChangeState(end["what"]),
        edition=end["edition"],
        ended_by=end["author"],
        ended_at=end["made_at"],
        urgent=Happened.URGENT in told,
        awaits_review=awaits_review({what: event["author"] for what, event in told.items()}),
    )


class _Named(msgspec.Struct, frozen=True):
    """An entry of a change, of which only the id is read."""

    id: str


class Spoken(msgspec.Struct, frozen=True):
    """What a change speaks of, by name: entries; and how many settings and bank holidays, and whether the whole policy."""

    services: tuple[_Named, ...] = ()
    withdrawn: tuple[str, ...] = ()
    settings: tuple[msgspec.Raw, ...] = ()
    settings_taken_back: tuple[msgspec.Raw, ...] = ()
    policy: msgspec.Raw | None = None
    holidays: tuple[msgspec.Raw, ...] = ()
    holidays_removed: tuple[msgspec.Raw, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        """Return the ids of the entries."""
        return (*(one.id for one in self.services), *self.withdrawn)


async def spoken_of(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Spoken]:
    """Return what each of these changes speaks of, without reading it whole."""
    rows = await connection.execute(sa.select(change_set.c.number, change_set.c.body).where(change_set.c.number.in_(numbers)))
    read = msgspec.json.Decoder(Spoken)
    return {number: read.decode(body) for number, body in rows}


_ENDS = (Happened.PUBLISHED, Happened.DROPPED)
_TOLD = sa.select(*(change_event.c[name] for name in ("change", "what", "edition", "author", "made_at"))).where(
    change_event.c.what.in_([*_ENDS, Happened.URGENT, Happened.REVIEWED])
)
_HEAD = ("number", "based_on", "author", "reason", "made_at")


def _event(row: sa.RowMapping) -> ChangeEvent:
    fields = {name: row[name] for name in ChangeEvent.__struct_fields__}
    report = None if row["report"] is None else msgspec.json.decode(row["report"], type=Report)
    return ChangeEvent(**{**fields, "what": Happened(row["what"]), "report": report})
