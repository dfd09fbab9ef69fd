"""What the keepers of the directory have to do: contacts to check again, entries that end; overdue first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from directory.assurance import DUE_WITHIN_DAYS, Standing, standing_on
from directory.check_again import dated
from directory.contact import Contact
from directory.numbers import dial_string, is_fictitious
from directory.service import Service, ServiceId, is_offered

NEVER_TRIED = "999"
"""The kind of service that nobody tries out: a call there takes the place of somebody's emergency."""

EMERGENCY_NUMBERS = frozenset({"999", "112", "18000"})


class DueContact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that is due for checking: OVERDUE since `verify_by`, UNDATED (never checked here), or DUE by `verify_by`."""

    service: Service
    contact: Contact
    standing: Standing
    verify_by: date | None


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """An entry whose last day is near, or that has stopped and is still there."""

    service: Service
    last_day: date
    has_stopped: bool


def contacts_due(services: Iterable[Service], day: date) -> tuple[DueContact, ...]:
    """Return every contact to be checked by now or soon: overdue first, the longest first; then never checked; then due soon.

    An entry that is offered no more, or has stopped, needs no check.
    """
    found = (due for service in services if is_kept_true(service, day) for due in _due_of(service, day))
    return tuple(sorted(found, key=order_of_work))


def entries_overdue(services: Iterable[Service], day: date) -> int:
    """Count the entries that have a contact which should have been checked before the day; never checked is not counted."""
    kept = (service for service in services if is_kept_true(service, day))
    return sum(any(due.standing is Standing.OVERDUE for due in _due_of(service, day)) for service in kept)


def order_of_work(due: DueContact) -> tuple[int, date, ServiceId, str]:
    """Sort key: overdue, never checked, due soon; in each the earliest day first; then by id."""
    return _FIRST[due.standing], due.verify_by or date.min, due.service.id, due.contact.id


_FIRST = {Standing.OVERDUE: 0, Standing.UNDATED: 1, Standing.DUE: 2}


def is_kept_true(service: Service, day: date) -> bool:
    """Say whether the entry is offered, or will be: only then is a check of it worth a call."""
    may_be_tried = is_offered(service) and service.kind != NEVER_TRIED
    return may_be_tried and (service.valid_to is None or day <= service.valid_to)


def can_be_checked(contact: Contact) -> bool:
    """Say whether somebody can find out if the contact is right: a made-up number reaches nobody, 999 is not for trying.

    A door or a web page is looked at; where the number is not held it is to be found.
    """
    number = contact.number
    return number is None or not (is_fictitious(number) or dial_string(number) in EMERGENCY_NUMBERS)


def _due_of(service: Service, day: date) -> Iterator[DueContact]:
    for contact in service.contacts:
        assurance = dated(contact.assurance, service.kind)
        standing = standing_on(assurance, day)
        if standing is not Standing.VERIFIED and can_be_checked(contact):
            yield DueContact(service=service, contact=contact, standing=standing, verify_by=assurance.verify_by)


def endings(services: Iterable[Service], day: date) -> tuple[Ending, ...]:
    """Return the entries that stop within 28 days and those that have stopped and are still called active; the first first."""
    soon = day + timedelta(days=DUE_WITHIN_DAYS)
    found = (
        Ending(service=service, last_day=service.valid_to, has_stopped=service.valid_to < day)
        for service in services
        if is_offered(service) and service.valid_to is not None and service.valid_to <= soon
    )
    return tuple(sorted(found, key=lambda ending: (ending.last_day, ending.service.id)))
