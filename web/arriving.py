"""What every request passes before its handler: not too often, and who is asking.

What a request is for is told by its route, never by how its path was spelt.
"""

from __future__ import annotations

from typing import Any

from litestar import Request

from web.clients import client_of, is_this_machine
from web.files import STATIC
from web.limits import Limits, refuse_over
from web.logs import note_start
from web.readers import KeyProvesNothing, note_key, require_scope
from web.signed_in import note_reader

API = "/api/"
AnyRequest = Request[Any, Any, Any]


async def let_in(request: AnyRequest) -> None:
    """Let a request through to its handler, and remember who is asking: below /api/ by key alone, on pages by cookie alone."""
    note_start(request)
    template = request.scope["path_template"]
    limits: Limits = request.app.state.limits
    if template.startswith(API) and has_key(request, limits):
        return
    who = address_of(request)
    if not is_this_machine(who):  # a proxy that the settings do not name stands for everybody
        refuse_over(limits.asking, who)
    if not template.startswith((API, STATIC)):
        await note_reader(request)


def has_key(request: AnyRequest, limits: Limits) -> bool:
    """Say whether a request to the API carries a key that holds, and was made for this; it is counted by that key alone."""
    try:
        line = note_key(request)
    except KeyProvesNothing:
        refuse_over(limits.wrong_keys, address_of(request))
        raise
    if line is None:
        return False
    refuse_over(limits.keys, line.key_id)
    require_scope(request, line)
    return True


def address_of(request: AnyRequest) -> str:
    """Return the address that a request is counted against."""
    return client_of(request.scope, request.app.state.settings)
