"""The pages for everybody can be read by a child of nine to eleven, and say nothing that only professionals understand."""

from __future__ import annotations

import re

import pytest

from tools.words import said_to_everybody

PROFESSIONALS_WORDS = re.compile(
    r"\b(s136|conveyance|triage|disposition|liaison|HBPOS|CAMHS|CRHTT|detention|detained|assessment|presenting|"
    r"signpost\w*|referral|service user|patient|clinical|acute|risk (level|score|of)|(high|low|medium) risk)\b",
    re.IGNORECASE,
)
FOR_PEOPLE_AT_WORK = {"web/pathways.py", "web/problems.py"}
"""The names of professional sheets, and what a program is told; no frightened person needs them."""

LONGEST_SENTENCE = 20
OLDEST_READER = 11


def sentences() -> list[str]:
    """List everything that pages for everybody say in whole sentences."""
    said = [
        sentence if isinstance(sentence, str) else sentence[-1]
        for sentence, files in said_to_everybody().items()
        if not FOR_PEOPLE_AT_WORK.issuperset(files)
    ]
    whole = [part for text in said for part in re.split(r"(?<=[.?!:;]) ", text)]
    return [sentence for sentence in whole if len(words_of(sentence)) >= 4]


def words_of(sentence: str) -> list[str]:
    """List the words of a sentence; what is filled in counts as one, figures are read as one."""
    return re.findall(r"[A-Za-z’']+|\d+", re.sub(r"%\(\w+\)s", "it", sentence))


def syllables(word: str) -> int:
    """Count the syllables of an English word, roughly: groups of vowels, without a silent e."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    is_silent = re.search(r"[^aeioul]e$|[^aeioutd]ed$", word.lower()) is not None and groups > 1
    return max(1, groups - is_silent)


def reading_age(texts: list[str]) -> float:
    """Return the age at which a text is read with ease: Flesch-Kincaid's grade, and five years."""
    words = [word for text in texts for word in words_of(text)]
    return 0.39 * len(words) / len(texts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59 + 5


@pytest.mark.parametrize(
    ("word", "count"),
    [("call", 1), ("somebody", 4), ("people", 2), ("number", 2), ("age", 1), ("emergency", 4), ("checked", 1)],
)
def test_syllables_are_counted_as_people_hear_them(word: str, count: int) -> None:
    # "somebody" has a silent e inside, which a rough count takes for a syllable: the measure errs on the strict side.
    assert syllables(word) == count


def test_a_hard_text_is_found_to_be_hard() -> None:
    assert reading_age(["The multidisciplinary assessment necessitates comprehensive psychiatric documentation."]) > 18


def test_the_pages_for_everybody_are_read_at_the_age_of_nine_to_eleven() -> None:
    assert reading_age(sentences()) <= OLDEST_READER


def test_no_sentence_is_long() -> None:
    assert [sentence for sentence in sentences() if len(words_of(sentence)) > LONGEST_SENTENCE] == []


def test_no_page_for_everybody_uses_a_professionals_word_or_names_a_level_of_risk() -> None:
    assert [sentence for sentence in sentences() if PROFESSIONALS_WORDS.search(sentence)] == []
