"""What became of a service that was found is kept in order, for the curators; nobody can change it afterwards."""

from __future__ import annotations

import msgspec
import pytest

from routing.outcomes import WORDS, Outcome, Rejection
from store.home import Home
from tests.store.makers import AN_OUTCOME

pytestmark = pytest.mark.anyio

REJECTED = msgspec.structs.replace(
    AN_OUTCOME, decision_id=None, service_id="beta", outcome=Outcome.REJECTED, rejection=Rejection.NO_CAPACITY
)


async def test_outcomes_are_read_back_as_they_were_told_in_their_order(home: Home) -> None:
    assert [await home.tell_outcome(told) for told in (AN_OUTCOME, REJECTED)] == [1, 2]
    assert [kept.told for kept in await home.outcomes_after(0)] == [AN_OUTCOME, REJECTED]
    assert [kept.seq for kept in await home.outcomes_after(1)] == [2]
    assert await home.outcomes_after(2) == ()


def test_there_are_twelve_reasons_and_each_has_its_words() -> None:
    assert len(Rejection) == 12
    assert len(set(WORDS.values())) == 12
    assert set(WORDS) == set(Rejection)
