"""What a reader sees: a professional number never reaches a public reader, and nothing else is taken away."""

from __future__ import annotations

import msgspec
import pytest

from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.reader import Role, may_see
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from routing.answer import Answer
from routing.visibility import as_seen_by, service_as_seen_by
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


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.POLICE, Role.CURATOR, Role.OPERATOR}])
def test_a_reader_who_may_not_see_the_line_learns_that_it_exists_and_nothing_else(role: Role) -> None:
    seen = as_seen_by(police_answer(PLANTED), role)
    assert seen.options[0].service_id == "planted"
    assert seen.options[0].contact is not None
    assert seen.options[0].contact.withheld
    text = msgspec.json.encode(seen).decode()
    assert "fictitious-number" not in msgspec.json.encode(seen.options[0]).decode()
    assert "0777" not in text
    assert "option 9" not in text


@pytest.mark.parametrize("role", [Role.POLICE, Role.CURATOR, Role.OPERATOR])
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
