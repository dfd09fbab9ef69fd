"""How long a place takes to find, and whether a mistyped town is found at all."""

from __future__ import annotations

import string
from pathlib import Path
from random import Random
from time import thread_time_ns

from directory.place_names import fold
from directory.places import Gazetteer
from seed.places import load_gazetteer, load_place_tables
from tests.bench.calls import full_postcodes
from tests.bench.table import Chapter, Row, microseconds, percentile

SEED = 136
POSTCODES, TOWNS = 5_000, 1_000
POSTCODE_NS = 50_000
FIRST_FIVE, FOUND_SHARE = 5, 0.98

METHOD = f"""\
{POSTCODES:,} different full postcodes of England, each resolved for the first time; then {TOWNS:,} different names of \
towns and villages, each with one letter missing, added, wrong or swapped, offered as someone types. Processor time of the \
thread."""


def bench_places(table: Path) -> Chapter:
    """Time postcodes, and type towns wrongly; `table` holds the full postcodes."""
    chance = Random(SEED)
    postcodes = full_postcodes(chance, load_gazetteer(table), POSTCODES)
    gazetteer = load_gazetteer(table)  # that one remembers what it has found
    by_postcode = [time_resolving(gazetteer, postcode) for postcode in postcodes]
    names = chance.sample(sorted({fold(town.label) for town in load_place_tables().towns}), TOWNS)
    found, by_town = 0, []
    for name in names:
        typed = with_one_slip(name, chance)
        began = thread_time_ns()
        offered = gazetteer.suggest(typed, FIRST_FIVE)
        by_town.append(thread_time_ns() - began)
        found += any(fold(place.label) == name or fold(place.label).startswith(name + " ") for place in offered)
    p50, p99 = percentile(by_postcode, 0.50), percentile(by_postcode, 0.99)
    return Chapter(
        "Place",
        METHOD,
        (
            Row("full postcode, p50", microseconds(p50), "< 50 us", p50 < POSTCODE_NS),
            Row("full postcode, p99", microseconds(p99), "< 50 us", p99 < POSTCODE_NS),
            Row("town with one slip, in the first five", f"{found / TOWNS:.3f}", ">= 0.98", found / TOWNS >= FOUND_SHARE),
            Row(
                "town with one slip, p50, p95",
                f"{microseconds(percentile(by_town, 0.5))}, {microseconds(percentile(by_town, 0.95))}",
            ),
        ),
    )


def time_resolving(gazetteer: Gazetteer, postcode: str) -> int:
    """Return the nanoseconds that it takes to find a place."""
    began = thread_time_ns()
    gazetteer.resolve(postcode)
    return thread_time_ns() - began


def with_one_slip(name: str, chance: Random) -> str:
    """Leave a letter out, put one in, mistake one, or swap two."""
    at, letter = chance.randrange(len(name) - 1), chance.choice(string.ascii_lowercase)
    before, here, after = name[:at], name[at], name[at + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + here + after,
            before + letter + after,
            before + after[0] + here + after[1:],
        )
    )
