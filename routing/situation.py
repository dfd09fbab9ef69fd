"""The caller's context, minimised: everything the answer depends on and nothing that names or finds the person.

An age becomes a band of ages that no rule and no service tells apart; a postcode becomes its areas; a date of birth
becomes its band until the next local midnight. This is what is kept in the decision log and replayed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from directory.areas import BORDER_SHARE, Ambiguous, AreaShare, Found, OutsideEngland, Place, PlaceKind, PlaceResolution
from directory.certainty import Certainty, surely
from directory.errors import ContextRejected
from directory.kinds import KINDS
from routing.answer import PlaceAnswered
from routing.context import CallerContext
from routing.facts import Facts

LONDON = ZoneInfo("Europe/London")
OLDEST = 200
CHILD = 18


class AgeBand(msgspec.Struct, frozen=True, gc=False):
    """Whole years, both included, between two ages at which something changes."""

    youngest: int
    oldest: int


class Situation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the answer is for. `good_until` is the local midnight after which a date of birth must be read again."""

    facts: Facts
    age: AgeBand | None
    place: PlaceAnswered
    latitude: float | None
    longitude: float | None
    arrived_at_place_of_safety: datetime | None
    good_until: datetime | None


class Located(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place as the situation keeps it, and what follows from it alone: whether it is on a border, and which law holds."""

    place: PlaceAnswered
    latitude: float | None
    longitude: float | None
    border: str
    mha_applies: str


AgeBands = tuple[int, ...]
"""The ages at which something changes, rising, 0 first."""


def situate(
    context: CallerContext,
    at: datetime,
    *,
    locate: Callable[[str | None], Located],
    bands: AgeBands,
    older_from: Callable[[tuple[AreaShare, ...]], int],
) -> Situation:
    """Minimise the context at the instant `at` (UTC), taking the safer of two facts that contradict each other.

    Raises ContextRejected where a fact cannot be so: a birth after `at`, an arrival after `at`, an unknown service kind.
    """
    check(context, at)
    located = locate(context.place)
    ages = stated_ages(context, at)
    age = band_of(context, ages, bands)
    return Situation(
        facts=facts_of(context, ages, age=age, located=located, older_from=older_from(located.place.areas)),
        age=age,
        place=located.place,
        latitude=located.latitude,
        longitude=located.longitude,
        arrived_at_place_of_safety=as_utc(context.arrived_at_place_of_safety),
        good_until=next_midnight(at) if context.dob is not None else None,
    )


def check(context: CallerContext, at: datetime) -> None:
    """Refuse facts that cannot be so."""
    if context.dob is not None and context.dob > at.astimezone(LONDON).date():
        raise ContextRejected("dob", "a date of birth that is not in the future")
    if context.dob is not None and at.astimezone(LONDON).year - context.dob.year > OLDEST:
        raise ContextRejected("dob", "a date of birth within the last 200 years")
    if context.refused_by is not None and context.refused_by not in KINDS:
        raise ContextRejected("refused_by", "a service kind of the vocabulary, such as hbpos_adult")
    arrived = context.arrived_at_place_of_safety
    if arrived is not None and arrived.tzinfo is None:
        raise ContextRejected("arrived_at_place_of_safety", "an instant with its offset, such as 2026-12-04T03:00:00+00:00")


def instant_meant(at: datetime) -> tuple[datetime, bool]:
    """Return the instant (UTC) that `at` means, and whether its local time occurs twice or not at all.

    A time without an offset is Europe/London. In doubt the first of the two instants is taken and only services that
    are open all hours may lead (F3).
    """
    if at.tzinfo is not None:
        return at.astimezone(UTC), False
    first = at.replace(tzinfo=LONDON, fold=0)
    second = at.replace(tzinfo=LONDON, fold=1)
    return first.astimezone(UTC), first.utcoffset() != second.utcoffset()


def as_utc(instant: datetime | None) -> datetime | None:
    """Return the instant in UTC, or None."""
    return None if instant is None else instant.astimezone(UTC)


def next_midnight(at: datetime) -> datetime:
    """Return the instant of the next midnight in Europe/London."""
    tomorrow = at.astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), LONDON).astimezone(UTC)


def years_old(born: date, day: date) -> int:
    """Return the whole years on `day`; somebody born on 29 February is a year older on 1 March (C4)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def stated_ages(context: CallerContext, at: datetime) -> set[int]:
    """Return every age that the context states, by years or by date of birth; who rings for themselves is the caller."""
    years = (context.age, context.caller_age if context.caller == "self" else None)
    ages = {age for age in years if age is not None}
    if context.dob is not None:
        ages.add(years_old(context.dob, at.astimezone(LONDON).date()))
    return ages


def band_of(context: CallerContext, ages: set[int], bands: AgeBands) -> AgeBand | None:
    """Return the band of the youngest age stated; one who appears to be a child is read as one (H4, H13)."""
    if context.appears_child == "yes" and (not ages or min(ages) >= CHILD):
        return AgeBand(0, CHILD - 1)
    if not ages:
        return None
    index = bisect_right(bands, min(ages))
    return AgeBand(bands[index - 1], bands[index] - 1 if index < len(bands) else OLDEST)


def below(age: AgeBand | None, limit: int) -> Certainty:
    """Say whether the person is younger than `limit`; a band on both sides of it is UNKNOWN."""
    if age is None or age.youngest < limit <= age.oldest:
        return Certainty.UNKNOWN
    return surely(age.oldest < limit)


def located(found: PlaceResolution | None) -> Located:
    """Return what the situation keeps of a place; the caller's own text goes no further than this."""
    answered, (latitude, longitude) = place_answered(found)
    return Located(
        place=answered,
        latitude=latitude,
        longitude=longitude,
        border="yes" if on_border(found) else "no",
        mha_applies=mha_applies(answered),
    )


def place_answered(found: PlaceResolution | None) -> tuple[PlaceAnswered, tuple[float | None, float | None]]:
    """Return the place in our words and its middle."""
    match found:
        case Found(place=place):
            return in_our_words("known", place), about(place)
        case OutsideEngland(place=place):
            return in_our_words("outside", place), about(place)
        case Ambiguous(candidates=candidates):
            labels = tuple(place.label for place in candidates)
            return PlaceAnswered(outcome="ambiguous", label=None, candidates=labels), (None, None)
        case None:
            return PlaceAnswered(outcome="missing", label=None), (None, None)
        case unknown:
            labels = tuple(place.label for place in unknown.did_you_mean)
            return PlaceAnswered(outcome="missing", label=None, candidates=labels), (None, None)


def about(place: Place) -> tuple[float | None, float | None]:
    """Return the place's middle to a tenth of a degree (some 10 km): enough for the next area, too coarse for a person."""
    if place.latitude is None or place.longitude is None:
        return None, None
    return round(place.latitude, 1), round(place.longitude, 1)


def in_our_words(outcome: str, place: Place) -> PlaceAnswered:
    """Keep the place's areas and its label, cut to the outcode where it is finer."""
    label = place.label.split()[0] if place.kind is PlaceKind.SECTOR else place.label
    return PlaceAnswered(outcome=outcome, label=label, areas=place.areas)


MHA_COUNTRIES = frozenset({"country:england", "country:wales"})
"""Where section 136 holds (extent of the Mental Health Act 1983)."""


def mha_applies(place: PlaceAnswered) -> str:
    """Say whether the Mental Health Act 1983 holds at the place, or in a part of it."""
    countries = {share.area for share in place.areas if share.area.startswith("country:")}
    if not countries:
        return "unknown"
    return "yes" if countries & MHA_COUNTRIES else "no"


def on_border(found: PlaceResolution | None) -> bool:
    """Say whether no one police force, or no one ICB, holds nearly all of the place (F5); a full postcode has no rest."""
    if not isinstance(found, Found) or found.place.kind is PlaceKind.POSTCODE:
        return False
    largest = [max((share.share for share in found.place.of_type(kind)), default=1.0) for kind in ("police", "icb")]
    return min(largest) < BORDER_SHARE


_OPPOSITE = {Certainty.YES: Certainty.NO, Certainty.NO: Certainty.YES, Certainty.UNKNOWN: Certainty.UNKNOWN}


def facts_of(context: CallerContext, ages: set[int], *, age: AgeBand | None, located: Located, older_from: int) -> Facts:
    """Derive the facts that rules are tested against; `ages` are those that the context states."""
    ambiguous = context.at is not None and instant_meant(context.at)[1]
    ages_differ = age_contradicts(context, ages)
    return Facts(
        caller=context.caller,
        setting=context.setting,
        child=below(age, CHILD),
        under_19=below(age, CHILD + 1),
        age_doubtful="yes" if ages_differ or (context.appears_child == "yes" and not ages) else "no",
        older=_OPPOSITE[below(age, older_from)],
        danger="yes" if context.means_in_hand == "yes" else context.danger_to_life,
        injury=context.injury,
        overdose="yes" if context.overdose_intent != "unknown" else context.overdose,
        red_flags=None if context.red_flags is None else tuple(sorted(context.red_flags)),
        intoxication=context.intoxication,
        violence=context.violence,
        restrained=context.restrained,
        s136="used" if context.arrived_at_place_of_safety is not None else context.s136,
        arrived="unknown" if context.arrived_at_place_of_safety is None else "yes",
        refused="unknown" if context.refused_by is None else "yes",
        bed_available=context.bed_available,
        ambulance_late=lateness(context.ambulance_wait_minutes),
        known_to_services="yes" if context.crisis_plan == "yes" else context.known_to_services,
        crisis_plan=context.crisis_plan,
        needs=None if context.needs is None else tuple(sorted(context.needs)),
        language=language_of(context.language),
        risk_to_baby=context.risk_to_baby,
        consent=context.consent,
        caller_abroad=context.caller_abroad,
        request=context.request or "unknown",
        place=located.place.outcome,
        mha_applies=located.mha_applies,
        border=located.border,
        time="ambiguous" if ambiguous else "clear",
        contradiction="yes" if ages_differ or contradicts(context) else "no",
    )


AMBULANCE_LATE_MINUTES = 30
"""AACE section 136 protocol 2014 (target T5)."""


def lateness(minutes: int | None) -> str:
    """Say whether the ambulance has been waited for longer than the protocol's time."""
    if minutes is None:
        return "unknown"
    return "yes" if minutes > AMBULANCE_LATE_MINUTES else "no"


def language_of(tag: str | None) -> str:
    """Say whether an interpreter is needed; Welsh and all other languages than English count as other."""
    if tag is None:
        return "unknown"
    return "english" if tag.lower().split("-")[0] == "en" else "other"


def age_contradicts(context: CallerContext, ages: set[int]) -> bool:
    """Say whether years, date of birth, looks and the caller's own age do not fit together."""
    return len(ages) > 1 or (context.appears_child == "yes" and ages != set() and min(ages) >= CHILD)


def contradicts(context: CallerContext) -> bool:
    """Say whether two of the stated facts other than ages cannot both be so (H13)."""
    return any(
        (
            context.danger_to_life == "no" and context.means_in_hand == "yes",
            context.overdose == "no" and context.overdose_intent != "unknown",
            context.s136 in ("none", "considering") and context.arrived_at_place_of_safety is not None,
            context.known_to_services == "no" and context.crisis_plan == "yes",
            context.injury == "none"
            and context.red_flags is not None
            and {"bleeding", "head_injury"} & set(context.red_flags) != set(),
            context.violence == "none" and context.restrained == "yes",
        )
    )
