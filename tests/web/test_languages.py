"""The public pages speak other languages too: the address chooses, the browser is only offered, and English stays marked."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.web.conftest import Client
from web.words import ENGLISH, PROFESSIONAL, Tongue, day_of, preferred, tongues

POLISH = tongues()["pl"]
NOW = datetime(2026, 11, 27, 20, 15, tzinfo=UTC)
PUBLIC_PAGES = ("/", "/areas", "/areas/leicester", "/areas/leicester/card", "/nothing")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_the_address_chooses_the_language_and_the_page_says_that_it_was_not_checked(client: Client, path: str) -> None:
    text = client.get(f"{path}?lang=pl").text
    assert '<html lang="pl">' in text
    assert "nie sprawdził jeszcze tłumacz" in text
    assert 'href="?" hreflang="en"' in text
    assert client.get(f"{path}?lang=pl").headers["content-language"] == "pl"


@pytest.mark.parametrize("path", PUBLIC_PAGES)
@pytest.mark.parametrize("lang", ["", "?lang=xx", "?lang=", "?lang=../../etc/passwd", "?lang=en"])
def test_any_other_address_is_english(client: Client, path: str, lang: str) -> None:
    text = client.get(f"{path}{lang}").text
    assert '<html lang="en">' in text
    assert "passwd" not in text


@pytest.mark.parametrize("path", ["/136", "/111"])
def test_a_page_for_people_at_work_is_english_and_offers_nothing_else(client: Client, path: str) -> None:
    response = client.get(f"{path}?lang=pl", headers={"accept-language": "pl"})
    assert '<html lang="en">' in response.text
    assert response.headers["content-language"] == "en"
    assert 'hreflang="pl"' not in response.text


@pytest.mark.parametrize(
    ("accepted", "is_offered"),
    [
        ("pl", True),
        ("pl-PL,pl;q=0.9,en;q=0.8", True),
        ("en-GB,pl;q=0.5", False),
        ("en;q=0.3, pl;q=0.8", True),
        ("de,pl;q=0.5,en;q=0.2", True),
        ("*", False),
        ("pl;q=marker", False),
        ("pl;q=0", False),
        ("", False),
    ],
)
def test_a_browser_is_offered_its_language_and_never_given_it_unasked(client: Client, accepted: str, is_offered: bool) -> None:
    text = client.get("/", headers={"accept-language": accepted}).text
    assert '<html lang="en">' in text
    assert ("Ta strona jest też po polsku" in text) is is_offered
    assert "marker" not in text


def test_languages_are_read_in_the_order_of_the_reader() -> None:
    assert preferred("en;q=0.3, pl;q=0.8, de") == ("de", "pl", "en")


def test_a_polish_answer_keeps_the_language_and_tells_of_the_interpreter(client: Client) -> None:
    text = client.post("/?lang=pl", data={"who": "carer", "place": "Corby"}).text
    assert 'action="/?lang=pl"' in text
    assert "Powiedz po angielsku nazwę swojego języka" in text
    assert 'href="/areas/north-northamptonshire?lang=pl"' in text
    assert "If nobody answers" not in text


def test_what_a_language_lacks_is_said_in_english_and_marked_so(client: Client) -> None:
    text = client.get("/?lang=pl").text
    assert '<span lang="en">Samaritans</span>' in text
    assert "<span lang" not in client.get("/").text


def test_no_polish_page_holds_an_english_sentence_that_is_not_marked(client: Client) -> None:
    for path in PUBLIC_PAGES:
        text = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', "", client.get(f"{path}?lang=pl").text, flags=re.DOTALL)
        assert re.findall(r">[^<]*\b(?:the(?! Isles)|you|your|call|is)\b[^<]*<", text) == []


@pytest.mark.parametrize(
    ("tongue", "hour", "minute", "said"),
    [
        (ENGLISH, 9, 0, "9am"),
        (ENGLISH, 22, 30, "10:30pm"),
        (ENGLISH, 0, 0, "midnight"),
        (ENGLISH, 12, 0, "midday"),
        (ENGLISH, 0, 5, "12:05am"),
        (PROFESSIONAL, 22, 30, "22:30"),
        (PROFESSIONAL, 12, 0, "12:00"),
        (POLISH, 9, 0, "9:00"),
        (POLISH, 22, 30, "22:30"),
        (POLISH, 0, 0, "północ"),
    ],
)
def test_times_are_said_as_people_say_them(tongue: Tongue, hour: int, minute: int, said: str) -> None:
    assert tongue.time(datetime(2026, 11, 27, hour, minute, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("tongue", "instant", "said"),
    [
        (ENGLISH, datetime(2026, 11, 27, 22, tzinfo=UTC), "10pm today"),
        (ENGLISH, datetime(2026, 11, 28, 0, tzinfo=UTC), "midnight today"),
        (ENGLISH, datetime(2026, 11, 28, 9, tzinfo=UTC), "9am tomorrow"),
        (ENGLISH, datetime(2026, 12, 4, 17, tzinfo=UTC), "5pm on Friday 4 December"),
        (ENGLISH, datetime(2027, 1, 1, 9, tzinfo=UTC), "9am on Friday 1 January 2027"),
        (ENGLISH, datetime(2027, 6, 1, 8, tzinfo=UTC), "9am on Tuesday 1 June 2027"),
        (POLISH, datetime(2026, 11, 28, 9, tzinfo=UTC), "9:00 (jutro)"),
        (POLISH, datetime(2026, 12, 4, 17, tzinfo=UTC), "17:00 (piątek 4 grudnia)"),
    ],
)
def test_moments_are_said_as_seen_from_now_and_midnight_belongs_to_the_day_it_ends(
    tongue: Tongue, instant: datetime, said: str
) -> None:
    assert tongue.moment(instant, NOW) == said


def test_midnight_of_summer_time_is_local() -> None:
    assert day_of(datetime(2026, 6, 30, 23, tzinfo=UTC)).isoformat() == "2026-06-30"


@pytest.mark.parametrize(
    ("tongue", "minutes", "said"),
    [
        (ENGLISH, 30, "30 minutes"),
        (ENGLISH, 60, "1 hour"),
        (ENGLISH, 90, "1 hour 30 minutes"),
        (ENGLISH, 0, "0 minutes"),
        (POLISH, 60, "1 godzina"),
        (POLISH, 180, "3 godziny"),
        (POLISH, 1440, "24 godziny"),
        (POLISH, 330, "5 godzin 30 minut"),
    ],
)
def test_lengths_of_time_are_said_as_people_say_them(tongue: Tongue, minutes: int, said: str) -> None:
    assert tongue.minutes(minutes) == said


def test_days_are_said_as_people_say_them() -> None:
    day = datetime(2026, 11, 27, tzinfo=UTC).date()
    assert (ENGLISH.day(day), POLISH.day(day)) == ("27 November 2026", "27 listopada 2026")
