"""The proof: every caller, everywhere, at every minute has an answer, or the gap is named with its cause"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from directory.opening import Window, minute_of
from directory.schedule import DatedException, Schedule
from directory.service import Service
from routing.cells import cell_for
from routing.context import CallerContext
from routing.demand import Demand, asking_rules, asks_no_more, demand_of, known_in_words
from routing.edition import CompiledEdition, compile_edition
from routing.gaps import CauseKind, Gap, gaps_of, lost_lines, new_gaps
from routing.grid import Grid, Line
from routing.proof import (
    NOT_KNOWN,
    LeftOut,
    Patch,
    Promise,
    Proof,
    Stand,
    ages_of,
    demands_of,
    depth_of,
    grounds_of,
    independent,
    patches_of,
    prove,
    why_left_out,
)
from routing.router import minimise
from routing.situation import AgeBand, Located
from routing.spells import wall
from tests.contexts import contexts
from tests.makers import NOW, an_edition, compiled, fixture_edition, services_of, shipped_edition, the_gazetteer
from tests.proving import (
    CAFE,
    ELSEWHERE,
    LINE,
    NATIONAL,
    NIGHT_TEAM,
    POLICE_LINE,
    THE_COUNTY,
    WHOLE,
    Counting,
    county,
    days,
    gap_for,
    gaps_in,
    minutes_unanswered,
    patches,
)

DAY = 24 * 60


def the_gap(gaps: tuple[Gap, ...], caller: str, promise: Promise = Promise.LOCAL, age: int | None = 40) -> Gap:
    gap = gap_for(gaps, caller, promise, age)
    assert gap is not None, f"no gap for {caller}"
    return gap


def causes(gap: Gap) -> set[CauseKind]:
    return {cause.kind for cause, _ in gap.causes}


# ------------------------------------------------------------------------------------------------ demands


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts())
def test_every_context_asks_for_at_least_what_a_plain_demand_asks_for(context: CallerContext) -> None:
    edition = shipped_edition()
    situation = minimise(edition, context, NOW)
    assume(situation.place.outcome in ("known", "missing"))
    rules = asking_rules(edition.policy)
    places = edition.settings(situation.place.areas)
    asked = demand_of(edition.policy, rules, situation.facts, places, is_plain=False)
    if situation.facts.age_doubtful == "yes":
        return  # one who only looks a child is read as one, and so is covered by the demands of a child
    located = edition.locate(context.place)
    plain = [
        demand
        for demand in every_demand(edition, situation.age, located)
        if demand.is_plain and context.caller in demand.callers and asks_no_more(demand, asked)
    ]
    assert plain, "a context that no plain demand speaks for"


def every_demand(edition: CompiledEdition, age: AgeBand | None, located: Located) -> tuple[Demand, ...]:
    patch = Patch(name="here", located=located)
    return demands_of(edition, age, grounds_of(edition, (patch,))[0])


def test_every_caller_has_a_plain_demand_at_every_age() -> None:
    edition = shipped_edition()
    ground = grounds_of(edition, patches_of(edition))[0]
    for age in ages_of(edition.bands):
        callers = {
            caller for demand in every_demand(edition, age, ground.located) if demand.is_plain for caller in demand.callers
        }
        assert len(callers) == 15


# ------------------------------------------------------------------------------------------------ brute force

BOXING = days(datetime(2026, 12, 25), 3)  # noqa: DTZ001
AUTUMN = days(datetime(2027, 10, 30), 2)  # noqa: DTZ001
ODD_HOURS = (
    "line,The county line,spa_crisis_line,Northamptonshire,Mo-Fr 09:00-17:30; PH off,01604 111111,,public,18,,",
    'other,Its other half,spa_crisis_line,Northamptonshire,"Mo-Su,PH 17:30-01:30",01604 555555,,public,,,',
    'night,Night line,hcp_line,Northamptonshire,"Mo-Su,PH 01:30-09:00",01604 333333,,professional,,,',
    'young,Young people,cyp_crisis,Northamptonshire,"Mo-Su,PH 10:00-22:00",01604 666666,,public,,17,',
    "unknown,No hours,crhtt,Northamptonshire,,01604 777777,,public,,,",
    POLICE_LINE,
    CAFE,
    NATIONAL,
)


@pytest.mark.parametrize(("span", "place"), [(BOXING, THE_COUNTY), (AUTUMN, THE_COUNTY), (AUTUMN, NOT_KNOWN)])
def test_asked_in_every_minute_the_router_agrees_with_every_cell_of_the_proof(span: Window, place: str) -> None:
    edition = compiled(services_of(*ODD_HOURS), around=datetime(2027, 1, 1, tzinfo=UTC))
    proof = prove(edition, span, patches(edition, place))
    patch = patches(edition, place)[0]
    assert len(proof.cells) > 50
    for cell in proof.cells:
        for promise, stand in cell.promises:
            found = minutes_unanswered(edition, cell.demand, cell.age, patch, promise, span)
            assert proof.grid.stretches(stand.gap) == found, (cell.demand.callers, cell.age, promise)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contexts(), st.integers(0, 399 * DAY))
def test_where_the_proof_says_answered_any_context_is_answered(context: CallerContext, ahead: int) -> None:
    edition = fixture_edition()
    proof = fixture_proof()
    at = NOW + timedelta(minutes=ahead)
    in_county = msgspec.structs.replace(context, place="Northampton", at=None, dob=None)
    situation = minimise(edition, in_county, at)
    cells = [
        cell
        for cell in proof.cells
        if cell.age == situation.age and context.caller in cell.demand.callers and not cell.stands[0].gap
    ]
    if not cells:
        return
    asked = cell_for(edition, situation)
    rules = asking_rules(edition.policy)
    demand = demand_of(edition.policy, rules, situation.facts, asked.settings, is_plain=False)
    covered = [cell for cell in cells if asks_no_more(cell.demand, demand)]
    counting = Counting(edition, asked, demand, situation.age, Promise.ANSWERED)
    assert not covered or counting.is_kept(minute_of(at))


@cache
def fixture_proof() -> Proof:
    return prove(fixture_edition(), WHOLE, patches(fixture_edition(), THE_COUNTY))


# ------------------------------------------------------------------------------------------------ planted faults


def test_a_county_with_a_line_that_never_closes_has_no_gap_for_handlers() -> None:
    gaps = gaps_in(county(LINE, POLICE_LINE, NATIONAL))
    assert gap_for(gaps, "nhs111", Promise.ANSWERED) is None
    assert gap_for(gaps, "carer", Promise.LOCAL) is None
    assert gap_for(gaps, "police", Promise.FIRST) is None


def test_a_line_that_closes_on_boxing_day_is_found_with_its_day() -> None:
    gap = the_gap(gaps_in(county(LINE.replace("24/7", "24/7; Dec 26 off"), NATIONAL)), "nhs111")
    assert gap.stretches == (
        (wall(date(2026, 12, 26), 0), wall(date(2026, 12, 27), 0)),
        (wall(date(2027, 12, 26), 0), wall(date(2027, 12, 27), 0)),
    )
    assert causes(gap) <= {CauseKind.NAMED_DAY, CauseKind.EXCEPTION}
    assert "Sat 26 Dec 2026" in gap.words
    assert "line" in gap.services


def test_an_entry_that_expires_in_march_is_found_with_its_end() -> None:
    (line, national) = services_of(LINE, NATIONAL)
    edition = compiled((msgspec.structs.replace(line, valid_to=date(2027, 3, 31)), national))
    gap = the_gap(gaps_in(edition), "nhs111")
    assert gap.stretches == ((wall(date(2027, 4, 1), 0), WHOLE.end),)
    assert causes(gap) == {CauseKind.ENTRY_ENDS}
    assert "from 00:00 on Thu 1 Apr 2027 on" in gap.words


def test_an_entry_that_has_not_begun_is_found() -> None:
    (line, national) = services_of(LINE, NATIONAL)
    edition = compiled((msgspec.structs.replace(line, valid_from=date(2027, 1, 1)), national))
    gap = the_gap(gaps_in(edition), "nhs111")
    assert gap.stretches == ((WHOLE.start, wall(date(2027, 1, 1), 0)),)
    assert causes(gap) == {CauseKind.ENTRY_BEGINS}


def test_an_hour_lost_in_the_autumn_night_is_found() -> None:
    edition = county(
        'evening,Evening,spa_crisis_line,Northamptonshire,"Mo-Su,PH 09:00-01:30",01604 111111,,public,,,',
        'night,Night,spa_crisis_line,Northamptonshire,"Mo-Su,PH 01:30-09:00",01604 222222,,public,,,',
        NATIONAL,
    )
    gap = the_gap(gaps_in(edition), "nhs111")
    first = minute_of(datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    assert gap.stretches == ((first, first + 60),)
    assert causes(gap) == {CauseKind.CLOCK_NIGHT}
    assert "01:30 BST to 01:30 GMT on Sun 31 Oct 2027" in gap.words


def test_a_bank_holiday_is_found_with_its_days() -> None:
    gap = the_gap(gaps_in(county(LINE.replace("24/7", "Mo-Su 00:00-24:00; PH off"), NATIONAL)), "nhs111")
    assert causes(gap) == {CauseKind.BANK_HOLIDAY}
    assert (wall(date(2026, 12, 25), 0), wall(date(2026, 12, 26), 0)) in gap.stretches
    assert (wall(date(2026, 12, 28), 0), wall(date(2026, 12, 29), 0)) in gap.stretches


def test_an_evening_that_runs_into_a_holiday_is_put_down_to_the_holiday() -> None:
    gap = the_gap(gaps_in(county(LINE.replace("24/7", "Mo-Fr 09:00-17:00; PH off"), NATIONAL)), "nhs111")
    by_cause = {cause.kind: stretches for cause, stretches in gap.causes}
    assert by_cause.keys() == {CauseKind.WEEKLY_HOURS, CauseKind.BANK_HOLIDAY}
    christmas = wall(date(2026, 12, 24), 17 * 60), wall(date(2026, 12, 29), 9 * 60)
    assert christmas in by_cause[CauseKind.BANK_HOLIDAY]
    assert (wall(date(2026, 12, 9), 17 * 60), wall(date(2026, 12, 10), 9 * 60)) in by_cause[CauseKind.WEEKLY_HOURS]


def test_an_entry_that_ends_in_the_evening_is_put_down_to_its_end() -> None:
    (line, national) = services_of(LINE.replace("24/7", '"Mo-Su,PH 09:00-17:00"'), NATIONAL)
    gap = the_gap(gaps_in(compiled((msgspec.structs.replace(line, valid_to=date(2027, 3, 31)), national))), "nhs111")
    by_cause = {cause.kind: stretches for cause, stretches in gap.causes}
    assert by_cause[CauseKind.ENTRY_ENDS] == ((wall(date(2027, 3, 31), 17 * 60), WHOLE.end),)


def test_of_two_teams_of_one_duty_only_the_one_that_is_offered_counts() -> None:
    edition = county(
        "day,Day,amhp_day,Northamptonshire,24/7,01604 111111,,professional,18,,",
        'night,Night,amhp_edt,Northamptonshire,"Mo-Su,PH 20:00-08:00",01604 222222,,professional,16,64,',
    )
    patch = patches(edition, THE_COUNTY)[0]
    proof = prove(edition, BOXING, (patch,))
    cells = [cell for cell in proof.cells if "amhp" in cell.demand.tokens and cell.age is None]
    assert cells
    for cell in cells:
        for promise, stand in cell.promises:
            found = minutes_unanswered(edition, cell.demand, cell.age, patch, promise, BOXING)
            assert proof.grid.stretches(stand.gap) == found, (cell.demand.callers, promise)


def test_one_number_that_two_teams_share_day_and_night_is_a_single_point() -> None:
    edition = county(
        'day,Day,spa_crisis_line,Northamptonshire,"Mo-Su,PH 08:00-20:00",01604 111111,,public,,,',
        'night,Night,spa_crisis_line,Northamptonshire,"Mo-Su,PH 20:00-08:00",01604 111111,,public,,,',
        NATIONAL,
    )
    assert {stand.rests_on for stand in stands(edition, "nhs111", Promise.LOCAL)} == {("day", "night")}


def test_where_nothing_is_to_come_first_anybody_asked_for_may() -> None:
    edition = county(NATIONAL, "ride,A ride,ambulance_conveyance,Northamptonshire,24/7,01604 111111,,professional,0,,")
    proof = prove(edition, WHOLE, patches(edition, THE_COUNTY))
    asked = [cell for cell in proof.cells if not cell.demand.first and cell.age is not None and cell.age.youngest >= 19]
    assert asked
    assert all(not cell.stands[1].gap for cell in asked)


def test_a_dated_exception_is_found() -> None:
    (line, national) = services_of(LINE, NATIONAL)
    closed = DatedException(first=date(2027, 2, 1), last=date(2027, 2, 2))
    contact = msgspec.structs.replace(line.contacts[0], schedule=Schedule(always_open=True, exceptions=(closed,)))
    gap = the_gap(gaps_in(compiled((msgspec.structs.replace(line, contacts=(contact,)), national))), "nhs111")
    assert gap.stretches == ((wall(date(2027, 2, 1), 0), wall(date(2027, 2, 3), 0)),)
    assert causes(gap) == {CauseKind.EXCEPTION}


def test_the_ages_between_two_services_are_found() -> None:
    edition = county(
        "young,Young,spa_crisis_line,Northamptonshire,24/7,01604 111111,,public,,16,",
        "adult,Adult,spa_crisis_line,Northamptonshire,24/7,01604 222222,,public,18,64,",
        "older,Older,spa_crisis_line,Northamptonshire,24/7,01604 333333,,public,66,,",
        NATIONAL,
    )
    gaps = gaps_in(edition)
    for age in (17, 65):
        gap = the_gap(gaps, "nhs111", Promise.LOCAL, age)
        assert gap.stretches == ((WHOLE.start, WHOLE.end),)
        assert causes(gap) == {CauseKind.AGE}
    for age in (16, 18, 64, 66):
        assert gap_for(gaps, "nhs111", Promise.LOCAL, age) is None
    assert "17 and 65" in the_gap(gaps, "nhs111", Promise.LOCAL, 65).words


def test_an_area_whose_only_line_is_kept_for_professionals_has_none_for_carers() -> None:
    edition = county(LINE.replace(",public,", ",professional,"), NATIONAL)
    gaps = gaps_in(edition)
    gap = the_gap(gaps, "carer")
    assert causes(gap) == {CauseKind.PROFESSIONAL}
    assert gap_for(gaps, "nhs111", Promise.LOCAL) is None


def test_a_place_without_any_service_has_a_gap_that_says_so() -> None:
    gap = the_gap(gaps_in(county(LINE, NATIONAL), WHOLE, ELSEWHERE), "nhs111")
    assert causes(gap) == {CauseKind.NO_SERVICE}
    assert gap.when == "all the time"
    assert gap.where == ELSEWHERE


def test_hours_that_are_not_known_count_as_closed_and_are_told() -> None:
    gap = the_gap(gaps_in(county(LINE.replace("24/7", ""), NATIONAL)), "nhs111")
    assert causes(gap) == {CauseKind.HOURS_NOT_KNOWN}
    assert gap.is_maybe


def test_an_age_that_is_not_recorded_counts_as_not_taken() -> None:
    gap = the_gap(gaps_in(county(LINE, NATIONAL)), "nhs111", Promise.LOCAL, 12)
    assert causes(gap) == {CauseKind.AGE_NOT_RECORDED}


def test_outside_the_weekly_hours_is_a_gap_like_any_other() -> None:
    gap = the_gap(gaps_in(county(CAFE.replace("Mo-Fr 17:00-23:00; PH off", '"Mo-Su,PH 17:00-23:00"'), NATIONAL)), "nhs111")
    assert causes(gap) == {CauseKind.WEEKLY_HOURS}
    assert gap.when.startswith("every day 23:00 to 17:00 the next day")


# ------------------------------------------------------------------------------------------------ depth


def stands(edition: CompiledEdition, caller: str, promise: Promise) -> list[Stand]:
    proof = prove(edition, WHOLE, patches(edition, THE_COUNTY))
    index = list(Promise).index(promise)
    return [
        cell.stands[index]
        for cell in proof.cells
        if caller in cell.demand.callers and cell.age is not None and cell.age.youngest >= 19
    ]


def test_one_line_alone_is_a_single_point_and_two_numbers_are_not() -> None:
    alone = stands(county(LINE, NATIONAL), "nhs111", Promise.LOCAL)
    assert {(stand.depth, stand.rests_on) for stand in alone} == {(1, ("line",))}
    second = LINE.replace("line,The", "second,The").replace("111111", "999999")
    pair = stands(county(LINE, second, NATIONAL), "nhs111", Promise.LOCAL)
    assert {(stand.depth, stand.rests_on) for stand in pair} == {(2, ())}


def test_two_services_behind_one_number_are_one_answer() -> None:
    twin = LINE.replace("line,The", "twin,The").replace("spa_crisis_line", "crhtt")
    found = stands(county(LINE, twin, NATIONAL), "nhs111", Promise.LOCAL)
    assert {stand.depth for stand in found} == {1}
    assert {stand.rests_on for stand in found} == {("line", "twin")}


def test_shifts_that_meet_keep_a_promise_and_are_all_named() -> None:
    edition = county(
        'day,Day,spa_crisis_line,Northamptonshire,"Mo-Su,PH 08:00-20:00",01604 111111,,public,,,',
        'night,Night,spa_crisis_line,Northamptonshire,"Mo-Su,PH 20:00-08:00",01604 222222,,public,,,',
        NATIONAL,
    )
    (stand,) = set(stands(edition, "nhs111", Promise.LOCAL))
    assert (stand.witnesses, stand.depth, stand.always) == (("day", "night"), 1, 0)


def test_a_made_up_number_keeps_a_promise_and_is_told() -> None:
    edition = county(LINE.replace("01604 111111", "01632 960111"), NATIONAL)
    assert {stand.is_made_up for stand in stands(edition, "nhs111", Promise.LOCAL)} == {True}
    assert {stand.is_made_up for stand in stands(county(LINE, NATIONAL), "nhs111", Promise.LOCAL)} == {False}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 255), max_size=6))
def test_depth_is_the_fewest_that_are_open_at_once(rows: list[int]) -> None:
    assert depth_of(rows, 255) == min(sum(row >> piece & 1 for row in rows) for piece in range(8))


# ------------------------------------------------------------------------------------------------ edits


def proofs(before: tuple[Service, ...], after: tuple[Service, ...]) -> tuple[Proof, Proof]:
    one = compiled(before)
    other = compile_edition(an_edition(after, number=2), the_gazetteer(), one.window, one)
    where = patches(one, THE_COUNTY, NOT_KNOWN)
    ages = ages_of(tuple(sorted({*one.bands, *other.bands})))
    return prove(one, WHOLE, where, ages), prove(other, WHOLE, where, ages)


def test_a_line_that_is_withdrawn_opens_new_gaps_and_loses_what_never_closed() -> None:
    services = services_of(LINE, POLICE_LINE, NATIONAL)
    before, after = proofs(services, services_of(POLICE_LINE, NATIONAL))
    opened = new_gaps(before, after)
    assert any(gap.promise is Promise.LOCAL and "nhs111" in gap.callers for gap in opened)
    lost = lost_lines(before, after)
    assert any(one.services == ("line",) and "NHS 111" in one.words for one in lost)
    assert not new_gaps(after, before)
    assert not lost_lines(after, before)


def test_only_what_an_edit_opens_is_new() -> None:
    before, after = proofs(
        services_of(LINE.replace("24/7", '"Mo-Su,PH 08:00-20:00"'), NATIONAL),
        services_of(LINE.replace("24/7", '"Mo-Su,PH 08:00-19:00"'), NATIONAL),
    )
    (gap,) = {gap.when for gap in new_gaps(before, after) if "nhs111" in gap.callers and gap.promise is Promise.LOCAL}
    assert gap == "every day 19:00 to 20:00"


def test_an_age_limit_that_moves_opens_a_gap_for_the_very_ages() -> None:
    before, after = proofs(
        services_of(LINE.replace(",public,,,", ",public,16,,"), NATIONAL),
        services_of(LINE.replace(",public,,,", ",public,18,,"), NATIONAL),
    )
    opened = [gap for gap in new_gaps(before, after) if gap.promise is Promise.LOCAL and "nhs111" in gap.callers]
    assert {gap.at_ages for gap in opened} == {"16 to 17"}


def test_the_same_gap_keeps_its_code() -> None:
    gaps = gaps_in(county(CAFE, NATIONAL))
    again = gaps_in(county(CAFE, NIGHT_TEAM.replace("crhtt", "housing"), NATIONAL))
    assert {gap.code for gap in gaps} & {gap.code for gap in again}
    assert len({gap.code for gap in gaps}) == len(gaps)


def test_a_grid_says_its_stretches_back() -> None:
    edition = county(CAFE, NIGHT_TEAM)
    grid = Grid(WHOLE, edition.services.values())
    assert grid.stretches(grid.whole) == ((WHOLE.start, WHOLE.end),)
    assert grid.stretches(0) == ()
    assert grid.first_minute(grid.whole) == WHOLE.start


def test_every_part_of_england_is_proved_once() -> None:
    edition = shipped_edition()
    names = [patch.name for patch in patches_of(edition)]
    assert len(names) == len(set(names)) == 312
    assert {patch.name for ground in grounds_of(edition, patches_of(edition)) for patch in ground.patches} == set(names)


def test_gaps_alike_are_told_as_one_that_holds_exactly_the_cells() -> None:
    edition = county(LINE, CAFE, NATIONAL)
    where = patches(edition, THE_COUNTY, ELSEWHERE, NOT_KNOWN)
    proof = prove(edition, WHOLE, where)
    told = [
        (caller, place, age, gap.promise, gap.stretches, gap.known)
        for gap in gaps_of(proof)
        for caller in gap.callers
        for place in gap.places
        for age in gap.ages
    ]
    found = [
        (facts.caller, patch.name, cell.age, promise, proof.grid.stretches(stand.gap), known_in_words(cell.demand.facts))
        for cell in proof.cells
        for promise, stand in cell.promises
        if stand.gap
        for facts in cell.demand.contexts
        for patch in cell.ground.patches
    ]
    assert sorted(map(repr, told)) == sorted(map(repr, set(found)))


def test_numbers_shared_by_turns_join_all_who_share_them() -> None:
    lines = [Line(name, numbers, 1, 1, 1, False) for name, numbers in (("a", ("1",)), ("b", ("2",)), ("c", ("1", "2")))]
    (unit,) = independent(lines)
    assert sorted(unit.services) == ["a", "b", "c"]


def test_a_kind_that_policy_takes_out_answers_nobody() -> None:
    edition = county(LINE, NATIONAL)
    ground = grounds_of(edition, patches(edition, THE_COUNTY))[0]
    demand = msgspec.structs.replace(demands_of(edition, None, ground)[0], removed=frozenset({"spa_crisis_line"}))
    assert why_left_out(edition.services["line"], demand, None) is LeftOut.REMOVED


def test_shifts_that_still_meet_after_an_edit_open_nothing() -> None:
    shifts = (
        'day,Day,spa_crisis_line,Northamptonshire,"Mo-Su,PH 08:00-20:00",01604 111111,,public,,,',
        'night,Night,spa_crisis_line,Northamptonshire,"Mo-Su,PH 20:00-08:00",01604 222222,,public,,,',
    )
    longer = shifts[0].replace("20:00", "21:00")
    before, after = proofs(services_of(*shifts, NATIONAL), services_of(longer, shifts[1], NATIONAL))
    assert new_gaps(before, after) == ()
