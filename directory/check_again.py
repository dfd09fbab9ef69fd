"""How long a check of a contact holds, by the kind of its service: after that somebody should ring it again."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from directory.assurance import Assurance
from directory.service import ServiceKind


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """How many days a check holds, who decides that, and what it rests on."""

    days: int
    owner: str
    source: str


# Concordat NH 3.4 asks for an up-to-date directory and states no interval, nor does any other source that we read. All three
# are therefore OUR defaults, the shorter the more hangs on the number at night; an entry may state a day of its own.
_OURS = "our default of November 2026: NH 3.4 asks that entries be kept up to date and states no interval"

_PROFESSIONAL = Interval(days=91, owner="whoever runs the line, with the forces and trusts that ring it", source=_OURS)
_CRISIS = Interval(days=182, owner="the integrated care board", source=_OURS)
_OTHER = Interval(days=365, owner="the keepers of the directory", source=_OURS)

_BY_KIND = dict.fromkeys(
    "s136_advice_line hcp_line ambulance_mh_desk street_triage hbpos_adult hbpos_cyp amhp_day amhp_edt bed_s140 "
    "ambulance_conveyance liaison_psychiatry cyp_liaison custody_mh mother_baby_unit".split(),
    _PROFESSIONAL,
) | dict.fromkeys(
    "nhs111_mh spa_crisis_line crhtt cyp_crisis cyp_spa crisis_cafe crisis_house perinatal_mh older_adult_crisis ucr_2h "
    "social_care_edt liaison_diversion appropriate_adult patient_transport escalation_contact ward_lead rail_police "
    "psychiatric_decision_unit".split(),
    _CRISIS,
)


def interval_of(kind: ServiceKind) -> Interval:
    """Return how long a check holds of a contact of a service of this kind."""
    return _BY_KIND.get(kind, _OTHER)


def verify_by(kind: ServiceKind, verified_on: date) -> date:
    """Return the last day on which a check made on a day holds."""
    return verified_on + timedelta(days=interval_of(kind).days)


def dated(assurance: Assurance, kind: ServiceKind) -> Assurance:
    """Return the assurance with the day by which to check again: as it states, else by its kind; none where never dated."""
    if assurance.verify_by is not None or assurance.verified_on is None:
        return assurance
    return msgspec.structs.replace(assurance, verify_by=verify_by(kind, assurance.verified_on))
