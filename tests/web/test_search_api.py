"""Search over HTTP: any words, slips, half a number; everything found says why it stands where it stands; never blank."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from directory.search_answer import Fit, SuggestionKind
from routing.finding import SeenService, ServicePage
from tests.web.conftest import Client, problem_of
from tests.web.makers import PLANTED
from web.api.shapes import Suggestions


def searched(client: Client, headers: dict[str, str] | None = None, **asked: Any) -> ServicePage:  # noqa: ANN401 (query values)
    response = client.get("/api/v1/services", params=asked, headers=headers or {})
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=ServicePage)


def ids_of(page: ServicePage) -> list[str]:
    return [seen.service.id for seen in page.services]


def fit_of(seen: SeenService) -> Fit:
    assert seen.found is not None
    return seen.found.fit


@pytest.mark.parametrize(
    ("words", "first"),
    [
        pytest.param("samaratins", "samaritans", id="a slip"),
        pytest.param("0800 448", "nn-mental-health-number", id="the beginning of a number"),
        pytest.param("448 0828", "nn-mental-health-number", id="the end of a number"),
        pytest.param("childlin", "childline", id="a name half typed"),
    ],
)
def test_the_right_service_comes_first(client: Client, words: str, first: str) -> None:
    assert ids_of(searched(client, q=words))[:1] == [first]


def test_every_hit_says_what_matched_its_state_and_why_in_types_and_in_words(client: Client) -> None:
    first = searched(client, q="samaratins").services[0]
    assert first.found is not None
    assert len(first.found.words) == len(first.found.reasons) > 0
    assert "open 24 hours a day, every day" in first.found.words
    (name,) = (matched for matched in first.found.matched if matched.field == "name")
    assert [name.text[span.start : span.end] for span in name.spans] == ["Samaritans"]
    assert first.states


def test_words_that_were_mended_and_words_of_danger_are_said_and_not_repeated(client: Client) -> None:
    response = client.get("/api/v1/services?q=suicidal+wellingbrough+qqmarker")
    page = msgspec.json.decode(response.content, type=ServicePage)
    assert page.danger
    assert page.did_you_mean == ("wellingborough",)
    assert page.place.label == "Wellingborough"
    assert "marker" not in response.text
    assert "wellingbrough" not in response.text


def test_what_does_not_fit_comes_after_what_does_with_the_reason(client: Client) -> None:
    page = searched(client, q="crisis", place="NN1", age=15, limit=200)
    fits = [fit_of(seen) for seen in page.services]
    assert fits == sorted(fits, key=list(Fit).index)
    assert {Fit.FITTING, Fit.OUT_OF_AREA} <= set(fits)
    away = next(seen for seen in page.services if fit_of(seen) is Fit.OUT_OF_AREA)
    assert away.found is not None
    assert "serves other areas" in away.found.words


def test_a_closed_service_says_until_when(client: Client) -> None:
    page = searched(client, q="cafe", open_at="2027-01-05T08:00:00", limit=200)
    closed = [seen for seen in page.services if fit_of(seen) is Fit.CLOSED]
    assert closed
    assert all(any(words.startswith("closed now") for words in seen.found.words) for seen in closed if seen.found)


@pytest.mark.parametrize(
    "words", ["qqqxxyzzy", "🙂🙂", "'; DROP TABLE services; --", "مساعدة", "the of and", "m" * 200, "9" * 150]
)
def test_there_is_always_something_to_go_on_with(client: Client, words: str) -> None:
    page = searched(client, q=words)
    assert {way.dial for way in page.fallbacks} >= {"111", "999"}


def test_a_place_adds_its_line_that_never_closes(client: Client) -> None:
    (line, *_) = searched(client, q="qqqxxyzzy", place="Corby").fallbacks
    assert (line.what, line.service_id, line.number) == ("area-line", "nn-mental-health-number", "0800 448 0828")


def test_pages_of_a_search_follow_each_other_without_gap_or_overlap(client: Client) -> None:
    whole = ids_of(searched(client, q="crisis", limit=200))
    parts = [one for at in range(0, len(whole), 7) for one in ids_of(searched(client, q="crisis", limit=7, offset=at))]
    assert parts == whole
    assert searched(client, q="crisis", limit=1).total == len(whole)


def test_facets_count_all_hits_and_not_the_page(client: Client) -> None:
    page = searched(client, q="crisis", limit=1)
    for facet in (page.facets.kind, page.facets.open_now, page.facets.age, page.facets.self_referral):
        assert sum(count.count for count in facet) == page.total


def test_a_kind_an_audience_and_self_referral_narrow_a_search(client: Client, key: dict[str, str]) -> None:
    assert {seen.service.kind for seen in searched(client, q="crisis", kind="crhtt").services} == {"crhtt"}
    assert "planted-line" in ids_of(searched(client, key, audience="police", limit=200))
    assert "planted-line" not in ids_of(searched(client, audience="public", limit=200))
    assert False not in {seen.service.self_referral for seen in searched(client, self_referral=True, limit=200).services}


def test_what_is_surely_open_comes_first_if_wanted(client: Client) -> None:
    page = searched(client, open_now=True, place="NN1", limit=200)
    open_ones = [any(one.state.state == "open" for one in seen.states) for seen in page.services if fit_of(seen) is Fit.FITTING]
    assert open_ones == sorted(open_ones, reverse=True)


@pytest.mark.parametrize("words", [PLANTED, PLANTED[:5], PLANTED[-5:], f"01632 {PLANTED}", f"+44 1632 {PLANTED}", "01632 960"])
def test_a_professional_number_is_not_found_by_its_digits(client: Client, key: dict[str, str], words: str) -> None:
    for asked in ({}, {"audience": "police"}, {"place": "NN1"}):
        page = client.get("/api/v1/services", params={"q": words, **asked})
        assert "planted-line" not in page.text
    assert "planted-line" in ids_of(searched(client, key, q=words))
    assert "planted-line" not in client.get("/api/v1/suggestions", params={"q": words}).text


def test_the_words_inside_an_entry_that_is_not_ones_own_find_nothing(client: Client) -> None:
    assert "planted-line" not in ids_of(searched(client, q="extension desk"))
    named = searched(client, q="planted line")
    assert ids_of(named)[0] == "planted-line"
    assert fit_of(named.services[0]) is Fit.WITHHELD
    assert named.services[0].states == ()


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("audience=marker", "audience"),
        ("self_referral=marker", "self_referral"),
        ("open_now=marker", "open_now"),
        ("q=" + "m" * 201, "q"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client: Client, query: str, where: str) -> None:
    response = client.get(f"/api/v1/services?{query}")
    assert response.status_code == 400
    assert problem_of(response)["where"] == where
    assert "marker" not in response.text


# Suggestions


def suggested(client: Client, **asked: Any) -> Suggestions:  # noqa: ANN401 (query values)
    response = client.get("/api/v1/suggestions", params=asked)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Suggestions)


def test_services_kinds_and_places_are_suggested_as_one_types(client: Client) -> None:
    assert "samaritans" in {one.value for one in suggested(client, q="samari").suggestions}
    assert SuggestionKind.KIND in {one.what for one in suggested(client, q="cris").suggestions}
    assert "Corby" in {one.text for one in suggested(client, q="corb").suggestions}


def test_no_more_than_asked_for_are_suggested(client: Client) -> None:
    assert len(suggested(client, q="c", limit=3).suggestions) <= 3
    assert suggested(client, q="").suggestions == ()


@pytest.mark.parametrize(("query", "where"), [("q=a&limit=0", "limit"), ("q=a&limit=marker", "limit"), ("q=" + "m" * 201, "q")])
def test_suggestions_that_cannot_be_asked_for_are_refused(client: Client, query: str, where: str) -> None:
    response = client.get(f"/api/v1/suggestions?{query}")
    assert response.status_code == 400
    assert problem_of(response)["where"] == where
    assert "marker" not in response.text


def test_what_a_professional_searches_is_kept_by_nobody(client: Client, key: dict[str, str]) -> None:
    for path in ("/api/v1/services?q=planted", "/api/v1/suggestions?q=planted"):
        assert client.get(path, headers=key).headers["cache-control"] == "no-store"
