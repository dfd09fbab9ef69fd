"""A change is proposed, checked and published, and what anybody took upon themselves is kept for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from directory.schedule import NOT_STATED
from routing.change import ChangeSet, Finding, FindingKind
from routing.checks import Checks
from routing.edition import CompiledEdition
from store.changes import ChangeState, Happened
from store.checking import Checker
from store.database import Database
from store.errors import ChangeRefused, NotKept, PublishBlocked, PublishConflict, StoreError
from store.home import Home, open_home
from tests.makers import the_gazetteer
from tests.store.changing import (
    LINE,
    a_checker,
    a_line,
    a_setting,
    a_small_directory,
    a_vignette,
    codes,
    edited,
    keep_vignettes,
    proposed,
    published,
)
from tests.store.makers import NOON, by_hand, signed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    """Give a home that has published a small directory as edition 1."""
    async with open_home(tmp_path / "home", at=NOON, database_url=database_url, shipped=a_small_directory) as opened:
        yield opened


@pytest.fixture
def checker(home: Home) -> Checker:
    """Give what checks the changes of that home."""
    return a_checker(home)


async def number_of_line(home: Home) -> str:
    """Return the line's number in the edition in force."""
    edition = (await home.current_edition(NOON)).edition
    (line,) = (service for service in edition.services if service.id == LINE)
    return str(line.contacts[0].number)


async def test_a_change_is_proposed_checked_and_published_and_tells_its_history(home: Home, checker: Checker) -> None:
    number = await home.propose(edited(), signed("as the trust wrote"))
    assert (await home.change(number)).state is ChangeState.PROPOSED
    report = await home.check(number, signed("the check"), checker)
    assert (report.based_on, report.findings) == (1, ())
    assert (await home.change(number)).state is ChangeState.READY

    edition = await home.publish_change(number, signed("agreed"), checker)

    kept = await home.change(number)
    assert (kept.state, kept.line.edition, edition.number) == (ChangeState.PUBLISHED, 2, 2)
    assert [event.what for event in kept.events] == [Happened.CHECKED, Happened.PUBLISHED]
    assert (kept.author, kept.reason, kept.change) == ("A Curator", "as the trust wrote", edited())
    assert "960009" in await number_of_line(home)
    newest = (await home.editions())[0]
    assert (newest.number, newest.reason) == (2, "agreed")
    assert await home.edition(2) == edition
    assert await home.check_editions() == ()


async def test_a_report_says_entry_by_entry_what_becomes_what(home: Home, checker: Checker) -> None:
    number = await home.propose(edited(), signed())
    (edit,) = (await home.check(number, signed(), checker)).edits
    assert (edit.part, edit.name, edit.what) == ("service", LINE, "changed")
    assert [(field.field, field.was, field.becomes) for field in edit.fields] == [
        ("main.number", "01632 960001", "01632 960009")
    ]


async def test_everything_in_a_change_reaches_the_edition(home: Home, checker: Checker) -> None:
    change = ChangeSet(services=(a_line("new-line", "960003"),), withdrawn=("kettering-line",), settings=(a_setting(),))
    await published(home, change, checker)
    edition = (await home.current_edition(NOON)).edition
    assert [service.id for service in edition.services] == [LINE, "new-line"]
    assert any(own.value == "70" for setting in edition.policy.settings for own in setting.areas if setting.id == "L22")


async def test_every_fault_is_found_at_once_and_none_can_be_accepted(home: Home, checker: Checker) -> None:
    nowhere = msgspec.structs.replace(a_line(), areas=("council:nowhere",), kind="police_station")
    change = ChangeSet(services=(nowhere,), withdrawn=("never-there",), settings=(a_setting("soon"), a_setting("1", "L99")))
    number = await proposed(home, change, checker)
    kept = await home.change(number)
    assert kept.report is not None
    assert kept.state is ChangeState.BLOCKED
    assert {finding.kind for finding in kept.report.findings} == {FindingKind.FAULT}
    assert set(codes(kept.report.findings)) == {
        "fault/withdrawn/never-there",
        "fault/settings/L22/council:E06000061",
        "fault/settings/L99/council:E06000061",
        f"fault/services/{LINE}/kind",
        f"fault/services/{LINE}/areas[0]",
    }
    with pytest.raises(ChangeRefused, match="nothing of that code that can be accepted"):
        await home.accept(number, f"fault/services/{LINE}/kind", signed())
    with pytest.raises(PublishBlocked, match="stands against it"):
        await home.publish_change(number, signed(), checker)
    assert len(await home.editions()) == 1


async def test_an_entry_that_names_a_withdrawn_one_as_its_heir_stands_against_the_change(home: Home, checker: Checker) -> None:
    superseded = msgspec.convert(
        msgspec.to_builtins(a_line()) | {"status": "superseded", "superseded_by": "kettering-line"}, type(a_line())
    )
    await published(home, ChangeSet(services=(superseded,)), checker)
    number = await proposed(home, ChangeSet(withdrawn=("kettering-line",)), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == [f"fault/services/{LINE}/superseded_by"]


async def test_a_scenario_that_fails_by_the_change_blocks_until_somebody_accepts_it_by_name(
    home: Home, checker: Checker
) -> None:
    keep_vignettes(home.scenarios, a_vignette(must_include=[LINE]))
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), checker)
    with pytest.raises(PublishBlocked) as blocked:
        await home.publish_change(number, signed(), checker)
    assert blocked.value.codes == ("scenario/local/V1",)

    await home.accept(number, "scenario/local/V1", signed("the line closed for good"))
    await home.publish_change(number, signed(), checker)

    kept = await home.change(number)
    (accepted,) = (event for event in kept.events if event.what is Happened.ACCEPTED)
    assert (accepted.code, accepted.author, accepted.reason) == (
        "scenario/local/V1",
        "A Curator",
        "the line closed for good",
    )
    assert "1 scenario" in (kept.report.checked if kept.report else ())


async def test_an_acceptance_holds_for_no_other_finding(home: Home, checker: Checker) -> None:
    keep_vignettes(home.scenarios, a_vignette(must_include=[LINE]))
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), checker)
    await home.accept(number, "scenario/local/V1", signed())
    keep_vignettes(home.scenarios, a_vignette(must_include=[LINE]), a_vignette("V2", must_include=[LINE]))
    with pytest.raises(PublishBlocked) as blocked:
        await home.publish_change(number, signed(), checker)
    assert blocked.value.codes == ("scenario/local/V2",)
    assert len(await home.editions()) == 1


async def test_a_scenario_that_failed_before_is_told_and_blocks_nothing(home: Home, checker: Checker) -> None:
    keep_vignettes(home.scenarios, a_vignette(must_include=["police_station"]))
    number = await proposed(home, edited(), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert [(finding.code, finding.kind) for finding in report.findings] == [("scenario/local/V1", FindingKind.NOTE)]
    assert "failed before" in report.findings[0].words
    await home.publish_change(number, signed(), checker)


async def test_a_scenario_that_cannot_be_read_is_named_by_file_and_place_and_takes_no_other_away(
    home: Home, checker: Checker
) -> None:
    keep_vignettes(
        home.scenarios,
        a_vignette("V1") | {"context": {"caller": "a secret"}},
        a_vignette("V2", must_include=[LINE]),
        {"id": "V3"},
    )
    (home.scenarios / "broken.json").write_bytes(b'{"scenarios": [')
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), checker)
    report = (await home.change(number)).report
    assert report is not None
    told = {finding.code: finding for finding in report.findings}
    assert list(told) == ["scenario/local/V2", "scenario/broken", "scenario/local/1", "scenario/local/3"]
    assert told["scenario/local/1"].words.startswith("local.json, scenario 1: context.caller: expected one of self, carer")
    assert told["scenario/broken"].words.startswith("broken.json: ")
    assert codes(report.blocking()) == ["scenario/local/V2"]
    assert "secret" not in str(report)


async def test_a_scenario_far_from_today_is_judged_too(home: Home, checker: Checker) -> None:
    vignette = a_vignette(must_include=[LINE])
    keep_vignettes(home.scenarios, vignette | {"context": vignette["context"] | {"at": "2024-02-05T03:04:00+00:00"}})
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == ["scenario/local/V1"]


async def test_what_the_proof_finds_blocks_and_differences_are_told(home: Home) -> None:
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), Checker(the_gazetteer(), home.scenarios, COUNTING))
    report = (await home.change(number)).report
    assert report is not None
    assert report.differences == ("2 services became 1",)
    assert report.checked == ("validity", "0 scenarios", "differences in answers", "proof")
    assert [(finding.code, finding.kind) for finding in report.blocking()] == [
        ("gap/corby-line", FindingKind.NEW_GAP),
        ("ending/corby-line", FindingKind.LOST_ENDING),
    ]


async def test_a_report_never_claims_a_check_that_was_not_made(home: Home) -> None:
    plain = Checker(the_gazetteer(), home.scenarios, Checks())
    number = await proposed(home, edited(), plain)
    report = (await home.change(number)).report
    assert report is not None
    assert report.checked == ("validity", "0 scenarios")


async def test_whoever_publishes_second_is_told_and_decides_after_a_new_check(home: Home, checker: Checker) -> None:
    first = await proposed(home, edited("960011"), checker)
    second = await proposed(home, ChangeSet(services=(a_line("kettering-line", "960012"),)), checker)
    await home.publish_change(first, signed(), checker)
    with pytest.raises(PublishConflict, match="made on edition 1, but edition 2 is the newest"):
        await home.publish_change(second, signed(), checker)
    assert (await home.change(second)).state is ChangeState.READY

    report = await home.check(second, signed(), checker)
    assert report.based_on == 2
    await home.publish_change(second, signed(), checker)

    assert "960011" in await number_of_line(home)
    assert "960012" in str((await home.current_edition(NOON)).edition.services[1])


async def test_an_entry_taken_from_an_older_edition_puts_nothing_back_that_was_corrected_since(
    home: Home, checker: Checker
) -> None:
    await published(home, edited("960011"), checker)
    stale = ChangeSet(made_on=1, services=(msgspec.structs.replace(a_line(), alert="Busy at night"),))
    number = await proposed(home, stale, checker)
    with pytest.raises(PublishBlocked) as blocked:
        await home.publish_change(number, signed(), checker)
    assert blocked.value.codes == (f"fault/services/{LINE}",)
    await published(home, msgspec.structs.replace(stale, services=(a_line("kettering-line", "960012"),)), checker)
    assert "960011" in await number_of_line(home)


@pytest.mark.parametrize("made_on", [1, None])
async def test_an_entry_taken_from_the_edition_in_force_is_published(home: Home, checker: Checker, made_on: int | None) -> None:
    await published(home, msgspec.structs.replace(edited(), made_on=made_on), checker)


async def test_an_edition_that_never_was_is_nothing_to_make_a_change_on(home: Home, checker: Checker) -> None:
    number = await proposed(home, msgspec.structs.replace(edited(), made_on=9), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == ["fault/made_on"]


async def test_a_scenario_file_that_changes_between_check_and_publication_is_looked_at_again(
    home: Home, checker: Checker
) -> None:
    number = await proposed(home, ChangeSet(withdrawn=(LINE,)), checker)
    keep_vignettes(home.scenarios, a_vignette(must_include=[LINE]))
    with pytest.raises(PublishBlocked):
        await home.publish_change(number, signed(), checker)
    assert (await home.change(number)).state is ChangeState.BLOCKED


async def test_of_two_who_publish_one_change_at_the_same_moment_one_is_told_it_was_done(home: Home, checker: Checker) -> None:
    number = await proposed(home, edited(), checker)
    ended = await asyncio.gather(*(home.publish_change(number, signed(), checker) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(end, StoreError) for end in ended) == 3
    assert len(await home.editions()) == 2
    events = (await home.change(number)).events
    assert [event.edition for event in events if event.what is Happened.PUBLISHED] == [2]


async def test_a_published_or_dropped_change_has_come_to_its_end(home: Home, checker: Checker) -> None:
    done, given_up = await published(home, edited(), checker), await proposed(home, edited("960020"), checker)
    await home.drop(given_up, signed("not so"))
    for number, state in ((done, "published"), (given_up, "dropped")):
        for act in (
            home.publish_change(number, signed(), checker),
            home.check(number, signed(), checker),
            home.drop(number, signed()),
        ):
            with pytest.raises(ChangeRefused, match=f"was {state} already"):
                await act
    assert [line.state for line in await home.changes()] == [ChangeState.DROPPED, ChangeState.PUBLISHED]


async def test_the_same_change_proposed_again_while_it_waits_is_the_one_that_waits(home: Home, checker: Checker) -> None:
    first = await home.propose(edited(), signed())
    assert await home.propose(edited(), signed("again")) == first
    await home.drop(first, signed())
    assert await home.propose(edited(), signed("again")) == first + 1


async def test_a_change_that_changes_nothing_is_said_so(home: Home, checker: Checker) -> None:
    number = await proposed(home, ChangeSet(services=(a_line(),)), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == ["fault/change"]


async def test_a_change_nobody_proposed_is_not_kept_here(home: Home) -> None:
    with pytest.raises(NotKept, match="no change 7"):
        await home.change(7)


async def test_publishing_that_fails_half_way_leaves_the_change_as_it_was(
    home: Home, checker: Checker, database_url: str
) -> None:
    database = Database(database_url)
    number = await proposed(home, edited(), checker)
    await refuse_publications(database)
    with pytest.raises(StoreError):
        await home.publish_change(number, signed(), checker)
    assert (await home.change(number)).state is ChangeState.READY
    assert (await home.current_edition(NOON)).edition.number == 1
    assert len(await home.editions()) == 1
    await database.close()


async def test_a_change_of_another_version_of_the_program_is_said_so(home: Home, database_url: str) -> None:
    database = Database(database_url)
    number = await home.propose(edited(), signed())
    await by_hand(database, """UPDATE change_set SET body = '{"unheard_of": 1}'""")
    with pytest.raises(ChangeRefused, match="another version"):
        await home.change(number)
    await database.close()


async def test_hours_that_cannot_be_worked_out_are_a_fault(home: Home, checker: Checker) -> None:
    broken = msgspec.structs.replace(NOT_STATED, zone="Europe/Nowhere")
    number = await proposed(home, ChangeSet(services=(a_line(schedule=broken),)), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == [f"fault/services/{LINE}/contacts[0].schedule.zone"]


@pytest.mark.parametrize("end", [date.max, date.min])
async def test_a_date_that_no_calendar_goes_on_from_is_a_fault(home: Home, checker: Checker, end: date) -> None:
    endless = msgspec.structs.replace(a_line(), valid_to=end)
    number = await proposed(home, ChangeSet(services=(endless,)), checker)
    report = (await home.change(number)).report
    assert report is not None
    assert codes(report.findings) == [f"fault/services/{LINE}/valid_to"]


async def test_an_entry_that_is_broken_already_stops_no_correction_of_another(home: Home, checker: Checker) -> None:
    contents = a_small_directory()
    broken = a_line("kettering-line", "960002", msgspec.structs.replace(NOT_STATED, zone="Europe/Nowhere"))
    contents = msgspec.structs.replace(contents, services=(a_line(), broken))
    await home.publish(contents, signed(), based_on=1)
    await published(home, edited(), checker)
    assert "960009" in await number_of_line(home)


class Counted(msgspec.Struct, frozen=True):
    """Something that was found."""

    code: str
    words: str


def counted(before: CompiledEdition, after: CompiledEdition, _span: object) -> list[Counted]:
    """Tell how many services there are."""
    return [Counted("", f"{len(before.services)} services became {len(after.services)}")]


def lose_the_line(before: CompiledEdition, after: CompiledEdition, _span: object) -> list[Finding]:
    """Find that the line is there no more."""
    if LINE not in before.services or LINE in after.services:
        return []
    return [
        Finding("gap/corby-line", FindingKind.NEW_GAP, "nobody answers"),
        Finding("ending/corby-line", FindingKind.LOST_ENDING, "not all day"),
    ]


COUNTING = Checks(differences=counted, losses=lose_the_line)
"""A proof of one thing, to hold the place of the whole one."""


async def refuse_publications(database: Database) -> None:
    """Let the database fail at the last step of publishing."""
    async with database.writing() as connection:
        if connection.dialect.name == "sqlite":
            await connection.execute(
                sa.text(
                    "CREATE TRIGGER fault BEFORE INSERT ON change_event WHEN NEW.what = 'published'"
                    " BEGIN SELECT RAISE(ABORT, 'planted fault'); END"
                )
            )
        else:
            await connection.execute(sa.text("ALTER TABLE change_event ADD CONSTRAINT fault CHECK (what <> 'published')"))
