"""What puts back what a published change did, and a change made again on what somebody else has changed since.

Both are new changes on the newest edition, checked like any other. What was changed since is not taken back with them unless
somebody chooses that, field by field (merging.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from directory.holidays import BankHoliday
from directory.service import Service, ServiceId
from routing.change import ChangeSet, HolidayOnDate, LocalSetting, SettingInArea, policy_after
from routing.edition import Edition
from routing.merging import Dispute, merge_entry
from routing.policy import AreaSetting, Policy
from routing.three_way import Side

Value = TypeVar("Value")
Choices = Mapping[str, Side]
"""Whose value a disputed field shall have, by the part's name, a stroke and the field."""


class Stood(msgspec.Struct, frozen=True):
    """What an edition holds of that which a change speaks of; None for an entry that is not there."""

    number: int
    services: dict[ServiceId, Service | None]
    policy: Policy
    holidays: tuple[BankHoliday, ...]


class Overlap(msgspec.Struct, frozen=True):
    """A part that was changed again since, and the fields in which somebody has to choose; none where both can be had."""

    part: str
    name: str
    disputes: tuple[Dispute, ...] = ()


class Again(msgspec.Struct, frozen=True):
    """The change to make now, with what was changed since left as it is wherever nothing else was chosen."""

    change: ChangeSet
    overlaps: tuple[Overlap, ...]

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing is left to change."""
        return msgspec.structs.replace(self.change, made_on=None) == ChangeSet()

    @property
    def disputes(self) -> tuple[tuple[str, Dispute], ...]:
        """Return every dispute behind the name of its part."""
        return tuple((overlap.name, dispute) for overlap in self.overlaps for dispute in overlap.disputes)


def entries_of(change: ChangeSet) -> tuple[ServiceId, ...]:
    """Return the ids of the entries that a change adds, edits or withdraws."""
    return tuple(dict.fromkeys((*(service.id for service in change.services), *change.withdrawn)))


def stood_in(change: ChangeSet, edition: Edition) -> Stood:
    """Return what the edition holds of that which the change speaks of."""
    held = {service.id: service for service in edition.services}
    return Stood(edition.number, {own: held.get(own) for own in entries_of(change)}, edition.policy, edition.holidays)


def undoing(change: ChangeSet, before: Stood, after: Stood, now: Stood, chosen: Choices | None = None) -> Again:
    """Return the change that puts back what `change` did between `before` and `after`, on what is there `now`."""
    undo = _Again(now, chosen or {})
    for own in entries_of(change):
        undo.entry(own, after.services[own], before.services[own])
    if change.policy is not None:
        undo.whole_policy(after.policy, before.policy)
    else:
        undo.settings(change, after.policy, before.policy)
    undo.bank_holidays(change, after.holidays, before.holidays)
    return undo.done()


def made_again(change: ChangeSet, made_on: Stood, now: Stood, chosen: Choices | None = None) -> Again:
    """Return the change as it is to be made on what is there now, `made_on` being what it was made from.

    Settings and bank holidays are rows of their own and are set as they were meant; a whole policy is not merged.
    """
    again = _Again(now, chosen or {})
    sent = {service.id: service for service in change.services}
    for own in entries_of(change):
        again.entry(own, made_on.services[own], sent.get(own))
    if change.policy is not None:
        again.whole_policy(made_on.policy, change.policy)
    found = again.done()
    kept = {name: getattr(found.change, name) for name in ("made_on", "services", "withdrawn", "policy")}
    return Again(msgspec.structs.replace(change, **kept), found.overlaps)


class _Again:
    """Puts a change together, part by part: `base` is what it was made from, `wanted` what it shall become."""

    def __init__(self, now: Stood, chosen: Choices) -> None:
        """Take what is there now and the choices that were made."""
        self._now, self._chosen = now, chosen
        self._services: list[Service] = []
        self._withdrawn: list[ServiceId] = []
        self._rest = ChangeSet(made_on=now.number)
        self._overlaps: list[Overlap] = []

    def done(self) -> Again:
        """Return the change."""
        entries = {"services": tuple(self._services), "withdrawn": tuple(self._withdrawn)}
        return Again(msgspec.structs.replace(self._rest, **entries), tuple(self._overlaps))

    def entry(self, own: ServiceId, base: Service | None, wanted: Service | None) -> None:
        """Bring one entry to what is wanted of it, as far as nobody else wanted otherwise since."""
        now = self._now.services[own]
        chosen = {field.removeprefix(f"{own}/"): side for field, side in self._chosen.items() if field.startswith(f"{own}/")}
        merged = merge_entry(base, now, wanted, chosen)
        if now not in (base, wanted):
            self._overlaps.append(Overlap("service", own, merged.disputes))
        if merged.service == now:
            return
        if merged.service is None:
            self._withdrawn.append(own)
        else:
            self._services.append(merged.service)

    def whole_policy(self, base: Policy, wanted: Policy) -> None:
        """Bring the policy back as a whole, unless it was changed since and nobody chose to lose that."""
        if self._pick("policy", "policy", base, self._now.policy, wanted, _version_of) != self._now.policy:
            self._rest = msgspec.structs.replace(self._rest, policy=wanted)

    def settings(self, change: ChangeSet, base: Policy, wanted: Policy) -> None:
        """Bring back the settings that a change set or took back, one by one."""
        were, now, wants = (_settings_of(policy) for policy in (base, self._now.policy, wanted))
        own: list[LocalSetting] = []
        gone: list[SettingInArea] = []
        spoken_of: tuple[LocalSetting | SettingInArea, ...] = (*change.settings, *change.settings_taken_back)
        for key in dict.fromkeys((one.setting, one.area) for one in spoken_of):
            picked = self._pick("setting", "/".join(key), were.get(key), now.get(key), wants.get(key), _value_of)
            if picked == now.get(key):
                continue
            if picked is None:
                gone.append(SettingInArea(setting=key[0], area=key[1]))
            else:
                own.append(LocalSetting(setting=key[0], **msgspec.structs.asdict(picked)))
        undo = msgspec.structs.replace(self._rest, settings=tuple(own), settings_taken_back=tuple(gone))
        if self._now.policy == base and policy_after(undo, base) != wanted:
            # Of a place in two areas the first value counts: set again it would stand last, so the whole goes back as it was.
            undo = msgspec.structs.replace(self._rest, policy=wanted)
        self._rest = undo

    def bank_holidays(self, change: ChangeSet, base: tuple[BankHoliday, ...], wanted: tuple[BankHoliday, ...]) -> None:
        """Bring back the bank holidays that a change added, changed or removed."""
        were, now, wants = ({(day.nation, day.date): day for day in days} for days in (base, self._now.holidays, wanted))
        added: list[BankHoliday] = []
        removed: list[HolidayOnDate] = []
        spoken_of: tuple[BankHoliday | HolidayOnDate, ...] = (*change.holidays, *change.holidays_removed)
        for key in dict.fromkeys((day.nation, day.date) for day in spoken_of):
            name = f"{key[0]}/{key[1]}"
            picked = self._pick("bank holiday", name, were.get(key), now.get(key), wants.get(key), _name_of)
            if picked == now.get(key):
                continue
            if picked is None:
                removed.append(HolidayOnDate(nation=key[0], date=key[1]))
            else:
                added.append(picked)
        self._rest = msgspec.structs.replace(self._rest, holidays=tuple(added), holidays_removed=tuple(removed))

    def _pick(self, part: str, name: str, base: Value, now: Value, wanted: Value, said: Callable[[Value], str | None]) -> Value:
        """Return what a part that is one whole shall be; it is disputed where it was changed since."""
        if now in (base, wanted):
            return wanted
        self._overlaps.append(Overlap(part, name, (Dispute("value", said(base), said(now), said(wanted)),)))
        return wanted if self._chosen.get(f"{name}/value") is Side.MINE else now


def _settings_of(policy: Policy) -> dict[tuple[str, str], AreaSetting]:
    return {(setting.id, own.area): own for setting in policy.settings for own in setting.areas}


def _version_of(policy: Policy) -> str:
    return policy.version


def _value_of(setting: AreaSetting | None) -> str | None:
    return None if setting is None else setting.value


def _name_of(day: BankHoliday | None) -> str | None:
    return None if day is None else day.name
