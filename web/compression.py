"""Compression, for phones on a slow line: Brotli where the browser takes it, else gzip (browsers keep Brotli to HTTPS)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import brotli
from litestar import Request

SMALLEST = 1_000
"""Bytes below which compressing saves nothing on the way."""

_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


def encoding_for(request: Request[Any, Any, Any]) -> str | None:
    """Return the best of our encodings that the browser takes; None: it takes none of them."""
    taken = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").lower().split(",")}
    return next((encoding for encoding in _ENCODERS if encoding in taken), None)


def compress(body: bytes, encoding: str) -> bytes:
    """Compress a body with one of our encodings."""
    return _ENCODERS[encoding](body)
