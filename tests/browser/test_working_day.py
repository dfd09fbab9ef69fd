"""A curator's working day: a change proposed, seen, published by somebody else, found in the 111 console, undone.

Each step is a function of its own. Where a step is proposed through the API here, it is because the page for it is another
file's; `propose` is the one place to put that page in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from directory.numbers import read_number
from directory.service import Service
from routing.change import ChangeSet, with_number
from tests.browser.conftest import look, running_in
from tests.browser.rooms import PROJECT
from tests.postcodes import with_postcodes

pytestmark = pytest.mark.browser

CAFE = "nn-espresso-yourself-daventry"
NAME = "Espresso Yourself Cafe, Daventry"
OLD, NEW = "01327 706706", "0116 295 3060"
LIVE_WITHIN = 2000
"""Milliseconds after publishing in which a call handler must see it."""
WORKED_OUT_WITHIN = 30_000
"""Milliseconds for a check on a busy machine; the page comes again by itself until it is done."""


COMMAND = (sys.executable, "-c", "from cli.main import main; main()")


class Office(msgspec.Struct, frozen=True):
    """A server with its address, and the key of the curators' own system."""

    address: str
    key: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Run a server whose directory these tests may change, and give its address with a key of the curators' own system."""
    own = with_postcodes(tmp_path_factory.mktemp("office"))
    make = [*COMMAND, "keys", "make", "--role", "curator", "--label", "ICB system", "--json"]
    environ = os.environ | {"CRISIS_HOME": str(own), "PYTHONPATH": str(PROJECT)}
    with running_in(own) as address:
        made = subprocess.run(make, env=environ, cwd=PROJECT, capture_output=True, check=True)
        yield Office(address, json.loads(made.stdout)["secret"])


DESK, PHONE = 1366, 360


class Colleagues:
    """Pages of several people, each signed in; at the end none has complained or asked another host for anything."""

    def __init__(self, browser: Browser, office: Office) -> None:
        """Begin with nobody."""
        self._browser, self._office = browser, office
        self._pages: list[Page] = []
        self.complaints: list[str] = []
        self.asked: list[str] = []

    def signed_in_as(self, role: str, width: int = DESK, scheme: str = "light", at: str = "/curate/changes") -> Page:
        """Give the page of somebody who signed in with this role, at the address where they begin."""
        context = self._browser.new_context(
            base_url=self._office.address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.on("request", lambda sent: self.asked.append(sent.url))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.goto(at)
        page.get_by_label("Read as").select_option(role)
        page.get_by_role("button", name="Sign in for the demonstration").click()
        self._pages.append(page)
        return page

    def go_home(self) -> None:
        """Close every page."""
        for page in self._pages:
            page.context.close()


@pytest.fixture
def colleagues(browser: Browser, office: Office) -> Iterator[Colleagues]:
    """Give people at work."""
    people = Colleagues(browser, office)
    yield people
    people.go_home()
    # Chromium itself says that a page was refused before its reader had signed in; that is no complaint about the page.
    assert [said for said in people.complaints if "status of 401" not in said] == []
    assert [url for url in people.asked if not url.startswith((office.address, "data:"))] == []


def entry_now(office: Office) -> tuple[int, Service]:
    """Return the newest edition's number, and the entry as it is in it."""
    found = asked(office, f"/api/v1/services/{CAFE}/history")["versions"][0]
    newest = asked(office, "/api/v1/editions")["editions"][0]["number"]
    return newest, msgspec.convert(found["service"], Service)


def asked(office: Office, path: str, body: object = None) -> dict[str, Any]:
    """Ask the API as the curators' own system does."""
    sent = urllib.request.Request(
        office.address + path,
        data=None if body is None else msgspec.json.encode(body),
        headers={"authorization": f"Bearer {office.key}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(sent) as answered:
        given: dict[str, Any] = json.loads(answered.read())
    return given


def propose(office: Office, entry: Service, made_on: int, reason: str) -> int:
    """Propose the edited entry and return the number of the change."""
    change = ChangeSet(made_on=made_on, services=(entry,))
    made = asked(office, "/api/v1/changes", {"by": "Ann Smith", "reason": reason, "change": change})
    return int(made["kept"]["number"])


def publish(page: Page, number: int, reason: str) -> None:
    """Publish a change on its page; what is live since when stands there when the page comes back."""
    page.goto(f"/curate/changes/{number}")
    page.get_by_label("Why do you publish it?").fill(reason)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Live since")).to_be_visible(timeout=WORKED_OUT_WITHIN)


def find_in_console(page: Page, number: str) -> None:
    """Look the entry up as a call handler does, and see its number."""
    page.goto("/111")
    page.locator("#words").fill(NAME)
    row = page.locator("#results tr").filter(has_text="Daventry")
    expect(row.first).to_contain_text(number, timeout=LIVE_WITHIN)


def test_a_number_is_changed_seen_published_found_and_undone(colleagues: Colleagues, office: Office) -> None:
    curator, publisher = colleagues.signed_in_as("curator"), colleagues.signed_in_as("publisher", DESK, "dark")
    handler = colleagues.signed_in_as("nhs111", at="/111")
    find_in_console(handler, OLD)

    edition, entry = entry_now(office)
    edited = open_until(with_number(entry, "main", read_number(NEW)), "18:00")
    number = propose(office, edited, edition, "they rang: a new number, and longer hours")

    curator.goto("/curate/changes?show=ready")
    curator.get_by_role("link", name=f"Change {number}").click()
    for field, was, becomes in (("Number (main)", OLD, NEW), ("Hours (main)", "midday to 16:00", "midday to 18:00")):
        row = curator.locator(".sides tr").filter(has_text=field)
        expect(row).to_contain_text(was)
        expect(row).to_contain_text(becomes)
    expect(curator.locator(".answers")).to_contain_text(f"{NAME} on {NEW}")
    expect(curator.get_by_role("button", name="Publish")).to_have_count(0)
    look(curator, "change-ready")

    publish(publisher, number, "seen on the trust's page")
    look(publisher, "change-live")
    find_in_console(handler, NEW)
    publisher.get_by_role("button", name=f"Find {NAME} in the 111 console").click()
    expect(publisher.locator("#beside")).to_contain_text(NEW)

    undo(curator, number, "the trust rang again: the old number holds")
    expect(curator.get_by_text("A publisher or an administrator publishes it")).to_be_visible()
    publish(publisher, int(curator.url.rpartition("/")[2]), "undone")
    find_in_console(handler, OLD)

    curator.goto(f"/curate/entries/{CAFE}/history")
    expect(curator.locator(".versions > li").first).to_contain_text(f"Undo of change {number}")
    look(curator, "entry-history")


def undo(page: Page, number: int, reason: str) -> None:
    """Propose to undo a change, on its page, and come to the page of the new change."""
    page.goto(f"/curate/changes/{number}")
    page.get_by_label("Why is it undone?").fill(reason)
    page.get_by_role("button", name="Undo this change").click()
    expect(page.get_by_role("heading", name=f"Undo of change {number}")).to_be_visible(timeout=WORKED_OUT_WITHIN)


def test_a_colleague_editing_the_same_entry_gets_a_clear_choice_and_nothing_is_lost(
    colleagues: Colleagues, office: Office
) -> None:
    publisher, curator = colleagues.signed_in_as("publisher"), colleagues.signed_in_as("curator", PHONE)
    edition, entry = entry_now(office)
    theirs = msgspec.structs.replace(entry, alert=f"Engineers at work in edition {edition}", accessibility="Relay UK")
    mine = open_until(msgspec.structs.replace(entry, alert=f"New switchboard in edition {edition}"), f"17:{edition:02}")
    first = propose(office, theirs, edition, "engineers")
    second = propose(office, mine, edition, "a new switchboard")
    publish(publisher, first, "engineers come tomorrow")

    curator.goto(f"/curate/changes/{second}")
    expect(curator.get_by_role("heading", name="Somebody changed this since")).to_be_visible()
    dispute = curator.get_by_role("group", name=f"{NAME}: Alert")
    expect(dispute.get_by_label("Theirs, as it is now")).to_be_checked()
    look(curator, "change-overtaken")
    dispute.get_by_label("This change").check()
    curator.get_by_role("button", name="Make it again").click()

    expect(curator.locator(".mark")).to_have_text("Ready to publish", timeout=WORKED_OUT_WITHIN)
    table = curator.locator(".sides")
    expect(table).to_contain_text(f"New switchboard in edition {edition}")
    expect(table).to_contain_text("Hours (main)")
    publish(publisher, int(curator.url.rpartition("/")[2]), "both are right")

    _edition, now = entry_now(office)
    assert (now.alert, now.accessibility) == (f"New switchboard in edition {edition}", "Relay UK")
    assert now.contacts[0].schedule == mine.contacts[0].schedule
    curator.goto(f"/curate/changes/{second}")
    expect(curator.locator(".mark")).to_have_text("Given up")
    curator.goto(f"/curate/entries/{CAFE}/history")
    expect(curator.locator(".versions")).to_contain_text(f"Engineers at work in edition {edition}")


def open_until(entry: Service, closes_at: str) -> Service:
    """Return the entry with its first contact open longer on its one day, as a curator edits it."""
    contact, *others = entry.contacts
    (day,) = contact.schedule.weekly
    hours = msgspec.structs.replace(contact.schedule, weekly=(msgspec.structs.replace(day, closes_at=closes_at),))
    return msgspec.structs.replace(entry, contacts=(msgspec.structs.replace(contact, schedule=hours), *others))
