"""What a run found: one table, printed, and docs/faults.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from tests.faults.callers import GIVEN_UP_AFTER, RATE
from tests.faults.scenarios import Scenario
from tests.faults.scene import Found, Promise

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"

COLUMNS = ("fault", "requests", "failed, asked again", "p50, p99, max ms", "decisions", "reports", "well again", "verdict")

METHOD = f"""\
Everything that breaks, broken on purpose: `make faults` plays each scene below on this machine alone and writes this page. A \
scene has a database of its own (PostgreSQL, or SQLite), one or two `crisis serve` on homes of their own, and {RATE} requests \
a second that do not wait for each other: answers for the public and for a control room's key, searches, pages; and every half \
second a report, of a refusal, of a wrong number, or of room. A request whose connection breaks is asked of the other node, \
once, as a proxy does; one without an answer in {GIVEN_UP_AFTER:.0f} s has failed. Times are from the instant at which a \
request was due. *Decisions* and *reports*: how many were acknowledged, and of these how many are lost, and how many are there \
twice. *Well again*: from the end of the fault until every node is ready and answers from what the database says."""


class Played(NamedTuple):
    """A scenario and what it came to; where it was not played, why, and where it came to no end, that."""

    scenario: Scenario
    found: Found | None = None
    why_not: str = ""
    stuck: str = ""

    @property
    def broken(self) -> tuple[Promise, ...]:
        """Return the promises that did not hold."""
        if self.found is None:
            return (Promise("the scene comes to its end", False, self.stuck),) if self.stuck else ()
        return self.found.broken

    @property
    def verdict(self) -> str:
        """Say whether everything was kept."""
        if self.broken:
            return "BROKEN"
        return "not run" if self.found is None else "kept"

    @property
    def row(self) -> tuple[str, ...]:
        """Return what the columns show."""
        found = self.found
        if found is None:
            return (self.scenario.name, *[""] * (len(COLUMNS) - 2), self.verdict)
        return (
            self.scenario.name,
            f"{found.asked:,}",
            f"{found.failed:,}, {found.broke:,}",
            f"{found.p50_ms:.0f}, {found.p99_ms:,.0f}, {found.max_ms:,.0f}",
            f"{found.decisions.acknowledged:,}: {found.decisions.lost}, {found.decisions.twice}",
            f"{found.reports.acknowledged:,}: {found.reports.lost}, {found.reports.twice}",
            "never" if found.recovered_seconds is None else f"{found.recovered_seconds:.1f} s",
            self.verdict,
        )


def tell(one: Played, took: float, console: Console) -> None:
    """Print how one scene came out, as soon as it is over, and what was broken in it."""
    console.print(f"{one.scenario.name}: {one.verdict}, {took:.0f} s{one.why_not and f': {one.why_not}'}")
    for promise in one.broken:
        console.print(f"  [bold red]broken[/] {promise.what}: {promise.seen or 'it did not hold'}")


def show(played: Sequence[Played], console: Console) -> None:
    """Print every scene in one table."""
    table = Table(*COLUMNS)
    for one in played:
        colour = {"kept": "green", "BROKEN": "bold red", "not run": "dim"}[one.verdict]
        table.add_row(*one.row[:-1], f"[{colour}]{one.verdict}")
    console.print(table)


def write_page(played: Sequence[Played], at: datetime, took: float) -> None:
    """Write docs/faults.md anew."""
    machine = f"{os.cpu_count() or 1} cores ({platform.machine()}), {platform.system()}"
    lines = ["# Faults", "", METHOD, "", f"**Played** {at.day} {at:%B %Y} on {machine}, in {took / 60:.0f} minutes.", ""]
    lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(one.row)} |" for one in played]
    for one in played:
        lines += ["", f"## {one.scenario.name.capitalize()}", "", one.scenario.what, ""]
        if one.found is None:
            lines.append(f"Not run: {one.why_not}." if one.why_not else f"- **BROKEN**: {one.stuck}")
            continue
        for promise in one.found.promises:
            seen = f" ({promise.seen})" if promise.seen else ""
            lines.append(f"- {'kept' if promise.kept else '**BROKEN**'}: {promise.what}{seen}")
    PAGE.write_text("\n".join((*lines, "")), encoding="utf-8")
