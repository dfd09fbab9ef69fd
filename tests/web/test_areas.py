"""Every area has a sheet and a card of its own: what stands there is what the router answers, for that reader, dated."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec
import pytest

from directory.areas import Found, PlaceKind
from directory.contact import Contact
from directory.numbers import dial_string
from directory.places import Gazetteer
from directory.reader import Role
from routing.edition import CompiledEdition
from routing.router import answer
from routing.visibility import as_seen_by
from tests.makers import shipped_edition, the_gazetteer
from tests.web.conftest import Client
from tests.web.makers import PLANTED
from web.area_pages import area_pages, slug_of
from web.pathways import AUDIENCE_NAMES, AUDIENCES, next_working_day, sheet_of
from web.words import ENGLISH

ADDRESS = re.compile(r'href="(/areas/[a-z0-9-]+)"')


@pytest.fixture(scope="module")
def edition() -> CompiledEdition:
    """Give the shipped directory."""
    return shipped_edition()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """Give the shipped places."""
    return the_gazetteer()


def test_every_council_of_england_and_every_police_force_and_icb_has_a_page(gazetteer: Gazetteer) -> None:
    codes = {page.code for page in area_pages(gazetteer).values()}
    with_a_page = {
        area.codes[0]
        for area in gazetteer.areas()
        if area.kind in (PlaceKind.COUNCIL, PlaceKind.POLICE_FORCE, PlaceKind.ICB)
        and isinstance(gazetteer.resolve(area.codes[0]), Found)
    }
    assert with_a_page <= codes
    assert len([code for code in codes if code.startswith("council:E")]) == 296
    assert len([code for code in codes if code.startswith("police:")]) == 39


def test_the_list_leads_to_pages_that_are_there(client: Client) -> None:
    addresses = ADDRESS.findall(client.get("/areas").text)
    assert len(addresses) > 380
    for address in addresses[::40]:
        assert client.get(address).status_code == 200


def test_a_place_that_somebody_types_leads_to_its_council_and_stands_in_no_address(client: Client) -> None:
    response = client.post("/areas", data={"place": "NN1 5BD"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/areas/west-northamptonshire")
    response = client.post("/areas?lang=pl", data={"place": "Corby"}, follow_redirects=False)
    assert response.headers["location"] == "/areas/north-northamptonshire?lang=pl"


def test_a_place_of_several_meanings_is_asked_for_and_an_unknown_one_is_said(client: Client) -> None:
    assert 'name="which" value="Newport, Isle of Wight"' in client.post("/areas", data={"place": "Newport"}).text
    text = client.post("/areas", data={"place": "Qqmarkerzz"}).text
    assert "We do not know this place." in text
    assert "marker" not in text
    assert client.post("/areas", data={"place": "m" * 500}).status_code == 200


def test_an_area_that_is_not_ours_is_not_found_in_words(client: Client) -> None:
    response = client.get("/areas/marker")
    assert response.status_code == 404
    assert "We have no page for this area." in response.text
    assert "marker" not in response.text


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("area", ["council:E06000062", "police:E23000022", "icb:QPM"])
def test_a_sheet_says_what_the_router_answers(edition: CompiledEdition, area: str, audience: str) -> None:
    now = datetime(2026, 12, 24, 12, tzinfo=UTC)
    sheet = sheet_of(edition, area, audience, Role.PUBLIC, now, ENGLISH)
    # Christmas Day and Boxing Day, then a weekend, then its bank holiday in lieu: Tuesday is the next working day.
    assert (sheet.day, sheet.night) == (datetime(2026, 12, 29, 11, tzinfo=UTC), datetime(2026, 12, 29, 3, tzinfo=UTC))
    for number, pathway in enumerate(sheet.pathways):
        context = msgspec.structs.replace(pathway.context, place=area)
        by_day = [option.name for option in as_seen_by(answer(edition, context, sheet.day, {}), Role.PUBLIC).options]
        on_sheet = {
            int(found[0]): row.name
            for row in sheet.rows
            if (found := re.findall(r"^(\d+)(?: by day|$|(?= by day,))", row.places[number]))
        }
        assert [on_sheet[place] for place in sorted(on_sheet)] == by_day


def test_the_standards_of_an_area_stand_with_their_basis_and_its_own_figures(edition: CompiledEdition) -> None:
    sheet = sheet_of(edition, "police:E23000022", "police", Role.PUBLIC, datetime(2026, 12, 1, tzinfo=UTC), ENGLISH)
    words = {target.code: (target.words, target.basis) for target in sheet.targets}
    assert {"T1", "T2", "T5", "T6", "T7", "T8"} <= set(words)
    assert "30 minutes" in words["T5"][0]
    assert all(basis for _, basis in words.values())


def test_a_working_day_is_no_weekend_and_no_bank_holiday(edition: CompiledEdition) -> None:
    friday = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert next_working_day(friday, edition.calendar).isoformat() == "2026-11-30"


@pytest.mark.parametrize("audience", [*AUDIENCES, "marker"])
def test_no_sheet_shows_the_public_a_professionals_number(client: Client, audience: str) -> None:
    text = client.get(f"/areas/northamptonshire-police?for={audience}").text
    assert PLANTED not in text.replace(" ", "")
    assert "marker" not in text
    assert "Edition 1" in text


def test_the_same_sheet_shows_a_professional_what_their_role_may_see(demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    text = demo_client.get("/areas/northamptonshire-police").text
    card = demo_client.get("/areas/northamptonshire-police/card").text
    demo_client.cookies.clear()
    assert "For: Police." in text
    assert "01632 960136" in text
    assert "960136" not in card.replace(" ", "")


def test_a_card_holds_numbers_that_always_answer_999_first(client: Client, edition: CompiledEdition) -> None:
    for slug in ("leicester", "kent", "lincolnshire-police", "greater-manchester-icb"):
        card = client.get(f"/areas/{slug}/card").text
        dialled = re.findall(r'wallet__number" href="(?:tel|sms):([^"]+)"', card)
        assert dialled[:2] == ["999", "111"]
        assert len(dialled) == len(set(dialled)) <= 5
        contacts = [one.contact for compiled in (*edition.services.values(), *edition.last_resort) for one in compiled.contacts]
        always = {digits(contact) for contact in contacts if contact.schedule.always_open}
        assert set(dialled) <= always
        assert card.index("choose the mental health option") > card.index("Call 111")


def test_a_number_that_is_not_confirmed_comes_last_on_a_card_and_says_so(client: Client) -> None:
    face = client.get("/areas/leicester/card").text.split("wallet__numbers")[1].split("</ul>")[0]
    *confirmed, local = face.split("</li>")[:-1]
    assert "0808 800 3302" in local
    assert "Needs checking." in local
    assert not any("Needs checking." in number for number in confirmed)


def digits(contact: Contact) -> str:
    """Return what a telephone dials for a contact; nothing where it has no number."""
    return "" if contact.number is None else dial_string(contact.number)


def test_the_answer_for_a_place_leads_to_its_sheet_and_card(client: Client) -> None:
    text = client.post("/", data={"place": "Corby"}).text
    assert 'href="/areas/north-northamptonshire"' in text
    assert 'href="/areas/north-northamptonshire/card"' in text


def test_every_audience_has_a_name() -> None:
    assert list(AUDIENCES) == list(AUDIENCE_NAMES)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Devon & Cornwall Police", "devon-and-cornwall-police"),
        ("Kingston upon Hull", "kingston-upon-hull"),
        ("King's Lynn and West Norfolk", "king-s-lynn-and-west-norfolk"),
        ("Ynys Môn", "ynys-mon"),
    ],
)
def test_an_address_is_written_in_small_letters_and_hyphens(name: str, slug: str) -> None:
    assert slug_of(name) == slug
