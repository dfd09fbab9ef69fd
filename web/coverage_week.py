"""What a timeline says to somebody who asks whether a caller is served: who answers when, and where nobody near does.

Everything is taken from the answer as its reader may see it. A line that is not for the reader is named, and nothing of
its hours is told: it counts neither as open nor as closed, and where it stands on the ladder is not told either, for the
minute at which it gives way to the next would tell its hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import msgspec

from directory.holidays import HolidayCalendar
from directory.opening import OpeningState, minute_of
from directory.reader import Role
from directory.service import ServiceId
from routing.answer import Answer, NextArea, Option
from routing.edition import CompiledEdition
from routing.situation import LONDON
from routing.timeline import TimelineStep
from routing.visibility import as_seen_by
from web.ribbon import (
    GAPS,
    MARK_OF,
    WORDS,
    Mark,
    Ribbon,
    Stretch,
    joined,
    lane_of_days,
    lanes_by_day,
    stretch_in_words,
)
from web.words import PROFESSIONAL, capitalised

say = PROFESSIONAL.say

SHORT = {"999": "999", "nhs111_mh": "111"}
MOST_SAID = 6
"""Stretches that are said in words; the table has them all."""


class Known(msgspec.Struct, frozen=True):
    """A service that stands on the ladder some time in the period, as far as the reader may know it."""

    service_id: ServiceId
    name: str
    kind: str


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """What a period says: `stretches` without gap, and each service on the ladder with its own.

    `withheld` are those whose hours are not the reader's; `never_known` those whose hours are not known at any minute.
    """

    stretches: tuple[Stretch, ...]
    services: tuple[tuple[Known, tuple[Stretch, ...]], ...]
    withheld: tuple[Known, ...]
    never_known: tuple[Known, ...]


def period_of(first: date, days: int) -> tuple[datetime, datetime]:
    """Return the instants at which that many local days begin and end."""
    start = datetime.combine(first, time(), LONDON)
    return start, datetime.combine(first + timedelta(days=days), time(), LONDON)


def week_of(edition: CompiledEdition, steps: Sequence[TimelineStep], reader: Role) -> Week:
    """Tell a timeline as its reader may see it."""
    seen = [(minute_of(step.start), minute_of(step.end), as_seen_by(step.answer, reader)) for step in steps]
    is_partial = any(answer is not step.answer for step, (_, _, answer) in zip(steps, seen, strict=True))
    withheld = {known_of(option) for _, _, answer in seen for option in answer.options if is_withheld(option)}
    hidden = {one.service_id for one in withheld}
    shown = dict.fromkeys(
        known_of(option) for _, _, answer in seen for option in answer.options if option.service_id not in hidden
    )
    if is_partial:
        shown = dict.fromkeys(sorted(shown, key=lambda one: (one.name, one.service_id)))
    services = tuple((known, joined(standing_of(known, start, end, answer) for start, end, answer in seen)) for known in shown)
    never_known = tuple(known for known, stretches in services if {one.mark for one in stretches} == {Mark.UNKNOWN})
    untold = hidden | {one.service_id for one in never_known}
    return Week(
        stretches=joined(
            stretch_of(
                edition, start, end, [one for one in answer.options if one.service_id not in untold], is_partial=is_partial
            )
            for start, end, answer in seen
        ),
        services=services,
        withheld=tuple(sorted(withheld, key=lambda one: (one.name, one.service_id))),
        never_known=never_known,
    )


def known_of(option: Option) -> Known:
    """Keep what anybody may know of an option."""
    return Known(option.service_id, option.name, option.kind)


def is_withheld(option: Option) -> bool:
    """Say whether the option's way in is not for this reader."""
    return option.contact is not None and option.contact.withheld


def stretch_of(edition: CompiledEdition, start: int, end: int, options: list[Option], *, is_partial: bool) -> Stretch:
    """Say what holds in one step, from the options whose hours the reader may know.

    Hours that are not known count as closed: a door is not promised. `is_partial`: others stand on the ladder, so that
    neither a gap nor a single number can be claimed.
    """
    if is_partial:
        # In the order of their names: the order to try them would tell when a line above them opens and closes.
        options = sorted(options, key=lambda one: (one.name, one.service_id))
    answering = [one for one in options if one.state.state is OpeningState.OPEN]
    doubtful = [one for one in options if one.state.state is OpeningState.UNKNOWN]
    last = {service.kind for service in edition.policy.last_resort}
    near = [one for one in answering if one.kind not in last]
    own = [one for one in near if is_local(edition, one)]
    counted = own or near
    mark = mark_of(own, near, answering)
    if is_partial and mark is not Mark.OWN:
        mark = Mark.HIDDEN
    also = answering if is_partial else answering[1:]
    return Stretch(
        start=start,
        end=end,
        mark=mark,
        label=label_of(mark, answering, counted, is_partial=is_partial),
        words="; ".join(
            f"{what}: {listed([one.name for one in which])}"
            for what, which in ((say("answering") if is_partial else say("then"), also), (say("hours not known"), doubtful))
            if which
        ),
        depth=None if is_partial else len({way_of(one) for one in counted}),
    )


def mark_of(own: list[Option], near: list[Option], answering: list[Option]) -> Mark:
    """Say how near to the caller somebody answers."""
    if own:
        return Mark.OWN
    if near:
        return Mark.AWAY
    return Mark.LAST if answering else Mark.NOBODY


def label_of(mark: Mark, answering: list[Option], counted: list[Option], *, is_partial: bool) -> str:
    """Write what stands on the stretch: who comes first, or how many answer where that is not told, or that nobody does."""
    match mark:
        case Mark.LAST:
            return say("only %(names)s", names=listed([SHORT.get(one.kind, one.name) for one in answering]))
        case Mark.NOBODY:
            return say("nobody")
        case Mark.HIDDEN:
            return WORDS[Mark.HIDDEN]
        case _:
            if not is_partial:
                return answering[0].name
            return counted[0].name if len(counted) == 1 else say("%(count)s services", count=len(counted))


def is_local(edition: CompiledEdition, option: Option) -> bool:
    """Say whether the service is of the caller's own area: it serves less than a country, and not a neighbour's area."""
    if any(isinstance(reason, NextArea) for reason in option.reasons):
        return False
    compiled = edition.services.get(option.service_id)
    return compiled is not None and any(not area.startswith("country:") for area in compiled.service.areas)


def way_of(option: Option) -> str:
    """Return what tells independent answers apart: the number, else the address, else the service itself."""
    contact = option.contact
    return option.service_id if contact is None else contact.dial or contact.uri or option.service_id


def standing_of(known: Known, start: int, end: int, answer: Answer) -> Stretch:
    """Say whether a service answers in one step, and whether it stands on the ladder at all."""
    states = (option.state.state for option in answer.options if option.service_id == known.service_id)
    mark = next((MARK_OF[state] for state in states), Mark.ABSENT)
    return Stretch(start=start, end=end, mark=mark, label=WORDS[mark])


def listed(words: Sequence[str]) -> str:
    """Write a list as people say it."""
    if len(words) < 2:
        return "".join(words)
    return say("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


# ------------------------------------------------------------------------------------------------------- pictures


def ribbon_of_days(week: Week, title: str, first: date, days: int, calendar: HolidayCalendar, now: int) -> Ribbon:
    """Draw one lane a day: who comes first, and how near somebody answers."""
    lanes = lanes_by_day(week.stretches, first, days, calendar)
    return Ribbon(name="days", title=title, says=" ".join(sentences(week)[:1]), lanes=lanes, now=now)


def ribbon_of_services(week: Week, title: str, first: date, days: int, calendar: HolidayCalendar, now: int) -> Ribbon:
    """Draw one lane a service through the whole period; those that never change come last."""
    ordered = sorted(week.services, key=lambda pair: len(pair[1]) == 1)
    lanes = tuple(lane_of_days(known.name, stretches, first, days, calendar) for known, stretches in ordered)
    return Ribbon(
        name="services",
        title=title,
        says=say("One lane for each of %(count)s services.", count=len(lanes)),
        lanes=lanes,
        now=now,
    )


# ---------------------------------------------------------------------------------------------------------- words


def sentences(week: Week) -> list[str]:
    """Say in a few sentences how near somebody answers, where nobody near does, and where all hangs on one number."""
    lengths = {mark: minutes_of(week, mark) for mark in Mark}
    whole = sum(lengths.values())
    told = [
        say("%(what)s all the time.", what=capitalised(say(WORDS[mark])))
        if minutes == whole
        else say("%(what)s for %(time)s.", what=capitalised(say(WORDS[mark])), time=PROFESSIONAL.minutes(minutes))
        for mark, minutes in lengths.items()
        if minutes
    ]
    gaps = [one for one in week.stretches if one.mark in GAPS]
    if gaps:
        told.append(say("Nobody near answers: %(times)s.", times=spans(gaps)))
    single = [one for one in week.stretches if one.single]
    minutes = sum(one.end - one.start for one in single)
    if minutes:
        length = say("All the time") if minutes == whole else say("For %(time)s", time=PROFESSIONAL.minutes(minutes))
        told.append(say("%(time)s that is one number only: if it fails, no other as near answers.", time=length))
    return told


def minutes_of(week: Week, mark: Mark) -> int:
    """Count the minutes of a mark."""
    return sum(one.end - one.start for one in week.stretches if one.mark is mark)


def spans(stretches: Sequence[Stretch]) -> str:
    """Say the first few stretches, and how many more there are."""
    said = "; ".join(stretch_in_words(one.start, one.end) for one in stretches[:MOST_SAID])
    more = len(stretches) - MOST_SAID
    return say("%(times)s; and %(count)s more", times=said, count=more) if more > 0 else said
