"""An edition is published whole or not at all, is never changed, and can be read back for ever."""

from __future__ import annotations

import asyncio
import hashlib

import msgspec
import pytest
import sqlalchemy as sa

from directory.service import Service
from store import editions
from store.database import Database
from store.editions import contents_of
from store.errors import EditionDamaged, NotKept, PublishConflict, PublishRejected, StoreError
from store.home import Home, Origin
from store.tables import edition as edition_table
from store.tables import edition_entry, holiday_revision, policy_revision, service_revision
from tests.store.makers import CHRISTMAS, NOON, a_service, by_hand, contents_with, signed

pytestmark = pytest.mark.anyio


async def test_every_edition_is_read_back_as_it_was_published(home: Home) -> None:
    first = await home.edition(1)
    renamed = contents_with(a_service("alpha", "Renamed"), a_service("beta"), a_service("delta"))
    second = await home.publish(renamed, signed("gamma closed, delta opened"), based_on=1)
    third = await home.publish(contents_of(first), signed("undone"), based_on=2)

    assert await home.edition(1) == first
    assert await home.edition(2) == second
    assert await home.edition(3) == third
    assert [service.name for service in second.services] == ["Renamed", "A crisis line", "A crisis line"]
    assert [service.id for service in third.services] == ["alpha", "beta", "gamma"]


async def test_each_edition_names_the_hash_of_the_one_before(home: Home) -> None:
    await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
    newest, first = await home.editions()
    assert (newest.number, newest.previous_hash) == (2, first.hash)
    assert (newest.published_by, newest.reason, newest.published_at) == ("A Curator", "a correction", NOON)
    assert await home.check_editions() == ()


async def test_an_edition_keeps_only_what_it_changed(home: Home, database: Database) -> None:
    changed = contents_with(a_service("alpha", "Renamed"), a_service("beta"))
    await home.publish(changed, signed(), based_on=1)
    async with database.reading() as connection:
        entries = await connection.execute(
            sa.select(edition_entry.c.service_id, edition_entry.c.revision).where(edition_entry.c.edition == 2)
        )
        assert set(entries) == {("alpha", 2), ("gamma", None)}
        assert await connection.scalar(sa.select(sa.func.count()).select_from(service_revision)) == 4
        assert await connection.scalar(sa.select(sa.func.count()).select_from(policy_revision)) == 1


async def test_a_new_policy_or_bank_holiday_is_part_of_its_edition_alone(home: Home) -> None:
    before = contents_of(await home.edition(1))
    after = msgspec.structs.replace(
        before,
        policy=msgspec.structs.replace(before.policy, version="test 2"),
        holidays=(CHRISTMAS, msgspec.structs.replace(CHRISTMAS, name="A day for the King")),
    )
    await home.publish(after, signed(), based_on=1)
    assert contents_of(await home.edition(1)) == before
    assert contents_of(await home.edition(2)) == after


async def test_a_change_made_on_an_older_edition_is_refused_with_both_numbers(home: Home) -> None:
    await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
    with pytest.raises(PublishConflict, match=r"made on edition 1, but edition 2 is the newest"):
        await home.publish(contents_with(a_service("beta")), signed(), based_on=1)
    assert len(await home.editions()) == 2


async def test_of_publishers_at_the_same_moment_one_wins_and_the_others_are_told(home: Home) -> None:
    changes = [contents_with(a_service("alpha", f"Name {n}")) for n in range(5)]
    ended = await asyncio.gather(*(home.publish(change, signed(), based_on=1) for change in changes), return_exceptions=True)
    conflicts = [end for end in ended if isinstance(end, PublishConflict)]
    assert len(conflicts) == 4
    assert len(await home.editions()) == 2
    assert await home.check_editions() == ()


async def test_publishing_that_fails_half_way_leaves_the_old_edition_and_nothing_else(home: Home, database: Database) -> None:
    await refuse_entries_of(database, "delta")
    before = await counted(database)
    with pytest.raises(StoreError):
        await home.publish(contents_with(a_service("alpha", "Renamed"), a_service("delta")), signed(), based_on=1)
    assert await counted(database) == before
    assert (await home.current_edition(NOON)).edition.number == 1

    await home.publish(contents_with(a_service("alpha", "Renamed")), signed(), based_on=1)
    assert (await home.current_edition(NOON)).edition.number == 2


async def test_two_services_with_one_id_cannot_be_published(home: Home) -> None:
    with pytest.raises(PublishRejected, match="same id"):
        await home.publish(contents_with(a_service("alpha"), a_service("alpha", "Another")), signed(), based_on=1)


async def test_an_edition_that_was_never_published_is_not_kept_here(home: Home) -> None:
    with pytest.raises(NotKept, match="edition 7"):
        await home.edition(7)


@pytest.mark.parametrize(
    "alteration",
    [
        pytest.param("UPDATE service_revision SET body = replace(body, 'A crisis line', 'X')", id="a name"),
        pytest.param("UPDATE service_revision SET body = 'x' WHERE service_id = 'beta'", id="no JSON any more"),
        pytest.param("UPDATE edition SET places_vintage = '2024'", id="places"),
        pytest.param("DELETE FROM edition_entry WHERE service_id = 'beta'", id="an entry gone"),
        pytest.param("UPDATE policy_revision SET body = replace(body, 'test 1', 'test 9')", id="the policy"),
    ],
)
async def test_an_edition_altered_by_hand_is_found_and_never_served(home: Home, database: Database, alteration: str) -> None:
    await by_hand(database, alteration)
    with pytest.raises(EditionDamaged, match="edition 1"):
        await home.edition(1)
    assert (await home.check_editions())[0].startswith("edition 1: ")


async def test_an_edition_that_does_not_follow_the_one_before_it_is_found(home: Home, database: Database) -> None:
    await home.publish(contents_with(a_service("alpha")), signed(), based_on=1)
    await by_hand(database, f"UPDATE edition SET previous_hash = '{'f' * 64}' WHERE number = 2")
    wrong = await home.check_editions()
    assert wrong[0] == "edition 2: it does not follow the edition before it"


async def test_an_edition_written_before_the_program_learned_a_field_is_still_proved(home: Home, database: Database) -> None:
    published = await home.edition(1)
    older = [(service.id, body_without_notes(service)) for service in published.services]
    async with database.reading() as connection:
        row = (await connection.execute(sa.select(edition_table))).mappings().one()
        holidays = await connection.scalar(sa.select(holiday_revision.c.body_hash))
        policy = await connection.scalar(sa.select(policy_revision.c.body_hash))
    hashes = {service_id: hashlib.sha256(body.encode()).hexdigest() for service_id, body in older}
    proof = editions._rows_hash(dict(row), str(policy), str(holidays), hashes)
    bodies = [f"UPDATE service_revision SET body = '{body}' WHERE service_id = '{name}'" for name, body in older]
    await by_hand(database, *bodies, f"UPDATE edition SET rows_sha256 = '{proof}'")
    assert await home.edition(1) == published


async def test_while_the_newest_rows_are_damaged_the_edition_in_memory_answers(home: Home, database: Database) -> None:
    await home.current_edition(NOON)
    await by_hand(
        database,
        "INSERT INTO edition SELECT 2, hash, 'no hash of anything', published_at, published_by, reason,"
        " policy_revision, holiday_revision, places_vintage, rows_sha256 FROM edition",
    )
    current = await home.current_edition(NOON)
    assert (current.origin, current.edition.number, current.refused) == (Origin.DATABASE, 1, 2)


async def refuse_entries_of(database: Database, service_id: str) -> None:
    """Let the database fail at a late step of publishing."""
    async with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            await connection.execute(
                sa.text(
                    f"CREATE TRIGGER fault BEFORE INSERT ON edition_entry WHEN NEW.service_id = '{service_id}'"
                    " BEGIN SELECT RAISE(ABORT, 'planted fault'); END"
                )
            )
        else:
            await connection.execute(
                sa.text(f"ALTER TABLE edition_entry ADD CONSTRAINT fault CHECK (service_id <> '{service_id}')")
            )


def body_without_notes(service: Service) -> str:
    body = msgspec.json.encode(service).decode()
    assert '"notes":"",' in body
    return body.replace('"notes":"",', "")


async def counted(database: Database) -> list[int | None]:
    async with database.reading() as connection:
        return [
            await connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (service_revision, policy_revision, edition_entry)
        ]
