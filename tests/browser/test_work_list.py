"""The work list, on a phone and on a desk, light and dark, with the keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import look

pytestmark = pytest.mark.browser


@pytest.fixture
def keeper(page: Page) -> Page:
    """Give a page that is read as a publisher of the demonstration."""
    page.goto("/")
    page.get_by_label("Read as").select_option("publisher")
    page.get_by_role("button", name="Sign in for the demonstration").click()
    return page


def test_a_keeper_rings_and_says_what_became_of_it(keeper: Page) -> None:
    keeper.goto("/curate?kind=crhtt")
    look(keeper, "work-list")
    keeper.emulate_media(color_scheme="dark")
    look(keeper, "work-list-dark")
    keeper.emulate_media(color_scheme="light")
    first = keeper.locator("li.due").first
    rung = first.get_attribute("id") or ""
    first.get_by_role("button", name="and right").focus()
    keeper.keyboard.press("Enter")
    expect(keeper.get_by_role("status")).to_contain_text("Kept: rung and right")
    expect(keeper.locator(f"[id='{rung}']")).to_have_count(0)


def test_what_cannot_be_read_is_said_beside_its_field_and_stands_first(keeper: Page) -> None:
    keeper.goto("/curate?kind=safeguarding_adult")
    card = keeper.locator("li.due").last
    card.get_by_text("wrong: now").click()
    card.get_by_label("New number").fill("01604")
    card.get_by_role("button", name="Show what this changes").click()
    expect(keeper.get_by_role("alert")).to_contain_text("Nothing was kept yet")
    expect(keeper.locator("li.due").first.get_by_label("New number")).to_have_value("01604")
    look(keeper, "work-list-wrong")
    keeper.get_by_role("alert").get_by_role("link").first.click()
    expect(keeper.locator("li.due").first.get_by_label("New number")).to_be_focused()
