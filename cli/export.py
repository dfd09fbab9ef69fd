"""`crisis export`: the edition in force as the reader may see it, compact or whole."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import click
import msgspec

from cli.asking import now, reader_option
from cli.home import opened_home
from cli.shown import save, tell
from directory.places import Gazetteer
from directory.reader import Role
from directory.service import Service
from routing.edition import Edition
from routing.visibility import service_as_seen_by
from seed.compact import write_compact


class Exported(msgspec.Struct, frozen=True):
    """The services of an edition."""

    edition: int
    edition_hash: str
    reader: Role
    services: tuple[Service, ...]


@click.command
@click.option(
    "--format",
    "form",
    type=click.Choice(["compact", "json"]),
    default="compact",
    show_default=True,
    help="A spreadsheet, or everything.",
)
@click.option("--out", metavar="FILE", help="Write to this file instead of standard output.")
@reader_option
def command(form: str, out: str | None, reader: Role) -> None:
    """Write the edition in force as the reader may see it.

    The compact form says on standard error what it cannot carry.
    """
    edition, gazetteer = asyncio.run(edition_of_home())
    services = tuple(service_as_seen_by(service, reader) for service in edition.services)
    if form == "json":
        content = msgspec.json.encode(Exported(edition.number, edition.hash, reader, services))
    else:
        content = compact(services, gazetteer)
    if out is None:
        click.echo(content, nl=form == "json")
    else:
        save(Path(out), content)


async def edition_of_home() -> tuple[Edition, Gazetteer]:
    """Return the edition in force, and the places."""
    present = now()
    async with opened_home(present) as opened:
        return await opened.edition_in_force(present), opened.gazetteer


def compact(services: tuple[Service, ...], gazetteer: Gazetteer) -> bytes:
    """Write the compact form, and say what it dropped and how often."""
    text, dropped = write_compact(services, gazetteer)
    for what, times in Counter(line.rsplit(": ", 1)[-1] for line in dropped).most_common():
        tell(f"not carried, {times} times: {what}")
    return text.encode()
