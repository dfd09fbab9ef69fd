"""What is counted of an answer that was given, and of a search: codes, areas and hours, never a person or a word typed.

Every answer is one look-up in the directory. Looking up the section 136 line is not a detention, nor is being offered a
place of safety being taken there: figures count what was asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec

from directory.areas import AreaShare, PlaceUnknown
from directory.errors import ContextRejected
from directory.opening import OpeningState
from directory.search_answer import Fit, KindMeant, NumberFound
from routing.answer import Answer
from routing.edition import CompiledEdition
from routing.finding import ServicePage, WhyHere
from routing.policy import Policy
from routing.situation import LONDON

Tally = tuple[str, str]
"""A figure and the value under which something counts there once."""

NOT_TOLD = "unknown"
OUTSIDE = "outside"
AREA_TYPES = ("police", "icb", "council")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = tuple(f"{hour:02}" for hour in range(24))

WAITED = {"under_1": 1, "1_to_4": 4, "4_to_12": 12, "12_to_24": 24}
"""Hours since the arrival at the first place of safety, each up to its number; what is longer is past the legal limit."""

PAST_LIMIT = "over_24"


class FactsCounted(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a question that figures read; a fact of another name, or of a later version, is not looked at."""

    caller: str
    setting: str = NOT_TOLD
    child: str = NOT_TOLD
    s136: str = NOT_TOLD
    arrived: str = NOT_TOLD
    refused: str = NOT_TOLD
    ambulance_late: str = NOT_TOLD
    intoxication: str = NOT_TOLD
    restrained: str = NOT_TOLD
    known_to_services: str = NOT_TOLD
    request: str = NOT_TOLD


class PlaceCounted(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a question, as areas."""

    outcome: str
    areas: tuple[AreaShare, ...] = ()


class LookUp(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that was given, as far as figures read it. `only_last_resort` is None where that was not recorded."""

    decided_at: datetime
    answered_for: datetime
    reader: str
    facts: FactsCounted
    place: PlaceCounted
    arrived_at_place_of_safety: datetime | None
    only_last_resort: bool | None


class Searched(StrEnum):
    """How a search came out: with something that fits, or else with what stood first and why that does not."""

    GOOD = "good"
    CLOSED = "closed"
    INELIGIBLE = "ineligible"
    WITHHELD = "withheld"
    OUT_OF_AREA = "out-of-area"
    NOTHING = "nothing"


def month_of(instant: datetime) -> str:
    """Return the local month of an instant, such as 2026-11."""
    return f"{instant.astimezone(LONDON):%Y-%m}"


def month_span(month: str) -> tuple[datetime, datetime]:
    """Return when a month begins and ends, in Europe/London; ContextRejected for what is no month."""
    if not re.fullmatch("20[0-9]{2}-(0[1-9]|1[0-2])", month, re.ASCII):
        raise ContextRejected("month", "a month such as 2026-11")
    year, number = int(month[:4]), int(month[5:])
    ends = (year + number // 12, number % 12 + 1)
    first, after = datetime(year, number, 1, tzinfo=LONDON), datetime(*ends, 1, tzinfo=LONDON)
    return first.astimezone(UTC), after.astimezone(UTC)


def ends_in_last_resort(answer: Answer, policy: Policy) -> bool:
    """Say whether nothing but the last resort of the policy, such as 999 and NHS 111, was surely open in an answer."""
    last = {service.kind for service in policy.last_resort}
    return all(option.kind in last for option in answer.options if option.state.state is OpeningState.OPEN)


def how_searched(edition: CompiledEdition, words: str | None, page: ServicePage) -> Searched:
    """Say how a search came out; its services stand in order, so the first tells.

    Words that mean nothing are left aside where a place is known, and everything there is listed: that found nothing either.
    """
    if not page.services:
        return Searched.NOTHING
    found = page.services[0].found
    if found is None:
        return Searched.GOOD
    if words and not answers_words(found) and isinstance(edition.gazetteer.resolve(words), PlaceUnknown):
        return Searched.NOTHING
    return Searched.GOOD if found.fit is Fit.FITTING else Searched(found.fit)


def answers_words(found: WhyHere) -> bool:
    """Say whether a service was found by words, and not by its place alone: a place is highlighted in addresses too."""
    texts = (match for match in found.matched if match.field != "address")
    return any(texts) or any(isinstance(reason, (NumberFound, KindMeant)) for reason in found.reasons)


def main_area(place: PlaceCounted, area_type: str) -> str:
    """Return the code of the area of that type in which most of a place lies; not told where there is none of them."""
    if place.outcome == OUTSIDE:
        return OUTSIDE
    return next((share.area for share in place.areas if share.area.startswith(f"{area_type}:")), NOT_TOLD)


def tallies_of(look_up: LookUp) -> Iterator[Tally]:
    """Yield every figure in which an answer counts, with its value there."""
    here = look_up.decided_at.astimezone(LONDON)
    hour, weekday, police = HOURS[here.hour], WEEKDAYS[here.weekday()], main_area(look_up.place, "police")
    yield "reader", look_up.reader
    yield "caller", look_up.facts.caller
    for area_type in AREA_TYPES:
        yield area_type, main_area(look_up.place, area_type)
    yield "hour", hour
    yield "weekday", weekday
    yield "last_resort", {True: "yes", False: "no", None: NOT_TOLD}[look_up.only_last_resort]
    if look_up.only_last_resort:
        yield "last_resort_caller", look_up.facts.caller
        yield "last_resort_police", police
        yield "last_resort_hour", hour
        yield "last_resort_weekday", weekday
    s136 = look_up.facts.s136
    yield "s136", s136 if s136 in ("considering", "used") else "other"
    if s136 == "used":
        yield from tallies_of_detention(look_up, police, hour)


def tallies_of_detention(look_up: LookUp, police: str, hour: str) -> Iterator[Tally]:
    """Yield what counts of a question that said that section 136 had been used."""
    facts = look_up.facts
    yield "s136_police", police
    yield "s136_hour", hour
    yield "s136_age", {"yes": "child", "no": "adult"}.get(facts.child, NOT_TOLD)
    yield "s136_setting", facts.setting
    yield "s136_waited", waited(look_up)
    yield "s136_refused", facts.refused
    yield "s136_ambulance", facts.ambulance_late
    yield "s136_intoxication", facts.intoxication
    yield "s136_restrained", facts.restrained
    yield "s136_known", facts.known_to_services
    yield "s136_request", facts.request


def waited(look_up: LookUp) -> str:
    """Say for how long a person had been at a place of safety when the question was asked."""
    arrived = look_up.arrived_at_place_of_safety
    if arrived is None:
        return NOT_TOLD
    so_far = look_up.answered_for - arrived
    return next((band for band, hours in WAITED.items() if so_far < timedelta(hours=hours)), PAST_LIMIT)
