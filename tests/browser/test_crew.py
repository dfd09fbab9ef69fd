"""A crew on scene: physical need first, then the advice line before conveying; the ED only for physical need."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import look
from tests.browser.devices import DEVICES, PHONE, Taps, held, sign_in

pytestmark = pytest.mark.browser


@DEVICES
def test_two_taps_to_the_advice_line(browser: Browser, server: str, size: dict[str, int], scheme: str) -> None:
    with held(browser, server, size, scheme) as page:
        page.goto("/ambulance")
        sign_in(page, "ambulance")
        look(page, f"crew-flags-{scheme}")
        taps = Taps(page)
        taps.tap("None of these")
        taps.say_where("NN1 5BD")
        assert taps.count <= 3
        expect(page.locator(".first")).to_contain_text("Crisis Response Unit")
        expect(page.locator(".first .reach__number")).to_be_visible()
        look(page, f"crew-answer-{scheme}")


def test_a_red_flag_leads_to_the_emergency_department(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "dark") as page:
        page.goto("/ambulance")
        page.get_by_label("Trouble breathing").first.check()
        taps = Taps(page)
        taps.tap("One or more, as ticked")
        taps.say_where("NN1 5BD")
        expect(page.locator(".first")).to_contain_text("General Hospital")
        expect(page.get_by_text("Medical check first")).to_be_visible()
        look(page, "crew-red-flag-dark")


def test_it_works_without_scripts(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "light", java_script_enabled=False) as page:
        page.goto("/ambulance")
        taps = Taps(page)
        taps.tap("None of these")
        taps.say_where("Corby")
        taps.tap("Child")
        expect(page.get_by_text("For Corby")).to_be_visible()
        expect(page.locator(".step")).to_have_count(0)
