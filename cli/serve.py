"""`crisis serve`: the pages and the API, from one process."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Mapping
from importlib import import_module

import click

from cli.asking import WholeNumber, now
from cli.exits import ExitCode, Stopped

APPLICATION, SETTINGS = "web.app:create_app", "web.settings"
LOOPBACK_NAMES = {"localhost"}
PORTS = WholeNumber(1, 65535)

HEADERS_MILLISECONDS = 10_000
"""How long a request's headers may take to arrive; a body is timed by the application (web/bodies.py)."""

LARGEST_HEADERS = 64 * 1024

TO_TRY = """\
crisis: listening on {address}
  {address}/      anybody: whom to ring now
  {address}/136   police: section 136
  {address}/111   NHS 111 call handlers
  {address}/docs  the API

  curl -s {address}/api/v1/answers -H 'content-type: application/json' \\
    -d '{{"caller": "carer", "place": "Corby"}}'

Ctrl-C stops it."""
DEMONSTRATION = "DEMONSTRATION: anybody who can reach this address may read as a professional, without a key (CRISIS_DEMO=1)"


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=PORTS, help="The port to listen on; PORT, or 8000, if not given.")
def command(host: str, port: int | None) -> None:
    """Serve the pages and the HTTP API until Ctrl-C."""
    at_port = port or port_of(os.environ)
    refuse_settings(os.environ)
    refuse_open_demonstration(host, os.environ)
    refuse_taken_port(host, at_port)
    asyncio.run(get_ready())
    print(TO_TRY.format(address=address_of(host, at_port)), flush=True)
    if os.environ.get("CRISIS_DEMO") == "1":
        print(DEMONSTRATION, flush=True)
    listen(host, at_port)
    print("crisis: stopped")


def port_of(environment: Mapping[str, str]) -> int:
    """Return the port that the environment names, or 8000."""
    try:
        return PORTS.convert(environment.get("PORT") or "8000", None, None)
    except click.BadParameter as fault:
        raise Stopped(ExitCode.BAD_INPUT, f"PORT: {fault.message}") from None


def refuse_settings(environment: Mapping[str, str]) -> None:
    """Stop where a setting cannot be used, before anything is begun: the application says so of its own settings."""
    import_module(SETTINGS).read_settings(environment)


def refuse_open_demonstration(host: str, environment: Mapping[str, str]) -> None:
    """Stop where the demonstration sign-in could be reached from another machine."""
    if environment.get("CRISIS_DEMO") == "1" and not is_loopback(host):
        raise Stopped(
            ExitCode.BAD_INPUT, "CRISIS_DEMO=1 lets anybody read as a professional: it goes with --host 127.0.0.1 only"
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the address."""
    try:
        return host in LOOPBACK_NAMES or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_taken_port(host: str, port: int) -> None:
    """Stop where the address cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise Stopped(
            ExitCode.CANNOT, f"port {port} cannot be listened on ({fault.strerror}): another one with --port or PORT="
        ) from None


async def get_ready() -> None:
    """Do what a first start needs (places, tables, the shipped directory), so that the server itself starts at once."""
    from cli.home import opened_home

    async with opened_home(now()):
        pass


def address_of(host: str, port: int) -> str:
    """Write the address to open on this machine."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared with, not listened on)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def listen(host: str, port: int) -> None:
    """Run the application until the process is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings, HTTP2Settings
    from granian.log import LogLevels

    Granian(
        APPLICATION,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        workers_kill_timeout=10,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MILLISECONDS, max_buffer_size=LARGEST_HEADERS),
        http2_settings=HTTP2Settings(max_headers_size=LARGEST_HEADERS),
        log_level=LogLevels.warning,
    ).serve()
