"""Judging an edition by a locality's vignettes"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from directory.opening import Window
from routing.change import Finding, FindingKind
from routing.checks import CHECKS, Checks
from routing.edition import CompiledEdition, compile_edition
from routing.evaluate import Scenario
from routing.judging import Answering, failure_of, judge
from tests.makers import NOW, an_edition, compiled, fixture_edition, fixture_services, services_of, the_gazetteer, the_policy
from tests.proving import LINE, NATIONAL, WHOLE


def a_vignette(at: str | None = None, state: dict[str, str] | None = None, **expect: Any) -> Scenario:  # noqa: ANN401
    context = {"caller": "gp", "place": "Corby", "danger_to_life": "no", "request": "mha_assessment"}
    return msgspec.convert(
        {
            "id": "V1",
            "title": "A general practitioner",
            "context": context | ({} if at is None else {"at": at}),
            "given": {"directory_state": state or {}},
            "expect": {"first_any": ["hcp_line"], "must_include": ["amhp"]} | expect,
        },
        Scenario,
    )


def answering(*compiled: CompiledEdition) -> Answering:
    return Answering(an_edition(fixture_services()), the_gazetteer(), NOW, compiled)


def test_a_vignette_that_holds_has_no_failure() -> None:
    assert failure_of(judge(a_vignette(), answering())) is None


def test_a_failure_says_what_was_expected_and_what_was_answered_instead() -> None:
    failure = failure_of(judge(a_vignette(must_include=["hbpos_adult"], must_say=["STAY_ON_LINE"]), answering()))
    assert failure is not None
    assert failure.shortfalls[:2] == ("must include hbpos_adult", "must say STAY_ON_LINE")
    assert failure.shortfalls[2].startswith("answered hcp_line (hcp-line), ")
    assert failure.shortfalls[3].startswith("said ")


def test_what_is_only_said_wrongly_tells_no_options() -> None:
    failure = failure_of(judge(a_vignette(must_say=["STAY_ON_LINE"]), answering()))
    assert failure is not None
    assert [words.split()[0] for words in failure.shortfalls] == ["must", "said"]


def test_what_is_only_offered_wrongly_tells_nothing_of_what_is_said() -> None:
    failure = failure_of(judge(a_vignette(must_include=["hbpos_adult"]), answering()))
    assert failure is not None
    assert [words.split()[0] for words in failure.shortfalls] == ["must", "answered"]


def test_a_vignette_that_cannot_be_so_has_failed_and_is_said_why() -> None:
    failure = failure_of(judge(a_vignette(at="1999-01-01T00:00:00+00:00"), answering()))
    assert failure is not None
    assert failure.shortfalls == ("its context is refused: at: expected a year from 2000 to 2100",)


def test_a_vignette_is_answered_in_the_state_that_it_gives() -> None:
    stale = a_vignette(state={"hcp-line": "verify_by_passed"})
    option = answering().answer(stale).options[0]
    fresh = answering().answer(a_vignette()).options[0]
    assert option.service_id == fresh.service_id
    assert option.reasons != fresh.reasons


def test_an_edition_is_compiled_once_for_all_vignettes_of_its_days() -> None:
    judging = answering(fixture_edition())
    assert judging.compiled_at(NOW) is fixture_edition()
    long_ago = judging.compiled_at(datetime(2021, 5, 1, tzinfo=UTC))
    assert long_ago is not fixture_edition()
    assert judging.compiled_at(datetime(2021, 5, 3, tzinfo=UTC)) is long_ago


class Found(msgspec.Struct, frozen=True):
    """Something that a check found."""

    words: str


def test_a_check_that_is_not_made_finds_nothing_and_is_not_claimed() -> None:
    edition, span = fixture_edition(), Window(0, 1)
    checks = Checks()
    assert checks.names == ()
    assert checks.tell_differences(edition, edition, span) == ()
    assert checks.find_losses(edition, edition, span) == ()


def test_checks_that_are_made_are_named_and_their_findings_told() -> None:
    edition, span = fixture_edition(), Window(0, 1)
    gap = Finding("gap", FindingKind.NEW_GAP, "nobody answers")
    checks = Checks(
        differences=lambda _before, _after, _span: [Found("nothing differs")], losses=lambda _before, _after, _span: [gap]
    )
    assert checks.names == ("differences in answers", "proof")
    assert checks.tell_differences(edition, edition, span) == ("nothing differs",)
    assert checks.find_losses(edition, edition, span) == (gap,)


def test_an_edit_that_takes_the_only_line_away_is_found_by_the_proof() -> None:
    whole = compiled(services_of(LINE, NATIONAL))
    without = compile_edition(an_edition(services_of(NATIONAL), number=2), the_gazetteer(), whole.window, whole)
    kinds = {finding.kind for finding in CHECKS.find_losses(whole, without, WHOLE)}
    assert kinds == {FindingKind.NEW_GAP, FindingKind.LOST_ENDING}
    assert CHECKS.find_losses(without, whole, WHOLE) == ()
    assert CHECKS.find_losses(whole, whole, WHOLE) == ()


def test_a_line_that_only_some_are_sent_to_is_not_lost_unseen() -> None:
    veterans = "veterans,Veterans,veterans_mh,England,24/7,0800 138 1619,,public,,,"
    whole = compiled(services_of(veterans, NATIONAL))
    without = compile_edition(an_edition(services_of(NATIONAL), number=2), the_gazetteer(), whole.window, whole)
    found = CHECKS.find_losses(whole, without, WHOLE)
    assert {finding.kind for finding in found} == {FindingKind.NEW_GAP, FindingKind.LOST_ENDING}
    assert all("needs: veteran" in finding.words for finding in found)


def test_a_rule_that_asks_for_less_is_proved_wherever_it_holds() -> None:
    services = services_of(LINE, NATIONAL)
    fewer = tuple(msgspec.structs.replace(rule, first=()) if rule.key == "A2" else rule for rule in the_policy().rules)
    other = msgspec.structs.replace(the_policy(), rules=fewer)
    found = CHECKS.find_losses(compiled(services), compiled(services, other), WHOLE)
    assert any(finding.kind is FindingKind.NEW_GAP and "NHS 111" in finding.words for finding in found)


def test_so_many_edits_at_once_are_told_as_such_and_proved_all_the_same() -> None:
    whole = fixture_edition()
    empty = compile_edition(an_edition((), number=2), the_gazetteer(), whole.window, whole)
    assert CHECKS.tell_differences(whole, empty, WHOLE) == (
        f"{len(whole.services)} services differ: too many for the answers that change to be told one by one",
    )
