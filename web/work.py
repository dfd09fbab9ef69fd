"""The work of the keepers as it is shown: found once for an edition and a day, when somebody first asks for it."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from directory.due import entries_overdue
from directory.reader import Reader
from routing.due import Work, kept_by, of_area, of_kind, unexplained, work_of
from routing.edition import CompiledEdition
from routing.situation import LONDON
from store.checks_made import Explained
from store.home import Home


class WorkToDo:
    """The work about one edition. The last day asked for is kept."""

    def __init__(self, compiled: CompiledEdition) -> None:
        """Take the edition; nothing is looked for yet."""
        self._compiled = compiled
        self._last: Work | None = None
        self._overdue: tuple[date, int] | None = None

    async def on(self, at: datetime) -> Work:
        """Return the work of the day; in a thread, for no answer waits for it."""
        day = at.astimezone(LONDON).date()
        if self._last is None or self._last.day != day:
            self._last = await asyncio.to_thread(work_of, self._compiled.edition, self._compiled.gazetteer, day)
        return self._last

    async def entries_overdue(self, at: datetime) -> int:
        """Return how many entries have a contact that is overdue for checking on the day; in a thread, once a day."""
        day = at.astimezone(LONDON).date()
        if self._overdue is None or self._overdue[0] != day:
            self._overdue = day, await asyncio.to_thread(entries_overdue, self._compiled.edition.services, day)
        return self._overdue[1]


async def open_work(home: Home, work: Work) -> tuple[Work, dict[str, Explained]]:
    """Return the work without what keepers have explained, and the explanations that are still about something."""
    known = await home.explained()
    standing = {found.code for found in work.contradictions}
    return unexplained(work, known), {code: said for code, said in known.items() if code in standing}


def chosen_part(work: Work, reader: Reader, *, mine: bool, area: str, kind: str) -> Work:
    """Return the part of the work that was asked for; an empty choice leaves everything in."""
    work = kept_by(work, reader) if mine else work
    work = of_area(work, area) if area else work
    return of_kind(work, kind) if kind else work
