"""What figures count of an answer and of a search: codes, areas and hours; each answer once in each figure."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import msgspec
import pytest

from directory.areas import AreaShare
from directory.errors import ContextRejected
from directory.reader import Role
from directory.service import Location
from routing.figures import ANSWERS, FIGURES, LABELS, NOT_RECORDED, TOTALS, Counts, MonthFigures, as_csv, figures_of
from routing.finding import Wanted, find_services, index_of
from routing.outcomes import Rejection
from routing.refusals import RefusalReason
from routing.reports import AFTER, RESOLUTIONS, STATE_WORDS, ReportAct, ReportState, Resolution, age_band, state_after
from routing.tallies import (
    FactsCounted,
    LookUp,
    PlaceCounted,
    Searched,
    ends_in_last_resort,
    how_searched,
    month_of,
    month_span,
    tallies_of,
)
from seed.search import load_lexicon
from tests.makers import NOW, asked, compiled, services_of, the_policy

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CORBY = PlaceCounted(
    outcome="known",
    areas=(
        AreaShare("council:E06000061", "North Northamptonshire", 1.0),
        AreaShare("police:E23000022", "Northamptonshire", 0.9),
        AreaShare("police:E23000026", "Warwickshire", 0.1),
        AreaShare("icb:E54000059", "Northamptonshire", 1.0),
    ),
)
ONCE = {figure.code for figure in FIGURES if figure.whole == ANSWERS}


def a_look_up(facts: FactsCounted | None = None, **changes: object) -> LookUp:
    look_up = LookUp(
        decided_at=NOON,
        answered_for=NOON,
        reader=Role.POLICE,
        facts=facts or FactsCounted(caller="police"),
        place=CORBY,
        arrived_at_place_of_safety=None,
        only_last_resort=False,
    )
    return msgspec.structs.replace(look_up, **changes)


def counted(*look_ups: LookUp) -> Counts:
    counts: dict[str, Counter[str]] = {}
    for look_up in look_ups:
        for figure, value in tallies_of(look_up):
            counts.setdefault(figure, Counter())[value] += 1
    return counts


def published(counts: Counts) -> MonthFigures:
    return figures_of("2026-11", counts, str, is_running=False, counted_until=NOON)


def test_every_answer_counts_once_in_each_figure_of_all_answers() -> None:
    counts = counted(a_look_up())
    assert set(counts) >= ONCE
    assert all(sum(values.values()) == 1 for values in counts.values())
    assert (counts["hour"], counts["weekday"]) == ({"12": 1}, {"sunday": 1})


def test_a_place_in_two_areas_counts_in_the_one_that_holds_most_of_it() -> None:
    assert counted(a_look_up())["police"] == {"police:E23000022": 1}


@pytest.mark.parametrize(("outcome", "value"), [("outside", "outside"), ("missing", "unknown"), ("ambiguous", "unknown")])
def test_a_place_that_is_none_of_ours_is_said_to_be_so(outcome: str, value: str) -> None:
    assert counted(a_look_up(place=PlaceCounted(outcome=outcome)))["police"] == {value: 1}


def test_hours_are_local_time() -> None:
    in_july = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert counted(a_look_up(decided_at=in_july))["hour"] == {"00": 1}
    assert month_of(datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "2026-08"


def test_where_nothing_but_the_last_resort_was_open_is_counted_with_where_and_when() -> None:
    counts = counted(a_look_up(only_last_resort=True))
    assert counts["last_resort"] == {"yes": 1}
    assert counts["last_resort_police"] == {"police:E23000022": 1}
    assert counts["last_resort_hour"] == {"12": 1}
    assert "last_resort_hour" not in counted(a_look_up())


def test_an_answer_of_before_that_was_recorded_is_neither() -> None:
    assert counted(a_look_up(only_last_resort=None))["last_resort"] == {"unknown": 1}


def test_only_questions_that_say_section_136_was_used_count_in_its_figures() -> None:
    used = FactsCounted(caller="police", s136="used", child="yes", setting="custody", refused="yes", intoxication="marked")
    counts = counted(a_look_up(used))
    assert (counts["s136"], counts["s136_age"], counts["s136_setting"]) == ({"used": 1}, {"child": 1}, {"custody": 1})
    assert (counts["s136_refused"], counts["s136_intoxication"]) == ({"yes": 1}, {"marked": 1})
    assert counted(a_look_up(FactsCounted(caller="police", s136="considering")))["s136"] == {"considering": 1}
    assert not any(name.startswith("s136_") for name in counted(a_look_up()))


@pytest.mark.parametrize(
    ("hours", "band"),
    [(0, "under_1"), (1, "1_to_4"), (3.9, "1_to_4"), (4, "4_to_12"), (12, "12_to_24"), (24, "over_24"), (None, "unknown")],
)
def test_the_time_since_arrival_is_told_in_bands(hours: float | None, band: str) -> None:
    arrived = None if hours is None else NOON - timedelta(hours=hours)
    used = FactsCounted(caller="police", s136="used")
    assert counted(a_look_up(used, arrived_at_place_of_safety=arrived))["s136_waited"] == {band: 1}


LINES = (
    "line,Harbour crisis line,spa_crisis_line,council:E06000061,24/7,01604 626938,,public,,,",
    "cafe,Harbour cafe,crisis_cafe,council:E06000061,Mo 01:00-02:00,01604 626938,,public,,,",
)

IN_A_STREET = msgspec.structs.replace(
    services_of("house,A quiet house,crisis_house,council:E06000061,24/7,01604 626938,,public,,,")[0],
    location=Location(address="Gold Street, Kettering"),
)


def test_an_answer_ends_in_the_last_resort_where_nothing_else_is_surely_open() -> None:
    lines = compiled(services_of(*LINES))
    assert not ends_in_last_resort(asked(lines, caller="carer", place="Corby"), the_policy())
    assert ends_in_last_resort(asked(lines, caller="carer", place="Truro"), the_policy())


@pytest.mark.parametrize(
    ("words", "place", "ended"),
    [
        pytest.param("harbour crisis line", "Corby", Searched.GOOD, id="it is there, and open"),
        pytest.param("626938", None, Searched.GOOD, id="by half a number"),
        pytest.param("suicidal", "Corby", Searched.GOOD, id="by what words mean"),
        pytest.param("Corby", None, Searched.GOOD, id="a place alone"),
        pytest.param("harbour crisis line", "Truro", Searched.OUT_OF_AREA, id="for other areas"),
        pytest.param("crisis cafe", "Corby", Searched.CLOSED, id="closed"),
        pytest.param("qqqqzzzz", None, Searched.NOTHING, id="no such word"),
        pytest.param("qqqqzzzz", "Corby", Searched.NOTHING, id="no such word, though the place has services"),
        pytest.param("qqqqzzzz", "Kettering", Searched.NOTHING, id="no such word, though the place stands in an address"),
    ],
)
def test_a_search_came_out_as_what_stands_first_says(words: str, place: str | None, ended: Searched) -> None:
    lines = compiled((*services_of(*LINES), IN_A_STREET))
    wanted = Wanted(at=NOW, words=words, place=place, open_now=True)
    page = find_services(lines, index_of(lines, load_lexicon()), wanted, Role.PUBLIC)
    assert how_searched(lines, words, page) is ended


def test_a_list_without_words_is_no_search_that_failed() -> None:
    lines = compiled(services_of(*LINES))
    listed = find_services(lines, index_of(lines, load_lexicon()), Wanted(at=NOW), Role.PUBLIC)
    assert how_searched(lines, None, listed) is Searched.GOOD


def test_a_month_begins_and_ends_at_local_midnight() -> None:
    assert month_span("2026-07")[0] == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert month_span("2026-12") == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "1999-12", "2026-12-01", "٢٠٢٦-١٢"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(ContextRejected, match="month"):
        month_span(month)


def test_a_month_in_which_nothing_was_asked_has_every_table_and_only_nothings() -> None:
    found = published({})
    assert {table.code for table in found.tables} == {TOTALS, *(figure.code for figure in FIGURES)}
    assert {cell.count for table in found.tables for cell in table.cells} == {0}


def test_figures_are_published_without_small_numbers() -> None:
    found = published(counted(*[a_look_up()] * 12, *[a_look_up(FactsCounted(caller="amhp"))] * 2))
    assert found.rounded_to == 5
    assert (found.count(TOTALS, "answers"), found.count("caller", "police"), found.count("caller", "amhp")) == (15, 10, None)
    assert [cell.words for cell in found.table("caller").cells] == ["10", "fewer than 5"]
    assert found.count("caller", "gp") == 0


def test_a_figure_of_fewer_than_five_is_not_divided() -> None:
    found = published(counted(*[a_look_up()] * 40, a_look_up(only_last_resort=True)))
    assert found.count("last_resort", "yes") is None
    assert not found.table("last_resort_police").shown
    assert found.table("last_resort_police").cells == ()


def test_as_csv_a_row_is_a_cell_and_a_table_that_is_not_shown_says_why() -> None:
    rows = list(csv.DictReader(StringIO(as_csv(published(counted(*[a_look_up()] * 40, a_look_up(only_last_resort=True)))))))
    told = {(row["figure"], row["value"]): row for row in rows}
    assert told["last_resort", "yes"]["count"] == "fewer than 5"
    assert told["last_resort", "no"]["count"] == "40"
    assert told["last_resort_police", ""]["label"] == "Not shown: fewer than 5 in all"
    assert {row["counted_until"] for row in rows} == {"2026-11-22T12:00:00+00:00"}
    assert {row["counted_until"] for row in csv.DictReader(StringIO(as_csv(nothing_yet())))} == {""}


def nothing_yet() -> MonthFigures:
    return figures_of("2026-11", {}, str, is_running=True, counted_until=None)


def test_a_table_in_which_nothing_was_counted_is_empty() -> None:
    assert all(table.is_empty for table in nothing_yet().tables)
    some = published(counted(*[a_look_up()] * 40, a_look_up(only_last_resort=True)))
    assert not some.table("caller").is_empty
    assert not some.table("last_resort_police").is_empty


def test_what_was_counted_before_a_figure_was_thought_of_is_said_to_be_not_recorded() -> None:
    counts = dict(counted(*[a_look_up()] * 50))
    del counts["weekday"]
    assert published(counts).count("weekday", NOT_RECORDED) == 50


def test_the_order_of_small_counts_tells_nothing() -> None:
    more = {"reader": Counter(police=4, nhs111=1, ambulance=2, ed=100)}
    assert [cell.label for cell in published(more).table("reader").cells] == [
        "Emergency department",
        "Ambulance",
        "NHS 111",
        "Police",
    ]


def test_areas_are_called_by_their_names_and_stand_in_their_order() -> None:
    counts = {"reader": Counter(police=40), "police": Counter({"police:B": 10, "police:A": 20, "unknown": 10})}
    names = {"police:A": "Avon and Somerset", "police:B": "Bedfordshire"}
    found = figures_of("2026-11", counts, names.__getitem__, is_running=False, counted_until=None)
    assert [cell.label for cell in found.table("police").cells] == ["Avon and Somerset", "Bedfordshire", "Not told"]


def test_a_reason_that_the_concordat_does_not_allow_stands_with_its_clause() -> None:
    labels = {cell.value: cell.label for cell in nothing_yet().table("refusal").cells}
    assert set(labels) == set(RefusalReason)
    assert labels["closed"] == "Closed"
    assert labels["intoxication"] == "Intoxicated (drink or drugs) (CC B9)"


def test_every_reason_resolution_and_state_has_its_words() -> None:
    assert {reason for reason in Rejection if reason is not Rejection.OTHER} <= set(LABELS)
    assert set(RESOLUTIONS) == set(Resolution)
    assert set(STATE_WORDS) == set(ReportState)
    assert set(AFTER) == set(ReportAct)


@pytest.mark.parametrize(
    ("last", "state"),
    [(None, "new"), (ReportAct.TAKE, "taken"), (ReportAct.DONE, "done"), (ReportAct.REOPEN, "new")],
)
def test_a_problem_stands_where_the_last_act_put_it(last: ReportAct | None, state: str) -> None:
    assert state_after(last) == state


@pytest.mark.parametrize(("days", "band"), [(0, "day"), (1, "week"), (7, "month"), (28, "older"), (400, "older")])
def test_the_age_of_a_problem_is_told_in_bands(days: int, band: str) -> None:
    assert age_band(timedelta(days=days)) == band
