"""How far a fact can be trusted, and until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Confidence(StrEnum):
    """How a fact is known. Nothing is `VERIFIED` until somebody rang the number and said so."""

    VERIFIED = "verified"
    SEEN_TWICE = "seen2"
    SEEN = "seen"
    MEMORY = "memory"
    INVENTED = "invented"


class Standing(StrEnum):
    """Where a fact stands on a day: checked, near its next check, past it, or never dated."""

    VERIFIED = "verified"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"


class Assurance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What a fact rests on: source keys, the day of the newest one, the day by which to check again."""

    sources: tuple[str, ...] = ()
    confidence: Confidence = Confidence.MEMORY
    verified_on: date | None = None
    verify_by: date | None = None


DUE_WITHIN_DAYS = 28


def standing_on(assurance: Assurance, day: date) -> Standing:
    """Say how the fact stands on `day`; a fact without `verify_by` is UNDATED, never silently good."""
    if assurance.verify_by is None:
        return Standing.UNDATED
    if day > assurance.verify_by:
        return Standing.OVERDUE
    if (assurance.verify_by - day).days <= DUE_WITHIN_DAYS:
        return Standing.DUE
    return Standing.VERIFIED
