"""What an edit does to the answers, in words that name exactly whom, where, at what age and when"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.contact import Channel, Cost
from directory.numbers import read_number
from directory.opening import Window, instant_of, minute_of
from directory.schedule import Schedule, Session, Weekday
from directory.service import AgeRange, Service, Status
from routing.cells import Cell, cell_for
from routing.change import FindingKind
from routing.checks import losses
from routing.demand import Demand, known_in_words
from routing.difference import (
    Difference,
    TooWide,
    change_of,
    contexts_in_words,
    differences,
    rungs_at,
    tokens_touched,
    touched_between,
)
from routing.edition import CompiledEdition, compile_edition
from routing.moment import moment_at
from routing.policy import AreaSetting, Policy
from routing.proof import Patch, ages_of, demands_of, grounds_of, patches_of, situation_of
from routing.situation import AgeBand
from routing.telling import listed
from tests.makers import NOW, an_edition, compiled, services_of, the_gazetteer, the_policy
from tests.proving import CAFE, LINE, NATIONAL, NIGHT_TEAM, POLICE_LINE, patches
from tests.said_times import minutes_said
from tests.thorough import times

STEP = 15
"""All hours of these tests change at a quarter of an hour, so every quarter is every minute."""

EVENING = minute_of(datetime(2026, 12, 26, 20, tzinfo=UTC))
SPAN = Window(EVENING, EVENING + times(14, 38) * 60)
"""Over one midnight, or two."""

EVERYBODY = (
    LINE,
    POLICE_LINE,
    NIGHT_TEAM,
    CAFE,
    NATIONAL,
    "young,Young people,cyp_crisis,Northamptonshire,Mo-Su 10:00-22:00,01604 666666,,public,,17,",
    "suite,A suite,hbpos_adult,Northamptonshire,24/7,01604 888888,,professional,,,",
    "veterans,Veterans,veterans_mh,England,Mo-Fr 09:00-17:00,0800 138 1619,,public,,,",
    "samaritans,Samaritans,listening_line,England,24/7,116 123,,public,,,",
    "cafe-two,Second café,crisis_cafe,Northamptonshire,24/7,01604 999999,,public,16,,",
)
Edit = Callable[[Service], Service | None]


def edited(service_id: str, edit: Edit, rows: tuple[str, ...] = EVERYBODY) -> tuple[CompiledEdition, CompiledEdition]:
    """Return the county before and after an edit of one service; None withdraws it."""
    services = services_of(*rows)
    changed = tuple(new for service in services if (new := edit(service) if service.id == service_id else service) is not None)
    before = compiled(services)
    return before, compile_edition(an_edition(changed, number=2), the_gazetteer(), before.window, before)


def with_contact(service: Service, **changes: object) -> Service:
    contact = msgspec.structs.replace(service.contacts[0], **changes)
    return msgspec.structs.replace(service, contacts=(contact, *service.contacts[1:]))


def hours(*sessions: tuple[str, str], days: str = "mon tue wed thu fri sat sun") -> Schedule:
    on = tuple(Weekday(day) for day in days.split())
    return Schedule(weekly=tuple(Session(days=on, opens_at=opens, closes_at=closes) for opens, closes in sessions))


# ------------------------------------------------------------------------------------------------ words


def test_a_line_that_closes_for_three_hours_is_told_with_who_takes_over() -> None:
    shorter = hours(("00:00", "17:00"), ("20:00", "24:00"))
    before, after = edited("line", lambda one: with_contact(one, schedule=shorter), (LINE, POLICE_LINE, NATIONAL))
    span = Window(minute_of(NOW), minute_of(NOW + timedelta(days=14)))
    told = [one for one in differences(before, after, span) if one.is_first and "nhs111" in one.callers and () in one.known]
    assert any(
        one.when == "every day 17:00 to 20:00"
        and one.what.startswith("first was line on 01604 111111, becomes nhs111-mh on 111")
        and one.where == "Northamptonshire Police area"
        for one in told
    ), [one.words for one in told]


def test_a_number_that_is_mended_is_told_everywhere_it_is_shown() -> None:
    before, after = edited("samaritans", lambda one: with_contact(one, number=read_number("0330 094 5717")))
    told = differences(before, after, SPAN)
    assert told
    assert {one.when for one in told} == {"all the time"}
    assert any("samaritans on 116 123 becomes samaritans on 0330 094 5717" in one.what for one in told)


def test_notes_and_names_change_no_answer() -> None:
    before, after = edited("line", lambda one: msgspec.structs.replace(one, notes="rung today", description="Another"))
    assert differences(before, after, SPAN) == ()
    assert differences(before, before, SPAN) == ()


def with_setting(name: str, area: str, value: str) -> Policy:
    """Return the shipped policy with a setting of an area's own."""
    own = AreaSetting(area=area, value=value, owner="a test", since=date(2026, 1, 1), source="a test")
    return msgspec.structs.replace(
        the_policy(),
        settings=tuple(
            msgspec.structs.replace(setting, areas=(own, *setting.areas)) if setting.id == name else setting
            for setting in the_policy().settings
        ),
    )


@cache
def older_from_seventy() -> tuple[CompiledEdition, CompiledEdition]:
    """Return a county whose older adults' team takes people from 70 on from now, and whose line is gone, and how it was."""
    older = "older,Older adults,older_adult_crisis,Northamptonshire,24/7,01604 121212,,professional,,,"
    services = services_of(LINE, older, NATIONAL)
    policy = with_setting("L22", "police:E23000022", "70")
    return compiled(services), compiled(tuple(one for one in services if one.id != "line"), policy)


@cache
def told_of_older() -> tuple[Difference, ...]:
    return differences(*older_from_seventy(), SPAN)


def test_the_age_from_which_an_area_calls_people_older_is_told_for_the_very_ages() -> None:
    told = [one for one in told_of_older() if "older on 01604 121212 is gone" in one.what]
    assert {one.at_ages for one in told} == {"65 to 69"}
    assert {one.where for one in told} == {"Northamptonshire Police area"}


def test_an_edit_of_policy_hides_no_edit_of_services() -> None:
    told = [one for one in told_of_older() if "first was line on 01604 111111, becomes nhs111-mh on 111" in one.what]
    assert any("nhs111" in one.callers and () in one.known for one in told)


def test_what_the_setting_of_an_area_takes_from_somebody_is_a_new_gap() -> None:
    before, after = older_from_seventy()
    opened = [one for one in losses(before, after, SPAN) if "65 to 69" in one.words and one.kind is FindingKind.NEW_GAP]
    assert opened


def test_what_a_call_costs_counts_for_those_without_credit() -> None:
    before, after = edited("cafe-two", lambda one: with_contact(one, cost=Cost.FREE))
    told = differences(before, after, SPAN)
    assert told
    assert {known for one in told for known in one.known} == {("needs: no credit",)}


def test_a_way_without_voice_counts_for_those_who_cannot_speak() -> None:
    def with_text(one: Service) -> Service:
        texts = msgspec.structs.replace(one.contacts[0], id="text", channel=Channel.TEXT, number=read_number("07700 900123"))
        return msgspec.structs.replace(one, contacts=(*one.contacts, texts))

    told = differences(*edited("line", with_text), SPAN)
    assert any("first was line on 01604 111111, becomes line on 07700 900123" in one.what for one in told)
    assert {part for one in told for known in one.known for part in known} == {"needs: cannot speak", "needs: deaf bsl"}


def test_a_rule_that_changes_is_told_for_its_callers() -> None:
    policy = msgspec.structs.replace(
        the_policy(),
        settings=tuple(
            msgspec.structs.replace(setting, default="local_first") if setting.id == "L9" else setting
            for setting in the_policy().settings
        ),
    )
    services = services_of(LINE.replace("Northamptonshire", "Dorset"), NATIONAL)
    before, after = compiled(services), compiled(services, policy)
    told = [one for one in differences(before, after, SPAN) if one.is_first]
    assert told
    assert all(set(one.callers) <= {"self", "carer", "public"} for one in told)
    assert any("first was nhs111-mh on 111, becomes line on 01604 111111" in one.what for one in told)


def test_what_policy_offers_of_one_kind_at_most_changes_ladders_too() -> None:
    fewer = msgspec.structs.replace(the_policy(), most_of_a_kind=1)
    services = services_of(*EVERYBODY)
    told = differences(compiled(services), compiled(services, fewer), SPAN)
    assert any("is gone" in one.what for one in told)


def test_a_ladder_says_who_comes_who_goes_and_who_changes_places() -> None:
    before, after = edited("line", lambda _: None)
    patch = patches(before, "West Northamptonshire")[0]
    cells = [cell_of(edition, "nhs111", patch) for edition in (before, after)]
    minute = SPAN.start
    change = change_of(rungs_at(before, cells[0], minute), rungs_at(after, cells[1], minute))
    assert "line on 01604 111111 is gone" in change.in_words()
    back = change_of(rungs_at(after, cells[1], minute), rungs_at(before, cells[0], minute))
    assert "line on 01604 111111 comes in" in back.in_words()
    assert change_of((), ()).in_words() == ""
    assert change_of((), rungs_at(before, cells[0], minute)).in_words().startswith("first was nobody, becomes")


def cell_of(edition: CompiledEdition, caller: str, patch: Patch) -> Cell:
    ground = grounds_of(edition, (patch,))[0]
    demand = next(one for one in demands_of(edition, None, ground) if caller in one.callers and one.is_plain)
    return Cell(edition, situation_of(demand.facts, None, patch), demand.plan)


# ------------------------------------------------------------------------------------------------ brute force

Told = tuple[str, tuple[str, ...], str, AgeBand | None, int]
"""Caller, what more is known, place, age, minute."""


def told_by_words(found: tuple[Difference, ...], edition: CompiledEdition) -> set[tuple[Told, bool]]:
    """Return every cell and minute that the words name, and whether they say that the first changes."""
    return {
        ((caller, known, place, age, minute), one.is_first)
        for one in found
        for start, end in minutes_said(one.when, SPAN)
        for place in places_said(one.where, edition)
        for caller in one.callers
        for known in one.known
        for age in one.ages
        for minute in range(start, end, STEP)
    }


def places_said(words: str, edition: CompiledEdition) -> Iterator[str]:
    """Read places from their words: the longest name that fits comes first."""
    names = names_of_places(id(edition), edition)
    left = words
    while left:
        name = next(one for one in sorted(names, key=len, reverse=True) if left.startswith(one))
        yield from names[name]
        left = left[len(name) :].removeprefix(", ").removeprefix(" and ")


@cache
def names_of_places(_key: int, edition: CompiledEdition) -> dict[str, tuple[str, ...]]:
    every = patches_of(edition)
    names: dict[str, tuple[str, ...]] = {patch.name: (patch.name,) for patch in every}
    inside: dict[str, list[str]] = {}
    for patch in every:
        for share in patch.located.place.areas:
            inside.setdefault(share.area, []).append(patch.name)
    forms = {"police": "{} area", "region": "the region {}", "county": "the county {}", "icb": "{}"}
    for area, held in inside.items():
        kind = area.partition(":")[0]
        if kind in forms and len(held) > 1:
            names[forms[kind].format(edition.gazetteer.area_name(area))] = tuple(held)
    return names | {"everywhere in England": tuple(patch.name for patch in every[:-1])}


def seen_by_asking(before: CompiledEdition, after: CompiledEdition, where: tuple[Patch, ...]) -> set[tuple[Told, bool]]:
    """Ask the router of both editions in every minute, and return where the ladder, and where the first, differs."""
    tokens = tokens_touched(before, touched_between(before, after))
    seen = set()
    for patch in where:
        ground = grounds_of(after, (patch,))[0]
        for age in ages_of(tuple(sorted({*before.bands, *after.bands}))):
            for demand in demands_of(after, age, ground):
                if not (demand.is_plain or demand.has_its_own_order) and tokens.isdisjoint(demand.added):
                    continue
                seen |= set(seen_in(before, after, demand, age, patch))
    return seen


def seen_in(
    before: CompiledEdition, after: CompiledEdition, demand: Demand, age: AgeBand | None, patch: Patch
) -> Iterator[tuple[Told, bool]]:
    cells = [cell_for(edition, situation_of(demand.facts, age, patch)) for edition in (before, after)]
    for minute in range(SPAN.start, SPAN.end, STEP):
        at = instant_of(minute)
        was, now = (
            [
                (option.service_id, option.contact and (option.contact.number or option.contact.uri), option.state.state)
                for option in moment_at(edition, cell, at, {}).options
            ]
            for edition, cell in zip((before, after), cells, strict=True)
        )
        if was != now:
            for caller in demand.callers:
                yield (caller, known_in_words(demand.facts), patch.name, age, minute), was[:1] != now[:1]


IDS = ("line", "police-line", "night", "cafe", "young", "suite", "veterans", "cafe-two")
QUARTERS = st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02}:{quarter % 4 * 15:02}")


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Draw an edit: hours, number, ages, dates, state, areas, the end of an entry, withdrawal."""
    what = draw(st.sampled_from(["hours", "number", "ages", "dates", "status", "area", "gone", "check", "audience"]))
    if what == "hours":
        opens, closes = sorted((draw(QUARTERS), draw(QUARTERS.filter(lambda one: one != "00:00"))))
        schedule = hours((opens, closes if closes > opens else "24:00"))
        return lambda one: with_contact(one, schedule=schedule)
    simple: dict[str, Edit] = {
        "number": lambda one: with_contact(one, number=read_number("01604 123123")),
        "ages": lambda one: msgspec.structs.replace(one, ages=(AgeRange(minimum_age=21),), ages_assured=True),
        "dates": lambda one: msgspec.structs.replace(one, valid_to=date(2026, 12, 26)),
        "status": lambda one: msgspec.structs.replace(one, status=Status.NEEDS_CHECK),
        "area": lambda one: msgspec.structs.replace(one, areas=("county:E10000011",)),
        "gone": lambda _: None,
        "check": lambda one: with_contact(
            one, assurance=msgspec.structs.replace(one.contacts[0].assurance, verify_by=date(2026, 12, 26))
        ),
        "audience": lambda one: with_contact(one, audience=()),
    }
    return simple[what]


@settings(max_examples=times(2, 5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(IDS), edits())
def test_the_words_name_exactly_where_and_when_the_router_answers_otherwise(service_id: str, edit: Edit) -> None:
    before, after = edited(service_id, edit)
    found = differences(before, after, SPAN)
    where = patches(after, "West Northamptonshire", "Dorset", "place not known")
    names = {patch.name for patch in where}
    told = {one for one in told_by_words(found, after) if one[0][2] in names}
    assert told == seen_by_asking(before, after, where)


def test_every_difference_says_its_places_so_that_they_can_be_read_back() -> None:
    before, after = edited("nhs111-mh", lambda one: with_contact(one, number=read_number("01604 123123")))
    for one in differences(before, after, SPAN):
        assert tuple(sorted(places_said(one.where, after))) == tuple(sorted(one.places))
        assert one.words.startswith(one.who)


@pytest.mark.parametrize("places", [("Kent Police area", "Luton"), ("Luton",), ()])
def test_words_are_joined_as_in_a_sentence(places: tuple[str, ...]) -> None:
    assert listed(places) == " and ".join(places)


def test_what_cannot_be_told_one_by_one_is_said_to_be_too_much() -> None:
    before, after = edited("samaritans", lambda one: with_contact(one, number=read_number("0330 094 5717")))
    with pytest.raises(TooWide, match="may be answered otherwise: too many"):
        differences(before, after, SPAN, most_compared=10)


@pytest.mark.parametrize(("service_id", "number"), [("veterans", "0800 138 1610"), ("suite", "01604 888889")])
def test_another_number_of_a_service_that_never_leads_or_may_is_told_exactly_too(service_id: str, number: str) -> None:
    before, after = edited(service_id, lambda one: with_contact(one, number=read_number(number)))
    where = patches(after, "West Northamptonshire", "place not known")
    names = {patch.name for patch in where}
    told = {one for one in told_by_words(differences(before, after, SPAN), after) if one[0][2] in names}
    assert told
    assert told == seen_by_asking(before, after, where)


def test_nothing_more_known_needs_no_words() -> None:
    assert contexts_in_words(((),)) == ()
    assert contexts_in_words(((), ("section 136 used",))) == ("nothing more known; section 136 used",)
