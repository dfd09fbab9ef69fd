"""An API key is shown once, kept as a hash, and proves a role until it expires or is revoked."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from directory.reader import Reader, Remit, Role, Scope, scopes_of
from store.database import Database
from store.errors import NotKept
from store.home import Home
from store.keys import USE_NOTED_EVERY, Keys
from store.tables import api_key
from tests.store.makers import NOON

pytestmark = pytest.mark.anyio


async def role_of(home: Home, secret: str, *, at: datetime) -> Role | None:
    """Return the role that a secret proves, once what was made and revoked is taken up."""
    await home.proofs.keep_up(at=at)
    line = home.keys.line_of(secret, at=at)
    return None if line is None else line.role


async def test_a_key_proves_its_role(home: Home) -> None:
    police = await home.keys.make(Role.POLICE, "control room", at=NOON)
    nhs111 = await home.keys.make(Role.NHS111, "111 console", at=NOON)
    assert await role_of(home, police, at=NOON) is Role.POLICE
    assert await role_of(home, nhs111, at=NOON) is Role.NHS111


async def test_a_secret_has_a_form_that_scanners_can_find(home: Home) -> None:
    secret = await home.keys.make(Role.POLICE, "control room", at=NOON)
    prefix, key_id, rest = secret.split("_", 2)
    assert (prefix, len(key_id), len(rest)) == ("ccd", 12, 43)


async def test_only_the_hash_of_a_secret_is_kept(home: Home, database: Database) -> None:
    secret = await home.keys.make(Role.POLICE, "control room", at=NOON)
    async with database.reading() as connection:
        row = (await connection.execute(sa.select(api_key))).mappings().one()
    assert row["secret_sha256"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.split("_", 2)[2] not in str(dict(row))


async def test_what_is_not_a_key_proves_nothing(home: Home) -> None:
    secret = await home.keys.make(Role.POLICE, "control room", at=NOON)
    wrong_rest = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    other_id = "ccd_" + "0" * 12 + secret[16:]
    for text in ("", "ccd_", "police", secret[:-1], secret + "A", wrong_rest, other_id, secret.upper(), secret + "\n"):
        assert await role_of(home, text, at=NOON) is None


async def test_a_key_ends_at_the_instant_it_expires(home: Home) -> None:
    ends = NOON + timedelta(days=90)
    secret = await home.keys.make(Role.ED, "ED", at=NOON, expires_at=ends)
    assert await role_of(home, secret, at=ends - timedelta(seconds=1)) is Role.ED
    assert await role_of(home, secret, at=ends) is None


async def test_a_revoked_key_proves_nothing_and_stays_in_the_list(home: Home) -> None:
    secret = await home.keys.make(Role.ED, "ED", at=NOON)
    (line,) = await home.keys.list()
    await home.keys.revoke(line.key_id, at=NOON)
    assert await role_of(home, secret, at=NOON) is None
    (after,) = await home.keys.list()
    assert (after.label, after.role, after.revoked_at) == ("ED", Role.ED, NOON)


async def test_a_key_revoked_elsewhere_ends_when_it_is_heard(home: Home, database: Database) -> None:
    secret = await home.keys.make(Role.ED, "ED", at=NOON)
    assert await role_of(home, secret, at=NOON) is Role.ED
    (line,) = await home.keys.list()
    await Keys(database).revoke(line.key_id, at=NOON)
    assert await role_of(home, secret, at=NOON) is None


async def test_revoking_what_is_not_in_force_says_so(home: Home) -> None:
    with pytest.raises(NotKept):
        await home.keys.revoke("000000000000", at=NOON)


async def test_the_list_tells_keys_in_use_from_forgotten_ones(home: Home) -> None:
    used = await home.keys.make(Role.ED, "used", at=NOON)
    await home.keys.make(Role.ED, "forgotten", at=NOON + timedelta(seconds=1))
    later = NOON + timedelta(days=1)
    await role_of(home, used, at=later)
    await role_of(home, used, at=later + USE_NOTED_EVERY / 2)
    await home.proofs.keep_up(at=later)
    noted = {line.label: line.last_used_at for line in await home.keys.list()}
    assert noted == {"used": later, "forgotten": None}
    await role_of(home, used, at=later + USE_NOTED_EVERY)
    await home.proofs.keep_up(at=later)
    noted = {line.label: line.last_used_at for line in await home.keys.list()}
    assert noted["used"] == later + USE_NOTED_EVERY


async def test_while_the_database_is_away_known_keys_go_on(home: Home, database: Database) -> None:
    secret = await home.keys.make(Role.POLICE, "control room", at=NOON)
    assert await role_of(home, secret, at=NOON) is Role.POLICE
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE api_key RENAME TO away"))
    next_day = NOON + timedelta(days=1)
    assert await role_of(home, secret, at=next_day) is Role.POLICE


async def test_a_key_says_what_its_curator_keeps_and_what_it_may_be_used_for(home: Home) -> None:
    remit = Remit(areas=("icb:QPM",), organizations=("A Trust",))
    made = await home.keys.make(Role.CURATOR, "a trust", at=NOON, remit=remit, scopes=(Scope.READ, Scope.CURATE))
    await home.proofs.keep_up(at=NOON)
    line = home.keys.line_of(made, at=NOON)
    assert line is not None
    assert line.scopes == (Scope.READ, Scope.CURATE)
    assert line.reader == Reader(role=Role.CURATOR, name="a trust", remit=remit)


async def test_a_key_made_before_there_were_scopes_may_do_what_its_role_may(home: Home, database: Database) -> None:
    made = await home.keys.make(Role.POLICE, "control room", at=NOON)
    async with database.writing() as connection:
        await connection.execute(sa.update(api_key).values(scopes=None))
    await home.proofs.keep_up(at=NOON)
    line = home.keys.line_of(made, at=NOON)
    assert line is not None
    assert line.scopes == scopes_of(Role.POLICE)
    assert line.reader.remit is None
