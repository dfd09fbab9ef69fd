"""Devices that people hold, each with its scheme: pages are looked at on every one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 900}

DEVICES = pytest.mark.parametrize(
    ("size", "scheme"),
    [
        pytest.param(PHONE, "light", id="phone by day"),
        pytest.param(PHONE, "dark", id="phone by night"),
        pytest.param(DESK, "light", id="desk"),
    ],
)


@contextmanager
def held(browser: Browser, server: str, size: dict[str, int], scheme: str, **more: Any) -> Iterator[Page]:  # noqa: ANN401 (playwright's options)
    """Give a page on a device; at its end it asked no other host, carried nothing in an address, and complained of nothing."""
    context = browser.new_context(base_url=server, viewport=size, color_scheme=scheme, **more)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    # Chromium itself says that there is no network; that is no complaint about the page.
    page.on("console", lambda said: None if "ERR_INTERNET_DISCONNECTED" in said.text else complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(fault.message))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert [url for url in asked if "?" in url and "/static/" not in url] == []
    assert complaints == []


def sign_in(page: Page, role: str) -> None:
    """Read as a profession, in the demonstration."""
    page.get_by_label("Read as").select_option(role)
    page.get_by_role("button", name="Sign in for the demonstration").click()
    expect(page.get_by_text(f"You are reading as {role}")).to_be_visible()


class Taps:
    """Fingers that count; typing a place is one tap with its button."""

    def __init__(self, page: Page) -> None:
        """Begin at none."""
        self.page, self.count = page, 0

    def tap(self, name: str) -> None:
        """Tap a button."""
        self.page.get_by_role("button", name=name).click()
        self.count += 1

    def say_where(self, place: str) -> None:
        """Type a place and tap."""
        self.page.locator(".step").get_by_label("Police force, town or postcode").fill(place)
        self.page.get_by_role("button", name="Go", exact=True).click()
        self.count += 1
