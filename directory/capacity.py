"""What a place of safety last said about its room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec


class Space(StrEnum):
    """Room at a place of safety."""

    SPACE = "space"
    FULL = "full"
    CLOSED = "closed"


class CapacityReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One report and the instant it was made. It never removes a place: old news means "ring to confirm"."""

    status: Space
    updated: datetime


Capacity = Mapping[str, CapacityReport]
"""Reports by service id; a place that is not in it has said nothing."""
