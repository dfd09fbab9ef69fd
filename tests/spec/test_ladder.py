"""The ladder: who stands where, and why the others do not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from directory.assurance import Assurance
from directory.capacity import CapacityReport, Space
from directory.contact import Channel, Contact, Cost
from directory.numbers import E164Number, ShortCode
from directory.opening import OpeningState
from directory.schedule import ALWAYS_OPEN, DatedException, Hours, Schedule, Session, Weekday
from directory.service import AgeRange, Location, Service, Status
from routing.answer import (
    AgeOutsideRange,
    Answer,
    CheckOverdue,
    ClosedNow,
    MoreOfTheSame,
    NeedsCheck,
    NextArea,
    NotOfferedAnyMore,
    OtherOnDuty,
    PolicyRemoves,
    ProfessionalOnly,
    RoomNotConfirmed,
    RoomReported,
)
from routing.context import CallerContext
from routing.router import answer
from routing.situation import instant_meant
from tests.makers import NOW, asked, compiled, fixture_edition, fixture_services, ids, kinds, said, the_policy

NORTHANTS = ("police:E23000022",)
DAYTIME = Schedule(weekly=(Session(days=tuple(Weekday), opens_at="09:00", closes_at="17:00"),))


def a_service(service_id: str, kind: str = "spa_crisis_line", **fields: object) -> Service:
    """Make a service of Northamptonshire with one number that is always answered."""
    contact = Contact(id="main", channel=Channel.VOICE, number=E164Number(e164="+443069990999"), schedule=ALWAYS_OPEN)
    return msgspec.structs.replace(
        Service(id=service_id, name=service_id, kind=kind, areas=NORTHANTS, contacts=(contact,)), **fields
    )


def with_contact(service: Service, **fields: object) -> Service:
    """Change the service's first contact."""
    return msgspec.structs.replace(service, contacts=(msgspec.structs.replace(service.contacts[0], **fields),))


def ask(*extra: Service, capacity: dict[str, CapacityReport] | None = None, at: datetime = NOW, **facts: object) -> Answer:
    """Ask the fixture directory with some more services in it, at Corby unless told otherwise."""
    known = {service.id for service in extra}
    instant, _ = instant_meant(at)
    services = (*(service for service in fixture_services() if service.id not in known), *extra)
    context = msgspec.convert({"caller": "self", "place": "Corby", "danger_to_life": "no"} | facts, CallerContext)
    if at.tzinfo is None:
        context = msgspec.structs.replace(context, at=at)
    return answer(compiled(services, around=instant), context, at, capacity or {})


def passed_over(given: Answer) -> dict[str, Any]:
    return {passed.service_id: passed.reason for passed in given.passed_over}


def reasons(given: Answer, service_id: str) -> list[object]:
    return list(next(option.reasons for option in given.options if option.service_id == service_id))


def test_an_entry_that_needs_a_check_is_shown_with_a_mark_below_the_sound_ones_of_its_step() -> None:
    doubtful = a_service("a-doubtful", status=Status.NEEDS_CHECK)
    given = ask(doubtful, caller="nhs111")
    assert ids(given).index("spa-crisis-line-northamptonshire") < ids(given).index("a-doubtful")
    assert NeedsCheck() in reasons(given, "a-doubtful")


def test_an_entry_that_needs_a_check_is_not_put_before_the_national_number() -> None:
    team = next(service for service in fixture_services() if service.id == "cyp-crisis-northamptonshire")
    assert ids(ask(team, age=15))[0] == team.id
    assert ids(ask(msgspec.structs.replace(team, status=Status.NEEDS_CHECK), age=15))[0] == "nhs111-mh"


def test_a_number_past_its_check_date_is_shown_with_the_national_number_beside_it() -> None:
    line = next(service for service in fixture_services() if service.id == "spa-crisis-line-northamptonshire")
    overdue = with_contact(line, assurance=Assurance(verify_by=date(2026, 12, 8)))
    given = ask(overdue, caller="nhs111")
    assert ids(given)[:2] == ["spa-crisis-line-northamptonshire", "nhs111-mh"]
    assert CheckOverdue() in reasons(given, overdue.id)


def test_an_answer_ends_when_a_check_date_passes() -> None:
    line = next(service for service in fixture_services() if service.id == "spa-crisis-line-northamptonshire")
    due = with_contact(line, assurance=Assurance(verify_by=date(2026, 12, 9)))
    evening = datetime.fromisoformat("2026-12-09T23:59:00+00:00")
    given = ask(due, caller="nhs111", at=evening)
    assert given.valid_until == datetime.fromisoformat("2026-12-10T00:00:00+00:00")


def test_superseded_and_historic_entries_are_never_offered_and_point_on() -> None:
    given = ask(
        a_service("old", status=Status.SUPERSEDED, superseded_by="nhs111-mh"), a_service("gone", status=Status.HISTORIC)
    )
    assert not {"old", "gone"} & set(ids(given))
    assert passed_over(given)["old"] == NotOfferedAnyMore("nhs111-mh")
    assert passed_over(given)["gone"] == NotOfferedAnyMore(None)


def test_an_entry_counts_only_on_the_days_on_which_it_is_valid() -> None:
    coming = a_service("coming", valid_from=date(2026, 12, 10))
    ended = a_service("ended", valid_to=date(2026, 12, 8))
    lasting = a_service("lasting", valid_from=date(2026, 12, 9), valid_to=date(2026, 12, 9))
    evening = datetime.fromisoformat("2026-12-09T23:59:00+00:00")
    given = ask(coming, ended, with_contact(lasting, number=ShortCode(code="101")), at=evening)
    assert not {"coming", "ended"} & set(ids(given))
    assert "lasting" in ids(given)
    assert given.valid_until == datetime.fromisoformat("2026-12-10T00:00:00+00:00")


def test_closed_stands_after_open_with_its_next_opening_and_never_first() -> None:
    evening = datetime.fromisoformat("2026-12-09T20:00:00+00:00")
    given = ask(with_contact(a_service("day", "crisis_cafe"), schedule=DAYTIME), at=evening)
    closed = [option for option in given.options if option.state.state == "closed"]
    assert [option.service_id for option in closed] == ["day"]
    assert ClosedNow(datetime.fromisoformat("2026-12-10T09:00:00+00:00")) in reasons(given, "day")
    assert "OPENS_AT" in said(given)
    assert given.options[-1].state.always_open


def test_a_service_that_never_opens_again_says_that_it_does_not_know_when() -> None:
    never = with_contact(
        a_service("never", "crisis_cafe"),
        schedule=Schedule(always_open=True, exceptions=(DatedException(first=date(2020, 1, 1), last=date(2040, 1, 1)),)),
    )
    assert ClosedNow(None) in reasons(ask(never), "never")


def test_hours_that_nobody_stated_stay_in_the_answer_below_what_is_surely_open() -> None:
    given = ask(with_contact(a_service("unstated"), schedule=Schedule()))
    states = [option.state.state for option in given.options]
    assert given.options[ids(given).index("unstated")].state.state == "unknown"
    assert states.index(OpeningState.UNKNOWN) > states.index(OpeningState.OPEN)


def test_a_last_resort_does_not_stand_before_a_team_whose_hours_nobody_stated() -> None:
    given = ask(with_contact(a_service("unstated", "street_triage"), schedule=Schedule()), caller="police")
    assert ids(given).index("unstated") < ids(given).index("samaritans")
    assert ids(given).index("nhs111-mh") < ids(given).index("unstated")


def test_a_service_for_other_ages_is_passed_over_with_its_limits() -> None:
    given = ask(a_service("adults", ages=(AgeRange(minimum_age=18),), ages_assured=True), age=12)
    assert passed_over(given)["adults"] == AgeOutsideRange(18, None)


def test_a_limit_that_no_source_states_turns_nobody_away() -> None:
    assert "adults" in ids(ask(a_service("adults", ages=(AgeRange(minimum_age=18),)), age=12))


def test_the_age_is_asked_for_where_a_service_has_limits() -> None:
    assert "age" in ask(a_service("adults", ages=(AgeRange(minimum_age=18),), ages_assured=True)).ask


def test_the_public_gets_no_professional_contact_and_is_told_nothing_by_it() -> None:
    staff = with_contact(a_service("staff"), audience=("police",))
    given = ask(staff)
    assert passed_over(given)["staff"] == ProfessionalOnly()
    assert "staff" in ids(ask(staff, caller="police"))


def test_a_kind_that_a_rule_takes_out_is_passed_over_with_the_rule() -> None:
    given = ask(caller="self", needs=["lone_carer_stress"], request="self_referral", place=None)
    assert "spa_crisis_line" not in kinds(given)
    removed = ask(setting="private_dwelling", caller="police", s136="used")
    reason = passed_over(removed)["hbpos-adult-northamptonshire"]
    assert isinstance(reason, PolicyRemoves)
    assert reason.rule_id == "H9"


def test_the_same_number_of_one_kind_stands_once() -> None:
    given = ask(a_service("one"), a_service("two"))
    assert ids(given).count("one") + ids(given).count("two") == 1
    assert passed_over(given)["two"] == MoreOfTheSame()


def test_at_most_three_of_a_kind_are_offered_but_every_place_of_safety() -> None:
    cafes = [with_contact(a_service(f"cafe-{n}", "crisis_cafe"), number=E164Number(e164=f"+44306999080{n}")) for n in range(5)]
    given = ask(*cafes)
    assert kinds(given).count("crisis_cafe") == 3
    suites = [with_contact(a_service(f"suite-{n}", "hbpos_adult"), number=None) for n in range(5)]
    assert kinds(ask(*suites, caller="police", s136="used", age=30)).count("hbpos_adult") == 6


def test_the_day_team_answers_in_its_hours_and_the_out_of_hours_team_from_the_closing_minute() -> None:
    def on_duty(at: str) -> tuple[list[str], dict[str, Any]]:
        given = ask(caller="gp", request="mha_assessment", at=datetime.fromisoformat(at))
        return [kind for kind in kinds(given) if kind.startswith("amhp")], passed_over(given)

    day, why_day = on_duty("2026-12-04T16:59:00+00:00")
    night, why_night = on_duty("2026-12-04T17:00:00+00:00")
    assert (day, why_day["amhp-edt"]) == (["amhp_day"], OtherOnDuty("amhp-day"))
    assert (night, why_night["amhp-day"]) == (["amhp_edt"], OtherOnDuty("amhp-edt"))


def test_where_both_teams_answer_the_out_of_hours_team_takes_the_overlap_unless_it_is_open_all_hours() -> None:
    day = with_contact(a_service("day-team", "amhp_day", areas=NORTHANTS), schedule=DAYTIME)
    longer = Schedule(weekly=(Session(days=tuple(Weekday), opens_at="10:00", closes_at="20:00"),))
    overlap = with_contact(a_service("long-team", "amhp_edt"), schedule=longer, number=E164Number(e164="+443069990998"))
    always = msgspec.structs.replace(overlap, contacts=(msgspec.structs.replace(overlap.contacts[0], schedule=ALWAYS_OPEN),))
    only: dict[str, Any] = {"caller": "gp", "request": "mha_assessment"}
    assert passed_over(ask(day, overlap, **only))["day-team"] == OtherOnDuty("long-team")
    assert passed_over(ask(day, always, **only))["long-team"] == OtherOnDuty("day-team")


def test_where_neither_team_surely_answers_both_stay() -> None:
    silent = [
        with_contact(a_service(name, kind), schedule=Schedule(), number=E164Number(e164=f"+44306999070{n}"))
        for n, (name, kind) in enumerate([("d", "amhp_day"), ("n", "amhp_edt")])
    ]
    services = tuple(service for service in fixture_services() if not service.kind.startswith("amhp"))
    context = CallerContext(caller="gp", place="Corby", danger_to_life="no", request="mha_assessment")
    given = answer(compiled((*services, *silent)), context, NOW, {})
    assert {"d", "n"} <= set(ids(given))


SUITE = "hbpos-adult-northamptonshire"
USED: dict[str, Any] = {"caller": "police", "s136": "used", "age": 40, "place": "Northampton"}


def a_report(status: Space, minutes_ago: int = 5) -> dict[str, CapacityReport]:
    return {SUITE: CapacityReport(status=status, updated=NOW - timedelta(minutes=minutes_ago))}


def test_a_suite_with_room_confirmed_stands_without_a_doubt() -> None:
    given = ask(capacity=a_report(Space.SPACE), **USED)
    assert RoomReported(Space.SPACE, NOW - timedelta(minutes=5)) in reasons(given, SUITE)
    assert "CALL_TO_CONFIRM" not in said(given)
    assert given.valid_until is not None
    assert given.valid_until <= NOW + timedelta(minutes=55)


@pytest.mark.parametrize("minutes_ago", [pytest.param(60, id="just stale"), pytest.param(-5, id="from the future")])
def test_a_report_that_cannot_be_trusted_means_ring_to_confirm_and_hides_nothing(minutes_ago: int) -> None:
    given = ask(capacity=a_report(Space.FULL, minutes_ago), **USED)
    assert RoomNotConfirmed(NOW - timedelta(minutes=minutes_ago)) in reasons(given, SUITE)
    assert "CALL_TO_CONFIRM" in said(given)
    assert "CROSS_BORDER" not in said(given)


@pytest.mark.parametrize("status", [Space.FULL, Space.CLOSED])
def test_a_full_suite_stays_visible_below_the_next_area_the_department_and_escalation(status: Space) -> None:
    given = ask(capacity=a_report(status), **USED)
    suites = [option.service_id for option in given.options if option.kind == "hbpos_adult"]
    assert suites[-1] == SUITE
    assert len(suites) == 2
    assert any(isinstance(reason, NextArea) for reason in reasons(given, suites[0]))
    assert {"ed", "escalation_contact"} <= set(kinds(given))
    assert {"CROSS_BORDER", "ESCALATE_SENIOR", "ASSESS_WITHOUT_BED"} <= said(given)


def test_a_child_without_a_young_peoples_suite_is_taken_to_the_local_adult_one() -> None:
    services = tuple(service for service in fixture_services() if service.kind != "hbpos_cyp")
    context = msgspec.convert(USED | {"age": 15}, CallerContext)
    given = answer(compiled(services), context, NOW, {})
    assert next(option.service_id for option in given.options if option.rule_id == "P3") == SUITE
    assert "CYP_SUITE_ADULT_WARD_OK" in said(given)


def test_a_suite_far_away_is_not_offered_as_the_next_area() -> None:
    given = ask(capacity={}, **(USED | {"place": "Penzance"}))
    assert not [kind for kind in kinds(given) if kind.startswith("hbpos")]
    assert {"ed", "escalation_contact"} <= set(kinds(given))


def test_a_suite_of_an_area_that_nobody_can_place_is_not_offered_as_the_next_one() -> None:
    lost = a_service("lost", "hbpos_adult", areas=("council:NOWHERE",))
    assert "lost" not in ids(ask(lost, capacity=a_report(Space.FULL), **USED))


def test_a_suite_with_its_own_point_is_measured_from_there() -> None:
    from directory.service import Location

    near = a_service("near", "hbpos_adult", areas=("police:E23000020",), location=Location(latitude=52.3, longitude=-0.9))
    given = ask(near, capacity=a_report(Space.FULL), **USED)
    distances = [reason for reason in reasons(given, "near") if isinstance(reason, NextArea)]
    assert distances[0].kilometres is not None
    assert distances[0].kilometres < 20


def test_free_numbers_come_first_for_somebody_without_credit() -> None:
    line = next(service for service in fixture_services() if service.id == "spa-crisis-line-northamptonshire")
    dear = with_contact(line, cost=Cost.STANDARD)
    free = with_contact(a_service("free-line"), cost=Cost.FREE, number=E164Number(e164="+443069990997"))
    given = ask(dear, free, needs=["no_credit"])
    assert ids(given).index("free-line") < ids(given).index(line.id)
    assert "FREE_TO_CALL" in said(given)


def test_a_caller_abroad_gets_a_number_that_can_be_dialled_from_there_first() -> None:
    assert ids(ask(caller_abroad="yes"))[0] == "spa-crisis-line-northamptonshire"


def test_a_way_without_voice_is_the_contact_to_use_for_somebody_deaf() -> None:
    line = next(service for service in fixture_services() if service.id == "nhs111-mh")
    video = Contact(id="bsl", channel=Channel.BSL_VIDEO, uri="https://example.test/bsl", schedule=ALWAYS_OPEN)
    both = msgspec.structs.replace(line, contacts=(*line.contacts, video))
    deaf = ask(both, needs=["deaf_bsl"])
    hearing = ask(both)
    assert (deaf.options[0].contact, deaf.options[0].other_contacts) != (None, ())
    assert deaf.options[0].contact is not None
    assert hearing.options[0].contact is not None
    assert (deaf.options[0].contact.channel, hearing.options[0].contact.channel) == (Channel.BSL_VIDEO, Channel.VOICE)


def test_an_entry_without_any_contact_stays_with_its_name_and_an_unknown_state() -> None:
    bare = a_service("bare", contacts=())
    given = ask(bare, needs=["no_credit"])
    option = next(option for option in given.options if option.service_id == "bare")
    assert option.contact is None
    assert option.state.state == "unknown"
    assert "bare" in ids(ask(bare, caller_abroad="yes"))


def test_an_empty_directory_still_gives_999_and_111() -> None:
    nothing = compiled(())
    assert ids(asked(nothing, caller="self")) == ["nhs111-mh", "999"]
    assert ids(asked(nothing, caller="self", place="EH1")) == ["999"]
    assert ids(asked(nothing, caller="police", place="Corby", s136="considering")) == ["nhs111-mh", "999"]


def test_in_an_hour_that_comes_twice_only_what_is_always_open_leads() -> None:
    weekly = (Session(days=tuple(Weekday), opens_at="00:00", closes_at="23:00"),)
    night = with_contact(a_service("night"), schedule=Schedule(weekly=weekly))
    twice = "2026-10-25T01:30:00"
    given = ask(night, at=datetime.fromisoformat(twice), caller="nhs111")
    assert given.options[0].state.always_open
    assert next(option.state.state for option in given.options if option.service_id == "night") == "unknown"


def test_hours_on_an_exception_day_replace_the_usual_ones() -> None:
    short = Schedule(
        weekly=DAYTIME.weekly,
        exceptions=(DatedException(first=NOW.date(), last=NOW.date(), hours=(Hours(opens_at="09:00", closes_at="10:00"),)),),
    )
    given = ask(with_contact(a_service("short", "crisis_cafe"), schedule=short))
    assert next(option.state.state for option in given.options if option.service_id == "short") == "closed"


def test_the_twenty_four_hours_end_by_elapsed_time_over_the_clock_change() -> None:
    arrived = "2027-03-27T23:50:00+00:00"
    at = datetime.fromisoformat("2027-03-28T00:10:00+00:00")
    given = ask(at=at, **(USED | {"arrived_at_place_of_safety": arrived}))
    clock = next(message for message in given.messages if message.code == "CLOCK_24H")
    assert "00:50 on Monday 29 March 2027" in clock.words
    assert next(target.due for target in given.targets if target.code == "T8") == datetime.fromisoformat(
        "2027-03-28T23:50:00+00:00"
    )


def test_the_public_is_not_told_what_has_no_words_for_them() -> None:
    policy = the_policy()
    silent = tuple(msgspec.structs.replace(text, public="") for text in policy.messages)
    edition = compiled(fixture_services(), msgspec.structs.replace(policy, messages=silent))
    assert said(asked(edition, caller="carer")) == set()
    assert "LOCATION_NEEDED" in said(asked(edition, caller="nhs111"))


def test_places_read_once_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.edition.PLACES_KEPT", 1)
    edition = compiled(fixture_services())
    first = [edition.locate(place) for place in ("Corby", "Lincoln", "Corby")]
    assert first[0] == first[2] != first[1]
    assert edition.locate("Corby") is first[2]


def test_cells_and_plans_are_bounded() -> None:
    from routing import cells

    edition = compiled(fixture_services())
    before = cells.CELLS_KEPT
    cells.CELLS_KEPT = 2
    try:
        for age in (5, 16, 30, 70):
            asked(edition, caller="self", place="Corby", age=age, needs=["veteran"] if age > 17 else [])
        assert len(edition.cells) <= 2
        assert len(edition.plans) <= 2
    finally:
        cells.CELLS_KEPT = before


def test_a_contact_is_written_once_a_change_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = compiled(fixture_services())
    first, other = (asked(edition, caller="self", place=place, danger_to_life="no") for place in ("Corby", "Kettering"))
    assert {id(option.contact) for option in first.options} & {id(option.contact) for option in other.options}
    monkeypatch.setattr("routing.offer.OFFERS_KEPT", 1)
    again = asked(edition, NOW + timedelta(days=1), caller="self", place="Corby", danger_to_life="no")
    assert (
        again.options
        == asked(
            compiled(fixture_services()), NOW + timedelta(days=1), caller="self", place="Corby", danger_to_life="no"
        ).options
    )
    assert len(edition.offered) == 1


def test_a_broken_schedule_is_reported_and_its_number_stays() -> None:
    broken = with_contact(a_service("broken"), schedule=Schedule(weekly=DAYTIME.weekly, zone="Mars/Phobos"))
    edition = compiled((*fixture_services(), broken))
    assert [fault.service_id for fault in edition.faults] == ["broken"]
    given = asked(edition, caller="self", place="Corby", danger_to_life="no")
    assert next(option.state.state for option in given.options if option.service_id == "broken") == "unknown"


def test_asking_twice_inside_the_same_moment_works_it_out_once() -> None:
    edition = fixture_edition()
    first = asked(edition, caller="self", place="Corby", danger_to_life="no")
    later = asked(edition, NOW + timedelta(minutes=1), caller="self", place="Corby", danger_to_life="no")
    assert later.options is first.options
    assert later.at != first.at


@pytest.mark.parametrize(
    ("location", "label", "said"),
    [
        (Location(address="12 Bell Street", postcode="NN17 1AA"), "", "12 Bell Street, NN17 1AA"),
        (Location(address="12 Bell Street", postcode="NN17 1AA"), "side door", "side door"),
        (Location(), "", ""),
    ],
)
def test_a_door_is_offered_with_its_address(location: Location, label: str, said: str) -> None:
    cafe = with_contact(
        a_service("cafe", "crisis_cafe", location=location), channel=Channel.IN_PERSON, number=None, label=label
    )
    (offered,) = [option for option in ask(cafe).options if option.service_id == "cafe"]
    assert offered.contact is not None
    assert (offered.contact.label, offered.contact.number) == (said, None)


def test_a_number_is_not_named_by_an_address() -> None:
    line = a_service("line", location=Location(address="12 Bell Street"))
    (offered,) = [option for option in ask(line).options if option.service_id == "line"]
    assert offered.contact is not None
    assert offered.contact.label == ""
