"""How long opening hours take to compile and to ask, beside opening-hours-py on the same schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from time import thread_time_ns
from typing import TypeVar
from zoneinfo import ZoneInfo

import opening_hours

from directory.holidays import HolidayCalendar
from directory.opening import Window, compile_opening, instant_of
from directory.osm_hours import write_osm_hours
from directory.schedule import Schedule
from directory.service import Service
from seed.load import load_holidays
from tests.bench.calls import DAY_BEGINS
from tests.bench.table import Chapter, Row, microseconds

LONDON = ZoneInfo("Europe/London")
SCHEDULES = 2_000
COMPILE_NS, ASK_NS = 500_000, 5_000
SEED = 17

METHOD = f"""\
{SCHEDULES:,} different schedules that OSM text can say whole. Ours is compiled for 404 days and then asked at random \
minutes of them; opening-hours-py reads the text and is asked at the same instants, with its zone set. Means, one schedule \
after the other, so that no list is in the processor's cache. It reads faster and answers slower; on the live path we must \
not ask it in any case: with a zone set it calls 24/7 closed at 01:59 on the autumn clock night \
(docs/decisions/hours-are-rows.md)."""

Made = TypeVar("Made")


def bench_hours(services: tuple[Service, ...]) -> Chapter:
    """Time both on the same schedules."""
    chance = Random(SEED)
    texts = written_whole({contact.schedule: None for service in services for contact in service.contacts})
    window = Window.around(DAY_BEGINS)
    calendar = HolidayCalendar(load_holidays())
    ours, compiling = timed(lambda schedule: compile_opening(schedule, calendar, window), texts)
    theirs, reading = timed(lambda text: opening_hours.OpeningHours(text, timezone=LONDON), texts.values())
    minutes = [chance.randrange(window.start, window.end) for _ in texts]
    instants = [instant_of(minute).astimezone(LONDON) for minute in minutes]
    _, state = timed(lambda asked: asked[0].state_at(asked[1]), list(zip(ours, minutes, strict=True)))
    _, change = timed(lambda asked: asked[0].next_change(asked[1]), list(zip(ours, minutes, strict=True)))
    _, their_state = timed(lambda asked: asked[0].is_open(asked[1]), list(zip(theirs, instants, strict=True)))
    _, their_change = timed(lambda asked: asked[0].next_change(asked[1]), list(zip(theirs, instants, strict=True)))
    return Chapter(
        "Opening hours",
        METHOD,
        (
            Row("compile one schedule", microseconds(compiling), "<= 500 us", compiling <= COMPILE_NS),
            Row("opening-hours-py reads it", microseconds(reading)),
            Row("state at a minute", microseconds(state), "<= 5 us", state <= ASK_NS),
            Row("opening-hours-py: is_open", microseconds(their_state)),
            Row("next change", microseconds(change), "<= 5 us", change <= ASK_NS),
            Row("opening-hours-py: next_change", microseconds(their_change)),
        ),
    )


def written_whole(schedules: Iterable[Schedule]) -> dict[Schedule, str]:
    """Return the first schedules of which OSM text loses nothing, with that text."""
    texts: dict[Schedule, str] = {}
    for schedule in schedules:
        text, lost = write_osm_hours(schedule)
        if text and not lost:
            texts[schedule] = text
        if len(texts) == SCHEDULES:
            break
    return texts


Asked = TypeVar("Asked")


def timed(act: Callable[[Asked], Made], things: Iterable[Asked]) -> tuple[list[Made], float]:
    """Do it to every thing; return what came of it, and the mean nanoseconds."""
    began = thread_time_ns()
    made = [act(thing) for thing in things]
    return made, (thread_time_ns() - began) / len(made)
