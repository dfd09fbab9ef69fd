"""The board shows every place of safety, what it said and when; what is old is "ring to confirm", and nothing is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.capacity import CapacityReport, Space
from tests.web.conftest import Browser, Client, FromHere
from tests.web.makers import BOXING_NIGHT, planted
from web.app import create_app
from web.desk import Desk
from web.settings import Settings

BERRYWOOD, ST_MARYS = "nn-berrywood-pos", "nn-st-marys-pos"


@pytest.fixture(scope="module")
def board(home: Path, client: Client) -> Iterator[tuple[Client, Desk]]:
    """Give a client of a server, and the desk that reports come to."""
    app = create_app(Settings(home=home, demo=True), clock=lambda: BOXING_NIGHT, shipped=planted)
    asked: Any = FromHere(app, "127.0.0.1")
    with Browser(asked, base_url="http://127.0.0.1:8000") as found:
        yield found, app.state.desk


@pytest.fixture
def desk(board: tuple[Client, Desk]) -> Desk:
    """Give the desk, to which two places of safety reported."""
    _, desk = board
    desk.capacity = {
        BERRYWOOD: CapacityReport(status=Space.FULL, updated=BOXING_NIGHT - timedelta(minutes=12)),
        ST_MARYS: CapacityReport(status=Space.SPACE, updated=BOXING_NIGHT - timedelta(hours=3)),
    }
    return desk


@pytest.fixture
def officer(board: tuple[Client, Desk], desk: Desk) -> Client:
    """Give a client that reads as police."""
    client, _ = board
    client.cookies.clear()
    client.post("/demo/sign-in", data={"role": "police"})
    return client


def card(text: str, service_id: str) -> str:
    """Return what stands on the card of one place of safety."""
    inside = text.index(f'id="suite-{service_id}"')
    return text[text.rindex("<li", 0, inside) : text.index("</li>", inside)]


def test_a_late_report_is_shown_with_its_age(officer: Client) -> None:
    shown = card(officer.get("/capacity").text, BERRYWOOD)
    assert "Full" in shown
    assert "Updated 12 minutes ago." in shown


def test_an_old_report_is_not_relied_on_and_not_hidden(officer: Client) -> None:
    shown = card(officer.get("/capacity").text, ST_MARYS)
    assert "Not known" in shown
    assert "Last reported 3 hours ago: has space. Ring to confirm." in shown


def test_a_place_that_never_reported_is_there(officer: Client, desk: Desk) -> None:
    desk.capacity = {}
    shown = card(officer.get("/capacity").text, BERRYWOOD)
    assert "Not known" in shown
    assert "Nothing was reported. Ring to confirm." in shown


def test_a_report_from_the_future_is_not_relied_on(officer: Client, desk: Desk) -> None:
    desk.capacity = {BERRYWOOD: CapacityReport(status=Space.SPACE, updated=BOXING_NIGHT + timedelta(days=1))}
    assert "Not known" in card(officer.get("/capacity").text, BERRYWOOD)


def test_rooms_that_are_not_recorded_are_said_to_be_so(officer: Client) -> None:
    assert "Rooms for adults: not recorded, under 18: not recorded" in card(officer.get("/capacity").text, BERRYWOOD)


@pytest.mark.parametrize(
    ("place", "first", "second"), [("Northampton", BERRYWOOD, ST_MARYS), ("Kettering", ST_MARYS, BERRYWOOD)]
)
def test_the_nearest_stands_first(officer: Client, place: str, first: str, second: str) -> None:
    text = officer.post("/capacity", data={"place": place}).text
    assert text.index(f"suite-{first}") < text.index(f"suite-{second}")
    assert "km away" in card(text, first)


def test_a_place_elsewhere_is_told_that_it_has_none_and_is_shown_the_others(officer: Client) -> None:
    text = officer.post("/capacity", data={"place": "Leeds"}).text
    assert "No place of safety of this area is in the directory." in text
    assert text.index("Other areas") < text.index(f"suite-{BERRYWOOD}")


def test_the_public_sees_that_a_place_is_there_and_no_more(officer: Client) -> None:
    officer.cookies.clear()
    for text in (officer.get("/capacity").text, officer.post("/capacity/board", data={"place": "Kettering"}).text):
        shown = card(text, BERRYWOOD)
        assert "Berrywood" in shown
        assert "Shown to professionals" in shown
        assert "suite--withheld" in shown
        for kept_back in ("Full", "Updated", "Rooms", "km", "03069", "recorded"):
            assert kept_back not in shown


def test_the_part_that_a_refresh_brings_is_the_boards_own(officer: Client) -> None:
    part = officer.post("/capacity/board", data={"place": "Kettering"}).text
    assert part.strip() in officer.post("/capacity", data={"place": "Kettering"}).text


def test_without_scripts_the_board_refreshes_itself_until_it_is_stopped(officer: Client) -> None:
    assert 'http-equiv="refresh"' in officer.get("/capacity").text
    assert 'http-equiv="refresh"' not in officer.post("/capacity", data={"still": "yes"}).text
    # A place stands in no address, so a page that fetched itself anew would lose it.
    assert 'http-equiv="refresh"' not in officer.post("/capacity", data={"place": "Kettering"}).text


def test_a_place_of_safety_can_be_reported_too(officer: Client) -> None:
    text = officer.get("/capacity").text
    assert f'<option value="{BERRYWOOD}"' in text[text.index('action="/report"') :]


def test_time_standards_stand_there_with_their_basis_and_owner(officer: Client) -> None:
    text = officer.post("/capacity", data={"place": "Northampton"}).text
    assert "Ambulance within 30 minutes" in text
    assert "East Midlands Ambulance Service (not confirmed by them)" in text
    assert "MHA 1983 s136(2A)" in text
    assert "Leicester, Leicestershire and Rutland" not in text
    assert "Leicester, Leicestershire and Rutland" in officer.post("/capacity", data={"place": "Leicester"}).text


def test_a_place_that_is_not_understood_is_asked_for_again(officer: Client) -> None:
    text = officer.post("/capacity", data={"place": "Newport"}).text
    assert 'name="which" value="Newport, Isle of Wight"' in text
    assert "Qqmarkerzz" not in officer.post("/capacity", data={"place": "Qqmarkerzz"}).text
