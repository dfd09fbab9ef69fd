"""A call handler's whole shift by keyboard alone: words, number, ladder, another hour, what became of it, a new call."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import look

pytestmark = pytest.mark.browser

DESK = {"width": 1366, "height": 900}


@pytest.fixture(params=["light", "dark"])
def console(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """Give the console as a handler of NHS 111 sees it by day and by night; it asks no other host and complains of nothing."""
    context = browser.new_context(base_url=server, viewport=DESK, color_scheme=request.param)  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    # Chromium itself says when a server is away; that is no complaint about the page.
    page.on("console", lambda said: None if "status of 503" in said.text else complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(fault.message))
    page.goto("/111")
    page.get_by_label("Read as").select_option("nhs111")
    page.get_by_role("button", name="Sign in for the demonstration").click()
    expect(page.locator("#words")).to_be_focused()
    yield page
    look_in(page, request.param)
    context.close()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert [url for url in asked if "?" in url and "/static/" not in url] == []
    assert complaints == []


def look_in(page: Page, scheme: str, name: str = "end") -> None:
    """Keep a picture, and let axe-core look."""
    look(page, f"console-{name}-{scheme}")


def scheme_of(page: Page) -> str:
    return "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"


class Keyboard:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        """Begin at none."""
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1


def rows(page: Page) -> list[str]:
    return [row or "" for row in page.locator("button.open").all_text_contents()]


def said(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#said")).to_have_text(words)


def test_from_the_first_key_to_the_number_within_five_strokes_beyond_the_words(console: Page) -> None:
    keyboard = Keyboard(console)
    console.keyboard.type("samaratins")
    said(console, re.compile(r"^\d+ of \d+ services"))
    expect(console.locator(".hit").first.get_by_role("link", name="116 123")).to_be_visible()
    keyboard.press("Enter")
    expect(console.get_by_role("heading", name="Samaritans").first).to_be_visible()
    expect(console.locator(".entry").get_by_role("link", name="116 123")).to_be_visible()
    assert keyboard.strokes <= 5
    look_in(console, scheme_of(console), "opened")


def test_enter_waits_for_the_search_of_the_last_words(console: Page) -> None:
    console.keyboard.type("samaratins")
    console.keyboard.press("Enter")
    expect(console.get_by_role("heading", name="Samaritans").first).to_be_visible()


def test_a_service_is_chosen_by_arrow_and_by_digit_and_its_number_copied(console: Page) -> None:
    console.keyboard.type("448 0828")
    said(console, re.compile("services"))
    keyboard = Keyboard(console)
    keyboard.press("ArrowDown", "c")
    said(console, "Copied 0800 448 0828")
    assert console.evaluate("navigator.clipboard.readText()") == "0800 448 0828"
    keyboard.press("1")
    expect(console.get_by_role("heading", name="Northamptonshire Mental Health Number").first).to_be_visible()
    keyboard.press("ArrowUp")
    expect(console.locator("#words")).to_be_focused()


def test_digits_in_the_box_are_words(console: Page) -> None:
    console.keyboard.type("136 suite northampton")
    expect(console.locator("button.open").first).to_contain_text(re.compile("place of safety|136|suite", re.IGNORECASE))
    expect(console.locator(".entry")).to_have_count(0)


def test_place_and_age_stay_until_a_new_call(console: Page) -> None:
    keyboard = Keyboard(console)
    console.keyboard.type("crisis wellingbrough")
    expect(console.locator("#keep-place")).to_be_visible()
    keyboard.press("ArrowDown", "k")
    expect(console.locator("#place")).to_have_value("Wellingborough")
    expect(console.locator("#beside .for-place")).to_contain_text("Wellingborough")
    console.locator("#age").fill("15")
    keyboard.press("Escape")
    expect(console.locator("#words")).to_be_focused()
    expect(console.locator("#words")).to_have_value("")
    expect(console.locator("#place")).to_have_value("Wellingborough")
    console.keyboard.type("crisis")
    expect(console.get_by_role("rowheader", name="Does not take this age")).to_be_visible()
    keyboard.press("Alt+n")
    said(console, "New call: everything is cleared.")
    for field in ("#words", "#place", "#age", "#at_time"):
        expect(console.locator(field)).to_have_value("")
    expect(console.locator("#words")).to_be_focused()
    assert rows(console) == []
    assert console.url.endswith("/111")


def test_filters_and_another_hour_have_keys(console: Page) -> None:
    console.locator("#place").fill("Northampton")
    console.locator("#words").focus()
    console.keyboard.type("cafe")
    said(console, re.compile("services"))
    keyboard = Keyboard(console)
    keyboard.press("ArrowDown", "p")
    expect(console.get_by_label("Serves this place")).to_be_checked()
    expect(console.get_by_role("rowheader", name="Serves other areas")).to_have_count(0)
    keyboard.press("w")
    said(console, re.compile("for 03:00"))
    expect(console.locator("#beside .moment")).to_be_visible()
    look_in(console, scheme_of(console), "what-if")
    keyboard.press("w")
    expect(console.locator(".moment")).to_have_count(0)


def test_what_became_of_it_is_told_by_key(console: Page) -> None:
    console.keyboard.type("samaratins")
    console.keyboard.press("Enter")
    expect(console.get_by_text("What became of it?")).to_be_visible()
    console.keyboard.press("g")
    said(console, "Noted: given to the caller.")
    console.keyboard.press("r")
    expect(console.locator("#rejection")).to_be_focused()
    console.keyboard.type("No cap")
    console.keyboard.press("Tab")
    console.keyboard.press("Enter")
    said(console, "Noted: No capacity.")


def test_words_of_danger_put_999_over_everything(console: Page) -> None:
    console.keyboard.type("suicidal wellingbrough")
    expect(console.locator(".danger")).to_be_visible()
    said(console, re.compile("Danger to life: 999"))
    look_in(console, scheme_of(console), "danger")


def test_the_keys_are_shown_by_a_key(console: Page) -> None:
    console.keyboard.press("Tab")
    console.locator("h1").click()
    console.keyboard.press("?")
    expect(console.get_by_text("back to the box")).to_be_visible()
    look_in(console, scheme_of(console), "keys")
    console.keyboard.press("/")
    expect(console.locator("#words")).to_be_focused()


def test_single_keys_can_be_switched_off(console: Page) -> None:
    """WCAG 2.2, 2.1.4: somebody who dictates must not set them off by speaking."""
    console.locator("#keys summary").click()
    console.get_by_label("Single letters, digits and signs are keys").uncheck()
    console.keyboard.press("o")
    expect(console.get_by_label("Open now")).not_to_be_checked()
    console.keyboard.press("Alt+o")
    expect(console.get_by_label("Open now")).to_be_checked()


def test_a_server_that_is_away_is_said(console: Page) -> None:
    console.route("**/111/results", lambda route: route.fulfill(status=503, body=""))
    console.keyboard.type("crisis")
    said(console, re.compile("In danger 999"))
    console.unroute("**/111/results")


@pytest.fixture
def without_scripts(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """Give a browser on a phone that runs no script, and reads as the public."""
    context = browser.new_context(base_url=server, java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context
    context.close()


def test_it_works_without_scripts(without_scripts: BrowserContext) -> None:
    page = without_scripts.new_page()
    page.goto("/111")
    page.locator("#words").fill("samaratins")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Samaritans", exact=True).click()
    expect(page.locator("#entry-heading")).to_have_text("Samaritans")
    assert page.url.endswith("/111")
