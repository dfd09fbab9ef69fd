"""What every response carries, whatever made it: 200, 404, 405, 413 and 500 alike."""

from __future__ import annotations

from litestar.types import Scope
from litestar.types.asgi_types import HTTPResponseStartEvent

from web.files import FIRST_STYLE_HASH, STATIC

# One style inside a page is allowed, by its hash: the first one (files.py). Swagger's stylesheet holds its arrows as data.
_POLICY = (
    f"default-src 'self'; style-src 'self' '{FIRST_STYLE_HASH}'; img-src 'self' data:; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
).encode()

_ALWAYS = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

SHELL, WORKER = "/offline", "/sw.js"
"""What a device keeps for when there is no signal (offline.py): the same for every reader, and of no moment."""

_NOT_KEPT = [*_ALWAYS, (b"cache-control", b"no-store")]

_HTTPS_ONLY = [(b"strict-transport-security", b"max-age=31536000")]
"""Browsers that came over https come over https for a year (RFC 6797). Sister hosts are their owner's to speak for."""


API = "/api/"


def add_headers(
    head: HTTPResponseStartEvent, scope: Scope, *, is_secure: bool, edition_said: tuple[tuple[bytes, bytes], ...]
) -> None:
    """Add the security headers, and to what the API says those about the edition.

    Only files and the shell may be kept by anybody: an answer is for one moment and one reader.
    """
    may_be_kept = (scope["path"].startswith(STATIC) or scope["path"] in (SHELL, WORKER)) and head["status"] < 400
    about = edition_said if scope["path"].startswith(API) else ()
    head["headers"] = [*head["headers"], *about, *(_ALWAYS if may_be_kept else _NOT_KEPT), *(_HTTPS_ONLY if is_secure else ())]
