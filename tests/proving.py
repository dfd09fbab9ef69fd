"""A small county for proofs, and minute-by-minute answers from the router itself to hold a proof against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from directory.certainty import Certainty
from directory.opening import OpeningState, Window, instant_of, minute_of
from directory.service import Service
from routing.answer import NextArea, Option
from routing.candidates import ENGLAND, kinds_of, takes
from routing.cells import Cell, cell_for
from routing.demand import Demand, is_last_resort
from routing.edition import CompiledEdition
from routing.gaps import Gap, gaps_of
from routing.moment import moment_at
from routing.policy import Policy
from routing.proof import Patch, Promise, patches_of, prove, situation_of, tokens_for
from routing.situation import AgeBand
from routing.spells import Spell, apart
from routing.suites import SUITES
from tests.makers import NOW, compiled, services_of

LINE = "line,The county line,spa_crisis_line,Northamptonshire,24/7,01604 111111,,public,,,"
POLICE_LINE = "police-line,For officers,s136_advice_line,Northamptonshire,24/7,01604 222222,,police,,,"
NIGHT_TEAM = "night,Night team,crhtt,Northamptonshire,Mo-Su 20:00-08:00,01604 333333,,professional,18,,"
CAFE = "cafe,Café,crisis_cafe,Northamptonshire,Mo-Fr 17:00-23:00; PH off,01604 444444,,public,16,,"
NATIONAL = "nhs111-mh,NHS 111,nhs111_mh,England,24/7,111,,public,0,,"

WHOLE = Window(minute_of(NOW), minute_of(NOW + timedelta(days=400)))
THE_COUNTY = "West Northamptonshire"
ELSEWHERE = "Dorset"


def county(*rows: str) -> CompiledEdition:
    """Compile the county from rows."""
    return compiled(services_of(*rows))


def patches(edition: CompiledEdition, *names: str) -> tuple[Patch, ...]:
    """Return patches by their names."""
    return tuple(patch for patch in patches_of(edition) if patch.name in names)


def gaps_in(edition: CompiledEdition, span: Window = WHOLE, *places: str) -> tuple[Gap, ...]:
    """Return the gaps of a few places; of the county if none is named."""
    return gaps_of(prove(edition, span, patches(edition, *(places or (THE_COUNTY,)))))


def gap_for(gaps: Iterable[Gap], caller: str, promise: Promise, age: int | None = 40) -> Gap | None:
    """Return the gap of a caller of whom nothing more is known, at an age; None where there is none."""
    for gap in gaps:
        ages = [band for band in gap.ages if (band is None) == (age is None) and in_band(band, age)]
        if gap.promise is promise and caller in gap.callers and ages and not gap.known:
            return gap
    return None


def in_band(band: AgeBand | None, age: int | None) -> bool:
    return band is None or age is None or band.youngest <= age <= band.oldest


def minutes_unanswered(
    edition: CompiledEdition, demand: Demand, age: AgeBand | None, patch: Patch, promise: Promise, span: Window
) -> tuple[Spell, ...]:
    """Ask the router in every minute of the span, and return the stretches in which it keeps the promise with nobody."""
    cell = cell_for(edition, situation_of(demand.facts, age, patch))
    counting = Counting(edition, cell, demand, age, promise)
    return apart((minute, minute + 1) for minute in range(span.start, span.end) if not counting.is_kept(minute))


class Counting:
    """Says whether a promise is kept in a minute, by what the router offers in it."""

    def __init__(  # noqa: D107
        self, edition: CompiledEdition, cell: Cell, demand: Demand, age: AgeBand | None, promise: Promise
    ) -> None:
        self.edition, self.cell, self.demand, self.age, self.promise = edition, cell, demand, age, promise
        self.last_resort = {rule.id for rule in edition.policy.rules if is_last_resort(rule)}
        tokens = set(tokens_for(Promise.FIRST, demand))
        self.first = tokens | {kind for token in tokens for kind in kinds_of(edition, token)}

    def is_kept(self, minute: int) -> bool:
        """Say whether anybody counts in the minute."""
        return any(map(self.counts, moment_at(self.edition, self.cell, instant_of(minute), {}).options))

    def counts(self, option: Option) -> bool:
        """Say whether an option keeps the promise."""
        if option.state.state is not OpeningState.OPEN or option.rule_id in self.last_resort:
            return False
        if any(isinstance(reason, NextArea) for reason in option.reasons):
            return False
        if option.rule_id == "P1" and option.kind not in SUITES:
            return False
        service = self.service(option)
        if takes(service, self.age) is not Certainty.YES:
            return False
        if self.promise is Promise.LOCAL:
            return ENGLAND not in service.areas
        return self.promise is Promise.ANSWERED or option.kind in self.first or option.service_id in self.first

    def service(self, option: Option) -> Service:
        """Return the entry of an option."""
        every = {**self.edition.services, **{one.service.id: one for one in self.edition.last_resort}}
        return every[option.service_id].service


def days(start: datetime, count: int) -> Window:
    """Return whole days from a midnight in UTC."""
    return Window(minute_of(start.replace(tzinfo=UTC)), minute_of(start.replace(tzinfo=UTC) + timedelta(days=count)))


def with_policy(policy: Policy, *rows: str) -> CompiledEdition:
    """Compile the county under another policy."""
    return compiled(services_of(*rows), policy)


def said_gaps(gaps: Iterable[Gap]) -> Iterator[str]:
    """Yield what each gap says."""
    return (gap.words for gap in gaps)
