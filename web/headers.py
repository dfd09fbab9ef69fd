"""What every response carries, whatever made it: 200, 404, 405, 413 and 500 alike."""

from __future__ import annotations

from litestar.types import Scope
from litestar.types.asgi_types import HTTPResponseStartEvent

from web.files import FIRST_STYLE_HASH, STATIC

# One style inside a page is allowed, by its hash: the first one (files.py). Swagger's stylesheet holds its arrows as data.
_POLICY = (
    f"default-src 'self'; style-src 'self' '{FIRST_STYLE_HASH}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
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

_NOT_KEPT = [*_ALWAYS, (b"cache-control", b"no-store")]


def add_headers(head: HTTPResponseStartEvent, scope: Scope) -> None:
    """Add the security headers; only static files may be kept by anybody, for an answer is for one moment and one reader."""
    is_file = scope["path"].startswith(STATIC) and head["status"] < 400
    head["headers"] = [*head["headers"], *(_ALWAYS if is_file else _NOT_KEPT)]
