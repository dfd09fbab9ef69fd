"""Figures for Prometheus, each described in docs/operations/metrics.md. No figure is about a person."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final, Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from store.queue import QueueState
from store.queue_file import Kind

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)

LEAST: Final = "livemin"
MOST: Final = "livemax"
SUM: Final = "livesum"
LATEST: Final = "livemostrecent"
"""What stands for a figure of several workers: of those that live the least, the most, all together, or what was told last."""

OfAll = Literal["livemin", "livemax", "livesum", "livemostrecent"]


class Metrics:
    """The figures of one server; `folder` is where its workers keep theirs, None where there is only one."""

    def __init__(self, folder: Path | None = None) -> None:
        """Start at nothing; a worker begun in place of one that ended takes that one's share out of the gauges."""
        self._own = self._all = CollectorRegistry()
        if folder is None:
            ProcessCollector(registry=self._own)
            GCCollector(registry=self._own)
        else:
            forget_the_dead(folder)
            self._all = CollectorRegistry()
            MultiProcessCollector(self._all, str(folder))
        self._answers = Counter("crisis_answers", "Answers given, by caller.", ["caller"], registry=self._own)
        self._last_resort = Counter(
            "crisis_answers_last_resort",
            "Answers in which nothing but the policy's last resort (999, NHS 111) was surely open.",
            registry=self._own,
        )
        self._responses = Histogram(
            "crisis_response_seconds",
            "Time from handler to the head of the response, by route and status.",
            ["route", "status"],
            buckets=_SECONDS,
            registry=self._own,
        )
        # Each is looked up once: there are as many as callers, and as routes and statuses.
        self._answers_of = cache(self._answers.labels)
        self._responses_of = cache(self._responses.labels)
        self.edition = self._gauge("crisis_edition_number", "Number of the edition that answers.", LEAST)
        self.edition_age = self._gauge("crisis_edition_age_seconds", "Time since that edition was published.", MOST)
        self.unconfirmed = self._gauge(
            "crisis_edition_unconfirmed_seconds", "Time since the database last said that this edition is the newest.", MOST
        )
        self.faults = self._gauge("crisis_edition_faults", "Services whose hours cannot be compiled.", MOST)
        self.overdue = self._gauge("crisis_entries_overdue", "Entries with a contact that is overdue for checking.", MOST)
        self.refused = self._gauge(
            "crisis_edition_refused", "Number of the newest edition that is refused here, 0 where none is.", MOST
        )
        self.clock_skew = self._gauge(
            "crisis_clock_skew_seconds", "By how much this machine's clock is at least ahead of the database's.", LATEST
        )
        self.ready = self._gauge("crisis_ready", "1 where it can prove the edition that answers, 0 where not.", LEAST)
        self.database_up = self._gauge("crisis_database_up", "1 where the database could be read last, 0 where not.", LEAST)
        self._rooms = self._gauge(
            "crisis_capacity_places",
            "Places of safety by their last report of room: relied on (fresh), too old (stale), none.",
            MOST,
            "report",
        )
        self._decisions = self._gauge("crisis_decisions", "Decisions by what became of them.", SUM, "state")
        self._waiting = self._gauge("crisis_queue_rows", "Rows that wait for the database, by what they tell.", SUM, "kind")
        self.oldest = self._gauge("crisis_queue_oldest_seconds", "For how long the oldest of these rows has waited.", MOST)
        self._set_aside = self._gauge(
            "crisis_queue_set_aside_rows", "Rows that the database refused, by what they tell.", SUM, "kind"
        )
        self._lost = self._gauge("crisis_queue_lost_rows", "Rows that nothing took, by what they tell.", SUM, "kind")

    def count_answer(self, caller: str, *, only_last_resort: bool) -> None:
        """Count one answer."""
        self._answers_of(caller).inc()
        if only_last_resort:
            self._last_resort.inc()

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one response and how long it took."""
        self._responses_of(route, status).observe(seconds)

    def count_rooms(self, places: Mapping[str, int]) -> None:
        """Take up how many places of safety there are by their last report."""
        set_each(self._rooms, places)

    def count_queue(self, queue: QueueState) -> None:
        """Take up what waits in this process's queue, and what became of the rest."""
        for gauge, rows in ((self._waiting, queue.waiting), (self._set_aside, queue.set_aside), (self._lost, queue.lost)):
            set_each(gauge, {kind: rows.get(kind, 0) for kind in Kind})
        self.oldest.set(queue.oldest_seconds)
        decision = Kind.DECISION
        ends = {"written": queue.delivered, "waiting": queue.waiting, "set_aside": queue.set_aside, "lost": queue.lost}
        set_each(self._decisions, {state: rows.get(decision, 0) for state, rows in ends.items()})

    def written(self) -> bytes:
        """Return every figure, of all workers, as Prometheus reads them."""
        return generate_latest(self._all)

    def _gauge(self, name: str, words: str, of_all: OfAll, *labels: str) -> Gauge:
        return Gauge(name, words, labels, registry=self._own, multiprocess_mode=of_all)


def set_each(gauge: Gauge, figures: Mapping[str, int]) -> None:
    """Set a gauge by its one label."""
    for label, figure in figures.items():
        gauge.labels(label).set(figure)


def forget_the_dead(folder: Path) -> None:
    """Take what processes that are gone held out of the gauges in the folder; what they counted stays counted."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*_*.db")}:
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):  # gone, or its number is now that of another user's process
            with suppress(FileNotFoundError):  # another worker forgets it at the same time
                mark_process_dead(pid, str(folder))
