"""A change set: what somebody wants different in the directory. Applied to an edition it gives the next, not yet published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from directory.assurance import Assurance, Confidence
from directory.check_made import found_right, vouched
from directory.holidays import BankHoliday
from directory.numbers import Number, is_fictitious
from directory.schedule import Nation, Schedule
from directory.service import Service, ServiceId
from routing.edition import Edition
from routing.edits import Edit, edits_between
from routing.policy import AreaSetting, Policy, Setting

SettingId = Annotated[str, msgspec.Meta(pattern=r"^L\d{1,2}$", examples=["L22"])]
EditionNumber = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Area = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+:[A-Za-z0-9-]{1,40}$", examples=["council:E06000061"])]


class LocalSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A local setting as it shall hold in one area, dated, with its owner."""

    setting: SettingId
    area: Area
    value: str
    owner: str
    since: date
    confirmed: bool = False
    source: str


class SettingInArea(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A local setting that is taken back, so that the default holds in the area again."""

    setting: SettingId
    area: Area


class HolidayOnDate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the list of bank holidays, by what it is found by."""

    nation: Nation
    date: date


class ChangeSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What shall be different: whole entries added or put in the place of those they have the id of, and the rest.

    `policy` takes the place of the whole policy; settings are then set in it. `made_on` is the edition that the entries were
    taken from, so that none of them puts back what somebody else has changed since; None takes that upon itself.
    """

    made_on: EditionNumber | None = None

    services: tuple[Service, ...] = ()
    withdrawn: tuple[ServiceId, ...] = ()
    settings: tuple[LocalSetting, ...] = ()
    settings_taken_back: tuple[SettingInArea, ...] = ()
    policy: Policy | None = None
    holidays: tuple[BankHoliday, ...] = ()
    holidays_removed: tuple[HolidayOnDate, ...] = ()


class FindingKind(StrEnum):
    """What a check may find."""

    FAULT = "fault"
    SCENARIO = "scenario"
    NEW_GAP = "new_gap"
    LOST_ENDING = "lost_ending"
    NOTE = "note"


class Finding(msgspec.Struct, frozen=True):
    """One thing that a check found. A note is told and blocks nothing; a fault can never be accepted."""

    code: str
    kind: FindingKind
    words: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a change does to the edition it is made on, what stands against it, and what was looked at to say so."""

    based_on: int
    edits: tuple[Edit, ...]
    differences: tuple[str, ...]
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]

    def blocking(self, accepted: Collection[str] = ()) -> tuple[Finding, ...]:
        """Return the findings that stand against publishing, where those of the accepted codes do not."""
        return tuple(
            finding
            for finding in self.findings
            if finding.kind is FindingKind.FAULT or (finding.kind is not FindingKind.NOTE and finding.code not in accepted)
        )

    def can_accept(self, code: str) -> bool:
        """Say whether something of this code was found that somebody may accept by name."""
        return any(finding.code == code and may_be_accepted(finding) for finding in self.findings)


def may_be_accepted(finding: Finding) -> bool:
    """Say whether somebody may take the finding upon themselves: a fault is nobody's to accept, a note needs nobody."""
    return finding.kind not in {FindingKind.FAULT, FindingKind.NOTE}


def fault(place: str, expected: str) -> Finding:
    """Make the finding that something at a place of the change cannot be, by what was expected there."""
    return Finding(f"fault/{place}", FindingKind.FAULT, f"{place}: expected {expected}")


def applied(change: ChangeSet, edition: Edition) -> Edition:
    """Return the edition as the change would make it: the next number, and no hash until it is published.

    What does not fit the edition is left out; `misfits` names it.
    """
    services = {service.id: service for service in edition.services}
    for service_id in change.withdrawn:
        services.pop(service_id, None)
    services |= {service.id: service for service in change.services}
    return msgspec.structs.replace(
        edition,
        number=edition.number + 1,
        previous_hash=edition.hash,
        hash="",
        services=tuple(services[service_id] for service_id in sorted(services)),
        holidays=holidays_after(change, edition.holidays),
        policy=policy_after(change, edition.policy),
    )


def holidays_after(change: ChangeSet, holidays: tuple[BankHoliday, ...]) -> tuple[BankHoliday, ...]:
    """Return the bank holidays without those removed, with those that are new or otherwise."""
    days = {(day.nation, day.date): day for day in holidays}
    for gone in change.holidays_removed:
        days.pop((gone.nation, gone.date), None)
    return tuple((days | {(day.nation, day.date): day for day in change.holidays}).values())


def policy_after(change: ChangeSet, policy: Policy) -> Policy:
    """Return the policy, or the one that takes its place, with the local settings as they shall be."""
    base = change.policy or policy
    if not change.settings and not change.settings_taken_back:
        return base
    return msgspec.structs.replace(base, settings=tuple(setting_after(change, setting) for setting in base.settings))


def setting_after(change: ChangeSet, setting: Setting) -> Setting:
    """Return a setting with its values in areas as they shall be."""
    here = {own.area: own for own in setting.areas}
    for gone in change.settings_taken_back:
        if gone.setting == setting.id:
            here.pop(gone.area, None)
    here |= {own.area: as_area_setting(own) for own in change.settings if own.setting == setting.id}
    return msgspec.structs.replace(setting, areas=tuple(here.values()))


def as_area_setting(local: LocalSetting) -> AreaSetting:
    """Write a local setting as policy keeps it."""
    return AreaSetting(
        area=local.area,
        value=local.value,
        owner=local.owner,
        since=local.since,
        confirmed=local.confirmed,
        source=local.source,
    )


def with_number(service: Service, contact_id: str, number: Number) -> Service:
    """Return the entry with another number for one contact; whoever vouched for the old one did not for this."""
    confidence = Confidence.INVENTED if is_fictitious(number) else Confidence.MEMORY
    corrected = {"number": number, "assurance": Assurance(confidence=confidence)}
    contacts = tuple(
        msgspec.structs.replace(contact, **corrected) if contact.id == contact_id else contact for contact in service.contacts
    )
    return msgspec.structs.replace(service, contacts=contacts)


def as_told(service: Service, contact_id: str, day: date, number: Number | None, hours: Schedule | None) -> Service:
    """Return the entry as somebody who was rung on the day said it is: another number, other hours, or both.

    Whoever answered vouches for the hours, and for the number unless they gave another one, which nobody has rung yet.
    """
    after = found_right(service, contact_id, day) if number is None else with_number(service, contact_id, number)
    if hours is None:
        return after
    contacts = tuple(
        msgspec.structs.replace(contact, schedule=hours, hours_assurance=vouched(contact.hours_assurance, service.kind, day))
        if contact.id == contact_id
        else contact
        for contact in after.contacts
    )
    return msgspec.structs.replace(after, contacts=contacts)


def is_light(change: ChangeSet, edition: Edition, day: date) -> bool:
    """Say whether the change does nothing but vouch for contacts that were rung, so that who keeps the entries may publish it.

    No number, no hour and no word differs, only that a contact was found right by the day, to be rung again as its kind asks:
    nobody can lose an answer by it.
    """
    held = {service.id: service for service in edition.services}
    only_services = ChangeSet(made_on=change.made_on, services=change.services) == change
    return only_services and all(
        service.id in held and is_vouched(held[service.id], service, day) for service in change.services
    )


def is_vouched(before: Service, after: Service, day: date) -> bool:
    """Say whether an entry differs from itself in nothing but that contacts were found right by the day."""
    expected = before
    for contact in after.contacts:
        rung_on = contact.assurance.verified_on
        if rung_on is not None and rung_on <= day and contact not in before.contacts:
            expected = found_right(expected, contact.id, rung_on)
    return expected == after


def misfits(change: ChangeSet, edition: Edition) -> Iterator[Finding]:
    """Yield everything of the change that the edition has no place for, each by name."""
    yield from misfits_of_services(change, edition)
    yield from misfits_of_settings(change, change.policy or edition.policy)
    yield from misfits_of_holidays(change, edition)
    if change.policy is not None:
        yield from misfits_of_policy(change.policy, edition.policy)
    after = applied(change, edition)
    if (after.services, after.policy, after.holidays) == (edition.services, edition.policy, edition.holidays):
        yield fault("change", "something that is not so already: this changes nothing")


def overtaken(change: ChangeSet, made_on: Edition, edition: Edition) -> Iterator[Finding]:
    """Yield what the change would put back: what it holds whole, and was changed since the edition that it was made on."""
    since = {(edit.part, edit.name) for edit in edits_between(made_on, edition)}
    expected = f"it as edition {edition.number} has it, for it was changed since edition {made_on.number}"
    for service_id in (*(service.id for service in change.services), *change.withdrawn):
        if ("service", service_id) in since:
            yield fault(f"services/{service_id}", expected)
    if change.policy is not None and made_on.policy != edition.policy:
        yield fault("policy", expected)


def misfits_of_services(change: ChangeSet, edition: Edition) -> Iterator[Finding]:
    """Yield entries that stand twice, and withdrawals of what is not there."""
    sent = [service.id for service in change.services]
    held = {service.id for service in edition.services}
    for service_id in twice(sent):
        yield fault(f"services/{service_id}", "each entry once")
    for service_id in change.withdrawn:
        if service_id in sent:
            yield fault(f"withdrawn/{service_id}", "an entry that the change does not edit as well")
        if service_id not in held:
            yield fault(f"withdrawn/{service_id}", f"the id of a service of edition {edition.number}")


def misfits_of_settings(change: ChangeSet, policy: Policy) -> Iterator[Finding]:
    """Yield settings that policy does not have, values that they may not have, and what cannot be taken back."""
    known = {setting.id: setting for setting in policy.settings}
    spoken_of: tuple[LocalSetting | SettingInArea, ...] = (*change.settings, *change.settings_taken_back)
    for name in twice(map(place_of, spoken_of)):
        yield fault(f"settings/{name}", "each setting once in an area")
    for own in change.settings:
        if own.setting not in known:
            yield fault(f"settings/{place_of(own)}", "a setting of the policy: " + ", ".join(known))
        elif not takes(known[own.setting], own.value):
            yield fault(f"settings/{place_of(own)}", values_in_words(known[own.setting]))
    for gone in change.settings_taken_back:
        if gone.setting not in known or gone.area not in {own.area for own in known[gone.setting].areas}:
            yield fault(f"settings_taken_back/{place_of(gone)}", "a setting that has a value of this area's own")


def place_of(own: LocalSetting | SettingInArea) -> str:
    """Name a setting in an area."""
    return f"{own.setting}/{own.area}"


NUMBER, WORD = re.compile(r"[0-9]{1,4}"), re.compile(r"[A-Za-z0-9]{1,20}")


def takes(setting: Setting, value: str) -> bool:
    """Say whether a setting may have the value: one of its list or, without one, a number or a word as its default is."""
    return value in setting.values if setting.values else form_of(setting).fullmatch(value) is not None


def form_of(setting: Setting) -> re.Pattern[str]:
    """Return the form of a setting without a list: the answer reads a number as one."""
    return NUMBER if NUMBER.fullmatch(setting.default) else WORD


def values_in_words(setting: Setting) -> str:
    """Say what a setting may be."""
    if setting.values:
        return "one of " + ", ".join(setting.values)
    return "a whole number of at most four digits" if form_of(setting) is NUMBER else "one word of at most 20 letters or digits"


def misfits_of_holidays(change: ChangeSet, edition: Edition) -> Iterator[Finding]:
    """Yield bank holidays that stand twice, and removals of what is not there."""
    held = {(day.nation, day.date) for day in edition.holidays}
    spoken_of: tuple[BankHoliday | HolidayOnDate, ...] = (*change.holidays, *change.holidays_removed)
    for name in twice(f"{day.nation}/{day.date}" for day in spoken_of):
        yield fault(f"holidays/{name}", "each date of a nation once")
    for gone in change.holidays_removed:
        if (gone.nation, gone.date) not in held:
            yield fault(f"holidays_removed/{gone.nation}/{gone.date}", f"a date of the list of edition {edition.number}")


def misfits_of_policy(policy: Policy, before: Policy) -> Iterator[Finding]:
    """Yield what no policy may lose: hard rules, settings that the program reads, and the last resort (I1)."""
    hard = {rule.key for rule in before.rules if rule.id.startswith("H")} - {rule.key for rule in policy.rules}
    for key in sorted(hard):
        yield fault(f"policy/rules/{key}", "this hard rule, which nothing switches off")
    known = {setting.id: setting for setting in before.settings}
    for missing in sorted(known.keys() - {setting.id for setting in policy.settings}):
        yield fault(f"policy/settings/{missing}", "this setting, which the answer reads")
    for setting in policy.settings:
        like = msgspec.structs.replace(setting, default=known.get(setting.id, setting).default)
        if not all(takes(like, value) for value in (setting.default, *(own.value for own in setting.areas))):
            yield fault(f"policy/settings/{setting.id}", values_in_words(like))
    for service_id in sorted({one.id for one in before.last_resort} - {one.id for one in policy.last_resort}):
        yield fault(f"policy/last_resort/{service_id}", "this service, with which an answer ends where nothing else is left")


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
