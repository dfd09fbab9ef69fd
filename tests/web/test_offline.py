"""What a device keeps is the same for every reader, and holds nothing of a professional line and nothing of a person."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from tests.web.conftest import Client
from tests.web.makers import PLANTED
from web.offline import worker


def test_the_page_for_no_signal_is_the_same_for_every_reader_and_names_two_numbers(demo_client: Client) -> None:
    demo_client.cookies.clear()
    public = demo_client.get("/offline")
    demo_client.post("/demo/sign-in", data={"role": "police"})
    officer = demo_client.get("/offline")
    demo_client.cookies.clear()
    assert public.content == officer.content
    assert "emonstration" not in public.text
    for number in ("tel:999", "tel:111"):
        assert number in public.text


def test_the_worker_keeps_the_shell_and_no_page() -> None:
    program = worker().decode()
    files = msgspec.json.decode(re.findall(r"^const FILES = (.*);$", program, re.MULTILINE)[0])
    assert any("offline.js" in file for file in files)
    assert all(file.startswith("/static/") for file in files)
    assert program.count(".put(") == 0
    assert program.count("addAll") == 1


def test_every_file_of_the_shell_is_there(client: Client) -> None:
    files = msgspec.json.decode(re.findall(r"^const FILES = (.*);$", worker().decode(), re.MULTILINE)[0])
    assert [file for file in files if client.get(file).status_code != 200] == []


def test_the_worker_is_a_script_for_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "no-cache" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/136", "/ambulance"])
def test_a_professionals_page_may_be_kept_by_nobody(demo_client: Client, path: str) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    assert demo_client.post(path, data={"place": "NN1"}).headers["cache-control"] == "no-store"
    demo_client.cookies.clear()


def test_what_a_page_asks_for_a_device_is_answered_without_the_planted_number(client: Client) -> None:
    asked = re.search(r'data-asked="([^"]*)"', client.post("/136", data={"place": "NN1 5BD"}).text)
    assert asked is not None
    body = asked[1].replace("&#34;", '"').encode()
    response = client.post("/api/v1/timelines", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 200
    assert response.json()["place"]["outcome"] == "known"
    assert "A planted line" in response.text
    assert PLANTED not in response.text


@pytest.mark.parametrize("path", ["/", "/136", "/ambulance"])
@pytest.mark.parametrize(
    "place", ["NN1 5BD", "PE8 4AA", "M1", "Corby", "Newport, Isle of Wight", "West Midlands Police", "51.5074, -0.1278", "M25"]
)
def test_what_is_kept_of_a_place_is_our_word_for_it_and_leads_back(client: Client, path: str, place: str) -> None:
    def forces(found: dict[str, Any]) -> list[str]:
        return [share["area"] for share in found["areas"] if share["area"].startswith("police:")]

    there = client.post("/api/v1/answers", json={"caller": "public", "place": place}).json()["place"]
    asked = re.search(r'data-asked="([^"]*)"', client.post(path, data={"place": place}).text)
    assert asked is not None
    question = msgspec.json.decode(asked[1].replace("&#34;", '"').replace("&amp;", "&"))
    assert question["context"]["place"] not in ("NN1 5BD", "PE8 4AA", "51.5074, -0.1278")
    kept = client.post("/api/v1/timelines", json=question).json()["place"]
    assert kept["outcome"] == there["outcome"]
    # What is kept may be coarser, never elsewhere: of a full postcode its first half, of a point its council.
    assert set(forces(there)) <= set(forces(kept))


def test_a_fortnight_is_small_enough_for_any_telephone(client: Client) -> None:
    """Corby's cafes open and close every day: 48 steps, some 15 KB."""
    asked = {"context": {"caller": "carer", "place": "Corby"}, "days": 14}
    assert len(client.post("/api/v1/timelines", json=asked).content) < 25_000


def test_a_timeline_says_its_messages_in_words(client: Client) -> None:
    told = client.post(
        "/api/v1/timelines", json={"context": {"caller": "police", "place": "NN1", "s136": "considering"}}
    ).json()
    codes = {code for step in told["steps"] for code in step["messages"]}
    assert codes == {message["code"] for message in told["messages"]}
    assert "CONSULT_BEFORE_136" in codes
    assert all(message["words"] and message["clause"] for message in told["messages"])
