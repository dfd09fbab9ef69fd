"""Counts as they may be published: nothing from which a number of 1 to 4 can be worked out. The one place that decides it.

A count of 1 to 4 is "fewer than 5" (None), every larger one is rounded to the nearest step, totals by themselves, so that
their parts need not add up to them; 0 is 0. Where the small counts of a table could still be told from its total (5 or so
in all, in parts of "5", "fewer than 5" and "fewer than 5", leaves one way only), the step for everything published together
is the next wider one. What is itself fewer than 5 is not divided at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count

import msgspec

SMALLEST = 5
"""The least count that is published as a number."""

STEPS = (10, 20, 50)
"""To what is rounded where the nearest 5 would tell too much; then the same in hundreds, thousands and so on."""

Ref = tuple[str, str]
"""A cell: the name of its table, and its own."""

Span = tuple[int, int]
"""The least and the most that a count can be, for somebody who reads all that is published."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A table as counted. Its cells add up to the cell `whole` of another table; None: to nothing that is published.

    A cell is never more than the one of the same name in the table `within`.
    """

    name: str
    cells: Mapping[str, int]
    whole: Ref | None = None
    within: str | None = None


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """Tables as published: each cell a number, or None for fewer than 5. A table of None is of something that is that few."""

    step: int
    tables: Mapping[str, Mapping[str, int | None] | None]


def publish(tables: Iterable[Counted]) -> Published:
    """Return the tables with the smallest step by which no count of 1 to 4 can be worked out from all of them together."""
    counted = {table.name: table for table in tables}
    shown = {name: table for name, table in counted.items() if not is_hidden(table, counted)}
    step = next(step for step in steps() if is_safe(shown, step))
    return Published(
        step=step,
        tables={
            name: {cell: as_published(number, step) for cell, number in table.cells.items()} if name in shown else None
            for name, table in counted.items()
        },
    )


def as_published(number: int, step: int) -> int | None:
    """Return a count as it is published: None for 1 to 4."""
    if number == 0:
        return 0
    return None if number < SMALLEST else max(step, (2 * number + step) // (2 * step) * step)


def span_of(published: int | None, step: int) -> Span:
    """Return what a published count can be when looked at alone."""
    if published is None:
        return 1, SMALLEST - 1
    if published == 0:
        return 0, 0
    least = SMALLEST if published == step else -((step - 2 * published) // 2)
    return least, (2 * published + step - 1) // 2


def steps() -> Iterator[int]:
    """Return every step, the smallest first."""
    return chain((SMALLEST,), (step * 10**tens for tens in count() for step in STEPS))


def is_hidden(table: Counted, counted: Mapping[str, Counted]) -> bool:
    """Say whether the table is of something that is itself fewer than 5, or not shown."""
    if table.whole is None:
        return False
    above, cell = counted[table.whole[0]], table.whole[1]
    return 0 < above.cells.get(cell, 0) < SMALLEST or is_hidden(above, counted)


def is_safe(tables: Mapping[str, Counted], step: int) -> bool:
    """Say whether every small count could still be another one, for somebody who knows how all this is done."""
    known = known_from(tables, step)
    small = ((name, cell) for name, table in tables.items() for cell, number in table.cells.items() if 0 < number < SMALLEST)
    return all(known[ref][0] < known[ref][1] for ref in small)


def known_from(tables: Mapping[str, Counted], step: int) -> dict[Ref, Span]:
    """Return what each cell can be, for somebody who sets off every published count against all others."""
    known = {
        (name, cell): span_of(as_published(number, step), step)
        for name, table in tables.items()
        for cell, number in table.cells.items()
    }
    before: dict[Ref, Span] = {}
    while known != before:
        before = dict(known)
        for table in tables.values():
            set_off_whole(known, table)
            set_off_within(known, table, tables)
    return known


def set_off_whole(known: dict[Ref, Span], table: Counted) -> None:
    """Narrow a table's cells by what they add up to, and that by them."""
    if table.whole is None:
        return
    refs = [(table.name, cell) for cell in table.cells]
    least, most = sum(known[ref][0] for ref in refs), sum(known[ref][1] for ref in refs)
    whole = narrowed(known, table.whole, least, most)
    for ref in refs:
        lowest, highest = known[ref]
        narrowed(known, ref, whole[0] - (most - highest), whole[1] - (least - lowest))


def set_off_within(known: dict[Ref, Span], table: Counted, tables: Mapping[str, Counted]) -> None:
    """Narrow a table's cells by those that they are part of, and those by them."""
    if table.within is None or table.within not in tables:
        return
    for cell in table.cells:
        ref, above = (table.name, cell), (table.within, cell)
        if above in known:
            narrowed(known, ref, 0, known[above][1])
            narrowed(known, above, known[ref][0], known[above][1])


def narrowed(known: dict[Ref, Span], ref: Ref, least: int, most: int) -> Span:
    """Narrow what a cell can be, and return that."""
    known[ref] = max(known[ref][0], least), min(known[ref][1], most)
    return known[ref]
