"""The demonstration sign-in: it proves nothing, exists only with CRISIS_DEMO=1, and only for this very machine."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Request

from directory.reader import THE_PUBLIC, Reader, Role
from web.settings import is_loopback

DEMO_COOKIE = "crisis_demonstration"
_MOST_SIGNED_IN = 1000
_PAGE = re.compile(r"/([a-z0-9_-]+(/[a-z0-9_-]+)*)?(\?[\w=&:-]*)?", re.ASCII)
"""An address within this site, whatever pages it has: never another site's, and nothing that a page would have to escape."""

_FIELDS = ("caller", "area", "age", "first", "days", "promise", "by", "show", "for", "lang")
"""What may stand in the address of a page of ours; never what somebody typed."""
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


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


def has_demo(request: Request[Any, Any, Any]) -> bool:
    """Say whether the demonstration exists for this request: switched on, and asked for from this very machine.

    A Host that is not this machine's is another site's name pointed here; a forwarding header is a proxy that everybody
    reaches. Neither is believed, both are refused.
    """
    if not request.app.state.settings.demo or request.client is None:
        return False
    if any(header in request.headers for header in _FORWARDED):
        return False
    return is_loopback(request.client.host) and host_named(request.headers.get("host", "")) in _LOCAL_NAMES


def demo_reader(request: Request[Any, Any, Any]) -> Reader:
    """Return the reader of a page in the role that they took; else the public."""
    if not has_demo(request):
        return THE_PUBLIC
    sign_ins: DemoSignIns = request.app.state.sign_ins
    role = sign_ins.role_of(request.cookies.get(DEMO_COOKIE, ""))
    return THE_PUBLIC if role is Role.PUBLIC else Reader(role=role, name=f"demonstration {role}")


def page_here(request: Request[Any, Any, Any]) -> str:
    """Return the address of the page, to come back to, with the choices that stand in it; of no page, the first one's.

    Whoever is asked to sign in comes back to the page that they wanted.
    """
    if request.url.path == "/sign-in":
        return page_meant(request.query_params.get("page", ""))
    if not request.scope.get("path_template"):
        return "/"
    choices = {name: request.query_params[name] for name in _FIELDS if name in request.query_params}
    return page_meant(f"{request.url.path}?{urlencode(choices, safe=':')}" if choices else request.url.path)


def page_meant(address: str) -> str:
    """Return the address if it can be that of a page of ours; else the first page's. Nobody comes back to sign in or out."""
    return address if _PAGE.fullmatch(address) and not address.startswith(("/sign-in", "/sign-out")) else "/"


def host_named(host: str) -> str | None:
    """Return the name in a Host header, without its port; None where it is no host."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
