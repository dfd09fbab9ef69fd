"""Signing in with an organisation's account in a real browser, at a provider that is not ours, and out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import look
from tests.browser.organisation import at_an_organisation, sign_in_at_the_provider
from tests.postcodes import with_postcodes

pytestmark = pytest.mark.browser

PAT = {"sub": "pat", "name": "Pat Officer", "roles": ["crisis-police"]}
NOBODY = {"sub": "sam", "name": "Sam Other", "roles": ["somebody-else"]}
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run `crisis serve` with a provider that knows these two, and give its address."""
    home = with_postcodes(tmp_path_factory.mktemp("home"))
    with at_an_organisation(home, "crisis-police=police", PAT, NOBODY) as address:
        yield address


@pytest.fixture(params=[("phone", "light"), ("desk", "dark")], ids="-".join)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    size, scheme = request.param
    wanted: Literal["dark", "light"] = scheme
    context = browser.new_context(base_url=address, viewport=SIZES[size], color_scheme=wanted)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    # Chromium itself says that a sign-in was refused; and what the provider's own page complains of is not ours to mend.
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text) if page.url.startswith(address) and "status of 403" not in said.text else None
        ),
    )
    yield page
    context.close()
    assert complaints == []


def test_an_officer_signs_in_from_the_page_and_comes_back_to_it(page: Page, address: str) -> None:
    page.goto("/136")
    page.get_by_role("link", name="Sign in (for people at work)").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    look(page, "sign-in")
    sign_in_at_the_provider(page, "pat")
    page.wait_for_url(f"{address}/136")
    expect(page.get_by_text("Signed in as Pat Officer (police).")).to_be_visible()
    look(page, "signed-in")
    page.get_by_label("Police force or place").or_(page.locator("input[name=place]")).first.fill("NN1 5BD")
    page.locator("input[name=place]").first.press("Enter")
    expect(page.get_by_text("Signed in as Pat Officer (police).")).to_be_visible()
    page.goto("/sign-in")
    look(page, "sign-in-again")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Signed in as")).to_have_count(0)


def test_whoever_has_no_role_here_is_told_so_and_can_go_on(page: Page) -> None:
    page.goto("/sign-in")
    sign_in_at_the_provider(page, "sam")
    expect(page.get_by_role("alert")).to_contain_text("no role that this directory knows")
    look(page, "sign-in-no-role")
    page.get_by_role("link", name="Go to the first page").click()
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()
