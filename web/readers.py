"""Who is reading the API, and how that is proved: by a key; and who may do what, on pages too.

A key counts below /api/ only, and a cookie on pages only (signed_in.py), so that no other site's page can make a browser
use either.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from directory.reader import THE_PUBLIC, Reader, Role, Scope
from store.keys import KeyLine
from web.bodies import header
from web.demo import page_here
from web.desk import Desk
from web.problems import ProblemError
from web.signed_in import reader_of
from web.words import _

SIGN_IN = "/sign-in"

EXPECTED_KEY = "Bearer and a key made by `crisis keys`"
_KEY = "crisis.key"
_READ_BY_POST = ("/api/v1/answers", "/api/v1/timelines", "/api/v1/hours")
_PUBLISHED_BY = ("/publication", "/reviews")
_WRITTEN_BELOW = (
    ("/api/v1/capacity", Scope.CAPACITY),
    ("/api/v1/refusals", Scope.CAPACITY),
    ("/api/v1/outcomes", Scope.FEEDBACK),
    ("/api/v1/reports", Scope.FEEDBACK),
)
"""What is written by others than curators. Whatever is not named here needs a key that was made to curate."""


def desk_of(request: Request[Any, Any, Any]) -> Desk:
    """Return the server's desk."""
    desk: Desk = request.app.state.desk
    return desk


def note_key(request: Request[Any, Any, Any]) -> KeyLine | None:
    """Remember whose key a request to the API carries; without one it reads as the public, with a wrong one not at all."""
    written = header(request, b"authorization")
    if written is None:
        return None
    scheme, _space, secret = written.partition(" ")
    desk = desk_of(request)
    line = desk.home.keys.line_of(secret.strip(), at=desk.clock()) if scheme.lower() == "bearer" else None
    if line is None:
        raise KeyProvesNothing
    request.scope["state"][_KEY] = line
    return line


def require_scope(request: Request[Any, Any, Any], line: KeyLine) -> None:
    """Let a key no further than to what it was made for."""
    needed = scope_of(request.scope["method"], request.scope["path_template"])
    if needed not in line.scopes:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            _("This key was not made for this."),
            where="Authorization",
            expected=f"Bearer and a key made with `crisis keys make --scope {needed}`",
        )


class KeyProvesNothing(ProblemError):
    """A key that is not one of ours, or no longer."""

    def __init__(self) -> None:
        """Say what is read without a key."""
        super().__init__(
            HTTPStatus.UNAUTHORIZED,
            _("This key proves nothing: it may have expired or been revoked. Without a key you get what the public gets."),
            where="Authorization",
            expected=EXPECTED_KEY,
            www_authenticate="Bearer",
        )


def scope_of(method: str, template: str) -> Scope:
    """Return what a key must have been made for to do this: the one place that says so for every operation of the API."""
    if method in ("GET", "HEAD", "OPTIONS") or template in _READ_BY_POST:
        return Scope.READ
    if template.endswith(_PUBLISHED_BY):
        return Scope.PUBLISH
    return next((scope for start, scope in _WRITTEN_BELOW if template.startswith(start)), Scope.CURATE)


async def key_reader(request: Request[Any, Any, Any]) -> Role:
    """Return the role that the request's API key proves; without a key the reader is the public."""
    return (await api_reader(request)).role


async def api_reader(request: Request[Any, Any, Any]) -> Reader:
    """Return who the request's API key proves to be reading (`note_key`); without a key the reader is the public."""
    line: KeyLine | None = request.scope["state"].get(_KEY)
    return THE_PUBLIC if line is None else line.reader


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
    """Return who is reading a page, if signed in with one of these roles; whoever is not signed in is sent to sign in first."""
    reader = reader_of(request)
    if reader.role in roles:
        return reader
    if reader.role is Role.PUBLIC and request.scope["method"] in ("GET", "HEAD"):
        raise SignInFirst(page_here(request))
    if reader.role is Role.PUBLIC:
        raise ProblemError(HTTPStatus.UNAUTHORIZED, _("Sign in to see this page."))
    raise ProblemError(HTTPStatus.FORBIDDEN, _("This page is not for your role."))


class SignInFirst(ProblemError):
    """A page for somebody who is signed in; afterwards they come back to it."""

    def __init__(self, page: str) -> None:
        """Send the reader to sign in."""
        address = f"{SIGN_IN}?{urlencode({'page': page}, safe='/')}"
        super().__init__(HTTPStatus.SEE_OTHER, _("Sign in to see this page."), location=address)


def refuse_other_sites(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site's page sent."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    host = request.headers.get("host")
    # Browsers write "null" here because our pages ask them for no-referrer; then Sec-Fetch-Site alone tells.
    # Behind a proxy the Host may be the proxy's name for us; browsers know us by the public one.
    ours = (None, "null", f"http://{host}", f"https://{host}", request.app.state.settings.public_url)
    if site in ("cross-site", "same-site") or (site is None and origin not in ours):
        raise ProblemError(
            HTTPStatus.FORBIDDEN, _("This form was sent by another site’s page. Open the page here and try again.")
        )
