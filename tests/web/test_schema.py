"""The OpenAPI document says what the API does: whatever schemathesis sends gets a documented answer, and nothing fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import BaseSchema
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from directory.reader import Role
from store.home import open_home
from tests.cli.conftest import copy_home
from tests.thorough import times
from tests.web.conftest import Client, a_server
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.openapi import SPOKEN

Headers = dict[Role, dict[str, str]]

EXAMPLES = times(3, 25)
"""Requests made up for each operation in each mode; every one is sent in every role."""


@pytest.fixture(scope="session")
def document(client: Client) -> dict[str, Any]:
    """Give the OpenAPI document."""
    found: dict[str, Any] = msgspec.json.decode(client.get("/docs/openapi.json").content)
    return found


def references_in(part: object) -> Iterator[str]:
    """Yield every reference in a part of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references_in(inner)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references_in(document)) <= names


def test_a_context_with_another_field_is_said_to_be_refused(document: dict[str, Any]) -> None:
    for name in ("CallerContext", "TimelineAsked"):
        assert document["components"]["schemas"][name]["additionalProperties"] is False


def test_every_fact_of_the_context_is_described(document: dict[str, Any]) -> None:
    described = document["components"]["schemas"]["CallerContext"]["properties"]
    assert {"caller", "place", "at", "s136", "needs", "language"} <= set(described)


def test_the_document_names_every_type_that_is_spoken(document: dict[str, Any]) -> None:
    assert {kind.__name__ for kind in SPOKEN} <= set(document["components"]["schemas"])


def test_every_error_is_described_as_a_problem(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400 and path != "/health/ready":
                    assert list(response["content"]) == ["application/problem+json"], (path, status)


def test_the_document_holds_no_professional_number(document: dict[str, Any]) -> None:
    assert PLANTED not in str(document)


@pytest.fixture(scope="session")
def api(document: dict[str, Any]) -> BaseSchema:
    """Give the API as schemathesis reads it."""
    return schemathesis.openapi.from_dict(document)


@pytest.fixture(scope="module")
def every_reader(client: Client, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Headers]]:
    """Give a server of its own, for keepers change what they are let, and the header by which each role is known there."""
    place = copy_home(home, tmp_path_factory.mktemp("schema") / "home")

    async def make() -> Headers:
        known: Headers = {Role.PUBLIC: {}}
        async with open_home(place, at=BOXING_NIGHT) as opened:
            for role in set(Role) - {Role.PUBLIC}:
                known[role] = {"authorization": f"Bearer {await opened.keys.make(role, f'a {role}', at=BOXING_NIGHT)}"}
        return known

    headers = asyncio.run(make())
    with a_server(place) as own:
        yield own, headers


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_whatever_is_sent_by_whomever_is_answered_as_documented(
    api: BaseSchema, every_reader: tuple[Client, Headers], mode: schemathesis.GenerationMode
) -> None:
    client, readers = every_reader
    assert set(readers) == set(Role)
    # By hand, because schemathesis' own pytest plugin does not know pytest 9.2 yet.
    for found in api.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @seed(136)
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: schemathesis.Case[Any]) -> None:
            for headers in readers.values():
                case.validate_response(sent(case, client, headers), checks=CHECKED)

        try:
            answers()
        except Unsatisfiable:
            # An operation that takes nothing cannot be asked wrongly.
            assert mode is schemathesis.GenerationMode.NEGATIVE


def sent(case: schemathesis.Case[Any], client: Client, headers: dict[str, str]) -> Any:  # noqa: ANN401 (httpx's response)
    """Send what schemathesis made up to the running server."""
    asked = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    body = asked.pop("data", None)
    del asked["cookies"]
    asked["headers"] = {**asked["headers"], **headers}
    return client.request(**asked, content=body)


# Not positive_data_acceptance: no schema can say that a birth was not 1,000 years ago or that an instant has a sensible year.
CHECKED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
]
