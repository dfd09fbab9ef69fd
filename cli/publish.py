"""`crisis publish`: a change into the directory, checked before anybody is answered by it."""

from __future__ import annotations

import asyncio

import click
import msgspec
from rich.table import Table

from cli.asking import WholeNumber, json_option, now, read_source
from cli.change import (
    NOBODY,
    Acceptance,
    Carried,
    acceptances,
    accepts,
    carried_through,
    gone_on_with,
    show_report,
    tell_how_to_go_on,
    tried,
)
from cli.exits import ExitCode, Stopped, finish
from cli.home import Opened, opened_home
from cli.shown import console, tell
from directory.contact import Contact
from directory.errors import NumberRejected
from directory.numbers import Number, read_number
from directory.service import Service
from routing.change import ChangeSet, with_number
from routing.edition import Edition
from routing.reading import read_strictly
from store.changes import ChangeLine, KeptChange
from store.editions import Signature
from store.errors import ChangeRefused, NotKept

LARGEST_CHANGE = 50_000_000
"""Bytes; an entry takes about two thousand."""

MOST_NUMBER = 2**31 - 1

HELP = """Check a change, show what it does, and publish it as the next edition where nothing stands against it.

CHANGE.json (or - for standard input) holds whole entries, as `crisis export --format json` writes them. Every part of it may
be left out:

\b
{
  "made_on": 7,
  "services": [{"id": "nn-line", "name": "...", "kind": "spa_crisis_line", ...}],
  "withdrawn": ["an-id"],
  "settings": [{"setting": "L22", "area": "council:E06000061", "value": "70", "owner": "...",
                "since": "2026-12-01", "source": "..."}],
  "settings_taken_back": [{"setting": "L22", "area": "council:E06000061"}],
  "holidays": [{"nation": "england", "date": "2027-05-10", "name": "...", "bank_holiday": true,
                "source": "...", "provisional": false}],
  "holidays_removed": [{"nation": "england", "date": "2027-05-10"}],
  "policy": {...}
}

`made_on` is the edition that you took the entries from: then nothing is put back that somebody else has changed since.

A number that is wrong, mended in one line:

\b
  crisis publish --service nn-line --number "01604 000000" --reason "the trust rang" --by "A Name"

Checked are: every entry and setting, and your own scenarios (the files scenarios/*.json in CRISIS_HOME). A scenario that fails
only with the change stands against it, until somebody accepts that by name. Ends with 1 where nothing was published because of
what was found; the change then waits under its number.
"""


@click.command(help=HELP)
@click.argument("source", metavar="[CHANGE.json|-]", required=False)
@click.option("--service", metavar="ID", help="Correct a number of this service.")
@click.option("--contact", metavar="ID", help="Which of its contacts; its only number if not given.")
@click.option("--number", metavar="TEXT", help="The number as it is dialled.")
@click.option("--change", "kept", type=WholeNumber(1, MOST_NUMBER), metavar="NUMBER", help="Go on with a change that waits.")
@click.option("--drop", is_flag=True, help="With --change: give it up.")
@click.option("--list", "is_list", is_flag=True, help="List every change with its state.")
@click.option("--dry-run", is_flag=True, help="Check and show; keep and publish nothing.")
@accepts
@click.option("--by", metavar="NAME", help="Who publishes, or accepts.")
@click.option("--reason", metavar="WORDS", default="a change", help="Why.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    source: str | None,
    service: str | None,
    contact: str | None,
    number: str | None,
    kept: int | None,
    drop: bool,
    is_list: bool,
    dry_run: bool,
    codes: tuple[str, ...],
    because: tuple[str, ...],
    by: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Check a change and publish it."""
    if sum((source is not None, service is not None, kept is not None, is_list)) != 1:
        raise Stopped(ExitCode.BAD_INPUT, "expected one of CHANGE.json, --service, --change and --list")
    accepted, signature = acceptances(codes, because, by), Signature(by=by or NOBODY, reason=reason, at=now())
    if is_list:
        show_changes(asyncio.run(changes_of_home()), as_json=as_json)
    elif kept is not None and drop:
        asyncio.run(dropped(kept, signature))
        print(f"Change {kept} is given up; it is kept, and never published.")
    elif kept is not None:
        show(asyncio.run(went_on_with(kept, signature, accepted, dry_run=dry_run)), dry_run=dry_run, as_json=as_json)
    else:
        wanted = read_change(source) if service is None else Correction(service, contact, number_read(number))
        show(asyncio.run(change_home(wanted, signature, accepted, dry_run=dry_run)), dry_run=dry_run, as_json=as_json)


class Correction(msgspec.Struct, frozen=True):
    """A number that takes the place of another."""

    service: str
    contact: str | None
    number: Number


def number_read(text: str | None) -> Number:
    """Read the number that was given."""
    try:
        return read_number(text or "")
    except NumberRejected as fault:
        raise Stopped(ExitCode.BAD_INPUT, f"--number: expected {fault}") from None


def read_change(source: str | None) -> ChangeSet:
    """Read a change from a file or from standard input."""
    return read_strictly(read_source(source or "-", LARGEST_CHANGE), ChangeSet)


async def change_home(
    wanted: ChangeSet | Correction, signature: Signature, accepted: tuple[Acceptance, ...], *, dry_run: bool
) -> Carried:
    """Carry a change, or a corrected number, through in the home."""
    async with opened_home(signature.at) as opened:
        change = wanted if isinstance(wanted, ChangeSet) else correcting(await opened.edition_in_force(signature.at), wanted)
        if dry_run:
            return await tried(opened, change, signature)
        return await carried_through(opened, change, signature, accepted)


def correcting(edition: Edition, correction: Correction) -> ChangeSet:
    """Return the change that corrects a number of the edition."""
    service = next((one for one in edition.services if one.id == correction.service), None)
    if service is None:
        raise Stopped(ExitCode.BAD_INPUT, "--service: expected the id of a service of the edition in force")
    contact = contact_meant(service, correction.contact)
    return ChangeSet(made_on=edition.number, services=(with_number(service, contact.id, correction.number),))


def contact_meant(service: Service, contact_id: str | None) -> Contact:
    """Return the contact of that id or, where none is named, the only one with a number."""
    meant = [
        contact
        for contact in service.contacts
        if (contact.number is not None if contact_id is None else contact.id == contact_id)
    ]
    if len(meant) != 1:
        raise Stopped(ExitCode.BAD_INPUT, "--contact: expected one of " + ", ".join(contact.id for contact in service.contacts))
    return meant[0]


async def went_on_with(number: int, signature: Signature, accepted: tuple[Acceptance, ...], *, dry_run: bool) -> Carried:
    """Go on with a change that waits in the home."""
    async with opened_home(signature.at) as opened:
        change = (await kept_change(opened, number)).change
        return await (tried(opened, change, signature) if dry_run else gone_on_with(opened, number, signature, accepted))


async def dropped(number: int, signature: Signature) -> None:
    """Give up a change that waits in the home."""
    async with opened_home(signature.at) as opened:
        await kept_change(opened, number)
        await opened.home.drop(number, signature)


async def kept_change(opened: Opened, number: int) -> KeptChange:
    """Return a change that is kept and has not come to its end."""
    try:
        kept = await opened.home.change(number)
        kept.require_open()
    except (NotKept, ChangeRefused) as fault:
        raise Stopped(ExitCode.BAD_INPUT, f"--change: {fault}") from None
    return kept


async def changes_of_home() -> tuple[ChangeLine, ...]:
    """Return every change of the home."""
    async with opened_home(now()) as opened:
        return await opened.home.changes()


def show(carried: Carried, *, dry_run: bool, as_json: bool) -> None:
    """Write how far the change came, and end with 1 where something stands against it."""
    if as_json:
        click.echo(msgspec.json.encode(carried))
    else:
        show_report(carried.report, carried.blocking)
        print("Nothing was published." if carried.edition is None else f"Published as edition {carried.edition}.")
    if carried.blocking and not dry_run:
        tell_how_to_go_on(carried)
    elif dry_run:
        tell("this was a dry run: without --dry-run it becomes the next edition, if nothing stands against it")
    finish(ExitCode.WRONG if carried.blocking else ExitCode.FINE)


def show_changes(changes: tuple[ChangeLine, ...], *, as_json: bool) -> None:
    """Write every change with its state, newest first."""
    if as_json:
        click.echo(msgspec.json.encode({"changes": changes}))
        return
    table = Table("change", "state", "edition", "proposed", "by", "reason", box=None, padding=(0, 2, 0, 0))
    for line in changes:
        edition = "" if line.edition is None else str(line.edition)
        table.add_row(str(line.number), line.state, edition, f"{line.made_at:%Y-%m-%d %H:%M}", line.author, line.reason)
    console().print(table)
