"""Where a problem that was told stands: new, being looked at, or done with what was found. Its keeper says so, by code."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class ReportState(StrEnum):
    """Where a problem stands."""

    NEW = "new"
    TAKEN = "taken"
    DONE = "done"


class ReportAct(StrEnum):
    """What a keeper may do with a problem: begin to look at it, be done with it, or take it up again."""

    TAKE = "take"
    DONE = "done"
    REOPEN = "reopen"


class Resolution(StrEnum):
    """What the keeper of the entry found."""

    CORRECTED = "corrected"
    WAS_RIGHT = "was_right"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    CANNOT_TELL = "cannot_tell"


AFTER = {ReportAct.TAKE: ReportState.TAKEN, ReportAct.DONE: ReportState.DONE, ReportAct.REOPEN: ReportState.NEW}
"""Where a problem stands after each act; one to which nothing was done is new."""

STATES = tuple(ReportState)

STATE_WORDS = {ReportState.NEW: "New", ReportState.TAKEN: "Being looked at", ReportState.DONE: "Done"}

RESOLUTIONS = {
    Resolution.CORRECTED: "The entry was corrected",
    Resolution.WAS_RIGHT: "The entry was right",
    Resolution.NOT_OURS: "Not ours to mend",
    Resolution.DUPLICATE: "Told already",
    Resolution.CANNOT_TELL: "Cannot tell",
}

LONGEST_NOTE = 300

AGES = {"day": "Under 1 day", "week": "1 day to under 7", "month": "7 days to under 28", "older": "28 days or older"}
_AGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=28)}


def age_band(age: timedelta) -> str:
    """Say how old a problem is, in four bands."""
    return next((band for band, limit in _AGES.items() if age < limit), "older")


def state_after(last: ReportAct | None) -> ReportState:
    """Say where a problem stands after the last thing that was done with it; None: nothing was."""
    return ReportState.NEW if last is None else AFTER[last]
