"""Problems that were told land with the keeper of the entry: by entry and code, with age, state, and what was done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Reader, Remit, Role
from routing.change import ChangeSet
from routing.outcomes import Outcome, Rejection
from seed.load import load_services
from store.editions import Signature
from store.home import open_home
from store.outcomes import ToldOutcome
from tests.web.conftest import Client, a_server, problem_of, sends_to_sign_in
from tests.web.makers import BOXING_NIGHT, planted
from web import signed_in
from web.curate.reports import keeps

REPORT = ToldOutcome(
    told_at=BOXING_NIGHT - timedelta(days=3),
    edition=1,
    edition_hash="0" * 64,
    reader=Role.PUBLIC,
    decision_id="d1-public",
    service_id="an entry",
    outcome=Outcome.REPORTED,
    rejection=Rejection.NUMBER_WRONG,
)
TOLD = (
    REPORT,
    msgspec.structs.replace(REPORT, told_at=BOXING_NIGHT - timedelta(days=1), reader=Role.POLICE),
    msgspec.structs.replace(REPORT, outcome=Outcome.REJECTED, rejection=Rejection.NO_CAPACITY, reader=Role.NHS111),
    msgspec.structs.replace(REPORT, outcome=Outcome.GIVEN, rejection=None),
)
ENTRIES = iter(sorted(service.id for service in load_services()))


class Queue(msgspec.Struct, frozen=True):
    """A server signed in as one who keeps everything, a curator's key, an entry with problems, and the number of the first."""

    server: Client
    key: dict[str, str]
    entry: str
    first: int

    def group(self, **act: str) -> dict[str, str]:
        """Return the form that deals with all reports of a wrong number that stood on the page."""
        about = {"entry": self.entry, "told": "reported", "code": "number_wrong", "show": "open", "upto": "9999"}
        return {**about, **act}

    def left(self) -> list[str]:
        """Return the codes of what is still new."""
        listed = self.server.get(f"/api/v1/reports?standing=new&entry={self.entry}", headers=self.key).json()
        return [one["report"]["problem"] for one in listed["reports"]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path, str]]:
    """Give a server on a home in which a change was proposed, that home, and a curator's key."""
    own = tmp_path_factory.mktemp("reports")

    async def prepare() -> str:
        async with open_home(own, at=BOXING_NIGHT, shipped=planted) as opened:
            signature = Signature(by="A Curator", reason="new number", at=BOXING_NIGHT)
            await opened.propose(ChangeSet(withdrawn=("nn-berrywood-pos",)), signature)
            return await opened.keys.make(Role.CURATOR, "a curator's system", at=BOXING_NIGHT)

    secret = asyncio.run(prepare())
    with a_server(own, demo=True) as server:
        server.post("/demo/sign-in", data={"role": "admin", "page": "/"}, follow_redirects=False)
        yield server, own, secret


@pytest.fixture
def queue(served: tuple[Client, Path, str]) -> Queue:
    """Give an entry of this test's own about which problems were told."""
    server, home, secret = served
    entry = next(ENTRIES)

    async def tell() -> int:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            first, *_others = [await opened.tell_outcome(msgspec.structs.replace(told, service_id=entry)) for told in TOLD]
            assert first is not None
            return first

    return Queue(server, {"authorization": f"Bearer {secret}"}, entry, asyncio.run(tell()))


def test_they_stand_by_entry_and_code_with_how_often_when_by_whom_and_state(queue: Queue) -> None:
    text = queue.server.get(f"/curate/reports?entry={queue.entry}").text
    assert f'<a href="/curate/entries/{queue.entry}">' in text
    assert "The number is wrong" in text
    assert "2 in 3 days" in text
    assert "1 police, 1 public" in text
    assert "2 new" in text
    assert "No capacity" in text
    assert "3 in all; the oldest was told 3 days ago." in text


def test_what_is_told_on_a_page_stands_in_the_queue_at_once(served: tuple[Client, Path, str]) -> None:
    server = served[0]
    server.post("/report", data={"service": "samaritans", "problem": "closed_despite_hours", "asked": "{}"})
    text = server.get("/curate/reports?entry=samaritans").text
    assert "Closed, though its hours say open" in text
    assert "less than an hour ago" in text


def test_of_an_entry_that_is_gone_nothing_can_be_edited(served: tuple[Client, Path, str]) -> None:
    server, home, _ = served

    async def tell() -> None:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            await opened.tell_outcome(msgspec.structs.replace(REPORT, service_id="gone"))

    asyncio.run(tell())
    text = server.get("/curate/reports?entry=gone").text
    assert "/curate/entries/gone" not in text
    assert "No entry of this name can be edited here" in text


def test_all_of_an_entry_and_a_code_are_done_at_once_and_kept_with_who_and_what(queue: Queue) -> None:
    act = queue.group(what="done", resolution="corrected", note="rung  at noon", change="1")
    done = queue.server.post("/curate/reports", data=act, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/curate/reports?show=open")
    assert queue.left() == ["no_capacity"]
    text = queue.server.get(f"/curate/reports?show=done&entry={queue.entry}").text
    assert "demonstration admin" in text
    assert "The entry was corrected (change 1) – rung at noon" in text
    assert 'href="/curate/changes/1"' in text
    assert "The entry was corrected" in queue.server.get(f"/curate/reports/{queue.first}").text


def test_somebody_looks_at_it_and_it_is_taken_up_again(queue: Queue) -> None:
    queue.server.post("/curate/reports", data=queue.group(what="take"))
    assert "2 being looked at by demonstration admin" in queue.server.get(f"/curate/reports?entry={queue.entry}").text
    path = f"/curate/reports/{queue.first}"
    queue.server.post(path, data={"what": "done", "resolution": "was_right"})
    one = queue.server.post(path, data={"what": "reopen", "note": "told again"}).text
    assert one.index("began to look at it") < one.index("The entry was right") < one.index("took it up again – told again")


def test_what_was_told_since_the_page_was_shown_stays_open(queue: Queue) -> None:
    form = queue.group(what="done", resolution="duplicate", upto=str(queue.first))
    queue.server.post("/curate/reports", data=form)
    assert sorted(queue.left()) == ["no_capacity", "number_wrong"]
    again = queue.server.post("/curate/reports", data=form)
    assert again.status_code == 409
    assert "Somebody was there first" in again.text


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({"what": "done"}, "Choose what you found."),
        ({"what": "marker"}, "Choose what you do."),
        ({"what": "take", "note": "m" * 301}, "The note must be 300 characters or fewer."),
        ({"what": "done", "resolution": "corrected", "change": "marker"}, "The change must be its number"),
    ],
)
def test_what_cannot_be_done_is_said_by_its_field(queue: Queue, act: dict[str, str], said: str) -> None:
    for path, form in (("/curate/reports", queue.group(**act)), (f"/curate/reports/{queue.first}", act)):
        response = queue.server.post(path, data=form)
        assert response.status_code == 400
        assert said in response.text
        assert "marker" not in response.text
    assert len(queue.left()) == 3


def test_over_the_api_they_are_listed_and_dealt_with(queue: Queue) -> None:
    listed = queue.server.get(f"/api/v1/reports?entry={queue.entry}", headers=queue.key).json()
    assert (listed["total"], listed["reports"][0]["age_days"], listed["reports"][0]["state"]) == (3, 3, "new")
    path = f"/api/v1/reports/{queue.first}/events"

    def act(**said: object) -> Any:  # noqa: ANN401 (httpx's response)
        return queue.server.post(path, headers=queue.key, json=said)

    taken = act(what="take").json()
    assert (taken["state"], taken["report"]["last"]["author"]) == ("taken", "a curator's system")
    done = act(what="done", resolution="cannot_tell", note="nobody answers").json()
    assert (done["state"], done["report"]["last"]["resolution"]) == ("done", "cannot_tell")
    for wrong in ({"what": "done"}, {"what": "take", "resolution": "corrected"}, {"what": "done", "resolution": "marker"}):
        assert problem_of(act(**wrong))["where"] == "resolution"
    for nothing in ("/api/v1/reports/99999999/events", "/api/v1/reports/99999999999999/events"):
        assert problem_of(queue.server.post(nothing, headers=queue.key, json={"what": "take"}))["status"] == 404
    assert problem_of(act(what="done", resolution="corrected", change=77))["status"] == 404


def test_a_curator_has_those_of_the_entries_they_keep(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = Reader(role=Role.CURATOR, name="A Curator", remit=Remit(areas=("council:E06000010",)))
    monkeypatch.setattr(signed_in, "demo_reader", lambda _request: elsewhere)
    assert "No problem is open. Nothing waits for you here." in queue.server.get(f"/curate/reports?entry={queue.entry}").text
    path = f"/curate/reports/{queue.first}"
    assert queue.server.get(path).status_code == 403
    assert queue.server.post(path, data={"what": "take"}).status_code == 403
    assert queue.server.post("/curate/reports", data=queue.group(what="take")).status_code == 403
    assert len(queue.left()) == 3


def test_an_entry_that_is_not_there_is_theirs_who_keep_everything() -> None:
    assert keeps(Reader(role=Role.CURATOR), None)
    assert not keeps(Reader(role=Role.CURATOR, remit=Remit(organizations=("A trust",))), None)


@pytest.mark.parametrize("path", ["/curate/reports", "/curate/reports/1"])
def test_nobody_else_sees_them(client: Client, key: dict[str, str], path: str) -> None:
    assert sends_to_sign_in(client, path)
    assert client.post(path, data={"what": "take"}).status_code == 401
    assert problem_of(client.get("/api/v1/reports", headers=key))["status"] == 403
    assert problem_of(client.post("/api/v1/reports/1/events", headers=key, json={"what": "take"}))["status"] == 403


def test_a_form_of_another_site_does_nothing(queue: Queue) -> None:
    form = queue.group(what="done", resolution="corrected")
    response = queue.server.post("/curate/reports", data=form, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert len(queue.left()) == 3
