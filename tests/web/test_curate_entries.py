"""The entry editor: every field comes back as it was, what is wrong stands beside its field, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from directory.reader import Reader, Remit, Role
from directory.service import Service
from store.changes import KeptChange
from store.editions import Signature, contents_of
from store.home import open_home
from tests.cli.conftest import copy_home
from tests.makers import shipped_services, the_gazetteer
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import BOXING_NIGHT, PLANTED
from web.curate.entry_fields import entry_fields, read_entry

PAPYRUS = "/curate/entries/papyrus"


class Filled(HTMLParser):
    """The fields of the editor's form as a browser would send them."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = False
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        given = {name: value or "" for name, value in attrs}
        self._inside = self._inside or (tag == "form" and "entry" in given.get("class", ""))
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self.fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Note where a field ends."""
        if tag == "form":
            self._inside = False
        elif tag in {"textarea", "select"}:
            self._area = self._select = ""

    def handle_data(self, data: str) -> None:
        """Note what an area of text holds."""
        if self._area:
            self.fields[self._area] = self.fields.get(self._area, "") + data


def filled(response: Any) -> dict[str, str]:  # noqa: ANN401 (httpx's response)
    return Filled(response.text).fields


def signed_in(client: Client, role: Role) -> Client:
    client.cookies.clear()
    client.post("/demo/sign-in", data={"role": role, "page": "/"}, follow_redirects=False)
    return client


@pytest.fixture(scope="module")
def place(home: Path, client: Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the home, to change."""
    return copy_home(home, tmp_path_factory.mktemp("edited") / "home")


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Client]:
    """Give a client of a demonstration server on that copy."""
    with a_server(place, demo=True) as served:
        yield served


@pytest.fixture
def keeper(server: Client) -> Client:
    """Give the client signed in as one who keeps everything."""
    return signed_in(server, Role.PUBLISHER)


def published(place: Path, service: Service, made_on: int | None = None) -> None:
    """Publish an edited entry behind the server's back, as a colleague does."""

    async def publish() -> None:
        async with open_home(place, at=BOXING_NIGHT) as opened:
            current = (await opened.current_edition(BOXING_NIGHT)).edition
            services = {one.id: one for one in current.services} | {service.id: service}
            contents = msgspec.structs.replace(contents_of(current), services=tuple(services.values()))
            signature = Signature(by="A Colleague", reason="rang", at=BOXING_NIGHT)
            await opened.publish(contents, signature, based_on=made_on or current.number)

    asyncio.run(publish())


def change_at(place: Path, location: str, client: Client) -> KeptChange:
    """Return the change at an address, when its check has come to its end."""
    while "refresh" in client.get(location).headers:
        pass

    async def read() -> KeptChange:
        async with open_home(place, at=BOXING_NIGHT) as opened:
            return await opened.change(int(location.rsplit("/", 1)[1]))

    return asyncio.run(read())


def wait_for_edition(client: Client, address: str, number: int) -> None:
    """Wait until the server has taken up what was published."""
    for _ in range(600):
        if filled(client.get(address))["made_on"] == str(number):
            return
        time.sleep(0.1)
    pytest.fail("the server does not take up what was published")


def read_back(form: dict[str, str]) -> Service:
    """Return the entry that a form states."""
    services = {service.id: service for service in shipped_services()}
    read = read_entry(form, services["papyrus"], the_gazetteer(), services)
    assert read.errors == {}
    return read.service


# ---------------------------------------------------------------------------------------------------------- who, where


@pytest.mark.parametrize("path", ["/curate/entries", PAPYRUS, "/curate/entries/new", f"{PAPYRUS}/end"])
@pytest.mark.parametrize(("role", "status"), [(None, 303), (Role.POLICE, 403), (Role.CURATOR, 200)])
def test_only_keepers_come_in(server: Client, path: str, role: Role | None, status: int) -> None:
    server.cookies.clear()
    if role is not None:
        signed_in(server, role)
    assert server.get(path, follow_redirects=False).status_code == status


def test_an_entry_is_found_by_words_by_half_a_number_and_by_place(keeper: Client) -> None:
    assert 'href="/curate/entries/papyrus"' in keeper.get("/curate/entries?q=papyrus").text
    assert 'href="/curate/entries/planted-line"' in keeper.get(f"/curate/entries?q={PLANTED}").text
    assert 'href="/curate/entries/planted-line"' in keeper.get("/curate/entries?place=police:E23000022").text
    assert "We do not know this place" in keeper.get("/curate/entries?place=Atlantis").text
    assert "Further entries" in keeper.get("/curate/entries").text


def test_every_button_but_the_last_only_checks(keeper: Client) -> None:
    buttons = re.findall(r"<button[^>]*name=.do.[^>]*>", keeper.get(PAPYRUS).text)
    assert len(buttons) > 10
    assert [button for button in buttons if f'formaction="{PAPYRUS}/preview"' not in button] == []


def test_what_i_keep_can_be_listed_alone_and_an_empty_list_says_what_to_do(
    server: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_by(remit: Remit) -> str:
        monkeypatch.setattr("web.readers.reader_of", lambda _: Reader(role=Role.CURATOR, name="A Curator", remit=remit))
        return server.get("/curate/entries?mine=yes").text

    area = "police:E23000022"
    kept = {service.id for service in shipped_services() if service.areas == (area,)} | {"planted-line"}
    rows = re.findall(r'scope="row"><a href="/curate/entries/([a-z0-9-]+)"', found_by(Remit(areas=(area,))))
    assert (set(rows), len(rows)) == (kept, len(kept))
    assert "No entry fits" in found_by(Remit(areas=("council:E07000150",)))


def test_no_such_entry_is_a_page_that_says_so(keeper: Client) -> None:
    assert keeper.get("/curate/entries/nothing").status_code == 404
    assert keeper.post("/curate/entries/nothing/preview", data={"name": "x"}).status_code == 404


# ---------------------------------------------------------------------------------------------- fields and back again


def test_every_entry_that_ships_comes_back_from_its_form_exactly() -> None:
    others = {service.id: service for service in shipped_services()}
    for service in others.values():
        form = entry_fields(service, the_gazetteer())
        read = read_entry(form, service, the_gazetteer(), others)
        assert (read.service, read.errors, read.form) == (service, {}, form)


@pytest.mark.parametrize("service_id", ["papyrus", "samaritans"])
def test_the_page_holds_every_field_so_that_sending_it_back_changes_nothing(keeper: Client, service_id: str) -> None:
    form = filled(keeper.get(f"/curate/entries/{service_id}")) | {"why": "a test"}
    response = keeper.post(f"/curate/entries/{service_id}", data=form, follow_redirects=False)
    assert response.status_code == 422
    assert "You have changed nothing" in response.text


ODD = {
    "name": "Another name",
    "organization": "A trust",
    "description": "Two\nlines & <b>signs</b>",
    "status": "needs_check",
    "status_reasons": "one\ntwo",
    "areas": "Kent Police\nNorth Northamptonshire",
    "ages": "11 to 17\n65 and over",
    "ages_assured": "yes",
    "eligibility_description": "adults",
    "excludes": "physical injury",
    "self_referral": "no",
    "walk_in": "yes",
    "location-address": "1 High Street",
    "location-postcode": "NN1 1AA",
    "location-latitude": "52.4",
    "location-longitude": "-0.7",
    "rooms-adults": "2",
    "interpretation_services": "by telephone",
    "accessibility": "step free",
    "url": "https://example.org",
    "alert": "moved",
    "notes": "ring Mondays",
    "disagreements": "a says 9, b says 10",
    "valid_from": "01/02/2026",
    "valid_to": "2027-03-31",
    "contact-1-number": "0116 295 3060",
    "contact-1-label": "Desk",
    "contact-1-menu_option": "option 2",
    "contact-1-keyword": "HELP",
    "contact-1-cost": "standard",
    "contact-1-does": "advises",
    "contact-1-does_not": "visit",
    "contact-1-assurance-confidence": "memory",
    "contact-1-assurance-verified_on": "2026-11-01",
    "contact-1-assurance-verify_by": "2027-05-01",
}


def test_every_field_can_be_changed_and_becomes_a_change_that_is_checked(keeper: Client, place: Path) -> None:
    form = filled(keeper.get(PAPYRUS)) | ODD | {"why": "the charity wrote"}
    response = keeper.post(PAPYRUS, data=form, follow_redirects=False)
    assert (response.status_code, response.headers["location"][:16]) == (303, "/curate/changes/")
    kept = change_at(place, response.headers["location"], keeper)
    assert (kept.author, kept.reason) == ("demonstration publisher", "the charity wrote")
    assert kept.change.made_on == 1
    assert kept.report is not None
    (service,) = kept.change.services
    assert (service.name, service.description) == (ODD["name"], ODD["description"])
    assert service.areas == ("police:E23000032", "council:E06000061")
    assert [(one.minimum_age, one.maximum_age) for one in service.ages] == [(11, 17), (65, None)]
    assert (service.self_referral, service.walk_in, service.rooms and service.rooms.adults) == (False, True, 2)
    assert (str(service.valid_from), service.location.latitude) == ("2026-02-01", 52.4)
    first = service.contacts[0]
    assert (first.does, first.keyword, first.menu_option, str(first.assurance.verify_by)) == (
        "advises",
        "HELP",
        "option 2",
        "2027-05-01",
    )


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("name", "", "the name"),
        ("kind", "police_station", "one of the kinds"),
        ("areas", "Kent Police\nNorthamptonshir", "Northamptonshire"),
        ("ages", "teens", "18 and over"),
        ("valid_from", "soon", "a date such as"),
        ("location-latitude", "north", "degrees"),
        ("rooms-adults", "two", "whole number"),
        ("self_referral", "maybe", "yes, no or not known"),
        ("superseded_by", "Not An Id", "small letters"),
        ("superseded_by", "samaritans", "nothing, unless"),
        ("contact-1-number", "0116 29", "a digit too many or too few"),
        ("contact-1-channel", "pigeon", "one of voice"),
        ("contact-1-assurance-sources", "nobody\nno-one", "a source of"),
        ("contact-1-hours", "whenever", "word 1"),
        ("contact-1-mon-1-opens", "early", "both times"),
        ("contact-1-bank-hours", "early", "times such as"),
        ("contact-1-exception-1-first", "2026-13-01", "a date such as"),
        ("contact-1-zone", "Mars/Olympus", "time zone"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_kept_as_it_was_typed(
    keeper: Client, field: str, typed: str, expected: str
) -> None:
    form = filled(keeper.get(PAPYRUS)) | {field: typed, "why": "a test"}
    form |= {"contact-1-basis": "week"} if "-mon-" in field else {}
    response = keeper.post(PAPYRUS, data=form, follow_redirects=False)
    assert response.status_code == 422
    (said,) = re.findall(rf'<div id="{field}-said" data-live>(.*?)</div>', response.text, re.DOTALL) or [""]
    summary = response.text.split('id="summary"')[1].split("</div>")[0]
    assert expected in (said + summary).replace("&#34;", '"')
    assert f'href="#{field}"' in response.text or "contact-1" in field
    if field not in {"kind", "self_referral", "contact-1-channel"}:  # a list offers no other word
        assert filled(response).get(field, "").strip() == typed


def test_a_reason_is_asked_for(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS)) | {"name": "Another"}
    response = keeper.post(PAPYRUS, data=form, follow_redirects=False)
    assert (response.status_code, 'href="#why"' in response.text) == (422, True)
    assert filled(response)["name"] == "Another"


def test_a_number_that_changes_loses_who_vouched_for_the_old_one(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS)) | {"contact-1-number": "0116 295 3060"}
    assert "did not vouch for this one" in keeper.post(f"{PAPYRUS}/preview", data=form).text
    contact = read_back(form).contacts[0]
    assert (contact.assurance.sources, contact.assurance.verified_on) == ((), None)


# -------------------------------------------------------------------------------------------------------------- hours


def previewed(keeper: Client, form: dict[str, str], **fields: str) -> Any:  # noqa: ANN401 (httpx's response)
    return keeper.post(f"{PAPYRUS}/preview", data=form | fields)


def test_typed_hours_fill_the_week_and_are_said_back_in_words(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS))
    response = previewed(keeper, form, **{"contact-1-hours": "Mon-Fri 9 to 5, not bank holidays"})
    now = filled(response)
    assert [now[f"contact-1-{day}-1-{part}"] for day in ("mon", "fri") for part in ("opens", "closes")] == [
        "09:00",
        "17:00",
        "09:00",
        "17:00",
    ]
    assert (now["contact-1-basis"], now["contact-1-bank"], now["contact-1-sat-1-opens"]) == ("week", "closed", "")
    assert "Closed now; opens at 09:00" in response.text
    assert "Monday to Friday 09:00 to 17:00; closed on bank holidays" in response.text
    assert "hours without am or pm read as by day" in response.text


def test_a_week_that_is_filled_in_writes_the_stated_words(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS))
    form = filled(previewed(keeper, form, **{"contact-1-hours": "Mo-Fr 09:00-17:00; PH off"}))
    form |= {"contact-1-fri-1-opens": "22:00", "contact-1-fri-1-closes": "8am", "contact-1-bank": "as_usual"}
    response = previewed(keeper, form)
    now = filled(response)
    assert (
        now["contact-1-hours"] == "Mo-Th,PH 09:00-17:00; Fr 22:00-08:00"
        or "22:00" in now["contact-1-hours"] + now["contact-1-stated_as"]
    )
    assert now["contact-1-fri-1-closes"] == "08:00"
    assert re.search(r'id="contact-1-fri-1-after" data-live>the day after<', response.text)


def test_where_both_ways_were_changed_nothing_is_overwritten(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS)) | {
        "contact-1-hours": "Mon 9am-5pm",
        "contact-1-basis": "week",
        "contact-1-tue-1-opens": "10:00",
    }
    form |= {"contact-1-tue-1-closes": "12:00"}
    response = previewed(keeper, form)
    assert "You changed the typed hours and the week as well" in response.text
    now = filled(response)
    assert (now["contact-1-hours"], now["contact-1-tue-1-opens"]) == ("Mon 9am-5pm", "10:00")
    chosen = filled(previewed(keeper, now, do="type-1"))
    assert (chosen["contact-1-mon-1-opens"], chosen["contact-1-tue-1-opens"]) == ("09:00", "")


def test_a_dated_exception_is_added_and_taken_out(keeper: Client) -> None:
    row = "contact-1-exception-1-"
    form = filled(keeper.get(PAPYRUS)) | {f"{row}first": "25/12/2026", f"{row}reason": "Christmas"}
    form = filled(previewed(keeper, form))
    assert (form[f"{row}first"], form[f"{row}last"], form[f"{row}says"]) == ("2026-12-25", "2026-12-25", "closed")
    (kept,) = read_back(form).contacts[0].schedule.exceptions
    assert (str(kept.first), kept.reason, kept.hours) == ("2026-12-25", "Christmas", ())
    gone = filled(previewed(keeper, form, **{f"{row}remove": "yes"}))
    assert gone[f"{row}first"] == ""


def test_last_christmas_is_shown_before_it_counts_and_then_copied(keeper: Client) -> None:
    row = "contact-1-exception-1-"
    form = filled(keeper.get(PAPYRUS))
    assert "there is nothing to copy" in previewed(keeper, form, do="christmas-1").text
    form |= {f"{row}first": "2025-12-25", f"{row}last": "2025-12-26", f"{row}says": "hours", f"{row}hours": "10:00-14:00"}
    offered = previewed(keeper, form, do="christmas-1")
    assert "10:00 to 14:00 from 25 December 2026 to 26 December 2026" in offered.text
    assert "25 December was a Thursday and is a Friday now" in offered.text
    assert "Monday 28 December 2026" in offered.text
    assert filled(offered).get("contact-1-exception-2-first") == ""
    copied = filled(previewed(keeper, filled(offered), do="copy-1"))
    assert (copied["contact-1-exception-2-first"], copied["contact-1-exception-2-hours"]) == ("2026-12-25", "10:00-14:00")
    left = filled(previewed(keeper, filled(offered), do="check"))
    assert left["contact-1-exception-2-first"] == ""


# ----------------------------------------------------------------------------------------------------------- contacts


def test_contacts_are_added_moved_and_taken_out(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS))
    count = len({name.split("-")[1] for name in form if name.startswith("contact-")})
    form = filled(previewed(keeper, form, do="add"))
    new = f"contact-{count + 1}-"
    form |= {f"{new}channel": "bsl_video", f"{new}uri": "https://example.org/bsl"}
    form = filled(previewed(keeper, form, do=f"up-{count + 1}")) | {"contact-1-remove": "yes"}
    was = next(service for service in shipped_services() if service.id == "papyrus")
    now = read_back(form)
    assert [one.id for one in now.contacts] == [
        *[one.id for one in was.contacts[1:-1]],
        "voice",
        was.contacts[-1].id,
    ]
    assert "Call 0800" not in keeper.post(f"{PAPYRUS}/preview", data=form).text.split('id="public"')[1]


# ----------------------------------------------------------------------------------------------- new, copied, and ended


def test_a_new_entry_and_a_copy_become_changes(keeper: Client, place: Path) -> None:
    form = filled(keeper.get("/curate/entries/new?copy=papyrus")) | {"name": "PAPYRUS in Kent!", "areas": "Kent", "why": "new"}
    response = keeper.post("/curate/entries/new", data=form, follow_redirects=False)
    (service,) = change_at(place, response.headers["location"], keeper).change.services
    assert (service.id, service.kind) == ("papyrus-in-kent", "listening_line")
    taken = keeper.post("/curate/entries/new", data=form | {"id": "samaritans"}, follow_redirects=False)
    assert (taken.status_code, "an id that no other entry has" in taken.text) == (422, True)
    empty = filled(keeper.get("/curate/entries/new"))
    refused = keeper.post("/curate/entries/new", data=empty | {"why": "new"}, follow_redirects=False)
    assert (refused.status_code, 'href="#kind"' in refused.text, 'href="#name"' in refused.text) == (422, True, True)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"how": "withdrawn"}, "#why"),
        ({"why": "closed"}, "#how"),
        ({"how": "superseded", "why": "merged"}, "#superseded_by"),
        ({"how": "superseded", "superseded_by": "papyrus", "why": "merged"}, "#superseded_by"),
        ({"how": "superseded", "superseded_by": "samaritans", "why": "merged"}, None),
        ({"how": "withdrawn", "why": "closed"}, None),
    ],
)
def test_an_entry_ends_by_a_change_with_a_reason(keeper: Client, place: Path, form: dict[str, str], error: str | None) -> None:
    response = keeper.post(f"{PAPYRUS}/end", data=form, follow_redirects=False)
    if error is not None:
        assert (response.status_code, f'href="{error}"' in response.text) == (422, True)
        return
    change = change_at(place, response.headers["location"], keeper).change
    if form["how"] == "withdrawn":
        assert change.withdrawn == ("papyrus",)
    else:
        (after,) = change.services
        assert (after.status, after.superseded_by, str(after.superseded_on)) == ("superseded", "samaritans", "2026-12-26")


# ------------------------------------------------------------------------------------------------- whose it is to change


def test_an_entry_outside_the_remit_can_be_looked_at_and_not_proposed(server: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Reader(role=Role.CURATOR, name="A Curator", remit=Remit(areas=("council:E06000061",)))
    monkeypatch.setattr("web.readers.reader_of", lambda _: other)
    page = server.get(PAPYRUS)
    assert (page.status_code, "not yours to change" in page.text, "Propose" in page.text) == (200, True, False)
    form = filled(page) | {"name": "Mine now", "areas": "North Northamptonshire", "why": "taking it"}
    refused = server.post(PAPYRUS, data=form, follow_redirects=False)
    assert (refused.status_code, filled(refused)["name"]) == (403, "Mine now")
    assert server.post(f"{PAPYRUS}/end", data={"how": "withdrawn", "why": "x"}).status_code == 403


def test_an_entry_cannot_be_given_to_an_area_that_is_somebody_elses(server: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    police = Reader(role=Role.CURATOR, name="A Curator", remit=Remit(areas=("police:E23000022",)))
    monkeypatch.setattr("web.readers.reader_of", lambda _: police)
    address = "/curate/entries/planted-line"
    form = filled(server.get(address)) | {"areas": "Kent Police", "why": "wider"}
    assert server.post(address, data=form, follow_redirects=False).status_code == 403


# ------------------------------------------------------------------------------------------------- nothing typed is lost


def test_at_the_end_of_a_session_what_was_typed_stays_on_the_page_until_one_is_back(server: Client) -> None:
    form = filled(signed_in(server, Role.PUBLISHER).get(PAPYRUS)) | {"name": "Typed for an hour", "why": "they wrote"}
    server.cookies.clear()
    kept = server.post(PAPYRUS, data=form, follow_redirects=False)
    assert kept.status_code == 401
    held = {name: value for name, value in filled_any(kept.text).items() if value}
    assert held == {name: value for name, value in form.items() if value and name != "token"}
    signed_in(server, Role.PUBLISHER)
    assert filled(server.post(f"{PAPYRUS}/preview", data=held))["name"] == "Typed for an hour"


def filled_any(text: str) -> dict[str, str]:
    """Return the hidden fields of a page, whatever the form they stand in."""
    return Filled(text.replace('<form method="post" action="/curate', '<form class="entry" action="/curate')).fields


def test_another_site_s_form_is_refused_and_not_given_back(keeper: Client) -> None:
    refused = keeper.post(f"{PAPYRUS}/preview", data={"name": "marker"}, headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, "marker" in refused.text) == (403, False)


def test_a_form_of_too_many_fields_or_too_large_is_refused(keeper: Client) -> None:
    assert keeper.post(f"{PAPYRUS}/preview", data={f"f{number}": "x" for number in range(4_001)}).status_code == 400
    assert keeper.post(f"{PAPYRUS}/preview", data={"notes": "x" * 300_000}).status_code == 413


def test_a_long_form_of_many_contacts_is_taken(keeper: Client) -> None:
    form = filled(keeper.get(PAPYRUS)) | {"notes": "x" * 100_000}
    for _ in range(8):
        form = filled(previewed(keeper, form, do="add"))
    assert len(form) > 500
    response = previewed(keeper, form)
    assert (response.status_code, "at most 4,000 characters" in response.text) == (200, True)


# -------------------------------------------------------------------------------- a colleague edits the same entry


def test_what_a_colleague_changed_meanwhile_is_merged_or_asked_about(keeper: Client, place: Path) -> None:
    address = "/curate/entries/samaritans"
    form = filled(keeper.get(address))
    was = next(service for service in shipped_services() if service.id == "samaritans")
    published(place, msgspec.structs.replace(was, notes="theirs", description="Theirs."))
    wait_for_edition(keeper, address, 2)

    # Another field than theirs: merged by itself, and said before it counts.
    mine = form | {"accessibility": "by telephone", "why": "they wrote"}
    told = keeper.post(address, data=mine, follow_redirects=False)
    assert told.status_code == 409
    assert "They changed, and you did not: <strong>About, Curators’ notes</strong>" in told.text
    response = keeper.post(address, data=filled(told), follow_redirects=False)
    change = change_at(place, response.headers["location"], keeper).change
    assert change.made_on == 2
    assert (change.services[0].notes, change.services[0].accessibility) == ("theirs", "by telephone")

    # The same field: both stand side by side, and nothing is proposed before somebody chose.
    mine = form | {"notes": "mine", "name": "Samaritans of England", "why": "they wrote"}
    asked = keeper.post(address, data=mine, follow_redirects=False)
    assert asked.status_code == 409
    assert all(words in asked.text for words in ("Take theirs:</strong> theirs", "Keep mine:</strong> mine"))
    assert keeper.post(address, data=filled(asked), follow_redirects=False).status_code == 409
    response = keeper.post(address, data=filled(asked) | {"keep-notes": "theirs"}, follow_redirects=False)
    (service,) = change_at(place, response.headers["location"], keeper).change.services
    assert (service.notes, service.description, service.name) == ("theirs", "Theirs.", "Samaritans of England")


# ------------------------------------------------------------------------------------------------------------ the API


def test_typed_hours_are_read_over_http(client: Client) -> None:
    given = client.post("/api/v1/hours", json={"text": "Mon-Fri 9 to 5, not bank holidays"})
    assert given.status_code == 200
    assert given.json()["words"] == "Monday to Friday 09:00 to 17:00; closed on bank holidays"
    assert given.json()["schedule"]["bank_holidays"]["then"] == "closed"
    assert given.json()["notes"][0].startswith("hours without am or pm")


@pytest.mark.parametrize(
    ("body", "where", "expected"),
    [
        ({"text": "Mon-Fri bananas marker"}, "text", "at word 2"),
        ({"text": "Mon 9-5", "by_day": False}, "text", "am or pm"),
        ({"text": ""}, "text", "text"),
        ({"text": "24/7", "marker": 1}, "$", "only the fields"),
        ({"text": "24/7", "nation": "marker"}, "nation", "england"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_with_where_and_what_was_expected(
    client: Client, body: dict[str, object], where: str, expected: str
) -> None:
    response = client.post("/api/v1/hours", json=body)
    problem = problem_of(response)
    assert (response.status_code, problem["where"]) == (400, where)
    assert expected in problem["expected"]
    assert "marker" not in response.text


@pytest.mark.parametrize("entry", ["papyrus", "samaritans", "nn-berrywood-pos", "nn-espresso-yourself-daventry"])
def test_a_history_is_in_words_and_not_in_codes(keeper: Client, entry: str) -> None:
    page = keeper.get(f"/curate/entries/{entry}/history")
    assert page.status_code == 200
    values = re.findall(r'<span class="value[^"]*">([^<]*)</span>', page.text)
    assert len(values) > 10
    assert [value for value in values if re.search(r"^[a-z0-9]+(_[a-z0-9]+)+$|council:|country:|^voice|^\[|^\{", value)] == []
