"""A problem with a number is reported by one code and no free text; the page that thanks for it has the next number."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from directory.reader import Role
from routing.outcomes import Outcome, Rejection
from store.home import open_home
from store.outcomes import ToldOutcome
from tests.web.conftest import Client, a_server, table_away, until
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.reports import MOST, PROBLEMS, WITHIN, ReportDoor

IN_CORBY = '{"caller":"carer","place":"Corby"}'


def told_in(home: Path) -> list[ToldOutcome]:
    """Return everything that was told in a home."""

    async def read() -> list[ToldOutcome]:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return [kept.told for kept in await opened.outcomes_after(0)]

    return asyncio.run(read())


def test_a_report_is_kept_with_what_it_is_about_and_nothing_of_who_told_it(client: Client, home: Path) -> None:
    before = told_in(home)
    form = {"service": "nhs111-mh", "problem": "could_not_contact", "decision": "d1-public", "asked": IN_CORBY}
    text = client.post("/report", data=form).text
    edition = client.get("/api/v1/editions").json()["editions"][0]
    assert "We noted it" in text
    told = ToldOutcome(
        told_at=BOXING_NIGHT,
        edition=edition["number"],
        edition_hash=edition["hash"],
        reader=Role.PUBLIC,
        decision_id="d1-public",
        service_id="nhs111-mh",
        outcome=Outcome.REPORTED,
        rejection=Rejection.COULD_NOT_CONTACT,
    )
    assert told_in(home) == [*before, told]


def test_the_next_number_stands_on_the_page_that_thanks(client: Client) -> None:
    text = client.post("/report", data={"service": "nhs111-mh", "problem": "other", "asked": IN_CORBY}).text
    first = text[text.index('class="first"') : text.index("If nobody answers")]
    assert "tel:" in first
    assert "NHS 111" not in first


def test_a_report_without_a_code_is_asked_for_one_and_shows_the_next_number_all_the_same(client: Client) -> None:
    text = client.post("/report", data={"service": "nhs111-mh", "problem": "marker", "decision": "<marker>"}).text
    assert "Choose what is wrong" in text
    assert "tel:" in text
    assert "marker" not in text


def test_a_report_on_no_service_of_ours_is_a_page_with_a_number(client: Client) -> None:
    response = client.post("/report", data={"service": "marker", "problem": "other"})
    assert response.status_code == 400
    assert "tel:111" in response.text
    assert "marker" not in response.text


def test_999_can_be_reported_too(client: Client) -> None:
    assert "We noted it" in client.post("/report", data={"service": "999", "problem": "other"}).text


@pytest.mark.parametrize("asked", ["marker", '{"caller":"marker"}', '{"caller":"carer","place":"Qqmarkerzz"}', "[" * 3000])
def test_a_question_that_cannot_be_read_again_takes_no_number_away(client: Client, asked: str) -> None:
    text = client.post("/report", data={"service": "nhs111-mh", "asked": asked}).text
    assert "tel:" in text
    assert "marker" not in text


def test_a_report_gives_the_public_no_number_of_a_professional_line(client: Client) -> None:
    asked = '{"caller":"police","place":"NN1 5BD","s136":"considering"}'
    text = client.post("/report", data={"service": "nhs111-mh", "problem": "other", "asked": asked}).text
    assert "A planted line" in text
    assert PLANTED not in text


def test_a_report_of_another_sites_page_is_refused(client: Client) -> None:
    response = client.post("/report", data={"service": "999", "problem": "other"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/136", "/ambulance", "/111"])
def test_every_page_with_a_number_has_the_form_and_its_words(client: Client, path: str) -> None:
    text = client.post(path, data={"place": "Corby"}).text
    form = text[text.index('action="/report"') :]
    for code in PROBLEMS:
        assert f'name="problem" value="{code}"' in form
    assert '<option value="nhs111-mh"' in form
    assert "textarea" not in form


def test_the_sheet_of_an_area_has_the_form_too(client: Client) -> None:
    text = client.get("/areas/northamptonshire-police").text
    assert '<option value="nhs111-mh"' in text[text.index('action="/report"') :]


def test_not_more_than_so_many_are_kept_in_a_minute() -> None:
    door = ReportDoor()
    assert all(door.lets_in(BOXING_NIGHT) for _ in range(MOST))
    assert not door.lets_in(BOXING_NIGHT + WITHIN - timedelta(seconds=1))
    assert door.lets_in(BOXING_NIGHT + WITHIN)


def test_one_report_too_many_is_thanked_for_honestly(client: Client, home: Path) -> None:
    form = {"service": "999", "problem": "other"}
    before = told_in(home)
    with a_server(home) as another:
        said = [another.post("/report", data=form).text for _ in range(MOST + 1)]
    assert "We noted it" in said[MOST - 1]
    assert "could not note it" in said[MOST]
    assert "tel:" in said[MOST]
    assert len(told_in(home)) == len(before) + MOST


def test_without_the_database_a_report_waits_here_and_is_kept_once_when_it_is_back(client: Client, home: Path) -> None:
    before = len(told_in(home))
    with table_away(home, "outcome"):
        text = client.post("/report", data={"service": "999", "problem": "other"}).text
        assert "We noted it; the people who keep this directory get it when our database answers again." in text
        assert "tel:" in text
    until(lambda: len(told_in(home)) == before + 1)


def test_the_words_of_a_report_are_codes_alone() -> None:
    assert msgspec.json.encode(PROBLEMS) == (
        b'["number_wrong","could_not_contact","closed_despite_hours","wrong_area","age_not_accepted","other"]'
    )
