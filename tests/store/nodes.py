"""Nodes, as many as are wanted, on one database, whose wires to it can be cut; and a publisher that also does it badly."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec

from directory.search_words import Lexicon
from routing.answer import Answer
from routing.context import CallerContext
from routing.edition import Edition
from routing.router import decide, minimise
from seed.search import load_lexicon
from store.database import Database
from store.editions import Contents, add_edition
from store.home import SNAPSHOTS, open_home
from tests.makers import the_gazetteer
from tests.relay import a_relay
from tests.store.changing import a_line, a_small_directory
from tests.store.makers import A_POLICY, NOON, by_hand, signed
from web.desk import Desk, kept_up_to_date
from web.metrics import Metrics

WITHIN_SECONDS = 2.0
"""How long after its publishing was acknowledged a node that reaches the database may answer from the edition before."""

A_CARER = CallerContext(caller="carer", place="Corby")


def allowed_seconds() -> float:
    """Return those seconds on a machine of its own, or as many times more as this one has programs waiting for each core."""
    return WITHIN_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class MovedClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.at = NOON

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.at

    def move(self, seconds: float) -> None:
        """Let so much time pass."""
        self.at += timedelta(seconds=seconds)


class Cut(StrEnum):
    """In what way a node does not reach the database."""

    REFUSED = "every connection is refused"
    FROZEN = "connections are made and nothing comes back"


class Wire(Protocol):
    """A node's way to the database."""

    @property
    def url(self) -> str:
        """Return the address to use."""

    def cut(self) -> None:
        """Refuse and break every connection."""

    def freeze(self) -> None:
        """Take connections and pass nothing on."""

    def mend(self) -> None:
        """Let through again."""


class Link:
    """A name of its own for a SQLite file, that leads nowhere while it is cut. What is open already stays open."""

    def __init__(self, link: Path, file: Path) -> None:
        """Lead to the file."""
        self._link, self._file = link, file
        self.mend()

    @property
    def url(self) -> str:
        """Return the address to use."""
        return f"sqlite:///{self._link}"

    def cut(self) -> None:
        """Lead nowhere."""
        self._lead_to(self._file.parent / "no such folder" / "away")

    freeze = cut  # a file does not hang

    def mend(self) -> None:
        """Lead to the file again."""
        self._lead_to(self._file)

    def _lead_to(self, target: Path) -> None:
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(target)


@contextmanager
def a_wire(database_url: str, folder: Path) -> Iterator[Wire]:
    """Give a node a way of its own to the database."""
    if database_url.startswith("sqlite"):
        yield Link(folder / "link.sqlite3", Path(database_url.removeprefix("sqlite:///")))
    else:
        with a_relay(database_url) as relay:
            yield relay


def the_contents(number: int) -> Contents:
    """Return what edition `number` holds: two lines, whose numbers end in that of the edition."""
    lines = (a_line(digits=f"{960_000 + number}"), a_line("kettering-line", f"{970_000 + number}"))
    return msgspec.structs.replace(a_small_directory(), services=lines)


class Fault(StrEnum):
    """In what way an edition is bad."""

    ALTERED = "its rows are not as they were published"
    SILENT = "nobody can be answered from it"


class Publisher:
    """Publishes by itself, well and badly, and knows every edition that was published whole and can be answered from."""

    def __init__(self) -> None:
        """Have published nothing; `begin` comes first."""
        self._newest: Edition | None = None
        self.good: dict[int, Edition] = {}
        self.last_bad: int | None = None

    async def begin(self, database: Database) -> None:
        """Publish there from now; triggers are taken off, so that rows can be altered as by hand."""
        self._database = database
        await by_hand(database)

    async def publish(self, fault: Fault | None = None) -> int:
        """Publish the next edition; a bad one is bad from the moment at which anybody can see it."""
        number = 1 if self._newest is None else self._newest.number + 1
        contents = the_contents(number)
        if fault is Fault.SILENT:
            contents = msgspec.structs.replace(contents, policy=A_POLICY)
        async with self._database.writing() as connection:
            edition = await add_edition(connection, contents, signed(), based_on=number - 1, known=self._newest)
            if fault is Fault.ALTERED:
                digits = f"{960_000 + number}"
                altered = f"UPDATE service_revision SET body = replace(body, '{digits}', '999999') WHERE body LIKE '%{digits}%'"
                await connection.exec_driver_sql(altered.replace("%", "%%"))
        self._newest = edition
        if fault is None:
            self.good[number], self.last_bad = edition, None
        else:
            self.last_bad = number
        return number

    async def die_publishing(self) -> None:
        """Lose the connection in the middle of publishing."""
        assert self._newest is not None
        number = self._newest.number + 1
        async with self._database.writing() as connection:
            await add_edition(connection, the_contents(number), signed(), based_on=number - 1, known=self._newest)
            await connection.invalidate()
            raise ConnectionAbortedError

    @property
    def newest_good(self) -> int:
        """Return the number of the newest edition that is whole."""
        return max(self.good)


@cache
def the_lexicon() -> Lexicon:
    """Return the words of search, read once."""
    return load_lexicon()


def never_shipped() -> Contents:
    """Fail: a node that has answered once never falls back to what ships."""
    raise AssertionError("the shipped directory was asked for")


class Node:
    """A server's desk with its own home and its own wire, started, crashed and started again."""

    def __init__(self, folder: Path, wire: Wire, clock: MovedClock) -> None:
        """Take where it lives; it is not running yet."""
        self.snapshots = folder / "home" / SNAPSHOTS
        self.wire = wire
        self.cut_at: datetime | None = None
        self.had = 0
        self._home, self._clock = folder / "home", clock
        self._running = AsyncExitStack()
        self._desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """Return the desk of a node that runs."""
        assert self._desk is not None
        return self._desk

    @property
    def is_running(self) -> bool:
        """Say whether it was started, and did not crash since."""
        return self._desk is not None

    @property
    def reaches_database(self) -> bool:
        """Say whether it runs and nothing is between it and the database."""
        return self.is_running and self.cut_at is None

    async def start(self) -> None:
        """Begin to answer."""
        self._desk = await self._running.enter_async_context(self._serving())

    async def crash(self, *, before_saving: bool) -> None:
        """End with nothing more getting through to the database; `before_saving`: the newest edition was not on disk yet."""
        self.wire.cut()
        await self._running.aclose()
        self._desk = None
        on_disk = sorted(self.snapshots.glob("edition-*.snapshot"))
        if before_saving and len(on_disk) > 1:
            half = on_disk.pop()
            (self.snapshots / "unfinished").write_bytes(half.read_bytes()[:1000])
            half.unlink()
        if self.cut_at is None:
            self.wire.mend()

    async def cut(self, how: Cut) -> None:
        """Lose the database."""
        self.cut_at = self._clock()
        if how is Cut.FROZEN:
            self.wire.freeze()
        else:
            self.wire.cut()
        if isinstance(self.wire, Link) and self.is_running:
            await self.desk.home._database.close()  # what is open would stay open

    def mend(self) -> None:
        """Find it again."""
        self.cut_at = None
        self.wire.mend()

    def answer(self) -> Answer:
        """Answer a carer."""
        compiled, at = self.desk.holding().compiled, self._clock()
        return decide(compiled, minimise(compiled, A_CARER, at), at, {})

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[Desk]:
        async with open_home(self._home, at=self._clock(), database_url=self.wire.url, shipped=never_shipped) as home:
            desk = Desk(home, the_gazetteer(), the_lexicon(), self._clock, Metrics())
            async with kept_up_to_date(desk):
                yield desk
