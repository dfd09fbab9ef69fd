"""Where in a TOML file a field stands: tomllib gives no lines, so they are found by header, then by name."""

from __future__ import annotations

import re

FieldPath = tuple[str | int, ...]
"""The way to a field inside one table of a list, such as ("contacts", 0, "schedule", "weekly", 1, "opens_at")."""


def line_of(text: str, table: str, index: int, path: FieldPath) -> int | None:
    """Return the nearest line (1 first) that can be named of a field of the `index`-th [[table]]; None if it has no header."""
    lines = text.splitlines()
    tables = _headers(lines, table, 0, len(lines))
    if index >= len(tables):
        return None
    start, end = tables[index], next(iter(tables[index + 1 :]), len(lines))
    inner = _headers(lines, f"{table}.{path[0]}", start, end) if path else []
    match path:
        case (_, int(position), *rest) if position < len(inner):
            start, path = inner[position], tuple(rest)
    own_end = next((at for at in range(start + 1, end) if lines[at].startswith("[")), end)
    return _field(lines, path, start, own_end) + 1


def path_in_words(path: FieldPath) -> str:
    """Write a path as people point at it: contacts[0].schedule.weekly[1].opens_at."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _headers(lines: list[str], table: str, start: int, end: int) -> list[int]:
    """List the lines between two lines on which such a table begins."""
    header = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
    return [at for at in range(start, end) if header.match(lines[at])]


def _field(lines: list[str], path: FieldPath, start: int, end: int) -> int:
    """Return the line of the longest part of the path that is written out, or the header's if none is."""
    names = [part for part in path if isinstance(part, str)]
    for length in range(len(names), 0, -1):
        written = re.compile(r"\s*" + re.escape(".".join(names[:length])) + r"\b")
        for at in range(start, end):
            if written.match(lines[at]):
                return _row(lines[at:end], path) + at
    return start


def _row(lines: list[str], path: FieldPath) -> int:
    """Return how far below its first line the meant row of a list stands, where a list is written one row a line."""
    position = next((part for part in path if isinstance(part, int)), None)
    if position is None or not lines[0].rstrip().endswith("["):
        return 0
    return min(position + 1, len(lines) - 1)
