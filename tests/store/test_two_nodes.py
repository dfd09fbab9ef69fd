"""Two nodes and a publisher on one database, whatever happens to them: a model that chance walks through.

A node always answers, and only from an edition that was published whole; it never goes back; while it reaches the database
it has each new edition within two seconds, and while it does not it says since when nobody has confirmed what it holds.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Coroutine
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from store.database import Database
from store.errors import DatabaseUnavailable
from tests.store.nodes import Cut, Fault, MovedClock, Node, Publisher, a_wire, allowed_seconds
from tests.thorough import times

PATIENCE = 60.0
WHICH = st.sampled_from((0, 1))
Result = TypeVar("Result")


class TwoNodes(RuleBasedStateMachine):
    """What may happen. The nodes live on one loop, which runs only while a step does: the machine's clock stands still."""

    url: str
    publisher: Publisher

    def __init__(self) -> None:
        """Begin with homes of their own each time."""
        super().__init__()
        self.nodes: list[Node] = []
        self.open = ExitStack()
        self.loop = asyncio.new_event_loop()
        self.clock = MovedClock()
        self.longest = 0.0

    def run(self, step: Coroutine[Any, Any, Result]) -> Result:
        """Let the nodes live until the step is done."""
        return self.loop.run_until_complete(step)

    @initialize()
    def begin(self) -> None:
        """Publish a good edition and start both nodes on it."""
        self.database = Database(self.url)
        self.run(self.database.migrate())
        self.run(self.publisher.begin(self.database))
        self.run(self.publisher.publish())
        for _ in range(2):
            folder = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
            self.nodes.append(Node(folder, self.open.enter_context(a_wire(self.url, folder)), self.clock))
            self.run(self.nodes[-1].start())
        self.run(self.settle(PATIENCE))

    @rule()
    def publish(self) -> None:
        """Publish an edition: every node that reaches the database has it within two seconds."""
        self.run(self.publisher.publish())
        self.run(self.settle(allowed_seconds()))

    @rule(fault=st.sampled_from(Fault))
    def publish_badly(self, fault: Fault) -> None:
        """Publish a bad edition: every node that reaches the database refuses it, and the good one stays."""
        self.run(self.publisher.publish(fault))
        self.run(self.settle(allowed_seconds()))

    @rule()
    def die_publishing(self) -> None:
        """Kill the publisher in the middle: it leaves nothing behind."""
        with suppress(DatabaseUnavailable):
            self.run(self.publisher.die_publishing())
        self.run(asyncio.sleep(0.1))

    @precondition(lambda self: any(node.is_running for node in self.nodes))
    @rule(which=WHICH, before_saving=st.booleans())
    def crash(self, which: int, *, before_saving: bool) -> None:
        """Kill a node; it cannot have again what was on no disk yet."""
        node = self.nodes[which]
        if node.is_running:
            self.run(node.crash(before_saving=before_saving))
            kept = [int(file.stem.partition("-")[2]) for file in node.snapshots.glob("edition-*.snapshot")]
            node.had = min(node.had, max(number for number in kept if number in self.publisher.good))

    @precondition(lambda self: not all(node.is_running for node in self.nodes))
    @rule(which=WHICH, without_database=st.booleans())
    def start(self, which: int, *, without_database: bool) -> None:
        """Start a node again, with the database or without."""
        node = self.nodes[which]
        if not node.is_running:
            node.mend()
            if without_database:
                self.run(node.cut(Cut.REFUSED))
            self.run(node.start())
            self.run(self.settle(PATIENCE))

    @rule(which=WHICH, how=st.sampled_from(Cut))
    def cut(self, which: int, how: Cut) -> None:
        """Part a node from the database."""
        if self.nodes[which].cut_at is None:
            self.run(self.nodes[which].cut(how))

    @rule(which=WHICH)
    def mend(self, which: int) -> None:
        """Let a node reach the database again: it takes up what it missed."""
        self.nodes[which].mend()
        self.run(self.settle(PATIENCE))

    @rule(minutes=st.integers(1, 90))
    def pass_time(self, minutes: int) -> None:
        """Let time pass: what was refused is looked at again, and what nobody confirms gets old."""
        self.clock.move(60 * minutes)
        self.run(asyncio.sleep(0.7))

    async def settle(self, within: float) -> None:
        """Wait until all that reach the database know that, hold the newest good edition and refuse the bad one after it."""
        began, good, bad = time.monotonic(), self.publisher.newest_good, self.publisher.last_bad
        for node in self.nodes:
            while node.reaches_database and not (
                node.desk.database_up and (number_held(node), node.desk.refused) == (good, bad)
            ):
                waited = time.monotonic() - began
                assert waited <= within, f"after {waited:.1f} s it holds {number_held(node)} and not {good}"
                await asyncio.sleep(0.01)
        if within < PATIENCE:
            self.longest = max(self.longest, time.monotonic() - began)

    @invariant()
    def answers_from_what_was_published_whole(self) -> None:
        """Ask each node: it answers, from one edition alone, and from none older than it had."""
        for node in self.nodes:
            if node.is_running:
                answer = node.answer()
                published = self.publisher.good[answer.edition]
                assert answer.edition_hash == published.hash
                lines = {service.id: service.contacts[0].number for service in published.services}
                told = {option.service_id: option for option in answer.options if option.service_id in lines}
                assert len(told) == len(lines)
                for service_id, option in told.items():
                    assert option.contact is not None
                    assert str(published.number) in str(option.contact.dial), service_id
                assert answer.edition >= node.had
                node.had = answer.edition

    @invariant()
    def says_when_nobody_confirms_it(self) -> None:
        """Ask each node that has not reached the database for a while: it says so."""
        for node in self.nodes:
            if node.is_running and node.cut_at is not None and self.clock() - node.cut_at >= timedelta(minutes=1):
                current = node.desk.holding().current
                assert not current.is_confirmed(self.clock())
                assert current.age(self.clock()) >= self.clock() - node.cut_at

    def teardown(self) -> None:
        """End both nodes."""
        for node in self.nodes:
            node.mend()
            if node.is_running:
                self.run(node.crash(before_saving=False))
        self.run(self.database.close())
        self.open.close()
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        print(
            f"{self.publisher.newest_good} editions, the slowest on every node {self.longest:.2f} s after it was acknowledged"
        )


def number_held(node: Node) -> int:
    return node.desk.holding().current.edition.number


def test_whatever_happens_nodes_answer_from_whole_editions_and_soon_from_the_newest(database_url: str) -> None:
    class Here(TwoNodes):
        """On this database, which remembers what was published before."""

        url, publisher = database_url, Publisher()

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=times(6, 60),
            stateful_step_count=times(16, 40),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
