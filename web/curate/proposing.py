"""How every page of the keepers hands in a change: kept under a number, checked beside, shown on a page of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response

from routing.change import ChangeSet
from web.curate.checks import start_check
from web.curate.frame import keeper_of, signed_by
from web.curate.rights import require_remit
from web.readers import desk_of


async def hand_in(request: Request[Any, Any, Any], change: ChangeSet, reason: str) -> Response[bytes]:
    """Keep a change of the keeper's, start its check, and send them to its page; refused where it is not theirs to make."""
    desk, signature = desk_of(request), signed_by(request, reason)
    await require_remit(desk, change, keeper_of(request))
    number = await desk.home.propose(change, signature)
    start_check(request, number, signature)
    return to_change(number)


def to_change(number: int) -> Response[bytes]:
    """Send the reader to the page of a change."""
    return Response(b"", status_code=HTTPStatus.SEE_OTHER, headers={"location": f"/curate/changes/{number}"})
