"""`/coverage/areas`: every area on one board, with a sign and words for each group of callers."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import groupby
from typing import Any, assert_never

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from directory.areas import places_in
from directory.opening import instant_of
from directory.place_names import fold
from directory.places import Gazetteer
from directory.reader import Role
from routing.context import Caller
from routing.situation import LONDON
from web.coverage import Question
from web.coverage_gap import address_of_gap
from web.coverage_proved import GROUPS, Always, Gaps, OnlyLast, Prove, Proved, Row, State, may_know
from web.demo import demo_reader
from web.pages import LONGEST_PLACE, Form, chosen, form_from_here
from web.readers import desk_of
from web.ribbon import DAY, clock_time
from web.templating import render_page

PATH = "/coverage/areas"
BY = ("region", "police")
SHOW = ("all", "gaps")

AnyRequest = Request[Any, Any, Any]


def board_pages(prove: Prove) -> tuple[HTTPRouteHandler, ...]:
    """Make the doors to the board of what `prove` finds."""

    @get(PATH, include_in_schema=False)
    async def board(request: AnyRequest) -> Response[bytes]:
        """Show every area."""
        return board_page(request, prove(desk_of(request).holding()), dict(request.query_params))

    @post(PATH, status_code=HTTPStatus.OK, include_in_schema=False)
    async def board_filtered(request: AnyRequest) -> Response[bytes]:
        """Show the areas of some words; they come by POST, for a postcode may be among them."""
        form = await form_from_here(request)
        return board_page(request, prove(desk_of(request).holding()), form)

    return board, board_filtered


def board_page(request: AnyRequest, proved: Proved | None, form: Form) -> Response[bytes]:
    """Render the board for its reader."""
    desk, reader = desk_of(request), demo_reader(request)
    edition = desk.holding().compiled
    columns = columns_for(reader)
    by, show = chosen(form, "by", BY, "region"), chosen(form, "show", SHOW, "all")
    words = form.get("words", "")[:LONGEST_PLACE]
    rows = () if proved is None else rows_meant(proved.rows, words, edition.gazetteer)
    rows = tuple(row for row in rows if show == "all" or has_gap(row, columns))
    today = desk.clock().astimezone(LONDON).date()
    question = Question(caller="carer", area=None, age="unknown", first=today, days=7)
    body = render_page(
        request,
        "coverage_board.html",
        proved=proved,
        days=0 if proved is None else (proved.end - proved.start) // DAY,
        groups=shown_groups(rows, columns, by, question),
        columns=[GROUPS[caller] for caller in columns],
        left_out=[GROUPS[caller] for caller in GROUPS if caller not in columns],
        totals=tuple(totals(rows, columns)),
        shown=len(rows),
        by=by,
        show=show,
        is_filtered=bool(words),
        edition=edition.edition.number,
    )
    return Response(body, media_type=MediaType.HTML)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How one group fares in one area, in a sign, a word and a few more."""

    group: str
    css: str
    sign: str
    word: str
    more: str
    address: str | None


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
    """How many areas of the board are served always, with gaps, and by the last resort alone."""

    group: str
    always: int
    single: int
    gaps: int
    last: int


def columns_for(reader: Role) -> tuple[Caller, ...]:
    """Return the groups whose lines the reader may know: the public's, and the reader's own."""
    return tuple(caller for caller in GROUPS if may_know(reader, caller))


def shown_groups(rows: tuple[Row, ...], columns: tuple[Caller, ...], by: str, first: Question) -> tuple[ShownGroup, ...]:
    """Put the rows under their regions or police forces, both in the order of their names."""

    def heading(row: Row) -> str:
        return row.police if by == "police" else row.region

    ordered = sorted(rows, key=lambda row: (heading(row), row.name))
    return tuple(
        ShownGroup(name, tuple(shown_row(row, columns, first) for row in alike))
        for name, alike in groupby(ordered, key=heading)
    )


def shown_row(row: Row, columns: tuple[Caller, ...], first: Question) -> ShownRow:
    """Put one area in signs and words."""
    asked = msgspec.structs.replace(first, area=row.area)
    return ShownRow(
        name=row.name,
        address=asked.address,
        cells=tuple(
            shown_cell(GROUPS[caller], row.states[caller], msgspec.structs.replace(asked, caller=caller).address)
            for caller in columns
            if caller in row.states
        ),
    )


def shown_cell(group: str, state: State, address: str) -> Cell:
    """Put one state in a sign, a word and a few more."""
    match state:
        case Always(depth=1):
            return Cell(group=group, css="single", sign="1", word="always", more="one number only", address=address)
        case Always(depth=depth):
            return Cell(group=group, css="always", sign="✓", word="always", more=f"{depth} numbers", address=address)
        case Gaps(count=count, start=start, code=code):
            word = "1 gap" if count == 1 else f"{count} gaps"
            return Cell(group=group, css="gaps", sign="!", word=word, more=f"next {soon(start)}", address=address_of_gap(code))
        case OnlyLast(code=code):
            return Cell(group=group, css="last", sign="✕", word="only 999, 111", more="", address=address_of_gap(code))
        case _:
            assert_never(state)


def soon(minute: int) -> str:
    """Write Fri 25 Dec, 17:00."""
    local = instant_of(minute).astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {clock_time(minute)}"


def totals(rows: tuple[Row, ...], columns: tuple[Caller, ...]) -> Iterator[Total]:
    """Count the areas of the board for each group."""
    for caller in columns:
        states = [row.states[caller] for row in rows if caller in row.states]
        yield Total(
            group=GROUPS[caller],
            always=sum(isinstance(state, Always) for state in states),
            single=sum(isinstance(state, Always) and state.depth == 1 for state in states),
            gaps=sum(isinstance(state, Gaps) for state in states),
            last=sum(isinstance(state, OnlyLast) for state in states),
        )


def has_gap(row: Row, columns: tuple[Caller, ...]) -> bool:
    """Say whether any of the groups is not always served in the area."""
    return any(not isinstance(row.states.get(caller, Always(1)), Always) for caller in columns)


def rows_meant(rows: tuple[Row, ...], words: str, gazetteer: Gazetteer) -> tuple[Row, ...]:
    """Return the rows whose area, region or police force has the words in its name; else those of the place they name."""
    folded = fold(words)
    named = tuple(row for row in rows if any(folded in fold(name) for name in (row.name, row.region, row.police)))
    if named or not folded:
        return named or rows
    areas = {share.area for place in places_in(gazetteer.resolve(words)) for share in place.areas if share.share > 0}
    return tuple(row for row in rows if row.area in areas)
