"""`crisis import`: a compact CSV into the edition in force; nothing changes until --publish."""

from __future__ import annotations

import asyncio
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
from cli.exits import ExitCode, finish
from cli.home import opened_home, read_compact_file, refusal_in_words
from cli.shown import counted, tell
from directory.service import Service, ServiceId
from routing.change import ChangeSet
from routing.edition import Edition
from routing.edits import What
from seed.compact import CompactReading, RefusedRow, TakenRow
from seed.merge import merge_compact
from store.editions import Signature


class Change(msgspec.Struct, frozen=True):
    """One service that the file changes, and the fields that differ."""

    service_id: ServiceId
    fields: tuple[str, ...]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds and what it changes.

    `carried` says what was found of that and how far it came, None where nothing changes; `edition` is the number published.
    """

    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]
    added: tuple[ServiceId, ...]
    changed: tuple[Change, ...]
    unchanged: int
    carried: Carried | None
    edition: int | None


@click.command
@click.argument("file", metavar="FILE.csv")
@click.option("--take-good", is_flag=True, help="Go on with the good rows where others are refused.")
@click.option("--publish/--dry-run", default=False, help="Publish a new edition; --dry-run (the default) changes nothing.")
@accepts
@click.option("--by", metavar="NAME", help="Who publishes, or accepts.")
@click.option("--reason", default="import of a compact CSV", help="Why.")
@json_option
def command(  # noqa: PLR0913 (one argument for each option)
    *,
    file: str,
    take_good: bool,
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
    added; none is taken away. Ends with 2 where rows are refused: then nothing is published without --take-good, and
    a contact whose row may be one of those stays. What changes is checked as `crisis publish` does it, and ends with 1
    where something stands against it.
    """
    signature = Signature(by=by or NOBODY, reason=reason, at=now())
    accepted = acceptances(codes, because, by)
    done = asyncio.run(import_into_home(Path(file), signature, accepted, publish=publish, take_good=take_good))
    if as_json:
        click.echo(msgspec.json.encode(done))
    else:
        show(Path(file), done)
    if done.refused and not take_good:
        tell(f"{counted(done.refused, 'cell')} refused: mend them, or take the good rows with --take-good")
        finish(ExitCode.BAD_INPUT)
    carried = done.carried
    if carried is not None and carried.blocking:
        if publish:
            tell_how_to_go_on(carried)
        finish(ExitCode.WRONG)
    if carried is not None and not publish:
        tell("this was a dry run: --publish makes it the next edition")


async def import_into_home(
    file: Path, signature: Signature, accepted: tuple[Acceptance, ...], *, publish: bool, take_good: bool
) -> Import:
    """Read the file, compare it with the edition in force, and publish if that is asked for and nothing stands against it."""
    async with opened_home(signature.at) as opened:
        reading = read_compact_file(file, opened.gazetteer)
        held = await opened.edition_in_force(signature.at)
        change = changed_by(held, merge_compact(held.services, reading, opened.gazetteer))
        if not change.services:
            return imported(reading, None)
        if not publish or (reading.refused and not take_good):
            return imported(reading, await tried(opened, change, signature))
        return imported(reading, await carried_through(opened, change, signature, accepted))


def changed_by(held: Edition, services: tuple[Service, ...]) -> ChangeSet:
    """Return those of the services that the edition does not hold as they are."""
    before = {service.id: service for service in held.services}
    differ = tuple(service for service in services if before.get(service.id) != service)
    return ChangeSet(made_on=held.number, services=differ)


def imported(reading: CompactReading, carried: Carried | None) -> Import:
    """Say what a file holds, what it changes, and how far that came; None: it changes nothing."""
    edits = () if carried is None else carried.report.edits
    changed = tuple(
        Change(edit.name, tuple(field.field for field in edit.fields)) for edit in edits if edit.what is What.CHANGED
    )
    return Import(
        taken=reading.taken,
        refused=reading.refused,
        added=tuple(edit.name for edit in edits if edit.what is What.ADDED),
        changed=changed,
        unchanged=len({service.id for service in reading.services}) - len(edits),
        carried=carried,
        edition=None if carried is None else carried.edition,
    )


def show(file: Path, done: Import) -> None:
    """Write what was read, what was refused, and what changes."""
    for row in done.refused:
        print(f"✗ {refusal_in_words(file, row)}")
    for taken in done.taken:
        for reading in taken.readings:
            print(f"• {file.name}:{taken.line}: {taken.service_id}: {reading}")
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
    print("Nothing was published." if done.edition is None else f"Published as edition {done.edition}.")
