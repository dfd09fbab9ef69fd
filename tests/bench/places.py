"""How long a place takes to find, and whether a mistyped town is found at all."""

from __future__ import annotations

import string
from random import Random
from time import perf_counter_ns

from directory.areas import Found, PlaceKind
from directory.place_names import fold
from directory.places import Gazetteer
from seed.load import load_holidays  # noqa: F401
from seed.places import load_place_tables
from tests.bench.calls import Call
from tests.bench.table import Chapter, Row, microseconds, percentile
