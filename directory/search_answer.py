"""What a search gives back: hits in order, each with what matched and why it stands where it stands. Words are made here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import assert_never

import msgspec

from directory.areas import Place
from directory.opening import OpeningState
from directory.service import ServiceId, ServiceKind


class Fit(StrEnum):
    """Where a hit stands, in the order in which they are shown; unknown facts leave it with the fitting."""

    FITTING = "fitting"
    CLOSED = "closed"
    INELIGIBLE = "ineligible"
    WITHHELD = "withheld"
    OUT_OF_AREA = "out-of-area"


class NumberFound(msgspec.Struct, frozen=True, tag_field="reason", tag="number-found"):
    """The digits stand in one of its numbers; `whole` if they are all of it."""

    whole: bool


class KindMeant(msgspec.Struct, frozen=True, tag_field="reason", tag="kind-meant"):
    """The words mean services of its kind: `phrase` is how we write those words."""

    phrase: str
    kind: ServiceKind
    label: str


class Replaces(msgspec.Struct, frozen=True, tag_field="reason", tag="replaces"):
    """It stands for an entry that was found and is no longer offered."""

    service_id: ServiceId
    name: str


class CoversPlace(msgspec.Struct, frozen=True, tag_field="reason", tag="covers-place"):
    """It serves the place; `area` is the narrowest of its areas there."""

    area: str


class OutOfArea(msgspec.Struct, frozen=True, tag_field="reason", tag="out-of-area"):
    """It serves other areas only."""


class OpenNow(msgspec.Struct, frozen=True, tag_field="reason", tag="open-now"):
    """It is open; `until` is the UTC minute at which that changes, None if not known to change."""

    until: int | None


class ClosedNow(msgspec.Struct, frozen=True, tag_field="reason", tag="closed-now"):
    """It is closed; `until` is the UTC minute at which that changes, None if not known to change."""

    until: int | None


class HoursUnknown(msgspec.Struct, frozen=True, tag_field="reason", tag="hours-unknown"):
    """Whether it is open is not known."""


class NotInForce(msgspec.Struct, frozen=True, tag_field="reason", tag="not-in-force"):
    """It has not begun yet, or has ended, on the day asked about."""

    valid_from: date | None
    valid_to: date | None


class AgeOutsideRange(msgspec.Struct, frozen=True, tag_field="reason", tag="age-outside-range"):
    """It does not take people of the age that was given."""

    minimum_age: int | None
    maximum_age: int | None


class AgeUncertain(msgspec.Struct, frozen=True, tag_field="reason", tag="age-uncertain"):
    """Whether it takes people of the age that was given is not known."""


class SpecialistKind(msgspec.Struct, frozen=True, tag_field="reason", tag="specialist-kind"):
    """It is kept for some people (children, veterans, ...), and the query speaks of none of them."""

    specialist: str


class NeedsCheck(msgspec.Struct, frozen=True, tag_field="reason", tag="needs-check"):
    """The entry waits to be checked, so it stands below those that do not."""


class CheckOverdue(msgspec.Struct, frozen=True, tag_field="reason", tag="check-overdue"):
    """A contact of it should have been checked again by now, so it stands below those that need not."""


class Withheld(msgspec.Struct, frozen=True, tag_field="reason", tag="withheld"):
    """It has no contact that this reader may see."""


Reason = (
    NumberFound
    | KindMeant
    | Replaces
    | CoversPlace
    | OutOfArea
    | OpenNow
    | ClosedNow
    | HoursUnknown
    | NotInForce
    | AgeOutsideRange
    | AgeUncertain
    | SpecialistKind
    | NeedsCheck
    | CheckOverdue
    | Withheld
)


def in_words(reason: Reason) -> str:  # noqa: C901, PLR0911, PLR0912 (one line for each reason)
    """Write a reason for people; instants are left to who knows the zone."""
    match reason:
        case NumberFound(whole):
            return "the number" if whole else "part of the number"
        case KindMeant(phrase, _, label):
            return f"{phrase}: {label}"
        case Replaces(_, name):
            return f"replaces {name}"
        case CoversPlace(area):
            return f"serves {area}"
        case OutOfArea():
            return "serves other areas"
        case OpenNow():
            return "open"
        case ClosedNow():
            return "closed"
        case HoursUnknown():
            return "hours not known"
        case NotInForce(valid_from, valid_to):
            return f"in force {_dates_in_words(valid_from, valid_to)}"
        case AgeOutsideRange(minimum_age, maximum_age):
            return f"takes ages {_ages_in_words(minimum_age, maximum_age)}"
        case AgeUncertain():
            return "ask whether it takes this age"
        case SpecialistKind(specialist):
            return f"for some people only: {specialist}"
        case NeedsCheck():
            return "entry waits to be checked"
        case CheckOverdue():
            return "check overdue"
        case Withheld():
            return "its number is not for this reader"
        case _:
            assert_never(reason)


def _dates_in_words(first: date | None, last: date | None) -> str:
    begins = "" if first is None else f"from {first.day} {first:%B %Y}"
    ends = "" if last is None else f"until {last.day} {last:%B %Y}"
    return f"{begins} {ends}".strip()


def _ages_in_words(minimum_age: int | None, maximum_age: int | None) -> str:
    if maximum_age is None:
        return f"{minimum_age or 0} and over"
    return f"{minimum_age or 0} to {maximum_age}"


class Span(msgspec.Struct, frozen=True):
    """A stretch of characters, `end` not included."""

    start: int
    end: int


class Matched(msgspec.Struct, frozen=True):
    """Where words were found: the field's name, its text as kept, and the stretches of it to highlight."""

    field: str
    text: str
    spans: tuple[Span, ...]


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One service found. `changes_at` is the UTC minute at which its state changes; None is not known.

    `kilometres` is the distance from the place to its door, None where either is not known.
    """

    service_id: ServiceId
    fit: Fit
    reasons: tuple[Reason, ...]
    matched: tuple[Matched, ...]
    state: OpeningState
    changes_at: int | None
    kilometres: float | None


class FallbackKind(StrEnum):
    """What is shown whatever was found."""

    AREA_LINE = "area-line"
    NHS_111 = "nhs-111"
    EMERGENCY = "999"


class Fallback(msgspec.Struct, frozen=True):
    """A way out that is always there; no id where the directory holds no such entry."""

    what: FallbackKind
    service_id: ServiceId | None


class Count(msgspec.Struct, frozen=True):
    """How many of all hits have a value."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What the hits are, counted over all of them and not only over the page; most first, then by value."""

    kind: tuple[Count, ...] = ()
    open_now: tuple[Count, ...] = ()
    age: tuple[Count, ...] = ()
    audience: tuple[Count, ...] = ()
    self_referral: tuple[Count, ...] = ()
    area: tuple[Count, ...] = ()


class Gone(msgspec.Struct, frozen=True):
    """An entry that the words name but that is no longer offered, and the one that took its place if there is one."""

    service_id: ServiceId
    name: str
    superseded_by: ServiceId | None


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits and everything said beside them. Nothing in it repeats what was typed.

    `total` counts every match; of very many only the best are put in order and counted in `facets` (search.LISTED).
    `danger` puts the 999 banner up. `place` is our name for the place that was understood; `which_place` asks where the
    words leave a choice. `did_you_mean` are words of ours.
    """

    hits: tuple[Hit, ...]
    total: int
    danger: bool
    place: str
    place_expected: str
    which_place: tuple[Place, ...]
    did_you_mean: tuple[str, ...]
    gone: tuple[Gone, ...]
    fallbacks: tuple[Fallback, ...]
    facets: Facets


class SuggestionKind(StrEnum):
    """What is suggested while someone types."""

    SERVICE = "service"
    KIND = "kind"
    PLACE = "place"


class Suggestion(msgspec.Struct, frozen=True):
    """One thing to choose: a service by its id, a kind, or a place by its name; `text` is what is shown."""

    what: SuggestionKind
    text: str
    value: str
