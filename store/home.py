"""The directory that holds everything of one installation: database, snapshots, queue, decision log, keys, sessions.

A home always has an edition to answer from: the database's newest; else the one in memory; else the newest good
snapshot on disk; else the directory as shipped. `Current` says which of them it is and how old.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.capacity import Capacity, CapacityReport
from directory.check_made import CheckMade
from directory.service import ServiceId
from routing.change import ChangeSet, Report
from routing.edition import CompiledEdition, Edition
from routing.undoing import Again, Choices, Stood, stood_in, undoing
from seed.load import load_holidays, load_services
from seed.places import VINTAGE
from seed.policy import load_policy
from store.chain import LinksCheck, Told, check_links, find_noted, unheard
from store.changes import (
    ChangeLine,
    Happened,
    KeptChange,
    Spoken,
    add_change,
    add_event,
    event_of,
    get_change,
    list_changes,
    spoken_of,
)
from store.checking import Checked, Checker
from store.checks_made import Explained, KeptCheck, add_check, add_explained, find_checks, list_explained
from store.database import AS_LONG_AS_IT_TAKES, AT_LEISURE, BRIEFLY, LOADING, Database
from store.decisions import (
    ChainCheck,
    DecisionLog,
    LoggedDecision,
    check_chain,
    deliver_decisions,
    find_decisions,
    get_decision,
)
from store.editions import (
    Contents,
    EditionLine,
    Proved,
    Signature,
    add_edition,
    check_editions,
    contents_of,
    find_rows,
    get_edition,
    list_editions,
    look,
    newest_names,
    prove_edition,
    proved_already,
    seal,
)
from store.errors import (
    ChangeRefused,
    DatabaseUnavailable,
    EditionDamaged,
    NotKept,
    PublishBlocked,
    PublishConflict,
    StoreError,
)
from store.figures import Figures
from store.history import Version, history_of, stood_at
from store.key_events import find_forged_keys
from store.outcomes import KeptOutcome, ToldOutcome, add_outcome, deliver_outcomes, find_outcomes
from store.proofs import Proofs
from store.queue import PATIENCE, Deliver, Queue
from store.queue_file import Kind
from store.refusals import Refusals, ToldRefusal, add_refusal, deliver_refusals
from store.reports import Reports
from store.room_reports import KeptReport, RoomReports, ToldReport, deliver_reports, kept_here, last_in, report_in
from store.sign_ins import SignIns
from store.snapshot import find_newest_snapshot, set_aside, set_aside_after, write_snapshot

SHIPPED_BY = "shipped directory"
"""Who publishes the seed."""

SHIPPED_NUMBER = 0
"""The number of the shipped directory where nothing was ever published."""

MOST_TRIED = 3
"""How many editions of a database are read at a time where its newest are refused; the next look goes on with older ones."""

CONFIRMED_FOR = timedelta(minutes=1)
"""How long the database's word counts; a server asks twice a second."""

TRY_AGAIN = timedelta(seconds=30)
"""How long an edition that was refused is not looked at again."""

_log = logging.getLogger(__name__)

SNAPSHOTS, QUEUE, SCENARIOS, PROOFS = "editions", "queue", "scenarios", "proofs"
"""Folders of a home."""

FORMER_QUEUE = "journal"
"""The folder in which decisions waited until there was a queue."""

DELIVERIES: dict[Kind, Deliver] = {
    Kind.DECISION: deliver_decisions,
    Kind.OUTCOME: deliver_outcomes,
    Kind.REFUSAL: deliver_refusals,
    Kind.ROOM: deliver_reports,
}


class Origin(StrEnum):
    """How it is known that an edition is the one to answer from, best first.

    database: the database says now that it is the newest that can be answered from. memory: it said so, and cannot be asked
    now. snapshot: so said the last file on this machine's disk, which proves what it holds. shipped: nothing proves that it
    was ever published here; it came with the program.
    """

    DATABASE = "database"
    MEMORY = "memory"
    SNAPSHOT = "snapshot"
    SHIPPED = "shipped"


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """The edition to answer from, and the instant at which it was last known to be the newest.

    `refused` is a newer one that the database holds and nobody can answer from here. `database_clock` is what the database's
    own clock said when it was last asked; None where it was not, or has none (SQLite).
    """

    edition: Edition
    origin: Origin
    confirmed_at: datetime
    refused: int | None = None
    database_clock: datetime | None = None

    def age(self, at: datetime) -> timedelta:
        """Return for how long nobody has confirmed that this is the newest edition."""
        return max(at - self.confirmed_at, timedelta(0))  # a clock that was put back makes nothing younger than new

    def is_confirmed(self, at: datetime) -> bool:
        """Say whether the database said just now that this is the newest edition."""
        return self.origin is Origin.DATABASE and self.age(at) < CONFIRMED_FOR


class Refused(msgspec.Struct, frozen=True):
    """An edition from which nothing is answered here, and when that was found."""

    number: int
    found_at: datetime


def load_shipped() -> Contents:
    """Read the directory that ships with the program."""
    return Contents(
        services=load_services(),
        holidays=load_holidays(),
        policy=load_policy(),
        places_vintage=VINTAGE,
    )


def database_of(path: Path, database_url: str | None = None) -> Database:
    """Return the database of the home at `path`: the one at the address, or the home's own of SQLite."""
    return Database(database_url or f"sqlite:///{path / 'crisis.sqlite3'}")


@asynccontextmanager
async def open_home(
    path: Path,
    *,
    at: datetime,
    database_url: str | None = None,
    shipped: Callable[[], Contents] = load_shipped,
    patience: float = PATIENCE,
) -> AsyncIterator[Home]:
    """Open the home at `path`, made on first use; a database that is away is logged, and tried again when asked for.

    In the end what waits is delivered, for at most `patience` seconds.
    """
    editions = path / SNAPSHOTS
    try:
        for folder in (path, editions):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(f"the home directory cannot be made: {fault.strerror}") from fault
    database = database_of(path, database_url)
    home = Home(database, path, shipped)
    try:
        try:
            await home.get_ready(at)
        except StoreError as fault:
            _log.warning("starting without the database: %s", fault)
        yield home
    finally:
        await home.close(patience)


class Home:
    """One installation's disk. Made by open_home."""

    def __init__(self, database: Database, path: Path, shipped: Callable[[], Contents]) -> None:
        """Take the parts; needs a running event loop."""
        self.queue = Queue(path / QUEUE, path / FORMER_QUEUE, database, DELIVERIES)
        self.decisions = DecisionLog(self.queue)
        self.proofs = Proofs(database, path / PROOFS)
        self.keys, self.links, self.sessions = self.proofs.keys, self.proofs.links, self.proofs.sessions
        self.reports = Reports(database)
        self.figures = Figures(database)
        self.rooms = RoomReports(database)
        self.refusals = Refusals(database)
        self.sign_ins = SignIns(database, path / PROOFS)
        self.scenarios = path / SCENARIOS
        self._database = database
        self._snapshots = path / SNAPSHOTS
        self._shipped = shipped
        self._is_ready = False
        self._saving: asyncio.Task[None] | None = None
        self._checking = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._current: Current | None = None
        self._rows: Proved | None = None
        self._refused: dict[str, Refused] = {}
        self._database_clock: datetime | None = None

    async def get_ready(self, at: datetime) -> None:
        """Migrate and, on first use, publish what ships; done once, tried again by whoever needs it until it is done."""
        if self._is_ready:
            return
        await self._database.migrate()
        first = None
        async with self._database.writing(AT_LEISURE) as connection:
            newest = await look(connection)
            if newest is None:
                if await asyncio.to_thread(find_newest_snapshot, self._snapshots) is not None:
                    # Seeding here would take what was published away without a word.
                    raise DatabaseUnavailable("the database is empty but editions were published here: restore a backup")
                signature = Signature(by=SHIPPED_BY, reason="first use", at=at)
                first = await add_edition(connection, await asyncio.to_thread(self._shipped), signature, based_on=0)
            else:
                await self._on_disk(set_aside_after, newest.number)  # here, where nobody publishes a later one meanwhile
        if first is not None:
            self._rows = first
            await self._hold(first.edition, at)
        self._is_ready = True

    async def current_edition(self, at: datetime) -> Current:
        """Return the newest edition that can be answered from; never fails for want of a database, cheap if nothing is new."""
        async with self._looking:  # one after the other, so that nothing older is laid over something newer
            try:
                await self.get_ready(at)
                edition = await self._newest_in_database(at)
            except StoreError as fault:
                return await self._without_database(fault, at)
            return await self._hold(edition, at)

    async def refuse(self, edition: Edition, fault: str, at: datetime, *, instead: Current | None) -> None:
        """Take an edition that nobody can answer from away again, and go on with the one that answers: None at a start."""
        async with self._looking:
            self._note_refused(edition.number, edition.hash, fault, at)
            self._current = instead
            self._next_on_disk(partial(self._on_disk, set_aside, edition.number))
        await self._saved()

    async def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with each piece of News until the database is lost: DatabaseUnavailable. On SQLite return at once."""
        await self._database.listen(heard)

    async def edition(self, number: int, *, known: Edition | None = None) -> Edition:
        """Return an edition as it was published, proved by its hash; NotKept if there is none.

        `known`, an earlier edition read from here, saves reading again what has not changed since.
        """
        async with self._database.reading(AT_LEISURE) as connection:
            return await get_edition(connection, number, known=known)

    async def editions(self) -> tuple[EditionLine, ...]:
        """Return every edition, newest first."""
        async with self._database.reading() as connection:
            return await list_editions(connection)

    async def publish(self, contents: Contents, signature: Signature, *, based_on: int) -> Edition:
        """Publish the next edition, whole or not at all; PublishConflict unless `based_on` is the newest number."""
        await self.get_ready(signature.at)
        async with self._database.writing(AT_LEISURE) as connection:
            proved = await add_edition(connection, contents, signature, based_on=based_on, known=self._rows)
        return await self._hold_published(proved, signature.at)

    async def propose(self, change: ChangeSet, signature: Signature) -> int:
        """Keep a change made on the edition in force and return its number; the same again while it waits is the same one."""
        based_on = (await self.current_edition(signature.at)).edition.number
        async with self._database.writing(AT_LEISURE) as connection:
            return await add_change(connection, change, signature, based_on=based_on)

    async def check(self, number: int, signature: Signature, checker: Checker, known: CompiledEdition | None = None) -> Report:
        """Check a change on the edition in force, and keep what was found."""
        kept = await self.change(number)
        kept.require_open()
        checked = await self.try_out(kept.change, signature.at, checker, known)
        await self._happened(number, Happened.CHECKED, signature, report=checked.report)
        return checked.report

    async def try_out(self, change: ChangeSet, at: datetime, checker: Checker, known: CompiledEdition | None = None) -> Checked:
        """Check a change on the edition in force and keep nothing; in a thread, for no answer waits for it."""
        base = (await self.current_edition(at)).edition
        made_on = await self._made_on(change, base)
        async with self._checking:  # one after the other, and only one thread of those that others need too
            return await asyncio.to_thread(checker.check, change, base, at, made_on=made_on, known=known)

    async def accept(self, number: int, code: str, signature: Signature) -> None:
        """Keep for ever that somebody takes a finding of the last check upon themselves, and why."""
        report = (await self.change(number)).report
        if report is None or not report.can_accept(code):
            raise ChangeRefused(f"change {number}: the last check found nothing of that code that can be accepted")
        await self._happened(number, Happened.ACCEPTED, signature, code=code)

    async def drop(self, number: int, signature: Signature) -> None:
        """Give a change up; it is kept, and never published."""
        await self._happened(number, Happened.DROPPED, signature)

    async def mark_urgent(self, number: int, signature: Signature) -> None:
        """Keep why a change cannot wait for a second person; once published it is listed until somebody else looked at it."""
        await self._happened(number, Happened.URGENT, signature)

    async def review(self, number: int, signature: Signature) -> None:
        """Keep that somebody looked at a change that was published as urgent; ChangeRefused if that is not due."""
        await self._happened(number, Happened.REVIEWED, signature)

    async def publish_change(
        self, number: int, signature: Signature, checker: Checker, known: CompiledEdition | None = None
    ) -> Edition:
        """Publish a change as the next edition, whole or not at all.

        It is checked again on the edition that it will follow. PublishConflict if that is not the one it was last looked at
        on: check it again and look. PublishBlocked if anything stands against it that nobody accepted.
        """
        kept = await self.change(number)
        kept.require_open()
        checked = await self.try_out(kept.change, signature.at, checker, known)
        if kept.checked_on != checked.report.based_on:
            raise PublishConflict(kept.checked_on, checked.report.based_on)
        if checked.report != kept.report:
            await self._happened(number, Happened.CHECKED, signature, report=checked.report)
        if blocking := checked.report.blocking(kept.accepted):
            raise PublishBlocked(number, [finding.code for finding in blocking])
        contents = contents_of(checked.edition)
        async with self._database.writing(AT_LEISURE) as connection:
            based_on = checked.report.based_on
            proved = await add_edition(connection, contents, signature, based_on=based_on, known=self._rows)
            published = event_of(Happened.PUBLISHED, signature, edition=proved.edition.number)
            await add_event(connection, number, published)
        return await self._hold_published(proved, signature.at)

    async def change(self, number: int) -> KeptChange:
        """Return a change with everything that happened to it; NotKept if there is none."""
        async with self._database.reading() as connection:
            return await get_change(connection, number)

    async def changes(self, *, limit: int = 1000) -> tuple[ChangeLine, ...]:
        """Return the changes, newest first."""
        async with self._database.reading() as connection:
            return await list_changes(connection, limit=limit)

    async def spoken_of(self, numbers: Collection[int]) -> dict[int, Spoken]:
        """Return what each of these changes speaks of, by name."""
        async with self._database.reading() as connection:
            return await spoken_of(connection, numbers)

    async def history(self, service_id: ServiceId, *, before: int | None = None, limit: int = 1000) -> tuple[Version, ...]:
        """Return the newest versions of an entry, those of editions earlier than `before`; none of what never was one."""
        async with self._database.reading() as connection:
            return await history_of(connection, service_id, before=before, limit=limit)

    async def stood(self, change: ChangeSet, number: int) -> Stood:
        """Return what edition `number` held of that which a change speaks of; NotKept if there is no such edition."""
        async with self._database.reading(AT_LEISURE) as connection:
            return await stood_at(connection, change, number)

    async def undo_of(self, kept: KeptChange, at: datetime, chosen: Choices | None = None) -> Again:
        """Return what puts back what a published change did, on the newest edition; ChangeRefused if it was not published."""
        published = kept.line.edition
        if published is None:
            raise ChangeRefused(f"change {kept.number} was not published: there is nothing to undo")
        before, after = await self.stood(kept.change, published - 1), await self.stood(kept.change, published)
        now = stood_in(kept.change, (await self.current_edition(at)).edition)
        return undoing(kept.change, before, after, now, chosen)

    async def _made_on(self, change: ChangeSet, base: Edition) -> Edition | None:
        if change.made_on is None or change.made_on == base.number:
            return None if change.made_on is None else base
        try:
            return await self.edition(change.made_on)
        except NotKept:
            return None

    async def _happened(
        self, number: int, what: Happened, signature: Signature, *, code: str | None = None, report: Report | None = None
    ) -> None:
        async with self._database.writing() as connection:
            await add_event(connection, number, event_of(what, signature, code=code, report=report))

    async def changed_since_shipped(self) -> tuple[str, ...]:
        """Name the parts of the shipped directory that differ from the one last published here: none, usually.

        A new version of the program may ship other services or rules. It never replaces what was published.
        """
        shipped = await asyncio.to_thread(self._shipped)
        async with self._database.reading(AT_LEISURE) as connection:
            lines = await list_editions(connection)
            taken = next((line for line in lines if line.published_by == SHIPPED_BY), None)
            if taken is None:
                raise NotKept("the shipped directory was never published here")
            held = contents_of(await get_edition(connection, taken.number))
        ships = contents_of(seal(shipped, taken.number, taken.previous_hash, taken.published_at))
        return tuple(part for part in Contents.__struct_fields__ if getattr(ships, part) != getattr(held, part))

    async def check_editions(self) -> tuple[str, ...]:
        """Prove every edition by its hash and its place in the chain, and every revision; return what is wrong, in words."""
        async with self._database.reading(AS_LONG_AS_IT_TAKES) as connection:
            return await check_editions(connection)

    async def decision(self, decision_id: str) -> LoggedDecision:
        """Return a decision by its id; NotKept if there is none (yet: see decisions.flush)."""
        async with self._database.reading() as connection:
            return await get_decision(connection, decision_id)

    async def decisions_after(self, seq: int, *, limit: int = 1000) -> tuple[LoggedDecision, ...]:
        """Return the next decisions of the log after the row `seq`; 0 starts at the first."""
        async with self._database.reading(AS_LONG_AS_IT_TAKES) as connection:
            return await find_decisions(connection, after=seq, limit=limit)

    async def verify_chain(self, told: Told = unheard) -> ChainCheck:
        """Walk the decision log and say where it was altered, if it was."""
        async with self._database.reading(AS_LONG_AS_IT_TAKES) as connection:
            return await check_chain(connection, told)

    async def verify_links(self, told: Told = unheard) -> LinksCheck:
        """Walk the chain through everything that happened and say which rows do not fit it."""
        async with self._database.reading(AS_LONG_AS_IT_TAKES) as connection:
            return await check_links(connection, told)

    async def verify_keys(self) -> tuple[str, ...]:
        """Name every key that is not as it was made, or of which nothing says that it was made."""
        async with self._database.reading(AS_LONG_AS_IT_TAKES) as connection:
            return await find_forged_keys(connection)

    async def place_of_head(self, head: str) -> int | None:
        """Return the place of a link that was noted earlier by its hash; None: it is not in the chain any more."""
        async with self._database.reading() as connection:
            return await find_noted(connection, head)

    async def tell_outcome(self, told: ToldOutcome) -> int | None:
        """Keep what became of a service that was found, and return its place in the log; None: it waits in the queue."""
        told_id = uuid4().hex
        try:
            async with self._database.writing(turn=BRIEFLY) as connection:
                return (await add_outcome(connection, told, told_id))[0]
        except DatabaseUnavailable:
            await self._queue_up(Kind.OUTCOME, (told_id, told), told.told_at)
            return None

    async def tell_refusal(self, told: ToldRefusal) -> int | None:
        """Keep that a place of safety refused somebody, and return its place in the log; None: it waits in the queue."""
        told_id = uuid4().hex
        try:
            async with self._database.writing(turn=BRIEFLY) as connection:
                return (await add_refusal(connection, told, told_id))[0]
        except DatabaseUnavailable:
            await self._queue_up(Kind.REFUSAL, (told_id, told), told.told_at)
            return None

    async def tell_room(self, told: ToldReport, last: CapacityReport | None) -> tuple[KeptReport, bool]:
        """Keep a report of room, as RoomReports.take does; while the database is away it waits in the queue.

        It is judged then by the `last` report that this node knows of the place, and made at the instant that it has now.
        """
        told = msgspec.structs.replace(told, form_id=told.form_id or uuid4().hex)
        try:
            return await self.rooms.take(told, turn=BRIEFLY)
        except DatabaseUnavailable:
            report = report_in(told, last)
            if report != last:
                await self._queue_up(Kind.ROOM, (told, report), told.received_at)
            return kept_here(told, report), report != last

    async def rooms_waiting(self, *, at: datetime) -> Capacity:
        """Return the last report, by the instant, of every place of which one waits on this machine for the database."""
        return last_in(await self.queue.find(Kind.ROOM), at)

    async def _queue_up(self, kind: Kind, told: object, at: datetime) -> None:
        """Put something that was told into the queue, where it outlives this process."""
        self.queue.take(kind, msgspec.msgpack.encode(told), at)
        await self.queue.kept()

    async def outcomes_after(self, seq: int, *, limit: int = 1000) -> tuple[KeptOutcome, ...]:
        """Return the next outcomes of the log after the row `seq`; 0 starts at the first."""
        async with self._database.reading() as connection:
            return await find_outcomes(connection, after=seq, limit=limit)

    async def keep_check(self, made: CheckMade) -> int:
        """Keep a check that a keeper made, and return its place in the log."""
        await self.get_ready(made.made_at)
        async with self._database.writing() as connection:
            return await add_check(connection, made)

    async def checks_made(self, services: Iterable[ServiceId]) -> tuple[KeptCheck, ...]:
        """Return every check that was made of the services, in order."""
        async with self._database.reading() as connection:
            return await find_checks(connection, services)

    async def explain(self, explained: Explained) -> None:
        """Keep that a keeper explained a contradiction."""
        async with self._database.writing() as connection:
            await add_explained(connection, explained)

    async def explained(self) -> dict[str, Explained]:
        """Return the newest explanation of each contradiction that has one, by its code."""
        async with self._database.reading() as connection:
            return await list_explained(connection)

    async def close(self, patience: float) -> None:
        """Deliver what waits, for at most `patience` seconds, then let go of the database."""
        await self.queue.close(patience)
        await self.proofs.close()
        await self._saved()
        await self._database.close()

    async def _newest_in_database(self, at: datetime) -> Edition:
        """Return the newest edition of the database that is not refused, which may be the one that is held."""
        async with self._database.reading() as connection:
            newest = await look(connection)
        if newest is None:
            raise DatabaseUnavailable("the database lost its editions: restore a backup")
        self._database_clock = newest.clock
        held = None if self._current is None else self._current.edition
        if held is not None and held.hash == newest.hash:
            return held
        async with self._database.reading(AT_LEISURE if held is None else LOADING) as connection:
            # A database that was put back to an older state does not keep what is held.
            known = held if held is not None and await find_rows(connection, held) else None
            names = await newest_names(connection, after=known.number if known else 0)
            for number, hashed in [name for name in names if not self._is_refused(name[1], at)][:MOST_TRIED]:
                edition = await self._proved(connection, number, hashed, known, at)
                if edition is not None:
                    return edition
        if known is None:
            raise EditionDamaged("the database's newest editions cannot be answered from")
        return known

    async def _rows_of(self, connection: AsyncConnection, known: Edition) -> Proved:
        """Return what proves the edition that follows one that the database keeps."""
        rows = self._rows
        if rows is not None and rows.edition is known and rows.rows_sha256 == await find_rows(connection, known):
            return rows
        return await proved_already(connection, known)

    def _is_refused(self, hashed: str, at: datetime) -> bool:
        """Say whether an edition was refused so short a time ago that it is not looked at again."""
        found = self._refused.get(hashed)
        return found is not None and abs(at - found.found_at) < TRY_AGAIN

    async def _proved(
        self, connection: AsyncConnection, number: int, hashed: str, known: Edition | None, at: datetime
    ) -> Edition | None:
        """Return an edition that proves itself, from its rows or else from this disk; None: it is refused."""
        try:
            rows = None if known is None else await self._rows_of(connection, known)
            self._rows = await prove_edition(connection, number, known=rows)
        except (EditionDamaged, ValueError) as fault:  # ValueError: a row holds what is none of its kind
            snapshot = await asyncio.to_thread(find_newest_snapshot, self._snapshots)
            if snapshot is not None and snapshot.edition.hash == hashed:
                _log.error("edition %d is answered from this disk: its rows are not as they were published", number)
                return snapshot.edition
            self._note_refused(number, hashed, type(fault).__name__, at)
            return None
        return self._rows.edition

    def _note_refused(self, number: int, hashed: str, fault: str, at: datetime) -> None:
        if hashed not in self._refused:
            _log.error("edition %d is refused, and the one before it stays: %s", number, fault)
        self._refused[hashed] = Refused(number, at)

    async def _hold_published(self, proved: Proved, at: datetime) -> Edition:
        async with self._looking:
            self._rows = proved
            await self._hold(proved.edition, at)
        await self._saved()
        return proved.edition

    async def _hold(self, edition: Edition, at: datetime) -> Current:
        before = None if self._current is None else self._current.edition
        self._refused = {hashed: found for hashed, found in self._refused.items() if found.number > edition.number}
        self._current = Current(
            edition=edition,
            origin=Origin.DATABASE,
            confirmed_at=at,
            refused=max((found.number for found in self._refused.values()), default=None),
            database_clock=self._database_clock,
        )
        if before is not None and before.number > edition.number:
            self._next_on_disk(self._set_aside_what_is_gone)
        if before is None or before.hash != edition.hash:
            self._next_on_disk(partial(self._on_disk, write_snapshot, edition, at))
        return self._current

    async def _set_aside_what_is_gone(self) -> None:
        """Set aside what the database does not hold any more, in a writer's turn: nobody publishes meanwhile."""
        try:
            async with self._database.writing() as connection:
                newest = await look(connection)
                if newest is not None:
                    await self._on_disk(set_aside_after, newest.number)
        except StoreError as fault:
            _log.warning("no snapshot is set aside now: %s", fault)

    def _next_on_disk(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do something with the snapshots, after what was begun before: callers get an edition first, then the disk."""
        self._saving = asyncio.create_task(_after(self._saving, act))

    async def _saved(self) -> None:
        """Wait until the newest snapshot is on disk."""
        if self._saving is not None:
            await asyncio.wait([self._saving])  # whoever gives up waiting does not end the saving

    async def _on_disk(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something with the snapshots; a disk that refuses is logged and takes nothing away."""
        try:
            await asyncio.to_thread(act, self._snapshots, *arguments)
        except OSError as fault:
            _log.error("the snapshots cannot be kept up to date: %s", fault.strerror)

    async def _without_database(self, fault: StoreError, at: datetime) -> Current:
        if self._current is None:
            self._current = await asyncio.to_thread(self._from_disk, at)
        elif self._current.origin is Origin.DATABASE:
            self._current = msgspec.structs.replace(self._current, origin=Origin.MEMORY)
        else:
            return self._current
        _log.warning("answering from %s, without the database: %s", self._current.origin, fault)
        return self._current

    def _from_disk(self, at: datetime) -> Current:
        snapshot = find_newest_snapshot(self._snapshots, self._refused)
        if snapshot is not None:
            return Current(edition=snapshot.edition, origin=Origin.SNAPSHOT, confirmed_at=snapshot.saved_at)
        return Current(edition=seal(self._shipped(), SHIPPED_NUMBER, "", at), origin=Origin.SHIPPED, confirmed_at=at)


async def _after(before: asyncio.Task[None] | None, act: Callable[[], Awaitable[None]]) -> None:
    if before is not None:
        await asyncio.wait([before])
    await act()
