"""POST /api/v1/answers: the answer of the router, as its reader may see it, and kept in the log."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Role
from routing.answer import Answer
from seed.places import load_gazetteer
from store.home import open_home
from store.replay import Replayer, body_of, decision_id
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, PLANTED

CORBY = {"caller": "carer", "place": "Corby"}
POLICE = {"caller": "police", "place": "NN1 5BD", "s136": "considering"}


def answered(client: Client, context: dict[str, Any], **headers: str) -> Answer:
    response = client.post("/api/v1/answers", json=context, headers=headers)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Answer)


def test_a_carer_gets_a_free_public_number_that_is_open_a_second_one_and_999(client: Client) -> None:
    answer = answered(client, CORBY)
    first = answer.options[0].contact
    assert first is not None
    assert (first.cost, first.state.state) == ("free", "open")
    assert len(answer.options) > 1
    assert "999" in [option.kind for option in answer.options]
    assert answer.at == BOXING_NIGHT


def test_police_with_a_key_get_the_number_of_their_forces_line(client: Client, key: dict[str, str]) -> None:
    lines = [option for option in answered(client, POLICE, **key).options if option.kind == "s136_advice_line"]
    numbers = [option.contact.number for option in lines if option.contact is not None]
    assert f"01632 {PLANTED}" in numbers


def test_the_public_sees_that_the_line_exists_and_not_its_number(client: Client) -> None:
    lines = [option for option in answered(client, POLICE).options if option.kind == "s136_advice_line"]
    assert lines
    assert all(option.contact is not None and option.contact.withheld for option in lines)


def test_what_is_spliced_together_is_what_would_be_encoded_whole(client: Client, key: dict[str, str]) -> None:
    for context in (CORBY, POLICE):
        for headers in ({}, key):
            for _ in range(2):
                response = client.post("/api/v1/answers", json=context, headers=headers)
                assert response.content == body_of(msgspec.json.decode(response.content, type=Answer))


def test_an_answer_for_one_reader_is_never_given_to_another(client: Client, key: dict[str, str]) -> None:
    for headers, is_shown in ((key, True), ({}, False), (key, True), ({}, False)):
        assert (PLANTED in client.post("/api/v1/answers", json=POLICE, headers=headers).text) is is_shown


def test_every_answer_is_in_the_log_and_can_be_given_again(tmp_path: Path) -> None:
    with a_server(tmp_path) as client:
        sent = client.post("/api/v1/answers", json=CORBY)
    kept_as = decision_id(msgspec.json.decode(sent.content, type=Answer), Role.PUBLIC)

    async def read() -> None:
        async with open_home(tmp_path, at=BOXING_NIGHT) as home:
            logged = await home.decision(kept_as)
            again = await Replayer(home, load_gazetteer(tmp_path / "postcodes.table")).again(logged)
        assert body_of(again.answer) == sent.content
        assert (again.identical, again.differs) == (True, ())
        assert logged.decision.reader is Role.PUBLIC

    asyncio.run(read())


def test_the_full_postcode_is_in_neither_answer_nor_log(tmp_path: Path) -> None:
    with a_server(tmp_path) as client:
        assert "5BD" not in client.post("/api/v1/answers", json=POLICE).text

    async def read() -> str:
        async with open_home(tmp_path, at=BOXING_NIGHT) as home:
            return str(await home.decisions_after(0))

    logged = asyncio.run(read())
    assert "NN1" in logged
    assert "5BD" not in logged


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(b"", "$", id="an empty body"),
        pytest.param(b"   ", "$", id="blanks"),
        pytest.param(b"{}", "caller", id="no caller"),
        pytest.param(b"null", "$", id="null"),
        pytest.param(b"[]", "$", id="a list"),
        pytest.param(b'"marker"', "$", id="a text"),
        pytest.param(b"{marker", "$", id="no JSON"),
        pytest.param(b'{"caller":"carer","age":NaN}', "$", id="NaN"),
        pytest.param(b'{"caller":"carer","age":Infinity}', "$", id="infinity"),
        pytest.param(b"\xff\xfe\x00", "$", id="no UTF-8"),
        pytest.param(b"[" * 60_000, "$", id="nested deeply"),
        pytest.param(b'{"caller":"marker"}', "caller", id="a word that is not in the list"),
        pytest.param(b'{"caller":"carer","marker":1}', "$", id="an unknown field"),
        pytest.param(b'{"caller":"carer","age":"30"}', "age", id="a number as text"),
        pytest.param(b'{"caller":"carer","age":true}', "age", id="yes as a number"),
        pytest.param(b'{"caller":"carer","age":-1}', "age", id="an age below nought"),
        pytest.param(b'{"caller":"carer","age":1e400}', "age", id="an endless number"),
        pytest.param(b'{"caller":"carer","age":[30]}', "age", id="a list for a number"),
        pytest.param(b'{"caller":["carer"]}', "caller", id="a list for a word"),
        pytest.param(b'{"caller":"carer","danger_to_life":true}', "danger_to_life", id="true for yes"),
        pytest.param(b'{"caller":"carer","place":7}', "place", id="a number for a place"),
        pytest.param(b'{"caller":"carer","place":"' + b"m" * 200 + b'"}', "place", id="a place that is too long"),
        pytest.param(b'{"caller":"carer","needs":"veteran"}', "needs", id="a word for a list"),
        pytest.param(b'{"caller":"carer","needs":["marker"]}', "needs[0]", id="a need that is not in the list"),
        pytest.param(b'{"caller":"carer","dob":"2001-02-29"}', "dob", id="a date that never was"),
        pytest.param(b'{"caller":"carer","dob":"2030-01-01"}', "dob", id="a birth to come"),
        pytest.param(b'{"caller":"carer","at":"2026-13-01T00:00:00Z"}', "at", id="an impossible instant"),
        pytest.param(b'{"caller":"carer","at":"0001-01-01T00:00:00+14:00"}', "at", id="the first instant of all"),
        pytest.param(b'{"caller":"carer","at":"9999-12-31T23:59:59-14:00"}', "at", id="the last instant of all"),
        pytest.param(b'{"caller":"carer","at":1700000000}', "at", id="seconds for an instant"),
        pytest.param(
            b'{"caller":"police","arrived_at_place_of_safety":"9999-12-31T23:59:59-14:00"}',
            "arrived_at_place_of_safety",
            id="an arrival at the end of time",
        ),
        pytest.param(b'{"caller":"police","refused_by":"marker"}', "refused_by", id="refused by no kind of service"),
        pytest.param(b'{"caller":"carer","language":"marker marker"}', "language", id="no language tag"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_repeated(client: Client, body: bytes, where: str) -> None:
    response = client.post("/api/v1/answers", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400
    problem = problem_of(response)
    assert problem["where"] == where
    assert problem["expected"]
    assert "marker" not in response.text
    assert "marker" not in str(response.headers)


def test_an_unknown_place_is_an_answer_and_not_an_error(client: Client) -> None:
    response = client.post("/api/v1/answers", json={"caller": "carer", "place": "Qqmarkerzz"})
    answer = msgspec.json.decode(response.content, type=Answer)
    assert answer.place.outcome == "missing"
    assert "place" in answer.ask
    assert "marker" not in response.text


def test_an_ambiguous_place_asks_which(client: Client) -> None:
    answer = answered(client, {"caller": "carer", "place": "Newport"})
    assert answer.place.outcome == "ambiguous"
    assert "Newport, Isle of Wight" in answer.place.candidates


def test_a_place_on_a_border_names_both_areas(client: Client) -> None:
    names = {share.name for share in answered(client, {"caller": "police", "place": "PE8"}).place.areas}
    assert {"Northamptonshire Police", "Cambridgeshire Police", "Cambridgeshire and Peterborough ICB"} <= names


def test_a_body_of_ten_megabytes_is_refused_unread(client: Client) -> None:
    response = client.post(
        "/api/v1/answers", content=b'{"caller":"' + b"m" * 10_000_000 + b'"}', headers={"content-type": "application/json"}
    )
    assert response.status_code == 413
    assert problem_of(response)["title"] == "Content Too Large" or problem_of(response)["title"] == "Request Entity Too Large"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_content_type_is_refused(client: Client, content_type: str) -> None:
    response = client.post("/api/v1/answers", content=b'{"caller":"carer"}', headers={"content-type": content_type})
    assert response.status_code == 415
    assert problem_of(response)["where"] == "Content-Type"


@pytest.mark.parametrize(
    "written", ["Bearer marker", "Bearer ccd_000000000000_" + "A" * 43, "Basic marker", "Bearer", "", "marker"]
)
def test_a_key_that_proves_nothing_is_refused(client: Client, written: str) -> None:
    response = client.post("/api/v1/answers", json=CORBY, headers={"authorization": written})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "marker" not in response.text
