"""Reads what a request carries: JSON strictly, and forms as browsers send them. Larger bodies never get this far (app.py)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from litestar import Request

from directory.errors import ContextRejected
from routing.reading import THE_WHOLE, read_strictly
from web.problems import ProblemError

LARGEST_BODY = 64 * 1024
SMALL_BODY = 16 * 1024
"""Up to this length a body is taken as it comes, for the framework's stream costs as much as the answer's plan."""

MOST_FIELDS = 50
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"

Read = TypeVar("Read")


async def read_json(request: Request[Any, Any, Any], kind: type[Read]) -> Read:
    """Read the body as JSON of this kind; what is not is ContextRejected with the field and what it must hold."""
    require_content_type(request, _JSON)
    return read_strictly(await small_body(request), kind)


async def small_body(request: Request[Any, Any, Any]) -> bytes:
    """Return a body that says it is small, as nearly every one does; any other the framework puts together, and limits."""
    length = header(request, b"content-length")
    if length is None or not length.isdecimal() or int(length) > SMALL_BODY:
        return await request.body()
    event = await request.receive()
    body: bytes = event.get("body", b"")  # type: ignore[assignment]
    while event.get("more_body") and len(body) <= SMALL_BODY:
        event = await request.receive()
        body += event.get("body", b"")  # type: ignore[operator]
    return body


async def read_form(request: Request[Any, Any, Any], most_fields: int = MOST_FIELDS) -> dict[str, str]:
    """Read the filled-in fields of a form; one that was left empty is not there, as if it had not been sent."""
    require_content_type(request, _FORM)
    try:
        fields = parse_qsl((await request.body()).decode(), max_num_fields=most_fields, errors="strict")
    except ValueError:
        raise ContextRejected(THE_WHOLE, f"a form of at most {most_fields} fields in UTF-8") from None
    return {name: value.strip() for name, value in fields if value.strip()}


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return a header by its name in small letters, None if it was not sent; cheaper than reading all of them."""
    return next((value.decode("latin-1") for key, value in request.scope["headers"] if key == name), None)


def require_content_type(request: Request[Any, Any, Any], expected: str) -> None:
    """Refuse a body of another content type; parameters such as a charset are passed over."""
    if (header(request, b"content-type") or "").partition(";")[0].strip().lower() != expected:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The body must be {expected}.",
            where="Content-Type",
            expected=expected,
        )
