"""The directory by place, kind, age, instant and words; places; timelines; editions."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from directory.opening import OpeningState
from routing.finding import SeenService, ServicePage
from tests.web.conftest import Client, problem_of
from web.api.shapes import Editions, EditionSummary, TimelineGiven

CORBY = {"caller": "carer", "place": "Corby"}


def listed(client: Client, query: str = "", **headers: str) -> ServicePage:
    response = client.get(f"/api/v1/services?{query}", headers=headers)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=ServicePage)


def ids_of(page: ServicePage) -> list[str]:
    return [seen.service.id for seen in page.services]


def test_pages_follow_each_other_without_gap_or_overlap(client: Client) -> None:
    whole = ids_of(listed(client, "limit=200"))
    parts = [one for offset in range(0, len(whole), 7) for one in ids_of(listed(client, f"limit=7&offset={offset}"))]
    assert parts == whole == sorted(whole)
    assert listed(client, "limit=1").total == len(whole)
    assert ids_of(listed(client, "offset=100000")) == []


def test_a_kind_keeps_its_own(client: Client) -> None:
    assert {seen.service.kind for seen in listed(client, "kind=crhtt").services} == {"crhtt"}


def test_words_make_a_search_of_the_list(client: Client) -> None:
    assert ids_of(listed(client, "q=SAMARITANS"))[0] == "samaritans"
    assert ids_of(listed(client, "q=samaritans+nosuchword"))[0] == "samaritans"


def test_a_place_keeps_what_serves_it(client: Client) -> None:
    found = listed(client, "place=NN1&limit=200")
    assert found.place.label == "NN1"
    assert "planted-line" in ids_of(found)
    assert "planted-line" not in ids_of(listed(client, "place=Truro&limit=200"))


@pytest.mark.parametrize("place", ["Newport", "Qqmarkerzz"])
def test_a_place_that_is_not_one_place_lists_what_serves_all_england(client: Client, place: str) -> None:
    response = client.get(f"/api/v1/services?place={place}&limit=200")
    found = msgspec.json.decode(response.content, type=ServicePage)
    assert "samaritans" in ids_of(found)
    assert all("country:england" in seen.service.areas for seen in found.services)
    assert "marker" not in response.text


def test_an_age_takes_out_those_who_surely_do_not_take_it(client: Client) -> None:
    child, adult = ids_of(listed(client, "age=9&limit=200")), ids_of(listed(client, "age=40&limit=200"))
    assert "childline" in child
    assert "childline" not in adult


def test_open_at_keeps_those_with_a_contact_that_is_surely_open(client: Client) -> None:
    found = listed(client, "open_at=2026-12-26T03:10:00Z&limit=200")
    assert "samaritans" in ids_of(found)
    assert 0 < found.total < listed(client).total
    for seen in found.services:
        assert any(one.state.state is OpeningState.OPEN for one in seen.states)


def test_open_at_without_an_offset_is_local_time(client: Client) -> None:
    assert listed(client, "open_at=2026-07-01T12:00:00").at.isoformat() == "2026-07-01T11:00:00+00:00"


def test_the_hours_of_a_line_that_is_not_ones_own_are_not_told(client: Client, key: dict[str, str]) -> None:
    query = "kind=s136_advice_line&open_at=2026-12-26T03:10:00Z"
    assert "planted-line" not in ids_of(listed(client, query))
    assert "planted-line" in ids_of(listed(client, query, **key))
    for headers, states in (({}, []), (key, [OpeningState.OPEN])):
        (seen, *_) = listed(client, "q=planted&open_at=2026-12-26T03:10:00Z", **headers).services
        assert (seen.service.id, [one.state.state for one in seen.states]) == ("planted-line", states)


def test_one_service_says_where_it_serves_and_whether_it_answers(client: Client) -> None:
    found = msgspec.json.decode(client.get("/api/v1/services/samaritans").content, type=SeenService)
    assert "England" in found.area_names
    assert len(found.states) == len(found.service.contacts)


def test_no_service_is_a_problem_that_repeats_nothing(client: Client) -> None:
    response = client.get("/api/v1/services/marker")
    assert (response.status_code, problem_of(response)["status"]) == (404, 404)
    assert "marker" not in response.text


def test_a_place_is_resolved_to_our_words(client: Client) -> None:
    response = client.get("/api/v1/places?q=NN1%205BD")
    assert response.json()["place"]["label"] == "NN1"
    assert "5BD" not in response.text
    assert client.get("/api/v1/places?q=EH1").json()["outcome"] == "outside-england"
    assert client.get("/api/v1/places").status_code == 400


# Timelines


def timeline(client: Client, asked: dict[str, Any]) -> TimelineGiven:
    response = client.post("/api/v1/timelines", json=asked)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=TimelineGiven)


def test_a_timeline_has_no_gap_and_says_at_its_start_what_the_answer_says(client: Client) -> None:
    given = timeline(client, {"context": CORBY, "days": 7})
    assert (given.end - given.start).days == 7
    for before, after in zip(given.steps, given.steps[1:], strict=False):
        assert before.end == after.start
        assert (before.options, before.messages) != (after.options, after.messages)
    answer = client.post("/api/v1/answers", json=CORBY).json()
    first = [given.options[index].service_id for index in given.steps[0].options]
    assert first == [option["service_id"] for option in answer["options"]]
    assert given.valid_until == given.steps[0].end


def test_a_fortnight_stays_small(client: Client) -> None:
    response = client.post("/api/v1/timelines", json={"context": CORBY, "days": 14})
    assert len(response.content) < 100_000


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"context": CORBY, "days": 0}, "days"),
        ({"context": CORBY, "days": 15}, "days"),
        ({"context": CORBY, "start": "9999-12-31T00:00:00Z"}, "start"),
        ({"context": {"caller": "marker"}}, "context.caller"),
        ({"context": CORBY, "marker": 1}, "$"),
        ({"days": 1}, "context"),
    ],
)
def test_a_timeline_that_cannot_be_read_is_named(client: Client, asked: dict[str, Any], where: str) -> None:
    response = client.post("/api/v1/timelines", json=asked)
    assert response.status_code == 400
    assert problem_of(response)["where"] == where
    assert "marker" not in response.text


# Editions


def test_editions_are_listed_with_their_hashes_and_without_their_contents(client: Client) -> None:
    response = client.get("/api/v1/editions")
    (line,) = msgspec.json.decode(response.content, type=Editions).editions
    assert (line.number, line.previous_hash, len(line.hash)) == (1, "", 64)


def test_one_edition_is_counted(client: Client) -> None:
    found = msgspec.json.decode(client.get("/api/v1/editions/1").content, type=EditionSummary)
    assert found.services is not None
    assert found.services["active"] > 0


@pytest.mark.parametrize("number", ["2", "0", "-1", str(2**31), str(2**200), "marker", "1.5"])
def test_an_edition_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/api/v1/editions/{number}").status_code in (400, 404)
