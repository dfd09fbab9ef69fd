"""A place of safety reports its room by page, key and link; answers and the board have it at once, and until it is stale."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from directory.capacity import CapacityReport, Space
from directory.reader import KEEPERS, Reader, Remit, Role
from routing.words import when
from store.home import open_home
from store.room_reports import How, KeptReport
from tests.postcodes import with_postcodes
from tests.web.conftest import Client, a_server, database_away, problem_of, table_away, until
from tests.web.makers import BOXING_NIGHT, planted
from web.curate.room_history import stretches_of
from web.desk import Desk
from web.logs import WRITTEN_WITHIN
from web.problems import ProblemError
from web.ribbon import Mark
from web.rooms import place_kept_by

BERRYWOOD, ST_MARYS = "nn-berrywood-pos", "nn-st-marys-pos"
API = f"/api/v1/capacity/{BERRYWOOD}"
PAGE = f"/capacity/{BERRYWOOD}"
L14 = 60
MINUTE = timedelta(minutes=1)
ROLES = (Role.POLICE, Role.NHS111, Role.AMBULANCE, *KEEPERS)

Keys = dict[Role, dict[str, str]]


class StoppedClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        """Begin on the night of these tests."""
        self.at = BOXING_NIGHT

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.at


@contextmanager
def serving(home: Path, clock: StoppedClock) -> Iterator[tuple[Client, Desk]]:
    """Run a demonstration server with this clock; give a client of it, and its desk."""
    with a_server(home, demo=True, clock=clock) as client:
        yield client, client.served.state.desk


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home of these tests' own, where what they report disturbs nobody."""
    return with_postcodes(tmp_path_factory.mktemp("rooms"))


@pytest.fixture(scope="module")
def keys(place: Path) -> Keys:
    """Give the header of a key of each role."""

    async def make() -> Keys:
        async with open_home(place, at=BOXING_NIGHT, shipped=planted) as opened:
            made = [await opened.keys.make(role, f"desk of {role}", at=BOXING_NIGHT) for role in ROLES]
        return {role: {"authorization": f"Bearer {secret}"} for role, secret in zip(ROLES, made, strict=True)}

    return asyncio.run(make())


@pytest.fixture(scope="module")
def clock() -> StoppedClock:
    """Give a clock that only goes forward, as reports do."""
    return StoppedClock()


@pytest.fixture(scope="module")
def served(place: Path, clock: StoppedClock, keys: Keys) -> Iterator[tuple[Client, Desk]]:
    """Give a client of a server on that home, and its desk."""
    with serving(place, clock) as running:
        yield running


@pytest.fixture
def desk(served: tuple[Client, Desk]) -> Desk:
    """Give the desk of that server."""
    return served[1]


@pytest.fixture
def anybody(served: tuple[Client, Desk], clock: StoppedClock) -> Client:
    """Give a client that reads as the public, two hours after the test before: nothing that was reported is fresh."""
    client, _ = served
    clock.at += timedelta(hours=2)
    client.cookies.clear()
    return client


@pytest.fixture
def keeper(anybody: Client) -> Client:
    """Give a client that is signed in as a curator."""
    anybody.post("/demo/sign-in", data={"role": "curator"})
    return anybody


def form_id_in(page: httpx.Response) -> str:
    """Return the name of the form on a page."""
    found = re.search(r'name="form_id" value="([0-9a-f]{32})"', page.text)
    assert found is not None
    return found[1]


def on_board(client: Client, service_id: str = BERRYWOOD) -> str:
    """Return the card of a place on the board."""
    text = client.get("/capacity").text
    inside = text.index(f'id="suite-{service_id}"')
    return text[inside : text.index("</li>", inside)]


def in_api(client: Client, headers: dict[str, str], service_id: str = BERRYWOOD) -> dict[str, Any]:
    """Return what the API says of a place."""
    places: list[dict[str, Any]] = client.get("/api/v1/capacity", headers=headers).json()["places"]
    return next(one for one in places if one["service_id"] == service_id)


# ------------------------------------------------------------------------------------------------------------ by key


def test_a_system_reports_by_key_and_callers_have_it_at_once(anybody: Client, keys: Keys, clock: StoppedClock) -> None:
    told = {"status": "space", "adults_free": 2, "under_18_free": 0}
    response = anybody.post(API, json=told, headers=keys[Role.CURATOR])
    assert response.status_code == 201
    taken = response.json()
    assert taken["is_new"] is True
    assert taken["report"]["by"] == "desk of curator"
    assert taken["report"]["how"] == "key"
    assert datetime.fromisoformat(taken["stale_at"]) == clock.at + L14 * MINUTE
    seen = in_api(anybody, keys[Role.POLICE])
    assert (seen["status"], seen["adults_free"], seen["under_18_free"], seen["is_fresh"]) == ("space", 2, 0, True)
    officer = {"caller": "police", "place": "NN1 5BD", "s136": "used", "age": 30}
    answer = anybody.post("/api/v1/answers", json=officer, headers=keys[Role.POLICE]).text
    assert '"adults_free":2' in answer
    anybody.post("/demo/sign-in", data={"role": "police"})
    assert "Rooms free for adults: 2, under 18: none" in on_board(anybody)


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"status": "marker"}, "status"),
        ({"adults_free": 1}, "status"),
        ({"status": "space", "adults_free": "1"}, "adults_free"),
        ({"status": "space", "adults_free": -1}, "adults_free"),
        ({"status": "space", "rooms": 1}, "$"),
        ({"status": "full", "adults_free": 1}, "adults_free"),
        ({"status": "space", "adults_free": 0, "under_18_free": 0}, "adults_free"),
        ({"status": "space", "reported_at": "marker"}, "reported_at"),
        ({"status": "space", "reported_at": "1066-10-14T09:00:00Z"}, "reported_at"),
    ],
)
def test_a_report_that_cannot_be_so_is_refused_by_its_field(
    anybody: Client, keys: Keys, told: dict[str, Any], where: str
) -> None:
    response = anybody.post(API, json=told, headers=keys[Role.CURATOR])
    assert response.status_code == 400
    assert problem_of(response)["where"] == where
    assert "marker" not in response.text


def test_a_report_to_come_or_older_than_the_newest_is_refused_and_has_no_effect(
    anybody: Client, keys: Keys, clock: StoppedClock
) -> None:
    def report(status: str, at: datetime) -> httpx.Response:
        told = {"status": status, "reported_at": at.isoformat()}
        return anybody.post(API, json=told, headers=keys[Role.CURATOR])

    assert report("full", clock.at - MINUTE).status_code == 201
    to_come = report("space", clock.at + timedelta(seconds=1))
    assert (to_come.status_code, problem_of(to_come)["where"]) == (400, "reported_at")
    older = report("space", clock.at - 2 * MINUTE)
    assert older.status_code == 409
    assert f"made at {clock.at - MINUTE:%Y-%m-%dT%H:%M:%SZ}" in problem_of(older)["detail"]
    again = report("full", clock.at - MINUTE)
    assert again.json()["is_new"] is False
    assert in_api(anybody, keys[Role.POLICE])["status"] == "full"


def test_a_report_is_stale_on_the_minute_and_stays_in_sight(anybody: Client, keys: Keys, clock: StoppedClock) -> None:
    anybody.post(API, json={"status": "full"}, headers=keys[Role.CURATOR])
    anybody.post("/demo/sign-in", data={"role": "police"})
    clock.at += (L14 - 1) * MINUTE
    assert in_api(anybody, keys[Role.POLICE])["is_fresh"] is True
    assert "<strong>Full</strong>" in on_board(anybody)
    clock.at += MINUTE
    assert in_api(anybody, keys[Role.POLICE])["is_fresh"] is False
    assert "Last reported 1 hour ago: full. Ring to confirm." in on_board(anybody)


def test_the_public_learns_that_a_place_is_there_and_nothing_of_its_room(anybody: Client, keys: Keys) -> None:
    before = anybody.get("/capacity/news").text
    anybody.post(API, json={"status": "full", "adults_free": 0}, headers=keys[Role.CURATOR])
    seen = in_api(anybody, {})
    assert seen["withheld"] is True
    assert {seen[part] for part in ("status", "adults_free", "under_18_free", "reported_at", "stale_at", "is_fresh")} == {None}
    assert anybody.get("/capacity/news").text == before
    assert "free" not in on_board(anybody)


def test_the_history_is_given_to_keepers(anybody: Client, keys: Keys, clock: StoppedClock) -> None:
    statuses = ["full", "space", "closed"]
    for status in statuses:
        clock.at += MINUTE
        anybody.post(API, json={"status": status}, headers=keys[Role.CURATOR])
    given = anybody.get(f"{API}/history", headers=keys[Role.PUBLISHER]).json()
    assert [one["status"] for one in given["reports"]][-3:] == statuses


def test_two_servers_on_one_database_agree(place: Path, anybody: Client, keys: Keys, clock: StoppedClock) -> None:
    with serving(place, clock) as (_, other):
        news = other.heard
        anybody.post(API, json={"status": "closed"}, headers=keys[Role.CURATOR])
        for _ in range(100):
            if other.heard > news:
                break
            time.sleep(0.02)
        assert other.capacity[BERRYWOOD] == CapacityReport(status=Space.CLOSED, updated=clock.at)


def test_without_the_database_a_report_counts_here_at_once_and_until_stale_and_is_delivered_once(
    keeper: Client, keys: Keys, clock: StoppedClock, desk: Desk, place: Path
) -> None:
    keeper.post(API, json={"status": "space"}, headers=keys[Role.CURATOR])
    with table_away(place, "capacity_report"):
        clock.at += MINUTE
        response = keeper.post(API, json={"status": "full"}, headers=keys[Role.CURATOR])
        assert (response.status_code, response.json()["is_new"]) == (202, True)
        assert (response.json()["report"]["status"], response.json()["report"]["how"]) == ("full", "key")
        assert in_api(keeper, keys[Role.POLICE])["status"] == "full"
        clock.at += MINUTE
        page = keeper.post(PAGE, data={"status": "closed", "form_id": "f" * 32})
        assert page.status_code == 200
        assert "It waits on this server, for the database does not answer." in page.text
        assert "The last reports cannot be read now." in page.text
        keeper.post(PAGE, data={"status": "closed", "form_id": "f" * 32})
        older = {"status": "space", "reported_at": (clock.at - MINUTE).isoformat()}
        assert keeper.post(API, json=older, headers=keys[Role.CURATOR]).status_code == 409
        to_come = {"status": "space", "reported_at": (clock.at + MINUTE).isoformat()}
        assert keeper.post(API, json=to_come, headers=keys[Role.CURATOR]).status_code == 400
        assert in_api(keeper, keys[Role.POLICE])["status"] == "closed"
        told_at = clock.at
        clock.at += L14 * MINUTE
        assert in_api(keeper, keys[Role.POLICE])["is_fresh"] is False
    until(lambda: not desk.home.queue.waiting())
    given = keeper.get(f"{API}/history", headers=keys[Role.PUBLISHER]).json()["reports"]
    assert [(one["status"], datetime.fromisoformat(one["reported_at"])) for one in given[-3:]] == [
        ("space", told_at - 2 * MINUTE),
        ("full", told_at - MINUTE),
        ("closed", told_at),
    ]
    assert "It waits on this server" not in keeper.get(PAGE).text


def test_a_report_dated_ahead_by_a_wrong_clock_is_let_go_when_that_is_right_and_never_trusted(
    place: Path, anybody: Client, keys: Keys, clock: StoppedClock, desk: Desk
) -> None:
    def report(status: str) -> None:
        anybody.post(API, json={"status": status}, headers=keys[Role.CURATOR])

    report("full")
    true, right = desk.capacity[BERRYWOOD], clock.at
    clock.at += timedelta(hours=25)
    report("space")
    assert desk.capacity[BERRYWOOD].status is Space.SPACE
    clock.at = right + MINUTE
    until(lambda: desk.capacity[BERRYWOOD] == true)
    report("full")
    clock.at = right + timedelta(hours=25, minutes=5)
    with serving(place, clock) as (_, begun_later):
        assert [held.capacity[BERRYWOOD].updated for held in (begun_later, desk)] == [right + MINUTE] * 2
    clock.at = right + timedelta(hours=26)


def test_what_waits_still_counts_after_a_start_without_the_database(tmp_path: Path, clock: StoppedClock) -> None:
    report = CapacityReport(status=Space.FULL, updated=clock.at)
    with serving(tmp_path, clock) as (client, _):
        assert client.get("/health/ready").status_code == 200
    with database_away(tmp_path):
        with serving(tmp_path, clock) as (client, _):
            client.post("/demo/sign-in", data={"role": "curator"})
            assert client.post(PAGE, data={"status": "full"}).status_code == 200
        with serving(tmp_path, clock) as (client, desk):
            assert desk.capacity == {BERRYWOOD: report}
            client.post("/demo/sign-in", data={"role": "curator"})
            assert "The links cannot be read now." in client.get(PAGE).text
    with serving(tmp_path, clock) as (_, desk):
        until(lambda: desk.heard == 1)
        assert desk.capacity == {BERRYWOOD: report}


def test_the_figures_count_what_is_fresh_and_stale(anybody: Client, keys: Keys, clock: StoppedClock) -> None:
    anybody.post(API, json={"status": "space"}, headers=keys[Role.CURATOR])
    assert 'crisis_capacity_places{report="fresh"} 1.0' in anybody.get("/metrics").text
    clock.at += L14 * MINUTE
    assert 'crisis_capacity_places{report="fresh"} 0.0' in anybody.get("/metrics").text


# ------------------------------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize(("method", "path"), [("POST", API), ("GET", f"{API}/history")])
def test_only_keepers_report_by_key_and_read_the_history(
    anybody: Client, keys: Keys, role: Role | None, method: str, path: str
) -> None:
    body: dict[str, Any] = {"json": {"status": "space"}} if method == "POST" else {}
    response = anybody.request(method, path, headers={} if role is None else keys[role], **body)
    assert response.status_code == (401 if role is None else 403 if role not in KEEPERS else 201 if body else 200)


@pytest.mark.parametrize("role", ["", "police", "nhs111", "ambulance", "amhp", "curator", "publisher", "admin"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PAGE),
        ("POST", PAGE),
        ("GET", f"{PAGE}/history"),
        ("GET", f"{PAGE}/history.csv"),
        ("POST", f"{PAGE}/links"),
        ("POST", f"{PAGE}/links/end"),
        ("GET", "/curate/capacity"),
    ],
)
def test_only_keepers_get_to_the_pages_of_a_place(anybody: Client, role: str, method: str, path: str) -> None:
    if role:
        anybody.post("/demo/sign-in", data={"role": role})
    form: dict[str, Any] = {"data": {"status": "space"}} if method == "POST" else {}
    response = anybody.request(method, path, follow_redirects=False, **form)
    if role in KEEPERS:
        assert response.status_code == (404 if path.endswith("/end") else 303 if (method, path) == ("POST", PAGE) else 200)
    else:
        assert response.status_code == (403 if role else 303 if method == "GET" else 401)


def test_a_curator_of_another_area_gets_no_further(desk: Desk) -> None:
    edition = desk.holding().compiled
    areas = edition.services[BERRYWOOD].service.areas
    keeps = Reader(role=Role.CURATOR, name="a curator", remit=Remit(areas=areas))
    elsewhere = Reader(role=Role.CURATOR, name="a curator", remit=Remit(areas=("council:E06000010",)))
    assert place_kept_by(edition, BERRYWOOD, keeps).id == BERRYWOOD
    with pytest.raises(ProblemError) as refused:
        place_kept_by(edition, BERRYWOOD, elsewhere)
    assert refused.value.problem.status == 403


@pytest.mark.parametrize("service_id", ["samaritans", "planted-line", "none", "refused"])
def test_what_is_no_place_of_safety_has_no_room(keeper: Client, keys: Keys, service_id: str) -> None:
    reported = keeper.post(f"/api/v1/capacity/{service_id}", json={"status": "space"}, headers=keys[Role.CURATOR])
    assert reported.status_code == 404
    assert keeper.get(f"/capacity/{service_id}/history").status_code == 404


# ------------------------------------------------------------------------------------------------------- by page


def test_a_keeper_reports_with_one_button_and_sees_until_when_it_counts(keeper: Client, clock: StoppedClock) -> None:
    page = keeper.get(PAGE)
    assert "Callers read: ring to confirm." in page.text
    sent = {"form_id": form_id_in(page), "status": "space", "adults_free": "1", "under_18_free": "0"}
    shown = keeper.post(PAGE, data=sent)
    assert (shown.status_code, shown.url.path) == (200, PAGE)
    assert "Rooms free for adults: 1, under 18: none" in shown.text
    stale_at = clock.at + L14 * MINUTE
    assert f"Reported just now. It counts until {when(stale_at, clock.at)}." in shown.text
    assert "demonstration curator, on this page" in shown.text
    clock.at = stale_at
    assert f"It is stale since {when(stale_at, stale_at)}. Callers read: ring to confirm." in keeper.get(PAGE).text


def test_a_form_that_the_browser_sends_again_reports_nothing_new(keeper: Client, clock: StoppedClock, desk: Desk) -> None:
    sent = {"form_id": form_id_in(keeper.get(PAGE)), "status": "space"}
    keeper.post(PAGE, data=sent)
    clock.at += MINUTE
    keeper.post(PAGE, data={"form_id": form_id_in(keeper.get(PAGE)), "status": "full"})
    clock.at += 120 * MINUTE
    keeper.post(PAGE, data=sent)
    assert desk.capacity[BERRYWOOD].status is Space.FULL


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"status": "marker"}, "status", "Press one of the three buttons."),
        ({"adults_free": "1"}, "status", "Press one of the three buttons."),
        ({"status": "space", "adults_free": "marker"}, "adults_free", "Write a whole number from 0 to 99"),
        ({"status": "space", "under_18_free": "-1"}, "under_18_free", "Write a whole number from 0 to 99"),
        ({"status": "full", "adults_free": "2"}, "adults_free", "You pressed full, but free rooms are counted."),
        (
            {"status": "space", "adults_free": "0", "under_18_free": "0"},
            "adults_free",
            "You pressed space, but no room is counted.",
        ),
    ],
)
def test_a_slip_is_said_beside_its_field_and_nothing_is_kept(
    keeper: Client, desk: Desk, form: dict[str, str], field: str, words: str
) -> None:
    before = desk.heard
    response = keeper.post(PAGE, data=form)
    assert response.status_code == 400
    assert words in response.text
    if field != "status":
        assert f'id="{field}-error"' in response.text
    assert desk.heard == before


def test_a_report_of_another_sites_page_is_refused(keeper: Client, desk: Desk) -> None:
    before = desk.heard
    response = keeper.post(PAGE, data={"status": "closed"}, headers={"sec-fetch-site": "cross-site"})
    assert (response.status_code, desk.heard) == (403, before)


def test_the_board_leads_keepers_to_their_places_and_nobody_else(keeper: Client) -> None:
    assert f'href="{PAGE}"' in on_board(keeper)
    keeper.cookies.clear()
    keeper.post("/demo/sign-in", data={"role": "police"})
    assert f'href="{PAGE}"' not in on_board(keeper)


# ------------------------------------------------------------------------------------------------------- by link


def a_link(keeper: Client, days: str = "7") -> str:
    """Make a link, and return its address without the host; the client is the public's again."""
    card = keeper.post(f"{PAGE}/links", data={"days": days})
    found = re.search(r'id="address">([^<]+)<', card.text)
    assert found is not None
    keeper.cookies.clear()
    parts = urlsplit(found[1])
    assert (parts.netloc, parts.path) == ("127.0.0.1:8000", f"{PAGE}/report")
    return f"{parts.path}?{parts.query}"


def key_of(address: str) -> str:
    """Return the key in the address of a link."""
    return address.partition("key=")[2]


def test_a_ward_reports_by_its_link_without_sign_in(keeper: Client, desk: Desk) -> None:
    address = a_link(keeper)
    before = desk.heard
    page = keeper.get(address)
    assert page.status_code == 200
    assert desk.heard == before, "looking changes nothing"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    sent = {"key": key_of(address), "form_id": form_id_in(page), "status": "closed"}
    shown = keeper.post(f"{PAGE}/report", data=sent)
    assert (shown.status_code, str(shown.url.raw_path, "ascii")) == (200, address)
    assert desk.capacity[BERRYWOOD].status is Space.CLOSED
    assert "demonstration curator" not in shown.text, "names are for keepers"
    keeper.post("/demo/sign-in", data={"role": "curator"})
    assert f"signed link {key_of(address)[4:16]}, by a link" in keeper.get(PAGE).text


def test_a_link_is_for_one_place_and_for_reports_alone(keeper: Client) -> None:
    address = a_link(keeper)
    other = address.replace(BERRYWOOD, ST_MARYS)
    assert keeper.get(other).status_code == 403
    assert keeper.post(f"/capacity/{ST_MARYS}/report", data={"key": key_of(address), "status": "full"}).status_code == 403
    for path in (PAGE, f"{PAGE}/history", f"{PAGE}/history.csv"):
        assert keeper.get(f"{path}?key={key_of(address)}", follow_redirects=False).status_code == 303
    assert keeper.post(API, json={"status": "full"}, headers={"authorization": f"Bearer {key_of(address)}"}).status_code == 401


def test_a_slip_on_a_wards_page_is_said_there(keeper: Client) -> None:
    address = a_link(keeper)
    response = keeper.post(f"{PAGE}/report", data={"key": key_of(address), "status": "full", "adults_free": "1"})
    assert response.status_code == 400
    assert "You pressed full" in response.text
    assert key_of(address) in response.text, "the form is still there to be sent"


def test_a_link_ends_with_its_days(keeper: Client, clock: StoppedClock, desk: Desk) -> None:
    address = a_link(keeper, days="7")
    clock.at += timedelta(days=7) - MINUTE
    until(lambda: keeper.get(address).status_code == 200)  # what was read a week ago proves nothing until it is read again
    clock.at += MINUTE
    before = desk.heard
    for response in (keeper.get(address), keeper.post(f"{PAGE}/report", data={"key": key_of(address), "status": "full"})):
        assert response.status_code == 403
        assert "This link does not work" in response.text
        assert "Berrywood" not in response.text
    assert desk.heard == before


def test_a_keeper_ends_a_link(keeper: Client) -> None:
    address = a_link(keeper)
    keeper.post("/demo/sign-in", data={"role": "curator"})
    link_id = key_of(address)[4:16]
    elsewhere = keeper.post(f"/capacity/{ST_MARYS}/links/end", data={"link": link_id})
    assert elsewhere.status_code == 404
    assert keeper.get(address).status_code == 200
    page = keeper.post(f"{PAGE}/links/end", data={"link": link_id})
    assert "by demonstration curator" in page.text
    assert key_of(address)[17:] not in page.text
    assert keeper.get(address).status_code == 403


@pytest.mark.parametrize("key", ["", "marker", "ccl_000000000000_" + "a" * 43, "ccl_' OR 1=1 --"])
def test_another_key_is_no_key(anybody: Client, key: str) -> None:
    response = anybody.get(f"{PAGE}/report", params={"key": key})
    assert response.status_code == 403
    assert "marker" not in response.text


def test_no_log_holds_the_key_of_a_link(keeper: Client, capfd: pytest.CaptureFixture[str]) -> None:
    address = a_link(keeper)
    keeper.get(address)
    keeper.post(f"{PAGE}/report", data={"key": key_of(address), "status": "space"})
    keeper.get(address.replace(BERRYWOOD, ST_MARYS))
    time.sleep(2 * WRITTEN_WITHIN)
    said = capfd.readouterr()
    assert "/capacity/{service_id}/report" in said.err
    assert key_of(address)[17:] not in said.out + said.err


# ------------------------------------------------------------------------------------------------------- history


def test_the_week_stands_there_as_picture_table_and_csv(keeper: Client, keys: Keys, clock: StoppedClock) -> None:
    for told in ({"status": "full"}, {"status": "space", "adults_free": 1}):
        clock.at += 2 * MINUTE
        keeper.post(API, json=told, headers=keys[Role.CURATOR])
    page = keeper.get(f"{PAGE}/history")
    assert page.status_code == 200
    assert '<svg class="ribbon"' in page.text
    assert "not known: ring to confirm" in page.text
    response = keeper.get(f"{PAGE}/history.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [(row["status"], row["adults_free"], row["under_18_free"]) for row in rows[-2:]] == [
        ("full", "", ""),
        ("space", "1", ""),
    ]
    assert rows[-1]["reported_at"] == f"{clock.at:%Y-%m-%dT%H:%M:%SZ}"


def kept_at(minute: int, status: Space = Space.FULL) -> KeptReport:
    """Return a report made so many minutes after the beginning of time."""
    at = datetime.fromtimestamp(minute * 60, tz=BOXING_NIGHT.tzinfo)
    report = CapacityReport(status=status, updated=at)
    return KeptReport(seq=1, service_id=BERRYWOOD, report=report, received_at=at, by="=1+1", how=How.KEY)


@pytest.mark.parametrize(
    ("begins", "drawn"),
    [
        pytest.param((), [(0, 200, Mark.STALE)], id="nothing"),
        pytest.param((50,), [(0, 50, Mark.STALE), (50, 110, Mark.FULL), (110, 200, Mark.STALE)], id="one, and it grows old"),
        pytest.param((-30,), [(0, 30, Mark.FULL), (30, 200, Mark.STALE)], id="one from before"),
        pytest.param((150, 170), [(0, 150, Mark.STALE), (150, 170, Mark.FULL), (170, 200, Mark.FULL)], id="up to now"),
        pytest.param((0, 0), [(0, 60, Mark.FULL), (60, 200, Mark.STALE)], id="two in a minute"),
    ],
)
def test_the_picture_shows_a_report_until_the_next_or_until_it_is_stale(
    begins: tuple[int, ...], drawn: list[tuple[int, int, Mark]]
) -> None:
    found = stretches_of(tuple(kept_at(1000 + begin) for begin in begins), 1000, 1200, L14)
    assert [(one.start - 1000, one.end - 1000, one.mark) for one in found] == drawn
