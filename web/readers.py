"""Who is reading, and how that is proved: an API key for programs, a demonstration sign-in for pages on this machine.

A key counts below /api/ only, and a cookie on pages only, so that no other site's page can make a browser use either.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from directory.reader import Role
from web.desk import Desk
from web.problems import ProblemError

DEMO_COOKIE = "crisis_demonstration"
DEMO_ROLES = (Role.POLICE, Role.NHS111, Role.AMBULANCE, Role.ED, Role.AMHP, Role.CUSTODY, Role.PROFESSIONAL)
"""Whom a demonstration may read as; those who see everything have keys."""

_MOST_SIGNED_IN = 1000
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

AnyRequest = Request[Any, Any, Any]


def desk_of(request: AnyRequest) -> Desk:
    """Return the server's desk."""
    desk: Desk = request.app.state.desk
    return desk


async def key_reader(request: AnyRequest) -> Role:
    """Return the role that the request's API key proves; without a key the reader is the public."""
    written = request.headers.get("authorization")
    if written is None:
        return Role.PUBLIC
    scheme, _, secret = written.partition(" ")
    role = await desk_of(request).reader_with_key(secret.strip()) if scheme.lower() == "bearer" else None
    if role is None:
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED,
            "This key proves nothing: it may have expired or been revoked. Without a key you get what the public gets.",
            where="Authorization",
            expected="Bearer and a key made by `crisis keys`",
            www_authenticate="Bearer",
        )
    return role


class DemoSignIns:
    """Roles taken for a demonstration, by a random token that lives in this memory only."""

    def __init__(self) -> None:
        """Start with nobody signed in."""
        self._roles: dict[str, Role] = {}

    def sign_in(self, role: Role) -> str:
        """Return a new token for the role; the oldest one ends when there are too many."""
        if len(self._roles) >= _MOST_SIGNED_IN:
            del self._roles[next(iter(self._roles))]
        token = secrets.token_urlsafe(32)
        self._roles[token] = role
        return token

    def sign_out(self, token: str) -> None:
        """End a token; nothing happens for one that is not in force."""
        self._roles.pop(token, None)

    def role_of(self, token: str) -> Role:
        """Return the role of a token; one that is not in force is the public's."""
        return self._roles.get(token, Role.PUBLIC)


def page_reader(request: AnyRequest) -> Role:
    """Return the role that the reader of a page took for a demonstration; else the public."""
    if not has_demo(request):
        return Role.PUBLIC
    sign_ins: DemoSignIns = request.app.state.sign_ins
    return sign_ins.role_of(request.cookies.get(DEMO_COOKIE, ""))


def has_demo(request: AnyRequest) -> bool:
    """Say whether the demonstration exists for this request: switched on, and asked for from this very machine.

    A Host that is not this machine's is another site's name pointed here; a forwarding header is a proxy that everybody
    reaches. Neither is believed, both are refused.
    """
    if not request.app.state.settings.demo or request.client is None:
        return False
    if any(header in request.headers for header in _FORWARDED):
        return False
    return is_loopback(request.client.host) and host_named(request.headers.get("host", "")) in _LOCAL_NAMES


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_named(host: str) -> str | None:
    """Return the name in a Host header, without its port; None where it is no host."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def refuse_other_sites(request: AnyRequest) -> None:
    """Refuse a form that another site's page sent."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    # Browsers write "null" here because our pages ask them for no-referrer; then Sec-Fetch-Site alone tells.
    other_origin = origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("host")
    if site in ("cross-site", "same-site") or (site is None and other_origin):
        raise ProblemError(HTTPStatus.FORBIDDEN, "This form was sent by another site's page. Open the page here and try again.")
