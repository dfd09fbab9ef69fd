"""`crisis figures`: the monthly figures for commissioners, counted from the decision log, without small numbers."""

from __future__ import annotations

import asyncio
import sys

import click
import msgspec
from rich.table import Table

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.shown import console, local_time
from routing.figures import NOT_SHOWN, MonthFigures, as_csv
from routing.tallies import month_of, month_span
from store.figures import published


@click.command
@click.option("--month", metavar="YYYY-MM", help="The month, such as 2026-11; the running one if not given.")
@click.option("--csv", "as_table", is_flag=True, help="CSV on standard output, a row a count.")
@click.option("--rebuild", is_flag=True, help="Throw away what was counted and count the whole log anew.")
@json_option
def command(month: str | None, as_table: bool, rebuild: bool, as_json: bool) -> None:
    """Show what was asked in a month, for commissioners.

    Counts questions asked here, not people and not detentions. Counts of 1 to 4 are shown as fewer than 5 and all others
    rounded, in every form, so that no small number can be worked out.
    """
    if as_table and as_json:
        raise Stopped(ExitCode.BAD_INPUT, "expected one of --csv and --json")
    figures = asyncio.run(count(month, rebuild=rebuild))
    if as_table:
        sys.stdout.write(as_csv(figures))
    elif as_json:
        click.echo(msgspec.json.encode(figures))
    else:
        show(figures)


async def count(month: str | None, *, rebuild: bool) -> MonthFigures:
    """Count the whole log as far as it was not yet, and return the month."""
    at = now()
    if month is not None:
        month_span(month)  # what is no month is refused before anything is counted
    async with opened_home(at) as opened:
        await opened.home.current_edition(at)
        if rebuild:
            await opened.home.figures.forget()
        return await published(opened.home.figures, month or month_of(at), at, opened.gazetteer.area_name, at_ease=0)


def show(figures: MonthFigures) -> None:
    """Write the figures for people; a figure in which nothing was counted is left out."""
    to = console()
    until = "" if figures.counted_until is None else f", counted until {local_time(figures.counted_until)}"
    to.print(f"Figures for {figures.month}{until}; rounded to the nearest {figures.rounded_to}", style="bold")
    for table in figures.tables:
        rows = Table(title=table.title, title_justify="left", caption=table.says, caption_justify="left", box=None)
        rows.add_column(no_wrap=True)
        rows.add_column(justify="right")
        for cell in table.cells:
            if cell.count != 0:
                rows.add_row(cell.label, cell.words)
        if not table.shown:
            rows.add_row(NOT_SHOWN, "")
        if rows.row_count:
            to.print(rows)
            to.print()
