"""Coverage: a commissioner asks who answers whom, where and when; the address keeps the question and no postcode."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.makers import the_gazetteer
from tests.web.conftest import Client
from tests.web.makers import PLANTED
from web.area_pages import area_pages
from web.coverage import CALLERS, place_text
from web.coverage_proved import GROUPS

CORBY = "council:E06000061"
WEEK = f"/coverage?caller=carer&area={CORBY}&age=adult&first=2026-12-29&days=7"


def asked_by_post(client: Client, **form: str) -> str:
    """Return the address that a filled-in form leads to."""
    response = client.post("/coverage", data=form, follow_redirects=False)
    assert response.status_code == 303
    return str(response.headers["location"])


def test_the_page_asks_before_it_tells(client: Client) -> None:
    text = client.get("/coverage").text
    assert all(words in text for words in CALLERS.values())
    assert "Choose who calls, and an area." in text
    assert "<figure" not in text


def test_a_week_is_told_as_pictures_tables_and_words(client: Client) -> None:
    text = client.get(WEEK).text
    assert "Who answers a carer, relative or friend in North Northamptonshire" in text
    assert "Tuesday 29 December 2026 to Monday 4 January 2027" in text
    assert text.count("<figure") == 2
    assert text.count("The same as a table") == 2
    assert "New Year&#39;s Day, bank holiday" in text
    assert "The area’s own services answer all the time." in text
    assert "style=" not in text


def test_no_number_stands_on_it(client: Client, demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    police = f"/coverage?caller=police&area={CORBY}"
    for text in (client.get(WEEK).text, client.get(police).text, demo_client.get(police).text):
        main = text[text.index("<main") :]
        assert "tel:" not in main
        assert PLANTED not in main
    demo_client.cookies.clear()


def test_a_professional_line_is_named_to_the_public_and_its_hours_to_those_whose_it_is(
    client: Client, demo_client: Client
) -> None:
    police = f"/coverage?caller=police&area={CORBY}"
    public = client.get(police).text
    assert "<li>A planted line</li>" in public
    assert public.count("A planted line") == 1
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    signed_in = demo_client.get(police).text
    demo_client.cookies.clear()
    assert "whose hours are not shown to you" not in signed_in
    assert signed_in.count("A planted line") > 1


def test_the_days_before_and_after_and_the_next_bank_holiday_are_a_step_away(client: Client) -> None:
    text = client.get(WEEK).text
    for first in ("2026-12-25", "2027-01-05", "2027-01-01", "2027-03-28"):
        assert f"first={first}&amp;days=7" in text
    assert "Next bank holiday: Friday 1 January" in text
    assert "Next clock change: Sunday 28 March" in text


@pytest.mark.parametrize(
    ("place", "area"),
    [
        pytest.param("NN1 5BD", "council:E06000062", id="a postcode is the council it lies in"),
        pytest.param("nn15bd", "council:E06000062", id="however it is written"),
        pytest.param("Corby", "council:E06000061", id="a town is its council"),
        pytest.param("Northamptonshire", "police:E23000022", id="a police force"),
        pytest.param("Kent and Medway ICB", "icb:QKS", id="an NHS area"),
        pytest.param("England", "country:england", id="the whole of it"),
    ],
)
def test_a_typed_place_becomes_the_area_in_the_address(client: Client, place: str, area: str) -> None:
    address = asked_by_post(client, place=place, caller="police", age="child", first="2027-01-04", days="14")
    assert parse_qs(urlsplit(address).query) == {
        "caller": ["police"],
        "area": [area],
        "age": ["child"],
        "first": ["2027-01-04"],
        "days": ["14"],
    }
    assert address.startswith("/coverage?")
    assert "5bd" not in address.lower()
    assert "Who answers a police officer in" in client.get(address).text


def test_another_caller_for_the_same_area_needs_no_typing(client: Client) -> None:
    assert f"area={CORBY}" in asked_by_post(client, caller="gp", area=CORBY)


@pytest.mark.parametrize(
    ("place", "choices"),
    [
        pytest.param("Newport", ("council:E06000046", "council:E06000020"), id="a name of several places"),
        pytest.param("PE8", ("council:E06000061", "council:E06000031"), id="a district over several councils"),
        pytest.param("Nothamptn", ("council:E06000062",), id="a slip of the keyboard"),
    ],
)
def test_several_areas_are_asked_about_with_buttons(client: Client, place: str, choices: tuple[str, ...]) -> None:
    text = client.post("/coverage", data={"place": place, "caller": "amhp", "days": "3"}).text
    for area in choices:
        assert f'name="area" value="{area}"' in text
    assert '<option value="amhp" selected>' in text
    assert "council:W" not in text
    assert f'value="{place}"' not in text


@pytest.mark.parametrize("place", ["Qqmarkerzz", "marker" * 60, "<script>marker</script>", "Cardiff", "EH1"])
def test_a_place_that_is_none_of_ours_is_said_and_not_repeated(client: Client, place: str) -> None:
    response = client.post("/coverage", data={"place": place})
    assert response.status_code == 200
    assert "Some of this was not clear" in response.text
    assert "marker" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "area=marker",
        "area=council:marker",
        "area=council:E99999999",
        "area=%3Cscript%3Emarker",
        f"area={CORBY}&first=marker",
        f"area={CORBY}&first=2026-02-30",
        f"area={CORBY}&first=1999-01-01",
        f"area={CORBY}&first=9999-12-31",
        f"area={CORBY}&days=29",
        f"area={CORBY}&days=0",
        f"area={CORBY}&days=-1",
        f"area={CORBY}&days=%D9%A3",
        f"area={CORBY}&days=marker",
    ],
)
def test_what_cannot_be_read_is_said_left_out_and_never_repeated(client: Client, query: str) -> None:
    response = client.get(f"/coverage?{query}")
    assert response.status_code == 200
    assert "Some of this was not clear" in response.text
    assert "marker" not in response.text


@pytest.mark.parametrize("days", [1, 10, 14, 28])
def test_any_number_of_days_to_four_weeks_is_drawn(client: Client, days: int) -> None:
    text = client.get(f"/coverage?area={CORBY}&days={days}&first=2026-12-28").text
    first = text[text.index("<figure") : text.index("</figure>")]
    assert first.count('class="ribbon__lane"') == days


@pytest.mark.parametrize("caller", list(CALLERS))
def test_every_caller_has_a_picture(client: Client, caller: str) -> None:
    assert client.get(f"/coverage?caller={caller}&area={CORBY}").text.count('<svg class="ribbon"') == 2


def test_the_first_and_the_last_days_that_are_worked_out_are_drawn(client: Client) -> None:
    text = client.get(f"/coverage?area={CORBY}&first=2026-12-25").text
    assert "hours not known for" not in text
    text = client.get(f"/coverage?area={CORBY}&first=2028-12-25").text
    assert "It was left out." in text


def test_another_sites_form_is_refused(client: Client) -> None:
    response = client.post("/coverage", data={"place": "Corby"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


def test_a_group_of_the_board_is_a_caller() -> None:
    assert set(GROUPS) <= set(CALLERS)


def test_a_sheet_and_the_coverage_of_its_area_lead_to_each_other(client: Client) -> None:
    found = re.search('href="(/coverage[^"]+)"', client.get("/areas/north-northamptonshire").text)
    assert found is not None
    assert 'href="/areas/north-northamptonshire"' in client.get(unescape(found[1])).text


def test_the_coverage_of_every_area_that_has_a_sheet_can_be_asked_for() -> None:
    gazetteer = the_gazetteer()
    assert [page.code for page in area_pages(gazetteer).values() if place_text(gazetteer, page.code) is None] == []
