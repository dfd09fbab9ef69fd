"""Several homes on one database: what is published is told at once, and what is bad is refused by each while the old stays."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from routing.edition import Edition
from store.database import Database, News
from store.editions import add_edition, proved_already
from store.errors import DatabaseUnavailable
from store.home import TRY_AGAIN, Home, Origin, open_home
from store.snapshot import find_newest_snapshot
from tests.relay import a_relay
from tests.store.changing import a_small_directory
from tests.store.makers import NOON, a_report, a_service, by_hand, contents_with, signed, some_contents
from tests.store.nodes import MovedClock, Node, a_wire

pytestmark = pytest.mark.anyio

PATIENCE = 60

SPOILT = "UPDATE service_revision SET body = replace(body, '{was}', '{is_now}') WHERE body LIKE '%{was}%'"


@pytest.fixture
async def other(home: Home, database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give a second home on the database of the first, which has looked at it once."""
    async with open_home(tmp_path / "other", at=NOON, database_url=database_url, shipped=some_contents) as opened:
        await opened.current_edition(NOON)
        yield opened


async def publish(home: Home, *names: str) -> int:
    """Publish services of these names as the next edition of the home."""
    based_on = (await home.current_edition(NOON)).edition.number
    contents = contents_with(*(a_service(f"s-{name.lower()}", name) for name in names))
    return (await home.publish(contents, signed(), based_on=based_on)).number


async def spoil(database: Database, was: str, is_now: str) -> None:
    """Alter the rows of the services of a name by hand."""
    await by_hand(database, SPOILT.format(was=was, is_now=is_now))


async def test_rows_that_are_not_as_published_are_refused_and_the_edition_before_stays(
    home: Home, other: Home, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    assert await publish(home, "Secondly") == 2
    await spoil(database, "Secondly", "Spoilt")
    for _ in range(3):
        current = await other.current_edition(NOON)
        assert (current.edition.number, current.origin, current.refused) == (1, Origin.DATABASE, 2)
    assert caplog.text.count("edition 2 is refused") == 1
    assert "Spoilt" not in caplog.text


async def test_the_home_that_holds_the_edition_whole_answers_from_it_on(home: Home, database: Database) -> None:
    await publish(home, "Secondly")
    await spoil(database, "Secondly", "Spoilt")
    current = await home.current_edition(NOON)
    assert (current.edition.number, current.refused) == (2, None)


async def test_a_home_that_begins_again_takes_from_its_disk_what_its_database_does_not_hold_whole_any_more(
    home: Home, database: Database, database_url: str, tmp_path: Path
) -> None:
    published = await publish(home, "Secondly")
    await spoil(database, "Secondly", "Spoilt")
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=some_contents) as again:
        current = await again.current_edition(NOON)
    assert (current.edition.number, current.refused) == (published, None)
    assert current.edition.services[0].name == "Secondly"


async def test_a_home_that_begins_with_nothing_takes_the_newest_edition_that_is_whole(
    home: Home, database: Database, database_url: str, tmp_path: Path
) -> None:
    await publish(home, "Secondly")
    await publish(home, "Thirdly")
    await spoil(database, "Thirdly", "Spoilt")
    async with open_home(tmp_path / "new", at=NOON, database_url=database_url, shipped=some_contents) as new:
        current = await new.current_edition(NOON)
    assert (current.edition.number, current.origin, current.refused) == (2, Origin.DATABASE, 3)


async def test_a_refused_edition_is_not_read_again_at_once_but_after_a_while(
    home: Home, other: Home, database: Database
) -> None:
    await publish(home, "Secondly")
    await spoil(database, "Secondly", "Spoilt")
    await other.current_edition(NOON)
    await spoil(database, "Spoilt", "Secondly")
    assert (await other.current_edition(NOON)).edition.number == 1
    mended = await other.current_edition(NOON + TRY_AGAIN)
    assert (mended.edition.number, mended.refused) == (2, None)


async def test_a_good_edition_after_a_bad_one_is_taken_up(home: Home, other: Home, database: Database) -> None:
    await publish(home, "Secondly")
    await spoil(database, "Secondly", "Spoilt")
    assert (await other.current_edition(NOON)).refused == 2
    await publish(home, "Thirdly")
    current = await other.current_edition(NOON)
    assert (current.edition.number, current.refused) == (3, None)


async def test_an_edition_that_nobody_can_answer_from_makes_room_for_the_one_before_here_and_on_the_disk(
    home: Home, tmp_path: Path
) -> None:
    before = await home.current_edition(NOON)
    await publish(home, "Secondly")
    await home.refuse((await home.current_edition(NOON)).edition, "KeyError", NOON, instead=before)
    current = await home.current_edition(NOON)
    assert (current.edition.number, current.origin, current.refused) == (1, Origin.DATABASE, 2)
    snapshot = find_newest_snapshot(tmp_path / "home" / "editions")
    assert snapshot is not None
    assert snapshot.edition.number == 1


async def test_behind_many_bad_editions_the_newest_good_one_is_found(
    home: Home, database: Database, database_url: str, tmp_path: Path
) -> None:
    await publish(home, "Secondly")
    for name in ("Thirdly", "Fourthly", "Fifthly", "Sixthly"):
        await publish(home, name)
        await spoil(database, name, "Spoilt")
    async with open_home(tmp_path / "new", at=NOON, database_url=database_url, shipped=some_contents) as new:
        await new.current_edition(NOON)
        current = await new.current_edition(NOON)
    assert (current.edition.number, current.origin, current.refused) == (2, Origin.DATABASE, 6)


async def test_while_every_edition_is_bad_the_one_that_is_held_answers(home: Home, other: Home, database: Database) -> None:
    for name in ("Secondly", "Thirdly", "Fourthly", "Fifthly"):
        await publish(home, name)
        await spoil(database, name, "Spoilt")
    current = await other.current_edition(NOON)
    assert (current.edition.number, current.refused) == (1, 5)


async def test_an_edition_dated_before_the_one_that_it_follows_is_the_newer_one_all_the_same(home: Home, other: Home) -> None:
    yesterday = signed(at=NOON - timedelta(days=1))
    await home.publish(contents_with(a_service("alpha", "Yesterday's")), yesterday, based_on=1)
    current = await other.current_edition(NOON)
    assert current.edition.number == 2
    assert current.edition.published_at < (await other.edition(1)).published_at


async def test_whoever_looks_while_it_is_published_never_sees_the_older_edition_after_the_newer(home: Home) -> None:
    seen: list[int] = []

    async def look_again_and_again() -> None:
        for _ in range(20):
            seen.append((await home.current_edition(NOON)).edition.number)  # noqa: PERF401 (as they come, from several tasks)

    looking = [asyncio.create_task(look_again_and_again()) for _ in range(4)]
    for number in range(1, 6):
        await home.publish(contents_with(a_service("alpha", f"Edit {number}")), signed(), based_on=number)
    await asyncio.gather(*looking)
    assert seen == sorted(seen)


async def test_the_database_says_what_time_it_is_where_it_has_a_clock_of_its_own(home: Home, database_url: str) -> None:
    current = await home.current_edition(NOON)
    is_postgres = database_url.startswith("postgresql")
    assert (current.database_clock is not None) == is_postgres


class Killed(Exception):
    """A publisher ends in the middle."""


async def begin_to_publish(newest: Edition, url: str) -> None:
    """Add an edition and never commit it."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            known = await proved_already(connection, newest)
            await add_edition(connection, some_contents(), signed(), based_on=newest.number, known=known)
            raise Killed
    finally:
        await database.close()


@pytest.mark.postgres
async def test_postgresql_tells_of_what_was_committed_and_of_nothing_else(postgres_url: str, tmp_path: Path) -> None:
    heard: list[str] = []
    async with open_home(tmp_path / "home", at=NOON, database_url=postgres_url, shipped=some_contents) as home:
        listening = asyncio.create_task(home.listen(heard.append))
        async with asyncio.timeout(PATIENCE):
            while News.EDITION not in heard:
                await publish(home, f"Edit {len(heard)}")
                await asyncio.sleep(0.1)
        heard.clear()
        with pytest.raises(Killed):
            await begin_to_publish((await home.current_edition(NOON)).edition, postgres_url)
        await home.rooms.take(a_report())
        async with asyncio.timeout(PATIENCE):
            while not heard:  # noqa: ASYNC110 (what is told comes into a list, whoever listens)
                await asyncio.sleep(0.01)
        assert heard == [News.ROOMS]
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


@pytest.mark.postgres
@pytest.mark.parametrize("lost", ["cut", "freeze"])
async def test_who_listens_hears_of_it_when_the_connection_is_lost_or_half_dead(postgres_url: str, lost: str) -> None:
    with a_relay(postgres_url) as relay:
        database = Database(relay.url)
        listening = asyncio.create_task(database.listen(lambda _: None))
        await asyncio.sleep(0.5)
        assert not listening.done()
        await asyncio.to_thread(getattr(relay, lost))
        with pytest.raises(DatabaseUnavailable):
            async with asyncio.timeout(PATIENCE):
                await listening
        await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize(("hours", "warnings"), [(0, 0), (3, 1), (-3, 1)])
async def test_a_node_whose_clock_is_not_the_databases_says_by_how_much(
    postgres_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], hours: int, warnings: int
) -> None:
    clock, wrong = MovedClock(), timedelta(hours=hours)
    clock.at = datetime.now(UTC) + wrong
    async with open_home(tmp_path / "first", at=clock(), database_url=postgres_url, shipped=a_small_directory):
        pass
    with a_wire(postgres_url, tmp_path) as wire:
        node = Node(tmp_path, wire, clock)
        await node.start()
        for _ in range(3):
            await node.desk.refresh()
        assert node.desk.clock_skew_seconds == pytest.approx(wrong.total_seconds(), abs=PATIENCE)
        told_at = datetime.now(UTC) if hours > 0 else clock()  # what is told is never dated ahead of the database
        assert abs(node.desk.told_at() - told_at) < timedelta(seconds=PATIENCE)
        await node.crash(before_saving=False)
    assert "".join(capfd.readouterr()).count("clock is not the database's") == warnings


async def test_on_sqlite_nobody_tells_anybody(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON, shipped=some_contents) as home:
        await home.listen(lambda _: None)


async def test_a_start_without_the_database_passes_over_a_snapshot_from_which_nobody_can_answer(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON, shipped=some_contents) as home:
        await publish(home, "Secondly")
    shutil.move(tmp_path / "home" / "crisis.sqlite3", tmp_path / "away")
    (tmp_path / "home" / "crisis.sqlite3").write_bytes(b"no database" * 1000)
    async with open_home(tmp_path / "home", at=NOON, shipped=some_contents) as alone:
        newest = await alone.current_edition(NOON)
        await alone.refuse(newest.edition, "KeyError", NOON, instead=None)
        older = await alone.current_edition(NOON)
    assert (newest.edition.number, older.edition.number, older.origin) == (2, 1, Origin.SNAPSHOT)
