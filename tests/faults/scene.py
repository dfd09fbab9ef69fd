"""A scene: a database and nodes of its own, callers meanwhile, a fault in the middle, and the account at the end."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import asyncpg
import msgspec

from directory.reader import Role
from store.database import Database
from store.home import open_home
from tests.bench.server import GRANIAN
from tests.bench.table import percentile
from tests.faults.account import Account, account_of, decisions_in, reports_in, rows_of
from tests.faults.callers import Asked, Callers
from tests.faults.cluster import Cluster, a_tiny_disk
from tests.faults.nodes import CLOCK, SERVED, Node
from tests.postcodes import with_postcodes
from tests.relay import Relay, a_relay

PATIENCE_SECONDS = 60.0
"""For how long a node may need to be well again, and rows to reach the database, before that counts as never."""

CALM_SECONDS = 2.0
"""For how long nothing is wrong before a fault and after it."""

PATTERN = "pattern"
"""The database of the pattern, in the cluster."""

SOUND = ("database", "editions", "decision log", "chain", "keys")
"""The checks of `crisis check --log` that say whether anything of the record was lost or altered."""


class Pattern(msgspec.Struct, frozen=True):
    """A home on its first edition, of which each scene has a copy, and the keys that were made in it."""

    home: Path
    police_key: str
    keeper_key: str


async def make_pattern(folder: Path, cluster: Cluster | None) -> Pattern:
    """Publish what ships in a new home, on the cluster or on SQLite, and make the keys."""
    home, url = with_postcodes(folder), None
    if cluster is not None:
        url = cluster.url(PATTERN)
        await in_cluster(cluster, f"CREATE DATABASE {PATTERN}")
    at = datetime.now(UTC)
    expires_at = at + timedelta(days=30)
    async with open_home(home, at=at, database_url=url) as opened:
        police = await opened.keys.make(Role.POLICE, "control room", at=at, expires_at=expires_at)
        keeper = await opened.keys.make(Role.PUBLISHER, "ward system", at=at, expires_at=expires_at)
    return Pattern(home, police, keeper)


async def in_cluster(cluster: Cluster, command: str) -> None:
    """Run a command that wants no transaction."""
    connection = await asyncpg.connect(cluster.url("postgres"))
    try:
        await connection.execute(command)
    finally:
        await connection.close()


class Promise(NamedTuple):
    """Something that must hold, whether it did, and what was seen."""

    what: str
    kept: bool
    seen: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a scene came to. `broke` counts the requests that the other node was asked for, its own having gone away."""

    asked: int
    broke: int
    failed: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    decisions: Account
    reports: Account
    recovered_seconds: float | None
    promises: tuple[Promise, ...]

    @property
    def broken(self) -> tuple[Promise, ...]:
        """Return the promises that did not hold."""
        return tuple(promise for promise in self.promises if not promise.kept)


class Scene:
    """What a scenario acts on. Made by `a_scene`."""

    def __init__(
        self, nodes: list[Node], relays: list[Relay], cluster: Cluster | None, database: str, pattern: Pattern
    ) -> None:
        """Take the parts; the nodes do not run yet."""
        self.nodes, self.relays, self.cluster = nodes, relays, cluster
        self.database = database
        self.pattern = pattern
        self.clock = nodes[0].home.with_name(CLOCK)
        self.callers = Callers([node.port for node in nodes], pattern.police_key, pattern.keeper_key)
        self.promises: list[Promise] = []
        self.nobody_there: list[tuple[float, float]] = []

    @property
    def node(self) -> Node:
        """Return the first node."""
        return self.nodes[0]

    def postgres(self) -> Cluster:
        """Return the cluster; a scene on SQLite has none."""
        if self.cluster is None:
            raise RuntimeError("this scene has no cluster")
        return self.cluster

    def promise(self, what: str, kept: bool, seen: str = "") -> None:
        """Note a promise beside those that every scene has."""
        self.promises.append(Promise(what, kept, seen))

    async def start(self) -> None:
        """Start every node that does not run."""
        await asyncio.gather(*(asyncio.to_thread(node.start) for node in self.nodes))
        await self.until_well()

    async def until(self, what: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> float | None:
        """Wait until something holds and return the seconds that took; None: it did not, in all that time."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if await what():
                return time.monotonic() - began
            await asyncio.sleep(0.1)
        return None

    async def until_well(self) -> float | None:
        """Wait until every node is ready and answers from what the database says."""
        return await self.until(self._is_well)

    async def _is_well(self) -> bool:
        said = await asyncio.gather(*(asyncio.to_thread(node.ready) for node in self.nodes))
        return all(status == 200 and body.get("database") and body.get("origin") == "database" for status, body in said)

    async def until_delivered(self) -> float | None:
        """Wait until everything that was acknowledged is in the database."""
        database = Database(self.database)
        try:
            return await self.until(lambda: self._is_delivered(database))
        finally:
            await database.close()

    async def _is_delivered(self, database: Database) -> bool:
        decisions, reports = await self.accounts(database)
        return not decisions.lost and not reports.lost

    async def accounts(self, database: Database) -> tuple[Account, Account]:
        """Hold what callers were told beside what the database holds: decisions, and reports of every kind."""
        decisions = account_of(decisions_in(self.callers.asked), await rows_of(database, "decision"))
        kinds = ("refusal", "feedback", "room")
        each = [account_of(reports_in(self.callers.told, kind), await rows_of(database, kind)) for kind in kinds]
        return decisions, Account(
            acknowledged=sum(one.acknowledged for one in each),
            lost=sum(one.lost for one in each),
            twice=sum(one.twice for one in each),
        )


def put_clock(file: Path, ahead: timedelta) -> None:
    """Let the clocks that read the file be so far ahead from now on, or behind."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(str(ahead.total_seconds()))
    unfinished.replace(file)


@asynccontextmanager
async def a_scene(
    folder: Path,
    pattern: Pattern,
    cluster: Cluster | None,
    *,
    nodes: int,
    tiny_home: int = 0,
    wrong_clock: bool = False,
) -> AsyncIterator[Scene]:
    """Give a scene with a database and homes of its own; leave no process of it behind.

    `tiny_home`: each home is on a disk of so many megabytes. `wrong_clock`: a file says how wrong the nodes' clocks are.
    """
    await asyncio.to_thread(folder.mkdir)
    name = f"scene_{time.monotonic_ns()}"
    serving: tuple[str, ...] = SERVED
    if wrong_clock:
        put_clock(folder / CLOCK, timedelta())
        serving = (*GRANIAN, "tests.faults.wrong_clock:create_app")
    with ExitStack() as left:
        url = None
        if cluster is not None:
            await in_cluster(cluster, f"CREATE DATABASE {name} TEMPLATE {PATTERN}")
            url = cluster.url(name)
        made, relays = [], []
        for number in range(nodes):
            at = folder / f"home-{number + 1}"
            if tiny_home:
                left.enter_context(a_tiny_disk(at, tiny_home))
            shutil.copytree(pattern.home, at, symlinks=True, dirs_exist_ok=True)
            reached = url
            if url is not None:
                relays.append(left.enter_context(a_relay(url)))
                reached = relays[-1].url
            made.append(Node(at, reached, serving))
            left.callback(made[-1].kill)
        sqlite = f"sqlite:///{made[0].home / 'crisis.sqlite3'}"
        yield Scene(made, relays, cluster, url or sqlite, pattern)


async def played(scene: Scene, act: Callable[[Scene], Awaitable[None]], *, rate: int, reports: tuple[str, ...]) -> Found:
    """Play a scenario under load and return what was found."""
    await scene.start()
    await scene.callers.warm_up()
    scene.callers.begin(rate, reports)
    await asyncio.sleep(CALM_SECONDS)
    try:
        await act(scene)
    except Exception as fault:  # noqa: BLE001 (whatever ends one scene early, the others are played)
        scene.promise("the scene comes to its end", False, f"{type(fault).__name__}: {fault}")
    recovered = await scene.until_well()
    await asyncio.sleep(CALM_SECONDS)
    await scene.callers.end()
    delivered = await scene.until_delivered()
    scene.promise("every node is well again", recovered is not None, "" if recovered is None else f"in {recovered:.1f} s")
    scene.promise("what waited is delivered", delivered is not None, "" if delivered is None else f"in {delivered:.1f} s")
    for number, node in enumerate(scene.nodes, start=1):
        ended = await asyncio.to_thread(node.stop)
        scene.promise(f"node {number} stops when told", ended == 0, f"exit code {ended}")
    database = Database(scene.database)
    decisions, told = await scene.accounts(database)
    await database.close()
    await judge(scene, decisions, told)
    return found_in(scene, decisions, told, recovered)


async def judge(scene: Scene, decisions: Account, told: Account) -> None:
    """Note whether what every scene promises was kept."""
    failed = failures(scene)
    scene.promise("no answer fails", not failed, f"{len(failed)} of {len(scene.callers.asked)} failed{_most_often(failed)}")
    seen = f"{decisions.lost} lost, {decisions.twice} twice, of {decisions.acknowledged} acknowledged"
    scene.promise("every decision is kept, once", decisions.holds, seen)
    refused = Counter(f"{one.kind} {one.seen}" for one in scene.callers.told if one.taken is False)
    unknown = sum(one.taken is None for one in scene.callers.told)
    seen = f"{told.lost} lost, {told.twice} twice, of {told.acknowledged} taken; of {unknown} nothing was heard"
    scene.promise("every report that was taken is kept, once", told.holds, seen)
    scene.promise("every report is taken", not refused, ", ".join(f"{count} x {what}" for what, count in refused.items()))
    checks = await asyncio.to_thread(scene.node.checked)
    wrong = {what: checks.get(what, ("", "not said")) for what in SOUND if checks.get(what, ("",))[0] != "✓"}
    scene.promise("the record is sound (`crisis check --log`)", not wrong, "; ".join(f"{k}: {v[1]}" for k, v in wrong.items()))


def _most_often(failed: Sequence[Asked]) -> str:
    counted = Counter(f"{one.path.partition('?')[0]}: {one.fault}" for one in failed)
    return "".join(f"; {count} x {what}" for what, count in counted.most_common(4))


def failures(scene: Scene) -> list[Asked]:
    """Return the requests that were not answered, but for those made while the scenario left no node alive."""
    return [
        one
        for one in scene.callers.asked
        if one.fault and not any(began <= one.due <= ended for began, ended in scene.nobody_there)
    ]


def found_in(scene: Scene, decisions: Account, told: Account, recovered: float | None) -> Found:
    """Sum a scene up."""
    asked = scene.callers.asked
    took = [one.seconds * 1000 for one in asked if not one.fault] or [0.0]
    return Found(
        asked=len(asked),
        broke=sum(one.broke for one in asked),
        failed=len(failures(scene)),
        p50_ms=percentile(took, 0.5),
        p99_ms=percentile(took, 0.99),
        max_ms=max(took),
        decisions=decisions,
        reports=told,
        recovered_seconds=recovered,
        promises=tuple(scene.promises),
    )
