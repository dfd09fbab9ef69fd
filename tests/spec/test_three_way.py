"""Two people edit one entry: nothing of either is lost, and nothing is decided for them"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import E164Number, ShortCode
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from routing.three_way import Merged, Side, merged

RUNG = Assurance(sources=("a",), confidence=Confidence.VERIFIED, verified_on=date(2026, 11, 1))
VOICE = Contact(id="voice", channel=Channel.VOICE, number=ShortCode(code="111"), assurance=RUNG)
TEXT = Contact(id="text", channel=Channel.TEXT, number=ShortCode(code="85258"))
WEB = Contact(id="web", channel=Channel.WEBCHAT, uri="https://example.org")
BASE = Service(id="a-line", name="A line", kind="crhtt", contacts=(VOICE, TEXT))
ANOTHER, A_THIRD = E164Number(e164="+441604626938"), E164Number(e164="+441162953060")


def edited(**facts: Any) -> Service:  # noqa: ANN401 (fields of a service)
    return msgspec.structs.replace(BASE, **facts)


def contact(held: Contact, **facts: Any) -> Contact:  # noqa: ANN401 (fields of a contact)
    return msgspec.structs.replace(held, **facts)


def disputed(found: Merged) -> list[str]:
    return [one.field for one in found.open]


def test_different_fields_merge_by_themselves_and_it_is_said_which_were_theirs() -> None:
    theirs = edited(name="Another name", contacts=(contact(VOICE, does="advises"), TEXT))
    mine = edited(notes="mine", contacts=(contact(VOICE, label="desk"), TEXT))
    found = merged(BASE, theirs, mine)
    both = contact(VOICE, does="advises", label="desk")
    assert found.service == edited(name="Another name", notes="mine", contacts=(both, TEXT))
    assert (set(found.taken), found.open) == ({"name", "voice.does"}, ())


def test_a_field_that_both_changed_alike_is_no_question() -> None:
    same = edited(name="One name")
    assert merged(BASE, same, same) == Merged(service=same, taken=(), open=())


@pytest.mark.parametrize(
    ("choices", "name", "is_open"),
    [({}, "mine", True), ({"name": Side.MINE}, "mine", False), ({"name": Side.THEIRS}, "theirs", False)],
)
def test_a_field_that_both_changed_waits_for_a_choice(choices: dict[str, Side], name: str, is_open: bool) -> None:
    found = merged(BASE, edited(name="theirs"), edited(name="mine"), choices)
    assert found.service.name == name
    assert disputed(found) == (["name"] if is_open else [])
    if is_open:
        (one,) = found.open
        assert (one.base, one.theirs, one.mine) == ("A line", "theirs", "mine")


def test_hours_are_one_field() -> None:
    theirs = edited(contacts=(contact(VOICE, schedule=ALWAYS_OPEN), TEXT))
    mine = edited(contacts=(contact(VOICE, schedule=msgspec.structs.replace(ALWAYS_OPEN, stated_as="24/7")), TEXT))
    assert disputed(merged(BASE, theirs, mine)) == ["voice.schedule"]


def test_whoever_vouched_for_a_number_does_not_vouch_for_the_one_that_takes_its_place() -> None:
    # They rang the old number and it was right; I wrote another one meanwhile.
    rung_again = contact(VOICE, assurance=msgspec.structs.replace(RUNG, verified_on=date(2026, 11, 27)))
    renumbered = contact(VOICE, number=ANOTHER, assurance=Assurance())
    found = merged(BASE, edited(contacts=(rung_again, TEXT)), edited(contacts=(renumbered, TEXT)))
    assert disputed(found) == ["voice.number"]
    assert found.service.contacts[0].assurance == Assurance()
    taken = merged(
        BASE, edited(contacts=(rung_again, TEXT)), edited(contacts=(renumbered, TEXT)), {"voice.number": Side.THEIRS}
    ).service.contacts[0]
    assert (taken.number, taken.assurance) == (rung_again.number, rung_again.assurance)


def test_contacts_that_either_added_are_both_there() -> None:
    found = merged(BASE, edited(contacts=(WEB, VOICE, TEXT)), edited(contacts=(VOICE, TEXT, contact(WEB, id="chat"))))
    assert [one.id for one in found.service.contacts] == ["voice", "text", "chat", "web"]
    assert (found.taken, found.open) == (("web",), ())


def test_one_id_given_twice_is_one_contact_whose_fields_are_asked_about() -> None:
    found = merged(BASE, edited(contacts=(VOICE, TEXT, WEB)), edited(contacts=(VOICE, TEXT, contact(WEB, uri="https://b"))))
    assert disputed(found) == ["web.uri"]


def test_a_contact_that_one_took_out_is_gone_where_the_other_left_it_alone() -> None:
    alone = edited(contacts=(VOICE,))
    assert merged(BASE, alone, BASE).service == alone
    assert merged(BASE, BASE, alone).service == alone


@pytest.mark.parametrize(("side", "ids"), [(Side.MINE, ["voice", "text"]), (Side.THEIRS, ["voice"])])
def test_a_contact_that_one_took_out_and_the_other_changed_is_asked_about(side: Side, ids: list[str]) -> None:
    theirs, mine = edited(contacts=(VOICE,)), edited(contacts=(VOICE, contact(TEXT, label="mine")))
    assert disputed(merged(BASE, theirs, mine)) == ["text"]
    found = merged(BASE, theirs, mine, {"text": side})
    assert ([one.id for one in found.service.contacts], found.open) == (ids, ())


def test_an_order_that_one_changed_is_kept_and_where_both_did_it_is_asked() -> None:
    three = edited(contacts=(VOICE, TEXT, WEB))
    theirs, mine = edited(contacts=(TEXT, VOICE, WEB)), edited(contacts=(WEB, VOICE, TEXT))
    assert merged(three, theirs, three).service == theirs
    assert merged(three, three, mine).service == mine
    assert disputed(merged(three, theirs, mine)) == ["order of contacts"]
    assert merged(three, theirs, mine, {"order of contacts": Side.THEIRS}).service == theirs


NAMES = st.sampled_from(("A line", "One", "Other"))
CONTACTS = st.permutations((VOICE, TEXT, WEB)).flatmap(
    lambda held: st.lists(
        st.builds(
            lambda one, label, number: contact(one, label=label, number=number or one.number),
            st.sampled_from(held),
            st.sampled_from(("", "x", "y")),
            st.sampled_from((None, ANOTHER, A_THIRD)),
        ),
        max_size=3,
        unique_by=lambda one: one.id,
    ).map(tuple)
)
ENTRIES = st.builds(lambda name, notes, contacts: edited(name=name, notes=notes, contacts=contacts), NAMES, NAMES, CONTACTS)


@given(ENTRIES, ENTRIES)
def test_where_only_one_side_changed_anything_the_entry_is_theirs(base: Service, other: Service) -> None:
    assert merged(base, other, base).service == other
    assert merged(base, base, other).service == other
    assert merged(base, other, other) == Merged(service=other, taken=(), open=())


@given(ENTRIES, ENTRIES, ENTRIES, st.sampled_from(Side))
def test_a_choice_for_each_question_settles_the_entry_and_every_field_is_one_of_the_two(
    base: Service, theirs: Service, mine: Service, side: Side
) -> None:
    asked = merged(base, theirs, mine)
    settled = merged(base, theirs, mine, dict.fromkeys(disputed(asked), side))
    assert settled.open == ()
    assert settled.taken == asked.taken
    assert settled.service.name in {theirs.name, mine.name}
    either = {one.id: [] for one in (*theirs.contacts, *mine.contacts)}  # type: dict[str, list[Contact]]
    for one in (*theirs.contacts, *mine.contacts):
        either[one.id].append(one)
    for kept in settled.service.contacts:
        assert (kept.number, kept.assurance) in {(one.number, one.assurance) for one in either[kept.id]}
        assert kept.label in {one.label for one in either[kept.id]}
