"""The board of all areas and the page of a gap tell what the proof found, each reader what that reader may know."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from directory.opening import OpeningState, instant_of, minute_of
from directory.reader import ANYBODY, KEEPERS, Role
from routing.gaps import CauseKind
from routing.proof import Promise, prove
from routing.spells import apart
from routing.visibility import may_know
from tests.makers import NOW, fixture_edition
from tests.web.conftest import Client
from tests.web.makers import PLANTED
from tests.web.test_ribbon import sparse_edition
from web.coverage_board import View, columns_for, rows_meant, shown_row, totals
from web.coverage_gap import REMEDIES, lanes_of_gap, near_by, told
from web.coverage_proved import AGES, GROUPS, Always, Asked, Findings, Gaps, Never, ages_in, found_in, span_of
from web.ribbon import Mark

BOARD = "/coverage/areas"
ROWS = '<th scope="row"><a href="/coverage?'
LOCAL_GAPS = f"{BOARD}?promise=local&show=gaps"


@cache
def findings() -> Findings:
    """Return what is proved of the fixture directory."""
    return found_in(prove(fixture_edition(), span_of(fixture_edition())))


@cache
def sparse_findings() -> Findings:
    """Return what is proved of a directory with gaps in plenty."""
    return found_in(prove(sparse_edition(), span_of(sparse_edition())))


def as_role(client: Client, role: str, address: str) -> str:
    """Read a page in a role of the demonstration."""
    client.cookies.clear()
    client.post("/demo/sign-in", data={"role": role})
    text = client.get(address).text
    client.cookies.clear()
    return text


def gaps_on(text: str) -> list[str]:
    """Return the addresses of the gaps that a page links."""
    return sorted(set(re.findall(r"/coverage/gaps/[0-9a-f]+", text)))


# ------------------------------------------------------------------------------------------------- from the proof


def test_a_cell_is_the_sum_of_the_gaps_that_are_about_it() -> None:
    for found in (findings(), sparse_findings()):
        about: dict[tuple[str, Asked], list[tuple[int, int]]] = {}
        for gap in found.gaps.values():
            ages = {age for band in gap.ages for age in ages_in(band)}
            for place in gap.places:
                for key in (Asked(gap.promise, age, caller) for age in ages for caller in gap.callers):
                    about.setdefault((place, key), []).extend(gap.stretches)
        for row in found.rows:
            for asked, state in row.states.items():
                stretches = apart(about.get((row.name, asked), ()))
                match state:
                    case Always(depth=depth):
                        assert stretches == ()
                        assert depth >= 1
                    case Gaps(stretches=told_stretches, code=code):
                        assert told_stretches == stretches
                        assert row.name in found.gaps[code].places
                    case Never(code=code):
                        assert stretches == ((found.span.start, found.span.end),)
                        assert found.gaps[code].promise is asked.promise


def test_every_area_is_asked_about_for_every_group_age_and_promise() -> None:
    expected = {Asked(promise, age, caller) for promise in Promise for age in AGES for caller in GROUPS}
    assert len(findings().rows) == len(fixture_edition().gazetteer.patches())
    assert all(set(row.states) == expected for row in findings().rows)


def test_four_hundred_days_are_proved_from_a_midnight_on() -> None:
    span = span_of(fixture_edition())
    assert instant_of(span.start).date() == NOW.date()
    assert (span.end - span.start) == 400 * 24 * 60


def test_the_totals_count_every_area_once() -> None:
    view = View(promise=Promise.LOCAL, age="child", columns=tuple(GROUPS), now=findings().span.start)
    for total in totals(findings().rows, view):
        assert total.always + total.gaps + total.never == len(findings().rows)
        assert total.single <= total.always


def test_each_state_has_its_own_sign_and_words() -> None:
    said = set()
    for found in (findings(), sparse_findings()):
        for promise in Promise:
            view = View(promise=promise, age="adult", columns=tuple(GROUPS), now=found.span.start)
            for row in found.rows:
                for cell in shown_row(row, view, date(2026, 12, 9)).cells:
                    said.add((cell.css, cell.sign))
    assert said == {("always", "✓"), ("single", "1"), ("gaps", "!"), ("last", "✕")}


def test_who_keeps_the_directory_sees_every_column_and_everybody_else_their_own() -> None:
    for role in Role:
        columns = columns_for(role)
        assert "carer" in columns
        keeps = role in KEEPERS
        assert len(columns) == (len(GROUPS) if keeps else 1 if role in ANYBODY else 2)


@pytest.mark.parametrize(
    ("words", "areas"),
    [
        pytest.param("northampton", {"North Northamptonshire", "West Northamptonshire"}, id="a part of a name"),
        pytest.param("NN16 8AA", {"North Northamptonshire"}, id="a postcode"),
        pytest.param("Kettering", {"North Northamptonshire"}, id="a town"),
        pytest.param("Northamptonshire Police", {"North Northamptonshire", "West Northamptonshire"}, id="a police force"),
        pytest.param("Qqzz", set(), id="nothing of ours"),
    ],
)
def test_words_find_areas_by_their_names_or_by_a_place(words: str, areas: set[str]) -> None:
    rows = rows_meant(findings().rows, words, fixture_edition().gazetteer)
    assert {row.name.partition(" (")[0] for row in rows} == areas


# ------------------------------------------------------------------------------------------------------- one gap


def test_the_picture_of_a_gap_is_its_stretches() -> None:
    found, edition, now = sparse_findings(), sparse_edition(), minute_of(NOW)
    gaps = [gap for gap in found.gaps.values() if len(gap.stretches) > 1]
    assert gaps
    for gap in gaps:
        lanes = lanes_of_gap(gap, found.span, edition, now)
        drawn = apart((one.start, one.end) for lane in lanes for one in lane.stretches if one.mark is Mark.BROKEN)
        first, last = lanes[0].start, lanes[-1].end
        assert drawn == tuple((max(s, first), min(e, last)) for s, e in gap.stretches if s < last and e > first)
        assert drawn
        assert sum(one.end - one.start for lane in lanes for one in lane.stretches) == last - first


def test_times_are_told_locally_and_in_utc() -> None:
    start = minute_of(NOW.replace(year=2027, month=10, day=31, hour=0, minute=0))
    occurrence = told((start, start + 60))
    assert occurrence.local == "Sunday 31 October 2027, 01:00 BST to 01:00 GMT"
    assert occurrence.utc == "2027-10-31 00:00 to 2027-10-31 01:00"
    assert occurrence.length == "1 hour"


def test_every_cause_has_a_remedy() -> None:
    assert set(REMEDIES) == set(CauseKind)


def test_the_next_opening_is_told_of_hours_that_the_reader_may_know() -> None:
    edition, minute = fixture_edition(), minute_of(NOW)
    for compiled in edition.services.values():
        shown = near_by(compiled, Role.PUBLIC, minute)
        hidden = not any(Role.PUBLIC in one.contact.audience for one in compiled.contacts)
        assert (shown.opens == "its hours are not shown to you") == (hidden and bool(compiled.contacts))
        is_open = any(one.opening.state_at(minute) is OpeningState.OPEN for one in compiled.contacts)
        if not hidden:
            assert shown.opens.startswith("open then") == is_open


# ------------------------------------------------------------------------------------------------------ the pages


def test_every_area_of_england_stands_on_the_board(client: Client) -> None:
    text = client.get(BOARD).text
    assert f"{text.count(ROWS)} areas" in text
    assert text.count(ROWS) == len(fixture_edition().gazetteer.patches())
    assert all(region in text for region in ("East Midlands", "London", "Yorkshire and The Humber"))
    assert "Proved for 400 days." in text
    assert "Edition 1, " in text
    assert "tel:" not in text[text.index("<main") :]


def test_the_board_leads_to_weeks_and_gaps(client: Client) -> None:
    text = client.get(LOCAL_GAPS).text
    assert 'href="/coverage?caller=carer&amp;area=council:' in text
    assert 0 < text.count(ROWS) < len(fixture_edition().gazetteer.patches())
    for address in gaps_on(text):
        page = client.get(address).text
        for words in ("A service of the area itself answers", "No service of the area itself answers", "What would close it"):
            assert words.lower() in page.lower()
        assert '<svg class="ribbon"' in page
        assert PLANTED not in page


def test_the_public_sees_the_column_of_the_public_and_officers_theirs_too(demo_client: Client) -> None:
    demo_client.cookies.clear()
    public, police = demo_client.get(BOARD).text, as_role(demo_client, "police", BOARD)
    assert '<th scope="col">Police</th>' not in public
    assert "left out: NHS 111, Police, Ambulance" in public
    assert '<th scope="col">Police</th>' in police
    assert '<th scope="col">AMHP</th>' not in police


def test_a_gap_of_officers_alone_is_for_officers(demo_client: Client) -> None:
    theirs = gaps_on(as_role(demo_client, "police", BOARD))
    assert theirs
    public = [demo_client.get(address) for address in theirs]
    assert {response.status_code for response in public} == {403}
    assert all("lines are not shown to you" in response.text for response in public)
    assert "Somebody answers before the last resort".lower() in as_role(demo_client, "police", theirs[0]).lower()
    assert may_know(Role.POLICE, "police")


@pytest.mark.parametrize(("words", "shown"), [("northampton", 3), ("Rutland", 1), ("NN16 8AA", 2), ("Qqmarkerzz", 0)])
def test_words_filter_the_board_without_standing_in_an_address(client: Client, words: str, shown: int) -> None:
    response = client.post(BOARD, data={"words": words})
    assert response.text.count(ROWS) == shown
    assert f"{shown} area{'' if shown == 1 else 's'} of those words" in response.text
    assert "marker" not in response.text
    assert "?" not in str(response.url)


def test_what_is_not_a_choice_is_the_usual_one(client: Client) -> None:
    text = client.get(f"{BOARD}?promise=marker&age=marker&by=marker&show=marker").text
    assert text.count(ROWS) == client.get(BOARD).text.count(ROWS)
    assert "marker" not in text


def test_areas_stand_under_their_police_forces_where_that_is_asked(client: Client) -> None:
    assert 'class="board__group" colspan="2">Humberside Police</th>' in client.get(f"{BOARD}?by=police").text


def test_an_unknown_gap_is_a_page_with_a_number(client: Client) -> None:
    response = client.get("/coverage/gaps/marker")
    assert response.status_code == 404
    assert "it may be closed" in response.text
    assert "tel:111" in response.text
    assert "marker" not in response.text
