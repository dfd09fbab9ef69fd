"""The queue of problems, `/curate/reports`: what was reported and rejected, entry by entry, for whoever keeps the entry.

What is done with a problem is kept beside it for ever, with who did it and when (store/reports.py). Those about an entry
that nobody was given to keep, or that is no longer there, are seen by those who keep everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from directory.reader import Reader
from directory.remit import may_keep
from directory.service import Service, ServiceId
from routing.outcomes import WORDS as PROBLEMS
from routing.outcomes import Outcome, Rejection
from routing.reports import LONGEST_NOTE, RESOLUTIONS, STATE_WORDS, ReportAct, ReportState, Resolution
from store.errors import NotKept
from store.reports import MOST_FOUND, KeptReport, ReportEvent
from web.api.editions import LARGEST_NUMBER
from web.curate.frame import keeper_of, show_room, signed_by
from web.desk import Desk
from web.pages import Form, chosen, form_from_here
from web.problems import ProblemError
from web.readers import desk_of
from web.words import PROFESSIONAL

AnyRequest = Request[Any, Any, Any]

SHOWN = ("open", "done")
TOLD_WORDS = {Outcome.REPORTED: "reported", Outcome.REJECTED: "rejected"}
ACT_WORDS = {ReportAct.TAKE: "began to look at it", ReportAct.DONE: "done", ReportAct.REOPEN: "took it up again"}

RECENT = 100
"""Entries on one page at most; the others come up as these are done."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """All problems of one entry that were told in the same way by the same code."""

    told: str
    code: Rejection
    words: str
    seqs: tuple[int, ...]
    days: int
    first: str
    last: str
    readers: str
    state: str
    is_new: bool
    is_done: bool
    done: tuple[str, ...]
    changes: tuple[int, ...]


class EntryReports(msgspec.Struct, frozen=True, kw_only=True):
    """The problems of one entry. `is_there` says whether the edition in force has it."""

    service_id: ServiceId
    name: str
    is_there: bool
    total: int
    oldest: str
    groups: tuple[Group, ...]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a keeper's form says, and what of it cannot be done, by field."""

    event: ReportEvent | None
    wrong: dict[str, str]


@get("/curate/reports", include_in_schema=False)
async def queue(
    request: AnyRequest, show: FromQuery[str | None] = None, entry: FromQuery[str | None] = None
) -> Response[bytes]:
    """Show the problems of the entries that the reader keeps, those with the oldest open one first."""
    keeper_of(request)
    return await queue_page(request, show=show or "", entry=entry or "")


@post("/curate/reports", include_in_schema=False, status_code=HTTPStatus.OK)
async def act_on_group(request: AnyRequest) -> Response[bytes]:
    """Do something with all problems of an entry and a code that stood on the page."""
    form = await form_from_here(request)
    reader, desk = keeper_of(request), desk_of(request)
    entry = form.get("entry", "")
    require_kept(reader, service_of(desk, entry))
    asked = read_act(request, form)
    if asked.event is None:
        where = f"{entry}-{form.get('told', '')}-{form.get('code', '')}"
        return await queue_page(
            request, show=form.get("show", ""), entry=entry, wrong={where: asked.wrong}, status=HTTPStatus.BAD_REQUEST
        )
    upto = int(form["upto"]) if re.fullmatch("[0-9]{1,15}", form.get("upto", ""), re.ASCII) else 0
    seqs = [
        one.seq
        for one in await desk.home.reports.find(service_id=entry, done=asked.event.what is ReportAct.REOPEN)
        # What was told after the page was shown has not been looked at.
        if one.seq <= upto and one.told == form.get("told") and one.problem == form.get("code")
    ]
    if not seqs:
        raise ProblemError(HTTPStatus.CONFLICT, "Somebody was there first: these have been dealt with. Go back and look.")
    await desk.home.reports.happened(seqs, asked.event)
    return back_to_queue(form)


@get("/curate/reports/{seq:int}", include_in_schema=False)
async def one_report(request: AnyRequest, seq: FromPath[int]) -> Response[bytes]:
    """Show one problem with everything that was done with it."""
    return await report_page(request, seq, {})


@post("/curate/reports/{seq:int}", include_in_schema=False, status_code=HTTPStatus.OK)
async def act_on_one(request: AnyRequest, seq: FromPath[int]) -> Response[bytes]:
    """Do something with one problem."""
    form = await form_from_here(request)
    desk = desk_of(request)
    await kept_by(desk, keeper_of(request), seq)
    asked = read_act(request, form)
    if asked.event is None:
        return await report_page(request, seq, asked.wrong, status=HTTPStatus.BAD_REQUEST)
    await desk.home.reports.happened([seq], asked.event)
    return Response(b"", status_code=HTTPStatus.SEE_OTHER, headers={"location": f"/curate/reports/{seq}"})


report_rooms = (queue, act_on_group, one_report, act_on_one)


async def queue_page(
    request: AnyRequest,
    *,
    show: str,
    entry: str,
    wrong: dict[str, dict[str, str]] | None = None,
    status: int = HTTPStatus.OK,
) -> Response[bytes]:
    """Render the queue."""
    desk, reader = desk_of(request), keeper_of(request)
    is_done = show == "done"
    mine = await reports_of(desk, reader, done=is_done, entry=entry or None)
    entries = entries_of(desk, mine)
    return show_room(
        request,
        "curate/reports.html",
        status=status,
        is_done=is_done,
        show="done" if is_done else "open",
        entries=entries[:RECENT],
        more=max(len(entries) - RECENT, 0),
        total=len(mine),
        chosen=service_name(desk, entry) if entry else "",
        entry=entry,
        wrong=wrong or {},
        resolutions=RESOLUTIONS,
        longest_note=LONGEST_NOTE,
        upto=max((one.seq for one in mine), default=0),
    )


async def report_page(request: AnyRequest, seq: int, wrong: dict[str, str], *, status: int = HTTPStatus.OK) -> Response[bytes]:
    """Render one problem."""
    desk, reader = desk_of(request), keeper_of(request)
    report, events = await kept_by(desk, reader, seq)
    now = desk.clock()
    return show_room(
        request,
        "curate/report.html",
        status=status,
        report=report,
        entry_name=service_name(desk, report.service_id),
        is_there=service_of(desk, report.service_id) is not None,
        problem=PROBLEMS[report.problem],
        told=TOLD_WORDS[report.told],
        when=PROFESSIONAL.moment(report.told_at, now),
        age=age_in_words(report.told_at, now),
        state=STATE_WORDS[report.state],
        is_done=report.state is ReportState.DONE,
        events=tuple(in_words(event, now) for event in events),
        wrong=wrong,
        resolutions=RESOLUTIONS,
        longest_note=LONGEST_NOTE,
    )


async def reports_of(desk: Desk, reader: Reader, *, done: bool | None, entry: ServiceId | None) -> list[KeptReport]:
    """Return the problems about entries that the reader keeps, the oldest first, however many others were told before them."""
    mine: list[KeptReport] = []
    after = 0
    while len(mine) < MOST_FOUND and (page := await desk.home.reports.find(done=done, service_id=entry, after=after)):
        mine += [one for one in page if keeps(reader, service_of(desk, one.service_id))]
        after = page[-1].seq
    return mine


async def kept_by(desk: Desk, reader: Reader, seq: int) -> tuple[KeptReport, tuple[ReportEvent, ...]]:
    """Return a problem whose entry the reader keeps; NotKept, or refused."""
    if not 0 <= seq <= LARGEST_NUMBER:
        raise NotKept("no problem of that number was told here")
    report, events = await desk.home.reports.get(seq)
    require_kept(reader, service_of(desk, report.service_id))
    return report, events


def keeps(reader: Reader, service: Service | None) -> bool:
    """Say whether a problem about this entry is the reader's; of one that is not there it is theirs who keep everything."""
    return reader.remit is None if service is None else may_keep(reader, service)


def require_kept(reader: Reader, service: Service | None) -> None:
    """Refuse what is about an entry that somebody else keeps."""
    if not keeps(reader, service):
        raise ProblemError(HTTPStatus.FORBIDDEN, "Somebody else keeps this entry.", where="entry")


def service_of(desk: Desk, service_id: ServiceId) -> Service | None:
    """Return the entry in the edition in force, if it is there; the last resort of the policy is no entry."""
    compiled = desk.holding().compiled.services.get(service_id)
    return None if compiled is None else compiled.service


def service_name(desk: Desk, service_id: ServiceId) -> str:
    """Return what an entry is called; one that is no longer there keeps its id."""
    compiled = desk.holding().compiled
    known = {one.service.id: one.service.name for one in compiled.last_resort}
    service = service_of(desk, service_id)
    return known.get(service_id, service_id) if service is None else service.name


def entries_of(desk: Desk, reports: Iterable[KeptReport]) -> list[EntryReports]:
    """Put problems together by entry, the one with the oldest first."""
    now = desk.clock()
    by_entry: dict[ServiceId, list[KeptReport]] = {}
    for report in reports:  # the oldest first, and so the entries
        by_entry.setdefault(report.service_id, []).append(report)
    return [
        EntryReports(
            service_id=service_id,
            name=service_name(desk, service_id),
            is_there=service_of(desk, service_id) is not None,
            total=len(told),
            oldest=age_in_words(told[0].told_at, now),
            groups=tuple(groups_of(told, now)),
        )
        for service_id, told in by_entry.items()
    ]


def groups_of(reports: Sequence[KeptReport], now: datetime) -> Iterable[Group]:
    """Put the problems of one entry together by how they were told and by their code, the most frequent first."""
    alike = sorted(reports, key=lambda one: (one.told, one.problem, one.seq))
    groups = [tuple(group) for _, group in groupby(alike, key=lambda one: (one.told, one.problem))]
    for group in sorted(groups, key=lambda group: (-len(group), group[0].seq)):
        oldest, newest = group[0], group[-1]
        last = [one.last for one in group if one.last is not None]
        yield Group(
            told=oldest.told,
            code=oldest.problem,
            words=PROBLEMS[oldest.problem],
            seqs=tuple(one.seq for one in group),
            days=(newest.told_at - oldest.told_at).days + 1,
            first=PROFESSIONAL.moment(oldest.told_at, now),
            last=PROFESSIONAL.moment(newest.told_at, now),
            readers=counted(Counter(str(one.reader) for one in group)),
            state=states_of(group),
            is_new=any(one.state is ReportState.NEW for one in group),
            is_done=all(one.state is ReportState.DONE for one in group),
            done=tuple(dict.fromkeys(in_words(event, now) for event in last if event.what is ReportAct.DONE)),
            changes=tuple(sorted({event.change for event in last if event.change is not None})),
        )


def states_of(group: Sequence[KeptReport]) -> str:
    """Say where problems stand, and who looks at them."""
    states = Counter(one.state for one in group)
    looking = sorted({one.last.author for one in group if one.last is not None and one.state is ReportState.TAKEN})
    words = [
        f"{states[state]} {STATE_WORDS[state].lower()}" + (f" by {', '.join(looking)}" if state is ReportState.TAKEN else "")
        for state in ReportState
        if states[state]
    ]
    return "; ".join(words)


def counted(numbers: Counter[str]) -> str:
    """Write how many there are of each: 3 police, 1 public."""
    return ", ".join(f"{number} {what}" for what, number in sorted(numbers.items(), key=lambda one: (-one[1], one[0])))


def age_in_words(told_at: datetime, now: datetime) -> str:
    """Write how long ago something was told."""
    days, hours = max((now - told_at).days, 0), max(int((now - told_at).total_seconds() // 3600), 0)
    number, what = (days, "day") if days else (hours, "hour")
    return f"{number} {what}{'' if number == 1 else 's'}" if number else "less than an hour"


def in_words(event: ReportEvent, now: datetime) -> str:
    """Write what a keeper did: who, when, what was found, the note."""
    found = f": {RESOLUTIONS[event.resolution]}" if event.resolution is not None else ""
    mended = f" (change {event.change})" if event.change is not None else ""
    note = f" – {event.note}" if event.note else ""
    return f"{event.author}, {PROFESSIONAL.moment(event.made_at, now)}: {ACT_WORDS[event.what]}{found}{mended}{note}"


def read_act(request: AnyRequest, form: Form) -> Asked:
    """Read what is to be done; what cannot be is said by its field."""
    what = chosen(form, "what", tuple(ReportAct), ReportAct.TAKE) if form.get("what") in set(ReportAct) else None
    resolution = next((one for one in Resolution if one == form.get("resolution")), None)
    note, number = " ".join(form.get("note", "").split()), form.get("change", "").strip()
    wrong = {}
    if what is None:
        wrong["what"] = "Choose what you do."
    if what is ReportAct.DONE and resolution is None:
        wrong["resolution"] = "Choose what you found."
    if len(note) > LONGEST_NOTE:
        wrong["note"] = f"The note must be {LONGEST_NOTE} characters or fewer."
    if number and (not re.fullmatch("[0-9]{1,9}", number, re.ASCII) or int(number) > LARGEST_NUMBER):
        wrong["change"] = "The change must be its number, such as 12."
    if wrong or what is None:
        return Asked(event=None, wrong=wrong)
    is_done = what is ReportAct.DONE
    signature = signed_by(request, note)
    event = ReportEvent(
        what=what,
        author=signature.by,
        made_at=signature.at,
        resolution=resolution if is_done else None,
        note=note or None,
        change=int(number) if is_done and number else None,
    )
    return Asked(event=event, wrong={})


def back_to_queue(form: Form) -> Response[bytes]:
    """Send the keeper back to the queue as it was shown."""
    choices = {"show": chosen(form, "show", SHOWN, SHOWN[0])}
    if form.get("only"):
        choices["entry"] = form["only"]
    return Response(b"", status_code=HTTPStatus.SEE_OTHER, headers={"location": f"/curate/reports?{urlencode(choices)}"})
