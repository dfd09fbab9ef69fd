"""`crisis replay`: the answer of a decision, worked out again from what was recorded with it."""

from __future__ import annotations

import asyncio
from datetime import datetime

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
from store.replay import Replay, Replayer, find_given


class NotTheSame(msgspec.Struct, frozen=True, kw_only=True):
    """A decision whose answer does not come out as it was given, and why."""

    decision: str
    decided_at: datetime
    edition: int
    differs: tuple[str, ...]


class ReplayedLog(msgspec.Struct, frozen=True, kw_only=True):
    """What came of giving every logged answer again."""

    decisions: int
    identical: int
    different: tuple[NotTheSame, ...]


@click.command
@click.argument("decision", required=False)
@click.option("--all", "whole_log", is_flag=True, help="Give every answer of the log again, and say which are not the same.")
@reader_option
@json_option
def command(decision: str | None, whole_log: bool, reader: Role, as_json: bool) -> None:
    """Give a logged answer again, from that night's data.

    Says whether it is byte for byte the answer that was given; ends with 1, and says why, where it is not.
    """
    if (decision is None) is not whole_log:
        raise Stopped(ExitCode.BAD_INPUT, "expected the id of a decision, or --all")
    if decision is None:
        log = asyncio.run(replay_log())
        click.echo(msgspec.json.encode(log)) if as_json else show_log(log)
        finish(ExitCode.WRONG if log.different else ExitCode.FINE)
        return
    replay = asyncio.run(replay_from_home(decision))
    seen = as_seen_by(replay.answer, reader)
    if as_json:
        click.echo(msgspec.json.encode(msgspec.structs.replace(replay, answer=seen)))
    else:
        show_replay(replay, seen)
    finish(ExitCode.FINE if replay.identical else ExitCode.WRONG)


async def replay_from_home(decision_id: str) -> Replay:
    """Find the decision and its edition, and answer again."""
    async with opened_home(now()) as opened:
        logged = the_one_given(await find_given(opened.home, decision_id))
        try:
            return await Replayer(opened.home, opened.gazetteer).again(logged)
        except NotKept as fault:
            raise Stopped(ExitCode.BAD_INPUT, str(fault)) from None


async def replay_log() -> ReplayedLog:
    """Give every answer of the log again."""
    count, different = 0, []
    async with opened_home(now()) as opened:
        async for replay in Replayer(opened.home, opened.gazetteer).every():
            count += 1
            if replay.differs:
                kept = replay.decision.decision
                different.append(
                    NotTheSame(
                        decision=kept.decision_id, decided_at=kept.decided_at, edition=kept.edition, differs=replay.differs
                    )
                )
    return ReplayedLog(decisions=count, identical=count - len(different), different=tuple(different))


def the_one_given(found: tuple[LoggedDecision, ...]) -> LoggedDecision:
    """Return the decision that was found, if it is one; the reader behind the id tells several apart."""
    match found:
        case (logged,):
            return logged
        case ():
            raise Stopped(ExitCode.BAD_INPUT, "no decision of that id is kept here")
        case _:
            ids = ", ".join(logged.decision.decision_id for logged in found)
            raise Stopped(ExitCode.BAD_INPUT, f"expected one of {ids}: several readers were given this answer")


def show_log(log: ReplayedLog) -> None:
    """Write which answers do not come out as they were given, and why."""
    for one in log.different:
        print(f"✗ {one.decision} ({one.decided_at:%Y-%m-%d %H:%M:%S} UTC, edition {one.edition}): {'; '.join(one.differs)}")
    print(f"{log.identical:,} of {log.decisions:,} answers are byte for byte as they were given.")


def show_replay(replay: Replay, seen: Answer) -> None:
    """Write the answer for people, when and to whom it was given, and whether it is the same."""
    show_answer(seen, why=True)
    kept = replay.decision.decision
    print(f"Given to {kept.reader} at {kept.decided_at:%Y-%m-%d %H:%M:%S} UTC from edition {kept.edition}.")
    if replay.identical:
        print(f"Byte for byte the answer that was given (SHA-256 {kept.answer_sha256}).")
    else:
        print("NOT byte for byte the answer that was given:", *replay.differs, sep="\n  ")
