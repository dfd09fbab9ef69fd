"""The board of places of safety keeps itself up to date, keeps the focus where it was, and says aloud only what changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import look
from tests.browser.devices import DESK, DEVICES, PHONE, held, sign_in
from tests.browser.rooms import BERRYWOOD, Ward

pytestmark = pytest.mark.browser

REFRESH = 31_000


@DEVICES
def test_what_changed_is_put_in_and_said_and_the_focus_stays(
    browser: Browser, server: str, ward: Ward, size: dict[str, int], scheme: str
) -> None:
    ward.report("space")
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
        ward.report("full")
        page.clock.fast_forward(REFRESH)
        expect(shown).to_contain_text("Full")
        expect(page.locator("#board-news")).to_contain_text("Full")
        expect(page.locator("#board-news")).not_to_contain_text("St Mary")
        expect(page.locator("#place")).to_be_focused()
        look(page, f"board-full-{scheme}")


def test_a_paused_board_stays_as_it_is(browser: Browser, server: str, ward: Ward) -> None:
    ward.report("space")
    with held(browser, server, PHONE, "light") as page:
        page.clock.install()
        page.goto("/capacity")
        sign_in(page, "police")
        page.get_by_role("button", name="Pause").click()
        ward.report("closed")
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


def test_the_public_sees_names_alone(browser: Browser, server: str, ward: Ward) -> None:
    ward.report("full")
    with held(browser, server, PHONE, "light") as page:
        page.goto("/capacity")
        shown = page.locator(f"#suite-{BERRYWOOD}")
        expect(shown).to_contain_text("Shown to professionals")
        expect(shown).not_to_contain_text("Full")
        look(page, "board-public-light")


AT_ONCE = 3_000
"""Milliseconds: a tenth of the time after which the board fetches itself anew in any case."""


def test_a_report_stands_on_the_board_at_once_without_reading_the_page_again(browser: Browser, server: str, ward: Ward) -> None:
    ward.report("space", adults_free=2, under_18_free=1)
    with held(browser, server, DESK, "light") as page:
        page.goto("/capacity")
        sign_in(page, "police")
        shown = page.locator(f"#suite-{BERRYWOOD}")
        expect(shown).to_contain_text("Rooms free for adults: 2, under 18: 1")
        page.evaluate("window.same = true")
        ward.report("space", adults_free=0, under_18_free=1)
        expect(shown).to_contain_text("Rooms free for adults: none, under 18: 1", timeout=AT_ONCE)
        expect(page.locator("#board-news")).to_contain_text("adults: none")
        assert page.evaluate("window.same")


def test_a_refusal_is_told_in_two_taps_and_the_next_place_stands_there(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "dark") as page:
        page.goto("/capacity")
        sign_in(page, "police")
        page.get_by_text("A place of safety refused us").click()
        page.get_by_label("Drink or drugs").check()
        page.get_by_role("button", name="Note it and show the next place").click()
        expect(page.get_by_role("status")).to_contain_text("Noted")
        expect(page.locator(".suite")).to_have_count(1)
        expect(page.locator(".suite")).not_to_contain_text("Berrywood")
        look(page, "refused-dark")
