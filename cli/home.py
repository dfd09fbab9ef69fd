"""Opening the home for one command: database, places, the edition in force."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from cli.exits import ExitCode, Stopped
from cli.shown import counted, tell
from directory.errors import SourceRejected
from directory.opening import Window
from directory.places import Gazetteer
from routing.edition import CompiledEdition, Edition, compile_edition
from seed.compact import CompactReading, read_compact
from seed.load import load_holidays
from seed.policy import load_policy
from seed.sheet import RefusedRow
from store.checking import Checker
from store.database import Database
from store.editions import Contents, seal
from store.first_use import home_path, open_gazetteer
from store.home import SHIPPED_NUMBER, Current, Home, Origin, database_of, open_home
from store.queue import PATIENCE


class Opened(msgspec.Struct, frozen=True):
    """A home that is open, with the places, and what checks changes of it."""

    home: Home
    gazetteer: Gazetteer
    checker: Checker

    async def edition_in_force(self, at: datetime) -> Edition:
        """Return the edition to answer from; say on standard error where it did not come from the database."""
        current = await self.home.current_edition(at)
        if current.origin is not Origin.DATABASE:
            tell(where_from(current, at))
        return current.edition


@asynccontextmanager
async def opened_database() -> AsyncIterator[Database]:
    """Open the database of the home that the environment names, and nothing else of it: nothing is published in it."""
    path = home_path(os.environ)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = database_of(path, os.environ.get("CRISIS_DATABASE_URL") or None)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_home(at: datetime, *, patience: float = PATIENCE) -> AsyncIterator[Opened]:
    """Open the home that the environment names, made on first use; in the end what waits has `patience` to be delivered."""
    path = home_path(os.environ)
    gazetteer = open_gazetteer(path, tell)
    database_url = os.environ.get("CRISIS_DATABASE_URL") or None
    async with open_home(path, at=at, database_url=database_url, patience=patience) as home:
        yield Opened(home, gazetteer, Checker(gazetteer, home.scenarios))


def compiled_around(edition: Edition, gazetteer: Gazetteer, at: datetime) -> CompiledEdition:
    """Compile the edition for the instant, and say what is wrong with the data of single services."""
    compiled = compile_edition(edition, gazetteer, Window.around(at))
    for fault in compiled.faults:
        tell(f"{fault.service_id}: {fault.what}")
    return compiled


def opened_places() -> Gazetteer:
    """Open the places alone."""
    return open_gazetteer(home_path(os.environ), tell)


def compact_edition(file: Path, gazetteer: Gazetteer, at: datetime, *, take_good: bool) -> Edition:
    """Make an edition of a compact file with the policy and the bank holidays that ship.

    A row that is refused stops the command, unless the good rows alone are to be taken.
    """
    reading = read_compact_file(file, gazetteer)
    for row in reading.refused:
        tell(refusal_in_words(file, row))
    if reading.refused and not take_good:
        raise Stopped(ExitCode.BAD_INPUT, f"{file.name}: {counted(reading.refused, 'cell')} cannot be read")
    contents = Contents(
        services=reading.services, holidays=load_holidays(), policy=load_policy(), places_vintage=gazetteer.vintage
    )
    return seal(contents, SHIPPED_NUMBER, "", at)


def read_compact_file(file: Path, gazetteer: Gazetteer) -> CompactReading:
    """Read a compact file; SourceRejected where no row of it can be read."""
    return read_compact(content_of(file), gazetteer, file.name)


def content_of(file: Path) -> bytes:
    """Return what a file holds."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise SourceRejected(file.name, None, None, f"a file that can be read ({fault.strerror})") from None


def refusal_in_words(file: Path, row: RefusedRow) -> str:
    """Say where a row is refused, and what was expected there."""
    return f"{file.name}:{row.line}: {row.field}: expected {row.expected}"


def where_from(current: Current, at: datetime) -> str:
    """Say what an edition was taken from instead of the database, and how old the knowledge is."""
    hours = current.age(at).total_seconds() / 3600
    return f"the database cannot be used: answering from the {current.origin}, last confirmed {hours:.0f} hours ago"
