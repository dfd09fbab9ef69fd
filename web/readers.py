"""Who is reading the API, and how that is proved: by a key; and who may do what, on pages too.

A key counts below /api/ only, and a cookie on pages only (signed_in.py), so that no other site's page can make a browser
use either.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from directory.reader import THE_PUBLIC, Reader, Role
from web.bodies import header
from web.desk import Desk
from web.problems import ProblemError
from web.signed_in import reader_of
from web.words import _


def desk_of(request: Request[Any, Any, Any]) -> Desk:
    """Return the server's desk."""
    desk: Desk = request.app.state.desk
    return desk


async def key_reader(request: Request[Any, Any, Any]) -> Role:
    """Return the role that the request's API key proves; without a key the reader is the public."""
    return (await api_reader(request)).role


async def api_reader(request: Request[Any, Any, Any]) -> Reader:
    """Return who the request's API key proves to be reading; without a key the reader is the public."""
    written = header(request, b"authorization")
    if written is None:
        return THE_PUBLIC
    scheme, _space, secret = written.partition(" ")
    reader = await desk_of(request).reader_with_key(secret.strip()) if scheme.lower() == "bearer" else None
    if reader is None:
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED,
            _("This key proves nothing: it may have expired or been revoked. Without a key you get what the public gets."),
            where="Authorization",
            expected="Bearer and a key made by `crisis keys`",
            www_authenticate="Bearer",
        )
    return reader


async def require_role(request: Request[Any, Any, Any], *roles: Role) -> Reader:
    """Return who the request's key proves to be reading, if in one of these roles; nobody else gets any further."""
    reader = await api_reader(request)
    if reader.role in roles:
        return reader
    is_nobody = reader.role is Role.PUBLIC
    raise ProblemError(
        HTTPStatus.UNAUTHORIZED if is_nobody else HTTPStatus.FORBIDDEN,
        _("This needs a key.") if is_nobody else _("This key is not for this."),
        where="Authorization",
        expected=f"Bearer and a key of {' or '.join(roles)}, made by `crisis keys`",
        **({"www_authenticate": "Bearer"} if is_nobody else {}),
    )


def require_reader(request: Request[Any, Any, Any], *roles: Role) -> Reader:
    """Return who is reading a page, if signed in with one of these roles; nobody else gets any further."""
    reader = reader_of(request)
    if reader.role in roles:
        return reader
    if reader.role is Role.PUBLIC:
        raise ProblemError(HTTPStatus.UNAUTHORIZED, _("Sign in to see this page."))
    raise ProblemError(HTTPStatus.FORBIDDEN, _("This page is not for your role."))


def refuse_other_sites(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site's page sent."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    # Browsers write "null" here because our pages ask them for no-referrer; then Sec-Fetch-Site alone tells.
    other_origin = origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("host")
    if site in ("cross-site", "same-site") or (site is None and other_origin):
        raise ProblemError(
            HTTPStatus.FORBIDDEN, _("This form was sent by another site’s page. Open the page here and try again.")
        )
