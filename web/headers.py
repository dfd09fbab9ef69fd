"""What every response carries, whatever made it: 200, 404, 405, 413 and 500 alike."""

from __future__ import annotations

from litestar.types import Message, Scope

# Swagger's stylesheet holds its arrows as data.
_POLICY = (
    b"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

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

STATIC = "/static/"


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the security headers; nothing but static files may be kept by anybody, as an answer is for one moment and reader.

    A `before_send` hook, because the framework's middleware does not run where no route is found.
    """
    if message["type"] != "http.response.start":
        return
    is_file = scope["path"].startswith(STATIC) and message["status"] < 400
    message["headers"] = [*message["headers"], *(_ALWAYS if is_file else _NOT_KEPT)]
