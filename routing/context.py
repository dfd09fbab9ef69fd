"""The caller's facts (DESIGN section 5). Every fact but `caller` may be absent; absent is unknown, never "no"."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

Caller = Literal[
    "self",
    "carer",
    "public",
    "nhs111",
    "police",
    "btp_officer",
    "ambulance",
    "ed_staff",
    "gp",
    "school",
    "amhp",
    "custody",
    "ward",
    "care_home",
    "professional_other",
]
YesNo = Literal["yes", "no", "unknown"]
Setting = Literal[
    "public_place",
    "private_dwelling",
    "private_garden",
    "communal_area",
    "railway",
    "ed",
    "custody",
    "school",
    "ward",
    "care_home",
    "vehicle",
    "workplace",
    "unknown",
]
RedFlag = Literal[
    "unrousable",
    "confused_sudden",
    "fit",
    "chest_pain",
    "breathing",
    "head_injury",
    "bleeding",
    "hypo_or_diabetic",
    "hot_or_rigid",
    "prolonged_restraint",
    "not_walking",
]
Need = Literal[
    "perinatal",
    "dementia",
    "sudden_confusion",
    "ld_autism",
    "veteran",
    "deaf_bsl",
    "cannot_speak",
    "no_credit",
    "homeless",
    "substance_use",
    "personality_disorder",
    "eating",
    "bereaved_suicide",
    "domestic_abuse",
    "lone_carer_stress",
    "child_in_care_of_person",
    "missing_from_care",
    "frequent",
]
Request = Literal[
    "welfare_check",
    "mha_assessment",
    "police_vehicle",
    "police_attendance",
    "transfer",
    "handover",
    "s136_number",
    "risk_score",
    "self_referral",
]
Years = Annotated[int, msgspec.Meta(ge=0, le=125)]


class CallerContext(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of the caller, the person and the moment. No name, no address, no free text about the person.

    `at` without an offset is local time in Europe/London and may be ambiguous or not exist. `place` is any text of
    DESIGN section 4. Lists hold what is known to be so; None is unknown, an empty list is "none of them".
    """

    caller: Caller
    at: datetime | None = None
    place: Annotated[str, msgspec.Meta(max_length=120)] | None = None
    setting: Setting = "unknown"
    age: Years | None = None
    dob: date | None = None
    appears_child: YesNo = "unknown"
    danger_to_life: YesNo = "unknown"
    means_in_hand: YesNo = "unknown"
    injury: Literal["none", "minor", "serious", "unknown"] = "unknown"
    overdose: YesNo = "unknown"
    overdose_intent: Literal["intended", "accidental", "unknown"] = "unknown"
    red_flags: tuple[RedFlag, ...] | None = None
    intoxication: Literal["none", "some", "marked", "medical_risk", "unknown"] = "unknown"
    violence: Literal["none", "history", "current", "weapon", "unknown"] = "unknown"
    restrained: YesNo = "unknown"
    s136: Literal["none", "considering", "used", "unknown"] = "unknown"
    arrived_at_place_of_safety: datetime | None = None
    refused_by: str | None = None
    bed_available: YesNo = "unknown"
    ambulance_wait_minutes: Annotated[int, msgspec.Meta(ge=0, le=10080)] | None = None
    known_to_services: YesNo = "unknown"
    crisis_plan: YesNo = "unknown"
    needs: tuple[Need, ...] | None = None
    language: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", examples=["pt-BR"])] | None = None
    risk_to_baby: YesNo = "unknown"
    consent: YesNo = "unknown"
    caller_age: Years | None = None
    caller_abroad: YesNo = "unknown"
    request: Request | None = None
