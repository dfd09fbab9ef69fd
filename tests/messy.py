"""A spreadsheet of 1,656 rows as councils fill them in, made the same every time, each row with what it may become.

The messes are those of real lists (notes of this project on hours, numbers and areas; what Excel does to cells). The oracle is
written by hand, row by row of MESSES; it is not computed by the reader that it judges.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from itertools import cycle, islice
from types import MappingProxyType
from typing import NamedTuple

from seed.compact import COLUMNS

ROWS = 1656


class May(StrEnum):
    """What a row may become."""

    STAND = "taken as it stands"
    BE_READ = "taken with a stated reading"
    BE_REFUSED = "refused"


class Mess(NamedTuple):
    """Cells that differ from a sound row, what they may become, where a refusal points, and what a reading must hold."""

    cells: dict[str, str]
    may: May
    field: str = ""
    holds: Mapping[str, object] = MappingProxyType({})


class MessyRow(NamedTuple):
    """A row of the file with the line on which it stands."""

    line: int
    cells: dict[str, str]
    mess: Mess


def stands(holds: Mapping[str, object] | None = None, **cells: str) -> Mess:
    return Mess(cells, May.STAND, holds=holds or {})


def read(holds: Mapping[str, object] | None = None, **cells: str) -> Mess:
    return Mess(cells, May.BE_READ, holds=holds or {})


def refused(field: str, **cells: str) -> Mess:
    return Mess(cells, May.BE_REFUSED, field)


NORTHANTS = ("police:E23000022",)
NINE_TO_FIVE = "Mo-Fr 09:00-17:00"
OFFICE = {"phone": "01604 626938"}
MESSES = (
    # As it should be
    stands(),
    stands(hours="Mo-Fr 09:00-17:00; PH off"),
    read(hours="Fr 18:00-26:00", holds={"hours": "Fr 18:00-02:00"}),
    stands(phone="01604 626938", holds=OFFICE),
    stands(phone="01604626938", holds=OFFICE),
    stands(phone="(01604) 626-938", holds=OFFICE),
    stands(phone="+44 1604 626938", holds=OFFICE),
    stands(phone="111", holds={"phone": "111"}),
    stands(phone="116 123", holds={"phone": "116 123"}),
    stands(phone="116123", holds={"phone": "116 123"}),
    stands(phone="", text="SHOUT to 85258", holds={"phone": "", "text": "85258"}),
    stands(areas="Leicester; Rutland", holds={"areas": ("council:E06000016", "council:E06000017")}),
    stands(areas="northants", holds={"areas": NORTHANTS}),
    stands(areas="NORTHAMPTONSHIRE", holds={"areas": NORTHANTS}),
    stands(minimum_age="18", maximum_age="65", holds={"ages": (18, 65)}),
    stands(audience="Police; Ambulance"),
    stands(name="NORTHAMPTONSHIRE NIGHT LINE", holds={"name": "NORTHAMPTONSHIRE NIGHT LINE"}),
    stands(name="Children’s “Safe Space” – Corby"),
    stands(name="Café, by night"),
    stands(notes="first line\nsecond line", holds={"notes": "first line\nsecond line"}),
    stands(notes='he said "ring first"'),
    # Hours
    read(hours="24hrs", holds={"always": True}),
    read(hours="24 hours a day, 7 days a week", holds={"always": True}),
    read(hours="24/7/365", holds={"always": True}),
    read(hours="9am - 5pm Mon to Fri", holds={"hours": NINE_TO_FIVE}),
    read(hours="Monday – Friday, 9.00am – 5.00pm", holds={"hours": NINE_TO_FIVE}),
    read(hours="Mon-Fri 0900-1700", holds={"hours": NINE_TO_FIVE}),
    read(hours="M-F 9:00 AM to 5:00 PM", holds={"hours": NINE_TO_FIVE}),
    read(hours="Weekdays 9am to 5pm, weekends closed"),
    read(hours="10am-10pm 7 days a week", holds={"hours": "Mo-Su 10:00-22:00"}),
    read(hours="7 days a week 10am-10pm", holds={"hours": "Mo-Su 10:00-22:00"}),
    read(hours="Thurs-Sun 6pm-midnight", holds={"hours": "Th-Su 18:00-24:00"}),
    read(hours="Mon\u00a0-\u00a0Fri 9am-5pm", holds={"hours": NINE_TO_FIVE}),
    read(hours="", holds={"unknown": True}),
    read(hours="TBC", holds={"unknown": True}),
    read(hours="n/a", holds={"unknown": True}),
    read(hours="-", holds={"unknown": True}),
    read(hours="Unknown", holds={"unknown": True}),
    refused("hours", hours="9-5"),
    refused("hours", hours="Mon-Fri 9-5"),
    refused("hours", hours="9am-5pm"),
    refused("hours", hours="Mon-Fri 9.30-5.30"),
    refused("hours", hours="Out of hours"),
    refused("hours", hours="By appointment"),
    refused("hours", hours="Evenings and weekends"),
    refused("hours", hours="Mnday-Fri 9am-5pm"),
    refused("hours", hours="term time only 9am-4pm"),
    refused("hours", hours="0.375"),
    refused("hours", hours="5pm till late"),
    refused("hours", hours="closed"),
    refused("hours", hours="see website"),
    # Numbers
    read(phone="1604 626938", holds=OFFICE),
    read(phone="1604626938", holds=OFFICE),
    read(phone="1604626938.0", holds=OFFICE),
    read(phone="'01604 626938", holds=OFFICE),
    read(phone='="01604 626938"', holds=OFFICE),
    read(phone="+44 (0)1604 626938", holds=OFFICE),
    read(phone="0044 1604 626938", holds=OFFICE),
    read(phone="441604626938", holds=OFFICE),
    read(phone="O16O4 626938", holds=OFFICE),
    read(phone="Tel: 01604 626938", holds=OFFICE),
    read(phone="01604\u00a0626938", holds=OFFICE),
    read(phone="\u200b01604 626938", holds=OFFICE),
    read(phone="01604 626938 (option 2)", holds=OFFICE | {"option": "option 2"}),
    read(phone="01604 626938 ext 123", holds=OFFICE | {"option": "extension 123"}),
    read(phone="01604 626938 x123", holds=OFFICE | {"option": "extension 123"}),
    read(phone="111, option 2", holds={"phone": "111", "option": "option 2"}),
    read(phone="111 (press 2)", holds={"phone": "111", "option": "press 2"}),
    read(phone="n/a", holds={"phone": ""}),
    read(phone="-", holds={"phone": ""}),
    read(phone="", holds={"phone": ""}),
    refused("phone", phone="TBC", text="85258"),
    refused("text", text="to be confirmed"),
    read(phone="01604 626938", text="n/a", holds=OFFICE),
    read(phone="", text="Text SHOUT to 85258", holds={"text": "85258"}),
    refused("phone", phone="TBC"),
    refused("phone", phone="4.41604E+11"),
    refused("phone", phone="1.60463E+09"),
    refused("phone", phone="01604 626938 / 01604 626939"),
    refused("phone", phone="01604 626938 or 111"),
    refused("phone", phone="01604 626938\n01604 626939"),
    refused("phone", phone="01604 626938/9"),
    refused("phone", phone="01604 62693"),
    refused("phone", phone="01604 6269388"),
    refused("phone", phone="626938"),
    refused("phone", phone="8001111"),
    refused("phone", phone="0800 REPUBLIC"),
    refused("phone", phone="ring the ward"),
    refused("phone", phone="99 9"),
    refused("phone", phone="111 999"),
    refused("phone", phone="٠١٦٠٤ ٦٢٦٩٣٨"),
    refused("phone", phone="01604 626938 (office hours only)"),
    refused("phone", phone="nightline@example.org"),
    refused("text", text="85258, 88247"),
    refused("text", text="text us"),
    # Ages
    read(minimum_age="16+", holds={"ages": (16, None)}),
    read(minimum_age="18 and over", holds={"ages": (18, None)}),
    read(minimum_age="18 years", holds={"ages": (18, None)}),
    read(minimum_age="18.0", holds={"ages": (18, None)}),
    read(minimum_age="18-65", holds={"ages": (18, 65)}),
    read(minimum_age="18 to 65", maximum_age="18 to 65", holds={"ages": (18, 65)}),
    read(minimum_age="All ages", holds={"ages": (0, None)}),
    read(maximum_age="under 18s", holds={"ages": (None, 17)}),
    read(maximum_age="Under-18s", holds={"ages": (None, 17)}),
    read(maximum_age="17 and under", holds={"ages": (None, 17)}),
    read(minimum_age="18", maximum_age="no upper limit", holds={"ages": (18, None)}),
    read(minimum_age="TBC", holds={"ages": ()}),
    read(minimum_age="n/a", maximum_age="n/a", holds={"ages": ()}),
    refused("minimum_age", minimum_age="18-Jan"),
    refused("minimum_age", minimum_age="06/12/2026"),
    refused("maximum_age", maximum_age="12-Jun"),
    refused("minimum_age", minimum_age="over 18"),
    refused("maximum_age", maximum_age="up to 18"),
    refused("maximum_age", maximum_age="18+"),
    refused("minimum_age", minimum_age="adults"),
    refused("minimum_age", minimum_age="17.5"),
    refused("minimum_age", minimum_age="under 18"),
    refused("maximum_age", minimum_age="65", maximum_age="18"),
    refused("maximum_age", maximum_age="250"),
    # Areas
    read(areas="Northamptonshre", holds={"areas": NORTHANTS}),
    read(areas="Leicester and Rutland", holds={"areas": ("council:E06000016", "council:E06000017")}),
    read(areas="Northamptonshire\u200b", holds={"areas": NORTHANTS}),
    refused("areas", areas=""),
    refused("areas", areas="TBC"),
    refused("areas", areas="n/a"),
    refused("areas", areas="Atlantis"),
    refused("areas", areas="Newcastle"),
    refused("areas", areas="Herfordshire"),
    refused("areas", areas="Corby"),
    refused("areas", areas="Leicester, Rutland"),
    refused("areas", areas="Newport, Shropshire"),
    refused("areas", areas="Leicester; Atlantis"),
    refused("areas", areas="see notes"),
    # Kinds and readers
    read(kind="Spa Crisis Line", holds={"kind": "spa_crisis_line"}),
    read(kind="Crisis cafe", holds={"kind": "crisis_cafe"}),
    read(kind="Listening line", holds={"kind": "listening_line"}),
    read(audience="General public"),
    read(audience="Police and ambulance"),
    read(audience="Professionals"),
    refused("kind", kind=""),
    refused("kind", kind="crisis line"),
    refused("kind", kind="Police Station"),
    refused("kind", kind="police_station"),
    refused("audience", audience=""),
    refused("audience", audience="everyone"),
    refused("audience", audience="staff only"),
    refused("audience", kind="s136_advice_line", audience="public"),
    # Ids and names
    read(id="NIGHT-LINE-{}"),
    read(id=""),
    read(name="Night   line", holds={"name": "Night line"}),
    read(name="Night\u00a0line", holds={"name": "Night line"}),
    read(name="Night\nline", holds={"name": "Night line"}, areas="Rutland"),
    refused("id", id="Night Line {}"),
    refused("id", id="REF/{}"),
    refused("name", name=""),
    refused("name", name="TBC"),
    refused("name", name="=cmd|'/C calc'!A0"),
    refused("name", name='=HYPERLINK("http://example.org")'),
    refused("name", name="@SUM(1+1)*cmd"),
    refused("notes", notes="+cmd|calc"),
    refused("name", name="Night\x07line"),
    # Rows that are none
    refused("name", id="", name="", kind="", areas="", hours="", phone="01604 626939", audience=""),
    refused("name", id="Total", name="", kind="", areas="", hours="", phone="", audience="", notes="1656"),
    refused("row", **{column: column.title() for column in COLUMNS}),
)


def messy_rows(count: int = ROWS) -> tuple[MessyRow, ...]:
    """Return the rows; a cell over two lines moves the lines below it."""
    rows, line = [], 2
    for number, mess in enumerate(islice(cycle(MESSES), count)):
        sound = {
            "id": f"night-line-{number}",
            "name": f"Night line {number}",
            "kind": "spa_crisis_line" if "police" not in mess.cells.get("audience", "").lower() else "hcp_line",
            "areas": "Northamptonshire",
            "hours": "24/7",
            "phone": "0808 157 0123",
            "audience": "public",
        }
        cells = dict.fromkeys(COLUMNS, "") | sound
        cells |= {column: cell.format(number) if column == "id" else cell for column, cell in mess.cells.items()}
        rows.append(MessyRow(line, cells, mess))
        line += 1 + sum(cell.count("\n") for cell in cells.values())
    return tuple(rows)


def as_csv(rows: tuple[MessyRow, ...], separator: str = ",", newline: str = "\r\n") -> str:
    """Write the rows as a spreadsheet saves them."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, delimiter=separator, lineterminator=newline)
    writer.writeheader()
    writer.writerows(row.cells for row in rows)
    return written.getvalue()
