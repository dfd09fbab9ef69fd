"""What of a change is not its author's to make, and who may publish it alone."""

from __future__ import annotations

from collections.abc import Iterator

from directory.holidays import BankHoliday
from directory.reader import KEEPERS, Reader, Role
from directory.remit import may_keep
from directory.service import Service, ServiceId
from routing.change import ChangeSet, HolidayOnDate, LocalSetting, SettingInArea, place_of
from routing.edition import Edition


def outside_remit(change: ChangeSet, edition: Edition, reader: Reader) -> tuple[str, ...]:
    """Name everything of the change that the reader may not change, by its place in it; nothing where all is theirs.

    An entry is theirs only if it is as it stands now and as it would become: nobody takes one over, or gives one away.
    """
    if reader.role in KEEPERS and reader.remit is None:
        return ()
    return tuple(dict.fromkeys(_not_theirs(change, edition, reader)))


def _not_theirs(change: ChangeSet, edition: Edition, reader: Reader) -> Iterator[str]:
    held = {service.id: service for service in edition.services}
    for service in change.services:
        if not all(may_keep(reader, one) for one in _versions(service, held)):
            yield f"services/{service.id}"
    for service_id in change.withdrawn:
        if service_id in held and not may_keep(reader, held[service_id]):
            yield f"withdrawn/{service_id}"
    areas = () if reader.remit is None else reader.remit.areas
    settings: tuple[LocalSetting | SettingInArea, ...] = (*change.settings, *change.settings_taken_back)
    for own in settings:
        if own.area not in areas:
            yield f"settings/{place_of(own)}"
    if change.policy is not None:
        yield "policy"
    days: tuple[BankHoliday | HolidayOnDate, ...] = (*change.holidays, *change.holidays_removed)
    for day in days:
        yield f"holidays/{day.nation}/{day.date}"


def _versions(service: Service, held: dict[ServiceId, Service]) -> Iterator[Service]:
    yield service
    if service.id in held:
        yield held[service.id]


ALONE = (Role.ADMIN, Role.OPERATOR)
"""Those who may publish what they proposed themselves."""


def through_key(said: str, reader: Reader) -> str:
    """Return the name that stands under what comes with a key: what the sender says, never without what is proved."""
    return f"{said}, through key '{reader.name}'"


def is_by(author: str, reader: Reader) -> bool:
    """Say whether the author of something is the reader, signed in or through a key."""
    return bool(reader.name) and (author == reader.name or author.endswith(through_key("", reader)))


def needs_second_person(author: str, reader: Reader) -> bool:
    """Say whether the reader may publish what the author proposed only together with somebody else, or as urgent."""
    return reader.role not in ALONE and is_by(author, reader)
