"""The decision log: every answer given is kept, in one chain that shows what was altered, and no answer waits for it."""

from __future__ import annotations

import asyncio
import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from directory.reader import Role
from store.database import Database
from store.decisions import DecisionWriter
from store.errors import NotKept
from store.home import Home
from store.journal import Journal, left_behind
from tests.store.makers import a_decision, by_hand

pytestmark = pytest.mark.anyio


async def test_a_decision_is_read_back_as_it_was_given(home: Home) -> None:
    given = msgspec.structs.replace(
        a_decision("d1"),
        decided_at=datetime(2026, 12, 26, 3, 10, 0, 123456, tzinfo=UTC),
        reader=Role.PUBLIC,
        situation='{"place":"Æ ☎"}',
    )
    home.decisions.append(given)
    await home.decisions.flush()
    logged = await home.decision("d1")
    assert logged.decision == given
    assert logged.decision.reader is Role.PUBLIC
    assert await home.decisions_after(0) == (logged,)


async def test_a_decision_nobody_gave_is_not_kept_here(home: Home) -> None:
    with pytest.raises(NotKept):
        await home.decision("never")


async def test_fifty_at_once_become_one_chain_in_few_transactions(home: Home, database: Database) -> None:
    async def one_answer(number: int) -> None:
        await asyncio.sleep(0)
        home.decisions.append(a_decision(f"d{number}"))

    await asyncio.gather(*(one_answer(number) for number in range(50)))
    await home.decisions.flush()
    assert [logged.seq for logged in await home.decisions_after(0)] == list(range(1, 51))
    chain = await home.verify_chain()
    assert (chain.rows, chain.broken_at) == (50, None)
    assert chain.head == (await home.decision("d49")).hash
    assert home.decisions.groups <= 3


async def test_writers_of_several_nodes_build_one_chain(home: Home, database: Database, tmp_path: Path) -> None:
    writers = [DecisionWriter(database, tmp_path / "journal") for _ in range(3)]
    for number in range(60):
        writers[number % 3].append(a_decision(f"d{number}"))
        await asyncio.sleep(0)
    for writer in writers:
        await writer.close()
    chain = await home.verify_chain()
    assert (chain.rows, chain.broken_at) == (60, None)
    assert sum(writer.written for writer in writers) == 60


async def test_a_decision_delivered_again_is_kept_once(home: Home) -> None:
    for decision_id in ("d1", "d1", "d2"):
        home.decisions.append(a_decision(decision_id))
    await home.decisions.flush()
    home.decisions.append(a_decision("d1"))
    await home.decisions.flush()
    assert [logged.decision.decision_id for logged in await home.decisions_after(0)] == ["d1", "d2"]


async def test_the_same_question_again_or_for_another_reader_is_a_row_of_its_own(home: Home) -> None:
    first = a_decision("d1")
    later = msgspec.structs.replace(first, decided_at=first.decided_at + timedelta(microseconds=1))
    other = msgspec.structs.replace(first, reader=Role.PUBLIC)
    for decision in (first, later, other):
        home.decisions.append(decision)
    await home.decisions.flush()
    assert [logged.decision for logged in await home.decisions_after(0)] == [first, later, other]
    assert (await home.decision("d1")).decision == first


async def test_closing_writes_what_waits(database: Database, tmp_path: Path) -> None:
    writer = DecisionWriter(database, tmp_path)
    for number in range(1200):
        writer.append(a_decision(f"d{number}"))
    await writer.close()
    assert (writer.written, writer.lost, writer.waiting) == (1200, 0, 0)


async def test_a_disk_that_takes_no_more_loses_and_counts_a_decision_and_the_answer_goes_out(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = DecisionWriter(database, tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        writer.append(a_decision("d1"))
        await asyncio.sleep(0.05)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    writer.append(a_decision("d2"))
    await writer.close()
    assert (writer.written, writer.lost) == (1, 1)
    assert "decisions lost since the start: 1" in caplog.text


def on_disk(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())


async def test_a_decision_is_on_disk_within_moments_whatever_the_database_does(database_url: str, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    database = Database(database_url)  # no tables: as good as away
    killed = DecisionWriter(database, journal)
    killed.append(a_decision("d1"))
    await asyncio.sleep(0.1)
    assert on_disk(journal) > 0
    killed.append(a_decision("d2"))
    await killed.close(patience=0.05)
    assert (killed.written, killed.lost, killed.waiting) == (0, 0, 2)
    await database.migrate()
    next_start = DecisionWriter(database, journal)
    await next_start.close()
    assert (next_start.written, next_start.lost) == (2, 0)
    assert on_disk(journal) == 0
    await database.close()


def test_a_row_cut_off_by_a_crash_takes_no_other_with_it(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    first.add([b"a" * 10, b"b" * 20])
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write((1000).to_bytes(4, "big") + b"cut off")
    assert list(left_behind(tmp_path)) == [], "its process is alive"
    first.close()
    (left,) = left_behind(tmp_path)
    assert left.next(10) == [b"a" * 10, b"b" * 20]
    left.delivered()
    left.close()
    assert list(tmp_path.iterdir()) == []


def test_a_journal_gives_its_rows_in_order_in_groups_and_empties_itself(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    rows = [str(number).encode() * (number % 7 + 1) for number in range(1000)]
    journal.add(rows[:600])
    journal.add(rows[600:])
    given = []
    while group := journal.next(300):
        given += group
        journal.delivered()
    assert given == rows
    assert (journal.behind, journal.bytes_behind) == (0, 0)
    journal.close()


async def test_decisions_wait_for_a_database_that_is_away_and_are_written_when_it_is_back(
    database_url: str, tmp_path: Path
) -> None:
    database = Database(database_url)  # no tables yet: as good as away
    writer = DecisionWriter(database, tmp_path)
    try:
        writer.append(a_decision("d1"))
        await asyncio.sleep(0.05)
        assert writer.written == 0
        await database.migrate()
        await asyncio.wait_for(writer.flush(), 5)
        assert (writer.written, writer.lost) == (1, 0)
    finally:
        await writer.close()
        await database.close()


async def test_a_row_that_the_database_refuses_is_lost_alone(home: Home, database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(sa.text("CREATE UNIQUE INDEX planted ON decision (answered)"))
    for decision_id, answered in (("d1", "[1]"), ("d2", "[1]"), ("d3", "[3]")):
        home.decisions.append(msgspec.structs.replace(a_decision(decision_id), answered=answered))
    await home.decisions.flush()
    assert [logged.decision.decision_id for logged in await home.decisions_after(0)] == ["d1", "d3"]
    assert (home.decisions.written, home.decisions.lost) == (2, 1)


async def test_a_fault_of_ours_in_one_decision_does_not_end_the_log(home: Home) -> None:
    home.decisions.append(msgspec.structs.replace(a_decision("d1"), decided_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    await home.decisions.flush()
    home.decisions.append(a_decision("d2"))
    await home.decisions.flush()
    assert (home.decisions.written, home.decisions.lost) == (1, 1)


@pytest.mark.parametrize(
    ("alteration", "broken_at"),
    [
        pytest.param("UPDATE decision SET answered = '[]' WHERE seq = 3", 3, id="another answer"),
        pytest.param("UPDATE decision SET situation = '{}' WHERE seq = 1", 1, id="another situation"),
        pytest.param("UPDATE decision SET edition = 2 WHERE seq = 5", 5, id="another edition"),
        pytest.param("UPDATE decision SET decided_at = '2026-11-22 13:00:00.000000' WHERE seq = 2", 2, id="another hour"),
        pytest.param("UPDATE decision SET reader = 'nobody' WHERE seq = 4", 4, id="a reader there is not"),
        pytest.param("UPDATE decision SET hash = 'x' WHERE seq = 4", 4, id="another hash"),
        pytest.param("DELETE FROM decision WHERE seq = 3", 4, id="a row gone"),
        pytest.param("DELETE FROM decision WHERE seq < 3", 3, id="the first rows gone"),
    ],
)
async def test_a_row_altered_by_hand_is_found(home: Home, database: Database, alteration: str, broken_at: int) -> None:
    for number in range(1, 6):
        home.decisions.append(a_decision(f"d{number}"))
    await home.decisions.flush()
    await by_hand(database, alteration)
    assert (await home.verify_chain()).broken_at == broken_at


async def test_a_row_cut_off_at_the_end_shows_by_the_head_that_was_noted(home: Home, database: Database) -> None:
    for number in range(1, 4):
        home.decisions.append(a_decision(f"d{number}"))
    await home.decisions.flush()
    noted = await home.verify_chain()
    await by_hand(database, "DELETE FROM decision WHERE seq = 3")
    after = await home.verify_chain()
    assert (after.broken_at, after.rows) == (None, 2)
    assert after.head != noted.head
