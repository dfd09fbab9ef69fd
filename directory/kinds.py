"""The vocabulary of service kinds (policy/vocab.json of the brief) and the five services policy names by id."""

from __future__ import annotations

PUBLIC_KINDS = frozenset(
    "999 ed nhs111_mh spa_crisis_line crhtt cyp_crisis cyp_spa crisis_cafe crisis_house veterans_mh substance_misuse "
    "homeless_outreach domestic_abuse bereavement_suicide safeguarding_child safeguarding_adult carer_support advocacy gp "
    "gp_ooh talking_therapies own_team perinatal_mh older_adult_crisis ucr_2h ld_autism_team social_care_edt "
    "listening_line text_line rail_police helpline".split()
)

PROFESSIONAL_KINDS = frozenset(
    "s136_advice_line hcp_line ambulance_mh_desk street_triage hbpos_adult hbpos_cyp liaison_psychiatry cyp_liaison "
    "amhp_day amhp_edt bed_s140 ambulance_conveyance patient_transport custody_mh liaison_diversion appropriate_adult "
    "mother_baby_unit ward_lead escalation_contact".split()
)

SEARCHABLE_KINDS = frozenset(
    "urgent_treatment_centre community_mh_team sexual_assault_referral_centre youth_counselling inpatient_ward "
    "psychiatric_decision_unit early_intervention_psychosis information_line housing".split()
)

NEVER_ROUTED = frozenset({"police_station", "police_caged_vehicle"})
"""Mental Health Act 1983 s136A and SI 2017/1036: nothing of these kinds is ever loaded, let alone offered."""

KINDS = PUBLIC_KINDS | PROFESSIONAL_KINDS | SEARCHABLE_KINDS

NAMED_SERVICES = {
    "samaritans": "listening_line",
    "shout_text": "text_line",
    "childline": "listening_line",
    "papyrus": "listening_line",
    "btp": "rail_police",
}
"""The national services that policy asks for by id, with their kinds."""
