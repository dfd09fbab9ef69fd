"""The table of budgets: what was promised, what was measured, whether it was kept. Printed, and a page of docs/."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

DOCS = Path(__file__).parents[2] / "docs"
PEERS = ("granian", "litestar", "msgspec", "opening-hours-py", "rapidfuzz", "sqlalchemy")


class Row(NamedTuple):
    """One line of the table. `kept` is None where nothing was promised: a figure to set beside the others."""

    what: str
    measured: str
    budget: str = ""
    kept: bool | None = None

    @property
    def verdict(self) -> str:
        """Say whether the budget was kept."""
        return {None: "", True: "kept", False: "MISSED"}[self.kept]


class Page(NamedTuple):
    """A page of docs/ that a bench writes: its file, its title, and what stands first in it."""

    name: str
    title: str
    opening: tuple[str, ...]


BENCHMARKS = Page(
    "benchmarks.md",
    "Benchmarks",
    (
        "What `make bench` measured in one run, on a directory that is made up (tests/bench/fleet.py) around the shipped one.",
        "That run writes this page. A budget is a promise of the design; the lines without one stand there to compare.",
    ),
)


class Chapter(NamedTuple):
    """The lines of one budget, with how they were measured."""

    title: str
    method: str
    rows: tuple[Row, ...]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def microseconds(nanoseconds: float) -> str:
    """Write a time in microseconds, with a decimal where it is short."""
    return f"{nanoseconds / 1000:.2f} us" if nanoseconds < 10_000 else f"{nanoseconds / 1000:,.0f} us"


def show(chapters: Iterable[Chapter], console: Console) -> None:
    """Print every chapter in one table."""
    table = Table("what", "measured", "budget", "verdict")
    for chapter in chapters:
        table.add_section()
        table.add_row(f"[bold]{chapter.title}")
        for row in chapter.rows:
            colour = {None: "dim", True: "green", False: "bold red"}[row.kept]
            table.add_row(f"  {row.what}", row.measured, row.budget, f"[{colour}]{row.verdict}")
    console.print(table)


def write_page(page: Page, chapters: Iterable[Chapter], at: datetime, cores: int) -> None:
    """Write a page anew."""
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    # A bench on a machine that others use at the same time measures them too.
    machine = f"{cores} cores ({platform.machine()}), wanted by {os.getloadavg()[2]:.0f} programs at once, {platform.system()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [
        f"# {page.title}",
        "",
        *page.opening,
        "",
        f"**Measured** {at.day} {at:%B %Y} on {machine}, {python}; {versions}.",
        "",
    ]
    for chapter in chapters:
        lines += [f"## {chapter.title}", "", chapter.method, "", "| what | measured | budget | |", "|---|---|---|---|"]
        lines += [f"| {row.what} | {row.measured} | {row.budget} | {row.verdict} |" for row in chapter.rows]
        lines.append("")
    (DOCS / page.name).write_text("\n".join(lines), encoding="utf-8")
