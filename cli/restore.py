"""`crisis restore`: a backup, put back into an empty database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cli.asking import json_option
from cli.backup import show_copied
from cli.home import opened_database
from store.backup import Copied, restore_backup


@click.command
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Put the backup in FILE back, into a database that is new: of either kind, whatever kind it was made of.

    Nothing is put back from a file that was cut short or altered, nor over anything that is there.
    """
    show_copied(asyncio.run(restore_into_home(file)), "restored", as_json=as_json)


async def restore_into_home(file: Path) -> Copied:
    """Restore into the home that the environment names."""
    async with opened_database() as database:
        return await restore_backup(database, file)
