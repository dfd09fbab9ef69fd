"""Words for people, made in one place. A new reason without words fails the type check, not a call at 3 a.m."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from directory.capacity import Space
from directory.opening import OpeningState
from routing.answer import (
    AgeFits,
    AgeNotKnown,
    AgeOutsideRange,
    AnyReason,
    AskedForByRule,
    CheckOverdue,
    ClosedNow,
    FictitiousNumber,
    MoreOfTheSame,
    NeedsCheck,
    NextArea,
    NotOfferedAnyMore,
    OtherOnDuty,
    PartOfPlace,
    PolicyRemoves,
    ProfessionalOnly,
    RoomNotConfirmed,
    RoomReported,
    State,
)
from routing.situation import LONDON

ALL_AGES = "all ages"
ROOM = {Space.SPACE: "has space", Space.FULL: "is full", Space.CLOSED: "is closed"}


def in_words(reason: AnyReason, at: datetime) -> str:  # noqa: C901, PLR0911, PLR0912 (one arm for each reason)
    """Say a reason in one plain sentence; times are told as seen from `at`."""
    match reason:
        case AskedForByRule(rule_id=rule_id, clause=clause):
            return f"Asked for by rule {rule_id} ({clause})."
        case AgeFits():
            return "Takes people of this age."
        case AgeNotKnown(minimum_age=lowest, maximum_age=highest):
            limits = ages_in_words(lowest, highest)
            unrecorded = "Whether it takes this age is not recorded: ask."
            return unrecorded if limits == ALL_AGES else f"Takes {limits}: ask whether that holds here."
        case AgeOutsideRange(minimum_age=lowest, maximum_age=highest):
            return f"Takes {ages_in_words(lowest, highest)} only."
        case NeedsCheck():
            return "This entry could not be confirmed: check before relying on it."
        case CheckOverdue():
            return "This entry is past the day by which it should have been checked again."
        case PartOfPlace(area=area, share=share):
            return f"Covers only a part of the place ({area}, about {share:.0%})."
        case NextArea(kilometres=kilometres):
            away = "" if kilometres is None else f", about {kilometres} km away"
            return f"Of another area{away}."
        case RoomReported(status=status, updated=updated, adults_free=adults, under_18_free=under_18):
            counted = rooms_free(adults, under_18)
            return f"Reported that it {ROOM[status]}{counted and f' ({counted})'}, {when(updated, at)}."
        case RoomNotConfirmed(updated=updated, adults_free=adults, under_18_free=under_18):
            counted = rooms_free(adults, under_18)
            last = "" if updated is None else f" (last reported {when(updated, at)}{counted and f'; {counted}'})"
            return f"Space is not confirmed{last}: ring first."
        case FictitiousNumber():
            return "The real line is not public: this number is made up for demonstration and reaches nobody."
        case ClosedNow(opens_at=opens):
            return "Closed now" + ("; when it opens is not known." if opens is None else f"; opens {when(opens, at)}.")
        case OtherOnDuty():
            return "Not on duty at this time: its counterpart is."
        case ProfessionalOnly():
            return "A line for professionals."
        case PolicyRemoves(rule_id=rule_id, clause=clause):
            return f"Left out by rule {rule_id} ({clause})."
        case MoreOfTheSame():
            return "The same number, or enough of this kind, stands above."
        case NotOfferedAnyMore(superseded_by=heir):
            return "No longer offered" + ("." if heir is None else f": replaced by {heir}.")
        case _ as never:
            assert_never(never)


def rooms_free(adults: int | None, under_18: int | None) -> str:
    """Say how many rooms are free for whom; of one that was not counted that is said, of neither nothing."""
    if adults is None and under_18 is None:
        return ""
    free_for_adults, free_for_under_18 = ("not said" if count is None else count or "none" for count in (adults, under_18))
    return f"rooms free for adults: {free_for_adults}, under 18: {free_for_under_18}"


def ages_in_words(lowest: int | None, highest: int | None) -> str:
    """Say an age range: all ages, 18 and over, up to 17, 11 to 18."""
    if not lowest:
        return ALL_AGES if highest is None else f"people up to {highest}"
    return f"people of {lowest} and over" if highest is None else f"people of {lowest} to {highest}"


def state_in_words(state: State, at: datetime) -> str:
    """Say whether a contact answers, and until when: "open now until 22:00", "closed now; opens tomorrow at 09:00"."""
    if state.always_open:
        return "open 24 hours a day, every day"
    match state.state:
        case OpeningState.OPEN:
            return "open now" if state.until is None else f"open now until {when(state.until, at)}"
        case OpeningState.CLOSED:
            return "closed now" if state.until is None else f"closed now until {when(state.until, at)}"
        case OpeningState.UNKNOWN:
            return "opening hours are not known"
        case _ as never:
            assert_never(never)


def when(instant: datetime, at: datetime) -> str:
    """Say an instant as people do from `at`: 22:00, tomorrow at 09:00, on Friday 4 December at 17:00."""
    there, here = instant.astimezone(LONDON), at.astimezone(LONDON)
    time = "midnight" if (there.hour, there.minute) == (0, 0) else f"{there:%H:%M}"
    days = (there.date() - here.date()).days
    if days == 0:
        return f"{time} today" if time != "midnight" else "midnight today"
    if days == 1:
        return "midnight tonight" if time == "midnight" else f"{time} tomorrow"
    year = "" if there.year == here.year else f" {there.year}"
    return f"{time} on {there:%A} {there.day} {there:%B}{year}"
