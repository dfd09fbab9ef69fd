"""A wire to a PostgreSQL server that can be cut, at any moment or just when a commit has been made and not yet been told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa


class Relay:
    """Passes bytes on between clients and the server at an address."""

    def __init__(self, url: str) -> None:
        """Take the server's address; nothing listens yet."""
        self._behind = sa.make_url(url)
        self._server: asyncio.Server | None = None
        self._wires: set[asyncio.StreamWriter] = set()
        self._port = 0
        self.cuts_after_commit = False

    @property
    def url(self) -> str:
        """Return the address by which the server is reached through here."""
        return self._behind.set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)

    async def join(self) -> None:
        """Let clients through, at the same address each time."""
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Cut every connection and refuse new ones."""
        assert self._server is not None
        self._server.close()
        for wire in list(self._wires):
            wire.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, behind = await asyncio.open_connection(self._behind.host or "127.0.0.1", self._behind.port or 5432)
        self._wires |= {writer, behind}
        is_committing = False

        async def ask() -> None:
            nonlocal is_committing
            while data := await reader.read(65_536):
                is_committing = self.cuts_after_commit and b"COMMIT" in data
                behind.write(data)

        async def answer() -> None:
            while (data := await answers.read(65_536)) and not is_committing:
                writer.write(data)

        both = [asyncio.create_task(ask()), asyncio.create_task(answer())]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for wire in (writer, behind):
            wire.close()
        self._wires -= {writer, behind}


@asynccontextmanager
async def relaying(url: str) -> AsyncIterator[Relay]:
    """Give a relay to the server that lets clients through, cut in the end."""
    relay = Relay(url)
    await relay.join()
    try:
        yield relay
    finally:
        await relay.cut()
