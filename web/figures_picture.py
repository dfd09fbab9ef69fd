"""A chart of a published figure, drawn here: columns, and in them the part that ended in the last resort.

It is drawn from published counts alone, so it shows no more than the table beside it: a count of fewer than 5 is an
outlined stub of always the same height.
"""

from __future__ import annotations

import msgspec

from routing.figures import Table, in_words
from routing.tallies import HOURS
from web.words import PROFESSIONAL, _

say = PROFESSIONAL.say

HEAD, HEIGHT, FOOT, STUB = 18, 160, 22, 6
"""Pixels: of what is written above, of the tallest column, of the labels under it, of a column of fewer than 5."""

TOLD, TOLD_WITH_PART = _("%(what)s: %(count)s"), _("%(what)s: %(count)s, last resort %(part)s")

EVERY = 3
"""Every third hour is labelled, for which there is room on a phone."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column; `x` and `width` are shares of the picture, heights pixels. `told` says it in words."""

    x: str
    middle: str
    width: str
    label: str
    height: int
    is_few: bool
    part: int
    part_is_few: bool
    told: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart ready for its template; `most` is the tallest count, None where no column stands for a number."""

    name: str
    title: str
    columns: tuple[Column, ...]
    most: str | None
    has_few: bool
    has_part: bool

    @property
    def height(self) -> int:
        """Return the height of the picture."""
        return HEAD + HEIGHT + FOOT

    @property
    def ground(self) -> int:
        """Return the height at which the columns stand."""
        return HEAD + HEIGHT

    @property
    def top(self) -> int:
        """Return the height to which the tallest column reaches."""
        return HEAD


def chart_of(whole: Table, part: Table, *, name: str) -> Chart:
    """Draw a figure, and in it the figure of its part where that is shown."""
    parts = {cell.value: cell.count for cell in part.cells}
    cells = whole.cells
    most = max((cell.count or 0 for cell in cells), default=0)
    step = 100 / max(len(cells), 1)
    columns = []
    for index, cell in enumerate(cells):
        inside = parts.get(cell.value, 0)
        columns.append(
            Column(
                x=f"{index * step + step * 0.1:.3f}%",
                middle=f"{index * step + step * 0.5:.3f}%",
                width=f"{step * 0.8:.3f}%",
                label=short_label(cell.value, cell.label, index),
                height=height_of(cell.count, most),
                is_few=cell.count is None,
                part=min(height_of(inside, most), height_of(cell.count, most)),
                part_is_few=inside is None,
                told=say(TOLD_WITH_PART if part.shown else TOLD, what=cell.label, count=cell.words, part=in_words(inside)),
            )
        )
    return Chart(
        name=name,
        title=whole.title,
        columns=tuple(columns),
        most=f"{most:,}" if most else None,
        has_few=any(column.is_few or column.part_is_few for column in columns),
        has_part=any(column.part for column in columns),
    )


def height_of(count: int | None, most: int) -> int:
    """Return how tall a column is."""
    if count is None:
        return STUB
    return 0 if count == 0 else max(STUB, round(count / most * HEIGHT)) if most else 0


def short_label(value: str, label: str, index: int) -> str:
    """Return what is written under a column: every third hour, and days by three letters."""
    if value in HOURS:
        return value if index % EVERY == 0 else ""
    return label[:3]
