"""PostgreSQL goes away and comes back: nothing that was told meanwhile is missing, and nothing is there twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from directory.capacity import CapacityReport, Space
from store.errors import ReportFromFuture, ReportOutOfOrder
from store.home import Home, open_home
from store.queue_file import Kind
from tests.store.makers import A_REFUSAL, AN_OUTCOME, NOON, a_decision, a_report, some_contents
from tests.store.relay import relaying

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]

MINUTE = timedelta(minutes=1)


async def tell_everything(home: Home, number: int) -> None:
    """Tell one of each kind; the number tells them apart."""
    home.decisions.append(a_decision(f"d{number}"))
    await home.queue.kept()
    await home.tell_outcome(msgspec.structs.replace(AN_OUTCOME, decision_id=f"d{number}"))
    await home.tell_refusal(msgspec.structs.replace(A_REFUSAL, decision_id=f"d{number}"))
    await home.tell_room(a_report(Space.FULL, received_at=NOON + number * MINUTE), None)


async def told(home: Home) -> list[list[str]]:
    """Return which of each kind are in the database."""
    await home.queue.flush()
    return [
        sorted(logged.decision.decision_id for logged in await home.decisions_after(0)),
        sorted(str(kept.told.decision_id) for kept in await home.outcomes_after(0)),
        sorted(str(kept.told.decision_id) for kept in await home.refusals.since(NOON)),
        [f"d{(kept.report.updated - NOON) // MINUTE}" for kept in await home.rooms.history("alpha", since=NOON)],
    ]


async def test_what_is_told_while_it_is_away_is_there_once_when_it_is_back(postgres_url: str, tmp_path: Path) -> None:
    async with (
        relaying(postgres_url) as relay,
        open_home(tmp_path, at=NOON, database_url=relay.url, shipped=some_contents) as home,
    ):
        for number in range(9):
            if number in (2, 6):
                await relay.cut()
            if number in (4, 8):
                await relay.join()
            await tell_everything(home, number)
        assert await told(home) == [[f"d{number}" for number in range(9)]] * 4
        assert (await home.verify_links()).faults == ()


async def test_a_commit_that_nobody_heard_of_is_still_one_row(postgres_url: str, tmp_path: Path) -> None:
    async with (
        relaying(postgres_url) as relay,
        open_home(tmp_path, at=NOON, database_url=relay.url, shipped=some_contents) as home,
    ):
        relay.cuts_after_commit = True
        await tell_everything(home, 1)
        await home.queue.kept()
        assert home.queue.state(NOON).waiting == dict.fromkeys(Kind, 1), "nobody knows whether they are there"
        relay.cuts_after_commit = False
        assert await told(home) == [["d1"]] * 4


async def test_a_report_waits_with_the_instant_at_which_it_was_made(postgres_url: str, tmp_path: Path) -> None:
    async with (
        relaying(postgres_url) as relay,
        open_home(tmp_path / "here", at=NOON, database_url=relay.url, shipped=some_contents) as here,
        open_home(tmp_path / "there", at=NOON, database_url=postgres_url, shipped=some_contents) as there,
    ):
        await relay.cut()
        waits, is_new = await here.tell_room(a_report(Space.FULL, received_at=NOON + MINUTE), None)
        assert (waits.seq, is_new) == (None, True)
        newer, _ = await there.tell_room(a_report(Space.CLOSED, received_at=NOON + 2 * MINUTE), None)
        assert await here.rooms_waiting(at=NOON + 2 * MINUTE) == {"alpha": waits.report}
        await relay.join()
        await here.queue.flush()
        assert [kept.report for kept in await there.rooms.history("alpha", since=NOON)] == [waits.report, newer.report]
        assert await there.rooms.held(at=NOON + timedelta(hours=1)) == {"alpha": newer.report}, (
            "what was made last, not what came last"
        )
        again, is_new = await there.tell_room(a_report(Space.SPACE, received_at=NOON + 2 * MINUTE), None)
        assert (again.seq, is_new) == (3, True)
        assert await here.rooms_waiting(at=NOON + 2 * MINUTE) == {}


async def test_a_report_is_judged_by_what_this_node_knows(postgres_url: str, tmp_path: Path) -> None:
    last = CapacityReport(status=Space.FULL, updated=NOON)
    async with (
        relaying(postgres_url) as relay,
        open_home(tmp_path, at=NOON, database_url=relay.url, shipped=some_contents) as home,
    ):
        await relay.cut()
        with pytest.raises(ReportOutOfOrder):
            await home.tell_room(a_report(made_at=NOON - MINUTE), last)
        with pytest.raises(ReportFromFuture):
            await home.tell_room(a_report(made_at=NOON + MINUTE), last)
        same, is_new = await home.tell_room(a_report(Space.FULL, made_at=NOON), last)
        assert (same.report, is_new) == (last, False)
        kept, _ = await home.tell_room(a_report(Space.SPACE, received_at=NOON - MINUTE), last)
        assert kept.report.updated == NOON, "two servers' clocks differ a little"
        assert await home.rooms_waiting(at=NOON) == {"alpha": kept.report}
        await relay.join()
