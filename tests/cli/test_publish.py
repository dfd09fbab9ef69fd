"""`crisis publish` and `crisis diff`: what a change does is seen before anybody is answered by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, accepting

LINE = "nn-mental-health-number"
NUMBER = ("--service", LINE, "--number", "0808 157 0199", "--reason", "the trust rang")


def entry(run: Run, service_id: str = LINE) -> dict[str, Any]:
    """Return an entry of the edition in force, as it is exported."""
    services = json.loads(run("export", "--format", "json").stdout)["services"]
    found: dict[str, Any] = next(service for service in services if service["id"] == service_id)
    return found


def editions(run: Run) -> int:
    """Say which edition answers."""
    return int(json.loads(run("answer", "--caller", "carer", "--no-log", "--json").stdout)["edition"])


def a_vignette(home: Path, *must_include: str) -> None:
    """Keep one vignette of the locality's own: a carer in Corby."""
    folder = home / "scenarios"
    folder.mkdir()
    vignette = {
        "id": "V1",
        "title": "A carer in Corby",
        "context": {"caller": "carer", "place": "Corby"},
        "expect": {"first_any": ["nhs111_mh"], "must_include": must_include},
    }
    (folder / "local.json").write_text(json.dumps({"scenarios": [vignette]}))


def withdrawing(*ids: str) -> str:
    """Write the change that takes entries away."""
    return json.dumps({"withdrawn": ids})


def test_a_wrong_number_is_mended_in_one_line_on_the_same_path(run: Run) -> None:
    done = run("publish", *NUMBER)

    assert done.exit_code == 0, done.output
    assert f"~ service {LINE}: main.number was 0800 448 0828, becomes 0808 157 0199; main.assurance" in done.stdout
    assert "Checked on edition 1: validity, 0 scenarios, differences in answers, proof." in done.stdout
    assert "Published as edition 2." in done.stdout
    contact = entry(run)["contacts"][0]
    assert contact["number"]["e164"] == "+448081570199"
    assert contact["assurance"].get("verified_on") is None
    assert editions(run) == 2


def test_a_dry_run_shows_everything_and_keeps_nothing(run: Run) -> None:
    done = run("publish", *NUMBER, "--dry-run")

    assert done.exit_code == 0
    assert "becomes 0808 157 0199" in done.stdout
    assert "Nothing was published." in done.stdout
    assert "this was a dry run" in done.stderr
    assert json.loads(run("publish", "--list", "--json").stdout) == {"changes": []}
    assert editions(run) == 1


def test_a_change_is_read_from_a_file_or_from_standard_input(run: Run, tmp_path: Path) -> None:
    edited = entry(run) | {"name": "Another name"}
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"services": [edited]}))

    assert "becomes Another name" in run("publish", file).stdout
    withdrawal = withdrawing(LINE)
    assert run(*accepting(run, "publish", "-", typed=withdrawal), typed=withdrawal).exit_code == 0
    assert editions(run) == 3


def test_what_fails_in_a_vignette_waits_until_somebody_accepts_it_by_name_and_with_a_reason(run: Run, home: Path) -> None:
    a_vignette(home, LINE)

    done = run("publish", "-", typed=withdrawing(LINE))

    assert done.exit_code == 1
    assert "✗ [scenario/local/V1] A carer in Corby: must include nn-mental-health-number" in done.stdout
    assert "crisis publish --change 1 --accept CODE" in done.stderr
    assert editions(run) == 1
    (waiting,) = json.loads(run("publish", "--list", "--json").stdout)["changes"]
    assert (waiting["number"], waiting["state"]) == (1, "blocked")

    accepted = run(*accepting(run, "publish", "--change", "1"))

    assert accepted.exit_code == 0, accepted.output
    assert editions(run) == 2
    assert "published" in run("publish", "--list").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accept", "scenario/local/V1", "--because", "why"), "--by: expected the name"),
        (("--accept", "scenario/local/V1", "--by", "A Name"), "--because: expected one reason"),
        (("--accept", "scenario/local/V1", "--because", " ", "--by", "A Name"), "--because: expected one reason"),
        (("--accept", "scenario/zebra", "--because", "why", "--by", "A Name"), "found nothing of that code"),
    ],
)
def test_nothing_is_accepted_without_name_reason_and_a_finding(run: Run, home: Path, words: tuple[str, ...], said: str) -> None:
    a_vignette(home, LINE)

    done = run("publish", "-", *words, typed=withdrawing(LINE))

    assert done.exit_code == 2
    assert said in done.stderr
    assert "zebra" not in done.output
    assert editions(run) == 1


def test_a_change_that_is_at_fault_is_neither_published_nor_kept(run: Run) -> None:
    wrong = entry(run) | {"areas": ["council:E99999999"]}

    done = run("publish", "-", typed=json.dumps({"services": [wrong], "withdrawn": ["never-there"]}))

    assert done.exit_code == 1
    assert f"✗ [fault/services/{LINE}/areas[0]]" in done.stdout
    assert "✗ [fault/withdrawn/never-there]" in done.stdout
    assert "mend what is at fault" in done.stderr
    assert json.loads(run("publish", "--list", "--json").stdout) == {"changes": []}


def test_a_change_that_waits_may_be_tried_again_and_given_up(run: Run, home: Path) -> None:
    a_vignette(home, LINE)
    run("publish", "-", typed=withdrawing(LINE))

    assert run("publish", "--change", "1", "--dry-run").exit_code == 1
    assert "is given up" in run("publish", "--change", "1", "--drop").stdout

    done = run("publish", "--change", "1")
    assert done.exit_code == 2
    assert "dropped already" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "expected one of CHANGE.json, --service, --change and --list"),
        (("-", "--list"), "expected one of CHANGE.json"),
        (("--service", "zebra", "--number", "111"), "--service: expected the id of a service"),
        (("--service", LINE), "--number: expected one telephone number"),
        (("--service", LINE, "--number", "zebra"), "--number: expected one telephone number"),
        (("--service", LINE, "--contact", "zebra", "--number", "111"), "--contact: expected one of main"),
        (("--change", "7"), "--change: no change 7 is kept here"),
        (("nowhere.json",), "the file cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_repeated(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("publish", *words, typed="{}")

    assert done.exit_code == 2
    assert said in done.stderr
    assert "zebra" not in done.output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zebra", "$: expected JSON"),
        ('{"zebra": 1}', "$: expected only the fields made_on, services"),
        ('{"settings": [{"setting": "zebra"}]}', "settings"),
    ],
)
def test_a_change_that_cannot_be_read_is_refused_by_field(run: Run, typed: str, said: str) -> None:
    done = run("publish", "-", typed=typed)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "zebra" not in done.output


def test_json_says_what_stands_against_a_change(run: Run, home: Path) -> None:
    a_vignette(home, LINE)

    said = json.loads(run("publish", "-", "--json", typed=withdrawing(LINE)).stdout)

    assert "scenario/local/V1" in said["blocking"]
    kinds = {finding["code"]: finding["kind"] for finding in said["report"]["findings"]}
    assert {kinds[code] for code in said["blocking"]} == {"scenario", "new_gap", "lost_ending"}
    assert (said["change"], said["edition"], said["report"]["based_on"]) == (1, None, 1)


def test_an_import_is_held_up_by_the_same_findings_and_accepted_in_the_same_way(run: Run, home: Path, tmp_path: Path) -> None:
    a_vignette(home, LINE)
    file = tmp_path / "exported.csv"
    run("export", "--out", file)
    before, row, after = file.read_text().partition(f"\n{LINE},")
    file.write_text(before + row + after.replace("council:E06000061", "Hull", 1).replace("North Northamptonshire", "Hull", 1))
    blocked = run("import", file, "--publish")

    assert blocked.exit_code == 1, blocked.output
    assert "✗ [scenario/local/V1]" in blocked.stdout
    assert editions(run) == 1
    assert run(*accepting(run, "import", file), "--publish").exit_code == 0
    assert editions(run) == 2


def test_two_editions_are_compared_entry_by_entry(run: Run) -> None:
    run("publish", *NUMBER)

    done = run("diff", "1", "2")

    assert done.exit_code == 0
    assert f"~ service {LINE}: main.number was 0800 448 0828, becomes 0808 157 0199" in done.stdout
    assert "hold the same" in run("diff", "2", "2").stdout
    said = json.loads(run("diff", "2", "1", "--json").stdout)
    assert said["edits"][0]["fields"][0] == {"field": "main.number", "was": "0808 157 0199", "becomes": "0800 448 0828"}


def test_an_edition_that_is_not_kept_cannot_be_compared(run: Run) -> None:
    done = run("diff", "1", "7")

    assert done.exit_code == 2
    assert "edition 7 is not kept here" in done.stderr


def test_the_help_shows_what_a_change_looks_like(run: Run) -> None:
    said = run("publish", "--help").stdout

    assert '"withdrawn": ["an-id"]' in said
    assert 'crisis publish --service nn-line --number "01604 000000"' in said
