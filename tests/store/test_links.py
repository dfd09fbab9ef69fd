"""A link lets a ward report room for its place alone, is kept as a hash, and holds until it expires or is ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from store.database import Database
from store.errors import NotKept
from store.home import Home
from store.links import LinkLine
from tests.store.makers import NOON

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
EXPIRES = NOON + timedelta(days=90)


async def line_of(home: Home, key: str, service_id: str = "alpha") -> LinkLine | None:
    """Return the link that a key proves once what was made and ended is taken up."""
    await home.proofs.keep_up(at=NOON)
    return home.links.line_of(key, service_id, at=NOON)


async def test_a_link_is_for_its_place_until_it_expires(home: Home) -> None:
    key = await home.links.make("alpha", by="A Curator", at=NOON, expires_at=EXPIRES)
    line = await line_of(home, key)
    assert line is not None
    assert (line.service_id, line.made_by, line.link_id) == ("alpha", "A Curator", key[4:16])
    assert await line_of(home, key, "beta") is None
    for at in (EXPIRES - MINUTE, EXPIRES):
        await home.proofs.keep_up(at=EXPIRES - MINUTE)
        assert (home.links.line_of(key, "alpha", at=at) is not None) is (at < EXPIRES)
    assert await home.links.list("alpha") == (line,)
    assert await home.links.list("beta") == ()


async def test_a_revoked_link_proves_nothing_any_more(home: Home) -> None:
    key = await home.links.make("alpha", by="A Curator", at=NOON, expires_at=EXPIRES)
    assert await line_of(home, key) is not None
    with pytest.raises(NotKept):
        await home.links.revoke("beta", key[4:16], by="A Curator", at=NOON)
    await home.links.revoke("alpha", key[4:16], by="Another", at=NOON + MINUTE)
    assert await line_of(home, key) is None
    assert (await home.links.list("alpha"))[0].revoked_by == "Another"
    with pytest.raises(NotKept):
        await home.links.revoke("alpha", key[4:16], by="Another", at=NOON + MINUTE)


async def test_the_key_of_a_link_is_kept_nowhere_and_no_other_will_do(home: Home, database: Database) -> None:
    key = await home.links.make("alpha", by="A Curator", at=NOON, expires_at=EXPIRES)
    async with database.reading() as connection:
        rows = await connection.execute(sa.text("SELECT * FROM capacity_link"))
        assert key[17:] not in str(rows.fetchall())
    other = f"{key[:-1]}{'A' if key[-1] != 'A' else 'B'}"
    for wrong in (other, key[:-1], f"ccl_{'0' * 12}_{key[17:]}", "", "ccl_"):
        assert await line_of(home, wrong) is None
    assert re.fullmatch(r"ccl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", key)
