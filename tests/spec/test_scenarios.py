"""The forty vignettes that a clinical safety officer can read, each a promise of its own."""

from __future__ import annotations

import msgspec
import pytest

from routing.answer import Answer
from routing.evaluate import Scenario, ScenarioFile, evaluate, laid_over
from routing.router import answer
from routing.situation import instant_meant
from tests.makers import DATA, compiled, fixture_services, the_policy

SCENARIOS = msgspec.json.decode((DATA / "scenarios.json").read_bytes(), type=ScenarioFile).scenarios
PAIRS = {pair.token: frozenset({pair.day, pair.out_of_hours}) for pair in the_policy().counterparts}


def answer_to(scenario: Scenario) -> Answer:
    """Answer on the fixture directory in the state that the scenario gives."""
    assert scenario.context.at is not None
    at, _ = instant_meant(scenario.context.at)
    edition = compiled(laid_over(fixture_services(), scenario.given, at), around=at)
    return answer(edition, scenario.context, scenario.context.at, scenario.given.capacity)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[f"{scenario.id} {scenario.title}" for scenario in SCENARIOS])
def test_the_answer_is_what_the_vignette_expects(scenario: Scenario) -> None:
    (verdict,) = evaluate([scenario], answer_to, PAIRS)
    assert verdict.shortfalls == ()


def test_there_are_forty() -> None:
    assert len({scenario.id for scenario in SCENARIOS}) == 40
