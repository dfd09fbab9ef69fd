"""Search that a handler trusts"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.areas import Found, Place
from directory.assurance import Assurance
from directory.contact import Channel, Contact
from directory.numbers import E164Number, ShortCode
from directory.opening import OpeningState, minute_of
from directory.reader import Audience, Role
from directory.schedule import ALWAYS_OPEN, WEEKDAYS, BankHolidayRule, OnHoliday, Schedule, Session
from directory.search import LISTED, MOST_ELSEWHERE, search, suggestions
from directory.search_answer import (
    AgeOutsideRange,
    AgeUncertain,
    ClosedNow,
    CoversPlace,
    FallbackKind,
    Fit,
    Hit,
    HoursUnknown,
    KindMeant,
    NeedsCheck,
    NotInForce,
    NumberFound,
    OpenNow,
    OutOfArea,
    Reason,
    Replaces,
    SearchResult,
    SpecialistKind,
    SuggestionKind,
    Withheld,
    in_words,
)
from directory.search_index import SearchIndex, national_digits
from directory.search_query import SearchQuery, find_digits
from directory.search_words import PlaceShort
from directory.service import AgeRange, Location, Service, Status, is_offered
from tests.makers import NOW, compiled, the_gazetteer
from tests.searching import MINUTE, an_index, corpus_index, entries_of, found, searched, shipped_index, the_lexicon

CORBY = "council:E06000061"
LEICESTER = "council:E06000016"
EVERYWHERE = ("country:england", "country:wales", "country:scotland", "country:northern-ireland")
MORNINGS = Schedule(
    weekly=(Session(days=WEEKDAYS, opens_at="09:00", closes_at="10:00"),),
    bank_holidays=BankHolidayRule(then=OnHoliday.AS_USUAL),
)
PROFESSIONALS: Audience = (Role.PROFESSIONAL,)


def a_line(number: str = "+441632960001", audience: Audience = (Role.PUBLIC,), schedule: Schedule = ALWAYS_OPEN) -> Contact:
    return Contact(
        id=f"line-{number[-4:]}", channel=Channel.VOICE, number=E164Number(e164=number), audience=audience, schedule=schedule
    )


def a_service(service_id: str, kind: str = "crhtt", **fields: object) -> Service:
    given = {"name": service_id.replace("-", " ").title(), "areas": (CORBY,), "contacts": (a_line(),)} | fields
    return Service(id=service_id, kind=kind, **given)  # type: ignore[arg-type]


def hit_of(result: SearchResult, service_id: str) -> Hit:
    return next(hit for hit in result.hits if hit.service_id == service_id)


def reasons_of(result: SearchResult, service_id: str) -> dict[type[Reason], Reason]:
    return {type(reason): reason for reason in hit_of(result, service_id).reasons}


# Numbers


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+44 (0)1632 960001", "01632960001"),
        ("0044 1632 960001", "01632960001"),
        ("44 1632 960001", "01632960001"),
        ("tel: 01632-960-001", "01632960001"),
        ("960001", "960001"),
        ("0800", "0800"),
        ("08", ""),
        ("111", "111"),
        ("136 suite", ""),
        ("1234", ""),
        ("aged 14 at nn16 8uz", ""),
        ("", ""),
    ],
)
def test_digits_are_read_as_people_dial_them(text: str, digits: str) -> None:
    assert find_digits(text) == digits


def test_a_whole_number_comes_before_its_beginning_its_end_and_its_inside() -> None:
    index = an_index(
        a_service("d-inside", contacts=(a_line("+441600116129"),)),
        a_service("c-end", contacts=(a_line("+441600116123"),)),
        a_service("b-beginning", contacts=(a_line("+441161237777"),)),
        a_service("a-whole", contacts=(Contact(id="main", channel=Channel.VOICE, number=ShortCode(code="116123")),)),
    )
    assert found("116123", index)[0] == "a-whole"
    assert found("01161", index)[0] == "b-beginning"
    assert found("6123", index) == []
    assert found("0116123", index) == ["b-beginning", "c-end"]
    assert found("0011612", index) == ["c-end", "d-inside"]
    assert isinstance(searched("116123", index).hits[0].reasons[0], NumberFound)


def test_a_short_code_is_found_whole_and_never_inside_another_number() -> None:
    assert found("101")[0] == "uk-police-101"
    assert national_digits(E164Number(e164="+33123456789")) == "0033123456789"


def test_a_number_that_nobody_has_falls_back_to_the_words_beside_it() -> None:
    assert found("samaritans 01632 999999")[0] == "samaritans"


# Readers


def test_a_professional_number_is_never_found_by_a_public_reader() -> None:
    lines = {
        national_digits(contact.number): service.id
        for service, _ in shipped_index().segments[0].entries
        for contact in service.contacts
        if contact.number is not None and Role.PUBLIC not in contact.audience and is_offered(service)
    }
    public = {
        national_digits(contact.number)
        for service, _ in shipped_index().segments[0].entries
        for contact in service.contacts
        if contact.number is not None and Role.PUBLIC in contact.audience
    }
    assert len(lines) > 20
    for digits, service_id in lines.items():
        assert service_id in found(digits, reader=Role.OPERATOR)
        for part in (digits, digits[-6:], digits[:8]):
            hits = searched(part, reader=Role.PUBLIC).hits
            assert all(any(part in known for known in public) for hit in hits if isinstance(hit.reasons[0], NumberFound))
        assert digits not in public or digits == "111"


def test_no_layer_of_a_public_reader_holds_a_professional_word_or_number() -> None:
    index = an_index(
        a_service(
            "hidden-line",
            name="Elm",
            audience=PROFESSIONALS,
            eligibility_description="zyzzyva",
            description="zyzzyva",
            notes="numbat",
            location=Location(address="Wombat Lane"),
            contacts=(a_line("+441632960999", PROFESSIONALS), msgspec.structs.replace(a_line("+441632960998"), label="x")),
        ),
    )
    for layer in index.layers_for(Role.PUBLIC):
        assert not {"zyzzyva", "numbat"} & set(layer.words)
        assert "01632960999" not in layer.digits
    assert found("zyzzyva", index, Role.PUBLIC) == []
    assert found("zyzzyva", index, Role.POLICE) == ["hidden-line"]
    assert found("numbat", index, Role.POLICE) == []
    assert found("numbat", index, Role.CURATOR) == ["hidden-line"]
    assert searched("zyzzyvx", index, Role.PUBLIC).did_you_mean == ()
    assert searched("zyzzyvx", index, Role.POLICE).did_you_mean == ("zyzzyva",)


def test_of_an_entry_that_is_not_for_the_reader_only_its_name_is_used() -> None:
    hidden = a_service(
        "berry-place",
        "hbpos_adult",
        audience=PROFESSIONALS,
        ages=(AgeRange(minimum_age=18),),
        ages_assured=True,
        self_referral=False,
        location=Location(address="Corby", latitude=52.49, longitude=-0.69),
        contacts=(a_line(audience=PROFESSIONALS),),
    )
    index = an_index(hidden)
    public = hit_of(searched("136 suite corby", index, Role.PUBLIC, age=10, self_referral=True), "berry-place")
    assert public.fit is Fit.WITHHELD
    assert public.state is OpeningState.UNKNOWN
    assert public.kilometres is None
    assert [match.field for match in public.matched] == []
    assert Withheld() in public.reasons
    assert any(isinstance(reason, AgeUncertain) for reason in public.reasons)
    police = hit_of(searched("136 suite corby", index, Role.POLICE, age=10), "berry-place")
    assert police.fit is Fit.INELIGIBLE
    assert police.kilometres is not None
    assert [match.field for match in police.matched] == ["address"]


def test_suggestions_show_no_number_and_nothing_that_is_kept_from_the_reader() -> None:
    for typed in ("0306999", "03069990201", "berry", "136", "duty nurse"):
        offered = suggestions(shipped_index(), typed, Role.PUBLIC, 8)
        assert not any(re.search(r"[0-9]{4}", suggestion.text) for suggestion in offered)
    assert suggestions(shipped_index(), "03069990201", Role.PUBLIC, 8) == ()


# Where a hit stands, and why


def the_fits() -> SearchIndex:
    return an_index(
        a_service("e-away", areas=(LEICESTER,)),
        a_service("d-withheld", contacts=(a_line(audience=PROFESSIONALS),)),
        a_service("c-adults", ages=(AgeRange(minimum_age=18),), ages_assured=True),
        a_service("b-mornings", contacts=(a_line(schedule=MORNINGS),)),
        a_service("a-unknown", contacts=(a_line(schedule=Schedule()),)),
        a_service("a-open", status=Status.NEEDS_CHECK),
    )


def test_what_fits_comes_first_and_the_others_after_it_each_with_its_reason() -> None:
    result = searched("crhtt corby", the_fits(), Role.PUBLIC, age=15)
    assert [hit.service_id for hit in result.hits] == ["a-unknown", "a-open", "b-mornings", "c-adults", "d-withheld", "e-away"]
    assert [hit.fit for hit in result.hits] == [
        Fit.FITTING,
        Fit.FITTING,
        Fit.CLOSED,
        Fit.INELIGIBLE,
        Fit.WITHHELD,
        Fit.OUT_OF_AREA,
    ]
    assert HoursUnknown in reasons_of(result, "a-unknown")
    assert {OpenNow, NeedsCheck, CoversPlace, KindMeant} <= set(reasons_of(result, "a-open"))
    assert reasons_of(result, "b-mornings")[ClosedNow] == ClosedNow(minute_of(datetime(2026, 12, 10, 9, 0, tzinfo=NOW.tzinfo)))
    assert reasons_of(result, "c-adults")[AgeOutsideRange] == AgeOutsideRange(18, None)
    assert OutOfArea in reasons_of(result, "e-away")


def test_an_entry_that_has_not_begun_or_has_ended_comes_after_with_its_dates() -> None:
    index = an_index(
        a_service("a-later", valid_from=date(2026, 12, 10)),
        a_service("b-ended", valid_to=date(2026, 12, 8)),
        a_service("c-today", valid_from=date(2026, 12, 9), valid_to=date(2026, 12, 9)),
    )
    result = searched("crhtt corby", index)
    assert (result.hits[0].service_id, result.hits[0].fit) == ("c-today", Fit.FITTING)
    assert NotInForce(date(2026, 12, 10), None) in hit_of(result, "a-later").reasons
    assert hit_of(result, "b-ended").fit is Fit.CLOSED
    assert hit_of(result, "b-ended").state is OpeningState.CLOSED


def test_another_instant_gives_another_order() -> None:
    later = MINUTE + int(timedelta(hours=22, minutes=30) / timedelta(minutes=1))
    hit = hit_of(searched("crhtt corby", the_fits(), at=later), "b-mornings")
    assert hit.state is OpeningState.OPEN
    assert hit.changes_at == later + 30


def test_asking_for_what_is_open_puts_the_surely_open_first_and_hides_nothing() -> None:
    assert found("crhtt corby", the_fits()).index("a-unknown") < 3
    assert found("crhtt open now corby", the_fits()).index("a-unknown") == 3
    assert set(found("crhtt corby", the_fits(), open_now=True)) == set(found("crhtt corby", the_fits()))


def test_an_entry_that_waits_to_be_checked_stands_below_one_that_does_not() -> None:
    index = an_index(a_service("a-team", status=Status.NEEDS_CHECK), a_service("b-team"))
    assert found("crhtt corby", index) == ["b-team", "a-team"]


def test_an_age_in_the_words_counts_as_an_age() -> None:
    assert searched("crhtt corby 15 year old", the_fits()).hits[-1].fit is Fit.OUT_OF_AREA
    assert hit_of(searched("crhtt corby, aged 15", the_fits()), "c-adults").fit is Fit.INELIGIBLE
    assert hit_of(searched("crhtt corby, aged 15", the_fits(), age=30), "c-adults").fit is Fit.FITTING


def test_specialist_kinds_stand_lower_unless_asked_for_or_the_age_says_so() -> None:
    index = an_index(
        a_service("a-children", "cyp_crisis"),
        a_service("b-adults", "crhtt"),
        a_service("c-older", "older_adult_crisis"),
        a_service("d-own", "own_team"),
    )
    assert found("corby", index) == ["b-adults", "d-own", "a-children", "c-older"]
    assert SpecialistKind("children") in hit_of(searched("corby", index), "a-children").reasons
    assert found("corby", index, age=12)[:2] == ["a-children", "b-adults"]
    assert found("corby", index, age=80) == ["b-adults", "c-older", "d-own", "a-children"]
    assert found("kids corby", index)[0] == "a-children"


def test_services_elsewhere_are_few_and_only_the_best() -> None:
    away = [a_service(f"away-{number}", areas=(LEICESTER,)) for number in range(30)]
    index = an_index(*away, a_service("here", "crisis_cafe"))
    assert len(found("crhtt corby", index, limit=100)) == MOST_ELSEWHERE
    assert all(hit.fit is Fit.OUT_OF_AREA for hit in searched("crhtt corby", index).hits)


def test_distance_is_measured_to_a_door_that_is_known() -> None:
    index = an_index(a_service("near", location=Location(address="Corby", latitude=52.49, longitude=-0.69)), a_service("far"))
    result = searched("crhtt corby", index)
    assert hit_of(result, "near").kilometres == pytest.approx(1, abs=2)
    assert hit_of(result, "far").kilometres is None


def test_a_door_close_by_comes_before_one_further_off() -> None:
    index = an_index(
        a_service("a-kettering", "crisis_cafe", location=Location(latitude=52.4, longitude=-0.73)),
        a_service("b-corby", "crisis_cafe", location=Location(latitude=52.49, longitude=-0.69)),
    )
    assert found("cafe corby", index) == ["b-corby", "a-kettering"]


def test_what_matched_is_marked_in_the_text_as_kept() -> None:
    hit = searched("samaratins").hits[0]
    name = next(match for match in hit.matched if match.field == "name")
    assert [name.text[span.start : span.end] for span in name.spans] == ["Samaritans"]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (NumberFound(whole=True), "the number"),
        (NumberFound(whole=False), "part of the number"),
        (KindMeant("136", "hbpos_adult", "Place of safety"), "136: Place of safety"),
        (Replaces("old", "Old line"), "replaces Old line"),
        (CoversPlace("Corby"), "serves Corby"),
        (OutOfArea(), "serves other areas"),
        (OpenNow(None), "open"),
        (ClosedNow(None), "closed"),
        (HoursUnknown(), "hours not known"),
        (NotInForce(date(2026, 12, 9), None), "in force from 9 December 2026"),
        (NotInForce(None, date(2026, 12, 9)), "in force until 9 December 2026"),
        (AgeOutsideRange(None, 17), "takes ages 0 to 17"),
        (AgeOutsideRange(18, None), "takes ages 18 and over"),
        (AgeUncertain(), "ask whether it takes this age"),
        (SpecialistKind("veterans"), "for some people only: veterans"),
        (NeedsCheck(), "entry waits to be checked"),
        (Withheld(), "its number is not for this reader"),
    ],
)
def test_every_reason_has_words(reason: Reason, words: str) -> None:
    assert in_words(reason) == words


# Entries that are no longer offered


def test_an_entry_that_was_replaced_points_on_and_is_never_a_hit() -> None:
    index = an_index(
        a_service("old", name="Wombat line", status=Status.SUPERSEDED, superseded_by="newer"),
        a_service("newer", name="Numbat line", status=Status.SUPERSEDED, superseded_by="newest"),
        a_service("newest", name="Quokka line"),
        a_service("ended", name="Wombat house", status=Status.HISTORIC),
        a_service("circle", name="Bilby", status=Status.SUPERSEDED, superseded_by="circle"),
    )
    result = searched("wombat", index)
    assert [hit.service_id for hit in result.hits] == ["newest"]
    assert {(gone.service_id, gone.superseded_by) for gone in result.gone} == {("old", "newer"), ("ended", None)}
    assert Replaces("old", "Wombat line") in result.hits[0].reasons
    assert found("bilby", index) == []
    assert found("wombat quokka line", index)[0] == "newest"


def test_an_old_number_leads_to_the_line_that_took_its_place() -> None:
    result = searched("0800 073 0066")
    assert [gone.service_id for gone in result.gone] == ["elft-newham-old"]
    assert "elft-newham-old" not in [hit.service_id for hit in result.hits]


# Never blank


@pytest.mark.parametrize("text", ["xyzzyq", "", "the of and", "qqqqq corby"])
def test_the_search_is_never_blank(text: str) -> None:
    result = searched(text, place="Corby")
    assert [fallback.what for fallback in result.fallbacks] == list(FallbackKind)
    assert [fallback.service_id for fallback in result.fallbacks] == ["nn-mental-health-number", "nhs111-mh", "999"]


def test_without_a_place_there_is_still_111_and_999() -> None:
    assert [fallback.service_id for fallback in searched("xyzzyq").fallbacks] == ["nhs111-mh", "999"]
    assert [fallback.service_id for fallback in searched("xyzzyq", an_index()).fallbacks] == [None, None]


@pytest.mark.parametrize(
    "text", ["suicidal", "mum took an overdose", "he wants to kill himself", "going to jump", "topping herself"]
)
def test_words_of_danger_put_the_999_banner_up(text: str) -> None:
    assert searched(text).danger


def test_other_words_do_not() -> None:
    assert not searched("crisis cafe corby").danger


def test_a_misspelt_word_is_mended_and_said_in_our_words() -> None:
    assert "samaritans" in searched("samaratins").did_you_mean
    assert "wellingborough" in searched("crisis wellingbrough").did_you_mean


# Needs


def test_danger_comes_first_whatever_the_order_of_the_words_or_the_age() -> None:
    everything = an_index(
        a_service("a-drink", "substance_misuse"),
        a_service("b-hospital", "ed"),
        a_service("c-line", "spa_crisis_line"),
        a_service("d-children", "cyp_crisis"),
        a_service("e-older", "older_adult_crisis"),
    )
    assert found("drunk and suicidal corby", everything)[0] == "c-line"
    assert found("my 15 year old took paracetamol corby", everything)[0] == "b-hospital"
    assert found("teenager took paracetamol corby", everything)[0] == "b-hospital"
    assert found("suicidal corby", everything, age=15)[0] == "d-children"
    assert found("suicidal teenager corby", everything)[0] == "d-children"
    assert found("suicidal corby", everything, age=80)[0] == "e-older"
    assert "e-older" not in found("suicidal corby", everything)


def test_a_general_helpline_stands_below_the_one_that_is_for_exactly_this() -> None:
    index = an_index(a_service("a-any", "helpline"), a_service("b-eating", "helpline", name="Beat", areas=EVERYWHERE))
    assert found("anorexia", index) == ["b-eating"]
    assert found("anorexia", an_index(a_service("a-any", "helpline"))) == ["a-any"]


# Places


def test_a_place_in_the_words_goes_before_the_one_that_is_set() -> None:
    assert searched("crisis line leicester", place="Corby").place == "Leicester"
    assert searched("crisis line", place="Corby").place == "Corby"


def test_a_place_already_understood_is_taken_as_it_is() -> None:
    resolution = the_gazetteer().resolve("Corby")
    assert isinstance(resolution, Found)
    assert searched("crisis line", place=resolution.place).place == "Corby"
    nowhere = msgspec.structs.replace(resolution.place, latitude=None, longitude=None)
    assert isinstance(nowhere, Place)
    assert searched("crisis line", place=nowhere).hits[0].kilometres is None


def test_a_place_that_is_not_known_is_said_so_and_hides_nothing() -> None:
    result = searched("samaritans", place="Xyzzyqq")
    assert result.place_expected
    assert result.hits[0].service_id == "samaritans"


def test_a_name_of_several_places_asks_which() -> None:
    result = searched("crisis line newport")
    assert len(result.which_place) > 1
    assert result.place == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("crisis line kent police", "Kent"),
        ("crisis line nn16 8uz", "NN16"),
        ("crisis line nn16 8", "NN16 8"),
        ("crisis line nn16", "NN16"),
        ("crisis line nn168uz", "NN16"),
        ("crisis line zz99", ""),
        ("crisis line kettring", "Kettering"),
        ("crisis line stoke on tre", "Stoke-on-Trent"),
        ("weston super ma crisis line", "Weston-super-Mare"),
        ("stockton on teess crisis line", "Stockton-on-Tees"),
        ("corbycrisis", "Corby"),
        ("street triage", ""),
        ("berrywood hospital", ""),
        ("st marys hospital", ""),
        ("crisis line qqqq", ""),
        ("crisis line abc", ""),
        ("crisis line scotland", "Scotland"),
        ("kgh", "Kettering"),
        ("crisis resolution milton keens", "Milton Keynes"),
        ("14 yr old cutting derby", "Derby"),
    ],
)
def test_a_place_is_found_among_the_words(text: str, place: str) -> None:
    assert searched(text).place == place


def test_a_far_larger_place_one_slip_away_is_thought_of_before_those_that_begin_so() -> None:
    assert searched("crisis line leds").which_place[0].label == "Leeds"


@pytest.mark.parametrize("short", the_lexicon().places, ids=lambda short: short.name)
def test_every_short_name_of_a_place_has_a_test_query_that_finds_it(short: PlaceShort) -> None:
    meant = the_gazetteer().resolve(short.means)
    assert isinstance(meant, Found)
    assert searched(short.test_query).place == meant.place.label


def test_the_beginning_of_a_far_larger_place_is_thought_of_too() -> None:
    assert {"Poole", "Pool"} <= {place.label.partition(",")[0] for place in searched("crisis line pool").which_place}


# Filters, counts, pages


def test_filters_leave_in_what_is_not_known() -> None:
    index = an_index(
        a_service("a-yes", self_referral=True),
        a_service("b-no", self_referral=False),
        a_service("c-unknown"),
        a_service("d-police", "street_triage", contacts=(a_line(audience=(Role.POLICE,)),)),
    )
    assert set(found("corby", index, self_referral=True)) == {"a-yes", "c-unknown", "d-police"}
    assert found("corby", index, kinds=("street_triage",)) == ["d-police"]
    assert found("", index, kinds=("street_triage",)) == ["d-police"]
    assert "d-police" not in found("corby", index, audience=Role.PUBLIC)


def test_facets_count_all_hits_and_not_only_the_page() -> None:
    facets = searched("crhtt corby", the_fits(), limit=1).facets
    assert [(count.value, count.count) for count in facets.kind] == [("crhtt", 6)]
    assert {count.value: count.count for count in facets.open_now} == {"open": 4, "closed": 1, "unknown": 1}
    assert {count.value: count.count for count in facets.self_referral} == {"unknown": 6}
    assert {count.value: count.count for count in facets.audience} == {"public": 6}
    assert {count.value: count.count for count in facets.age} == {"unknown": 6}
    assert facets.area[0].value == "North Northamptonshire"


def test_pages_fit_together_and_are_the_same_each_time() -> None:
    whole = found("crisis", limit=200)
    pages = [found("crisis", limit=7, offset=offset) for offset in range(0, len(whole), 7)]
    assert [service_id for page in pages for service_id in page] == whole
    assert len(set(whole)) == len(whole)


def test_of_very_many_matches_the_best_are_put_in_order_and_all_are_counted() -> None:
    result = searched("crisis", corpus_index(), limit=LISTED + 100)
    assert len(result.hits) == LISTED
    assert result.total > LISTED


def test_without_words_or_place_everything_that_may_be_offered_is_listed() -> None:
    assert set(found("", the_fits())) == {"a-open", "a-unknown", "b-mornings", "c-adults", "d-withheld", "e-away"}


def test_equal_hits_stand_in_the_order_of_their_ids() -> None:
    index = an_index(*(a_service(f"{letter}-team", name="Team") for letter in "dbca"))
    assert found("crhtt corby", index) == ["a-team", "b-team", "c-team", "d-team"]


# Edits


def test_one_edited_service_is_found_at_once_and_its_old_words_are_not() -> None:
    index = an_index(a_service("team", name="Wombat team", contacts=(a_line("+441632960001"),)), a_service("other", name="Elm"))
    (edited,) = entries_of(compiled((a_service("team", name="Numbat team", contacts=(a_line("+441632960002"),)),)))
    (added,) = entries_of(compiled((a_service("bilby"),)))
    after = index.with_edits([edited]).with_edits([added])
    assert found("wombat", after) == []
    assert found("numbat", after) == ["team"]
    assert found("01632960002", after) == ["team"]
    assert found("01632960001", after) == ["bilby", "other"]
    assert set(found("crhtt corby", after)) == {"team", "bilby", "other"}
    assert found("wombat", index) == ["team"]
    removed = after.with_edits([], removed=["team", "bilby", "never-there"])
    assert found("crhtt corby", removed) == ["other"]
    assert removed.find("team") is None
    assert removed.find("other") is not None
    assert removed.find("bilby") is None
    assert after.name("team") == "Numbat team"


def test_an_edit_among_ten_thousand_is_found() -> None:
    (edited,) = entries_of(compiled((a_service("synth-1", name="Quokka team"),)))
    index = corpus_index().with_edits([edited])
    assert found("quokka", index) == ["synth-1"]


def test_a_replaced_entry_can_be_edited_back() -> None:
    index = an_index(a_service("team", status=Status.HISTORIC, name="Wombat"))
    assert index.gone
    (edited,) = entries_of(compiled((a_service("team", name="Wombat"),)))
    assert found("wombat", index.with_edits([edited])) == ["team"]


# As someone types


def test_suggestions_offer_services_kinds_and_places() -> None:
    offered = suggestions(shipped_index(), "cor", Role.PUBLIC, 8)
    assert any(one.what is SuggestionKind.PLACE and one.value == "Corby" for one in offered)
    assert any(one.what is SuggestionKind.KIND for one in suggestions(shipped_index(), "crisis c", Role.PUBLIC, 8))
    samaritans = suggestions(shipped_index(), "samari", Role.PUBLIC, 8)[0]
    assert (samaritans.what, samaritans.value) == (SuggestionKind.SERVICE, "samaritans")
    assert suggestions(shipped_index(), " ", Role.PUBLIC, 8) == ()
    assert len(suggestions(shipped_index(), "c", Role.PUBLIC, 4)) <= 4


# Whatever is typed

NASTY = [
    pytest.param("😀🚑 corby 😱", id="emoji"),
    pytest.param("a" * 10_000, id="one long word"),
    pytest.param("crisis " * 1_500, id="ten thousand characters"),
    pytest.param("مرحبا كيف حالك انتحار", id="right to left"),
    pytest.param("\u202e\x00 kettering", id="control characters"),
    pytest.param("'; DROP TABLE services; --", id="SQL"),
    pytest.param("<script>alert(1)</script>", id="markup"),
    pytest.param("the of and to", id="only stop words"),
    pytest.param("7" * 10_000, id="only digits"),
    pytest.param("((((+44", id="brackets"),
    pytest.param("²³¹ ½", id="digits that are none"),
    pytest.param(" ".join("abcdefghijklmnopqrstuvwxyz"), id="letters"),
]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_there_is_an_answer_that_does_not_repeat_it(text: str) -> None:
    result = search(corpus_index(), SearchQuery(at=MINUTE, text=text, limit=5))
    assert result.fallbacks
    sent = {word for word in text.casefold().split() if len(word) > 3}
    said = " ".join((*result.did_you_mean, result.place_expected)).casefold()
    assert not {word for word in sent if not word.isalpha() and word in said}
    suggestions(corpus_index(), text, Role.PUBLIC, 5)


def test_a_service_without_source_or_contact_is_found_all_the_same() -> None:
    index = an_index(a_service("bare", contacts=(), assurance=Assurance(), audience=()))
    assert found("crhtt corby", index, Role.OPERATOR) == ["bare"]
    assert searched("crhtt", index, Role.OPERATOR).facets.audience == ()


@given(text=st.text(max_size=300), reader=st.sampled_from(list(Role)), age=st.none() | st.integers(0, 120))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_each_reader_an_answer_with_a_way_on(text: str, reader: Role, age: int | None) -> None:
    result = search(shipped_index(), SearchQuery(at=MINUTE, text=text, reader=reader, age=age, place="Corby"))
    assert [fallback.what for fallback in result.fallbacks][-2:] == [FallbackKind.NHS_111, FallbackKind.EMERGENCY]
    orders = [list(Fit).index(hit.fit) for hit in result.hits if not isinstance(hit.reasons[0], NumberFound)]
    assert orders == sorted(orders)
    assert result == search(shipped_index(), SearchQuery(at=MINUTE, text=text, reader=reader, age=age, place="Corby"))
