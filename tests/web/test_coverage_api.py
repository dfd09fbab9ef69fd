"""GET /api/v1/coverage says what the board and the pages of gaps say, to each reader what that reader may know."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Role
from routing.certificate import Certificate, seal_of
from routing.facts import PUBLIC_CALLERS
from routing.proof import Promise
from store.home import open_home
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.api.shapes import CoverageGiven, GapGiven
from web.coverage_proved import AGES

COVERAGE = "/api/v1/coverage"


def given(client: Client, query: str = "", **headers: str) -> CoverageGiven:
    """Ask what is covered."""
    response = client.get(COVERAGE + query, headers=headers)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=CoverageGiven)


@pytest.fixture(scope="module")
def keeper(client: Client, home: Path) -> Iterator[Client]:
    """Give a client of a server of its own that reads as a curator: a server whose clock stands still reads no newer keys."""

    async def make() -> str:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return await opened.keys.make(Role.CURATOR, "curator", at=BOXING_NIGHT)

    secret = asyncio.run(make())
    with a_server(home) as keeping:
        keeping.headers["authorization"] = f"Bearer {secret}"
        yield keeping


def test_every_area_is_told_for_every_promise_and_age(client: Client) -> None:
    told = given(client, "?limit=500")
    assert told.total == len(told.areas) > 300
    assert [area.name for area in told.areas] == sorted(area.name for area in told.areas)
    for area in told.areas:
        assert {(one.promise, one.age, one.caller) for one in area.states} == {
            (promise, age, "carer") for promise in Promise for age in AGES
        }
    assert (told.edition, (told.end - told.start).days) == (1, 400)


def test_a_state_is_borne_out_by_its_gap(client: Client) -> None:
    told = given(client, "?limit=500")
    states = [(area.name, one) for area in told.areas for one in area.states]
    assert {one.holds for _, one in states} >= {"always", "gaps"}
    assert set(told.gaps) == {one.gap for _, one in states if one.gap is not None}
    for name, one in states:
        if one.gap is None:
            assert one.holds == "always"
            assert one.numbers > 0
        else:
            gap = told.gaps[one.gap]
            assert gap.promise is one.promise
            assert name in gap.places
            assert gap.stretches
            assert gap.causes
            assert gap.words
            assert (one.next is not None) is (one.coming > 0)


def test_a_page_of_it_and_one_place_promise_and_age_can_be_asked_for(client: Client) -> None:
    whole = given(client, "?limit=500")
    assert given(client, "?limit=2&offset=3").areas == whole.areas[3:5]
    here = given(client, "?place=NN16%208AA&promise=local&age=child")
    assert {area.name.partition(" (")[0] for area in here.areas} == {"North Northamptonshire"}
    assert {(one.promise, one.age) for area in here.areas for one in area.states} == {("local", "child")}
    assert (given(client, "?place=Qqzz").total, given(client, "?place=Qqzz").gaps) == (0, {})


def test_each_reader_is_told_of_their_own_callers(client: Client, key: dict[str, str], keeper: Client) -> None:
    assert given(client).callers == ("carer",)
    assert given(client, **key).callers == ("carer", "police")
    assert len(given(keeper).callers) == 8


def test_a_gap_is_told_as_in_the_list_and_one_of_officers_to_officers(client: Client, key: dict[str, str]) -> None:
    public, police = given(client, "?limit=500"), given(client, "?limit=500", **key)
    for code, gap in public.gaps.items():
        assert msgspec.json.decode(client.get(f"{COVERAGE}/gaps/{code}").content, type=GapGiven) == gap
    theirs = sorted(code for code, gap in police.gaps.items() if not PUBLIC_CALLERS & set(gap.callers))
    assert theirs
    refused = problem_of(client.get(f"{COVERAGE}/gaps/{theirs[0]}"))
    assert refused["status"] == 403
    assert client.get(f"{COVERAGE}/gaps/{theirs[0]}", headers=key).status_code == 200


def test_it_says_what_the_board_says(client: Client) -> None:
    board = unescape(client.get("/coverage/areas?promise=local&show=gaps").text)
    failing = {area.name for area in given(client, "?promise=local&age=adult&limit=500").areas if area.states[0].gap}
    assert failing
    assert f"{len(failing)} area" in board
    assert all(name in board for name in failing)


def test_the_certificate_is_for_those_who_keep_the_directory(client: Client, key: dict[str, str], keeper: Client) -> None:
    assert problem_of(client.get(f"{COVERAGE}/certificate"))["status"] == 401
    assert problem_of(client.get(f"{COVERAGE}/certificate", headers=key))["status"] == 403
    response = keeper.get(f"{COVERAGE}/certificate")
    certificate = msgspec.json.decode(response.content, type=Certificate)
    assert certificate.sha256 == seal_of(certificate)
    assert certificate.inputs.edition == 1
    assert {gap.code for gap in certificate.gaps} >= set(given(keeper, "?limit=500").gaps)
    assert keeper.get(f"{COVERAGE}/certificate").content == response.content


@pytest.mark.parametrize(
    ("query", "where"),
    [("?promise=marker", "promise"), ("?age=marker", "age"), ("?limit=0", "limit"), ("?place=" + "marker" * 30, "place")],
)
def test_what_cannot_be_read_is_said_and_not_repeated(client: Client, query: str, where: str) -> None:
    response = client.get(COVERAGE + query)
    problem: dict[str, Any] = problem_of(response)
    assert (problem["status"], problem["where"]) == (400, where)
    assert "marker" not in response.text


def test_an_unknown_gap_is_a_problem(client: Client) -> None:
    response = client.get(f"{COVERAGE}/gaps/marker")
    assert problem_of(response)["status"] == 404
    assert "marker" not in response.text


def test_no_number_stands_in_it(client: Client) -> None:
    assert PLANTED not in client.get(COVERAGE + "?limit=500").text
