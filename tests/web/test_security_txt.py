"""To whom a weakness is to be told: in the form of RFC 9116 where somebody was named, and nobody made up where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.web.conftest import Client, FromHere
from tests.web.makers import BOXING_NIGHT
from web.app import create_app
from web.security_txt import ADDRESS, security_lines
from web.settings import Settings, SettingsRejected, read_settings

NAMED = {"CRISIS_SECURITY_CONTACT": "mailto:security@example.org, https://example.org/report,tel:+44-1632-960001"}


@pytest.fixture(scope="module")
def named_client(home: Path, client: Client) -> Iterator[Client]:
    """Give a client of a server whose keepers named a contact."""
    app = create_app(Settings(home=home, security_contacts=("mailto:security@example.org",)), clock=lambda: BOXING_NIGHT)
    here: Any = FromHere(app, "127.0.0.1")
    with TestClient(here, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as named:
        yield named


def test_where_nobody_was_named_there_is_none(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert "Contact:" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_contacts_stand_in_order_with_the_day_until_which_they_hold() -> None:
    lines = security_lines(read_settings(NAMED), BOXING_NIGHT).splitlines()
    assert lines == [
        "Contact: mailto:security@example.org",
        "Contact: https://example.org/report",
        "Contact: tel:+44-1632-960001",
        "Expires: 2027-06-24T00:00:00Z",
        "Preferred-Languages: en",
    ]


def test_its_own_address_and_the_policy_are_named_where_they_are_known() -> None:
    known = {"CRISIS_PUBLIC_URL": "https://crisis.example.org/", "CRISIS_SECURITY_POLICY": "https://example.org/policy"}
    text = security_lines(read_settings(NAMED | known), BOXING_NIGHT)
    assert "Canonical: https://crisis.example.org/.well-known/security.txt\n" in text
    assert text.endswith("Policy: https://example.org/policy\n")
    here = security_lines(read_settings(NAMED | {"CRISIS_PUBLIC_URL": "http://127.0.0.1:8000"}), BOXING_NIGHT)
    assert "Canonical" not in here


def test_it_is_sent_as_plain_text(named_client: Client) -> None:
    response = named_client.get(ADDRESS)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Contact: mailto:security@example.org\n")


@pytest.mark.parametrize(
    "written",
    ["someone@example.net", "http://example.org/", "mailto:nobody", "tel:999", "https://example.org/\nContact: x", "none"],
)
def test_a_contact_that_is_none_stops_the_start_and_is_not_repeated(written: str) -> None:
    with pytest.raises(SettingsRejected, match="CRISIS_SECURITY_CONTACT: expected addresses") as refused:
        read_settings({"CRISIS_SECURITY_CONTACT": written})
    assert written not in str(refused.value)
