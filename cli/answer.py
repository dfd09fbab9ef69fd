"""`crisis answer`: whom this caller should ring, in order, and why."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import click

from cli.asking import (
    InstantType,
    asks,
    context_asked,
    directory_option,
    json_option,
    now,
    reader_option,
)
from directory.capacity import Capacity
from directory.reader import Role
from routing.answer import Answer
from routing.context import CallerContext
from routing.reading import asked_for

NO_REPORTS: Capacity = {}
"""No place of safety reports its room to the command line: every one of them is "ring to confirm"."""


@click.command
@asks
@click.option("--at", type=InstantType(), help="The instant to answer for; without an offset it is Europe/London time.")
@reader_option
@directory_option
@click.option("--why", is_flag=True, help="Show reasons, and what was passed over and why.")
@click.option("--no-log", is_flag=True, help="Keep this answer out of the decision log.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    source: str | None,
    caller: str | None,
    place: str | None,
    facts: tuple[str, ...],
    at: datetime | None,
    reader: Role,
    compact: str | None,
    why: bool,
    no_log: bool,
    as_json: bool,
) -> None:
    """Say whom this caller should ring, in order, and why.

    \b
    echo '{"caller": "carer", "place": "Corby"}' | crisis answer --context -
    crisis answer --caller police --place "NN1 5BD" --fact s136=considering --why
    """  # noqa: D301 (click's mark for lines that stay as they are)
    from store.replay import body_of

    context, instant = asked_for(at, context_asked(source, caller, place, facts), now())
    if compact is not None:
        sent = answer_from_compact(Path(compact), context, instant, reader)
    else:
        sent = asyncio.run(answer_from_home(context, instant, reader, log=not no_log))
    if as_json:
        click.echo(body_of(sent))
    else:
        from cli.shown import show_answer

        show_answer(sent, why=why)


async def answer_from_home(context: CallerContext, at: datetime, reader: Role, *, log: bool) -> Answer:
    """Answer from the edition in force, and write the answer down."""
    from cli.home import compiled_around, opened_home
    from routing.router import decide, minimise
    from routing.visibility import as_seen_by
    from store.replay import as_decision

    present = now()
    async with opened_home(present) as opened:
        edition = compiled_around(await opened.edition_in_force(present), opened.gazetteer, at)
        situation = minimise(edition, context, at)
        sent = as_seen_by(decide(edition, situation, at, NO_REPORTS), reader)
        if log:
            opened.home.decisions.append(as_decision(edition, situation, NO_REPORTS, sent, reader=reader, at=present))
    return sent


def answer_from_compact(file: Path, context: CallerContext, at: datetime, reader: Role) -> Answer:
    """Answer from a compact directory, every row of which must be good."""
    from cli.home import compact_edition, compiled_around, opened_places
    from routing.router import answer
    from routing.visibility import as_seen_by

    gazetteer = opened_places()
    edition = compact_edition(file, gazetteer, at, take_good=False)
    return as_seen_by(answer(compiled_around(edition, gazetteer, at), context, at, NO_REPORTS), reader)
