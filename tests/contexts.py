"""Any caller's context, for properties."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

from hypothesis import strategies as st

from routing import context as facts
from routing.context import CallerContext

PLACES = (
    None,
    "NN1 5BD",
    "NN16",
    "PE8",
    "LE16 8",
    "Northamptonshire",
    "Lincolnshire",
    "Leicestershire",
    "Hull",
    "Corby",
    "Leicester",
    "Newport",
    "Richmond",
    "EH1",
    "Cardiff",
    "BT1",
    "England",
    "Kent",
    "nowhere at all",
    "52.24,-0.90",
)
YES_NO = st.sampled_from(get_args(facts.YesNo))


def of(annotation: object) -> st.SearchStrategy[str]:
    """Draw one of a fact's values."""
    return st.sampled_from(get_args(annotation))


def contexts() -> st.SearchStrategy[CallerContext]:
    """Draw any context: every caller, every place, every fact known or not."""
    return st.builds(
        CallerContext,
        caller=of(facts.Caller),
        place=st.sampled_from(PLACES),
        setting=of(facts.Setting),
        age=st.none() | st.integers(0, 100),
        dob=st.none() | st.dates(date(1930, 1, 1), date(2026, 1, 1)),
        appears_child=YES_NO,
        danger_to_life=YES_NO,
        means_in_hand=YES_NO,
        injury=st.sampled_from(["none", "minor", "serious", "unknown"]),
        overdose=YES_NO,
        overdose_intent=st.sampled_from(["intended", "accidental", "unknown"]),
        red_flags=st.none() | st.lists(of(facts.RedFlag), max_size=2, unique=True).map(tuple),
        intoxication=st.sampled_from(["none", "some", "marked", "medical_risk", "unknown"]),
        violence=st.sampled_from(["none", "history", "current", "weapon", "unknown"]),
        restrained=YES_NO,
        s136=st.sampled_from(["none", "considering", "used", "unknown"]),
        arrived_at_place_of_safety=st.none()
        | st.datetimes(datetime(2026, 12, 1), datetime(2026, 12, 8), timezones=st.just(UTC)),  # noqa: DTZ001
        refused_by=st.sampled_from([None, "hbpos_adult", "ed"]),
        bed_available=YES_NO,
        ambulance_wait_minutes=st.sampled_from([None, 5, 45]),
        known_to_services=YES_NO,
        crisis_plan=YES_NO,
        needs=st.none() | st.lists(of(facts.Need), max_size=3, unique=True).map(tuple),
        language=st.sampled_from([None, "en-GB", "pl"]),
        risk_to_baby=YES_NO,
        consent=YES_NO,
        caller_age=st.none() | st.integers(5, 100),
        caller_abroad=YES_NO,
        request=st.none() | of(facts.Request),
    )
