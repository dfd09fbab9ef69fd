"""The decision log: every answer given is kept, in one chain that shows what was altered, and no answer waits for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa

from directory.reader import Role
from store.database import Database
from store.errors import NotKept
from store.home import Home
from store.tables import chain_link
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
    async with database.reading() as connection:
        links = sa.select(sa.func.count()).where(chain_link.c.of_table == "decision")
        assert (await connection.scalar(links) or 0) <= 3, "each transaction leaves one"


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
