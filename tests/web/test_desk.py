"""The desk takes up a new edition by itself, compiles anew when the day changes, and keeps answering meanwhile."""

from __future__ import annotations

import asyncio
import gc
import weakref
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from directory.reader import Role
from routing.context import CallerContext
from routing.finding import Wanted, find_services
from store.editions import Signature, contents_of
from store.home import Origin, open_home
from tests.postcodes import with_postcodes
from tests.store.makers import A_POLICY
from tests.web.makers import BOXING_NIGHT, planted
from web.answering import give_answer
from web.coverage_proved import Proved
from web.desk import Desk, open_desk, prove_quietly
from web.ladder import rungs
from web.metrics import Metrics
from web.settings import Settings, read_settings
from web.written import KEPT

pytestmark = pytest.mark.anyio

CORBY = CallerContext(caller="carer", place="Corby")
PATIENCE = 60


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio alone: the store needs its tasks."""
    return "asyncio"


class StoppedClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        """Begin on the night of these tests."""
        self.at = BOXING_NIGHT

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.at


async def publish_without(home: Path, service_id: str) -> None:
    async with open_home(home, at=BOXING_NIGHT) as other:
        edition = (await other.current_edition(BOXING_NIGHT)).edition
        left = tuple(service for service in edition.services if service.id != service_id)
        contents = msgspec.structs.replace(contents_of(edition), services=left)
        await other.publish(contents, Signature(by="A Curator", reason="closed", at=BOXING_NIGHT), based_on=edition.number)


def offered(desk: Desk) -> list[str]:
    return [option.service_id for option in give_answer(desk, CORBY, Role.PUBLIC).seen.options]


async def test_an_edition_that_another_process_publishes_is_taken_up(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        assert "samaritans" in offered(desk)
        await publish_without(tmp_path, "samaritans")
        await desk.refresh()
        assert desk.holding().current.edition.number == 2
        assert "samaritans" not in offered(desk)


async def publish_silent(home: Path) -> None:
    """Publish an edition that proves itself, and from which nobody can be answered."""
    async with open_home(home, at=BOXING_NIGHT) as other:
        edition = (await other.current_edition(BOXING_NIGHT)).edition
        contents = msgspec.structs.replace(contents_of(edition), policy=A_POLICY)
        await other.publish(contents, Signature(by="A Curator", reason="a slip", at=BOXING_NIGHT), based_on=edition.number)


async def test_an_edition_from_which_nobody_can_be_answered_is_refused_and_the_old_one_answers_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        before = desk.holding()
        await publish_silent(tmp_path)
        for _ in range(3):
            await desk.refresh()
        assert desk.holding().compiled is before.compiled
        assert (desk.refused, desk.ready, desk.database_up) == (2, True, True)
        assert "samaritans" in offered(desk)
    assert caplog.text.count("edition 2 is refused") == 1


async def test_a_start_on_an_edition_from_which_nobody_can_be_answered_takes_the_one_before(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted):
        pass
    await publish_silent(tmp_path)
    async with open_desk(Settings(home=tmp_path), StoppedClock(), Metrics(), planted) as desk:
        assert (desk.holding().current.edition.number, desk.refused) == (1, 2)


async def test_without_the_database_it_takes_the_snapshot_before(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted):
        pass
    await publish_silent(tmp_path)
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"
    async with open_desk(Settings(home=tmp_path, database_url=nowhere), StoppedClock(), Metrics(), planted) as desk:
        assert (desk.holding().current.edition.number, desk.holding().current.origin) == (1, Origin.SNAPSHOT)
        assert (desk.ready, desk.database_up) == (True, False)


async def test_several_who_refresh_at_once_compile_an_edition_once(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        await publish_without(tmp_path, "samaritans")
        await asyncio.gather(*(desk.refresh() for _ in range(4)))
        taken_up = desk.holding().compiled
        await desk.refresh()
        assert desk.holding().compiled is taken_up


async def test_a_new_edition_is_taken_up_though_nobody_asks_for_it(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        await publish_without(tmp_path, "samaritans")
        async with asyncio.timeout(PATIENCE):
            while desk.holding().current.edition.number < 2:  # noqa: ASYNC110 (the watch tells nobody)
                await asyncio.sleep(0.01)


async def test_the_same_edition_is_compiled_anew_when_the_day_changes(tmp_path: Path) -> None:
    clock = StoppedClock()
    async with open_desk(Settings(home=with_postcodes(tmp_path)), clock, Metrics(), planted) as desk:
        before = desk.holding().compiled
        clock.at += timedelta(minutes=1)
        await desk.refresh()
        assert desk.holding().compiled is before
        clock.at += timedelta(days=1)
        await desk.turn_day()
        assert desk.holding().compiled is not before
        assert desk.holding().current.edition.number == 1


def found(desk: Desk, words: str) -> list[str]:
    held = desk.holding()
    page = find_services(held.compiled, held.index, Wanted(at=BOXING_NIGHT, words=words), Role.PUBLIC)
    return [seen.service.id for seen in page.services]


async def test_search_takes_up_an_edit_with_the_edition_and_keeps_the_rest_of_its_index(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        before = desk.holding().index
        assert found(desk, "samaratins")[0] == "samaritans"
        await publish_without(tmp_path, "samaritans")
        await desk.refresh()
        assert "samaritans" not in found(desk, "samaratins")
        assert found(desk, "childline")[0] == "childline"
        assert desk.holding().index.segments[0] is before.segments[0]


async def test_the_index_is_made_anew_when_the_day_changes(tmp_path: Path) -> None:
    clock = StoppedClock()
    async with open_desk(Settings(home=with_postcodes(tmp_path)), clock, Metrics(), planted) as desk:
        before = desk.holding().index
        clock.at += timedelta(days=1)
        await desk.turn_day()
        assert desk.holding().index.segments[0] is not before.segments[0]
        assert found(desk, "samaratins")[0] == "samaritans"


async def test_an_edition_that_is_published_while_the_day_turns_is_the_one_that_answers(tmp_path: Path) -> None:
    clock = StoppedClock()
    async with open_desk(Settings(home=with_postcodes(tmp_path)), clock, Metrics(), planted) as desk:
        clock.at += timedelta(days=1)
        await publish_without(tmp_path, "samaritans")
        await asyncio.gather(desk.turn_day(), desk.refresh())
        assert (desk.holding().day, desk.holding().current.edition.number) == (clock.at.date(), 2)
        assert "samaritans" not in offered(desk)


async def test_an_edition_that_no_answer_comes_from_any_more_is_let_go(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        compiled = [weakref.ref(desk.holding().compiled)]
        for gone in ("samaritans", "childline", "derby-helpline", "derby-camhs"):
            await publish_without(tmp_path, gone)
            await desk.refresh()
            offered(desk)
            compiled.append(weakref.ref(desk.holding().compiled))
        held = [True] * len(compiled)
        for _ in range(500):  # the task that would have proved the last but one has to hear that it need not, its thread to end
            if held == [False, False, False, False, True]:
                break
            await asyncio.sleep(0.01)
            gc.collect()
            held = [one() is not None for one in compiled]
        assert held == [False, False, False, False, True]


async def test_a_closed_service_says_when_it_opens(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        tuesday = msgspec.structs.replace(CORBY, at=datetime(2027, 1, 5, 8, 0, tzinfo=UTC))
        ladder = rungs(give_answer(desk, tuesday, Role.PUBLIC).seen)
    closed = [rung.state for rung in ladder if rung.is_closed]
    assert closed
    assert all(state.startswith("Closed now; opens ") for state in closed)


async def test_written_answers_stay_right_when_their_store_fills_up(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        first = give_answer(desk, CORBY, Role.PUBLIC).body
        kept = desk.holding().written._kept
        some = next(iter(kept.values()))
        kept.update({(number, Role.PUBLIC): some for number in range(KEPT)})
        assert give_answer(desk, msgspec.structs.replace(CORBY, age=34), Role.PUBLIC).body != first
        assert give_answer(desk, CORBY, Role.PUBLIC).body == first
        assert len(kept) < KEPT


def test_the_settings_come_from_the_environment() -> None:
    read = read_settings({"CRISIS_HOME": "/srv/crisis", "CRISIS_DEMO": "1", "CRISIS_DATABASE_URL": "postgresql://db/crisis"})
    assert read == Settings(home=Path("/srv/crisis"), demo=True, database_url="postgresql://db/crisis")


@pytest.mark.parametrize("demo", ["", "0", "true", "yes", "11"])
def test_only_a_one_switches_the_demonstration_on(demo: str) -> None:
    assert not read_settings({"CRISIS_DEMO": demo}).demo


async def test_an_edition_is_proved_after_a_while_though_nobody_asked(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        proved = desk.holding().proved
        await prove_quietly(proved, after=0)
        known = await proved.findings()
        assert known.rows
        await prove_quietly(proved, after=0)
        assert await proved.findings() is known


async def test_the_proof_of_an_edition_that_is_gone_is_let_go_of(tmp_path: Path) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        first = desk.proving
        await publish_without(tmp_path, "samaritans")
        await desk.refresh()
        assert first is not None
        with pytest.raises(asyncio.CancelledError):
            await first
        assert desk.proving is not None
        assert not desk.proving.done()


async def test_an_edition_that_cannot_be_proved_answers_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with open_desk(Settings(home=with_postcodes(tmp_path)), StoppedClock(), Metrics(), planted) as desk:
        broken = copy(desk.holding().compiled)
        broken.bands = None  # type: ignore[assignment]
        await prove_quietly(Proved(broken), after=0)
        assert "samaritans" in offered(desk)
    assert "the edition cannot be proved" in "".join(capfd.readouterr())
