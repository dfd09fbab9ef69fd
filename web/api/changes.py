"""Changes over HTTP: proposed and checked by curators, accepted by name, published and undone; and what changed since."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from directory.reader import KEEPERS, PUBLISHERS, Reader
from routing.scope import through_key
from routing.three_way import Side
from store.checking import EditionsDiffer
from store.editions import Signature
from store.errors import ChangeRefused, NotKept
from store.replay import Replay, Replayer, find_given
from web.api.editions import LARGEST_NUMBER, summary_of
from web.api.shapes import (
    Accepting,
    Changes,
    ChangeShown,
    EditionSummary,
    EntryHistory,
    Proposal,
    Publishing,
    Signed,
    Undoing,
)
from web.bodies import read_json
from web.curate import rights
from web.curate.rights import require_kept_remit, require_remit
from web.desk import Desk
from web.openapi import takes
from web.problems import ProblemError, documented
from web.readers import desk_of, require_role

MOST_LISTED = 1000

_READ = documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WRITTEN = _READ | documented(HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@post(
    "/api/v1/changes",
    summary="Propose a change, and see what it does",
    operation_id="propose_change",
    operation_class=takes(Proposal),
    responses=_WRITTEN,
)
async def propose(request: Request[Any, Any, Any]) -> ChangeShown:
    """Keep the change and check it on the edition in force: what is wrong with it, what it does to the answers.

    403 names what of it the key was not given to keep.
    """
    reader = await require_role(request, *KEEPERS)
    proposal, desk = await read_json(request, Proposal), desk_of(request)
    await require_remit(desk, proposal.change, reader)
    signature = signed(desk, proposal, reader)
    number = await desk.home.propose(proposal.change, signature)
    return await checked(desk, number, signature)


@get("/api/v1/changes", summary="Every change, newest first", operation_id="list_changes", responses=_READ)
async def changes(request: Request[Any, Any, Any]) -> Changes:
    """List the newest thousand changes with their state."""
    await require_role(request, *KEEPERS)
    return Changes(changes=await desk_of(request).home.changes(limit=MOST_LISTED))


@get("/api/v1/changes/{number:int}", summary="One change", operation_id="get_change", responses=_READ)
async def change(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """Return a change with everything that happened to it."""
    await require_role(request, *KEEPERS)
    return await shown(desk_of(request), numbered(number))


@post(
    "/api/v1/changes/{number:int}/checks",
    summary="Check a change again",
    operation_id="check_change",
    operation_class=takes(Signed),
    responses=_WRITTEN,
)
async def check(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """Check on the edition that is in force now, as is needed where another change was published first."""
    reader = await require_role(request, *KEEPERS)
    body, desk = await read_json(request, Signed), desk_of(request)
    await require_kept_remit(desk, numbered(number), reader)
    return await checked(desk, number, signed(desk, body, reader))


@post(
    "/api/v1/changes/{number:int}/acceptances",
    summary="Take a finding upon yourself",
    operation_id="accept_finding",
    operation_class=takes(Accepting),
    responses=_WRITTEN,
)
async def accept(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """Accept a finding of the last check by its code, by name and with a reason, which are kept for ever."""
    reader = await require_role(request, *KEEPERS)
    accepting, desk = await read_json(request, Accepting), desk_of(request)
    await require_kept_remit(desk, numbered(number), reader)
    await desk.home.accept(number, accepting.code, signed(desk, accepting, reader))
    return await shown(desk, number)


@post(
    "/api/v1/changes/{number:int}/drop",
    summary="Give a change up",
    operation_id="drop_change",
    operation_class=takes(Signed),
    responses=_WRITTEN,
)
async def drop(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """End a change that was not published; it is kept, and never published."""
    reader = await require_role(request, *KEEPERS)
    body, desk = await read_json(request, Signed), desk_of(request)
    await require_kept_remit(desk, numbered(number), reader)
    await desk.home.drop(number, signed(desk, body, reader))
    return await shown(desk, number)


@post(
    "/api/v1/changes/{number:int}/publication",
    summary="Publish a change",
    operation_id="publish_change",
    operation_class=takes(Publishing),
    responses=_WRITTEN,
)
async def publish(request: Request[Any, Any, Any], number: FromPath[int]) -> EditionSummary:
    """Publish it as the next edition, whole or not at all; answers come from that edition before this returns.

    409 where anything stands against it that nobody accepted, and where another change was published since it was checked.
    Whoever proposed it needs a second publisher (403), or says that it is `urgent`: then it waits for review afterwards.
    """
    reader = await require_role(request, *PUBLISHERS)
    body, desk = await read_json(request, Publishing), desk_of(request)
    signature = signed(desk, body, reader)
    return summary_of(await rights.publish(desk, numbered(number), reader, signature, urgent=body.urgent))


@post(
    "/api/v1/changes/{number:int}/reviews",
    summary="Review what was published as urgent",
    operation_id="review_change",
    operation_class=takes(Signed),
    responses=_WRITTEN,
)
async def review(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """Say that you looked at a change that somebody published alone; what is wrong in it is undone or changed again."""
    reader = await require_role(request, *PUBLISHERS)
    body, desk = await read_json(request, Signed), desk_of(request)
    await rights.review(desk, numbered(number), reader, signed(desk, body, reader))
    return await shown(desk, number)


@post(
    "/api/v1/changes/{number:int}/undo",
    summary="Propose to undo a change",
    operation_id="undo_change",
    operation_class=takes(Undoing),
    responses=_WRITTEN,
)
async def undo(request: Request[Any, Any, Any], number: FromPath[int]) -> ChangeShown:
    """Keep and check a new change that puts back what a published one did, and leaves what was changed since.

    `mine` names the fields, as `id/field`, that shall be put back although somebody changed them since. 409 where nothing is
    left to put back.
    """
    reader = await require_role(request, *KEEPERS)
    body, desk = await read_json(request, Undoing), desk_of(request)
    kept = await desk.home.change(numbered(number))
    again = await desk.home.undo_of(kept, desk.clock(), dict.fromkeys(body.mine, Side.MINE))
    if again.is_nothing:
        raise ChangeRefused(f"nothing that change {number} did is left to undo")
    await require_remit(desk, again.change, reader)
    signature = signed(desk, body, reader)
    return await checked(desk, await desk.home.propose(again.change, signature), signature)


@get(
    "/api/v1/services/{service_id:str}/history", summary="An entry since it began", operation_id="get_history", responses=_READ
)
async def history(request: Request[Any, Any, Any], service_id: FromPath[str]) -> EntryHistory:
    """Return every edition that changed the entry, newest first: who, when, why, and field by field."""
    await require_role(request, *KEEPERS)
    found = await desk_of(request).home.history(service_id, limit=MOST_LISTED)
    if not found:
        raise NotKept("no entry of that id was ever published here")
    return EntryHistory(service_id=service_id, versions=found)


@get(
    "/api/v1/editions/{before:int}/differences/{after:int}",
    summary="What is different in one edition from another",
    operation_id="compare_editions",
    responses=_READ,
)
async def differences(request: Request[Any, Any, Any], before: FromPath[int], after: FromPath[int]) -> EditionsDiffer:
    """Compare entry by entry, and say how the answers differ from now on."""
    await require_role(request, *KEEPERS)
    desk = desk_of(request)
    was, becomes = await desk.home.edition(numbered(before)), await desk.home.edition(numbered(after))
    return await asyncio.to_thread(desk.checker.between, was, becomes, desk.clock())


@get(
    "/api/v1/decisions/{decision:str}/replay",
    summary="A logged answer, given again",
    operation_id="replay_decision",
    responses=_READ | documented(HTTPStatus.CONFLICT),
)
async def replay(request: Request[Any, Any, Any], decision: FromPath[str]) -> Replay:
    """Work the answer out again from that night's data, and say whether it is the same, byte for byte, and why not.

    The id is that of the answer; put the reader behind it, as in `-public`, where several readers were given that answer.
    """
    await require_role(request, *KEEPERS)
    desk = desk_of(request)
    found = await find_given(desk.home, decision)
    if not found:
        raise NotKept("no decision of that id is kept here")
    if len(found) > 1:
        readers = ", ".join(logged.decision.reader for logged in found)
        raise ProblemError(
            HTTPStatus.CONFLICT,
            "Several readers were given this answer.",
            where="decision",
            expected=f"the id with - and one of {readers} behind it",
        )
    return await Replayer(desk.home, desk.gazetteer).again(found[0])


async def checked(desk: Desk, number: int, signature: Signature) -> ChangeShown:
    """Check a change on the edition in force, and show it."""
    await desk.home.check(number, signature, desk.checker, desk.known())
    return await shown(desk, number)


async def shown(desk: Desk, number: int) -> ChangeShown:
    """Show a change, and what stands against it."""
    kept = await desk.home.change(number)
    report = kept.report
    blocking = () if report is None else tuple(finding.code for finding in report.blocking(kept.accepted))
    return ChangeShown(state=kept.state, edition=kept.line.edition, blocking=blocking, kept=kept)


def signed(desk: Desk, body: Signed, reader: Reader) -> Signature:
    """Sign with the name and the reason that were given and with the key that proves it, at the present instant."""
    return Signature(by=through_key(body.by, reader), reason=body.reason, at=desk.clock())


def numbered(number: int) -> int:
    """Return a number that something could be kept under; NotKept for any other."""
    if not 0 <= number <= LARGEST_NUMBER:
        raise NotKept("nothing is kept under that number")
    return number


changing = (propose, changes, change, check, accept, drop, publish, review, undo, history, differences, replay)
"""Every operation of this file."""
