"""A keeper brings a spreadsheet: looked through row by row, chosen for, proposed as one change; nothing of it stays here."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Role
from seed.compact import COLUMNS
from seed.importing import Becomes, Preview
from seed.matching import Outcome
from store.home import open_home
from tests.cli.conftest import copy_home
from tests.messy import as_csv, messy_rows
from tests.web.conftest import Client, a_server, problem_of, sends_to_sign_in
from tests.web.makers import BOXING_NIGHT
from web.api.imports import LARGEST_FILE

GOOD = {
    "id": "a-council-line",
    "name": "A council line",
    "kind": "listening_line",
    "areas": "Hull",
    "hours": "24/7",
    "phone": "0808 157 0123",
    "audience": "public",
}
Keys = dict[Role, dict[str, str]]

NUMBER_OF_THE_TRUST = "0800 448 0828"
"""The shipped entry nn-mental-health-number has it."""
LIKELY = {
    "id": "ref-12",
    "name": "Northamptonshire mental health numbr",
    "kind": "spa_crisis_line",
    "areas": "Northamptonshire",
    "phone": NUMBER_OF_THE_TRUST,
}
HELD = "nn-mental-health-number"


def a_file(*rows: dict[str, str]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return written.getvalue()


@pytest.fixture(scope="module")
def keys_and_home(home: Path, client: Client, tmp_path_factory: pytest.TempPathFactory) -> tuple[Keys, Path]:
    """Give a home of these tests' own, and the header of a key of a curator and of the police."""
    place = copy_home(home, tmp_path_factory.mktemp("importing") / "home")

    async def make() -> Keys:
        async with open_home(place, at=BOXING_NIGHT) as opened:
            made = {role: await opened.keys.make(role, f"a {role}", at=BOXING_NIGHT) for role in (Role.CURATOR, Role.POLICE)}
        return {role: {"authorization": f"Bearer {secret}"} for role, secret in made.items()}

    return asyncio.run(make()), place


@pytest.fixture(scope="module")
def keys(keys_and_home: tuple[Keys, Path]) -> Keys:
    """Give the header of each of those keys."""
    return keys_and_home[0]


@pytest.fixture(scope="module")
def curator(keys_and_home: tuple[Keys, Path]) -> Iterator[Client]:
    """Give a client that reads pages as a curator; what it proposes stays proposed."""
    with a_server(keys_and_home[1], demo=True) as demo:
        demo.post("/demo/sign-in", data={"role": "curator"})
        yield demo


def looked_through(curator: Client, content: str | bytes, **choices: str) -> Any:  # noqa: ANN401 (httpx's response)
    """Send a file, and where choices are given what the page then sends."""
    raw = content.encode() if isinstance(content, str) else content
    page = curator.post("/curate/import", files={"file": ("our.csv", raw, "text/csv")})
    if not choices:
        return page
    assert page.status_code == 200, page.text
    return curator.post("/curate/import", data={"kept": kept_in(page.text), **choices}, follow_redirects=False)


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def as_text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_says_what_to_send_and_gives_an_empty_file_and_what_is_there(curator: Client) -> None:
    page = curator.get("/curate/import")
    empty = curator.get("/curate/import/empty.csv")
    there = curator.get("/curate/import/directory.csv")

    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert empty.content.decode("utf-8-sig").split() == [",".join(COLUMNS)]
    assert there.headers["content-disposition"] == 'attachment; filename="directory.csv"'
    assert HELD in there.text


def test_what_is_there_now_can_be_sent_back_and_changes_nothing(curator: Client) -> None:
    there = curator.get("/curate/import/directory.csv").content

    page = looked_through(curator, there)

    assert "Nothing: every row that was taken says what the directory says already" in as_text(page.text)
    assert 'id="refused"' not in page.text


def test_each_row_is_shown_with_what_it_would_do_and_nothing_is_kept(curator: Client) -> None:
    before = curator.get("/health/ready").json()
    page = looked_through(curator, a_file({}, {"id": "b-line", "phone": "1604 626938"}, {"id": "c-line", "areas": "Atlantis"}))

    said = as_text(page.text)
    assert page.status_code == 200
    assert "3 rows beside edition" in said
    assert "read as 01604 626938, with the 0 that a spreadsheet drops" in said
    assert "names of councils, counties, police forces, ICBs or countries" in said
    assert "Atlantis" not in page.text
    assert "a-council-line is new name: A council line kind: listening_line areas: Kingston upon Hull" in said
    assert curator.get("/health/ready").json() == before


def test_a_pasted_sheet_is_read_as_a_file_is(curator: Client) -> None:
    pasted = "\t".join(COLUMNS) + "\n" + "\t".join(GOOD.get(column, "") for column in COLUMNS)

    page = curator.post("/curate/import", data={"pasted": pasted})

    assert "1 row beside edition" in as_text(page.text)
    assert "cells parted by tabs" in page.text


def test_what_looks_like_an_entry_waits_for_a_choice_and_is_never_merged_by_itself(curator: Client) -> None:
    content = a_file(LIKELY)

    waits = looked_through(curator, content)
    new = looked_through(curator, content, **{"row-2": "new", "do": "show"})
    it_is = looked_through(curator, content, **{"row-2": f"as:{HELD}", "do": "show"})
    left_out = looked_through(curator, content, **{"row-2": "left_out", "do": "show"})

    assert "the same number, nearly the same name" in waits.text
    assert "every row that was taken says" in as_text(waits.text)
    assert "ref-12 is new" in as_text(new.text)
    assert re.search(rf"{HELD}\s+name: Northamptonshire Mental Health Number", as_text(it_is.text))
    assert "ref-12 is new" not in as_text(it_is.text)
    assert "every row that was taken says" in as_text(left_out.text)


def test_a_choice_that_cannot_be_carried_out_is_told(curator: Client) -> None:
    for choice in ({"row-2": "as:no-such-entry"}, {"row-9": "new"}, {"row-2": "anything"}):
        response = looked_through(curator, a_file(LIKELY), **choice)
        assert response.status_code == 400
        assert "There is a problem" in response.text
        assert "no-such-entry" not in response.text


def test_what_is_proposed_is_one_change_with_who_and_why(curator: Client) -> None:
    answer = looked_through(curator, a_file({}), do="propose", reason="the council wrote on 3 December")

    assert answer.status_code == 303
    found = re.fullmatch(r"/curate/changes/(\d+)", answer.headers["location"])
    assert found is not None


def test_good_rows_alone_are_proposed_only_where_that_is_said(curator: Client) -> None:
    content = a_file({"id": "d-line"}, {"id": "e-line", "phone": "1 and 2"})

    held_up = looked_through(curator, content, do="propose", reason="")
    told = looked_through(curator, content, do="propose", reason="the council wrote", take_good="yes")

    assert held_up.status_code == 422
    assert "refused or not chosen for stays out (rows: 1)" in held_up.text
    assert "Say why: who asked for these changes" in held_up.text
    assert told.status_code == 303


def test_the_refused_rows_come_back_with_the_reasons_and_no_formula(curator: Client) -> None:
    content = a_file({}, {"id": "f-line", "name": "=cmd|' /C calc'!A0", "phone": "+44"}, {"id": "g-line", "areas": "Atlantis"})

    answer = looked_through(curator, content, do="refused")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["f-line", "g-line"]
    assert [row["name"][:2] for row in rows] == ["'=", "A "]
    assert rows[0]["phone"] == "'+44"
    assert rows[1]["refused_because"].startswith("line 4: areas: expected names of councils")
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_400_messy_rows_are_looked_through_whole(curator: Client) -> None:
    page = looked_through(curator, as_csv(messy_rows(400)))

    said = as_text(page.text)
    counts = [int(number.replace(",", "")) for number in re.findall(r"<dd>([\d,]+)</dd>", page.text)]
    assert "400 rows beside edition" in said
    assert sum(counts[:3]) == 400


def test_a_file_that_cannot_be_read_is_told_on_the_page(curator: Client) -> None:
    for content in (b"a,b,c\n1,2,3\n", b"PK\x03\x04planted", b"\xff\xfeodd"):
        answer = looked_through(curator, content)
        assert answer.status_code == 400
        assert "There is a problem" in answer.text
        assert "planted" not in answer.text
    assert curator.post("/curate/import", data={"pasted": ""}).status_code == 400
    whole = kept_in(looked_through(curator, a_file({}, LIKELY)).text)
    for kept in ("bm90aGluZw==", whole[: len(whole) // 8 * 4], "é"):
        assert curator.post("/curate/import", data={"kept": kept}).status_code == 400


def test_a_file_that_is_too_large_is_told_before_it_is_read(curator: Client) -> None:
    large = b"x" * (LARGEST_FILE + 1)
    for size, status in ((1, 400), (5, 413)):
        answer = curator.post("/curate/import", files={"file": ("our.csv", large * size, "text/csv")})
        assert answer.status_code == status
        assert "larger than 2 MB" in answer.text


def test_nobody_but_a_keeper_gets_any_further(client: Client, demo_client: Client) -> None:
    demo_client.cookies.clear()
    demo_client.post("/demo/sign-in", data={"role": "police"})
    for path in ("/curate/import", "/curate/import/empty.csv", "/curate/import/directory.csv"):
        assert sends_to_sign_in(client, path)
        assert demo_client.get(path).status_code == 403
    assert client.post("/curate/import", data={"pasted": a_file({})}).status_code == 401
    assert demo_client.post("/curate/import", data={"pasted": a_file({})}).status_code == 403
    demo_client.cookies.clear()


# The API


def sent(client: Client, content: str | bytes, headers: dict[str, str], query: str = "") -> Any:  # noqa: ANN401 (httpx's response)
    return client.post(f"/api/v1/imports{query}", content=content, headers={"content-type": "text/csv", **headers})


def test_the_api_says_the_same_and_its_change_can_be_proposed(curator: Client, keys: Keys) -> None:
    answer = sent(curator, a_file({"id": "h-line"}, LIKELY, {"id": "i-line", "kind": "zebra"}), keys[Role.CURATOR])

    assert answer.status_code == 200, answer.text
    preview = msgspec.json.decode(answer.content, type=Preview)
    assert [(row.line, row.becomes, row.match) for row in preview.rows] == [
        (2, Becomes.ADDED, Outcome.NEW),
        (3, Becomes.TO_CHOOSE, Outcome.LIKELY),
        (4, Becomes.REFUSED, None),
    ]
    assert preview.rows[1].candidates[0].service_id == HELD
    assert [service.id for service in preview.change.services] == ["h-line"]
    body = {"by": "A council", "reason": "a test", "change": json.loads(answer.content)["change"]}
    assert curator.post("/api/v1/changes", json=body, headers=keys[Role.CURATOR]).status_code == 201


def test_the_api_takes_choices(curator: Client, keys: Keys) -> None:
    answer = sent(curator, a_file(LIKELY), keys[Role.CURATOR], f"?choose=2=that_entry:{HELD}")

    preview = msgspec.json.decode(answer.content, type=Preview)
    assert [(row.becomes, row.entry) for row in preview.rows] == [(Becomes.CHANGED, HELD)]
    for wrong in ("2=that_entry:no-such-entry", "2=perhaps", "77=new", "0=new"):
        refused = sent(curator, a_file(LIKELY), keys[Role.CURATOR], f"?choose={wrong}")
        assert (refused.status_code, problem_of(refused)["where"]) == (400, "choose")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"a,b\n1,2\n", "text/csv", 400),
        (b"", "text/csv", 400),
        (b"{}", "application/json", 415),
        (b"x" * (LARGEST_FILE + 1), "text/csv", 413),
    ],
    ids=["other columns", "nothing", "JSON", "too large"],
)
def test_the_api_refuses_what_it_cannot_read(curator: Client, keys: Keys, content: bytes, kind: str, status: int) -> None:
    answer = curator.post("/api/v1/imports", content=content, headers={"content-type": kind, **keys[Role.CURATOR]})

    assert answer.status_code == status
    assert problem_of(answer)["detail"]


def test_the_api_is_for_keepers(curator: Client, keys: Keys) -> None:
    assert sent(curator, a_file({}), {}).status_code == 401
    assert sent(curator, a_file({}), keys[Role.POLICE]).status_code == 403
