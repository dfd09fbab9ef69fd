"""The board of places of safety, `/capacity`: who has room, said when; what is old or was never said is "ring to confirm".

A place is never hidden. A reader who may not know more than that it exists sees its name and area (routing/visibility.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post

from directory.areas import AreaShare
from directory.assurance import Assurance
from directory.capacity import Space
from directory.certainty import Certainty
from directory.eligibility import age_limits
from directory.opening import minute_of
from directory.opening_words import opening_in_words
from directory.reader import ANYBODY, Reader, may_see
from directory.remit import may_keep
from directory.service import Rooms, Service, ServiceId, is_in_force
from routing.candidates import share_served
from routing.context import CallerContext
from routing.edition import CompiledEdition, CompiledService
from routing.policy import TargetText
from routing.refusals import TELLERS, WORDS
from routing.router import minimise
from routing.situation import LONDON, Situation
from routing.suites import CHILD_SUITE, Room, area_of, distance_to, room_at
from routing.visibility import service_as_seen_by
from routing.words import ages_in_words, rooms_free, when
from web.desk import Desk
from web.entry import EntryLine, line_of
from web.pages import Form, form_from_here, place_slip, place_understood, question_of, with_place_and_age
from web.readers import desk_of
from web.rooms import minutes_until_stale, places_of_safety
from web.signed_in import reader_of, role_of
from web.templating import show_page, show_part
from web.words import PROFESSIONAL, _, capitalised

SPACE_WORDS = {Space.SPACE: _("Has space"), Space.FULL: _("Full"), Space.CLOSED: _("Closed")}
NOT_KNOWN = _("Not known")
KEPT_FOR_PROFESSIONALS = _("Shown to professionals")

ONE_AREA_ONLY = {"T10": "police:E23000021", "T11": "council:E06000010"}
"""Standards that one area agreed for itself (POLICY.md section 3): Leicester, Leicestershire and Rutland; Hull."""

say = PROFESSIONAL.say
MINUTE = timedelta(minutes=1)
FAR = 100_000
"""Kilometres: beyond anything that is known."""

AnyRequest = Request[Any, Any, Any]


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """A place of safety on the board, in words. `told` says when it last said anything, `away` how far it is.

    `free` says how many rooms it counted; `is_kept`: the reader keeps its entry, and may report its room.
    """

    service_id: ServiceId
    name: str
    area: str
    serves_here: bool
    away: str
    space: str
    code: str
    told: str
    rooms: str
    ages: str
    checked: str
    lines: tuple[EntryLine, ...]
    is_withheld: bool
    free: str
    is_kept: bool


class Standard(msgspec.Struct, frozen=True, kw_only=True):
    """A time standard of an area: what it says, what it rests on, and whose it is."""

    words: str
    basis: str
    owner: str


@get("/capacity", include_in_schema=False)
async def capacity(request: AnyRequest) -> Response[bytes]:
    """Show every place of safety, by area."""
    return board_page(request, {})


@post("/capacity", status_code=HTTPStatus.OK, include_in_schema=False)
async def capacity_near(request: AnyRequest) -> Response[bytes]:
    """Show every place of safety, the ones of the place first, then the nearest."""
    return board_page(request, await form_from_here(request))


@post("/capacity/board", status_code=HTTPStatus.OK, include_in_schema=False)
async def capacity_board(request: AnyRequest) -> Response[bytes]:
    """Give the board alone, for a page that keeps itself up to date."""
    form = await form_from_here(request)
    return show_part(request, "board.html", **board_for(request, form))


@get("/capacity/news", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
def capacity_news(request: AnyRequest) -> str:
    """Say what the board stands on: a page that holds another word than this has something new to fetch."""
    return news_for(request)


parts = (capacity, capacity_near, capacity_board, capacity_news)


def board_page(request: AnyRequest, form: Form) -> Response[bytes]:
    """Render the board in its page."""
    return show_page(request, "capacity.html", **board_for(request, form))


def board_for(request: AnyRequest, form: Form) -> dict[str, Any]:
    """Return what the board shows for the place of the form."""
    desk, reader = desk_of(request), reader_of(request)
    now, edition = desk.clock(), desk.holding().compiled
    stated: Form = {name: form[name] for name in ("place", "which") if name in form}
    asked, slips = with_place_and_age(CallerContext(caller="police"), stated)
    here = minimise(edition, asked, now)
    return {
        "suites": board_of(desk, here, now, reader),
        "news": news_for(request),
        "asked": question_of(msgspec.structs.replace(asked, s136="used"), here.place),
        "standards": standards_at(edition, here.place.areas),
        "answer": here,
        "place": place_understood(asked, here.place),
        "slips": (*slips, *place_slip(here.place)),
        "at": when(now, now).removesuffix(" today"),
        "is_still": "still" in form,
        "can_tell_refusals": reader.role in TELLERS,
        "refusal_words": WORDS,
    }


def news_for(request: AnyRequest) -> str:
    """Name the edition and the last report; the public's board shows no reports, and so nothing of when one came."""
    desk = desk_of(request)
    edition = desk.holding().current.edition.number
    return str(edition) if role_of(request) in ANYBODY else f"{edition}-{desk.heard}"


def board_of(desk: Desk, here: Situation, now: datetime, reader: Reader, child: Certainty | None = None) -> tuple[Suite, ...]:
    """Return every place of safety: those that serve the place first, then the nearest, then by area and name.

    `child` says for whom room is wanted; None: for nobody in particular. A report counts as long as answers at the place
    rely on it (L14); where no place is meant, as long as it does where it was made.
    """
    edition = desk.holding().compiled
    day = now.astimezone(LONDON).date()
    found = [suite for suite in places_of_safety(edition) if is_in_force(suite.service, day)]
    order = sorted(found, key=lambda suite: order_on_board(edition, suite, here))
    asked_at = int(edition.settings(here.place.areas)["L14"]) if here.place.areas else None

    def room_of(suite: CompiledService) -> Room:
        stale = minutes_until_stale(edition, suite.service) if asked_at is None else asked_at
        return room_at(suite.service.id, desk.capacity, minute_of(now), stale, child)

    return tuple(suite_for(edition, suite, room_of(suite), here, now, reader) for suite in order)


def age_known(here: Situation) -> Certainty | None:
    """Say for whom room is wanted where the age is known; the board shows places as a whole otherwise, with their rooms."""
    return None if here.facts.child is Certainty.UNKNOWN else here.facts.child


def order_on_board(edition: CompiledEdition, suite: CompiledService, here: Situation) -> tuple[bool, int, str, str, ServiceId]:
    """Sort key: serves the place, nearest, area, name, id; one whose distance is not known comes after those that are near."""
    service = suite.service
    distance = distance_to(edition, suite, here.latitude, here.longitude)
    serves = share_served(service.areas, here.place.areas) is not None
    return not serves, FAR if distance is None else distance, area_of(edition, suite), service.name, service.id


def suite_for(
    edition: CompiledEdition, suite: CompiledService, room: Room, here: Situation, now: datetime, reader: Reader
) -> Suite:
    """Put one place of safety in words for its reader."""
    is_theirs = may_see(reader.role, suite.service.audience)
    service = service_as_seen_by(suite.service, reader.role)
    openings = {one.contact.id: one.opening for one in suite.contacts}
    distance = distance_to(edition, suite, here.latitude, here.longitude) if is_theirs else None
    return Suite(
        service_id=service.id,
        name=service.name,
        area=", ".join(map(edition.gazetteer.area_name, service.areas)),
        serves_here=share_served(service.areas, here.place.areas) is not None,
        away="" if distance is None else say("about %(distance)s km away", distance=distance),
        space=space_words(room) if is_theirs else KEPT_FOR_PROFESSIONALS,
        code=str(room.confirmed or "unknown") if is_theirs else "withheld",
        told=told_words(room, now) if is_theirs else "",
        rooms=rooms_words(service.rooms) if is_theirs else "",
        ages=ages_words(suite.service) if is_theirs else "",
        checked=checked_words(service.assurance) if is_theirs else "",
        lines=tuple(
            line_of(
                contact,
                opening_in_words(openings[contact.id], contact.schedule, edition.calendar, now),
                service.kind,
                now.astimezone(LONDON).date(),
            )
            for contact in service.contacts
        ),
        is_withheld=len(openings) > len(service.contacts),
        free=free_words(room) if is_theirs else "",
        is_kept=may_keep(reader, suite.service),
    )


def space_words(room: Room) -> str:
    """Say whether there is room; what was said too long ago is not known any more (F6)."""
    return NOT_KNOWN if room.confirmed is None else SPACE_WORDS[room.confirmed]


def free_words(room: Room) -> str:
    """Say how many rooms the last report counted; nothing where it counted none, or is too old to be relied on."""
    report = room.report
    return "" if report is None or not room.fresh else capitalised(rooms_free(report.adults_free, report.under_18_free))


def told_words(room: Room, now: datetime) -> str:
    """Say when the place last said anything, and what, where that is too old to be relied on."""
    if room.report is None:
        return say("Nothing was reported. Ring to confirm.")
    ago = ago_words(now - room.report.updated, room.report.updated, now)
    if room.fresh:
        return say("Updated %(ago)s.", ago=ago)
    status = SPACE_WORDS[room.report.status].lower()
    return say("Last reported %(ago)s: %(status)s. Ring to confirm.", ago=ago, status=status)


def ago_words(passed: timedelta, then: datetime, now: datetime) -> str:
    """Say how long ago something was: in minutes and hours within a day, else when."""
    if not timedelta() <= passed < timedelta(days=1):
        return when(then, now)
    return say("just now") if passed < MINUTE else say("%(time)s ago", time=PROFESSIONAL.minutes(passed // MINUTE))


def rooms_words(rooms: Rooms | None) -> str:
    """Say how many rooms there are for whom; what is not recorded is said to be so."""
    counts = Rooms() if rooms is None else rooms
    adults, under_18 = (say("not recorded") if count is None else count for count in (counts.adults, counts.under_18))
    return say("Rooms for adults: %(adults)s, under 18: %(under_18)s", adults=adults, under_18=under_18)


def ages_words(service: Service) -> str:
    """Say whom it is for: the ages that are recorded, else what its kind says."""
    if service.ages:
        return ages_in_words(*age_limits(service))
    return say("young people, ages not recorded") if service.kind == CHILD_SUITE else say("adults, ages not recorded")


def checked_words(assurance: Assurance) -> str:
    """Say when the entry was last checked."""
    on = assurance.verified_on
    return say("Entry not dated") if on is None else say("Entry last checked %(day)s", day=PROFESSIONAL.day(on))


def standards_at(edition: CompiledEdition, areas: tuple[AreaShare, ...]) -> tuple[Standard, ...]:
    """Return the time standards that hold at a place, each with its basis; a local figure with the one who owns it."""
    within = {share.area for share in areas}
    return tuple(
        standard(edition, text, areas)
        for text in edition.policy.targets
        if text.code not in ONE_AREA_ONLY or ONE_AREA_ONLY[text.code] in within
    )


def standard(edition: CompiledEdition, text: TargetText, areas: tuple[AreaShare, ...]) -> Standard:
    """Put one time standard in words, with the figure of the place."""
    if text.setting is None:
        return Standard(words=text.words, basis=text.basis, owner="")
    words = text.words.format(minutes=edition.settings(areas)[text.setting])
    return Standard(words=words, basis=text.basis, owner=owner_of(edition, text.setting, areas))


def owner_of(edition: CompiledEdition, setting_id: str, areas: tuple[AreaShare, ...]) -> str:
    """Name who owns the figure that holds at a place, and say where they have not confirmed it."""
    within = {share.area for share in areas}
    setting = next(setting for setting in edition.policy.settings if setting.id == setting_id)
    own = next((own for own in setting.areas if own.area in within), None)
    if own is None:
        return say("%(owner)s (national figure)", owner=setting.owner)
    return own.owner if own.confirmed else say("%(owner)s (not confirmed by them)", owner=own.owner)
