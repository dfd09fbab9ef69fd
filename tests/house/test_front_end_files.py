"""The front-end files are the ones that were looked at, and they call nobody."""

import hashlib
from pathlib import Path

import pytest

from tools.vendor_frontend import FILES, NODE_MODULES, FrontEndFile, fit_for_our_pages, vendor


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small files as npm would have left them."""
    source = tmp_path / "node_modules" / "nhsuk-frontend" / "nhsuk.css"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"a{color:red}")
    good = FrontEndFile("nhsuk-frontend/nhsuk.css", "nhsuk/nhsuk.css", hashlib.sha256(source.read_bytes()).hexdigest())
    monkeypatch.setattr("tools.vendor_frontend.FILES", (good,))
    return tmp_path


def test_an_unchanged_file_is_copied(packages: Path) -> None:
    assert vendor(packages / "node_modules", packages / "vendor") == []
    assert (packages / "vendor" / "nhsuk" / "nhsuk.css").read_text() == "a{color:red}"


def test_a_changed_file_is_refused_and_the_old_ones_stay(packages: Path) -> None:
    vendor(packages / "node_modules", packages / "vendor")
    (packages / "node_modules" / "nhsuk-frontend" / "nhsuk.css").write_text("a{background:url(https://example.org/spy)}")

    faults = vendor(packages / "node_modules", packages / "vendor")

    assert len(faults) == 1
    assert (packages / "vendor" / "nhsuk" / "nhsuk.css").read_text() == "a{color:red}"


def test_a_missing_file_is_said_to_be_missing(packages: Path) -> None:
    (packages / "node_modules" / "nhsuk-frontend" / "nhsuk.css").unlink()

    assert vendor(packages / "node_modules", packages / "vendor")[0].endswith("found no file")


def test_the_stylesheet_keeps_its_rules_and_loses_foreign_fonts() -> None:
    rules = b"@font-face{src:url(https://fonts.example/x.woff2)}b{background:url(/assets/images/x.svg)}"
    css = rules + b"\n/*# sourceMappingURL=x.map */"

    assert fit_for_our_pages("nhsuk/x.css", css) == b"b{background:url(images/x.svg)}\n"


def test_no_trade_mark_of_the_nhs_is_copied() -> None:
    marks = ("favicon", "logo", "opengraph", "nhsuk-icon-180", "nhsuk-icon-192", "nhsuk-icon-512", "nhsuk-icon-mask")

    assert [file.source for file in FILES if any(mark in file.source for mark in marks)] == []


def test_the_copied_stylesheets_call_no_other_host(tmp_path: Path) -> None:
    if not NODE_MODULES.is_dir():
        pytest.skip("no node_modules here: make setup")

    assert vendor(NODE_MODULES, tmp_path / "vendor") == []

    for stylesheet in (tmp_path / "vendor").rglob("*.css"):
        text = stylesheet.read_text()
        assert "@font-face" not in text
        assert "url(http" not in text
        assert "url(//" not in text
