"""`crisis due`: what is to be done so that the directory stays true; printed, or sent to those who keep it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import date, datetime

import click
import msgspec

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.mail import Recipient, is_address, read_mail_settings, read_recipients, send
from cli.shown import counted, tell
from directory.reader import Reader, Remit, Role
from directory.service import AreaCode
from routing.due import AreaFigures, Digest, Figures, Work, by_area, digest_of, figures_of, kept_by, unexplained, work_of
from routing.situation import LONDON
from seed.load import known_areas
from store.first_use import home_path


@click.command
@click.option(
    "--area", "areas", multiple=True, metavar="CODE", help="Only what is kept with this area (police:E23000022). Repeatable."
)
@click.option(
    "--organization", "organizations", multiple=True, metavar="NAME", help="And what this organization runs. Repeatable."
)
@click.option("--send", "is_sent", is_flag=True, help="Send each recipient their part by e-mail instead of printing it.")
@click.option(
    "--to", "addresses", multiple=True, metavar="ADDRESS", help="Send to this address instead of those in recipients.toml."
)
@json_option
def command(
    areas: tuple[str, ...], organizations: tuple[str, ...], is_sent: bool, addresses: tuple[str, ...], as_json: bool
) -> None:
    """Say what is due for checking, what ends, and what contradicts itself.

    Overdue first. Without --area and --organization it is all of the directory. --send writes to the recipients of
    CRISIS_HOME/recipients.toml, each for what they keep, through the server of CRISIS_SMTP_HOST; run it once a week. No
    telephone number is in what is printed or sent: the work list, /curate, shows them to its readers.
    """
    if addresses and not is_sent:
        raise Stopped(ExitCode.BAD_INPUT, "expected --send with --to")
    remit = remit_of(areas, organizations)
    settings = read_mail_settings(os.environ) if is_sent else None
    recipients = recipients_of(addresses, remit) if is_sent else ()
    work, name_of = asyncio.run(open_work(now()))
    part = kept_by(work, reader_with(remit))
    digest = digest_of(part, name_of)
    if settings is not None:
        send(settings, [(one.address, digest_of(kept_by(work, reader_with(one.remit)), name_of)) for one in recipients])
        tell(f"{counted(recipients, 'message')} sent")
    if as_json:
        printed = Printed(
            edition=part.edition,
            day=part.day,
            figures=figures_of(part),
            by_area=by_area(part, name_of),
            digest=digest,
            sent=len(recipients),
        )
        click.echo(msgspec.json.encode(printed))
    elif settings is None:
        print(digest.subject, "", digest.body, sep="\n", end="")


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """The work as JSON: the figures, and the digest as it would be sent; `sent` counts the messages."""

    edition: int
    day: date
    figures: Figures
    by_area: tuple[AreaFigures, ...]
    digest: Digest
    sent: int


def recipients_of(addresses: tuple[str, ...], remit: Remit | None) -> tuple[Recipient, ...]:
    """Return who is sent what: the addresses that were named, for the remit that was named, else those of the home's file."""
    if not addresses:
        return read_recipients(home_path(os.environ))
    if not all(map(is_address, addresses)):
        raise Stopped(ExitCode.BAD_INPUT, "--to: expected an e-mail address")
    held = remit or Remit()
    return tuple(Recipient(address=one, areas=held.areas, organizations=held.organizations) for one in addresses)


async def open_work(at: datetime) -> tuple[Work, Callable[[AreaCode], str]]:
    """Return the work about the edition in force, without what keepers have explained, and what gives areas their names."""
    async with opened_home(at) as opened:
        edition = await opened.edition_in_force(at)
        work = work_of(edition, opened.gazetteer, at.astimezone(LONDON).date())
        return unexplained(work, await opened.home.explained()), opened.gazetteer.area_name


def remit_of(areas: tuple[str, ...], organizations: tuple[str, ...]) -> Remit | None:
    """Return what the options narrow the work to; None is all of it."""
    unknown = set(areas) - known_areas()
    if unknown:
        raise Stopped(ExitCode.BAD_INPUT, "--area: expected an area of seed/places, such as police:E23000022")
    return Remit(areas=areas, organizations=organizations) if areas or organizations else None


def reader_with(remit: Remit | None) -> Reader:
    """Return a keeper of the remit; of everything for None."""
    return Reader(role=Role.OPERATOR if remit is None else Role.CURATOR, remit=remit)
