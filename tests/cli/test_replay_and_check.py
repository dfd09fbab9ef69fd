"""`crisis replay` and `crisis check`: the answer of that night again, and whether anybody could have altered it since."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from store.database import Database
from store.first_use import POSTCODE_TABLE
from store.queue_file import Kind, QueueFile, Row
from tests.cli.conftest import Run, copy_home, the_command_in
from tests.store.makers import by_hand

OFFICER = ("--caller", "police", "--place", "PE8", "--fact", "s136=used", "--fact", "age=17", "--at", "2026-12-26T03:10")


def given(run: Run, *words: str) -> str:
    """Answer, and return the decision's id."""
    return str(json.loads(run("answer", *OFFICER, *words, "--json").stdout)["decision"])


def altered(home: Path, *statements: str) -> None:
    """Change rows as somebody with the database's password could."""

    async def alter() -> None:
        database = Database(f"sqlite:///{home / 'crisis.sqlite3'}")
        await by_hand(database, *statements)
        await database.close()

    asyncio.run(alter())


def lines(run: Run, *words: str) -> dict[str, str]:
    """Check, and return the mark of each line."""
    return {line["what"]: line["mark"] for line in json.loads(run("check", "--json", *words).stdout)["lines"]}


@pytest.mark.parametrize("reader", ["operator", "police", "public"])
def test_an_answer_is_given_again_byte_for_byte(run: Run, reader: str) -> None:
    decision = given(run, "--as", reader)

    done = run("replay", decision)

    assert done.exit_code == 0, done.output
    assert f"Given to {reader} at " in done.stdout
    assert "Byte for byte the answer that was given" in done.stdout


MENDED = ("--service", "nn-mental-health-number", "--number", "0808 157 0199", "--reason", "the trust rang")
"""The shortest change that makes another edition."""


def test_an_answer_given_to_two_readers_is_two_decisions(run: Run) -> None:
    decision = given(run)
    assert given(run, "--as", "public") == decision

    done = run("replay", decision)

    assert done.exit_code == 2
    assert f"expected one of {decision}-public, {decision}-operator" in done.stderr
    assert run("replay", f"{decision}-public").exit_code == 0


def test_an_answer_is_given_again_from_that_nights_edition_when_others_were_published_since(run: Run) -> None:
    decision = given(run)
    run("publish", *MENDED)

    again = json.loads(run("replay", decision, "--json").stdout)

    assert again["identical"]
    assert again["answer"]["edition"] == 1
    assert given(run) != decision


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE decision SET answer_sha256 = '0'", "the bytes are not the same"),
        ("UPDATE decision SET reader = 'public'", "the decision's row was altered"),
        ("UPDATE decision SET edition_hash = '0'", "edition 1 is not the one that answered"),
        ("""UPDATE decision SET answered = '{"options":[]}'""", "the decision's row was altered"),
    ],
)
def test_a_decision_that_was_altered_is_found_out(run: Run, home: Path, statement: str, said: str) -> None:
    decision = given(run)
    altered(home, statement)

    done = run("replay", decision)

    assert done.exit_code == 1
    assert "NOT byte for byte" in done.stdout
    assert said in done.stdout


def test_where_the_answer_differs_it_is_said_in_what(run: Run, home: Path) -> None:
    decision = given(run)
    altered(home, """UPDATE decision SET situation = replace(situation, '"s136":"used"', '"s136":"none"')""")

    assert "other options than were given" in run("replay", decision).stdout


def test_a_decision_of_which_this_version_can_read_nothing_is_said_so(run: Run, home: Path) -> None:
    decision = given(run)
    altered(home, "UPDATE decision SET situation = '{}'")

    done = run("replay", decision)

    assert done.exit_code == 4
    assert "recorded by another version" in done.stderr


def test_the_whole_log_is_given_again_across_editions(run: Run) -> None:
    given(run)
    run("publish", *MENDED)
    given(run, "--as", "police")

    done = run("replay", "--all")

    assert done.exit_code == 0, done.output
    assert "2 of 2 answers are byte for byte as they were given." in done.stdout
    assert json.loads(run("replay", "--all", "--json").stdout) == {"decisions": 2, "identical": 2, "different": []}


def test_each_answer_of_the_log_that_does_not_come_out_is_named_with_the_reason(run: Run, home: Path) -> None:
    given(run)
    decision = given(run, "--as", "police")
    altered(home, "UPDATE decision SET answer_sha256 = '0' WHERE reader = 'police'")

    done = run("replay", "--all")

    assert done.exit_code == 1
    assert f"✗ {decision}-police (" in done.stdout
    assert "the bytes are not the same" in done.stdout
    assert "1 of 2 answers are byte for byte" in done.stdout


@pytest.mark.parametrize("words", [(), ("some-id", "--all")])
def test_one_answer_is_given_again_or_all_of_them(run: Run, words: tuple[str, ...]) -> None:
    done = run("replay", *words)

    assert done.exit_code == 2
    assert "expected the id of a decision, or --all" in done.stderr


def test_a_sound_home_is_sound(run: Run) -> None:
    given(run)

    done = run("check", "--log")

    assert done.exit_code == 0, done.output
    assert all(line[0] in "✓!" for line in done.stdout.splitlines())
    for what in (
        "database",
        "editions",
        "queue: nothing waits",
        "snapshot",
        "decision log",
        "chain",
        "keys",
        "places",
        "bank holidays, england",
        "dates of checking",
    ):
        assert any(line[2:].startswith(what) for line in done.stdout.splitlines()), what


def test_what_waits_for_the_database_and_what_it_refused_is_counted(run: Run, home: Path) -> None:
    of_a_server = QueueFile.begin(home / "queue")
    of_a_server.add([Row(Kind.ROOM, b"\xc1", 0.0), Row(Kind.ROOM, b"\xc1", 0.0)])
    assert lines(run)["queue"] == "!"
    of_a_server.remove(1, [(Row(Kind.ROOM, b"\xc1", 0.0), "the database refuses a row")])
    done = run("check")
    of_a_server.close()
    assert "✗ queue: 1 refused by the database and set aside: the log says why; 1 wait for it\n" in done.stdout
    assert done.exit_code == 1


def test_the_decision_log_is_walked_only_when_asked(run: Run) -> None:
    assert "decision log" not in lines(run)
    assert lines(run, "--log")["decision log"] == "✓"


@pytest.fixture(scope="module")
def used_home(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home in which something of everything happened: an answer, a change that went live, a key."""
    used = copy_home(shipped_home, tmp_path_factory.mktemp("used") / "home")
    run = the_command_in(used)
    given(run)
    run("publish", *MENDED)
    run("keys", "make", "--role", "police", "--label", "a force")
    return used


@pytest.fixture
def used(used_home: Path, tmp_path: Path) -> Path:
    """Give a copy of that home, to damage."""
    return copy_home(used_home, tmp_path / "used")


def forge_a_decision(home: Path) -> None:
    """Alter what was answered."""
    altered(home, "UPDATE decision SET answered = '{}'")


def forge_what_happened(home: Path) -> None:
    """Take away what was done to the last change."""
    altered(home, "DELETE FROM change_event WHERE seq = (SELECT max(seq) FROM change_event)")


def forge_a_key(home: Path) -> None:
    """Make a police force's key one that may do everything."""
    altered(home, "UPDATE api_key SET role = 'admin'")


def forge_a_date(home: Path) -> None:
    """Write what is no date into the newest edition, where every start reads it."""
    altered(home, "UPDATE edition SET published_at = 'never' WHERE number = 2")


def forge_an_edition(home: Path) -> None:
    """Alter a service after it was published."""
    altered(home, "UPDATE service_revision SET body = replace(body, '111', '112') WHERE service_id = 'nhs111-mh'")


def lose_the_snapshots(home: Path) -> None:
    """Truncate every snapshot."""
    for file in (home / "editions").iterdir():
        file.write_bytes(file.read_bytes()[:100])


def break_the_database(home: Path) -> None:
    """Put something else where the database was."""
    (home / "crisis.sqlite3").write_bytes(b"this is no database" * 100)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (forge_a_decision, "decision log"),
        (forge_what_happened, "chain"),
        (forge_a_key, "keys"),
        (forge_a_date, "editions"),
        (forge_an_edition, "editions"),
        (lose_the_snapshots, "snapshot"),
        (break_the_database, "database"),
    ],
)
def test_damage_is_found_and_ends_with_one(used: Path, damage: Callable[[Path], None], what: str) -> None:
    damage(used)

    done = the_command_in(used)("check", "--log")

    assert done.exit_code == 1, done.output
    assert f"✗ {what}: " in done.stdout


def test_the_row_that_was_altered_is_named(used: Path) -> None:
    altered(used, "UPDATE change_set SET author = 'somebody else' WHERE number = 1")

    assert "✗ chain: change_set 1: altered\n" in the_command_in(used)("check", "--log").stdout


def last_hash(run: Run) -> str:
    """Return the hash that is to be noted."""
    (line,) = (line for line in run("check", "--log").stdout.splitlines() if line.startswith("✓ chain: "))
    return line.rpartition(" ")[2]


def test_a_hash_noted_earlier_tells_whether_the_end_was_cut_off(run: Run, home: Path) -> None:
    given(run)
    earlier = last_hash(run)
    given(run, "--as", "police")
    later = last_hash(run)
    assert lines(run, "--log", "--noted", earlier)["noted hash"] == "✓"

    altered(home, "DELETE FROM decision WHERE seq = 2", f"DELETE FROM chain_link WHERE hash = '{later}'")

    found = lines(run, "--log", "--noted", later)
    assert (found["decision log"], found["chain"], found["noted hash"]) == ("✓", "✓", "✗")
    assert lines(run, "--log", "--noted", earlier)["noted hash"] == "✓"


def test_a_noted_hash_is_looked_for_in_the_logs(run: Run) -> None:
    done = run("check", "--noted", "0" * 64)

    assert done.exit_code == 2
    assert "expected together with --log" in done.stderr


def test_nothing_of_the_log_is_lost_when_an_answer_ends(run: Run, home: Path) -> None:
    for _ in range(3):
        run("answer", "--caller", "carer")

    with sqlite3.connect(home / "crisis.sqlite3") as rows:
        assert rows.execute("SELECT count(*) FROM decision").fetchone() == (3,)
    rows.close()
    assert (home / POSTCODE_TABLE).exists()
