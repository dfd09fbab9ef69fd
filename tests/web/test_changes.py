"""Changes over HTTP: curators propose and see what a change does, operators publish, and nobody else learns of either."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from litestar.testing import TestClient
from schemathesis.core.result import Ok

from directory.reader import Reader, Remit, Role
from directory.service import Service
from routing.change import ChangeSet
from store.checking import EditionsDiffer
from store.home import open_home
from store.replay import Replay
from tests.cli.conftest import copy_home
from tests.web.conftest import Client, a_server, problem_of
from tests.web.makers import A_POLICE_LINE, BOXING_NIGHT, PLANTED, planted
from tests.web.test_schema import CHECKED, sent
from web.api.shapes import Changes, ChangeShown, EditionSummary, EntryHistory
from web.app import create_app
from web.curate.rights import require_remit
from web.problems import ProblemError
from web.settings import Settings

Keys = dict[Role, dict[str, str]]

SIGNED = {"by": "A Curator", "reason": "the trust wrote"}


@pytest.fixture(scope="module")
def keys_and_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Keys, Path]:
    """Give a key of each role that has to do with changes, and of one that has not, and the home that knows them."""
    home = tmp_path_factory.mktemp("template") / "home"
    with a_server(home):
        pass

    async def make() -> Keys:
        async with open_home(home, at=BOXING_NIGHT) as opened:
            roles = (Role.CURATOR, Role.PUBLISHER, Role.OPERATOR, Role.POLICE)
            made = [await opened.keys.make(role, f"a {role}", at=BOXING_NIGHT) for role in roles]
        return {role: {"authorization": f"Bearer {secret}"} for role, secret in zip(roles, made, strict=True)}

    return asyncio.run(make()), home


@pytest.fixture
def keys(keys_and_home: tuple[Keys, Path]) -> Keys:
    """Give the header of each of those keys."""
    return keys_and_home[0]


@pytest.fixture
def place(keys_and_home: tuple[Keys, Path], tmp_path: Path) -> Path:
    """Give a copy of that home, to change."""
    return copy_home(keys_and_home[1], tmp_path / "home")


@pytest.fixture
def client(place: Path) -> Iterator[Client]:
    """Give a client of a server on that copy."""
    with a_server(place) as client:
        yield client


def renamed(name: str = "A renamed line") -> dict[str, Any]:
    """Write the change that gives the planted line another name."""
    change = ChangeSet(services=(msgspec.structs.replace(A_POLICE_LINE, name=name, organization="A trust"),))
    written: dict[str, Any] = json.loads(msgspec.json.encode(mended(change)))
    return written


def mended(change: ChangeSet) -> ChangeSet:
    """Return the change with what the loader asks of a number kept for drama: that it is called invented."""
    raw = msgspec.to_builtins(change)
    for service in raw["services"]:
        for contact in service["contacts"]:
            contact["assurance"]["confidence"] = "invented"
    return msgspec.convert(raw, ChangeSet)


def posted(client: Client, path: str, headers: dict[str, str], **body: Any) -> Any:  # noqa: ANN401 (httpx's response)
    """Send a signed body below /api/v1/changes."""
    return client.post(f"/api/v1/changes{path}", json={**SIGNED, **body}, headers=headers)


def shown(response: Any) -> ChangeShown:  # noqa: ANN401 (httpx's response)
    """Read a change that was shown."""
    assert response.status_code in {200, 201}, response.text
    return msgspec.json.decode(response.content, type=ChangeShown)


def name_of_line(client: Client, keys: Keys) -> str:
    """Return the name under which the planted line is answered."""
    found = client.get("/api/v1/services/planted-line", headers=keys[Role.POLICE])
    return str(json.loads(found.content)["service"]["name"])


def test_a_curator_proposes_and_sees_what_it_does_and_an_operator_publishes(client: Client, keys: Keys) -> None:
    proposed = shown(posted(client, "", keys[Role.CURATOR], change=renamed()))
    assert (proposed.state, proposed.blocking, proposed.kept.author) == (
        "ready",
        (),
        "A Curator, through key 'a curator'",
    )
    report = proposed.kept.report
    assert report is not None
    assert [(edit.name, [field.field for field in edit.fields]) for edit in report.edits] == [
        ("planted-line", ["name", "organization", "main.assurance"])
    ]

    refused = posted(client, f"/{proposed.kept.number}/publication", keys[Role.CURATOR])
    assert (refused.status_code, problem_of(refused)["where"]) == (403, "Authorization")
    done = posted(client, f"/{proposed.kept.number}/publication", keys[Role.OPERATOR])

    assert done.status_code == 201, done.text
    assert msgspec.json.decode(done.content, type=EditionSummary).number == 2
    assert name_of_line(client, keys) == "A renamed line"
    listed = msgspec.json.decode(client.get("/api/v1/changes", headers=keys[Role.CURATOR]).content, type=Changes)
    assert [(line.state, line.edition) for line in listed.changes] == [("published", 2)]


def test_nobody_else_gets_any_further(client: Client, keys: Keys) -> None:
    for method, path in (
        ("POST", "/api/v1/changes"),
        ("GET", "/api/v1/changes"),
        ("GET", "/api/v1/changes/1"),
        ("POST", "/api/v1/changes/1/checks"),
        ("POST", "/api/v1/changes/1/acceptances"),
        ("POST", "/api/v1/changes/1/drop"),
        ("POST", "/api/v1/changes/1/publication"),
        ("POST", "/api/v1/changes/1/reviews"),
        ("POST", "/api/v1/changes/1/undo"),
        ("GET", "/api/v1/services/planted-line/history"),
        ("GET", "/api/v1/editions/1/differences/1"),
        ("GET", "/api/v1/decisions/any/replay"),
    ):
        public = client.request(method, path)
        assert (public.status_code, public.headers["www-authenticate"]) == (401, "Bearer"), path
        police = client.request(method, path, headers=keys[Role.POLICE])
        assert police.status_code == 403, path
        assert PLANTED not in public.text + police.text


def test_what_is_at_fault_is_told_and_never_published(client: Client, keys: Keys) -> None:
    change = renamed()
    change["services"][0]["kind"] = "police_station"
    proposed = shown(posted(client, "", keys[Role.CURATOR], change=change))
    assert (proposed.state, proposed.blocking) == ("blocked", ("fault/services/planted-line/kind",))
    accepted = posted(client, "/1/acceptances", keys[Role.OPERATOR], code="fault/services/planted-line/kind")
    assert accepted.status_code == 409
    published = posted(client, "/1/publication", keys[Role.OPERATOR])
    assert "fault/services/planted-line/kind" in problem_of(published)["detail"]
    assert published.status_code == 409


def test_a_finding_is_accepted_by_name_and_kept(client: Client, keys: Keys, place: Path) -> None:
    (place / "scenarios").mkdir()
    vignette = {
        "id": "V1",
        "title": "An officer",
        "context": {"caller": "police", "place": "Corby", "s136": "considering", "danger_to_life": "no"},
        "expect": {"first_any": ["s136_advice_line"], "must_include": ["planted-line"]},
    }
    (place / "scenarios" / "ours.json").write_text(json.dumps({"scenarios": [vignette]}))
    proposed = shown(posted(client, "", keys[Role.CURATOR], change={"withdrawn": ["planted-line"]}))
    assert proposed.blocking == ("scenario/ours/V1",)
    assert posted(client, "/1/publication", keys[Role.OPERATOR]).status_code == 409

    accepted = shown(posted(client, "/1/acceptances", keys[Role.CURATOR], code="scenario/ours/V1"))

    assert accepted.blocking == ()
    assert accepted.kept.events[-1].code == "scenario/ours/V1"
    assert posted(client, "/1/publication", keys[Role.OPERATOR]).status_code == 201


def test_whoever_comes_second_is_told_and_goes_on_after_a_new_check(client: Client, keys: Keys) -> None:
    for name in ("First", "Second"):
        posted(client, "", keys[Role.CURATOR], change=renamed(name))
    assert posted(client, "/1/publication", keys[Role.OPERATOR]).status_code == 201

    conflict = posted(client, "/2/publication", keys[Role.OPERATOR])

    assert conflict.status_code == 409
    assert "edition 2 is the newest" in problem_of(conflict)["detail"]
    again = shown(posted(client, "/2/checks", keys[Role.OPERATOR]))
    assert again.kept.report is not None
    assert again.kept.report.edits[0].fields[0].was == "First"
    assert posted(client, "/2/publication", keys[Role.OPERATOR]).status_code == 201
    assert name_of_line(client, keys) == "Second"


def test_whoever_proposed_it_publishes_it_only_as_urgent_and_somebody_else_looks_at_it_afterwards(
    client: Client, keys: Keys
) -> None:
    posted(client, "", keys[Role.PUBLISHER], change=renamed())
    alone = posted(client, "/1/publication", keys[Role.PUBLISHER], by="Another Name")
    assert (alone.status_code, problem_of(alone)["where"]) == (403, "urgent")
    assert posted(client, "/1/publication", keys[Role.PUBLISHER], urgent=True).status_code == 201
    listed = msgspec.json.decode(client.get("/api/v1/changes", headers=keys[Role.CURATOR]).content, type=Changes)
    assert [(line.urgent, line.awaits_review) for line in listed.changes] == [(True, True)]

    assert posted(client, "/1/reviews", keys[Role.PUBLISHER], by="Another Name").status_code == 403
    reviewed = shown(posted(client, "/1/reviews", keys[Role.OPERATOR]))

    assert [event.what for event in reviewed.kept.events] == ["checked", "urgent", "published", "reviewed"]
    assert posted(client, "/1/reviews", keys[Role.OPERATOR]).status_code == 409


def test_an_operator_who_holds_the_machine_publishes_alone(client: Client, keys: Keys) -> None:
    posted(client, "", keys[Role.OPERATOR], change=renamed())
    assert posted(client, "/1/publication", keys[Role.OPERATOR]).status_code == 201


def test_a_published_change_is_undone_through_the_same_checks(client: Client, keys: Keys) -> None:
    publish_names(client, keys, "First", "Second")
    posted(client, "", keys[Role.CURATOR], change=renamed("Third"))
    assert posted(client, "/3/undo", keys[Role.CURATOR]).status_code == 409

    undo = shown(posted(client, "/2/undo", keys[Role.CURATOR]))

    assert (undo.kept.number, undo.state, undo.kept.change.made_on) == (4, "ready", 3)
    assert posted(client, "/4/publication", keys[Role.OPERATOR]).status_code == 201
    assert name_of_line(client, keys) == "First"
    nothing = posted(client, "/2/undo", keys[Role.CURATOR])
    assert (nothing.status_code, problem_of(nothing)["detail"]) == (409, "Nothing that change 2 did is left to undo.")


def test_an_undo_leaves_what_was_changed_since_unless_it_is_named(client: Client, keys: Keys) -> None:
    publish_names(client, keys, "First", "Second")
    kept = shown(posted(client, "/1/undo", keys[Role.CURATOR])).kept.change.services[0]
    assert (kept.name, kept.organization) == ("Second", "")
    taken = shown(posted(client, "/1/undo", keys[Role.CURATOR], mine=["planted-line/name"])).kept.change.services[0]
    assert taken.name == "A planted line"


def publish_names(client: Client, keys: Keys, *names: str) -> None:
    """Give the planted line one name after the other, each published as a change of its own."""
    for number, name in enumerate(names, start=1):
        posted(client, "", keys[Role.CURATOR], change=renamed(name))
        assert posted(client, f"/{number}/publication", keys[Role.OPERATOR]).status_code == 201


def test_keepers_read_the_history_of_an_entry(client: Client, keys: Keys) -> None:
    posted(client, "", keys[Role.CURATOR], change=renamed())
    posted(client, "/1/publication", keys[Role.OPERATOR])
    found = client.get("/api/v1/services/planted-line/history", headers=keys[Role.CURATOR])
    history = msgspec.json.decode(found.content, type=EntryHistory)
    newest = history.versions[0]
    assert (newest.edition, newest.change, newest.edit.fields[0].becomes) == (2, 1, "A renamed line")
    assert newest.proposed_by == "A Curator, through key 'a curator'"
    assert client.get("/api/v1/services/nobodys/history", headers=keys[Role.CURATOR]).status_code == 404


@pytest.mark.parametrize(
    ("remit", "outside"),
    [
        (None, None),
        (Remit(areas=A_POLICE_LINE.areas), None),
        (Remit(areas=("council:E06000061",)), "Not yours to change: services/planted-line."),
    ],
)
def test_a_change_outside_of_a_curators_remit_is_refused_by_name(place: Path, remit: Remit | None, outside: str | None) -> None:
    reader = Reader(role=Role.CURATOR, name="Ann", remit=remit)
    app = create_app(Settings(home=place), clock=lambda: BOXING_NIGHT, shipped=planted)
    with TestClient(app) as client, client.portal() as portal:
        # Within the server's own loop, for its database lives there.
        asked = functools.partial(require_remit, app.state.desk, msgspec.convert(renamed(), ChangeSet), reader)
        if outside is None:
            portal.call(asked)
            return
        with pytest.raises(ProblemError) as refused:
            portal.call(asked)
    assert (refused.value.problem.status, refused.value.problem.detail) == (403, outside)


def test_a_change_that_was_given_up_is_never_published(client: Client, keys: Keys) -> None:
    posted(client, "", keys[Role.CURATOR], change=renamed())
    assert shown(posted(client, "/1/drop", keys[Role.CURATOR])).state == "dropped"
    refused = posted(client, "/1/publication", keys[Role.OPERATOR])
    assert (refused.status_code, problem_of(refused)["detail"]) == (409, "Change 1 was dropped already.")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"change": {"services": [{"id": "marker zebra"}]}}, "change.services[0].id"),
        ({"change": {"marker": 1}}, "change"),
        ({"change": {}, "by": ""}, "by"),
        ({"change": {"settings": [{"setting": "marker"}]}}, "change.settings[0].setting"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_repeated(client: Client, keys: Keys, body: Any, where: str) -> None:  # noqa: ANN401
    refused = client.post("/api/v1/changes", json={**SIGNED, **body}, headers=keys[Role.CURATOR])
    assert refused.status_code == 400
    assert problem_of(refused)["where"] == where
    assert "marker" not in refused.text


def test_a_change_that_nobody_proposed_is_not_there(client: Client, keys: Keys) -> None:
    for number in ("7", "-1", "99999999999999999999"):
        assert client.get(f"/api/v1/changes/{number}", headers=keys[Role.CURATOR]).status_code == 404


def test_two_editions_are_compared(client: Client, keys: Keys) -> None:
    posted(client, "", keys[Role.CURATOR], change=renamed())
    posted(client, "/1/publication", keys[Role.OPERATOR])
    found = client.get("/api/v1/editions/1/differences/2", headers=keys[Role.CURATOR])
    differ = msgspec.json.decode(found.content, type=EditionsDiffer)
    assert (differ.before, differ.after, differ.edits[0].fields[0].becomes) == (1, 2, "A renamed line")
    assert client.get("/api/v1/editions/1/differences/9", headers=keys[Role.CURATOR]).status_code == 404


def test_an_answer_is_given_again_to_whoever_keeps_the_directory(client: Client, keys: Keys) -> None:
    asked = {"caller": "police", "place": "NN1", "s136": "considering"}
    given_to_police = json.loads(client.post("/api/v1/answers", json=asked, headers=keys[Role.POLICE]).content)
    found = wait_for_decision(client, keys, given_to_police["decision"])
    again = msgspec.json.decode(found.content, type=Replay)
    assert (again.identical, again.differs, again.decision.decision.reader) == (True, (), Role.POLICE)
    assert msgspec.json.decode(msgspec.json.encode(again.answer)) == given_to_police

    client.post("/api/v1/answers", json=asked)
    wait_for_decision(client, keys, f"{given_to_police['decision']}-public")
    several = client.get(f"/api/v1/decisions/{given_to_police['decision']}/replay", headers=keys[Role.OPERATOR])
    assert several.status_code == 409
    assert "public, police" in problem_of(several)["expected"]
    never = client.get("/api/v1/decisions/marker/replay", headers=keys[Role.OPERATOR])
    assert never.status_code == 404
    assert "marker" not in never.text


def wait_for_decision(client: Client, keys: Keys, decision: str) -> Any:  # noqa: ANN401 (httpx's response)
    """Replay a decision as soon as it is in the log, where it comes within a second or so."""
    for _ in range(200):
        found = client.get(f"/api/v1/decisions/{decision}/replay", headers=keys[Role.OPERATOR])
        if found.status_code != 404:
            return found
        time.sleep(0.05)
    raise AssertionError("the decision never came into the log")


def test_whatever_a_keeper_sends_is_answered_as_documented(client: Client, keys: Keys) -> None:
    posted(client, "", keys[Role.CURATOR], change=renamed())
    document = msgspec.json.decode(client.get("/docs/openapi.json").content)
    api = schemathesis.openapi.from_dict(document)
    tried = 0
    for found in api.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if (
            "changes" not in operation.path
            and "differences" not in operation.path
            and "replay" not in operation.path
            and "services/{service_id}/history" not in operation.path
        ):
            continue
        tried += 1

        @seed(136)
        @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def answers(case: schemathesis.Case[Any]) -> None:
            case.validate_response(sent(case, client, keys[Role.OPERATOR]), checks=CHECKED)

        answers()
    assert tried == 12


def test_a_service_in_a_change_is_written_as_the_export_writes_it() -> None:
    change = msgspec.json.decode(msgspec.json.encode(renamed()), type=ChangeSet)
    assert isinstance(change.services[0], Service)
