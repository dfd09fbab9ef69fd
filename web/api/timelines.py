"""POST /api/v1/timelines: the answer over some days, small enough to keep on a telephone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, post

from directory.reader import Role
from routing.answer import Option
from routing.reading import instant_asked
from routing.timeline import TimelineStep as Worked
from routing.timeline import timeline
from routing.visibility import as_seen_by
from web.api.shapes import TimelineAsked, TimelineGiven, TimelineMessage, TimelineOption, TimelineStep
from web.bodies import read_json
from web.openapi import JSON, takes
from web.problems import documented
from web.readers import desk_of, key_reader


@post(
    "/api/v1/timelines",
    status_code=HTTPStatus.OK,
    summary="The answer over the next days",
    operation_id="timeline",
    operation_class=takes(TimelineAsked),
    responses=documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
async def timelines(request: Request[Any, Any, Any]) -> Response[TimelineGiven]:
    """Give each ladder with the interval in which it holds; the `at` of the context is not read."""
    asked = await read_json(request, TimelineAsked)
    reader, desk = await key_reader(request), desk_of(request)
    start = desk.clock() if asked.start is None else instant_asked("start", asked.start)
    # In a thread: a fortnight is some hundred answers, and nobody else's answer waits for them.
    steps = await asyncio.to_thread(
        timeline, desk.holding().compiled, asked.context, start, start + timedelta(days=asked.days), desk.capacity
    )
    return Response(msgspec.json.encode(told(steps, reader)), media_type=JSON)  # type: ignore[arg-type]


def told(steps: tuple[Worked, ...], reader: Role) -> TimelineGiven:
    """Write the steps for the reader, with each option and the words of each message once in a table."""
    table: dict[TimelineOption, int] = {}
    messages: dict[str, TimelineMessage] = {}
    written = []
    for step in steps:
        seen = as_seen_by(step.answer, reader)
        rungs = tuple(table.setdefault(row_of(option), len(table)) for option in seen.options)
        codes = tuple(message.code for message in seen.messages)
        messages |= {said.code: TimelineMessage(code=said.code, words=said.words, clause=said.clause) for said in seen.messages}
        written.append(TimelineStep(start=step.start, end=step.end, options=rungs, messages=codes))
    first = steps[0].answer
    return TimelineGiven(
        edition=first.edition,
        edition_hash=first.edition_hash,
        place=first.place,
        start=steps[0].start,
        end=steps[-1].end,
        valid_until=steps[0].end,
        options=tuple(table),
        messages=tuple(messages.values()),
        steps=tuple(joined(written)),
    )


def joined(steps: list[TimelineStep]) -> list[TimelineStep]:
    """Join neighbours that say the same: what changed between them is not told here."""
    found: list[TimelineStep] = []
    for step in steps:
        if found and (found[-1].options, found[-1].messages) == (step.options, step.messages):
            found[-1] = msgspec.structs.replace(found[-1], end=step.end)
        else:
            found.append(step)
    return found


def row_of(option: Option) -> TimelineOption:
    """Write an option as a row of the table."""
    contact = option.contact
    return TimelineOption(
        service_id=option.service_id,
        name=option.name,
        kind=option.kind,
        channel=None if contact is None else contact.channel,
        number=None if contact is None else contact.number,
        dial=None if contact is None else contact.dial,
        uri=None if contact is None else contact.uri,
        menu_option=None if contact is None else contact.menu_option,
        keyword=None if contact is None else contact.keyword,
        withheld=contact is not None and contact.withheld,
        fictitious=contact is not None and contact.fictitious,
        state=option.state.state,
        always_open=option.state.always_open,
        rule_id=option.rule_id,
        clause=option.clause,
    )
