"""A carer and a call handler find their number; officers and crews have files of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import look

pytestmark = pytest.mark.browser


def test_a_carer_has_a_number_at_once_and_one_nearer_after_one_form(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Call 999").first).to_have_attribute("href", "tel:999")
    expect(page.locator(".first a").first).to_have_attribute("href", re.compile("^tel:"))
    look(page, "carer-start")

    page.get_by_label("Somebody I care for").check()
    page.get_by_label("Town or postcode").fill("Corby")
    page.get_by_label("Age of the person").fill("34")
    page.get_by_role("button", name="Show whom to call").click()

    expect(page.get_by_text("For Corby")).to_be_visible()
    expect(page.get_by_role("heading", name="If nobody answers")).to_be_visible()
    assert page.url.endswith("/")
    look(page, "carer-answer")


def test_a_name_of_several_places_is_settled_with_one_tap(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Town or postcode").fill("Newport")
    page.get_by_role("button", name="Show whom to call").click()
    look(page, "carer-which-place")
    page.get_by_role("button", name="Newport, Isle of Wight").click()
    expect(page.get_by_text("For Newport")).to_be_visible()


def test_a_call_handler_gets_a_table_and_the_ladder(page: Page) -> None:
    page.goto("/111")
    look(page, "call-handler-start")
    page.get_by_label("Place", exact=True).fill("Northampton")
    page.get_by_label("Age", exact=True).fill("15")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("services? here"))).to_be_visible()
    look(page, "call-handler-answer")


def test_the_pages_work_without_scripts_and_by_keyboard(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.get_by_label("Town or postcode").fill("Corby")
    page.keyboard.press("Enter")
    expect(page.get_by_text("For Corby")).to_be_visible()
    context.close()


def test_an_error_is_a_page_with_a_number(page: Page) -> None:
    page.goto("/nothing")
    expect(page.get_by_role("link", name="Call 111")).to_be_visible()
    look(page, "nothing")


def test_the_viewer_of_the_api_comes_from_here(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto("/docs")
    expect(page.get_by_text("Whom this caller should ring, in order, and why")).to_be_visible()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    context.close()
