"""`crisis prove`: whether every caller, everywhere, at every minute has an answer; and a certificate that anybody can check."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import click
import msgspec

from cli.asking import InstantType, WholeNumber, directory_option, json_option, now, read_source
from cli.exits import ExitCode, Stopped, finish
from cli.home import compact_edition, compiled_around, opened_home, opened_places
from cli.shown import console, counted, diagnostics, save
from directory.opening import Window, minute_of
from routing.certificate import Certificate, Fault, certify, check_certificate, words_of
from routing.edition import CompiledEdition
from routing.gaps import Gap
from routing.proof import PROVED_DAYS, Patch, patches_of, prove
from routing.reading import instant_asked, read_strictly
from seed.known_gaps import KNOWN_GAPS, KnownGaps, load_known_gaps, write_known_gaps
from store.editions import seal
from store.home import SHIPPED_NUMBER, load_shipped

LARGEST_CERTIFICATE = 200_000_000
"""Bytes."""


class Outcome(msgspec.Struct, frozen=True):
    """A certificate, and which of its gaps nobody knew of."""

    certificate: Certificate
    unknown: tuple[str, ...]


@click.command
@click.option(
    "--days", type=WholeNumber(1, PROVED_DAYS), default=PROVED_DAYS, help=f"How far ahead; {PROVED_DAYS} days if not given."
)
@click.option("--from", "start", type=InstantType(), help="Where to begin; now if not given.")
@click.option("--place", "places", multiple=True, help="Only this place, or part of England, by its name. Repeatable.")
@click.option("--out", metavar="FILE.json", help="Write the certificate to this file.")
@click.option("--report", metavar="FILE.md", help="Write the whole report, for people, to this file.")
@click.option(
    "--known", metavar="KNOWN.csv", help="The gaps that are known, with their reasons; the shipped list if not given."
)
@click.option("--write-known", metavar="KNOWN.csv", help="Write a list that holds every gap found, to give reasons in.")
@click.option("--because", help="With --write-known: the reason for gaps that have none yet.")
@click.option(
    "--verify", metavar="FILE.json", help="Check a certificate against the edition in force, from its own first hour on."
)
@click.option("--shipped", is_flag=True, help="Prove the directory that ships with the program.")
@directory_option
@click.option("--take-good", is_flag=True, help="With --directory: go on with the good rows where others are refused.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    days: int,
    start: datetime | None,
    places: tuple[str, ...],
    out: str | None,
    report: str | None,
    known: str | None,
    write_known: str | None,
    because: str | None,
    verify: str | None,
    shipped: bool,
    compact: str | None,
    take_good: bool,
    as_json: bool,
) -> None:
    """Prove who answers, at every minute of the next 400 days.

    For every caller, every part of England and every age: whether somebody answers who is no last resort, whether one of those
    answers who are to come first, and whether a service of the area itself does. Each gap is told with its minutes and its
    cause. Ends with 1 where there is a gap that no list of known gaps gives a reason for, or where a certificate does not hold.
    """
    certificate = None if verify is None else read_certificate(verify)
    asked = now() if start is None else instant_asked("--from", start)
    at = the_hour(asked) if certificate is None else certificate.inputs.start
    edition = edition_asked(at, compact, shipped=shipped, take_good=take_good)
    if certificate is not None:
        show_check(check_certificate(certificate, edition))
        return
    reasons = load_known_gaps(Path(known) if known else KNOWN_GAPS)
    with diagnostics().status("Proving"):
        certificate = certificate_of(edition, at, days, places)
    unknown = tuple(gap.code for gap in certificate.gaps if reasons.reason_for(gap) is None)
    if out is not None:
        save(Path(out), msgspec.json.encode(certificate))
    if report is not None:
        save(Path(report), "\n".join(report_of(certificate, reasons)).encode())
    if write_known is not None:
        write_known_gaps(Path(write_known), certificate.gaps, reasons, because)
    if as_json:
        click.echo(msgspec.json.encode(Outcome(certificate, unknown)))
    else:
        show(certificate, reasons)
    finish(ExitCode.WRONG if unknown else ExitCode.FINE)


def the_hour(at: datetime) -> datetime:
    """Return the beginning of the hour: a proof begins there, and what is sealed for it bears that date."""
    return at.replace(minute=0, second=0, microsecond=0)


def edition_asked(at: datetime, compact: str | None, *, shipped: bool, take_good: bool) -> CompiledEdition:
    """Return the edition in force, the shipped one, or that of a compact file, compiled for the days ahead."""
    if shipped:
        gazetteer = opened_places()
        return compiled_around(seal(load_shipped(), SHIPPED_NUMBER, "", at), gazetteer, at)
    if compact is not None:
        gazetteer = opened_places()
        return compiled_around(compact_edition(Path(compact), gazetteer, at, take_good=take_good), gazetteer, at)
    return asyncio.run(edition_of_home(at))


async def edition_of_home(at: datetime) -> CompiledEdition:
    """Return the home's edition in force, compiled for the days around an instant."""
    present = now()
    async with opened_home(present) as opened:
        return compiled_around(await opened.edition_in_force(present), opened.gazetteer, at)


def certificate_of(edition: CompiledEdition, at: datetime, days: int, places: tuple[str, ...]) -> Certificate:
    """Prove the edition from the instant on and write the certificate."""
    span = Window(minute_of(at), minute_of(at + timedelta(days=days)))
    return certify(prove(edition, span, patches_asked(edition, places)), f"tzdata {version('tzdata')}")


def patches_asked(edition: CompiledEdition, places: tuple[str, ...]) -> tuple[Patch, ...]:
    """Return the parts of England that the places name, by their own names or by what lies in the areas of a place."""
    every = patches_of(edition)
    if not places:
        return every
    found: dict[str, Patch] = {}
    for place in places:
        areas = {share.area for share in edition.locate(place).place.areas if share.area.startswith("council:")}
        named = [patch for patch in every if patch.name == place or areas & {share.area for share in patch.located.place.areas}]
        if not named:
            raise Stopped(ExitCode.NO_PLACE, "expected a place in England, such as a council, a town or a police force")
        found |= {patch.name: patch for patch in named}
    return tuple(found.values())


def read_certificate(file: str) -> Certificate:
    """Read a certificate; anything else is refused by field and expectation."""
    return read_strictly(read_source(file, LARGEST_CERTIFICATE), Certificate)


def show_check(faults: tuple[Fault, ...]) -> None:
    """Say whether a certificate holds, and end with 1 where it does not."""
    for fault in faults:
        print(f"✗ {fault.words}")
    if faults:
        finish(ExitCode.WRONG)
    print("✓ Every promise, gap and single point of the certificate is as it says, for this edition.")


def show(certificate: Certificate, reasons: KnownGaps) -> None:
    """Write what was proved, the gaps that nobody knew of in full, and how many are known."""
    out = console()
    for line in words_of(certificate):
        out.print(line, highlight=False)
    fresh = [gap for gap in certificate.gaps if reasons.reason_for(gap) is None]
    for gap in fresh:
        out.print(f"✗ {gap.code} {gap.words}", highlight=False, soft_wrap=True)
    out.print(
        f"{counted(certificate.gaps, 'gap')}: {len(certificate.gaps) - len(fresh)} known, with a reason; {len(fresh)} not. "
        f"{counted(certificate.single_points, 'place')} where one number alone keeps a promise. "
        f"{counted(certificate.policy, 'remark')} about the rules (--report FILE.md tells all).",
        highlight=False,
    )


def report_of(certificate: Certificate, reasons: KnownGaps) -> Iterable[str]:
    """Yield the whole report, line by line."""
    yield "# Who answers, at every minute"
    yield ""
    yield from words_of(certificate)
    yield ""
    yield "Hours that are not known count as closed. Who answers only as last resort (NHS 111, Samaritans, 999 where no rule"
    yield "asks for them) does not count. `crisis prove --verify` checks the certificate behind this page."
    for title, gaps in (
        ("Gaps that nobody has given a reason for", [gap for gap in certificate.gaps if reasons.reason_for(gap) is None]),
        ("Known gaps, with their reasons", [gap for gap in certificate.gaps if reasons.reason_for(gap) is not None]),
    ):
        yield from ("", f"## {title}", "", *([gap_line(gap, reasons) for gap in gaps] or ["None."]))
    yield from ("", "## Where one number alone keeps a promise", "")
    yield from (f"- {point.words} ({point.promise})" for point in certificate.single_points)
    yield from ("", "## The rules", "")
    yield from (f"- {finding.kind}: {finding.words}" for finding in certificate.policy)
    yield ""


def gap_line(gap: Gap, reasons: KnownGaps) -> str:
    """Write one gap as a line of the report."""
    reason = reasons.reason_for(gap)
    return f"- `{gap.code}` {gap.words}" + (f" Known: {reason}." if reason else "")
