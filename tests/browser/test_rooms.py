"""A ward office: a phone, a link, three buttons. A keeper makes the link, prints it, and sees what was reported."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import look
from tests.browser.devices import DEVICES, PHONE, held, sign_in
from tests.browser.rooms import BERRYWOOD

pytestmark = pytest.mark.browser

PAGE = f"/capacity/{BERRYWOOD}"


@DEVICES
def test_a_keeper_reports_room_and_looks_at_the_week(browser: Browser, server: str, size: dict[str, int], scheme: str) -> None:
    with held(browser, server, size, scheme) as page:
        page.goto("/capacity")
        sign_in(page, "curator")
        page.locator(f"#report-{BERRYWOOD}").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Berrywood")
        page.get_by_label("For adults").fill("0")
        page.get_by_label("For under 18").fill("1")
        page.get_by_role("button", name="Space").click()
        expect(page.locator("#held")).to_contain_text("Rooms free for adults: none, under 18: 1")
        expect(page.locator("#held")).to_contain_text("Reported just now. It counts until")
        look(page, f"room-{scheme}")
        page.get_by_role("link", name="The last 7 days as a picture").click()
        expect(page.locator("svg.ribbon")).to_be_visible()
        look(page, f"room-history-{scheme}")
        page.get_by_role("link", name="Room and refusals").click()
        look(page, f"rooms-{scheme}")


def test_a_slip_is_shown_beside_its_field(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport=PHONE, color_scheme="dark")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/capacity")
    sign_in(page, "curator")
    page.goto(PAGE)
    page.get_by_label("For adults").fill("2")
    page.get_by_role("button", name="Full").click()
    page.get_by_role("link", name="You pressed full").click()
    expect(page.get_by_label("For adults")).to_be_focused()
    expect(page.get_by_label("For adults")).to_have_value("2")
    look(page, "room-slip-dark")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_ward_reports_by_its_link_without_sign_in_and_without_scripts(browser: Browser, server: str, scheme: str) -> None:
    with held(browser, server, PHONE, scheme) as page:
        page.goto("/capacity")
        sign_in(page, "curator")
        page.goto(PAGE)
        page.get_by_role("button", name="Make a link").click()
        look(page, f"room-card-{scheme}")
        address = page.locator("#address").inner_text()
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Closed").click()
    expect(page.locator("#held")).to_contain_text("Closed")
    page.reload()
    expect(page.locator("tbody tr").first).to_contain_text("by a link")
    expect(page.locator("tbody")).not_to_contain_text("demonstration")
    context.close()
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    look(page, f"room-link-{scheme}")
    context.close()
