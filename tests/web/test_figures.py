"""Monthly figures: for whoever is signed in, the same on page, as CSV and over the API, and no small number in any of them."""

from __future__ import annotations

import asyncio
import csv
import re
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from directory.reader import PROVED, Role
from store.home import open_home
from tests.web.conftest import Client, a_server, problem_of, sends_to_sign_in
from tests.web.makers import BOXING_NIGHT, PLANTED, planted

MONTH = "2026-12"
DETAINED = {"caller": "police", "place": "Corby", "s136": "used", "age": 15, "setting": "public_place"}
CARER = {"caller": "carer", "place": "Corby"}
MARKER = "qqmarkerzz"


def sign_in(client: Client, role: str) -> None:
    client.post("/demo/sign-in", data={"role": role, "page": "/"}, follow_redirects=False)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, dict[str, str]]]:
    """Give a server that has answered: 12 carers, 3 officers with somebody detained, 13 searches; and an ED's key."""
    own = tmp_path_factory.mktemp("figures")

    async def make() -> str:
        async with open_home(own, at=BOXING_NIGHT, shipped=planted) as opened:
            return await opened.keys.make(Role.ED, "emergency department", at=BOXING_NIGHT)

    key = {"authorization": f"Bearer {asyncio.run(make())}"}
    with a_server(own, demo=True) as server:
        for context, times in ((CARER, 12), (DETAINED, 3)):
            # The clock stands still, and the same question at the same instant is one row of the log: ask for other instants.
            for minute in range(times):
                server.post("/api/v1/answers", json={**context, "at": f"2026-12-26T04:{minute:02}:00+00:00"})
        for words in (MARKER, "samaritans") * 6:
            server.get("/api/v1/services", params={"q": words})
        server.post("/111/searched", data={"words": MARKER, "place": "Corby"})
        server.post("/111/searched", data={"words": "", "place": "Corby"})
        wait_for(server, key, 15)
        yield server, key


def wait_for(server: Client, key: dict[str, str], answers: int) -> dict[str, Any]:
    """Return the month once so many answers are counted: the log is written a moment after the answer."""
    for _ in range(100):
        found: dict[str, Any] = server.get(f"/api/v1/figures?month={MONTH}", headers=key).json()
        if (found["tables"][0]["cells"][0]["count"] or 0) >= answers:
            return found
        time.sleep(0.05)
    raise AssertionError("the log is not counted")


def cells_of(figures: dict[str, Any], code: str) -> dict[str, int | None]:
    table = next(table for table in figures["tables"] if table["code"] == code)
    return {cell["value"]: cell["count"] for cell in table["cells"]}


def test_the_api_counts_what_was_asked_and_tells_no_small_number(asked: tuple[Client, dict[str, str]]) -> None:
    server, key = asked
    figures = server.get(f"/api/v1/figures?month={MONTH}", headers=key).json()
    assert (figures["month"], figures["is_running"], figures["waiting"], figures["rounded_to"]) == (MONTH, True, False, 5)
    assert cells_of(figures, "caller") == {"carer": 10, "police": None}
    assert cells_of(figures, "police") == {"police:E23000022": 15}
    assert cells_of(figures, "s136") == {"considering": 0, "used": None, "other": 10}
    assert next(table for table in figures["tables"] if table["code"] == "s136_age")["shown"] is False
    assert cells_of(figures, "search") == {"good": 5, "not_good": 5}
    assert cells_of(figures, "search_why")["nothing"] == 5
    assert cells_of(figures, "search_police") == {"unknown": 5, "police:E23000022": None}
    assert set(cells_of(figures, "last_resort")) >= {"yes", "no"}


def test_the_running_month_is_given_where_none_is_named(asked: tuple[Client, dict[str, str]]) -> None:
    server, key = asked
    assert server.get("/api/v1/figures", headers=key).json()["month"] == MONTH


def test_page_and_csv_say_the_same_as_the_api(asked: tuple[Client, dict[str, str]]) -> None:
    server, key = asked
    sign_in(server, "police")
    figures = server.get(f"/api/v1/figures?month={MONTH}", headers=key).json()
    given = server.get(f"/figures.csv?month={MONTH}")
    rows = list(csv.DictReader(StringIO(given.text)))
    page = server.get("/figures").text
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.headers["content-disposition"] == f'attachment; filename="figures-{MONTH}.csv"'
    for table in figures["tables"]:
        told = [(row["value"], row["count"]) for row in rows if row["figure"] == table["code"]]
        as_told = [(cell["value"], "fewer than 5" if cell["count"] is None else str(cell["count"])) for cell in table["cells"]]
        assert told == (as_told if table["shown"] else [("", "")])
        if table["code"] != "totals":
            shown = re.search(f'id="{table["code"]}">(.*?)</table>', page, re.DOTALL)
            assert shown is not None
            counts = re.findall(r'<td class="figure__count">(?:<span class="few">)?([^<]*)', shown[1])
            assert counts == ([] if {count for _, count in as_told} <= {"0"} else [count for _, count in as_told])


def test_no_word_that_was_typed_and_no_number_is_in_any_of_them(asked: tuple[Client, dict[str, str]]) -> None:
    server, key = asked
    sign_in(server, "admin")
    for path in ("/figures", "/figures.csv", "/api/v1/figures"):
        text = server.get(path, headers=key if path.startswith("/api") else {}).text
        assert MARKER not in text
        assert PLANTED not in text


def test_the_chart_is_drawn_from_what_is_published(asked: tuple[Client, dict[str, str]]) -> None:
    server, _ = asked
    sign_in(server, "police")
    page = server.get(f"/figures?month={MONTH}").text
    chart = page[page.index('id="chart-hour"') : page.index("</figure>")]
    assert "<title>03:00: 15" in chart
    assert " style=" not in chart


def test_a_month_in_which_nothing_was_asked_says_so(asked: tuple[Client, dict[str, str]]) -> None:
    server, _ = asked
    sign_in(server, "police")
    page = server.get("/figures?month=2026-05").text
    assert "No question was asked here in this month." in page
    assert "May 2026" in page
    assert '<option value="2026-12"' in page


@pytest.mark.parametrize("month", [MARKER, "2026-13", "1999-01", "0"])
def test_what_is_no_month_is_said_and_not_repeated(asked: tuple[Client, dict[str, str]], month: str) -> None:
    server, key = asked
    sign_in(server, "police")
    found = problem_of(server.get(f"/api/v1/figures?month={month}", headers=key))
    assert (found["status"], found["where"]) == (400, "month")
    page = server.get(f"/figures?month={month}")
    assert page.status_code == 400
    assert MARKER not in page.text


@pytest.mark.parametrize("role", [role for role in PROVED if role is not Role.OPERATOR])
def test_whoever_is_signed_in_may_read_them(asked: tuple[Client, dict[str, str]], role: str) -> None:
    server, _ = asked
    sign_in(server, role)
    response = server.get("/figures")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


def test_the_public_may_not(client: Client) -> None:
    assert sends_to_sign_in(client, "/figures")
    assert sends_to_sign_in(client, "/figures.csv")
    assert problem_of(client.get("/api/v1/figures"))["status"] == 401
    assert "/figures" not in client.get("/").text


def test_a_keeper_gets_on_from_the_figures_and_nobody_else_is_sent_where_they_may_not_go(
    asked: tuple[Client, dict[str, str]],
) -> None:
    server, _key = asked
    for role, is_keeper in (("curator", True), ("police", False)):
        sign_in(server, role)
        page = server.get("/figures").text
        assert ('<a href="/figures" aria-current="page">Figures</a></li></ul>\n</nav>' in page) is is_keeper
        assert ('href="/curate/changes"' in page) is is_keeper
