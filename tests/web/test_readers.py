"""A public reader gets no number of a professional line by any way out; a key or the demonstration gives it to its role."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from directory.reader import Role
from store.home import open_home
from tests.web.conftest import Client, a_server, problem_of, until
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.app import create_app
from web.settings import Settings

POLICE = {"caller": "police", "place": "NN1 5BD", "s136": "considering"}
DEMO_PATHS = ("/demo/sign-in", "/demo/sign-out")
QUERIES = (
    "",
    "?q=planted",
    "?kind=s136_advice_line",
    "?place=NN1",
    "?open_at=2026-12-26T03:10:00%2B00:00",
    f"?q={PLANTED}",
    f"?q={PLANTED[-5:]}",
    f"?q=01632{PLANTED[:3]}&open_now=true",
    "?audience=police",
)


def ways_out() -> list[tuple[str, str, dict[str, Any]]]:
    """Return requests to every route that the server has, by every method, with what makes it talk about the line."""
    asked: list[tuple[str, str, dict[str, Any]]] = []
    for route in create_app(Settings(demo=True)).routes:
        path = (
            route.path.replace("{service_id:str}", "planted-line")
            .replace("{number:int}", "1")
            .replace("/{file_path:path}", "/x")
        )
        asked += [(method, path, {}) for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")]
        if path in ("/", "/136", "/ambulance", "/report") or path.startswith(("/111", "/capacity")):
            forms = (
                {"open": "planted-line", "place": "NN1"},
                {"open": "planted-line", "at_time": "03:00", "outcome": "given"},
                {"words": f"01632 {PLANTED[:3]}", "opened": "planted-line"},
                {"place": "NN1 5BD"},
                {"which": "NN1", "age": "x"},
                {"place": "NN1", "words": "planted"},
                {"words": PLANTED},
                {"place": "NN1", "s136": "used", "arrived": "02:00", "child": "no"},
                {"service": "planted-line", "problem": "other", "asked": msgspec.json.encode(POLICE).decode()},
            )
            asked += [("POST", path, {"data": form}) for form in forms]
    asked += [("GET", f"/api/v1/services{query}", {}) for query in QUERIES]
    asked += [("GET", f"/api/v1/suggestions?q={words}", {}) for words in ("planted", "plant", PLANTED, PLANTED[-5:])]
    for caller in ("self", "police", "nhs111", "ambulance", "amhp", "professional_other"):
        context = POLICE | {"caller": caller}
        asked.append(("POST", "/api/v1/answers", {"json": context}))
        asked.append(("POST", "/api/v1/timelines", {"json": {"context": context, "days": 2}}))
    asked += [("GET", "/api/v1/services/planted-line/..", {}), ("GET", "/api/v1/services/none", {}), ("GET", "/nothing", {})]
    asked += [("GET", "/api/v1/places?q=NN1", {}), ("GET", "/api/v1/services?limit=x", {})]
    return asked


def everything_in(response: httpx.Response) -> str:
    return f"{response.status_code} {response.headers} {response.text}"


def test_the_public_never_gets_the_planted_number_by_any_way_out(client: Client) -> None:
    asked = ways_out()
    assert len(asked) > 80
    for method, path, body in asked:
        response = client.request(method, path, **body)
        assert response.status_code < 500, (method, path)
        assert PLANTED not in everything_in(response), (method, path)


def test_the_public_never_gets_it_where_the_demonstration_is_on_but_not_used(demo_client: Client) -> None:
    demo_client.cookies.clear()
    for method, path, body in ways_out():
        if path not in DEMO_PATHS:
            assert PLANTED not in everything_in(demo_client.request(method, path, **body)), (method, path)


def test_police_with_a_key_get_it_from_every_part_of_the_api(client: Client, key: dict[str, str]) -> None:
    timeline = {"context": POLICE, "days": 1}
    assert PLANTED in client.post("/api/v1/answers", json=POLICE, headers=key).text
    assert PLANTED in client.post("/api/v1/timelines", json=timeline, headers=key).text
    assert PLANTED in client.get("/api/v1/services/planted-line", headers=key).text
    assert PLANTED in client.get("/api/v1/services?q=planted", headers=key).text


def test_another_profession_does_not_get_a_line_of_the_police(client: Client, home: Path) -> None:
    async def make() -> str:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return await opened.keys.make(Role.NHS111, "111 console", at=BOXING_NIGHT)

    header = {"authorization": f"Bearer {asyncio.run(make())}"}
    until(lambda: client.get("/api/v1/services", headers=header).status_code == 200)
    assert PLANTED not in client.post("/api/v1/answers", json=POLICE, headers=header).text
    assert PLANTED not in client.get("/api/v1/services/planted-line", headers=header).text


def test_a_key_counts_on_the_api_only(client: Client, key: dict[str, str]) -> None:
    assert PLANTED not in client.post("/136", data={"place": "NN1"}, headers=key).text


def test_an_entry_that_is_not_for_the_reader_keeps_its_name_alone(client: Client) -> None:
    response = client.get("/api/v1/services/planted-line")
    assert response.status_code == 200
    assert "A planted line" in response.text
    assert "s136_advice_line" in response.text


def test_what_a_professional_reads_is_kept_by_nobody(client: Client, key: dict[str, str]) -> None:
    for path in ("/api/v1/services/planted-line", "/api/v1/services", "/"):
        assert client.get(path, headers=key).headers["cache-control"] == "no-store"


def test_a_key_that_was_revoked_proves_nothing(tmp_path: Path) -> None:
    async def make_and_revoke() -> str:
        async with open_home(tmp_path, at=BOXING_NIGHT) as home:
            secret = await home.keys.make(Role.POLICE, "lost", at=BOXING_NIGHT)
            (line,) = await home.keys.list()
            await home.keys.revoke(line.key_id, at=BOXING_NIGHT)
        return secret

    secret = asyncio.run(make_and_revoke())
    with a_server(tmp_path) as client:
        response = client.get("/api/v1/services", headers={"authorization": f"Bearer {secret}"})
    assert response.status_code == 401
    assert secret not in everything_in(response)


# The demonstration


def sign_in(client: Client, role: str = "police", **headers: str) -> httpx.Response:
    return client.post("/demo/sign-in", data={"role": role, "page": "/136"}, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("path", DEMO_PATHS)
def test_without_the_flag_there_is_no_demonstration(client: Client, path: str) -> None:
    assert client.post(path, data={"role": "police"}).status_code == 404
    assert client.get(path).status_code == 404
    assert "emonstration" not in client.get("/").text


def test_the_demonstration_gives_the_page_of_the_role_and_says_what_it_is(demo_client: Client) -> None:
    demo_client.cookies.clear()
    response = sign_in(demo_client)
    assert (response.status_code, response.headers["location"]) == (303, "/136")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = demo_client.post("/136", data={"place": "NN1 5BD"})
    assert f"01632 {PLANTED}" in page.text
    assert "Demonstration." in page.text
    assert "You are reading as police." in page.text
    assert page.headers["cache-control"] == "no-store"


def test_whoever_had_to_sign_in_first_comes_to_the_page_that_they_wanted(demo_client: Client) -> None:
    assert '<input type="hidden" name="page" value="/curate">' in demo_client.get("/sign-in?page=/curate").text
    assert '<input type="hidden" name="page" value="/">' in demo_client.get("/sign-in?page=//elsewhere.example").text


def test_the_demonstration_ends_with_signing_out(demo_client: Client) -> None:
    demo_client.cookies.clear()
    sign_in(demo_client)
    token = dict(demo_client.cookies)
    demo_client.post("/demo/sign-out", data={"page": "/136"})
    demo_client.cookies.update(token)
    assert PLANTED not in demo_client.post("/136", data={"place": "NN1 5BD"}).text


def test_the_demonstration_does_not_reach_the_api(demo_client: Client) -> None:
    demo_client.cookies.clear()
    sign_in(demo_client)
    assert PLANTED not in demo_client.post("/api/v1/answers", json=POLICE).text


@pytest.mark.parametrize("path", ["/", "/136", "/ambulance", "/111", "/capacity", "/nothing"])
def test_every_page_says_that_it_is_a_demonstration(demo_client: Client, path: str) -> None:
    demo_client.cookies.clear()
    assert "Signing in here proves nothing" in demo_client.get(path).text


@pytest.mark.parametrize("role", ["operator", "public", "carer", "marker", ""])
def test_the_demonstration_gives_no_role_of_who_holds_the_machine_or_proves_nothing(demo_client: Client, role: str) -> None:
    demo_client.cookies.clear()
    response = sign_in(demo_client, role)
    assert response.status_code == 400
    assert "set-cookie" not in response.headers
    assert "marker" not in response.text


def test_the_demonstration_goes_back_to_our_own_pages_only(demo_client: Client) -> None:
    response = demo_client.post(
        "/demo/sign-in", data={"role": "police", "page": "https://example.org/"}, follow_redirects=False
    )
    assert response.headers["location"] == "/"


@pytest.mark.parametrize(
    ("address", "back"),
    [
        pytest.param("/coverage?area=police:E23000022&days=3", "/coverage?area=police:E23000022&days=3", id="with its choices"),
        pytest.param("/coverage/areas?promise=local&show=gaps", "/coverage/areas?promise=local&show=gaps", id="the board"),
        pytest.param("/services/planted-line?first=2027-01-02", "/services/planted-line?first=2027-01-02", id="a service"),
        pytest.param("/areas/kent?for=police", "/areas/kent?for=police", id="a sheet"),
        pytest.param("/136?place=NN1", "/136", id="without what was typed"),
        pytest.param("/coverage?area=<marker>", "/", id="not with what none of our pages has"),
    ],
)
def test_the_demonstration_goes_back_to_the_page_it_was_on(demo_client: Client, address: str, back: str) -> None:
    demo_client.cookies.clear()
    field = re.search('name="page" value="([^"]*)"', demo_client.get(address).text)
    assert field is not None
    page = unescape(field[1])
    assert page == back
    response = demo_client.post("/demo/sign-in", data={"role": "police", "page": page}, follow_redirects=False)
    demo_client.cookies.clear()
    assert response.headers["location"] == back


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"host": "crisis.example.org"}, id="under the name of another site"),
        pytest.param({"host": "[bad"}, id="under no name at all"),
        pytest.param({"x-forwarded-for": "127.0.0.1"}, id="through a proxy"),
        pytest.param({"forwarded": "for=127.0.0.1"}, id="through a proxy of the standard"),
    ],
)
def test_the_demonstration_is_for_this_machine_alone(demo_client: Client, headers: dict[str, str]) -> None:
    assert sign_in(demo_client, **headers).status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "unix"])
def test_the_demonstration_does_not_exist_for_another_machine(home: Path, client: Client, address: str) -> None:
    with a_server(home, demo=True, asked_from=address) as elsewhere:
        assert sign_in(elsewhere).status_code == 404
        assert "emonstration" not in elsewhere.get("/").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"sec-fetch-site": "cross-site", "origin": "null"}, 403, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, 403, id="a sister site"),
        pytest.param({"origin": "https://example.org"}, 403, id="another origin, old browser"),
        pytest.param({"origin": "http://[bad"}, 403, id="an origin that is none"),
        pytest.param({"origin": "http://127.0.0.1:8000"}, 303, id="our origin, old browser"),
        pytest.param({"sec-fetch-site": "same-origin", "origin": "null"}, 303, id="our page, no referrer"),
    ],
)
def test_a_form_of_another_site_is_refused(demo_client: Client, headers: dict[str, str], status: int) -> None:
    demo_client.cookies.clear()
    assert sign_in(demo_client, **headers).status_code == status


def test_the_error_of_a_key_is_a_problem(home: Path) -> None:
    with a_server(home) as fresh:  # one that wrong keys of other tests have not tired
        told = problem_of(fresh.get("/api/v1/services", headers={"authorization": "Bearer x"}))
    assert told["where"] == "Authorization"
