"""A running server on the shipped directory, with one line for police planted in it, and its clock stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from directory.reader import Role
from store.home import open_home
from tests.postcodes import with_postcodes
from tests.web.makers import BOXING_NIGHT, planted
from web.app import create_app
from web.settings import Settings

Client = TestClient[Any]


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
def a_server(home: Path, *, demo: bool = False, asked_from: str = "127.0.0.1") -> Iterator[Client]:
    """Run a server on the home and give a client of it."""
    app = create_app(Settings(home=with_postcodes(home), demo=demo), clock=lambda: BOXING_NIGHT, shipped=planted)
    asked: Any = FromHere(app, asked_from)
    with TestClient(asked, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home in which the planted directory is published."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def client(home: Path) -> Iterator[Client]:
    """Give a client of a server without demonstration; it reads as the public."""
    with a_server(home) as client:
        yield client


@pytest.fixture(scope="session")
def key(client: Client, home: Path) -> dict[str, str]:
    """Give the header of a police control room's key."""

    async def make() -> str:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return await opened.keys.make(Role.POLICE, "control room", at=BOXING_NIGHT)

    return {"authorization": f"Bearer {asyncio.run(make())}"}


@pytest.fixture(scope="session")
def demo_client(home: Path, client: Client) -> Iterator[Client]:
    """Give a client of a server with the demonstration."""
    with a_server(home, demo=True) as demo:
        yield demo


def problem_of(response: Any) -> dict[str, Any]:  # noqa: ANN401 (httpx's response)
    """Return the problem that a response holds."""
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = msgspec.json.decode(response.content)
    return found
