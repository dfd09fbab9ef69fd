"""The keepers' work list, what becomes of a call, the same over HTTP and as a feed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from httpx import Response

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.osm_hours import read_osm_hours
from directory.reader import Role
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from store.editions import Contents
from store.home import load_shipped, open_home
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT

CORBY = ("council:E06000061",)
DIGITS = "604626"


def a_line(service_id: str, last: int, **fields: object) -> Service:
    stated = {"name": f"The {service_id}", "kind": "spa_crisis_line", "areas": CORBY, "organization": "A trust"} | fields
    number = E164Number(e164=f"+441{DIGITS}93{last}")
    contact = Contact(id="main", channel=Channel.VOICE, number=number, schedule=ALWAYS_OPEN, does="Listens")
    return Service(id=service_id, contacts=(contact,), **stated)  # type: ignore[arg-type]


POLICE = ("police:E23000022",)


def small() -> Contents:
    """Return a few entries that make every kind of work."""
    old = Assurance(sources=("merton25",), confidence=Confidence.SEEN, verified_on=BOXING_NIGHT.date().replace(year=2020))
    late = a_line("late-line", 0)
    late = msgspec.structs.replace(late, contacts=(msgspec.structs.replace(late.contacts[0], assurance=old),))
    desk = a_line("police-desk", 1, kind="s136_advice_line", areas=POLICE, audience=(Role.POLICE,))
    desk = msgspec.structs.replace(desk, contacts=(msgspec.structs.replace(desk.contacts[0], audience=(Role.POLICE,)),))
    office = a_line("office-line", 2)
    hours = read_osm_hours("Mon-Fri 9am to 5pm, not bank holidays").schedule
    office = msgspec.structs.replace(office, contacts=(msgspec.structs.replace(office.contacts[0], schedule=hours),))
    twin = msgspec.structs.replace(a_line("night-line", 2), organization="Another trust")
    ends = a_line("ending-line", 4, valid_to=BOXING_NIGHT.date().replace(day=31))
    suite = a_line(
        "stopped-suite", 5, kind="hbpos_adult", valid_to=BOXING_NIGHT.date().replace(day=25), audience=(Role.POLICE,)
    )
    suite = msgspec.structs.replace(suite, contacts=(msgspec.structs.replace(suite.contacts[0], audience=(Role.POLICE,)),))
    return msgspec.structs.replace(load_shipped(), services=(late, desk, office, twin, ends, suite))


Keys = dict[Role, dict[str, str]]


@pytest.fixture(scope="module")
def keeper_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home of its own."""
    return tmp_path_factory.mktemp("keeping")


@pytest.fixture(scope="module")
def keeper(keeper_home: Path, keys: Keys) -> Iterator[Client]:
    """Give a client that is signed in as a publisher of the demonstration."""
    with a_server(keeper_home, demo=True, shipped=small) as client:
        client.post("/demo/sign-in", data={"role": "publisher", "page": "/"})
        yield client


@pytest.fixture(scope="module")
def keys(keeper_home: Path) -> Keys:
    """Give the headers of a curator's key and of a control room's, made before the server reads the keys: its clock stands."""

    async def make() -> list[str]:
        async with open_home(keeper_home, at=BOXING_NIGHT, shipped=small) as opened:
            return [await opened.keys.make(role, "a key", at=BOXING_NIGHT) for role in (Role.CURATOR, Role.POLICE)]

    secrets = asyncio.run(make())
    return {role: {"authorization": f"Bearer {one}"} for role, one in zip((Role.CURATOR, Role.POLICE), secrets, strict=True)}


@pytest.fixture(scope="module")
def key(keys: Keys) -> dict[str, str]:
    """Give the header of a curator's key."""
    return keys[Role.CURATOR]


def press(keeper: Client, service: str, last: int, outcome: str, **typed: str) -> Response:
    form = {"service": service, "contact": "main", "reached": f"+441{DIGITS}93{last}", "outcome": outcome} | typed
    return keeper.post("/curate/checks", data=form, follow_redirects=False)


# The page


def reading_as(keeper: Client, role: Role) -> None:
    """Read as another for a while; the public where that is said."""
    keeper.post("/demo/sign-out", data={"page": "/"})
    if role is not Role.PUBLIC:
        keeper.post("/demo/sign-in", data={"role": role, "page": "/"})


@pytest.mark.parametrize(("role", "status"), [(Role.PUBLIC, (303, 401)), (Role.POLICE, (403, 403))])
def test_only_keepers_are_let_in(keeper: Client, role: Role, status: tuple[int, int]) -> None:
    reading_as(keeper, role)
    answers = [keeper.get(path, follow_redirects=False) for path in ("/curate", "/curate/due.atom")]
    answers += [keeper.post(path, data={}) for path in ("/curate/checks", "/curate/explanations")]
    reading_as(keeper, Role.PUBLISHER)
    assert [answer.status_code for answer in answers] == [status[0]] * 2 + [status[1]] * 2
    assert not [answer for answer in answers if f"{DIGITS[3:]}931" in answer.text.replace(" ", "")]


def test_the_page_shows_what_is_due_overdue_first_with_number_claims_and_last_check(keeper: Client) -> None:
    page = keeper.get("/curate").text
    order = [page.index(f'id="{name}--main"') for name in ("late-line", "night-line")]
    assert order == sorted(order)
    assert f'href="tel:+441{DIGITS}930">01604 626930</a>' in page
    for said in ("Overdue since", "never checked here", "open", "Listens", "Nobody has rung it from here", "for police only"):
        assert said.lower() in page.lower()


def test_the_list_is_narrowed_by_area_and_kind_and_says_when_nothing_is_left(keeper: Client) -> None:
    page = keeper.get("/curate?area=police:E23000022").text
    assert 'id="police-desk--main"' in page
    assert 'id="late-line--main"' not in page
    assert "Nothing is due for checking here." in keeper.get("/curate?kind=crisis_cafe").text
    assert keeper.get("/curate?area=%3Cmarker%3E&kind=marker&start=marker&show=marker").status_code == 200


def test_the_page_tells_of_entries_that_end_and_of_contradictions(keeper: Client) -> None:
    page = keeper.get("/curate").text
    assert "stops after 31 December 2026" in page
    assert "give the same number with different hours" in page


def test_an_entry_that_has_stopped_says_so_on_its_page_and_is_off_the_board_of_suites(keeper: Client) -> None:
    page = keeper.get("/services/stopped-suite").text
    assert page.lower().count("stopped after 25 dec 2026") == 2
    assert "Open" not in page[page.index("Stopped after") : page.index("Stated hours")]
    assert "stops after 31 Dec 2026" in keeper.get("/services/ending-line").text
    assert "stopped-suite" not in keeper.get("/capacity").text
    assert "stopped after 25 December 2026" in keeper.get("/curate").text


def test_one_click_publishes_that_it_was_rung_and_says_so_where_the_number_is_shown(keeper: Client) -> None:
    edition = keeper.get("/health/ready").json()["edition"]
    answered = press(keeper, "late-line", 0, "right")
    assert (answered.status_code, "done=right" in answered.headers["location"]) == (303, True)
    assert "Kept: rung and right" in keeper.get(answered.headers["location"]).text
    assert keeper.get("/health/ready").json()["edition"] == edition + 1
    given = keeper.post("/api/v1/answers", json={"caller": "carer", "place": "Corby"}).json()
    contact = next(option["contact"] for option in given["options"] if option["service_id"] == "late-line")
    assert [contact[name] for name in ("standing", "confidence", "verified_on", "verify_by")] == [
        "verified", "verified", "2026-12-26", "2027-06-26",
    ]  # fmt: skip
    page = keeper.get("/services/late-line").text
    assert "rung on 26 Dec 2026 and found right" in page
    assert "demonstration publisher: rung and right" in page
    assert 'id="late-line--main"' not in keeper.get("/curate").text


def test_the_public_is_told_that_it_was_rung_and_not_by_whom(keeper: Client) -> None:
    press(keeper, "late-line", 0, "right")
    reading_as(keeper, Role.PUBLIC)
    page = keeper.get("/services/late-line").text
    reading_as(keeper, Role.PUBLISHER)
    assert "rung on 26 Dec 2026 and found right" in page
    assert "demonstration publisher" not in page


def test_another_number_or_other_hours_go_to_the_change_that_comes_of_them(keeper: Client) -> None:
    answered = press(keeper, "night-line", 2, "wrong", number="01604 626939", hours="Mon-Fri 9am to 5pm, not bank holidays")
    assert answered.status_code == 303
    assert re.fullmatch(r"/curate/changes/\d+", answered.headers["location"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({}, "Give the new number, the new hours, or both.", id="nothing"),
        pytest.param({"number": "01604"}, "Give a number that can exist", id="a number that cannot exist"),
        pytest.param({"hours": "now and then"}, "These hours cannot be read", id="hours that cannot be read"),
        pytest.param({"number": "01604 626939", "note": "x" * 121}, "Write up to 120 characters.", id="a note too long"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_the_rest_stays(
    keeper: Client, typed: dict[str, str], said: str
) -> None:
    answered = press(keeper, "office-line", 2, "wrong", **typed)
    assert answered.status_code == 400
    page = answered.text
    assert page.count(said) == 2
    assert "Nothing was kept yet" in page
    assert all(f'value="{words}"' in page for words in typed.values())


def test_a_number_that_was_changed_meanwhile_is_refused(keeper: Client) -> None:
    answered = press(keeper, "office-line", 9, "right")
    assert answered.status_code == 400
    assert "another number since the page was opened" in answered.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({"service": "gone", "outcome": "right"}, 404, id="no such entry"),
        pytest.param({"service": "office-line", "outcome": "marker"}, 400, id="no such outcome"),
        pytest.param({"service": "office-line", "contact": "gone", "outcome": "nobody_answered"}, 404, id="no such contact"),
    ],
)
def test_a_form_that_no_page_of_ours_made(keeper: Client, form: dict[str, str], status: int) -> None:
    answered = keeper.post("/curate/checks", data=form)
    assert (answered.status_code, "marker" in answered.text) == (status, False)


def test_nobody_answered_is_kept_and_told(keeper: Client) -> None:
    answered = press(keeper, "ending-line", 4, "nobody_answered", heard="engaged", note="rang twice")
    assert "done=nobody" in answered.headers["location"]
    page = keeper.get("/curate").text
    assert "nobody answered 1 time in a row" in page
    assert "03:10, demonstration publisher: nobody answered: engaged – rang twice" in page


def test_a_contradiction_that_is_explained_is_listed_no_more(keeper: Client, key: dict[str, str]) -> None:
    found = keeper.get("/api/v1/due", headers=key).json()["contradictions"]
    code = next(one["code"] for one in found if one["what"]["contradiction"] == "same-number-other-hours")
    empty = keeper.post("/curate/explanations", data={"code": code, "explanation": " "})
    assert (empty.status_code, "Say why, in up to 200 characters." in empty.text) == (400, True)
    kept = keeper.post("/curate/explanations", data={"code": code, "explanation": "one switchboard"}, follow_redirects=False)
    assert "done=explained" in kept.headers["location"]
    left = keeper.get("/api/v1/due", headers=key).json()["contradictions"]
    assert code not in {one["code"] for one in left}
    assert len(left) == len(found) - 1
    assert "one switchboard (demonstration publisher, 26 December 2026)" in keeper.get("/curate").text
    assert keeper.post("/curate/explanations", data={"code": "gone/0123456789"}).status_code == 409


# For programs


def test_the_api_gives_the_same_work_to_keepers_alone(keeper: Client, key: dict[str, str]) -> None:
    work = keeper.get("/api/v1/due?area=police:E23000022&kind=s136_advice_line&mine=true", headers=key).json()
    assert [(one["service_id"], one["standing"], one["number"]) for one in work["contacts"]] == [
        ("police-desk", "undated", "01604 626931")
    ]
    assert (work["total"], work["figures"]["never_checked"], work["by_area"][0]["area"]) == (1, 1, "police:E23000022")
    assert [(one["service_id"], one["has_stopped"]) for one in keeper.get("/api/v1/due", headers=key).json()["endings"]] == [
        ("stopped-suite", True),
        ("ending-line", False),
    ]
    for path in ("/api/v1/due", "/api/v1/due.atom"):
        assert problem_of(keeper.get(path))["status"] == 401


def test_other_keys_get_neither_list_nor_feed(keeper: Client, keys: dict[Role, dict[str, str]]) -> None:
    police = keys[Role.POLICE]
    for path in ("/api/v1/due", "/api/v1/due.atom"):
        assert problem_of(keeper.get(path, headers=police))["status"] == 403


def test_the_feed_tells_the_week_and_holds_no_number(keeper: Client, key: dict[str, str]) -> None:
    by_key = keeper.get("/api/v1/due.atom", headers=key)
    assert by_key.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(by_key.content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert (entries[0].findtext("{http://www.w3.org/2005/Atom}id") or "").endswith(":2026-W52")
    assert "never checked" in (entries[0].findtext("{http://www.w3.org/2005/Atom}content") or "")
    assert DIGITS[3:] not in by_key.text.replace(" ", "")
    assert ET.fromstring(keeper.get("/curate/due.atom").content).tag == feed.tag
