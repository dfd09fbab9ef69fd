"""A wire to a database that a test cuts, freezes or slows, and mends again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa


class Relay:
    """Passes on what goes between clients and a server, in a thread of its own. Made by `a_relay`; it begins whole."""

    def __init__(self, url: str, loop: asyncio.AbstractEventLoop) -> None:
        """Take the address of the server's database, and a loop that runs."""
        self._server = sa.make_url(url)
        self._loop = loop
        self._door: asyncio.Server | None = None
        self._port = 0
        self._passes = asyncio.Event()
        self._seconds = 0.0
        self._talks: set[asyncio.Task[None]] = set()
        self.mend()

    @property
    def url(self) -> str:
        """Return the address under which clients reach the database by way of here."""
        return self._server.set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)

    def mend(self) -> None:
        """Pass everything on from now; what was held back goes on too."""
        self._run(self._be(passes=True))

    def slow(self, seconds: float) -> None:
        """Hold back each part of an answer for so many seconds."""
        self._run(self._be(passes=True, seconds=seconds))

    def freeze(self) -> None:
        """Take connections and pass nothing on, either way: a black hole."""
        self._run(self._be(passes=False))

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._run(self._cut())

    def _run(self, step: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(step, self._loop).result(timeout=30)

    async def _be(self, *, passes: bool, seconds: float = 0.0) -> None:
        self._seconds = seconds
        if passes:
            self._passes.set()
        else:
            self._passes.clear()
        if self._door is None:
            self._door = await asyncio.start_server(self._talk, "127.0.0.1", self._port)
            self._port = self._door.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, asks: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self._talks.add(talk := asyncio.ensure_future(self._pass_on(asks, client)))
        talk.add_done_callback(self._talks.discard)

    async def _pass_on(self, asks: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        lines = [client]
        try:
            with suppress(OSError):
                await self._passes.wait()
                answers, server = await asyncio.open_connection(self._server.host, self._server.port or 5432)
                lines.append(server)
                await asyncio.gather(self._pump(asks, server, slow=False), self._pump(answers, client, slow=True))
        finally:
            for line in lines:
                line.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slow: bool) -> None:
        while part := await reader.read(65_536):
            await asyncio.sleep(self._seconds if slow else 0)
            await self._passes.wait()
            writer.write(part)
            await writer.drain()
        writer.close()


@contextmanager
def a_relay(url: str) -> Iterator[Relay]:
    """Give a relay before the server of a PostgreSQL database."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    relay = Relay(url, loop)
    try:
        yield relay
    finally:
        relay.cut()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
