"""Why a place of safety turned somebody away: told by code, with nothing about the person.

Some grounds the Concordat does not allow; they are told apart so that the curator of the place and commissioners see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from directory.reader import Role

TELLERS = (Role.POLICE, Role.AMBULANCE, Role.AMHP, Role.ED, Role.CUSTODY, Role.OPERATOR)
"""Those who bring people to places of safety, and may tell that one refused."""


class RefusalReason(StrEnum):
    """What the place gave as its reason."""

    FULL = "full"
    STAFFING = "staffing"
    CLOSED = "closed"
    OUT_OF_AREA = "out_of_area"
    AGE = "age"
    PHYSICAL_HEALTH = "physical_health"
    INTOXICATION = "intoxication"
    VIOLENCE = "violence"
    OFFENDING = "offending"
    SELF_HARM = "self_harm"
    PERSONALITY_DISORDER = "personality_disorder"
    LEARNING_DISABILITY = "learning_disability"
    GENDER = "gender"
    NO_BED = "no_bed"
    REFUSED_ELSEWHERE = "refused_elsewhere"
    OTHER = "other"


WORDS: Mapping[RefusalReason, str] = {
    RefusalReason.FULL: "Full",
    RefusalReason.STAFFING: "Not enough staff",
    RefusalReason.CLOSED: "Closed",
    RefusalReason.OUT_OF_AREA: "Not from their area",
    RefusalReason.AGE: "Age",
    RefusalReason.PHYSICAL_HEALTH: "Physical health first",
    RefusalReason.INTOXICATION: "Intoxicated (drink or drugs)",
    RefusalReason.VIOLENCE: "Violence, now or before",
    RefusalReason.OFFENDING: "An offence or a record",
    RefusalReason.SELF_HARM: "Self-harm",
    RefusalReason.PERSONALITY_DISORDER: "Personality disorder",
    RefusalReason.LEARNING_DISABILITY: "Learning disability or autism",
    RefusalReason.GENDER: "Gender",
    RefusalReason.NO_BED: "No bed on a ward afterwards",
    RefusalReason.REFUSED_ELSEWHERE: "Refused elsewhere already",
    RefusalReason.OTHER: "Another reason, or none",
}

FORBIDDEN: Mapping[RefusalReason, str] = {
    RefusalReason.INTOXICATION: "CC B9",
    RefusalReason.VIOLENCE: "CC B9",
    RefusalReason.OFFENDING: "CC B9",
    RefusalReason.SELF_HARM: "CC B9",
    RefusalReason.PERSONALITY_DISORDER: "CC B9",
    RefusalReason.LEARNING_DISABILITY: "CC B9",
    RefusalReason.GENDER: "CC B9",
    RefusalReason.NO_BED: "CC B7",
}
"""Grounds on which no place of safety may turn somebody away, each with the clause of the Concordat (2014) that says so."""
