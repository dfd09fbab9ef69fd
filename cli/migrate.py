"""`crisis migrate`: bring the tables to this version before the servers start."""

from __future__ import annotations

import asyncio

import click

from cli.home import opened_database


@click.command
def command() -> None:
    """Bring the database to this version, with everything in it; doing it again changes nothing.

    A server does so by itself when it starts. With several servers do it once beforehand, from one machine.
    """
    before, after = asyncio.run(migrated())
    print(f"the tables are of version {after}" + ("" if before == after else f"; they were of {before or 'none'}"))


async def migrated() -> tuple[str | None, str | None]:
    """Migrate the database of the home; return its version before and after."""
    async with opened_database() as database:
        before = await database.version()
        await database.migrate()
        return before, await database.version()
