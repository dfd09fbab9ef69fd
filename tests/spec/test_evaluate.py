"""Evaluating vignettes: each expectation that does not hold is named."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from routing.context import CallerContext
from routing.evaluate import Expect, Scenario, evaluate
from tests.makers import asked, fixture_edition, the_policy

ANSWER = asked(fixture_edition(), caller="gp", place="Corby", danger_to_life="no", request="mha_assessment")
PAIRS = {pair.token: frozenset({pair.day, pair.out_of_hours}) for pair in the_policy().counterparts}


def judged(**expect: object) -> list[str]:
    scenario = Scenario("T", "title", CallerContext(caller="gp"), msgspec.convert({"first_any": ["hcp_line"]} | expect, Expect))
    (verdict,) = evaluate([scenario], lambda _: ANSWER, PAIRS)
    assert verdict.options_right is not any(short.of_options for short in verdict.shortfalls)
    return [short.what for short in verdict.shortfalls]


@pytest.mark.parametrize(
    "held",
    [
        {"must_include": ["amhp", "hcp-line"], "must_include_any": [["nothing", "crhtt"]]},
        {"must_not_include": ["police_station"], "must_not_be_first": ["crhtt"], "closed_now": ["crhtt"]},
        {"targets": ["T6"], "must_ask": ["overdose"]},
    ],
)
def test_what_holds_is_not_mentioned(held: dict[str, Any]) -> None:
    assert judged(**held) == []


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({"first_any": ["crhtt"]}, "first is one of"),
        ({"must_include": ["hbpos_adult"]}, "must include"),
        ({"must_include_any": [["hbpos_adult", "bed_s140"]]}, "must include one of"),
        ({"must_not_include": ["amhp"]}, "must not include"),
        ({"must_not_be_first": ["hcp_line"]}, "must not be first"),
        ({"closed_now": ["hcp_line"]}, "must not be first"),
        ({"must_say": ["STAY_ON_LINE"]}, "must say"),
        ({"must_ask": ["place"]}, "must ask"),
        ({"targets": ["T1"]}, "targets"),
    ],
)
def test_what_does_not_hold_is_named(broken: dict[str, Any], what: str) -> None:
    assert judged(**broken) == [what]


def test_an_empty_answer_is_the_worst_shortfall() -> None:
    empty = msgspec.structs.replace(ANSWER, options=())
    scenario = Scenario("T", "title", CallerContext(caller="gp"), Expect())
    (verdict,) = evaluate([scenario], lambda _: empty, PAIRS)
    assert not verdict.options_right
    assert verdict.shortfalls[0].what == "not empty"
