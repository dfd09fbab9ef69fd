"""The desk: the compiled edition and its search index, which every request reads, kept up to date behind their backs."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date

import msgspec
import structlog

from directory.capacity import Capacity, laid_over
from directory.opening import Window
from directory.places import Gazetteer
from directory.search_index import SearchIndex
from directory.search_words import Lexicon
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.finding import index_after, index_of
from seed.search import load_lexicon
from store.checking import Checker
from store.editions import Contents
from store.errors import StoreError
from store.figures import Figures
from store.first_use import open_gazetteer
from store.home import Current, Home, open_home
from store.keys import KeyLine
from web.coverage_proved import Proved
from web.metrics import Metrics
from web.problems import NoEditionYet
from web.settings import Clock, Settings
from web.work import WorkToDo
from web.written import WrittenAnswers

POLL_SECONDS = 0.5
"""How long a published edition may wait until answers come from it."""

PROVE_AFTER_SECONDS = 30
"""How long answers come from an edition before it is proved for the pages of coverage; who asks sooner has it sooner."""

COUNT_SECONDS = 60
"""How often what happened since is counted for the monthly figures, behind everybody's back."""

_log = structlog.get_logger("web.desk")


class Held(msgspec.Struct, frozen=True):
    """The edition that answers come from now, compiled for the days around `day`, and where it was taken from."""

    compiled: CompiledEdition
    index: SearchIndex
    current: Current
    day: date
    written: WrittenAnswers
    proved: Proved
    work: WorkToDo


class Desk:
    """What a running server holds. Requests read `held` once and keep that reference until they are answered."""

    def __init__(self, home: Home, gazetteer: Gazetteer, lexicon: Lexicon, clock: Clock, metrics: Metrics) -> None:
        """Take the parts; nothing is compiled yet."""
        self.home = home
        self.clock = clock
        self.metrics = metrics
        self.capacity: Capacity = {}
        self.heard = 0
        self._hearing = asyncio.Lock()
        self.held: Held | None = None
        self.checker = Checker(gazetteer, home.scenarios)
        self.gazetteer = gazetteer
        self._lexicon = lexicon
        self.proving: asyncio.Task[None] | None = None

    def holding(self) -> Held:
        """Return the edition to answer from; NoEditionYet while there is none."""
        if self.held is None:
            raise NoEditionYet
        return self.held

    def known(self) -> CompiledEdition | None:
        """Return the compiled edition that answers come from, if any: what it has done already need not be done again."""
        return None if self.held is None else self.held.compiled

    async def refresh(self) -> None:
        """Take up a newly published edition, and compile anew when the day changes; the old one answers meanwhile."""
        at = self.clock()
        current = await self.home.current_edition(at)
        held = self.held
        if held is not None and held.day == at.date() and held.current.edition.hash == current.edition.hash:
            self.held = msgspec.structs.replace(held, current=current)
            return
        # In a thread, and swapped in one step: no request ever sees half an edition or waits for a new one.
        before = held if held is not None and held.day == at.date() else None
        compiled, index = await asyncio.to_thread(self._compiled, current.edition, Window.around(at), before)
        self.held = Held(compiled, index, current, at.date(), WrittenAnswers(compiled), Proved(compiled), WorkToDo(compiled))
        if held is None:
            # Everything read so far stays for good: the garbage collector need not walk through it again and again.
            gc.collect()
            gc.freeze()
        for fault in compiled.faults:
            _log.error("service has a fault", service=fault.service_id, what=fault.what)
        self.stop_proving()
        self.proving = asyncio.create_task(prove_quietly(self.held.proved))
        _log.info("answering", edition=current.edition.number, origin=current.origin, services=len(compiled.services))

    def _compiled(self, edition: Edition, window: Window, before: Held | None) -> tuple[CompiledEdition, SearchIndex]:
        """Compile and index an edition; for one of the same day, hours and index are taken over and edits laid over them."""
        if before is None:
            compiled = compile_edition(edition, self.gazetteer, window)
            return compiled, index_of(compiled, self._lexicon)
        compiled = compile_edition(edition, self.gazetteer, before.compiled.window, before.compiled)
        edited = index_after(before.compiled, before.index, compiled)
        return compiled, index_of(compiled, self._lexicon) if edited is None else edited

    async def watch(self) -> None:
        """Refresh for ever; a fault is logged and the edition in memory answers on."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.try_refresh()
            await self.hear()

    async def try_refresh(self) -> None:
        """Refresh, or say in the log why the edition stays as it is."""
        try:
            await self.refresh()
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with a new edition, the one in memory must answer on)
            _log.error("no newer edition can be read", fault=type(fault).__name__)

    async def hear(self) -> None:
        """Take up what places of safety reported, in this process or another.

        While the database is away what is held goes on, with what was told on this machine, and turns stale by itself.
        """
        try:
            async with self._hearing:  # one after the other, so that nothing older is laid over something newer
                await self._take_up_reports()
        except StoreError:
            return
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with a report, those that are held go on)
            _log.error("no newer reports of room can be read", fault=type(fault).__name__)

    async def _take_up_reports(self) -> None:
        try:
            head = await self.home.rooms.head()
        except StoreError:
            self.capacity = laid_over(self.capacity, await self.home.rooms_waiting())
            return
        if head == self.heard:
            return
        # Fewer rows than before: a backup was restored, and what it does not hold is not held any more.
        is_more = head > self.heard
        reports = await self.home.rooms.held(after=self.heard if is_more else 0)
        self.capacity = laid_over(self.capacity if is_more else {}, reports)
        self.heard = head

    def stop_proving(self) -> None:
        """Let go of the proof of an edition that no answer comes from any more."""
        if self.proving is not None:
            self.proving.cancel()

    async def key_proved(self, secret: str) -> KeyLine | None:
        """Return the API key that a secret proves, None for a secret that proves nothing."""
        return await self.home.keys.line_of(secret, at=self.clock())

    async def database_answers(self) -> bool:
        """Say whether the database can be read now; answers do not need it."""
        try:
            await self.home.editions()
        except StoreError:
            return False
        return True


async def prove_quietly(proved: Proved, after: float = PROVE_AFTER_SECONDS) -> None:
    """Prove an edition that answers come from already, so that nobody has to wait for it; a failure takes nothing away."""
    await asyncio.sleep(after)
    try:
        await proved.findings()
    except Exception as fault:  # noqa: BLE001 (whatever cannot be proved, the edition answers on)
        _log.error("the edition cannot be proved", fault=type(fault).__name__)


async def count_for_ever(figures: Figures) -> None:
    """Keep the counts of the monthly figures up to date; a fault is logged, and what waits is counted the next time."""
    while True:
        await asyncio.sleep(COUNT_SECONDS)
        try:
            await figures.keep_searches()
            await figures.catch_up()
        except StoreError as fault:
            _log.warning("the figures wait for the database", fault=str(fault))
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with one reading, the next is made)
            _log.error("the figures cannot be counted", fault=type(fault).__name__)


@asynccontextmanager
async def open_desk(settings: Settings, clock: Clock, metrics: Metrics, shipped: Callable[[], Contents]) -> AsyncIterator[Desk]:
    """Open the home, compile its edition, and keep watch until the server stops."""
    gazetteer = await asyncio.to_thread(open_gazetteer, settings.home, _log.info)
    async with open_home(settings.home, at=clock(), database_url=settings.database_url, shipped=shipped) as home:
        desk = Desk(home, gazetteer, await asyncio.to_thread(load_lexicon), clock, metrics)
        await desk.try_refresh()
        await desk.hear()
        beside = [asyncio.create_task(desk.watch()), asyncio.create_task(count_for_ever(home.figures))]
        try:
            yield desk
        finally:
            desk.stop_proving()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            with contextlib.suppress(StoreError):
                await home.figures.keep_searches()
