"""Nodes: `crisis serve` in processes and homes of their own, which may be killed and started again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.bench.server import CRISIS, PROJECT, free_port, wait_until_ready

PATIENCE_SECONDS = 30.0
"""For how long a node may take to end."""

READY_SECONDS = 5.0
"""Whoever asks whether it is ready waits no longer."""

SERVED = (*CRISIS, "serve")
"""How a node is served."""

CLOCK = "clock"
"""The file beside the homes that says by how much a clock is wrong, where a scene is about that."""

DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


class Node:
    """One node: a home, a port, and the environment that it runs in."""

    def __init__(self, home: Path, database_url: str | None, serving: tuple[str, ...]) -> None:
        """Take them, and the command that serves; nothing runs yet."""
        self.home = home
        self.port = free_port()
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("CRISIS_")}
        ours = {"CRISIS_HOME": str(home), "CRISIS_DATABASE_URL": database_url or "", "PYTHONPATH": str(PROJECT)}
        self.environment = theirs | ours | {"WRONG_CLOCK": str(home.with_name(CLOCK))}
        self._serving = serving
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers, from whatever edition."""
        with self.home.with_suffix(".log").open("ab") as log:
            self._process = subprocess.Popen(
                (*DIES_WITH_US, *self._serving, "--port", str(self.port)),
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until_ready(self._process, self.port, "/health/live")

    def kill(self) -> None:
        """Kill every process of it at once."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_SECONDS)

    def stop(self) -> int | None:
        """Stop it as a service manager would, and return what it ended with; None where it had to be killed."""
        if self._process is None:
            return None
        self._process.terminate()
        try:
            return self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def ready(self) -> tuple[int, dict[str, Any]]:
        """Return what it says of being ready: the status, and what it answers from; 0 and nothing where it is not there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/health/ready")
            said = connection.getresponse()
            return said.status, json.load(said)
        except (OSError, ValueError):
            return 0, {}
        finally:
            connection.close()

    def checked(self) -> dict[str, tuple[str, str]]:
        """Return what `crisis check --log` says: for each check how it came out (✓ ! ✗), and what was seen."""
        said = subprocess.run(
            (*CRISIS, "check", "--log", "--json"), cwd=PROJECT, env=self.environment, capture_output=True, check=False
        )
        return {line["what"]: (line["mark"], line["seen"]) for line in json.loads(said.stdout)["lines"]}
