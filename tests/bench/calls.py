"""What a control room is asked in a day: two thousand callers' situations, each of them several times as the day goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import msgspec

from directory.areas import Found, PlaceKind
from directory.places import Gazetteer
from routing.context import CallerContext
from seed.places import load_place_tables

SEED = 2010
SITUATIONS = 2_000
TIMES_EACH = 5
DAY_BEGINS = datetime(2026, 12, 9, 7, 0, tzinfo=UTC)
DAY_SECONDS = 24 * 3600
CALL_SECONDS = 20 * 60
"""How long a call lasts: its situation is looked at again meanwhile, to read it out, to try the next number, to hand over."""

CALLERS = {"nhs111": 40, "police": 15, "ambulance": 12, "carer": 12, "self": 10, "ed_staff": 4, "gp": 3, "school": 2, "amhp": 2}
FACTS: dict[str, tuple[float, tuple[Any, ...]]] = {
    "danger_to_life": (0.5, ("no", "no", "no", "no", "yes")),
    "means_in_hand": (0.15, ("no", "no", "yes")),
    "setting": (0.4, ("private_dwelling", "private_dwelling", "public_place", "school", "ed", "care_home", "workplace")),
    "injury": (0.3, ("none", "none", "minor", "serious")),
    "overdose": (0.2, ("no", "no", "yes")),
    "intoxication": (0.3, ("none", "some", "some", "marked")),
    "violence": (0.2, ("none", "none", "history", "current")),
    "known_to_services": (0.4, ("yes", "no")),
    "consent": (0.3, ("yes", "yes", "no")),
    "language": (0.05, ("pl", "ur", "en-GB")),
    "needs": (0.25, (["perinatal"], ["dementia"], ["veteran"], ["ld_autism"], ["homeless"], ["deaf_bsl"], ["substance_use"])),
    "request": (0.08, ("mha_assessment", "welfare_check", "self_referral", "s136_number")),
}
"""In how many calls each fact is known, and what it then is."""

UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that the end of a postcode is made of."""


class Call(NamedTuple):
    """One time that an answer is wanted."""

    context: CallerContext
    at: datetime


def calls_of_a_day(gazetteer: Gazetteer) -> tuple[Call, ...]:
    """Return the day's calls in the order of their instants, the same at every call of this function."""
    chance = Random(SEED)
    calls = []
    for context in _contexts(chance, gazetteer):
        began = chance.uniform(0, DAY_SECONDS)
        asked = (began, *(began + chance.uniform(0, CALL_SECONDS) for _ in range(TIMES_EACH - 1)))
        calls += [Call(context, DAY_BEGINS + timedelta(seconds=seconds)) for seconds in asked]
    return tuple(sorted(calls, key=lambda call: call.at))


def _contexts(chance: Random, gazetteer: Gazetteer) -> tuple[CallerContext, ...]:
    """Draw different contexts."""
    places = places_as_typed(chance, gazetteer)
    drawn: dict[bytes, CallerContext] = {}
    while len(drawn) < SITUATIONS:
        context = _context(chance, next(places))
        drawn[msgspec.json.encode(context)] = context
    return tuple(drawn.values())


def places_as_typed(chance: Random, gazetteer: Gazetteer) -> Iterator[str | None]:
    """Draw places as call handlers type them, for ever: most often a full postcode, sometimes a town, at times none."""
    tables = load_place_tables()
    english = {council.code for council in tables.councils if council.country == "England"}
    outcodes = [outcode.name for outcode in tables.outcodes if outcode.councils[0][0] in english]
    towns = [town.label for town in tables.towns if town.council in english and town.people > 2_000]
    councils = [council.name for council in tables.councils if council.code in english]
    postcodes = iter(full_postcodes(chance, gazetteer, SITUATIONS))
    while True:
        match chance.choices(("postcode", "outcode", "town", "council", "none"), (50, 18, 22, 5, 5))[0]:
            case "postcode":
                yield next(postcodes)
            case "outcode":
                yield chance.choice(outcodes)
            case "town":
                yield chance.choice(towns)
            case "council":
                yield chance.choice(councils)
            case _:
                yield None


def full_postcodes(chance: Random, gazetteer: Gazetteer, wanted: int) -> tuple[str, ...]:
    """Draw different full postcodes of England that exist."""
    sectors = [sector.name for sector in load_place_tables().sectors]
    drawn: set[str] = set()
    while len(drawn) < wanted:
        postcode = f"{chance.choice(sectors)}{chance.choice(UNIT_LETTERS)}{chance.choice(UNIT_LETTERS)}"
        found = gazetteer.resolve(postcode)
        if isinstance(found, Found) and found.place.kind is PlaceKind.POSTCODE:
            drawn.add(postcode)
    return tuple(sorted(drawn))


def _context(chance: Random, place: str | None) -> CallerContext:
    """Draw one caller's facts: of most calls little more is known than who rings, about whom and from where."""
    facts: dict[str, Any] = {"caller": chance.choices(tuple(CALLERS), tuple(CALLERS.values()))[0], "place": place}
    if chance.random() < 0.6:
        facts["age"] = chance.choice((15, 17, *range(18, 90)))
    elif chance.random() < 0.2:
        facts["dob"] = date(1940, 1, 1) + timedelta(days=chance.randrange(30_000))
    drawn = ((name, values) for name, (often, values) in FACTS.items() if chance.random() < often)
    facts |= {name: chance.choice(values) for name, values in drawn}
    if facts["caller"] == "police" and chance.random() < 0.5:
        facts["s136"] = chance.choice(("considering", "used"))
    return msgspec.convert(facts, CallerContext)
