"""Who proves what goes on without the database: in memory, after a restart, and for whoever signs in or out meanwhile."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from directory.reader import Reader, Role
from store.database import Database
from store.errors import DatabaseUnavailable
from store.held import _say_once
from store.proofs import GOOD_FOR, Proofs
from store.sessions import IDLE
from store.sign_ins import LASTS, MOST_HERE, SignIns
from store.tables import api_key, session
from store.tokens import sha256_of
from tests.store.makers import NOON

pytestmark = pytest.mark.anyio

POLICE = Reader(role=Role.POLICE, name="Pat Officer")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def away() -> AsyncIterator[Database]:
    """Give a database that is not there."""
    nothing = Database("postgresql://127.0.0.1:1/nothing")
    yield nothing
    await nothing.close()


async def known(database: Database, folder: Path) -> tuple[Proofs, str, str, str]:
    """Give a process that knows a key, a link and a session."""
    proofs = Proofs(database, folder)
    key = await proofs.keys.make(Role.POLICE, "control room", at=NOON)
    link = await proofs.links.make("alpha", by="A Curator", at=NOON, expires_at=NOON + timedelta(days=90))
    token = await proofs.sessions.begin(POLICE, at=NOON)
    await proofs.keep_up(at=NOON)
    return proofs, key, link, token


async def test_after_a_restart_without_the_database_everybody_who_was_known_is(
    database: Database, away: Database, tmp_path: Path
) -> None:
    before, key, link, token = await known(database, tmp_path)
    await before.close()
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON + MINUTE)
    line = after.keys.line_of(key, at=NOON + MINUTE)
    assert line is not None
    assert (line.role, line.label) == (Role.POLICE, "control room")
    assert after.links.line_of(link, "alpha", at=NOON + MINUTE) is not None
    found = await after.sessions.find(token, at=NOON + MINUTE)
    assert found is not None
    assert found.reader == POLICE


async def test_every_limit_goes_on_counting_without_the_database(database: Database, away: Database, tmp_path: Path) -> None:
    _, key, link, token = await known(database, tmp_path)
    ending = await Proofs(database, tmp_path).keys.make(Role.ED, "ED", at=NOON, expires_at=NOON + MINUTE)
    await (before := Proofs(database, tmp_path)).keep_up(at=NOON)
    await before.close()
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON)
    assert after.keys.line_of(ending, at=NOON) is not None
    assert after.keys.line_of(ending, at=NOON + MINUTE) is None
    assert await after.sessions.find(token, at=NOON + IDLE) is None
    last = NOON + GOOD_FOR - MINUTE
    assert after.keys.line_of(key, at=last) is not None
    assert after.links.line_of(link, "alpha", at=last) is not None
    with pytest.raises(DatabaseUnavailable):
        after.keys.line_of(key, at=NOON + GOOD_FOR)
    with pytest.raises(DatabaseUnavailable):
        after.links.line_of(link, "alpha", at=NOON + GOOD_FOR)


async def test_what_was_revoked_or_ended_before_is_not_known_after_a_restart(
    database: Database, away: Database, tmp_path: Path
) -> None:
    before, key, link, token = await known(database, tmp_path)
    await before.keys.revoke(key.split("_")[1], at=NOON)
    await before.links.revoke("alpha", link.split("_")[1], by="A Curator", at=NOON)
    await before.sessions.end(token, at=NOON)
    await before.keep_up(at=NOON)
    await before.close()
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON)
    assert after.keys.line_of(key, at=NOON) is None
    assert after.links.line_of(link, "alpha", at=NOON) is None
    with pytest.raises(DatabaseUnavailable):
        await after.sessions.find(token, at=NOON)


async def test_a_process_that_writes_late_does_not_put_back_what_was_revoked_since(
    database: Database, away: Database, tmp_path: Path
) -> None:
    slow, key, _, _ = await known(database, tmp_path)
    await slow.keys.revoke(key.split("_")[1], at=NOON)
    await (quick := Proofs(database, tmp_path)).keep_up(at=NOON + MINUTE)
    await quick.close()
    await slow.close()
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON + MINUTE)
    assert after.keys.line_of(key, at=NOON + MINUTE) is None


async def test_what_a_clock_far_ahead_left_is_written_over_once_it_is_right(
    database: Database, away: Database, tmp_path: Path
) -> None:
    await (ahead := Proofs(database, tmp_path)).keep_up(at=NOON + timedelta(hours=25))
    await ahead.close()
    right, key, _, _ = await known(database, tmp_path)
    await right.close()
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON)
    assert after.keys.line_of(key, at=NOON) is not None


async def test_who_signs_in_while_the_database_is_read_stays_signed_in(database: Database, tmp_path: Path) -> None:
    proofs = Proofs(database, tmp_path)
    held_before = {held.session_id for held in proofs.sessions.held}
    async with database.reading() as connection:
        await connection.execute(sa.select(session))  # what it shows from now on is what there was now
        token = await proofs.sessions.begin(POLICE, at=NOON)
        await proofs.sessions.read(connection, at=NOON, held_before=held_before)
    assert {held.session_id for held in proofs.sessions.held} == {sha256_of(token)}


async def test_who_signed_in_before_anything_was_read_stays_signed_in_when_the_database_goes_away(
    database: Database, tmp_path: Path
) -> None:
    await (before := Proofs(database, tmp_path)).keep_up(at=NOON)
    await before.close()
    proofs = Proofs(database, tmp_path)
    token = await proofs.sessions.begin(POLICE, at=NOON)
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE api_key RENAME TO away"))
    await proofs.keep_up(at=NOON)
    assert [held.session_id for held in proofs.sessions.held] == [sha256_of(token)]


async def test_the_file_holds_no_secret_and_is_for_this_user_alone(database: Database, tmp_path: Path) -> None:
    proofs, *secrets = await known(database, tmp_path)
    await proofs.close()
    file = tmp_path / "known"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for secret in secrets:
        assert secret[-43:].encode() not in file.read_bytes()


@pytest.mark.parametrize("spoilt", [b"", b"x" * 100, None])
async def test_a_file_that_was_spoilt_proves_nothing(
    database: Database, away: Database, tmp_path: Path, spoilt: bytes | None
) -> None:
    before, key, _, _ = await known(database, tmp_path)
    await before.close()
    file = tmp_path / "known"
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b"police", b"public") if spoilt is None else spoilt)
    after = Proofs(away, tmp_path)
    await after.keep_up(at=NOON)
    with pytest.raises(DatabaseUnavailable):
        after.keys.line_of(key, at=NOON)


async def test_where_nothing_was_ever_read_nobody_is_told_that_their_key_is_wrong(away: Database, tmp_path: Path) -> None:
    proofs = Proofs(away, tmp_path)
    await proofs.keep_up(at=NOON)
    with pytest.raises(DatabaseUnavailable):
        proofs.keys.line_of(f"ccd_{'0' * 12}_{'x' * 43}", at=NOON)


async def test_whoever_signs_in_without_the_database_is_known_to_every_process_here_and_to_it_once_it_is_back(
    database: Database, away: Database, tmp_path: Path
) -> None:
    token = await Proofs(away, tmp_path / "here").sessions.begin(POLICE, at=NOON)
    beside = Proofs(away, tmp_path / "here")
    assert await beside.sessions.find(token, at=NOON) is not None
    await beside.keep_up(at=NOON)
    assert await beside.sessions.find(token, at=NOON) is not None
    back, elsewhere = Proofs(database, tmp_path / "here"), Proofs(database, tmp_path / "elsewhere")
    for _ in range(2):
        await back.keep_up(at=NOON)
        await elsewhere.keep_up(at=NOON)
        assert await back.sessions.find(token, at=NOON) is not None
        assert await elsewhere.sessions.find(token, at=NOON) is not None
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(session)) == 1


async def test_signing_out_without_the_database_holds_when_it_is_back(
    database: Database, away: Database, tmp_path: Path
) -> None:
    before, _, _, token = await known(database, tmp_path)
    await before.close()
    here, beside = Proofs(away, tmp_path), Proofs(away, tmp_path)
    for proofs in (here, beside):
        await proofs.keep_up(at=NOON)
    new = await here.sessions.begin(POLICE, at=NOON)
    for one in (token, new):
        await here.sessions.end(one, at=NOON)
    await beside.keep_up(at=NOON)
    back = Proofs(database, tmp_path)
    await back.keep_up(at=NOON)
    for one in (token, new):
        assert await beside.sessions.find(one, at=NOON) is None
        assert await back.sessions.find(one, at=NOON) is None
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(session)) == 0


async def test_a_sign_in_begun_without_the_database_is_taken_once_by_any_process_here(away: Database, tmp_path: Path) -> None:
    here, beside = SignIns(away, tmp_path), SignIns(away, tmp_path)
    attempt = await here.begin("/136", at=NOON)
    late = await here.begin("/136", at=NOON)
    taken = await beside.take(attempt.state, attempt.browser, at=NOON)
    assert taken is not None
    assert (taken.page, taken.nonce, taken.verifier) == ("/136", attempt.nonce, attempt.verifier)
    assert await here.take(attempt.state, attempt.browser, at=NOON) is None
    assert await here.take("x" * 43, attempt.browser, at=NOON) is None
    assert await here.take(late.state, late.browser, at=NOON + LASTS) is None


async def test_sign_ins_begun_without_end_fill_no_disk(away: Database, tmp_path: Path) -> None:
    sign_ins = SignIns(away, tmp_path)
    first = await sign_ins.begin("/", at=NOON)
    later = [await sign_ins.begin("/", at=NOON) for _ in range(MOST_HERE)]
    last = later[-1]
    assert await sign_ins.take(first.state, first.browser, at=NOON) is None
    assert await sign_ins.take(last.state, last.browser, at=NOON) is not None


async def test_a_use_that_could_not_be_told_is_told_when_the_database_is_back(database: Database, tmp_path: Path) -> None:
    proofs, key, _, token = await known(database, tmp_path)
    used = NOON + 10 * MINUTE
    assert proofs.keys.line_of(key, at=used) is not None
    assert await proofs.sessions.find(token, at=used) is not None
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE api_key RENAME TO gone"))
    await proofs.keep_up(at=used)
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE gone RENAME TO api_key"))
    await proofs.keep_up(at=used)
    async with database.reading() as connection:
        assert await connection.scalar(sa.select(api_key.c.last_used_at)) == used
        assert await connection.scalar(sa.select(session.c.last_seen_at)) == used


async def test_on_a_disk_that_takes_nothing_this_process_knows_all_the_same(
    database: Database, away: Database, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").write_bytes(b"")
    proofs = Proofs(away, tmp_path / "no-folder")
    token = await proofs.sessions.begin(POLICE, at=NOON)
    await proofs.keep_up(at=NOON)
    assert await proofs.sessions.find(token, at=NOON) is not None
    await proofs.sessions.end(token, at=NOON)
    assert await proofs.sessions.find(token, at=NOON) is None
    beside = Proofs(database, tmp_path / "no-folder")
    await beside.keep_up(at=NOON)
    await beside.close()


async def test_a_row_that_this_version_cannot_read_proves_nothing_and_takes_no_other_away(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _say_once.cache_clear()  # whatever this process said before
    proofs, key, link, token = await known(database, tmp_path)
    later = await proofs.keys.make(Role.ED, "a later version's", at=NOON)
    revoked = await proofs.keys.make(Role.ED, "revoked", at=NOON)
    other = await proofs.sessions.begin(POLICE, at=NOON)
    async with database.writing() as connection:
        await connection.execute(sa.update(api_key).where(api_key.c.label == "a later version's").values(role="coroner"))
        await connection.execute(
            sa.update(session).where(session.c.token_sha256 == sha256_of(other)).values(remit='{"of":"a later version"}')
        )
    await proofs.keys.revoke(revoked.split("_")[1], at=NOON)
    after = Proofs(database, tmp_path / "after")
    for at in (NOON, NOON + MINUTE):
        await after.keep_up(at=at)
        assert after.keys.line_of(key, at=at) is not None
        assert after.links.line_of(link, "alpha", at=at) is not None
        assert await after.sessions.find(token, at=at) is not None
        assert after.keys.line_of(later, at=at) is None
        assert after.keys.line_of(revoked, at=at) is None
        assert await after.sessions.find(other, at=at) is None
    said = [record.getMessage() for record in caplog.records if "cannot be read by this version" in record.getMessage()]
    assert sorted(line.split(":")[0] for line in said) == [  # once, not every second
        f"{what} cannot be read by this version, and proves nothing" for what in ("a key", "a session")
    ]
