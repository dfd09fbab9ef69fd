"""Problems that were told stand in a queue: what is done with them is added beside them, and nothing of it is changed."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from routing.change import ChangeSet
from routing.outcomes import Outcome, Rejection
from routing.reports import ReportAct, ReportState, Resolution
from store.errors import NotKept
from store.home import Home
from store.reports import ReportEvent
from tests.store.makers import AN_OUTCOME, NOON, signed

pytestmark = pytest.mark.anyio

REJECTED = msgspec.structs.replace(AN_OUTCOME, outcome=Outcome.REJECTED, rejection=Rejection.NO_CAPACITY)
REPORTED = msgspec.structs.replace(
    AN_OUTCOME,
    told_at=NOON + timedelta(days=1),
    service_id="beta",
    outcome=Outcome.REPORTED,
    rejection=Rejection.NUMBER_WRONG,
)
TAKEN = ReportEvent(what=ReportAct.TAKE, author="A Curator", made_at=NOON)
DONE = ReportEvent(
    what=ReportAct.DONE, author="Another Curator", made_at=NOON, resolution=Resolution.WAS_RIGHT, note="rung at noon"
)


async def told(home: Home) -> None:
    for one in (AN_OUTCOME, REJECTED, REPORTED):
        await home.tell_outcome(one)


async def test_what_was_given_is_no_problem_and_the_others_are_new(home: Home) -> None:
    await told(home)
    found = await home.reports.find()
    assert [(one.seq, one.told, one.problem, one.state) for one in found] == [
        (2, Outcome.REJECTED, Rejection.NO_CAPACITY, ReportState.NEW),
        (3, Outcome.REPORTED, Rejection.NUMBER_WRONG, ReportState.NEW),
    ]
    assert found[0].age(NOON + timedelta(days=2)) == timedelta(days=2)


async def test_the_last_that_was_done_says_where_a_problem_stands(home: Home) -> None:
    await told(home)
    await home.reports.happened([2, 3], TAKEN)
    await home.reports.happened([2], DONE)
    assert [one.seq for one in await home.reports.find(done=False)] == [3]
    assert [one.seq for one in await home.reports.find(done=True)] == [2]
    report, events = await home.reports.get(2)
    assert (report.state, report.last, events) == (ReportState.DONE, DONE, (TAKEN, DONE))
    await home.reports.happened([2], msgspec.structs.replace(TAKEN, what=ReportAct.REOPEN))
    assert [one.seq for one in await home.reports.find(done=False)] == [2, 3]
    assert [one.seq for one in await home.reports.find(service_id="beta")] == [3]
    assert [one.seq for one in await home.reports.find(told=(NOON, NOON + timedelta(days=1)))] == [2]


async def test_the_change_that_mended_it_is_named_with_it(home: Home) -> None:
    await told(home)
    number = await home.propose(ChangeSet(withdrawn=("alpha",)), signed())
    await home.reports.happened([2], msgspec.structs.replace(DONE, resolution=Resolution.CORRECTED, change=number))
    assert (await home.reports.find(done=True))[0].last == msgspec.structs.replace(
        DONE, resolution=Resolution.CORRECTED, change=number
    )


async def test_what_is_no_problem_is_refused_and_nothing_of_it_kept(home: Home) -> None:
    await told(home)
    for seqs in ([1], [2, 1], [4], [2, 99]):
        with pytest.raises(NotKept, match="no problem"):
            await home.reports.happened(seqs, DONE)
    assert len(await home.reports.find(done=False)) == 2
    with pytest.raises(NotKept):
        await home.reports.get(1)
    with pytest.raises(NotKept, match="change"):
        await home.reports.happened([2], msgspec.structs.replace(DONE, change=7))
