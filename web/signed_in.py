"""Who is reading a page. Looked up once a request, before its handler, and remembered with it."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request

from directory.reader import THE_PUBLIC, Reader, Role
from web.demo import demo_reader

_READER = "crisis.reader"


async def note_reader(request: Request[Any, Any, Any]) -> None:
    """Remember who is reading, for the handler and for the page that it renders."""
    request.scope["state"][_READER] = demo_reader(request)


def reader_of(request: Request[Any, Any, Any]) -> Reader:
    """Return who is reading a page; where no route was found it is the public."""
    return cast("Reader", request.scope.get("state", {}).get(_READER, THE_PUBLIC))


def role_of(request: Request[Any, Any, Any]) -> Role:
    """Return the role in which a page is read."""
    return reader_of(request).role
