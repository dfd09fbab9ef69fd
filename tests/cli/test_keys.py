"""`crisis keys`: a secret is shown once, kept nowhere, and proves its role until it is revoked or expires."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from directory.reader import KEEPERS, Role
from store.home import open_home
from tests.cli.conftest import Run


def role_of(home: Path, secret: str, at: datetime | None = None) -> Role | None:
    """Ask the home what a secret proves."""

    async def ask() -> Role | None:
        instant = at or datetime.now(UTC)
        async with open_home(home, at=instant) as opened:
            await opened.proofs.keep_up(at=instant)
            line = opened.keys.line_of(secret, at=instant)
            return None if line is None else line.role

    return asyncio.run(ask())


def test_a_key_proves_its_role_until_it_is_revoked(run: Run, home: Path) -> None:
    made = run("keys", "make", "--role", "police", "--label", "control room")
    secret = made.stdout.strip()

    assert made.exit_code == 0
    assert role_of(home, secret) is Role.POLICE
    key = json.loads(run("keys", "list", "--json").stdout)["keys"][0]
    assert (key["role"], key["label"]) == ("police", "control room")

    assert run("keys", "revoke", key["key_id"]).exit_code == 0
    assert role_of(home, secret) is None
    assert "revoked" in run("keys", "list").stdout
    assert run("keys", "revoke", key["key_id"]).exit_code == 2


def test_the_secret_is_shown_once_and_kept_nowhere(run: Run, home: Path) -> None:
    secret = json.loads(run("keys", "make", "--role", "nhs111", "--label", "x", "--json").stdout)["secret"]

    assert secret not in run("keys", "list").output
    assert secret not in run("keys", "list", "--json").output
    kept = [file.read_bytes() for file in home.rglob("*") if file.is_file() and not file.is_symlink()]
    assert not any(secret.encode() in content for content in kept)


def test_keys_are_made_for_those_who_propose_and_publish_changes(run: Run, home: Path) -> None:
    for role in KEEPERS:
        secret = run("keys", "make", "--role", role, "--label", "the directory's keepers").stdout.strip()
        assert role_of(home, secret) is role


@pytest.mark.parametrize(("column", "written"), [("role", "dentist"), ("scopes", "read teleport"), ("remit", '{"later": 1}')])
def test_a_key_of_a_later_version_is_listed_as_it_stands_and_can_be_revoked(
    run: Run, home: Path, column: str, written: str
) -> None:
    for label in ("of later", "of now"):
        run("keys", "make", "--role", "curator", "--label", label)
    with closing(sqlite3.connect(home / "crisis.sqlite3", isolation_level=None)) as database:
        database.execute(f"UPDATE api_key SET {column} = ? WHERE label = 'of later'", (written,))

    later, now = json.loads(run("keys", "list", "--json").stdout)["keys"]
    stands = later[column]
    assert (" ".join(stands) if column == "scopes" else stands) == written
    assert (later["label"], now["label"], now["role"]) == ("of later", "of now", "curator")
    shown = run("keys", "list")
    assert (shown.exit_code, "of now" in shown.stdout) == (0, True)
    assert run("keys", "revoke", later["key_id"]).exit_code == 0
    assert "revoked" in run("keys", "list").stdout


def test_a_key_ends_after_its_days(run: Run, home: Path) -> None:
    secret = run("keys", "make", "--role", "amhp", "--label", "x", "--days", "30").stdout.strip()
    made = datetime.now(UTC)

    assert role_of(home, secret, made + timedelta(days=29)) is Role.AMHP
    assert role_of(home, secret, made + timedelta(days=31)) is None
    assert "holds until" in run("keys", "list").stdout


def test_without_a_database_keys_cannot_be_made_and_it_is_said(run: Run, home: Path) -> None:
    (home / "crisis.sqlite3").write_bytes(b"this is no database" * 100)

    done = run("keys", "make", "--role", "police", "--label", "x")

    assert done.exit_code == 4
    assert "crisis: the database cannot be used" in done.stderr


def test_a_curators_key_says_what_it_keeps_and_what_it_is_for(run: Run) -> None:
    made = run(
        *("keys", "make", "--role", "curator", "--label", "a trust", "--area", "icb:QPM", "--area", "police:E23000022"),
        *("--organization", "A Trust", "--scope", "read", "--scope", "curate"),
    )
    assert made.exit_code == 0, made.output
    assert "keeps icb:QPM, police:E23000022, A Trust, for read, curate, until" in made.stderr
    (key,) = json.loads(run("keys", "list", "--json").stdout)["keys"]
    assert key["remit"] == {"areas": ["icb:QPM", "police:E23000022"], "organizations": ["A Trust"]}
    assert key["scopes"] == ["read", "curate"]
    assert "icb:QPM" in run("keys", "list").stdout


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--role", "police", "--area", "icb:QPM"), "--area, --organization"),
        (("--role", "publisher", "--organization", "marker"), "--area, --organization"),
        (("--role", "curator", "--area", "marker"), "--area"),
        (("--role", "police", "--scope", "curate"), "--scope"),
        (("--role", "curator", "--scope", "publish"), "--scope"),
        (("--role", "carer"), "--role"),
        (("--role", "public"), "--role"),
    ],
)
def test_what_a_key_cannot_be_made_for_is_refused(run: Run, words: tuple[str, ...], where: str) -> None:
    done = run("keys", "make", "--label", "x", *words)
    assert done.exit_code == 2
    assert f"{where}: expected" in done.stderr
    assert "marker" not in done.output
    assert json.loads(run("keys", "list", "--json").stdout)["keys"] == []
