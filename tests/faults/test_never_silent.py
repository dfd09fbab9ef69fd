"""Whoever rings meanwhile is answered: two of the scenes of `make faults`, with fewer callers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import scenarios
from tests.faults.cluster import Cluster, NotHere, a_cluster, a_folder
from tests.faults.scenarios import Act
from tests.faults.scene import Found, a_scene, make_pattern, played

pytestmark = [pytest.mark.anyio, pytest.mark.postgres]

A_FEW = 20
"""Requests a second: it is not the load that is tested here."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL's own user may pass."""
    with a_folder() as made:
        yield made


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """Give a PostgreSQL server that may be killed, or skip where there is none; in CI its absence fails."""
    try:
        with a_cluster(folder / "cluster") as made:
            yield made
    except NotHere as fault:
        if os.environ.get("CI") == "true":
            pytest.fail(str(fault))
        pytest.skip(str(fault))


@pytest.fixture
def anyio_backend() -> str:
    """Run on asyncio alone: the store needs its tasks."""
    return "asyncio"


async def found_by(act: Act, folder: Path, cluster: Cluster) -> Found:
    """Play a scene with two nodes."""
    pattern = await make_pattern(folder / "pattern", cluster)
    async with a_scene(folder / "scene", pattern, cluster, nodes=2) as scene:
        return await played(scene, act, rate=A_FEW, reports=("refusal", "feedback", "room"))


async def test_a_database_that_is_killed_and_comes_back_costs_no_answer_and_no_row(folder: Path, cluster: Cluster) -> None:
    assert (await found_by(scenarios.database_killed, folder, cluster)).broken == ()


async def test_what_a_node_acknowledged_outlives_it_and_the_other_goes_on(folder: Path, cluster: Cluster) -> None:
    assert (await found_by(scenarios.node_killed, folder, cluster)).broken == ()
