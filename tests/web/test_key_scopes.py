"""A key does what it was made for, anywhere below /api/; who made it, and what its curator keeps, comes with it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from directory.reader import Role, Scope
from store.home import open_home
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.app import create_app
from web.readers import scope_of
from web.settings import Settings

OPERATIONS = sorted(
    (method, route.path)
    for route in create_app(Settings()).routes
    if route.path.startswith("/api/")
    for method in getattr(route, "methods", ())
    if method != "OPTIONS"
)
"""Every operation of the API."""

Header = dict[str, str]
Served = tuple[Client, dict[Scope, Header], dict[Scope, Header]]


@pytest.fixture(scope="module")
def served(home: Path, client: Client) -> Iterator[Served]:
    """Give a server, and for each scope an administrator's key that has it alone, and one that has all but it."""

    async def make(*scopes: Scope) -> Header:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            secret = await opened.keys.make(Role.ADMIN, "a system", at=BOXING_NIGHT, scopes=scopes)
        return {"authorization": f"Bearer {secret}"}

    alone = {scope: asyncio.run(make(scope)) for scope in Scope}
    without = {scope: asyncio.run(make(*(other for other in Scope if other is not scope))) for scope in Scope}
    with a_server(home) as server:
        yield server, alone, without


def asked(server: Client, method: str, path: str, header: Header) -> httpx.Response:
    return server.request(method, re.sub(r"\{[^}]*\}", "1", path), headers=header)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_operation_is_done_with_a_key_that_was_not_made_for_it(served: Served, method: str, path: str) -> None:
    server, alone, without = served
    needed = scope_of(method, path)
    refused = asked(server, method, path, without[needed])
    assert refused.status_code == 403
    if method != "HEAD":
        assert problem_of(refused)["expected"].endswith(f"--scope {needed}`")
        assert "was not made for this" not in asked(server, method, path, alone[needed]).text


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/api/v1/answers", Scope.READ),
        ("GET", "/api/v1/changes", Scope.READ),
        ("POST", "/api/v1/changes", Scope.CURATE),
        ("POST", "/api/v1/changes/{number:int}/acceptances", Scope.CURATE),
        ("POST", "/api/v1/changes/{number:int}/publication", Scope.PUBLISH),
        ("POST", "/api/v1/capacity", Scope.CAPACITY),
        ("POST", "/api/v1/outcomes", Scope.FEEDBACK),
        ("DELETE", "/api/v1/anything-new", Scope.CURATE),
    ],
)
def test_what_an_operation_needs_stands_in_one_place(method: str, path: str, scope: Scope) -> None:
    assert scope_of(method, path) is scope


def test_a_key_that_proves_nothing_gets_no_further_anywhere(client: Client) -> None:
    wrong = {"authorization": f"Bearer ccd_{'0' * 12}_{'A' * 43}"}
    for path in ("/api/v1/places?q=Corby", "/api/v1/services", "/api/v1/editions"):
        response = client.get(path, headers=wrong)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "Digest", ""])
def test_a_key_is_told_as_a_bearer_token(client: Client, key: Header, scheme: str) -> None:
    secret = key["authorization"].removeprefix("Bearer ")
    response = client.get("/api/v1/services/planted-line", headers={"authorization": f"{scheme} {secret}"})
    assert response.status_code == (200 if scheme == "bearer" else 401)
    assert (PLANTED in response.text) is (scheme == "bearer")


def test_every_refusal_at_the_door_is_described(client: Client) -> None:
    paths = client.get("/docs/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            if path.startswith("/api/"):
                assert {"401", "403", "429"} <= set(operation["responses"]), path
                assert ("408" in operation["responses"]) is ("requestBody" in operation), path
