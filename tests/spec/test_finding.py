"""Services found: what fits comes first, what does not comes after with its reason, and a list holds only what fits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
import pytest

from directory.contact import Channel, Contact
from directory.numbers import E164Number, ShortCode
from directory.opening import Opening, OpeningState, Window
from directory.reader import Role
from directory.schedule import ALWAYS_OPEN, Schedule
from directory.search_answer import AgeUncertain, ClosedNow, Fallback, FallbackKind, Fit, OpenNow
from directory.search_index import SearchIndex
from directory.search_words import Lexicon
from directory.service import AgeRange, Service
from routing.edition import PIECE, CompiledEdition, CompiledService, canonical_json, compile_edition
from routing.finding import (
    FEW_EDITS,
    ServicePage,
    Wanted,
    find_services,
    index_after,
    index_of,
    reason_in_words,
    way_out,
)
from seed.search import load_lexicon
from tests.makers import NOW, an_edition, compiled

LOCAL = ("council:E06000062",)


@cache
def the_lexicon() -> Lexicon:
    """Return the words that ship."""
    return load_lexicon()


def a_line(number: str = "+441604626938") -> Contact:
    return Contact(id="main", channel=Channel.VOICE, number=E164Number(e164=number), schedule=ALWAYS_OPEN)


CAFE = Service(id="cafe", name="Harbour cafe", kind="crisis_cafe", areas=LOCAL, contacts=(a_line(),))
YOUTH = Service(
    id="youth",
    name="Harbour youth counselling",
    kind="youth_counselling",
    areas=LOCAL,
    ages=(AgeRange(minimum_age=11, maximum_age=17),),
    ages_assured=True,
)
AWAY = Service(id="away", name="Harbour house", kind="crisis_house", areas=("council:E06000052",), contacts=(a_line(),))
SERVICES = (CAFE, YOUTH, AWAY)


@cache
def some() -> tuple[CompiledEdition, SearchIndex]:
    """Return three services, compiled and indexed."""
    edition = compiled(SERVICES)
    return edition, index_of(edition, the_lexicon())


def found(wanted: Wanted, reader: Role = Role.PUBLIC) -> ServicePage:
    return find_services(*some(), wanted, reader)


def ids_of(page: ServicePage) -> list[str]:
    return [seen.service.id for seen in page.services]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(Wanted(at=NOW), ["away", "cafe", "youth"], id="everything, by id"),
        pytest.param(Wanted(at=NOW, kind="crisis_cafe"), ["cafe"], id="a kind"),
        pytest.param(Wanted(at=NOW, place="Northampton"), ["cafe", "youth"], id="a place"),
        pytest.param(Wanted(at=NOW, place="Northampton", kind="crisis_cafe"), ["cafe"], id="a kind at a place"),
        pytest.param(Wanted(at=NOW, place="Qqzzxx"), [], id="no place: what serves all England"),
        pytest.param(Wanted(at=NOW, age=40), ["away", "cafe"], id="an age that one surely does not take"),
        pytest.param(Wanted(at=NOW, surely_open=True), ["away", "cafe"], id="what is surely open"),
    ],
)
def test_without_words_it_is_a_list_of_what_fits(wanted: Wanted, expected: list[str]) -> None:
    page = found(wanted)
    assert ids_of(page) == expected
    assert page.total == len(expected)
    assert all(seen.found is None for seen in page.services)


def test_with_words_nothing_is_left_out_and_each_says_where_it_stands() -> None:
    page = found(Wanted(at=NOW, words="harbour", place="Northampton", age=40))
    fits = {seen.service.id: seen.found.fit for seen in page.services if seen.found is not None}
    assert fits == {"cafe": Fit.FITTING, "youth": Fit.INELIGIBLE, "away": Fit.OUT_OF_AREA}
    assert ids_of(page) == ["cafe", "youth", "away"]


def test_a_name_of_several_places_asks_which() -> None:
    page = found(Wanted(at=NOW, words="harbour newport"))
    assert page.place.outcome == "ambiguous"
    assert "Newport, Isle of Wight" in page.place.candidates


def test_times_are_told_as_seen_from_the_instant() -> None:
    at = datetime(2026, 12, 9, 11, 0, tzinfo=UTC)
    six = 29_680_920 + (18 * 60)  # a minute on some day; only its clock time is read below
    assert reason_in_words(OpenNow(None), at, always_open=True) == "open 24 hours a day, every day"
    assert reason_in_words(OpenNow(None), at, always_open=False) == "open now"
    assert reason_in_words(ClosedNow(six), at, always_open=False).startswith("closed now until ")
    assert reason_in_words(AgeUncertain(), at, always_open=True) == "ask whether it takes this age"


# What is always there


def test_a_way_out_without_an_entry_is_still_a_number() -> None:
    edition, _ = some()
    for what, number in ((FallbackKind.NHS_111, "111"), (FallbackKind.EMERGENCY, "999")):
        way = way_out(edition, Fallback(what, None), Role.PUBLIC)
        assert (way.number, way.dial) == (number, number)


def test_a_way_out_gives_the_number_that_its_reader_may_ring_and_that_reaches_somebody() -> None:
    made_up = msgspec.structs.replace(a_line("+441632960136"), id="drama")
    secret = msgspec.structs.replace(a_line("+441604626939"), id="secret", audience=(Role.POLICE,))
    text = Contact(id="chat", channel=Channel.WEBCHAT, uri="https://example.org/", schedule=ALWAYS_OPEN)
    unsure = Contact(id="unsure", channel=Channel.VOICE, number=ShortCode(code="101"))
    line = msgspec.structs.replace(CAFE, contacts=(made_up, text, unsure, secret, a_line()))
    edition = compiled((line, msgspec.structs.replace(line, id="none", contacts=(secret,))))

    def number(service_id: str, reader: Role) -> str | None:
        return way_out(edition, Fallback(FallbackKind.AREA_LINE, service_id), reader).number

    assert number("cafe", Role.PUBLIC) == "01604 626938"
    assert number("cafe", Role.POLICE) == "01604 626939"
    assert number("none", Role.PUBLIC) is None


# Edits


def after(*services: Service) -> SearchIndex | None:
    edition, index = some()
    return index_after(edition, index, compiled(services))


def names(index: SearchIndex | None, words: str, *services: Service) -> list[str]:
    assert index is not None
    return ids_of(find_services(compiled(services), index, Wanted(at=NOW, words=words), Role.PUBLIC))


def test_an_entry_that_is_changed_added_or_withdrawn_is_found_so_at_once() -> None:
    renamed = msgspec.structs.replace(CAFE, name="Lighthouse cafe")
    added = msgspec.structs.replace(CAFE, id="added", name="Lighthouse lounge")
    now = (renamed, YOUTH, added)
    edited = after(*now)
    assert set(names(edited, "lighthouse", *now)) == {"cafe", "added"}
    assert names(edited, "harbour", *now) == ["youth"]
    assert edited is not None
    assert edited.segments[0] is some()[1].segments[0]


def test_for_many_changes_or_other_bank_holidays_the_index_is_made_anew() -> None:
    many = tuple(msgspec.structs.replace(CAFE, id=f"cafe-{number}") for number in range(FEW_EDITS + 1))
    assert after(*SERVICES, *many) is None
    edition, index = some()
    fewer = msgspec.structs.replace(an_edition(SERVICES), holidays=edition.edition.holidays[1:])
    assert index_after(edition, index, compile_edition(fewer, edition.gazetteer, edition.window)) is None


def hours_of(edition: CompiledEdition, service_id: str) -> Opening:
    return edition.services[service_id].contacts[0].opening


def test_an_edition_of_the_same_day_takes_the_hours_over_that_it_shares() -> None:
    edition, _ = some()
    renamed = an_edition((msgspec.structs.replace(CAFE, name="Lighthouse cafe"), AWAY))
    next_one = compile_edition(renamed, edition.gazetteer, edition.window, edition)
    assert next_one.services["cafe"].service.name == "Lighthouse cafe"
    assert hours_of(next_one, "cafe") is hours_of(edition, "cafe")
    another_day = Window(edition.window.start + 1440, edition.window.end + 1440)
    assert hours_of(compile_edition(renamed, edition.gazetteer, another_day, edition), "cafe").always_open
    assert hours_of(compile_edition(renamed, edition.gazetteer, another_day, edition), "cafe") is not hours_of(edition, "cafe")


def test_hours_that_cannot_be_compiled_are_told_of_every_edition_that_holds_them() -> None:
    broken = msgspec.structs.replace(
        CAFE, contacts=(msgspec.structs.replace(a_line(), schedule=Schedule(zone="Nowhere/None")),)
    )
    sealed = an_edition((broken,))
    first = compile_edition(sealed, some()[0].gazetteer, some()[0].window)
    again = compile_edition(sealed, first.gazetteer, first.window, first)
    assert [fault.service_id for fault in again.faults] == [fault.service_id for fault in first.faults] == ["cafe"]


def test_hours_that_cannot_be_compiled_cost_no_other_entry_what_was_compiled_before() -> None:
    broken = msgspec.structs.replace(
        AWAY, contacts=(msgspec.structs.replace(a_line(), schedule=Schedule(zone="Nowhere/None")),)
    )
    first = compiled((CAFE, broken))
    again = compile_edition(an_edition((CAFE, broken), number=2), first.gazetteer, first.window, first)
    assert again.services["cafe"] is first.services["cafe"]
    assert again.faults == first.faults != []


@pytest.mark.parametrize(
    "services",
    [
        pytest.param((), id="all withdrawn"),
        pytest.param((AWAY, msgspec.structs.replace(CAFE, kind="helpline")), id="of another kind"),
        pytest.param((msgspec.structs.replace(CAFE, areas=("county:E10000021",)), AWAY), id="in another area"),
        pytest.param(
            (CAFE, AWAY, msgspec.structs.replace(CAFE, id="a-cafe"), msgspec.structs.replace(CAFE, id="z-cafe")), id="added"
        ),
        pytest.param((CAFE,), id="one withdrawn"),
    ],
)
def test_an_edit_laid_over_an_edition_stands_as_if_all_were_compiled_anew(services: tuple[Service, ...]) -> None:
    before = compiled((CAFE, AWAY))
    sealed = an_edition(services, number=2)
    laid = compile_edition(sealed, before.gazetteer, before.window, before)
    anew = compile_edition(sealed, before.gazetteer, before.window)
    assert ids_in(laid.by_kind) == ids_in(anew.by_kind)
    assert ids_in(laid.by_kind_and_area) == ids_in(anew.by_kind_and_area)
    assert laid.services == anew.services


def ids_in(index: Mapping[Any, tuple[CompiledService, ...]]) -> dict[object, list[str]]:
    return {key: [one.service.id for one in found] for key, found in index.items()}


def test_the_hash_of_an_edition_is_that_of_its_canonical_json_written_in_one_go() -> None:
    for many in (0, 1, PIECE, 2 * PIECE + 1):
        sealed = an_edition(tuple(msgspec.structs.replace(CAFE, id=f"cafe-{number:03}") for number in range(many)))
        bare = msgspec.structs.replace(sealed, hash="")
        whole = msgspec.json.encode(bare, order="deterministic")
        assert b"".join(canonical_json(bare)) == whole
        assert sealed.hash == hashlib.sha256(whole).hexdigest()


def test_a_state_is_told_for_every_contact_that_is_shown() -> None:
    page = found(Wanted(at=NOW, kind="crisis_cafe"))
    (seen,) = page.services
    assert [(one.contact_id, one.state.state) for one in seen.states] == [("main", OpeningState.OPEN)]
    assert seen.area_names == ("West Northamptonshire",)


def test_of_a_contact_that_is_not_the_readers_not_even_the_state_is_told() -> None:
    secret = msgspec.structs.replace(a_line(), id="secret", audience=(Role.POLICE,))
    edition = compiled((msgspec.structs.replace(CAFE, contacts=(secret, a_line())),))
    index = index_of(edition, the_lexicon())
    for reader, shown in ((Role.PUBLIC, ["main"]), (Role.POLICE, ["secret", "main"])):
        (seen,) = find_services(edition, index, Wanted(at=NOW), reader).services
        assert [one.contact_id for one in seen.states] == shown
