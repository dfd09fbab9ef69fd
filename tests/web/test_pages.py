"""The pages give a number at once, say what is not sure about it, and never keep anybody from one."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Client


def test_the_first_page_shows_999_and_then_a_number_without_one_tap(client: Client) -> None:
    text = client.get("/").text
    assert text.index("tel:999") < text.index("tel:111") < text.index("<form method")
    assert '<html lang="en">' in text
    assert "Skip to main content" in text


def test_a_carer_gets_the_ladder_of_the_place(client: Client) -> None:
    text = client.post("/", data={"who": "carer", "place": "Corby", "age": "34"}).text
    assert "For Corby" in text
    assert "If nobody answers" in text
    assert "last checked" in text
    assert "Needs checking" in text
    assert "Opening hours are not known" in text
    assert "Edition 1" in text


def test_danger_puts_999_first(client: Client) -> None:
    text = client.post("/", data={"danger_to_life": "yes", "place": "Corby"}).text
    first = text[text.index('class="first"') : text.index("If nobody answers")]
    assert "tel:999" in first


def test_a_deaf_person_gets_ways_without_voice_beside_every_number(client: Client) -> None:
    text = client.post("/", data={"place": "Leicester", "needs-deaf_bsl": "ticked"}).text
    assert 'href="sms:85258"' in text
    assert "use the 999 BSL or 111 BSL video service" in text
    # The local line, which says nothing of Relay UK itself; NHS 111 and 999 do, each in its own way.
    assert 'href="tel:1800108088003302"' in text
    assert "tel:18001999" not in text
    assert "By Relay UK" not in client.post("/", data={"place": "Leicester"}).text


def test_somebody_whose_english_is_poor_is_told_of_the_interpreter(client: Client) -> None:
    text = client.post("/", data={"place": "Corby", "language": "und"}).text
    assert "An interpreter can join the call." in text


def questions_on(text: str) -> int:
    """Count the groups of answers in the form of the page."""
    form = text[text.index('class="questions"') :]
    return form[: form.index("</form>")].count("<legend")


def test_it_asks_on_only_for_what_could_change_the_answer_and_a_few_at_a_time(client: Client) -> None:
    assert "Is anybody’s life in danger?" not in client.get("/").text
    text = client.post("/", data={"who": "carer", "place": "Corby", "age": "34"}).text
    assert questions_on(text) == 4
    text = client.post("/", data={"who": "carer", "place": "Corby", "danger_to_life": "no", "injury": "none"}).text
    assert re.search(r'name="danger_to_life"[^>]*value="no"[^>]*checked', text)
    assert questions_on(text) == 6


def test_what_was_answered_is_carried_on_when_a_place_is_chosen_and_nothing_else(client: Client) -> None:
    said = {"who": "carer", "place": "Newport", "age": "15", "danger_to_life": "no", "marker": "marker"}
    text = client.post("/", data=said).text
    form = text[text.index('class="questions"') : text.index("</form>")]
    assert re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form) == [
        ("who", "carer"),
        ("age", "15"),
        ("danger_to_life", "no"),
    ]
    assert text.index("</form>") < text.index('class="first"') < text.index('name="who" type="radio"')


def test_an_ambiguous_place_is_asked_for_with_buttons(client: Client) -> None:
    text = client.post("/", data={"place": "Newport"}).text
    assert 'name="which" value="Newport, Isle of Wight"' in text
    assert "tel:111" in text
    text = client.post("/", data={"place": "Newport", "which": "Newport, Isle of Wight"}).text
    assert "For Newport" in text


def test_a_misspelt_place_offers_what_may_be_meant(client: Client) -> None:
    text = client.post("/", data={"place": "Nothamptn"}).text
    assert "We do not know this place" in text
    assert 'name="which" value="Northampton"' in text
    assert "Nothamptn" not in text


@pytest.mark.parametrize(
    "form",
    [
        {"age": "marker"},
        {"age": "-1"},
        {"age": "126"},
        {"age": "١٢"},
        {"place": "marker" * 60},
        {"place": "Qqmarkerzz"},
        {"who": "marker", "danger_to_life": "marker"},
        {"marker": "marker"},
        {"which": "<script>marker</script>"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/136", "/ambulance", "/111"])
def test_a_slip_in_the_form_is_said_and_a_number_still_given(client: Client, path: str, form: dict[str, str]) -> None:
    response = client.post(path, data=form)
    assert response.status_code == 200
    assert "tel:111" in response.text
    assert "marker" not in response.text


def test_a_form_that_cannot_be_read_is_a_page_with_a_number(client: Client) -> None:
    header = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"place=%ff%fe", b"\xff\xfe", b"a=1&" * 60):
        response = client.post("/", content=body, headers=header)
        assert response.status_code == 400
        assert "tel:111" in response.text


def test_the_police_page_shows_the_prompts_with_their_clause(client: Client) -> None:
    text = client.post("/136", data={"place": "NN1", "s136": "used", "child": "yes"}).text
    assert "MHA 1983 s136" in text
    assert "shown to professionals only" in text
    assert "A planted line" in text


def test_a_made_up_number_is_marked_and_cannot_be_dialled(demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    text = demo_client.post("/136", data={"place": "NN1"}).text
    demo_client.cookies.clear()
    assert "Made-up number." in text
    assert "01632 960136" in text
    assert "tel:+441632960136" not in text
