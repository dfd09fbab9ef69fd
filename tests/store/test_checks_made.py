"""Checks that keepers make are kept for ever, and what was found right is in the next edition at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from directory.assurance import Confidence
from directory.check_made import RUNG, CheckOutcome, Heard
from directory.numbers import read_number
from directory.opening import OpeningState
from directory.osm_hours import read_osm_hours
from directory.service import Service, Status
from routing.checks import Checks
from store.changes import ChangeState
from store.checking import Checker
from store.checks_made import Explained
from store.errors import ChangeRefused, NotKept
from store.home import Home, open_home
from store.ringing import Ringing, Rung, reached_by
from tests.makers import services_of, the_gazetteer
from tests.store.makers import NOON, contents_with, signed

pytestmark = pytest.mark.anyio

ROWS = (
    "a-line,A line,spa_crisis_line,council:E06000061,24/7,01604 626938,,public,,,",
    "b-line,B line,spa_crisis_line,council:E06000061,Mo-Fr 09:00-10:00; PH off,01604 626939,,public,,,",
    "c-line,C line,spa_crisis_line,council:E06000061,24/7,01604 626930,,public,,,",
    "drama,A desk,s136_advice_line,police:E23000022,24/7,01632 960136,,police,,,",
)
A_LINE = Rung(service_id="a-line", contact_id="main", reached="+441604626938")
C_LINE = Rung(service_id="c-line", contact_id="main", reached="+441604626930")
B_LINE = Rung(service_id="b-line", contact_id="main", reached="+441604626939")


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    services = services_of(*ROWS)
    async with open_home(
        tmp_path / "home", at=NOON, database_url=database_url, shipped=lambda: contents_with(*services)
    ) as opened:
        yield opened


@pytest.fixture
def ringing(home: Home) -> Ringing:
    return Ringing(home, Checker(the_gazetteer(), home.scenarios, Checks()))


async def entry(home: Home, service_id: str) -> Service:
    edition = (await home.current_edition(NOON)).edition
    return next(service for service in edition.services if service.id == service_id)


async def test_rung_and_right_is_published_at_once_and_kept_with_who_and_when(home: Home, ringing: Ringing) -> None:
    followed = await ringing.right(msgspec.structs.replace(A_LINE, note="a kind voice"), signed("rung and right"))
    assert followed.edition == 2
    held = (await entry(home, "a-line")).contacts[0].assurance
    assert (held.confidence, held.verified_on, held.verify_by) == (Confidence.VERIFIED, NOON.date(), date(2027, 5, 23))
    assert held.sources == (RUNG,)
    (kept,) = await home.checks_made(("a-line",))
    made = kept.made
    assert (made.made_by, made.made_at, made.outcome, made.reached, made.note) == (
        "A Curator", NOON, CheckOutcome.RIGHT, "+441604626938", "a kind voice",
    )  # fmt: skip
    assert (made.edition, made.change, made.state) == (1, followed.change, OpeningState.OPEN)
    change = await home.change(followed.change or 0)
    assert change.state is ChangeState.PUBLISHED
    assert change.report is not None
    assert change.report.checked == ("validity", "nothing differs but that contacts were rung and found right")


async def test_rung_twice_on_a_day_is_kept_twice_and_published_once(home: Home, ringing: Ringing) -> None:
    first = await ringing.right(A_LINE, signed())
    again = await ringing.right(A_LINE, signed())
    assert (first.edition, again.edition, again.change) == (2, None, None)
    assert len(await home.checks_made(("a-line",))) == 2


async def test_two_keepers_at_once_both_have_their_check_published(home: Home, ringing: Ringing) -> None:
    came = await asyncio.gather(ringing.right(A_LINE, signed()), ringing.right(B_LINE, signed()))
    assert sorted(one.edition or 0 for one in came) == [2, 3]
    assert [(await entry(home, name)).contacts[0].assurance.verified_on for name in ("a-line", "b-line")] == [NOON.date()] * 2
    twice = await asyncio.gather(*(ringing.right(C_LINE, signed()) for _ in range(2)))
    assert [one.edition for one in twice if one.edition] == [4]
    waiting = {ChangeState.PROPOSED, ChangeState.READY, ChangeState.BLOCKED}
    assert waiting.isdisjoint({line.state for line in await home.changes()})


async def test_a_number_that_was_changed_meanwhile_is_not_taken_for_the_one_that_was_rung(home: Home, ringing: Ringing) -> None:
    with pytest.raises(ChangeRefused, match="another number"):
        await ringing.right(msgspec.structs.replace(A_LINE, reached="+441604626930"), signed())
    with pytest.raises(NotKept):
        await ringing.nobody(msgspec.structs.replace(A_LINE, contact_id="gone"), signed())
    with pytest.raises(NotKept):
        await ringing.nobody(msgspec.structs.replace(A_LINE, service_id="gone"), signed())
    assert await home.checks_made(("a-line", "gone")) == ()


async def test_nobody_can_have_rung_a_made_up_number(home: Home, ringing: Ringing) -> None:
    contact = (await entry(home, "drama")).contacts[0]
    rung = Rung(service_id="drama", contact_id=contact.id, reached=reached_by(contact))
    with pytest.raises(ChangeRefused, match="made up"):
        await ringing.right(rung, signed())


async def test_rung_and_wrong_becomes_a_change_that_waits(home: Home, ringing: Ringing) -> None:
    followed = await ringing.wrong(A_LINE, signed(), read_number("01604 626930"), None)
    kept = await home.change(followed.change or 0)
    assert kept.state is ChangeState.READY
    assert kept.change.made_on == 1
    assert [edit.becomes for edit in kept.report.edits[0].fields][:1] == ["01604 626930"] if kept.report else False
    assert reached_by((await entry(home, "a-line")).contacts[0]) == "+441604626938"
    assert [one.made.outcome for one in await home.checks_made(("a-line",))] == [CheckOutcome.WRONG]


async def test_other_hours_become_a_change_too_and_the_same_hours_none(home: Home, ringing: Ringing) -> None:
    hours = read_osm_hours("Mon-Fri 9am to 5pm, not bank holidays").schedule
    followed = await ringing.wrong(A_LINE, signed(), None, hours)
    changed = (await home.change(followed.change or 0)).change.services[0].contacts[0]
    assert (changed.schedule, changed.hours_assurance.confidence) == (hours, Confidence.VERIFIED)
    at_once = await ringing.right(A_LINE, signed())
    assert at_once.edition == 2
    with pytest.raises(ChangeRefused, match="already"):
        await ringing.wrong(A_LINE, signed(), None, None)


async def test_nobody_answered_three_times_puts_the_entry_forward_to_be_marked(home: Home, ringing: Ringing) -> None:
    came = [
        await ringing.nobody(msgspec.structs.replace(A_LINE, heard=Heard.ENGAGED), signed(at=NOON + timedelta(days=day)))
        for day in range(3)
    ]
    assert [bool(one.change) for one in came] == [False, False, True]
    change = (await home.change(came[2].change or 0)).change
    assert change.services[0].status is Status.NEEDS_CHECK
    assert (await entry(home, "a-line")).status is Status.ACTIVE
    kept = await home.checks_made(("a-line",))
    assert [one.made.heard for one in kept] == [Heard.ENGAGED] * 3
    assert kept[-1].made.change == came[2].change


async def test_calls_at_times_when_the_line_says_it_is_closed_put_nothing_in_doubt(home: Home, ringing: Ringing) -> None:
    came = [await ringing.nobody(B_LINE, signed(at=NOON + timedelta(days=day))) for day in range(4)]
    assert [one.change for one in came] == [None] * 4
    assert {one.made.state for one in await home.checks_made(("b-line",))} == {OpeningState.CLOSED}


async def test_explanations_are_kept_and_the_newest_counts(home: Home) -> None:
    for words in ("one switchboard", "one switchboard, three doors"):
        await home.explain(Explained(code="alike/0123456789", explanation=words, explained_by="A Curator", explained_at=NOON))
    assert {code: said.explanation for code, said in (await home.explained()).items()} == {
        "alike/0123456789": "one switchboard, three doors"
    }
