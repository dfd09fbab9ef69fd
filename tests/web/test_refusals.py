"""A place of safety that turns somebody away is told of by code; whoever was turned away has the next place at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Role
from routing.refusals import FORBIDDEN, TELLERS, WORDS, RefusalReason
from store.home import open_home
from store.refusals import ToldRefusal
from tests.postcodes import with_postcodes
from tests.web.conftest import Client, a_server, problem_of, table_away, until
from tests.web.makers import BOXING_NIGHT, planted

BERRYWOOD, ST_MARYS = "nn-berrywood-pos", "nn-st-marys-pos"
API = "/api/v1/refusals"
IN_NORTHAMPTON = '{"caller":"police","place":"NN1 5BD","s136":"considering","age":30}'
ROLES = (Role.POLICE, Role.AMHP, Role.NHS111, Role.CURATOR)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home of these tests' own, where what they report disturbs nobody."""
    return with_postcodes(tmp_path_factory.mktemp("refusals"))


@pytest.fixture(scope="module")
def keys(place: Path) -> dict[Role, dict[str, str]]:
    """Give the header of a key of each role."""

    async def make() -> dict[Role, dict[str, str]]:
        async with open_home(place, at=BOXING_NIGHT, shipped=planted) as opened:
            made = [await opened.keys.make(role, f"desk of {role}", at=BOXING_NIGHT) for role in ROLES]
        return {role: {"authorization": f"Bearer {secret}"} for role, secret in zip(ROLES, made, strict=True)}

    return asyncio.run(make())


@pytest.fixture(scope="module")
def served(place: Path, keys: dict[Role, dict[str, str]]) -> Iterator[Client]:
    """Give a client of a demonstration server on that home."""
    with a_server(place, demo=True) as demo:
        yield demo


@pytest.fixture
def anybody(served: Client) -> Client:
    """Give a client that reads as the public."""
    served.cookies.clear()
    return served


@pytest.fixture
def officer(anybody: Client) -> Client:
    """Give a client that reads as police."""
    anybody.post("/demo/sign-in", data={"role": "police"})
    return anybody


def told_in(home: Path) -> list[ToldRefusal]:
    """Return every refusal that is kept in a home."""

    async def read() -> list[ToldRefusal]:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            return [kept.told for kept in await opened.refusals.since(BOXING_NIGHT)]

    return asyncio.run(read())


def refuse(client: Client, reason: str = "intoxication", **form: str) -> str:
    """Tell a refusal on the page, and return what the page says then."""
    return client.post("/capacity/refused", data={"service": BERRYWOOD, "reason": reason, **form}).text


def test_a_refusal_is_kept_with_its_code_and_nothing_of_the_person(officer: Client, place: Path) -> None:
    before = told_in(place)
    text = refuse(officer, decision="d1-police", asked=IN_NORTHAMPTON)
    assert "Noted, without anything about the person." in text
    edition = officer.get("/api/v1/editions").json()["editions"][0]["number"]
    told = ToldRefusal(
        told_at=BOXING_NIGHT,
        edition=edition,
        reader=Role.POLICE,
        service_id=BERRYWOOD,
        reason=RefusalReason.INTOXICATION,
        decision_id="d1-police",
    )
    assert told_in(place) == [*before, told]


def test_the_next_place_stands_on_the_page_that_follows_and_the_one_that_refused_does_not(officer: Client) -> None:
    text = refuse(officer, asked=IN_NORTHAMPTON)
    assert f'id="suite-{ST_MARYS}"' in text
    assert f'id="suite-{BERRYWOOD}"' not in text
    assert f"/services/{BERRYWOOD}" not in text
    assert f"/services/{ST_MARYS}" in text
    assert "tel:" in text


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_reason_that_the_concordat_forbids_is_told_to_whoever_was_turned_away(officer: Client, reason: str) -> None:
    text = refuse(officer, reason)
    assert ("The Crisis Care Concordat does not allow this reason." in text) is (reason in FORBIDDEN)


def test_without_a_reason_it_is_asked_for_and_the_next_place_stands_there_all_the_same(officer: Client, place: Path) -> None:
    before = told_in(place)
    text = refuse(officer, "marker", asked="marker", decision="<marker>", page="https://marker.example/")
    assert "Choose the reason that they gave." in text
    assert f'id="suite-{ST_MARYS}"' in text
    assert "marker" not in text
    assert told_in(place) == before


def test_a_place_that_there_is_none_of_is_asked_for(officer: Client) -> None:
    for service in ("marker", "samaritans", ""):
        response = officer.post("/capacity/refused", data={"service": service, "reason": "full"})
        assert response.status_code == 400
        assert "marker" not in response.text


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PUBLIC, Role.CARER, Role.OPERATOR)])
def test_those_who_bring_people_to_places_of_safety_tell_refusals_and_nobody_else(anybody: Client, role: Role) -> None:
    anybody.post("/demo/sign-in", data={"role": role})
    response = anybody.post("/capacity/refused", data={"service": BERRYWOOD, "reason": "full"})
    assert response.status_code == (200 if role in TELLERS else 403)
    assert ("/capacity/refused" in anybody.get("/capacity").text) is (role in TELLERS)


def test_the_public_is_asked_to_sign_in_and_sees_no_form(anybody: Client) -> None:
    assert anybody.post("/capacity/refused", data={"service": BERRYWOOD, "reason": "full"}).status_code == 401
    assert "/capacity/refused" not in anybody.get("/capacity").text
    assert "/capacity/refused" not in anybody.post("/136", data={"place": "NN1 5BD", "s136": "used"}).text


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/136", {"place": "NN1 5BD", "s136": "used", "child": "no"}),
        ("/ambulance", {"place": "NN1 5BD", "s136": "used"}),
        ("/capacity", {"place": "Northampton"}),
    ],
)
def test_the_form_stands_where_places_of_safety_do(officer: Client, page: str, form: dict[str, str]) -> None:
    text = officer.post(page, data=form).text
    inside = text[text.index('action="/capacity/refused"') :]
    assert f'<option value="{BERRYWOOD}"' in inside
    assert "textarea" not in inside
    for reason, words in WORDS.items():
        assert f'value="{reason}" required> {words}' in inside


def test_a_form_of_another_sites_page_is_refused(officer: Client, place: Path) -> None:
    before = told_in(place)
    form = {"service": BERRYWOOD, "reason": "full"}
    assert officer.post("/capacity/refused", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert told_in(place) == before


# ------------------------------------------------------------------------------------------------------------ by key


def test_a_control_room_tells_a_refusal_by_key(anybody: Client, keys: dict[Role, dict[str, str]], place: Path) -> None:
    before = len(told_in(place))
    told = {"service_id": BERRYWOOD, "reason": "violence", "decision": "d2"}
    response = anybody.post(API, json=told, headers=keys[Role.POLICE])
    assert response.status_code == 201
    assert response.json() == {
        "number": before + 1,
        "service_id": BERRYWOOD,
        "reason": "violence",
        "told_at": "2026-12-26T03:10:00Z",
        "forbidden_by": "CC B9",
    }
    assert told_in(place)[-1].reader is Role.POLICE
    allowed = anybody.post(API, json={"service_id": BERRYWOOD, "reason": "full"}, headers=keys[Role.AMHP])
    assert allowed.json()["forbidden_by"] is None


def test_without_the_database_a_refusal_waits_here_and_is_kept_once_when_it_is_back(
    officer: Client, keys: dict[Role, dict[str, str]], place: Path
) -> None:
    before = len(told_in(place))
    with table_away(place, "refusal"):
        told = officer.post(API, json={"service_id": BERRYWOOD, "reason": "full"}, headers=keys[Role.POLICE])
        assert (told.status_code, told.json()["number"]) == (202, None)
        text = refuse(officer, asked=IN_NORTHAMPTON)
        assert "Noted here, without anything about the person; the others see it when our database answers again." in text
        assert f'id="suite-{ST_MARYS}"' in text
    until(lambda: len(told_in(place)) == before + 2)


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.NHS111, 403), (Role.CURATOR, 403)])
def test_another_key_tells_none(anybody: Client, keys: dict[Role, dict[str, str]], role: Role | None, status: int) -> None:
    told = {"service_id": BERRYWOOD, "reason": "full"}
    assert anybody.post(API, json=told, headers={} if role is None else keys[role]).status_code == status


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"reason": "marker"}, "reason"),
        ({"service_id": "marker"}, "service_id"),
        ({"service_id": "samaritans"}, "service_id"),
        ({"decision": "<marker>"}, "decision"),
        ({"person": "marker"}, "$"),
    ],
)
def test_what_cannot_be_so_is_named_and_not_repeated(
    anybody: Client, keys: dict[Role, dict[str, str]], change: dict[str, Any], where: str
) -> None:
    told = {"service_id": BERRYWOOD, "reason": "full"} | change
    response = anybody.post(API, content=msgspec.json.encode(told), headers=keys[Role.POLICE] | JSON)
    assert (response.status_code, problem_of(response)["where"]) == (400, where)
    assert "marker" not in response.text


JSON = {"content-type": "application/json"}


def test_the_curator_of_the_place_sees_what_the_concordat_forbids(anybody: Client, keys: dict[Role, dict[str, str]]) -> None:
    for reason in ("personality_disorder", "full"):
        anybody.post(API, json={"service_id": ST_MARYS, "reason": reason}, headers=keys[Role.POLICE])
    anybody.post("/demo/sign-in", data={"role": "curator"})
    assert "for a reason that the Concordat does not allow" in anybody.get("/curate/capacity").text
    history = anybody.get(f"/capacity/{ST_MARYS}/history").text
    assert history.index("Personality disorder") < history.index("<td>Full</td>"), "what is forbidden stands first"
    assert "No: the Concordat does not allow it" in history
