"""A curator keeps what they were given to keep, by a key and on pages alike; what others keep is read and not touched."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.reader import Reader, Remit, Role
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from routing.change import ChangeSet
from routing.checks import Checks
from routing.outcomes import Outcome, Rejection
from store.checking import Checker
from store.editions import Contents, Signature
from store.first_use import open_gazetteer
from store.home import open_home
from store.outcomes import ToldOutcome
from tests.postcodes import with_postcodes
from tests.web.conftest import Browser, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, planted

MINE, THEIRS = "ours-here", "theirs-there"
MY_ROOM, THEIR_ROOM = "nn-berrywood-pos", "planted-pos"
HERE, THERE = "police:E23000022", "police:E23000016"
REMIT = Remit(areas=(HERE, "council:E06000061", "council:E06000062"))
SIGNED = {"by": "Ann", "reason": "the trust wrote"}
FULL = {"status": "full"}
CSV = {"content-type": "text/csv"}
HEADER = "id,name,kind,areas,hours,phone,text,audience,minimum_age,maximum_age,notes"
ROWS = (
    (MINE, "Northamptonshire Police", "01604 626938"),
    (THEIRS, "West Mercia Police", "01332 623700"),
)


def an_entry(service_id: str, area: str, kind: str = "listening_line", *, name: str) -> Service:
    number = E164Number(e164="+441604626938" if area == HERE else "+441332623700")
    contact = Contact(
        id="main",
        channel=Channel.VOICE,
        number=number,
        schedule=ALWAYS_OPEN,
        audience=(Role.PUBLIC,),
        assurance=Assurance(
            sources=("rung",), confidence=Confidence.SEEN, verified_on=date(2020, 3, 1), verify_by=date(2021, 3, 1)
        ),
    )
    return Service(id=service_id, name=name, kind=kind, areas=(area,), contacts=(contact,))


ENTRIES = (
    an_entry(MINE, HERE, name="A line of ours"),
    an_entry(THEIRS, THERE, name="A line of theirs"),
    an_entry(THEIR_ROOM, THERE, "hbpos_adult", name="A suite elsewhere"),
)


def with_entries() -> Contents:
    contents = planted()
    return msgspec.structs.replace(contents, services=(*contents.services, *ENTRIES))


def told(service_id: str) -> ToldOutcome:
    return ToldOutcome(
        told_at=BOXING_NIGHT,
        edition=1,
        edition_hash="0" * 64,
        reader=Role.PUBLIC,
        decision_id="d1-public",
        service_id=service_id,
        outcome=Outcome.REPORTED,
        rejection=Rejection.NUMBER_WRONG,
    )


class Curator(msgspec.Struct, frozen=True):
    """A browser signed in as a curator, a key of the same remit, one of all, and the problems and changes that are there."""

    browser: Browser
    key: dict[str, str]
    everything: dict[str, str]
    reports: dict[str, int]
    changes: dict[str, int]

    def asks(self, method: str, path: str, **said: Any) -> Any:  # noqa: ANN401 (httpx's response)
        """Ask the API with the curator's key."""
        return self.browser.request(method, f"/api/v1{path}", **{"headers": self.key, **said})


@pytest.fixture(scope="module")
def curator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curator]:
    """Give that curator, with a published change and a problem of an entry of theirs and of one that somebody else keeps."""
    place = with_postcodes(tmp_path_factory.mktemp("remits"))

    async def prepare() -> tuple[list[str], str, dict[str, int], dict[str, int]]:
        async with open_home(place, at=BOXING_NIGHT, shipped=with_entries) as home:
            keys = [await home.keys.make(Role.CURATOR, "a curator", at=BOXING_NIGHT, remit=remit) for remit in (REMIT, None)]
            token = await home.sessions.begin(Reader(role=Role.CURATOR, name="Ann", remit=REMIT), at=BOXING_NIGHT)
            checker = Checker(open_gazetteer(place, print), home.scenarios, Checks())
            signature = Signature(by="Somebody", reason="it moved", at=BOXING_NIGHT)
            changes = {}
            for entry in ENTRIES[:2]:
                renamed = msgspec.structs.replace(entry, name=f"{entry.name} renamed")
                number = changes[entry.id] = await home.propose(ChangeSet(services=(renamed,)), signature)
                assert not (await home.check(number, signature, checker)).blocking()
                await home.publish_change(number, signature, checker)
            reports = {entry: await home.tell_outcome(told(entry)) or 0 for entry in (MINE, THEIRS)}
            return keys, token, reports, changes

    keys, token, reports, changes = asyncio.run(prepare())
    with a_server(place, clock=lambda: BOXING_NIGHT + timedelta(minutes=5)) as browser:
        browser.cookies.set("crisis_session", token)
        mine, everything = ({"authorization": f"Bearer {key}"} for key in keys)
        yield Curator(browser, mine, everything, reports, changes)


def entry_in(service_id: str) -> Any:  # noqa: ANN401 (a change as JSON)
    entry = next(one for one in ENTRIES if one.id == service_id)
    return msgspec.to_builtins(ChangeSet(services=(msgspec.structs.replace(entry, name="Another name"),)))


@pytest.mark.parametrize(("entry", "status"), [(MINE, 201), (THEIRS, 403)])
def test_a_key_proposes_and_undoes_what_it_keeps(curator: Curator, entry: str, status: int) -> None:
    proposed = curator.asks("POST", "/changes", json=SIGNED | {"change": entry_in(entry)})
    undone = curator.asks("POST", f"/changes/{curator.changes[entry]}/undo", json=SIGNED)

    assert (proposed.status_code, undone.status_code) == (status, status)
    if status == 403:
        assert problem_of(proposed)["where"] == problem_of(undone)["where"] == "change"
        assert THEIRS in problem_of(proposed)["detail"]


def test_a_key_neither_checks_nor_accepts_nor_drops_what_somebody_else_proposed_elsewhere(curator: Curator) -> None:
    number = curator.changes[THEIRS]
    for act, more in (("checks", {}), ("acceptances", {"code": "none"}), ("drop", {})):
        assert curator.asks("POST", f"/changes/{number}/{act}", json=SIGNED | more).status_code == 403
    assert curator.asks("GET", f"/changes/{number}").status_code == 200


@pytest.mark.parametrize(("place", "status"), [(MY_ROOM, 201), (THEIR_ROOM, 403)])
def test_a_key_reports_room_where_it_keeps_the_entry(curator: Curator, place: str, status: int) -> None:
    assert curator.asks("POST", f"/capacity/{place}", json=FULL).status_code == status
    assert curator.asks("GET", f"/capacity/{place}/history").status_code == (200 if status == 201 else 403)


def test_a_file_changes_nothing_outside_of_a_keys_remit(curator: Curator) -> None:
    rows = (f"{entry},Another name,listening_line,{area},24/7,{phone},,public,,," for entry, area, phone in ROWS)
    file = "\r\n".join((HEADER, *rows))
    for key, entries in ((curator.key, {MINE}), (curator.everything, {MINE, THEIRS})):
        seen = curator.asks("POST", "/imports", content=file, headers=key | CSV)
        assert {one["id"] for one in seen.json()["change"]["services"]} == entries, seen.text


def test_a_key_sees_and_settles_the_problems_of_its_entries_alone(curator: Curator) -> None:
    listed = {one["report"]["service_id"] for one in curator.asks("GET", "/reports").json()["reports"]}
    assert listed == {MINE}
    acted = {
        entry: curator.asks("POST", f"/reports/{seq}/events", json={"what": "take"}) for entry, seq in curator.reports.items()
    }
    assert acted[MINE].status_code == 201
    assert acted[THEIRS].status_code == 403


def test_a_keys_part_of_the_work_is_what_it_keeps(curator: Curator) -> None:
    mine = {one["service_id"] for one in curator.asks("GET", "/due?mine=true&limit=500").json()["contacts"]}
    everything = {one["service_id"] for one in curator.asks("GET", "/due?limit=500").json()["contacts"]}
    assert MINE in mine
    assert THEIRS not in mine
    assert {MINE, THEIRS} <= everything
    feed = curator.asks("GET", "/due.atom").text
    assert "A line of ours" in feed
    assert "A line of theirs" not in feed
    assert "A line of theirs" in curator.asks("GET", "/due.atom", headers=curator.everything).text


def test_the_pages_show_and_offer_what_the_signed_in_curator_keeps(curator: Curator) -> None:
    browser = curator.browser
    assert shown_on(browser, "/curate/entries?q=line&mine=yes", MINE, THEIRS) == {MINE}
    assert shown_on(browser, "/curate/reports", MINE, THEIRS) == {MINE}
    assert shown_on(browser, "/curate/capacity", MY_ROOM, THEIR_ROOM) == {MY_ROOM}
    for number in curator.changes.values():
        assert browser.get(f"/curate/changes/{number}").status_code == 200


def shown_on(browser: Browser, address: str, *entries: str) -> set[str]:
    page = browser.get(address)
    assert page.status_code == 200, page.text
    return {entry for entry in entries if re.search(rf'"/[a-z/]+/{entry}"', page.text)}


@pytest.mark.parametrize(("entry", "place", "refused"), [(MINE, MY_ROOM, False), (THEIRS, THEIR_ROOM, True)])
def test_forms_do_what_is_the_curators_and_nothing_else(curator: Curator, entry: str, place: str, refused: bool) -> None:
    forms = {
        f"/curate/entries/{entry}/end": {"how": "withdrawn", "why": "it closed"},
        f"/curate/changes/{curator.changes[entry]}/undo": {"reason": "it was wrong", "form": "undo"},
        f"/curate/reports/{curator.reports[entry]}": {"what": "take"},
        f"/capacity/{place}": FULL,
    }
    for address, fields in forms.items():
        done = curator.browser.post(address, data=fields, follow_redirects=False)
        assert done.status_code == (403 if refused else 303), (address, done.text)
