"""A published change undone, and a change made again on what a colleague changed since"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.contact import Channel, Contact
from directory.holidays import BankHoliday
from directory.numbers import E164Number
from directory.schedule import Nation
from directory.service import Service
from routing.change import ChangeSet, HolidayOnDate, LocalSetting, SettingInArea, applied, misfits
from routing.edition import Edition
from routing.merging import ENTRY, merge_entry
from routing.policy import Policy
from routing.three_way import Side
from routing.undoing import Again, Choices, entries_of, made_again, stood_in, undoing
from tests.makers import an_edition, the_policy

CORBY, KETTERING = "council:E06000061", "council:E06000062"
MAY, JUNE = date(2027, 5, 10), date(2027, 6, 10)


def a_contact(contact_id: str = "main", digits: str = "960001") -> Contact:
    return Contact(id=contact_id, channel=Channel.VOICE, number=E164Number(e164=f"+441632{digits}"))


def a_line(service_id: str = "alpha", **fields: Any) -> Service:  # noqa: ANN401 (any field)
    return Service(id=service_id, kind="spa_crisis_line", **{"name": "A line", "contacts": (a_contact(),), **fields})


def a_setting(setting: str = "L22", value: str = "70", area: str = CORBY) -> LocalSetting:
    return LocalSetting(setting=setting, area=area, value=value, owner="an ICB", since=date(2026, 12, 1), source="minutes")


def a_holiday(day: date = MAY, name: str = "Coronation") -> BankHoliday:
    return BankHoliday(nation=Nation.ENGLAND, date=day, name=name, bank_holiday=True, source="gov", provisional=False)


BEFORE = an_edition((a_line("alpha"), a_line("beta"), a_line("gamma")))


def undone(change: ChangeSet, before: Edition, after: Edition, now: Edition, chosen: Choices | None = None) -> Again:
    return undoing(change, stood_in(change, before), stood_in(change, after), stood_in(change, now), chosen)


def again(change: ChangeSet, made_on: Edition, now: Edition, chosen: Choices | None = None) -> Again:
    return made_again(change, stood_in(change, made_on), stood_in(change, now), chosen)


def same(one: Edition, other: Edition) -> bool:
    """Say whether two editions hold the same; bank holidays are a list whose order says nothing."""
    return (one.services, one.policy, set(one.holidays)) == (other.services, other.policy, set(other.holidays))


def named(edition: Edition, service_id: str = "alpha") -> Service:
    return next(service for service in edition.services if service.id == service_id)


LINES = st.builds(
    a_line,
    st.sampled_from(("alpha", "beta", "delta")),
    name=st.sampled_from(("A line", "Another line")),
    alert=st.sampled_from((None, "Engineers at work")),
    contacts=st.lists(
        st.builds(a_contact, st.sampled_from("abc"), st.sampled_from(("960001", "960002"))), unique_by=lambda one: one.id
    ).map(tuple),
)
SETTINGS = st.builds(
    a_setting, st.sampled_from(("L22", "L1")), st.sampled_from(("70", "75")), st.sampled_from((CORBY, KETTERING))
)
DAYS = st.sampled_from((MAY, JUNE))


@st.composite
def changes(draw: st.DrawFn) -> ChangeSet:
    """Draw a change of entries, settings, bank holidays, and now and then of the whole policy."""
    services = draw(st.lists(LINES, max_size=3, unique_by=lambda one: one.id))
    own = draw(st.lists(SETTINGS, max_size=2, unique_by=lambda one: (one.setting, one.area)))
    days = draw(st.lists(DAYS, max_size=2, unique=True))
    policy = draw(st.sampled_from((None, None, None, msgspec.structs.replace(the_policy(), version="another"))))
    taken_back = draw(st.lists(st.sampled_from((("L22", CORBY), ("L1", KETTERING))), max_size=2, unique=True))
    return ChangeSet(
        services=tuple(services),
        withdrawn=tuple({"gamma", "beta"} - {service.id for service in services}) if draw(st.booleans()) else (),
        settings=tuple(own),
        settings_taken_back=tuple(
            SettingInArea(setting=setting, area=area)
            for setting, area in taken_back
            if (setting, area) not in {(one.setting, one.area) for one in own}
        ),
        policy=policy,
        holidays=tuple(a_holiday(day) for day in days[:1]),
        holidays_removed=tuple(HolidayOnDate(nation=Nation.ENGLAND, date=day) for day in days[1:]),
    )


quick = settings(max_examples=30, deadline=None)


@quick
@given(changes(), changes())
def test_undone_a_change_leaves_what_was_there_before_it_and_undone_again_what_it_made(
    earlier: ChangeSet, change: ChangeSet
) -> None:
    before = applied(earlier, BEFORE)
    after = applied(change, before)
    undo = undone(change, before, after, after)
    assert undo.overlaps == ()
    back = applied(undo.change, after)
    assert same(back, before)
    redo = undone(undo.change, after, back, back)
    assert same(applied(redo.change, back), after)


@quick
@given(changes(), changes())
def test_without_a_choice_nothing_is_taken_back_that_somebody_else_changed_since(change: ChangeSet, later: ChangeSet) -> None:
    after = applied(change, BEFORE)
    now = applied(later, after)
    undo = undone(change, BEFORE, after, now)
    back = applied(undo.change, now)
    touched = {("service", own) for own in entries_of(change)}
    for service in now.services:
        if ("service", service.id) not in touched:
            assert service in back.services
    for overlap, dispute in undo.disputes:
        if dispute.field == "alert":
            assert named(back, overlap).alert == named(now, overlap).alert


@quick
@given(changes(), changes())
def test_a_change_made_again_where_nothing_was_changed_since_is_the_same_change(earlier: ChangeSet, change: ChangeSet) -> None:
    before = applied(earlier, BEFORE)
    assert same(applied(again(change, before, before).change, before), applied(change, before))


def test_what_was_changed_in_another_field_since_stays() -> None:
    change = ChangeSet(services=(a_line(contacts=(a_contact(digits="960002"),)),))
    after = applied(change, BEFORE)
    now = applied(ChangeSet(services=(msgspec.structs.replace(named(after), alert="new"),)), after)
    undo = undone(change, BEFORE, after, now)
    assert [(one.part, one.name, one.disputes) for one in undo.overlaps] == [("service", "alpha", ())]
    assert named(applied(undo.change, now)) == a_line(alert="new")


@pytest.mark.parametrize(("side", "digits"), [(None, "960003"), (Side.THEIRS, "960003"), (Side.MINE, "960001")])
def test_a_number_that_was_changed_again_since_is_put_back_only_where_somebody_chooses_that(
    side: Side | None, digits: str
) -> None:
    change = ChangeSet(services=(a_line(contacts=(a_contact(digits="960002"),), alert="moved"),))
    after = applied(change, BEFORE)
    now = applied(ChangeSet(services=(a_line(contacts=(a_contact(digits="960003"),), alert="moved"),)), after)
    undo = undone(change, BEFORE, after, now, {} if side is None else {"alpha/main.number": side})
    ((name, dispute),) = undo.disputes
    assert (name, dispute.field) == ("alpha", "main.number")
    assert (dispute.was, dispute.theirs, dispute.mine) == ("01632 960002", "01632 960003", "01632 960001")
    assert named(applied(undo.change, now)) == a_line(contacts=(a_contact(digits=digits),))


def test_nothing_is_left_to_undo_where_it_is_as_it_was() -> None:
    change = ChangeSet(services=(a_line(alert="new"),), settings=(a_setting(),), holidays=(a_holiday(),))
    after = applied(change, BEFORE)
    undo = undone(change, BEFORE, after, BEFORE)
    assert (undo.is_nothing, undo.overlaps) == (True, ())
    assert not undone(change, BEFORE, after, after).is_nothing


@pytest.mark.parametrize("side", [Side.THEIRS, Side.MINE])
def test_an_entry_that_was_added_and_edited_since_goes_only_where_somebody_chooses_that(side: Side) -> None:
    change = ChangeSet(services=(a_line("delta"),))
    after = applied(change, BEFORE)
    now = applied(ChangeSet(services=(a_line("delta", alert="new"),)), after)
    undo = undone(change, BEFORE, after, now, {f"delta/{ENTRY}": side})
    assert [(dispute.field, dispute.mine) for _name, dispute in undo.disputes] == [(ENTRY, None)]
    assert undo.change.withdrawn == (("delta",) if side is Side.MINE else ())


@pytest.mark.parametrize(("side", "value"), [(Side.THEIRS, "80"), (Side.MINE, None)])
def test_a_setting_that_was_set_again_since_is_taken_back_only_where_somebody_chooses_that(
    side: Side, value: str | None
) -> None:
    change = ChangeSet(settings=(a_setting(),))
    after = applied(change, BEFORE)
    now = applied(ChangeSet(settings=(a_setting(value="80"),)), after)
    undo = undone(change, BEFORE, after, now, {f"L22/{CORBY}/value": side})
    assert [(one.part, one.disputes[0].theirs) for one in undo.overlaps] == [("setting", "80")]
    (found,) = (one for one in applied(undo.change, now).policy.settings if one.id == "L22")
    assert next((own.value for own in found.areas if own.area == CORBY), None) == value


@pytest.mark.parametrize("side", [Side.THEIRS, Side.MINE])
def test_a_bank_holiday_and_a_policy_that_were_changed_since_stay_unless_somebody_chooses_otherwise(side: Side) -> None:
    another, third = (msgspec.structs.replace(the_policy(), version=version) for version in ("another", "third"))
    change = ChangeSet(policy=another, holidays=(a_holiday(),))
    after = applied(change, BEFORE)
    now = applied(ChangeSet(policy=third, holidays=(a_holiday(name="Jubilee"),)), after)
    undo = undone(change, BEFORE, after, now, {"policy/value": side, f"england/{MAY}/value": side})
    assert [(name, one.was, one.theirs, one.mine) for name, one in undo.disputes] == [
        ("policy", "another", "third", the_policy().version),
        (f"england/{MAY}", "Coronation", "Jubilee", None),
    ]
    assert same(applied(undo.change, now), BEFORE if side is Side.MINE else now)


def test_the_first_of_two_areas_settings_stands_first_again() -> None:
    both = applied(ChangeSet(settings=(a_setting(area=CORBY), a_setting(area=KETTERING))), BEFORE)
    change = ChangeSet(settings_taken_back=(SettingInArea(setting="L22", area=CORBY),))
    after = applied(change, both)
    assert applied(undone(change, both, after, after).change, after).policy == both.policy


def test_a_policy_made_again_is_left_out_where_theirs_stays() -> None:
    mine, theirs = (msgspec.structs.replace(the_policy(), version=version) for version in ("mine", "theirs"))
    now = applied(ChangeSet(policy=theirs), BEFORE)
    change = ChangeSet(made_on=1, policy=mine, settings=(a_setting(),))
    kept: Policy | None = again(change, BEFORE, now).change.policy
    assert kept is None
    chosen = again(change, BEFORE, now, {"policy/value": Side.MINE})
    assert (chosen.change.policy, chosen.change.settings, chosen.change.made_on) == (mine, change.settings, now.number)


def test_two_colleagues_changes_of_one_entry_are_both_kept_and_fit() -> None:
    change = ChangeSet(made_on=1, services=(a_line(alert="mine", contacts=(a_contact(digits="960002"),)),), withdrawn=("beta",))
    now = applied(ChangeSet(services=(a_line(alert="theirs", name="Renamed"), a_line("beta", alert="kept"))), BEFORE)
    found = again(change, BEFORE, now, {"alpha/alert": Side.MINE})
    assert [(name, one.field) for name, one in found.disputes] == [("alpha", "alert"), ("beta", ENTRY)]
    assert list(misfits(found.change, now)) == []
    after = applied(found.change, now)
    assert named(after) == a_line(alert="mine", name="Renamed", contacts=(a_contact(digits="960002"),))
    assert named(after, "beta").alert == "kept"


def test_both_making_the_same_of_an_entry_is_no_dispute() -> None:
    assert merge_entry(a_line(), a_line(alert="x"), a_line(alert="x")).disputes == ()
    assert merge_entry(a_line(), None, a_line()).service is None
