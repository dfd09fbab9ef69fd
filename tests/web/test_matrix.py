"""Every route, for every role, with every kind of contact: what is not the reader's comes out nowhere, what is theirs does.

A route that this page does not know fails the first test: add its line to `ROUTES`, with requests that make it speak of the
planted entries. Nothing else is to be done: each line is asked in every role, with a key below /api/ and signed in on pages.
What is not looked into: the database and the snapshots hold everything, on purpose (docs/security.md).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from directory.reader import ANYBODY, KEEPERS, SIGNED_IN, Audience, Role, may_see
from directory.search import suggestions
from directory.search_index import SearchIndex
from directory.service import Service
from routing.change import ChangeSet
from routing.checks import Checks
from routing.edition import compile_edition
from routing.finding import Wanted, find_services, index_of
from routing.outcomes import Outcome, Rejection
from seed.compact import COLUMNS
from store.checking import Checker
from store.database import Database
from store.editions import Contents, Signature
from store.first_use import POSTCODE_TABLE, open_gazetteer
from store.home import open_home
from store.outcomes import ToldOutcome
from store.tables import decision
from tests.planting import (
    EVERY_AUDIENCE,
    EXCHANGED,
    FORCE,
    NUMBERS,
    PLACE,
    PLANTED,
    a_contact,
    digits,
    marks_in,
    marks_of,
    planted,
)
from tests.web.conftest import Browser, a_server
from tests.web.makers import BOXING_NIGHT
from web.app import create_app
from web.logs import WRITTEN_WITHIN
from web.settings import LARGEST_NUMBER, Settings

Asked = tuple[str, str, dict[str, Any]]

CALLERS = ("self", "police", "nhs111", "ambulance", "ed_staff", "amhp", "custody", "professional_other")
FOR_POLICE = next(service for service in PLANTED if service.id == "planted-police")
A_HIDDEN_ONE = digits(int(FOR_POLICE.contacts[0].id[1:]))
SIGNED = {"by": "A Curator", "reason": "the trust wrote"}
SUITE = "planted-professional"
PUBLISHED, WAITING = 1, 2
"""Changes by their numbers: one that brought the words of planted-police, and one of every planted entry."""

ROOM = {"status": "space", "adults_free": "1"}
CHECK = {
    "service": FOR_POLICE.id,
    "contact": FOR_POLICE.contacts[0].id,
    "outcome": "nobody_answered",
    "heard": "rang_out",
    "show": "all",
}
A_ROW = f"{FOR_POLICE.id},{FOR_POLICE.name},{FOR_POLICE.kind},Northamptonshire Police,24/7,,,police,,,Another note"
A_FILE = f"{','.join(COLUMNS)}\r\n{A_ROW}\r\n"
"""A spreadsheet that says something else of an entry: looked through, what is held stands beside it."""


CHANGE = ChangeSet(services=(FOR_POLICE,))
TOLD = ToldOutcome(
    told_at=BOXING_NIGHT,
    edition=1,
    edition_hash="0" * 64,
    reader=Role.POLICE,
    decision_id="d1-police",
    service_id="planted-police",
    outcome=Outcome.REPORTED,
    rejection=Rejection.NUMBER_WRONG,
)


def get(address: str) -> Asked:
    return "GET", address, {}


def form(address: str, **fields: str) -> Asked:
    return "POST", address, {"data": fields}


def body(address: str, what: object) -> Asked:
    return "POST", address, {"json": what}


def csv(address: str) -> Asked:
    return "POST", address, {"content": A_FILE, "headers": {"content-type": "text/csv"}}


def context(caller: str) -> dict[str, str]:
    return {"caller": caller, "place": PLACE, "s136": "considering"}


ROUTES: dict[str, tuple[Asked, ...]] = {
    "/": (get("/"), form("/", place=PLACE), form("/", place=PLACE, caller="carer", age="30")),
    "/111": (
        get("/111"),
        form("/111", words="planted", place=PLACE),
        form("/111", words=A_HIDDEN_ONE, open="planted-police"),
    ),
    "/111/detail": tuple(form("/111/detail", open=service.id, place=PLACE) for service in PLANTED),
    "/111/results": (form("/111/results", words="planted", place=PLACE), form("/111/results", words="zqc", place=PLACE)),
    "/111/searched": (form("/111/searched", words="planted", place=PLACE), form("/111/searched", words=A_HIDDEN_ONE)),
    "/136": (get("/136"), form("/136", place=PLACE), form("/136", place=PLACE, s136="used", arrived="02:00", child="no")),
    "/ambulance": (get("/ambulance"), form("/ambulance", place=PLACE)),
    "/.well-known/security.txt": (get("/.well-known/security.txt"),),
    "/api/v1/answers": tuple(body("/api/v1/answers", context(caller)) for caller in CALLERS),
    "/api/v1/capacity": (get("/api/v1/capacity"),),
    "/api/v1/capacity/{service_id:str}": (
        body(f"/api/v1/capacity/{SUITE}", {"status": "space", "adults_free": 1}),
        body(f"/api/v1/capacity/{SUITE}", {"status": "zqc101qz"}),
        body("/api/v1/capacity/planted-police", {"status": "full"}),
    ),
    "/api/v1/capacity/{service_id:str}/history": (get(f"/api/v1/capacity/{SUITE}/history"),),
    "/api/v1/changes": (get("/api/v1/changes"), body("/api/v1/changes", SIGNED)),
    "/api/v1/changes/{number:int}": (*(get(f"/api/v1/changes/{number}") for number in (PUBLISHED, WAITING, 99)),),
    "/api/v1/changes/{number:int}/acceptances": (body(f"/api/v1/changes/{WAITING}/acceptances", SIGNED | {"code": "none"}),),
    "/api/v1/changes/{number:int}/checks": (body(f"/api/v1/changes/{PUBLISHED}/checks", SIGNED),),
    "/api/v1/changes/{number:int}/drop": (body(f"/api/v1/changes/{PUBLISHED}/drop", SIGNED),),
    "/api/v1/changes/{number:int}/publication": (body(f"/api/v1/changes/{PUBLISHED}/publication", SIGNED),),
    "/api/v1/changes/{number:int}/reviews": (body(f"/api/v1/changes/{PUBLISHED}/reviews", SIGNED),),
    "/api/v1/changes/{number:int}/undo": (body(f"/api/v1/changes/{WAITING}/undo", SIGNED),),
    "/api/v1/coverage": (get(f"/api/v1/coverage?area={FORCE}&caller=police"),),
    "/api/v1/coverage/certificate": (get("/api/v1/coverage/certificate"),),
    "/api/v1/coverage/gaps/{code:str}": (get("/api/v1/coverage/gaps/none"),),
    "/api/v1/decisions/{decision:str}/replay": (get("/api/v1/decisions/{decision}/replay"), get("/api/v1/decisions/x/replay")),
    "/api/v1/due": (get(f"/api/v1/due?area={FORCE}&limit=500"), get("/api/v1/due?kind=s136_advice_line")),
    "/api/v1/due.atom": (get("/api/v1/due.atom"),),
    "/api/v1/editions": (get("/api/v1/editions"),),
    "/api/v1/editions/{before:int}/differences/{after:int}": (get("/api/v1/editions/1/differences/2"),),
    "/api/v1/editions/{number:int}": (get("/api/v1/editions/1"), get("/api/v1/editions/99")),
    "/api/v1/figures": (get("/api/v1/figures"), get("/api/v1/figures?month=zqc101qz")),
    "/api/v1/hours": (body("/api/v1/hours", {"text": "planted-police"}),),
    "/api/v1/imports": (csv("/api/v1/imports"),),
    "/api/v1/places": (get(f"/api/v1/places?q={PLACE}"), get("/api/v1/places?q=planted")),
    "/api/v1/refusals": (
        body("/api/v1/refusals", {"service_id": SUITE, "reason": "full"}),
        body("/api/v1/refusals", {"service_id": "planted-police", "reason": "full"}),
    ),
    "/api/v1/reports": (get("/api/v1/reports"), get("/api/v1/reports?entry=planted-police")),
    "/api/v1/reports/{seq:int}/events": (body("/api/v1/reports/1/events", {"what": "take"}),),
    "/api/v1/services": (
        get(f"/api/v1/services?q=planted&place={PLACE}&limit=100"),
        get("/api/v1/services?kind=s136_advice_line&limit=100"),
        get(f"/api/v1/services?q={A_HIDDEN_ONE}"),
        get("/api/v1/services?q=planted&audience=police"),
        get("/api/v1/services?limit=zqc101qz"),
    ),
    "/api/v1/services/{service_id:str}": (*(get(f"/api/v1/services/{s.id}") for s in PLANTED), get("/api/v1/services/planted")),
    "/api/v1/services/{service_id:str}/history": (*(get(f"/api/v1/services/{s.id}/history") for s in PLANTED),),
    "/api/v1/suggestions": (
        get("/api/v1/suggestions?q=plant"),
        get("/api/v1/suggestions?q=zqc"),
        get(f"/api/v1/suggestions?q={A_HIDDEN_ONE[:5]}"),
    ),
    "/api/v1/timelines": tuple(body("/api/v1/timelines", {"context": context(caller), "days": 1}) for caller in CALLERS[:4]),
    "/areas": (get("/areas"), form("/areas", place=PLACE)),
    "/areas/{slug:str}": (get("/areas/northamptonshire"), get("/areas/northamptonshire?for=police"), get("/areas/planted")),
    "/areas/{slug:str}/card": (get("/areas/northamptonshire/card"),),
    "/capacity": (get("/capacity"), form("/capacity", place=PLACE)),
    "/capacity/board": (form("/capacity/board", place=PLACE),),
    "/capacity/news": (get("/capacity/news"),),
    "/capacity/refused": (
        form("/capacity/refused", service=SUITE, reason="full", place=PLACE),
        form("/capacity/refused", service=SUITE, place=PLACE),
        form("/capacity/refused", service="planted-police", reason="full"),
    ),
    "/capacity/{service_id:str}": (
        get(f"/capacity/{SUITE}"),
        form(f"/capacity/{SUITE}", **ROOM),
        form(f"/capacity/{SUITE}", status="zqc101qz"),
        get("/capacity/planted-police"),
    ),
    "/capacity/{service_id:str}/history": (get(f"/capacity/{SUITE}/history"),),
    "/capacity/{service_id:str}/history.csv": (get(f"/capacity/{SUITE}/history.csv"),),
    "/capacity/{service_id:str}/links": (form(f"/capacity/{SUITE}/links", days="7"),),
    "/capacity/{service_id:str}/links/end": (form(f"/capacity/{SUITE}/links/end", link="none"),),
    "/capacity/{service_id:str}/report": (
        get(f"/capacity/{SUITE}/report?key={{link}}"),
        form(f"/capacity/{SUITE}/report", key="{link}", **ROOM),
        form(f"/capacity/{SUITE}/report", key="{link}", status="zqc101qz"),
        get(f"/capacity/{SUITE}/report?key=none"),
    ),
    "/coverage": (get(f"/coverage?area={FORCE}&caller=police&days=1"),),
    "/coverage/areas": (get("/coverage/areas"),),
    "/coverage/gaps/{code:str}": (get("/coverage/gaps/abc"),),
    "/curate": (get(f"/curate?show=all&area={FORCE}"), get("/curate?show=all&kind=s136_advice_line")),
    "/curate/capacity": (get("/curate/capacity"),),
    "/curate/changes": (get("/curate/changes"),),
    "/curate/changes/{number:int}": (get(f"/curate/changes/{PUBLISHED}"), get(f"/curate/changes/{WAITING}")),
    "/curate/changes/{number:int}/accept": (form(f"/curate/changes/{PUBLISHED}/accept", code="none"),),
    "/curate/changes/{number:int}/again": (form(f"/curate/changes/{PUBLISHED}/again"),),
    "/curate/changes/{number:int}/check": (form(f"/curate/changes/{PUBLISHED}/check"),),
    "/curate/changes/{number:int}/drop": (form(f"/curate/changes/{WAITING}/drop"),),
    "/curate/changes/{number:int}/publish": (form(f"/curate/changes/{WAITING}/publish"),),
    "/curate/changes/{number:int}/review": (form(f"/curate/changes/{WAITING}/review"),),
    "/curate/changes/{number:int}/undo": (form(f"/curate/changes/{PUBLISHED}/undo"),),
    "/curate/checks": (form("/curate/checks", **CHECK), form("/curate/checks", **(CHECK | {"outcome": "wrong"}))),
    "/curate/due.atom": (get("/curate/due.atom"),),
    "/curate/entries": (get("/curate/entries?q=planted"), get(f"/curate/entries?q={A_HIDDEN_ONE}")),
    "/curate/entries/{service_id:str}": (
        *(get(f"/curate/entries/{service.id}") for service in PLANTED),
        get("/curate/entries/new?copy=planted-mixed"),
        form("/curate/entries/planted-police"),
    ),
    "/curate/entries/{service_id:str}/end": (
        get("/curate/entries/planted-police/end"),
        form("/curate/entries/planted-police/end"),
    ),
    "/curate/entries/{service_id:str}/history": (
        get("/curate/entries/planted-police/history"),
        form("/curate/entries/planted-police/history", edition="1"),
    ),
    "/curate/entries/{service_id:str}/preview": (form("/curate/entries/planted-police/preview", **{"contact-1-number": "1"}),),
    "/curate/explanations": (form("/curate/explanations", code="none"),),
    "/curate/import": (
        get("/curate/import"),
        ("POST", "/curate/import", {"files": {"file": ("our.csv", A_FILE.encode(), "text/csv")}}),
    ),
    "/curate/import/directory.csv": (get("/curate/import/directory.csv"),),
    "/curate/import/empty.csv": (get("/curate/import/empty.csv"),),
    "/curate/reports": (get("/curate/reports"), form("/curate/reports", entry="planted-police")),
    "/curate/reports/{seq:int}": (get("/curate/reports/1"), form("/curate/reports/1", what="none")),
    "/demo/sign-in": (form("/demo/sign-in", role="zqc101qz", page="/136"),),
    "/demo/sign-out": (),  # it ends the sign-in of the role that asks
    "/docs": (get("/docs"),),
    "/docs/openapi.json": (get("/docs/openapi.json"),),
    "/docs/{path:str}": (get("/docs/planted"),),
    "/figures": (get("/figures"),),
    "/figures.csv": (get("/figures.csv"),),
    "/health/live": (get("/health/live"),),
    "/health/ready": (get("/health/ready"),),
    "/metrics": (get("/metrics"),),
    "/offline": (get("/offline"),),
    "/report": (form("/report", service="planted-police", problem="other"), form("/report", service="none", problem="other")),
    "/services/{service_id:str}": (*(get(f"/services/{service.id}") for service in PLANTED), get("/services/none")),
    "/sign-in": (get("/sign-in?page=/services/planted-police"),),
    "/sign-in/callback": (get("/sign-in/callback?state=none&code=none"),),
    "/sign-in/start": (get("/sign-in/start?page=/services/planted-police"),),
    "/sign-out": (form("/sign-out", page="/services/planted-police"),),
    "/static/{name:path}": (get("/static/crisis.css"), get("/static/planted")),
    "/sw.js": (get("/sw.js"),),
}
"""What each route is asked. A new route: one line, with the form or the address that makes it speak of a planted entry."""

NO_ROUTE: tuple[Asked, ...] = (get("/planted-police"), get("/api/v1/planted-police"), ("PUT", "/services/planted-police", {}))

FOR_ALL = ("/offline", "/sw.js", "/metrics", "/health/ready", "/docs/openapi.json", "/static/crisis.css")
"""What is the same for every reader, and may be kept by a device or read by a machine: nothing but the public's is in it."""


KEEPERS_READ = (
    "/api/v1/changes/{number:int}",
    "/api/v1/imports",
    "/api/v1/services/{service_id:str}/history",
    "/curate/changes/{number:int}",
    "/curate/changes/{number:int}/accept",
    "/curate/changes/{number:int}/undo",
    "/curate/entries/{service_id:str}",
    "/curate/entries/{service_id:str}/history",
    "/curate/import",
    "/curate/import/directory.csv",
)
"""Where those who keep the entries read all of them: were nothing said there, that nobody else gets it would prove nothing."""


class Door:
    """A server with everything planted, and how each role proves itself."""

    def __init__(self, client: Browser, home: Path, keys: dict[Role, str], **told: str) -> None:
        """Take a client of the server, its home, a key for each role, and what requests name in braces."""
        self.app, self.client, self.home, self.keys, self.told = client.served, client, home, keys, told

    def ask(self, role: Role, asked: Asked) -> httpx.Response:
        """Ask in a role: below /api/ by its key, on pages signed in; the public and who cannot sign in prove nothing."""
        method, address, said = asked
        address = self.named(address)
        said = dict(said)
        headers = said.pop("headers", {})
        if "data" in said:
            said["data"] = {field: self.named(value) for field, value in said["data"].items()}
        if address.startswith("/api/") and role in self.keys:
            headers = headers | {"authorization": f"Bearer {self.keys[role]}"}
        response: httpx.Response = self.client.request(method, address, headers=headers, follow_redirects=False, **said)
        return response

    def named(self, words: str) -> str:
        """Put what only this server knows in the place of its name."""
        for name, told in self.told.items():
            words = words.replace(f"{{{name}}}", told)
        return words

    def sign_in(self, role: Role) -> None:
        """Read pages in a role from now on."""
        self.client.cookies.clear()
        if role in SIGNED_IN:
            done = self.client.post("/demo/sign-in", data={"role": role, "page": "/136"}, follow_redirects=False)
            assert done.status_code == 303


@pytest.fixture(scope="module")
def door(client: Browser, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Give that server; the table of postcodes is the one that the other tests made."""
    place = tmp_path_factory.mktemp("matrix")
    (place / POSTCODE_TABLE).symlink_to(home / POSTCODE_TABLE)
    keys, link = asyncio.run(prepare(place))
    with a_server(place, demo=True, requests_per_second=LARGEST_NUMBER) as opened:
        police = {"authorization": f"Bearer {keys[Role.POLICE]}"}
        given = opened.post("/api/v1/answers", json=context("police"), headers=police).json()["decision"]
        yield Door(opened, place, keys, decision=given, link=link)


async def prepare(place: Path) -> tuple[dict[Role, str], str]:
    """Fill a home: a key for every role that proves anything, a change behind it and one that waits, a report, a link."""
    async with open_home(place, at=BOXING_NIGHT, shipped=earlier) as opened:
        keys: dict[Role, str] = {
            role: await opened.keys.make(role, f"a {role}", at=BOXING_NIGHT) for role in Role if role is not Role.PUBLIC
        }
        checker = Checker(open_gazetteer(place, print), opened.scenarios, Checks())
        signature = Signature(by="A Curator", reason="a test", at=BOXING_NIGHT)
        for change in (CHANGE, ChangeSet(services=tuple(msgspec.structs.replace(one, name="Renamed") for one in PLANTED))):
            number = await opened.propose(change, signature)
            report = await opened.check(number, signature, checker)
            if change is CHANGE:
                assert not report.blocking()
                await opened.publish_change(number, signature, checker)
        await opened.tell_outcome(TOLD)
        link = await opened.links.make(SUITE, by="A Curator", at=BOXING_NIGHT, expires_at=BOXING_NIGHT + timedelta(days=7))
    return keys, link


def earlier() -> Contents:
    """Return what is planted as it was before the change that is published: with other words in one entry's contacts."""
    contents = planted()
    contacts = tuple(msgspec.structs.replace(one, does=f"earlier {one.does}") for one in FOR_POLICE.contacts)
    was = msgspec.structs.replace(FOR_POLICE, contacts=contacts)
    services = tuple(was if service.id == was.id else service for service in contents.services)
    return msgspec.structs.replace(contents, services=services)


def all_of(response: httpx.Response) -> str:
    return f"{response.status_code} {response.headers} {response.text}"


def test_every_route_is_asked(door: Door) -> None:
    app = create_app(Settings(demo=True))
    assert set(app.route_handler_method_map) == set(ROUTES)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_the_readers_comes_out_nowhere(door: Door, role: Role, capfd: pytest.CaptureFixture[str]) -> None:
    door.sign_in(role)
    seen: set[str] = set()
    for path, requests in (*ROUTES.items(), ("none", NO_ROUTE)):
        reader = role if path.startswith("/api/") or role in SIGNED_IN else Role.PUBLIC
        for asked in requests:
            response = door.ask(role, asked)
            assert response.status_code < 500, asked
            found = marks_in(all_of(response)) - marks_sent(asked)
            assert found <= marks_of(reader), asked
            if reader not in ANYBODY and not asked[1].startswith(FOR_ALL):
                assert response.headers["cache-control"] == "no-store", asked
            if path.startswith("/api/"):
                seen |= found
    time.sleep(2 * WRITTEN_WITHIN)
    written = capfd.readouterr()
    assert marks_in(written.out + written.err) == set()
    assert seen >= marks_of(role)


def test_a_keeper_reads_the_planted_entries_wherever_keepers_work(door: Door) -> None:
    door.sign_in(Role.ADMIN)
    spoken = {path for path in KEEPERS_READ if any(marks_in(all_of(door.ask(Role.ADMIN, asked))) for asked in ROUTES[path])}
    assert spoken == set(KEEPERS_READ)


def marks_sent(asked: Asked) -> set[str]:
    """Return the marks that the reader wrote: a box that is given back tells nothing new."""
    return marks_in(f"{asked[1]} {asked[2]}")


@pytest.mark.parametrize("role", list(Role))
def test_of_an_entry_a_reader_gets_exactly_what_is_theirs(door: Door, role: Role) -> None:
    door.sign_in(role)
    for service in PLANTED:
        assert marks_in(door.ask(role, get(f"/api/v1/services/{service.id}")).text) == marks_of(role, service), service.id
        if role in SIGNED_IN or role in ANYBODY:
            page = marks_in(door.ask(role, get(f"/services/{service.id}")).text)
            assert page <= marks_of(role, service), service.id
            assert page >= numbers_of(role, service), service.id


def numbers_of(role: Role, service: Service) -> set[str]:
    """Return the marks of the contacts that a page about an entry shows to a reader."""
    return {contact.id for contact in service.contacts if may_see(role, contact.audience)}


def test_a_key_counts_on_no_page_and_a_sign_in_not_on_the_api(door: Door) -> None:
    for role in KEEPERS:
        door.sign_in(role)
        assert marks_in(door.client.get("/api/v1/services/planted-mixed").text) == marks_of(Role.PUBLIC, PLANTED[-1])
        door.client.cookies.clear()
        headers = {"authorization": f"Bearer {door.keys[role]}"}
        found = marks_in(door.client.get("/services/planted-mixed", headers=headers).text)
        assert found <= marks_of(Role.PUBLIC)


@pytest.mark.parametrize("address", FOR_ALL)
def test_what_a_device_keeps_or_a_machine_reads_is_the_same_for_every_reader(door: Door, address: str) -> None:
    texts = set()
    for role in Role:
        door.sign_in(role)
        # What a machine counts goes on counting: names and labels are compared, not the figures.
        lines = door.ask(role, get(address)).text.splitlines()
        texts.add("\n".join(line.rpartition(" ")[0] if address == "/metrics" else line for line in lines))
    assert all(marks_in(text) == set() for text in texts)
    assert len(texts) == 1 or address in ("/metrics", "/health/ready")


def test_what_the_home_keeps_beside_database_and_snapshots_holds_no_mark(door: Door) -> None:
    for file in door.home.rglob("*"):
        if file.is_file() and file.parent.name != "editions" and "sqlite" not in file.name and file.name != POSTCODE_TABLE:
            assert marks_in(file.read_bytes().decode("latin-1")) == set(), file.name


def test_the_log_of_answers_holds_no_mark(door: Door) -> None:
    async def logged() -> str:
        database = Database(f"sqlite:///{door.home / 'crisis.sqlite3'}")
        async with database.reading() as connection:
            rows = (await connection.execute(sa.select(decision))).all()
        await database.close()
        assert rows
        return str(rows)

    door.ask(Role.POLICE, body("/api/v1/answers", context("police")))
    time.sleep(0.2)
    assert marks_in(asyncio.run(logged())) == set()


# Looking for a number by its digits must tell nothing: not that it is there, not how many, not after how much work. So the
# numbers of one audience are exchanged for others, and for who may not see them nothing may change.


def exchanged(service: Service, audience: Audience) -> Service:
    """Return the service with other numbers and words in the contacts of one audience."""
    contacts = (
        a_contact(int(contact.id[1:]) + EXCHANGED, contact.channel, audience) if contact.audience == audience else contact
        for contact in service.contacts
    )
    return msgspec.structs.replace(service, contacts=tuple(contacts))


@pytest.mark.parametrize("audience", [audience for audience in EVERY_AUDIENCE if Role.PUBLIC not in audience])
def test_who_may_not_see_a_number_cannot_tell_by_its_digits_whether_it_is_there(door: Door, audience: Audience) -> None:
    desk = door.app.state.desk
    held, index = desk.held.compiled, desk.held.index
    services = {service.id: exchanged(service, audience) for service in PLANTED}
    changed = tuple(services.get(service.id, service) for service in held.edition.services)
    edition = msgspec.structs.replace(held.edition, services=changed)
    other = compile_edition(edition, desk.gazetteer, held.window, held)
    other_index = index_of(other, index.lexicon)
    hidden = next(digits(number) for number, contact in NUMBERS.items() if contact.audience == audience)
    for role in Role:
        if may_see(role, audience):
            assert opened_for(role, index) != opened_for(role, other_index)
            continue
        # What is opened is the same to the last digit, so whatever is done with it takes the same work.
        assert opened_for(role, index) == opened_for(role, other_index)
        for words in (hidden, hidden[2:], f"01632 {hidden}", f"+441632{hidden}", f"planted {hidden[3:]}"):
            wanted = Wanted(at=BOXING_NIGHT, words=words, limit=100)
            found = find_services(held, index, wanted, role)
            assert found == find_services(other, other_index, wanted, role), (role, words)
            assert suggestions(index, words, role, 10) == suggestions(other_index, words, role, 10)


def opened_for(role: Role, index: SearchIndex) -> list[tuple[object, ...]]:
    """Return everything that a search for this reader opens."""
    return [(dict(layer.words), layer.digits, layer.numbers_of) for layer in index.layers_for(role)]
