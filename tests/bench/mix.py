"""What a server is asked in a day, as requests: answers most of all, searches a letter at a time, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle
from random import Random
from urllib.parse import quote, urlencode

import msgspec

from routing.context import CallerContext
from tests.bench.traffic import Ask, Kind
from tests.judged import judged_queries
from tests.makers import shipped_services, the_gazetteer
from web.area_pages import AREAS, area_pages

SEED = 999
ASKS = 20_000
SHARES: dict[Kind, int] = {"answer": 70, "search": 5, "keystroke": 10, "page": 15}
SHORTEST = 3
"""Letters from which on a search is sent while somebody types."""

TOWNS = ("Corby", "Northampton", "NN1 5BD", "Leeds", "Truro", "Hull", "SW1A 1AA", "Carlisle")

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def mixed(contexts: Iterable[CallerContext]) -> tuple[Ask, ...]:
    """Return a day's requests in the order in which they come, the same at every call; answers are for these contexts."""
    chance = Random(SEED)
    kinds: dict[Kind, Iterator[Ask]] = {
        "answer": cycle(answers(contexts)),
        "search": cycle(searches()),
        "keystroke": cycle(keystrokes()),
        "page": cycle(pages(chance)),
    }
    drawn = chance.choices(tuple(SHARES), tuple(SHARES.values()), k=ASKS)
    return tuple(next(kinds[kind]) for kind in drawn)


def answers(contexts: Iterable[CallerContext]) -> Iterator[Ask]:
    """Ask the API for each context once."""
    for context in dict.fromkeys(contexts):
        yield Ask("answer", posted("/api/v1/answers", JSON, msgspec.json.encode(context)))


def searches() -> Iterator[Ask]:
    """Search by the API for what call handlers look for, and for what may be meant by its beginning."""
    for judged in judged_queries():
        yield Ask("search", got(f"/api/v1/suggestions?{urlencode({'q': judged['q'][:SHORTEST]})}"))
        yield Ask("search", got(f"/api/v1/services?{urlencode({'q': judged['q'], 'limit': 10})}"))


def keystrokes() -> Iterator[Ask]:
    """Type it into the console, a letter at a time."""
    for judged in judged_queries():
        for letters in range(SHORTEST, len(judged["q"]) + 1):
            yield Ask("keystroke", posted("/111/results", FORM, urlencode({"words": judged["q"][:letters]}).encode()))


def pages(chance: Random) -> tuple[Ask, ...]:
    """Open pages as phones do: those of carers, officers and crews, answered ones, sheets of areas, and entries."""
    sheets = [f"{AREAS}/{slug}" for slug in area_pages(the_gazetteer())]
    entries = [f"/services/{quote(service.id)}" for service in shipped_services()]
    each = len(entries)
    asked = [
        *(got(path) for path in ("/", "/136", "/ambulance") for _ in range(each)),
        *(posted("/", FORM, urlencode({"who": "carer", "place": town}).encode()) for town in chance.choices(TOWNS, k=each)),
        *(got(path) for path in (*chance.choices(sheets, k=each), *entries)),
    ]
    chance.shuffle(asked)
    return tuple(Ask("page", request) for request in asked)


def got(path: str) -> bytes:
    """Write a request for a path, as a browser that takes compressed pages."""
    return f"GET {path} HTTP/1.1\r\n{_HEADERS}\r\n".encode()


def posted(path: str, content_type: str, body: bytes) -> bytes:
    """Write a request that carries a body."""
    head = f"POST {path} HTTP/1.1\r\n{_HEADERS}Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_HEADERS = "Host: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
