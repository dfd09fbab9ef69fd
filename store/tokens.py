"""Random tokens, and the form in which they are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

SWEPT_AFTER = timedelta(days=1)
"""How long after its end a session or sign-in is taken away: a server's clock that is hours ahead must end no other's."""


def new_token() -> str:
    """Return 32 random bytes in 43 characters that an address, a cookie and a form take as they are."""
    return secrets.token_urlsafe(32)


def sha256_of(secret: str) -> str:
    """Return the form in which a secret of ours is kept.

    A plain hash is enough: 32 random bytes cannot be guessed, so there is nothing to slow down.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
