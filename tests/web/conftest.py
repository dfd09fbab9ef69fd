"""A running server on the shipped directory, with one line for police planted in it, and its clock stopped."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from directory.reader import Role
from store.editions import Contents
from store.home import open_home
from tests.postcodes import with_postcodes
from tests.web.makers import BOXING_NIGHT, planted
from web.app import create_app
from web.demo import DEMO_COOKIE
from web.form_tokens import FIELD, form_token
from web.settings import Clock, Settings

Client = TestClient[Any]


class Browser(TestClient[Any]):
    """A client whose forms carry the token of whoever is signed in, as those on our pages do."""

    served: Litestar

    def request(self, method: str, url: Any, **more: Any) -> httpx.Response:  # noqa: ANN401 (httpx's own)
        """Send a request; a form that names a token itself keeps that one."""
        cookies = {cookie.name: cookie.value for cookie in self.cookies.jar}
        cookie = cookies.get(DEMO_COOKIE) or cookies.get("crisis_session")
        form = more.get("data")
        is_form = form is None or isinstance(form, dict)
        if cookie and method == "POST" and is_form and more.get("json") is None and more.get("content") is None:
            more["data"] = {FIELD: form_token(cookie), **(form or {})}
        return super().request(method, url, **more)


class FromHere:
    """The server as this very machine reaches it: the test client's own address is no address."""

    def __init__(self, app: Litestar, client: str) -> None:
        """Take the server and the address that asks it."""
        self._app, self._client = app, client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on under that address."""
        scope["client"] = (self._client, 50_000)
        await self._app(scope, receive, send)


@contextmanager
def a_server(
    home: Path,
    *,
    demo: bool = False,
    asked_from: str = "127.0.0.1",
    clock: Clock = lambda: BOXING_NIGHT,
    shipped: Callable[[], Contents] = planted,
    **settings: Any,  # noqa: ANN401 (what Settings takes)
) -> Iterator[Browser]:
    """Run a server on the home and give a client of it."""
    app = create_app(Settings(home=with_postcodes(home), demo=demo, **settings), clock=clock, shipped=shipped)
    asked: Any = FromHere(app, asked_from)
    with Browser(asked, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        client.served = app
        yield client


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home in which the planted directory is published."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def key(home: Path) -> dict[str, str]:
    """Give the header of a police control room's key, made before any server reads the keys: its clock stands still."""

    async def make() -> str:
        async with open_home(home, at=BOXING_NIGHT, shipped=planted) as opened:
            return await opened.keys.make(Role.POLICE, "control room", at=BOXING_NIGHT)

    return {"authorization": f"Bearer {asyncio.run(make())}"}


@pytest.fixture(scope="session")
def client(home: Path, key: dict[str, str]) -> Iterator[Browser]:
    """Give a client of a server without demonstration; it reads as the public."""
    with a_server(home) as client:
        yield client


@pytest.fixture(scope="session")
def demo_client(home: Path, client: Client) -> Iterator[Browser]:
    """Give a client of a server with the demonstration."""
    with a_server(home, demo=True) as demo:
        yield demo


@contextmanager
def table_away(home: Path, table: str) -> Iterator[None]:
    """Take a table out of the home's database, without which it cannot be used for what goes there."""
    with closing(sqlite3.connect(home / "crisis.sqlite3")) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO away")
        yield
        database.execute(f"ALTER TABLE away RENAME TO {table}")


@contextmanager
def database_away(home: Path) -> Iterator[None]:
    """Put something that is no database in the place of the home's, which no server may have open."""
    database, kept = home / "crisis.sqlite3", home / "kept.sqlite3"
    database.rename(kept)
    database.write_bytes(b"this is no database" * 1000)
    yield
    kept.rename(database)


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds, for as long as a slow machine may need."""
    for _ in range(1500):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("it did not come about within 30 seconds")


def sends_to_sign_in(client: Client, path: str) -> bool:
    """Say whether a reader of the page is sent to sign in first."""
    response = client.get(path, follow_redirects=False)
    return response.status_code == HTTPStatus.SEE_OTHER and response.headers["location"].partition("?")[0] == "/sign-in"


def problem_of(response: Any) -> dict[str, Any]:  # noqa: ANN401 (httpx's response)
    """Return the problem that a response holds."""
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = msgspec.json.decode(response.content)
    return found
