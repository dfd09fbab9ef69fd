"""What a search found, on a terminal: one row a service, its number in sight, and what stands below everything."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.shown import CHANNELS, FICTITIOUS, WITHHELD, console, place_line
from directory.contact import Contact
from directory.eligibility import age_limits
from directory.numbers import for_people, is_fictitious
from directory.search_answer import Fit
from routing.finding import SeenService, ServicePage, WayOut
from routing.words import ages_in_words

STYLES = {Fit.FITTING: "", Fit.CLOSED: "dim", Fit.INELIGIBLE: "dim", Fit.WITHHELD: "dim", Fit.OUT_OF_AREA: "dim"}


def show_found(page: ServicePage) -> None:
    """Write a page of services for people; never nothing to go on with."""
    to = console()
    if page.danger:
        to.print("These words can mean danger to life: if a life is at risk now, ring 999.", style="bold red")
    if page.did_you_mean:
        to.print("Read as: " + "; ".join(page.did_you_mean))
    if page.place.outcome != "missing" or page.place.candidates:
        to.print(place_line(page.place))
    for gone in page.gone:
        to.print(f"{gone.name} is no longer offered" + (f": see {gone.superseded_by}" if gone.superseded_by else ""))
    show_rows(to, page)
    to.print("Whatever happens:", style="bold")
    for way in page.fallbacks:
        to.print(f"  {way_line(way)}")


def show_rows(to: Console, page: ServicePage) -> None:
    """Write the services that were found."""
    if not page.services:
        to.print("No service of these words was found.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("", "service", "reach it", "ages", "why here"):
        table.add_column(heading, overflow="fold")
    for rank, seen in enumerate(page.services, start=1 + page.offset):
        style = "" if seen.found is None else STYLES[seen.found.fit]
        table.add_row(str(rank), name_of(seen), reach_of(seen), ages_of(seen), why_of(seen), style=style)
    to.print(table)
    if page.total > len(page.services):
        to.print(f"{page.total:,} were found; the first {len(page.services)} are shown.", style="dim")


def name_of(seen: SeenService) -> Text:
    """Write the name with what is needed to ask for the entry."""
    return Text.assemble((seen.service.name, "bold"), f"\n{seen.service.kind} · {seen.service.id}")


def reach_of(seen: SeenService) -> str:
    """Write the ways to reach it, one a line."""
    return "\n".join(way_of(contact) for contact in seen.service.contacts) or WITHHELD


def way_of(contact: Contact) -> str:
    """Write one way to reach it; a made-up number says so."""
    where = for_people(contact.number) if contact.number is not None else (contact.uri or contact.label)
    made_up = contact.number is not None and is_fictitious(contact.number)
    return f"{CHANNELS[contact.channel]} {where.removeprefix('mailto:')}".rstrip() + (f" ({FICTITIOUS})" if made_up else "")


def ages_of(seen: SeenService) -> str:
    """Write whom it takes by age."""
    return ages_in_words(*age_limits(seen.service)) if seen.service.ages else "not recorded"


def why_of(seen: SeenService) -> str:
    """Write why it stands where it stands."""
    away = None if seen.found is None else seen.found.kilometres
    words = () if seen.found is None else seen.found.words
    return "; ".join((*words, *(() if away is None else (f"{away:g} km away",))))


def way_line(way: WayOut) -> str:
    """Write one thing that is always there."""
    return f"{way.name}: {way.number}" if way.number and way.number != way.name else way.name
