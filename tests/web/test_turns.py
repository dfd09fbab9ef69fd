"""What is worked out beside the answers lets them go first."""

from __future__ import annotations

import gc
import sys

import pytest

from web.turns import TURN_SECONDS, collecting_later, take_short_turns


def test_a_thread_beside_the_answers_gives_way_soon() -> None:
    take_short_turns()

    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)


def test_the_collector_rests_until_the_last_thing_that_is_being_made_is_there() -> None:
    with collecting_later():
        with collecting_later():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_goes_on_when_something_could_not_be_made() -> None:
    with pytest.raises(ValueError, match="too large"), collecting_later():
        raise ValueError("too large")
    assert gc.isenabled()
