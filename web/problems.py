"""The one place that turns errors into HTTP problems (RFC 9457), or into a page where a person is reading.

A problem says what was wrong, where, and what was expected. It never repeats what was sent: only names of our own fields.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from directory.errors import ContextRejected
from routing.reading import in_words
from store.errors import (
    ChangeRefused,
    DecisionUnreadable,
    NotKept,
    PublishBlocked,
    PublishConflict,
    ReportOutOfOrder,
    StoreError,
)
from web.lines import where_failed
from web.templating import show_page
from web.words import _, capitalised

PROBLEM_JSON = "application/problem+json"
MACHINE_PATHS = ("/api/", "/health/", "/metrics", "/docs/")
"""Below these a program is reading; anywhere else a person is."""

_log = structlog.get_logger("web.problems")


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457). `where` names one of our fields, parameters or headers; `expected` what it must hold."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    where: str | None = None
    expected: str | None = None


class ProblemError(Exception):
    """A problem of the request that only the web can have; carries its status, words and headers."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, where: str | None = None, expected: str | None = None, **headers: str
    ) -> None:
        """Say what to answer; a header's name is written with underscores."""
        super().__init__(detail)
        self.problem = Problem(title=status.phrase, status=status, detail=detail, where=where, expected=expected)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class NoEditionYet(ProblemError):
    """Nothing can be answered yet: no edition could be read from database, disk or the program itself."""

    def __init__(self) -> None:
        """Send the reader to the telephone."""
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("The directory cannot be read now. In danger ring 999; for urgent mental health help ring 111."),
            retry_after="5",
        )


_WORDS = {
    HTTPStatus.BAD_REQUEST: _("The request cannot be read."),
    HTTPStatus.NOT_FOUND: _("There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This address does not take this method."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The body is larger than 64 KB."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("The body is not of the content type that is expected here."),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something failed here, and it is in our log. It does no harm to try again."),
}


def documented(*statuses: HTTPStatus) -> dict[int, ResponseSpec]:
    """Describe the problems that an operation may answer with, for the OpenAPI document."""
    return {
        int(status): ResponseSpec(
            Problem,
            description=status.phrase,
            media_type=PROBLEM_JSON,
            generate_examples=False,
        )
        for status in statuses
    }


def as_problem(error: Exception, request: Request[Any, Any, Any]) -> ProblemError:
    """Say in our own words what an error means to the one who asked."""
    match error:
        case ProblemError():
            return error
        case ContextRejected(field=field, expected=expected):
            return ProblemError(HTTPStatus.BAD_REQUEST, f"Expected {expected}.", where=field, expected=expected)
        case ValidationException():
            return of_parameters(error, request)
        case NotKept():
            return ProblemError(HTTPStatus.NOT_FOUND, _WORDS[HTTPStatus.NOT_FOUND])
        case PublishConflict() | PublishBlocked() | ChangeRefused() | DecisionUnreadable() | ReportOutOfOrder():
            return ProblemError(HTTPStatus.CONFLICT, in_a_sentence(error))
        case StoreError():
            return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, _("The database cannot be read now."), retry_after="5")
        case HTTPException(status_code=code) if code < HTTPStatus.INTERNAL_SERVER_ERROR:
            status = HTTPStatus(code)
            headers = allow(request) if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
            return ProblemError(status, _WORDS.get(status, status.phrase + "."), **headers)
        case _:
            log_failure(error)
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return ProblemError(status, _WORDS[status])


def in_a_sentence(error: Exception) -> str:
    """Write the words of one of our errors as a sentence."""
    return f"{capitalised(str(error))}."


def of_parameters(error: ValidationException, request: Request[Any, Any, Any]) -> ProblemError:
    """Name the first parameter that cannot be read, and what it takes; the framework's own words repeat what was sent."""
    known = request.route_handler.parsed_fn_signature.parameters
    faults = error.extra if isinstance(error.extra, list) else []
    name = next((fault["key"] for fault in faults if fault.get("key") in known), None)
    if name is None:
        return ProblemError(HTTPStatus.BAD_REQUEST, _WORDS[HTTPStatus.BAD_REQUEST])
    expected = expected_of(known[name])
    return ProblemError(HTTPStatus.BAD_REQUEST, f"Expected {expected}.", where=name, expected=expected)


def expected_of(parameter: FieldDefinition) -> str:
    """Say what a parameter takes, with its limits."""
    words = in_words(parameter.annotation)
    match parameter.kwarg_definition:
        case ParameterKwarg(ge=least, le=most) if most is not None:
            return f"{words} from {least or 0:.0f} to {most:.0f}"
        case ParameterKwarg(max_length=longest) if longest is not None:
            return f"{words} of at most {longest} characters"
        case _:
            return words


def allow(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return the header that says which methods this address takes (RFC 9110, 15.5.6); the framework leaves it out."""
    for template, methods in request.app.route_handler_method_map.items():
        if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), request.url.path):
            return {"allow": ", ".join(sorted(methods))}
    return {}


def log_failure(error: Exception) -> None:
    """Log where it failed and with what kind of error; its message may hold what somebody sent, so it stays out."""
    _log.error("request failed", error=type(error).__name__, where=where_failed(error))


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer an error: problem+json to programs, a page to people."""
    found = as_problem(error, request)
    if found.problem.status == HTTPStatus.SEE_OTHER:
        return Response(b"", status_code=found.problem.status, headers=found.headers)
    if not request.url.path.startswith(MACHINE_PATHS):
        page = show_page(request, "problem.html", status=found.problem.status, problem=found.problem)
        page.headers.update(found.headers)
        return page
    body = msgspec.json.encode(found.problem)
    return Response(body, status_code=found.problem.status, media_type=PROBLEM_JSON, headers=found.headers)
