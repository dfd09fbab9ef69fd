"""`crisis replay`: the answer of a decision, worked out again from what was recorded with it."""

from __future__ import annotations

import asyncio

import click
import msgspec

from cli.asking import json_option, now, reader_option
from cli.exits import ExitCode, Stopped, finish
from cli.home import opened_home
from cli.shown import show_answer
from directory.reader import Role
from routing.answer import Answer
from routing.visibility import as_seen_by
from store.decisions import LoggedDecision
from store.errors import NotKept
from store.home import Home
from store.replay import answer_again, what_differs


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, its answer worked out again, and in what that differs from the one that was given."""

    decision: LoggedDecision
    answer: Answer
    identical: bool
    differs: tuple[str, ...]


@click.command
@click.argument("decision")
@reader_option
@json_option
def command(decision: str, reader: Role, as_json: bool) -> None:
    """Give a logged answer again, from that night's data.

    Says whether it is byte for byte the answer that was given; ends with 1, and says why, where it is not.
    """
    replay = asyncio.run(replay_from_home(decision))
    shown = msgspec.structs.replace(replay, answer=as_seen_by(replay.answer, reader))
    if as_json:
        click.echo(msgspec.json.encode(shown))
    else:
        show_replay(shown)
    finish(ExitCode.FINE if replay.identical else ExitCode.WRONG)


async def replay_from_home(decision_id: str) -> Replay:
    """Find the decision and its edition, and answer again."""
    async with opened_home(now()) as opened:
        logged = await find_decision(opened.home, decision_id)
        try:
            edition = await opened.home.edition(logged.decision.edition)
        except NotKept as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None
        answer = answer_again(logged.decision, edition, opened.gazetteer)
        differs = what_differs(logged, answer, edition, opened.gazetteer)
    return Replay(decision=logged, answer=answer, identical=not differs, differs=differs)


async def find_decision(home: Home, decision: str) -> LoggedDecision:
    """Find a decision by the id that its answer shows, with the reader behind it where several were given that answer."""
    found = [logged for reader in ("", *Role) for logged in await kept_under(home, f"{decision}-{reader}".rstrip("-"))]
    match found:
        case [logged]:
            return logged
        case []:
            raise Stopped(ExitCode.BAD_INPUT, "no decision of that id is kept here")
        case _:
            ids = ", ".join(logged.decision.decision_id for logged in found)
            raise Stopped(ExitCode.BAD_INPUT, f"expected one of {ids}: several readers were given this answer")


async def kept_under(home: Home, decision_id: str) -> tuple[LoggedDecision, ...]:
    """Return the decision that is kept under exactly that id, or none."""
    try:
        return (await home.decision(decision_id),)
    except NotKept:
        return ()


def show_replay(replay: Replay) -> None:
    """Write the answer for people, when and to whom it was given, and whether it is the same."""
    show_answer(replay.answer, why=True)
    kept = replay.decision.decision
    print(f"Given to {kept.reader} at {kept.decided_at:%Y-%m-%d %H:%M:%S} UTC from edition {kept.edition}.")
    if replay.identical:
        print(f"Byte for byte the answer that was given (SHA-256 {kept.answer_sha256}).")
    else:
        print("NOT byte for byte the answer that was given:", *replay.differs, sep="\n  ")
