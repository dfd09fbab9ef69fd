"""What the proof of an edition finds, as the board and the pages of gaps show it.

A cell of the board is the worst of all that a caller of an area and an age may ask for. The proof is made once an edition,
when somebody first asks for it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from importlib.metadata import version
from threading import Lock
from typing import Generic, Literal, NamedTuple, TypeVar

import msgspec

from directory.opening import Window
from directory.service import AreaCode
from routing.certificate import certify
from routing.context import Caller
from routing.edition import CompiledEdition, day_of, midnight
from routing.gaps import Gap, gaps_of
from routing.grid import Bits
from routing.proof import PROVED_DAYS, Patch, Promise, Proof, prove
from routing.situation import AgeBand
from routing.spells import Spell
from web.ribbon import DAY
from web.turns import collecting_later
from web.words import _

CoarseAge = Literal["unknown", "child", "adult", "older"]
AGES: dict[CoarseAge, tuple[str, int | None]] = {
    "unknown": (_("Not known"), None),
    "child": (_("Child (as at 15)"), 15),
    "adult": (_("Adult (as at 40)"), 40),
    "older": (_("Older adult (as at 75)"), 75),
}
"""Coarse ages, each with the age that it is asked for."""

GROUPS: dict[Caller, str] = {
    "carer": _("Person or carer"),
    "nhs111": _("NHS 111"),
    "police": _("Police"),
    "ambulance": _("Ambulance"),
    "ed_staff": _("Emergency department"),
    "amhp": _("AMHP"),
    "custody": _("Custody"),
    "gp": _("GP and others"),
}
"""The main groups of callers, each under the caller that stands for it, with the heading of its column."""

PROMISED = {
    Promise.ANSWERED: _("somebody answers before the last resort"),
    Promise.FIRST: _("one of those answers who are to come first"),
    Promise.LOCAL: _("a service of the area itself answers"),
}


class Always(msgspec.Struct, frozen=True, gc=False):
    """The promise holds at every minute; `depth` independent numbers at the thinnest."""

    depth: int


class Gaps(msgspec.Struct, frozen=True, gc=False):
    """The promise fails in these stretches (UTC minutes, rising); `code` is the longest gap among them."""

    stretches: tuple[Spell, ...]
    code: str


class Never(msgspec.Struct, frozen=True, gc=False):
    """The promise never holds."""

    code: str


State = Always | Gaps | Never


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What a cell of the board is about: a promise, to callers of a group, at a coarse age."""

    promise: Promise
    age: CoarseAge
    caller: Caller


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One area, or the part of it in one ICB, and how every group fares there."""

    area: AreaCode
    name: str
    region: str
    police: str
    states: Mapping[Asked, State]


class Findings(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything that the proof of an edition found over a span; gaps by their code."""

    span: Window
    rows: tuple[Row, ...]
    gaps: Mapping[str, Gap]


class Proved:
    """What is proved of one compiled edition: each thing once, when it is first asked for, in a thread, for it takes seconds.

    Whoever asks while it is being made waits for it, and holds no thread meanwhile.
    """

    def __init__(self, edition: CompiledEdition) -> None:
        """Take the edition; nothing is proved yet."""
        one_at_a_time = Lock()
        self._findings = Once(lambda: found_in(prove(edition, span_of(edition))), one_at_a_time)
        # Proved again, for the findings do not keep the proof: few ask for a certificate, and a proof is large.
        self._certificate = Once(lambda: certificate_of(edition), one_at_a_time)

    async def findings(self) -> Findings:
        """Return what the proof found."""
        return await self._findings.made()

    async def certificate(self) -> bytes:
        """Return the certificate as JSON."""
        return await self._certificate.made()


Made = TypeVar("Made")


class Once(Generic[Made]):
    """Something that is made when it is first asked for, in a thread, and kept; what failed is made again for who asks next."""

    def __init__(self, make: Callable[[], Made], turn: Lock) -> None:
        """Take how it is made, and the turn that it waits for."""
        self._make = make
        self._turn = turn
        self._making: asyncio.Task[Made] | None = None

    async def made(self) -> Made:
        """Return it. Who goes away while it is made leaves it to the others."""
        making = self._making
        if making is None or (making.done() and (making.cancelled() or making.exception() is not None)):
            self._making = making = asyncio.create_task(asyncio.to_thread(self._in_turn))
        return await asyncio.shield(making)

    def _in_turn(self) -> Made:
        with self._turn, collecting_later():
            return self._make()


def certificate_of(edition: CompiledEdition) -> bytes:
    """Prove an edition, and write the certificate as JSON."""
    return msgspec.json.encode(certify(prove(edition, span_of(edition)), f"tzdata {version('tzdata')}"))


def span_of(edition: CompiledEdition) -> Window:
    """Return the days that are proved: 400 from the midnight of the day for which the edition was compiled."""
    compiled_on = day_of(edition.window.start + 2 * DAY)
    return Window(midnight(compiled_on), midnight(compiled_on + timedelta(days=PROVED_DAYS)))


def found_in(proof: Proof) -> Findings:
    """Gather a proof into rows and gaps."""
    gaps = gaps_of(proof)
    codes = codes_of(gaps)
    cells = worst_cells(proof)
    stretches: dict[Bits, tuple[Spell, ...]] = {}
    rows = []
    for name, (patch, asked) in cells.items():
        states: dict[Asked, State] = {}
        for about, worst in asked.items():
            if worst.gap and worst.gap not in stretches:
                stretches[worst.gap] = proof.grid.stretches(worst.gap)
            states[about] = state_of(worst, stretches.get(worst.gap, ()), proof.span, codes.get((name, about), ""))
        rows.append(row_of(patch, states))
    return Findings(span=proof.span, rows=tuple(rows), gaps={gap.code: gap for gap in gaps})


class Worst(NamedTuple):
    """The worst of some cells of a proof: every piece in which any of them fails, and the least depth."""

    gap: Bits
    depth: int


Cells = dict[str, tuple[Patch, dict[Asked, Worst]]]


def worst_cells(proof: Proof) -> Cells:
    """Return the worst cell of each patch for everything that the board asks."""
    found: Cells = {}
    for cell in proof.cells:
        if not cell.ground.is_known:
            continue
        asked = [
            (Asked(promise, age, caller), stand)
            for promise, stand in cell.promises
            for age in ages_in(cell.age)
            for caller in cell.demand.callers
            if caller in GROUPS
        ]
        for patch in cell.ground.patches:
            _patch, held = found.setdefault(patch.name, (patch, {}))
            for about, stand in asked:
                known = held.get(about, Worst(0, stand.depth))
                held[about] = Worst(known.gap | stand.gap, min(known.depth, stand.depth))
    return found


def ages_in(band: AgeBand | None) -> Iterator[CoarseAge]:
    """Yield the coarse ages that stand for a band of the proof."""
    for name, (_words, age) in AGES.items():
        if (band is None and age is None) or (band is not None and age is not None and band.youngest <= age <= band.oldest):
            yield name


def codes_of(gaps: Iterable[Gap]) -> dict[tuple[str, Asked], str]:
    """Return the longest gap of every area for everything that the board asks."""
    found: defaultdict[tuple[str, Asked], tuple[int, str]] = defaultdict(lambda: (0, ""))
    for gap in gaps:
        about = [
            Asked(gap.promise, age, caller)
            for caller in gap.callers
            if caller in GROUPS
            for band in gap.ages
            for age in ages_in(band)
        ]
        for place in gap.places:
            for one in about:
                found[place, one] = max(found[place, one], (gap.minutes, gap.code))
    return {about: code for about, (_, code) in found.items()}


def state_of(worst: Worst, stretches: tuple[Spell, ...], span: Window, code: str) -> State:
    """Say how a promise stands."""
    if not worst.gap:
        return Always(worst.depth)
    return Never(code) if stretches == ((span.start, span.end),) else Gaps(stretches, code)


def row_of(patch: Patch, states: Mapping[Asked, State]) -> Row:
    """Name an area, its region and its police force."""
    names = {share.area.partition(":")[0]: share for share in patch.located.place.areas}
    return Row(
        area=names["council"].area,
        name=patch.name,
        region=names["region"].name,
        police=names["police"].name,
        states=states,
    )
