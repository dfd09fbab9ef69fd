"""A cell: what is the same for every caller in one situation, at every instant."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from routing.candidates import Candidate, Found, find_candidates
from routing.edition import CompiledEdition
from routing.plan import Plan, make_plan
from routing.situation import Situation
from routing.suites import SUITES, overflow_for

if TYPE_CHECKING:
    from routing.moment import Moment

CELLS_KEPT = 20_000


class Cell:
    """The plan and the candidates of a situation, and the last moment worked out for it."""

    __slots__ = ("_edition_hash", "_fingerprint", "found", "last", "overflow", "plan", "settings", "situation", "suites")

    def __init__(self, edition: CompiledEdition, situation: Situation, plan: Plan | None = None) -> None:
        """Find who fits the plan, which is made of the situation's facts where none is given."""
        self.situation = situation
        self.settings = edition.settings(situation.place.areas)
        self.plan: Plan = plan_for(edition, situation, self.settings) if plan is None else plan
        self.found: Found = find_candidates(edition, self.plan, situation)
        self.overflow: tuple[Candidate, ...] = overflow_for(edition, self.plan, situation, self.found.candidates)
        self.suites = tuple(
            candidate.compiled.service.id
            for candidate in (*self.found.candidates, *self.overflow)
            if candidate.compiled.service.kind in SUITES
        )
        self._edition_hash = edition.edition.hash
        self._fingerprint: bytes | None = None
        self.last: Moment | None = None

    @property
    def fingerprint(self) -> bytes:
        """Return the hash of the edition and the situation, by which decisions are named."""
        if self._fingerprint is None:
            asked = self._edition_hash.encode() + msgspec.json.encode(self.situation, order="deterministic")
            self._fingerprint = hashlib.blake2b(asked, digest_size=16).digest()
        return self._fingerprint


def cell_for(edition: CompiledEdition, situation: Situation) -> Cell:
    """Return the cell of the situation, made once per edition; the cache empties itself when it is full."""
    cell = edition.cells.get(situation)
    if cell is None:
        if len(edition.cells) >= CELLS_KEPT:
            edition.cells.clear()
        cell = edition.cells[situation] = Cell(edition, situation)
    return cell


def plan_for(edition: CompiledEdition, situation: Situation, settings: dict[str, str]) -> Plan:
    """Return the plan for the situation's facts under the place's settings, made once per edition."""
    key = (situation.facts, tuple(settings.values()))
    plan = edition.plans.get(key)
    if plan is None:
        if len(edition.plans) >= CELLS_KEPT:
            edition.plans.clear()
        plan = edition.plans[key] = make_plan(edition.rulebook, situation.facts, settings)
    return plan
