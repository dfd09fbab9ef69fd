"""Three answers, not two."""

from __future__ import annotations

from enum import StrEnum


class Certainty(StrEnum):
    """Whether something holds; UNKNOWN is a value of its own and is never read as NO or as YES."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def surely(holds: bool) -> Certainty:
    """Turn a fact that is surely known into YES or NO."""
    return Certainty.YES if holds else Certainty.NO
