"""An officer at the roadside: three taps to the line of the force; by thumb, by key, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import look
from tests.browser.devices import DESK, DEVICES, PHONE, Taps, held, sign_in

pytestmark = pytest.mark.browser


@DEVICES
def test_three_taps_to_the_line_of_the_force(browser: Browser, server: str, size: dict[str, int], scheme: str) -> None:
    with held(browser, server, size, scheme) as page:
        page.goto("/136")
        sign_in(page, "police")
        if size == PHONE:
            look(page, f"officer-where-{scheme}")
        taps = Taps(page)
        taps.say_where("NN1 5BD")
        expect(page.locator(".first .reach__number")).to_be_visible()
        expect(page.locator(".first .fictitious")).to_be_visible()
        expect(page.locator(".first")).to_contain_text("section 136 line")
        taps.tap("Thinking about it")
        if size == PHONE:
            look(page, f"officer-age-{scheme}")
        taps.tap("Child")
        assert taps.count <= 3
        expect(page.locator(".step")).to_have_count(0)
        expect(page.get_by_text("MHA 1983 s136A").first).to_be_visible()
        expect(page.get_by_role("heading", name="Places of safety", exact=True)).to_be_visible()
        page.get_by_text("Need to know: read this out when you ring").click()
        page.get_by_label("Drink or drugs", exact=True).check()
        page.get_by_text("Change this, or say more").click()
        look(page, f"officer-answer-{scheme}")
        assert page.url.endswith("/136")
        page.get_by_role("button", name="Read as the public again").click()
        expect(page.get_by_text("You are reading as the public")).to_be_visible()


def test_the_clock_starts_at_the_first_place_of_safety(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "dark") as page:
        page.goto("/136")
        taps = Taps(page)
        taps.tap("Not sure")
        taps.tap("Used it")
        page.get_by_label("Arrived at").fill("0000")
        page.get_by_label("yesterday").check()
        page.get_by_role("button", name="Show when they end").click()
        expect(page.locator(".clock__ends")).to_have_text(re.compile(r"^00:00 on \w+ \d+ \w+ \d{4}"))
        expect(page.get_by_text("Over for")).to_be_visible()
        look(page, "officer-clock-dark")


def test_the_force_of_last_time_is_one_tap(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "light") as page:
        page.goto("/136")
        taps = Taps(page)
        taps.say_where("Kettering")
        expect(page.locator(".keeping__said")).to_contain_text("Northamptonshire")
        page.goto("/136")
        page.get_by_role("button", name="Northamptonshire Police").click()
        expect(page.get_by_role("heading", name="Section 136?")).to_be_visible()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_public_sees_that_the_line_exists_and_gets_no_cookie(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "light") as page:
        page.goto("/136")
        Taps(page).say_where("NN1 5BD")
        expect(page.locator(".first .withheld")).to_be_visible()
        expect(page.get_by_text("Their numbers are shown to officers only")).to_be_visible()
        for path in ("/", "/ambulance", "/capacity"):
            page.goto(path)
        assert page.context.cookies() == []
        look(page, "officer-public-light")


def test_it_works_without_scripts(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "light", java_script_enabled=False) as page:
        page.goto("/136")
        taps = Taps(page)
        taps.say_where("Leicester")
        taps.tap("Used it")
        taps.tap("Adult")
        expect(page.locator(".step")).to_have_count(0)
        expect(page.get_by_text("For Leicester")).to_be_visible()
        expect(page.locator(".keeping")).to_be_hidden()


def focus_on(page: Page, name: str) -> None:
    """Go with the tab key until a button of this name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    pytest.fail(f"no key leads to {name}")


def test_keys_alone_are_enough(browser: Browser, server: str) -> None:
    with held(browser, server, DESK, "light") as page:
        page.goto("/136")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "place":
                break
        page.keyboard.type("Lincolnshire Police")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Section 136?")).to_be_visible()
        focus_on(page, "Used it")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Adult or child?")).to_be_visible()
        focus_on(page, "Not sure")
        page.keyboard.press("Space")
        expect(page.locator(".step")).to_have_count(0)


def test_a_problem_is_reported_and_the_next_number_given(browser: Browser, server: str) -> None:
    with held(browser, server, PHONE, "dark") as page:
        page.goto("/136")
        Taps(page).say_where("NN1 5BD")
        page.get_by_text("Report a problem with a number").click()
        look(page, "officer-report-dark")
        page.get_by_label("Nobody answered").check()
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("We noted it")).to_be_visible()
        expect(page.locator(".first")).to_be_visible()
        expect(page.locator(".first")).not_to_contain_text("section 136 line")
        look(page, "officer-reported-dark")


def test_the_answer_prints_without_its_forms(browser: Browser, server: str) -> None:
    with held(browser, server, DESK, "light") as page:
        page.goto("/136")
        Taps(page).say_where("NN1 5BD")
        page.emulate_media(media="print")
        expect(page.locator(".first")).to_be_visible()
        for screen_only in (".step", ".change", ".keeping", ".report", ".clock__form"):
            expect(page.locator(screen_only)).to_be_hidden()
