"""Reads what a request carries: JSON strictly, and forms as browsers send them. Larger bodies never get this far (app.py)."""

from __future__ import annotations

from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile

from directory.errors import ContextRejected
from routing.reading import THE_WHOLE, read_strictly
from web.problems import ProblemError
from web.slow_bodies import SlowBodies
from web.words import _

LARGEST_BODY = 64 * 1024
SMALL_BODY = 16 * 1024
"""Up to this length a body is taken as it comes, for the framework's stream costs as much as the answer's plan."""

MOST_FIELDS = 50
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_FORM_WITH_FILES = "multipart/form-data"

Read = TypeVar("Read")


async def read_json(request: Request[Any, Any, Any], kind: type[Read]) -> Read:
    """Read the body as JSON of this kind; what is not is ContextRejected with the field and what it must hold."""
    require_content_type(request, _JSON)
    return read_strictly(await body_of(request), kind)


async def body_of(request: Request[Any, Any, Any]) -> bytes:
    """Return the body, if it arrives in time."""
    return await in_time(request, small_body(request))


async def in_time(request: Request[Any, Any, Any], reading: Awaitable[Read]) -> Read:
    """Return what is being read of a request; whoever sends it a byte at a time is not waited for, as granian would."""
    slow: SlowBodies = request.app.state.slow_bodies
    try:
        return await slow.read(reading)
    except TimeoutError:
        raise ProblemError(
            HTTPStatus.REQUEST_TIMEOUT,
            _("What you sent arrived too slowly and was not read. Try again. In danger ring 999."),
            connection="close",
        ) from None


async def small_body(request: Request[Any, Any, Any]) -> bytes:
    """Return a body that says it is small, as nearly every one does; any other the framework puts together, and limits."""
    length = header(request, b"content-length")
    if length is None or not length.isdecimal() or int(length) > SMALL_BODY:
        return await request.body()
    event = await request.receive()
    body: bytes = event.get("body", b"")  # type: ignore[assignment]
    # As many bytes as were announced are all: waiting for granian's last event, which is empty, costs a tenth of an answer.
    while event.get("more_body") and len(body) < int(length):
        event = await request.receive()
        body += event.get("body", b"")  # type: ignore[operator]
    return body


async def read_form(request: Request[Any, Any, Any], most_fields: int = MOST_FIELDS, *, files: bool = False) -> dict[str, str]:
    """Read the filled-in fields of a form; one that was left empty is not there, as if it had not been sent.

    With `files` a form may carry files too: each byte of one is a letter of its field (Latin-1).
    """
    if files and (header(request, b"content-type") or "").startswith(_FORM_WITH_FILES):
        return await _read_files(request)
    require_content_type(request, _FORM)
    try:
        fields = parse_qsl((await body_of(request)).decode(), max_num_fields=most_fields, errors="strict")
    except ValueError:
        raise ContextRejected(THE_WHOLE, f"a form of at most {most_fields} fields in UTF-8") from None
    return {name: value.strip() for name, value in fields if value.strip()}


async def _read_files(request: Request[Any, Any, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in (await in_time(request, request.form())).items():
        if isinstance(value, UploadFile):
            fields[name] = (await value.read()).decode("latin-1")
            await value.close()
        elif isinstance(value, str):
            fields[name] = value.strip()
    return {name: value for name, value in fields.items() if value}


def header(request: Request[Any, Any, Any], name: bytes) -> str | None:
    """Return a header by its name in small letters, None if it was not sent; cheaper than reading all of them."""
    for key, value in request.scope["headers"]:  # no generator: this is asked for several times an answer
        if key == name:
            return value.decode("latin-1")
    return None


def require_content_type(request: Request[Any, Any, Any], expected: str) -> None:
    """Refuse a body of another content type; parameters such as a charset are passed over."""
    if (header(request, b"content-type") or "").partition(";")[0].strip().lower() != expected:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The body must be {expected}.",
            where="Content-Type",
            expected=expected,
        )
