"""`crisis move`: from SQLite to PostgreSQL when one machine is not enough, or back."""

from __future__ import annotations

import asyncio

import click
import sqlalchemy as sa

from cli.asking import json_option, now
from cli.backup import show_copied
from cli.exits import ExitCode, Stopped
from cli.home import opened_database
from store.backup import Copied, copy_database
from store.database import Database


@click.command
@click.argument("address", metavar="DATABASE_URL")
@json_option
def command(address: str, as_json: bool) -> None:
    """Copy everything into the empty database at DATABASE_URL, such as postgresql://user@host/crisis.

    The one in use stays as it is: stop the servers first, then start them with CRISIS_DATABASE_URL set to the new address.
    """
    show_copied(asyncio.run(moved_to(address)), "moved", as_json=as_json)


async def moved_to(address: str) -> Copied:
    """Copy the database of the home that the environment names."""
    try:
        target = Database(address)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError):
        raise Stopped(ExitCode.BAD_INPUT, "DATABASE_URL: expected an address as postgresql://user@host/name") from None
    try:
        async with opened_database() as database:
            await database.migrate()
            return await copy_database(database, target, now())
    finally:
        await target.close()
