"""The opening hours that ship, beside the wall clock and beside their own text."""

from __future__ import annotations

import pytest

from directory.holidays import HolidayCalendar
from directory.schedule import Schedule
from seed.load import load_holidays, load_services
from tests.oracles import clock_nights, differences

CALENDAR = HolidayCalendar(load_holidays())
NIGHTS = clock_nights(range(2026, 2031))
SCHEDULES = {contact.schedule: f"{service.id} {contact.id}" for service in load_services() for contact in service.contacts}


@pytest.mark.parametrize("schedule", SCHEDULES.keys(), ids=SCHEDULES.values())
def test_every_schedule_is_right_at_every_minute_of_both_clock_nights_of_five_years(schedule: Schedule) -> None:
    assert differences(schedule, CALENDAR, NIGHTS) == []
