"""Who, where and of what age, in as few words as will do"""

from __future__ import annotations

import pytest

from routing.context import Caller
from routing.proof import NOT_KNOWN, ages_of, patches_of
from routing.situation import AgeBand
from routing.telling import Someone, ages_in_words, listed, reaches, where_in_words, who_in_words
from tests.makers import shipped_edition
from tests.proving import patches

AGES = ages_of((0, 16, 18, 65))


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        (AGES, "any age"),
        (AGES[:-1], "every known age"),
        (AGES[:2], "up to 17"),
        (AGES[2:], "18 and over and age not known"),
        (AGES[1:2], "16 to 17"),
        ((AGES[0], AGES[3]), "up to 15 and 65 and over"),
        ((None,), "age not known"),
        ((AgeBand(7, 7),), "7"),
    ],
)
def test_ages_are_said_as_ranges(ages: tuple[AgeBand | None, ...], words: str) -> None:
    every = AGES if None in ages or ages[0] in AGES else (AgeBand(7, 7), *AGES)
    assert ages_in_words(ages, every) == words


def test_places_are_said_by_the_widest_areas_that_hold_no_other() -> None:
    edition = shipped_edition()
    every = patches_of(edition)
    assert where_in_words(edition, every, every) == f"everywhere in England and {NOT_KNOWN}"
    assert where_in_words(edition, every[:-1], every) == "everywhere in England"
    kent = tuple(one for one in every if any(share.name == "Kent Police" for share in one.located.place.areas))
    luton = patches(edition, "Luton")
    assert where_in_words(edition, (*kent, *luton), every) == "Kent Police area and Luton"
    assert "Kent Police area" not in where_in_words(edition, kent[1:], every)


def test_callers_are_said_with_what_is_known() -> None:
    assert who_in_words(("police", "custody"), ("section 136 used",)) == "police and custody (section 136 used)"
    assert who_in_words(("carer",), ()) == "carers"


def test_only_what_was_found_is_told_together() -> None:
    edition = shipped_edition()
    luton, dorset = patches(edition, "Luton"), patches(edition, "Dorset")
    callers: tuple[Caller, ...] = ("gp", "school")
    found = [Someone(caller, place, age) for caller in callers for place in (luton, dorset) for age in AGES]
    found.remove(Someone("school", dorset, None))
    told = list(reaches(found, AGES))
    assert sum(len(one.callers) * len(one.patches) * len(one.ages) for one in told) == len(found)
    assert len(told) == 3


def test_one_word_needs_no_and() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
