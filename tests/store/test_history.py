"""The history of an entry, and what an edition held of that which a change speaks of, on both databases."""

from __future__ import annotations

import pytest

from routing.change import ChangeSet
from routing.edits import What
from routing.undoing import stood_in
from store.changes import ChangeState, Happened
from store.checking import Checker
from store.database import Database
from store.errors import ChangeRefused, EditionDamaged, NotKept
from store.home import Home
from tests.store.changing import LINE, a_checker, a_line, a_setting, a_small_directory, edited, proposed, published
from tests.store.makers import NOON, by_hand, signed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def small(home: Home) -> Home:
    """Give the home with the small directory as edition 2."""
    await home.publish(a_small_directory(), signed("the small directory"), based_on=1)
    return home


@pytest.fixture
def checker(small: Home) -> Checker:
    return a_checker(small)


async def test_an_entrys_history_says_who_when_why_and_field_by_field(small: Home, checker: Checker) -> None:
    number = await published(small, edited(), checker)
    await published(small, ChangeSet(settings=(a_setting(),)), checker)
    await published(small, ChangeSet(withdrawn=(LINE,)), checker)
    newest, middle, first = await small.history(LINE)
    assert [(one.edition, one.edit.what) for one in (first, middle, newest)] == [
        (2, What.ADDED),
        (3, What.CHANGED),
        (5, What.WITHDRAWN),
    ]
    assert [(one.field, one.was, one.becomes) for one in middle.edit.fields] == [
        ("main.number", "01632 960001", "01632 960009"),
    ]
    assert (middle.change, middle.proposed_by, middle.published_by) == (number, "A Curator", "A Curator")
    assert (middle.proposed_because, middle.reason, middle.published_at) == ("as the trust wrote", "as proposed", NOON)
    assert (first.change, first.proposed_by, first.reason) == (None, None, "the small directory")
    assert (newest.service, middle.service) == (None, a_line(digits="960009"))


async def test_a_long_history_is_read_in_parts_and_the_last_of_each_still_says_what_it_changed(
    small: Home, checker: Checker
) -> None:
    for digits in ("960003", "960004"):
        await published(small, edited(digits), checker)
    (newest,) = await small.history(LINE, limit=1)
    (before,) = await small.history(LINE, before=newest.edition, limit=1)
    assert (newest.edition, newest.edit.fields[0].was) == (4, "01632 960003")
    assert (before.edition, before.edit.fields[0].becomes) == (3, "01632 960003")
    assert await small.history("never") == ()


async def test_what_stood_is_what_the_whole_edition_holds(small: Home, checker: Checker) -> None:
    change = ChangeSet(services=edited().services, withdrawn=("kettering-line",), settings=(a_setting(),))
    await published(small, change, checker)
    asked = ChangeSet(services=(a_line(), a_line("alpha")), withdrawn=("kettering-line", "never"))
    for number in (1, 2, 3):
        assert await small.stood(asked, number) == stood_in(asked, await small.edition(number))
    with pytest.raises(NotKept):
        await small.stood(asked, 9)


async def test_a_version_that_was_altered_by_hand_is_not_shown(small: Home, database: Database) -> None:
    await by_hand(database, f"UPDATE service_revision SET body = replace(body, '960001', '960666') WHERE service_id = '{LINE}'")
    with pytest.raises(EditionDamaged):
        await small.history(LINE)
    await by_hand(database, f"UPDATE service_revision SET body_hash = 'x', body = 'x' WHERE service_id = '{LINE}'")
    with pytest.raises(EditionDamaged):
        await small.stood(edited(), 2)


async def test_what_is_published_as_urgent_waits_for_a_review_and_is_reviewed_once(small: Home, checker: Checker) -> None:
    number = await proposed(small, edited(), checker)
    with pytest.raises(ChangeRefused):
        await small.review(number, signed("too early"))
    await small.mark_urgent(number, signed("the number is rung now"))
    assert (await small.change(number)).line.awaits_review is False
    await small.publish_change(number, signed(), checker)
    (line,) = await small.changes()
    assert line == (await small.change(number)).line
    assert (line.state, line.urgent, line.awaits_review, line.ended_by) == (ChangeState.PUBLISHED, True, True, "A Curator")
    await small.review(number, signed("I rang it"))
    assert [event.what for event in (await small.change(number)).events][-1] is Happened.REVIEWED
    assert [one.awaits_review for one in await small.changes()] == [False]
    with pytest.raises(ChangeRefused):
        await small.review(number, signed("again"))


async def test_what_changes_speak_of_is_read_without_reading_them_whole(small: Home, checker: Checker) -> None:
    change = ChangeSet(services=edited().services, withdrawn=("kettering-line",), settings=(a_setting(),))
    number = await proposed(small, change, checker)
    spoken = (await small.spoken_of([number, 99]))[number]
    assert (spoken.entries, len(spoken.settings), spoken.policy) == ((LINE, "kettering-line"), 1, None)
