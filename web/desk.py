"""The desk: the compiled edition and its search index, which every request reads, kept up to date behind their backs."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

import msgspec
import structlog

from directory.capacity import CLOCKS_DIFFER, Capacity, laid_over, made_by
from directory.opening import Window
from directory.places import Gazetteer
from directory.search_index import SearchIndex
from directory.search_words import Lexicon
from routing.context import CallerContext
from routing.edition import CompiledEdition, compile_edition
from routing.finding import index_after, index_of
from routing.router import decide, minimise
from seed.search import load_lexicon
from store.checking import Checker
from store.database import News
from store.editions import Contents
from store.errors import StoreError
from store.figures import Figures
from store.first_use import open_gazetteer
from store.home import Current, Home, Origin, open_home
from web.coverage_proved import Proved
from web.metrics import Metrics
from web.problems import NoEditionYet
from web.settings import Clock, Settings
from web.work import WorkToDo
from web.written import WrittenAnswers

POLL_SECONDS = 0.5
"""How often the database is asked for something new. PostgreSQL tells it at once; this stands behind, and is all on SQLite."""

LISTEN_AGAIN_SECONDS = 1
"""How long after the database was lost it is listened to again."""

COMPILE_AGAIN_SECONDS = 30
"""How long an edition that cannot be compiled for a new day is not tried again; that of the day before answers on."""

MOST_SKEW_SECONDS = 60
"""How far this machine's clock may be from the database's until that is said in the log."""

PROVE_AFTER_SECONDS = 30
"""How long answers come from an edition before it is proved for the pages of coverage; who asks sooner has it sooner."""

COUNT_SECONDS = 60
"""How often what happened since is counted for the monthly figures, behind everybody's back."""

_log = structlog.get_logger("web.desk")


class Held(msgspec.Struct, frozen=True):
    """The edition that answers come from now, compiled for the days around `day`, and where it was taken from.

    `said` are the headers by which the API says so.
    """

    compiled: CompiledEdition
    index: SearchIndex
    current: Current
    day: date
    written: WrittenAnswers
    proved: Proved
    work: WorkToDo
    said: tuple[tuple[bytes, bytes], ...]


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
        self.clock_skew_seconds: float | None = None
        self._database_told: tuple[datetime, float] | None = None
        self._refreshing = asyncio.Lock()
        self._told = {news: asyncio.Event() for news in News}
        self._loop_time = asyncio.get_running_loop().time
        self._compile_again = 0.0
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
        """Take up a newly published edition; the old one answers meanwhile.

        An edition that cannot be answered from is refused: the one before it stays, or is taken up where none is held.
        """
        async with self._refreshing:  # one after the other, so that nothing older is laid over something newer
            while not await self._took_up_newest():
                pass

    async def _took_up_newest(self) -> bool:
        """Take up the newest edition that is not refused; False: it is now, so look for the one before."""
        at = self.clock()
        current = await self.home.current_edition(at)
        self._compare_clocks(current, at)
        held = self.held
        if held is not None and held.current.edition.hash == current.edition.hash:
            self.held = msgspec.structs.replace(held, current=current, said=headers_of(current))
            return True
        # In a thread, and swapped in one step: no request ever sees half an edition or waits for a new one.
        try:
            made = await asyncio.to_thread(self._made, current, at, held)
        except Exception as fault:
            instead = None if held is None else held.current
            await self.home.refuse(current.edition, type(fault).__name__, at, instead=instead)
            if current.origin is Origin.SHIPPED:
                raise
            return False
        self._hold(made)
        return True

    async def turn_day(self) -> None:
        """Compile anew when the day changes. That takes long of a large directory: editions are taken up meanwhile."""
        held, at = self.held, self.clock()
        if held is None or held.day == at.date() or self._loop_time() < self._compile_again:
            return
        self._compile_again = self._loop_time() + COMPILE_AGAIN_SECONDS
        turned = await asyncio.to_thread(self._made, held.current, at, None)
        async with self._refreshing:
            current = self.holding().current
            self._hold(await asyncio.to_thread(self._made, current, at, turned))
        self._compile_again = 0.0

    def _hold(self, made: Held) -> None:
        """Answer from this edition from now on."""
        self.held = made
        for broken in made.compiled.faults:
            _log.error("service has a fault", service=broken.service_id, what=broken.what)
        self.stop_proving()
        self.proving = asyncio.create_task(prove_quietly(made.proved))
        edition, origin = made.current.edition, made.current.origin
        _log.info("answering", edition=edition.number, origin=origin, services=len(made.compiled.services))

    def _made(self, current: Current, at: datetime, before: Held | None) -> Held:
        """Make an edition ready for answering, for the days of the one before it if there is one, whose work is taken over."""
        edition = current.edition
        if before is None:
            compiled = compile_edition(edition, self.gazetteer, Window.around(at))
            index = index_of(compiled, self._lexicon)
        else:
            compiled = compile_edition(edition, self.gazetteer, before.compiled.window, before.compiled)
            edited = index_after(before.compiled, before.index, compiled)
            index = index_of(compiled, self._lexicon) if edited is None else edited
        # What has no number for somebody who says nothing of themselves can answer nobody.
        if not decide(compiled, minimise(compiled, CallerContext(caller="public"), at), at, {}).options:
            raise NoEditionYet
        return Held(
            compiled=compiled,
            index=index,
            current=current,
            day=at.date() if before is None else before.day,
            written=WrittenAnswers(compiled),
            proved=Proved(compiled),
            work=WorkToDo(compiled),
            said=headers_of(current),
        )

    def _compare_clocks(self, current: Current, before: datetime) -> None:
        """Note by how much at least this machine's clock is ahead of the database's, which was asked between then and now."""
        theirs = current.database_clock
        if theirs is None or current.origin is not Origin.DATABASE:
            return
        self._database_told = (theirs, self._loop_time())
        was_right = self.clock_skew_seconds is None or abs(self.clock_skew_seconds) <= MOST_SKEW_SECONDS
        ahead, behind = (before - theirs).total_seconds(), (theirs - self.clock()).total_seconds()
        self.clock_skew_seconds = ahead if ahead > 0 else -max(behind, 0.0)
        if was_right and abs(self.clock_skew_seconds) > MOST_SKEW_SECONDS:
            _log.warning("this machine's clock is not the database's", ahead_seconds=round(self.clock_skew_seconds))

    def told_at(self) -> datetime:
        """Return the instant at which something told now is received: by the database's clock where ours is ahead of it."""
        if self._database_told is None:
            return self.clock()
        theirs, then = self._database_told
        latest = theirs + timedelta(seconds=self._loop_time() - then)
        return latest if self.clock() > latest + CLOCKS_DIFFER else self.clock()

    async def watch(self) -> None:
        """Refresh for ever, at once when the database tells of an edition; whatever fails, the one in memory answers on."""
        await whenever(self._told[News.EDITION], self.try_refresh)

    async def watch_days(self) -> None:
        """Compile anew for ever, once a day; until that is done what was compiled yesterday answers: most of it lies ahead."""
        await whenever(asyncio.Event(), self.try_turn_day)

    async def watch_rooms(self) -> None:
        """Take up reports of room for ever, at once when the database tells of one."""
        await whenever(self._told[News.ROOMS], self.hear)

    async def listen(self) -> None:
        """Listen to the database for ever, so that what it tells wakes the watches; without it, and on SQLite, they poll."""
        while True:
            try:
                return await self.home.listen(self._be_told)
            except StoreError:
                await asyncio.sleep(LISTEN_AGAIN_SECONDS)
            except Exception as fault:  # noqa: BLE001 (whatever ended the listening, polling goes on and it is begun again)
                _log.error("the database cannot be listened to", fault=type(fault).__name__)
                await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    def _be_told(self, news: str) -> None:
        if news in self._told:
            self._told[News(news)].set()

    async def try_refresh(self) -> None:
        """Refresh, or say in the log why the edition stays as it is."""
        try:
            await self.refresh()
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with a new edition, the one in memory must answer on)
            _log.error("no newer edition can be read", fault=type(fault).__name__)

    async def try_turn_day(self) -> None:
        """Compile for a new day, or say in the log why that of the day before answers on."""
        try:
            await self.turn_day()
        except Exception as fault:  # noqa: BLE001 (whatever is wrong with the new day, the one in memory must answer on)
            _log.error("the new day cannot be compiled", fault=type(fault).__name__)

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
            waiting = await self.home.rooms_waiting(at=self.clock())
            self.capacity = laid_over(made_by(self.capacity, self.clock()), waiting)
            return
        at = self.clock()
        # Once a clock that was ahead is right, what it made is let go at once, and what stood before it is read again.
        is_ahead = len(made_by(self.capacity, at)) < len(self.capacity)
        if head == self.heard and not is_ahead:
            return
        # Fewer rows than before: a backup was restored, and what it does not hold is not held any more.
        is_more = head >= self.heard
        reports = await self.home.rooms.held(at=at, after=self.heard if is_more and not is_ahead else 0)
        self.capacity = laid_over(made_by(self.capacity, at) if is_more else {}, reports)
        self.heard = head

    def stop_proving(self) -> None:
        """Let go of the proof of an edition that no answer comes from any more."""
        if self.proving is not None:
            self.proving.cancel()

    @property
    def database_up(self) -> bool:
        """Say whether the database could be read when it was last asked; answers do not need it."""
        return self.held is not None and self.held.current.origin is Origin.DATABASE

    @property
    def refused(self) -> int | None:
        """Return the number of the newest edition in the database that nobody can answer from here; None: there is none."""
        return None if self.held is None else self.held.current.refused

    @property
    def ready(self) -> bool:
        """Say whether this server can prove the edition that it answers from: it was published, whole."""
        return self.held is not None and self.held.current.origin is not Origin.SHIPPED


def headers_of(current: Current) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that say which edition answers, and when it was last known to be the newest; never so: nothing."""
    number = (b"crisis-edition", b"%d" % current.edition.number)
    if current.origin is Origin.SHIPPED:
        return (number,)
    return number, (b"crisis-edition-confirmed", f"{current.confirmed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode())


async def whenever(told: asyncio.Event, act: Callable[[], Awaitable[None]]) -> NoReturn:
    """Act when told, and every POLL_SECONDS; what is told while it acts is one more time."""
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await told.wait()
        told.clear()
        await act()


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
        try:
            async with kept_up_to_date(desk):
                yield desk
        finally:
            with contextlib.suppress(StoreError):
                await home.figures.keep_searches()


@contextlib.contextmanager
def loaded_for_good() -> Iterator[None]:
    """Load what stays for good: the garbage collector need not walk through it, neither while it grows nor ever after.

    The little that is garbage by then stays too: to look for it would take a tenth of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@asynccontextmanager
async def kept_up_to_date(desk: Desk) -> AsyncIterator[None]:
    """Take up the edition and the reports of room, and keep watch until the block ends."""
    with loaded_for_good():
        await desk.try_refresh()
    await desk.hear()
    await desk.home.proofs.keep_up(at=desk.clock())
    keeping_up = desk.home.proofs.keep_up_for_ever(desk.clock)
    for_ever = (
        desk.watch(),
        desk.watch_days(),
        desk.watch_rooms(),
        desk.listen(),
        keeping_up,
        count_for_ever(desk.home.figures),
    )
    beside = [asyncio.create_task(task) for task in for_ever]
    try:
        yield
    finally:
        desk.stop_proving()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
