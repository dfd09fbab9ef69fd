"""The edition on disk: a start without the database answers from it, and a file that was touched is refused."""

from __future__ import annotations

import asyncio
import logging
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from routing.edition import PIECE, Edition
from store.database import Database
from store.editions import Contents, add_edition, seal
from store.errors import SnapshotRejected
from store.home import SHIPPED_NUMBER, Home, Origin, open_home
from store.snapshot import alone_in, find_newest_snapshot, put_in_place, read_snapshot, write_snapshot
from tests.store.makers import NOON, a_service, contents_with, signed, some_contents

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def an_edition(number: int) -> Edition:
    return seal(some_contents(), number, "", NOON)


def test_a_snapshot_gives_back_the_edition_and_when_it_was_known_to_be_the_newest(tmp_path: Path) -> None:
    snapshot = read_snapshot(write_snapshot(tmp_path, an_edition(7), NOON))
    assert snapshot.edition == an_edition(7)
    assert snapshot.saved_at == NOON


def test_a_snapshot_of_many_services_gives_every_one_of_them_back(tmp_path: Path) -> None:
    many = contents_with(*(a_service(f"line-{number:04}") for number in range(2 * PIECE + 1)))
    edition = seal(many, 1, "", NOON)
    assert read_snapshot(write_snapshot(tmp_path, edition, NOON)).edition == edition


def test_a_snapshot_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    file = write_snapshot(tmp_path, an_edition(1), NOON)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(SnapshotRejected):
            read_snapshot(file)


def test_a_snapshot_with_one_bit_turned_anywhere_is_refused(tmp_path: Path) -> None:
    file = write_snapshot(tmp_path, an_edition(1), NOON)
    whole = file.read_bytes()
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1 << place % 8
        file.write_bytes(altered)
        with pytest.raises(SnapshotRejected):
            read_snapshot(file)


def test_a_snapshot_with_something_after_its_end_is_refused(tmp_path: Path) -> None:
    file = write_snapshot(tmp_path, an_edition(1), NOON)
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(SnapshotRejected, match="truncated or grown"):
        read_snapshot(file)


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    for number in range(8, 13):
        write_snapshot(tmp_path, an_edition(number), NOON)
    assert sorted(read_snapshot(file).edition.number for file in tmp_path.iterdir()) == [10, 11, 12]


def test_a_clock_that_was_wrong_for_an_hour_does_not_decide_what_answers(tmp_path: Path) -> None:
    write_snapshot(tmp_path, an_edition(9), NOON + timedelta(days=3650))
    write_snapshot(tmp_path, an_edition(10), NOON)
    found = find_newest_snapshot(tmp_path)
    assert found is not None
    assert found.edition.number == 10


def test_when_the_newest_is_damaged_the_one_before_answers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_snapshot(tmp_path, an_edition(9), NOON)
    newest = write_snapshot(tmp_path, an_edition(10), NOON + timedelta(days=1))
    newest.write_bytes(newest.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING):
        found = find_newest_snapshot(tmp_path)
    assert found is not None
    assert found.edition.number == 9
    assert "edition-0000000010.snapshot: truncated" in caplog.text


def test_what_a_crash_left_half_written_disturbs_nobody(tmp_path: Path) -> None:
    write_snapshot(tmp_path, an_edition(1), NOON)
    (tmp_path / "unfinished").write_bytes(b"half")
    found = find_newest_snapshot(tmp_path)
    assert found is not None
    assert found.edition.number == 1
    write_snapshot(tmp_path, an_edition(2), NOON)
    assert not (tmp_path / "unfinished").exists()


def test_of_two_processes_of_one_home_the_later_edition_answers_whoever_writes_last(tmp_path: Path) -> None:
    write_snapshot(tmp_path, an_edition(11), NOON)
    write_snapshot(tmp_path, an_edition(10), NOON)
    found = find_newest_snapshot(tmp_path)
    assert found is not None
    assert found.edition.number == 11


@pytest.mark.anyio
async def test_after_the_database_was_put_back_later_editions_are_set_aside_and_answer_no_more(
    home: Home, tmp_path: Path, database_url: str
) -> None:
    folder = tmp_path / "home" / "editions"
    for number in (2, 3):
        write_snapshot(folder, an_edition(number), NOON)
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=never_asked):
        pass
    found = find_newest_snapshot(folder)
    assert found is not None
    assert found.edition.number == 1
    assert read_snapshot(folder / "edition-0000000003.set-aside").edition.number == 3


@pytest.mark.anyio
async def test_a_database_put_back_under_a_running_server_is_believed(tmp_path: Path) -> None:
    folder, backup = tmp_path / "home", tmp_path / "backup.sqlite3"
    async with open_home(folder, at=NOON, shipped=some_contents):
        pass
    shutil.copy(folder / "crisis.sqlite3", backup)
    async with open_home(folder, at=NOON, shipped=never_asked) as home:
        await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
    (folder / "crisis.sqlite3").write_bytes(b"not a database" * 1000)
    async with open_home(folder, at=NOON, shipped=never_asked) as home:
        assert (await home.current_edition(NOON)).edition.number == 2
        shutil.move(backup, folder / "crisis.sqlite3")
        assert (await home.current_edition(NOON)).edition.number == 1
    found = find_newest_snapshot(folder / "editions")
    assert found is not None
    assert found.edition.number == 1


@pytest.mark.anyio
async def test_a_start_without_the_database_answers_from_the_snapshot_and_says_how_old_it_is(
    home: Home, tmp_path: Path
) -> None:
    published = await home.publish(contents_with(a_service("alpha", "Renamed")), signed(), based_on=1)
    night = NOON + timedelta(hours=14)
    async with open_home(tmp_path / "home", at=night, database_url=NOWHERE, shipped=never_asked) as alone:
        current = await alone.current_edition(night)
    assert (current.origin, current.edition) == (Origin.SNAPSHOT, published)
    assert current.age(night) == timedelta(hours=14)


@pytest.mark.anyio
async def test_a_start_with_a_database_of_rubbish_answers_from_the_snapshot(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON, shipped=some_contents) as home:
        first = await home.edition(1)
    for part in (tmp_path / "home").glob("crisis.sqlite3*"):
        part.write_bytes(b"not a database" * 1000)
    async with open_home(tmp_path / "home", at=NOON, shipped=never_asked) as alone:
        current = await alone.current_edition(NOON)
    assert (current.origin, current.edition) == (Origin.SNAPSHOT, first)


@pytest.mark.anyio
async def test_with_neither_database_nor_snapshot_the_shipped_directory_answers(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON, database_url=NOWHERE, shipped=some_contents) as alone:
        current = await alone.current_edition(NOON)
    assert (current.origin, current.edition.number) == (Origin.SHIPPED, SHIPPED_NUMBER)
    assert [service.id for service in current.edition.services] == ["alpha", "beta", "gamma"]


@pytest.mark.anyio
async def test_a_database_that_comes_back_is_used_again(tmp_path: Path) -> None:
    folder, away = tmp_path / "home", tmp_path / "away.sqlite3"
    async with open_home(folder, at=NOON, shipped=some_contents):
        pass
    shutil.move(folder / "crisis.sqlite3", away)
    (folder / "crisis.sqlite3").write_bytes(b"not a database" * 1000)
    async with open_home(folder, at=NOON, shipped=never_asked) as home:
        assert (await home.current_edition(NOON)).origin is Origin.SNAPSHOT
        shutil.move(away, folder / "crisis.sqlite3")
        assert (await home.current_edition(NOON)).origin is Origin.DATABASE


@pytest.mark.anyio
async def test_a_snapshot_that_cannot_be_written_does_not_undo_the_publishing(
    home: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(tmp_path / "home" / "editions")
    await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
    assert (await home.current_edition(NOON)).edition.number == 2
    assert "the snapshots cannot be kept up to date" in caplog.text


@pytest.mark.anyio
async def test_an_edition_that_is_published_while_another_process_starts_is_not_set_aside(
    home: Home, tmp_path: Path, database: Database, database_url: str
) -> None:
    first, folder = await home.edition(1), tmp_path / "home" / "editions"

    async def publish() -> Edition:
        async with database.writing() as connection:
            return (await add_edition(connection, contents_with(a_service("alpha")), signed(), based_on=1)).edition

    with alone_in(folder):
        starting = asyncio.create_task(start(tmp_path / "home", database_url))
        await asyncio.sleep(1)  # it looked, and comes to its snapshots
        publishing = asyncio.create_task(publish())
        await asyncio.wait([publishing], timeout=1)
        if publishing.done():
            put_in_place(folder / "edition-0000000002.snapshot", (folder / "edition-0000000001.snapshot").read_bytes())
    await starting
    write_snapshot(folder, await publishing, NOON)
    assert not list(folder.glob("*.set-aside"))
    assert (first.number, (await home.current_edition(NOON)).edition.number) == (1, 2)


async def start(path: Path, database_url: str) -> None:
    async with open_home(path, at=NOON, database_url=database_url, shipped=never_asked):
        pass


@pytest.mark.anyio
async def test_a_newer_edition_does_not_wait_for_a_slow_disk(home: Home, tmp_path: Path, database_url: str) -> None:
    async with open_home(tmp_path / "other", at=NOON, database_url=database_url, shipped=never_asked) as other:
        with alone_in(tmp_path / "home" / "editions"):
            publishing = asyncio.create_task(home.publish(contents_with(a_service("alpha")), signed(), based_on=1))
            async with asyncio.timeout(30):
                while (await other.current_edition(NOON)).edition.number == 1:  # noqa: ASYNC110 (it is asked, not told)
                    await asyncio.sleep(0.02)
            await other.publish(contents_with(a_service("beta")), signed(), based_on=2)
            async with asyncio.timeout(30):
                assert (await home.current_edition(NOON)).edition.number == 3
        await publishing
    async with asyncio.timeout(30):
        while not (tmp_path / "home" / "editions" / "edition-0000000003.snapshot").exists():  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.02)


def never_asked() -> Contents:
    raise AssertionError("the shipped directory was asked for")
