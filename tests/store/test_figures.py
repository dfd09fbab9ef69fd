"""Counting the log: page by page, once each, whoever counts; what is kept can be made anew from it, and is then the same."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import msgspec
import pytest
import sqlalchemy as sa

import store.figures
from directory.reader import Role
from routing.outcomes import Outcome, Rejection
from routing.reports import ReportAct, Resolution
from routing.tallies import Searched
from store.database import Database
from store.decisions import Decision, add_decisions
from store.figures import Figures
from store.home import Home
from store.reports import ReportEvent
from tests.store.makers import A_REFUSAL, AN_OUTCOME, NOON, a_decision

pytestmark = pytest.mark.anyio

SITUATION = (
    '{"situation":{"facts":{"caller":"police","s136":"used","child":"yes","more":[1]},"age":null,"place":{"outcome":"known",'
    '"label":"NN17","areas":[{"area":"police:E23000022","name":"Northamptonshire","share":1.0}]},"latitude":null,"longitude":null,'
    '"arrived_at_place_of_safety":"2026-11-22T10:00:00Z","good_until":null},"window":{}}'
)
ANSWERED = '{"options":["999"],"messages":[],"ask":[],"targets":[],"only_last_resort":true}'


def look_ups(number: int, at: datetime = NOON, **changes: str) -> list[Decision]:
    as_asked = {"situation": SITUATION, "answered": ANSWERED, **changes}
    return [
        msgspec.structs.replace(a_decision(f"{at:%d%H}-{index}"), decided_at=at, answered_for=at, **as_asked)
        for index in range(number)
    ]


async def log(database: Database, decisions: list[Decision]) -> None:
    async with database.writing() as connection:
        await add_decisions(connection, decisions)


async def test_answers_are_counted_from_the_log_as_it_was_written(home: Home, database: Database) -> None:
    await log(database, look_ups(3))
    reading = await home.figures.catch_up(at_ease=0)
    counts = await home.figures.counts("2026-11", NOON)
    assert (reading.seq, reading.decided_at, reading.waiting) == (3, NOON, 0)
    assert counts["reader"] == {"police": 3}
    assert counts["police"] == {"police:E23000022": 3}
    assert counts["last_resort"] == {"yes": 3}
    assert counts["s136_waited"] == {"1_to_4": 3}
    assert counts["s136_age"] == {"child": 3}


async def test_a_page_is_counted_at_a_time_and_none_twice(
    home: Home, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.figures, "PAGE", 2)
    await log(database, look_ups(5))
    assert (await home.figures.catch_up(pages=1, at_ease=0)).waiting == 3
    await asyncio.gather(*(Figures(database).catch_up(at_ease=0) for _ in range(3)))
    await log(database, look_ups(2, NOON + timedelta(hours=1)))
    assert (await home.figures.catch_up(at_ease=0)).waiting == 0
    assert (await home.figures.counts("2026-11", NOON))["hour"] == {"12": 5, "13": 2}


async def test_counted_anew_it_is_the_same(home: Home, database: Database) -> None:
    await log(database, [*look_ups(2), *look_ups(3, NOON + timedelta(days=20))])
    await home.figures.catch_up(at_ease=0)
    before = [await home.figures.counts(month, NOON) for month in ("2026-11", "2026-12")]
    await home.figures.forget()
    assert await home.figures.months() == ()
    await home.figures.catch_up(at_ease=0)
    assert [await home.figures.counts(month, NOON) for month in ("2026-11", "2026-12")] == before
    assert await home.figures.months() == ("2026-12", "2026-11")


async def test_rows_of_another_version_stop_nothing(home: Home, database: Database) -> None:
    await log(database, [*look_ups(1, situation="[]"), *look_ups(1, NOON + timedelta(hours=1), answered='{"options":[]}')])
    await home.figures.catch_up(at_ease=0)
    counts = await home.figures.counts("2026-11", NOON)
    assert counts["unreadable"] == {"unreadable": 1}
    assert counts["last_resort"] == {"unknown": 1}


async def test_searches_are_counted_without_a_word_and_added_to_those_that_are_kept(home: Home) -> None:
    for _ in range(2):
        home.figures.count_search(NOON + timedelta(minutes=7), Role.NHS111, Searched.NOTHING, "police:E23000022")
        home.figures.count_search(NOON, Role.NHS111, Searched.GOOD, "unknown")
        await home.figures.keep_searches()
    await home.figures.keep_searches()
    counts = await home.figures.counts("2026-11", NOON)
    assert counts["search"] == {"good": 2, "not_good": 2}
    assert counts["search_why"] == {"nothing": 2}
    assert counts["search_police"] == {"police:E23000022": 2}
    assert (counts["search_reader"], counts["search_hour"]) == ({"nhs111": 2}, {"12": 2})
    assert (await home.figures.counts("2026-12", NOON))["search"] == {}


async def test_searches_that_cannot_be_kept_are_kept_the_next_time(home: Home, database: Database) -> None:
    home.figures.count_search(NOON, Role.NHS111, Searched.GOOD, "unknown")
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE search_tally RENAME TO away"))
    with pytest.raises(Exception, match="database"):
        await home.figures.keep_searches()
    async with database.writing() as connection:
        await connection.execute(sa.text("ALTER TABLE away RENAME TO search_tally"))
    await home.figures.keep_searches()
    assert (await home.figures.counts("2026-11", NOON))["search"] == {"good": 1}


async def test_problems_are_counted_by_kind_state_and_age(home: Home) -> None:
    rejected = msgspec.structs.replace(AN_OUTCOME, outcome=Outcome.REJECTED, rejection=Rejection.NO_CAPACITY)
    reported = msgspec.structs.replace(AN_OUTCOME, outcome=Outcome.REPORTED, rejection=Rejection.NUMBER_WRONG)
    for told in (AN_OUTCOME, rejected, rejected, reported):
        await home.tell_outcome(told)
    done = ReportEvent(what=ReportAct.DONE, author="A Curator", made_at=NOON, resolution=Resolution.CORRECTED)
    await home.reports.happened([4], done)
    counts = await home.figures.counts("2026-11", NOON + timedelta(days=8))
    assert counts["outcome"] == {"given": 1, "problem": 3}
    assert counts["problem"] == {"rejected": 2, "reported": 1}
    assert (counts["rejected"], counts["reported"]) == ({"no_capacity": 2}, {"number_wrong": 1})
    assert counts["queue"] == {"open": 2, "done": 1}
    assert (counts["queue_state"], counts["queue_age"]) == ({"new": 2}, {"month": 2})
    assert counts["resolution"] == {"corrected": 1}


async def test_refusals_are_counted_by_reason(home: Home) -> None:
    await home.tell_refusal(A_REFUSAL)
    month = f"{A_REFUSAL.told_at:%Y-%m}"
    assert (await home.figures.counts(month, NOON))["refusal"] == {A_REFUSAL.reason: 1}
    assert (await home.figures.counts("2026-01", NOON))["refusal"] == {}
