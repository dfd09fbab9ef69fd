"""What was published and what was answered can be added to, and nothing else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from directory.reader import Role
from routing.change import ChangeSet
from store.changes import Happened, add_change, add_event, event_of
from store.checks_made import add_check, add_explained
from store.database import Database
from store.decisions import add_decisions
from store.errors import RowRejected
from store.home import Home
from store.outcomes import add_outcome
from store.refusals import add_refusal
from store.room_reports import RoomReports
from store.tables import APPEND_ONLY, report_event
from tests.store.makers import A_CHECK, A_REFUSAL, AN_EXPLANATION, AN_OUTCOME, NOON, a_decision, a_report, signed

pytestmark = pytest.mark.anyio

TABLES = pytest.mark.parametrize("table", [pytest.param(table.name, id=table.name) for table in APPEND_ONLY])
COLUMN = {"service_revision": "reason", "policy_revision": "reason", "holiday_revision": "reason"} | {
    "edition": "reason",
    "edition_entry": "service_id",
    "decision": "answered",
    "outcome": "rejection",
    "report_event": "note",
    "change_set": "body",
    "change_event": "code",
    "capacity_report": "status",
    "refusal": "reason",
    "key_event": "said",
    "chain_link": "row_hash",
    "check_made": "note",
    "finding_explained": "explanation",
}
A_REPORT_EVENT = {"seq": 1, "outcome": 1, "what": "take", "author": "A Curator", "made_at": NOON}


@TABLES
async def test_no_row_can_be_changed(home: Home, database: Database, table: str) -> None:
    await refused(home, database, f"UPDATE {table} SET {COLUMN[table]} = 'rewritten'")


@TABLES
async def test_no_row_can_be_taken_away(home: Home, database: Database, table: str) -> None:
    await refused(home, database, f"DELETE FROM {table}")


async def test_the_database_has_no_way_round_it(home: Home, database: Database) -> None:
    async with database.reading() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
    await refused(
        home,
        database,
        "INSERT OR REPLACE INTO edition_entry SELECT service_id, edition, NULL FROM edition_entry"
        if is_sqlite
        else "TRUNCATE decision",
    )


async def refused(home: Home, database: Database, statement: str) -> None:
    await home.keys.make(Role.POLICE, "a police force", at=NOON)
    async with database.writing() as connection:
        await add_decisions(connection, [a_decision("one")])
        await add_outcome(connection, AN_OUTCOME, "1" * 32)
        await add_refusal(connection, A_REFUSAL, "1" * 32)
        number = await add_change(connection, ChangeSet(withdrawn=("alpha",)), signed(), based_on=1)
        await connection.execute(sa.insert(report_event).values(A_REPORT_EVENT))
        await add_event(connection, number, event_of(Happened.ACCEPTED, signed(), code="a finding"))
        await add_check(connection, A_CHECK)
        await add_explained(connection, AN_EXPLANATION)
    await RoomReports(database).take(a_report())
    with pytest.raises(RowRejected, match="append-only"):
        async with database.writing() as connection:
            await connection.execute(sa.text(statement))
