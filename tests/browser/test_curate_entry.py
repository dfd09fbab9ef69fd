"""A curator edits an entry in a browser: hours as one types, the week by keyboard, on a phone, in the dark, without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import look

pytestmark = pytest.mark.browser

ENTRY = "/curate/entries/papyrus"


def signed_in(page: Page) -> Page:
    page.goto("/")
    if page.locator("#demo-role").count():
        page.select_option("#demo-role", "publisher")
        page.click("text=Sign in for the demonstration")
    return page


def test_hours_are_read_as_one_types_and_the_week_follows(page: Page) -> None:
    signed_in(page).goto(ENTRY)
    page.fill("#contact-1-hours", "Mon-Fri 9 to 5, not bank holidays")
    expect(page.locator("#contact-1-words")).to_contain_text("Monday to Friday 09:00 to 17:00; closed on bank holidays")
    expect(page.locator("#contact-1-mon-1-opens")).to_have_value("09:00")
    expect(page.locator("#contact-1-bank")).to_have_value("closed")
    expect(page.locator("#contact-1-picture svg.ribbon")).to_be_visible()
    expect(page.locator("#public")).to_contain_text(re.compile("Call: 0800 068 4141. (Open now|Closed now)"))

    # The week by keyboard alone: down to Friday, on to its closing time, and the typed words follow.
    page.focus("#contact-1-mon-1-opens")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("22:00")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("8am")
    page.keyboard.press("Tab")
    expect(page.locator("#contact-1-fri-1-after")).to_have_text("the day after")
    expect(page.locator("#contact-1-fri-1-closes")).to_have_value("08:00")
    expect(page.locator("#contact-1-words")).to_contain_text("Friday 22:00 to 08:00")
    expect(page.locator("#contact-1-stated_as")).to_have_value(re.compile("22:00"))

    # A third session of a day has its fields too, so that what is sent next is what was typed.
    page.fill("#contact-1-hours", "Mon 09:00-10:00, 11:00-12:00, 13:00-14:00; PH off")
    expect(page.locator("#contact-1-mon-3-closes")).to_have_value("14:00")

    page.fill("#contact-1-hours", "Mon-Fri whenever")
    expect(page.locator("#contact-1-hours-error")).to_contain_text("word 2")
    expect(page.locator("#contact-1-words")).to_contain_text("cannot be read yet")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look(page, f"entry-{scheme}")


def test_the_list_and_the_other_forms_keep_nobody_out(page: Page) -> None:
    signed_in(page)
    for path, name in (("/curate/entries", "entries"), ("/curate/entries/new", "entry-new"), (f"{ENTRY}/end", "entry-end")):
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            look(page, f"{name}-{scheme}")


def test_without_script_the_check_button_does_the_same(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = signed_in(context.new_page())
    page.goto(ENTRY)
    page.fill("#contact-1-hours", "9am-5pm weekdays; Sat 10-2")
    page.fill("#contact-1-label", "Kept")
    page.press("#contact-1-label", "Enter")
    expect(page.locator("#contact-1-sat-1-closes")).to_have_value("14:00")
    expect(page.locator("#contact-1-label")).to_have_value("Kept")
    page.fill("#areas", "Kent Polise")
    page.locator(".actions button", has_text="Check").click()
    page.locator(".nhsuk-error-summary a", has_text="Kent Police").click()
    assert page.url.endswith("#areas")
    context.close()
