"""A PostgreSQL cluster of our own, which may be killed, stopped, frozen and filled; and disks that are tiny, or full."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.server import free_port

PATIENCE_SECONDS = 60.0

SMALL = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 32MB
min_wal_size = 8MB
max_wal_size = 64MB
"""
"""A small server that otherwise is as it comes: what it says is committed is on the disk."""


class NotHere(Exception):
    """A scenario cannot be played on this machine; the message says what it lacks."""


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return None if initdb is None else Path(initdb).resolve().parent


class Cluster:
    """One PostgreSQL server on a data folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        """Make an empty cluster in the folder, which must be there."""
        found = programs()
        if found is None:
            raise NotHere("PostgreSQL has no programs (initdb, postgres) here")
        self.folder = folder
        self._programs, self._data, self._log = found, folder / "data", folder.with_suffix(".log")
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(self._data, "postgres")
        made = (self._programs / "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--wal-segsize=1", self._data)
        subprocess.run((*as_postgres(), *made), check=True, capture_output=True, cwd=folder)
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"{SMALL}port = {self.port}\n")

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                (*as_postgres(), self._programs / "postgres", "-D", self._data), cwd=self._data.parent, stdout=log, stderr=log
            )
        give_up = time.monotonic() + PATIENCE_SECONDS
        asked = (self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres", "-p", str(self.port))
        while subprocess.run(asked, check=False).returncode != 0:
            if time.monotonic() > give_up:
                raise RuntimeError("the cluster did not start")
            time.sleep(0.05)

    def start_if_gone(self) -> None:
        """Start the server if it has ended."""
        if self._server is None or self._server.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Stop it as an engineer would: whoever is connected is cut off, and everything is brought to the disk."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        """Let no process of it go on; its connections stay, and new ones are never answered."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let all of it go on again."""
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        """Return the server's process and all that it began."""
        if self._server is None or self._server.poll() is not None:
            return []
        server = self._server.pid
        begun = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, begun)]

    def _signal(self, told: signal.Signals) -> None:
        if self._server is not None:
            begun = self._processes()
            self._server.send_signal(told)
            self._server.wait(PATIENCE_SECONDS)
            while any(map(_runs, begun)):  # the next start needs their memory
                time.sleep(0.02)


def _runs(process: int) -> bool:
    """Say whether a process still holds what it held; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes() != b""
    except OSError:
        return False


@contextmanager
def a_folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL's own user may pass, with one for its cluster in it."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "cluster").mkdir()
        yield folder


@contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    """Give a cluster in a folder that is there, and leave no process of it behind."""
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()


def as_postgres() -> tuple[str, ...]:
    """Begin a command that dies with the thread that runs it; as root it runs as PostgreSQL's own user: it refuses root."""
    dies_with_us = ("setpriv", "--pdeathsig", "KILL")
    if os.geteuid() != 0:
        return (*dies_with_us, "--")
    return (*dies_with_us, "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--")


@contextmanager
def a_tiny_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Make a folder that holds so many megabytes and no more; NotHere where this user may not."""
    folder.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder), check=False, capture_output=True
    )
    if mounted.returncode != 0:
        raise NotHere("a tiny disk needs root, and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "--lazy", folder), check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no room on the folder's disk until the block ends."""
    filling = folder / "filling"
    try:
        with filling.open("wb", buffering=0) as file, suppress(OSError):
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))
        yield
    finally:
        filling.unlink()
