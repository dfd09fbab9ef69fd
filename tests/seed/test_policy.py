"""The policy files: what cannot stand is refused with its file, line, field and what was expected."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from directory.errors import SourceRejected
from seed.policy import POLICIES, load_policy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence and return its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refusal(folder: Path) -> SourceRejected:
    with pytest.raises(SourceRejected) as refused:
        load_policy(folder)
    return refused.value


def test_the_shipped_policy_loads() -> None:
    assert load_policy().rules[0].key == "H1"


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        pytest.param("hard.toml", 'id = "H9"', 'id = "Z9"', "id", id="a rule of no chapter"),
        pytest.param("hard.toml", 'id = "H9"', 'id = "H8"', "id", id="a rule's name twice"),
        pytest.param("hard.toml", 'cite = ["MHA 1983 s136A"]', "cite = []", "cite", id="no clause"),
        pytest.param("hard.toml", "{ danger = [", "{ dnager = [", "when.dnager", id="an unknown fact"),
        pytest.param("hard.toml", '"@bystander"] }', '"@bystanders"] }', "when.caller", id="an unknown group"),
        pytest.param(
            "hard.toml", '["private_dwelling", "private_garden"] }\nthen', '["house"] }\nthen', "when.setting", id="value"
        ),
        pytest.param("hard.toml", 'L16 = ["999"]', 'L16 = ["112"]', "when.L16", id="a value that the setting never has"),
        pytest.param("hard.toml", 'say = ["STAY_ON_LINE"]', 'say = ["STAY"]', "say", id="an unknown message"),
        pytest.param("access.toml", 'first = ["nhs111_mh"', 'first = ["nhs112"', "first", id="an unknown kind"),
        pytest.param("access.toml", 'targets = ["T1"]', 'targets = ["T99"]', "targets", id="an unknown target"),
        pytest.param("fallback.toml", 'ask = ["place"]', 'ask = ["name"]', "ask", id="a fact that is never asked"),
        pytest.param("fallback.toml", '"CLOCK_24H", ', '"CLOCK", ', "unsay", id="an unknown code not to say"),
        pytest.param("needs.toml", 'remove = ["gp"]', 'remove = ["doctor"]', "remove", id="an unknown kind to remove"),
        pytest.param("needs.toml", "silent = true", 'silent = "true"', "silent", id="text for true"),
        pytest.param("messages.toml", "professional = ", "profesional = ", "profesional", id="a misspelt field"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_where_it_stands(folder: Path, file: str, old: str, new: str, field: str) -> None:
    line = edit(folder / file, old, new)
    refused = refusal(folder)
    assert (refused.file, refused.field) == (file, field)
    assert refused.line is not None
    assert abs(refused.line - line) <= 8
    assert refused.expected


def test_the_head_is_checked_too(folder: Path) -> None:
    edit(folder / "policy.toml", "most_of_a_kind = 3", 'most_of_a_kind = "three"')
    assert (refusal(folder).file, refusal(folder).field) == ("policy.toml", "most_of_a_kind")


@pytest.mark.parametrize("broken", [b"[[rule]\n", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_refused(folder: Path, broken: bytes) -> None:
    (folder / "policy.toml").write_bytes(broken)
    assert refusal(folder).file == "policy.toml"


def test_a_chapter_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "needs.toml").write_bytes("# naïve".encode("cp1252"))
    assert refusal(folder).file == "needs.toml"
