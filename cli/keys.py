"""`crisis keys`: API keys, by which professionals are known. A secret is shown once and kept nowhere."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import click
import msgspec
from rich.table import Table

from cli.asking import RoleType, WholeNumber, json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.shown import console, tell
from directory.reader import Role
from store.errors import NotKept
from store.keys import KeyLine

LONGEST_DAYS = 3650
LONGEST_LABEL = 200


@click.group
def command() -> None:
    """Make, list and revoke API keys."""


@command.command
@click.option("--role", type=RoleType(), required=True, help="The reader that the key proves: nhs111, police, ambulance ...")
@click.option("--label", required=True, help="Who holds it: a system or a team, not a person.")
@click.option("--days", type=WholeNumber(1, LONGEST_DAYS), default=365, show_default=True, help="For how many days it holds.")
@json_option
def make(role: Role, label: str, days: int, as_json: bool) -> None:
    """Make a key and show its secret, once."""
    if not 0 < len(label) <= LONGEST_LABEL:
        raise Stopped(ExitCode.BAD_INPUT, f"--label: expected 1 to {LONGEST_LABEL} characters")
    if role is Role.PUBLIC:
        raise Stopped(ExitCode.BAD_INPUT, "--role: expected another role than public, which needs no key")
    at = now()
    secret, expires_at = asyncio.run(make_in_home(role, label, at, days))
    if as_json:
        click.echo(msgspec.json.encode({"secret": secret, "role": role, "expires_at": expires_at}))
    else:
        print(secret)
        tell(f"{role}, until {expires_at:%Y-%m-%d}. Note it now: it is shown once and kept nowhere.")


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List every key, revoked and expired ones too, without secrets."""
    keys = asyncio.run(keys_of_home())
    if as_json:
        click.echo(msgspec.json.encode({"keys": keys}))
    else:
        show(keys, now())


@command.command
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """End a key, for good."""
    asyncio.run(revoke_in_home(key_id))
    print("Revoked: a running server refuses it within two seconds.")


async def make_in_home(role: Role, label: str, at: datetime, days: int) -> tuple[str, datetime]:
    """Make the key; return its secret and when it ends."""
    expires_at = at + timedelta(days=days)
    async with opened_home(at) as opened:
        return await opened.home.keys.make(role, label, at=at, expires_at=expires_at), expires_at


async def keys_of_home() -> tuple[KeyLine, ...]:
    """Return every key."""
    async with opened_home(now()) as opened:
        return await opened.home.keys.list()


async def revoke_in_home(key_id: str) -> None:
    """End the key."""
    at = now()
    async with opened_home(at) as opened:
        try:
            await opened.home.keys.revoke(key_id, at=at)
        except NotKept as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None


def show(keys: tuple[KeyLine, ...], at: datetime) -> None:
    """Write the keys as a table."""
    table = Table("id", "role", "label", "made", "state", "last used", box=None, padding=(0, 2, 0, 0))
    for key in keys:
        used = "never" if key.last_used_at is None else f"{key.last_used_at:%Y-%m-%d}"
        table.add_row(key.key_id, key.role, key.label, f"{key.made_at:%Y-%m-%d}", state_of(key, at), used)
    console().print(table)


def state_of(key: KeyLine, at: datetime) -> str:
    """Say whether a key holds."""
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "holds"
    return f"expired {key.expires_at:%Y-%m-%d}" if key.expires_at <= at else f"holds until {key.expires_at:%Y-%m-%d}"
