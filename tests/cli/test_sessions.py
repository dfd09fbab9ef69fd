"""`crisis sessions`: who is signed in, and ending it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from directory.reader import Reader, Role
from store.home import open_home
from tests.cli.conftest import Run


def signed_in(home: Path, *names: str) -> list[str]:
    """Sign people in and return their tokens."""

    async def begin() -> list[str]:
        at = datetime.now(UTC)
        async with open_home(home, at=at) as opened:
            return [await opened.sessions.begin(Reader(role=Role.POLICE, name=name), at=at) for name in names]

    return asyncio.run(begin())


def names_of(run: Run) -> list[str]:
    return [line["reader"]["name"] for line in json.loads(run("sessions", "list", "--json").stdout)["sessions"]]


def test_sessions_are_listed_without_what_proves_them_and_ended_one_by_one_or_all(run: Run, home: Path) -> None:
    tokens = signed_in(home, "Pat", "Sam", "Alex")
    listed = run("sessions", "list").stdout
    assert "Pat" in listed
    assert not any(token in listed + run("sessions", "list", "--json").stdout for token in tokens)

    session_id = json.loads(run("sessions", "list", "--json").stdout)["sessions"][0]["session_id"][:12]
    gone = names_of(run)[0]
    assert run("sessions", "end", session_id).exit_code == 0
    assert gone not in names_of(run)
    assert run("sessions", "end", session_id).exit_code == 2

    assert "Ended: 2." in run("sessions", "end", "--all").stdout
    assert names_of(run) == []


def test_a_session_of_a_later_version_is_listed_as_it_stands_and_can_be_ended(run: Run, home: Path) -> None:
    signed_in(home, "Pat", "Sam")
    with closing(sqlite3.connect(home / "crisis.sqlite3", isolation_level=None)) as database:
        database.execute("UPDATE session SET role = 'dentist' WHERE name = 'Pat'")

    listed = json.loads(run("sessions", "list", "--json").stdout)["sessions"]
    assert {line["reader"]["name"]: line["reader"]["role"] for line in listed} == {"Pat": "dentist", "Sam": "police"}
    assert "dentist" in run("sessions", "list").stdout
    (later,) = [line["session_id"] for line in listed if line["reader"]["role"] == "dentist"]
    assert run("sessions", "end", later).exit_code == 0
    assert names_of(run) == ["Sam"]


def test_which_session_is_to_end_must_be_said(run: Run) -> None:
    for words in ((), ("0" * 12, "--all"), ("%",)):
        assert run("sessions", "end", *words).exit_code == 2
