"""What a directory of 1,000, 10,000 and 100,000 services costs, and what the cost grows with: `python -m tests.bench size`."""

from __future__ import annotations

import asyncio
import gc
import math
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

import msgspec

from directory.opening import Window, minute_of
from directory.reader import Role
from directory.search import search
from directory.search_query import SearchQuery
from directory.service import Service
from routing.change import ChangeSet, applied
from routing.checks import losses
from routing.edition import compile_edition
from routing.finding import index_of
from routing.proof import PROVED_DAYS
from seed.places import load_gazetteer
from seed.search import load_lexicon
from store.backup import copy_database, restore_backup, write_backup
from store.checking import span_from
from store.database import Database
from store.first_use import POSTCODE_TABLE, open_gazetteer
from store.home import database_of
from store.snapshot import find_newest_snapshot, write_snapshot
from tests.bench.answers import time_calls
from tests.bench.calls import DAY_BEGINS, SEED, SITUATIONS, TIMES_EACH, Call, calls_of_a_day, full_postcodes
from tests.bench.proof import least, one_of, renumbered
from tests.bench.publisher import Done
from tests.bench.server import PROJECT, crisis_serving, environment_of
from tests.bench.start import publish
from tests.bench.table import Chapter, Row, percentile
from tests.judged import judged_queries
from tests.makers import an_edition
from tests.store.makers import run_apart

SIZES = (1_000, 10_000, 100_000)
EDITS, EDITS_FOR_MEMORY = 4, 20
REQUESTS = 1_000
POSTGRES = os.environ.get("CRISIS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
APART_SECONDS = 0.004
"""How long the one who asks waits between an answer and the next question."""

METHOD = f"""\
The same at each size: the shipped directory with made-up services around it, alone by `python -m tests.bench size`. The last \
figure of a line is the exponent of growth between the two largest sizes: n^1 is ten times as much for ten times as many, n^0 \
the same. *Ready*: from starting `crisis serve` on a home that holds the edition, as in the chapter Start; *a new node* \
starts in an empty home beside a PostgreSQL that holds it, so it makes the table of postcodes too. *Memory* is the resident \
set of the process that answers; *most while an edit is taken up* is its highest point. *Edit to live*: another process \
publishes a corrected name {EDITS} times while one caller asks over and over; the slowest is told, from handing the edition \
in, and from the acknowledgement that it is published, to the first answer that carries its number (two seconds are promised \
from the acknowledgement). *Answers meanwhile* are those asked from before each edit until half a second after it is live. \
Answers in process are {SITUATIONS:,} situations {TIMES_EACH} times, as in their chapter, in processor time; search is the \
judged queries on these services; *proved again* is what one corrected number takes away over {PROVED_DAYS} days. *Memory \
over {EDITS_FOR_MEMORY} edits* compares the resident set after the last edit with that after the fifth, at {SIZES[1]:,} \
services."""


class Measure(NamedTuple):
    """One line: what is measured, how it is written, and the most it may be at any size up to `promised_to`."""

    what: str
    write: Callable[[float], str]
    most: float | None = None
    promised_to: int = SIZES[-1]


def seconds(value: float) -> str:
    """Write seconds, as milliseconds where they are few."""
    return f"{value:.1f} s" if value >= 10 else f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"


def microseconds(value: float) -> str:
    """Write seconds in microseconds."""
    return f"{value * 1e6:,.0f} us"


def megabytes(value: float) -> str:
    """Write bytes in megabytes."""
    return f"{value / 1e6:,.1f} MB" if value < 1e7 else f"{value / 1e6:,.0f} MB"


MEASURES = (
    Measure("publish the whole, SQLite", seconds),
    Measure("publish the whole, PostgreSQL", seconds),
    Measure("ready, SQLite", seconds, 15.0),
    Measure("ready, PostgreSQL, a new node", seconds, 15.0),
    Measure("memory, once ready", megabytes),
    Measure(f"memory, after {REQUESTS:,} answers", megabytes),
    Measure("memory, most while an edit is taken up", megabytes),
    Measure("edit to live, SQLite, from the acknowledgement", seconds, 2.0),
    Measure("edit to live, SQLite, from handing it in", seconds),
    Measure("answers meanwhile, SQLite, p50", seconds),
    Measure("answers meanwhile, SQLite, p99", seconds),
    Measure("edit to live, PostgreSQL, from the acknowledgement", seconds, 2.0),
    Measure("edit to live, PostgreSQL, from handing it in", seconds),
    Measure("answers meanwhile, PostgreSQL, p50", seconds),
    Measure("answers meanwhile, PostgreSQL, p99", seconds),
    Measure("compile", seconds),
    Measure("compile an edit", seconds),
    Measure("index", seconds, 12.0),
    Measure("answer in process, p50", microseconds, 300e-6),
    Measure("answer in process, p99", microseconds, 2e-3),
    Measure("search, p95", seconds, 0.030),
    Measure("postcode, p50", microseconds, 50e-6),
    Measure("one edited service proved again", seconds, 0.050, 10_000),
    Measure("snapshot: write", seconds),
    Measure("snapshot: read and prove", seconds),
    Measure("snapshot: size", megabytes),
    Measure("backup", seconds),
    Measure("backup: size", megabytes),
    Measure("restore", seconds),
    Measure("move to PostgreSQL", seconds),
    Measure("disk, SQLite: database", megabytes),
)

Figures = dict[str, float]
Made = TypeVar("Made")


def bench_size(home: Path, fleet: tuple[Service, ...], at: datetime) -> Chapter:
    """Measure each size; without a PostgreSQL server the lines that need one say nothing."""
    figures = [measured(home / f"{size}", fleet[:size], at) for size in SIZES]
    grown = memory_over_edits(home / f"{SIZES[1]}")
    lines = [row_of(measure, [one.get(measure.what) for one in figures]) for measure in MEASURES]
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    flat = Row(f"memory over {EDITS_FOR_MEMORY} edits, {SIZES[1]:,} services", f"{grown / 1e6:+.1f} MB")
    return Chapter("Size", f"{METHOD} Sizes: {sizes} services.", (*lines, flat))


def row_of(measure: Measure, values: Sequence[float | None]) -> Row:
    """Write one line; its budget is kept where every size keeps it."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return Row(measure.what, "not measured: no PostgreSQL here")
    growth = math.log(max(known[-1], 1e-9) / max(known[-2], 1e-9), SIZES[-1] / SIZES[-2])
    measured_as = f"{', '.join(map(measure.write, known))}; n^{growth:.2f}"
    if measure.most is None:
        return Row(measure.what, measured_as)
    is_kept = all(value <= measure.most for size, value in zip(SIZES, known, strict=True) if size <= measure.promised_to)
    budget = f"<= {measure.write(measure.most)}"
    if measure.promised_to < SIZES[-1]:
        budget = f"{budget} up to {measure.promised_to:,}"
    return Row(measure.what, measured_as, budget, is_kept)


def measured(home: Path, services: tuple[Service, ...], at: datetime) -> Figures:
    """Measure one size."""
    figures: Figures = {}
    figures["publish the whole, SQLite"] = timed(lambda: asyncio.run(publish(home, services, at)))
    open_gazetteer(home, lambda _event: None)
    calls = calls_of_a_day(load_gazetteer(home / POSTCODE_TABLE))
    figures |= served(home, calls, "SQLite")
    figures |= copied(home, at)
    with a_postgres() as url:
        if url is not None:
            other = home / "publisher"
            figures["publish the whole, PostgreSQL"] = timed(lambda: asyncio.run(publish(other, services, at, url)))
            figures |= served(other, calls, "PostgreSQL", url)
    return figures | in_process(home, services, calls)


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds it took, by the clock on the wall."""
    gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def a_postgres() -> Iterator[str | None]:
    """Give the address of a new database of PostgreSQL; None where no server answers."""
    name = f"crisis_bench_{secrets.token_hex(6)}"
    try:
        asyncio.run(run_apart(f"{POSTGRES}/postgres", f"CREATE DATABASE {name}"))
    except OSError:
        yield None
        return
    try:
        yield f"{POSTGRES}/{name}"
    finally:
        asyncio.run(run_apart(f"{POSTGRES}/postgres", f"DROP DATABASE {name} WITH (FORCE)"))


# Served


def served(home: Path, calls: tuple[Call, ...], kind: str, database_url: str | None = None) -> Figures:
    """Serve the edition, answer, and take edits up that another process publishes."""
    figures: Figures = {}
    node = home if database_url is None else home.with_name(f"{home.name}-node")
    bodies = tuple(msgspec.json.encode(context) for context in dict.fromkeys(call.context for call in calls))
    with crisis_serving(node, database_url=database_url) as server:
        process = answering_process(server.pid)
        figures["ready, SQLite" if database_url is None else "ready, PostgreSQL, a new node"] = server.seconds_to_ready
        if database_url is None:
            figures["memory, once ready"] = resident(process)
        asyncio.run(ask(server.port, bodies[:REQUESTS]))
        if database_url is None:
            figures[f"memory, after {REQUESTS:,} answers"] = resident(process)
        Path(f"/proc/{process}/clear_refs").write_text("5", encoding="utf-8")  # the highest point, from now on
        edits = asyncio.run(edits_taken_up(server.port, bodies, home, EDITS, database_url))
        if database_url is None:
            figures["memory, most while an edit is taken up"] = resident(process, "VmHWM")
    asked = [took for edit in edits for took in edit.answers]
    return figures | {
        f"edit to live, {kind}, from the acknowledgement": max(max(edit.live - edit.done, 0.0) for edit in edits),
        f"edit to live, {kind}, from handing it in": max(edit.live - edit.began for edit in edits),
        f"answers meanwhile, {kind}, p50": percentile(asked, 0.50),
        f"answers meanwhile, {kind}, p99": percentile(asked, 0.99),
    }


def memory_over_edits(home: Path) -> float:
    """Return by how many bytes the process that answers grew between the fifth edit and the last."""
    with crisis_serving(home) as server:
        process = answering_process(server.pid)
        bodies = (b'{"caller":"carer","place":"Corby"}',)
        asyncio.run(edits_taken_up(server.port, bodies, home, 5))
        before = resident(process)
        asyncio.run(edits_taken_up(server.port, bodies, home, EDITS_FOR_MEMORY - 5))
        return resident(process) - before


class TakenUp(NamedTuple):
    """One edit: when it was handed in, acknowledged and answered from, and how long the answers around it took, in seconds."""

    began: float
    done: float
    live: float
    answers: list[float]


async def edits_taken_up(
    port: int, bodies: tuple[bytes, ...], home: Path, edits: int, database_url: str | None = None
) -> list[TakenUp]:
    """Let another process publish edits, one when the one before is live."""
    publisher = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.publisher", str(home)),
        cwd=PROJECT,
        env=environment_of(home, database_url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if publisher.stdin is None or publisher.stdout is None:
        raise RuntimeError("the publisher cannot be spoken to")
    await publisher.stdout.readline()
    taken = []
    for _ in range(edits):
        answers = answers_from(port, bodies)
        took = [(await anext(answers)).took for _ in range(10)]
        publisher.stdin.write(b"\n")
        acknowledged = asyncio.create_task(publisher.stdout.readline())
        seen: dict[int, float] = {}
        until = math.inf
        async for answer in answers:
            took.append(answer.took)
            seen.setdefault(answer.edition, answer.at)
            if (
                acknowledged.done()
                and until == math.inf
                and msgspec.json.decode(acknowledged.result(), type=Done).edition in seen
            ):
                until = time.monotonic() + 0.5
            if time.monotonic() > until:
                break
        done = msgspec.json.decode(await acknowledged, type=Done)
        taken.append(TakenUp(done.began, done.done, seen[done.edition], took))
    publisher.stdin.close()
    await publisher.wait()
    return taken


class Answered(NamedTuple):
    """One answer over HTTP: its edition, when it was there, and how many seconds it took."""

    edition: int
    at: float
    took: float


async def answers_from(port: int, bodies: Sequence[bytes]) -> AsyncGenerator[Answered]:
    """Ask for ever over one connection, a body after the other; anything but an answer is an error."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            for body in bodies:
                began = time.monotonic()
                writer.write(HEAD % len(body) + body)
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                if not head.startswith(b"HTTP/1.1 200") or length is None:
                    raise RuntimeError("not every request was answered")
                edition = re.search(rb'"edition":(\d+)', await reader.readexactly(int(length[1])))
                if edition is None:
                    raise RuntimeError("an answer without its edition")
                at = time.monotonic()
                yield Answered(int(edition[1]), at, at - began)
                await asyncio.sleep(APART_SECONDS)
    finally:
        writer.close()


HEAD = b"POST /api/v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


async def ask(port: int, bodies: Sequence[bytes]) -> None:
    """Ask each body once."""
    answers = answers_from(port, bodies)
    for _ in bodies:
        await anext(answers)
    await answers.aclose()


def answering_process(parent: int) -> int:
    """Return the process under the parent that holds the most memory: the server's worker."""
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        for task in Path(f"/proc/{found[-1]}/task").iterdir():
            waiting += map(int, (task / "children").read_text(encoding="utf-8").split())
    return max(found, key=resident)


def resident(process: int, line: str = "VmRSS") -> float:
    """Return the bytes of memory that a process holds, or has held at most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    kilobytes = re.search(rf"{line}:\s+(\d+) kB", status)
    return 0.0 if kilobytes is None else int(kilobytes[1]) * 1024.0


# Copied


def copied(home: Path, at: datetime) -> Figures:
    """Back the home's database up, restore it, move it to PostgreSQL."""
    backup, restored = home / "backup.gz", home / "restored"
    restored.mkdir()
    source, empty = database_of(home), database_of(restored)
    figures = {
        "disk, SQLite: database": float((home / "crisis.sqlite3").stat().st_size),
        "backup": timed(lambda: asyncio.run(then_closed(write_backup(source, backup, at), source))),
        "backup: size": float(backup.stat().st_size),
        "restore": timed(lambda: asyncio.run(then_closed(restore_backup(empty, backup), empty))),
    }
    with a_postgres() as url:
        if url is not None:
            target = Database(url)
            move = timed(lambda: asyncio.run(then_closed(copy_database(source, target, at), source, target)))
            figures["move to PostgreSQL"] = move
    return figures


async def then_closed(copying: Awaitable[object], *databases: Database) -> None:
    """Copy, and close the databases."""
    await copying
    for database in databases:
        await database.close()


# In this process


def in_process(home: Path, services: tuple[Service, ...], calls: tuple[Call, ...]) -> Figures:
    """Compile, index, answer, search, find postcodes, prove an edit, and keep the edition on disk."""
    gazetteer, sealed, lexicon = load_gazetteer(home / POSTCODE_TABLE), an_edition(services), load_lexicon()
    window = Window.around(DAY_BEGINS)
    compiled, compiling = clocked(lambda: compile_edition(sealed, gazetteer, window))
    index, indexing = clocked(lambda: index_of(compiled, lexicon))
    change = ChangeSet(services=(renumbered(one_of("crhtt", services)),))
    becomes, editing = clocked(lambda: compile_edition(applied(change, sealed), gazetteer, window, compiled))
    span = span_from(DAY_BEGINS)
    proving = least(lambda: list(losses(compiled, becomes, span))).seconds
    asked = time_calls(compiled, calls).all
    queries = [SearchQuery(at=minute_of(DAY_BEGINS), text=judged["q"], reader=Role.PUBLIC) for judged in judged_queries()]
    searched = [clocked(partial(search, index, query))[1] for query in queries * 3]
    fresh = load_gazetteer(home / POSTCODE_TABLE)
    postcodes = full_postcodes(Random(SEED), gazetteer, 1_000)
    found = [clocked(partial(fresh.resolve, postcode))[1] for postcode in postcodes]
    kept = home / "snapshot"
    kept.mkdir()
    writing = timed(lambda: write_snapshot(kept, sealed, DAY_BEGINS))
    return {
        "compile": compiling,
        "index": indexing,
        "compile an edit": editing,
        "one edited service proved again": proving,
        "answer in process, p50": percentile(asked, 0.50) / 1e9,
        "answer in process, p99": percentile(asked, 0.99) / 1e9,
        "search, p95": percentile(searched, 0.95),
        "postcode, p50": percentile(found, 0.50),
        "snapshot: write": writing,
        "snapshot: size": float(sum(file.stat().st_size for file in kept.iterdir())),
        "snapshot: read and prove": timed(lambda: find_newest_snapshot(kept)),
    }


def clocked(act: Callable[[], Made]) -> tuple[Made, float]:
    """Do it; return what came of it with the processor time of this thread, in seconds."""
    began = time.thread_time()
    made = act()
    return made, time.thread_time() - began
