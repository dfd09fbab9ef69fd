"""Who is reading a page. Looked up once a request, before its handler, and remembered with it.

One is signed in by a session (store/sessions.py), whose cookie counts on pages only, or for a demonstration (demo.py).
"""

from __future__ import annotations

from typing import Any, cast

import msgspec
import structlog
from litestar import Request, Response

from directory.reader import THE_PUBLIC, Reader, Role
from store.errors import StoreError
from web.clients import is_secure
from web.demo import DEMO_COOKIE, demo_reader

_SIGNED_IN = "crisis.signed_in"
_SESSION = "crisis_session"
_FROM_THIS_HOST_ALONE = "__Host-"
"""Browsers take a cookie so named over https only, for the whole host, and from no sister host."""

_log = structlog.get_logger("web.signed_in")
AnyRequest = Request[Any, Any, Any]


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is reading, and the token of the cookie by which they are known; none is the public's."""

    reader: Reader = THE_PUBLIC
    cookie: str = ""
    is_demo: bool = False


NOBODY = SignedIn()


async def note_reader(request: AnyRequest) -> None:
    """Remember who is reading, for the handler and for the page that it renders."""
    request.scope["state"][_SIGNED_IN] = await look_up(request) if request.cookies else NOBODY


async def look_up(request: AnyRequest) -> SignedIn:
    """Return who a request's cookie proves to be reading; whoever it proves nothing for reads as the public."""
    reader = demo_reader(request)
    if reader is not THE_PUBLIC:
        return SignedIn(reader=reader, cookie=request.cookies[DEMO_COOKIE], is_demo=True)
    token = request.cookies.get(cookie_name(request, _SESSION))
    if token is None:
        return NOBODY
    desk = request.app.state.desk
    try:
        session = await desk.home.sessions.find(token, at=desk.clock())
    except StoreError:
        # Whoever is in danger needs the page, if only the public's.
        _log.warning("a session cannot be read without the database")
        return NOBODY
    return NOBODY if session is None else SignedIn(reader=session.reader, cookie=token)


def signed_in_of(request: AnyRequest) -> SignedIn:
    """Return who is signed in; where no route was found it is nobody."""
    return cast("SignedIn", request.scope.get("state", {}).get(_SIGNED_IN, NOBODY))


def reader_of(request: AnyRequest) -> Reader:
    """Return who is reading a page; where no route was found it is the public."""
    return signed_in_of(request).reader


def role_of(request: AnyRequest) -> Role:
    """Return the role in which a page is read."""
    return reader_of(request).role


def set_cookie(request: AnyRequest, response: Response[Any], name: str, value: str, max_age: int) -> None:
    """Give the browser a cookie that no script reads and no other site's form brings along."""
    secure = is_secure(request.scope, request.app.state.settings)
    response.set_cookie(
        cookie_name(request, name), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax"
    )


def keep_signed_in(request: AnyRequest, response: Response[Any], token: str, max_age: int) -> None:
    """Give the browser the cookie of a session that was begun."""
    set_cookie(request, response, _SESSION, token, max_age)


def forget_signed_in(request: AnyRequest, response: Response[Any]) -> None:
    """Take the session's cookie away from the browser."""
    set_cookie(request, response, _SESSION, "", 0)


def cookie_name(request: AnyRequest, name: str) -> str:
    """Return the name of a cookie of ours on this connection."""
    return _FROM_THIS_HOST_ALONE + name if is_secure(request.scope, request.app.state.settings) else name
