"""Several workers on one home: what they count adds up, and one that ends is begun again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cli.serving import kill, serving, wait_until

ANSWERS = 'crisis_answers_total{caller="carer"}'


def test_whichever_worker_is_asked_tells_the_figures_of_all(home: Path) -> None:
    with serving(home, "--workers", "2") as served:
        assert len(served.workers()) == 2
        for _ in range(20):  # over connections of their own, which the kernel shares out among the workers
            assert served.answers()
        assert {served.figure(ANSWERS) for _ in range(10)} == {20.0}
        # What is not counted is told by each: of the edition the least, of the rows that wait the sum.
        wait_until(lambda: served.figure("crisis_ready") == 1 and served.figure("crisis_edition_number") == 1)
        wait_until(lambda: served.figure('crisis_decisions{state="written"}') == 20)
        assert served.figure('crisis_decisions{state="lost"}') == 0


def test_a_worker_that_ends_is_begun_again_says_so_and_takes_nothing_counted_with_it(home: Path) -> None:
    with serving(home, "--workers", "2") as served:
        for _ in range(10):
            assert served.answers()
        first = served.workers()
        kill(first[0])
        wait_until(lambda: len(set(served.workers()) - set(first)) == 1 and len(served.workers()) == 2)
        assert '"event":"Unexpected exit from worker-1"' in served.said()
        wait_until(lambda: served.figure("crisis_ready") == 1)
        assert served.figure(ANSWERS) == 10
        assert served.answers()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_workers_end_when_the_process_that_began_them_is_killed(home: Path, workers: str) -> None:
    with serving(home, CRISIS_WORKERS=workers) as served:
        left = served.workers()
        assert len(left) == int(workers)
        served.process.kill()
        served.ended()
        try:
            wait_until(lambda: served.get("/health/live")[0] == 0 and not any(map(is_there, left)))
        finally:
            for pid in left:
                kill(pid)


def test_a_worker_that_hangs_does_not_keep_the_server_from_stopping(home: Path) -> None:
    with serving(home) as served:
        os.kill(served.workers()[0], signal.SIGSTOP)
        served.process.send_signal(signal.SIGTERM)
        assert served.ended() == 0
        assert "refused to gracefully stop" in served.said()


def is_there(pid: int) -> bool:
    """Say whether a process lives; one that has ended and that nobody asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
