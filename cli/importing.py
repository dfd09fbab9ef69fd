"""`crisis import`: a compact CSV into the edition in force; nothing changes until --publish."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import click
import msgspec

from cli.asking import json_option, now
from cli.change import (
    NOBODY,
    Acceptance,
    Carried,
    acceptances,
    accepts,
    carried_through,
    finding_line,
    tell_how_to_go_on,
    tried,
)
from cli.exits import ExitCode, Stopped, finish
from cli.home import content_of, opened_home, refusal_in_words
from cli.shown import counted, tell
from directory.service import ServiceId
from routing.edits import What
from seed.compact import TakenRow
from seed.importing import Becomes, Choice, ChoiceRejected, Is, Preview, changed_entries, preview_import
from seed.matching import Candidate, Outcome
from seed.sheet import PassedOver, RefusedRow
from store.editions import Signature


class Change(msgspec.Struct, frozen=True):
    """One service that the file changes, and the fields that differ."""

    service_id: ServiceId
    fields: tuple[str, ...]


class RowMatch(msgspec.Struct, frozen=True):
    """What a row is beside the entries that exist, and what becomes of it."""

    line: int
    service_id: ServiceId
    outcome: Outcome
    becomes: Becomes
    entry: ServiceId | None
    candidates: tuple[Candidate, ...]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds and what it changes.

    `to_choose` are the lines of rows that wait for a choice. `carried` says what was found of what changes and how far that
    came, None where nothing changes; `edition` is the number published.
    """

    said: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]
    matches: tuple[RowMatch, ...]
    to_choose: tuple[int, ...]
    left_out: tuple[int, ...]
    added: tuple[ServiceId, ...]
    changed: tuple[Change, ...]
    unchanged: int
    carried: Carried | None
    edition: int | None


@click.command
@click.argument("file", metavar="FILE.csv")
@click.option("--take-good", is_flag=True, help="Go on with the good rows where others are refused or wait for a choice.")
@click.option("--match", "show_match", is_flag=True, help="Say of every row whether it is an entry that is there already.")
@click.option("--take-as", "taken_as", multiple=True, metavar="LINE=ID", help="The row on this line is that entry. Repeatable.")
@click.option("--new", "new", multiple=True, type=int, metavar="LINE", help="The row on this line is new. Repeatable.")
@click.option("--leave-out", "left_out", multiple=True, type=int, metavar="LINE", help="Leave this row out. Repeatable.")
@click.option("--publish/--dry-run", default=False, help="Publish a new edition; --dry-run (the default) changes nothing.")
@accepts
@click.option("--by", metavar="NAME", help="Who publishes, or accepts.")
@click.option("--reason", default="import of a compact CSV", help="Why.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    file: str,
    take_good: bool,
    show_match: bool,
    taken_as: tuple[str, ...],
    new: tuple[int, ...],
    left_out: tuple[int, ...],
    publish: bool,
    codes: tuple[str, ...],
    because: tuple[str, ...],
    by: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Merge a compact CSV into the directory.

    Says what is wrong with the file, how its cells are read and what it changes; nothing is published without --publish.
    A service that is there already is changed where its cells differ, and what no column carries stays; any other is
    added; none is taken away. A row that is likely an entry under another id waits until --take-as, --new or --leave-out
    says what it is. Ends with 2 where rows are refused or wait: then nothing is published without --take-good, and a
    contact whose row may be one of those stays. What changes is checked as `crisis publish` does it, and ends with 1
    where something stands against it.
    """
    signature = Signature(by=by or NOBODY, reason=reason, at=now())
    accepted = acceptances(codes, because, by)
    choices = choices_of(taken_as, new, left_out)
    done = asyncio.run(import_into_home(Path(file), signature, accepted, choices, publish=publish, take_good=take_good))
    if as_json:
        click.echo(msgspec.json.encode(done))
    else:
        show(Path(file), done, every_match=show_match)
    if (done.refused or done.to_choose) and not take_good:
        tell_what_to_mend(done)
        finish(ExitCode.BAD_INPUT)
    carried = done.carried
    if carried is not None and carried.blocking:
        if publish:
            tell_how_to_go_on(carried)
        finish(ExitCode.WRONG)
    if carried is not None and not publish:
        tell("this was a dry run: --publish makes it the next edition")


def choices_of(taken_as: tuple[str, ...], new: tuple[int, ...], left_out: tuple[int, ...]) -> tuple[Choice, ...]:
    """Read what was said of rows."""
    choices = [Choice(line, Is.NEW) for line in new] + [Choice(line, Is.LEFT_OUT) for line in left_out]
    for written in taken_as:
        found = re.fullmatch(r"([0-9]{1,8})=([a-z0-9][a-z0-9_-]{0,79})", written)
        if found is None:
            raise Stopped(ExitCode.BAD_INPUT, "--take-as: expected a line of the file, = and the id of an entry")
        choices.append(Choice(int(found[1]), Is.THAT_ENTRY, found[2]))
    return tuple(choices)


async def import_into_home(
    file: Path,
    signature: Signature,
    accepted: tuple[Acceptance, ...],
    choices: tuple[Choice, ...],
    *,
    publish: bool,
    take_good: bool,
) -> Import:
    """Read the file, compare it with the edition in force, and publish if that is asked for and nothing stands against it."""
    async with opened_home(signature.at) as opened:
        content = content_of(file)
        held = await opened.edition_in_force(signature.at)
        try:
            preview = preview_import(content, held, opened.gazetteer, choices, file=file.name)
        except ChoiceRejected as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None
        if not preview.change.services:
            return imported(preview, None)
        waits = preview.counted.refused or preview.counted.to_choose
        if not publish or (waits and not take_good):
            return imported(preview, await tried(opened, preview.change, signature))
        return imported(preview, await carried_through(opened, preview.change, signature, accepted))


def imported(preview: Preview, carried: Carried | None) -> Import:
    """Say what a file holds, what it changes, and how far that came; None: it changes nothing."""
    taken = tuple(row for row in preview.rows if not row.refused)
    return Import(
        said=preview.said,
        passed_over=preview.passed_over,
        taken=tuple(TakenRow(row.line, str(row.service_id), row.readings) for row in taken),
        refused=tuple(fault for row in preview.rows for fault in row.refused),
        matches=tuple(
            RowMatch(row.line, str(row.service_id), row.match, row.becomes, row.entry, row.candidates)
            for row in taken
            if row.match is not None
        ),
        to_choose=lines_of(preview, Becomes.TO_CHOOSE),
        left_out=lines_of(preview, Becomes.LEFT_OUT),
        added=tuple(edit.name for edit in changed_entries(preview, What.ADDED)),
        changed=tuple(
            Change(edit.name, tuple(field.field for field in edit.fields)) for edit in changed_entries(preview, What.CHANGED)
        ),
        unchanged=len({row.entry for row in taken if row.becomes is Becomes.AS_BEFORE}),
        carried=carried,
        edition=None if carried is None else carried.edition,
    )


def lines_of(preview: Preview, becomes: Becomes) -> tuple[int, ...]:
    """Return the lines of the rows of which that becomes."""
    return tuple(row.line for row in preview.rows if row.becomes is becomes)


def show(file: Path, done: Import, *, every_match: bool) -> None:
    """Write what was read, what was refused, what is likely there already, and what changes."""
    show_rows(file, done)
    for match in done.matches:
        if every_match or match.outcome is Outcome.LIKELY:
            show_match(file, match)
    show_changes(done)
    print("Nothing was published." if done.edition is None else f"Published as edition {done.edition}.")


def show_rows(file: Path, done: Import) -> None:
    """Write how the file was read, what was refused of it, and how its cells were read."""
    for said in done.said:
        print(f"• {file.name}: read as {said}")
    for over in done.passed_over:
        print(f"• {file.name}:{over.line}: passed over: {over.what}")
    for row in done.refused:
        print(f"✗ {refusal_in_words(file, row)}")
    for taken in done.taken:
        for reading in taken.readings:
            print(f"• {file.name}:{taken.line}: {taken.service_id}: {reading}")


def show_changes(done: Import) -> None:
    """Write what changes, how much of the file that is, and what was found of it."""
    for service_id in done.added:
        print(f"+ {service_id}")
    for change in done.changed:
        print(f"~ {change.service_id}: {', '.join(change.fields)}")
    print(
        f"{counted(done.taken, 'row')} taken, {counted(done.refused, 'cell')} refused; {len(done.added)} added, "
        f"{len(done.changed)} changed, {done.unchanged} as before"
    )
    if done.carried is not None:
        for finding in done.carried.report.findings:
            print(finding_line(finding, done.carried.blocking))
        for words in done.carried.report.differences:
            print(f"• {words}")


def show_match(file: Path, match: RowMatch) -> None:
    """Write what a row is beside the entries that exist, and each that it may be with the reasons."""
    waits = match.becomes is Becomes.TO_CHOOSE
    print(f"{'?' if waits else '='} {file.name}:{match.line}: {match.outcome}: {match.service_id}")
    for candidate in match.candidates:
        where = "another row of this file" if candidate.in_file else "in the directory"
        print(f"    {candidate.service_id}, {candidate.name} ({where}): {', '.join(candidate.reasons)}")


def tell_what_to_mend(done: Import) -> None:
    """Say what keeps the file from being taken whole."""
    if done.refused:
        tell(f"{counted(done.refused, 'cell')} refused: mend them, or take the good rows with --take-good")
    if done.to_choose:
        tell(
            f"{counted(done.to_choose, 'row')} likely there already: say what each is with --take-as LINE=ID, --new LINE or "
            "--leave-out LINE, or leave them out with --take-good"
        )
