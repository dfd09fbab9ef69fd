"""The call handler's console: a table as one types, an entry with its ladder beside it, and what became of it kept.

What is filled in goes by POST, is not given back, and stands in no address and no log.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.outcomes import WORDS, Outcome, Rejection
from store.home import open_home
from store.outcomes import ToldOutcome
from tests.web.conftest import Client, a_server, database_away, until
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.console import instant_stated
from web.logs import WRITTEN_WITHIN

NUMBER = "nn-mental-health-number"


@pytest.fixture
def handler(demo_client: Client) -> Iterator[Client]:
    """Give a client that reads as a handler of NHS 111."""
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "nhs111", "page": "/111"})
    yield demo_client
    demo_client.cookies.clear()


def results(client: Client, **form: str) -> str:
    response = client.post("/111/results", data=form)
    assert response.status_code == 200, response.text
    return response.text


def detail(client: Client, **form: str) -> str:
    response = client.post("/111/detail", data=form)
    assert response.status_code == 200, response.text
    return response.text


def opened_in(text: str) -> list[str]:
    return re.findall(r'name="open" value="([^"]+)"', text)


def test_the_box_has_the_focus_and_the_national_ladder_stands_beside_it(client: Client) -> None:
    text = client.get("/111").text
    assert re.search(r'<input id="words"[^>]* autofocus', text)
    assert "tel:111" in text
    assert "Type some words, or a place" in text


def test_the_table_holds_what_fits_first_and_counts_the_rest(client: Client) -> None:
    text = results(client, place="NN1", age="15")
    assert "needs check" in text
    assert "Add a word to narrow them down" in text
    assert "Serves other areas" in results(client, words="crisis", place="NN1")


def test_matched_words_are_marked_and_those_of_danger_put_999_first(client: Client) -> None:
    text = results(client, words="samaratins")
    assert "<mark>Samaritans</mark>" in text
    assert "Read as: samaritans" in text
    assert "danger to life" not in text
    text = results(client, words="suicidal wellingbrough")
    assert text.index("These words can mean danger to life") < text.index("<table")
    assert "tel:999" in text


def test_a_place_among_the_words_can_be_kept_for_the_call(client: Client) -> None:
    assert 'name="which" value="Wellingborough"' in results(client, words="crisis wellingbrough")
    assert 'name="which"' not in results(client, words="crisis", place="Wellingborough")


def test_a_name_of_several_places_asks_which(client: Client) -> None:
    assert 'name="which" value="Newport, Isle of Wight"' in results(client, words="crisis newport")
    assert "Isle of Wight" in results(client, words="crisis", place="Newport", which="Newport, Isle of Wight")


def test_it_is_never_blank(client: Client) -> None:
    for words in ("qqqxxyzzy", "🙂", "'; DROP TABLE service; --", "9" * 5000, "the of"):
        text = results(client, words=words)
        assert "tel:111" in text
        assert "tel:999" in text
    assert "No service of these words is known here" in results(client, words="qqqxxyzzy")


def test_a_filter_leaves_out_what_surely_does_not_fit_and_says_how_many(client: Client) -> None:
    asked = {"words": "crisis", "place": "NN1", "age": "15"}
    whole = results(client, **asked)
    near = results(client, **asked, in_area="yes")
    assert set(opened_in(near)) < set(opened_in(whole))
    assert "left out by the filters" in near
    assert "Does not take this age" in whole
    assert "Does not take this age" not in results(client, **asked, takes_age="yes")
    assert "by referral" not in results(client, **asked, self_referral="yes")


def test_an_entry_is_shown_whole_with_the_ladder_for_this_caller(client: Client) -> None:
    text = detail(client, open=NUMBER, place="NN1", age="40")
    for words in (
        "Northamptonshire Mental Health Number",
        "0800 448 0828",
        "What it does not do",
        "Week: open",
        "Who it takes",
    ):
        assert words in text
    assert "For NN1" in text
    assert "If nobody answers" in text


def test_an_entry_that_is_not_there_leaves_the_ladder(client: Client) -> None:
    text = detail(client, open="marker", place="NN1")
    assert "entry-heading" not in text
    assert "marker" not in text
    assert "If nobody answers" in text


def test_another_instant_is_shown_and_cannot_be_taken_for_now(client: Client) -> None:
    asked = {"words": "cafe", "place": "NN1"}
    assert "Not now" not in results(client, **asked)
    assert "Not now: for 03:00 tomorrow." in results(client, **asked, at_time="03:00")
    text = detail(client, open=NUMBER, place="NN1", at_time="09:30", at_date="2027-01-05")
    assert "Not now: for 09:30 on Tuesday 5 January 2027." in text
    assert "The time must be written as 03:00" in results(client, **asked, at_time="marker")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param({}, "2026-12-26T03:10", id="now"),
        pytest.param({"at_time": "03:00"}, "2026-12-27T03:00", id="the next three at night"),
        pytest.param({"at_time": "04:00"}, "2026-12-26T04:00", id="later today"),
        pytest.param({"at_time": "10:00", "at_date": "2027-07-01"}, "2027-07-01T09:00", id="a summer day, in London's time"),
        pytest.param({"at_date": "2027-01-01"}, "2027-01-01T03:10", id="the same time of another day"),
        pytest.param({"at_time": "25:00"}, None, id="no time"),
        pytest.param({"at_time": "03:00+01:00"}, None, id="a time of another zone"),
        pytest.param({"at_date": "9999-12-31"}, None, id="a day that nothing is known of"),
    ],
)
def test_the_instant_of_a_form(form: dict[str, str], expected: str | None) -> None:
    stated = instant_stated(form, BOXING_NIGHT)
    assert (None if stated is None else f"{stated:%Y-%m-%dT%H:%M}") == expected


def test_without_javascript_the_same_form_gives_the_whole_page(client: Client) -> None:
    text = client.post(
        "/111", data={"words": "crisis qqmarker", "place": "NN1", "age": "40", "open": NUMBER, "open_now": "yes"}
    ).text
    assert "<table" in text
    assert 'id="entry-heading"' in text
    assert 'value="NN1"' in text
    assert 'value="40"' in text
    assert re.search(r'name="open_now"[^>]* checked', text)
    assert "marker" not in text


def test_nothing_of_a_call_stands_in_a_log(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    for path in ("/111", "/111/results", "/111/detail"):
        client.post(path, data={"words": "marker", "place": "marker", "opened": "marker", "decision": "marker"})
    time.sleep(2 * WRITTEN_WITHIN)
    said = capfd.readouterr()
    assert "marker" not in said.out + said.err


def test_parts_are_kept_by_nobody_and_given_to_our_own_page_only(client: Client) -> None:
    for path in ("/111/results", "/111/detail"):
        assert client.post(path, data={"words": "crisis"}).headers["cache-control"] == "no-store"
        assert client.post(path, data={"words": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


# Readers


def test_the_public_sees_that_a_line_exists_and_not_its_number(client: Client) -> None:
    for words in ("planted", PLANTED, PLANTED[-5:], "01632 960"):
        assert PLANTED not in results(client, words=words, place="NN1")
        assert PLANTED not in detail(client, words=words, open="planted-line")
    assert "A number is shown to professionals only." in results(client, words="planted")
    assert "planted-line" not in opened_in(results(client, words=PLANTED, place="Truro"))


def test_a_made_up_number_says_so_and_cannot_be_dialled(demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    for text in (results(demo_client, words="planted"), detail(demo_client, open="planted-line")):
        assert f"01632 {PLANTED}" in text
        assert "ade up" in text or "Made-up" in text
        assert f"tel:+441632{PLANTED}" not in text
    demo_client.cookies.clear()


# What became of it


def kept(home: Path) -> list[ToldOutcome]:
    async def read() -> list[ToldOutcome]:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return [kept.told for kept in await opened.outcomes_after(0)]

    return asyncio.run(read())


def test_a_service_given_to_the_caller_is_kept_for_the_curators(handler: Client, home: Path) -> None:
    before = len(kept(home))
    shown = detail(handler, open=NUMBER, place="NN1")
    decision = re.findall(r'name="decision" value="([^"]+)"', shown)[0]
    text = detail(handler, opened=NUMBER, place="NN1", outcome="given", decision=decision, rejection="too_far")
    assert "Noted: given to the caller." in text
    told = kept(home)[before:]
    assert [(one.service_id, one.outcome, one.rejection, one.decision_id) for one in told] == [
        (NUMBER, Outcome.GIVEN, None, decision)
    ]
    assert told[0].told_at == BOXING_NIGHT


def test_a_service_is_rejected_with_a_coded_reason(handler: Client, home: Path) -> None:
    before = len(kept(home))
    assert "choose a reason" in detail(handler, open=NUMBER)
    text = detail(handler, opened=NUMBER, outcome="rejected", rejection="no_capacity", decision="<marker>")
    assert f"Noted: {WORDS[Rejection.NO_CAPACITY]}." in text
    (told,) = kept(home)[before:]
    assert (told.outcome, told.rejection, told.decision_id) == (Outcome.REJECTED, Rejection.NO_CAPACITY, None)


def test_without_a_reason_of_ours_nothing_is_noted(handler: Client, home: Path) -> None:
    before = kept(home)
    assert "Choose a reason first" in detail(handler, opened=NUMBER, outcome="rejected", rejection="marker")
    for form in ({"outcome": "given"}, {"outcome": "given", "opened": "marker"}, {"outcome": "marker", "opened": NUMBER}):
        response = handler.post("/111/detail", data=form)
        assert response.status_code == 400
        assert "marker" not in response.text
    assert kept(home) == before


def test_without_the_database_it_is_noted_here_and_the_ladder_stays(tmp_path: Path) -> None:
    with a_server(tmp_path) as first:
        assert first.get("/health/ready").status_code == 200
    with database_away(tmp_path), a_server(tmp_path, demo=True) as away:
        away.post("/demo/sign-in", data={"role": "nhs111", "page": "/111"})
        text = detail(away, opened=NUMBER, outcome="given")
        assert "Noted here; the others see it when our database answers again." in text
        assert "If nobody answers" in text
    with a_server(tmp_path):
        until(lambda: [told.service_id for told in kept(tmp_path)] == [NUMBER])


def test_the_public_tells_nothing(client: Client, home: Path) -> None:
    before = kept(home)
    assert "What became of it?" not in detail(client, open=NUMBER)
    assert client.post("/111/detail", data={"opened": NUMBER, "outcome": "given"}).status_code == 403
    assert kept(home) == before
