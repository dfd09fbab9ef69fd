"""The token that a signed-in reader's forms carry, so that no other site's page can send one in their name.

It is made from the cookie's token, which nobody else has, so that nothing has to be kept; and written differently each time,
so that the length of a compressed page tells nothing of it (BREACH).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from markupsafe import Markup

FIELD = "token"
_SIZE = 16
_now_rendering: ContextVar[str] = ContextVar("token_of_the_page", default="")


def form_token(cookie: str) -> str:
    """Write the token of the forms that the holder of a cookie is shown."""
    mask = secrets.token_bytes(_SIZE)
    return base64.urlsafe_b64encode(mask + _masked(_proof(cookie), mask)).decode().rstrip("=")


def is_form_token(written: str, cookie: str) -> bool:
    """Say whether a form was shown to the holder of the cookie."""
    try:
        read = base64.urlsafe_b64decode(written + "=")
    except (ValueError, binascii.Error):
        return False
    return len(read) == 2 * _SIZE and hmac.compare_digest(_masked(read[_SIZE:], read[:_SIZE]), _proof(cookie))


class TokenField:
    """`{{ token_field }}`: the field, on the page of whoever is signed in; nothing on the public's.

    A page's own, though macros know no request: render_page says whose page it is (`on_the_page_of`).
    """

    def __html__(self) -> Markup:
        """Return the field."""
        cookie = _now_rendering.get()
        if not cookie:
            return Markup()
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(cookie))

    def __str__(self) -> str:
        """Return the field."""
        return self.__html__()


@contextmanager
def on_the_page_of(cookie: str) -> Iterator[None]:
    """Render for the holder of a cookie; for "" it is the public."""
    before = _now_rendering.set(cookie)
    try:
        yield
    finally:
        _now_rendering.reset(before)


def _proof(cookie: str) -> bytes:
    return hmac.digest(cookie.encode(), b"a form of the crisis care directory", "sha256")[:_SIZE]


def _masked(text: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))
