"""A home makes itself on first use, and never puts the shipped directory over what was published."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
import pytest

from store.database import Database
from store.editions import Contents
from store.errors import StoreError
from store.home import Home, Origin, open_home
from tests.store.makers import NOON, a_service, by_hand, contents_with, signed, some_contents

pytestmark = pytest.mark.anyio


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Give the address of an empty database, as the first use finds it."""
    return empty_database_url


async def test_the_first_use_publishes_the_shipped_directory_as_edition_1(home: Home) -> None:
    current = await home.current_edition(NOON)
    assert current.origin is Origin.DATABASE
    assert current.edition.number == 1
    assert [service.id for service in current.edition.services] == ["alpha", "beta", "gamma"]


async def test_only_the_owner_of_a_home_may_look_into_it(home: Home, tmp_path: Path) -> None:
    folders = [tmp_path / "home", tmp_path / "home" / "editions"]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700]


async def test_a_home_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="home directory cannot be made"):
        async with open_home(tmp_path / "file" / "home", at=NOON):
            pass


async def test_without_an_address_the_database_is_a_file_in_the_home(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON, shipped=some_contents) as home:
        assert len(await home.editions()) == 1
    assert (tmp_path / "home" / "crisis.sqlite3").exists()


async def test_what_ships_with_the_program_can_be_published(tmp_path: Path) -> None:
    async with open_home(tmp_path / "home", at=NOON) as home:
        edition = (await home.current_edition(NOON)).edition
        assert await home.changed_since_shipped() == ()
        assert await home.check_editions() == ()
    assert "samaritans" in {service.id for service in edition.services}
    assert edition.policy.rules
    assert edition.holidays


async def test_the_second_use_publishes_nothing(home: Home, tmp_path: Path, database_url: str) -> None:
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=never_asked) as again:
        assert len(await again.editions()) == 1


async def test_two_nodes_starting_together_publish_one_edition(tmp_path: Path, database_url: str) -> None:
    async with (
        open_home(tmp_path / "a", at=NOON, database_url=database_url, shipped=some_contents) as one,
        open_home(tmp_path / "b", at=NOON, database_url=database_url, shipped=some_contents) as other,
    ):
        assert await one.editions() == await other.editions()
        assert len(await one.editions()) == 1


async def test_another_shipped_directory_is_reported_and_not_taken(home: Home, tmp_path: Path, database_url: str) -> None:
    async with reopened(tmp_path, database_url, lambda: contents_with(a_service("new"))) as again:
        assert await again.changed_since_shipped() == ("services",)
        assert (await again.current_edition(NOON)).edition.number == 1


async def test_a_correction_on_top_of_the_shipped_directory_is_not_taken_for_a_change_of_it(home: Home) -> None:
    await home.publish(contents_with(a_service("alpha", "Renamed")), signed(), based_on=1)
    assert await home.changed_since_shipped() == ()


async def test_an_emptied_database_is_not_seeded_over_editions_that_were_published(
    home: Home, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    with caplog.at_level(logging.WARNING):
        async with reopened(tmp_path, empty, never_asked) as again:
            current = await again.current_edition(NOON)
            assert await again.editions() == ()
    assert (current.origin, current.edition.number) == (Origin.SNAPSHOT, 1)
    assert "restore a backup" in caplog.text


async def test_a_published_edition_reaches_another_node_when_it_asks(home: Home, tmp_path: Path, database_url: str) -> None:
    async with open_home(tmp_path / "b", at=NOON, database_url=database_url, shipped=never_asked) as other:
        await other.current_edition(NOON)
        await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
        assert (await other.current_edition(NOON)).edition.number == 2


async def test_a_node_reads_only_what_changed_and_holds_the_same_edition(home: Home, tmp_path: Path, database_url: str) -> None:
    async with open_home(tmp_path / "b", at=NOON, database_url=database_url, shipped=never_asked) as other:
        before = {service.id: service for service in (await other.current_edition(NOON)).edition.services}
        edited = msgspec.structs.replace(a_service("beta"), name="Renamed")
        await home.publish(contents_with(a_service("alpha"), edited, a_service("new")), signed(), based_on=1)
        taken_up = (await other.current_edition(NOON)).edition
        assert taken_up == await home.edition(2)
        after = {service.id: service for service in taken_up.services}
        assert sorted(after) == ["alpha", "beta", "new"], "gamma was withdrawn"
        assert after["alpha"] is before["alpha"]
        assert after["beta"].name == "Renamed"


async def test_a_node_notices_rows_that_were_altered_under_what_it_holds(
    home: Home, database: Database, tmp_path: Path, database_url: str
) -> None:
    async with open_home(tmp_path / "b", at=NOON, database_url=database_url, shipped=never_asked) as other:
        await other.current_edition(NOON)
        await home.publish(contents_with(a_service("alpha"), a_service("new")), signed(), based_on=1)
        await by_hand(database, "UPDATE service_revision SET body = replace(body, 'new', 'odd') WHERE service_id = 'new'")
        assert (await other.current_edition(NOON)).edition.number == 1


def reopened(tmp_path: Path, database_url: str, shipped: Callable[[], Contents]) -> AbstractAsyncContextManager[Home]:
    return open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=shipped)


def never_asked() -> Contents:
    raise AssertionError("the shipped directory was asked for")
