"""A service as the directory keeps it, in HSDS words."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from directory.assurance import Assurance
from directory.contact import Contact
from directory.reader import Audience, Role

ServiceId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]
ServiceKind = str
"""A kind of directory/kinds.py; the loader refuses any other."""

AreaCode = str
"""An area as `type:code`: council:E06000061, county:E10000018, police:E23000022, icb:QPM, region:E12000004,
country:england. A service of the whole United Kingdom lists the four countries."""


class Status(StrEnum):
    """Whether an entry may be offered."""

    ACTIVE = "active"
    NEEDS_CHECK = "needs_check"
    SUPERSEDED = "superseded"
    HISTORIC = "historic"


class AgeRange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Whole years, both ends included; None is no limit. Several ranges may stand side by side."""

    minimum_age: int | None = None
    maximum_age: int | None = None


class Rooms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Rooms of a place of safety; None is not known."""

    adults: int | None = None
    under_18: int | None = None


class Location(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Where the service is; None is not known."""

    address: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    sources: tuple[str, ...] = ()


class Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One service, with HSDS field names. Absent facts are unknown.

    `ages` empty: no age limit is recorded; `ages_assured` says whether a source states the limits (NO hides nobody).
    `excludes` lists the grounds on which it says it turns people away. `audience` says who may know what it is at all
    beyond its name and kind; each contact has its own.
    """

    id: ServiceId
    name: str
    kind: ServiceKind
    organization: str = ""
    description: str = ""
    status: Status = Status.ACTIVE
    status_reasons: tuple[str, ...] = ()
    superseded_by: ServiceId | None = None
    superseded_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    areas: tuple[AreaCode, ...] = ()
    ages: tuple[AgeRange, ...] = ()
    ages_assured: bool = False
    eligibility_description: str = ""
    excludes: tuple[str, ...] = ()
    self_referral: bool | None = None
    walk_in: bool | None = None
    contacts: tuple[Contact, ...] = ()
    audience: Audience = (Role.PUBLIC,)
    rooms: Rooms | None = None
    location: Location = Location()
    interpretation_services: str | None = None
    accessibility: str | None = None
    url: str | None = None
    alert: str | None = None
    notes: str = ""
    disagreements: tuple[str, ...] = ()
    assurance: Assurance = Assurance()


def is_offered(service: Service) -> bool:
    """Say whether an entry may be offered at all: not one that another took the place of, nor one of the past."""
    return service.status in (Status.ACTIVE, Status.NEEDS_CHECK)


def is_in_force(service: Service, day: date) -> bool:
    """Say whether a day lies within the dates of an entry; both ends are included, and no date is no limit."""
    return (service.valid_from or day) <= day <= (service.valid_to or day)
