"""Static files: each is read and compressed once, and named by its content, so that a browser never asks for it twice.

`first.css` is not sent as a file: it stands in every page, so that a number can be read before anything else arrives. The
content security policy names it by its hash, and no other style inside a page.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, route
from litestar.exceptions import NotFoundException

from web.compression import compress, encoding_for

STATIC = "/static/"
FOLDER = Path(__file__).parent / "static"
FOR_GOOD = "public,max-age=31536000,immutable"
FOR_AN_HOUR = "public,max-age=3600"

_TEXTS = {".css", ".js", ".svg", ".json", ".webmanifest"}
_VERSION = "v"


class StaticFile(msgspec.Struct, frozen=True):
    """One file as it is sent; `version` is made from its content."""

    body: bytes
    is_text: bool
    media_type: str
    version: str


@lru_cache(maxsize=1)
def static_names() -> frozenset[str]:
    """List the files there are; nothing else is ever opened, whatever an address says."""
    return frozenset(file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file())


@cache
def static_file(name: str) -> StaticFile:
    """Read one of `static_names`."""
    file = FOLDER / name
    body = file.read_bytes()
    return StaticFile(
        body=body,
        is_text=file.suffix in _TEXTS,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        version=hashlib.sha256(body).hexdigest()[:12],
    )


def asset(name: str) -> str:
    """Return the address of a file, which changes when the file does; also where the file is missing, as before set-up."""
    return f"{STATIC}{name}" + (f"?{_VERSION}={static_file(name).version}" if name in static_names() else "")


@cache
def compressed_file(name: str, encoding: str) -> bytes:
    """Compress one of `static_names` once."""
    return compress(static_file(name).body, encoding)


@route(STATIC + "{name:path}", http_method=["GET", "HEAD"], include_in_schema=False)
async def static(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Send a file; by the address of its content it may be kept for good, else for an hour."""
    name = request.url.path.removeprefix(STATIC)
    if name not in static_names():
        raise NotFoundException
    file = static_file(name)
    headers = {
        "cache-control": FOR_GOOD if request.query_params.get(_VERSION) == file.version else FOR_AN_HOUR,
        "etag": f'"{file.version}"',
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    encoding = encoding_for(request) if file.is_text else None
    if encoding is None:
        return Response(file.body, media_type=file.media_type, headers=headers)
    body = compressed_file(name, encoding)
    return Response(body, media_type=file.media_type, headers=headers | {"content-encoding": encoding})


def without_spaces(style: str) -> str:
    """Write a small stylesheet as one line: every page carries it."""
    return " ".join(style.split())


FIRST_STYLE = without_spaces((FOLDER / "first.css").read_text())
FIRST_STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(FIRST_STYLE.encode()).digest()).decode()
