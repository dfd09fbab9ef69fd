"""Whether memory grows is read from a line through what was measured."""

from __future__ import annotations

import pytest

from tests.bench.soak import fitted


def test_memory_that_grows_by_the_same_each_time_is_a_line_without_doubt() -> None:
    line = fitted([(0, 100), (5, 101), (10, 102)])

    assert (line.middle, line.slope, line.error) == pytest.approx((101, 0.2, 0))


def test_memory_that_goes_up_and_down_does_not_grow_and_leaves_a_doubt() -> None:
    line = fitted([(0, 100), (5, 103), (10, 103), (15, 100)])

    assert line.slope == pytest.approx(0)
    assert line.error > 0
