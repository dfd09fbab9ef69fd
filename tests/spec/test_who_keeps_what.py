"""Who may change an entry."""

from __future__ import annotations

import pytest

from directory.reader import KEEPERS, Reader, Remit, Role, Scope, scopes_of
from directory.remit import may_keep
from directory.service import Service

CORBY, KETTERING = "council:E07000150", "council:E07000153"
ENTRY = Service(id="a-line", name="A line", kind="crhtt", organization="A trust", areas=(CORBY, KETTERING))


@pytest.mark.parametrize("role", list(Role))
def test_only_keepers_change_entries(role: Role) -> None:
    assert may_keep(Reader(role=role), ENTRY) is (role in KEEPERS)


@pytest.mark.parametrize(
    ("remit", "may"),
    [
        pytest.param(Remit(areas=(CORBY, KETTERING, "police:E23000022")), True, id="every area of the entry"),
        pytest.param(Remit(areas=(CORBY,)), False, id="one of its areas"),
        pytest.param(Remit(organizations=("A trust",)), True, id="its organization"),
        pytest.param(Remit(organizations=("Another trust",)), False, id="another organization"),
        pytest.param(Remit(), False, id="nothing"),
    ],
)
def test_a_curator_changes_what_they_were_given_to_keep(remit: Remit, may: bool) -> None:
    assert may_keep(Reader(role=Role.CURATOR, remit=remit), ENTRY) is may


def test_an_entry_without_area_and_organization_is_nobodys_but_theirs_who_keep_everything() -> None:
    nowhere = Service(id="a-line", name="A line", kind="crhtt")
    assert not may_keep(Reader(role=Role.CURATOR, remit=Remit(areas=(CORBY,), organizations=("",))), nowhere)
    assert may_keep(Reader(role=Role.CURATOR), nowhere)


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.POLICE, "read capacity feedback"),
        (Role.PROFESSIONAL, "read capacity feedback"),
        (Role.CURATOR, "read curate capacity feedback"),
        (Role.PUBLISHER, "read curate publish capacity feedback"),
        (Role.ADMIN, "read curate publish capacity feedback"),
    ],
)
def test_a_key_of_which_nothing_else_was_said_may_do_what_its_role_may(role: Role, scopes: str) -> None:
    assert scopes_of(role) == tuple(map(Scope, scopes.split()))
