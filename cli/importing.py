"""`crisis import`: a compact CSV into the edition in force; nothing changes until --publish."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped, finish
from cli.home import Opened, opened_home, read_compact_file, refusal_in_words
from cli.shown import counted, tell
from directory.contact import Contact
from directory.opening import Window
from directory.places import Gazetteer
from directory.service import Service, ServiceId
from routing.edition import Edition, compile_edition
from seed.compact import CompactReading, RefusedRow, TakenRow
from seed.merge import merge_compact
from store.editions import Contents, Signature, contents_of, seal


class Change(msgspec.Struct, frozen=True):
    """One service that the file changes, and the fields that differ."""

    service_id: ServiceId
    fields: tuple[str, ...]


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds and what it changes. `edition` is the number published, None for a dry run."""

    taken: tuple[TakenRow, ...]
    refused: tuple[RefusedRow, ...]
    added: tuple[ServiceId, ...]
    changed: tuple[Change, ...]
    unchanged: int
    edition: int | None


@click.command
@click.argument("file", metavar="FILE.csv")
@click.option("--take-good", is_flag=True, help="Go on with the good rows where others are refused.")
@click.option("--publish/--dry-run", default=False, help="Publish a new edition; --dry-run (the default) changes nothing.")
@click.option("--by", default="command line", help="Who publishes.")
@click.option("--reason", default="import of a compact CSV", help="Why.")
@json_option
def command(file: str, take_good: bool, publish: bool, by: str, reason: str, as_json: bool) -> None:
    """Merge a compact CSV into the directory.

    Says what is wrong with the file, how its cells are read and what it changes; nothing is published without --publish.
    A service that is there already is changed where its cells differ, and what no column carries stays; any other is
    added; none is taken away. Ends with 2 where rows are refused: then nothing is published without --take-good, and
    a contact whose row may be one of those stays.
    """
    signature = Signature(by=by, reason=reason, at=now())
    done = asyncio.run(import_into_home(Path(file), signature, publish=publish, take_good=take_good))
    if as_json:
        click.echo(msgspec.json.encode(done))
    else:
        show(Path(file), done)
    if done.refused and not take_good:
        tell(f"{counted(done.refused, 'cell')} refused: mend them, or take the good rows with --take-good")
        finish(ExitCode.BAD_INPUT)
    if not publish and (done.added or done.changed):
        tell("this was a dry run: --publish makes it the next edition")


async def import_into_home(file: Path, signature: Signature, *, publish: bool, take_good: bool) -> Import:
    """Read the file, compare it with the edition in force, and publish if that is asked for and nothing stands against it."""
    async with opened_home(signature.at) as opened:
        reading = read_compact_file(file, opened.gazetteer)
        held = await opened.edition_in_force(signature.at)
        services = merge_compact(held.services, reading, opened.gazetteer)
        found = compare(held, reading, services)
        if not publish or (reading.refused and not take_good) or not (found.added or found.changed):
            return found
        published = await publish_services(opened, held, services, signature)
    return msgspec.structs.replace(found, edition=published.number)


def compare(held: Edition, reading: CompactReading, services: tuple[Service, ...]) -> Import:
    """Say what the services of the file, as they become, change in the edition."""
    before = {service.id: service for service in held.services}
    differ = [service for service in services if before.get(service.id) != service]
    return Import(
        taken=reading.taken,
        refused=reading.refused,
        added=tuple(service.id for service in differ if service.id not in before),
        changed=tuple(
            Change(service.id, tuple(differing(before[service.id], service))) for service in differ if service.id in before
        ),
        unchanged=len(services) - len(differ),
        edition=None,
    )


def differing(before: Service, after: Service) -> Iterator[str]:
    """Yield the fields in which two entries differ, those of a contact with its id."""
    for name in Service.__struct_fields__:
        if name != "contacts" and getattr(before, name) != getattr(after, name):
            yield name
    held = {contact.id: contact for contact in before.contacts}
    for contact in after.contacts:
        known = held.pop(contact.id, None)
        if known is None:
            yield f"{contact.id} (new)"
            continue
        for name in Contact.__struct_fields__:
            if getattr(known, name) != getattr(contact, name):
                yield f"{contact.id}.{name}"
    yield from (f"{contact_id} (gone)" for contact_id in held)


async def publish_services(opened: Opened, held: Edition, services: tuple[Service, ...], signature: Signature) -> Edition:
    """Publish the edition with these services added, or in the place of those with the same id."""
    merged = {service.id: service for service in (*held.services, *services)}
    contents = msgspec.structs.replace(contents_of(held), services=tuple(merged.values()))
    refuse_faults(contents, opened.gazetteer, signature)
    return await opened.home.publish(contents, signature, based_on=held.number)


def refuse_faults(merged: Contents, gazetteer: Gazetteer, signature: Signature) -> None:
    """Stop where the hours of a service cannot be worked out."""
    compiled = compile_edition(seal(merged, 0, "", signature.at), gazetteer, Window.around(signature.at))
    for fault in compiled.faults:
        tell(f"{fault.service_id}: {fault.what}")
    if compiled.faults:
        raise Stopped(ExitCode.WRONG, "nothing was published")


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
    print("Nothing was published." if done.edition is None else f"Published as edition {done.edition}.")
