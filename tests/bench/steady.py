"""How long people wait while as many ask as in a busy night: steadily, in bursts, over a day, and while editions appear."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
import urllib.request
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from store.editions import Signature
from store.home import load_shipped, open_home
from tests.bench.machine import SERVER_CORE, on_cores
from tests.bench.server import crisis_serving, echo_serving
from tests.bench.table import Chapter, Row, percentile
from tests.bench.traffic import Ask, Kind, Outcome, Plan, arrivals, asking, run

MOST_P99 = 0.050
LATEST_EDITION = 2.0
STEADY, BUSY, BURST = 150, 500, 1_500
EDITIONS, EDITION_EVERY = 5, 5.0
DAY_SECONDS = 48
HOURS = (8, 6, 4, 3, 3, 4, 6, 9, 13, 15, 14, 13, 12, 12, 12, 13, 14, 15, 17, 18, 17, 15, 12, 9)
"""How busy each hour of the made-up day is beside the others: quiet before dawn, busiest in the evening."""

ANSWERS: tuple[Kind, ...] = ("answer",)
OTHERS: tuple[Kind, ...] = ("search", "keystroke", "page")

METHOD = f"""\
Requests are sent when they are due, as calls come (at random, Poisson), however slow the server is, and each is timed from \
the instant at which it was due. Of a hundred, 70 ask the API for an answer (2,000 different situations in turns), 15 search \
(ten of them a letter at a time in the console) and 15 open a page, compressed. Every response is read: its status, the \
edition that it names, the decision that it was given by; at the end each of those decisions must be in the decision log. \
One worker (shipped directory, SQLite, decision log and access log on) has one core, the load the other. *Bursts*: \
{BURST:,}/s for 2 s after 8 s of {STEADY}/s, twice. *A day*: {DAY_SECONDS} s whose 24 hours are as unlike as those of a \
control room, {STEADY}/s on average. *Editions*: another one is published every {EDITION_EVERY:.0f} s from a process of its \
own. Times are p50, p99, p99.9 and longest."""


class Trial(NamedTuple):
    """One shape of load: pieces of (seconds, requests a second), and whether the wait for an answer has its budget."""

    name: str
    pieces: tuple[tuple[float, float], ...]
    has_budget: bool


TRIALS = (
    Trial(f"steady, {STEADY}/s", ((30, STEADY),), has_budget=True),
    Trial(f"steady, {BUSY}/s", ((20, BUSY),), has_budget=False),
    Trial("bursts", ((8, STEADY), (2, BURST)) * 2 + ((12, STEADY),), has_budget=False),
    Trial("a day", tuple((DAY_SECONDS / 24, STEADY * 24 * hour / sum(HOURS)) for hour in HOURS), has_budget=True),
)


def bench_steady(home: Path, asks: tuple[Ask, ...]) -> Chapter:
    """Ask one server in every way, one after the other."""
    outcomes, rows = list[Outcome](), list[Row]()
    with ExitStack() as stack:
        with on_cores(SERVER_CORE):
            server = stack.enter_context(crisis_serving(home))
        warm_up(asks, server.port)
        for trial in TRIALS:
            outcomes.append(run(Plan(asks, arrivals(trial.pieces)), (server.port,)))
            rows += rows_for(trial, outcomes[-1])
        published, outcome = asyncio.run(while_editions_appear(home, asks, server.port))
        rows += [*rows_for(Trial("editions", (), has_budget=True), outcome), edition_row(published, outcome)]
        outcomes.append(outcome)
        wait_until_logged(server.port)
    lost = missing_decisions(home, outcomes)
    given = sum(len(outcome.decision_ids) for outcome in outcomes)
    rows.append(Row(f"of {given:,} decisions, lost", f"{lost:,}", "0", lost == 0))
    return Chapter("Load", METHOD, (*rows, *load_rows(home, asks)))


def warm_up(asks: tuple[Ask, ...], port: int) -> None:
    """Let every situation be asked once: a server that has run for a minute knows them."""
    run(Plan(asks, arrivals(((10, STEADY * 2),))), (port,))


def rows_for(trial: Trial, outcome: Outcome) -> list[Row]:
    """Say how long everybody waited, and who got no answer."""
    answers, asked = outcome.seconds(*ANSWERS), len(outcome.answered) + len(outcome.failures)
    failed = len(outcome.failures)
    p99 = percentile(answers, 0.99)
    budget = (f"p99 <= {MOST_P99 * 1000:.0f} ms", p99 <= MOST_P99) if trial.has_budget else ()
    return [
        Row(f"{trial.name}: of {asked:,} requests, failed", f"{failed:,}{causes(outcome)}", "0", failed == 0),
        Row(f"{trial.name}: answers", times(answers), *budget),
        Row(f"{trial.name}: searches and pages", times(outcome.seconds(*OTHERS))),
    ]


def times(seconds: Sequence[float]) -> str:
    """Write p50, p99, p99.9 and the longest in milliseconds."""
    return ", ".join(f"{percentile(seconds, share) * 1000:.1f}" for share in (0.5, 0.99, 0.999, 1)) + " ms"


def causes(outcome: Outcome) -> str:
    """Name what went wrong, if anything did."""
    found = sorted({f"{failure.kind}: {failure.what}" for failure in outcome.failures})
    return f" ({'; '.join(found)})" if found else ""


class Published(NamedTuple):
    """An edition, and the instant (monotonic) at which publishing it began."""

    number: int
    at: float


async def while_editions_appear(home: Path, asks: tuple[Ask, ...], port: int) -> tuple[list[Published], Outcome]:
    """Ask steadily and publish meanwhile, each time with another word in one entry."""
    published = []
    contents = load_shipped()
    first, *others = contents.services
    plan = Plan(asks, arrivals((((EDITIONS + 1) * EDITION_EVERY, STEADY),)))
    with asking(plan, (port,)) as under_way:
        async with open_home(home, at=datetime.now(UTC)) as opened:
            for turn in range(EDITIONS):
                await asyncio.sleep(EDITION_EVERY)
                at, began = datetime.now(UTC), time.monotonic()
                edited = msgspec.structs.replace(first, description=f"{first.description} ({turn})")
                current = await opened.current_edition(at)
                edition = await opened.publish(
                    msgspec.structs.replace(contents, services=(edited, *others)),
                    Signature(by="make bench-load", reason="an edition while people ask", at=at),
                    based_on=current.edition.number,
                )
                published.append(Published(edition.number, began))
        return published, under_way.outcome()


def edition_row(published: Iterable[Published], outcome: Outcome) -> Row:
    """Say how long after an edition was published the last request was sent that an older one answered."""
    named = [one for one in outcome.answered if one.edition]
    late = max(one.sent - edition.at for edition in published for one in named if one.edition < edition.number)
    is_taken_up = max(one.edition for one in named) == max(edition.number for edition in published)
    return Row(
        "editions: last answer from an older one, after publishing",
        f"{late:.2f} s" if is_taken_up else "for ever",
        f"<= {LATEST_EDITION:.0f} s",
        is_taken_up and late <= LATEST_EDITION,
    )


def wait_until_logged(port: int, patience: float = 120) -> None:
    """Wait until no decision waits for the database."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as told:
            waiting = re.search(r'^crisis_decisions\{state="waiting"\} (\S+)$', told.read().decode(), re.MULTILINE)
        if waiting is not None and float(waiting[1]) == 0:
            return
        time.sleep(0.2)


def missing_decisions(home: Path, outcomes: Iterable[Outcome]) -> int:
    """Count the decisions that were given to somebody and are not in the log."""
    with sqlite3.connect(home / "crisis.sqlite3") as database:
        kept = {row[0] for row in database.execute("SELECT decision_id FROM decision")}
    database.close()
    return len({decision_id for outcome in outcomes for decision_id in outcome.decision_ids} - kept)


def load_rows(home: Path, asks: tuple[Ask, ...]) -> list[Row]:
    """Say what the load itself adds: the same answers' bodies, sent to the echo."""
    echoed = tuple(Ask("echo", ask.request.replace(b"/api/v1/answers", b"/echo", 1)) for ask in asks if ask.kind in ANSWERS)
    with ExitStack() as stack:
        with on_cores(SERVER_CORE):
            echo = stack.enter_context(echo_serving(home))
        run(Plan(echoed, arrivals(((2, BUSY),))), (echo.port,))
        outcome = run(Plan(echoed, arrivals(((10, BUSY),))), (echo.port,))
    return [
        Row(f"the echo at {BUSY}/s: what the load and the server program take by themselves", times(outcome.seconds())),
        Row(f"the load at {BUSY}/s: late by; share of its core", f"{times(outcome.late)}; {outcome.busy:.0%}"),
    ]
