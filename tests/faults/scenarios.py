"""What is broken, and what must hold then beside what every scene promises."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from directory.reader import Reader, Role
from routing.edition import Edition
from store.database import Database
from store.editions import Contents, Signature, add_edition, contents_of
from store.errors import StoreError
from store.home import Home, open_home
from store.tables import service_revision
from tests.faults.callers import PLACE_OF_SAFETY, Question, answering, ask
from tests.faults.cluster import filled
from tests.faults.scene import Scene, put_clock

AWAY_SECONDS = 4.0
HANGING_SECONDS = 12.0
LOCKED_SECONDS = 20.0
REACHES_EVERY_NODE_WITHIN = 2.0
PATIENCE_SECONDS = 10.0
EDITED = "samaritans"


Act = Callable[[Scene], Awaitable[None]]


class Scenario(NamedTuple):
    """A fault: how it is called, what is done, on what, and for which reports callers make meanwhile."""

    act: Act
    nodes: int = 2
    on_sqlite: bool = False
    tiny_home: int = 0
    tiny_database: int = 0
    wrong_clock: bool = False
    reports: tuple[str, ...] = ("refusal", "feedback", "room")

    @property
    def name(self) -> str:
        """Return its name in words."""
        return self.act.__name__.replace("_", " ")

    @property
    def what(self) -> str:
        """Say what is done."""
        return " ".join((self.act.__doc__ or "").split())


async def database_killed(scene: Scene) -> None:
    """Kill every process of the database (-9), and start it again after 4 s."""
    await asyncio.to_thread(scene.postgres().kill)
    await asyncio.sleep(AWAY_SECONDS)
    await asyncio.to_thread(scene.postgres().start)


async def database_stopped(scene: Scene) -> None:
    """Stop the database as an engineer does, and start it again after 4 s."""
    await asyncio.to_thread(scene.postgres().stop)
    await asyncio.sleep(AWAY_SECONDS)
    await asyncio.to_thread(scene.postgres().start)


async def database_restarted(scene: Scene) -> None:
    """Restart the database, twice."""
    for _ in range(2):
        await asyncio.to_thread(scene.postgres().stop)
        await asyncio.to_thread(scene.postgres().start)
        await asyncio.sleep(1)


async def database_slow(scene: Scene) -> None:
    """Let every reply of the database come 500 ms late, for 8 s."""
    for relay in scene.relays:
        relay.slow(0.5)
    await asyncio.sleep(8)
    for relay in scene.relays:
        relay.mend()


async def database_frozen(scene: Scene) -> None:
    """Let every process of the database stand still (SIGSTOP) for 12 s: connections stay open, and nothing comes back."""
    scene.postgres().freeze()
    await asyncio.sleep(HANGING_SECONDS)
    scene.postgres().thaw()


async def network_swallows_everything(scene: Scene) -> None:
    """Let the network to the database take connections and pass nothing on, either way, for 12 s."""
    for relay in scene.relays:
        relay.freeze()
    await asyncio.sleep(HANGING_SECONDS)
    for relay in scene.relays:
        relay.mend()


async def one_node_cut_off(scene: Scene) -> None:
    """Cut one of two nodes off from the database for 4 s; the other is not."""
    scene.relays[0].cut()
    said = await scene.until(lambda: says(scene, 0, database=False), PATIENCE_SECONDS)
    scene.promise("a node that is cut off says so", said is not None, seconds(said))
    await asyncio.sleep(AWAY_SECONDS)
    scene.relays[0].mend()


async def database_disk_full(scene: Scene) -> None:
    """Leave no byte on the database's disk for 6 s."""
    with filled(scene.postgres().folder):
        await asyncio.sleep(6)
    with suppress(RuntimeError):  # a server that gave itself up for want of room is started again, as a service manager does
        await asyncio.to_thread(scene.postgres().start_if_gone)


async def editions_published_while_the_database_is_killed(scene: Scene) -> None:
    """Publish an edition every second for 10 s; in the middle of it kill the database and start it again."""
    times: dict[int, float] = {}
    async with a_publisher(scene) as home:
        publishing = asyncio.create_task(publish_every_second(home, times))
        await asyncio.sleep(5)
        killed_at = time.monotonic()
        await asyncio.to_thread(scene.postgres().kill)
        await asyncio.to_thread(scene.postgres().start)
        await scene.until_well()
        well_at = time.monotonic()
        await asyncio.sleep(5)
        publishing.cancel()
        await asyncio.gather(publishing, return_exceptions=True)
    newest = max(times)
    reached = await scene.until(lambda: all_answer_from(scene, newest), PATIENCE_SECONDS)
    late = [
        one
        for one in scene.callers.asked
        if one.edition
        and not killed_at <= one.due <= well_at + REACHES_EVERY_NODE_WITHIN
        and any(one.edition < number and at + REACHES_EVERY_NODE_WITHIN < one.due for number, at in times.items())
    ]
    scene.promise("every node answers from the last edition", reached is not None, f"edition {newest}, {len(times)} published")
    scene.promise("no answer from an older edition later than 2 s after publishing", not late, f"{len(late)} answers")


async def node_killed(scene: Scene) -> None:
    """Kill one of two nodes (-9), and start it again after 4 s; the other goes on."""
    await asyncio.to_thread(scene.node.kill)
    await asyncio.sleep(AWAY_SECONDS)
    began = time.monotonic()
    await asyncio.to_thread(scene.node.start)
    scene.promise("the killed node answers again", True, seconds(time.monotonic() - began))


async def both_nodes_killed(scene: Scene) -> None:
    """Kill both nodes (-9) at once and start them again: nobody can answer meanwhile, and what was acknowledged stays."""
    await restarted(scene)


async def nodes_start_without_the_database(scene: Scene) -> None:
    """Kill both nodes and the database; start the nodes alone, let them answer for 4 s, then start the database."""
    await asyncio.to_thread(scene.postgres().kill)
    await restarted(scene)
    await asyncio.sleep(AWAY_SECONDS)
    told = await from_key(scene, 0)
    scene.promise("a key proves who holds it, though the node never saw the database", told == 200, f"status {told}")
    await asyncio.to_thread(scene.postgres().start)


async def snapshots_damaged(scene: Scene) -> None:
    """Start nodes without the database on damaged snapshots: one on a half-written newest, one on none that is unaltered."""
    async with a_publisher(scene) as home:
        newest = await edit(home, 1)
    await scene.until(lambda: all_answer_from(scene, newest.number), PATIENCE_SECONDS)
    await scene.until(lambda: all_have_snapshot(scene, newest.number), PATIENCE_SECONDS)
    for relay in scene.relays:
        relay.cut()
    with nobody_answers(scene):
        for node in scene.nodes:
            await asyncio.to_thread(node.kill)
        half, *_ = snapshots(scene.nodes[0].home)
        half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
        for file in snapshots(scene.nodes[1].home):
            raw = bytearray(file.read_bytes())
            raw[len(raw) // 2] ^= 1
            file.write_bytes(raw)
        await asyncio.gather(*(asyncio.to_thread(node.start) for node in scene.nodes))
    (one, from_older), (other, from_none) = [node.ready() for node in scene.nodes]
    older = from_older.get("edition") == newest.number - 1 and from_older.get("origin") == "snapshot"
    scene.promise("a half-written snapshot is passed over for the one before", one == 200 and older, shown(one, from_older))
    scene.promise("without one that can be proved it answers and says not ready", other == 503, shown(other, from_none))
    await asyncio.sleep(2)
    for relay in scene.relays:
        relay.mend()


async def bad_edition(scene: Scene) -> None:
    """Publish an edition whose rows were altered before anybody read them, and mend it after 5 s."""
    database = Database(scene.database)
    async with a_publisher(scene) as home:
        good = await edit(home, 1)
        await scene.until(lambda: all_answer_from(scene, good.number), PATIENCE_SECONDS)
        body = service_revision.c.body
        async with database.writing() as connection:
            bad = (await add_edition(connection, edited(good, 2), signed(), based_on=good.number)).edition
            altered = (
                service_revision.c.service_id == EDITED,
                service_revision.c.revision
                == sa.select(sa.func.max(service_revision.c.revision))
                .where(service_revision.c.service_id == EDITED)
                .scalar_subquery(),
            )
            await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))  # as a hand with all rights could
            await connection.execute(sa.update(service_revision).where(*altered).values(body=body + " "))
        await asyncio.sleep(5)
        told = [node.ready() for node in scene.nodes]
        stands = all(said.get("edition") == good.number for _, said in told)
        scene.promise(
            "a bad edition is refused by every node and the old one stays", stands, "; ".join(shown(*one) for one in told)
        )
        named = all(said.get("refused_edition") == bad.number for _, said in told)
        scene.promise("a node says which edition it refuses", named, "in /health/ready")
        async with database.writing() as connection:
            await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            await connection.execute(sa.update(service_revision).where(*altered).values(body=sa.func.rtrim(body)))
        taken = await scene.until(lambda: all_answer_from(scene, bad.number), 45)
        scene.promise("once mended it is taken up", taken is not None, seconds(taken))
    await database.close()
    answered = {one.edition for one in scene.callers.asked}
    scene.promise("every answer is from an edition that was whole", answered <= {0, 1, good.number, bad.number}, "")


async def clock_jumps(scene: Scene) -> None:
    """Let a node's clock jump 25 hours ahead for some seconds, then 5 hours behind, and be right again."""
    token = await a_session(scene)
    short_key = await a_key_for_a_day(scene)
    before = await statuses(scene, token, short_key)
    scene.promise("a session and a key count while they last", before == (200, 200), f"{before}")
    await set_clock(scene, timedelta(hours=25))
    scene.promise("answers follow the clock", await follows(scene, timedelta(hours=25)), "25 hours ahead")
    ahead = await statuses(scene, token, short_key)
    scene.promise("a session and a key that ran out by the clock prove nothing", ahead == (303, 401), f"{ahead}")
    await report_room(scene)
    await asyncio.sleep(3)
    await set_clock(scene, timedelta(hours=-5))
    scene.promise("answers follow the clock back", await follows(scene, timedelta(hours=-5)), "5 hours behind")
    await asyncio.sleep(3)
    await set_clock(scene, timedelta())
    scene.promise("answers follow the clock once it is right", await follows(scene, timedelta()), "")
    scene.promise("room told at an instant to come is not relied on", not await is_fresh(scene), "")
    status = await report_room(scene)
    counts = await scene.until(lambda: is_fresh(scene), 3)
    scene.promise("room told once the clock is right counts", counts is not None, f"status {status}")


async def sqlite_file_locked(scene: Scene) -> None:
    """Hold the SQLite database's file locked (EXCLUSIVE) for 20 s, as another program might."""
    with locked(scene.node.home / "crisis.sqlite3"):
        await asyncio.sleep(LOCKED_SECONDS)


async def sqlite_disk_full(scene: Scene) -> None:
    """Leave no byte on the disk of a home with its database on SQLite, for 6 s."""
    with filled(scene.node.home):
        await asyncio.sleep(6)


async def home_disk_full(scene: Scene) -> None:
    """Leave no byte on the disks of the nodes' homes for 8 s, the database away for 4 s of them."""
    with ExitStack() as full:
        for node in scene.nodes:
            full.enter_context(filled(node.home))
        await asyncio.sleep(2)
        for relay in scene.relays:
            relay.cut()
        await asyncio.sleep(AWAY_SECONDS)
        for relay in scene.relays:
            relay.mend()
        await asyncio.sleep(2)


async def queue_locked(scene: Scene) -> None:
    """Hold the nodes' queues locked (EXCLUSIVE) for 8 s, the database away for 4 s of them."""
    with ExitStack() as held:
        queues = [file for node in scene.nodes for file in queue_files(node.home)]
        scene.promise("there is a queue to lock in each home", len(queues) >= len(scene.nodes), f"{len(queues)} files")
        for file in queues:
            held.enter_context(locked(file))
        await asyncio.sleep(2)
        for relay in scene.relays:
            relay.cut()
        await asyncio.sleep(AWAY_SECONDS)
        for relay in scene.relays:
            relay.mend()
        await asyncio.sleep(2)


SCENARIOS = (
    Scenario(database_killed),
    Scenario(database_stopped),
    Scenario(database_restarted),
    Scenario(database_slow),
    Scenario(database_frozen),
    Scenario(network_swallows_everything),
    Scenario(one_node_cut_off),
    Scenario(database_disk_full, tiny_database=160),
    Scenario(editions_published_while_the_database_is_killed),
    Scenario(node_killed),
    Scenario(both_nodes_killed),
    Scenario(nodes_start_without_the_database),
    Scenario(snapshots_damaged),
    Scenario(bad_edition),
    Scenario(clock_jumps, nodes=1, wrong_clock=True, reports=("refusal", "feedback")),
    Scenario(sqlite_file_locked, nodes=1, on_sqlite=True),
    Scenario(sqlite_disk_full, nodes=1, on_sqlite=True, tiny_home=48),
    Scenario(home_disk_full, tiny_home=48),
    Scenario(queue_locked),
)


def seconds(took: float | None) -> str:
    """Say how long something took."""
    return "never" if took is None else f"in {took:.1f} s"


def shown(status: int, said: dict[str, object]) -> str:
    """Say what a node said of being ready."""
    return f"status {status}, edition {said.get('edition')} from the {said.get('origin')}"


async def says(scene: Scene, number: int, **expected: object) -> bool:
    """Say whether a node says this of itself."""
    _, said = await asyncio.to_thread(scene.nodes[number].ready)
    return all(said.get(name) == value for name, value in expected.items())


async def all_answer_from(scene: Scene, edition: int) -> bool:
    """Say whether every node answers from that edition."""
    return all([await says(scene, number, edition=edition) for number in range(len(scene.nodes))])


def snapshots(home: Path) -> list[Path]:
    """Return the snapshots of a home, newest first."""
    return sorted((home / "editions").glob("*.snapshot"), reverse=True)


async def all_have_snapshot(scene: Scene, edition: int) -> bool:
    """Say whether every node keeps that edition on its disk."""
    return all(any(file.stem.endswith(f"{edition:010}") for file in snapshots(node.home)) for node in scene.nodes)


@contextmanager
def nobody_answers(scene: Scene) -> Iterator[None]:
    """Do something that leaves no node alive; what is asked meanwhile, or was being answered as it began, cannot be."""
    began = time.monotonic()
    yield
    scene.nobody_there.append((began - 1, time.monotonic()))


async def restarted(scene: Scene) -> None:
    """Kill every node at once and start each again."""
    began = time.monotonic()
    with nobody_answers(scene):
        await asyncio.gather(*(asyncio.to_thread(node.kill) for node in scene.nodes))
        await asyncio.gather(*(asyncio.to_thread(node.start) for node in scene.nodes))
    scene.promise("the killed nodes answer again", True, seconds(time.monotonic() - began))


async def from_key(scene: Scene, number: int) -> int:
    """Ask a node with a control room's key; return the status."""
    question = answering({"caller": "police", "place": "Corby"}, scene.pattern.police_key)
    return (await ask(scene.nodes[number].port, question, PATIENCE_SECONDS)).status


@asynccontextmanager
async def a_publisher(scene: Scene) -> AsyncIterator[Home]:
    """Open a home of a machine that only publishes, on the scene's database."""
    folder = scene.node.home.with_name("publisher")
    async with open_home(folder, at=datetime.now(UTC), database_url=scene.database) as home:
        yield home


def signed() -> Signature:
    """Sign an edition."""
    return Signature(by="the fault bench", reason="something changes", at=datetime.now(UTC))


def edited(edition: Edition, turn: int) -> Contents:
    """Return what an edition holds with one entry changed."""
    contents = contents_of(edition)
    services = tuple(
        msgspec.structs.replace(one, description=f"Edited {turn} times.") if one.id == EDITED else one
        for one in contents.services
    )
    return msgspec.structs.replace(contents, services=services)


async def edit(home: Home, turn: int) -> Edition:
    """Publish an edition in which one entry changed."""
    edition = (await home.current_edition(datetime.now(UTC))).edition
    return await home.publish(edited(edition, turn), signed(), based_on=edition.number)


async def publish_every_second(home: Home, times: dict[int, float]) -> None:
    """Publish for ever, and note when each edition was acknowledged; while the database is away nothing is published."""
    while True:
        with suppress(StoreError):
            edition = await edit(home, len(times))
            times[edition.number] = time.monotonic()
        await asyncio.sleep(1)


async def a_session(scene: Scene) -> str:
    """Sign a keeper in, and return the session's token."""
    async with a_publisher(scene) as home:
        return await home.sessions.begin(Reader(role=Role.PUBLISHER, name="A keeper"), at=datetime.now(UTC))


async def a_key_for_a_day(scene: Scene) -> str:
    """Make a key that holds for a day."""
    at = datetime.now(UTC)
    async with a_publisher(scene) as home:
        return await home.keys.make(Role.POLICE, "for a day", at=at, expires_at=at + timedelta(days=1))


async def statuses(scene: Scene, token: str, key: str) -> tuple[int, int]:
    """Return what a session's page and a key's answer come back with."""
    page = Question("/curate/capacity", cookie=f"crisis_session={token}")
    given = answering({"caller": "police", "place": "Corby"}, key)
    port = scene.node.port
    await asyncio.sleep(3)  # so long may what was held be taken
    return (await ask(port, page, PATIENCE_SECONDS)).status, (await ask(port, given, PATIENCE_SECONDS)).status


async def set_clock(scene: Scene, ahead: timedelta) -> None:
    """Put the nodes' clocks so far ahead of the machine's, or behind it."""
    put_clock(scene.clock, ahead)
    await asyncio.sleep(2)


async def follows(scene: Scene, ahead: timedelta) -> bool:
    """Say whether an answer is for the instant that the clock shows."""
    reply = await ask(scene.node.port, answering({"caller": "carer"}), PATIENCE_SECONDS)
    at = datetime.fromisoformat(json.loads(reply.body)["at"])
    return abs(at - ahead - datetime.now(UTC)) < timedelta(minutes=1)


async def report_room(scene: Scene) -> int:
    """Tell of room at the place of safety, as of now; return the status."""
    body = msgspec.json.encode({"status": "space", "adults_free": 1})
    told = Question(f"/api/v1/capacity/{PLACE_OF_SAFETY}", body, key=scene.pattern.keeper_key)
    return (await ask(scene.node.port, told, PATIENCE_SECONDS)).status


async def is_fresh(scene: Scene) -> bool:
    """Say whether the last report of the place of safety is relied on."""
    reply = await ask(scene.node.port, Question("/api/v1/capacity", key=scene.pattern.keeper_key), PATIENCE_SECONDS)
    places = json.loads(reply.body)["places"]
    return any(place["service_id"] == PLACE_OF_SAFETY and place["is_fresh"] for place in places)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a SQLite file locked, as another program might: nobody else writes to it."""
    holder = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        holder.close()


def queue_files(home: Path) -> list[Path]:
    """Return the files of a home's queue: whatever SQLite files there are below it but the database."""
    return [
        file
        for file in home.glob("*/**/*")
        if file.is_file() and file.stat().st_size and file.open("rb").read(15) == b"SQLite format 3"
    ]
