"""What a reader sees: a professional number never reaches a public reader, and nothing else is taken away."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact, Cost
from directory.numbers import E164Number
from directory.reader import KEEPERS, Role, may_see
from directory.schedule import ALWAYS_OPEN, Schedule, Session, Weekday
from directory.service import Service
from routing.answer import Answer, AskedForByRule, ClosedNow, FictitiousNumber, NextArea, PartOfPlace
from routing.outcomes import WORDS, Outcome, Rejection
from routing.visibility import NOT_TOLD, as_seen_by, may_know, service_as_seen_by
from tests.makers import asked, compiled, fixture_services

SECRET = "+443069990777"
STAFF = Contact(
    id="staff",
    channel=Channel.VOICE,
    label="staff line",
    number=E164Number(e164=SECRET),
    schedule=ALWAYS_OPEN,
    audience=(Role.POLICE,),
    menu_option="option 9",
)
OPEN_TO_ALL = Contact(id="public", channel=Channel.VOICE, number=E164Number(e164="+443069990776"), schedule=ALWAYS_OPEN)
CLOSED_NOW = Schedule(weekly=(Session(days=(Weekday.SAT,), opens_at="09:00", closes_at="10:00"),))
PLANTED = Service(
    id="planted",
    name="Planted line",
    kind="s136_advice_line",
    areas=("police:E23000022",),
    contacts=(STAFF,),
    audience=(Role.POLICE,),
    description="Ring 0306 999 0777.",
    notes="The number is 0306 999 0777.",
    alert="New number 0306 999 0777",
)


def police_answer(*services: Service) -> Answer:
    others = tuple(service for service in fixture_services() if service.kind != "s136_advice_line")
    return asked(compiled((*others, *services)), caller="police", place="Corby", danger_to_life="no")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.POLICE, *KEEPERS}])
def test_a_reader_who_may_not_see_the_line_learns_that_it_exists_and_nothing_else(role: Role) -> None:
    seen = as_seen_by(police_answer(PLANTED), role)
    assert seen.options[0].service_id == "planted"
    assert seen.options[0].contact is not None
    assert seen.options[0].contact.withheld
    text = msgspec.json.encode(seen).decode()
    assert "fictitious-number" not in msgspec.json.encode(seen.options[0]).decode()
    assert "0777" not in text
    assert "option 9" not in text


@pytest.mark.parametrize("role", [Role.POLICE, *KEEPERS])
def test_a_reader_who_may_see_the_line_gets_all_of_it(role: Role) -> None:
    given = police_answer(PLANTED)
    assert as_seen_by(given, role) is given


def test_a_further_contact_that_is_not_the_readers_is_left_out() -> None:
    both = msgspec.structs.replace(PLANTED, contacts=(OPEN_TO_ALL, STAFF))
    seen = as_seen_by(police_answer(both), Role.PUBLIC)
    assert seen.options[0].contact is not None
    assert seen.options[0].contact.number == "0306 999 0776"
    assert seen.options[0].other_contacts == ()


def test_a_reader_is_given_the_contact_that_is_theirs_where_the_first_is_not() -> None:
    both = msgspec.structs.replace(PLANTED, contacts=(STAFF, OPEN_TO_ALL))
    seen = as_seen_by(police_answer(both), Role.PUBLIC)
    assert seen.options[0].contact is not None
    assert seen.options[0].contact.number == "0306 999 0776"


def test_an_option_without_any_contact_is_left_as_it_is() -> None:
    bare = msgspec.structs.replace(PLANTED, contacts=())
    seen = as_seen_by(police_answer(bare), Role.PUBLIC)
    assert next(option.contact for option in seen.options if option.service_id == "planted") is None


def test_an_entry_keeps_its_name_kind_and_area_for_a_reader_it_is_not_for() -> None:
    seen = service_as_seen_by(PLANTED, Role.PUBLIC)
    assert (seen.name, seen.kind, seen.areas, seen.contacts) == (PLANTED.name, PLANTED.kind, PLANTED.areas, ())
    assert "0777" not in msgspec.json.encode(seen).decode()


def test_curators_notes_are_for_those_who_keep_the_directory() -> None:
    public = msgspec.structs.replace(PLANTED, audience=(Role.PUBLIC,), contacts=(OPEN_TO_ALL, STAFF), description="")
    seen = service_as_seen_by(public, Role.PUBLIC)
    assert (seen.notes, seen.contacts) == ("", (OPEN_TO_ALL,))
    assert service_as_seen_by(public, Role.CURATOR) is public


@pytest.mark.parametrize(
    ("reader", "audience", "sees"),
    [
        pytest.param(Role.PUBLIC, (Role.PUBLIC,), True, id="everybody sees a public contact"),
        pytest.param(Role.PUBLIC, (), False, id="an empty audience is nobody's"),
        pytest.param(Role.PUBLIC, (Role.PROFESSIONAL,), False, id="the public is no professional"),
        pytest.param(Role.AMBULANCE, (Role.PROFESSIONAL,), True, id="every professional role is one"),
        pytest.param(Role.AMBULANCE, (Role.POLICE,), False, id="one role's line is not another's"),
        pytest.param(Role.OPERATOR, (), True, id="those who keep the data see it"),
    ],
)
def test_one_place_decides_who_sees_a_contact(reader: Role, audience: tuple[Role, ...], sees: bool) -> None:
    assert may_see(reader, audience) is sees


def test_of_a_line_that_is_not_theirs_a_reader_learns_neither_hours_nor_room_nor_checks() -> None:
    for reader in (Role.PUBLIC, Role.AMBULANCE):
        told = [as_seen_by(police_answer(line), reader).options for line in (PLANTED, closed_and_due(PLANTED))]
        hidden = [next(option for option in options if option.service_id == "planted") for options in told]
        assert hidden[0] == hidden[1]
        assert hidden[0].state == NOT_TOLD
        assert {type(reason) for reason in hidden[0].reasons} <= {AskedForByRule, PartOfPlace, NextArea}
        assert (hidden[0].rule_id, hidden[0].area) == (police_answer(PLANTED).options[0].rule_id, "Northamptonshire Police")


def closed_and_due(service: Service) -> Service:
    """Return the service with other hours and costs, and a check long overdue."""
    (contact,) = service.contacts
    checked = Assurance(confidence=Confidence.SEEN, verified_on=date(2020, 1, 1), verify_by=date(2021, 1, 1))
    other = msgspec.structs.replace(contact, schedule=CLOSED_NOW, cost=Cost.FREE, assurance=checked)
    return msgspec.structs.replace(service, contacts=(other,), assurance=checked)


def test_where_a_hidden_contact_stands_first_its_hours_are_not_told_with_another() -> None:
    closed = msgspec.structs.replace(STAFF, schedule=CLOSED_NOW)
    both = msgspec.structs.replace(PLANTED, contacts=(closed, msgspec.structs.replace(OPEN_TO_ALL, schedule=CLOSED_NOW)))
    given = police_answer(both)
    seen = next(option for option in as_seen_by(given, Role.PUBLIC).options if option.service_id == "planted")
    assert seen.contact is not None
    assert seen.state == seen.contact.state
    assert not any(isinstance(reason, ClosedNow | FictitiousNumber) for reason in seen.reasons)


def test_who_may_know_when_the_lines_of_a_caller_are_open() -> None:
    assert may_know(Role.PUBLIC, "carer")
    assert not may_know(Role.PUBLIC, "police")
    assert may_know(Role.POLICE, "police")
    assert not may_know(Role.POLICE, "ambulance")
    assert may_know(Role.CURATOR, "amhp")


def test_every_reason_to_turn_a_service_down_has_words() -> None:
    assert set(WORDS) == set(Rejection)
    assert {"given", "rejected"} <= set(Outcome)
