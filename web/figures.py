"""The monthly figures for commissioners, `/figures` and `/figures.csv`: tables and two charts, small numbers gone already.

Any professional who is signed in may read them, and whoever keeps the directory: commissioners have no role of their own,
nothing here is about a person or holds a number to ring, and small numbers never leave routing/figures.py. The public may
not, for what is looked up where and when is told by those who work there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery

from directory.reader import KEEPERS, PROVED
from routing.figures import TOTALS, MonthFigures, as_csv
from routing.tallies import month_of
from store.figures import published
from web.curate.frame import rooms_from
from web.desk import Desk
from web.figures_picture import Chart, chart_of
from web.readers import desk_of, require_reader
from web.templating import show_page
from web.words import PROFESSIONAL, _

PAGES_AT_ONCE = 20
"""So many pages of the log are counted while somebody waits; the rest is counted behind their back."""

CSV = "text/csv"

SECTIONS = (
    (_("Answers given"), ("reader", "caller", "hour", "weekday", "police", "icb", "council")),
    (
        _("Answers that ended in the last resort"),
        ("last_resort", "last_resort_caller", "last_resort_hour", "last_resort_weekday", "last_resort_police"),
    ),
    (
        _("Questions about section 136"),
        (
            "s136",
            "s136_police",
            "s136_hour",
            "s136_age",
            "s136_setting",
            "s136_waited",
            "s136_refused",
            "s136_ambulance",
            "s136_intoxication",
            "s136_restrained",
            "s136_known",
            "s136_request",
        ),
    ),
    (_("Searches with no good match"), ("search", "search_why", "search_reader", "search_police", "search_hour")),
    (
        _("What became of services that were found"),
        ("outcome", "problem", "rejected", "reported", "queue", "queue_state", "queue_age", "resolution"),
    ),
    (_("Refusals"), ("refusal",)),
)
"""The tables of the page under their headings."""

AnyRequest = Request[Any, Any, Any]


@get("/figures", include_in_schema=False)
async def figures_page(request: AnyRequest, month: FromQuery[str | None] = None) -> Response[bytes]:
    """Show the figures of a month: the running one where none is chosen."""
    reader = require_reader(request, *PROVED)
    desk = desk_of(request)
    figures = await figures_for(desk, month)
    return show_page(
        request,
        "figures.html",
        rooms=rooms_from(request.url.path) if reader.role in KEEPERS else (),
        figures=figures,
        title=month_in_words(figures.month),
        months=await months_to_choose(desk, figures.month),
        until=PROFESSIONAL.moment(figures.counted_until, desk.clock()) if figures.counted_until else "",
        totals=figures.table(TOTALS),
        sections=tuple((heading, tuple(map(figures.table, codes))) for heading, codes in SECTIONS),
        charts=charts_of(figures),
        sentences=tuple(sentences_of(figures)),
    )


@get("/figures.csv", include_in_schema=False)
async def figures_csv(request: AnyRequest, month: FromQuery[str | None] = None) -> Response[bytes]:
    """Give the same figures as CSV."""
    require_reader(request, *PROVED)
    figures = await figures_for(desk_of(request), month)
    name = f'attachment; filename="figures-{figures.month}.csv"'
    return Response(as_csv(figures).encode(), media_type=CSV, headers={"content-disposition": name})


figure_pages = (figures_page, figures_csv)


async def figures_for(desk: Desk, month: str | None) -> MonthFigures:
    """Return a month's figures as they may be published; of the running month where none is named."""
    at = desk.clock()
    gazetteer = desk.holding().compiled.gazetteer
    await desk.home.figures.keep_searches()
    return await published(desk.home.figures, month or month_of(at), at, gazetteer.area_name, pages=PAGES_AT_ONCE)


async def months_to_choose(desk: Desk, chosen: str) -> tuple[tuple[str, str], ...]:
    """Return the months in which something was counted, the running one and the chosen one, newest first, in words."""
    months = {*await desk.home.figures.months(), month_of(desk.clock()), chosen}
    return tuple((month, month_in_words(month)) for month in sorted(months, reverse=True))


def month_in_words(month: str) -> str:
    """Write a month: November 2026."""
    return f"{datetime.strptime(month, '%Y-%m'):%B %Y}"  # noqa: DTZ007 (a month has no zone)


def charts_of(figures: MonthFigures) -> tuple[Chart, ...]:
    """Draw when questions are asked, and when nothing but the last resort was open."""
    return tuple(
        chart_of(figures.table(whole), figures.table(part), name=whole)
        for whole, part in (("hour", "last_resort_hour"), ("weekday", "last_resort_weekday"))
    )


def sentences_of(figures: MonthFigures) -> list[str]:
    """Say in words how many answers ended in the last resort, from what is published and nothing else."""
    answers, last = figures.count(TOTALS, "answers"), figures.count("last_resort", "yes")
    if not answers:
        return []
    if last == 0:
        return [_("No answer is known to have had nothing but 999 or NHS 111 surely open.")]
    if last is None:
        return [_("Fewer than 5 answers had nothing but 999 or NHS 111 surely open.")]
    share = 100 * last / answers
    return [
        PROFESSIONAL.say(
            "In %(last)s of %(answers)s answers nothing but 999 or NHS 111 was surely open: %(share)s in 100.",
            last=f"{last:,}",
            answers=f"{answers:,}",
            share=f"{share:.0f}" if share >= 1 else _("fewer than 1"),
        )
    ]
