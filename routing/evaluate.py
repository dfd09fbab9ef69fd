"""Judges answers against vignettes: what a locality expects of its own callers, in the format of scenarios/open.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from directory.capacity import CapacityReport
from directory.service import Service, ServiceId
from routing.answer import Answer, Option
from routing.context import CallerContext

Token = str
"""A service kind, a service id, or a pair of kinds of which one is on duty, such as amhp."""


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """State laid over the directory for one scenario, by service id."""

    capacity: dict[ServiceId, CapacityReport] = {}
    directory_state: dict[ServiceId, Literal["verify_by_passed"]] = {}


class Expect(msgspec.Struct, frozen=True):
    """What the answer must hold. `closed_now` may not lead; what else a scenario tells is information."""

    first_any: tuple[Token, ...] = ()
    must_include: tuple[Token, ...] = ()
    must_include_any: tuple[tuple[Token, ...], ...] = ()
    must_not_include: tuple[Token, ...] = ()
    must_not_be_first: tuple[Token, ...] = ()
    closed_now: tuple[Token, ...] = ()
    must_say: tuple[str, ...] = ()
    must_ask: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Scenario(msgspec.Struct, frozen=True):
    """One vignette."""

    id: str
    title: str
    context: CallerContext
    expect: Expect
    given: Given = Given()
    why: str = ""


class ScenarioFile(msgspec.Struct, frozen=True):
    """A file of vignettes."""

    scenarios: tuple[Scenario, ...]


class Shortfall(msgspec.Struct, frozen=True):
    """One expectation that does not hold. `of_options` tells those about the ladder from those about what is said."""

    what: str
    expected: tuple[str, ...]
    of_options: bool


class Verdict(msgspec.Struct, frozen=True):
    """One scenario, its answer and where it falls short."""

    scenario: Scenario
    answer: Answer
    shortfalls: tuple[Shortfall, ...]

    @property
    def options_right(self) -> bool:
        """Say whether the ladder is as expected, whatever is said with it."""
        return not any(short.of_options for short in self.shortfalls)


Answerer = Callable[[Scenario], Answer]
Pairs = dict[Token, frozenset[str]]


def evaluate(scenarios: Iterable[Scenario], answer: Answerer, pairs: Pairs) -> Iterable[Verdict]:
    """Judge each scenario by the answer given to it; `pairs` maps tokens such as amhp to the kinds that meet them."""
    for scenario in scenarios:
        given = answer(scenario)
        yield Verdict(scenario, given, tuple(shortfalls(scenario.expect, given, pairs)))


def shortfalls(expect: Expect, answer: Answer, pairs: Pairs) -> Iterable[Shortfall]:
    """Yield every expectation that the answer does not meet."""
    options = answer.options

    def has(token: Token, among: tuple[Option, ...] = options) -> bool:
        wanted = pairs.get(token, frozenset({token}))
        return any(option.kind in wanted or option.service_id in wanted for option in among)

    first = options[:1]
    if not options:
        yield Shortfall("not empty", (), of_options=True)
    if not any(has(token, first) for token in expect.first_any):
        yield Shortfall("first is one of", expect.first_any, of_options=True)
    missing = tuple(token for token in expect.must_include if not has(token))
    if missing:
        yield Shortfall("must include", missing, of_options=True)
    for group in expect.must_include_any:
        if not any(has(token) for token in group):
            yield Shortfall("must include one of", group, of_options=True)
    unwanted = tuple(token for token in expect.must_not_include if has(token))
    if unwanted:
        yield Shortfall("must not include", unwanted, of_options=True)
    leading = tuple(token for token in (*expect.must_not_be_first, *expect.closed_now) if has(token, first))
    if leading:
        yield Shortfall("must not be first", leading, of_options=True)
    yield from unsaid("must say", expect.must_say, {message.code for message in answer.messages})
    yield from unsaid("must ask", expect.must_ask, set(answer.ask))
    yield from unsaid("targets", expect.targets, {target.code for target in answer.targets})


def unsaid(what: str, expected: tuple[str, ...], said: set[str]) -> Iterable[Shortfall]:
    """Yield the codes that were expected and not said."""
    missing = tuple(code for code in expected if code not in said)
    if missing:
        yield Shortfall(what, missing, of_options=False)


def laid_over(services: tuple[Service, ...], given: Given, at: datetime) -> tuple[Service, ...]:
    """Return the services in the state that the scenario gives: a check date that has passed by `at`."""
    passed = at.date() - timedelta(days=1)
    return tuple(
        overdue(service, passed) if given.directory_state.get(service.id) == "verify_by_passed" else service
        for service in services
    )


def overdue(service: Service, verify_by: date) -> Service:
    """Return the service with every contact's check date set to `verify_by`."""
    contacts = tuple(
        msgspec.structs.replace(contact, assurance=msgspec.structs.replace(contact.assurance, verify_by=verify_by))
        for contact in service.contacts
    )
    return msgspec.structs.replace(service, contacts=contacts)
