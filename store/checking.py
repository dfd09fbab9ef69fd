"""Checks a change before anybody is answered by it: valid, in the locality's scenarios, in the answers, in the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import msgspec

from directory.errors import ContextRejected
from directory.opening import Window, minute_of
from directory.places import Gazetteer
from directory.service import AreaCode
from routing.change import ChangeSet, Finding, FindingKind, Report, applied, fault, misfits
from routing.checks import CHECKS, Checks
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.edits import Edit, edits_between
from routing.evaluate import Scenario
from routing.judging import Answering, Failure, failure_of, judge
from routing.policy import Policy
from routing.reading import read_strictly
from seed.load import known_areas, load_sources
from seed.policy import faults_of_rule
from seed.refusals import Known, faults_of
from seed.toml_lines import path_in_words

LARGEST_FILE = 50_000_000
"""Bytes of a file of scenarios; one takes about a thousand."""

SPAN_DAYS = 400
"""For how long answers are compared and proved."""


class Checked(msgspec.Struct, frozen=True):
    """What a check found, and the edition that it was found of: not yet published, its hash empty."""

    report: Report
    edition: Edition


class EditionsDiffer(msgspec.Struct, frozen=True, kw_only=True):
    """In what two editions differ. `differences` in answers are None where this version does not work them out."""

    before: int
    after: int
    edits: tuple[Edit, ...]
    differences: tuple[str, ...] | None


class Vignettes(msgspec.Struct, frozen=True):
    """The locality's scenarios, each under the code by which it may be accepted, and what cannot be read of its files."""

    scenarios: tuple[tuple[str, Scenario], ...]
    unread: tuple[Finding, ...]


class _Base(msgspec.Struct, frozen=True):
    """What is known of the edition that changes are made on."""

    compiled: CompiledEdition
    answering: Answering
    proof: object
    day: date


class _Last(msgspec.Struct, frozen=True):
    """The check that was made last, and of what: publishing makes it again, on the same base for nothing."""

    change: ChangeSet
    base: _Base
    vignettes: Vignettes
    checked: Checked


class Checker:
    """Checks one change at a time and keeps what the next one needs: the base compiled, its proof, its verdicts."""

    def __init__(self, gazetteer: Gazetteer, scenarios: Path, checks: Checks = CHECKS) -> None:
        """Take the places, the folder of scenario files, and what is to be worked out beyond validity."""
        self._gazetteer, self._folder, self._checks = gazetteer, scenarios, checks
        self._turn = Lock()
        self._base: _Base | None = None
        self._failures: dict[str, Failure | None] = {}
        self._judged: Vignettes | None = None
        self._last: _Last | None = None

    def check(self, change: ChangeSet, on: Edition, at: datetime, known: CompiledEdition | None = None) -> Checked:
        """Check the change on an edition; `known` is an edition that is compiled already, to take over what stands in it."""
        with self._turn:
            base, vignettes = self._base_of(on, at, known), read_vignettes(self._folder)
            last = self._last
            if last is None or last.base is not base or last.vignettes != vignettes or last.change != change:
                last = self._last = _Last(change, base, vignettes, self._made(change, base, vignettes, at))
            return last.checked

    def between(self, before: Edition, after: Edition, at: datetime) -> EditionsDiffer:
        """Say in what two editions differ, entry by entry and in their answers from the instant on."""
        differences = None
        if self._checks.differences is not None:
            was = compile_edition(before, self._gazetteer, Window.around(at))
            becomes = compile_edition(after, self._gazetteer, was.window, was)
            differences = self._checks.tell_differences(was, becomes, span_from(at))
        return EditionsDiffer(
            before=before.number, after=after.number, edits=edits_between(before, after), differences=differences
        )

    def _made(self, change: ChangeSet, base: _Base, vignettes: Vignettes, at: datetime) -> Checked:
        before, after = base.compiled.edition, applied(change, base.compiled.edition)
        report = Report(
            based_on=before.number,
            edits=edits_between(before, after),
            differences=(),
            findings=(*misfits(change, before), *refusals(change, after)),
            checked=("validity",),
        )
        if not report.findings:  # what is not valid is not compiled: no answer could be given from it
            report = self._tried(report, after, base, vignettes, at)
        return Checked(report, after)

    def _tried(self, report: Report, after: Edition, base: _Base, vignettes: Vignettes, at: datetime) -> Report:
        """Go on with a change that is valid: compile, judge, prove, compare."""
        before = base.compiled
        compiled = compile_edition(after, self._gazetteer, before.window, before)
        if compiled.faults:
            unfit = (
                fault(f"services/{one.service_id}/hours", f"hours that can be read: {one.what}") for one in compiled.faults
            )
            return msgspec.structs.replace(report, findings=tuple(unfit))
        span, answering = span_from(at), Answering(after, self._gazetteer, at, (compiled,), base.answering)
        proof = self._checks.prove(compiled, span)
        return msgspec.structs.replace(
            report,
            differences=self._checks.tell_differences(before, compiled, span),
            findings=(
                *self._judge(vignettes, base, answering),
                *vignettes.unread,
                *self._checks.compare(base.proof, proof),
            ),
            checked=(*report.checked, scenarios_in_words(vignettes), *self._checks.names),
        )

    def _base_of(self, on: Edition, at: datetime, known: CompiledEdition | None) -> _Base:
        base = self._base
        if base is None or base.compiled.edition.hash != on.hash or base.day != at.date():
            if base is not None and base.day == at.date():
                known = base.compiled
            window = Window.around(at) if known is None else known.window
            # One of our own, for judging fills what an edition keeps between answers.
            compiled = compile_edition(on, self._gazetteer, window, known)
            answering = Answering(on, self._gazetteer, at, (compiled,))
            base = self._base = _Base(compiled, answering, self._checks.prove(compiled, span_from(at)), at.date())
            self._judged = None
        return base

    def _judge(self, vignettes: Vignettes, base: _Base, after: Answering) -> Iterator[Finding]:
        if self._judged != vignettes:
            self._failures = {code: failure_of(judge(scenario, base.answering)) for code, scenario in vignettes.scenarios}
            self._judged = vignettes
        for code, scenario in vignettes.scenarios:
            failure = failure_of(judge(scenario, after))
            if failure is not None:
                yield scenario_finding(code, failure, failed_before=self._failures[code] is not None)


@cache
def what_ships() -> tuple[frozenset[AreaCode], frozenset[str]]:
    """Return the areas and the sources that an entry may name: those of seed/."""
    return known_areas(), frozenset(source.key for source in load_sources())


def refusals(change: ChangeSet, after: Edition) -> Iterator[Finding]:
    """Yield what the loader of what ships would refuse: in entries of the change, in those that lean on them, in rules."""
    areas, sources = what_ships()
    touched = {service.id for service in change.services} | set(change.withdrawn)
    known = Known(areas, sources, {service.id: service for service in after.services})
    for service in after.services:
        if service.id in touched or service.superseded_by in touched:
            for wrong in faults_of(service, known):
                yield fault(f"services/{service.id}/{path_in_words(wrong.path)}", wrong.expected)
    for local in change.settings:
        if local.area not in areas:
            yield fault(f"settings/{local.setting}/{local.area}", "an area of seed/places")
    if change.policy is not None:
        yield from refused_rules(change.policy)


def refused_rules(policy: Policy) -> Iterator[Finding]:
    """Yield every rule that names what nobody knows, or stands twice."""
    seen: set[str] = set()
    for rule in policy.rules:
        for path, expected in faults_of_rule(rule, policy, seen):
            yield fault(f"policy/rules/{rule.key}/{path_in_words(path)}", expected)
        seen.add(rule.key)


def span_from(at: datetime) -> Window:
    """Return the days for which answers are compared and proved."""
    start = minute_of(at)
    return Window(start, start + SPAN_DAYS * 24 * 60)


def scenarios_in_words(vignettes: Vignettes) -> str:
    """Say how many scenarios were judged."""
    count = len(vignettes.scenarios)
    return "1 scenario" if count == 1 else f"{count:,} scenarios"


def scenario_finding(code: str, failure: Failure, *, failed_before: bool) -> Finding:
    """Tell of a scenario that fails; one that failed before the change blocks nothing."""
    words = f"{failure.title}: {'; '.join(failure.shortfalls)}"
    if failed_before:
        return Finding(code, FindingKind.NOTE, f"{words} (it failed before this change as well)")
    return Finding(code, FindingKind.SCENARIO, words)


class _Rows(msgspec.Struct, frozen=True):
    """A file of scenarios, not yet read one by one."""

    scenarios: tuple[msgspec.Raw, ...]


def read_vignettes(folder: Path) -> Vignettes:
    """Read every file of scenarios; what cannot be read is named by file and place, and takes no other scenario away."""
    scenarios: list[tuple[str, Scenario]] = []
    unread: list[Finding] = []
    for file in sorted(folder.glob("*.json")):
        for code, read in _read_file(file):
            if isinstance(read, Finding):
                unread.append(read)
            else:
                scenarios.append((code, read))
    return Vignettes(tuple(scenarios), tuple(unread))


def _read_file(file: Path) -> Iterable[tuple[str, Scenario | Finding]]:
    name = f"scenario/{file.stem}"
    try:
        with file.open("rb") as opened:
            body = opened.read(LARGEST_FILE + 1)
        rows = read_strictly(body, _Rows).scenarios if len(body) <= LARGEST_FILE else None
    except OSError as refused:
        yield name, _unread(name, f"{file.name} cannot be read ({refused.strerror})")
        return
    except ContextRejected as refused:
        yield name, _unread(name, f"{file.name}: {refused}")
        return
    if rows is None:
        yield name, _unread(name, f"{file.name} has more than {LARGEST_FILE:,} bytes")
        return
    for position, row in enumerate(rows, start=1):
        try:
            scenario = read_strictly(bytes(row), Scenario)
        except ContextRejected as refused:
            place = f"{name}/{position}"
            yield place, _unread(place, f"{file.name}, scenario {position}: {refused}")
        else:
            yield f"{name}/{scenario.id}", scenario


def _unread(code: str, words: str) -> Finding:
    return Finding(code, FindingKind.NOTE, f"{words}: it was not judged")
