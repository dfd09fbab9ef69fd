"""A curator brings a spreadsheet in a real browser, chooses for what may be there already, and sees what changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from seed.compact import COLUMNS
from tests.browser.conftest import look
from tests.browser.devices import DESK, PHONE, held, sign_in

pytestmark = pytest.mark.browser

LIKELY = {
    "id": "ref-12",
    "name": "Northamptonshire mental health numbr",
    "kind": "spa_crisis_line",
    "areas": "Northamptonshire",
    "hours": "24hrs",
    "phone": "0800 448 0828",
    "audience": "public",
}
NEW = LIKELY | {"id": "ref-13", "name": "Rutland night cafe", "kind": "crisis cafe", "areas": "Rutland", "phone": "1604 626938"}
BAD = NEW | {"id": "ref-14", "phone": "4.41604E+11"}


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone by night"])
def test_a_spreadsheet_is_looked_through_before_anything_is_kept(
    browser: Browser, server: str, tmp_path: Path, size: dict[str, int], scheme: str
) -> None:
    sheet = tmp_path / "ours.csv"
    with sheet.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows([LIKELY, NEW, BAD])
    with held(browser, server, size, scheme) as page:
        page.goto("/")
        sign_in(page, "curator")
        page.goto("/curate/import")
        look(page, f"import-{scheme}")
        page.get_by_label("A CSV file").set_input_files(sheet)
        page.get_by_role("button", name="Look through it").click()

        expect(page.get_by_text("3 rows beside edition")).to_be_visible()
        expect(page.get_by_text("ref-13 is new")).to_be_visible()
        look(page, f"import-looked-through-{scheme}")
        page.get_by_role("group", name="Line 2").get_by_label("It is Northamptonshire Mental Health Number").check()
        page.get_by_role("button", name="Show what my choices change").click()

        expect(
            page.get_by_role("group", name="Line 2").get_by_label("It is Northamptonshire Mental Health Number")
        ).to_be_checked()
        expect(page.get_by_text("nn-mental-health-number", exact=True)).to_be_visible()
        with page.expect_download() as sent:
            page.get_by_role("button", name="Download the refused rows").click()
        assert "a spreadsheet cut them off" in sent.value.path().read_text(encoding="utf-8-sig")
