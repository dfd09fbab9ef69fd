"""Live, ready and the figures are three different questions; answers go on without the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
from litestar.testing import TestClient

from directory.due import entries_overdue
from store.editions import Contents
from tests.postcodes import with_postcodes
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, planted
from web.api.shapes import Readiness
from web.app import create_app
from web.settings import Settings

CORBY = {"caller": "carer", "place": "Corby"}


def readiness(client: Client) -> tuple[int, Readiness]:
    response = client.get("/health/ready")
    return response.status_code, msgspec.json.decode(response.content, type=Readiness)


def test_a_server_with_an_edition_is_ready(client: Client) -> None:
    status, found = readiness(client)
    assert (status, found.ready, found.database, found.edition, found.faults) == (200, True, True, 1, 0)
    assert (found.refused_edition, found.clock_skew_seconds) == (None, None)
    assert client.get("/health/live").text == "live"


def nowhere(home: Path) -> str:
    """Return the address of a database that cannot be reached."""
    return f"sqlite:///{home / 'no' / 'such' / 'folder.sqlite3'}"


def nothing_ships() -> Contents:
    raise OSError("unreadable")


def test_without_any_edition_it_lives_is_not_ready_and_says_whom_to_ring(tmp_path: Path) -> None:
    app = create_app(
        Settings(home=with_postcodes(tmp_path), database_url=nowhere(tmp_path)),
        clock=lambda: BOXING_NIGHT,
        shipped=nothing_ships,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/health/live").status_code == 200
        status, found = readiness(client)
        assert (status, found.ready, found.database) == (503, False, False)
        response = client.post("/api/v1/answers", json=CORBY)
        assert response.status_code == 503
        assert "999" in problem_of(response)["detail"]
        page = client.get("/")
        assert page.status_code == 503
        assert "tel:999" in page.text


def test_without_the_database_answers_come_from_the_last_good_snapshot(tmp_path: Path) -> None:
    with a_server(tmp_path) as client:
        first = client.post("/api/v1/answers", json=CORBY).content
    for file in tmp_path.glob("crisis.sqlite3*"):
        file.unlink()
    (tmp_path / "crisis.sqlite3").write_bytes(b"this is no database" * 1000)
    with a_server(tmp_path) as client:
        assert client.post("/api/v1/answers", json=CORBY).content == first
        status, found = readiness(client)
        assert (status, found.ready, found.database, found.origin) == (200, True, False, "snapshot")
        assert client.get("/api/v1/editions").status_code == 503
        assert client.get("/api/v1/editions/1").status_code == 200


def test_where_nothing_proves_the_directory_it_answers_and_says_that_it_is_not_ready(tmp_path: Path) -> None:
    with a_server(tmp_path, database_url=nowhere(tmp_path)) as client:
        answer = client.post("/api/v1/answers", json=CORBY)
        assert (answer.status_code, answer.headers["crisis-edition"]) == (200, "0")
        assert "crisis-edition-confirmed" not in answer.headers
        status, found = readiness(client)
        assert (status, found.ready, found.origin, found.edition) == (503, False, "shipped", 0)
        assert client.get("/health/live").status_code == 200


def test_what_the_api_says_names_its_edition_and_when_it_was_last_known_to_be_the_newest(client: Client) -> None:
    for response in (
        client.post("/api/v1/answers", json=CORBY),
        client.get("/api/v1/services?q=samaritans"),
        client.post("/api/v1/timelines", json={"context": CORBY}),
    ):
        assert response.json()["edition"] == int(response.headers["crisis-edition"])
        assert response.headers["crisis-edition-confirmed"] == "2026-12-26T03:10:00Z"
    assert "crisis-edition" not in client.get("/").headers


def test_while_nobody_confirms_the_edition_pages_and_the_api_say_since_when(tmp_path: Path) -> None:
    with a_server(tmp_path) as client:
        assert "not checked for a newer one" not in client.get("/").text
    with a_server(tmp_path, database_url=nowhere(tmp_path), clock=lambda: BOXING_NIGHT + timedelta(hours=14)) as client:
        answer = client.post("/api/v1/answers", json=CORBY)
        assert answer.headers["crisis-edition-confirmed"] == "2026-12-26T03:10:00Z"
        assert "not checked for a newer one since 3:10am today" in client.get("/").text
        _, found = readiness(client)
        assert (found.ready, found.unconfirmed_seconds) == (True, 14 * 3600)


def test_the_figures_count_answers_by_caller_and_tell_the_edition(tmp_path: Path) -> None:
    with a_server(tmp_path) as client:
        client.post("/api/v1/answers", json=CORBY)
        client.post("/api/v1/answers", json={"caller": "police"})
        figures = client.get("/metrics").text
    assert 'crisis_answers_total{caller="carer"} 1.0' in figures
    assert 'crisis_answers_total{caller="police"} 1.0' in figures
    assert "crisis_edition_number 1.0" in figures
    assert 'crisis_response_seconds_count{route="/api/v1/answers",status="200"} 2.0' in figures
    assert 'crisis_decisions{state="lost"} 0.0' in figures
    assert 'crisis_queue_lost_rows{kind="room"} 0.0' in figures
    assert "crisis_ready 1.0" in figures
    assert "crisis_database_up 1.0" in figures
    assert "crisis_edition_refused 0.0" in figures
    assert "crisis_edition_age_seconds 0.0" in figures  # it was published at the instant at which the clock stands
    assert "process_resident_memory_bytes" in figures
    assert planted().places_vintage


def test_the_figures_tell_how_many_entries_are_overdue_on_the_day(tmp_path: Path) -> None:
    later = BOXING_NIGHT.replace(year=2028)
    with a_server(tmp_path, clock=lambda: later) as client:
        figures = client.get("/metrics").text
    overdue = entries_overdue(planted().services, later.date())
    assert overdue > 0
    assert f"crisis_entries_overdue {overdue}.0" in figures


def test_without_the_database_the_figures_say_so(tmp_path: Path) -> None:
    with a_server(tmp_path):
        pass
    (tmp_path / "crisis.sqlite3").write_bytes(b"this is no database" * 1000)
    with a_server(tmp_path) as client:
        client.post("/api/v1/answers", json=CORBY)
        figures = client.get("/metrics").text
    assert "crisis_ready 1.0" in figures
    assert "crisis_database_up 0.0" in figures
    assert 'crisis_queue_rows{kind="decision"} 1.0' in figures
