"""Whatever is told is on this machine's disk before anybody hears that it was, and in the database once, when it takes it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from store.database import BUSY_SECONDS, Database
from store.home import Home, open_home
from store.queue import MOST_IN_MEMORY, Queue
from store.queue_file import Kind, QueueFile, Row, count_rows, find_waiting, left_behind
from store.tables import capacity_report, decision, outcome, refusal
from tests.store.makers import A_REFUSAL, AN_OUTCOME, NOON, a_decision, a_report, some_contents
from tests.store.queueing import a_queue, a_row, on_disk, queueing

pytestmark = pytest.mark.anyio

TABLES = {Kind.DECISION: decision, Kind.OUTCOME: outcome, Kind.REFUSAL: refusal, Kind.ROOM: capacity_report}


async def count(database: Database) -> dict[Kind, int]:
    """Count the rows of each kind in the database."""
    async with database.reading() as connection:
        return {
            kind: await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for kind, table in TABLES.items()
        }


def each(number: int) -> dict[Kind, int]:
    """Return so many of each kind."""
    return dict.fromkeys(Kind, number)


async def test_every_kind_of_row_gets_to_the_database(database: Database, tmp_path: Path) -> None:
    async with queueing(tmp_path, database) as queue:
        for number in range(30):
            for kind in Kind:
                queue.take(kind, a_row(kind, number), NOON)
        await queue.flush()
        assert queue.delivered == each(30)
        assert queue.state(NOON).waiting == each(0)
    assert await count(database) == each(30)
    assert on_disk(tmp_path) == []


def test_what_the_kernel_has_is_brought_to_the_disk_without_a_second_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = QueueFile.begin(tmp_path)
    file.add([Row(Kind.DECISION, b"a", 0.0)])
    (log,) = tmp_path.rglob("*-wal")
    synced, opened = list[int](), list[object]()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    monkeypatch.setattr(sqlite3, "connect", opened.append)
    assert file.sync()
    assert (synced, opened) == ([log.stat().st_ino], [])
    monkeypatch.undo()
    log.rename(tmp_path / "gone")
    assert not file.sync()
    (tmp_path / "gone").rename(log)
    file.close()


async def test_a_queue_that_is_closed_at_once_ends_at_once(database: Database, tmp_path: Path) -> None:
    for _ in range(20):
        queue = a_queue(tmp_path, database)
        queue.take(Kind.DECISION, a_row(Kind.DECISION), NOON)
        while not queue.delivered:  # noqa: ASYNC110 (a queue has no event for it)
            await asyncio.sleep(0.001)  # from here on it delivers at ease
        async with asyncio.timeout(10):
            await queue.close(0)


async def test_delivered_twice_is_one_row(database: Database, tmp_path: Path) -> None:
    async with queueing(tmp_path, database) as queue:
        for kind in (*Kind, *Kind):
            queue.take(kind, a_row(kind), NOON)
        await queue.flush()
        for kind in Kind:
            queue.take(kind, a_row(kind), NOON)
        await queue.flush()
        assert queue.delivered == each(1)
    assert await count(database) == each(1)


async def test_what_is_kept_is_with_the_kernel_whatever_the_database_does(empty_database_url: str, tmp_path: Path) -> None:
    away = Database(empty_database_url)  # no tables: as good as away
    queue = a_queue(tmp_path, away)
    for kind in Kind:
        queue.take(kind, a_row(kind), NOON)
    await queue.kept()
    assert {kind: find_waiting(tmp_path / "queue", kind) for kind in Kind} == {kind: [a_row(kind)] for kind in Kind}
    await queue.close(patience=0.01)
    assert queue.lost.total() == 0
    await away.migrate()
    async with queueing(tmp_path, away) as next_start:
        await next_start.flush()
    assert await count(away) == each(1)
    assert on_disk(tmp_path) == []
    await away.close()


async def test_rows_wait_for_a_database_that_is_away_and_their_number_and_age_are_told(
    empty_database_url: str, tmp_path: Path
) -> None:
    away = Database(empty_database_url)  # no tables yet: as good as away
    async with queueing(tmp_path, away) as queue:
        for minutes in (3, 1):
            queue.take(Kind.DECISION, a_row(Kind.DECISION, minutes), NOON - timedelta(minutes=minutes))
        queue.take(Kind.ROOM, a_row(Kind.ROOM), NOON)
        await queue.kept()
        state = queue.state(NOON)
        assert state.waiting == {Kind.DECISION: 2, Kind.OUTCOME: 0, Kind.REFUSAL: 0, Kind.ROOM: 1}
        assert state.oldest_seconds == 180
        assert queue.state(NOON - timedelta(hours=1)).oldest_seconds == 0, "a clock that was put back"
        await away.migrate()
        await queue.flush()
        state = queue.state(NOON)
        assert (state.waiting, state.oldest_seconds) == (each(0), 0)
    await away.close()


async def test_writers_of_several_processes_build_one_chain(home: Home, database: Database, tmp_path: Path) -> None:
    queues = [a_queue(tmp_path, database) for _ in range(3)]
    for number in range(60):
        queues[number % 3].take(Kind.DECISION, a_row(Kind.DECISION, number), NOON)
        await asyncio.sleep(0)
    for queue in queues:
        await queue.close()
    chain = await home.verify_chain()
    assert (chain.rows, chain.broken_at) == (60, None)
    assert sum(queue.delivered.total() for queue in queues) == 60


# ---------------------------------------------------------------------------------------------------- what is refused


async def test_a_row_that_the_database_refuses_is_set_aside_and_holds_up_no_other(
    home: Home, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.writing() as connection:
        await connection.execute(sa.text("CREATE UNIQUE INDEX planted ON decision (answered)"))
    queue = a_queue(tmp_path, database)
    for decision_id, answered in (("d1", "[1]"), ("d2", "[1]"), ("d3", "[3]")):
        row = msgspec.structs.replace(a_decision(decision_id), answered=answered)
        queue.take(Kind.DECISION, msgspec.msgpack.encode(row), NOON)
    await queue.flush()
    assert [logged.decision.decision_id for logged in await home.decisions_after(0)] == ["d1", "d3"]
    assert (queue.set_aside, queue.lost.total(), queue.waiting().total()) == ({Kind.DECISION: 1}, 0, 0)
    assert "the database refuses a row of the queue (decision)" in caplog.text
    await queue.close()
    assert on_disk(tmp_path) != []
    async with database.writing() as connection:
        await connection.execute(sa.text("DROP INDEX planted"))
    async with queueing(tmp_path, database) as next_start:  # it is tried once more at each start
        await next_start.flush()
    assert [logged.decision.decision_id for logged in await home.decisions_after(0)] == ["d1", "d3", "d2"]
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xc1", id="no msgpack"),
        pytest.param(msgspec.msgpack.encode({"of": "another version"}), id="of another version"),
        pytest.param(
            msgspec.msgpack.encode(msgspec.structs.replace(a_decision("d1"), decided_at=datetime(2026, 1, 1))),  # noqa: DTZ001
            id="an instant without offset",
        ),
    ],
)
async def test_a_row_that_cannot_be_read_is_set_aside_too(home: Home, database: Database, tmp_path: Path, body: bytes) -> None:
    async with queueing(tmp_path, database) as queue:
        queue.take(Kind.DECISION, body, NOON)
        queue.take(Kind.DECISION, a_row(Kind.DECISION, 2), NOON)
        await queue.flush()
        assert (queue.delivered, queue.set_aside) == ({Kind.DECISION: 1}, {Kind.DECISION: 1})
    assert [logged.decision.decision_id for logged in await home.decisions_after(0)] == ["d2"]


# ------------------------------------------------------------------------------------ a file that cannot be written


@contextmanager
def no_disk() -> Iterator[None]:
    """Let no file of this process grow."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("is_begun", [True, False], ids=["later", "from the start"])
async def test_a_full_disk_loses_nothing_while_the_process_lives(
    empty_database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, is_begun: bool
) -> None:
    away = Database(empty_database_url)
    async with queueing(tmp_path, away) as queue:
        if is_begun:
            queue.take(Kind.DECISION, a_row(Kind.DECISION, 0), NOON)
            await queue.kept()
        with no_disk():
            for number in (1, 2, 3):
                queue.take(Kind.DECISION, a_row(Kind.DECISION, number), NOON)
                await queue.kept()
            assert queue.state(NOON).waiting[Kind.DECISION] == 3 + is_begun
        await until(lambda: len(find_waiting(tmp_path / "queue", Kind.DECISION)) == 3 + is_begun)
        assert caplog.text.count("the queue's file cannot be written") == 1
        assert caplog.text.count("can be written again") == 1
        await away.migrate()
        await queue.flush()
        assert (queue.delivered[Kind.DECISION], queue.lost.total()) == (3 + is_begun, 0)
    await away.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds, for as long as a slow machine may need."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 (the file that it looks at tells nobody)
            await asyncio.sleep(0.02)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Put a disk of its own, of 400 KB, at the folder; skip where that cannot be done."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def take_each(queue: Queue, rows: Iterable[bytes]) -> None:
    """Have each of these decisions taken and kept, one after the other."""
    for row in rows:
        queue.take(Kind.DECISION, row, NOON)
        await queue.kept()


async def test_a_disk_that_the_queue_itself_has_filled_is_emptied_into_the_database(
    empty_database_url: str, tmp_path: Path
) -> None:
    away = Database(empty_database_url)
    with small_disk(tmp_path / "queue"):
        async with queueing(tmp_path, away) as queue:
            await take_each(queue, [a_row(Kind.DECISION, number) for number in range(1000)])
            kept = len(find_waiting(tmp_path / "queue", Kind.DECISION))
            assert 0 < kept < 1000
            await away.migrate()
            await queue.flush()
            assert (queue.delivered, queue.lost.total(), queue.waiting().total()) == ({Kind.DECISION: 1000}, 0, 0)
            queue.take(Kind.DECISION, a_row(Kind.DECISION, 1000), NOON)
            await queue.kept()
            assert on_disk(tmp_path) != [], "there is room again"
            await queue.flush()
        assert on_disk(tmp_path) == []
    assert (await count(away))[Kind.DECISION] == 1001
    await away.close()


async def test_on_a_full_disk_a_row_that_the_database_refuses_holds_up_no_other_and_is_kept(
    empty_database_url: str, tmp_path: Path
) -> None:
    away = Database(empty_database_url)
    with small_disk(tmp_path / "queue"):
        async with queueing(tmp_path, away) as queue:
            refused = b"\xc1"
            await take_each(queue, [refused if number == 7 else a_row(Kind.DECISION, number) for number in range(1000)])
            assert 0 < len(find_waiting(tmp_path / "queue", Kind.DECISION)) < 1000
            await away.migrate()
            async with asyncio.timeout(60):
                await queue.flush()
            assert (queue.delivered, queue.set_aside) == ({Kind.DECISION: 999}, {Kind.DECISION: 1})
            assert (queue.lost.total(), queue.waiting().total()) == (0, 0)
        assert count_rows(tmp_path / "queue") == (0, 1)
    await away.close()


async def test_what_the_database_refuses_on_a_full_disk_is_passed_over_until_that_takes_rows_again(tmp_path: Path) -> None:
    file = QueueFile.begin(tmp_path)
    refused, other = Row(Kind.ROOM, b"refused", 1.0), Row(Kind.ROOM, b"other", 2.0)
    file.add([refused, other])
    with no_disk():
        assert not file.remove(1, [(refused, "why")])
        assert file.next(9) == ([other], 2)
    assert (count_rows(tmp_path), file.rows) == ((2, 0), {Kind.ROOM: 1}), "the next process would have it"
    assert file.remove(0, [(refused, "why")])
    assert (count_rows(tmp_path), file.rows, file.next(9)) == ((1, 1), {Kind.ROOM: 1}, ([other], 2))
    file.close()


@pytest.mark.parametrize("kind", Kind)
async def test_a_file_that_another_program_locks_sends_rows_straight_to_the_database(
    database: Database, tmp_path: Path, kind: Kind
) -> None:
    async with queueing(tmp_path, database) as queue:
        queue.take(kind, a_row(kind, 1), NOON)
        await queue.flush()
        (file,) = [path for path in on_disk(tmp_path) if path.suffix == ".sqlite3"]
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            queue.take(kind, a_row(kind, 2), NOON)
            await queue.flush()
        assert (queue.delivered, queue.lost.total()) == ({kind: 2}, 0)
    assert (await count(database))[kind] == 2


async def test_without_a_folder_that_can_be_written_rows_go_straight_to_the_database(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "queue").write_text("no folder", encoding="utf-8")
    async with queueing(tmp_path, database) as queue:
        queue.take(Kind.DECISION, a_row(Kind.DECISION), NOON)
        await queue.flush()
        assert (queue.delivered, queue.lost.total()) == ({Kind.DECISION: 1}, 0)


async def test_what_memory_does_not_take_either_is_counted_as_lost(empty_database_url: str, tmp_path: Path) -> None:
    away = Database(empty_database_url)
    (tmp_path / "queue").write_text("no folder", encoding="utf-8")
    queue = a_queue(tmp_path, away)
    for _ in range(MOST_IN_MEMORY + 3):
        queue.take(Kind.DECISION, b"", NOON)
    await queue.kept()
    assert (queue.lost, queue.waiting()) == ({Kind.DECISION: 3}, {Kind.DECISION: MOST_IN_MEMORY})
    await queue.close(patience=0.01)
    assert queue.lost == {Kind.DECISION: MOST_IN_MEMORY + 3}, "at the end nobody has them"
    await away.close()


async def test_a_file_left_behind_that_does_not_open_yet_is_taken_up_later(database: Database, tmp_path: Path) -> None:
    for body in (a_row(Kind.ROOM, 1), a_row(Kind.ROOM, 2)):
        left = QueueFile.begin(tmp_path / "queue")
        left.add([Row(Kind.ROOM, body, 1.0)])
        left.close()
    file = min(path for path in on_disk(tmp_path) if path.suffix == ".sqlite3")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        queue = a_queue(tmp_path, database)
        async with asyncio.timeout(30):
            while queue.delivered.total() < 1:  # noqa: ASYNC110 (nothing tells of a delivery)
                await asyncio.sleep(0.02)
    await until(lambda: queue.delivered.total() == 2)
    await queue.close()
    assert on_disk(tmp_path) == []


def test_a_damaged_file_is_put_aside_and_others_are_taken_up(tmp_path: Path) -> None:
    for name in ("process-1-broken", "process-2-whole"):
        (tmp_path / name).mkdir()
    (tmp_path / "process-1-broken" / "queue.sqlite3").write_bytes(b"this is no database" * 1000)
    (whole,) = left_behind(tmp_path)
    whole.close()
    assert [path.name for path in tmp_path.iterdir()] == ["damaged-process-1-broken"]


def test_the_file_of_a_process_that_lives_is_left_alone_and_can_be_read(tmp_path: Path) -> None:
    file = QueueFile.begin(tmp_path)
    file.add([Row(Kind.ROOM, b"first", 2.0), Row(Kind.ROOM, b"second", 3.0), Row(Kind.DECISION, b"other", 1.0)])
    assert list(left_behind(tmp_path)) == []
    assert find_waiting(tmp_path, Kind.ROOM) == [b"first", b"second"]
    file.remove(file.next(3)[1])
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_only_begun_is_removed_and_one_that_is_being_begun_is_not(tmp_path: Path) -> None:
    for name in (".begun-1-crashed", ".begun-2-alive"):
        (tmp_path / name).mkdir()
    alive = os.open(tmp_path / ".begun-2-alive", os.O_RDONLY)
    fcntl.flock(alive, fcntl.LOCK_EX)
    assert list(left_behind(tmp_path)) == []
    assert [path.name for path in tmp_path.iterdir()] == [".begun-2-alive"]
    os.close(alive)


def test_where_no_more_files_can_be_opened_nothing_is_left_of_what_was_begun(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            QueueFile.begin(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert list(tmp_path.iterdir()) == []


async def test_a_disk_has_back_what_an_outage_needed(empty_database_url: str, tmp_path: Path) -> None:
    away = Database(empty_database_url)
    large = [msgspec.structs.replace(a_decision(f"d{number}"), situation="x" * 2**20) for number in range(36)]
    refused = b"\xc1"
    async with queueing(tmp_path, away) as queue:
        await take_each(queue, [*map(msgspec.msgpack.encode, large), refused])
        assert sum(path.stat().st_size for path in on_disk(tmp_path)) > 32 * 2**20
        await away.migrate()
        await queue.flush()
        await until(lambda: sum(path.stat().st_size for path in on_disk(tmp_path)) < 2**20)
        assert await queue.count() == (0, 1), "what is set aside is kept"
        queue.take(Kind.DECISION, a_row(Kind.DECISION, 99), NOON)
        await queue.flush()
        assert (queue.delivered, queue.set_aside, queue.lost.total()) == ({Kind.DECISION: 37}, {Kind.DECISION: 1}, 0)
    assert (await count(away))[Kind.DECISION] == 37
    await away.close()


def test_what_still_waits_in_a_file_that_has_grown_goes_to_the_next_one(tmp_path: Path) -> None:
    grown = QueueFile.begin(tmp_path)
    grown.add([Row(Kind.ROOM, b"x" * 2**20, 1.0)] * 40)
    before = grown.has_grown
    grown.remove(39, [(Row(Kind.ROOM, b"refused", 1.0), "why")])
    assert (before, grown.has_grown) == (False, True)
    left, _ = grown.next(2)
    small = grown.moved_to(tmp_path)
    grown.erase()
    assert (small.next(2)[0], small.rows, count_rows(tmp_path)) == (left, {Kind.ROOM: 1}, (1, 1))
    small.close()


# ----------------------------------------------------------------------------------------------- journals of before


def a_journal(folder: Path, *bodies: bytes) -> Path:
    """Write a journal as the version before the queue left it behind, its last row cut off."""
    folder.mkdir(exist_ok=True)
    path = folder / "journal-123-0badcafe.rows"
    rows = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    path.write_bytes(rows + (1000).to_bytes(4, "big") + b"cut off")
    return path


async def test_what_the_version_before_left_behind_is_delivered(home: Home, database: Database, tmp_path: Path) -> None:
    bodies = [a_row(Kind.DECISION, number) for number in range(1200)]
    journal = a_journal(tmp_path / "journal", *bodies)
    async with queueing(tmp_path, database) as queue:
        await queue.flush()
        assert queue.delivered == {Kind.DECISION: 1200}
    assert len(await home.decisions_after(0, limit=2000)) == 1200
    assert not journal.exists()


async def test_a_journal_whose_process_lives_is_left_to_it(database: Database, tmp_path: Path) -> None:
    journal = a_journal(tmp_path / "journal", a_row(Kind.DECISION))
    file = os.open(journal, os.O_RDONLY)
    fcntl.flock(file, fcntl.LOCK_EX)
    async with queueing(tmp_path, database) as queue:
        await queue.flush()
        assert queue.delivered.total() == 0
    os.close(file)
    assert journal.exists()


# --------------------------------------------------------------------------------------------------------- the home


async def test_what_is_told_while_the_database_is_away_gets_its_place_when_it_is_back(
    database_url: str, tmp_path: Path, database: Database
) -> None:
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=some_contents) as home:
        assert (await home.tell_outcome(AN_OUTCOME), await home.tell_refusal(A_REFUSAL)) == (1, 1)
        await rename(database, back=False)
        assert (await home.tell_outcome(AN_OUTCOME), await home.tell_refusal(A_REFUSAL)) == (None, None)
        assert home.queue.state(NOON).waiting[Kind.OUTCOME] == 1
        await rename(database, back=True)
        await home.queue.flush()
        assert [kept.told for kept in await home.outcomes_after(0)] == [AN_OUTCOME, AN_OUTCOME]
        assert [kept.told for kept in await home.refusals.since(NOON)] == [A_REFUSAL, A_REFUSAL]
        assert (await home.verify_links()).faults == ()


async def test_nobody_who_tells_something_waits_for_a_long_publication(
    home: Home, database_url: str, database: Database
) -> None:
    publisher = Database(database_url)
    async with publisher.writing(600), asyncio.timeout(BUSY_SECONDS - 1):
        told = await asyncio.gather(
            home.tell_outcome(AN_OUTCOME), home.tell_refusal(A_REFUSAL), home.tell_room(a_report(), None)
        )
    assert (told[0], told[1], told[2][0].seq) == (None, None, None), "they wait in the queue"
    await publisher.close()
    await home.queue.flush()
    assert await count(database) == each(1) | {Kind.DECISION: 0}
    assert await home.tell_outcome(AN_OUTCOME) == 2


async def rename(database: Database, *, back: bool) -> None:
    """Take the chain's table away, without which nothing can be written, or put it back."""
    before, after = ("gone", "chain_link") if back else ("chain_link", "gone")
    async with database.writing() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {before} RENAME TO {after}"))
