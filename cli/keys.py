"""`crisis keys`: API keys, by which professionals are known. A secret is shown once and kept nowhere."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta

import click
import msgspec
from rich.table import Table

from cli.asking import RoleType, WholeNumber, json_option, now
from cli.exits import ExitCode, Stopped
from cli.home import opened_home
from cli.shown import console, tell
from directory.reader import ANYBODY, Remit, Role, Scope, scopes_of
from store.errors import NotKept
from store.keys import KeyLine, UnreadKey

LONGEST_DAYS = 3650
LONGEST_LABEL = 200
_AREA = re.compile(r"[a-z]+:[A-Z0-9]+")


@click.group
def command() -> None:
    """Make, list and revoke API keys."""


@command.command
@click.option("--role", type=RoleType(), required=True, help="The reader that the key proves: nhs111, police, ambulance ...")
@click.option("--label", required=True, help="Who holds it: a system or a team, not a person.")
@click.option("--area", "areas", multiple=True, help="An area that a curator keeps, as police:E23000022. Repeatable.")
@click.option("--organization", "organizations", multiple=True, help="An organisation that a curator keeps. Repeatable.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may be used for; all that the role may do, if not given. Repeatable.",
)
@click.option("--days", type=WholeNumber(1, LONGEST_DAYS), default=365, show_default=True, help="For how many days it holds.")
@json_option
def make(role: Role, label: str, days: int, as_json: bool, **narrowed: tuple[str, ...]) -> None:
    """Make a key and show its secret, once."""
    if not 0 < len(label) <= LONGEST_LABEL:
        raise Stopped(ExitCode.BAD_INPUT, f"--label: expected 1 to {LONGEST_LABEL} characters")
    if role in ANYBODY:
        raise Stopped(ExitCode.BAD_INPUT, f"--role: expected another role than {role}, which needs no key")
    at = now()
    expires_at = at + timedelta(days=days)
    remit, scopes = remit_of(role, narrowed["areas"], narrowed["organizations"]), scopes_in(role, narrowed["scopes"])
    secret = asyncio.run(make_in_home(role, label, at, expires_at=expires_at, remit=remit, scopes=scopes))
    if as_json:
        made = {"secret": secret, "role": role, "expires_at": expires_at, "remit": remit, "scopes": scopes}
        click.echo(msgspec.json.encode(made))
    else:
        print(secret)
        tell(f"{role}, {kept_in_words(role, remit)}for {', '.join(scopes)}, until {expires_at:%Y-%m-%d}.")
        tell("Note it now: it is shown once and kept nowhere.")


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


def remit_of(role: Role, areas: tuple[str, ...], organizations: tuple[str, ...]) -> Remit | None:
    """Return what a curator's key keeps; None is the whole directory, which every other keeper's keeps."""
    if not areas and not organizations:
        return None
    if role is not Role.CURATOR:
        raise Stopped(ExitCode.BAD_INPUT, "--area, --organization: expected with --role curator only")
    if not all(_AREA.fullmatch(area) for area in areas):
        raise Stopped(ExitCode.BAD_INPUT, "--area: expected a type and a code, such as police:E23000022 or icb:QPM")
    return Remit(areas=areas, organizations=organizations)


def scopes_in(role: Role, written: tuple[str, ...]) -> tuple[Scope, ...]:
    """Return what the key may be used for; what the role may not do is refused, for the key could not either."""
    may_be = scopes_of(role)
    scopes = tuple(scope for scope in Scope if scope in written) or may_be
    if not set(scopes) <= set(may_be):
        raise Stopped(ExitCode.BAD_INPUT, f"--scope: expected what {role} may do: {', '.join(may_be)}")
    return scopes


def kept_in_words(role: Role, remit: Remit | None) -> str:
    """Say what a curator's key keeps."""
    if role is not Role.CURATOR:
        return ""
    return f"keeps {'the whole directory' if remit is None else ', '.join((*remit.areas, *remit.organizations))}, "


async def make_in_home(
    role: Role, label: str, at: datetime, *, expires_at: datetime, remit: Remit | None, scopes: tuple[Scope, ...]
) -> str:
    """Make the key and return its secret."""
    async with opened_home(at) as opened:
        return await opened.home.keys.make(role, label, at=at, expires_at=expires_at, remit=remit, scopes=scopes)


async def keys_of_home() -> tuple[KeyLine | UnreadKey, ...]:
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


def show(keys: tuple[KeyLine | UnreadKey, ...], at: datetime) -> None:
    """Write the keys as a table."""
    table = Table("id", "role", "label", "keeps", "for", "made", "state", "last used", box=None, padding=(0, 2, 0, 0))
    for key in keys:
        used = "never" if key.last_used_at is None else f"{key.last_used_at:%Y-%m-%d}"
        keeps = ", ".join((*key.remit.areas, *key.remit.organizations)) if isinstance(key.remit, Remit) else key.remit
        made = f"{key.made_at:%Y-%m-%d}"
        table.add_row(key.key_id, key.role, key.label, keeps, " ".join(key.scopes), made, state_of(key, at), used)
    console().print(table)


def state_of(key: KeyLine | UnreadKey, at: datetime) -> str:
    """Say whether a key holds."""
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if isinstance(key, UnreadKey):
        return "not known to this version: proves nothing"
    if key.expires_at is None:
        return "holds"
    return f"expired {key.expires_at:%Y-%m-%d}" if key.expires_at <= at else f"holds until {key.expires_at:%Y-%m-%d}"
