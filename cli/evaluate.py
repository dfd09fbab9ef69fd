"""`crisis evaluate`: vignettes against the directory; what failed, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec
from rich.progress import track

from cli.asking import directory_option, json_option, now, read_source
from cli.exits import ExitCode, finish
from cli.home import compact_edition, opened_home, opened_places
from cli.shown import console, diagnostics, save
from routing.edition import Edition
from routing.evaluate import Scenario, ScenarioFile, Verdict
from routing.judging import Answering, CodesAnswered, Failure, codes_of, failure_of, judge
from routing.reading import read_strictly

LARGEST_FILE = 50_000_000
"""Bytes; a scenario takes about a thousand."""

FEW = 20
"""More scenarios than this are shown as they go, on a terminal."""


class Totals(msgspec.Struct, frozen=True):
    """How many scenarios hold."""

    scenarios: int
    options_right: int
    all_right: int
    failures: tuple[Failure, ...]


@click.command
@click.argument("scenarios", metavar="SCENARIOS.json")
@directory_option
@click.option("--take-good", is_flag=True, help="With --directory: go on with the good rows where others are refused.")
@click.option("--answers", metavar="OUT.json", help="Write every answer, in codes, to this file.")
@json_option
def command(scenarios: str, compact: str | None, take_good: bool, answers: str | None, as_json: bool) -> None:
    """Check the answers against your own vignettes.

    Says what failed and why. The format is that of tests/data/scenarios.json.
    Ends with 1 where any expectation of any scenario does not hold.
    """
    asked = read_strictly(read_source(scenarios, LARGEST_FILE), ScenarioFile).scenarios
    gazetteer = opened_places()
    if compact is None:
        edition = asyncio.run(edition_of_home())
    else:
        edition = compact_edition(Path(compact), gazetteer, now(), take_good=take_good)
    answering = Answering(edition, gazetteer, now())
    judged = tuple(judge(scenario, answering) for scenario in shown_as_they_go(asked))
    if answers is not None:
        save(Path(answers), msgspec.json.format(msgspec.json.encode(answered(judged))))
    totals = totals_of(judged)
    if as_json:
        click.echo(msgspec.json.encode(totals))
    else:
        show(totals)
    finish(ExitCode.WRONG if totals.failures else ExitCode.FINE)


async def edition_of_home() -> Edition:
    """Return the edition in force."""
    present = now()
    async with opened_home(present) as opened:
        return await opened.edition_in_force(present)


def shown_as_they_go(scenarios: tuple[Scenario, ...]) -> Iterable[Scenario]:
    """Give the scenarios one by one; many of them with a bar on a terminal's standard error."""
    return track(scenarios, "scenarios", console=diagnostics(), transient=True, disable=len(scenarios) <= FEW)


def answered(judged: Iterable[Verdict | Failure]) -> dict[str, CodesAnswered]:
    """Return every answer in codes, by the id of its scenario."""
    return {one.scenario.id: codes_of(one.answer) for one in judged if isinstance(one, Verdict)}


def totals_of(judged: tuple[Verdict | Failure, ...]) -> Totals:
    """Count what holds, and say what does not."""
    failures = tuple(failure for one in judged if (failure := failure_of(one)) is not None)
    return Totals(
        scenarios=len(judged),
        options_right=sum(isinstance(one, Verdict) and one.options_right for one in judged),
        all_right=len(judged) - len(failures),
        failures=failures,
    )


def show(totals: Totals) -> None:
    """Write what failed, then the totals."""
    to = console()
    for failure in totals.failures:
        to.print(f"✗ {failure.id} {failure.title}", style="bold")
        for short in failure.shortfalls:
            to.print(f"    {short}", soft_wrap=True)
    of = totals.scenarios
    to.print(f"options right {totals.options_right} of {of}, all expectations {totals.all_right} of {of}")
