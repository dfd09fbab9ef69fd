"""Every answer that was ever given can be given again, byte for byte, from that night's edition and that night's data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest

from directory.capacity import Capacity, CapacityReport, Space
from directory.numbers import E164Number
from directory.opening import Window
from directory.reader import Role
from routing.change import ChangeSet, with_number
from routing.context import CallerContext
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.router import decide, minimise
from routing.visibility import as_seen_by
from store.checking import Checker
from store.database import Database
from store.decisions import Decision, add_decisions
from store.home import Home, open_home
from store.replay import NotReplayed, Replay, Replayer, as_decision, find_given
from tests.contexts import PLACES
from tests.makers import the_gazetteer
from tests.store.changing import a_checker, a_line, a_small_directory
from tests.store.makers import NOON, by_hand, signed
from tests.thorough import times

pytestmark = pytest.mark.anyio

EDITIONS, DECISIONS = times(10, 50), times(1_000, 10_000)
READERS = (Role.PUBLIC, Role.POLICE, Role.NHS111, Role.OPERATOR)
FACTS: dict[str, tuple[object, ...]] = {
    "caller": ("self", "carer", "police", "nhs111", "ambulance", "gp", "amhp"),
    "place": PLACES,
    "age": (None, 9, 17, 34, 80),
    "danger_to_life": ("yes", "no", "unknown"),
    "s136": ("none", "considering", "used", "unknown"),
    "intoxication": ("none", "marked", "unknown"),
    "needs": (None, ("deaf_bsl",), ("perinatal",), ("dementia", "veteran")),
}


async def test_answers_from_many_editions_come_out_byte_for_byte(tmp_path: Path) -> None:
    chance = Random(136)
    async with open_home(tmp_path, at=NOON) as home:
        database = Database(f"sqlite:///{tmp_path / 'crisis.sqlite3'}")
        checker = a_checker(home)
        for day in range(EDITIONS):
            at = NOON + timedelta(days=day)
            edition = (await home.current_edition(at)).edition
            if day:
                edition = await next_edition(home, checker, edition, at, chance)
            compiled = compile_edition(edition, the_gazetteer(), Window.around(at))
            given = list(some_decisions(compiled, at, DECISIONS // EDITIONS, chance))
            async with database.writing() as connection:
                assert await add_decisions(connection, given) == len(given)
        await database.close()

        again = [one async for one in Replayer(home, the_gazetteer()).every()]

    assert len(again) == DECISIONS
    assert {one.decision.decision.edition for one in again} == set(range(1, EDITIONS + 1))
    assert [one.differs for one in again if one.differs] == []


async def next_edition(home: Home, checker: Checker, edition: Edition, at: datetime, chance: Random) -> Edition:
    """Publish an edit of some services of Northamptonshire and of the whole country: other numbers, one entry less."""
    seen = [one for one in edition.services if one.contacts and one.contacts[0].number is not None]
    corrected = [
        with_number(one, one.contacts[0].id, E164Number(e164=f"+441632960{chance.randrange(1000):03}"))
        for one in chance.sample(seen, 5)
    ]
    change = ChangeSet(services=tuple(corrected), withdrawn=(chance.choice([one.id for one in seen if one not in corrected]),))
    withdrawn = msgspec.structs.replace(change, withdrawn=tuple(set(change.withdrawn) - {one.id for one in corrected}))
    number = await home.propose(withdrawn, signed(at=at))
    report = await home.check(number, signed(at=at), checker)
    if report.findings:  # somebody's heir is not withdrawn
        await home.drop(number, signed(at=at))
        return await next_edition(home, checker, edition, at, chance)
    return await home.publish_change(number, signed(at=at), checker)


def some_decisions(compiled: CompiledEdition, at: datetime, count: int, chance: Random) -> Iterator[Decision]:
    """Answer random callers in the fortnight around the instant, with what places of safety said, and write that down."""
    suites = [service_id for service_id, one in compiled.services.items() if one.service.kind.startswith("hbpos")]
    callers = [{name: chance.choice(values) for name, values in FACTS.items()} for _ in range(count // 4)]
    for number in range(count):
        facts = chance.choice(callers)
        asked_for = at + timedelta(minutes=chance.randrange(-1000, 20_000))
        capacity: Capacity = {
            suite: CapacityReport(
                status=chance.choice(list(Space)),
                updated=asked_for - timedelta(minutes=chance.randrange(120)),
                adults_free=chance.choice((None, 0, 2)),
                under_18_free=chance.choice((None, 0, 1)),
            )
            for suite in suites
            if chance.random() < 0.5
        }
        situation = minimise(compiled, msgspec.convert(facts, CallerContext), asked_for)
        reader = chance.choice(READERS)
        sent = as_seen_by(decide(compiled, situation, asked_for, capacity), reader)
        decided_at = at + timedelta(seconds=number)
        yield as_decision(compiled, situation, capacity, sent, reader=reader, at=decided_at)


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give a home with a small directory, from which one carer and one police officer were answered."""
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=a_small_directory) as opened:
        edition = (await opened.current_edition(NOON)).edition
        compiled = compile_edition(edition, the_gazetteer(), Window.around(NOON))
        situation = minimise(compiled, CallerContext(caller="carer", place="Corby"), NOON)
        answer = decide(compiled, situation, NOON, {})
        for reader in (Role.PUBLIC, Role.POLICE):
            sent = as_seen_by(answer, reader)
            opened.decisions.append(as_decision(compiled, situation, {}, sent, reader=reader, at=NOON))
        await opened.decisions.flush()
        yield opened


async def test_one_answer_to_two_readers_is_found_as_two_decisions_under_one_id(home: Home) -> None:
    logged = (await home.decisions_after(0))[0]
    shown, _, reader = logged.decision.decision_id.rpartition("-")
    assert reader == "public"
    assert [one.decision.reader for one in await find_given(home, shown)] == [Role.PUBLIC, Role.POLICE]
    assert await find_given(home, logged.decision.decision_id) == (logged,)
    assert await find_given(home, "never") == ()


async def test_they_come_out_the_same_after_the_directory_changed(home: Home) -> None:
    number = await home.propose(ChangeSet(services=(a_line(digits="960077"),)), signed())
    await home.publish_change(number, signed(), a_checker(home))
    again = [one async for one in Replayer(home, the_gazetteer()).every()]
    assert [type(one) for one in again] == [Replay, Replay]
    assert [one.differs for one in again] == [(), ()]


@pytest.mark.parametrize(
    ("alteration", "why"),
    [
        ("UPDATE decision SET edition = 9", "edition 9 is not kept here"),
        ("UPDATE decision SET situation = '{}'", "recorded by another version"),
    ],
)
async def test_what_cannot_be_worked_out_again_is_told_and_stops_no_other(
    home: Home, database_url: str, alteration: str, why: str
) -> None:
    database = Database(database_url)
    await by_hand(database, f"{alteration} WHERE seq = 1")
    await database.close()
    first, second = [one async for one in sorted_by_place(home)]
    assert isinstance(first, NotReplayed)
    assert why in first.differs[0]
    assert isinstance(second, Replay)
    assert second.identical


async def sorted_by_place(home: Home) -> AsyncIterator[Replay | NotReplayed]:
    """Give every logged answer again, in the order in which they were given."""
    again = [one async for one in Replayer(home, the_gazetteer()).every()]
    for one in sorted(again, key=lambda one: one.decision.seq):
        yield one
