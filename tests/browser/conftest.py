"""A real server and Debian's Chromium; skipped where there is no Chromium, except in CI, where its absence fails."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.rooms import PROJECT, Ward
from tests.postcodes import with_postcodes
from tests.thorough import THOROUGH

SCREENSHOTS = PROJECT / "var" / "screenshots"
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
APP = "web.app:create_app"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


SEEN_ON = re.compile(r"phone|desk|light|dark|by day|by night")
"""What a test's name says of the device and the light in which it looks at a page."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Look at each page on one of its devices, another for every test; on all of them where tests are thorough."""
    if THOROUGH:
        return
    alike: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path.parent == Path(__file__).parent:
            alike.setdefault(SEEN_ON.sub("", item.nodeid), []).append(item)
    left = {
        item
        for name, group in alike.items()
        for position, item in enumerate(group)
        if position != int(hashlib.sha256(name.encode()).hexdigest(), 16) % len(group)
    }
    config.hook.pytest_deselected(items=sorted(left, key=lambda item: item.nodeid))
    items[:] = [item for item in items if item not in left]


def absent(what: str) -> None:
    """Skip, or fail in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


# For one file, not for the session: while playwright's loop runs, no other test in the process can start one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium for the tests of one file."""
    chromium = shutil.which("chromium")
    if chromium is None or not AXE.is_file():
        absent("Chromium or axe-core is not installed: make setup, make machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of the server."""
    return with_postcodes(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def ward(server: str, server_home: Path) -> Ward:
    """Give a place of safety that reports its room."""
    return Ward(server, server_home)


@pytest.fixture(scope="session")
def server(server_home: Path) -> Iterator[str]:
    """Run a demonstration server as `make serve` does, and give its address."""
    with running_in(server_home) as address:
        yield address


@contextmanager
def running_in(home: Path) -> Iterator[str]:
    """Run that server with its data in a home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--port", str(port), APP]
    environ = os.environ | {"CRISIS_HOME": str(home), "CRISIS_DEMO": "1", "PYTHONPATH": str(PROJECT)}
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(command, env=environ, cwd=PROJECT, stdout=log, stderr=log) as running,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/health/ready")
            yield address
        finally:
            running.terminate()


def wait_for(address: str) -> None:
    """Wait until the server is ready; fail after a while."""
    for _ in range(900):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server does not become ready")


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """Give a page on a phone and on a desk; at its end it has asked no other host for anything and complained of nothing."""
    size = {"width": 360, "height": 740} if request.param == "phone" else {"width": 1366, "height": 900}
    context = browser.new_context(base_url=server, viewport=size, java_script_enabled=True)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    # Chromium itself says that a page was not found (404), or what was typed was refused (400): no complaint about the page.
    page.on("console", lambda said: None if "status of 40" in said.text else complaints.append(said.text))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert complaints == []


def look(page: Page, name: str) -> None:
    """Keep a picture, and let axe-core look for what keeps somebody out."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found["violations"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, "the page is wider than the screen"
