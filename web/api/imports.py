"""A compact CSV over HTTP: what it holds, matches and would change. Nothing is kept; the change is proposed apart."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Request, post
from litestar.exceptions import HTTPException
from litestar.params import QueryParameter

from directory.errors import SourceRejected
from directory.reader import KEEPERS
from seed.importing import Choice, ChoiceRejected, Is, Preview, preview_import
from web.bodies import in_time, require_content_type
from web.openapi import CSV, takes_csv
from web.problems import ProblemError, documented
from web.readers import desk_of, require_role

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_FILE_SAID = "The file is larger than 2 MB. Split it."

MOST_CHOICES = 500
_CHOICE = re.compile(r"([0-9]{1,7})=(?:(new|left_out)|that_entry:([a-z0-9][a-z0-9_-]{0,79}))")
_CHOICE_EXPECTED = "a line, = and new, left_out or that_entry: with an id, as in 12=that_entry:samaritans"

_CHECKED = documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


@post(
    "/api/v1/imports",
    status_code=HTTPStatus.OK,
    summary="Look through a compact CSV",
    operation_id="preview_import",
    operation_class=takes_csv(),
    request_max_body_size=LARGEST_FILE,
    responses=_CHECKED,
)
async def preview(
    request: Request[Any, Any, Any],
    choose: Annotated[
        list[str] | None, QueryParameter(max_items=MOST_CHOICES, description=f"What a row is: {_CHOICE_EXPECTED}.")
    ] = None,
) -> Preview:
    """Say of each row how it was read or why it was refused, which entry it is, and what changes; keep nothing.

    A row that is likely an entry under another id waits for a choice. What stands in `change` can be proposed as it is.
    """
    reader, desk = await require_role(request, *KEEPERS), desk_of(request)
    require_content_type(request, CSV)
    content = await file_of(request)
    edition = (await desk.home.current_edition(desk.clock())).edition
    choices = tuple(choice_in(written) for written in choose or ())
    try:
        return await asyncio.to_thread(preview_import, content, edition, desk.gazetteer, choices, reader=reader, file="body")
    except SourceRejected as fault:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"No row can be read: expected {fault.expected}.",
            where=": ".join(str(part) for part in (fault.line, fault.field) if part) or None,
            expected=fault.expected,
        ) from None
    except ChoiceRejected as fault:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"Line {fault.line}: expected {fault.expected}.", where="choose", expected=fault.expected
        ) from None


async def file_of(request: Request[Any, Any, Any]) -> bytes:
    """Return the file that was sent, if it is not too large."""
    try:
        return await in_time(request, request.body())
    except HTTPException as fault:
        if fault.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise
        raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, LARGEST_FILE_SAID) from None


def choice_in(written: str) -> Choice:
    """Read what was said of one row."""
    found = _CHOICE.fullmatch(written)
    if found is None or int(found[1]) == 0:
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"Expected {_CHOICE_EXPECTED}.", where="choose", expected=_CHOICE_EXPECTED)
    return Choice(int(found[1]), Is(found[2] or Is.THAT_ENTRY), found[3])


importing = (preview,)
"""Every operation of this file."""
