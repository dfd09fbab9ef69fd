"""What of a change is not its author's to make, and who publishes it"""

from __future__ import annotations

from datetime import date

import pytest

from directory.reader import KEEPERS, Reader, Remit, Role
from directory.schedule import Nation
from directory.service import Service
from routing.change import ChangeSet, HolidayOnDate, LocalSetting, SettingInArea
from routing.scope import is_by, needs_second_person, outside_remit, through_key
from tests.makers import an_edition, the_policy

CORBY, HULL = "council:E06000061", "council:E06000010"
CORBYS = Reader(role=Role.CURATOR, name="Ann", remit=Remit(areas=(CORBY,), organizations=("A trust",)))


def a_line(service_id: str, *areas: str, organization: str = "") -> Service:
    return Service(id=service_id, name="A line", kind="spa_crisis_line", areas=areas, organization=organization)


EDITION = an_edition((a_line("corbys", CORBY), a_line("hulls", HULL), a_line("trusts", HULL, organization="A trust")))


def a_setting(area: str) -> LocalSetting:
    return LocalSetting(setting="L22", area=area, value="70", owner="an ICB", since=date(2026, 12, 1), source="minutes")


@pytest.mark.parametrize(
    ("change", "outside"),
    [
        pytest.param(ChangeSet(services=(a_line("corbys", CORBY),)), (), id="an entry of theirs"),
        pytest.param(ChangeSet(services=(a_line("new", CORBY),)), (), id="a new one"),
        pytest.param(ChangeSet(services=(a_line("trusts", HULL, organization="A trust"),)), (), id="one of their trust's"),
        pytest.param(ChangeSet(services=(a_line("hulls", CORBY),)), ("services/hulls",), id="taking one over"),
        pytest.param(ChangeSet(services=(a_line("corbys", HULL),)), ("services/corbys",), id="giving one away"),
        pytest.param(ChangeSet(services=(a_line("new", CORBY, HULL),)), ("services/new",), id="a new one for others too"),
        pytest.param(ChangeSet(withdrawn=("corbys", "hulls", "nobodys")), ("withdrawn/hulls",), id="withdrawing"),
        pytest.param(ChangeSet(settings=(a_setting(CORBY),)), (), id="a setting of their area"),
        pytest.param(ChangeSet(settings=(a_setting(HULL),)), (f"settings/L22/{HULL}",), id="a setting of another"),
        pytest.param(
            ChangeSet(settings_taken_back=(SettingInArea(setting="L1", area=HULL),)), (f"settings/L1/{HULL}",), id="taken back"
        ),
        pytest.param(ChangeSet(policy=the_policy()), ("policy",), id="the policy"),
        pytest.param(
            ChangeSet(holidays_removed=(HolidayOnDate(nation=Nation.ENGLAND, date=date(2026, 12, 25)),)),
            ("holidays/england/2026-12-25",),
            id="a bank holiday",
        ),
    ],
)
def test_a_curator_changes_what_is_theirs_now_and_stays_theirs(change: ChangeSet, outside: tuple[str, ...]) -> None:
    assert outside_remit(change, EDITION, CORBYS) == outside


@pytest.mark.parametrize("role", list(Role))
def test_who_keeps_everything_changes_everything_and_nobody_else_anything(role: Role) -> None:
    change = ChangeSet(services=(a_line("hulls", HULL),), settings=(a_setting(HULL),))
    outside = ("services/hulls", f"settings/L22/{HULL}")
    assert outside_remit(change, EDITION, Reader(role=role)) == (() if role in KEEPERS else outside)


@pytest.mark.parametrize(
    ("author", "is_theirs"),
    [
        ("Ann", True),
        ("Ann Smith", False),
        (through_key("Somebody", CORBYS), True),
        (through_key("Ann", Reader(role=Role.CURATOR, name="Bob")), False),
        ("", False),
    ],
)
def test_a_change_is_its_authors_whatever_name_they_gave_with_their_key(author: str, is_theirs: bool) -> None:
    assert is_by(author, CORBYS) is is_theirs
    assert not is_by(author, Reader(role=Role.CURATOR))


@pytest.mark.parametrize("role", KEEPERS)
def test_a_publisher_needs_somebody_else_for_their_own_change(role: Role) -> None:
    reader = Reader(role=role, name="Ann")
    assert needs_second_person("Ann", reader) is (role not in (Role.ADMIN, Role.OPERATOR))
    assert not needs_second_person("Bob", reader)
