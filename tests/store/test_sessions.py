"""Sessions and sign-ins under way: known by a hash, held in memory, ended here and elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from directory.reader import Reader, Remit, Role
from store.database import Database
from store.errors import DatabaseUnavailable, NotKept
from store.home import Home
from store.proofs import Proofs
from store.sessions import IDLE, SHIFT
from store.sign_ins import LASTS, SignIns
from store.tables import session, sign_in
from store.tokens import SWEPT_AFTER, sha256_of
from tests.store.makers import NOON

pytestmark = pytest.mark.anyio

POLICE = Reader(role=Role.POLICE, name="Pat Officer")
CURATOR = Reader(role=Role.CURATOR, name="A Curator", remit=Remit(areas=("icb:QPM",), organizations=("A Trust",)))


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path) -> Proofs:
    """Give what another machine knows that has the same database."""
    return Proofs(database, tmp_path / "elsewhere")


async def test_a_session_proves_its_reader_with_their_remit_here_and_elsewhere(home: Home, elsewhere: Proofs) -> None:
    for reader in (POLICE, CURATOR):
        token = await home.sessions.begin(reader, at=NOON)
        for sessions in (home.sessions, elsewhere.sessions):
            found = await sessions.find(token, at=NOON)
            assert found is not None
            assert found.reader == reader


async def test_only_the_hash_of_a_token_is_kept(home: Home, database: Database) -> None:
    token = await home.sessions.begin(POLICE, at=NOON)
    attempt = await home.sign_ins.begin("/136", at=NOON)
    async with database.reading() as connection:
        kept = str((await connection.execute(sa.select(session))).all()) + str(
            (await connection.execute(sa.select(sign_in))).all()
        )
    assert sha256_of(token) in kept
    for secret in (token, attempt.state, attempt.browser):
        assert secret not in kept


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 42, "x" * 44, "é" * 43, "%" * 43])
async def test_what_is_no_token_of_ours_proves_nothing(home: Home, token: str) -> None:
    await home.sessions.begin(POLICE, at=NOON)
    assert await home.sessions.find(token, at=NOON) is None


async def test_a_session_that_was_ended_elsewhere_ends_when_it_is_heard(home: Home, elsewhere: Proofs) -> None:
    token = await home.sessions.begin(POLICE, at=NOON)
    await elsewhere.sessions.end(token, at=NOON)
    assert await home.sessions.find(token, at=NOON) is not None
    await home.proofs.keep_up(at=NOON)
    assert await home.sessions.find(token, at=NOON) is None


async def test_a_session_in_use_goes_on_in_every_process_until_its_shift_is_over(home: Home, elsewhere: Proofs) -> None:
    token, here, there = await home.sessions.begin(POLICE, at=NOON), home.proofs, elsewhere
    at = NOON
    while at + IDLE / 2 < NOON + SHIFT:
        at += IDLE / 2
        assert await here.sessions.find(token, at=at) is not None
        await here.keep_up(at=at)
        await there.keep_up(at=at)
        here, there = there, here
    assert await here.sessions.find(token, at=NOON + SHIFT) is None


async def test_a_session_that_nobody_uses_ends(home: Home, elsewhere: Proofs) -> None:
    token = await home.sessions.begin(POLICE, at=NOON)
    assert await elsewhere.sessions.find(token, at=NOON + IDLE) is None
    assert await home.sessions.find(token, at=NOON + IDLE) is None
    assert await home.sessions.list(at=NOON + IDLE) == ()


async def test_sessions_are_listed_and_ended_by_the_beginning_of_their_id(home: Home) -> None:
    token = await home.sessions.begin(POLICE, at=NOON)
    (line,) = await home.sessions.list(at=NOON)
    for wrong in ("", "%" * 12, "_" * 12, line.session_id[:11], "0" * 12):
        with pytest.raises(NotKept):
            await home.sessions.end_by_id(wrong)
    await home.sessions.end_by_id(line.session_id[:12])
    await home.proofs.keep_up(at=NOON)
    assert await home.sessions.find(token, at=NOON) is None


async def test_all_sessions_are_ended_at_once(home: Home) -> None:
    tokens = [await home.sessions.begin(POLICE, at=NOON) for _ in range(3)]
    assert await home.sessions.end_all() == 3
    await home.proofs.keep_up(at=NOON)
    assert [await home.sessions.find(token, at=NOON) for token in tokens] == [None] * 3


async def test_what_has_run_out_is_taken_away(home: Home, database: Database) -> None:
    await home.sessions.begin(POLICE, at=NOON)
    await home.sign_ins.begin("/", at=NOON)
    await home.sessions.begin(POLICE, at=NOON + SHIFT + SWEPT_AFTER)
    await home.sign_ins.begin("/", at=NOON + SHIFT + SWEPT_AFTER)
    async with database.reading() as connection:
        for table in (session, sign_in):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1


async def test_while_the_database_is_away_the_sessions_held_go_on_to_their_end(home: Home, database: Database) -> None:
    held = await home.sessions.begin(POLICE, at=NOON)
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE session RENAME TO away"))
    later = NOON + timedelta(minutes=20)
    await home.proofs.keep_up(at=later)
    assert await home.sessions.find(held, at=later) is not None
    with pytest.raises(DatabaseUnavailable):
        await home.sessions.find("x" * 43, at=later)
    assert await home.sessions.find(held, at=later + IDLE) is None


async def test_a_sign_in_is_taken_once_by_the_browser_that_began_it(home: Home, database: Database, tmp_path: Path) -> None:
    attempt = await home.sign_ins.begin("/136", at=NOON)
    elsewhere = SignIns(database, tmp_path / "elsewhere")
    taken = await elsewhere.take(attempt.state, attempt.browser, at=NOON + LASTS - timedelta(seconds=1))
    assert taken is not None
    assert (taken.page, taken.nonce, taken.verifier) == ("/136", attempt.nonce, attempt.verifier)
    assert await home.sign_ins.take(attempt.state, attempt.browser, at=NOON) is None


async def test_a_sign_in_of_another_browser_or_another_time_is_gone(home: Home) -> None:
    for browser, at in (("x" * 43, NOON), (None, NOON + LASTS)):
        attempt = await home.sign_ins.begin("/136", at=NOON)
        assert await home.sign_ins.take(attempt.state, browser or attempt.browser, at=at) is None
        assert await home.sign_ins.take(attempt.state, attempt.browser, at=NOON) is None
