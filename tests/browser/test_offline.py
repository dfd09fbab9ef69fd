"""Without signal the page answers by the clock: the answer for now, never the last one; and it refuses past its end."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from routing.situation import LONDON
from tests.browser.conftest import look
from tests.browser.devices import PHONE, Taps, held, sign_in

pytestmark = pytest.mark.browser

MINUTE = timedelta(minutes=1)
STATES = {"open": "Open now", "closed": "Closed now", "unknown": "Opening hours are not known"}

EVERYTHING_KEPT = """async () => {
  let all = JSON.stringify([{...localStorage}, {...sessionStorage}, (await indexedDB.databases()).map((one) => one.name)]);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all += request.url + await (await cache.match(request)).text();
  }
  return all;
}"""
KEPT_FOR = "async (path) => (await (await caches.open('kept')).match('/offline/kept' + path))?.json() ?? null"


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """Give a page on a phone, by day and by night."""
    with held(browser, server, PHONE, request.param) as page:
        yield page


@pytest.fixture
def one_phone(browser: Browser, server: str) -> Iterator[Page]:
    """Give a page on a phone."""
    with held(browser, server, PHONE, "light") as page:
        yield page


def keep_ready(page: Page, where: str) -> None:
    """Wait until the device has everything for no signal."""
    expect(page.locator(".keeping__said")).to_contain_text(f"for {where}.")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def answered_at(server: str, context: dict[str, Any], at: datetime) -> list[list[str]]:
    """Ask the server which numbers the public gets at an instant, and how each stands then."""
    body = json.dumps(context | {"at": at.isoformat()}).encode()
    asked = urllib.request.Request(f"{server}/api/v1/answers", data=body, headers={"content-type": "application/json"})
    with urllib.request.urlopen(asked, timeout=10) as response:
        options = json.load(response)["options"]
    return [
        [
            option["name"],
            "Open 24 hours a day, every day" if option["state"]["always_open"] else STATES[option["state"]["state"]],
        ]
        for option in options
        if not (option["contact"] or {}).get("withheld")
    ]


def shown(page: Page) -> list[list[str]]:
    """Read the numbers on the page for no signal, and how each stands."""
    rungs = page.locator("#kept-answer .first > div, #kept-answer .rung")
    found: list[list[str]] = rungs.evaluate_all(
        "all => all.map(one => [one.querySelector('.rung__name').textContent, one.querySelector('.state').textContent])"
    )
    return found


def look_at(page: Page, at: datetime, path: str) -> None:
    """Open a page without signal at an instant."""
    page.clock.set_fixed_time(at)
    page.goto(path)
    expect(page.get_by_role("heading", name="No signal")).to_be_visible()
    expect(page.locator("#kept-head p").first).to_be_visible()


def closing_time(timeline: dict[str, Any]) -> datetime:
    """Return the first instant at which something that was open is closed."""
    states = [
        {timeline["options"][row]["service_id"]: timeline["options"][row]["state"] for row in step["options"]}
        for step in timeline["steps"]
    ]
    for before, after, step in zip(states, states[1:], timeline["steps"][1:], strict=False):
        if any(before.get(service) == "open" and state == "closed" for service, state in after.items()):
            return datetime.fromisoformat(step["start"])
    pytest.fail("nothing closes within the timeline")


def next_midnight(after: datetime) -> datetime:
    """Return the next local midnight."""
    return datetime.combine(after.astimezone(LONDON).date() + timedelta(days=1), time(), LONDON)


def test_the_answer_follows_the_clock_over_closing_time_and_midnight_and_ends(phone: Page, server: str) -> None:
    scheme = "dark" if phone.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    phone.goto("/")
    phone.get_by_label("Somebody I care for").check()
    phone.get_by_label("Town or postcode").fill("Corby")
    phone.get_by_role("button", name="Show whom to call").click()
    phone.get_by_role("button", name="Keep this place on this device").click()
    keep_ready(phone, "Corby")
    kept = phone.evaluate(KEPT_FOR, "/")
    context, timeline = json.loads(kept["asked"])["context"], kept["timeline"]
    closing = closing_time(timeline)
    midnight = next_midnight(closing)
    instants = [closing - MINUTE, closing, midnight - MINUTE, midnight, midnight + timedelta(days=5, hours=3)]
    expected = {at: answered_at(server, context, at) for at in instants}
    assert expected[closing - MINUTE] != expected[closing]

    phone.context.set_offline(True)
    for at in instants:
        look_at(phone, at, "/")
        expect(phone.locator("#kept-head")).to_contain_text("For Corby")
        assert shown(phone) == expected[at], at
    look(phone, f"offline-answer-{scheme}")

    for outside in (datetime.fromisoformat(timeline["end"]), datetime.fromisoformat(timeline["start"]) - MINUTE):
        look_at(phone, outside, "/")
        expect(phone.locator("#kept-head")).to_contain_text("Do not rely on it")
        assert shown(phone) == []
        expect(phone.locator(".always a[href='tel:999']")).to_be_visible()
        expect(phone.locator(".always a[href='tel:111']")).to_be_visible()
    look(phone, f"offline-ended-{scheme}")


def test_an_open_page_changes_by_itself_when_its_time_comes(one_phone: Page, server: str) -> None:
    one_phone.goto("/ambulance")
    taps = Taps(one_phone)
    taps.tap("None of these")
    taps.say_where("Corby")
    keep_ready(one_phone, "Corby")
    kept = one_phone.evaluate(KEPT_FOR, "/ambulance")
    closing = closing_time(kept["timeline"])
    before, after = (
        answered_at(server, json.loads(kept["asked"])["context"], at) for at in (closing - MINUTE, closing + MINUTE)
    )
    one_phone.context.set_offline(True)
    one_phone.clock.install(time=closing - MINUTE)
    one_phone.goto("/ambulance")
    expect(one_phone.locator("#kept-answer .rung").first).to_be_visible()
    assert shown(one_phone) == before
    one_phone.clock.fast_forward(2 * 60 * 1000)
    expect(one_phone.locator("#kept-head")).to_contain_text(re.compile("at .* by the clock"))
    assert shown(one_phone) == after


@pytest.mark.parametrize(("path", "role"), [("/136", "police"), ("/ambulance", "ambulance")])
def test_a_device_keeps_no_number_of_a_professional_line(one_phone: Page, server: str, path: str, role: str) -> None:
    page = one_phone
    page.goto(path)
    sign_in(page, role)
    taps = Taps(page)
    if path == "/ambulance":
        taps.tap("None of these")
    taps.say_where("NN1 5BD")
    keep_ready(page, "Northamptonshire" if role == "police" else "NN1")
    numbers = page.locator(".reach--dead .reach__number").all_text_contents()
    assert len(numbers) >= 3, "the officer sees the made-up numbers of professional lines"
    everything = page.evaluate(EVERYTHING_KEPT)
    assert "NHS 111" in everything
    digits = re.sub(r"\D", "", everything)
    public = json.dumps(page.evaluate(KEPT_FOR, path)["timeline"]["options"])
    withheld = [number for number in numbers if number not in public]
    assert len(withheld) >= 2
    for number in withheld:
        assert number not in everything
        assert re.sub(r"\D", "", number)[1:] not in digits

    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("heading", name="Lines for professionals")).to_be_visible()
    expect(page.locator("#kept-answer .first a")).to_have_attribute("href", re.compile("^tel:"))
    assert [number for number in withheld if number in page.locator("body").inner_text()] == []
    look(page, f"offline-{role}-light")


def test_a_question_sent_without_signal_is_answered_from_what_is_kept(one_phone: Page) -> None:
    one_phone.goto("/136")
    Taps(one_phone).say_where("NN1 5BD")
    keep_ready(one_phone, "Northamptonshire")
    one_phone.context.set_offline(True)
    one_phone.get_by_role("button", name="Used it").click()
    expect(one_phone.get_by_role("heading", name="No signal")).to_be_visible()
    expect(one_phone.locator("#kept-head")).to_contain_text("For Northamptonshire")
    one_phone.context.set_offline(False)
    one_phone.get_by_role("link", name="Try the page again").click()
    expect(one_phone.get_by_role("heading", name="Section 136: whom to ring first")).to_be_visible()


def test_nobodys_place_is_kept_on_the_first_page_without_asking(one_phone: Page) -> None:
    one_phone.goto("/")
    one_phone.get_by_label("Town or postcode").fill("Corby")
    one_phone.get_by_role("button", name="Show whom to call").click()
    expect(one_phone.get_by_role("button", name="Keep this place on this device")).to_be_visible()
    one_phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert "Corby" not in one_phone.evaluate(EVERYTHING_KEPT)


def test_everything_can_be_removed_with_one_button(one_phone: Page) -> None:
    one_phone.goto("/136")
    Taps(one_phone).say_where("NN1 5BD")
    keep_ready(one_phone, "Northamptonshire")
    one_phone.get_by_role("button", name="Remove everything from this device").click()
    expect(one_phone.locator(".keeping__said")).to_have_text("Nothing is kept on this device.")
    assert one_phone.evaluate("caches.keys()") == []
    assert one_phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_without_anything_kept_two_numbers_stand_there(one_phone: Page) -> None:
    one_phone.goto("/offline")
    expect(one_phone.get_by_text("Nothing was kept on this device for this page.")).to_be_visible()
    expect(one_phone.locator(".always a")).to_have_count(2)
    look(one_phone, "offline-nothing-light")
