"""Numbers: what can be dialled, written as people read it; everything else is refused without repeating it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from directory.errors import ContextRejected, NumberRejected, SourceRejected
from directory.numbers import E164Number, ShortCode, dial_string, for_people, is_fictitious, read_number, surely_free

SEED = Path(__file__).parents[2] / "seed" / "numbers"
MISPRINTS = list(csv.DictReader((SEED / "misprints.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("code", ["111", "999", "101", "116123", "85258", "61016", "18000"])
def test_a_short_code_stays_a_short_code_with_no_international_form(code: str) -> None:
    assert read_number(code) == ShortCode(code=code)
    assert dial_string(read_number(code)) == code


@pytest.mark.parametrize(
    ("written", "e164", "people"),
    [
        ("0800 448 0828", "+448004480828", "0800 448 0828"),
        ("(01604) 626938", "+441604626938", "01604 626938"),
        ("+44 116 295 3060", "+441162953060", "0116 295 3060"),
        ("0800 1111", "+448001111", "0800 1111"),
        ("020 7946 0136", "+442079460136", "020 7946 0136"),
    ],
)
def test_a_number_is_read_in_any_usual_way_and_shown_in_national_form(written: str, e164: str, people: str) -> None:
    number = read_number(written)
    assert (dial_string(number), for_people(number)) == (e164, people)


def test_a_number_of_another_country_keeps_its_country_code() -> None:
    assert for_people(E164Number(e164="+35316710071")).startswith("+353")


def test_a_number_of_no_known_country_is_shown_as_it_is_dialled() -> None:
    assert for_people(E164Number(e164="+9990000000")) == "+9990000000"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("0116 295 3060 / 0116 225 6847", id="two numbers in one cell"),
        pytest.param("ring the ward", id="words"),
        pytest.param("", id="nothing"),
        pytest.param("1", id="one digit"),
        pytest.param("12345", id="five digits that are no short code"),
        pytest.param("07700 900 12", id="a digit too few"),
        pytest.param("+999999999999999999", id="far too long"),
        pytest.param("+", id="a plus alone"),
    ],
)
def test_anything_else_is_refused_and_never_repeated(written: str) -> None:
    with pytest.raises(NumberRejected) as refused:
        read_number(written)
    assert not written or written not in str(refused.value)


@pytest.mark.parametrize("row", MISPRINTS, ids=lambda row: row["printed"])
def test_real_misprints_are_refused_where_their_form_shows_it(row: dict[str, str]) -> None:
    if row["possible_number"] == "yes":
        read_number(row["printed"])  # right form, wrong line: only ringing it can tell
    else:
        with pytest.raises(NumberRejected):
            read_number(row["printed"])


@pytest.mark.parametrize(
    ("written", "fictitious"),
    [
        ("03069 990113", True),
        ("0808 157 0136", True),
        ("01632 960123", True),
        ("07700 900123", True),
        ("0800 448 0828", False),
        ("999", False),
    ],
)
def test_a_number_kept_for_drama_is_known_as_fictitious_by_its_range(written: str, fictitious: bool) -> None:
    assert is_fictitious(read_number(written)) is fictitious


@pytest.mark.parametrize(
    ("written", "free"),
    [
        ("116 123", True),
        ("111", True),
        ("0800 1111", True),
        ("0808 800 4444", True),
        ("0300 123 3393", False),
        ("85258", False),
    ],
)
def test_freephone_numbers_are_free_by_their_range(written: str, free: bool) -> None:
    assert surely_free(read_number(written)) is free


def test_an_error_says_where_and_what_was_expected() -> None:
    assert str(SourceRejected("places.csv", 7, "lat", "a number")) == "places.csv:7: lat: expected a number"
    assert str(SourceRejected("places.csv", None, None, "UTF-8 text")) == "places.csv: row: expected UTF-8 text"
    assert str(ContextRejected("age", "whole years")) == "age: expected whole years"
