"""The standard pathways of an area as a sheet shows them: the router's answers to typical contexts, by day and at night.

Nothing is decided here: who stands where on a sheet is what `answer()` says for that area, that caller and that hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from markupsafe import Markup

from directory.contact import Contact
from directory.holidays import HolidayCalendar
from directory.opening_words import NOT_KNOWN, hours_in_words
from directory.reader import Role, may_see
from directory.schedule import Nation
from directory.service import AreaCode, Status
from routing.answer import Answer, Message, OfferedContact, Option, Target
from routing.context import CallerContext
from routing.edition import CompiledEdition
from routing.router import answer
from routing.situation import LONDON
from routing.visibility import as_seen_by
from web.ladder import HOURS_WITHHELD, Way, hints, way
from web.words import Tongue, _

DAY, NIGHT = time(11), time(3)
"""The hours that a sheet is made for: a working day's morning, and the small hours."""


class Pathway(msgspec.Struct, frozen=True):
    """One typical caller: its words on the sheet, and its context without the place."""

    words: str
    context: CallerContext


AUDIENCES: dict[str, tuple[Pathway, ...]] = {
    "public": (
        Pathway(_("Adult"), CallerContext(caller="self", age=40, danger_to_life="no")),
        Pathway(_("Under 18"), CallerContext(caller="self", age=15, danger_to_life="no")),
        Pathway(_("Carer"), CallerContext(caller="carer", danger_to_life="no")),
    ),
    "nhs111": (
        Pathway(_("Adult"), CallerContext(caller="nhs111", age=40, danger_to_life="no")),
        Pathway(_("Under 18"), CallerContext(caller="nhs111", age=15, danger_to_life="no")),
    ),
    "police": (
        Pathway(_("Section 136 considered, adult"), CallerContext(caller="police", s136="considering", age=40)),
        Pathway(_("Section 136 considered, under 18"), CallerContext(caller="police", s136="considering", age=15)),
        Pathway(_("Section 136 used, adult"), CallerContext(caller="police", s136="used", age=40)),
        Pathway(_("Section 136 used, under 18"), CallerContext(caller="police", s136="used", age=15)),
    ),
    "ambulance": (
        Pathway(_("Adult"), CallerContext(caller="ambulance", age=40, danger_to_life="no")),
        Pathway(_("Under 18"), CallerContext(caller="ambulance", age=15, danger_to_life="no")),
        Pathway(_("Section 136 used, adult"), CallerContext(caller="ambulance", s136="used", age=40)),
        Pathway(_("Section 136 used, under 18"), CallerContext(caller="ambulance", s136="used", age=15)),
    ),
    "ed": (
        Pathway(_("Adult"), CallerContext(caller="ed_staff", age=40)),
        Pathway(_("Under 18"), CallerContext(caller="ed_staff", age=15)),
    ),
    "amhp": (
        Pathway(_("Adult"), CallerContext(caller="amhp", age=40)),
        Pathway(_("Under 18"), CallerContext(caller="amhp", age=15)),
    ),
    "custody": (
        Pathway(_("Adult"), CallerContext(caller="custody", age=40)),
        Pathway(_("Section 136 used, adult"), CallerContext(caller="custody", s136="used", age=40)),
    ),
    "professional": (
        Pathway(_("Adult"), CallerContext(caller="gp", age=40, danger_to_life="no")),
        Pathway(_("Under 18"), CallerContext(caller="gp", age=15, danger_to_life="no")),
    ),
}
"""Whom a sheet is for, with the callers it shows."""

AUDIENCE_NAMES = {
    "public": _("Everybody"),
    "nhs111": _("NHS 111"),
    "police": _("Police"),
    "ambulance": _("Ambulance crews"),
    "ed": _("Emergency departments"),
    "amhp": _("Approved mental health professionals"),
    "custody": _("Custody"),
    "professional": _("GPs and others"),
}

OTHER_CALLERS = (
    CallerContext(caller="nhs111", needs=("sudden_confusion",), age=80),
    CallerContext(caller="nhs111", needs=("perinatal",), age=30),
    CallerContext(caller="ed_staff", injury="minor"),
)
"""Callers beside the pathways whose answers name a time standard that no pathway's does."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One service on the sheet: how to reach it, when, and its place in each pathway; empty where it is not offered."""

    service_id: str
    name: str
    ways: tuple[Way, ...]
    hours: Markup
    hints: tuple[str, ...]
    needs_check: bool
    alert: str | None
    places: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The information sheet of one area for one audience. `day` and `night` are the instants that it was made for."""

    pathways: tuple[Pathway, ...]
    rows: tuple[Row, ...]
    messages: tuple[Message, ...]
    targets: tuple[Target, ...]
    day: datetime
    night: datetime


class _Appearance(msgspec.Struct, frozen=True):
    """An option where it was offered: in which pathway, by day or at night, and in which place."""

    pathway: int
    is_night: bool
    place: int
    option: Option
    at: datetime


def sheet_of(edition: CompiledEdition, area: AreaCode, audience: str, reader: Role, now: datetime, tongue: Tongue) -> Sheet:
    """Answer for every pathway of the audience in the area, as the reader may see it, and lay that out."""
    working_day = next_working_day(now, edition.calendar)
    day, night = (datetime.combine(working_day, hour, LONDON).astimezone(UTC) for hour in (DAY, NIGHT))
    pathways = AUDIENCES[audience]
    answers = [tuple(answer_there(edition, area, pathway.context, at, reader) for at in (day, night)) for pathway in pathways]
    return Sheet(
        pathways=pathways,
        rows=tuple(row_of(edition, seen, audience, reader, tongue) for seen in by_service(answers)),
        messages=distinct(message for both in answers for one in both for message in one.messages),
        targets=standards(edition, area, day),
        day=day,
        night=night,
    )


def answer_there(edition: CompiledEdition, area: AreaCode, context: CallerContext, at: datetime, reader: Role) -> Answer:
    """Answer for a caller anywhere in the area. No report of room counts: a sheet is read on another day."""
    return as_seen_by(answer(edition, msgspec.structs.replace(context, place=area), at, {}), reader)


def next_working_day(now: datetime, calendar: HolidayCalendar) -> date:
    """Return the next day that is no weekend and no bank holiday in England."""
    day = now.astimezone(LONDON).date() + timedelta(days=1)
    while day.weekday() > 4 or calendar.is_bank_holiday(Nation.ENGLAND, day):
        day += timedelta(days=1)
    return day


def by_service(answers: list[tuple[Answer, ...]]) -> list[list[_Appearance]]:
    """Gather where each service is offered; those that stand highest anywhere come first."""
    found: dict[str, list[_Appearance]] = {}
    for pathway, both in enumerate(answers):
        for is_night, one in enumerate(both):
            for place, option in enumerate(one.options, 1):
                seen = found.setdefault(option.service_id, [])
                seen.append(_Appearance(pathway, bool(is_night), place, option, one.at))
    return sorted(found.values(), key=lambda seen: min(one.place for one in seen))


def row_of(edition: CompiledEdition, seen: list[_Appearance], audience: str, reader: Role, tongue: Tongue) -> Row:
    """Put one service in words, with the ways that the answers give."""
    option = seen[0].option
    ways = (way(contact, one.at, tongue) for one in seen for contact in contacts_of(one.option, audience))
    return Row(
        service_id=option.service_id,
        name=option.name,
        ways=tuple({(one.action, one.where): one for one in ways if one.where or one.withheld}.values()),
        hours=hours_said(edition, option, reader, tongue),
        hints=tuple(dict.fromkeys(hint for one in seen for hint in hints(one.option, tongue))),
        needs_check=option.status is Status.NEEDS_CHECK,
        alert=option.alert,
        places=tuple(
            place_said([one for one in seen if one.pathway == number], tongue) for number in range(len(AUDIENCES[audience]))
        ),
    )


def contacts_of(option: Option, audience: str) -> tuple[OfferedContact, ...]:
    """Return the way to use first, and for the public every other: a deaf person may look at this sheet."""
    first = () if option.contact is None else (option.contact,)
    return first + option.other_contacts if audience == "public" else first


def place_said(seen: list[_Appearance], tongue: Tongue) -> str:
    """Say in which place a service stands in one pathway, by day and at night."""
    by_day = next((str(one.place) for one in seen if not one.is_night), "")
    at_night = next((str(one.place) for one in seen if one.is_night), "")
    if by_day == at_night:
        return by_day
    if not at_night:
        return tongue.say("%(place)s by day", place=by_day)
    if not by_day:
        return tongue.say("%(place)s at night", place=at_night)
    return tongue.say("%(day)s by day, %(night)s at night", day=by_day, night=at_night)


def hours_said(edition: CompiledEdition, option: Option, reader: Role, tongue: Tongue) -> Markup:
    """Say the usual hours of the number that stands on the sheet; nothing of one that is not the reader's."""
    if option.contact is not None and option.contact.withheld:
        return Markup.escape(tongue.say(HOURS_WITHHELD))
    contact = next(iter(contacts_shown(edition, option, reader)), None)
    if contact is None:
        return Markup()
    if contact.schedule.always_open and not contact.schedule.exceptions:
        return Markup.escape(tongue.say("24 hours a day, every day"))
    words = hours_in_words(contact.schedule)
    return Markup.escape(tongue.say("Opening hours are not known")) if words == NOT_KNOWN else tongue.heard(words)


def contacts_shown(edition: CompiledEdition, option: Option, reader: Role) -> Iterator[Contact]:
    """Yield the contacts of the entry that the option's number is, as far as the reader may see them."""
    compiled, shown = edition.services.get(option.service_id), option.contact
    if compiled is None or shown is None:
        return
    for one in compiled.contacts:
        is_it = one.contact.channel is shown.channel and one.number == shown.number
        if is_it and may_see(reader, one.contact.audience):
            yield one.contact


def standards(edition: CompiledEdition, area: AreaCode, at: datetime) -> tuple[Target, ...]:
    """Gather the time standards of the area with their basis, from the answers to all pathways, in the order of their codes."""
    contexts = (*(pathway.context for paths in AUDIENCES.values() for pathway in paths), *OTHER_CALLERS)
    found = {
        target.code: target for context in contexts for target in answer_there(edition, area, context, at, Role.PUBLIC).targets
    }
    return tuple(sorted(found.values(), key=lambda target: int(target.code.removeprefix("T"))))


def distinct(messages: Iterator[Message]) -> tuple[Message, ...]:
    """Keep each message once."""
    return tuple({message.code: message for message in messages}.values())
