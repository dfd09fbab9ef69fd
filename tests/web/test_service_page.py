"""The page of a service: what its reader may see, and when it answers in the week ahead."""

from __future__ import annotations

import pytest

from tests.web.conftest import Client
from tests.web.makers import PLANTED


def test_a_service_has_a_page_with_its_ways_its_week_and_what_it_does_not_do(client: Client) -> None:
    text = client.get("/services/uk-saneline").text
    assert "<h1" in text
    assert "SANEline" in text
    assert 'href="tel:+443003047000"' in text
    assert "The week from Saturday 26 December 2026" in text
    assert text.count('class="ribbon__lane"') == 7
    assert "Stated hours: every day 16:00 to 22:00" in text
    assert "What it does not do" in text
    assert "last checked" in text
    assert "edition 1" in text


def test_each_way_to_reach_it_has_a_picture_of_its_own(client: Client) -> None:
    text = client.get("/services/samaritans").text
    assert text.count('<svg class="ribbon"') == text.count('class="service__line"') == 2
    assert 'id="week-1-title"' in text
    assert 'id="week-2-title"' in text


def test_a_line_that_is_always_open_takes_one_lane(client: Client) -> None:
    text = client.get("/services/999").text
    assert "Open 24 hours a day, every day" in text
    assert text.count('class="ribbon__lane"') == text.count('<svg class="ribbon"') == 4


def test_another_week_is_a_step_away(client: Client) -> None:
    text = client.get("/services/uk-saneline").text
    assert 'href="?first=2027-01-02"' in text
    assert "The week from Saturday 2 January 2027" in client.get("/services/uk-saneline?first=2027-01-02").text
    assert "The week from Saturday 26 December 2026" in client.get("/services/uk-saneline?first=marker").text


def test_of_a_line_for_officers_the_public_sees_name_and_kind(client: Client) -> None:
    text = client.get("/services/planted-line").text
    assert "A planted line" in text
    assert "Section 136 advice line" in text
    assert "Its number and its hours are shown to professionals only." in text
    assert PLANTED not in text
    assert '<svg class="ribbon"' not in text
    assert "What is recorded" not in text
    assert "police, " not in text


def test_an_officer_sees_its_number_and_its_week(demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    text = demo_client.get("/services/planted-line").text
    demo_client.cookies.clear()
    assert f"01632 {PLANTED}" in text
    assert "Made-up number." in text
    assert "What is recorded" in text
    assert '<svg class="ribbon"' in text
    assert f"tel:+441632{PLANTED}" not in text


@pytest.mark.parametrize("service_id", ["marker", "%3Cscript%3Emarker", "x" * 300])
def test_an_unknown_service_is_a_page_with_a_number(client: Client, service_id: str) -> None:
    response = client.get(f"/services/{service_id}")
    assert response.status_code == 404
    assert "The directory holds no service at this address." in response.text
    assert "tel:111" in response.text
    assert "marker" not in response.text


def test_it_leads_to_the_coverage_of_its_areas(client: Client) -> None:
    text = client.get("/services/planted-line").text
    assert '<a href="/coverage?area=police:E23000022">Northamptonshire Police</a>' in text
    assert client.get("/coverage?area=police:E23000022").text.count("<figure") == 2
