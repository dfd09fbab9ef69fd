"""`crisis backup`: everything that the database holds, in one file that proves itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import msgspec

from cli.asking import json_option, now
from cli.home import opened_database
from cli.shown import counted
from store.backup import Copied, write_backup


@click.command
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Write a backup to FILE, as everything stands at one moment; callers are answered meanwhile.

    It holds every edition, change, decision and key, and nobody's sign-in. It is not encrypted: keep it as you keep the
    database.
    """
    show_copied(asyncio.run(backup_of_home(file)), "kept", as_json=as_json)


async def backup_of_home(file: Path) -> Copied:
    """Write the backup of the home that the environment names."""
    async with opened_database() as database:
        await database.migrate()
        return await write_backup(database, file, now())


def show_copied(copied: Copied, done: str, *, as_json: bool) -> None:
    """Say what was copied."""
    if as_json:
        click.echo(msgspec.json.encode(copied))
        return
    for table, rows in copied.rows.items():
        print(f"{rows:>12,} {table}")
    total = counted(range(sum(copied.rows.values())), "row")
    print(f"{total} {done}; edition {copied.edition}, hash {copied.edition_hash}")
