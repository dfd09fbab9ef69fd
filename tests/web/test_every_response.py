"""What every response carries and leaves out: security headers, problems in our own words, nothing of what was sent."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import get
from litestar.testing import TestClient

from tests.web.conftest import Client, FromHere, problem_of
from tests.web.makers import BOXING_NIGHT, planted
from web.app import create_app
from web.logs import WRITTEN_WITHIN
from web.settings import Settings

SECURITY = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


@get("/api/fails", sync_to_thread=False)
def fails() -> None:
    """Fail as a program fails, with something private in the words."""
    raise RuntimeError("marker")


@get("/fails", sync_to_thread=False)
def fails_on_a_page() -> None:
    """Fail where a person is reading."""
    raise RuntimeError("marker")


@pytest.fixture(scope="session")
def failing(home: Path, client: Client) -> Iterator[Client]:
    """Give a client of a server two of whose routes fail."""
    app = create_app(Settings(home=home), clock=lambda: BOXING_NIGHT, shipped=planted)
    app.register(fails)
    app.register(fails_on_a_page)
    asked: Any = FromHere(app, "127.0.0.1")
    with TestClient(asked, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/136", 200),
        ("GET", "/111", 200),
        ("GET", "/ambulance", 200),
        ("GET", "/capacity", 200),
        ("GET", "/curate/entries", 303),
        ("GET", "/curate/entries/papyrus", 303),
        ("GET", "/capacity/news", 200),
        ("GET", "/capacity/nn-berrywood-pos", 303),
        ("GET", "/capacity/nn-berrywood-pos/report", 403),
        ("POST", "/capacity/refused", 401),
        ("GET", "/report", 405),
        ("GET", "/figures", 303),
        ("GET", "/figures.csv", 303),
        ("GET", "/curate/reports", 303),
        ("GET", "/curate/reports/1", 303),
        ("GET", "/111/searched", 405),
        ("GET", "/api/v1/figures", 401),
        ("GET", "/api/v1/reports", 401),
        ("GET", "/curate/changes", 303),
        ("GET", "/curate/changes/1", 303),
        ("POST", "/curate/changes/1/publish", 401),
        ("GET", "/curate/entries/any/history", 303),
        ("GET", "/docs", 200),
        ("GET", "/docs/openapi.json", 200),
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("GET", "/metrics", 200),
        ("GET", "/.well-known/security.txt", 404),
        ("GET", "/api/v1/services", 200),
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/static/nothing", 404),
        ("DELETE", "/api/v1/answers", 405),
        ("DELETE", "/", 405),
        ("POST", "/api/v1/answers", 415),
        ("POST", "/", 415),
        ("GET", "/curate/import", 303),
        ("POST", "/api/v1/imports", 401),
        ("GET", "/api/fails", 500),
        ("GET", "/fails", 500),
    ],
)
def test_every_response_carries_the_security_headers(failing: Client, method: str, path: str, status: int) -> None:
    response = failing.request(method, path, follow_redirects=False)
    assert response.status_code == status
    for name, part in SECURITY.items():
        assert part in response.headers[name]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "marker" not in response.text


def test_a_body_that_is_too_large_carries_them_too(client: Client) -> None:
    for path in ("/api/v1/answers", "/", "/111"):
        kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
        response = client.post(path, content=b"m" * 70_000, headers={"content-type": kind})
        assert response.status_code == 413
        assert response.headers["x-content-type-options"] == "nosniff"


def test_programs_get_problems_and_people_get_pages(failing: Client) -> None:
    for path in ("/api/fails", "/api/nothing", "/health/nothing"):
        assert problem_of(failing.get(path))["title"]
    for path in ("/fails", "/nothing", "/136/nothing"):
        response = failing.get(path)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "tel:999" in response.text
        assert "tel:111" in response.text


def test_the_method_that_an_address_takes_is_named(client: Client) -> None:
    response = client.put("/api/v1/answers")
    assert "POST" in response.headers["allow"]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=marker", "limit"),
        ("limit=0", "limit"),
        ("limit=100000", "limit"),
        ("offset=-1", "offset"),
        ("age=marker", "age"),
        ("age=-1", "age"),
        ("age=999999999999999999999", "age"),
        ("kind=marker", "kind"),
        ("open_at=marker", "open_at"),
        ("open_at=1700000000", "open_at"),
        ("open_at=9999-12-31T23:59:59-14:00", "open_at"),
        ("q=" + "m" * 300, "q"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named_and_not_repeated(client: Client, query: str, where: str) -> None:
    response = client.get(f"/api/v1/services?{query}")
    assert response.status_code == 400
    problem = problem_of(response)
    assert (problem["where"], bool(problem["expected"])) == (where, True)
    assert "marker" not in response.text
    assert "mmm" not in response.text


def test_the_log_holds_no_query_no_body_and_no_path_that_somebody_wrote(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/v1/places?q=marker")
    client.get("/api/v1/services/marker")
    client.get("/marker")
    client.post("/", data={"place": "marker"})
    client.post("/api/v1/answers", json={"caller": "carer", "place": "marker"})
    time.sleep(2 * WRITTEN_WITHIN)
    said = capfd.readouterr()
    assert "/api/v1/answers" in said.err
    assert "marker" not in said.out + said.err


def test_the_log_names_an_error_without_its_words(failing: Client, capfd: pytest.CaptureFixture[str]) -> None:
    failing.get("/api/fails")
    time.sleep(2 * WRITTEN_WITHIN)
    said = capfd.readouterr()
    assert "marker" not in said.out + said.err


def test_static_files_may_be_kept_and_nothing_else(client: Client) -> None:
    assert "max-age" in client.get("/static/crisis.css").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/136", "/ambulance", "/capacity", "/offline", "/111", "/docs", "/nothing"])
def test_no_page_asks_another_host_or_holds_script_or_style(client: Client, path: str) -> None:
    text = client.get(path).text
    assert re.findall(r"(?:src|action)=.?(?:https?:)?//", text) == []
    assert re.findall(r"<link[^>]*(?:https?:)?//", text) == []
    assert re.findall(r" style=| on[a-z]+=|<script(?![^>]*src=)", text) == []


@pytest.mark.parametrize("path", ["/", "/136", "/111", "/nothing"])
def test_the_one_style_inside_a_page_is_the_one_that_the_policy_names(client: Client, path: str) -> None:
    response = client.get(path)
    (style,) = re.findall(r"<style>([^<]*)</style>", response.text)
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{named}'" in response.headers["content-security-policy"]


def test_a_file_may_be_kept_for_good_by_the_address_of_its_content_and_comes_compressed(client: Client) -> None:
    (address,) = re.findall(r'href="(/static/crisis.css[^"]*)"', client.get("/").text)
    response = client.get(address, headers={"accept-encoding": "br"})
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-encoding"] == "br"
    assert "immutable" not in client.get("/static/crisis.css?v=another").headers["cache-control"]
    again = client.get(address, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, deflate", "gzip"), ("gzip, br", "br"), ("deflate", None), ("", None)])
@pytest.mark.parametrize("path", ["/", "/static/crisis.css"])
def test_text_goes_out_in_the_best_encoding_that_is_taken(client: Client, path: str, accepted: str, sent: str | None) -> None:
    plain = client.get(path, headers={"accept-encoding": ""})
    response = client.get(path, headers={"accept-encoding": accepted})
    assert response.headers.get("content-encoding") == sent
    assert response.text == plain.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/"])
def test_nothing_but_the_files_there_are_is_ever_opened(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
