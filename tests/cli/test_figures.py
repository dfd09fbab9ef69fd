"""`crisis figures`: a month for commissioners, counted from the log, without small numbers whichever way it is written."""

from __future__ import annotations

import asyncio
import csv
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from store.home import open_home
from tests.cli.conftest import Run
from tests.store.test_figures import look_ups


def cells_of(figures: dict[str, Any], code: str) -> dict[str, int | None]:
    table = next(table for table in figures["tables"] if table["code"] == code)
    return {cell["value"]: cell["count"] for cell in table["cells"]}


def given_in(home: Path, number: int) -> None:
    """Log answers about Northamptonshire, given now."""

    async def give() -> None:
        at = datetime.now(UTC)
        async with open_home(home, at=at) as opened:
            for decision in look_ups(number, at):
                opened.decisions.append(decision)

    asyncio.run(give())


def test_a_month_is_counted_and_counted_anew_the_same(run: Run, home: Path) -> None:
    assert run("answer", "--caller", "carer", "--place", "Hull", "--json").exit_code == 0
    given_in(home, 7)
    first = run("figures", "--json")
    figures = json.loads(first.stdout)
    assert first.exit_code == 0
    assert (cells_of(figures, "totals")["answers"], figures["waiting"], figures["is_running"]) == (10, False, True)
    assert cells_of(figures, "police") == {"police:E23000022": 5, "police:E23000012": None}
    again = json.loads(run("figures", "--rebuild", "--json").stdout)
    assert again["tables"] == figures["tables"]
    rows = list(csv.DictReader(StringIO(run("figures", "--csv").stdout)))
    assert {row["count"] for row in rows if row["figure"] == "police"} == {"5", "fewer than 5"}
    shown = run("figures").stdout
    assert "Answers by police force area" in shown
    assert "fewer than 5" in shown


def test_a_month_without_anything_is_no_fault(run: Run) -> None:
    assert json.loads(run("figures", "--month", "2026-05", "--json").stdout)["tables"][0]["cells"][0]["count"] == 0


def test_what_is_no_month_and_two_forms_at_once_are_refused(run: Run) -> None:
    refused = run("figures", "--month", "marker")
    assert refused.exit_code == 2
    assert "a month such as 2026-11" in refused.stderr
    assert "marker" not in refused.output
    assert run("figures", "--csv", "--json").exit_code == 2
