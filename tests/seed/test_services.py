"""The directory that ships: every fact of the brief is in it, with what it rests on, and nothing more."""

import csv
import re
import time
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from directory.assurance import Confidence
from directory.check_made import RUNG
from directory.contact import Channel, Contact, Cost
from directory.errors import NumberRejected
from directory.holidays import HolidayCalendar
from directory.kinds import NAMED_SERVICES
from directory.numbers import ShortCode, dial_string, is_fictitious, read_number, surely_free
from directory.opening import OpeningState, Window, compile_opening, minute_of
from directory.reader import Role
from directory.schedule import Nation, OnHoliday
from directory.service import Service, Status
from seed.load import SERVICES, load_holidays, load_services, load_sources

DATA = Path(__file__).with_name("data")
NUMBERS = SERVICES.parent / "numbers"
STAND_ALONE = {"nn-136-line", "llr-136-line", "nn-ucat-professional-line", "emas-mental-health-desk", "secure-conveyance"}
"""The lines of the brief's list of numbers that are not public which belong to no other record."""

LOADED = load_services()
BY_ID = {service.id: service for service in LOADED}
CONTACTS = tuple((service, contact) for service in LOADED for contact in service.contacts)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def contact(service_id: str, contact_id: str = "main") -> Contact:
    return next(contact for contact in BY_ID[service_id].contacts if contact.id == contact_id)


def test_every_record_of_the_brief_is_a_service_or_a_contact() -> None:
    facts = rows_of(DATA / "facts_ids.csv")

    assert len({row["facts_id"] for row in facts}) == 196
    for row in facts:
        contacts = {contact.id for contact in BY_ID[row["service_id"]].contacts}
        assert not row["contact_id"] or row["contact_id"] in contacts
    assert set(BY_ID) == {row["service_id"] for row in facts} | STAND_ALONE


def test_statuses_are_those_of_the_brief() -> None:
    # The brief counts 85 active records; three of them are contacts of 999, and five lines stand alone.
    assert Counter(service.status for service in LOADED) == {
        Status.ACTIVE: 85 - 3 + len(STAND_ALONE),
        Status.NEEDS_CHECK: 95,
        Status.SUPERSEDED: 10,
        Status.HISTORIC: 6,
    }


def test_what_needs_a_check_says_why() -> None:
    assert [service.id for service in LOADED if service.status is Status.NEEDS_CHECK and not service.status_reasons] == []


def test_the_services_that_policy_names_are_there() -> None:
    assert {named: BY_ID[named].kind for named in NAMED_SERVICES} == NAMED_SERVICES
    assert (BY_ID["999"].kind, BY_ID["nhs111-mh"].kind) == ("999", "nhs111_mh")


@pytest.mark.parametrize(
    ("closed", "heir", "on"),
    [
        pytest.param("cntw-old-cumbria", "cntw-111", date(2025, 10, 1), id="North East and North Cumbria"),
        pytest.param("nsft-first-response", "nhs111-mh", date(2022, 4, 5), id="Norfolk and Suffolk"),
        pytest.param("cwp-helpline", "nhs111-mh", None, id="Cheshire and Wirral"),
        pytest.param("elft-newham-old", "nel-111", None, id="Newham"),
    ],
)
def test_a_closed_number_points_on(closed: str, heir: str, on: date | None) -> None:
    assert (BY_ID[closed].superseded_by, BY_ID[closed].superseded_on) == (heir, on)


@pytest.mark.parametrize(
    ("service_id", "contact_id", "dialled"),
    [
        pytest.param("999", "main", "999", id="999"),
        pytest.param("999", "textphone", "18000", id="999 by textphone"),
        pytest.param("nhs111-mh", "main", "111", id="111"),
        pytest.param("samaritans", "main", "116123", id="Samaritans"),
        pytest.param("shout_text", "text", "85258", id="Shout"),
        pytest.param("btp", "text", "61016", id="British Transport Police by text"),
        pytest.param("childline", "main", "+448001111", id="Childline"),
        pytest.param("papyrus", "main", "+448000684141", id="PAPYRUS, not its misprint"),
        pytest.param("llr-cap", "main", "+448088003302", id="Leicester, not its misprint"),
        pytest.param("nn-mental-health-number", "main", "+448004480828", id="Northamptonshire"),
    ],
)
def test_numbers_are_kept_as_they_are_dialled(service_id: str, contact_id: str, dialled: str) -> None:
    number = contact(service_id, contact_id).number

    assert number is not None
    assert dial_string(number) == dialled


def test_a_text_service_says_which_word_to_send() -> None:
    assert [contact(*which).keyword for which in [("shout_text", "text"), ("hiow-111", "text")]] == ["SHOUT", "HANTS"]


def test_one_number_for_all_of_england_stands_once_and_local_111_services_say_what_to_press() -> None:
    local = [held for service, held in CONTACTS if held.number == ShortCode(code="111") and service.kind == "nhs111_mh"]

    assert [service.id for service in LOADED if service.kind == "nhs111_mh" and "country:england" in service.areas] == [
        "nhs111-mh"
    ]
    assert [held.id for held in local if held.menu_option is None] == ["main"]  # Hampshire prints no option


# Confidence, sources and dates


def test_every_number_that_is_not_remembered_or_invented_names_its_sources_and_dates() -> None:
    for service, held in CONTACTS:
        if held.number is not None and held.assurance.confidence in {Confidence.SEEN, Confidence.SEEN_TWICE}:
            assert held.assurance.sources, service.id
            assert (held.assurance.verified_on is None) == (held.assurance.verify_by is None), service.id


def test_nothing_claims_to_have_been_rung() -> None:
    assurances = [held.assurance for _, held in CONTACTS] + [held.hours_assurance for _, held in CONTACTS]

    assert Confidence.VERIFIED not in {assurance.confidence for assurance in assurances}


def test_every_fact_is_to_be_checked_again_a_year_after_its_newest_source() -> None:
    for service, held in CONTACTS:
        for assurance in (service.assurance, held.assurance, held.hours_assurance):
            if assurance.verified_on is not None and assurance.verify_by is not None:
                assert assurance.verify_by == assurance.verified_on.replace(year=assurance.verified_on.year + 1)


def test_hours_that_are_stated_name_what_they_rest_on() -> None:
    for service, held in CONTACTS:
        if held.schedule.always_open or held.schedule.weekly:
            assert held.schedule.stated_as, service.id
            assert held.hours_assurance.sources or held.hours_assurance.confidence is Confidence.MEMORY, service.id


def test_every_source_is_needed() -> None:
    used = {RUNG}  # what a keeper finds out by ringing rests on it, in editions to come
    used |= {key for service, held in CONTACTS for key in held.assurance.sources + held.hours_assurance.sources}
    used |= {key for service in LOADED for key in service.assurance.sources + service.location.sources}
    used |= {key for row in rows_of(NUMBERS / "drama_ranges.csv") for key in row["sources"].split()}
    disagreements = " ".join(words for service in LOADED for words in service.disagreements)

    assert [source.key for source in load_sources() if source.key not in used and source.key not in disagreements] == []


def test_numbers_that_were_remembered_but_never_seen_are_nowhere() -> None:
    everything = "".join(file.read_text() for file in SERVICES.glob("*.toml"))

    for remembered in ("0800 170 7055", "0800 330 8590", "0800 652 0190"):
        assert remembered not in everything


@pytest.mark.parametrize(
    ("service_id", "assured"),
    [
        pytest.param("childline", True, id="a source states the ages"),
        pytest.param("nn-crisis-cafes-adult", False, id="the ages are assumed"),
        pytest.param("uk-calm", False, id="no ages are known"),
    ],
)
def test_only_ages_that_a_source_states_are_assured(service_id: str, assured: bool) -> None:
    assert BY_ID[service_id].ages_assured is assured


def test_disagreements_between_sources_are_kept() -> None:
    assert len([service for service in LOADED if service.disagreements]) == 30


def test_a_call_is_free_only_by_its_range_or_where_the_source_says_so() -> None:
    for service, held in CONTACTS:
        if held.cost is Cost.FREE and held.number is not None and not surely_free(held.number):
            assert held.channel is Channel.TEXT, service.id
            assert isinstance(held.number, ShortCode), service.id


# Lines that are not public


@pytest.mark.parametrize("line", rows_of(DATA / "not_public.csv"), ids=lambda row: f"{row['line']} of {row['service_id']}")
def test_a_line_that_is_not_public_has_a_fictitious_number_that_says_so(line: dict[str, str]) -> None:
    held, notes = contact(line["service_id"], line["contact_id"]), BY_ID[line["service_id"]].notes

    assert held.number == read_number(line["number"])
    assert is_fictitious(held.number)
    assert held.assurance.confidence is Confidence.INVENTED
    assert Role.PUBLIC not in held.audience
    assert "reaches nobody" in (held.does_not or "")
    assert re.search("number is (not )?public|Invented for the seed|local setting", notes)


def test_what_the_public_reads_of_a_service_says_nothing_of_fictitious_numbers() -> None:
    for service in LOADED:
        assert Role.PUBLIC not in service.audience or "fictitious" not in service.notes + (service.alert or ""), service.id


def test_no_other_number_is_fictitious() -> None:
    listed = {(row["service_id"], row["contact_id"]) for row in rows_of(DATA / "not_public.csv")}

    assert {(service.id, held.id) for service, held in CONTACTS if held.number and is_fictitious(held.number)} == listed


def test_no_number_of_professionals_is_also_given_to_the_public() -> None:
    public = {held.number for _, held in CONTACTS if Role.PUBLIC in held.audience and held.number}
    kept = {held.number for _, held in CONTACTS if Role.PUBLIC not in held.audience and held.number}

    assert kept & public == set()
    assert {read_number(printed) for printed in ("0116 225 6847", "0808 196 6798", "01480 442007")} <= kept


@pytest.mark.parametrize(
    ("service_id", "force"),
    [
        pytest.param("nn-136-line", "police:E23000022", id="Northamptonshire"),
        pytest.param("lincs-136-line", "police:E23000020", id="Lincolnshire"),
        pytest.param("llr-136-line", "police:E23000021", id="Leicestershire"),
        pytest.param("london-police-s136-line", "police:E23000001", id="London"),
    ],
)
def test_a_section_136_line_follows_the_police_force_day_and_night(service_id: str, force: str) -> None:
    assert BY_ID[service_id].kind == "s136_advice_line"
    assert force in BY_ID[service_id].areas
    assert contact(service_id).schedule.always_open


# Numbers: misprints and drama ranges


@pytest.mark.parametrize("misprint", rows_of(NUMBERS / "misprints.csv"), ids=lambda row: row["printed"])
def test_a_misprint_is_refused_or_stands_nowhere_in_the_directory(misprint: dict[str, str]) -> None:
    if misprint["possible_number"] == "no":
        with pytest.raises(NumberRejected):
            read_number(misprint["printed"])
        return
    holders = {service.name for service, held in CONTACTS if held.number == read_number(misprint["printed"])}
    assert holders <= {"SANEline"}  # its number was printed under the name of another charity


@pytest.mark.parametrize("drama", rows_of(NUMBERS / "drama_ranges.csv"), ids=lambda row: row["area"])
def test_every_number_of_a_drama_range_is_known_as_fictitious(drama: dict[str, str]) -> None:
    assert is_fictitious(read_number(drama["first"]))
    assert is_fictitious(read_number(drama["last"]))


# Hours


@pytest.mark.parametrize(
    ("service_id", "then"),
    [
        pytest.param("uk-mind-infoline", OnHoliday.CLOSED, id="except bank holidays"),
        pytest.param("uk-age-uk-advice", OnHoliday.AS_USUAL, id="365 days a year"),
        pytest.param("swindon-edt", OnHoliday.HOURS, id="bank holidays all day"),
        pytest.param("uk-shelter", OnHoliday.UNKNOWN, id="the source does not speak of them"),
        pytest.param("uk-calm", OnHoliday.UNKNOWN, id="every day"),
    ],
)
def test_bank_holidays_are_as_the_source_states_them(service_id: str, then: OnHoliday) -> None:
    assert contact(service_id).schedule.bank_holidays.then is then


LONDON = ZoneInfo("Europe/London")
CALENDAR = HolidayCalendar(load_holidays())
WINDOW = Window.around(datetime(2026, 11, 22, 12, 0, tzinfo=LONDON))
QUARTERS = [
    datetime(2026, 11, 22, tzinfo=LONDON) + timedelta(days=day, minutes=minute)
    for day, minute in product(range(400), range(0, 24 * 60, 15))
]


@pytest.mark.parametrize(
    ("service_id", "office_opens", "office_closes", "on_friday"),
    [
        pytest.param("swindon-edt", "08:45", "17:00", "16:45", id="Swindon"),
        pytest.param("wolves-edt", "08:00", "17:00", "16:30", id="Wolverhampton"),
        pytest.param("somerset-edt", "08:30", "17:30", "17:30", id="Somerset"),
        pytest.param("hereford-mhm-helpline", "09:00", "17:00", "17:00", id="Hereford"),
        pytest.param("nn-cyp-ooh-social-care", "09:00", "17:00", "17:00", id="Northamptonshire, children"),
    ],
)
def test_an_out_of_hours_team_is_there_whenever_the_office_is_not(
    service_id: str, office_opens: str, office_closes: str, on_friday: str
) -> None:
    opening = compile_opening(contact(service_id).schedule, CALENDAR, WINDOW)

    for at in QUARTERS:
        closes = on_friday if at.weekday() == 4 else office_closes
        working_day = at.weekday() < 5 and not CALENDAR.is_bank_holiday(Nation.ENGLAND, at.date())
        in_office = working_day and office_opens <= f"{at:%H:%M}" < closes
        assert opening.state_at(minute_of(at)) is (OpeningState.CLOSED if in_office else OpeningState.OPEN), at


def test_leeds_liaison_is_open_through_every_night_that_no_bank_holiday_makes_unknown() -> None:
    opening = compile_opening(contact("leeds-liaison-ooh").schedule, CALENDAR, WINDOW)

    for at in QUARTERS:
        night_of = at.date() if f"{at:%H:%M}" >= "09:00" or at.weekday() > 4 else at.date() - timedelta(days=1)
        if any(CALENDAR.is_bank_holiday(Nation.ENGLAND, day) for day in (night_of, at.date())):
            continue
        by_day = at.weekday() < 5 and "09:00" <= f"{at:%H:%M}" < "20:30"
        assert opening.state_at(minute_of(at)) is (OpeningState.CLOSED if by_day else OpeningState.OPEN), at


def test_a_text_line_keeps_its_own_hours() -> None:
    spoken, texted = contact("lscft-wellbeing-helpline"), contact("lscft-wellbeing-helpline", "text")

    assert [session.opens_at for session in spoken.schedule.weekly] == ["19:00", "16:00"]
    assert [session.opens_at for session in texted.schedule.weekly] == ["10:00"]


def test_a_sanctuary_answers_the_phone_by_day_and_its_door_by_night() -> None:
    by_phone, at_the_door = contact("gm-sanctuary"), contact("gm-sanctuary", "door")

    assert [(session.opens_at, session.closes_at) for session in by_phone.schedule.weekly] == [("06:00", "20:00")]
    assert [(session.opens_at, session.closes_at) for session in at_the_door.schedule.weekly] == [("20:00", "30:00")]


# Reading them


def test_everything_is_loaded_in_half_a_second() -> None:
    before = time.process_time()
    load_services()

    assert time.process_time() - before < 0.5


def test_services_are_loaded_in_one_order() -> None:
    assert [service.id for service in load_services()] == [service.id for service in LOADED]


def test_a_service_of_the_whole_kingdom_lists_its_four_countries() -> None:
    def countries(service: Service) -> set[str]:
        return {area for area in service.areas if area.startswith("country:")}

    assert len(countries(BY_ID["samaritans"])) == 4
    assert countries(BY_ID["sc-nhs24-mh"]) == {"country:scotland"}
