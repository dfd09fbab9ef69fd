"""`/coverage/areas`: every area on one board, with a sign and words for each group of callers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Any, assert_never

import msgspec
from litestar import Request, Response, get, post

from directory.areas import places_in
from directory.opening import instant_of, minute_of
from directory.place_names import fold
from directory.places import Gazetteer
from directory.reader import Role
from routing.context import Caller
from routing.proof import Promise
from routing.situation import LONDON
from routing.visibility import may_know
from web.coverage import USUAL_DAYS, Question
from web.coverage_gap import address_of_gap
from web.coverage_proved import AGES, GROUPS, PROMISED, Always, Asked, CoarseAge, Gaps, Never, Row, State
from web.pages import LONGEST_PLACE, Form, chosen, form_from_here
from web.readers import desk_of
from web.ribbon import DAY, ONE_NUMBER, clock_time
from web.signed_in import role_of
from web.templating import show_page
from web.words import PROFESSIONAL, _, capitalised

say, say_many = PROFESSIONAL.say, PROFESSIONAL.say_many

PATH = "/coverage/areas"
BY = ("region", "police")
SHOW = ("all", "gaps")
FAILING = {
    Promise.ANSWERED: _("last resort only"),
    Promise.FIRST: _("never one of the first"),
    Promise.LOCAL: _("none of its own"),
}
"""What a cell says where a promise never holds."""

AnyRequest = Request[Any, Any, Any]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the findings is shown: a promise at an age, for groups of callers, seen from a minute."""

    promise: Promise
    age: CoarseAge
    columns: tuple[Caller, ...]
    now: int

    def state(self, row: Row, caller: Caller) -> State:
        """Return how a group fares in an area."""
        return row.states[Asked(self.promise, self.age, caller)]

    def has_gap(self, row: Row) -> bool:
        """Say whether the promise fails for any of the groups."""
        return not all(isinstance(self.state(row, caller), Always) for caller in self.columns)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How one group fares in one area, in a sign, a word and a few more."""

    group: str
    css: str
    sign: str
    word: str
    more: str
    address: str


class ShownRow(msgspec.Struct, frozen=True, kw_only=True):
    """One area as the board shows it."""

    name: str
    address: str
    cells: tuple[Cell, ...]


class ShownGroup(msgspec.Struct, frozen=True):
    """Areas that stand together under a heading."""

    heading: str
    rows: tuple[ShownRow, ...]


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """In how many areas the promise to a group always holds, by one number only, has gaps, never holds."""

    group: str
    always: int
    single: int
    gaps: int
    never: int


@get(PATH, include_in_schema=False)
async def board(request: AnyRequest) -> Response[bytes]:
    """Show every area."""
    return await board_page(request, dict(request.query_params))


@post(PATH, status_code=HTTPStatus.OK, include_in_schema=False)
async def board_filtered(request: AnyRequest) -> Response[bytes]:
    """Show the areas of some words; they come by POST, for a postcode may be among them."""
    return await board_page(request, await form_from_here(request))


pages = (board, board_filtered)


async def board_page(request: AnyRequest, form: Form) -> Response[bytes]:
    """Render the board for its reader."""
    desk, reader = desk_of(request), role_of(request)
    held, now = desk.holding(), desk.clock()
    findings = await held.proved.findings()
    view = View(
        promise=chosen(form, "promise", tuple(Promise), Promise.ANSWERED),
        age=chosen(form, "age", tuple(AGES), "adult"),
        columns=columns_for(reader),
        now=minute_of(now),
    )
    by, show = chosen(form, "by", BY, "region"), chosen(form, "show", SHOW, "all")
    words = form.get("words", "")[:LONGEST_PLACE]
    rows = tuple(row for row in rows_meant(findings.rows, words, held.compiled.gazetteer) if show == "all" or view.has_gap(row))
    return show_page(
        request,
        "coverage_board.html",
        days=(findings.span.end - findings.span.start) // DAY,
        groups=shown_groups(rows, view, by, now.astimezone(LONDON).date()),
        totals=tuple(totals(rows, view)),
        columns=[say(GROUPS[caller]) for caller in view.columns],
        left_out=[say(words) for caller, words in GROUPS.items() if caller not in view.columns],
        view=view,
        promises={promise: capitalised(say(words)) for promise, words in PROMISED.items()},
        ages=AGES,
        failing=FAILING[view.promise],
        shown=len(rows),
        by=by,
        show=show,
        is_filtered=bool(words),
    )


def columns_for(reader: Role) -> tuple[Caller, ...]:
    """Return the groups whose lines the reader may know: the public's, and the reader's own."""
    return tuple(caller for caller in GROUPS if may_know(reader, caller))


def rows_meant(rows: tuple[Row, ...], words: str, gazetteer: Gazetteer) -> tuple[Row, ...]:
    """Return the rows whose area, region or police force has the words in its name; else those of the place they name."""
    folded = fold(words)
    named = tuple(row for row in rows if any(folded in fold(name) for name in (row.name, row.region, row.police)))
    if named or not folded:
        return named or rows
    areas = {share.area for place in places_in(gazetteer.resolve(words)) for share in place.areas}
    return tuple(row for row in rows if row.area in areas)


def shown_groups(rows: tuple[Row, ...], view: View, by: str, today: date) -> tuple[ShownGroup, ...]:
    """Put the rows under their regions or police forces, both in the order of their names."""

    def heading(row: Row) -> str:
        return row.police if by == "police" else row.region

    ordered = sorted(rows, key=lambda row: (heading(row), row.name))
    return tuple(
        ShownGroup(name, tuple(shown_row(row, view, today) for row in alike)) for name, alike in groupby(ordered, key=heading)
    )


def shown_row(row: Row, view: View, today: date) -> ShownRow:
    """Put one area in signs and words."""
    weeks = [
        Question(caller=caller, area=row.area, age=view.age, first=today, days=USUAL_DAYS).address for caller in view.columns
    ]
    return ShownRow(
        name=row.name,
        address=weeks[0],
        cells=tuple(shown_cell(row, caller, view, week) for caller, week in zip(view.columns, weeks, strict=True)),
    )


def shown_cell(row: Row, caller: Caller, view: View, week: str) -> Cell:
    """Put one state in a sign, a word and a few more; it leads to the week, or to the gap."""
    group = say(GROUPS[caller])
    match view.state(row, caller):
        case Always(depth=1):
            return Cell(group=group, css="single", sign="1", word=say("always"), more=say(ONE_NUMBER), address=week)
        case Always(depth=depth):
            return Cell(
                group=group,
                css="always",
                sign="✓",
                word=say("always"),
                more=say("%(depth)s numbers", depth=depth),
                address=week,
            )
        case Gaps(stretches=stretches, code=code):
            coming = [start for start, end in stretches if end > view.now]
            word = say_many("%(number)s gap", "%(number)s gaps", len(coming))
            more = say("next %(moment)s", moment=soon(coming[0], view.now)) if coming else ""
            return Cell(group=group, css="gaps", sign="!", word=word, more=more, address=address_of_gap(code))
        case Never(code=code):
            return Cell(
                group=group, css="last", sign="✕", word=say(FAILING[view.promise]), more="", address=address_of_gap(code)
            )
        case _ as never:
            assert_never(never)


def soon(minute: int, now: int) -> str:
    """Write Fri 25 Dec, 17:00; now where it has begun."""
    if minute <= now:
        return say("now")
    local = instant_of(minute).astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {clock_time(minute)}"


def totals(rows: tuple[Row, ...], view: View) -> Iterator[Total]:
    """Count the areas of the board for each group."""
    for caller in view.columns:
        states = [view.state(row, caller) for row in rows]
        yield Total(
            group=say(GROUPS[caller]),
            always=sum(isinstance(state, Always) for state in states),
            single=sum(state == Always(1) for state in states),
            gaps=sum(isinstance(state, Gaps) for state in states),
            never=sum(isinstance(state, Never) for state in states),
        )
