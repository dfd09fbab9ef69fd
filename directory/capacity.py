"""What a place of safety last said about its room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

RoomsFree = Annotated[int, msgspec.Meta(ge=0, le=99)]


class Space(StrEnum):
    """Room at a place of safety."""

    SPACE = "space"
    FULL = "full"
    CLOSED = "closed"


# What is not said is left out of its JSON and its repr: decisions from before there were rooms keep their bytes and their ids.
class CapacityReport(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, repr_omit_defaults=True
):
    """One report and the instant it was made. It never removes a place: old news means "ring to confirm".

    `adults_free` and `under_18_free` count the rooms that are free for them; None is not said, which is never none.
    """

    status: Space
    updated: datetime
    adults_free: RoomsFree | None = None
    under_18_free: RoomsFree | None = None


Capacity = Mapping[str, CapacityReport]
"""Reports by service id; a place that is not in it has said nothing."""


CLOCKS_DIFFER = timedelta(minutes=1)
"""So much the clocks of two servers may differ; a report from further ahead was made by a clock that is wrong."""


def made_by(held: Capacity, at: datetime) -> Capacity:
    """Return the reports that can have been made by then: one from the future must not stand before true ones."""
    return {place: report for place, report in held.items() if report.updated <= at + CLOCKS_DIFFER}


def laid_over(held: Capacity, told: Capacity) -> Capacity:
    """Return what is held once `told` is known too: of each place the report made later, of two of one instant the one told."""
    later = {place: report for place, report in told.items() if place not in held or held[place].updated <= report.updated}
    return {**held, **later}


def agrees_with_rooms(status: Space, adults_free: int | None, under_18_free: int | None) -> bool:
    """Say whether a status and the rooms counted with it can both be so; what is not said contradicts nothing."""
    if status is Space.SPACE:
        return (adults_free, under_18_free) != (0, 0)
    return not adults_free and not under_18_free
