"""The facts that rules are tested against: the caller's context, minimised and read the safer way."""

from __future__ import annotations

from typing import get_args

import msgspec

from directory.certainty import Certainty, surely
from routing import context
from routing.context import Caller, Need, RedFlag, Request, Setting

PUBLIC_CALLERS = frozenset({"self", "carer", "public"})


class Facts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known, in the words of the rules. Values are strings; "unknown" is a value and never means "no".

    Some are derived: `child` (under 18), `under_19`, `older` (setting L22), `age_doubtful` (looks, years and date of birth
    do not settle it), `danger` (danger_to_life or means_in_hand), `language` (english / other), `place`
    (known / missing / ambiguous / outside), `mha_applies` (no: in Scotland or Northern Ireland), `border` (yes / no),
    `time` (clear / ambiguous), `contradiction` (yes / no).
    """

    caller: Caller
    setting: Setting
    child: Certainty
    under_19: Certainty
    age_doubtful: str
    older: Certainty
    danger: str
    injury: str
    overdose: str
    red_flags: tuple[RedFlag, ...] | None
    intoxication: str
    violence: str
    restrained: str
    s136: str
    arrived: str
    refused: str
    bed_available: str
    ambulance_late: str
    known_to_services: str
    crisis_plan: str
    needs: tuple[Need, ...] | None
    language: str
    risk_to_baby: str
    consent: str
    caller_abroad: str
    request: Request | str
    place: str
    mha_applies: str
    border: str
    time: str
    contradiction: str


ASKED_AS = {
    "child": "age",
    "under_19": "age",
    "older": "age",
    "danger": "danger_to_life",
    "refused": "refused_by",
    "arrived": "arrived_at_place_of_safety",
    "ambulance_late": "ambulance_wait_minutes",
}
"""The context fact to ask for where a rule lacks a derived one."""

NEVER_ASKED = frozenset({"caller", "contradiction", "age_doubtful", "request", "place"})
"""Facts that no rule asks for by lacking them: F4 asks for the place itself."""


def satisfied(facts: Facts, settings: dict[str, str], name: str, wanted: tuple[str, ...]) -> Certainty:
    """Say whether fact `name` has one of the `wanted` values; an unknown fact is UNKNOWN unless "unknown" is wanted."""
    return is_set_to(settings[name], wanted) if name in settings else is_one_of(getattr(facts, name), wanted)


def is_set_to(value: str, wanted: tuple[str, ...]) -> Certainty:
    """Say whether a setting has one of the `wanted` values: it always has one."""
    return surely(value in wanted)


def is_one_of(value: str | tuple[str, ...] | None, wanted: tuple[str, ...]) -> Certainty:
    """Say whether a fact's value is one of the `wanted` ones; an unknown one is UNKNOWN unless "unknown" is wanted."""
    if value is None or value == "unknown":
        return Certainty.YES if "unknown" in wanted else Certainty.UNKNOWN
    if isinstance(value, tuple):
        return surely(any(one in wanted for one in value))
    return surely(value in wanted)


FACTS = frozenset(Facts.__struct_fields__)
"""The names of all facts."""

YES_NO = frozenset({"yes", "no", "unknown"})


def values_of(fact: str) -> frozenset[str]:
    """Return every value that a fact of a rule may have."""
    literals = {
        "caller": context.Caller,
        "setting": context.Setting,
        "red_flags": context.RedFlag,
        "needs": context.Need,
        "request": context.Request,
    }
    own = {
        "injury": {"none", "minor", "serious"},
        "intoxication": {"none", "some", "marked", "medical_risk"},
        "violence": {"none", "history", "current", "weapon"},
        "s136": {"none", "considering", "used"},
        "language": {"english", "other"},
        "place": {"known", "missing", "ambiguous", "outside"},
        "time": {"clear", "ambiguous"},
    }
    if fact in literals:
        return frozenset(get_args(literals[fact])) | {"unknown"}
    return frozenset(own.get(fact, YES_NO)) | {"unknown"}
