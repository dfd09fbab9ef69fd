"""POST /api/v1/hours: opening hours as people type them, read and said back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, post

from directory.errors import ContextRejected, HoursRejected
from directory.opening_words import hours_in_words
from directory.osm_hours import read_osm_hours
from web.api.shapes import HoursAsked, HoursGiven
from web.bodies import read_json
from web.openapi import takes
from web.problems import documented


@post(
    "/api/v1/hours",
    status_code=HTTPStatus.OK,
    summary="What typed opening hours mean",
    operation_id="read_hours",
    operation_class=takes(HoursAsked),
    responses=documented(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
)
async def hours(request: Request[Any, Any, Any]) -> HoursGiven:
    """Read opening hours without guessing, and say the reading back in words; nothing is kept.

    What cannot be read is refused with the word at which, and with what was expected there.
    """
    asked = await read_json(request, HoursAsked)
    try:
        reading = read_osm_hours(asked.text, asked.nation, by_day=asked.by_day)
    except HoursRejected as refused:
        where = "" if refused.word is None else f"at word {refused.word}, "
        raise ContextRejected("text", f"{where}{refused}") from None
    return HoursGiven(schedule=reading.schedule, words=hours_in_words(reading.schedule), notes=reading.notes)
