"""A change on its way: checked, kept, accepted by somebody, published. One path for every command that publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

import click
import msgspec

from cli.exits import ExitCode, Stopped
from cli.home import Opened
from cli.shown import console, show_list, tell
from routing.change import ChangeSet, Finding, FindingKind, Report
from routing.edits import in_words
from store.editions import Signature
from store.errors import ChangeRefused, PublishBlocked

Params = ParamSpec("Params")
Returned = TypeVar("Returned")

NOBODY = "command line"
"""Who publishes where no name is given; nothing can be accepted under it."""


class Acceptance(msgspec.Struct, frozen=True):
    """A finding that somebody takes upon themselves, and why."""

    code: str
    because: str


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """How far a change came. `change` is its number, None where it was not kept; `edition` the one it was published as."""

    change: int | None
    report: Report
    blocking: tuple[str, ...]
    edition: int | None


def accepts(command: Callable[Params, Returned]) -> Callable[Params, Returned]:
    """Give a command the options by which findings are accepted."""
    for option in (
        click.option("--because", "because", multiple=True, metavar="WORDS", help="Why, for each --accept in turn."),
        click.option(
            "--accept", "codes", multiple=True, metavar="CODE", help="Take a finding upon yourself, by its code. Repeatable."
        ),
    ):
        command = option(command)
    return command


def acceptances(codes: tuple[str, ...], because: tuple[str, ...], by: str | None) -> tuple[Acceptance, ...]:
    """Put each code together with its reason; nobody accepts without a name and a reason, which are kept for ever."""
    if len(codes) != len(because) or not all(words.strip() for words in because):
        raise Stopped(ExitCode.BAD_INPUT, "--because: expected one reason for each --accept")
    if codes and not (by or "").strip():
        raise Stopped(ExitCode.BAD_INPUT, "--by: expected the name of whoever accepts")
    return tuple(map(Acceptance, codes, because))


async def tried(opened: Opened, change: ChangeSet, signature: Signature) -> Carried:
    """Check the change on the edition in force and keep nothing."""
    report = (await opened.home.try_out(change, signature.at, opened.checker)).report
    return Carried(change=None, report=report, blocking=codes_of(report.blocking()), edition=None)


async def carried_through(opened: Opened, change: ChangeSet, signature: Signature, accepted: tuple[Acceptance, ...]) -> Carried:
    """Publish the change where nothing stands against it; where that may be accepted, it waits under its number."""
    first = await tried(opened, change, signature)
    if any(finding.kind is FindingKind.FAULT for finding in first.report.findings):
        return first
    return await gone_on_with(opened, await opened.home.propose(change, signature), signature, accepted)


async def gone_on_with(opened: Opened, number: int, signature: Signature, accepted: tuple[Acceptance, ...]) -> Carried:
    """Check a change that is kept on the edition in force, accept what is to be accepted, and publish it if nothing is left."""
    home, checker = opened.home, opened.checker
    report = await home.check(number, signature, checker)
    for one in accepted:
        try:
            await home.accept(number, one.code, msgspec.structs.replace(signature, reason=one.because))
        except ChangeRefused as fault:
            raise Stopped(ExitCode.BAD_INPUT, f"--accept: {fault}") from None
    try:
        edition = await home.publish_change(number, signature, checker)
    except PublishBlocked as blocked:
        return Carried(change=number, report=report, blocking=blocked.codes, edition=None)
    return Carried(change=number, report=report, blocking=(), edition=edition.number)


def codes_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the codes of findings."""
    return tuple(finding.code for finding in findings)


def show_report(report: Report, blocking: tuple[str, ...]) -> None:
    """Write what changes entry by entry, what that does to the answers, and what was found."""
    to = console()
    show_list(to, "What changes:", map(in_words, report.edits))
    show_list(to, "What that does to the answers:", report.differences)
    show_list(to, "What was found:", (finding_line(finding, blocking) for finding in report.findings))
    print(f"Checked on edition {report.based_on}: {', '.join(report.checked)}.")


def finding_line(finding: Finding, blocking: tuple[str, ...]) -> str:
    """Write a finding with its code and a mark: against publishing, or only told."""
    return f"{'✗' if finding.code in blocking else '!'} [{finding.code}] {finding.words}"


def tell_how_to_go_on(carried: Carried) -> None:
    """Say what can be done where a change was not published."""
    if carried.change is None:
        tell("nothing was published or kept: mend what is at fault")
    else:
        tell(
            f"nothing was published: change {carried.change} waits. Whoever takes that upon themselves: "
            f"crisis publish --change {carried.change} --accept CODE --because WORDS --by NAME; "
            f"to give it up: crisis publish --change {carried.change} --drop"
        )
