"""The board of places of safety keeps itself up to date, keeps the focus where it was, and says aloud only what changed."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import look
from tests.browser.devices import DEVICES, PHONE, held, sign_in

pytestmark = pytest.mark.browser

BERRYWOOD = "nn-berrywood-pos"
REFRESH = 31_000


def report(server: str, status: str) -> None:
    """Report room at Berrywood."""
    urllib.request.urlopen(f"{server}/tests/room/{BERRYWOOD}/{status}", data=b"", timeout=10).close()


@DEVICES
def test_what_changed_is_put_in_and_said_and_the_focus_stays(
    browser: Browser, server: str, size: dict[str, int], scheme: str
) -> None:
    report(server, "space")
    with held(browser, server, size, scheme) as page:
        page.clock.install()
        page.goto("/capacity")
        sign_in(page, "police")
        page.get_by_label("Police force, town or postcode").fill("Northampton")
        page.get_by_role("button", name="Sort by this place").click()
        shown = page.locator(f"#suite-{BERRYWOOD}")
        expect(shown).to_contain_text("Has space")
        expect(shown).to_contain_text("Updated just now")
        look(page, f"board-space-{scheme}")
        page.locator("#place").focus()
        report(server, "full")
        page.clock.fast_forward(REFRESH)
        expect(shown).to_contain_text("Full")
        expect(page.locator("#board-news")).to_contain_text("Full")
        expect(page.locator("#board-news")).not_to_contain_text("St Mary")
        expect(page.locator("#place")).to_be_focused()
        look(page, f"board-full-{scheme}")


def test_a_paused_board_stays_as_it_is(browser: Browser, server: str) -> None:
    report(server, "space")
    with held(browser, server, PHONE, "light") as page:
        page.clock.install()
        page.goto("/capacity")
        sign_in(page, "police")
        page.get_by_role("button", name="Pause").click()
        report(server, "closed")
        page.clock.fast_forward(2 * REFRESH)
        expect(page.locator(f"#suite-{BERRYWOOD}")).to_contain_text("Has space")
        page.get_by_role("button", name="Pause").click()
        page.clock.fast_forward(REFRESH)
        expect(page.locator(f"#suite-{BERRYWOOD}")).to_contain_text("Closed")


def test_a_board_that_cannot_be_reached_says_of_when_it_is(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "dark") as page:
        page.clock.install()
        page.goto("/capacity")
        page.context.set_offline(True)
        page.clock.fast_forward(REFRESH)
        expect(page.locator("#board-news")).to_contain_text("The board cannot be reached")
        look(page, "board-away-dark")


def test_the_public_sees_names_alone(browser: Browser, server: str) -> None:
    report(server, "full")
    with held(browser, server, PHONE, "light") as page:
        page.goto("/capacity")
        shown = page.locator(f"#suite-{BERRYWOOD}")
        expect(shown).to_contain_text("Shown to professionals")
        expect(shown).not_to_contain_text("Full")
        look(page, "board-public-light")
