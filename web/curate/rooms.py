"""A place of safety reports its room: three buttons and two counts, for its keepers, and by a link for a ward without sign-in.

`/capacity/{id}` is the keepers' page. `/capacity/{id}/report?key=` is the ward's: its key is for one place, expires, can be
ended, and only ever sends a report. Logs hold no query, and no page of ours sends its address on (headers.py).
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.capacity import CapacityReport, Space, agrees_with_rooms
from directory.remit import may_keep
from directory.service import Service
from routing.refusals import FORBIDDEN
from routing.words import rooms_free, when
from store.errors import StoreError
from store.links import LinkLine
from store.refusals import KeptRefusal
from store.room_reports import How, KeptReport
from web.api.shapes import CapacityTold
from web.capacity_board import SPACE_WORDS, ago_words
from web.curate.frame import keeper_of, show_room
from web.desk import Desk
from web.pages import Form, form_from_here
from web.problems import ProblemError
from web.readers import desk_of
from web.rooms import keep_report, place_kept_by, place_of_safety, places_of_safety, standing_of, waits_here
from web.templating import show_page
from web.words import capitalised

SHOWN = 10
"""Reports that stand under the form; the history has all of them."""

SINCE = timedelta(days=7)
REFUSALS_SINCE = timedelta(days=28)

LINK_DAYS = (7, 30, 90, 365)
LINK_USUAL = 90

LINK_ENDED = (
    "This link does not work: it has expired, was ended, or is for another place. "
    "Ask whoever keeps the entry of your place of safety for a new one."
)
NOT_KNOWN = "Nothing was reported yet"
HOW_WORDS = {How.PAGE: "on this page", How.KEY: "by a system", How.LINK: "by a link"}

Faults = dict[str, str]
AnyRequest = Request[Any, Any, Any]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of a place, in words; `stale` says when it stops to count, or that it has."""

    code: str
    space: str
    rooms: str
    told: str
    stale: str


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it is listed."""

    made: str
    space: str
    rooms: str
    by: str
    how: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link as it is listed."""

    link_id: str
    made: str
    made_by: str
    state: str
    holds: bool


class PlaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A place of safety on its keepers' list, its refusals of the last weeks, and how many the Concordat does not allow."""

    place: Service
    held: Held
    refusals: int
    forbidden: int


# ---------------------------------------------------------------------------------------------------------- keepers


@get("/curate/capacity", include_in_schema=False)
async def rooms_kept(request: AnyRequest) -> Response[bytes]:
    """List the places of safety that the reader keeps: what each last reported, and whom it refused."""
    reader, desk = keeper_of(request), desk_of(request)
    edition = desk.holding().compiled
    refusals = await desk.home.refusals.since(desk.clock() - REFUSALS_SINCE)
    places = [one.service for one in places_of_safety(edition) if may_keep(reader, one.service)]
    return show_room(
        request,
        "curate/rooms.html",
        lines=tuple(line_of(desk, place, refusals) for place in places),
        weeks=REFUSALS_SINCE.days // 7,
    )


@get("/capacity/{service_id:str}", include_in_schema=False)
async def room_page(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Show what is held of a place, and the form to report."""
    return await keepers_page(request, kept_here(request, service_id))


@post("/capacity/{service_id:str}", include_in_schema=False)
async def report_room(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Keep a report of a keeper's, and show what is held now."""
    place = kept_here(request, service_id)
    form = await form_from_here(request)
    faults = await told(desk_of(request), place, form, by=keeper_of(request).name, how=How.PAGE)
    if faults:
        return await keepers_page(request, place, form, faults)
    return seen_at(f"/capacity/{place.id}")


@post("/capacity/{service_id:str}/links", status_code=HTTPStatus.OK, include_in_schema=False)
async def make_link(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Make a link for the place, and show it once, as a card to print."""
    place, desk = kept_here(request, service_id), desk_of(request)
    form = await form_from_here(request)
    days = next((days for days in LINK_DAYS if str(days) == form.get("days")), LINK_USUAL)
    now = desk.clock()
    expires_at = now + timedelta(days=days)
    key = await desk.home.links.make(place.id, by=keeper_of(request).name, at=now, expires_at=expires_at)
    await desk.home.proofs.keep_up(at=now)
    address = f"{str(request.base_url).rstrip('/')}{address_of_link(place, key)}"
    return show_room(request, "curate/room_card.html", place=place, address=address, expires=when(expires_at, now))


@post("/capacity/{service_id:str}/links/end", include_in_schema=False)
async def end_link(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """End a link now and for good."""
    place, desk = kept_here(request, service_id), desk_of(request)
    form = await form_from_here(request)
    await desk.home.links.revoke(place.id, form.get("link", ""), by=keeper_of(request).name, at=desk.clock())
    await desk.home.proofs.keep_up(at=desk.clock())
    return seen_at(f"/capacity/{place.id}")


# ---------------------------------------------------------------------------------------------------------- a ward


@get("/capacity/{service_id:str}/report", include_in_schema=False)
async def ward_page(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Show a ward the form for its place; looking changes nothing, so that a preview of the link reports nothing."""
    key = request.query_params.get("key", "")
    place, _link = place_of_link(request, service_id, key)
    return await wards_page(request, place, key)


@post("/capacity/{service_id:str}/report", include_in_schema=False)
async def ward_reports(request: AnyRequest, service_id: FromPath[str]) -> Response[bytes]:
    """Keep a report that came by a link."""
    form = await form_from_here(request)
    key = form.get("key", "")
    place, link = place_of_link(request, service_id, key)
    faults = await told(desk_of(request), place, form, by=f"signed link {link.link_id}", how=How.LINK)
    if faults:
        return await wards_page(request, place, key, form, faults)
    return seen_at(address_of_link(place, key))


parts = (rooms_kept, room_page, report_room, make_link, end_link, ward_page, ward_reports)


# ---------------------------------------------------------------------------------------------------------- parts


def kept_here(request: AnyRequest, service_id: str) -> Service:
    """Return the place of safety, for whoever keeps it; who does not keep the directory learns nothing of it."""
    reader = keeper_of(request)
    return place_kept_by(desk_of(request).holding().compiled, service_id, reader)


def place_of_link(request: AnyRequest, service_id: str, key: str) -> tuple[Service, LinkLine]:
    """Return the place that a link is for; whatever is wrong with the link, the answer is the same."""
    desk = desk_of(request)
    link = desk.home.links.line_of(key, service_id, at=desk.clock())
    if link is None:
        raise ProblemError(HTTPStatus.FORBIDDEN, LINK_ENDED)
    return place_of_safety(desk.holding().compiled, service_id), link


async def told(desk: Desk, place: Service, form: Form, *, by: str, how: How) -> Faults:
    """Keep what a form says; return what is wrong with it, by field."""
    telling, faults = telling_in(form)
    if telling is None:
        return faults
    written = form.get("form_id", "")
    form_id = written if re.fullmatch("[0-9a-f]{32}", written) else None
    await keep_report(desk, place, telling, by=by, how=how, form_id=form_id)
    return {}


def telling_in(form: Form) -> tuple[CapacityTold | None, Faults]:
    """Read a form; a count that was left empty is not said."""
    counts = {field: form.get(field) for field in ("adults_free", "under_18_free")}
    faults = {
        field: "Write a whole number from 0 to 99, or leave it empty."
        for field, count in counts.items()
        if count is not None and not re.fullmatch("[0-9]{1,2}", count)
    }
    status = next((space for space in Space if space == form.get("status")), None)
    if status is None:
        faults["status"] = "Press one of the three buttons."
    if faults or status is None:
        return None, faults
    adults, under_18 = (None if count is None else int(count) for count in counts.values())
    if not agrees_with_rooms(status, adults, under_18):
        said = "space, but no room is counted" if status is Space.SPACE else f"{status}, but free rooms are counted"
        return None, {"adults_free": f"You pressed {said}. Change the counts, or press another button."}
    return CapacityTold(status=status, adults_free=adults, under_18_free=under_18), {}


async def keepers_page(
    request: AnyRequest, place: Service, form: Form | None = None, faults: Faults | None = None
) -> Response[bytes]:
    """Render the keepers' page; `links` is None where the database cannot be read."""
    desk, now = desk_of(request), desk_of(request).clock()
    try:
        links = tuple(link_line(link, now) for link in await desk.home.links.list(place.id))
    except StoreError:
        links = None
    return show_room(
        request,
        "curate/room.html",
        status=HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK,
        links=links,
        link_days=LINK_DAYS,
        link_usual=LINK_USUAL,
        **await of_place(desk, place, form, faults),
    )


async def wards_page(
    request: AnyRequest, place: Service, key: str, form: Form | None = None, faults: Faults | None = None
) -> Response[bytes]:
    """Render a ward's page."""
    values = await of_place(desk_of(request), place, form, faults)
    status = HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK
    return show_page(request, "curate/room_link.html", status=status, key=key, **values)


async def of_place(desk: Desk, place: Service, form: Form | None, faults: Faults | None) -> dict[str, Any]:
    """Return what both pages show of a place; `recent` is None where the database cannot be read."""
    now = desk.clock()
    try:
        kept = await desk.home.rooms.history(place.id, since=now - SINCE)
        recent = tuple(report_line(one, now) for one in reversed(kept[-SHOWN:]))
    except StoreError:
        recent = None
    return {
        "place": place,
        "held": held_of(desk, place),
        "waits": recent is None and await waits_here(desk, place),
        "recent": recent,
        "filled": form or {},
        "faults": faults or {},
        "form_id": secrets.token_hex(16),
    }


def held_of(desk: Desk, place: Service) -> Held:
    """Put what is held of a place in words."""
    standing, now = standing_of(desk.holding().compiled, place, desk), desk.clock()
    if standing is None:
        return Held(code="unknown", space=NOT_KNOWN, rooms="", told="", stale="Callers read: ring to confirm.")
    report = standing.report
    until = when(standing.stale_at, now)
    stale = f"It counts until {until}. After that callers read: ring to confirm."
    return Held(
        code=str(report.status) if standing.is_fresh else "unknown",
        space=SPACE_WORDS[report.status] if standing.is_fresh else f"Last said: {SPACE_WORDS[report.status].lower()}",
        rooms=rooms_words(report),
        told=f"Reported {ago_words(now - report.updated, report.updated, now)}.",
        stale=stale if standing.is_fresh else f"It is stale since {until}. Callers read: ring to confirm.",
    )


def rooms_words(report: CapacityReport) -> str:
    """Say how many rooms a report counts; nothing where it counts none."""
    return capitalised(rooms_free(report.adults_free, report.under_18_free))


def report_line(kept: KeptReport, now: datetime) -> ReportLine:
    """Put a report in words."""
    return ReportLine(
        made=when(kept.report.updated, now),
        space=SPACE_WORDS[kept.report.status],
        rooms=rooms_words(kept.report),
        by=kept.by,
        how=HOW_WORDS[kept.how],
    )


def link_line(link: LinkLine, now: datetime) -> Link:
    """Put a link in words."""
    if link.revoked_at is not None:
        state = f"ended {when(link.revoked_at, now)} by {link.revoked_by}"
    else:
        state = f"{'works until' if link.holds(now) else 'expired'} {when(link.expires_at, now)}"
    return Link(link_id=link.link_id, made=when(link.made_at, now), made_by=link.made_by, state=state, holds=link.holds(now))


def line_of(desk: Desk, place: Service, refusals: tuple[KeptRefusal, ...]) -> PlaceLine:
    """Put a place on its keepers' list."""
    mine = [kept.told.reason for kept in refusals if kept.told.service_id == place.id]
    return PlaceLine(
        place=place,
        held=held_of(desk, place),
        refusals=len(mine),
        forbidden=sum(reason in FORBIDDEN for reason in mine),
    )


def address_of_link(place: Service, key: str) -> str:
    """Return the address of a link."""
    return f"/capacity/{place.id}/report?{urlencode({'key': key})}"


def seen_at(address: str) -> Response[Any]:
    """Send the browser on to look at it: the form is not sent again when the page is read again."""
    return Response(None, status_code=HTTPStatus.SEE_OTHER, headers={"location": address})
