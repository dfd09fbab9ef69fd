"""Figures about the answers given, for Prometheus. No figure is about a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from store.decisions import DecisionLog
from store.home import Current

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.registry = CollectorRegistry()
        self._answers = Counter("crisis_answers", "Answers given, by caller.", ["caller"], registry=self.registry)
        self._last_resort = Counter(
            "crisis_answers_last_resort",
            "Answers in which nothing but the policy's last resort (999, NHS 111) was surely open.",
            registry=self.registry,
        )
        self._responses = Histogram(
            "crisis_response_seconds",
            "Time from handler to the head of the response, by route and status.",
            ["route", "status"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        # Each is looked up once: there are as many as callers, and as routes and statuses.
        self._answers_of = cache(self._answers.labels)
        self._responses_of = cache(self._responses.labels)
        self._edition = Gauge("crisis_edition_number", "Number of the edition that answers.", registry=self.registry)
        self._age = Gauge(
            "crisis_edition_unconfirmed_seconds",
            "Time since the database last said that this edition is the newest.",
            registry=self.registry,
        )
        self._faults = Gauge("crisis_edition_faults", "Services whose hours cannot be compiled.", registry=self.registry)
        self._rooms = Gauge(
            "crisis_capacity_places",
            "Places of safety by their last report of room: relied on (fresh), too old (stale), none.",
            ["report"],
            registry=self.registry,
        )
        self._decisions = Gauge("crisis_decisions", "Decisions by what became of them.", ["state"], registry=self.registry)

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
        for report, count in places.items():
            self._rooms.labels(report).set(count)

    def written(self, current: Current | None, faults: int, decisions: DecisionLog, at: datetime) -> bytes:
        """Return every figure as Prometheus reads them."""
        if current is not None:
            self._edition.set(current.edition.number)
            self._age.set(current.age(at).total_seconds())
            self._faults.set(faults)
        self._decisions.labels("written").set(decisions.written)
        self._decisions.labels("waiting").set(decisions.waiting)
        self._decisions.labels("set_aside").set(decisions.set_aside)
        self._decisions.labels("lost").set(decisions.lost)
        return generate_latest(self.registry)
