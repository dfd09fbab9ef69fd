"""The clock of section 136 as an officer reads it: an arrival by the wall clock in, the end of the 24 hours out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import msgspec

from routing.said import DETENTION, local_time
from routing.situation import LONDON, instant_meant
from web.words import PROFESSIONAL, _

MINUTE = timedelta(minutes=1)
DAYS = ("today", "yesterday")
TIME = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")

NOT_A_TIME = _("The arrival must be a time such as 03:10. It was left out.")
NOT_YET = _("That arrival is still to come. It was left out: was it yesterday?")
CLOCKS_CHANGED = _("The clocks changed that night, and this time came twice or not at all. The earlier one was taken.")


class DetentionClock(msgspec.Struct, frozen=True, kw_only=True):
    """When the person arrived, when the 24 hours end, and how long that is from now; all in words."""

    arrived: str
    ends: str
    left: str
    is_over: bool


def arrival_meant(clock: str, day: str | None, now: datetime) -> tuple[datetime | None, str]:
    """Return the instant of an arrival told by the wall clock, and what was not clear about it.

    Without a day the last such time is meant. What cannot be read, or is still to come, is None.
    """
    found = TIME.fullmatch(clock)
    if found is None:
        return None, NOT_A_TIME
    here = now.astimezone(LONDON)
    told = datetime.combine(here.date(), datetime.min.time()).replace(hour=int(found[1]), minute=int(found[2]))
    at, is_doubtful = instant_meant(told - timedelta(days=DAYS.index(day) if day in DAYS else 0))
    if at > now and day not in DAYS:
        at, is_doubtful = instant_meant(told - timedelta(days=1))
    if at > now:
        return None, NOT_YET
    return at, CLOCKS_CHANGED if is_doubtful else ""


def detention_clock(arrived: datetime, now: datetime) -> DetentionClock:
    """Return the clock of a detention; 24 elapsed hours, whatever the wall clock did in between (P2)."""
    ends = arrived + DETENTION
    return DetentionClock(
        arrived=by_the_wall_clock(arrived),
        ends=by_the_wall_clock(ends),
        left=PROFESSIONAL.minutes(abs(ends - now) // MINUTE),
        is_over=ends <= now,
    )


def by_the_wall_clock(instant: datetime) -> str:
    """Write an instant in local time, and which of the two it is where the clocks go back and it comes twice."""
    here = instant.astimezone(LONDON)
    comes_twice = instant_meant(here.replace(tzinfo=None, fold=0))[1]
    if not comes_twice:
        return local_time(instant)
    which = _("%(time)s (after the clocks go back)") if here.fold else _("%(time)s (before the clocks go back)")
    return PROFESSIONAL.say(which, time=local_time(instant))
