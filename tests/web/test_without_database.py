"""Without the database nobody waits and nobody is locked out: every route, while PostgreSQL refuses, hangs or is slow."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import httpx
import pytest

from directory.reader import Reader, Role
from store.editions import Signature
from store.home import open_home
from tests.planting import PLACE, marks_in, marks_of, planted
from tests.relay import Relay, a_relay
from tests.store.makers import run_apart
from tests.web.conftest import Browser, a_server
from tests.web.makers import BOXING_NIGHT
from tests.web.test_matrix import CHANGE, ROUTES, SUITE, Asked, Door, all_of, body, context, form, get
from web.settings import LARGEST_NUMBER

pytestmark = pytest.mark.postgres

SERVER = os.environ.get("CRISIS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432")

PATIENCE_SECONDS = 60
"""Far more than the second or two that a request may take, and less than any that waits for the database."""

READ_FROM_MEMORY = (
    "/",
    "/111",
    "/111/detail",
    "/111/results",
    "/136",
    "/ambulance",
    "/api/v1/answers",
    "/api/v1/places",
    "/api/v1/suggestions",
    "/api/v1/timelines",
    "/areas",
    "/areas/{slug:str}/card",
    "/capacity",
    "/capacity/board",
    "/offline",
    "/services/{service_id:str}",
)
"""What callers, handlers, police and crews need: given as if the database were there."""


ENDING = ("/sign-out", "/demo/sign-in", "/demo/sign-out")
"""What changes who is reading; the demonstration is not on here."""


@pytest.fixture(scope="module")
def wire() -> Iterator[Relay]:
    """Give a wire to an empty database on PostgreSQL."""
    name = f"crisis_test_{secrets.token_hex(6)}"
    try:
        asyncio.run(run_apart(f"{SERVER}/postgres", f"CREATE DATABASE {name}"))
    except OSError as fault:
        absent = f"no PostgreSQL server answers at the address in CRISIS_TEST_POSTGRES ({type(fault).__name__})"
        if os.environ.get("CI") == "true":
            pytest.fail(absent)
        pytest.skip(absent)
    with a_relay(f"{SERVER}/{name}") as relay:
        yield relay
    asyncio.run(run_apart(f"{SERVER}/postgres", f"DROP DATABASE {name} WITH (FORCE)"))


class Known(NamedTuple):
    """What proves something to the server: a key, the token of a session for each of these roles, and a ward's link."""

    keys: dict[Role, str]
    sessions: dict[Role, str]
    link: str


ROLES = (Role.POLICE, Role.ADMIN)


async def prepare(place: Path, url: str) -> Known:
    """Fill the database, and make what proves something."""
    async with open_home(place, at=BOXING_NIGHT, database_url=url, shipped=planted) as opened:
        keys: dict[Role, str] = {}
        sessions: dict[Role, str] = {}
        for role in ROLES:
            keys[role] = await opened.keys.make(role, f"a {role}", at=BOXING_NIGHT)
            sessions[role] = await opened.sessions.begin(Reader(role=role, name=f"A {role}"), at=BOXING_NIGHT)
        await opened.propose(CHANGE, Signature(by="A Curator", reason="a test", at=BOXING_NIGHT))
        ends = BOXING_NIGHT + timedelta(days=7)
        link = await opened.links.make(SUITE, by="A Curator", at=BOXING_NIGHT, expires_at=ends)
    return Known(keys, sessions, link)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of the server."""
    return tmp_path_factory.mktemp("away")


@pytest.fixture(scope="module")
def known(wire: Relay, place: Path) -> Known:
    """Give what proves something."""
    return asyncio.run(prepare(place, wire.url))


@contextmanager
def a_door(wire: Relay, place: Path, known: Known) -> Iterator[Door]:
    """Run a server that reaches its database by the wire."""
    with a_server(place, database_url=wire.url, requests_per_second=LARGEST_NUMBER) as opened:
        yield Door(opened, place, known.keys, decision="none", link=known.link)


@pytest.fixture(scope="module")
def door(wire: Relay, place: Path, known: Known) -> Iterator[Door]:
    """Give a server whose database comes and goes."""
    with a_door(wire, place, known) as opened:
        yield opened


def read_as(door: Door, known: Known, role: Role) -> None:
    """Read pages in a role from now on."""
    door.client.cookies.clear()
    if role in known.sessions:
        door.client.cookies.set("crisis_session", known.sessions[role])


def has_database(client: Browser) -> bool:
    """Say whether what only the database holds can be read."""
    return bool(client.get("/api/v1/editions").status_code == 200)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    give_up = monotonic() + 3 * PATIENCE_SECONDS
    while not holds():
        assert monotonic() < give_up
        sleep(0.1)


def in_time(door: Door, role: Role, asked: Asked) -> httpx.Response:
    """Ask, and get an answer without waiting for the database."""
    began = monotonic()
    response = door.ask(role, asked)
    assert monotonic() - began < PATIENCE_SECONDS, asked
    return response


FAULTS: dict[str, Callable[[Relay], None]] = {
    "refuses": Relay.cut,
    "hangs": Relay.freeze,
    "is slow": lambda wire: wire.slow(3),
}


@contextmanager
def taken_away(wire: Relay, door: Door, fault: str) -> Iterator[None]:
    """Take the database away in one of the ways in which it goes, and give it back."""
    wait_until(lambda: has_database(door.client))
    FAULTS[fault](wire)
    try:
        wait_until(lambda: not has_database(door.client))
        yield
    finally:
        wire.mend()
    wait_until(lambda: has_database(door.client))


def needed_by(door: Door, role: Role) -> list[tuple[Asked, int, set[str]]]:
    """Ask for what callers, handlers, police and crews need, and return what of it is the reader's."""
    asked = [one for path in READ_FROM_MEMORY for one in ROUTES[path]]
    given = [in_time(door, role, one) for one in asked]
    return [(one, response.status_code, marks_in(all_of(response))) for one, response in zip(asked, given, strict=True)]


@pytest.mark.parametrize("fault", list(FAULTS))
@pytest.mark.parametrize("role", [Role.PUBLIC, *ROLES])
def test_what_callers_police_and_crews_need_is_all_there(door: Door, known: Known, wire: Relay, role: Role, fault: str) -> None:
    read_as(door, known, role)
    before = needed_by(door, role)
    assert role is Role.PUBLIC or any(marks - marks_of(Role.PUBLIC) for _, _, marks in before)
    with taken_away(wire, door, fault):
        assert needed_by(door, role) == before


@pytest.mark.parametrize("fault", list(FAULTS))
def test_every_route_answers_in_time_and_says_so_where_the_database_is_needed(
    door: Door, known: Known, wire: Relay, fault: str
) -> None:
    silent = []
    with taken_away(wire, door, fault):
        for role in ROLES:
            read_as(door, known, role)
            for asked in (one for path, all_asked in ROUTES.items() if path not in ENDING for one in all_asked):
                response = in_time(door, role, asked)
                assert response.status_code < 500 or response.status_code == 503, asked
                is_said = "retry-after" in response.headers and "database" in response.text
                if response.status_code == 503 and not is_said and not asked[1].startswith("/health/"):
                    silent.append((role, asked))
    assert silent == []


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_server_that_starts_without_the_database_knows_whoever_was_known(
    door: Door, known: Known, wire: Relay, place: Path, fault: str
) -> None:
    wait_until((place / "proofs" / "known").exists)
    with taken_away(wire, door, fault):
        began = monotonic()
        with a_door(wire, place, known) as started:
            assert monotonic() - began < PATIENCE_SECONDS
            police = marks_of(Role.POLICE) - marks_of(Role.PUBLIC)
            assert police & marks_in(started.ask(Role.POLICE, body("/api/v1/answers", context("police"))).text)
            read_as(started, known, Role.POLICE)
            assert "Signed in as A police" in started.client.get("/136").text
            assert police & marks_in(started.client.post("/136", data={"place": PLACE}).text)
            started.client.cookies.clear()
            assert in_time(started, Role.PUBLIC, get(f"/capacity/{SUITE}/report?key={{link}}")).status_code == 200
            wrong = f"ccd_{'0' * 12}_{'x' * 43}"
            headers = {"authorization": f"Bearer {wrong}"}
            assert started.client.get("/api/v1/services", headers=headers).status_code == 401


def test_whoever_signs_out_meanwhile_stays_out_when_the_database_is_back(door: Door, known: Known, wire: Relay) -> None:
    token = known.sessions[Role.ADMIN]
    read_as(door, known, Role.ADMIN)
    assert "Signed in as A admin" in door.client.get("/136").text
    with taken_away(wire, door, "hangs"):
        assert in_time(door, Role.ADMIN, form("/sign-out", page="/136")).status_code == 303
        door.client.cookies.set("crisis_session", token)
        assert "Signed in as" not in door.client.get("/136").text
    door.client.cookies.clear()
    door.client.cookies.set("crisis_session", token)
    assert "Signed in as" not in door.client.get("/136").text
