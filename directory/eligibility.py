"""Whether a service takes somebody of an age: yes, no or unknown."""

from __future__ import annotations

from directory.certainty import Certainty, surely
from directory.service import AgeRange, Service

ADULT = 18
NO_LIMIT = 10_000


def accepts_ages(service: Service, youngest: int, oldest: int) -> Certainty:
    """Say whether the service takes everybody from `youngest` to `oldest` (whole years, both included).

    With no range recorded it takes adults, and whether it takes children is UNKNOWN. A limit that no source states
    (`ages_assured` false) turns nobody away: what would be NO is UNKNOWN.
    """
    if not service.ages:
        return surely(holds=True) if youngest >= ADULT else Certainty.UNKNOWN
    verdicts = [within(ages, youngest, oldest) for ages in service.ages]
    if Certainty.YES in verdicts:
        return Certainty.YES
    if Certainty.UNKNOWN in verdicts or not service.ages_assured:
        return Certainty.UNKNOWN
    return Certainty.NO


def within(ages: AgeRange, youngest: int, oldest: int) -> Certainty:
    """Say whether all (YES), none (NO) or some (UNKNOWN) of the ages lie in the range."""
    lowest, highest = ages.minimum_age or 0, NO_LIMIT if ages.maximum_age is None else ages.maximum_age
    if lowest <= youngest and oldest <= highest:
        return Certainty.YES
    return Certainty.NO if oldest < lowest or youngest > highest else Certainty.UNKNOWN


def age_limits(service: Service) -> tuple[int | None, int | None]:
    """Return the lowest and highest age over all ranges of the service; None is no limit."""
    lowest = [ages.minimum_age for ages in service.ages]
    highest = [ages.maximum_age for ages in service.ages]
    return (
        None if not lowest or None in lowest else min(age for age in lowest if age is not None),
        None if not highest or None in highest else max(age for age in highest if age is not None),
    )
