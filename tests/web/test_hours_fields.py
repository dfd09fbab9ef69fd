"""Hours in a form: whatever an entry holds comes back from its fields as it is."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings

from directory.schedule import ALWAYS_OPEN, DatedException, Hours, Nation, Rota, Schedule, Session, Weekday
from seed.refusals import _faults_of_schedule
from tests.spec.test_week_grid import SCHEDULES
from web.curate.hours_fields import hours_fields, read_hours

P = "contact-1-"
MONDAYS = Session(days=(Weekday.MON,), opens_at="09:00", closes_at="17:00")
ON_ROTA = Rota(anchor=date(2026, 11, 23), cycle_weeks=2, week_index=1, sessions=(MONDAYS,))
IN_JUNE = msgspec.structs.replace(MONDAYS, valid_from=date(2026, 6, 1), valid_to=date(2026, 6, 30))


@settings(max_examples=150, deadline=None)
@given(schedule=SCHEDULES.filter(lambda one: not list(_faults_of_schedule(one))))
def test_a_schedule_comes_back_from_its_fields_row_for_row(schedule: Schedule) -> None:
    fields = hours_fields(P, schedule)
    read = read_hours(P, fields, schedule)
    assert (read.schedule, read.errors) == (schedule, {})
    assert read.fields == fields


@pytest.mark.parametrize("kept", [{"rotas": (ON_ROTA,)}, {"weekly": (MONDAYS, IN_JUNE)}])
def test_what_a_week_cannot_show_is_kept_whatever_is_typed_until_it_is_taken_out_by_name(kept: dict[str, object]) -> None:
    schedule = msgspec.structs.replace(Schedule(), **kept)
    typed = hours_fields(P, schedule) | {f"{P}hours": "Tue 10am-2pm"}
    after = read_hours(P, typed, schedule).schedule
    assert (after.rotas, IN_JUNE in after.weekly) == (schedule.rotas, IN_JUNE in schedule.weekly)
    assert any(session.days == (Weekday.TUE,) for session in after.weekly)
    always = read_hours(P, typed | {f"{P}hours": "24/7"}, schedule)
    assert "rota" in always.errors[f"{P}hours"]
    bare = read_hours(P, typed | {f"{P}hours": "24/7", f"{P}drop_beside": "yes"}, schedule)
    assert (bare.schedule.always_open, bare.errors) == (True, {})


def test_typed_dates_come_beside_those_that_stand() -> None:
    row = DatedException(first=date(2026, 12, 25), last=date(2026, 12, 25), reason="Christmas")
    schedule = msgspec.structs.replace(ALWAYS_OPEN, exceptions=(row,))
    typed = hours_fields(P, schedule) | {f"{P}hours": "Mo-Fr 09:00-17:00; PH off; 2027 Jan 04 10:00-12:00"}
    first, second = read_hours(P, typed, schedule).schedule.exceptions
    assert first == row
    assert (second.first, second.hours) == (date(2027, 1, 4), (Hours(opens_at="10:00", closes_at="12:00"),))


def test_typed_hours_keep_the_nation_whose_bank_holidays_count() -> None:
    typed = hours_fields(P, Schedule()) | {f"{P}hours": "Mon 9-5, not bank holidays", f"{P}nation": "scotland"}
    typed |= {f"{P}week-was": "basis=not_known bank=unknown nation=scotland"}
    assert read_hours(P, typed, Schedule()).schedule.bank_holidays.nation is Nation.SCOTLAND
