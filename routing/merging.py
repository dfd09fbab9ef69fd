"""An entry that two changed at once, and which may be gone on either side; the fields themselves are merged in three_way.py."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from directory.service import Service
from routing.edits import shown
from routing.three_way import Disagreement, Side, merged

ENTRY = "entry"
"""The field of a dispute about whether the entry shall be there at all."""


class Dispute(msgspec.Struct, frozen=True):
    """A field that both changed, each otherwise, as people read it; None where nothing stands."""

    field: str
    was: str | None
    theirs: str | None
    mine: str | None


class Merged(msgspec.Struct, frozen=True):
    """The entry with what both changed; None: it is not there. A disputed field has theirs, unless mine was chosen."""

    service: Service | None
    disputes: tuple[Dispute, ...] = ()


def merge_entry(
    base: Service | None, theirs: Service | None, mine: Service | None, chosen: Mapping[str, Side] | None = None
) -> Merged:
    """Merge two changes of an entry; `chosen` settles disputes by their field, and nothing that is theirs is lost without."""
    chosen = chosen or {}
    if theirs in (mine, base):
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    if base is None or theirs is None or mine is None:
        dispute = Dispute(ENTRY, *(None if one is None else one.name for one in (base, theirs, mine)))
        return Merged(mine if chosen.get(ENTRY) is Side.MINE else theirs, (dispute,))
    disagreements = merged(base, theirs, mine).open
    sides = {one.field: chosen.get(one.field, Side.THEIRS) for one in disagreements}
    return Merged(merged(base, theirs, mine, sides).service, tuple(map(dispute_of, disagreements)))


def dispute_of(one: Disagreement) -> Dispute:
    """Write a disagreement for people."""
    return Dispute(one.field, *(shown(without_witness(one.field, value)) for value in (one.base, one.theirs, one.mine)))


def without_witness(field: str, value: object) -> object:
    """Return the number alone where a value is a number with whoever vouches for it."""
    return value[0] if field.endswith(".number") and isinstance(value, tuple) else value
