"""No other site sends a form in a reader's name: every form carries a token, and every page asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import Client, a_server
from web.app import create_app
from web.form_tokens import TokenField, form_token, is_form_token, on_the_page_of
from web.settings import Settings
from web.templating import TEMPLATES, render

POSTED = sorted(
    route.path
    for route in create_app(Settings(demo=True)).routes
    if "POST" in getattr(route, "methods", ()) and not route.path.startswith("/api/")
)
"""Every page that takes a form."""

WITHOUT_FORMS = {"templating.py", "ribbon_pair.py", "offline.py", "openapi.py"}
"""Where parts without a form, or without a reader, are rendered; templating.py is where readers' pages are."""

SCRIPTS = Path(__file__).parents[2] / "web" / "static"


@pytest.fixture(scope="module")
def admin(home: Path, client: Client) -> Iterator[Client]:
    with a_server(home, demo=True) as signed_in:
        signed_in.post("/demo/sign-in", data={"role": "admin"})
        yield signed_in


def the_forms_in(template: Path) -> list[str]:
    return re.findall(r"<form\b(?:\{\{.*?\}\}|[^>])*>\s*(?:\{\{.*?\}\})?", template.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_every_form_that_is_posted_carries_the_token(template: Path) -> None:
    posted = [form for form in the_forms_in(template) if re.search(r"method=.?post", form, flags=re.IGNORECASE)]
    assert [form for form in posted if not form.endswith("{{ token_field }}")] == []


def test_there_are_forms_to_find() -> None:
    found = [form for template in TEMPLATES.rglob("*.html") for form in the_forms_in(template)]
    assert len(found) > 10
    assert the_forms_in(TEMPLATES / "demonstration.html")[0].endswith("{{ token_field }}")


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.js")), ids=lambda file: file.name)
def test_a_script_that_posts_to_a_page_posts_the_pages_own_form(script: Path) -> None:
    text = script.read_text()
    if 'method: "POST"' in text and "/api/" not in text:
        assert "new FormData(form)" in text


REFUSED = ("This form was shown to another reader", "Sign in again", "for your role", "for other roles")
"""What is said; the editor keeps what was typed and asks to sign in again, and whose role is not let in is told that."""


@pytest.mark.parametrize("path", POSTED)
@pytest.mark.parametrize(
    "token",
    [None, "", "x", "é", "A" * 43, form_token("of another session")],
    ids=["none", "empty", "short", "not in ASCII", "made up", "of another session"],
)
def test_a_form_of_somebody_signed_in_without_their_token_is_refused(admin: Client, path: str, token: str | None) -> None:
    address = re.sub(r"\{[^}]*\}", "1", path.replace("{service_id:str}", "planted-line"))
    form = {"place": "NN1", "role": "police"} | ({} if token is None else {"token": token})
    sent = admin.build_request("POST", address, data=form)
    response = admin.send(sent, follow_redirects=False)
    if response.status_code == 404 and address != path:
        return  # there is nothing of that name, whoever asks
    assert response.status_code == 403
    assert any(words in response.text for words in REFUSED)


def test_the_forms_on_a_page_are_taken(admin: Client) -> None:
    token = re.search('name="token" value="([^"]*)"', admin.get("/136").text)
    assert token is not None
    sent = admin.build_request("POST", "/136", data={"place": "NN1", "token": token[1]})
    assert admin.send(sent).status_code == 200


def test_a_macro_and_a_part_of_a_page_carry_the_token_of_whose_page_it_is() -> None:
    with on_the_page_of("a session"):
        written = re.search('name="token" value="([^"]{43})"', str(TokenField()))
    assert written is not None
    assert is_form_token(written[1], "a session")
    assert str(TokenField()) == ""


@pytest.mark.parametrize("module", sorted(TEMPLATES.parent.rglob("*.py")), ids=lambda file: file.name)
def test_nothing_is_sent_to_a_reader_without_the_token_of_its_forms(module: Path) -> None:
    if module.name not in WITHOUT_FORMS:
        assert re.findall(r"(?<![\w.])render\(", module.read_text().replace("def render(", "")) == []


def test_a_page_for_the_public_has_no_token_and_needs_none(client: Client) -> None:
    assert 'name="token"' not in client.get("/136").text
    assert client.post("/136", data={"place": "NN1"}).status_code == 200


def test_a_token_is_written_differently_each_time_and_holds_for_its_session_alone() -> None:
    first, second = form_token("a session"), form_token("a session")
    assert first != second
    assert is_form_token(first, "a session")
    assert is_form_token(second, "a session")
    assert not is_form_token(first, "another session")
    assert not is_form_token(first[:-1] + ("A" if first[-1] != "A" else "Q"), "a session")


def test_a_part_of_a_page_that_is_rendered_by_itself_shows_no_token() -> None:
    assert b"token" not in render("leave.html")
    assert str(TokenField()) == ""
