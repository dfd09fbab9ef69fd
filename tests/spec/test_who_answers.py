"""Who answers, row by row of the routing table, where the forty vignettes do not show it."""

from __future__ import annotations

import pytest

from directory.capacity import CapacityReport, Space
from routing.answer import AgeNotKnown, Answer
from routing.context import CallerContext
from routing.router import answer
from tests.makers import NOW, asked, fixture_edition, ids, kinds, said, shipped_edition, the_policy

ADULT, PLACE = 40, "Northampton"
STREET, HOME, WARD, DEPARTMENT = "public_place", "private_dwelling", "ward", "ed"


def ask(caller: str, **facts: object) -> Answer:
    """Ask the fixture directory on a Wednesday at 11:00, no danger, an adult at Northampton unless told otherwise."""
    return asked(fixture_edition(), NOW, **({"caller": caller, "place": PLACE, "danger_to_life": "no", "age": ADULT} | facts))


def before(given: Answer, first: str, then: str) -> bool:
    return kinds(given).index(first) < kinds(given).index(then)


def test_h1_nobody_is_told_to_stay_with_a_person_who_may_be_armed_or_on_the_track() -> None:
    words = next(text.public for text in the_policy().messages if text.code == "STAY_ON_LINE")
    assert "stay with" not in words.lower()


@pytest.mark.parametrize("caller", ["self", "carer", "nhs111", "school"])
def test_h3_whoever_rings_999_for_a_red_flag_stays_on_the_line(caller: str) -> None:
    assert "STAY_ON_LINE" in said(ask(caller, red_flags=["unrousable"]))


def test_h8_an_officer_whose_use_of_the_power_is_not_known_is_told_to_consult() -> None:
    assert "CONSULT_BEFORE_136" in said(ask("police", setting=STREET))
    assert "CONSULT_BEFORE_136" not in said(ask("police", setting=STREET, s136="none"))


@pytest.mark.parametrize("caller", ["gp", "nhs111", "professional_other", "ed_staff", "police"])
def test_h11_every_professional_is_told_that_the_assessment_goes_ahead_without_a_bed(caller: str) -> None:
    given = ask(caller, bed_available="no")
    assert {"ASSESS_WITHOUT_BED", "ESCALATE_SENIOR"} <= said(given)
    assert "escalation_contact" in kinds(given)


def test_h11_an_amhp_is_asked_whether_there_is_a_bed_and_the_public_is_not() -> None:
    assert "bed_available" in ask("amhp").ask
    assert "bed_available" not in ask("carer").ask


@pytest.mark.parametrize("caller", ["self", "nhs111", "school", "care_home", "gp"])
def test_h13_danger_not_known_puts_999_beside_the_first_number(caller: str) -> None:
    assert kinds(ask(caller, danger_to_life="unknown"))[1] == "999"


def test_h13_999_stays_near_the_first_number_for_somebody_deaf() -> None:
    assert kinds(ask("self", danger_to_life="unknown", needs=["deaf_bsl"]))[:3] == ["nhs111_mh", "text_line", "999"]


def test_a3_an_officer_who_considers_section_136_sees_the_places_of_safety_under_the_lines() -> None:
    given = ask("police", s136="considering", setting=STREET)
    assert kinds(given)[0] == "s136_advice_line"
    assert before(given, "hcp_line", "hbpos_adult")
    assert "hbpos_adult" not in kinds(ask("police", s136="considering", setting=HOME))
    assert "hbpos_cyp" in kinds(ask("police", s136="considering", setting=STREET, age=15))


def test_a5_a_crew_that_carries_somebody_under_section_136_is_given_the_place_of_safety_first() -> None:
    assert kinds(ask("ambulance", s136="used"))[0] == "hbpos_adult"
    assert kinds(ask("ambulance", s136="none"))[0] == "hcp_line"


@pytest.mark.parametrize(
    ("caller", "first"),
    [
        pytest.param("carer", "spa_crisis_line", id="carer"),
        pytest.param("gp", "spa_crisis_line", id="gp"),
        pytest.param("amhp", "spa_crisis_line", id="amhp"),
        pytest.param("ambulance", "hcp_line", id="a crew has its own line"),
        pytest.param("police", "s136_advice_line", id="so has an officer"),
        pytest.param("ward", "ward_lead", id="a ward looks first itself"),
    ],
)
def test_a13_a_welfare_check_goes_to_those_who_care_for_the_person(caller: str, first: str) -> None:
    given = ask(caller, request="welfare_check")
    assert kinds(given)[0] == first
    assert {"spa_crisis_line", "own_team"} <= set(kinds(given))
    assert "PROVIDER_LOOKS_FIRST" in said(given)


def at_full_suites(*full: str, age: int) -> list[str]:
    reports = {suite: CapacityReport(status=Space.FULL, updated=NOW) for suite in full}
    context = CallerContext(caller="police", s136="used", age=age, place=PLACE, danger_to_life="no", at=NOW)
    return ids(answer(fixture_edition(), context, NOW, reports))


def test_p1_for_a_child_the_next_areas_are_asked_for_their_young_peoples_suites() -> None:
    offered = at_full_suites("hbpos-cyp-northamptonshire", age=15)
    assert "hbpos-cyp-leicestershire" in offered
    assert "hbpos-adult-leicestershire" not in offered
    assert "hbpos-adult-northamptonshire" in offered


def test_p1_where_all_are_full_the_department_stands_right_after_the_suites() -> None:
    offered = at_full_suites(
        *(f"hbpos-adult-{area}" for area in ("northamptonshire", "leicestershire", "lincolnshire")), age=40
    )
    suites = [index for index, option in enumerate(offered) if option.startswith("hbpos")]
    assert offered[suites[-1] + 1] == "ed"


@pytest.mark.parametrize(("caller", "setting"), [("ed_staff", DEPARTMENT), ("ward", WARD)])
def test_p6_in_a_hospital_the_amhp_stands_before_the_lines(caller: str, setting: str) -> None:
    assert before(ask(caller, setting=setting, s136="used"), "amhp_day", "hcp_line")


def test_p7_a_child_kept_in_a_hospital_is_seen_by_the_young_peoples_team() -> None:
    given = kinds(ask("police", setting=DEPARTMENT, s136="used", age=14))
    assert "cyp_liaison" in given
    assert "liaison_psychiatry" not in given


def test_c2_a_child_in_danger_brings_safeguarding_in() -> None:
    assert "safeguarding_child" in kinds(ask("school", age=13, danger_to_life="yes"))
    assert "safeguarding_child" not in kinds(ask("school", age=13))


def test_c6_numbers_that_take_everybody_raise_no_question_of_age_for_a_child() -> None:
    given = asked(shipped_edition(), NOW, caller="self", place="Corby", age=15, danger_to_life="no")
    doubtful = {option.service_id for option in given.options for reason in option.reasons if isinstance(reason, AgeNotKnown)}
    assert not doubtful & {"999", "nhs111-mh", "samaritans", "shout_text", "childline"}


def test_s1_a_baby_at_risk_brings_safeguarding_in() -> None:
    given = ask("carer", needs=["perinatal"], risk_to_baby="yes")
    assert kinds(given)[0] == "999"
    assert "safeguarding_child" in kinds(given)


def test_s1_a_professional_is_told_within_which_time_a_psychosis_after_birth_is_seen() -> None:
    assert "T14" in {target.code for target in ask("gp", needs=["perinatal"]).targets}
    assert "T14" not in {target.code for target in ask("self", needs=["perinatal"]).targets}


def test_s2_sudden_confusion_is_thought_of_as_delirium_however_it_is_told() -> None:
    assert "THINK_DELIRIUM" in said(ask("care_home", red_flags=["confused_sudden"]))
    assert kinds(ask("ward", setting=WARD, needs=["sudden_confusion"]))[:2] == ["ward_lead", "999"]


def test_v2_a_ward_that_restrains_somebody_is_not_sent_for_a_vehicle() -> None:
    inside, street = ask("ward", setting=WARD, restrained="yes"), ask("police", setting=STREET, s136="used", restrained="yes")
    assert (kinds(inside)[0], kinds(street)[0]) == ("ward_lead", "ambulance_conveyance")
    assert "SAY_RESTRAINED" in said(inside) & said(street)


@pytest.mark.parametrize(
    ("caller", "setting", "by"),
    [
        pytest.param("ward", WARD, "patient_transport", id="between hospitals"),
        pytest.param("police", WARD, "patient_transport", id="between hospitals, an officer asked to drive"),
        pytest.param("amhp", HOME, "ambulance_conveyance", id="an AMHP from a home"),
        pytest.param("police", STREET, "ambulance_conveyance", id="an officer from the street"),
    ],
)
def test_v5_between_hospitals_patient_transport_and_from_elsewhere_the_ambulance(caller: str, setting: str, by: str) -> None:
    given = kinds(ask(caller, setting=setting, request="transfer"))
    assert by in given
    assert ("patient_transport" in given) is (by == "patient_transport")


def test_f8_the_mental_health_act_holds_in_wales_and_not_in_scotland() -> None:
    def codes(place: str) -> set[str]:
        given = ask("police", place=place, s136="used", setting=STREET, age=16)
        return said(given) | {target.code for target in given.targets}

    law = {"CLOCK_24H", "NO_POLICE_STATION_U18", "T8"}
    assert law <= codes("Cardiff")
    assert not law & codes("EH1")
    assert not {"T5", "T6", "T7"} & codes("Cardiff")


def test_f10_after_a_refusal_the_senior_contact_stands_before_the_other_lines() -> None:
    given = ask("gp", refused_by="crhtt")
    assert kinds(given)[:2] == ["hcp_line", "escalation_contact"]
    assert {"ESCALATE_SENIOR", "RECORD_REASON"} <= said(given)


def test_h10_samaritans_never_stand_before_a_local_team_for_a_professional() -> None:
    given = ask("police", s136="none", setting=STREET, needs=["homeless", "veteran", "substance_use"])
    for team in ("homeless_outreach", "veterans_mh", "substance_misuse"):
        assert before(given, team, "listening_line")
