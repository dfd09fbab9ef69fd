"""The words people search with: each row is proved, and each has a query that it answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.contact import Channel, Contact
from directory.errors import SourceRejected
from directory.kinds import KINDS
from directory.numbers import ShortCode
from directory.service import Location, Service
from seed.search import SEARCH, load_search_words
from tests.makers import the_gazetteer
from tests.searching import an_index, found, the_lexicon

TOWNS = "Leeds Corby Norwich Hull Derby Exeter Bolton Kettering Preston Luton York Slough Ipswich Oldham Dover Carlisle".split()


def a_service_of_each_kind() -> list[Service]:
    """Make one service of each kind in each of the towns of the test queries, with names that say nothing."""
    return [
        Service(
            id=f"{town.lower()}-{kind}",
            name=f"Elm {number}",
            kind=kind,
            areas=_council(town),
            location=Location(address=town),
            contacts=(Contact(id="main", channel=Channel.VOICE, number=ShortCode(code="999")),),
        )
        for town in TOWNS
        for number, kind in enumerate(sorted(KINDS))
    ]


def _council(town: str) -> tuple[str, ...]:
    return tuple(area for area in the_gazetteer().areas_named(town) if area.startswith(("council:", "county:", "police:")))


def test_every_phrase_has_a_test_query_that_finds_its_kind_first() -> None:
    services = a_service_of_each_kind()
    kinds = {service.id: service.kind for service in services}
    index = an_index(*services)
    wrong = []
    for phrase in the_lexicon().phrases:
        first = [kinds[hit] for hit in found(phrase.test_query, index)[:1]]
        if not first or first[0] not in phrase.kinds:
            wrong.append((phrase.test_query, first, phrase.kinds))
    assert wrong == []


def test_every_phrase_has_its_source() -> None:
    assert all(phrase.source for phrase in the_lexicon().phrases)


def test_every_kind_has_a_name_for_people_and_a_rank_of_its_own() -> None:
    kinds = load_search_words().kinds
    assert {kind.kind for kind in kinds} == KINDS
    assert len({kind.rank for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    "text", ["suicidal", "overdose", "kill himself", "topping himself", "taken all tablets", "on the bridge"]
)
def test_words_of_danger_are_marked(text: str) -> None:
    words = tuple(text.split())
    assert all(phrase.danger for phrase in the_lexicon().phrases if phrase.words == words)
    assert any(phrase.words == words for phrase in the_lexicon().phrases)


def _append(file: str, line: str) -> Callable[[Path], int]:
    return lambda folder: (folder / file).write_text(
        (folder / file).read_text(encoding="utf-8") + line + "\n", encoding="utf-8"
    )


def _first_line(file: str, line: str) -> Callable[[Path], int]:
    return lambda folder: (folder / file).write_text(line + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(_append("aliases.csv", "crisis line,crhtt,,,,source,query"), "words that no other row has", id="twice"),
        pytest.param(_append("aliases.csv", "new words,crhht,,,,source,query"), "kinds of directory/kinds.py", id="no kind"),
        pytest.param(_append("aliases.csv", "new words,,,,,source,query"), "at least one kind", id="no kinds"),
        pytest.param(_append("aliases.csv", "new words,crhtt,,,perhaps,source,query"), "yes or nothing", id="neither"),
        pytest.param(_append("aliases.csv", "new words,crhtt,,,,,query"), "where the words come from", id="no source"),
        pytest.param(_append("aliases.csv", "new words,crhtt,,,,source,"), "a query that tests the row", id="no query"),
        pytest.param(_append("aliases.csv", "new words,crhtt"), "7 cells", id="too few"),
        pytest.param(_append("aliases.csv", "a,crhtt,,,,b,c,d"), "7 cells", id="too many"),
        pytest.param(_append("kinds.csv", "crhht,Team,99,"), "a kind of directory/kinds.py", id="unknown kind"),
        pytest.param(_append("kinds.csv", "crhtt,Team,first,"), "a whole number", id="no rank"),
        pytest.param(_append("kinds.csv", "crhtt,,99,"), "a name for people", id="no label"),
        pytest.param(_first_line("kinds.csv", "kind,label,rank,specialist"), "a row for", id="no kinds at all"),
        pytest.param(_first_line("concepts.csv", "concept,phrase"), "the columns", id="other columns"),
        pytest.param(_first_line("concepts.csv", ""), "the columns", id="empty"),
    ],
)
def test_a_row_that_cannot_be_proved_is_refused_with_its_place(
    tmp_path: Path, spoil: Callable[[Path], int], expected: str
) -> None:
    folder = shutil.copytree(SEARCH, tmp_path / "search")
    spoil(folder)
    with pytest.raises(SourceRejected, match=expected) as refusal:
        load_search_words(folder)
    assert "crhht" not in str(refusal.value)
