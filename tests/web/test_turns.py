"""What is worked out beside the answers lets them go first."""

from __future__ import annotations

import gc
import sys

import pytest

from web.turns import TURN_SECONDS, Beside, collecting_later

USUAL_SECONDS = sys.getswitchinterval()


def test_a_thread_beside_the_answers_gives_way_soon_while_it_works_and_only_then() -> None:
    with Beside() as beside:
        assert beside.submit(sys.getswitchinterval).result() == pytest.approx(TURN_SECONDS)
    assert sys.getswitchinterval() == pytest.approx(USUAL_SECONDS)


def test_turns_are_as_usual_again_when_the_work_failed() -> None:
    with Beside() as beside, pytest.raises(ValueError, match="too large"):
        beside.submit(fail).result()
    assert sys.getswitchinterval() == pytest.approx(USUAL_SECONDS)


def test_the_collector_rests_until_the_last_thing_that_is_being_made_is_there() -> None:
    with collecting_later():
        with collecting_later():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_goes_on_when_something_could_not_be_made() -> None:
    with pytest.raises(ValueError, match="too large"), collecting_later():
        fail()
    assert gc.isenabled()


def fail() -> None:
    """Come upon too much."""
    raise ValueError("too large")
