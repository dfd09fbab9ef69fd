"""Rows beside the entries that exist: what a person is asked about, and how often that is right, on the shipped directory."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from directory.contact import Channel, Contact
from directory.numbers import Number, read_number
from directory.service import Service, is_offered
from seed.load import load_services
from seed.matching import Candidate, Evidence, Match, Outcome, match_services
from seed.places import load_gazetteer

GAZETTEER = load_gazetteer()
HELD = tuple(service for service in load_services() if is_offered(service))
HULL = ("council:E06000010",)


def a_line(**fields: object) -> Service:
    line = Contact(id="main", channel=Channel.VOICE, number=read_number("0808 157 0123"))
    sound: dict[str, object] = {"id": "a-line", "name": "Hull crisis line", "kind": "spa_crisis_line", "areas": HULL}
    return msgspec.convert({"contacts": (line,), **sound, **fields}, Service)


def dialling(number: str) -> tuple[Contact, ...]:
    return (Contact(id="main", channel=Channel.VOICE, number=read_number(number)),)


def matched(sent: Service, *held: Service) -> Match:
    return match_services([sent], held, GAZETTEER)[0]


# What counts


def test_an_id_that_is_there_is_that_entry_whatever_else_it_says() -> None:
    assert matched(a_line(name="Something else"), a_line()) == Match("a-line", Outcome.SAME)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"name": "Hull crisis lnie", "contacts": ()}, id="a slip in the name"),
        pytest.param({"name": "Crisis Line, Hull (NHS Trust)", "contacts": ()}, id="other order, words that tell nothing"),
        pytest.param({"name": "HULL CRISIS LINE", "kind": "helpline", "contacts": ()}, id="the same name, another kind"),
        pytest.param({"name": "Night team", "kind": "helpline"}, id="the number, and the area"),
        pytest.param({"name": "Hull crisis help", "areas": ("council:E06000016",)}, id="number and name, elsewhere"),
        pytest.param({"areas": ("region:E12000003",), "contacts": ()}, id="an area around it"),
    ],
)
def test_it_may_be_an_entry_under_another_id(fields: dict[str, object]) -> None:
    match = matched(a_line(id="ref-12", **fields), a_line())

    assert match.outcome is Outcome.LIKELY
    assert [candidate.service_id for candidate in match.candidates] == ["a-line"]
    assert match.candidates[0].reasons


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"name": "Leicester crisis line", "contacts": ()}, id="another town in the name"),
        pytest.param({"areas": ("council:E06000016",), "contacts": ()}, id="the same name elsewhere"),
        pytest.param({"name": "Carers in Hull", "contacts": ()}, id="another service of the town"),
    ],
)
def test_it_is_new(fields: dict[str, object]) -> None:
    assert matched(a_line(id="ref-12", **fields), a_line(name="Hull crisis line")).outcome is Outcome.NEW


def test_no_figure_is_a_slip_of_another() -> None:
    first, second = (a_line(id=f"ref-{number}", name=f"Hull crisis house {number}", contacts=()) for number in (12, 13))

    assert matched(first, second).outcome is Outcome.NEW


def test_a_short_number_and_one_that_many_have_tell_nothing() -> None:
    switchboard = [
        a_line(id=f"team-{number}", name=f"Team {name}") for number, name in enumerate("Ash Birch Cedar Elm Fir Oak".split())
    ]
    by_111 = a_line(id="ref-12", name="Something else", contacts=dialling("111"))

    assert matched(by_111, a_line(contacts=dialling("111"))).outcome is Outcome.NEW
    assert matched(a_line(id="ref-12", name="Something else"), *switchboard).outcome is Outcome.NEW


def test_the_best_candidate_stands_first_with_its_reasons() -> None:
    by_name = a_line(id="by-name", contacts=())
    by_number = a_line(id="by-number", name="Hull crisis team")

    match = matched(a_line(id="ref-12"), by_name, by_number)

    assert [candidate.service_id for candidate in match.candidates] == ["by-number", "by-name"]
    assert match.candidates[1] == Candidate(
        "by-name", "Hull crisis line", (Evidence.NAME, Evidence.AREAS, Evidence.KIND), in_file=False
    )


def test_two_rows_of_one_file_that_look_like_one_entry_are_shown_beside_each_other() -> None:
    first, second, third = a_line(id="ref-1"), a_line(id="ref-2"), a_line(id="ref-3", contacts=())

    matches = match_services([first, second, third], [], GAZETTEER)

    assert [match.outcome for match in matches] == [Outcome.NEW, Outcome.LIKELY, Outcome.NEW]
    assert [(one.service_id, one.in_file) for one in matches[2].candidates] == [("ref-1", True), ("ref-2", True)]
    assert match_services([first, third], [], GAZETTEER, {"ref-3"})[1].outcome is Outcome.LIKELY


def test_what_is_no_longer_offered_is_not_meant() -> None:
    gone = [service for service in load_services() if not is_offered(service)]

    assert all(matched(renamed(service, service.name), *gone).outcome is Outcome.NEW for service in gone)


# How often that is right: copies of the shipped entries, each with another id


def renamed(service: Service, name: str) -> Service:
    return msgspec.structs.replace(service, id=f"ref-{service.id[:70]}", name=name)


def renumbered(service: Service, numbers: dict[str, Number]) -> Service:
    contacts = [msgspec.structs.replace(one, number=numbers[service.id]) if one.number else one for one in service.contacts]
    return msgspec.structs.replace(service, contacts=tuple(contacts))


def with_a_slip(name: str, chance: random.Random) -> str:
    at = chance.choice([place for place, letter in enumerate(name) if letter.isalpha()])
    return name[:at] + chance.choice(["", chance.choice("abcdefghijklmnopqrstuvwxyz"), name[at] * 2]) + name[at + 1 :]


def in_another_order(name: str, chance: random.Random) -> str:
    words = name.split()
    chance.shuffle(words)
    return " ".join(words) + " NHS Service"


COPIES: dict[str, tuple[Callable[[str, random.Random], str], bool, float]] = {
    "a slip, the same number": (with_a_slip, False, 0.98),
    "a slip, another number": (with_a_slip, True, 0.96),
    "two slips, another number": (lambda name, chance: with_a_slip(with_a_slip(name, chance), chance), True, 0.92),
    "other order, another number": (in_another_order, True, 0.99),
    "capitals, another number": (lambda name, _: name.upper(), True, 0.99),
    "cut to three words, the same number": (lambda name, _: " ".join(name.split()[:3]), False, 0.85),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_of_an_entry_is_found_first(copy: str) -> None:
    change, gets_other_number, least = COPIES[copy]
    chance = random.Random(136)
    numbers = {f"ref-{service.id[:70]}": read_number(f"0116 295 3{at:03d}") for at, service in enumerate(HELD)}
    sent = [renamed(service, change(service.name, chance)) for service in HELD]
    if gets_other_number:
        sent = [renumbered(copied, numbers) for copied in sent]

    firsts = [next(iter(there(match)), None) for match in match_services(sent, HELD, GAZETTEER)]

    assert sum(first == service.id for first, service in zip(firsts, HELD, strict=True)) / len(HELD) >= least


def test_who_is_asked_about_an_entry_that_is_new_is_rarely_asked_for_nothing() -> None:
    asked = [
        service.id
        for service in HELD
        if there(match_services([renamed(service, service.name)], [one for one in HELD if one.id != service.id], GAZETTEER)[0])
    ]

    assert len(asked) / len(HELD) <= 0.13


def there(match: Match) -> list[str]:
    return [candidate.service_id for candidate in match.candidates if not candidate.in_file]
