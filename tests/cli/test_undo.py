"""`crisis undo`: a published change is put back on the same path, and what was changed since stays."""

from __future__ import annotations

from tests.cli.conftest import Run
from tests.cli.test_publish import LINE, entry

FIELD = f"{LINE}/main.number"


def mend(run: Run, number: str) -> None:
    """Publish another number for the line."""
    done = run("publish", "--service", LINE, "--number", number)
    assert done.exit_code == 0, done.output


def number_of(run: Run) -> str:
    """Return the line's number as it is dialled."""
    return str(entry(run)["contacts"][0]["number"]["e164"])


def test_a_change_is_undone_and_the_undo_as_well(run: Run) -> None:
    before = entry(run)
    mend(run, "0808 157 0199")
    dry = run("undo", "1", "--dry-run")
    assert (dry.exit_code, "Nothing was published." in dry.stdout) == (0, True), dry.output
    done = run("undo", "1", "--reason", "the wrong line")
    assert "Published as edition 3." in done.stdout, done.output
    assert entry(run) == before
    assert "Published as edition 4." in run("undo", "2").stdout
    assert number_of(run) == "+448081570199"


def test_what_was_changed_since_stays_unless_it_is_named(run: Run) -> None:
    mend(run, "0808 157 0199")
    mend(run, "0808 157 0198")
    left = run("undo", "1")
    assert left.exit_code == 2, left.output
    assert f"{FIELD} was changed since and stays 0808 157 0198" in left.stderr
    assert "nothing that change 1 did is left to undo" in left.stderr
    assert run("undo", "1", "--also", FIELD).exit_code == 0
    assert number_of(run) == "+448004480828"


def test_what_was_not_published_cannot_be_undone(run: Run) -> None:
    for number in ("1", "0"):
        assert run("undo", number).exit_code == 2
