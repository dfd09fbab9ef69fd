"""The frame of every page below /curate: who may be there, where one is, and by whom what is done there is signed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response

from directory.reader import KEEPERS, Reader
from store.editions import Signature
from web.readers import desk_of, require_reader
from web.templating import show_page

AnyRequest = Request[Any, Any, Any]

ROOMS: tuple[tuple[str, str], ...] = (
    ("/curate", "Work list"),
    ("/curate/entries", "Entries"),
    ("/curate/changes", "Changes"),
    ("/curate/reports", "Problems"),
    ("/curate/import", "Import"),
    ("/curate/capacity", "Room and refusals"),
    ("/figures", "Figures"),
)
"""The pages of the keepers, each with its name, in the order of their navigation."""


def keeper_of(request: AnyRequest) -> Reader:
    """Return the keeper who is reading; nobody else gets any further."""
    return require_reader(request, *KEEPERS)


def signed_by(request: AnyRequest, reason: str) -> Signature:
    """Sign what the keeper does with their name, now; the reason is theirs."""
    return Signature(by=keeper_of(request).name, reason=reason, at=desk_of(request).clock())


def show_room(request: AnyRequest, name: str, *, status: int = HTTPStatus.OK, **values: object) -> Response[bytes]:
    """Send a page of the keepers in their frame, with the way to the others."""
    return show_page(request, name, status=status, keeper=keeper_of(request), rooms=rooms_from(request.url.path), **values)


def rooms_from(path: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the pages of the keepers, and which of them a page belongs to: that of a place of safety stands outside."""
    inside = f"/curate{path}" if path.startswith("/capacity/") else path
    here = max((href for href, _ in ROOMS if f"{inside}/".startswith(f"{href}/")), key=len, default="")
    return tuple((href, words, href == here) for href, words in ROOMS)
