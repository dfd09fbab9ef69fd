"""`/curate/entries/{id}/history`: what an entry was in every edition that changed it, and the way back to any of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from routing.change import ChangeSet
from routing.edits import What
from routing.scope import outside_remit
from store.errors import NotKept
from store.history import Version
from web.curate.changes import LONGEST_REASON, at_in_words, slips_of_reason
from web.curate.frame import AnyRequest, keeper_of, show_room
from web.curate.proposing import hand_in
from web.curate.rights import newest
from web.curate.wording import Row, in_full, names_of, rows_of
from web.desk import Desk
from web.pages import form_from_here
from web.readers import desk_of

ON_A_PAGE = 20

WHAT = {What.ADDED: "Added", What.CHANGED: "Changed", What.WITHDRAWN: "Withdrawn"}


class ShownVersion(msgspec.Struct, frozen=True):
    """One version in words; `is_now` says whether the entry stands so today."""

    version: Version
    what: str
    when: str
    rows: tuple[Row, ...]
    is_now: bool


@get("/curate/entries/{service_id:str}/history", include_in_schema=False)
async def history(request: Request[Any, Any, Any], service_id: FromPath[str]) -> Response[bytes]:
    """Show the history of an entry, newest first."""
    return await history_page(request, service_id)


@post("/curate/entries/{service_id:str}/history", include_in_schema=False)
async def put_back(request: Request[Any, Any, Any], service_id: FromPath[str]) -> Response[Any]:
    """Propose to put the entry back as one edition had it."""
    keeper_of(request)
    form, desk = await form_from_here(request), desk_of(request)
    number = form.get("edition", "")
    slips = slips_of_reason(form, number)
    if slips:
        return await history_page(request, service_id, slips)
    change = await putting_back(desk, service_id, number)
    return await hand_in(request, change, f"As edition {number} had it: {form['reason']}"[:LONGEST_REASON])


async def putting_back(desk: Desk, service_id: str, number: str) -> ChangeSet:
    """Return the change that puts an entry back as one edition had it; NotKept where that one did not change it."""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotKept("no edition of that number is kept here")
    found = await desk.home.history(service_id, before=int(number) + 1, limit=1)
    if not found or found[0].edition != int(number):
        raise NotKept("that edition did not change the entry")
    service, made_on = found[0].service, (await newest(desk)).number
    if service is None:
        return ChangeSet(made_on=made_on, withdrawn=(service_id,))
    return ChangeSet(made_on=made_on, services=(service,))


async def history_page(request: AnyRequest, service_id: str, slips: dict[str, str] | None = None) -> Response[bytes]:
    """Show the newest versions of an entry, or those before the edition that is asked for."""
    reader, desk = keeper_of(request), desk_of(request)
    before = request.query_params.get("before", "")
    earlier_than = int(before) if before.isascii() and before.isdigit() and len(before) <= 9 else None
    found = await desk.home.history(service_id, before=earlier_than, limit=ON_A_PAGE + 1)
    if not found:
        raise NotKept("no entry of that id was ever published here")
    edition = await newest(desk)
    now = next((service for service in edition.services if service.id == service_id), None)
    last = next((one.service for one in found if one.service is not None), None)
    change = ChangeSet(withdrawn=(service_id,)) if last is None or now is not None else ChangeSet(services=(last,))
    return show_room(
        request,
        "curate/history.html",
        status=HTTPStatus.BAD_REQUEST if slips else HTTPStatus.OK,
        service_id=service_id,
        title=service_id if last is None else last.name,
        is_there=now is not None,
        versions=tuple(shown(version, now == version.service, desk) for version in found[:ON_A_PAGE]),
        older=found[ON_A_PAGE - 1].edition if len(found) > ON_A_PAGE else None,
        is_newest=earlier_than is None,
        may_change=not outside_remit(change, edition, reader),
        slips=slips or {},
    )


def shown(version: Version, is_now: bool, desk: Desk) -> ShownVersion:
    """Put a version in words."""
    return ShownVersion(
        version,
        WHAT[version.edit.what],
        at_in_words(version.published_at),
        rows_of(in_full(version.edit, version.service), names_of(desk)),
        is_now,
    )


handlers = (history, put_back)
