"""The board of all areas and the page of a gap, from findings of a proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from directory.reader import Role
from tests.web.conftest import Client, FromHere
from tests.web.makers import BOXING_NIGHT, planted
from tests.web.proved import CORBY, EVENINGS, NOBODY_136, findings, prove
from web.app import create_app
from web.coverage import Question
from web.coverage_board import shown_row, totals
from web.coverage_proved import GROUPS, Always, Gaps, OnlyLast, may_know
from web.settings import Settings

BOARD = "/coverage/areas"


@pytest.fixture(scope="module")
def board(home: Path, client: Client) -> Iterator[Client]:
    """Give a client of a demonstration server on which an edition is proved."""
    app = create_app(Settings(home=home, demo=True), clock=lambda: BOXING_NIGHT, shipped=planted, prove=prove)
    with TestClient(FromHere(app, "127.0.0.1"), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as proved:
        yield proved


def as_role(board: Client, role: str, address: str) -> str:
    """Read a page in a role of the demonstration."""
    board.cookies.clear()
    board.post("/demo/sign-in", data={"role": role})
    text = board.get(address).text
    board.cookies.clear()
    return text


def test_every_council_of_england_stands_on_the_board(board: Client) -> None:
    text = board.get(BOARD).text
    assert "296 areas" in text
    assert text.count('<th scope="row"><a href="/coverage?') == 296
    assert [region in text for region in ("East Midlands", "London", "Yorkshire and The Humber")] == [True] * 3
    assert "Proved for 399 days of edition 1." in text


def test_a_cell_tells_by_sign_and_words_and_leads_to_the_gap_or_the_week(board: Client) -> None:
    text = board.get(BOARD).text
    assert '<a href="/coverage/gaps/g-evenings">285 gaps</a>' in text
    assert "next Fri 27 Nov, 17:00" in text
    assert "one number only" in text
    assert f'href="/coverage?caller=carer&amp;area={CORBY}&amp;age=unknown&amp;first=2026-12-26&amp;days=7"' in text


def test_the_public_sees_the_column_of_the_public_and_officers_theirs_too(board: Client) -> None:
    public, police = board.get(BOARD).text, as_role(board, "police", BOARD)
    assert '<th scope="col">Police</th>' not in public
    assert "g-136" not in public
    assert "left out: NHS 111, Police, Ambulance" in public
    assert '<th scope="col">Police</th>' in police
    assert '<a href="/coverage/gaps/g-136">only 999, 111</a>' in police
    assert '<th scope="col">AMHP</th>' not in police


def test_who_keeps_the_directory_sees_every_column() -> None:
    for role in Role:
        known = [caller for caller in GROUPS if may_know(role, caller)]
        assert "carer" in known
        assert (len(known) == len(GROUPS)) == (role in {Role.CURATOR, Role.OPERATOR})
        assert len(known) == (1 if role is Role.PUBLIC else 2) or role in {Role.CURATOR, Role.OPERATOR}


def test_the_totals_count_the_board() -> None:
    rows = findings().rows
    for total, caller in zip(totals(rows, tuple(GROUPS)), GROUPS, strict=True):
        states = [row.states[caller] for row in rows]
        assert total.always == sum(isinstance(state, Always) for state in states)
        assert total.single == sum(state == Always(depth=1) for state in states)
        assert total.gaps == sum(isinstance(state, Gaps) for state in states)
        assert total.last == sum(isinstance(state, OnlyLast) for state in states)
        assert total.always + total.gaps + total.last == 296


def test_each_state_has_its_own_sign_and_words() -> None:
    row = next(row for row in findings().rows if row.area == CORBY)
    question = Question(caller="carer", area=None, age="unknown", first=BOXING_NIGHT.date(), days=7)
    cells = {cell.group: cell for cell in shown_row(row, tuple(GROUPS), question).cells}
    assert (cells["Person or carer"].sign, cells["Person or carer"].word) == ("!", "285 gaps")
    assert (cells["Police"].sign, cells["Police"].word) == ("✕", "only 999, 111")
    assert (cells["AMHP"].sign, cells["AMHP"].word, cells["AMHP"].more) == ("✓", "always", "3 numbers")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("northampton", 2, id="a part of a name"),
        pytest.param("Yorkshire and the Humber", 15, id="a region"),
        pytest.param("Humberside", 4, id="a police force"),
        pytest.param("NN16 8AA", 1, id="a postcode"),
        pytest.param("Kettering", 1, id="a town"),
        pytest.param("Qqmarkerzz", 0, id="nothing of ours"),
    ],
)
def test_words_filter_the_board_without_standing_in_an_address(board: Client, words: str, shown: int) -> None:
    response = board.post(BOARD, data={"words": words})
    assert response.text.count('<th scope="row"><a href="/coverage?') == shown
    assert f"{shown} area{'' if shown == 1 else 's'} of those words" in response.text
    assert "marker" not in response.text
    assert "?" not in str(response.url)


def test_areas_with_gaps_alone_can_be_shown_and_police_forces_stand_over_them(board: Client) -> None:
    text = board.get(f"{BOARD}?show=gaps&by=police").text
    assert text.count('<th scope="row"><a href="/coverage?') == 2
    assert 'class="board__group" colspan="2">Humberside</th>' in text
    assert board.get(f"{BOARD}?show=marker&by=marker").text.count('<th scope="row"><a href="/coverage?') == 296


def test_a_gap_says_who_when_why_and_what_would_close_it(board: Client) -> None:
    text = board.get("/coverage/gaps/g-evenings").text
    for words in (
        "A gap in North Northamptonshire",
        "A carer, relative or friend",
        "adults of 18 to 64",
        "somebody answers who is not 999 or NHS 111",
        "Mon to Fri 17:00 to 20:00",
        "855 hours in 285 stretches",
        "The day team closes at 17:00; the evening café opens at 20:00.",
        "Longer hours of one of the services near by",
        "Monday 28 December 2026, 17:00 to 20:00",
        "2026-12-28 17:00 to 2026-12-28 20:00",
        "And 252 more.",
        "opens next Monday 30 November 2026, 20:00",
        "when it opens next is not known",
        "Boxing Day (observed), bank holiday",
    ):
        assert words in text, words
    assert "only 999 and 111" in text
    assert "Shout &lt;85258&gt;" in text


def test_times_of_a_summer_gap_are_told_locally_and_in_utc(board: Client) -> None:
    text = board.get("/coverage/gaps/g-clock").text
    assert "Sunday 31 October 2027, 01:00 BST to 01:00 GMT" in text
    assert "2027-10-31 00:00 to 2027-10-31 01:00" in text
    assert "clocks go back: 25 hours" in text


def test_the_next_opening_of_a_line_is_for_those_whose_line_it_is(board: Client) -> None:
    assert "its hours are not shown to you" in board.get("/coverage/gaps/g-evenings").text
    assert "opens next Monday 30 November 2026, 18:15" in as_role(board, "police", "/coverage/gaps/g-evenings")


def test_a_gap_of_officers_is_for_officers(board: Client) -> None:
    assert board.get("/coverage/gaps/g-136").status_code == 403
    assert "No service of the directory that takes these callers" in as_role(board, "police", "/coverage/gaps/g-136")
    assert NOBODY_136.stretches[0][0] < EVENINGS.stretches[0][0]


def test_an_unknown_gap_is_a_page_with_a_number(board: Client) -> None:
    response = board.get("/coverage/gaps/marker")
    assert response.status_code == 404
    assert "it may be closed" in response.text
    assert "tel:111" in response.text
