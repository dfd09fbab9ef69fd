"""Real values, small, for the store's tests; and a hand that changes rows where the program cannot."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from directory.capacity import Space
from directory.holidays import BankHoliday
from directory.reader import Role
from directory.schedule import Nation
from directory.service import Service
from routing.outcomes import Outcome
from routing.policy import Policy
from routing.refusals import RefusalReason
from store.database import Database
from store.decisions import Decision
from store.editions import Contents, Signature
from store.outcomes import ToldOutcome
from store.refusals import ToldRefusal
from store.room_reports import How, ToldReport
from store.tables import APPEND_ONLY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

A_POLICY = Policy(
    version="test 1",
    rules=(),
    messages=(),
    targets=(),
    settings=(),
    counterparts=(),
    local_kinds=(),
    ask_order=("age", "place"),
    age_bounds=(18,),
    most_of_a_kind=3,
    last_resort=(),
)

CHRISTMAS = BankHoliday(
    nation=Nation.ENGLAND,
    date=date(2026, 12, 25),
    name="Christmas Day",
    bank_holiday=True,
    source="test",
    provisional=False,
)


def a_service(service_id: str, name: str = "A crisis line") -> Service:
    return Service(id=service_id, name=name, kind="spa_crisis_line")


def contents_with(*services: Service) -> Contents:
    return Contents(services=services, holidays=(CHRISTMAS,), policy=A_POLICY, places_vintage="2025-11")


def some_contents() -> Contents:
    """Return the contents that edition 1 is made of in these tests."""
    return contents_with(a_service("beta"), a_service("alpha"), a_service("gamma"))


def signed(reason: str = "a correction", at: datetime = NOON) -> Signature:
    return Signature(by="A Curator", reason=reason, at=at)


def a_decision(decision_id: str) -> Decision:
    answered = '{"options":["alpha"]}'
    return Decision(
        decision_id=decision_id,
        decided_at=NOON,
        answered_for=NOON,
        edition=1,
        edition_hash="0" * 64,
        reader=Role.POLICE,
        situation='{"caller":"police","age":"adult"}',
        capacity="{}",
        answered=answered,
        answer_sha256=hashlib.sha256(answered.encode()).hexdigest(),
    )


AN_OUTCOME = ToldOutcome(
    told_at=NOON,
    edition=1,
    edition_hash="0" * 64,
    reader=Role.NHS111,
    decision_id="d1-nhs111",
    service_id="alpha",
    outcome=Outcome.GIVEN,
    rejection=None,
)


A_REFUSAL = ToldRefusal(
    told_at=NOON, edition=1, reader=Role.POLICE, service_id="alpha", reason=RefusalReason.INTOXICATION, decision_id="d1-police"
)


def a_report(status: Space = Space.SPACE, **fields: object) -> ToldReport:
    """Return a report of the place alpha, made as it is received unless told otherwise."""
    told = ToldReport(service_id="alpha", status=status, received_at=NOON, by="A Curator", how=How.PAGE)
    return msgspec.structs.replace(told, **fields)


async def by_hand(database: Database, *statements: str) -> None:
    """Change rows as somebody with the database's password could: the triggers are taken off first."""
    async with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            names = await connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            off = [f"DROP TRIGGER {name}" for name in names]
        else:
            off = [f"ALTER TABLE {table.name} DISABLE TRIGGER USER" for table in APPEND_ONLY]
        for statement in (*off, *statements):
            await connection.exec_driver_sql(statement)


async def run_apart(url: str, *statements: str) -> None:
    """Run statements on PostgreSQL outside any transaction and of the store."""
    address = sa.make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()
