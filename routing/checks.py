"""What is worked out about a change beyond its validity: how answers differ, and what the proof finds.

A check that a version does not make is None, and a report never claims that it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import msgspec

from directory.opening import Window
from routing.change import Finding, FindingKind
from routing.edition import CompiledEdition


class Told(Protocol):
    """Something that was found, in words."""

    @property
    def words(self) -> str:
        """Say it."""
        ...


class Coded(Told, Protocol):
    """Something that was found, in words, under a code that stays the same at the next check."""

    @property
    def code(self) -> str:
        """Name it."""
        ...


class ProofChecks(msgspec.Struct, frozen=True, kw_only=True):
    """The proof of an edition, and what two of them say of the change between them."""

    prove: Callable[[CompiledEdition, Window], Any]
    new_gaps: Callable[[Any, Any], Iterable[Coded]]
    lost_endings: Callable[[Any, Any], Iterable[Coded]]


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What a check works out."""

    differences: Callable[[CompiledEdition, CompiledEdition, Window], Iterable[Told]] | None = None
    proof: ProofChecks | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Say what is looked at."""
        made = (("differences in answers", self.differences), ("proof", self.proof))
        return tuple(name for name, check in made if check is not None)

    def tell_differences(self, before: CompiledEdition, after: CompiledEdition, span: Window) -> tuple[str, ...]:
        """Say for which callers, places and times the answer differs; nothing where that is not worked out."""
        return () if self.differences is None else tuple(one.words for one in self.differences(before, after, span))

    def prove(self, edition: CompiledEdition, span: Window) -> Any:  # noqa: ANN401 (the proof is the provers' own)
        """Prove an edition; None where that is not done."""
        return None if self.proof is None else self.proof.prove(edition, span)

    def compare(self, before: Any, after: Any) -> Iterator[Finding]:  # noqa: ANN401 (the same)
        """Yield each gap that is new and each ending that is lost between two proofs."""
        if self.proof is not None:
            yield from (Finding(gap.code, FindingKind.NEW_GAP, gap.words) for gap in self.proof.new_gaps(before, after))
            yield from (Finding(end.code, FindingKind.LOST_ENDING, end.words) for end in self.proof.lost_endings(before, after))


CHECKS = Checks()
"""The checks of this version."""
