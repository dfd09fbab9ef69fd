"""`crisis timeline`: the answer over days, from the same code as the answer at an instant."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import click
import msgspec

from cli.answer import NO_REPORTS
from cli.asking import InstantType, WholeNumber, asks, context_asked, json_option, now, reader_option
from cli.exits import ExitCode, Stopped
from directory.reader import Role
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.reading import asked_for, instant_asked
from routing.timeline import TimelineStep

MOST_DAYS = 366
"""Opening hours are compiled for 402 days; what is asked for must lie well within them."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The answers from `start` to `end`; `steps` stop earlier only where they are too many to list."""

    start: datetime
    end: datetime
    steps: tuple[TimelineStep, ...]


@click.command
@asks
@click.option("--from", "start", type=InstantType(), help="Where to begin; now if not given.")
@click.option("--until", type=InstantType(), help="Where to end.")
@click.option("--days", type=WholeNumber(1, MOST_DAYS), help=f"How many days, 1 to {MOST_DAYS}; 7 if not given.")
@reader_option
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    source: str | None,
    caller: str | None,
    place: str | None,
    facts: tuple[str, ...],
    start: datetime | None,
    until: datetime | None,
    days: int | None,
    reader: Role,
    as_json: bool,
) -> None:
    """Show how the answer changes over days.

    Opening hours, bank holidays, clock changes and dates of checking are all in it.
    """
    context = context_asked(source, caller, place, facts)
    _, first = asked_for(start, context, now())
    last = end_asked(first, until, days)
    span = asyncio.run(timeline_from_home(context, first, last, reader))
    if as_json:
        click.echo(msgspec.json.encode(span))
    else:
        from cli.shown import show_steps

        show_steps(span.steps)


def end_asked(start: datetime, until: datetime | None, days: int | None) -> datetime:
    """Return the end that was asked for, in UTC."""
    if until is not None and days is not None:
        raise Stopped(ExitCode.BAD_INPUT, "expected --days or --until, not both")
    end = start + timedelta(days=days or 7) if until is None else instant_asked("--until", until)
    if not start < end <= start + timedelta(days=MOST_DAYS):
        raise Stopped(ExitCode.BAD_INPUT, f"expected an end after the start, at most {MOST_DAYS} days later")
    return end


async def timeline_from_home(context: CallerContext, start: datetime, end: datetime, reader: Role) -> Span:
    """Work out the answers from the edition in force, as the reader may see them."""
    from cli.home import compiled_around, opened_home

    present = now()
    async with opened_home(present) as opened:
        edition = compiled_around(await opened.edition_in_force(present), opened.gazetteer, start)
    return Span(start=start, end=end, steps=steps_seen(edition, context, start, end, reader))


def steps_seen(
    edition: CompiledEdition, context: CallerContext, start: datetime, end: datetime, reader: Role
) -> tuple[TimelineStep, ...]:
    """Return the steps with each answer as the reader may see it."""
    from routing.timeline import timeline
    from routing.visibility import as_seen_by

    steps = timeline(edition, context, start, end, NO_REPORTS)
    return tuple(msgspec.structs.replace(step, answer=as_seen_by(step.answer, reader)) for step in steps)
