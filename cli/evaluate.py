"""`crisis evaluate`: vignettes against the directory; what failed, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec
from rich.progress import track

from cli.asking import asked_for, directory_option, json_option, now, read_source
from cli.exits import ExitCode, finish
from cli.home import compact_edition, compiled_around, opened_home, opened_places
from cli.shown import console, diagnostics, save
from directory.errors import ContextRejected
from directory.opening import Window, minute_of
from directory.places import Gazetteer
from routing.answer import Answer
from routing.edition import CompiledEdition, Edition
from routing.evaluate import Pairs, Scenario, ScenarioFile, Verdict, evaluate, laid_over
from routing.reading import read_strictly
from routing.router import answer
from store.editions import contents_of, seal

LARGEST_FILE = 50_000_000
"""Bytes; a scenario takes about a thousand."""

FEW = 20
"""More scenarios than this are shown as they go, on a terminal."""


class OptionAnswered(msgspec.Struct, frozen=True):
    """An option, as localities compare it."""

    kind: str
    service_id: str


class CodesAnswered(msgspec.Struct, frozen=True):
    """An answer without words or numbers: one entry of the file of answers (DESIGN section 7)."""

    options: tuple[OptionAnswered, ...]
    messages: tuple[str, ...]
    ask: tuple[str, ...]
    targets: tuple[str, ...]


class Failure(msgspec.Struct, frozen=True):
    """A scenario that falls short, and in what."""

    id: str
    title: str
    shortfalls: tuple[str, ...]


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
    laid = Answering(edition, gazetteer, now())
    pairs = pairs_of(edition)
    judged = tuple(judge(scenario, laid, pairs) for scenario in shown_as_they_go(asked))
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


class Answering:
    """Answers scenarios from one edition, each at its own instant and with the state that it is given."""

    def __init__(self, edition: Edition, gazetteer: Gazetteer, present: datetime) -> None:
        """Take what to answer from; `present` stands for the instant of a scenario that names none."""
        self._edition, self._gazetteer, self._present = edition, gazetteer, present
        self._compiled: CompiledEdition | None = None

    def answer(self, scenario: Scenario) -> Answer:
        """Answer one scenario; ContextRejected where its facts cannot be so."""
        context, at = asked_for(None, scenario.context, self._present)
        return answer(self._compiled_for(scenario, at), context, at, scenario.given.capacity)

    def _compiled_for(self, scenario: Scenario, at: datetime) -> CompiledEdition:
        if scenario.given.directory_state:
            services = laid_over(self._edition.services, scenario.given, at)
            changed = msgspec.structs.replace(contents_of(self._edition), services=services)
            laid = seal(changed, self._edition.number, self._edition.previous_hash, self._edition.published_at)
            return compiled_around(laid, self._gazetteer, at)
        if self._compiled is None or not lies_well_within(self._compiled.window, at):
            self._compiled = compiled_around(self._edition, self._gazetteer, at)
        return self._compiled


def lies_well_within(window: Window, at: datetime) -> bool:
    """Say whether the instant has at least a day before it and a year after it in the window."""
    return window.start + 1440 <= minute_of(at) <= window.end - 366 * 1440


def judge(scenario: Scenario, laid: Answering, pairs: Pairs) -> Verdict | Failure:
    """Judge one scenario; one whose context is refused has failed and stops no other."""
    try:
        (verdict,) = evaluate((scenario,), laid.answer, pairs)
    except ContextRejected as fault:
        return Failure(scenario.id, scenario.title, (f"its context is refused: {fault}",))
    return verdict


def pairs_of(edition: Edition) -> dict[str, frozenset[str]]:
    """Return the tokens that two kinds meet, such as amhp."""
    return {pair.token: frozenset({pair.day, pair.out_of_hours}) for pair in edition.policy.counterparts}


def shown_as_they_go(scenarios: tuple[Scenario, ...]) -> Iterable[Scenario]:
    """Give the scenarios one by one; many of them with a bar on a terminal's standard error."""
    return track(scenarios, "scenarios", console=diagnostics(), transient=True, disable=len(scenarios) <= FEW)


def answered(judged: Iterable[Verdict | Failure]) -> dict[str, CodesAnswered]:
    """Return every answer in codes, by the id of its scenario."""
    return {one.scenario.id: codes_of(one.answer) for one in judged if isinstance(one, Verdict)}


def codes_of(given: Answer) -> CodesAnswered:
    """Return an answer in codes."""
    return CodesAnswered(
        options=tuple(OptionAnswered(option.kind, option.service_id) for option in given.options),
        messages=tuple(message.code for message in given.messages),
        ask=given.ask,
        targets=tuple(target.code for target in given.targets),
    )


def totals_of(judged: tuple[Verdict | Failure, ...]) -> Totals:
    """Count what holds, and say what does not."""
    failures = tuple(one if isinstance(one, Failure) else failed(one) for one in judged if has_failed(one))
    return Totals(
        scenarios=len(judged),
        options_right=sum(isinstance(one, Verdict) and one.options_right for one in judged),
        all_right=len(judged) - len(failures),
        failures=failures,
    )


def has_failed(one: Verdict | Failure) -> bool:
    """Say whether any expectation does not hold."""
    return isinstance(one, Failure) or bool(one.shortfalls)


def failed(verdict: Verdict) -> Failure:
    """Say in what a scenario falls short."""
    return Failure(verdict.scenario.id, verdict.scenario.title, tuple(shortfalls_in_words(verdict)))


def shortfalls_in_words(verdict: Verdict) -> Iterator[str]:
    """Yield each expectation that does not hold, then what was answered instead."""
    for short in verdict.shortfalls:
        yield f"{short.what} {', '.join(short.expected)}".rstrip()
    codes = codes_of(verdict.answer)
    if not verdict.options_right:
        yield "answered " + ", ".join(f"{option.kind} ({option.service_id})" for option in codes.options)
    if any(not short.of_options for short in verdict.shortfalls):
        yield f"said {', '.join(codes.messages)}; asked {', '.join(codes.ask)}; targets {', '.join(codes.targets)}"


def show(totals: Totals) -> None:
    """Write what failed, then the totals."""
    to = console()
    for failure in totals.failures:
        to.print(f"✗ {failure.id} {failure.title}", style="bold")
        for short in failure.shortfalls:
            to.print(f"    {short}", soft_wrap=True)
    of = totals.scenarios
    to.print(f"options right {totals.options_right} of {of}, all expectations {totals.all_right} of {of}")
