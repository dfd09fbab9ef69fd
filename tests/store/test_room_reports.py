"""What places of safety report of their room: never an older report over a newer one, and everything is kept."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import msgspec
import pytest

from directory.capacity import CapacityReport, Space
from store.database import Database
from store.errors import DatabaseUnavailable, ReportFromFuture, ReportOutOfOrder
from store.home import Home
from store.room_reports import How, KeptReport, RoomReports, deliver_reports, last_in, report_in
from tests.store.makers import A_REFUSAL, NOON, a_report

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def rooms(database: Database) -> RoomReports:
    """Give the reports of an empty database."""
    return RoomReports(database)


async def test_a_report_is_held_as_it_was_made_with_who_and_how(rooms: RoomReports) -> None:
    made_at = NOON - 3 * MINUTE
    kept, is_new = await rooms.take(a_report(adults_free=2, under_18_free=0, made_at=made_at, by="ward desk", how=How.KEY))
    report = CapacityReport(status=Space.SPACE, updated=made_at, adults_free=2, under_18_free=0)
    assert is_new
    assert kept == KeptReport(seq=1, service_id="alpha", report=report, received_at=NOON, by="ward desk", how=How.KEY)
    assert await rooms.held(at=LATER) == {"alpha": report}
    assert await rooms.history("alpha", since=NOON - timedelta(days=1)) == (kept,)


async def test_rooms_that_were_not_counted_stay_unknown(rooms: RoomReports) -> None:
    kept, _ = await rooms.take(a_report())
    assert (kept.report.adults_free, kept.report.under_18_free) == (None, None)
    assert (await rooms.held(at=LATER))["alpha"] == kept.report


async def test_an_older_report_is_refused_and_changes_nothing(rooms: RoomReports) -> None:
    await rooms.take(a_report(Space.FULL))
    with pytest.raises(ReportOutOfOrder, match="2026-11-22T12:00:00Z"):
        await rooms.take(a_report(made_at=NOON - MINUTE, received_at=NOON + MINUTE))
    assert (await rooms.held(at=LATER))["alpha"].status is Space.FULL
    assert await rooms.head() == 1


async def test_a_report_from_the_future_is_refused_and_changes_nothing(rooms: RoomReports) -> None:
    with pytest.raises(ReportFromFuture):
        await rooms.take(a_report(made_at=NOON + timedelta(seconds=1)))
    assert await rooms.held(at=LATER) == {}


async def test_the_same_report_again_is_the_one_that_is_kept(rooms: RoomReports) -> None:
    first, _ = await rooms.take(a_report(made_at=NOON))
    again, is_new = await rooms.take(a_report(made_at=NOON, received_at=NOON + MINUTE))
    assert (again, is_new) == (first, False)


async def test_a_form_that_is_sent_twice_is_one_report_however_late_it_comes(rooms: RoomReports) -> None:
    first, _ = await rooms.take(a_report(form_id="1" * 32))
    await rooms.take(a_report(Space.FULL, received_at=NOON + MINUTE))
    again, is_new = await rooms.take(a_report(form_id="1" * 32, received_at=NOON + 60 * MINUTE))
    assert (again, is_new) == (first, False)
    assert (await rooms.held(at=LATER))["alpha"].status is Space.FULL


async def test_of_two_servers_with_clocks_apart_the_report_received_last_counts(rooms: RoomReports) -> None:
    await rooms.take(a_report(Space.SPACE, received_at=NOON + timedelta(seconds=2)))
    kept, _ = await rooms.take(a_report(Space.FULL, received_at=NOON))
    assert kept.report == CapacityReport(status=Space.FULL, updated=NOON + timedelta(seconds=2))


async def test_what_a_clock_far_ahead_made_stands_before_no_true_report(rooms: RoomReports) -> None:
    await rooms.take(a_report(Space.SPACE, received_at=NOON))
    await rooms.take(a_report(Space.CLOSED, received_at=NOON + timedelta(hours=25)))
    assert (await rooms.held(at=NOON))["alpha"].status is Space.SPACE
    kept, is_new = await rooms.take(a_report(Space.FULL, received_at=NOON + MINUTE))
    assert (kept.report.updated, is_new) == (NOON + MINUTE, True)
    assert (await rooms.held(at=NOON + MINUTE))["alpha"] == kept.report
    assert len(await rooms.history("alpha", since=NOON - timedelta(days=1))) == 3


async def test_what_a_clock_far_ahead_made_is_not_trusted_when_its_instant_comes(rooms: RoomReports) -> None:
    then = NOON + timedelta(hours=25)
    for minutes in range(2):
        await rooms.take(a_report(Space.CLOSED, received_at=then + minutes * MINUTE))
    true, _ = await rooms.take(a_report(Space.FULL, received_at=NOON + MINUTE))
    assert await rooms.held(at=then + 10 * MINUTE) == {"alpha": true.report}
    later, is_new = await rooms.take(a_report(made_at=then - MINUTE, received_at=then + 10 * MINUTE))
    assert (later.report.updated, is_new) == (then - MINUTE, True)
    assert await rooms.held(at=then + 10 * MINUTE) == {"alpha": later.report}


async def test_a_report_that_comes_late_proves_no_clock_wrong(rooms: RoomReports, database: Database) -> None:
    newer, _ = await rooms.take(a_report(Space.CLOSED, received_at=NOON + 2 * MINUTE))
    told = a_report(Space.FULL, received_at=NOON + MINUTE)
    async with database.writing() as connection:
        assert await deliver_reports(connection, [msgspec.msgpack.encode((told, report_in(told, None)))]) == 1
    assert await rooms.held(at=LATER) == {"alpha": newer.report}
    assert [kept.report.status for kept in await rooms.history("alpha", since=NOON)] == [Space.FULL, Space.CLOSED]


def test_of_what_waits_a_report_that_a_clock_far_ahead_made_stands_before_no_true_one() -> None:
    waits = [a_report(Space.CLOSED, received_at=NOON + timedelta(hours=25)), a_report(Space.FULL, received_at=NOON)]
    rows = [msgspec.msgpack.encode((told, report_in(told, None))) for told in waits]
    assert last_in(rows, NOON) == {"alpha": CapacityReport(status=Space.FULL, updated=NOON)}


async def test_another_server_reads_only_what_is_new_to_it(rooms: RoomReports, database_url: str) -> None:
    database = Database(database_url)
    other = RoomReports(database)
    await rooms.take(a_report())
    await rooms.take(a_report(service_id="beta"))
    head = await other.head()
    assert (await other.held(at=LATER)).keys() == {"alpha", "beta"}
    await rooms.take(a_report(Space.FULL, received_at=NOON + MINUTE))
    assert await other.head() == head + 1
    assert await other.held(at=LATER, after=head) == {"alpha": CapacityReport(status=Space.FULL, updated=NOON + MINUTE)}
    await database.close()


@pytest.mark.parametrize("chance", [Random(seed) for seed in (136, 137)])
async def test_whatever_comes_in_whatever_order_the_newest_that_could_be_so_is_held(rooms: RoomReports, chance: Random) -> None:
    newest: dict[str, CapacityReport] = {}
    history: dict[str, list[CapacityReport]] = {"alpha": [], "beta": []}
    for step in range(60):
        place, now = chance.choice(["alpha", "beta"]), NOON + step * MINUTE
        made_at = chance.choice([None, now + chance.randrange(-5, 3) * MINUTE])
        told = a_report(chance.choice(list(Space)), service_id=place, made_at=made_at, received_at=now)
        told = msgspec.structs.replace(told, adults_free=chance.choice([None, 0, 1]))
        held = newest.get(place)
        report = CapacityReport(status=told.status, updated=made_at or now, adults_free=told.adults_free)
        try:
            await rooms.take(told)
        except ReportFromFuture:
            assert report.updated > now
        except ReportOutOfOrder:
            assert held is not None
            assert report.updated < held.updated
        else:
            assert held is None or report.updated >= held.updated
            assert report.updated <= now
            history[place] += [report] if report != held else []
            newest[place] = report
        assert await rooms.held(at=LATER) == newest
    for place, reports in history.items():
        kept = await rooms.history(place, since=NOON - timedelta(days=1))
        assert [one.report for one in kept] == reports
        assert [one.report.updated for one in kept] == sorted(one.report.updated for one in kept)


async def test_history_begins_with_what_held_at_its_beginning(rooms: RoomReports) -> None:
    for minutes in range(4):
        await rooms.take(a_report(list(Space)[minutes % 3], received_at=NOON + minutes * MINUTE))
    found = await rooms.history("alpha", since=NOON + timedelta(seconds=90))
    assert [one.received_at for one in found] == [NOON + minutes * MINUTE for minutes in (1, 2, 3)]
    assert await rooms.history("beta", since=NOON) == ()


async def test_a_report_that_cannot_be_kept_says_so() -> None:
    away = Database("postgresql://127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable):
        await RoomReports(away).take(a_report())
    await away.close()


async def test_refusals_are_read_back_in_their_order_by_place_and_time(home: Home) -> None:
    later = msgspec.structs.replace(A_REFUSAL, told_at=NOON + MINUTE, service_id="beta", decision_id=None)
    assert [await home.tell_refusal(told) for told in (A_REFUSAL, later)] == [1, 2]
    assert [kept.told for kept in await home.refusals.since(NOON)] == [A_REFUSAL, later]
    assert [kept.told for kept in await home.refusals.since(NOON, "beta")] == [later]
    assert [kept.seq for kept in await home.refusals.since(NOON + MINUTE)] == [2]
