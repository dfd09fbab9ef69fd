"""The gaps that a proof found, each with its cause; and what an edit opens: new gaps, and lines lost that never closed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import msgspec

from directory.opening import Opening, OpeningState, Window, compile_opening, instant_of, minute_of
from directory.schedule import BankHolidayRule, OnHoliday, Schedule
from directory.service import ServiceId
from routing.candidates import ENGLAND, contacts_given
from routing.context import Caller
from routing.demand import known_in_words
from routing.edition import CompiledEdition, CompiledService, midnight
from routing.grid import Bits
from routing.proof import Cell, LeftOut, Patch, Promise, Proof, Stand, patches_of, tokens_for, why_left_out
from routing.situation import LONDON, AgeBand
from routing.spells import Spell, apart, between, in_words, spells_of
from routing.telling import Reach, Someone, ages_in_words, listed, reaches, where_in_words, who_in_words

BROKEN_IN_WORDS = {
    Promise.ANSWERED: "only the last resort answers",
    Promise.FIRST: "none of those answers who are to come first",
    Promise.LOCAL: "no service of the area itself answers",
}
AROUND_A_CLOCK_CHANGE = 120
"""Minutes before and after the clocks change in which a gap is put down to that."""


class CauseKind(StrEnum):
    """Why nobody answers: why there is no service, or why those that there are do not answer then."""

    NO_SERVICE = "no service is recorded"
    PROFESSIONAL = "the only service is kept for professionals"
    AGE = "the only service takes other ages"
    AGE_NOT_RECORDED = "whether the service takes this age is not recorded"
    HOURS_NOT_KNOWN = "the hours are not known"
    ENTRY_ENDS = "the entry has ended"
    ENTRY_BEGINS = "the entry has not begun"
    EXCEPTION = "a dated exception"
    NAMED_DAY = "a named day of the year"
    BANK_HOLIDAY = "a bank holiday"
    CLOCK_NIGHT = "the night on which the clocks change"
    WEEKLY_HOURS = "outside the weekly hours"


class Cause(NamedTuple):
    """What opens a gap, and the service it is about, if it is about one."""

    kind: CauseKind
    service_id: ServiceId | None


class Gap(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A promise that is broken, for whom, where, at what ages and when.

    `code` names it by all of that but the minutes, and by its causes, so it stays the same while an edit is looked at. `causes`
    has the stretches that each cause opens; `services` are those that could have answered. `is_maybe` says that hours not
    known, read as open, would close it.
    """

    code: str
    promise: Promise
    callers: tuple[Caller, ...]
    known: tuple[str, ...]
    ages: tuple[AgeBand | None, ...]
    places: tuple[str, ...]
    stretches: tuple[Spell, ...]
    causes: tuple[tuple[Cause, tuple[Spell, ...]], ...]
    services: tuple[ServiceId, ...]
    is_maybe: bool
    who: str
    where: str
    at_ages: str
    when: str

    @property
    def minutes(self) -> int:
        """Return for how many minutes of the span nobody answers."""
        return sum(end - start for start, end in self.stretches)

    @property
    def why(self) -> str:
        """Say the causes."""
        return listed([cause.kind + (f" ({cause.service_id})" if cause.service_id else "") for cause, _ in self.causes])

    @property
    def words(self) -> str:
        """Say the gap in one line."""
        broken = BROKEN_IN_WORDS[self.promise]
        return f"{self.who}, {self.at_ages}, {self.where}: {broken} {self.when}. Cause: {self.why}."


class Broken(NamedTuple):
    """One cell with a promise broken in some stretches."""

    cell: Cell
    promise: Promise
    stand: Stand
    stretches: tuple[Spell, ...]


def gaps_of(proof: Proof) -> tuple[Gap, ...]:
    """Return every gap of the proof, those alike in all but the place and the age told as one."""
    stretches: dict[Bits, tuple[Spell, ...]] = {}
    broken = []
    for cell in proof.cells:
        for promise, stand in cell.promises:
            if stand.gap:
                if stand.gap not in stretches:
                    stretches[stand.gap] = proof.grid.stretches(stand.gap)
                broken.append(Broken(cell, promise, stand, stretches[stand.gap]))
    return gathered(proof, broken)


def new_gaps(before: Proof, after: Proof) -> tuple[Gap, ...]:
    """Return what of the gaps after an edit was covered before, cell by cell.

    Both proofs must be of the same span, patches and ages.
    """
    opened: dict[tuple[int, int], tuple[Spell, ...]] = {}
    broken = []
    for cell, promise, stand, held in beside(before, after):
        if not stand.gap:
            continue
        key = id(stand), id(held)
        if key not in opened:
            opened[key] = without(after.grid.stretches(stand.gap), before.grid.stretches(held.gap), after.span)
        if opened[key]:
            broken.append(Broken(cell, promise, stand, opened[key]))
    return gathered(after, broken)


def beside(before: Proof, after: Proof) -> Iterator[tuple[Cell, Promise, Stand, Stand]]:
    """Yield each promise after an edit, for patches and callers that stood alike before it, with how it stood then.

    A promise that something backs which never closes has lost nothing, and is left out.
    """
    # Under one policy all contexts of a demand ask for the same in both editions.
    is_same = before.edition.policy == after.edition.policy
    alike = {id(ground): tuple(before.alike(ground.patches)) for ground in after.grounds}
    for cell in after.cells:
        if all(stand.always for stand in cell.stands):
            continue
        for patches in alike[id(cell.ground)]:
            ground = msgspec.structs.replace(cell.ground, patches=patches)
            if is_same:
                held = before.stands_on(patches[0].name, cell.demand, cell.age)
                yield from beside_one(cell._replace(ground=ground), held)
                continue
            for facts in cell.demand.contexts:
                demand = msgspec.structs.replace(cell.demand, contexts=(facts,))
                held = before.stands_for(facts, cell.age, patches[0].name)
                yield from beside_one(cell._replace(ground=ground, demand=demand), held)


def beside_one(cell: Cell, before: tuple[Stand, ...]) -> Iterator[tuple[Cell, Promise, Stand, Stand]]:
    """Yield the promises of a cell that nothing backs which never closes."""
    for (promise, stand), held in zip(cell.promises, before, strict=True):
        if not stand.always:
            yield cell, promise, stand, held


def without(stretches: tuple[Spell, ...], taken: tuple[Spell, ...], span: Window) -> tuple[Spell, ...]:
    """Return what of the stretches is not taken."""
    return between(apart((*between(stretches, span), *taken)), span)


def gathered(proof: Proof, broken: Iterable[Broken]) -> tuple[Gap, ...]:
    """Tell broken promises that are alike in all but place, age and caller as one gap."""
    reasons = Reasons(proof.edition)
    together: dict[Alike, list[Broken]] = defaultdict(list)
    for one in broken:
        known = known_in_words(one.cell.demand.facts)
        together[Alike(one.promise, one.stretches, reasons.of(one), known, one.stand.is_maybe)].append(one)
    words = Words(proof)
    gaps = [words.gap(alike, parts, reach) for alike, parts in together.items() for reach in reaches_of(parts, words.ages)]
    gaps = list(numbered(gaps))
    return tuple(sorted(gaps, key=lambda gap: (gap.promise, -gap.minutes, gap.who, gap.where, gap.at_ages)))


def numbered(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Tell gaps apart that differ in their minutes alone: from the second on, in order, the code has a number."""
    seen: Counter[str] = Counter()
    for gap in sorted(gaps, key=lambda one: (one.code, one.stretches)):
        seen[gap.code] += 1
        again = seen[gap.code]
        yield gap if again == 1 else msgspec.structs.replace(gap, code=f"{gap.code}-{again}")


class Alike(NamedTuple):
    """What gaps that are told together share."""

    promise: Promise
    stretches: tuple[Spell, ...]
    causes: tuple[tuple[Cause, tuple[Spell, ...]], ...]
    known: tuple[str, ...]
    is_maybe: bool


def reaches_of(parts: Iterable[Broken], ages: tuple[AgeBand | None, ...]) -> Iterator[Reach]:
    """Put the callers, places and ages of broken promises together."""
    found = [Someone(caller, one.cell.ground.patches, one.cell.age) for one in parts for caller in one.cell.demand.callers]
    return reaches(found, ages)


class Words:
    """Says where and when for one proof, each set of stretches once."""

    def __init__(self, proof: Proof) -> None:
        """Take the proof."""
        self.ages = proof.ages
        self._edition = proof.edition
        self._span = proof.span
        self._when: dict[tuple[Spell, ...], str] = {}

    @cached_property
    def _every(self) -> tuple[Patch, ...]:
        return patches_of(self._edition)

    def gap(self, alike: Alike, parts: list[Broken], reach: Reach) -> Gap:
        """Write one gap."""
        places = tuple(patch.name for patch in reach.patches)
        return Gap(
            code=code_of(alike.promise, reach.callers, alike.known, reach.ages, places, [cause for cause, _ in alike.causes]),
            promise=alike.promise,
            callers=reach.callers,
            known=alike.known,
            ages=reach.ages,
            places=places,
            stretches=alike.stretches,
            causes=alike.causes,
            services=tuple(sorted({backer.line.service_id for one in parts for backer in one.stand.backers})),
            is_maybe=alike.is_maybe,
            who=who_in_words(reach.callers, alike.known),
            where=self.where(reach.patches),
            at_ages=ages_in_words(reach.ages, self.ages),
            when=self.when(alike.stretches),
        )

    def where(self, patches: tuple[Patch, ...]) -> str:
        """Say patches."""
        return where_in_words(self._edition, patches, self._every)

    def when(self, stretches: tuple[Spell, ...]) -> str:
        """Say stretches of the span."""
        if stretches not in self._when:
            self._when[stretches] = in_words(spells_of(stretches, self._span))
        return self._when[stretches]


# ---------------------------------------------------------------------------------------------------------- causes

_WHY_LEFT_OUT = {LeftOut.PROFESSIONAL: CauseKind.PROFESSIONAL, LeftOut.AGE: CauseKind.AGE}
_NOTHING = Cause(CauseKind.NO_SERVICE, None)


class Reasons:
    """Finds the nearest cause of gaps: what would have to be otherwise for somebody to answer."""

    def __init__(self, edition: CompiledEdition) -> None:
        """Take the edition."""
        self._edition = edition
        self._otherwise: dict[Schedule, tuple[tuple[CauseKind, Opening], ...]] = {}
        self._known: dict[tuple[object, ...], tuple[tuple[Cause, tuple[Spell, ...]], ...]] = {}

    def of(self, broken: Broken) -> tuple[tuple[Cause, tuple[Spell, ...]], ...]:
        """Return each cause with the stretches it opens."""
        able, unable = self._around(broken)
        key = (
            broken.stretches,
            tuple((one.service.id, sure) for one, sure in able),
            tuple((one.service.id, why) for one, why in unable),
            broken.cell.demand.is_public,
        )
        if key not in self._known:
            found: dict[Cause, list[Spell]] = defaultdict(list)
            for stretch in broken.stretches:
                found[self._cause(stretch, able, unable, is_public=broken.cell.demand.is_public)].append(stretch)
            self._known[key] = tuple((cause, tuple(stretches)) for cause, stretches in found.items())
        return self._known[key]

    def _around(self, broken: Broken) -> tuple[list[tuple[CompiledService, bool]], list[tuple[CompiledService, LeftOut]]]:
        """Return the services that back the promise, surely or perhaps, and those that are asked for and cannot."""
        demand, age, ground = broken.cell.demand, broken.cell.age, broken.cell.ground
        asked = {one.service.id: one for token in tokens_for(broken.promise, demand) for one in ground.pools[token]}
        if broken.promise is Promise.LOCAL:
            asked = {service_id: one for service_id, one in asked.items() if ENGLAND not in one.service.areas}
        why = {service_id: why_left_out(one, demand, age) for service_id, one in asked.items()}
        able = [(asked[backer.line.service_id], backer.is_sure) for backer in broken.stand.backers]
        return able, [(one, reason) for service_id, one in asked.items() if (reason := why[service_id]) in _WHY_LEFT_OUT]

    def _cause(
        self,
        stretch: Spell,
        able: list[tuple[CompiledService, bool]],
        unable: list[tuple[CompiledService, LeftOut]],
        *,
        is_public: bool,
    ) -> Cause:
        """Return the nearest cause of a stretch: a day unlike others, then whom the services take, then their hours."""
        sure = [one for one, is_sure in able if is_sure]
        for one in sure:
            kind = self._special(one, stretch, is_public=is_public)
            if kind is not None:
                return Cause(kind, one.service.id)
        for one, why in unable:
            if is_on(one, stretch, is_public=is_public and why is not LeftOut.PROFESSIONAL):
                return Cause(_WHY_LEFT_OUT[why], one.service.id)
        for one, is_sure in able:
            if not is_sure and is_on(one, stretch, is_public=is_public):
                return Cause(CauseKind.AGE_NOT_RECORDED, one.service.id)
        for one in sure:
            if not one.contacts or is_on(one, stretch, OpeningState.UNKNOWN, is_public=is_public):
                return Cause(CauseKind.HOURS_NOT_KNOWN, one.service.id)
        return Cause(CauseKind.WEEKLY_HOURS, sure[0].service.id) if sure else _NOTHING

    def _special(self, compiled: CompiledService, stretch: Spell, *, is_public: bool) -> CauseKind | None:
        """Say what of these days is unlike other days, if the service would answer in the stretch but for that."""
        contacts = contacts_given(compiled, is_public=is_public)
        for contact in contacts:
            # Open in a gap: so the entry does not hold then.
            for start, _ in spells_in(contact.opening, stretch, OpeningState.OPEN):
                ends = compiled.service.valid_to
                is_over = ends is not None and start >= midnight(ends + timedelta(days=1))
                return CauseKind.ENTRY_ENDS if is_over else CauseKind.ENTRY_BEGINS
        while_valid = valid_in(compiled, stretch)
        for contact in contacts:
            for kind, opening in self._without(contact.contact.schedule):
                if any(spells_in(opening, while_valid, OpeningState.OPEN)):
                    return kind
            if is_clock_night(stretch[0]) and is_usual(contact.opening, stretch[0]):
                return CauseKind.CLOCK_NIGHT
        return None

    def _without(self, schedule: Schedule) -> tuple[tuple[CauseKind, Opening], ...]:
        """Return the hours as they would be without exceptions, then also without named days, then without bank holidays."""
        found = self._otherwise.get(schedule)
        if found is None:
            bare = schedule
            variants = []
            for kind, changes in _WITHOUT:
                other = msgspec.structs.replace(bare, **changes)
                if other != bare:
                    opening = compile_opening(other, self._edition.calendar, self._edition.window)
                    variants.append((kind, opening))
                bare = other
            found = self._otherwise[schedule] = tuple(variants)
        return found


_WITHOUT: tuple[tuple[CauseKind, dict[str, object]], ...] = (
    (CauseKind.EXCEPTION, {"exceptions": ()}),
    (CauseKind.NAMED_DAY, {"named_days": ()}),
    (CauseKind.BANK_HOLIDAY, {"bank_holidays": BankHolidayRule(then=OnHoliday.AS_USUAL)}),
)


def is_on(
    compiled: CompiledService, stretch: Spell, state: OpeningState = OpeningState.OPEN, *, is_public: bool = False
) -> bool:
    """Say whether any contact that may be given is ever in the state in the stretch, while the entry holds."""
    contacts = contacts_given(compiled, is_public=is_public)
    return any(any(spells_in(one.opening, valid_in(compiled, stretch), state)) for one in contacts)


def spells_in(opening: Opening, stretch: Spell, state: OpeningState) -> Iterator[Spell]:
    """Yield the parts of a stretch in which the hours are in the state."""
    yield from ((part.start, part.end) for part in opening.intervals(*stretch) if part.state is state)


def valid_in(compiled: CompiledService, stretch: Spell) -> Spell:
    """Return the part of a stretch in which the entry holds; it may be empty."""
    begins, ends = compiled.service.valid_from, compiled.service.valid_to
    start, end = stretch
    return (
        start if begins is None else max(start, midnight(begins)),
        end if ends is None else min(end, midnight(ends + timedelta(days=1))),
    )


def is_clock_night(minute: int) -> bool:
    """Say whether the clocks change within two hours of the minute."""
    around = (instant_of(minute + AROUND_A_CLOCK_CHANGE * side).astimezone(LONDON).utcoffset() for side in (-1, 1))
    return len(set(around)) > 1


def is_usual(opening: Opening, minute: int) -> bool:
    """Say whether it is open at the same time of day a week before or after."""
    local = instant_of(minute).astimezone(LONDON)
    weeks = (local.replace(tzinfo=None) + timedelta(weeks=side) for side in (-1, 1))
    return any(opening.state_at(minute_of(week.replace(tzinfo=LONDON))) is OpeningState.OPEN for week in weeks)


# ------------------------------------------------------------------------------------------------- lines that are lost


class LostLine(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that rested on something open all day, every day, and does so no more."""

    code: str
    promise: Promise
    services: tuple[ServiceId, ...]
    words: str


def lost_lines(before: Proof, after: Proof) -> tuple[LostLine, ...]:
    """Return where something that never closes backed a promise before the edit, and nothing does after it."""
    lost: dict[tuple[Promise, tuple[ServiceId, ...], tuple[str, ...]], list[Someone]] = defaultdict(list)
    for cell, promise, stand, held in beside(before, after):
        if held.always and not stand.always:
            known = known_in_words(cell.demand.facts)
            found = (Someone(caller, cell.ground.patches, cell.age) for caller in cell.demand.callers)
            lost[promise, tuple(sorted(held.witnesses)), known].extend(found)
    words = Words(after)
    return tuple(
        lost_line(promise, services, known, reach, words)
        for (promise, services, known), found in lost.items()
        for reach in reaches(found, words.ages)
    )


def lost_line(
    promise: Promise, services: tuple[ServiceId, ...], known: tuple[str, ...], reach: Reach, words: Words
) -> LostLine:
    """Say what is lost, for whom and where."""
    who, where = who_in_words(reach.callers, known), words.where(reach.patches)
    at_ages = ages_in_words(reach.ages, words.ages)
    return LostLine(
        code=code_of("lost", promise, services, who, where, at_ages),
        promise=promise,
        services=services,
        words=f"{listed(services)} never closed, and nothing that never closes takes the place: {who}, {at_ages}, {where}.",
    )


def code_of(*parts: object) -> str:
    """Name a finding by what it says."""
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=6).hexdigest()
