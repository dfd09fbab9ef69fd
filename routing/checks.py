"""What is worked out about a change beyond its validity: how answers differ, and what the proof finds that is lost by it.

A check that is not made is None, and a report never claims that it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from directory.opening import Window
from routing.change import Finding, FindingKind
from routing.difference import MOST_TOLD, TooWide, differences, patches_served, tokens_touched, touched_between
from routing.edition import CompiledEdition
from routing.gaps import lost_lines, new_gaps
from routing.proof import ages_of, prove


class Told(Protocol):
    """Something that was found, in words."""

    @property
    def words(self) -> str:
        """Say it."""
        ...


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What a check works out of two editions, over a span."""

    differences: Callable[[CompiledEdition, CompiledEdition, Window], Iterable[Told]] | None = None
    losses: Callable[[CompiledEdition, CompiledEdition, Window], Iterable[Finding]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Say what is looked at."""
        made = (("differences in answers", self.differences), ("proof", self.losses))
        return tuple(name for name, check in made if check is not None)

    def tell_differences(self, before: CompiledEdition, after: CompiledEdition, span: Window) -> tuple[str, ...]:
        """Say for which callers, places and times the answer differs; nothing where that is not worked out."""
        if self.differences is None:
            return ()
        try:
            return tuple(one.words for one in self.differences(before, after, span))
        except TooWide as wide:
            return (wide.words,)

    def find_losses(self, before: CompiledEdition, after: CompiledEdition, span: Window) -> tuple[Finding, ...]:
        """Return each gap that is new and each ending that is lost; nothing where that is not worked out."""
        return () if self.losses is None else tuple(self.losses(before, after, span))


def losses(before: CompiledEdition, after: CompiledEdition, span: Window) -> Iterator[Finding]:
    """Yield what the proof finds that is lost by an edit. Only the cells that it touches are proved, in both editions.

    Of a large import, as of another policy, that is all plain demands: what they ask for every other asks for too.
    """
    touched = touched_between(before, after)
    if not touched.services and not touched.is_policy:
        return
    patches = patches_served(after, touched)
    ages = ages_of(tuple(sorted({*before.bands, *after.bands})))
    is_wide = touched.is_policy or len(touched.services) > MOST_TOLD
    tokens = None if is_wide else tokens_touched(before, touched) | tokens_touched(after, touched)
    was, now = (prove(edition, span, patches, ages, tokens) for edition in (before, after))
    yield from (Finding(gap.code, FindingKind.NEW_GAP, gap.words) for gap in new_gaps(was, now))
    yield from (Finding(line.code, FindingKind.LOST_ENDING, line.words) for line in lost_lines(was, now))


CHECKS = Checks(differences=differences, losses=losses)
"""The checks of this version."""
