"""Judges an edition by vignettes: each is answered at its own instant and with the state that it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from directory.errors import ContextRejected
from directory.opening import Window, minute_of
from directory.places import Gazetteer
from routing.answer import Answer
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.evaluate import Pairs, Scenario, Verdict, evaluate, laid_over
from routing.reading import asked_for
from routing.router import answer


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


class Answering:
    """Answers scenarios from one edition."""

    def __init__(
        self, edition: Edition, gazetteer: Gazetteer, present: datetime, compiled: Iterable[CompiledEdition] = ()
    ) -> None:
        """Take what to answer from, and what is compiled of it; `present` is the instant of a scenario that names none."""
        self.edition = edition
        self.compiled = tuple(compiled)
        self._gazetteer, self._present = gazetteer, present

    def answer(self, scenario: Scenario) -> Answer:
        """Answer one scenario; ContextRejected where its facts cannot be so."""
        context, at = asked_for(None, scenario.context, self._present)
        compiled = self.compiled_at(at)
        if scenario.given.directory_state:
            services = laid_over(self.edition.services, scenario.given, at)
            laid = msgspec.structs.replace(self.edition, services=services)
            compiled = compile_edition(laid, self._gazetteer, compiled.window, compiled)
        return answer(compiled, context, at, scenario.given.capacity)

    def compiled_at(self, at: datetime) -> CompiledEdition:
        """Return the edition compiled for days around the instant, made once for as many scenarios as lie in them."""
        held = next((one for one in self.compiled if lies_well_within(one.window, at)), None)
        if held is None:
            held = compile_edition(self.edition, self._gazetteer, Window.around(at))
            self.compiled = (*self.compiled, held)
        return held


def lies_well_within(window: Window, at: datetime) -> bool:
    """Say whether the instant has at least a day before it and a month after it in the window."""
    return window.start + 1440 <= minute_of(at) <= window.end - 31 * 1440


def judge(scenario: Scenario, answering: Answering) -> Verdict | Failure:
    """Judge one scenario; one whose context is refused has failed and stops no other."""
    try:
        (verdict,) = evaluate((scenario,), answering.answer, pairs_of(answering.edition))
    except ContextRejected as fault:
        return Failure(scenario.id, scenario.title, (f"its context is refused: {fault}",))
    return verdict


def pairs_of(edition: Edition) -> Pairs:
    """Return the tokens that two kinds meet, such as amhp."""
    return {pair.token: frozenset({pair.day, pair.out_of_hours}) for pair in edition.policy.counterparts}


def failure_of(judged: Verdict | Failure) -> Failure | None:
    """Say in what a scenario falls short; None where every expectation holds."""
    if isinstance(judged, Failure):
        return judged
    if not judged.shortfalls:
        return None
    return Failure(judged.scenario.id, judged.scenario.title, tuple(shortfalls_in_words(judged)))


def shortfalls_in_words(verdict: Verdict) -> Iterator[str]:
    """Yield each expectation that does not hold, then what was answered instead."""
    for short in verdict.shortfalls:
        yield f"{short.what} {', '.join(short.expected)}".rstrip()
    codes = codes_of(verdict.answer)
    if not verdict.options_right:
        yield "answered " + ", ".join(f"{option.kind} ({option.service_id})" for option in codes.options)
    if any(not short.of_options for short in verdict.shortfalls):
        yield f"said {', '.join(codes.messages)}; asked {', '.join(codes.ask)}; targets {', '.join(codes.targets)}"


def codes_of(given: Answer) -> CodesAnswered:
    """Return an answer in codes."""
    return CodesAnswered(
        options=tuple(OptionAnswered(option.kind, option.service_id) for option in given.options),
        messages=tuple(message.code for message in given.messages),
        ask=given.ask,
        targets=tuple(target.code for target in given.targets),
    )
