"""The figures of a month for commissioners: what each counts, in which table it stands, and how it may be published.

Counts come in, figures come out, with small numbers already gone (directory/suppression.py): pages, chart, CSV, API and
command have nothing else to show. Nothing here is about a person; docs/figures.md says what each figure does not say.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import datetime
from io import StringIO
from typing import get_args

import msgspec

from directory.suppression import Counted, Ref, publish
from routing import context
from routing.outcomes import WORDS as REJECTIONS
from routing.outcomes import Rejection
from routing.refusals import FORBIDDEN, RefusalReason
from routing.refusals import WORDS as REFUSED
from routing.reports import AGES, RESOLUTIONS, STATES
from routing.tallies import HOURS, NOT_TOLD, OUTSIDE, PAST_LIMIT, WAITED, WEEKDAYS, Searched

Counts = Mapping[str, Mapping[str, int]]
"""What was counted in a month: each figure's values with how often. What is absent was not counted once."""

TOTALS = "totals"
FEWER = "fewer than 5"
NOT_RECORDED = "not_recorded"
NOT_SHOWN = "Not shown: fewer than 5 in all"

YES_NO = ("yes", "no", NOT_TOLD)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One table: its title, what it counts, of what it is a part, and the values that stand in it even when they are 0."""

    code: str
    title: str
    says: str
    whole: Ref
    within: str | None = None
    values: tuple[str, ...] = ()


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a figure. A `count` of None is fewer than 5; a count is 0 or rounded."""

    value: str
    label: str
    count: int | None

    @property
    def words(self) -> str:
        """Return the count as people read it."""
        return in_words(self.count)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as published. `shown` is False where all that it would divide is fewer than 5."""

    code: str
    title: str
    says: str
    shown: bool
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all was counted in it."""
        return self.shown and all(cell.count == 0 for cell in self.cells)


class MonthFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a month. Everything is rounded to the nearest `rounded_to`.

    `counted_until` is the instant up to which answers are counted; `waiting` says whether some in the log are not yet.
    """

    month: str
    is_running: bool
    counted_until: datetime | None
    waiting: bool
    rounded_to: int
    tables: tuple[Table, ...]

    def table(self, code: str) -> Table:
        """Return the figure of that code."""
        return next(table for table in self.tables if table.code == code)

    def count(self, code: str, value: str) -> int | None:
        """Return one count as published; 0 where the figure has no such value."""
        return next((cell.count for cell in self.table(code).cells if cell.value == value), 0)


ANSWERS: Ref = (TOTALS, "answers")
LAST_RESORT: Ref = ("last_resort", "yes")
DETAINED: Ref = ("s136", "used")
SEARCHES: Ref = (TOTALS, "searches")
NO_MATCH: Ref = ("search", "not_good")
TOLD: Ref = (TOTALS, "outcomes")
PROBLEMS: Ref = ("outcome", "problem")
REFUSALS: Ref = (TOTALS, "refusals")

NOT_A_DETENTION = "Counts questions asked here that said section 136 had been used: not detentions, and not people."

FIGURES = (
    Figure(code="reader", title="Answers by who read them", says="The role that was signed in; public: nobody.", whole=ANSWERS),
    Figure(code="caller", title="Answers by who called", says="What the question said of the caller.", whole=ANSWERS),
    Figure(
        code="hour",
        title="Answers by hour of the day",
        says="The hour in which the question was asked, local time.",
        whole=ANSWERS,
        values=HOURS,
    ),
    Figure(
        code="weekday",
        title="Answers by day of the week",
        says="The day on which the question was asked, local time.",
        whole=ANSWERS,
        values=WEEKDAYS,
    ),
    Figure(
        code="police",
        title="Answers by police force area",
        says="Of the place asked about; a place in several counts in the one that holds most of it.",
        whole=ANSWERS,
    ),
    Figure(
        code="icb",
        title="Answers by integrated care board",
        says="Of the place asked about; a place in several counts in the one that holds most of it.",
        whole=ANSWERS,
    ),
    Figure(
        code="council",
        title="Answers by council",
        says="Of the place asked about; a place in several counts in the one that holds most of it.",
        whole=ANSWERS,
    ),
    Figure(
        code="last_resort",
        title="Answers that ended in the last resort",
        says="Yes: nothing but 999 or NHS 111 was surely open in the answer. Not recorded: given before this was counted.",
        whole=ANSWERS,
        values=YES_NO,
    ),
    Figure(
        code="last_resort_caller",
        title="Last resort by who called",
        says="Of the answers in which nothing else was surely open.",
        whole=LAST_RESORT,
        within="caller",
    ),
    Figure(
        code="last_resort_police",
        title="Last resort by police force area",
        says="Of the answers in which nothing else was surely open.",
        whole=LAST_RESORT,
        within="police",
    ),
    Figure(
        code="last_resort_hour",
        title="Last resort by hour of the day",
        says="Of the answers in which nothing else was surely open.",
        whole=LAST_RESORT,
        within="hour",
        values=HOURS,
    ),
    Figure(
        code="last_resort_weekday",
        title="Last resort by day of the week",
        says="Of the answers in which nothing else was surely open.",
        whole=LAST_RESORT,
        within="weekday",
        values=WEEKDAYS,
    ),
    Figure(
        code="s136",
        title="Questions about section 136",
        says="Considering: consulting before it is used. Used: the question said that it had been. Not detentions, not people.",
        whole=ANSWERS,
        values=("considering", "used", "other"),
    ),
    Figure(code="s136_police", title="Section 136 by police force area", says=NOT_A_DETENTION, whole=DETAINED, within="police"),
    Figure(
        code="s136_hour",
        title="Section 136 by hour of the day",
        says=NOT_A_DETENTION,
        whole=DETAINED,
        within="hour",
        values=HOURS,
    ),
    Figure(
        code="s136_age",
        title="Section 136: under 18",
        says="Child: under 18, or thought to be. A police station is never offered, to a child or an adult.",
        whole=DETAINED,
        values=("child", "adult", NOT_TOLD),
    ),
    Figure(
        code="s136_setting",
        title="Section 136: where the person was",
        says="The setting that the question gave. Custody: asked from police custody. It is not the place of safety used.",
        whole=DETAINED,
        values=get_args(context.Setting),
    ),
    Figure(
        code="s136_waited",
        title="Section 136: time since arrival at a place of safety",
        says="At the moment of the question, where it gave the arrival. It is not how long the detention lasted.",
        whole=DETAINED,
        values=(*WAITED, PAST_LIMIT, NOT_TOLD),
    ),
    Figure(
        code="s136_refused",
        title="Section 136: a place of safety had refused",
        says="Yes: the question said so. Whoever was refused and did not say so is under not told.",
        whole=DETAINED,
        values=("yes", NOT_TOLD),
    ),
    Figure(
        code="s136_ambulance",
        title="Section 136: ambulance waited for longer than 30 minutes",
        says="As the question said. Which transport was used is not known here.",
        whole=DETAINED,
        values=YES_NO,
    ),
    Figure(
        code="s136_intoxication",
        title="Section 136: intoxication",
        says="As the question said. It is no ground to turn anybody away (Concordat B9).",
        whole=DETAINED,
        values=("none", "some", "marked", "medical_risk", NOT_TOLD),
    ),
    Figure(
        code="s136_restrained",
        title="Section 136: restrained",
        says="As the question said.",
        whole=DETAINED,
        values=YES_NO,
    ),
    Figure(
        code="s136_known",
        title="Section 136: known to services",
        says="As the question said.",
        whole=DETAINED,
        values=YES_NO,
    ),
    Figure(
        code="s136_request",
        title="Section 136: what was asked for",
        says="A police vehicle or police attendance among them is what was asked about, not what happened.",
        whole=DETAINED,
        values=(*get_args(context.Request), NOT_TOLD),
    ),
    Figure(
        code="search",
        title="Searches",
        says="Good: something found fits and is open. Counted without the words, once a search has come to rest.",
        whole=SEARCHES,
        values=("good", "not_good"),
    ),
    Figure(
        code="search_why",
        title="Searches with no good match, by why",
        says="What stood first, and why it did not fit.",
        whole=NO_MATCH,
        values=tuple(end for end in Searched if end is not Searched.GOOD),
    ),
    Figure(code="search_reader", title="No good match by who searched", says="The role that was signed in.", whole=NO_MATCH),
    Figure(
        code="search_police",
        title="No good match by police force area",
        says="Of the place that was searched, where there was one.",
        whole=NO_MATCH,
    ),
    Figure(code="search_hour", title="No good match by hour of the day", says="Local time.", whole=NO_MATCH, values=HOURS),
    Figure(
        code="outcome",
        title="What became of services that were found",
        says="Told by those who answer calls, and by anybody who reports a problem; most calls tell nothing.",
        whole=TOLD,
        values=("given", "problem"),
    ),
    Figure(
        code="problem",
        title="Problems by how they were told",
        says="Rejected: not given to a caller, by a handler. Reported: by anybody, on a page.",
        whole=PROBLEMS,
        values=("rejected", "reported"),
    ),
    Figure(
        code="rejected",
        title="Services rejected, by reason",
        says="The reason that the handler chose.",
        whole=("problem", "rejected"),
        values=tuple(REJECTIONS),
    ),
    Figure(
        code="reported",
        title="Problems reported, by kind",
        says="What was chosen on the page.",
        whole=("problem", "reported"),
    ),
    Figure(
        code="queue",
        title="Problems told in this month, as they stand now",
        says="Open: new, or being looked at by whoever keeps the entry.",
        whole=PROBLEMS,
        values=("open", "done"),
    ),
    Figure(
        code="queue_state",
        title="Open problems by state",
        says="As they stand now.",
        whole=("queue", "open"),
        values=STATES[:2],
    ),
    Figure(
        code="queue_age",
        title="Open problems by age",
        says="From the moment they were told until now.",
        whole=("queue", "open"),
        values=tuple(AGES),
    ),
    Figure(
        code="resolution",
        title="Problems done, by what was found",
        says="What the keeper of the entry found.",
        whole=("queue", "done"),
        values=tuple(RESOLUTIONS),
    ),
    Figure(
        code="refusal",
        title="Refusals by places of safety, by reason",
        says="As whoever was refused told it. A clause stands with a reason that the Concordat does not allow.",
        whole=REFUSALS,
        values=tuple(RefusalReason),
    ),
)
"""Every figure, in the order in which they are shown. Totals stand before them."""

LABELS = {
    "nhs111": "NHS 111",
    "btp_officer": "British Transport Police officer",
    "police": "Police",
    "amhp": "AMHP",
    "ed": "Emergency department",
    "ed_staff": "Emergency department staff",
    "gp": "GP",
    "self": "The person themselves",
    "public": "Public",
    "carer": "Carer or family",
    "operator": "Operator (command line)",
    "private_dwelling": "Private home",
    "s136_number": "Section 136 number",
    "mha_assessment": "Mental Health Act assessment",
    "risk_score": "A risk score (never given)",
    "child": "Under 18",
    "adult": "18 or over",
    "medical_risk": "A medical risk",
    "other": "Other questions",
    "not_good": "No good match",
    "good": "A good match",
    "closed": "Found, but closed",
    "ineligible": "Found, but not for this age",
    "withheld": "Found, but no number for this reader",
    "out-of-area": "Found, but for other areas",
    "nothing": "Nothing found by those words",
    "given": "Given to the caller",
    "problem": "Not given, or a problem reported",
    "under_1": "Under 1 hour",
    "1_to_4": "1 hour to under 4",
    "4_to_12": "4 hours to under 12",
    "12_to_24": "12 hours to under 24",
    PAST_LIMIT: "24 hours or longer",
    OUTSIDE: "Outside England",
    NOT_TOLD: "Not told",
    "answers": "Answers",
    "searches": "Searches",
    "outcomes": "Outcomes told",
    "refusals": "Refusals",
    **{reason: words for reason, words in REJECTIONS.items() if reason is not Rejection.OTHER},
    **RESOLUTIONS,
    **AGES,
}
"""What a value is called, where that is more than its code with a capital letter."""

OF_A_FIGURE: dict[tuple[str, str], str] = {
    ("last_resort", NOT_TOLD): "Not recorded",
    ("rejected", Rejection.OTHER): REJECTIONS[Rejection.OTHER],
    ("reported", Rejection.OTHER): REJECTIONS[Rejection.OTHER],
    **{("refusal", one): words + (f" ({FORBIDDEN[one]})" if one in FORBIDDEN else "") for one, words in REFUSED.items()},
}
"""What a value is called in one figure and not in others."""


def figures_of(
    month: str,
    counts: Counts,
    name_of: Callable[[str], str],
    *,
    is_running: bool,
    counted_until: datetime | None,
    waiting: bool = False,
) -> MonthFigures:
    """Return a month's figures as they may be published; `name_of` gives the name of an area."""
    counted = tables_of(counts)
    published = publish(counted)
    about = {figure.code: (figure.title, figure.says) for figure in FIGURES}
    about[TOTALS] = ("In all", "Each is rounded by itself, so parts need not add up to it.")

    def label(table: str, value: str) -> str:
        return name_of(value) if ":" in value else words_for(table, value)

    def as_table(table: Counted) -> Table:
        shown = published.tables[table.name]
        title, says = about[table.name]
        cells = (Cell(value=value, label=label(table.name, value), count=count) for value, count in (shown or {}).items())
        ordered = in_order(table.name, tuple(cells))
        return Table(code=table.name, title=title, says=says, shown=shown is not None, cells=ordered)

    return MonthFigures(
        month=month,
        is_running=is_running,
        counted_until=counted_until,
        waiting=waiting,
        rounded_to=published.step,
        tables=tuple(as_table(table) for table in counted),
    )


def tables_of(counts: Counts) -> tuple[Counted, ...]:
    """Return every table as counted: the totals first, then each figure with its fixed values and those that occurred.

    What was counted before a figure was thought of stands in it as not recorded, so that it adds up.
    """
    tables = {TOTALS: Counted(name=TOTALS, cells={name: sum(counts.get(one, {}).values()) for name, one in WHOLES.items()})}
    for figure in FIGURES:
        cells = dict.fromkeys(figure.values, 0) | dict(counts.get(figure.code, {}))
        missing = tables[figure.whole[0]].cells.get(figure.whole[1], 0) - sum(cells.values())
        if missing > 0:
            cells[NOT_RECORDED] = missing
        tables[figure.code] = Counted(name=figure.code, cells=cells, whole=figure.whole, within=figure.within)
    return tuple(tables.values())


WHOLES = {"answers": "reader", "searches": "search", "outcomes": "outcome", "refusals": "refusal"}
"""The figure by which each total is counted."""


def in_order(table: str, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return cells in a fixed order: as the figure lists them, areas by name, the rest by count and then by name.

    Only what is published orders them: the order of small counts would tell which is the smallest.
    """
    fixed = next((figure.values for figure in FIGURES if figure.code == table), tuple(WHOLES))

    def key(cell: Cell) -> tuple[int, int, str]:
        if cell.value in fixed:
            return fixed.index(cell.value), 0, cell.label
        is_area = ":" in cell.value
        return len(fixed) + (cell.value in {NOT_TOLD, OUTSIDE, NOT_RECORDED}), 0 if is_area else -(cell.count or 0), cell.label

    return tuple(sorted(cells, key=key))


def words_for(table: str, value: str) -> str:
    """Return what a value is called."""
    if value in HOURS:
        return f"{value}:00"
    return OF_A_FIGURE.get((table, value)) or LABELS.get(value) or value.replace("_", " ").capitalize()


def in_words(count: int | None) -> str:
    """Return a published count as people read it."""
    return FEWER if count is None else f"{count:,}"


COLUMNS = ("month", "figure", "title", "value", "label", "count", "rounded_to", "counted_until")


def as_csv(figures: MonthFigures) -> str:
    """Write the figures as CSV (RFC 4180), a row a cell; a table that is not shown is one row that says why."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    until = "" if figures.counted_until is None else figures.counted_until.isoformat()
    for table in figures.tables:
        cells = [(cell.value, cell.label, FEWER if cell.count is None else cell.count) for cell in table.cells]
        for value, label, count in cells if table.shown else [("", NOT_SHOWN, "")]:
            rows.writerow((figures.month, table.code, table.title, value, label, count, figures.rounded_to, until))
    return text.getvalue()
