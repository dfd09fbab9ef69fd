"""What became of a service that a call handler found: given to the caller, or rejected with one of twelve reasons.

The reasons are those for which handlers of the NHS Directory of Services turn a service down, in our words; curators read
them to mend entries, so a reason names what is wrong with the entry wherever it can.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What a handler did with a result, or that somebody reported a problem with it."""

    GIVEN = "given"
    REJECTED = "rejected"
    REPORTED = "reported"


class Rejection(StrEnum):
    """Why a result was not given to the caller."""

    COULD_NOT_CONTACT = "could_not_contact"
    NO_CAPACITY = "no_capacity"
    WRONG_AREA = "wrong_area"
    AGE_NOT_ACCEPTED = "age_not_accepted"
    GENDER_NOT_ACCEPTED = "gender_not_accepted"
    CONDITION_NOT_TREATED = "condition_not_treated"
    CLOSED_DESPITE_HOURS = "closed_despite_hours"
    NOT_CLINICALLY_RIGHT = "not_clinically_right"
    PATIENT_REFUSED = "patient_refused"
    TOO_FAR = "too_far"
    NUMBER_WRONG = "number_wrong"
    OTHER = "other"


WORDS = {
    Rejection.COULD_NOT_CONTACT: "Could not be reached: no answer",
    Rejection.NO_CAPACITY: "No capacity",
    Rejection.WRONG_AREA: "Does not serve this area",
    Rejection.AGE_NOT_ACCEPTED: "Does not take this age",
    Rejection.GENDER_NOT_ACCEPTED: "Does not take this gender",
    Rejection.CONDITION_NOT_TREATED: "Does not treat this condition",
    Rejection.CLOSED_DESPITE_HOURS: "Closed, though its hours say open",
    Rejection.NOT_CLINICALLY_RIGHT: "Not clinically right",
    Rejection.PATIENT_REFUSED: "The patient refused",
    Rejection.TOO_FAR: "Too far",
    Rejection.NUMBER_WRONG: "The number is wrong",
    Rejection.OTHER: "Another reason",
}
