"""Opening hours as text: OSM opening_hours and what people type in spreadsheets."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import HoursRejected
from directory.holidays import BankHoliday, HolidayCalendar
from directory.opening import OpeningState, Window, compile_opening, instant_of, minute_of
from directory.osm_hours import read_osm_hours, write_osm_hours
from directory.schedule import (
    ALWAYS_OPEN,
    NOT_STATED,
    BankHolidayRule,
    DatedException,
    Hours,
    NamedDay,
    NamedDayRule,
    Nation,
    OnHoliday,
    Rota,
    Schedule,
    Session,
    Stated,
    Weekday,
)

WEEK = tuple(Weekday)
WORKDAYS, WEEKEND = WEEK[:5], WEEK[5:]
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "oh_cases_permissive.json").read_text())["cases"]
# A list that holds every year of the cases and no bank holiday in any of them.
NO_BANK_HOLIDAYS = HolidayCalendar(
    tuple(
        BankHoliday(nation=nation, date=date(year, 1, 1), name="", bank_holiday=False, source="", provisional=False)
        for nation in Nation
        for year in range(2009, 2110)
    )
)


def read(text: str) -> Schedule:
    return read_osm_hours(text).schedule


def utc(local: str) -> int:
    return minute_of(datetime.fromisoformat(local).replace(tzinfo=UTC))


def written(minute: int) -> str:
    return instant_of(minute).strftime("%Y-%m-%dT%H:%M")


# ------------------------------------------------------------------------------- cases that nobody here wrote


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']} {case['value']}" for case in CASES])
def test_each_case_of_opening_hours_rs_is_read_right_or_refused(case: dict[str, Any]) -> None:
    try:
        schedule = msgspec.structs.replace(read(case["value"]), zone="UTC")
    except HoursRejected:
        return
    start = utc(case.get("from") or case["at"])
    window = Window(start - 3 * 1440, start + 3000 * 1440)
    opening = compile_opening(schedule, NO_BANK_HOLIDAYS, window)
    match case["kind"]:
        case "state":
            assert opening.state_at(start) == case["expected"]
        case "next_change":
            change = opening.next_change(start)
            assert (None if change == window.end else written(change or 0)) == case["expected"]
        case _:
            found = [
                [written(span.start), written(span.end), span.state is OpeningState.UNKNOWN]
                for span in opening.intervals(start, utc(case["to"]))
                if span.state is not OpeningState.CLOSED
            ]
            assert found == [expected[:3] for expected in case["expected"]]


def test_some_cases_are_read_and_not_all_refused() -> None:
    accepted = 0
    for case in CASES:
        try:
            read(case["value"])
        except HoursRejected:
            continue
        accepted += 1
    assert accepted == 26


# ------------------------------------------------------------------------------------------------- the OSM subset


def test_an_overnight_span_is_kept_as_one_session() -> None:
    (session,) = read("Mo-Su,PH 16:00-02:00").weekly
    assert (session.days, session.opens_at, session.closes_at) == (WEEK, "16:00", "26:00")


def test_spans_days_and_rules_become_sessions() -> None:
    schedule = read("Mo-Th 00:00-08:45,17:00-24:00; Fr 00:00-08:45,16:45-24:00; Sa-Su,PH 00:00-24:00")
    assert {(session.opens_at, session.closes_at): session.days for session in schedule.weekly} == {
        ("00:00", "08:45"): WORKDAYS,
        ("17:00", "24:00"): WEEK[:4],
        ("16:45", "24:00"): (Weekday.FRI,),
        ("00:00", "24:00"): WEEKEND,
    }
    assert schedule.bank_holidays.hours == (Hours(opens_at="00:00", closes_at="24:00"),)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Mo-Fr 09:00-17:00", OnHoliday.UNKNOWN),
        ("Mo-Fr 09:00-17:00; PH off", OnHoliday.CLOSED),
        ("Mo-Fr 09:00-17:00, PH off", OnHoliday.CLOSED),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", OnHoliday.HOURS),
        ("Mo-Su,PH 08:00-20:00", OnHoliday.HOURS),
        ("24/7; Dec 25 off", OnHoliday.AS_USUAL),
        ("24/7; PH off", OnHoliday.CLOSED),
        ("Mon-Fri 9am-5pm including bank holidays", OnHoliday.AS_USUAL),
    ],
)
def test_bank_holidays_are_what_the_text_says_and_unknown_where_it_says_nothing(text: str, then: OnHoliday) -> None:
    assert read(text).bank_holidays.then is then


def test_the_nation_of_the_bank_holidays_is_the_reader_s_to_say() -> None:
    reading = read_osm_hours("Mo-Fr 09:00-17:00; PH off", Nation.SCOTLAND)
    assert reading.schedule.bank_holidays.nation is Nation.SCOTLAND


def test_what_the_source_printed_is_kept() -> None:
    assert read(" Mo-Fr 09:00-17:00 ").stated_as == "Mo-Fr 09:00-17:00"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo-Fr 09:00-17:00; Dec 25 off", [NamedDay.CHRISTMAS_DAY]),
        ("Mo-Fr 09:00-17:00; Dec 25,26 off", [NamedDay.CHRISTMAS_DAY, NamedDay.BOXING_DAY]),
        ("Mo-Fr 09:00-17:00; Dec 24-26 off", [NamedDay.CHRISTMAS_EVE, NamedDay.CHRISTMAS_DAY, NamedDay.BOXING_DAY]),
        ("Mo-Fr 09:00-17:00; Dec 31-Jan 1 off", [NamedDay.NEW_YEARS_EVE, NamedDay.NEW_YEARS_DAY]),
        ("Mo-Fr 09:00-17:00; easter -2 days off", [NamedDay.GOOD_FRIDAY]),
        ("Mo-Fr 09:00-17:00; easter +1 day off; easter off", [NamedDay.EASTER_MONDAY, NamedDay.EASTER_SUNDAY]),
        ("Mon-Fri 9am-5pm, closed Christmas Day and Good Friday", [NamedDay.CHRISTMAS_DAY, NamedDay.GOOD_FRIDAY]),
        ("Mon-Fri 9am-5pm except New Year's Day", [NamedDay.NEW_YEARS_DAY]),
        ("Mon-Fri 9am-5pm; closed on 25 December and 26th Dec", [NamedDay.CHRISTMAS_DAY, NamedDay.BOXING_DAY]),
    ],
)
def test_dates_without_a_year_are_days_that_have_a_name(text: str, days: list[NamedDay]) -> None:
    rules = read(text).named_days
    assert [rule.day for rule in rules] == days
    assert {rule.then for rule in rules} == {OnHoliday.CLOSED}


def test_a_named_day_may_have_hours_of_its_own() -> None:
    (rule,) = read("Mo-Fr 09:00-17:00; PH off; Dec 24 09:00-12:00").named_days
    assert rule.hours == (Hours(opens_at="09:00", closes_at="12:00"),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24/7; 2026 Dec 25 off", date(2026, 12, 25), date(2026, 12, 25)),
        ("Mo-Fr 09:00-17:00; 2026 Dec 24-28 off", date(2026, 12, 24), date(2026, 12, 28)),
        ("Mo-Fr 09:00-17:00; 2026 Dec 24-2027 Jan 2 off", date(2026, 12, 24), date(2027, 1, 2)),
        ("Mon-Fri 9am-5pm; closed 4 January 2027", date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_dates_with_a_year_are_exceptions(text: str, first: date, last: date) -> None:
    assert read(text).exceptions == (DatedException(first=first, last=last),)


# ------------------------------------------------------------------------------------- nights that OSM would lose


@pytest.mark.parametrize(
    "text",
    [
        "; ".join(f"{day} 22:00-06:00" for day in "Mo Tu We Th Fr Sa Su".split()),
        "Mo-Fr 17:00-09:00; Sa-Su 19:00-07:00",
        "Mo-Su 22:00-06:00; PH off",
        "Mo-Su 22:00-06:00; Dec 25 off",
        "Mo-Su 22:00-06:00; 2026 Dec 25 off",
        "Mo-Fr 09:00-17:00; PH 22:00-02:00",
    ],
)
def test_a_night_that_a_later_rule_would_cut_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(HoursRejected, match="split at midnight"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        ", ".join(f"{day} 22:00-06:00" for day in "Mo Tu We Th Fr Sa Su".split()),
        "Mo-Su 00:00-06:00,22:00-24:00",
    ],
)
def test_nights_written_to_last_have_all_their_fifty_six_hours(text: str) -> None:
    opening = compile_opening(read(text), NO_BANK_HOLIDAYS, Window(utc("2026-01-01T00:00"), utc("2026-03-01T00:00")))
    week = opening.intervals(utc("2026-01-05T00:00"), utc("2026-01-12T00:00"))
    assert sum(span.end - span.start for span in week if span.state is OpeningState.OPEN) == 56 * 60


def test_a_later_rule_that_covers_the_small_hours_itself_loses_nothing() -> None:
    assert read("Mo-Fr 17:00-09:00; Sa,Su 00:00-24:00").weekly[0].closes_at == "33:00"


# ------------------------------------------------------------------------------------------------- 24 hours


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("24/7", None),
        ("00:00-00:00", "00:00-00:00 read as 24 hours"),
        ("Mo-Su 00:00-00:00", "00:00-00:00 read as 24 hours"),
        ("24 hours", "read as 24/7"),
        ("24hrs", "read as 24/7"),
        ("24 hours a day, 7 days a week", "read as 24/7"),
        ("24 hours a day, 365 days a year", "read as 24/7"),
        ("24 x 7", "read as 24/7"),
        ("24/7/365", "read as 24/7"),
        ("every day 24 hours", "read as 24/7"),
        ("Mo-Su 00:00-23:59", "23:59 read as 24:00"),
        ("Mo-Su,PH 00:00-24:00", "read as 24/7"),
        ("Mo-Su 00:00-12:00,12:00-24:00", "read as 24/7"),
    ],
)
def test_24_hours_on_every_day_is_always_open_and_the_reading_is_stated(text: str, note: str | None) -> None:
    reading = read_osm_hours(text)
    assert reading.schedule.always_open
    assert (note in reading.notes) if note else reading.notes == ()


@pytest.mark.parametrize("text", ["Mo-Fr 00:00-00:00", "weekends 24 hours", "Mon-Fri 9am-5pm; Sat 24 hours"])
def test_24_hours_on_some_days_is_refused(text: str) -> None:
    with pytest.raises(HoursRejected, match="00:00-24:00 for those days"):
        read(text)


# --------------------------------------------------------------------------------- as people write in spreadsheets

SPELLINGS = {
    Weekday.MON: "Mo mo MO Mo. Mon mon MON Mon. Mons Monday monday MONDAY Mondays Monday's M",
    Weekday.TUE: "Tu tu Tu. Tue TUE Tue. Tues tues Tues. Tuesday TUESDAY Tuesdays",
    Weekday.WED: "We we Wed WED Wed. Weds weds Weds. Wednesday WEDNESDAY Wednesdays W",
    Weekday.THU: "Th th Thu THU Thu. Thur Thur. Thurs thurs Thurs. Thursday THURSDAY Thursdays",
    Weekday.FRI: "Fr fr Fri FRI Fri. Fris Friday FRIDAY Fridays F",
    Weekday.SAT: "Sa sa Sat SAT Sat. Sats Saturday SATURDAY Saturdays",
    Weekday.SUN: "Su su Sun SUN Sun. Suns Sunday SUNDAY Sundays",
}
ALL_SPELLINGS = [(word, day) for day, words in SPELLINGS.items() for word in words.split()]


def test_there_are_at_least_68_spellings() -> None:
    assert len(ALL_SPELLINGS) >= 68


@pytest.mark.parametrize(("word", "day"), ALL_SPELLINGS, ids=[word for word, _ in ALL_SPELLINGS])
def test_a_weekday_is_read_however_it_is_spelt(word: str, day: Weekday) -> None:
    reading = read_osm_hours(f"{word} 09:00-17:00")
    assert reading.schedule.weekly[0].days == (day,)
    assert reading.notes == () or "09:00-17:00" in reading.notes[0]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri 9am-5pm", WORKDAYS),
        ("Mon - Fri 9am-5pm", WORKDAYS),
        ("Mon – Fri 9am – 5pm", WORKDAYS),
        ("Mon—Fri 9am—5pm", WORKDAYS),
        ("Mon to Fri 9am to 5pm", WORKDAYS),
        ("Monday-Friday 9am-5pm", WORKDAYS),
        ("Mondays to Fridays, 9am until 5pm", WORKDAYS),
        ("Monday through Friday: 9.00am - 5.00pm", WORKDAYS),
        ("M-F 9 am-5 p.m.", WORKDAYS),
        ("weekdays 9am-5pm", WORKDAYS),
        ("Open weekdays from 09.00 to 17.00", WORKDAYS),
        ("9am-5pm Mon-Fri", WORKDAYS),
        ("0900-1700 hrs Mon-Fri", WORKDAYS),
        ("Mon-Fri 9:00-17:00", WORKDAYS),
        ("Mon, Tue, Wed, Thu & Fri 9am-5pm", WORKDAYS),
        ("weekends 9am-5pm", WEEKEND),
        ("Sat and Sun 9am-5pm", WEEKEND),
        ("Sat/Sun 9am-5pm", WEEKEND),
        ("daily 9am-5pm", WEEK),
        ("every day 9am-5pm", WEEK),
        ("7 days a week, 9am-5pm", WEEK),
        ("7 days a week 9am-5pm", WEEK),
        ("9am-5pm", WEEK),
        ("Sat-Mon 9am-5pm", (Weekday.MON, *WEEKEND)),
    ],
)
def test_days_and_times_are_read_as_people_write_them(text: str, days: tuple[Weekday, ...]) -> None:
    reading = read_osm_hours(text)
    assert [(session.days, session.opens_at, session.closes_at) for session in reading.schedule.weekly] == [
        (days, "09:00", "17:00")
    ]
    assert reading.notes[-1].startswith("read as ")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("daily noon to midnight", "Mo-Su 12:00-24:00"),
        ("daily 12pm-12am", "Mo-Su 12:00-24:00"),
        ("daily midnight-8am", "Mo-Su 00:00-08:00"),
        ("daily 5.30pm-8.30am", "Mo-Su 17:30-08:30"),
        ("daily 22:00-6:00", "Mo-Su 22:00-06:00"),
        ("Mon-Fri 9am-noon and 1pm-5pm", "Mo-Fr 09:00-12:00,13:00-17:00"),
        ("Mon-Thu 9am-5pm Fri 9am-4pm", "Mo-Th 09:00-17:00; Fr 09:00-16:00"),
        ("Mon-Fri 9am-5pm\nSat 10am-2pm", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Mon-Fri 9am-5pm (excluding bank holidays)", "Mo-Fr 09:00-17:00; PH off"),
        ("Mon-Fri 9am-5pm. Closed on bank holidays.", "Mo-Fr 09:00-17:00; PH off"),
        ("Mon-Fri 9am-5pm, closed weekends and bank holidays", "Mo-Fr 09:00-17:00; Sa,Su,PH off"),
        ("Tue-Fri 6pm-9pm", "Tu-Fr 18:00-21:00"),
    ],
)
def test_the_reading_is_stated_in_osm_words(text: str, reading: str) -> None:
    assert f"read as {reading}" in read_osm_hours(text).notes


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Mo 04:00-04:00", "a closing time equal to the opening time read as 24 hours later"),
        ("Mo-Fr 09:00-05:00", "closing at 05:00 read as the next day"),
        ("Mo-Fr 09:00-23:59", "23:59 read as 24:00"),
    ],
)
def test_a_reading_that_could_be_a_slip_of_the_pen_is_stated(text: str, note: str) -> None:
    assert note in read_osm_hours(text).notes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("T 9am-5pm", "stand for two days"),
        ("S-S 9am-5pm", "stand for two days"),
        ("Mon-Fri 9-5", "am or pm"),
        ("every day 9-5pm", "am or pm"),
        ("Mon-Fri 9am-5", "closing time"),
        ("Mon-Fri 9.30-5.30", "am or pm on both"),
        ("Mon-Fri 1:00-5:00", "am or pm on both"),
        ("Mon-Fri 9.00-5pm", "am or pm on both"),
        ("Mon-Fri 13pm-5pm", "1 to 12"),
        ("Mon-Fri 09:75-17:00", "of the clock"),
        ("Mon-Fri 25:00-26:00", "before 24:00"),
        ("Mon-Fri 09:00", "two times"),
        ("Mon-Fri", "either times"),
        ("Mon-Fri 09:00-17:00 off", "either times"),
        ("Mon-weekends 9am-5pm", "from one day"),
        ("9am-5pm Mon-Fri Sat 9am-1pm", "semicolon"),
        ("Mo-Fr 09:00-17:00 10:00", "semicolon"),
        ("closed", "date such as"),
        ("", "days of the week"),
        ("PH off", "days of the week"),
        ("2026 Dec 25 10:00-12:00", "days of the week"),
        ("by appointment", "word 1"),
        ("Mon-Fri 9am-5pm by appointment", "word 3"),
        ("17:00+", "closing time"),
        ("Mo 09:00-12:00 || Tu 09:00-12:00", "fallback"),
        ('Mo 09:00-12:00 "ring first"', "comments"),
        ("Mo-Fr 09:00-17:00; SH off", "school"),
        ("term time Mon-Fri 9am-3pm", "school"),
        ("week 01-53/2 Mo 09:00-12:00", "rota"),
        ("Mo[1] 10:00-12:00", "write the dates"),
        ("Mo-Fr sunrise-sunset", "sun"),
        ("Jun 10:00-12:00", "months as a whole"),
        ("Mo-Fr 09:00-17:00; Apr 10 off", "dates with a year"),
        ("Mo-Fr 09:00-17:00; Feb 30 off", "dates with a year"),
        ("Mo-Fr 09:00-17:00; 2026 Dec 25-2020 Dec 26 off", "dates with a year"),
        ("Mo-Fr 09:00-17:00; Dec 25-2026 Dec 26 off", "dates with a year"),
        ("Mo-Fr 09:00-17:00; easter-Dec 31 off", "word"),
        ("Mo,Dec 25 09:00-17:00", "two rules"),
        ("Mo-Fr 09:00-17:00 including Christmas Day", "after including"),
        ("PH off; Mo-Fr 09:00-17:00", "last"),
        ("Mo-Fr,PH 09:00-12:00, Mo 13:00-15:00", "whatever the weekday"),
        ("Mo-Fr 09:00-17:00, PH 18:00-19:00", "semicolon, not a comma"),
        ("Mon-Fri 9am-5pm, bank holidays 10am-4pm", "semicolon, not a comma"),
        ("Mon-Fri 9am-5pm, Fri 9am-1pm", "semicolon, not a comma"),
        ("Mo-Fr 09:00-17:00; Dec 25 off; PH off", "dates after all"),
        ("Mo-Fr 09:00-17:00, Dec 25 18:00-19:00", "semicolon, not a comma"),
        ("Mo-Fr 09:00-17:00; 2026 Dec 25 off; Dec 26 off", "after those without"),
        ("Mo-Fr 09:00-17:00; 2026 Dec 24-26 off; 2026 Dec 25 10:00-12:00", "one rule only"),
        ("10:00-14:00 open, 12:00-16:00 unknown", "semicolon, not a comma"),
        ("Mo-Fr 09:00-17:00; Dec 25 10:00-12:00; Mo 13:00-14:00", "whatever the weekday"),
        ("Mo-Su 20:00-28:00, Mo-Su 02:00-05:00 unknown", "two readers"),
        ("Mo-Fr 09:00-17:00;" * 40, "at most 500"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(HoursRejected, match=reason):
        read(text)


def test_midnight_as_a_closing_time_needs_no_note() -> None:
    assert read_osm_hours("daily 8am-midnight").notes == ("read as Mo-Su 08:00-24:00",)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    with pytest.raises(HoursRejected) as refusal:
        read("Mon-Fri 9am-5pm <script>alert(1)</script>")
    assert "script" not in str(refusal.value)


WORDS = st.sampled_from(
    (
        "Mo Tu Fr Su Mo-Fr Sa-Su weekdays PH off closed open unknown 24/7 ; ; , , - to and except including 09:00 17:00 22:00 "
        "06:00 26:00 9am 5pm 9:00 24:00 00:00 09:00-17:00 22:00-06:00 00:00-00:00 23:59 Dec 25 Jan 1 2026 1950 easter 24 hours"
    ).split(" ")
)


@settings(max_examples=600, deadline=None)
@given(text=st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_read_or_refused_and_a_second_reading_is_the_same(text: str) -> None:
    try:
        first = read_osm_hours(text)
    except HoursRejected:
        return
    assert read_osm_hours(text) == first
    assert first.schedule.weekly or first.schedule.always_open


# ------------------------------------------------------------------------------------------------- writing


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "24/7; 2026 Dec 25 off",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Fr 09:00-17:00; PH 10:00-12:00",
        "Mo-Su,PH 16:00-02:00",
        "Mo-Fr 00:00-08:30,17:00-24:00; Sa,Su 00:00-24:00; PH 00:00-24:00",
        "Mo,We-Fr 09:30-17:00; Tu 13:00-20:00; PH off; Dec 25 off; easter -2 days 10:00-12:00",
        "Mo-Th,PH 17:00-09:00, Fr 17:00-09:00",
        "Mo-Fr 09:00-12:00, Mo-Fr 13:00-14:00 unknown; PH off",
        "Mo-Su 10:00-30:00; 2026 Dec 24-2027 Jan 02 10:00-11:00",
        "Mo-Fr 04:00-04:00; PH off",
        "Mo-Fr 04:00-29:00; PH off",
    ],
)
def test_what_is_written_is_read_back_the_same_or_refused(text: str) -> None:
    try:
        schedule = read(text)
    except HoursRejected:
        return
    rewritten, dropped = write_osm_hours(schedule)
    again = read(rewritten)
    assert msgspec.structs.replace(again, stated_as=schedule.stated_as) == schedule
    assert dropped == ()


def a_session(opens_at: str, closes_at: str, *days: Weekday, **more: date) -> Session:
    return Session(days=days or WEEK, opens_at=opens_at, closes_at=closes_at, valid_from=more.get("valid_from"))


NINE_TO_FIVE = (a_session("09:00", "17:00", *WORKDAYS),)
CLOSED = BankHolidayRule(then=OnHoliday.CLOSED)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("schedule", "text", "loss"),
    [
        pytest.param(NOT_STATED, "", "not known as a usual week", id="nothing stated"),
        pytest.param(Schedule(weekly=NINE_TO_FIVE), "Mo-Fr 09:00-17:00", "bank holidays", id="bank holidays not known"),
        pytest.param(
            Schedule(
                weekly=NINE_TO_FIVE,
                bank_holidays=CLOSED,
                rotas=(Rota(anchor=date(2026, 1, 5), cycle_weeks=2, week_index=0, sessions=NINE_TO_FIVE),),
            ),
            "Mo-Fr 09:00-17:00; PH off",
            "rota",
            id="rota",
        ),
        pytest.param(
            Schedule(
                weekly=(*NINE_TO_FIVE, a_session("18:00", "19:00", valid_from=CHRISTMAS)),
                bank_holidays=CLOSED,
            ),
            "Mo-Fr 09:00-17:00; PH off",
            "between two dates",
            id="sessions for a time",
        ),
        pytest.param(
            Schedule(
                weekly=NINE_TO_FIVE,
                bank_holidays=CLOSED,
                named_days=(NamedDayRule(day=NamedDay.CHRISTMAS_EVE, then=OnHoliday.UNKNOWN),),
            ),
            "Mo-Fr 09:00-17:00; PH off",
            "named days",
            id="named day not known",
        ),
        pytest.param(
            Schedule(
                weekly=NINE_TO_FIVE,
                bank_holidays=CLOSED,
                exceptions=(DatedException(first=CHRISTMAS, last=CHRISTMAS, adds=True),),
            ),
            "Mo-Fr 09:00-17:00; PH off",
            "beside the usual",
            id="added hours",
        ),
        pytest.param(
            Schedule(weekly=(a_session("22:00", "30:00"),), bank_holidays=CLOSED),
            "Mo-Su 22:00-06:00; PH off",
            "cuts them at midnight",
            id="night before a bank holiday",
        ),
    ],
)
def test_what_osm_cannot_hold_is_named_as_dropped(schedule: Schedule, text: str, loss: str) -> None:
    found, dropped = write_osm_hours(schedule)
    assert found == text
    assert any(loss in words for words in dropped)


def test_sundays_hours_on_bank_holidays_are_written_out() -> None:
    schedule = Schedule(
        weekly=(*NINE_TO_FIVE, a_session("12:00", "14:00", Weekday.SUN)),
        bank_holidays=BankHolidayRule(then=OnHoliday.AS_SUNDAY),
    )
    assert write_osm_hours(schedule) == ("Mo-Fr 09:00-17:00; Su 12:00-14:00; PH 12:00-14:00", ())


def test_what_is_always_open_is_written_as_24_7() -> None:
    assert write_osm_hours(ALWAYS_OPEN) == ("24/7", ())


def test_hours_that_are_not_known_are_written_as_unknown() -> None:
    doubtful = Session(days=WORKDAYS, opens_at="09:00", closes_at="17:00", state=Stated.UNKNOWN)
    assert write_osm_hours(Schedule(weekly=(doubtful,), bank_holidays=CLOSED)) == ("Mo-Fr 09:00-17:00 unknown; PH off", ())
