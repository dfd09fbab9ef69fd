"""Findings of a proof for the pages of coverage, made by hand: every council of England, most of them served, some not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec

from directory.opening import Window, minute_of
from directory.place_areas import plain_name
from directory.reader import Role
from routing.edition import midnight
from seed.places import load_place_tables
from web.coverage_proved import GROUPS, Always, Cause, Gap, Gaps, NearBy, OnlyLast, Promise, Proved, Row, State
from web.desk import Held

SPAN = Window(midnight(date(2026, 11, 27)), midnight(date(2027, 12, 31)))
CORBY, HULL = "council:E06000061", "council:E06000010"


def evenings() -> tuple[tuple[int, int], ...]:
    """Return 17:00 to 20:00 of every weekday of the span."""
    days = (date(2026, 11, 27) + timedelta(days=ahead) for ahead in range(399))
    return tuple((midnight(day) + 17 * 60, midnight(day) + 20 * 60) for day in days if day.weekday() < 5)


def at(text: str) -> int:
    """Return the UTC minute of an instant written without its offset."""
    return minute_of(datetime.fromisoformat(text).replace(tzinfo=UTC))


EVENINGS = Gap(
    code="g-evenings",
    caller="carer",
    area=CORBY,
    area_name="North Northamptonshire",
    ages="adults of 18 to 64",
    promise=Promise.ANSWERED,
    stretches=evenings(),
    words="Mon to Fri 17:00 to 20:00",
    cause=Cause.WEEKLY_HOURS,
    because="The day team closes at 17:00; the evening café opens at 20:00.",
    near=(
        NearBy(service_id="samaritans", name="Samaritans", audience=(Role.PUBLIC,), opens=at("2026-11-30T20:00")),
        NearBy(service_id="planted-line", name="A planted line", audience=(Role.POLICE,), opens=at("2026-11-30T18:15")),
        NearBy(service_id="shout_text", name="Shout <85258>", audience=(Role.PUBLIC,), opens=None),
    ),
)
CLOCK_NIGHT = msgspec.structs.replace(
    EVENINGS,
    code="g-clock",
    area=HULL,
    area_name="Kingston upon Hull",
    promise=Promise.LOCAL,
    stretches=((at("2027-10-31T00:00"), at("2027-10-31T01:00")),),
    words="01:00 BST to 01:00 GMT on Sun 31 Oct 2027",
    cause=Cause.CLOCK_NIGHT,
    because="",
)
NOBODY_136 = msgspec.structs.replace(
    EVENINGS,
    code="g-136",
    caller="police",
    stretches=((SPAN.start, SPAN.end),),
    words="all the time",
    cause=Cause.NO_SERVICE,
    because="",
    near=(),
)
GAPS = {gap.code: gap for gap in (EVENINGS, CLOCK_NIGHT, NOBODY_136)}


@cache
def findings() -> Proved:
    """Return one row for every council of England."""
    councils = [council for council in load_place_tables().councils if council.country == "England"]
    regions = dict(load_place_tables().regions)
    rows = tuple(
        Row(
            area=f"council:{council.code}",
            name=plain_name(council.name),
            region=regions[council.region],
            police=plain_name(council.police_name),
            states={caller: state_of(f"council:{council.code}", caller) for caller in GROUPS},
        )
        for council in councils
    )
    return Proved(start=SPAN.start, end=SPAN.end, rows=rows, gaps=GAPS)


def state_of(area: str, caller: str) -> State:
    """Return how a group fares: as its gap says, else always, on one number in the areas whose code ends in 3."""
    gap = next((gap for gap in GAPS.values() if (gap.area, gap.caller) == (area, caller)), None)
    if gap is None:
        return Always(depth=1 if area.endswith("3") else 3)
    if gap is NOBODY_136:
        return OnlyLast(code=gap.code)
    start, end = gap.stretches[0]
    return Gaps(count=len(gap.stretches), start=start, end=end, minutes=sum(e - s for s, e in gap.stretches), code=gap.code)


def prove(held: Held) -> Proved:
    """Find the same whatever the edition."""
    return findings()
