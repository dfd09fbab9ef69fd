"""The keepers' pages of changes: who sees them, what each may do there, and what stands on them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from directory.reader import KEEPERS, Role
from routing.change import ChangeSet
from store.editions import Signature
from store.errors import DatabaseUnavailable
from store.home import Home, open_home
from tests.web.conftest import Client, a_server
from tests.web.makers import A_POLICE_LINE, BOXING_NIGHT, PLANTED

SIGNED = Signature(by="Ann Smith, through key 'ICB system'", reason="the trust wrote", at=BOXING_NIGHT)
VIGNETTE = {
    "id": "V1",
    "title": "An officer",
    "context": {"caller": "police", "place": "Corby", "s136": "considering", "danger_to_life": "no"},
    "expect": {"first_any": ["s136_advice_line"], "must_include": ["planted-line"]},
}


class Office:
    """A demonstration server, somebody at their browser, and the home behind it."""

    def __init__(self, app: Litestar, client: Client, place: Path) -> None:
        """Take the parts."""
        self.app, self.client, self._place = app, client, place

    def read(self, role: Role | None, path: str) -> Any:  # noqa: ANN401 (httpx's response)
        """Read a page in a role."""
        self._sign_in(role)
        return self._when_done(self.client.get(path, follow_redirects=False))

    def send(self, role: Role | None, path: str, **form: str) -> Any:  # noqa: ANN401 (httpx's response)
        """Send a form in a role, and come to the page that follows."""
        self._sign_in(role)
        return self._when_done(self.client.post(path, data={"form": "test", **form}))

    def _when_done(self, response: Any) -> Any:  # noqa: ANN401 (httpx's response)
        """Come again for as long as the page says that something goes on, as a browser does."""
        while "refresh" in response.headers:
            response = self.client.get(response.url)
        return response

    def propose(self, change: ChangeSet, *, by: str = SIGNED.by) -> int:
        """Propose and check a change as the API does."""

        async def proposed() -> int:
            signature = msgspec.structs.replace(SIGNED, by=by)
            home: Home = self.app.state.desk.home
            number = await home.propose(change, signature)
            await home.check(number, signature, self.app.state.desk.checker)
            return number

        with self.client.portal() as portal:
            return portal.call(proposed)

    def published(self, name: str, **fields: Any) -> int:  # noqa: ANN401 (any field)
        """Propose another name for the line and publish it."""
        number = self.propose(renamed(name, **fields))
        assert "Live since" in self.send(Role.PUBLISHER, f"/curate/changes/{number}/publish", reason="as proposed").text
        return number

    def _sign_in(self, role: Role | None) -> None:
        self.client.cookies.clear()
        if role is not None:
            self.client.post("/demo/sign-in", data={"role": role.value, "page": "/"}, follow_redirects=False)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Run a demonstration server with one vignette."""
    place = tmp_path_factory.mktemp("office") / "home"
    (place / "scenarios").mkdir(parents=True)
    (place / "scenarios" / "ours.json").write_text(json.dumps({"scenarios": [VIGNETTE]}))
    with a_server(place, demo=True) as client:
        yield Office(client.served, client, place)


def renamed(name: str, *, made_on: int | None = None, **fields: Any) -> ChangeSet:  # noqa: ANN401 (any field)
    """Return the change that gives the planted line another name, and calls its number invented, as it is."""
    raw = msgspec.to_builtins(msgspec.structs.replace(A_POLICE_LINE, name=name, **fields))
    raw["contacts"][0]["assurance"]["confidence"] = "invented"
    return ChangeSet(made_on=made_on, services=(msgspec.convert(raw, type(A_POLICE_LINE)),))


def newest(office: Office) -> int:
    """Return the number of the edition that answers."""
    return int(office.app.state.desk.holding().current.edition.number)


def test_before_the_first_change_the_list_says_where_one_begins(office: Office) -> None:
    assert "Nobody has proposed a change yet" in office.read(Role.CURATOR, "/curate/changes").text


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.PUBLIC, Role.CARER, Role.OPERATOR})])
def test_keepers_alone_read_and_send(office: Office, role: Role | None) -> None:
    office.propose(renamed("One of many"))
    paths = ("/curate/changes", "/curate/changes/1", "/curate/entries/planted-line/history")
    read = [office.read(role, path) for path in paths]
    if role in KEEPERS:
        assert {(one.status_code, one.headers["cache-control"]) for one in read} == {(200, "no-store")}
        return
    sent = [
        office.client.post(f"/curate/changes/1/{action}", data={"reason": "mine"})
        for action in ("check", "accept", "drop", "publish", "review", "undo", "again")
    ]
    sent.append(office.client.post("/curate/entries/planted-line/history", data={"reason": "mine", "edition": "1"}))
    # Whoever is not signed in may be sent to sign in; what they send gets nowhere.
    assert {one.status_code for one in read} <= ({401, 303} if role is None else {403})
    assert {one.status_code for one in sent} == {401 if role is None else 403}
    assert PLANTED not in "".join(one.text for one in (*read, *sent))


def test_a_change_is_shown_field_by_field_and_published_by_whoever_may(office: Office) -> None:
    number = office.propose(renamed("A clearer name"))
    page = office.read(Role.CURATOR, f"/curate/changes/{number}")
    assert "Ready to publish" in page.text
    assert "A clearer name" in page.text
    assert "A publisher or an administrator publishes it" in page.text
    assert f'action="/curate/changes/{number}/publish"' not in page.text
    assert office.send(Role.CURATOR, f"/curate/changes/{number}/publish", reason="mine").status_code == 403

    nameless = office.send(Role.PUBLISHER, f"/curate/changes/{number}/publish", form="publish")
    assert (nameless.status_code, 'id="error-publish"' in nameless.text) == (400, True)
    done = office.send(Role.PUBLISHER, f"/curate/changes/{number}/publish", reason="seen")

    assert f"published it as edition {newest(office)}" in done.text
    assert "Find A clearer name in the 111 console" in done.text
    assert "A clearer name" in office.read(Role.POLICE, "/services/planted-line").text
    again = office.send(Role.PUBLISHER, f"/curate/changes/{number}/publish", reason="again")
    assert (again.status_code, "was published already" in again.text) == (409, True)


def test_whoever_proposed_it_publishes_it_as_urgent_and_another_reviews_it(office: Office) -> None:
    number = office.propose(renamed("Urgent"), by="demonstration publisher")
    page = f"/curate/changes/{number}"
    assert "Publish it as urgent" in office.read(Role.PUBLISHER, page).text
    assert office.send(Role.PUBLISHER, f"{page}/publish", reason="mine").status_code == 403
    done = office.send(Role.PUBLISHER, f"{page}/publish", reason="it is rung now", urgent="yes")
    assert "Another publisher looks at it afterwards" in done.text
    listed = office.read(Role.ADMIN, "/curate/changes?show=review").text
    assert f'href="{page}"' in listed
    assert "1 change was published as urgent" in listed
    assert office.send(Role.PUBLISHER, f"{page}/review", reason="mine").status_code == 403
    reviewed = office.send(Role.ADMIN, f"{page}/review", reason="I rang it")
    assert "I rang it" in reviewed.text
    assert f'href="{page}"' not in office.read(Role.ADMIN, "/curate/changes?show=review").text


def test_what_stands_against_it_is_taken_upon_oneself_by_name_and_given_up_with_a_reason(office: Office) -> None:
    number = office.propose(ChangeSet(withdrawn=("planted-line",)))
    page = f"/curate/changes/{number}"
    shown = office.read(Role.CURATOR, page).text
    assert "Something stands against it" in shown
    assert "Take it upon yourself" in shown
    wrong = office.send(Role.CURATOR, f"{page}/accept", reason="closed", code="scenario/ours/V9")
    assert wrong.status_code == 409
    accepted = office.send(Role.CURATOR, f"{page}/accept", reason="it closed", code="scenario/ours/V1").text
    assert "Taken upon themselves by demonstration curator: it closed" in accepted
    assert "Given up" in office.send(Role.CURATOR, f"{page}/drop", reason="it stays open").text
    refused = office.send(Role.CURATOR, f"{page}/check")
    assert refused.status_code == 409


def test_a_fault_is_told_and_nobody_can_accept_it(office: Office) -> None:
    number = office.propose(renamed("Odd", kind="police_station"))
    shown = office.read(Role.ADMIN, f"/curate/changes/{number}").text
    assert "it has to be mended in a new change" in shown
    assert "Take it upon yourself" not in shown


def test_a_change_on_an_older_edition_is_made_again_with_a_choice_and_both_stay_readable(office: Office) -> None:
    office.published("Before both")
    made_on = newest(office)
    mine = office.propose(renamed("Mine", made_on=made_on, alert="Ring twice"))
    office.published("Theirs", organization="A trust")
    page = f"/curate/changes/{mine}"
    shown = office.read(Role.CURATOR, page).text
    assert "Somebody changed this since" in shown
    assert 'name="choose:planted-line/name" value="mine"' in shown
    blocked = office.send(Role.PUBLISHER, f"{page}/publish", reason="mine")
    assert f"Edition {newest(office)} was published since" in blocked.text

    again = office.send(Role.CURATOR, f"{page}/again", **{"choose:planted-line/name": "mine"})

    assert again.url.path == f"/curate/changes/{mine + 2}"
    assert "Ready to publish" in again.text
    assert f"made again as {mine + 2}" in office.read(Role.CURATOR, page).text
    office.send(Role.PUBLISHER, f"{again.url.path}/publish", reason="both")
    now = office.app.state.desk.holding().compiled.services["planted-line"].service
    assert (now.name, now.organization, now.alert) == ("Mine", "A trust", "Ring twice")


def test_keeping_theirs_gives_the_change_up(office: Office) -> None:
    made_on = newest(office)
    mine = office.propose(renamed("Never mind", made_on=made_on))
    current = office.app.state.desk.holding().compiled.services["planted-line"].service
    kept = {"organization": current.organization, "alert": current.alert}
    office.propose(renamed("Theirs again", **kept))
    office.published("Theirs again", **kept)
    mended = renamed("Never mind", made_on=made_on, **kept)
    mine = office.propose(mended)
    ended = office.send(Role.CURATOR, f"/curate/changes/{mine}/again")
    assert "what is there now was kept" in ended.text
    assert office.send(Role.CURATOR, f"/curate/changes/{mine}/again").status_code == 409


def test_an_undo_says_what_was_changed_since_and_is_a_change_like_any_other(office: Office) -> None:
    office.published("Before")
    first = office.published("First")
    office.published("Second")
    page = f"/curate/changes/{first}"
    shown = office.read(Role.CURATOR, page).text
    assert "Changed again since: Second" in shown
    nothing = office.send(Role.CURATOR, f"{page}/undo", reason="wrong")
    assert "Nothing of this change is left to put back" in nothing.text
    missing = office.send(Role.CURATOR, f"{page}/undo", form="undo")
    assert (missing.status_code, 'id="error-undo"' in missing.text) == (400, True)
    undo = office.send(Role.CURATOR, f"{page}/undo", reason="wrong", **{"choose:planted-line/name": "mine"})
    assert f"Undo of change {first}: wrong" in undo.text
    assert "Second" in undo.text
    never = office.propose(renamed("Never"))
    assert office.send(Role.CURATOR, f"/curate/changes/{never}/undo", reason="wrong").status_code == 409


def test_the_history_of_an_entry_leads_back_to_any_edition(office: Office) -> None:
    office.published("Long ago")
    edition = newest(office)
    office.published("Today")
    path = "/curate/entries/planted-line/history"
    shown = office.read(Role.CURATOR, path).text
    assert f"Put it back as edition {edition} had it" in shown
    assert "Edition 1: Added" in office.read(Role.CURATOR, f"{path}?before=2").text
    slip = office.send(Role.CURATOR, path, form="test", edition=str(edition), reason="")
    assert (slip.status_code, f'id="error-{edition}"' in slip.text) == (400, True)
    proposed = office.send(Role.CURATOR, path, edition=str(edition), reason="it was right")
    assert f"As edition {edition} had it: it was right" in proposed.text
    assert "Long ago" in proposed.text
    for wrong in ("0", "999", "marker"):
        refused = office.send(Role.CURATOR, path, edition=wrong, reason="x")
        assert (refused.status_code, "marker" in refused.text) == (404, False)
    assert office.read(Role.CURATOR, "/curate/entries/nobodys/history").status_code == 404


@pytest.mark.parametrize("show", ["", "open", "blocked", "ready", "published", "review", "dropped", "marker"])
def test_the_list_shows_what_is_asked_for(office: Office, show: str) -> None:
    number = office.published(f"Listed {show}")
    for mine in ("", "&mine=yes"):
        page = office.read(Role.CURATOR, f"/curate/changes?show={show}{mine}")
        assert page.status_code == 200
        is_listed = f'href="/curate/changes/{number}"' in page.text
        assert is_listed is (show in ("", "published", "marker") and not mine)
    assert office.read(Role.CURATOR, "/curate/changes?page=2").status_code == 200


def test_while_it_is_checked_the_page_says_so_and_comes_again(office: Office) -> None:
    number = office.propose(renamed("Slow"))
    with office.client.portal() as portal:
        done = portal.call(asyncio.Event)

        async def start() -> None:
            office.app.state.checks.start(number, done.wait())

        portal.call(start)
        office.read(Role.CURATOR, "/curate/changes")
        waiting = office.client.get(f"/curate/changes/{number}")
        assert (waiting.headers["refresh"], "Working on change" in waiting.text) == ("1", True)
        portal.call(done.set)
    assert "Ready to publish" in office.read(Role.CURATOR, f"/curate/changes/{number}").text


def test_what_was_not_done_is_said_on_the_page_until_it_is_tried_again(office: Office) -> None:
    number = office.propose(renamed("Failing"))

    async def fail() -> None:
        raise DatabaseUnavailable("the database is away")

    async def start() -> None:
        office.app.state.checks.start(number, fail())

    with office.client.portal() as portal:
        portal.call(start)
    page = f"/curate/changes/{number}"
    assert "This was not done: the database is away." in office.read(Role.CURATOR, page).text
    assert "This was not done" not in office.send(Role.CURATOR, f"{page}/check").text


def test_a_form_of_another_site_is_refused(office: Office) -> None:
    number = office.propose(renamed("Forged"))
    office.read(Role.ADMIN, "/curate/changes")
    for action in ("check", "accept", "drop", "publish", "review", "undo", "again"):
        sent = office.client.post(
            f"/curate/changes/{number}/{action}", data={"reason": "x"}, headers={"sec-fetch-site": "cross-site"}
        )
        assert sent.status_code == 403
    assert "Ready to publish" in office.read(Role.ADMIN, f"/curate/changes/{number}").text


def test_the_home_behind_these_pages_kept_everything(office: Office) -> None:
    async def kept() -> int:
        async with open_home(office._place, at=BOXING_NIGHT) as home:
            return len(await home.changes())

    assert asyncio.run(kept()) > 10
