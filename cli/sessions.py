"""`crisis sessions`: who is signed in, and ending it: somebody left, a device was lost, roles were changed at the provider."""

from __future__ import annotations

import asyncio

import click
import msgspec
from rich.table import Table

from cli.asking import json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.shown import console
from store.errors import NotKept
from store.sessions import Session, UnreadSession

SHORT = 12
"""How much of an id is shown, and is enough to name a session; by its id nobody can take it up."""


@click.group
def command() -> None:
    """List and end the sessions of those who are signed in."""


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the sessions in force."""
    sessions = asyncio.run(sessions_of_home())
    if as_json:
        click.echo(msgspec.json.encode({"sessions": sessions}))
    else:
        show(sessions)


@command.command
@click.argument("session_id", metavar="ID", required=False)
@click.option("--all", "every_one", is_flag=True, help="End every session.")
def end(session_id: str | None, every_one: bool) -> None:
    """End a session, or all of them."""
    if every_one == (session_id is not None):
        raise Stopped(ExitCode.BAD_INPUT, "expected the id of one session, or --all")
    print(f"Ended: {asyncio.run(end_in_home(session_id))}. A running server refuses them within two seconds.")


async def sessions_of_home() -> tuple[Session | UnreadSession, ...]:
    """Return the sessions in force."""
    at = now()
    async with opened_home(at) as opened:
        return await opened.home.sessions.list(at=at)


async def end_in_home(session_id: str | None) -> int:
    """End one session or, without an id, all, and return how many they were."""
    async with opened_home(now()) as opened:
        if session_id is None:
            return await opened.home.sessions.end_all()
        try:
            await opened.home.sessions.end_by_id(session_id)
        except NotKept as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None
        return 1


def show(sessions: tuple[Session | UnreadSession, ...]) -> None:
    """Write the sessions as a table."""
    table = Table("id", "role", "name", "signed in", "last seen", "ends", box=None, padding=(0, 2, 0, 0))
    for found in sessions:
        times = (f"{instant:%Y-%m-%d %H:%M}" for instant in (found.made_at, found.last_seen_at, found.ends_at))
        table.add_row(found.session_id[:SHORT], found.reader.role, found.reader.name, *times)
    console().print(table)
