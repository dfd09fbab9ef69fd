"""The OpenAPI document and its page. Schemas are msgspec's own, so that they say exactly what our decoder takes.

The framework's schemas leave out `additionalProperties: false`; its viewers call other hosts. Ours do neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    Operation,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIType

from directory.areas import Ambiguous, Found, OutsideEngland, PlaceUnknown
from routing.answer import Answer
from routing.certificate import Certificate
from routing.context import CallerContext
from routing.figures import MonthFigures
from routing.finding import SeenService, ServicePage
from seed.importing import Preview
from store.checking import EditionsDiffer
from store.replay import Replay
from web.api.due import WorkGiven
from web.api.shapes import (
    Accepting,
    CapacityGiven,
    CapacityTaken,
    CapacityTold,
    Changes,
    ChangeShown,
    CoverageGiven,
    Editions,
    EditionSummary,
    EntryHistory,
    GapGiven,
    HoursAsked,
    HoursGiven,
    Proposal,
    Publishing,
    Readiness,
    RefusalTaken,
    RefusalTold,
    ReportActed,
    ReportGiven,
    ReportsGiven,
    RoomHistory,
    Signed,
    Suggestions,
    TimelineAsked,
    TimelineGiven,
    Undoing,
)
from web.problems import PROBLEM_JSON, Problem
from web.templating import render

JSON = "application/json"
CSV = "text/csv"
REF = "#/components/schemas/{name}"

SPOKEN = (
    CallerContext,
    Answer,
    TimelineAsked,
    TimelineGiven,
    HoursAsked,
    HoursGiven,
    ServicePage,
    SeenService,
    Suggestions,
    CoverageGiven,
    GapGiven,
    Certificate,
    Found,
    Ambiguous,
    OutsideEngland,
    PlaceUnknown,
    Editions,
    EditionSummary,
    Readiness,
    Proposal,
    Signed,
    Accepting,
    Publishing,
    Undoing,
    EntryHistory,
    Changes,
    ChangeShown,
    EditionsDiffer,
    Replay,
    Preview,
    ReportActed,
    ReportGiven,
    ReportsGiven,
    MonthFigures,
    CapacityGiven,
    CapacityTold,
    CapacityTaken,
    RoomHistory,
    RefusalTold,
    RefusalTaken,
    WorkGiven,
    Problem,
)
"""Every type that the API takes or gives."""


def takes(kind: type[msgspec.Struct]) -> type[Operation]:
    """Describe an operation that takes a JSON body of this kind; its handler decodes that itself, strictly."""
    reference = Reference(ref=REF.format(name=kind.__name__))
    body = RequestBody(required=True, content={JSON: OpenAPIMediaType(schema=reference)})

    @dataclass
    class Taking(Operation):
        """An operation with a JSON body."""

        def __post_init__(self) -> None:
            """Set the body."""
            self.request_body = body

    return Taking


def takes_csv() -> type[Operation]:
    """Describe an operation that takes a CSV file as its body."""

    @dataclass
    class Taking(Operation):
        """An operation with a body of CSV."""

        def __post_init__(self) -> None:
            """Set the body."""
            schema = Schema(type=OpenAPIType.STRING, description="The compact CSV: UTF-8, UTF-16 or Windows-1252.")
            self.request_body = RequestBody(required=True, content={CSV: OpenAPIMediaType(schema=schema)})

    return Taking


class OurJson(JsonRenderPlugin):
    """The document, with msgspec's schemas in place of the framework's."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 (the plugin's signature)
        """Return the document as JSON."""
        _, schemas = msgspec.json.schema_components(SPOKEN, ref_template=REF)
        paths = {path: with_the_door(path, operations) for path, operations in openapi_schema["paths"].items()}
        components = {**openapi_schema["components"], "schemas": schemas}
        return msgspec.json.encode({**openapi_schema, "paths": paths, "components": components})


def with_the_door(path: str, operations: dict[str, Any]) -> dict[str, Any]:
    """Add what every operation of the API may answer before its handler is asked (arriving.py), and to a slow body."""
    if not path.startswith("/api/"):
        return operations
    return {
        method: {**operation, "responses": {**at_the_door(slow="requestBody" in operation), **operation["responses"]}}
        for method, operation in operations.items()
    }


def at_the_door(*, slow: bool) -> dict[str, Any]:
    """Describe the problems that stand before every operation."""
    statuses = [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE]
    schema = {"schema": {"$ref": REF.format(name=Problem.__name__)}}
    return {
        str(int(status)): {"description": status.phrase, "content": {PROBLEM_JSON: schema}}
        for status in (*statuses, *((HTTPStatus.REQUEST_TIMEOUT,) if slow else ()))
    }


class OurSwagger(OpenAPIRenderPlugin):
    """Swagger's page from our own files, without a script in it."""

    def __init__(self) -> None:
        """Stand at the root of /docs."""
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 (the plugin's signature)
        """Return the page."""
        return render("docs.html")


def described() -> OpenAPIConfig:
    """Describe the API as a whole."""
    return OpenAPIConfig(
        title="Crisis care directory",
        version="1",
        description=(
            "A mental health crisis caller's situation in, the right number out. It signposts: it does not diagnose or score "
            "risk. If a life is at risk now, ring 999. Without a key you read as the public, and lines for professionals keep "
            "their numbers to themselves; every error is `application/problem+json` and repeats nothing of what was sent. "
            "Every response says in `crisis-edition` from which edition this server answers as it leaves, and in "
            "`crisis-edition-confirmed` when the database last said that this is the newest (UTC, such as "
            "2026-12-26T03:10:00Z): usually now. While the database is away answers go on and that instant stays; the "
            "directory as shipped, which nothing confirms, has none."
        ),
        path="/docs",
        render_plugins=[OurSwagger(), OurJson()],
        components=Components(
            security_schemes={"key": SecurityScheme(type="http", scheme="bearer", description="A key of `crisis keys make`.")}
        ),
        security=[{}, {"key": []}],
    )
