"""The OpenAPI document and its page. Schemas are msgspec's own, so that they say exactly what our decoder takes.

The framework's schemas leave out `additionalProperties: false`; its viewers call other hosts. Ours do neither.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    SecurityScheme,
)

from directory.areas import Ambiguous, Found, OutsideEngland, PlaceUnknown
from routing.answer import Answer
from routing.certificate import Certificate
from routing.context import CallerContext
from routing.finding import SeenService, ServicePage
from store.checking import EditionsDiffer
from store.replay import Replay
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
    Proposal,
    Publishing,
    Readiness,
    RefusalTaken,
    RefusalTold,
    RoomHistory,
    Signed,
    Suggestions,
    TimelineAsked,
    TimelineGiven,
    Undoing,
)
from web.problems import Problem
from web.templating import render

JSON = "application/json"
REF = "#/components/schemas/{name}"

SPOKEN = (
    CallerContext,
    Answer,
    TimelineAsked,
    TimelineGiven,
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
    CapacityGiven,
    CapacityTold,
    CapacityTaken,
    RoomHistory,
    RefusalTold,
    RefusalTaken,
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


class OurJson(JsonRenderPlugin):
    """The document, with msgspec's schemas in place of the framework's."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 (the plugin's signature)
        """Return the document as JSON."""
        _, schemas = msgspec.json.schema_components(SPOKEN, ref_template=REF)
        return msgspec.json.encode({**openapi_schema, "components": {**openapi_schema["components"], "schemas": schemas}})


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
            "their numbers to themselves; every error is `application/problem+json` and repeats nothing of what was sent."
        ),
        path="/docs",
        render_plugins=[OurSwagger(), OurJson()],
        components=Components(
            security_schemes={"key": SecurityScheme(type="http", scheme="bearer", description="A key of `crisis keys make`.")}
        ),
        security=[{}, {"key": []}],
    )
