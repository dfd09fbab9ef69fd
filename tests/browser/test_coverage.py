"""A commissioner reads coverage on a desk, at night, on a phone and on paper, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SCREENSHOTS, look

pytestmark = pytest.mark.browser

SCREENS = {"desk": {"width": 1366, "height": 900}, "phone": {"width": 360, "height": 800}}
CORBY = "council:E06000061"
LONG_NAME = "council:E06000010"
WEEK = f"/coverage?caller=carer&area={CORBY}&first=2026-12-24&days=4"
LOCAL_GAPS = "/coverage/areas?promise=local&show=gaps&words=east"
A_GAP = "/coverage/gaps/"

CUT = """() => {
    const shown = text => getComputedStyle(text).display !== 'none';
    const out = (text, room) => {
        const place = text.getBoundingClientRect();
        return place.right > room.right + 1 || place.left < room.left - 1;
    };
    const cut = (whole, parts) => [...document.querySelectorAll(whole)].flatMap(one =>
        [...one.querySelectorAll(parts)]
            .filter(text => shown(text) && out(text, one.getBoundingClientRect()))
            .map(text => text.textContent));
    return [...cut('.ribbon__box', 'tspan, .ribbon__depth'), ...cut('.ribbon', '.ribbon__lane, .ribbon__tick-label')];
}"""
"""What is written beyond the stretch or the picture that it belongs to."""


@pytest.fixture(scope="module")
def gap(browser: Browser, server: str) -> str:
    """Give the address of a gap that opens and closes."""
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto(LOCAL_GAPS)
    found = page.locator(".cell--gaps a").first.get_attribute("href")
    context.close()
    return found or ""


@pytest.fixture
def reading(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[tuple[Page, str]]:
    """Give a page of a size and scheme, with its name; it asks no other host and complains of nothing."""
    size, scheme = request.param.split("-")
    context = browser.new_context(base_url=server, viewport=SCREENS[size], color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(fault.message))
    yield page, scheme
    context.close()
    assert [url for url in asked if not url.startswith((server, "data:"))] == []
    assert complaints == []


SEEN = [
    # What has most on it by day and by night; the rest share its styles, and each is seen in the way that shows its own.
    ("desk-light", "christmas", WEEK),
    ("phone-dark", "christmas", WEEK),
    ("phone-light", "gap", A_GAP),
    ("phone-dark", "board", LOCAL_GAPS),
    ("desk-dark", "service", "/services/uk-saneline"),
    ("phone-dark", "slip", "/coverage?area=council:E0&days=99"),
    ("desk-dark", "hidden", f"/coverage?caller=police&area={CORBY}&first=2026-12-21&days=3"),
    ("phone-light", "autumn", f"/coverage?caller=gp&area={LONG_NAME}&first=2027-10-29&days=14"),
    ("phone-dark", "national-only", "/coverage?caller=school&area=council:E07000106&age=child&first=2026-12-24&days=3"),
    ("phone-light", "service-withheld", "/services/nn-136-line"),
]


@pytest.mark.parametrize(
    ("reading", "name", "address"),
    [pytest.param(way, name, address, id=f"{name}-{way}") for way, name, address in SEEN],
    indirect=["reading"],
)
def test_nobody_is_kept_out_and_what_is_written_on_a_picture_fits(
    reading: tuple[Page, str], name: str, address: str, gap: str
) -> None:
    page, scheme = reading
    page.goto(gap if address == A_GAP else address)
    for summary in page.locator("main summary").all():
        summary.click()
    look(page, f"coverage-{name}-{scheme}")
    assert page.evaluate(CUT) == []
    if address == A_GAP:
        expect(page.locator(".mark--broken").first).to_be_visible()


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """Give a browser on a phone that runs no script."""
    context = browser.new_context(base_url=server, java_script_enabled=False, viewport=SCREENS["phone"])  # type: ignore[arg-type]
    yield context
    context.close()


def test_a_week_is_asked_for_by_keyboard_without_scripts_and_a_postcode_stays_out_of_the_address(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/coverage")
    page.get_by_label("Who calls").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("NN16 8AA")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Who answers a carer, relative or friend in North Northamptonshire"
    )
    assert "NN16" not in page.url
    page.get_by_role("link", name="Days after").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ribbon").first).to_be_visible()
    page.get_by_text("The same as a table").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told-table").first).to_be_visible()


def test_the_board_leads_to_the_gap_and_the_gap_to_the_week(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/coverage/areas")
    page.get_by_label("Promise: at every minute").select_option("local")
    page.get_by_label("Area, region, force or place").fill("NN16 8AA")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.url.endswith("/coverage/areas")
    expect(page.get_by_role("status")).to_contain_text("2 areas of those words")
    page.goto(LOCAL_GAPS)
    page.locator(".cell--gaps a").first.click()
    expect(page.get_by_text("What would close it").first).to_be_visible()
    page.locator(".source a").first.click()
    expect(page.locator(".ribbon")).to_have_count(2)


def test_several_areas_are_settled_with_one_tap(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/coverage")
    page.get_by_label("Area or place").fill("Newport")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Newport, Isle of Wight").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who answers a carer, relative or friend in Isle of Wight")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("week", WEEK),
        ("service", "/services/uk-saneline"),
        ("board", LOCAL_GAPS),
    ],
)
def test_it_prints_with_its_tables_open_and_without_forms(browser: Browser, server: str, name: str, address: str) -> None:
    context = browser.new_context(base_url=server, viewport=SCREENS["desk"])  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    paper = page.pdf(path=SCREENSHOTS / f"coverage-{name}.pdf", format="A4")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 990})
    page.screenshot(path=SCREENSHOTS / f"coverage-{name}-print.png", full_page=True)
    for table in page.locator(".told-table").all():
        expect(table).to_be_visible()
    expect(page.locator(".which")).to_be_hidden() if page.locator(".which").count() else None
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    assert paper.startswith(b"%PDF")
    assert not wide
