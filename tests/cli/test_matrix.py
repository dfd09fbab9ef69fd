"""Every command, for every role that `--as` takes, with every kind of contact: what is not the reader's comes out nowhere.

A command that this page does not know fails the first test: add its line to `ASKED` if it takes `--as`; if it is for whoever
holds the machine, to `HELD` with a call of it, or to `LEFT` with the reason.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import msgspec
import pytest

import cli.home
from cli.main import COMMANDS, main
from directory.reader import Role
from store.editions import Signature
from store.first_use import open_gazetteer
from store.home import open_home
from tests.cli.conftest import Run, copy_home, the_command_in
from tests.planting import FORCE, PLACE, PLANTED, marks_in, marks_of, planted
from tests.store.makers import NOON

OFFICER = ("--caller", "police", "--place", PLACE, "--fact", "s136=considering")

ASKED: dict[str, tuple[tuple[str, ...], ...]] = {
    "answer": (("answer", *OFFICER, "--at", "2026-12-25T03:10"),),
    "search": (("search", "planted", "--place", PLACE, "--json"),),
    "timeline": (("timeline", *OFFICER, "--from", "2026-12-25", "--days", "1"),),
    "export": (("export", "--format", "json"), ("export", "--format", "compact")),
    "replay": (("replay", "{decision}", "--json"),),
}
"""Commands that read as somebody."""

HELD: dict[str, tuple[tuple[str, ...], ...]] = {
    "place": (("place", PLACE), ("place", "planted-police")),
    "check": (("check", "--log"),),
    "due": (("due",), ("due", "--json"), ("due", "--area", FORCE, "--json")),
    "figures": (("figures",), ("figures", "--csv"), ("figures", "--json")),
    "sessions": (("sessions", "list"), ("sessions", "end", "zqc101qz")),
    "keys": (("keys", "list"), ("keys", "revoke", "zqc101qz")),
}
"""Commands that speak of no entry's contacts, whoever holds the machine."""

LEFT = {
    "evaluate": "prints what scenarios lack: kinds and ids",
    "prove": "needs a minute; what it prints of a gap is tested in tests/cli/test_prove.py",
    "import": "prints what the holder of the machine gives it",
    "publish": "prints what the holder of the machine gives it",
    "undo": "prints what a change of the holder's did, as publish does",
    "diff": "is for who holds the machine, and shows them everything",
    "backup": "writes all that the database holds, for who holds the machine; prints counts (tests/cli/test_backup.py)",
    "restore": "prints counts",
    "move": "prints counts",
    "migrate": "prints the version of the tables",
    "serve": "is tests/web/test_matrix.py",
}


@pytest.fixture(scope="module")
def places_read_once() -> Iterator[None]:
    """Let all these commands share the places, which nobody keeps from anybody and which take longest to read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli.home, "open_gazetteer", cache(open_gazetteer))
        yield


@pytest.fixture(scope="module")
def door(places_read_once: None, shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, str]:
    """Give the command in a home with every kind of contact, and the id of a decision of it."""
    home = copy_home(shipped_home, tmp_path_factory.mktemp("matrix") / "home")

    async def publish() -> None:
        # Of the entries that ship only England's: a command compiles every entry that there is, each time.
        services = tuple(one for one in planted().services if one in PLANTED or "country:england" in one.areas)
        contents = msgspec.structs.replace(planted(), services=services)
        async with open_home(home, at=NOON) as opened:
            await opened.publish(contents, Signature(by="A Curator", reason="a test", at=NOON), based_on=1)

    asyncio.run(publish())
    run = the_command_in(home)
    return run, str(json.loads(run("answer", *OFFICER, "--json").stdout)["decision"])


def test_every_command_is_asked_or_left_with_a_reason() -> None:
    assert set(COMMANDS) == {*ASKED, *HELD, *LEFT}


def test_every_command_that_reads_as_somebody_is_asked() -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in COMMANDS}
    reading = {name for name, found in commands.items() if found and any(one.name == "reader" for one in found.params)}
    assert reading == set(ASKED)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_the_readers_comes_out_of_no_command(door: tuple[Run, str], role: Role) -> None:
    run, decision = door
    for commands in ASKED.values():
        for words in commands:
            done = run(*(word.format(decision=decision) for word in words), "--as", role)
            assert done.exit_code == 0, done.output
            assert marks_in(done.output + done.stderr) <= marks_of(role), words
    exported = run("export", "--format", "json", "--as", role).stdout
    assert marks_in(exported) == marks_of(role)


@pytest.mark.parametrize("words", [words for commands in HELD.values() for words in commands], ids=" ".join)
def test_commands_that_speak_of_no_contact_name_none(door: tuple[Run, str], words: tuple[str, ...]) -> None:
    done = door[0](*words)
    assert marks_in(done.output + done.stderr) - marks_in(" ".join(words)) == set()
