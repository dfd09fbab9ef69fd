"""`crisis due`: what is to be done so that the directory stays true; printed, or sent to those who keep it."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime

import click
import msgspec

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import Opened, opened_home
from cli.mail import MailSettings, Recipient, read_mail_settings, read_recipients, send
from cli.shown import counted, tell
from directory.reader import Reader, Remit, Role
from routing.due import Digest, Figures, Work, by_area, digest_of, figures_of, kept_by, unexplained, work_of
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
    asyncio.run(tell_due(remit, settings, addresses, as_json=as_json))


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """The work as JSON: the figures, and the digest as it would be sent."""

    edition: int
    day: str
    figures: Figures
    by_area: tuple[object, ...]
    digest: Digest
    sent: int = 0


async def tell_due(remit: Remit | None, settings: MailSettings | None, addresses: tuple[str, ...], *, as_json: bool) -> None:
    """Find the work, and print it or send it."""
    at = now()
    async with opened_home(at) as opened:
        work = await open_work(opened, at)
    name_of = opened.gazetteer.area_name
    part = kept_by(work, reader_with(remit))
    if settings is None:
        digest = digest_of(part, name_of)
        if not as_json:
            print(digest.subject, "", digest.body, sep="\n", end="")
            return
        sent = 0
    else:
        recipients = tuple(
            Recipient(
                address=one,
                areas=() if remit is None else remit.areas,
                organizations=() if remit is None else remit.organizations,
            )
            for one in addresses
        ) or read_recipients(home_path(os.environ))
        messages = [(one.address, digest_of(kept_by(work, reader_with(one.remit)), name_of)) for one in recipients]
        send(settings, messages)
        digest, sent = digest_of(part, name_of), len(messages)
        if not as_json:
            tell(f"{counted(messages, 'message')} sent")
            return
    printed = Printed(
        edition=part.edition,
        day=part.day.isoformat(),
        figures=figures_of(part),
        by_area=by_area(part, name_of),
        digest=digest,
        sent=sent,
    )
    click.echo(msgspec.json.encode(printed))


async def open_work(opened: Opened, at: datetime) -> Work:
    """Return the work about the edition in force, without what keepers have explained."""
    edition = await opened.edition_in_force(at)
    work = work_of(edition, opened.gazetteer, at.astimezone(LONDON).date())
    return unexplained(work, await opened.home.explained())


def remit_of(areas: tuple[str, ...], organizations: tuple[str, ...]) -> Remit | None:
    """Return what the options narrow the work to; None is all of it."""
    unknown = set(areas) - known_areas()
    if unknown:
        raise Stopped(ExitCode.BAD_INPUT, "--area: expected an area of seed/places, such as police:E23000022")
    return Remit(areas=areas, organizations=organizations) if areas or organizations else None


def reader_with(remit: Remit | None) -> Reader:
    """Return a keeper of the remit; of everything for None."""
    return Reader(role=Role.OPERATOR if remit is None else Role.CURATOR, remit=remit)
