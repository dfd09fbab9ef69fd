"""What cannot all be true, or may not stand, is found and said"""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.contradictions import (
    LINES_THAT_MATTER,
    AreasWithoutLine,
    Contradiction,
    code_of,
    find_contradictions,
    in_words,
    services_in,
    tag_of,
)
from directory.numbers import E164Number, Number, ShortCode
from directory.osm_hours import read_osm_hours
from directory.reader import Role
from directory.schedule import ALWAYS_OPEN, NOT_STATED, Schedule
from directory.service import Service, Status
from tests.makers import shipped_services, the_gazetteer

TODAY = date(2026, 12, 9)
AREA = "council:E06000061"
OFFICE = read_osm_hours("Mon-Fri 9am to 5pm, not bank holidays").schedule
A_NUMBER: Number = E164Number(e164="+441604626938")


def a_contact(number: Number | None = A_NUMBER, schedule: Schedule = OFFICE, **fields: object) -> Contact:
    stated = {"id": "main", "channel": Channel.VOICE} | fields
    return Contact(number=number, schedule=schedule, **stated)  # type: ignore[arg-type]


def a_service(service_id: str = "one", *contacts: Contact, **fields: object) -> Service:
    stated = {"name": f"The {service_id}", "kind": "helpline", "areas": (AREA,)} | fields
    return Service(id=service_id, contacts=contacts, **stated)  # type: ignore[arg-type]


def found_in(*services: Service) -> list[Contradiction]:
    """Return what is found, but for the areas that one or two entries cannot fill."""
    found = find_contradictions(services, the_gazetteer(), TODAY)
    return [one for one in found if not isinstance(one, AreasWithoutLine)]


def tags(*services: Service) -> list[str]:
    return [tag_of(one) for one in found_in(*services)]


def test_one_number_with_different_hours_in_two_entries() -> None:
    services = a_service("one", a_contact()), a_service("two", a_contact(schedule=ALWAYS_OPEN))
    (found,) = found_in(*services)
    assert services_in(found) == ("one", "two")
    assert in_words(found) == "The one (one/main) and The two (two/main) give the same number with different hours."


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(a_contact(), id="the same hours"),
        pytest.param(a_contact(schedule=msgspec.structs.replace(OFFICE, stated_as="9 to 5")), id="in other words"),
        pytest.param(a_contact(schedule=NOT_STATED), id="hours not stated"),
        pytest.param(a_contact(E164Number(e164="+441604626939"), ALWAYS_OPEN), id="another number"),
    ],
)
def test_hours_that_may_be_the_same_contradict_nothing(other: Contact) -> None:
    assert tags(a_service("one", a_contact()), a_service("two", other)) == []


def test_two_ways_into_one_entry_may_differ_and_so_may_entries_that_are_not_in_force() -> None:
    always = a_contact(schedule=ALWAYS_OPEN, id="night")
    assert tags(a_service("one", a_contact(), always)) == []
    assert tags(a_service("one", a_contact()), a_service("two", always, status=Status.HISTORIC)) == []
    assert tags(a_service("one", a_contact()), a_service("two", always, valid_from=date(2027, 1, 1))) == []


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        pytest.param(a_contact(E164Number(e164="+4416046269")), "no such number can exist", id="too few digits"),
        pytest.param(a_contact(E164Number(e164="+9991604626938")), "no such number can exist", id="no such country"),
        pytest.param(a_contact(ShortCode(code="999999")), "no such number can exist", id="no such short code"),
        pytest.param(a_contact(E164Number(e164="+441632960136")), "made up and not flagged", id="a drama range"),
        pytest.param(a_contact(E164Number(e164="+449011234567")), "costs callers more", id="premium rate"),
        pytest.param(a_contact(E164Number(e164="+448715551234")), "costs callers more", id="0871"),
    ],
)
def test_a_number_that_fails_a_check(contact: Contact, words: str) -> None:
    (found,) = found_in(a_service("one", contact))
    assert words in in_words(found)


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param(a_contact(ShortCode(code="111")), id="111"),
        pytest.param(a_contact(ShortCode(code="999")), id="999"),
        pytest.param(a_contact(ShortCode(code="85258")), id="a text code"),
        pytest.param(
            a_contact(E164Number(e164="+441632960136"), assurance=Assurance(confidence=Confidence.INVENTED)), id="flagged"
        ),
        pytest.param(a_contact(E164Number(e164="+448715551234"), audience=(Role.POLICE,)), id="paid for by professionals"),
        pytest.param(a_contact(None, uri="https://example.org"), id="no number"),
    ],
)
def test_a_number_that_is_as_it_should_be(contact: Contact) -> None:
    assert tags(a_service("one", contact)) == []


@pytest.mark.parametrize(
    "words",
    ["24/7", "open 24 hours a day", "24-hour helpline", "round the clock", "day and night", "24 hours, 7 days a week"],
)
def test_all_day_every_day_in_words_beside_rows_of_a_week(words: str) -> None:
    told = msgspec.structs.replace(OFFICE, stated_as=words)
    assert tags(a_service("one", a_contact(schedule=told))) == ["hours-contradict"]
    assert tags(a_service("one", a_contact(label=words))) == ["hours-contradict"]
    (found,) = found_in(a_service("one", a_contact(), description=f"A {words} service."))
    assert "says 24 hours every day, and its hours are those of a week" in in_words(found)


def test_rows_of_a_week_in_words_beside_always_open() -> None:
    told = msgspec.structs.replace(ALWAYS_OPEN, stated_as="Mon to Fri, 9am-5pm")
    (found,) = found_in(a_service("one", a_contact(schedule=told)))
    assert in_words(found) == "The one (one/main) names times, and is open always."


@pytest.mark.parametrize(
    ("contacts", "description"),
    [
        pytest.param((a_contact(schedule=ALWAYS_OPEN),), "A 24/7 line.", id="words and rows agree"),
        pytest.param(
            (a_contact(), a_contact(schedule=ALWAYS_OPEN, id="night")), "A 24/7 line.", id="one way in is open always"
        ),
        pytest.param((a_contact(),), "Answers within 24 hours.", id="how soon it answers"),
        pytest.param((a_contact(schedule=NOT_STATED),), "A 24/7 line.", id="no rows"),
        pytest.param(
            (a_contact(schedule=msgspec.structs.replace(OFFICE, stated_as="5pm-8am; bank holidays 24h")),),
            "",
            id="bank holidays",
        ),
    ],
)
def test_hours_that_agree(contacts: tuple[Contact, ...], description: str) -> None:
    assert tags(a_service("one", *contacts, description=description)) == []


def test_words_of_a_line_are_told_once_and_not_again_for_the_entry() -> None:
    contact = a_contact(schedule=msgspec.structs.replace(OFFICE, stated_as="24/7"))
    assert tags(a_service("one", contact, description="A 24/7 line")) == ["hours-contradict"]


def test_areas_without_a_line_that_matters_are_named_together() -> None:
    everywhere = find_contradictions((), the_gazetteer(), TODAY)
    assert [found.line for found in everywhere if isinstance(found, AreasWithoutLine)] == [
        line for _, line, _ in LINES_THAT_MATTER
    ]
    assert services_in(everywhere[0]) == ()
    line = a_service("line", a_contact(), kind="s136_advice_line", areas=("police:E23000022",))
    left = find_contradictions((line,), the_gazetteer(), TODAY)[0]
    assert isinstance(left, AreasWithoutLine)
    assert isinstance(everywhere[0], AreasWithoutLine)
    assert set(everywhere[0].areas) - set(left.areas) == {"police:E23000022"}
    assert in_words(left).startswith(f"{len(left.areas)} areas have no section 136 advice line: Avon and Somerset")
    assert in_words(AreasWithoutLine("line", ("council:x",), ("X",))) == "1 area has no line: X."


def test_a_line_for_all_of_a_country_is_no_areas_own_and_where_all_have_one_nothing_is_said() -> None:
    lines = [kinds for _, _, kinds in LINES_THAT_MATTER]
    national = [a_service(f"n{place}", kind=min(kinds), areas=("country:england",)) for place, kinds in enumerate(lines)]
    regions = tuple(area.codes[0] for area in the_gazetteer().areas() if area.codes[0].startswith("region:"))
    local = [a_service(f"l{place}", kind=min(kinds), areas=regions) for place, kinds in enumerate(lines)]
    assert len(find_contradictions(national, the_gazetteer(), TODAY)) == len(lines)
    assert find_contradictions(local, the_gazetteer(), TODAY) == ()


@pytest.mark.parametrize("field", ["eligibility_description", "description", "notes", "alert"])
def test_an_exclusion_that_the_concordat_forbids_in_any_text_of_a_place_of_safety(field: str) -> None:
    suite = a_service("suite", kind="hbpos_adult", **{field: "Rooms for two. Cannot take anyone who is intoxicated."})
    (found,) = found_in(suite)
    assert in_words(found) == (
        f"The suite (suite) turns people away on a ground that is none at a place of safety ({field}; Concordat B9)."
    )


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        pytest.param({"excludes": ("violence",)}, 1, id="a ground of its list"),
        pytest.param({"excludes": ("personality disorder", "intoxication")}, 1, id="two grounds of it, told once"),
        pytest.param({"excludes": ("alcohol (locally agreed, reviewed on 2026-05-01)",)}, 0, id="agreed and dated"),
        pytest.param({"eligibility_description": "Nobody is turned away for intoxication."}, 0, id="the rule itself"),
        pytest.param({"eligibility_description": "Violence is no ground for exclusion."}, 0, id="the rule in other words"),
        pytest.param({"notes": "Takes people who have used drugs."}, 0, id="whom it takes"),
        pytest.param({"notes": "Not for people under 18."}, 0, id="another limit"),
        pytest.param({"kind": "crisis_cafe", "notes": "Not for people who are drunk."}, 0, id="no place of safety"),
    ],
)
def test_only_what_turns_people_away_on_such_a_ground(fields: dict[str, object], count: int) -> None:
    assert len(found_in(a_service("suite", **({"kind": "hbpos_adult"} | fields)))) == count


def test_what_a_line_of_a_place_of_safety_does_not_do_counts_too() -> None:
    suite = a_service("suite", a_contact(does_not="take violent people"), kind="hbpos_cyp")
    assert tags(suite) == ["forbidden-exclusion"]


def test_superseded_by_nothing_that_is_offered() -> None:
    heir = a_service("heir", a_contact())
    old = a_service("old", status=Status.SUPERSEDED, superseded_by="heir")
    assert tags(old, heir) == []
    (found,) = found_in(old, msgspec.structs.replace(heir, status=Status.HISTORIC))
    assert in_words(found) == "The old (old) was superseded by nothing that is offered."


def test_stopped_and_still_called_active() -> None:
    stopped = a_service("one", valid_to=date(2026, 12, 8))
    (found,) = found_in(stopped)
    assert in_words(found) == "The one (one) stopped on 8 December 2026 and is still called active."
    assert tags(msgspec.structs.replace(stopped, valid_to=TODAY)) == []
    assert tags(msgspec.structs.replace(stopped, status=Status.HISTORIC)) == []


def test_two_entries_of_one_name_and_area() -> None:
    twin = a_service("two", name="the ONE", areas=(AREA, "council:E06000062"))
    (found,) = found_in(a_service("one"), twin)
    assert in_words(found) == "The one (one) and the ONE (two) have the same name and an area in common."
    assert tags(a_service("one"), a_service("two", name="The one", areas=("council:E06000062",))) == []
    assert tags(a_service("one"), a_service("two", name="The one", kind="crisis_cafe")) == []


def test_a_code_says_no_number_and_changes_with_the_facts() -> None:
    one, other = (
        found_in(a_service("one", a_contact()), a_service("two", a_contact(schedule=schedule)))[0]
        for schedule in (ALWAYS_OPEN, read_osm_hours("Sat 9am to 5pm").schedule)
    )
    assert code_of(one) != code_of(other)
    assert code_of(one).startswith("same-number-other-hours/")


def test_the_shipped_directory_contradicts_itself_in_eight_ways_that_are_known() -> None:
    found = find_contradictions(shipped_services(), the_gazetteer(), date(2026, 11, 27))
    assert sorted((tag_of(one), services_in(one)) for one in found if not isinstance(one, AreasWithoutLine)) == [
        ("hours-contradict", ("gm-sanctuary",)),
        ("hours-contradict", ("gm-sanctuary",)),
        ("hours-contradict", ("hull-liaison",)),
        ("same-number-other-hours", ("bradford-first-response", "bradford-haven", "bradford-sanctuary")),
        ("same-number-other-hours", ("nn-espresso-yourself-corby", "nn-espresso-yourself-kettering")),
    ]
    assert sum(isinstance(one, AreasWithoutLine) for one in found) == 3
