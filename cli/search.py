"""`crisis search`: the services that some words, half a number or a place mean, best first, and why."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click

from cli.asking import InstantType, WholeNumber, json_option, now, reader_option
from cli.exits import ExitCode, finish
from directory.errors import ContextRejected
from directory.kinds import KINDS
from directory.reader import Role
from routing.finding import ServicePage, Wanted
from routing.reading import instant_asked

MOST = 200


@click.command
@click.argument("words", nargs=-1)
@click.option("--place", help="Where: postcode or part of one, town, council, police force, ICB, latitude,longitude.")
@click.option("--age", type=WholeNumber(0, 125), help="Age of the person: who does not take it comes after the others.")
@click.option("--kind", help="Only services of this kind, such as crhtt.")
@click.option("--open-now", is_flag=True, help="What is surely open comes first.")
@click.option("--at", type=InstantType(), help="The instant to tell states for; without an offset it is Europe/London time.")
@click.option("--limit", type=WholeNumber(1, MOST), default=10, show_default=True, help="How many to show.")
@reader_option
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    words: tuple[str, ...],
    place: str | None,
    age: int | None,
    kind: str | None,
    open_now: bool,
    at: datetime | None,
    limit: int,
    reader: Role,
    as_json: bool,
) -> None:
    """Find services by WORDS: names, what people call them, half a number, a postcode or town; slips are forgiven.

    \b
    crisis search crisis team corby
    crisis search 0800 448
    crisis search my son is hearing voices --place NN1 --age 15

    Ends with 3 where the place is ambiguous, or was not understood.
    """  # noqa: D301 (click's mark for lines that stay as they are)
    if kind is not None and kind not in KINDS:
        raise ContextRejected("--kind", "a service kind of the vocabulary, such as crhtt")
    present = now()
    wanted = Wanted(
        at=present if at is None else instant_asked("at", at),
        words=" ".join(words),
        place=place,
        kind=kind,
        age=age,
        open_now=open_now,
        limit=limit,
    )
    found = asyncio.run(find_at_home(wanted, reader, present))
    if as_json:
        from msgspec import json

        click.echo(json.encode(found))
    else:
        from cli.shown_search import show_found

        show_found(found)
    asked_where = place is not None or found.place.outcome == "ambiguous"
    finish(ExitCode.NO_PLACE if asked_where and found.place.outcome in ("ambiguous", "missing") else ExitCode.FINE)


async def find_at_home(wanted: Wanted, reader: Role, present: datetime) -> ServicePage:
    """Search the edition in force."""
    from cli.home import compiled_around, opened_home
    from routing.finding import index_of, search_services
    from seed.search import load_lexicon

    async with opened_home(present) as opened:
        edition = compiled_around(await opened.edition_in_force(present), opened.gazetteer, wanted.at)
    return search_services(edition, index_of(edition, load_lexicon()), wanted, reader)
