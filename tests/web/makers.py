"""The shipped directory with a line for police planted in it, and the night of these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import msgspec

from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.reader import Role
from directory.schedule import ALWAYS_OPEN
from directory.service import Service
from store.editions import Contents
from store.home import load_shipped

BOXING_NIGHT = datetime(2026, 12, 26, 3, 10, tzinfo=UTC)

PLANTED = "960136"
"""The digits that every spelling of the planted number ends in; Ofcom keeps them for drama."""

A_POLICE_LINE = Service(
    id="planted-line",
    name="A planted line",
    kind="s136_advice_line",
    areas=("police:E23000022",),
    audience=(Role.POLICE,),
    description=f"Ring 01632 {PLANTED}.",
    alert=f"New number: 01632 {PLANTED}.",
    notes=f"Was 01632 {PLANTED}.",
    contacts=(
        Contact(
            id="main",
            channel=Channel.VOICE,
            number=E164Number(e164=f"+441632{PLANTED}"),
            label=f"desk {PLANTED}",
            uri=f"https://example.org/{PLANTED}",
            menu_option=f"extension {PLANTED}",
            schedule=ALWAYS_OPEN,
            audience=(Role.POLICE,),
        ),
    ),
)


@cache
def planted() -> Contents:
    """Return the shipped directory with the planted line."""
    shipped = load_shipped()
    return msgspec.structs.replace(shipped, services=(*shipped.services, A_POLICE_LINE))
