"""Without signal: a page that answers by the clock from what the device kept, and the service worker that brings it up.

A device keeps two things: the page `/offline` with its files, and for each page of `KEPT_PAGES` one timeline as the public
reads it, with the question it answers: a role, a place in our own words and, at most, child or adult. What a professional reads
is never kept: the worker keeps no page but that one, and timelines are asked for without a key or cookie.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec
from litestar import MediaType, Response, get

from directory.areas import BORDER_SHARE
from routing.answer import PlaceAnswered
from routing.context import CallerContext
from routing.situation import Located
from web.files import static_file
from web.headers import SHELL, WORKER
from web.templating import render

DAYS = 14
KEPT_PAGES = ("/", "/136", "/ambulance")
ADULT = 18
"""The age that "adult" stands for: the youngest that it can mean, so the one that claims least."""

Locate = Callable[[str], Located]

_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of /api/v1/timelines for a device."""

    context: CallerContext
    days: int = DAYS


@get(SHELL, include_in_schema=False, sync_to_thread=False)
def offline() -> Response[bytes]:
    """Show what was kept; the same bytes for every reader, as a device keeps them."""
    return Response(shell(), media_type=MediaType.HTML, headers={"cache-control": "no-cache"})


@get(WORKER, include_in_schema=False, sync_to_thread=False)
def service_worker() -> Response[bytes]:
    """Give the service worker, with the list of what it keeps; it changes whenever one of those files does."""
    return Response(worker(), media_type="text/javascript", headers={"cache-control": "no-cache"})


parts = (offline, service_worker)


@lru_cache(maxsize=1)
def shell() -> bytes:
    """Return the page for no signal."""
    return render("offline.html", path=SHELL, is_public=True)


@lru_cache(maxsize=1)
def worker() -> bytes:
    """Return the service worker's program, its first lines naming the files of the shell, their version, and the pages."""
    # The files' addresses change with their content (files.py), so the shell's own hash covers them.
    version = hashlib.sha256(shell()).hexdigest()[:16]
    named = {"FILES": sorted(set(_FILES.findall(shell().decode()))), "VERSION": version, "PAGES": KEPT_PAGES}
    lines = "".join(f"const {name} = {msgspec.json.encode(value).decode()};\n" for name, value in named.items())
    return lines.encode() + static_file("sw.js").body


def kept_for(context: CallerContext, place: PlaceAnswered, locate: Locate) -> str:
    """Return the question whose answers a device may keep, as JSON: nothing else that was said of the person is in it."""
    is_child = context.appears_child == "yes" or (context.age is not None and context.age < ADULT)
    question = CallerContext(
        caller=context.caller,
        place=next((name for name in names_of(place, context) if leads_back(name, place, locate)), None),
        s136=context.s136,
        appears_child="yes" if is_child else "unknown",
        age=ADULT if context.age is not None and not is_child else None,
    )
    return msgspec.json.encode(Asked(context=question)).decode()


def names_of(place: PlaceAnswered, context: CallerContext) -> Iterator[str]:
    """Yield what we call a place, the dearest first: for an officer the force, which the line follows; then label, council."""
    for share in place.areas:
        if context.caller == "police" and share.area.startswith("police:") and share.share >= BORDER_SHARE:
            yield share.name
    if place.label:
        yield place.label
    yield from (share.name for share in place.areas if share.area.startswith("council:"))


def leads_back(name: str, place: PlaceAnswered, locate: Locate) -> bool:
    """Say whether a name alone leads to where the place is: "Newport" does not, and a point has no name."""
    found = locate(name).place
    councils = {share.area for share in place.areas if share.area.startswith("council:")}
    return found.outcome == place.outcome == "known" and not councils.isdisjoint(share.area for share in found.areas)
