"""`/curate/changes`: every change on its way from proposed to published, what it does to the answers, and its undoing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from directory.reader import PUBLISHERS, Reader
from routing.change import Finding, may_be_accepted
from routing.merging import Dispute
from routing.scope import is_by, needs_second_person, outside_remit
from routing.situation import LONDON
from routing.three_way import Side
from routing.undoing import Again, Choices, made_again
from store.changes import ChangeEvent, ChangeLine, ChangeState, Happened, KeptChange, Spoken
from store.errors import ChangeRefused, NotKept, PublishBlocked, PublishConflict, StoreError
from web.api.changes import numbered
from web.curate import rights
from web.curate.checks import checks_of, start_check
from web.curate.frame import AnyRequest, keeper_of, show_room, signed_by
from web.curate.proposing import hand_in, to_change
from web.curate.rights import newest, require_kept_remit
from web.curate.wording import Part, Row, in_full, label_of, names_of, own_name, parts_of, value_in_words, with_names
from web.desk import Desk
from web.pages import Form, form_from_here
from web.readers import desk_of, require_reader

MOST_LISTED, ON_A_PAGE = 1000, 50
MOST_SHOWN = 100
"""Parts of one change that are shown field by field, and answers that are told; of a larger import the rest is counted."""

MOST_CHOICES = 40
"""Fields in which one form lets somebody choose; the others stay as they are now."""

LONGEST_REASON = 500
CHOICE = "choose:"

STATES = {
    ChangeState.PROPOSED: "Not checked yet",
    ChangeState.BLOCKED: "Something stands against it",
    ChangeState.READY: "Ready to publish",
    ChangeState.PUBLISHED: "Published",
    ChangeState.DROPPED: "Given up",
}
OVERTAKEN, STALE = "Somebody changed it since", "To be checked again"
HAPPENED = {
    Happened.CHECKED: "Checked",
    Happened.ACCEPTED: "Taken upon themselves",
    Happened.PUBLISHED: "Published",
    Happened.DROPPED: "Given up",
    Happened.URGENT: "Called urgent",
    Happened.REVIEWED: "Reviewed afterwards",
}
FILTERS = {
    "": "All",
    "open": "Waiting",
    "blocked": "Blocked",
    "ready": "Ready",
    "published": "Published",
    "review": "To be reviewed",
    "dropped": "Given up",
}


class ListedChange(msgspec.Struct, frozen=True):
    """One row of the list, in words."""

    line: ChangeLine
    state: str
    proposed: str
    ended: str
    entries: tuple[str, ...]
    more: int
    beside: str


class Choice(msgspec.Struct, frozen=True):
    """A field in which somebody has to choose, in words."""

    name: str
    title: str
    row: Row
    theirs: str


class Told(msgspec.Struct, frozen=True):
    """One thing that happened to a change, in words."""

    what: str
    event: ChangeEvent
    when: str


class Choosing(msgspec.Struct, frozen=True):
    """What was changed again since: by name, and the fields to choose in."""

    again: Again
    changed: tuple[str, ...]
    choices: tuple[Choice, ...]
    uncounted: int


@get("/curate/changes", include_in_schema=False)
async def changes(request: AnyRequest) -> Response[bytes]:
    """List the changes, newest first, those of one state or of one's own where that is asked for."""
    reader, desk = keeper_of(request), desk_of(request)
    show, mine = request.query_params.get("show", ""), request.query_params.get("mine") == "yes"
    every = await desk.home.changes(limit=MOST_LISTED)
    wanted = [line for line in every if is_wanted(line, show) and (not mine or is_by(line.author, reader))]
    page = page_asked(request)
    shown = wanted[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    spoken = await desk.home.spoken_of([line.number for line in shown])
    return show_room(
        request,
        "curate/changes.html",
        lines=tuple(listed(line, spoken[line.number], desk) for line in shown),
        filters=FILTERS,
        show=show if show in FILTERS else "",
        mine=mine,
        is_empty=not every,
        count=len(wanted),
        page=page,
        pages=-(-len(wanted) // ON_A_PAGE),
        to_review=sum(line.awaits_review for line in every),
    )


def is_wanted(line: ChangeLine, show: str) -> bool:
    """Say whether a line is one of those asked for; whatever is not a filter of ours asks for all."""
    match show:
        case "open":
            return line.state not in {ChangeState.PUBLISHED, ChangeState.DROPPED}
        case "review":
            return line.awaits_review
        case "blocked" | "ready" | "published" | "dropped":
            return line.state == show
        case _:
            return True


def page_asked(request: AnyRequest) -> int:
    """Return the page of the list that is asked for; the first where that is none."""
    asked = request.query_params.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked[:4]) > 0 else 1


def listed(line: ChangeLine, spoken: Spoken, desk: Desk) -> ListedChange:
    """Put a line of the list in words."""
    rows = len(spoken.settings) + len(spoken.settings_taken_back)
    days = len(spoken.holidays) + len(spoken.holidays_removed)
    counted = ((rows, "local setting", "local settings"), (days, "bank holiday", "bank holidays"))
    beside = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    return ListedChange(
        line=line,
        state=STATES[line.state],
        proposed=at_in_words(line.made_at),
        ended="" if line.ended_at is None else at_in_words(line.ended_at),
        entries=tuple(title_in(desk)(own) for own in spoken.entries[:3]),
        more=max(0, len(spoken.entries) - 3),
        beside=", ".join([*beside, *(["the policy"] if spoken.policy is not None else [])]),
    )


@get("/curate/changes/{number:int}", include_in_schema=False)
async def change(request: AnyRequest, number: FromPath[int]) -> Response[bytes]:
    """Show one change, or that it is being checked."""
    keeper_of(request)
    return await change_page(request, numbered(number))


@post("/curate/changes/{number:int}/check", include_in_schema=False)
async def check(request: AnyRequest, number: FromPath[int]) -> Response[bytes]:
    """Check the change on the edition in force, beside the page that says so."""
    reader = keeper_of(request)
    await form_from_here(request)
    (await require_kept_remit(desk_of(request), numbered(number), reader)).require_open()
    start_check(request, number, signed_by(request, "to see what it does"))
    return to_change(number)


@post("/curate/changes/{number:int}/accept", include_in_schema=False)
async def accept(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Take a finding upon oneself, by name and with a reason."""

    async def act(desk: Desk, reader: Reader, form: Form) -> None:
        await require_kept_remit(desk, number, reader)
        await desk.home.accept(number, form.get("code", ""), signed_by(request, form["reason"]))

    return await done_with_reason(request, numbered(number), act)


@post("/curate/changes/{number:int}/drop", include_in_schema=False)
async def drop(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Give the change up, with a reason."""

    async def act(desk: Desk, reader: Reader, form: Form) -> None:
        await require_kept_remit(desk, number, reader)
        await desk.home.drop(number, signed_by(request, form["reason"]))

    return await done_with_reason(request, numbered(number), act)


@post("/curate/changes/{number:int}/publish", include_in_schema=False)
async def publish(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Publish the change; its page comes back when answers come from its edition, and says meanwhile that this goes on."""
    require_reader(request, *PUBLISHERS)

    async def act(desk: Desk, reader: Reader, form: Form) -> None:
        urgent = form.get("urgent") == "yes"
        await rights.require_publisher(desk, number, reader, urgent=urgent)
        signature = signed_by(request, form["reason"])
        checks_of(request).start(number, rights.publish(desk, number, reader, signature, urgent=urgent))

    return await done_with_reason(request, numbered(number), act)


@post("/curate/changes/{number:int}/review", include_in_schema=False)
async def review(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Say that one looked at what somebody published alone."""
    require_reader(request, *PUBLISHERS)

    async def act(desk: Desk, reader: Reader, form: Form) -> None:
        await rights.review(desk, number, reader, signed_by(request, form["reason"]))

    return await done_with_reason(request, numbered(number), act)


@post("/curate/changes/{number:int}/undo", include_in_schema=False)
async def undo(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Propose to put back what a published change did."""
    keeper_of(request)
    form, desk = await form_from_here(request), desk_of(request)
    kept = await desk.home.change(numbered(number))
    slips = slips_of_reason(form, "undo")
    if slips:
        return await change_page(request, number, slips=slips)
    again = await desk.home.undo_of(kept, desk.clock(), choices_in(form))
    if again.is_nothing:
        return await change_page(request, number, problem="Nothing of this change is left to put back.")
    return await hand_in(request, again.change, f"Undo of change {number}: {form['reason']}"[:LONGEST_REASON])


@post("/curate/changes/{number:int}/again", include_in_schema=False)
async def again(request: AnyRequest, number: FromPath[int]) -> Response[Any]:
    """Make a change again on what somebody else has changed since; the first is given up and stays readable."""
    reader, desk = keeper_of(request), desk_of(request)
    form = await form_from_here(request)
    kept = await require_kept_remit(desk, numbered(number), reader)
    kept.require_open()
    found = await again_of(desk, kept, choices_in(form))
    if found is None:
        raise ChangeRefused(f"nothing of change {number} was changed since it was made")
    if found.is_nothing:
        await desk.home.drop(number, signed_by(request, "what is there now was kept"))
        return to_change(number)
    response = await hand_in(request, found.change, kept.reason)
    await desk.home.drop(number, signed_by(request, f"made again as {response.headers['location'].rpartition('/')[2]}"))
    return response


Act = Callable[[Desk, Reader, Form], Awaitable[None]]


async def done_with_reason(request: AnyRequest, number: int, act: Act) -> Response[Any]:
    """Do what a form with a reason asks for, and show the change; where that cannot be, say so on its page."""
    reader, desk = keeper_of(request), desk_of(request)
    form = await form_from_here(request)
    about = form_meant(form)
    slips = slips_of_reason(form, about)
    if slips:
        return await change_page(request, number, slips=slips)
    try:
        await act(desk, reader, form)
    except ChangeRefused as fault:
        return await change_page(request, number, problem=refusal_in_words(fault))
    return to_change(number)


def form_meant(form: Form) -> str:
    """Return which of a page's forms was sent; nothing that is not one of ours is given back."""
    named = form.get("form", "")
    return named if re.fullmatch(r"[a-z]+(-\d{1,4})?", named, re.ASCII) else ""


def slips_of_reason(form: Form, about: str) -> dict[str, str]:
    """Return what is wrong with the reason of a form, under the form's name; nothing where it can be kept."""
    reason = form.get("reason", "")
    if not reason:
        return {about: "Say why, in a few words. It is kept with your name."}
    return {about: f"Say it in at most {LONGEST_REASON} letters."} if len(reason) > LONGEST_REASON else {}


def refusal_in_words(fault: StoreError) -> str:
    """Say why something was not done, and what to do now."""
    match fault:
        case PublishConflict():
            return f"Edition {fault.newest} was published since this was checked. Check it again and look, then publish."
        case PublishBlocked():
            return "It was not published: something stands against it that nobody has taken upon themselves. See below."
        case _:
            return f"This was not done: {fault}."


def choices_in(form: Form) -> Choices:
    """Return whose value was chosen for each disputed field."""
    return {
        name.removeprefix(CHOICE): Side.MINE
        for name, value in form.items()
        if name.startswith(CHOICE) and value == Side.MINE.value
    }


async def change_page(
    request: AnyRequest,
    number: int,
    *,
    problem: str = "",
    slips: dict[str, str] | None = None,
) -> Response[bytes]:
    """Show a change as it stands, with what its reader may do next."""
    desk, reader = desk_of(request), keeper_of(request)
    checks = checks_of(request)
    if await checks.goes_on(number):
        page = show_room(request, "curate/checking.html", number=number)
        page.headers["refresh"] = "1"
        return page
    kept = await desk.home.change(number)
    edition, overtaken = await newest(desk), choosing(await overtaking(desk, kept), desk)
    is_stale = kept.ended is None and kept.report is not None and kept.report.based_on != edition.number
    status = HTTPStatus.BAD_REQUEST if slips else HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    refused = checks.refusal_of(number) if kept.ended is None else None
    return show_room(
        request,
        "curate/change.html",
        status=status,
        kept=kept,
        state=OVERTAKEN if overtaken else STALE if is_stale else STATES[kept.state],
        mark="blocked" if overtaken or is_stale else kept.state,
        is_open=kept.ended is None,
        proposed=at_in_words(kept.made_at),
        ended=None if kept.ended is None else told(kept.ended),
        events=tuple(told(event) for event in kept.events),
        report=kept.report,
        found=findings_of(kept, title_in(desk, kept)),
        parts=shown_parts(kept, desk),
        more_parts=0 if kept.report is None else max(0, len(kept.report.edits) - MOST_SHOWN),
        answers=() if kept.report is None else with_names(kept.report.differences[:MOST_SHOWN], title_in(desk, kept)),
        more_answers=0 if kept.report is None else max(0, len(kept.report.differences) - MOST_SHOWN),
        newest=edition.number,
        is_stale=is_stale,
        live=live_in(kept, desk),
        overtaken=overtaken,
        undo=choosing(await desk.home.undo_of(kept, desk.clock()), desk) if kept.line.edition is not None else None,
        outside=outside_remit(kept.change, edition, reader)[:MOST_SHOWN],
        may_publish=reader.role in PUBLISHERS,
        is_alone=needs_second_person(kept.author, reader),
        problem=problem or ("" if refused is None else refusal_in_words(refused)),
        slips=slips or {},
    )


async def overtaking(desk: Desk, kept: KeptChange) -> Again | None:
    """Return an open change made again, where what it would put back was changed since; None where it was not."""
    return await again_of(desk, kept, {}) if kept.ended is None else None


async def again_of(desk: Desk, kept: KeptChange, chosen: Choices) -> Again | None:
    """Return a change as it is to be made on what is there now; None where nothing of it was changed since it was made."""
    made_on = kept.change.made_on
    if made_on is None:
        return None
    try:
        was = await desk.home.stood(kept.change, made_on)
    except NotKept:
        return None
    now = await desk.home.stood(kept.change, (await newest(desk)).number)
    is_policy = kept.change.policy is not None and was.policy != now.policy
    return made_again(kept.change, was, now, chosen) if was.services != now.services or is_policy else None


def choosing(again: Again | None, desk: Desk) -> Choosing | None:
    """Put in words what was changed again since, and the fields to choose in."""
    if again is None:
        return None
    title, named = title_in(desk), names_of(desk)
    disputes = again.disputes
    return Choosing(
        again=again,
        changed=tuple(
            title(overlap.name) if overlap.part == "service" else f"{overlap.part} {overlap.name}" for overlap in again.overlaps
        ),
        choices=tuple(choice_of(name, dispute, title, named) for name, dispute in disputes[:MOST_CHOICES]),
        uncounted=max(0, len(disputes) - MOST_CHOICES),
    )


def choice_of(name: str, dispute: Dispute, title: Callable[[str], str], name_of: Callable[[str], str]) -> Choice:
    """Put one field to choose in in words."""
    own = own_name(dispute.field)
    was, theirs, mine = (value_in_words(own, value, name_of) for value in (dispute.was, dispute.theirs, dispute.mine))
    row = Row(label=label_of(dispute.field), was=was, becomes=mine, is_large=own in ("number", "uri"))
    return Choice(name=f"{CHOICE}{name}/{dispute.field}", title=title(name), row=row, theirs=theirs)


class Found(msgspec.Struct, frozen=True):
    """A finding in words, whether it stands against publishing, and who took it upon themselves."""

    finding: Finding
    words: str
    blocks: bool
    accepted_by: str

    @property
    def may_accept(self) -> bool:
        """Say whether somebody may take it upon themselves."""
        return may_be_accepted(self.finding)


def findings_of(kept: KeptChange, title: Callable[[str], str]) -> tuple[Found, ...]:
    """Return what was found, what stands against publishing first."""
    if kept.report is None:
        return ()
    blocking = set(kept.report.blocking(kept.accepted))
    by = {event.code: f"{event.author}: {event.reason}" for event in kept.events if event.code is not None}
    named = with_names((finding.words for finding in kept.report.findings), title)
    found = [
        # A fault is told by its place in the change, where ids stand.
        Found(finding, words if may_be_accepted(finding) else finding.words, finding in blocking, by.get(finding.code, ""))
        for finding, words in zip(kept.report.findings, named, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: not one.blocks))


def shown_parts(kept: KeptChange, desk: Desk) -> tuple[Part, ...]:
    """Put what differs in words, and what is added with all its fields."""
    if kept.report is None:
        return ()
    held = desk.holding().compiled.services
    sent = {service.id: service for service in kept.change.services}
    known = {own: held[own].service for own in kept.change.withdrawn if own in held} | sent
    edits = (in_full(edit, known.get(edit.name)) for edit in kept.report.edits[:MOST_SHOWN])
    return parts_of(edits, title_in(desk, kept), names_of(desk))


class Live(msgspec.Struct, frozen=True):
    """A published change, and whether answers come from it."""

    edition: int
    answering: int
    entries: tuple[tuple[str, str], ...]


def live_in(kept: KeptChange, desk: Desk) -> Live | None:
    """Return since which edition a change is live, and the entries of it that can be looked up now; None: it is not."""
    published = kept.line.edition
    if published is None:
        return None
    compiled = desk.holding().compiled
    ids = [service.id for service in kept.change.services if service.id in compiled.services]
    entries = tuple((own, compiled.services[own].service.name) for own in ids[:MOST_SHOWN])
    return Live(published, compiled.edition.number, entries)


def told(event: ChangeEvent) -> Told:
    """Put an event in words."""
    return Told(HAPPENED[event.what], event, at_in_words(event.made_at))


def title_in(desk: Desk, kept: KeptChange | None = None) -> Callable[[str], str]:
    """Return how to name an entry by its id: as it is called now, else as the change calls it, else by the id itself."""
    services = desk.holding().compiled.services
    sent = {} if kept is None else {service.id: service.name for service in kept.change.services}
    return lambda own: services[own].service.name if own in services else sent.get(own, own)


def at_in_words(at: Any) -> str:  # noqa: ANN401
    """Write an instant as people in England say it, to the minute."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


handlers = (changes, change, check, accept, drop, publish, review, undo, again)
