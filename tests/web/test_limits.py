"""Too many requests are held back, a control room behind one address is not, and no forged header makes anybody another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import cast

import pytest
from litestar.types import HTTPScope

from directory.reader import Role
from store.home import open_home
from tests.web.conftest import Browser, Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.clients import client_of, is_secure
from web.limits import MOST_COUNTED, Limit, Limits
from web.settings import Settings

OUTSIDE = "192.0.2.7"
PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:1::/48"))


class Watch:
    """A stopwatch that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture(scope="module")
def another_key(home: Path, client: Client) -> dict[str, str]:
    async def make() -> str:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return await opened.keys.make(Role.NHS111, "another", at=BOXING_NIGHT)

    return {"authorization": f"Bearer {asyncio.run(make())}"}


@pytest.fixture(scope="module")
def slow_server(home: Path, client: Client, another_key: dict[str, str]) -> Iterator[Browser]:
    """Give a server that is asked from outside, and lets one address ask once a second."""
    with a_server(home, asked_from=OUTSIDE, requests_per_second=1) as server:
        yield server


@pytest.fixture
def outside(slow_server: Browser) -> Browser:
    """Give that server as it starts."""
    slow_server.served.state.limits = Limits(1, Watch())
    return slow_server


def test_so_many_at_once_then_one_at_a_time() -> None:
    watch = Watch()
    limit = Limit(3, 2.0, watch)
    assert [limit.wait("a") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert limit.wait("b") == 0
    watch.now += 2
    assert [limit.wait("a"), limit.wait("a")] == [0, 2]
    watch.now += 100
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 2]


def test_what_is_counted_takes_no_more_memory_than_it_may() -> None:
    watch = Watch()
    limit = Limit(1, 3600, watch)
    for number in range(MOST_COUNTED + 10):
        limit.wait(str(number))
    assert len(limit) == MOST_COUNTED
    assert limit.wait(str(MOST_COUNTED + 9)) > 0
    watch.now += 4000
    limit.wait("another")
    assert len(limit) == 1


@pytest.mark.parametrize("path", ["/", "/api/v1/services", "/health/live", "/static/crisis.css", "/docs"])
def test_an_address_that_asks_without_end_is_told_when_to_come_back(outside: Browser, path: str) -> None:
    answered = [outside.get(path) for _ in range(11)]
    assert [response.status_code for response in answered[:10]] == [200] * 10
    last = answered[10]
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1
    assert last.headers["cache-control"] == "no-store"
    if path.startswith(("/api/", "/health/")):
        assert problem_of(last)["status"] == 429
    else:
        assert "tel:999" in last.text
        assert "tel:111" in last.text


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip", "true-client-ip", "cf-connecting-ip", "via"]
)
def test_a_forged_forwarding_header_makes_nobody_another(outside: Browser, header: str) -> None:
    answered = [outside.get("/health/live", headers={header: f"198.51.100.{number}"}) for number in range(11)]
    assert answered[-1].status_code == 429


def test_a_control_room_behind_one_address_gets_every_answer(home: Path, client: Client) -> None:
    with a_server(home, asked_from=OUTSIDE) as control_room:
        asked = {"caller": "nhs111", "place": "Corby"}
        assert {control_room.post("/api/v1/answers", json=asked).status_code for _ in range(400)} == {200}


def test_nothing_is_held_back_on_this_very_machine(home: Path, client: Client) -> None:
    with a_server(home, requests_per_second=1) as here:
        assert {here.get("/health/live").status_code for _ in range(30)} == {200}


def test_whoever_guesses_keys_is_held_back_and_the_right_key_is_not(outside: Browser, key: dict[str, str]) -> None:
    wrong = {"authorization": f"Bearer ccd_{'0' * 12}_{'A' * 43}"}
    answered = [outside.get("/api/v1/services", headers=wrong) for _ in range(22)]
    assert [response.status_code for response in answered] == [401] * 20 + [429] * 2
    assert int(answered[-1].headers["retry-after"]) >= 1
    assert problem_of(answered[-1])["title"] == "Too Many Requests"
    assert outside.get("/api/v1/services?limit=1", headers=key).status_code == 200


def test_a_key_is_counted_by_itself(outside: Browser, key: dict[str, str], another_key: dict[str, str]) -> None:
    answered = [outside.get("/api/v1/places?q=Corby", headers=key).status_code for _ in range(11)]
    assert answered == [200] * 10 + [429]
    assert outside.get("/api/v1/places?q=Corby", headers=another_key).status_code == 200
    assert outside.get("/api/v1/places?q=Corby").status_code == 200


def test_reports_without_end_are_held_back(home: Path, client: Client) -> None:
    with a_server(home) as here:
        here.served.state.limits = Limits(200, Watch())
        form = {"service": "planted-line", "problem": "other"}
        answered = [here.post("/report", data=form) for _ in range(101)]
        assert [response.status_code for response in answered] == [200] * 100 + [429]
        assert "tel:999" in answered[-1].text


def a_scope(client: str | None, *headers: tuple[str, str], scheme: str = "http") -> HTTPScope:
    named = [(name.encode(), value.encode()) for name, value in headers]
    return cast("HTTPScope", {"client": None if client is None else (client, 1), "headers": named, "scheme": scheme})


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        pytest.param(OUTSIDE, "198.51.100.1", OUTSIDE, id="a stranger says what they like"),
        pytest.param("10.0.0.1", "198.51.100.1", "198.51.100.1", id="a proxy of ours is believed"),
        pytest.param("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1", id="not what was there before"),
        pytest.param("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.2.3.4", "198.51.100.1", id="past several of ours"),
        pytest.param("10.0.0.1", "10.9.9.9", "10.9.9.9", id="ours all the way"),
        pytest.param("10.0.0.1", "203.0.113.9, marker", "10.0.0.1", id="not past what is no address"),
        pytest.param("10.0.0.1", "", "10.0.0.1", id="nothing said"),
        pytest.param("2001:db8:1::5", "2001:db8:ffff:1:2:3:4:5", "2001:db8:ffff:1::/64", id="one house of IPv6 is one"),
        pytest.param("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1", id="an old address in the new form"),
        pytest.param(None, "198.51.100.1", "unknown", id="no peer"),
    ],
)
def test_the_address_counted_is_the_last_one_that_is_not_a_proxy_of_ours(
    peer: str | None, forwarded: str, counted: str
) -> None:
    asked = a_scope(peer, ("x-forwarded-for", forwarded)) if forwarded else a_scope(peer)
    assert client_of(asked, Settings(trusted_proxies=PROXIES)) == counted


def test_a_second_line_of_the_header_is_read_as_its_end() -> None:
    asked = a_scope("10.0.0.1", ("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "198.51.100.1"))
    assert client_of(asked, Settings(trusted_proxies=PROXIES)) == "198.51.100.1"


@pytest.mark.parametrize(
    ("asked", "settings", "secure"),
    [
        pytest.param(a_scope(OUTSIDE), Settings(), False, id="http"),
        pytest.param(a_scope(OUTSIDE, scheme="https"), Settings(), True, id="https here"),
        pytest.param(a_scope(OUTSIDE, ("x-forwarded-proto", "https")), Settings(), False, id="anybody can say so"),
        pytest.param(
            a_scope(OUTSIDE, ("x-forwarded-proto", "https")), Settings(trusted_proxies=PROXIES), False, id="not a proxy of ours"
        ),
        pytest.param(
            a_scope("10.0.0.1", ("x-forwarded-proto", "https")), Settings(trusted_proxies=PROXIES), True, id="a proxy of ours"
        ),
        pytest.param(a_scope(OUTSIDE), Settings(public_url="https://crisis.example.org"), True, id="the settings say so"),
    ],
)
def test_https_is_believed_of_whoever_we_were_told_of(asked: HTTPScope, settings: Settings, secure: bool) -> None:
    assert is_secure(asked, settings) is secure


def test_over_https_the_cookie_is_this_hosts_alone_and_browsers_stay_with_https(home: Path, client: Client) -> None:
    from tests.web.provider import CLIENT_ID, CLIENT_SECRET, a_provider
    from web.settings import ProviderSettings

    with a_provider(lambda: BOXING_NIGHT) as provider:
        told = ProviderSettings(
            issuer=provider.issuer,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            roles=(("crisis-police", Role.POLICE),),
        )
        with a_server(home, public_url="https://crisis.example.org", provider=told) as server:
            started = server.get("/sign-in/start", follow_redirects=False)
            code, state = provider.sign_in(started.headers["location"])
            binding = re.search("__Host-crisis_sign_in=([^;]*)", started.headers["set-cookie"])
            assert binding is not None
            back = server.get(
                "/sign-in/callback",
                params={"code": code, "state": state},
                headers={"cookie": f"__Host-crisis_sign_in={binding[1]}"},
                follow_redirects=False,
            )
            assert back.status_code == 303
            (cookie,) = [line for line in back.headers.get_list("set-cookie") if line.startswith("__Host-crisis_session=")]
            assert "secure" in cookie.lower()
            assert "strict-transport-security" in back.headers
            token = cookie.partition(";")[0].partition("=")[2]
            for name, is_taken in (("__Host-crisis_session", True), ("crisis_session", False)):
                page = server.get("/136", headers={"cookie": f"{name}={token}"}).text
                assert ("Signed in as" in page) is is_taken
                assert PLANTED not in page
    assert "strict-transport-security" not in client.get("/").headers
