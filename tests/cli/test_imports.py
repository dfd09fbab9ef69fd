"""`crisis import` and `crisis export`: every row is taken or refused with its line and reason; nothing changes unasked."""

from __future__ import annotations

import csv
import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import FIXTURE, Run, accepting

HEADER = "id,name,kind,areas,hours,phone,text,audience,minimum_age,maximum_age,notes"
GOOD = {
    "id": "a-line",
    "name": "A line",
    "kind": "listening_line",
    "areas": "Hull",
    "hours": "24/7",
    "phone": "0808 157 0123",
    "text": "",
    "audience": "public",
    "minimum_age": "",
    "maximum_age": "",
    "notes": "",
}


def a_file(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a compact file of good rows, each with the cells that are given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=HEADER.split(","))
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    file = folder / "services.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def imported(run: Run, file: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Import as JSON: the exit code and what was said."""
    done = run("import", file, "--json", *words)
    said: dict[str, Any] = json.loads(done.stdout)
    return done.exit_code, said


def editions(run: Run) -> str:
    """Say which edition answers."""
    return str(json.loads(run("answer", "--caller", "carer", "--no-log", "--json").stdout)["edition"])


def test_nothing_changes_without_publish(run: Run) -> None:
    done = run("import", FIXTURE)

    assert done.exit_code == 1, "entries of the shipped directory that the file knows less of open gaps"
    assert "✗ [" in done.stdout
    assert "63 rows taken, 0 cells refused; 57 added, 6 changed" in done.stdout
    assert "Nothing was published." in done.stdout
    assert editions(run) == "1"


def test_publishing_adds_and_changes_and_takes_nothing_away(run: Run) -> None:
    before = json.loads(run("export", "--format", "json").stdout)["services"]

    done = run(*accepting(run, "import", FIXTURE), "--publish")

    after = {service["id"] for service in json.loads(run("export", "--format", "json").stdout)["services"]}
    assert "Published as edition 2." in done.stdout
    assert {service["id"] for service in before} < after
    assert len(after) == len(before) + 57
    assert editions(run) == "2"


def test_what_is_as_before_is_not_published_again(run: Run) -> None:
    run(*accepting(run, "import", FIXTURE), "--publish")

    done = run("import", FIXTURE, "--publish")

    assert "0 added, 0 changed, 63 as before" in done.stdout
    assert editions(run) == "2"


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"phone": "0116 295 3060 / 0116 295 3061"}, "phone", "one telephone number"),
        ({"phone": "0116 295 30600"}, "phone", "a digit too many"),
        ({"text": "HELLO WORLD to 85258"}, "text", "one number"),
        ({"hours": "Mo-Fr 9-5 except when busy"}, "hours", ""),
        ({"hours": "25 hours a day"}, "hours", ""),
        ({"areas": "Atlantis"}, "areas", "names of councils"),
        ({"kind": "police_station"}, "kind", ""),
        ({"kind": "zebra"}, "kind", ""),
        ({"audience": "everyone"}, "audience", "one or more of"),
        ({"kind": "s136_advice_line"}, "audience", "nothing of this kind is for the public"),
        ({"minimum_age": "eighteen"}, "minimum_age", "whole years"),
        ({"minimum_age": "65", "maximum_age": "18"}, "maximum_age", "the lower age first"),
        ({"id": "No Spaces"}, "id", "small letters"),
        ({"name": ""}, "name", "the name of the service"),
    ],
)
def test_a_bad_cell_is_refused_with_line_column_and_reason_and_is_not_repeated(
    run: Run, tmp_path: Path, cells: dict[str, str], field: str, expected: str
) -> None:
    file = a_file(tmp_path, {}, {"id": "b-line", "phone": "0808 157 0124", **cells})

    done = run("import", file, "--publish")

    assert done.exit_code == 2
    assert f"✗ services.csv:3: {field}: expected" in done.stdout
    assert expected in done.stdout
    assert all(cell not in done.output for cell in cells.values() if len(cell) > 3 and " " in cell)
    assert editions(run) == "1"


def test_every_fault_of_a_row_is_told_at_once(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, {"phone": "1 and 2", "areas": "Atlantis", "minimum_age": "x"})

    code, said = imported(run, file)

    assert code == 2
    assert {(row["line"], row["field"]) for row in said["refused"]} == {(2, "minimum_age"), (2, "areas"), (2, "phone")}


def test_the_good_rows_are_taken_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, {}, {"id": "b-line", "phone": "1 and 2"})

    code, said = imported(run, file, "--publish", "--take-good")

    assert code == 0
    assert said["added"] == ["a-line"]
    assert [row["line"] for row in said["refused"]] == [3]
    assert said["edition"] == 2


@pytest.mark.parametrize("hours", ["00:00-00:00", "24 hours"])
def test_a_whole_day_written_another_way_is_read_and_the_reading_stated(run: Run, tmp_path: Path, hours: str) -> None:
    code, said = imported(run, a_file(tmp_path, {"hours": hours}))

    assert code == 0
    assert said["taken"][0]["readings"]


DAYS = (
    "Mo",
    "Mon",
    "Mon.",
    "MON",
    "monday",
    "Monday",
    "Mondays",
    "mondays",
    "MO",
    "mo",
    "Mnday",
    "M",
    "Weds",
    "Wed",
    "We",
    "wednesdays",
    "Wendesday",
)
TO = ("-", " - ", " to ", "–")


def test_of_68_spellings_of_weekdays_each_is_taken_or_refused_and_none_is_lost(run: Run, tmp_path: Path) -> None:
    spellings = [f"{day}{to}Fri 9am-5pm" for day, to in itertools.product(DAYS, TO)]
    rows = [{"id": f"line-{number}", "hours": hours} for number, hours in enumerate(spellings)]

    _, said = imported(run, a_file(tmp_path, *rows))

    taken, refused = {row["line"] for row in said["taken"]}, {row["line"] for row in said["refused"]}
    assert len(spellings) == 68
    assert taken | refused == set(range(2, 70))
    assert not taken & refused
    assert all(row["readings"] for row in said["taken"])
    assert all(row["expected"] for row in said["refused"])
    assert len(taken) >= 40


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b,c\n1,2,3\n", "id: expected this column, once"),
        (b"\xff\xfeodd", "UTF-8 text"),
        (b"", "id: expected this column, once"),
        (b"PK\x03\x04\xff\xfe not a csv", 'save as "CSV UTF-8"'),
    ],
    ids=["other columns", "UTF-16 cut off", "empty", "a workbook"],
)
def test_a_file_of_which_no_row_can_be_read_is_refused(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "services.csv"
    file.write_bytes(content)

    done = run("import", file, "--publish", "--take-good")

    assert done.exit_code == 2
    assert said in done.stderr
    assert editions(run) == "1"


def test_a_spreadsheets_byte_order_mark_is_no_fault(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, {})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert imported(run, file)[0] == 0


def test_what_is_exported_and_imported_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "exported.csv"
    exported = run("export", "--out", file)

    code, said = imported(run, file)

    assert exported.stdout == ""
    assert "not carried" in exported.stderr
    assert code == 0
    assert (said["added"], said["changed"]) == ([], [])
    assert said["unchanged"] > 150


def test_one_changed_cell_changes_that_alone_and_what_no_column_carries_stays(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "exported.csv"
    run("export", "--out", file)
    before, row, after = file.read_text().partition("\nnn-mental-health-number,")
    file.write_text(before + row + after.replace("0800 448 0828", "0808 157 0199", 1))

    done = run("import", file, "--publish")

    assert "~ nn-mental-health-number: main.number, main.assurance\n" in done.stdout
    services = {service["id"]: service for service in json.loads(run("export", "--format", "json").stdout)["services"]}
    line = services["nn-mental-health-number"]
    assert line["contacts"][0]["number"]["e164"] == "+448081570199"
    assert line["contacts"][0]["assurance"]["verified_on"] is None
    assert (line["status"], bool(line["alert"]), bool(line["organization"])) == ("needs_check", True, True)


def test_an_export_that_cannot_be_written_is_said_plainly(run: Run, tmp_path: Path) -> None:
    done = run("export", "--out", tmp_path / "nowhere" / "exported.csv")

    assert done.exit_code == 4
    assert "the file cannot be written" in done.stderr


LIKELY = {
    "id": "ref-12",
    "name": "Northamptonshire mental health numbr",
    "kind": "spa_crisis_line",
    "areas": "Northamptonshire",
    "phone": "0800 448 0828",
}


def test_a_row_that_is_likely_there_stops_until_somebody_says_what_it_is(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, LIKELY, {"id": "b-line"})

    waits = run("import", file, "--publish")

    assert waits.exit_code == 2
    assert "? services.csv:2: likely: ref-12" in waits.stdout
    assert "nn-mental-health-number, Northamptonshire Mental Health Number (in the directory): the same number" in waits.stdout
    assert "--take-as LINE=ID" in waits.stderr
    assert editions(run) == "1"
    _, said = imported(run, file, "--take-good")
    assert (said["added"], said["to_choose"]) == (["b-line"], [2])


def test_what_a_row_is_said_to_be_is_done(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, LIKELY)

    new = imported(run, file, "--new", "2")[1]
    it_is = imported(run, file, "--take-as", "2=nn-mental-health-number")[1]
    left_out = imported(run, file, "--leave-out", "2")[1]

    assert (new["added"], new["changed"]) == (["ref-12"], [])
    assert (it_is["added"], [change["service_id"] for change in it_is["changed"]]) == ([], ["nn-mental-health-number"])
    assert [(match["outcome"], match["becomes"]) for match in it_is["matches"]] == [("likely", "changed")]
    assert (left_out["added"], left_out["changed"], left_out["left_out"]) == ([], [], [2])


def test_a_choice_that_cannot_be_carried_out_is_bad_input(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, LIKELY)

    for words in (("--take-as", "2=no-such-entry"), ("--take-as", "two=samaritans"), ("--new", "9")):
        done = run("import", file, *words)
        assert done.exit_code == 2
        assert "expected" in done.stderr
        assert "no-such-entry" not in done.output


def test_every_row_is_matched_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("import", a_file(tmp_path, {"id": "samaritans"}, {"id": "b-line", "name": "Another"}), "--match")

    assert "= services.csv:2: same: samaritans" in done.stdout
    assert "= services.csv:3: new: b-line" in done.stdout


def test_a_spreadsheet_of_excel_is_read_and_how_is_said(run: Run, tmp_path: Path) -> None:
    file = a_file(tmp_path, {"name": "Café by night"})
    file.write_bytes(file.read_text(encoding="utf-8").replace(",", ";").encode("cp1252"))

    done = run("import", file)

    assert "read as Windows-1252, for it is not UTF-8" in done.stdout
    assert "read as cells parted by semicolons" in done.stdout
    assert "1 row taken, 0 cells refused" in done.stdout
