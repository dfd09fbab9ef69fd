"""`crisis check`: whether this home is sound and its entries are still good."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

import click
import msgspec

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped, finish
from cli.home import Opened, opened_home
from cli.shown import counted, tell
from directory.assurance import Standing
from directory.contradictions import in_words
from directory.due import contacts_due
from directory.errors import DirectoryError
from directory.holidays import HolidayCalendar
from directory.opening import Window
from directory.places import Gazetteer
from directory.schedule import Nation
from routing.due import unexplained, work_of
from routing.edition import Edition, compile_edition
from routing.situation import LONDON
from seed.load import load_holidays, load_services, load_sources
from seed.places import load_place_tables
from seed.policy import load_policy
from store.errors import StoreError
from store.first_use import home_path
from store.home import Current, Origin
from store.snapshot import Snapshot, find_newest_snapshot

HOLIDAYS_NEEDED = timedelta(days=402)
"""Opening hours are compiled so far ahead; past the last bank holiday known they turn unknown."""

SEED_PARTS: dict[str, Callable[[], object]] = {
    "services": load_services,
    "sources": load_sources,
    "bank holidays": load_holidays,
    "policy": load_policy,
    "places": load_place_tables,
}


class Mark(StrEnum):
    """How a check came out. A note asks for somebody's attention; it is no fault."""

    GOOD = "✓"
    NOTE = "!"
    WRONG = "✗"


class Line(msgspec.Struct, frozen=True):
    """One check, how it came out, and what was seen."""

    mark: Mark
    what: str
    seen: str


@click.command
@click.option("--log", is_flag=True, help="Walk every log too, row by row; that takes a while for long ones.")
@click.option("--noted", metavar="HASH", help="With --log: a last hash that was noted earlier. Is it still in the chain?")
@json_option
def command(log: bool, noted: str | None, as_json: bool) -> None:
    """Check that this home is sound.

    Looks at the database, the editions, the snapshot, what ships, places, bank holidays and the dates of the entries.
    With --log, that no row of what was answered, changed, told or done was altered by hand, taken away or put in; note the last
    hash elsewhere, for only that shows that all of it was made anew. Ends with 1 where anything is wrong (✗); what only needs
    attention (!) is no fault.
    """
    if noted is not None and not log:
        raise Stopped(ExitCode.BAD_INPUT, "--noted: expected together with --log")
    lines = asyncio.run(check_home(log=log, noted=noted))
    if as_json:
        click.echo(msgspec.json.encode({"lines": lines}))
    else:
        for line in lines:
            print(f"{line.mark} {line.what}: {line.seen}")
    finish(ExitCode.WRONG if any(line.mark is Mark.WRONG for line in lines) else ExitCode.FINE)


async def check_home(*, log: bool, noted: str | None) -> tuple[Line, ...]:
    """Make every check."""
    at, path = now(), home_path(os.environ)
    lines = list(check_seed())
    # Before the home is opened: that writes a new snapshot where the last one cannot be trusted.
    snapshot = find_newest_snapshot(path / "editions") if path.exists() else None
    async with opened_home(at) as opened:
        current = await opened.home.current_edition(at)
        lines += [line async for line in check_store(opened)]
        if log:
            lines += [line async for line in check_logs(opened, noted)]
        contradictions = await check_contradictions(opened, current.edition, at)
    lines.append(check_snapshot(snapshot, current))
    lines += check_edition(current, opened.gazetteer, at)
    lines += contradictions
    return tuple(lines)


def check_seed() -> Iterator[Line]:
    """Check that what ships can be loaded."""
    for what, load in SEED_PARTS.items():
        try:
            load()
        except DirectoryError as fault:
            yield Line(Mark.WRONG, f"shipped {what}", str(fault))
        else:
            yield Line(Mark.GOOD, f"shipped {what}", "every file is valid")


async def check_store(opened: Opened) -> AsyncIterator[Line]:
    """Check what is on the disk."""
    yield await told("database", reach_database(opened))
    yield await told("editions", check_editions(opened))
    yield await told("queue", check_queue(opened))


async def check_logs(opened: Opened, noted: str | None) -> AsyncIterator[Line]:
    """Check every row of what happened."""
    yield await told("decision log", check_decisions(opened))
    yield await told("chain", check_chain(opened))
    yield await told("keys", check_keys(opened))
    if noted is not None:
        yield await told("noted hash", check_noted(opened, noted))


async def told(what: str, check: Awaitable[Line]) -> Line:
    """Make one check of the store; what it cannot do is what is wrong."""
    try:
        return await check
    except StoreError as fault:
        return Line(Mark.WRONG, what, str(fault))


async def reach_database(opened: Opened) -> Line:
    """Check that the database answers."""
    editions = await opened.home.editions()
    return Line(Mark.GOOD, "database", f"answers; {counted(editions, 'edition')}")


async def check_editions(opened: Opened) -> Line:
    """Check every edition by its hash and its place in the chain."""
    wrong = await opened.home.check_editions()
    return Line(Mark.WRONG if wrong else Mark.GOOD, "editions", "; ".join(wrong) or "every one is as it was published")


async def check_queue(opened: Opened) -> Line:
    """Count what waits on this machine for the database, and what that has refused for good."""
    waiting, set_aside = await opened.home.queue.count()
    if set_aside:
        seen = f"{set_aside:,} refused by the database and set aside: the log says why; {waiting:,} wait for it"
        return Line(Mark.WRONG, "queue", seen)
    return Line(
        Mark.NOTE if waiting else Mark.GOOD, "queue", f"{waiting:,} wait for the database" if waiting else "nothing waits"
    )


async def check_decisions(opened: Opened) -> Line:
    """Walk the decision log."""
    chain = await opened.home.verify_chain(Walk("decision log"))
    if chain.broken_at is not None:
        return Line(Mark.WRONG, "decision log", f"altered at row {chain.broken_at:,}")
    return Line(Mark.GOOD, "decision log", f"{chain.rows:,} rows as they were written; the last hash is {chain.head or 'none'}")


async def check_chain(opened: Opened) -> Line:
    """Walk the chain through everything that happened."""
    chain = await opened.home.verify_links(Walk("chain"))
    if chain.faults:
        return Line(Mark.WRONG, "chain", "; ".join(f"{fault.table} {fault.row}: {fault.what}" for fault in chain.faults))
    return Line(Mark.GOOD, "chain", f"{chain.links:,} rows as they were written; the last hash is {chain.head or 'none'}")


async def check_keys(opened: Opened) -> Line:
    """Check that every key is as it was made."""
    wrong = await opened.home.verify_keys()
    return Line(Mark.WRONG if wrong else Mark.GOOD, "keys", "; ".join(wrong) or "every one is as it was made")


async def check_noted(opened: Opened, noted: str) -> Line:
    """Check that the hash noted earlier is still in the chain."""
    place = await opened.home.place_of_head(noted)
    if place is None:
        return Line(Mark.WRONG, "noted hash", "not in the chain: it was cut off or made anew since, or this is another home")
    return Line(Mark.GOOD, "noted hash", f"row {place:,} of the chain: up to it all is as it was then, if the chain is sound")


class Walk:
    """Tells on standard error how far a long walk has come."""

    EVERY = 100_000

    def __init__(self, what: str) -> None:
        """Take what is walked along."""
        self._what, self._rows = what, 0

    def __call__(self, rows: int) -> None:
        """Hear how many more rows were looked at."""
        before, self._rows = self._rows, self._rows + rows
        if before // self.EVERY < self._rows // self.EVERY:
            tell(f"{self._what}: {self._rows:,} rows so far")


def check_snapshot(snapshot: Snapshot | None, current: Current) -> Line:
    """Check that the edition in force was on the disk too."""
    if snapshot is None:
        return Line(Mark.WRONG, "snapshot", "there was none that could be trusted; one is written now")
    if snapshot.edition.hash != current.edition.hash:
        return Line(Mark.WRONG, "snapshot", f"holds edition {snapshot.edition.number}, not the one in force")
    return Line(Mark.GOOD, "snapshot", f"holds edition {snapshot.edition.number}")


def check_edition(current: Current, gazetteer: Gazetteer, at: datetime) -> Iterator[Line]:
    """Check the edition in force: where it is from, its services, places, holidays, dates."""
    edition = current.edition
    known = current.origin is Origin.DATABASE
    yield Line(Mark.GOOD if known else Mark.WRONG, "edition in force", f"{edition.number}, from the {current.origin}")
    faults = compile_edition(edition, gazetteer, Window.around(at)).faults
    wrong = "; ".join(f"{fault.service_id}: {fault.what}" for fault in faults)
    yield Line(Mark.WRONG if faults else Mark.GOOD, "services", wrong or f"all {len(edition.services):,} can be worked out")
    same = edition.places_vintage == gazetteer.vintage
    yield Line(Mark.GOOD if same else Mark.NOTE, "places", gazetteer.vintage if same else "newer than the edition's")
    yield from check_holidays(HolidayCalendar(edition.holidays), at)
    yield check_dates(edition, at)


def check_holidays(calendar: HolidayCalendar, at: datetime) -> Iterator[Line]:
    """Check that bank holidays are known as far ahead as opening hours are compiled."""
    needed = (at + HOLIDAYS_NEEDED).date()
    for nation in Nation:
        until = calendar.known_until(nation)
        far_enough = until is not None and until >= needed
        seen = f"known until {until}" if until else "none are known"
        yield Line(Mark.GOOD if far_enough else Mark.WRONG, f"bank holidays, {nation.replace('_', ' ')}", seen)


def check_dates(edition: Edition, at: datetime) -> Line:
    """Count the services with a contact past the day by which it should have been checked again."""
    due = contacts_due(edition.services, at.astimezone(LONDON).date())
    overdue = {one.service.id for one in due if one.standing is Standing.OVERDUE}
    seen = f"{counted(overdue, 'service')} to be checked again (crisis due)" if overdue else "none is overdue"
    return Line(Mark.NOTE if overdue else Mark.GOOD, "dates of checking", seen)


async def check_contradictions(opened: Opened, edition: Edition, at: datetime) -> tuple[Line, ...]:
    """Name everything in the edition that cannot all be true, and what has stopped, but for what a keeper explained."""
    work = work_of(edition, opened.gazetteer, at.astimezone(LONDON).date())
    with suppress(StoreError):  # told above; nothing is known to be explained then
        work = unexplained(work, await opened.home.explained())
    if not work.contradictions:
        return (Line(Mark.GOOD, "contradictions", "none"),)
    return tuple(Line(Mark.NOTE, "contradiction", in_words(found.what)) for found in work.contradictions)
