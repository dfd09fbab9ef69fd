"""An officer and a crew get their line from the first tap on; what they say stands in no address and stays nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.web.conftest import Client
from tests.web.makers import PLANTED

PAGES = pytest.mark.parametrize("path", ["/136", "/ambulance"])


@pytest.fixture
def officer(demo_client: Client) -> Iterator[Client]:
    """Give a client that reads as police."""
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    yield demo_client
    demo_client.cookies.clear()


def first_of(text: str) -> str:
    """Return what stands in the card of the first number."""
    return text[text.index('class="first"') : text.index("If nobody answers")]


def carried(text: str) -> dict[str, str]:
    """Return what the question on the page carries on."""
    step = text[text.index('class="step"') : text.index("</section>", text.index('class="step"'))]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', step))


@PAGES
def test_an_answer_stands_there_before_anything_was_said(client: Client, path: str) -> None:
    text = client.get(path).text
    assert "Question 1 of 3" in text
    assert "tel:111" in text


def test_an_officer_is_asked_where_then_whether_then_how_old(officer: Client) -> None:
    form: dict[str, str] = {"place": "NN1 5BD"}
    text = officer.post("/136", data=form).text
    assert "Question 2 of 3" in text
    assert "A planted line" in text
    assert f"01632 {PLANTED}" in text, "the number is there after the first tap"
    form = carried(text) | {"s136": "considering"}
    text = officer.post("/136", data=form).text
    assert "Question 3 of 3" in text
    form = carried(text) | {"child": "yes"}
    text = officer.post("/136", data=form).text
    assert "Question" not in text
    assert "MHA 1983 s136A" in text
    assert "For NN1" in text


def test_an_officer_who_is_sure_of_nothing_is_answered_all_the_same(client: Client) -> None:
    form = {"where": "skip"}
    for answer in ({"s136": "none"}, {"child": "unknown"}):
        form = carried(client.post("/136", data=form).text) | answer
    text = client.post("/136", data=form).text
    assert "Question" not in text
    assert "tel:111" in text


def test_an_adult_is_not_treated_as_a_child(client: Client) -> None:
    adult = client.post("/136", data={"place": "NN1", "s136": "used", "child": "no"}).text
    not_sure = client.post("/136", data={"place": "NN1", "s136": "used", "child": "unknown"}).text
    assert "Confirm the age" not in adult
    assert "Confirm the age" in not_sure


def test_the_legal_prompts_stand_there_with_their_clause(client: Client) -> None:
    text = client.post("/136", data={"place": "NN1", "s136": "considering", "child": "no"}).text
    for clause in ("MHA 1983 s136(1C)", "SI 2017/1036", "Law and guidance as in the rules of 20"):
        assert clause in text
    text = client.post("/136", data={"place": "NN1", "s136": "considering", "setting": "private_dwelling"}).text
    assert "MHA 1983 s136(1A)" in text
    assert "police station" in client.post("/136", data={"place": "NN1", "s136": "used", "child": "yes"}).text


def test_the_arrival_gives_the_end_of_the_24_hours_and_is_carried_as_an_instant(client: Client) -> None:
    text = client.post("/136", data={"place": "NN1", "s136": "used", "arrived": "02:00", "arrived_day": "today"}).text
    assert "02:00 on Sunday 27 December 2026" in text
    assert "22 hours 50 minutes" in text
    assert carried(text)["arrived_at"] == "2026-12-26T02:00:00+00:00"
    text = client.post("/136", data=carried(text) | {"child": "no"}).text
    assert "02:00 on Sunday 27 December 2026" in text


@pytest.mark.parametrize("arrived", ["2026-12-27T03:10:00+00:00", "2026-12-01T00:00:00+00:00", "2026-12-26T02:00:00", "marker"])
def test_an_arrival_that_cannot_be_so_is_not_carried(client: Client, arrived: str) -> None:
    text = client.post("/136", data={"place": "NN1", "arrived_at": arrived}).text
    assert "Time left" not in text
    assert "marker" not in text


def test_an_arrival_means_that_section_136_was_used(client: Client) -> None:
    text = client.post("/136", data={"place": "NN1", "arrived": "02:00"}).text
    assert "do not fit together" not in text
    assert "contradict" not in text
    assert "Question 3 of 3" in text


def test_a_slip_in_a_new_arrival_does_not_take_the_old_one_away(client: Client) -> None:
    form = {"place": "NN1", "arrived_at": "2026-12-26T02:00:00+00:00", "arrived": "25:00"}
    text = client.post("/136", data=form).text
    assert "The arrival must be a time" in text
    assert "02:00 on Sunday 27 December 2026" in text


def test_the_places_of_safety_of_the_place_stand_under_the_line(client: Client) -> None:
    text = client.post("/136", data={"place": "NN1", "s136": "considering"}).text
    assert "suite-nn-berrywood-pos" in text
    assert "suite-" not in client.post("/136", data={"where": "skip"}).text


def test_physical_need_changes_a_crews_answer(client: Client) -> None:
    none = client.post("/ambulance", data={"no_flags": "yes", "place": "NN1"}).text
    ticked = client.post("/ambulance", data={"no_flags": "yes", "fit": "yes", "place": "NN1"}).text
    assert "shown to professionals only" in first_of(none)
    assert (
        "Emergency Department" in first_of(ticked)
        or "A&amp;E" in first_of(ticked)
        or "emergency department" in first_of(ticked)
    )
    assert "Medical check first" in ticked


def test_a_crew_that_ticks_nothing_is_asked_again(client: Client) -> None:
    assert "Question 1 of 3" in client.post("/ambulance", data={"flags": "yes"}).text


@pytest.mark.parametrize("tick", ["overdose", "injury", "intoxication"])
def test_an_overdose_an_injury_or_a_medical_risk_of_drink_changes_it_too(client: Client, tick: str) -> None:
    text = client.post("/ambulance", data={tick: "yes", "place": "NN1"}).text
    assert "Medical check first" in text


@PAGES
def test_the_list_to_read_out_is_sent_nowhere(client: Client, path: str) -> None:
    text = client.post(path, data={"place": "NN1", "s136": "used"}).text
    listed = text[text.index("need-to-know__list") : text.index("</ol>", text.index("need-to-know__list"))]
    assert listed.count("<li>") == 14
    assert " name=" not in listed


@PAGES
def test_nothing_of_the_person_is_in_what_a_device_may_keep(client: Client, path: str) -> None:
    form = {"place": "NN1 5BD", "age": "15", "fit": "yes", "setting": "school", "arrived": "02:00", "s136": "used"}
    text = client.post(path, data=form).text
    found = re.search(r'data-asked="([^"]*)"', text)
    assert found is not None
    kept = found[1].replace("&#34;", '"')
    place = "Northamptonshire Police" if path == "/136" else "NN1"
    caller = "police" if path == "/136" else "ambulance"
    asked = f'{{"context":{{"caller":"{caller}","place":"{place}","appears_child":"yes","s136":"used"}},"days":14}}'
    assert kept == asked


@PAGES
def test_of_a_line_that_is_not_the_readers_the_page_says_that_its_hours_are_not_shown(client: Client, path: str) -> None:
    text = client.post(path, data={"place": "NN1 5BD"}).text
    withheld = text.count("The number is shown to professionals only.")
    assert 0 < text.count("Hours are shown to professionals only") <= withheld
    for rung in re.split('<h3 class="rung__name">', text)[1:]:
        if "The number is shown to professionals only." in rung:
            assert "Opening hours are not known" not in rung.partition("</h3>")[2].partition("Rule")[0]


@PAGES
def test_a_name_on_the_ladder_leads_to_the_page_of_the_service(client: Client, path: str) -> None:
    text = client.post(path, data={"place": "NN1 5BD"}).text
    addresses = re.findall(r'class="rung__name"><a href="(/services/[^"]+)">', text)
    assert len(addresses) == text.count('class="rung__name"') > 1
    assert {client.get(address).status_code for address in addresses} == {200}
