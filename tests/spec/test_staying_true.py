"""What keeps a directory true: every check ends, what is overdue stands lower and is never hidden"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from directory.assurance import Assurance, Confidence, Standing, standing_on
from directory.check_again import dated, interval_of, verify_by
from directory.check_made import (
    RUNG,
    CheckMade,
    CheckOutcome,
    found_right,
    is_put_in_doubt,
    put_in_doubt,
    tries_unanswered,
)
from directory.contact import Channel, Contact
from directory.contradictions import code_of, find_contradictions
from directory.due import contacts_due, endings, entries_overdue
from directory.kinds import KINDS
from directory.numbers import E164Number, ShortCode
from directory.opening import OpeningState, minute_of
from directory.reader import Reader, Remit, Role
from directory.schedule import ALWAYS_OPEN, Schedule, Session
from directory.search_answer import CheckOverdue, Fit
from directory.service import Service, Status
from routing.change import ChangeSet, as_told, is_light
from routing.due import (
    MOST_AREAS_TOLD,
    Figures,
    by_area,
    digest_of,
    figures_in_words,
    figures_of,
    kept_by,
    of_area,
    of_kind,
    unexplained,
    work_of,
)
from routing.finding import Wanted, find_services, index_of, while_in_force
from tests.makers import NOW, an_edition, asked, compiled, ids, shipped_services, the_gazetteer
from tests.searching import the_lexicon

TODAY = date(2026, 12, 9)
CORBY, NORTHANTS = "council:E06000061", "police:E23000022"
NUMBERS = [E164Number(e164=f"+44160462693{last}") for last in range(10)]


NEVER = Assurance()


def a_contact(assurance: Assurance = NEVER, **fields: object) -> Contact:
    stated = {"id": "main", "channel": Channel.VOICE, "number": NUMBERS[0], "schedule": ALWAYS_OPEN} | fields
    return Contact(**stated, assurance=assurance)  # type: ignore[arg-type]


def a_service(service_id: str = "a-line", *contacts: Contact, **fields: object) -> Service:
    stated = {"name": "A crisis line", "kind": "spa_crisis_line", "areas": (CORBY,)} | fields
    return Service(id=service_id, contacts=contacts or (a_contact(),), **stated)  # type: ignore[arg-type]


def checked(days_ago: int) -> Assurance:
    return Assurance(sources=("x",), confidence=Confidence.SEEN, verified_on=TODAY - timedelta(days=days_ago))


# How long a check holds


def test_a_check_of_a_professional_line_holds_shorter_than_a_crisis_lines_and_that_shorter_than_a_charitys() -> None:
    days = [interval_of(kind).days for kind in ("s136_advice_line", "spa_crisis_line", "helpline")]
    assert days == sorted(set(days))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_an_interval_with_its_owner_and_source(kind: str) -> None:
    interval = interval_of(kind)
    assert 0 < interval.days <= 365
    assert interval.owner
    assert "our default" in interval.source


def test_the_day_to_check_again_is_what_the_entry_states_else_what_its_kind_gives() -> None:
    stated = msgspec.structs.replace(checked(0), verify_by=date(2030, 1, 1))
    assert dated(stated, "helpline") is stated
    assert dated(checked(0), "s136_advice_line").verify_by == TODAY + timedelta(days=91)
    assert dated(Assurance(), "helpline").verify_by is None


def test_a_line_that_states_no_day_becomes_overdue_in_answers_when_its_kinds_time_is_over() -> None:
    within, over = (compiled((a_service("a-line", a_contact(checked(days))),)) for days in (182, 183))
    given = [
        next(option for option in asked(edition, caller="carer", place="Corby").options if option.service_id == "a-line")
        for edition in (within, over)
    ]
    assert [option.contact.standing for option in given if option.contact] == [Standing.DUE, Standing.OVERDUE]


def test_the_answer_changes_at_the_midnight_on_which_the_check_ends() -> None:
    edition = compiled((a_service("a-line", a_contact(checked(182))),))
    given = asked(edition, "2026-12-09T12:00:00+00:00", caller="carer", place="Corby")
    assert given.valid_until == datetime(2026, 12, 10, tzinfo=UTC)


# Lower, and never hidden


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_in_an_answer_the_overdue_one_of_two_alike_stands_lower_whatever_their_ids(order: tuple[str, str]) -> None:
    fresh, stale = order
    services = (
        a_service(fresh, a_contact(checked(10), number=NUMBERS[1])),
        a_service(stale, a_contact(checked(400), number=NUMBERS[2])),
    )
    given = [one for one in ids(asked(compiled(services), caller="carer", place="Corby")) if one in order]
    assert given == [fresh, stale]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_in_a_search_too_and_it_says_why(order: tuple[str, str]) -> None:
    fresh, stale = order
    edition = compiled((a_service(fresh, a_contact(checked(10))), a_service(stale, a_contact(checked(400)))))
    page = find_services(edition, index_of(edition, the_lexicon()), Wanted(at=NOW, words="crisis line Corby"), Role.PUBLIC)
    assert [seen.service.id for seen in page.services] == [fresh, stale]
    said = [CheckOverdue() in seen.found.reasons for seen in page.services if seen.found]
    assert said == [False, True]
    assert [seen.states[0].standing for seen in page.services] == [Standing.VERIFIED, Standing.OVERDUE]


def test_a_check_that_is_not_the_readers_to_know_lowers_nothing_for_them() -> None:
    hidden = a_contact(checked(400), id="desk", audience=(Role.POLICE,))
    edition = compiled((a_service("a", a_contact(checked(10)), hidden), a_service("b", a_contact(checked(10)))))
    found = index_of(edition, the_lexicon())
    orders = {
        reader: [one.service.id for one in find_services(edition, found, Wanted(at=NOW, words="crisis line"), reader).services]
        for reader in (Role.PUBLIC, Role.POLICE)
    }
    assert orders == {Role.PUBLIC: ["a", "b"], Role.POLICE: ["b", "a"]}


def test_policys_order_between_kinds_is_not_changed_by_a_check_that_is_overdue() -> None:
    services = (
        a_service("team", a_contact(checked(400), number=NUMBERS[1]), kind="crhtt"),
        a_service("cafe", a_contact(checked(1), number=NUMBERS[2]), kind="listening_line", areas=("country:england",)),
    )
    before = compiled(
        tuple(
            msgspec.structs.replace(one, contacts=(a_contact(checked(1), number=one.contacts[0].number),)) for one in services
        )
    )
    orders = [
        [one for one in ids(asked(edition, caller="gp", place="Corby")) if one in ("team", "cafe")]
        for edition in (before, compiled(services))
    ]
    assert orders[0] == orders[1]


def test_nothing_that_is_overdue_is_hidden() -> None:
    dates = Assurance(sources=("x",), confidence=Confidence.SEEN, verified_on=date(2010, 1, 1))
    stale = tuple(
        msgspec.structs.replace(one, contacts=tuple(msgspec.structs.replace(held, assurance=dates) for held in one.contacts))
        for one in shipped_services()
    )
    for facts in ({"caller": "carer", "place": "NN1"}, {"caller": "police", "place": "Lincoln"}):
        fresh, late = (asked(compiled(services), **facts) for services in (shipped_services(), stale))
        # One more of a kind than a ladder holds stands with those passed over, whenever it was checked.
        named, named_late = ({*ids(given), *(one.service_id for one in given.passed_over)} for given in (fresh, late))
        assert named == named_late


# Entries that end and begin


@pytest.mark.parametrize(
    ("instant", "is_there"),
    [
        pytest.param("2026-03-28T23:59:00+00:00", False, id="the minute before it begins"),
        pytest.param("2026-03-29T00:00:00+00:00", True, id="the midnight on which it begins"),
        pytest.param("2026-06-30T22:59:00+00:00", True, id="the last minute of its last day, in summer"),
        pytest.param("2026-06-30T23:00:00+00:00", False, id="the local midnight after its last day"),
    ],
)
def test_an_entry_is_there_from_its_first_to_its_last_local_day(instant: str, is_there: bool) -> None:
    at = datetime.fromisoformat(instant)
    entry = a_service("a-line", a_contact(checked(0)), valid_from=date(2026, 3, 29), valid_to=date(2026, 6, 30))
    edition = compiled((entry,), around=at)
    assert ("a-line" in ids(asked(edition, at, caller="carer", place="Corby"))) is is_there
    index = index_of(edition, the_lexicon())
    found = find_services(edition, index, Wanted(at=at, words="crisis line Corby"), Role.PUBLIC).services[0]
    assert found.found is not None
    assert (found.found.fit is Fit.FITTING) is is_there
    listed = find_services(edition, index, Wanted(at=at, place="Corby", surely_open=True), Role.PUBLIC)
    assert [one.service.id for one in listed.services] == (["a-line"] if is_there else [])
    state = found.states[0].state
    assert state.state is (OpeningState.OPEN if is_there else OpeningState.CLOSED)
    ends = {False: None, True: datetime(2026, 6, 30, 23, tzinfo=UTC)}
    begins = datetime(2026, 3, 29, tzinfo=UTC)
    assert state.until == (ends[is_there] if at >= begins else begins)


def test_the_hours_of_an_entry_are_closed_before_it_begins_and_after_it_has_ended() -> None:
    edition = compiled((a_service("a-line", valid_from=date(2026, 12, 10), valid_to=date(2026, 12, 11)),))
    held = edition.services["a-line"]
    days = [minute_of(datetime(2026, 12, day, tzinfo=UTC)) for day in (9, 10, 12, 14)]
    drawn = while_in_force(held, held.contacts[0].opening.intervals(days[0], days[-1]))
    closed, open_ = OpeningState.CLOSED, OpeningState.OPEN
    assert [(one.start, one.end, one.state) for one in drawn] == [
        (days[0], days[1], closed),
        (days[1], days[2], open_),
        (days[2], days[3], closed),
    ]


def test_a_line_that_has_stopped_is_no_way_out_of_a_search() -> None:
    edition = compiled((a_service("a-line", valid_to=date(2026, 12, 8)),))
    page = find_services(edition, index_of(edition, the_lexicon()), Wanted(at=NOW, words="crisis Corby"), Role.PUBLIC)
    assert "a-line" not in {out.service_id for out in page.fallbacks}


def test_the_work_list_tells_of_what_stops_within_28_days_and_of_what_has_stopped() -> None:
    entries = [
        a_service(name, valid_to=TODAY + timedelta(days=days))
        for name, days in (("a-past", -1), ("b-today", 0), ("c-soon", 28), ("d-later", 29))
    ]
    gone = a_service("e-gone", valid_to=date(2020, 1, 1), status=Status.HISTORIC)
    told = [(ending.service.id, ending.has_stopped) for ending in endings([*entries, gone], TODAY)]
    assert told == [("a-past", True), ("b-today", False), ("c-soon", False)]


# What is due


def test_what_is_due_is_listed_overdue_first_then_never_checked_then_soon_and_the_longest_first() -> None:
    services = [
        a_service("soon", a_contact(checked(170))),
        a_service("never", a_contact()),
        a_service("fresh", a_contact(checked(10))),
        a_service("late", a_contact(checked(200))),
        a_service("latest", a_contact(checked(300))),
    ]
    listed = [(due.service.id, due.standing) for due in contacts_due(services, TODAY)]
    assert listed == [
        ("latest", Standing.OVERDUE),
        ("late", Standing.OVERDUE),
        ("never", Standing.UNDATED),
        ("soon", Standing.DUE),
    ]


def test_an_entry_is_overdue_once_however_many_of_its_contacts_are_and_never_for_want_of_a_check() -> None:
    services = [
        a_service("late", a_contact(checked(200), id="one"), a_contact(checked(300), id="two")),
        a_service("never", a_contact()),
        a_service("soon", a_contact(checked(170))),
        a_service("gone", a_contact(checked(300)), status=Status.SUPERSEDED),
    ]
    assert entries_overdue(services, TODAY) == 1


@pytest.mark.parametrize(
    ("entry", "is_listed"),
    [
        pytest.param(a_service(), True, id="a number"),
        pytest.param(a_service("a", a_contact(number=None, channel=Channel.IN_PERSON)), True, id="a door"),
        pytest.param(a_service("a", a_contact(number=None)), True, id="a number that is to be found"),
        pytest.param(a_service("a", a_contact(number=E164Number(e164="+441632960136"))), False, id="a made-up number"),
        pytest.param(a_service("a", a_contact(number=ShortCode(code="999"))), False, id="999"),
        pytest.param(a_service("a", a_contact(number=None), kind="999"), False, id="any way to 999"),
        pytest.param(a_service(status=Status.NEEDS_CHECK), True, id="an entry in doubt"),
        pytest.param(a_service(status=Status.SUPERSEDED), False, id="an entry that was superseded"),
        pytest.param(a_service(valid_to=date(2026, 12, 8)), False, id="an entry that has stopped"),
        pytest.param(a_service(valid_to=TODAY), True, id="an entry on its last day"),
    ],
)
def test_only_what_somebody_can_check_is_listed(entry: Service, is_listed: bool) -> None:
    assert bool(contacts_due([entry], TODAY)) is is_listed


# What becomes of a call


def a_call(hour: int, outcome: CheckOutcome = CheckOutcome.NOBODY, state: OpeningState = OpeningState.OPEN) -> CheckMade:
    return CheckMade(
        made_at=NOW + timedelta(hours=hour),
        made_by="A Keeper",
        edition=1,
        service_id="a-line",
        contact_id="main",
        reached="+441604626930",
        state=state,
        outcome=outcome,
    )


@pytest.mark.parametrize(
    ("calls", "tries"),
    [
        pytest.param([a_call(0), a_call(3), a_call(24)], 3, id="three times"),
        pytest.param([a_call(0), a_call(1), a_call(24)], 2, id="twice in an hour is one try"),
        pytest.param([a_call(0), a_call(3, CheckOutcome.RIGHT), a_call(24)], 1, id="somebody answered in between"),
        pytest.param([a_call(0), a_call(3, state=OpeningState.CLOSED), a_call(24)], 2, id="closed: nobody should answer"),
        pytest.param([a_call(0), a_call(3, state=OpeningState.UNKNOWN)], 2, id="hours not known"),
        pytest.param([], 0, id="never rung"),
    ],
)
def test_calls_that_nobody_answers_are_counted_at_different_times(calls: list[CheckMade], tries: int) -> None:
    assert tries_unanswered(calls) == tries


def test_the_third_try_alone_puts_the_entry_in_doubt() -> None:
    calls = [a_call(hour) for hour in (0, 24, 48, 72)]
    assert [is_put_in_doubt(calls[:count]) for count in range(1, 5)] == [False, False, True, False]


def test_an_entry_put_in_doubt_says_why_and_one_in_doubt_already_stays_as_it_is() -> None:
    doubted = put_in_doubt(a_service(), TODAY)
    assert (doubted.status, doubted.status_reasons) == (
        Status.NEEDS_CHECK,
        ("nobody answered on 3 calls, the last on 9 December 2026",),
    )
    assert put_in_doubt(doubted, TODAY) is doubted


def test_a_contact_found_right_is_vouched_for_until_its_kind_asks_again_and_the_others_stay() -> None:
    before = a_service("a-line", a_contact(checked(400)), a_contact(id="text", channel=Channel.TEXT))
    after = found_right(before, "main", TODAY)
    assert after.contacts[0].assurance == Assurance(
        sources=("x", RUNG), confidence=Confidence.VERIFIED, verified_on=TODAY, verify_by=verify_by("spa_crisis_line", TODAY)
    )
    assert after.contacts[1] == before.contacts[1]
    assert standing_on(after.contacts[0].assurance, TODAY) is Standing.VERIFIED


def test_a_corrected_number_is_vouched_for_by_nobody_yet_and_corrected_hours_by_who_answered() -> None:
    before = a_service("a-line", a_contact(checked(400)), a_contact(id="other"))
    hours = Schedule(weekly=(Session(days=("mon",), opens_at="09:00", closes_at="17:00"),))  # type: ignore[arg-type]
    other_number = as_told(before, "main", TODAY, NUMBERS[5], None).contacts[0]
    assert (other_number.number, other_number.assurance.verified_on) == (NUMBERS[5], None)
    told = as_told(before, "main", TODAY, None, hours)
    assert told.contacts[0].schedule == hours
    assert told.contacts[0].assurance.verified_on == told.contacts[0].hours_assurance.verified_on == TODAY
    assert told.contacts[1] == before.contacts[1]


# A light change


def test_a_change_that_only_vouches_for_contacts_is_light() -> None:
    edition = an_edition((a_service(),))
    change = ChangeSet(made_on=1, services=(found_right(a_service(), "main", TODAY),))
    assert is_light(change, edition, TODAY)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(ChangeSet(services=(found_right(a_service(), "main", TODAY + timedelta(days=1)),)), id="rung tomorrow"),
        pytest.param(ChangeSet(services=(found_right(a_service(alert="!"), "main", TODAY),)), id="another word"),
        pytest.param(ChangeSet(services=(a_service("a-line", a_contact(checked(3))),)), id="dated, and not rung"),
        pytest.param(ChangeSet(services=(a_service("a-line", a_contact(Assurance(sources=("y",)))),)), id="another source"),
        pytest.param(ChangeSet(services=(found_right(a_service("new"), "main", TODAY),)), id="a new entry"),
        pytest.param(ChangeSet(withdrawn=("a-line",)), id="a withdrawal"),
    ],
)
def test_any_other_change_is_not(change: ChangeSet) -> None:
    assert not is_light(change, an_edition((a_service(),)), TODAY)


# The work as a whole


POLICE_LINE = a_service(
    "police-line",
    a_contact(checked(400), number=NUMBERS[7], audience=(Role.POLICE,)),
    name="Police line",
    kind="s136_advice_line",
    areas=(NORTHANTS,),
    audience=(Role.POLICE,),
)
A_WORK = work_of(
    an_edition((a_service(valid_to=date(2026, 12, 20)), POLICE_LINE, a_service("over", valid_to=date(2026, 12, 1)))),
    the_gazetteer(),
    TODAY,
)


def test_a_keeper_is_shown_what_is_theirs() -> None:
    curator = Reader(role=Role.CURATOR, remit=Remit(areas=(CORBY,)))
    mine = kept_by(A_WORK, curator)
    assert [due.service.id for due in mine.contacts] == ["a-line"]
    assert {ending.service.id for ending in mine.endings} == {"a-line", "over"}
    assert len(kept_by(A_WORK, Reader(role=Role.ADMIN)).contradictions) == len(A_WORK.contradictions)
    assert len(mine.contradictions) < len(A_WORK.contradictions)


def test_the_work_is_narrowed_by_area_and_by_kind() -> None:
    assert [due.service.id for due in of_area(A_WORK, NORTHANTS).contacts] == ["police-line"]
    assert [due.service.id for due in of_kind(A_WORK, "spa_crisis_line").contacts] == ["a-line"]


def test_what_a_keeper_explained_is_left_out() -> None:
    code = A_WORK.contradictions[0].code
    left = unexplained(A_WORK, {code})
    assert code not in {found.code for found in left.contradictions}
    assert len(left.contradictions) == len(A_WORK.contradictions) - 1


def test_the_figures_count_the_work_and_say_so() -> None:
    figures = figures_of(A_WORK)
    assert figures == Figures(overdue=1, never_checked=1, due=0, ending=1, stopped=1, contradictions=len(A_WORK.contradictions))
    assert figures_in_words(figures).startswith("1 overdue, 1 never checked, 1 ending soon, 1 stopped, ")
    nothing = Figures(overdue=0, never_checked=0, due=0, ending=0, stopped=0, contradictions=0)
    assert figures_in_words(nothing) == "nothing to do"
    assert figures_in_words(msgspec.structs.replace(nothing, contradictions=1)) == "1 contradiction"


def test_the_figures_by_area_begin_with_the_most_overdue() -> None:
    told = by_area(A_WORK, the_gazetteer().area_name)
    assert [(one.area, one.overdue, one.never_checked) for one in told] == [(NORTHANTS, 1, 0), (CORBY, 0, 1)]


def test_a_digest_says_everything_and_holds_no_number() -> None:
    digest = digest_of(A_WORK, the_gazetteer().area_name)
    said = f"{digest.subject}\n{digest.body}"
    for part in ("9 December 2026", "1 overdue", "Northamptonshire Police: 1 overdue", "overdue since", "never checked here",
                 "stops after 20 December 2026", "stopped after 1 December 2026", "Contradictions"):  # fmt: skip
        assert part in said
    digits = "".join(letter for letter in said if letter.isdigit())
    assert "62693" not in digits


def test_a_long_digest_says_how_much_more_there_is() -> None:
    work = work_of(an_edition(shipped_services()), the_gazetteer(), TODAY)
    body = digest_of(work, the_gazetteer().area_name).body
    assert f"- and {len(work.contacts) - 50} more" in body
    assert f"- and {len(by_area(work, the_gazetteer().area_name)) - MOST_AREAS_TOLD} more" in body


def test_the_code_of_a_contradiction_stays_until_its_facts_change() -> None:
    twice = (a_service("a", a_contact()), a_service("b", a_contact()))
    first, again = (find_contradictions(twice, the_gazetteer(), TODAY) for _ in range(2))
    assert list(map(code_of, first)) == list(map(code_of, again))
