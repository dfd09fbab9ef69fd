"""`crisis serve`: the pages and the API, from one process or several on one home."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import os
import resource
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cli.asking import WholeNumber, now
from cli.exits import ExitCode, Stopped

APPLICATION, SETTINGS = "web.app:create_app", "web.settings"
LOOPBACK_NAMES = {"localhost"}
PORTS, WORKERS = WholeNumber(1, 65535), WholeNumber(1, 64)

HEADERS_MILLISECONDS = 10_000
"""How long a request's headers may take to arrive; a body is timed by the application (web/bodies.py)."""

LARGEST_HEADERS = 64 * 1024

MOST_CONNECTIONS = 8_192
"""How many connections a worker holds at once: at granian's 1,024 who came next waited 9 s for an idle one to be let go."""

STOPPED_WITHIN = 20
"""Seconds that requests have to be answered, and decisions to be delivered, once the server is told to stop."""

FIGURES = "PROMETHEUS_MULTIPROC_DIR"

_LINE = {"()": "web.lines.line_formatter"}
_TO_STANDARD_ERROR = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
LOGS = {
    "formatters": {"generic": _LINE, "access": _LINE},
    "handlers": {"console": _TO_STANDARD_ERROR, "access": _TO_STANDARD_ERROR},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
"""The server's own lines, and those of every library, in the form of ours: workers inherit the logging of this process."""

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
@click.option("--workers", type=WORKERS, help="How many processes answer; CRISIS_WORKERS, or 1, if not given.")
def command(host: str, port: int | None, workers: int | None) -> None:
    """Serve the pages and the HTTP API until Ctrl-C."""
    at_port = port or number_in(os.environ, "PORT", PORTS, 8000)
    workers = workers or number_in(os.environ, "CRISIS_WORKERS", WORKERS, 1)
    refuse_settings(os.environ)
    refuse_open_demonstration(host, workers, os.environ)
    refuse_taken_port(host, at_port)
    with nothing_collected():
        asyncio.run(get_ready())
        print(TO_TRY.format(address=address_of(host, at_port)), flush=True)
        if os.environ.get("CRISIS_DEMO") == "1":
            print(DEMONSTRATION, flush=True)
        with figures_together(workers):
            listen(host, at_port, workers)
    print("crisis: stopped")


def number_in(environment: Mapping[str, str], variable: str, numbers: WholeNumber, otherwise: int) -> int:
    """Return the number that a variable of the environment holds; `otherwise` where it is not set."""
    try:
        return numbers.convert(environment.get(variable) or str(otherwise), None, None)
    except click.BadParameter as fault:
        raise Stopped(ExitCode.BAD_INPUT, f"{variable}: {fault.message}") from None


def refuse_settings(environment: Mapping[str, str]) -> None:
    """Stop where a setting cannot be used, before anything is begun: the application says so of its own settings."""
    import_module(SETTINGS).read_settings(environment)


def refuse_open_demonstration(host: str, workers: int, environment: Mapping[str, str]) -> None:
    """Stop where the demonstration sign-in could be reached from another machine, or would be known to one worker of many."""
    if environment.get("CRISIS_DEMO") != "1":
        return
    if workers > 1:
        raise Stopped(ExitCode.BAD_INPUT, "CRISIS_DEMO=1 keeps its sign-ins in one process: it goes with --workers 1 only")
    if not is_loopback(host):
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


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Hold the garbage collector off: of what a start loads nothing goes. A worker that is ready collects (web/desk.py)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def get_ready() -> None:
    """Do what a first start needs (places, tables, the shipped directory), so that the server itself starts at once.

    What waits for the database is left to the server: nobody answers before that.
    """
    from cli.home import opened_home

    async with opened_home(now(), patience=0):
        pass


def address_of(host: str, port: int) -> str:
    """Write the address to open on this machine."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared with, not listened on)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


@contextmanager
def figures_together(workers: int) -> Iterator[None]:
    """Give several workers a folder for their figures, so that whichever is asked tells those of all; one needs none."""
    if workers == 1 or os.environ.get(FIGURES):
        yield
        return
    # In memory where the machine has such a place: a worker that writes a figure to a full disk would be ended.
    memory = Path("/dev/shm")  # noqa: S108 (the folder made in it has a name of its own, and is for this user alone)
    with TemporaryDirectory(prefix="crisis-figures-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        os.environ[FIGURES] = folder
        yield


def listen(host: str, port: int, workers: int) -> None:
    """Run the application until the process is told to stop; a worker that ends by itself is begun again."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings, HTTP2Settings
    from granian.log import LogLevels

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # each connection is a file; many machines begin at 1,024
    Granian(
        APPLICATION,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        backpressure=MOST_CONNECTIONS,
        workers_kill_timeout=STOPPED_WITHIN,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MILLISECONDS, max_buffer_size=LARGEST_HEADERS),
        http2_settings=HTTP2Settings(max_headers_size=LARGEST_HEADERS),
        log_level=LogLevels.warning,
        log_dictconfig=LOGS,
    ).serve()
