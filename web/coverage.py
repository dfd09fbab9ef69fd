"""`/coverage`: who answers a caller of an area through the coming days, as a ribbon, a table and words.

The question is a commissioner's: who calls, from which area, of which age, from which day on. So it stands in the address and
can be kept and sent. A place that is typed comes by POST and leaves it as the area it lies in, never as a postcode.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, assert_never, get_args
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post

from directory.areas import Ambiguous, Found, OutsideEngland, Place, PlaceKind, PlaceUnknown
from directory.opening import minute_of
from directory.places import Gazetteer
from directory.schedule import Nation
from directory.service import AreaCode
from routing.candidates import ENGLAND, LEAST_SHARE
from routing.context import Caller, CallerContext
from routing.edition import CompiledEdition, day_of
from routing.situation import LONDON
from routing.timeline import timeline
from web.area_pages import area_pages
from web.coverage_proved import AGES, CoarseAge
from web.coverage_week import period_of, ribbon_of_days, ribbon_of_services, sentences, week_of
from web.pages import LONGEST_PLACE, Form, chosen, form_from_here
from web.readers import desk_of
from web.ribbon import clock_changes, date_in_words
from web.ribbon_picture import drawn
from web.signed_in import role_of
from web.templating import show_page
from web.words import PROFESSIONAL, _

say = PROFESSIONAL.say

PATH = "/coverage"
MOST_DAYS = 28
USUAL_DAYS = 7

CALLERS: dict[Caller, str] = {
    "self": _("A person in crisis"),
    "carer": _("A carer, relative or friend"),
    "public": _("Somebody passing by"),
    "nhs111": _("An NHS 111 call handler"),
    "police": _("A police officer"),
    "btp_officer": _("An officer of British Transport Police"),
    "ambulance": _("An ambulance crew"),
    "ed_staff": _("Staff of an emergency department"),
    "gp": _("A GP"),
    "school": _("A school"),
    "amhp": _("An approved mental health professional (AMHP)"),
    "custody": _("Custody staff"),
    "ward": _("Staff of a hospital ward"),
    "care_home": _("A care home"),
    "professional_other": _("Another professional"),
}
AREA_KINDS = {
    PlaceKind.COUNCIL: "council",
    PlaceKind.COUNTY: "county",
    PlaceKind.POLICE_FORCE: "police",
    PlaceKind.ICB: "icb",
    PlaceKind.REGION: "region",
    PlaceKind.COUNTRY: "country",
}
_CODE = re.compile(r"(council|county|police|icb|region|country):[A-Za-z0-9-]{1,40}")

AnyRequest = Request[Any, Any, Any]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: no person, only a kind of caller, an area and days. `area` is None while none is chosen."""

    caller: Caller
    area: AreaCode | None
    age: CoarseAge
    first: date
    days: int

    @property
    def address(self) -> str:
        """Return the address at which this question stands."""
        stated = {"caller": self.caller, "area": self.area or "", "age": self.age, "first": self.first, "days": self.days}
        return f"{PATH}?{urlencode({name: value for name, value in stated.items() if value != ''}, safe=':')}"

    def on(self, first: date) -> Question:
        """Return the same question for other days."""
        return msgspec.structs.replace(self, first=first)


class Step(msgspec.Struct, frozen=True):
    """A link to the same question on other days."""

    words: str
    address: str


@get(PATH, include_in_schema=False)
async def coverage(request: AnyRequest) -> Response[bytes]:
    """Show the form and, once an area is chosen, its days."""
    question, slips = read_question(dict(request.query_params), desk_of(request).holding().compiled, today(request))
    return await coverage_page(request, question, slips)


@post(PATH, status_code=HTTPStatus.OK, include_in_schema=False)
async def coverage_asked(request: AnyRequest) -> Response[Any]:
    """Find the area of the place that was typed and go to its address; ask where there are several."""
    form = await form_from_here(request)
    edition = desk_of(request).holding().compiled
    question, slips = read_question(form, edition, today(request))
    areas, more = areas_meant(edition.gazetteer, form)
    if slips or more or len(areas) > 1:
        return await coverage_page(request, question, (*slips, *more), choices=areas)
    to = msgspec.structs.replace(question, area=areas[0][0]) if areas else question
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": to.address})


def today(request: AnyRequest) -> date:
    """Return the date in London."""
    return desk_of(request).clock().astimezone(LONDON).date()


# --------------------------------------------------------------------------------------------------- the question


def read_question(form: Form, edition: CompiledEdition, day: date) -> tuple[Question, tuple[str, ...]]:
    """Read what is asked; what cannot be read is said and replaced by what is usual."""
    slips = []
    first, days = first_day(form.get("first"), edition, day), number_of_days(form.get("days"))
    if first is None:
        earliest, latest = days_known(edition)
        slips.append(
            say(
                "The first day must be written as 2026-12-25 and lie from %(earliest)s to %(latest)s: "
                "hours are worked out for those days. It was left out.",
                earliest=PROFESSIONAL.day(earliest),
                latest=PROFESSIONAL.day(latest),
            )
        )
    if days is None:
        slips.append(say("The number of days must be a whole number from 1 to %(most)s. It was left out.", most=MOST_DAYS))
    area = form.get("area")
    if area is not None and place_text(edition.gazetteer, area) is None:
        area = None
        slips.append(say("We do not know this area. Write its name below."))
    question = Question(
        caller=chosen(form, "caller", get_args(Caller), "carer"),
        area=area,
        age=chosen(form, "age", tuple(AGES), "unknown"),
        first=first or day,
        days=days or USUAL_DAYS,
    )
    return question, tuple(slips)


def first_day(written: str | None, edition: CompiledEdition, day: date) -> date | None:
    """Read the first day; today where none is given, None where it cannot be read or lies outside what is compiled."""
    if not written:
        return day
    try:
        first = date.fromisoformat(written)
    except ValueError:
        return None
    earliest, latest = days_known(edition)
    return first if earliest <= first <= latest else None


def days_known(edition: CompiledEdition) -> tuple[date, date]:
    """Return the first and last day on which a period may begin, so that all of it lies within the compiled hours."""
    start, end = map(day_of, (edition.window.start, edition.window.end))
    return start + timedelta(days=1), end - timedelta(days=MOST_DAYS)


def number_of_days(written: str | None) -> int | None:
    """Read how many days; the usual number where none is given, None where it cannot be read."""
    if not written:
        return USUAL_DAYS
    days = int(written) if re.fullmatch("[0-9]{1,2}", written) else 0
    return days if 1 <= days <= MOST_DAYS else None


# ------------------------------------------------------------------------------------------------------- the area


def place_text(gazetteer: Gazetteer, area: AreaCode) -> str | None:
    """Return words by which the gazetteer finds just this area; None for one that it does not know."""
    if not _CODE.fullmatch(area):
        return None
    kind, name = area.partition(":")[0], gazetteer.area_name(area)
    if name == area:
        return None
    texts = (name, f"{name} {kind}", f"{name} {kind} council")
    return next((text for text in texts if is_just(gazetteer, text, area)), None)


def is_just(gazetteer: Gazetteer, text: str, area: AreaCode) -> bool:
    """Say whether the text means the whole of the area and nothing beyond it."""
    found = gazetteer.resolve(text)
    if not isinstance(found, Found) or AREA_KINDS.get(found.place.kind) != area.partition(":")[0]:
        return False
    return any(share.area == area for share in found.place.areas)


def areas_meant(gazetteer: Gazetteer, form: Form) -> tuple[tuple[tuple[AreaCode, str], ...], tuple[str, ...]]:
    """Return the areas that the typed place may mean, with words for each, and what to say where that is not one."""
    text = form.get("place")
    if text is None:
        return (), ()
    found = PlaceUnknown("") if len(text) > LONGEST_PLACE else gazetteer.resolve(text)
    match found:
        case Found(place=place):
            areas = areas_of(place)
            return areas, () if len(areas) == 1 else (say("This place lies in several areas. Choose one below."),)
        case Ambiguous(candidates=candidates):
            return areas_labelled(candidates), (say("Several places have this name. Choose one below."),)
        case OutsideEngland():
            return (), (say("This place lies outside England, which this directory serves."),)
        case PlaceUnknown(did_you_mean=near):
            areas = areas_labelled(near)
            if areas:
                return areas, (say("We do not know this place. Did you mean one of those below?"),)
            return (), (say("We do not know this place. Write a council, police force, town or postcode."),)
        case _:
            assert_never(found)


def areas_labelled(places: tuple[Place, ...]) -> tuple[tuple[AreaCode, str], ...]:
    """Return the main area of each place in England under the place's own label, each area once."""
    found: dict[AreaCode, str] = {}
    for place in places:
        if any(share.area == ENGLAND for share in place.areas):
            found.setdefault(areas_of(place)[0][0], place.label)
    return tuple(found.items())


def areas_of(place: Place) -> tuple[tuple[AreaCode, str], ...]:
    """Return the area that a place is, or the councils that it lies in, each with its name."""
    kind = AREA_KINDS.get(place.kind)
    shares = place.of_type("council" if kind is None else kind)
    return tuple((share.area, share.name) for share in shares if share.share >= LEAST_SHARE)


# ------------------------------------------------------------------------------------------------------- the page


async def coverage_page(
    request: AnyRequest, question: Question, slips: tuple[str, ...], choices: tuple[tuple[AreaCode, str], ...] = ()
) -> Response[bytes]:
    """Show the form, the areas to choose among, and the days of the area that is chosen."""
    edition = desk_of(request).holding().compiled
    given = {} if question.area is None or choices else await days_of(request, question, question.area)
    return show_page(
        request,
        "coverage.html",
        question=question,
        area_name="" if question.area is None else edition.gazetteer.area_name(question.area),
        callers=CALLERS,
        ages=AGES,
        most_days=MOST_DAYS,
        slips=slips,
        choices=choices,
        **given,
    )


async def days_of(request: AnyRequest, question: Question, area: AreaCode) -> dict[str, Any]:
    """Work out the answers of the days, and draw them as the reader may see them."""
    desk, reader = desk_of(request), role_of(request)
    edition, now = desk.holding().compiled, minute_of(desk.clock())
    context = CallerContext(caller=question.caller, place=place_text(edition.gazetteer, area), age=AGES[question.age][1])
    start, end = period_of(question.first, question.days)
    # In a thread, as for the timelines of the API: nobody else's answer waits for it.
    steps = await asyncio.to_thread(timeline, edition, context, start, end, desk.capacity)
    week = week_of(edition, steps, reader)
    caller = say(CALLERS[question.caller])
    asked = {"caller": f"{caller[0].lower()}{caller[1:]}", "area": edition.gazetteer.area_name(area)}
    days = ribbon_of_days(
        week,
        say("Who answers, day by day: %(caller)s in %(area)s", **asked),
        question.first,
        question.days,
        edition.calendar,
        now,
    )
    each = ribbon_of_services(
        week,
        say("When each service answers: %(caller)s in %(area)s", **asked),
        question.first,
        question.days,
        edition.calendar,
        now,
    )
    return {
        "title": say("Who answers %(caller)s in %(area)s", **asked),
        "period": period_in_words(question),
        "sentences": sentences(week),
        "withheld": week.withheld,
        "never_known": [one.name for one in week.never_known],
        "days": drawn(days),
        "services": drawn(each) if each.lanes else None,
        "known": {one.name: one.service_id for one, _ in week.services},
        "steps": tuple(steps_from(question, edition)),
        "sheet": next((page for page in area_pages(edition.gazetteer).values() if page.code == area), None),
    }


def period_in_words(question: Question) -> str:
    """Say from which day to which."""
    last = question.first + timedelta(days=question.days - 1)
    if question.days == 1:
        return f"{date_in_words(last)} {last.year}"
    year = "" if question.first.year == last.year else f" {question.first.year}"
    return say("%(start)s to %(end)s", start=f"{date_in_words(question.first)}{year}", end=f"{date_in_words(last)} {last.year}")


def steps_from(question: Question, edition: CompiledEdition) -> Iterator[Step]:
    """Yield the days before and after, and the next bank holiday and clock change, where hours are worked out for them."""
    earliest, latest = days_known(edition)
    whole = timedelta(days=question.days)
    if question.first > earliest:
        yield Step(say("Days before"), question.on(max(earliest, question.first - whole)).address)
    if question.first < latest:
        yield Step(say("Days after"), question.on(min(latest, question.first + whole)).address)
    tomorrow = question.first + timedelta(days=1)
    holiday = next(iter(edition.calendar.bank_holidays(Nation.ENGLAND, tomorrow, latest)), None)
    if holiday is not None:
        yield Step(say("Next bank holiday: %(day)s", day=date_in_words(holiday)), question.on(holiday).address)
    change = next(iter(clock_changes(tomorrow, latest)), None)
    if change is not None:
        night = day_of(change)
        yield Step(say("Next clock change: %(day)s", day=date_in_words(night)), question.on(night).address)


pages = (coverage, coverage_asked)
