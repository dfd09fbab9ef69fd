"""`crisis diff`: what differs between two editions, entry by entry, and in the answers."""

from __future__ import annotations

import asyncio

import click
import msgspec

from cli.asking import WholeNumber, json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.shown import console, show_list
from routing.edits import in_words
from store.checking import EditionsDiffer
from store.errors import NotKept

MOST_NUMBER = 2**31 - 1


@click.command
@click.argument("before", metavar="A", type=WholeNumber(1, MOST_NUMBER))
@click.argument("after", metavar="B", type=WholeNumber(1, MOST_NUMBER))
@json_option
def command(before: int, after: int, as_json: bool) -> None:
    """Show what is different in edition B from what edition A holds.

    Each service, setting, rule or bank holiday with its fields, then how that changes the answers from now on.
    """
    found = asyncio.run(difference_in_home(before, after))
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        show(found)


async def difference_in_home(before: int, after: int) -> EditionsDiffer:
    """Compare two editions of the home."""
    at = now()
    async with opened_home(at) as opened:
        try:
            was, becomes = await opened.home.edition(before), await opened.home.edition(after)
        except NotKept as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None
        return opened.checker.between(was, becomes, at)


def show(found: EditionsDiffer) -> None:
    """Write what differs for people."""
    if not found.edits:
        print(f"Editions {found.before} and {found.after} hold the same.")
    show_list(console(), "What differs:", map(in_words, found.edits))
    show_list(console(), "In the answers:", found.differences or ())
