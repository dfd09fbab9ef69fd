"""A commissioner reads the month on a desk, at night and on a phone; a keeper deals with a problem that was told."""

from __future__ import annotations

import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import look
from tests.browser.devices import DEVICES, PHONE, sign_in

pytestmark = pytest.mark.browser


def on_page(browser: Browser, server: str, size: dict[str, int], scheme: str) -> Page:
    context = browser.new_context(base_url=server, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    sign_in(page, "admin")
    return page


@DEVICES
def test_a_month_can_be_read_and_another_chosen(browser: Browser, server: str, size: dict[str, int], scheme: str) -> None:
    page = on_page(browser, server, size, scheme)
    page.get_by_role("link", name="Figures").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Figures for")
    expect(page.get_by_role("img", name="Answers by hour of the day")).to_be_visible()
    look(page, f"figures-{scheme}")
    page.goto("/figures?month=2026-01")
    expect(page.get_by_text("No question was asked here in this month.")).to_be_visible()
    look(page, f"figures-empty-{scheme}")
    page.get_by_label("Month").select_option(index=0)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("This month is still running.")).to_be_visible()
    page.context.close()


def test_a_keeper_deals_with_a_problem(browser: Browser, server: str) -> None:
    size, scheme = PHONE, "dark"
    told = urllib.parse.urlencode({"service": "samaritans", "problem": "number_wrong", "asked": "{}"}).encode()
    urllib.request.urlopen(f"{server}/report", data=told, timeout=10).close()
    page = on_page(browser, server, size, scheme)
    page.goto("/curate/reports?entry=samaritans")
    page.get_by_text("Deal with").first.click()
    page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("Choose what you found.")).to_be_visible()
    look(page, f"reports-{scheme}")
    # Other tests of this server may have told of something else about the same entry: all of it is dealt with.
    while page.get_by_label("What you found").count():
        if not page.get_by_label("What you found").first.is_visible():
            page.get_by_text("Deal with").first.click()
        page.get_by_label("What you found").first.select_option("was_right")
        page.get_by_label("Note").first.fill("rung, and it answers")
        page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("No problem is open. Nothing waits for you here.")).to_be_visible()
    page.get_by_role("link", name="Done", exact=True).click()
    expect(page.get_by_text("The entry was right – rung, and it answers").first).to_be_visible()
    look(page, f"reports-done-{scheme}")
    page.context.close()
