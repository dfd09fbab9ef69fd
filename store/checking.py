"""Checks a change before anybody is answered by it: valid, in the locality's scenarios, in the answers, in the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import msgspec

from directory.errors import ContextRejected
from directory.opening import Window, minute_of
from directory.places import Gazetteer
from directory.service import AreaCode
from routing.change import ChangeSet, Finding, FindingKind, Report, applied, fault, is_light, misfits, overtaken
from routing.checks import CHECKS, Checks
from routing.edition import CompiledEdition, Edition, compile_edition
from routing.edits import Edit, edits_between
from routing.evaluate import Scenario
from routing.judging import Answering, Failure, failure_of, judge
from routing.policy import Policy
from routing.proof import PROVED_DAYS
from routing.reading import read_strictly
from routing.situation import LONDON
from seed.load import known_areas, load_sources
from seed.policy import faults_of_rule
from seed.refusals import Known, faults_of
from seed.toml_lines import path_in_words

LARGEST_FILE = 50_000_000
"""Bytes of a file of scenarios; one takes about a thousand."""


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


class _Known(msgspec.Struct, frozen=True):
    """What is known of an edition, published or not yet: compiled and judged, on one day."""

    compiled: CompiledEdition
    answering: Answering
    vignettes: Vignettes
    failures: dict[str, Failure]
    day: date

    @property
    def edition(self) -> Edition:
        """Return the edition."""
        return self.compiled.edition


class _Last(msgspec.Struct, frozen=True):
    """The check that was made last: publishing makes it again, on the same base for nothing, and then it is the base."""

    change: ChangeSet
    base: _Known
    after: _Known | None
    checked: Checked


class Checker:
    """Checks one change at a time and keeps what the next check needs: the base compiled, and its verdicts."""

    def __init__(self, gazetteer: Gazetteer, scenarios: Path, checks: Checks = CHECKS) -> None:
        """Take the places, the folder of scenario files, and what is to be worked out beyond validity."""
        self._gazetteer, self._folder, self._checks = gazetteer, scenarios, checks
        self._turn = Lock()
        self._base: _Known | None = None
        self._last: _Last | None = None

    def check(
        self,
        change: ChangeSet,
        on: Edition,
        at: datetime,
        *,
        made_on: Edition | None = None,
        known: CompiledEdition | None = None,
    ) -> Checked:
        """Check the change on an edition.

        `made_on` is the edition that the change names as its own, None where it names none or none that there is; `known` is
        one that is compiled already, to take over what stands in it.
        """
        if is_light(change, on, at.astimezone(LONDON).date()):
            return light(change, made_on, on)
        with self._turn:
            base = self._base = self._base_of(on, at, known)
            last = self._last
            if last is None or last.base is not base or last.change != change:
                last = self._last = self._made(change, base, made_on, at)
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

    def _made(self, change: ChangeSet, base: _Known, made_on: Edition | None, at: datetime) -> _Last:
        before, after = base.edition, applied(change, base.edition)
        report = Report(
            based_on=before.number,
            edits=edits_between(before, after),
            differences=(),
            findings=(*unheard_of(change, made_on, before), *misfits(change, before), *refusals(change, after)),
            checked=("validity",),
        )
        if report.findings:  # what is not valid is not compiled: no answer could be given from it
            return _Last(change, base, None, Checked(report, after))
        compiled = compile_edition(after, self._gazetteer, base.compiled.window, base.compiled)
        if unfit := tuple(unworkable(change, base.compiled, compiled)):
            return _Last(change, base, None, Checked(msgspec.structs.replace(report, findings=unfit), after))
        looked_at = self._looked_at(compiled, base.vignettes, at, base)
        return _Last(change, base, looked_at, Checked(self._compared(report, base, looked_at, at), after))

    def _compared(self, report: Report, before: _Known, after: _Known, at: datetime) -> Report:
        """Add to the report of a valid change what its edition does otherwise than the one before it."""
        losses = self._checks.find_losses(before.compiled, after.compiled, span_from(at))
        failed = (scenario_finding(code, failure, before.failures) for code, failure in after.failures.items())
        return msgspec.structs.replace(
            report,
            differences=self._checks.tell_differences(before.compiled, after.compiled, span_from(at)),
            findings=(*failed, *after.vignettes.unread, *losses),
            checked=(*report.checked, scenarios_in_words(after.vignettes), *self._checks.names),
        )

    def _base_of(self, on: Edition, at: datetime, known: CompiledEdition | None) -> _Known:
        """Return what is known of the edition that a change is made on, working out what is not known yet."""
        vignettes, day = read_vignettes(self._folder), at.date()
        base, last = self._base, self._last
        if base is not None and base.day == day and base.vignettes == vignettes:
            if base.edition.hash == on.hash:
                return base
            if last is not None and last.after is not None and holds_the_same(last.after.edition, on):
                # The change that was checked last was published: its edition has been looked at, all but its name.
                return self._named(last.after, on)
        before = None if base is None or base.day != day else base
        known = known if before is None else before.compiled
        # One of our own, for judging fills what an edition keeps between answers.
        window = Window.around(at) if known is None else known.window
        return self._looked_at(compile_edition(on, self._gazetteer, window, known), vignettes, at, before)

    def _looked_at(self, compiled: CompiledEdition, vignettes: Vignettes, at: datetime, before: _Known | None) -> _Known:
        """Judge an edition; most of it stood in the one `before`, if there is one."""
        then = () if before is None else before.answering.compiled
        # Scenarios of long ago need other days; what was compiled of those is taken over too.
        far = (one for one in then if one.window != compiled.window)
        others = (compile_edition(compiled.edition, self._gazetteer, one.window, one) for one in far)
        answering = Answering(compiled.edition, self._gazetteer, at, (compiled, *others))
        judged = ((code, failure_of(judge(scenario, answering))) for code, scenario in vignettes.scenarios)
        return _Known(
            compiled=compiled,
            answering=answering,
            vignettes=vignettes,
            failures={code: failure for code, failure in judged if failure is not None},
            day=at.date(),
        )

    def _named(self, known: _Known, edition: Edition) -> _Known:
        """Return what is known of an edition that has been published since."""
        compiled = compile_edition(edition, self._gazetteer, known.compiled.window, known.compiled)
        return msgspec.structs.replace(known, compiled=compiled)


def light(change: ChangeSet, made_on: Edition | None, before: Edition) -> Checked:
    """Check a change that only vouches for contacts: whether it is valid. It takes nobody's answer away.

    Hundreds of calls are made on some days, and the answers of a national line differ everywhere once it is vouched for.
    """
    after = applied(change, before)
    report = Report(
        based_on=before.number,
        edits=edits_between(before, after),
        differences=(),
        findings=(*unheard_of(change, made_on, before), *misfits(change, before), *refusals(change, after)),
        checked=("validity", "nothing differs but that contacts were rung and found right"),
    )
    return Checked(report, after)


def holds_the_same(drafted: Edition, published: Edition) -> bool:
    """Say whether an edition was published as it was drafted."""
    return edits_between(drafted, published) == ()


@cache
def what_ships() -> tuple[frozenset[AreaCode], frozenset[str]]:
    """Return the areas and the sources that an entry may name: those of seed/."""
    return known_areas(), frozenset(source.key for source in load_sources())


def unworkable(change: ChangeSet, before: CompiledEdition, after: CompiledEdition) -> Iterator[Finding]:
    """Yield each entry whose hours cannot be worked out; what stood so before stops no correction of another entry (I16)."""
    known = {one.service_id for one in before.faults} - {service.id for service in change.services}
    for one in after.faults:
        if one.service_id not in known:
            yield fault(f"services/{one.service_id}/hours", "hours that can be worked out")


def unheard_of(change: ChangeSet, made_on: Edition | None, edition: Edition) -> Iterator[Finding]:
    """Yield what somebody changed since the edition that the change was made on, of what it would put back."""
    if made_on is not None:
        yield from overtaken(change, made_on, edition)
    elif change.made_on is not None:
        yield fault("made_on", "the number of an edition, the one that the entries were taken from")


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
    return Window(start, start + PROVED_DAYS * 24 * 60)


def scenarios_in_words(vignettes: Vignettes) -> str:
    """Say how many scenarios were judged."""
    count = len(vignettes.scenarios)
    return "1 scenario" if count == 1 else f"{count:,} scenarios"


def scenario_finding(code: str, failure: Failure, before: Mapping[str, Failure]) -> Finding:
    """Tell of a scenario that fails; one that failed before the change blocks nothing."""
    words = f"{failure.title}: {'; '.join(failure.shortfalls)}"
    if code in before:
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
