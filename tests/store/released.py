"""Make a small database with the program as it stood at a commit, and dump it: tests/store/data/released/README.md.

`python -m tests.store.released COMMIT SERVER` takes that commit out of git into a folder of its own and lets its code fill a
database of each kind; SERVER is the address of a PostgreSQL on which one may be made. It fills whatever that version knew.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from directory.opening import OpeningState, Window
from directory.reader import Role
from routing.context import CallerContext
from routing.edition import compile_edition
from routing.router import decide, minimise
from routing.visibility import as_seen_by
from seed.load import load_holidays, load_services
from seed.places import VINTAGE, load_gazetteer
from seed.policy import load_policy
from store.editions import Contents, Signature
from store.home import Home, open_home
from store.replay import as_decision

DUMPS = Path(__file__).resolve().parent / "data" / "released"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SERVICES = {"999", "nhs111-mh", "samaritans", "nn-mental-health-number", "nn-crisis-cafes-adult", "nn-136-line"}
SUITE = "nn-berrywood-pos"


def few_contents() -> Contents:
    """Return a handful of the services that ship, the bank holidays of two years, and all rules."""
    return Contents(
        services=tuple(service for service in load_services() if service.id in SERVICES | {SUITE}),
        holidays=tuple(day for day in load_holidays() if day.date.year in (2026, 2027)),
        policy=load_policy(),
        places_vintage=VINTAGE,
    )


async def fill(folder: Path, url: str) -> dict[str, object]:
    """Fill a database with everything that this version knows; return what it says of itself."""
    async with open_home(folder, at=AT, database_url=url, shipped=few_contents) as home:
        await answer_some(home)
        first = few_contents()
        named = [msgspec.structs.replace(service, name=f"{service.name} (renamed)") for service in first.services[:1]]
        second = msgspec.structs.replace(first, services=(*named, *first.services[1:-1]))
        await home.publish(second, signed("a name"), based_on=1)
        await answer_some(home)
        secret = await home.keys.make(Role.POLICE, "control room", at=AT)
        await home.keys.make(Role.NHS111, "an old console", at=AT)
        await home.keys.revoke(next(key.key_id for key in await home.keys.list() if key.role is Role.NHS111), at=AT)
        if hasattr(home, "tell_outcome"):
            await tell_outcomes(home)
        if hasattr(home, "propose"):
            await make_changes(home)
        if hasattr(home, "sessions"):
            await sign_in(home)
        if hasattr(home, "keep_check"):
            await keep_checks(home)
        if hasattr(home, "rooms"):
            await report_room(home)
        if hasattr(home, "reports"):
            await work_off(home)
        await home.decisions.flush()
        editions = {line.number: line.hash for line in await home.editions()}
        return {"editions": editions, "decisions": len(await home.decisions_after(0)), "key": secret}


def signed(reason: str) -> Signature:
    """Sign as a curator."""
    return Signature(by="A Curator", reason=reason, at=AT)


async def answer_some(home: Home) -> None:
    """Answer a carer and a police officer."""
    edition = (await home.current_edition(AT)).edition
    compiled = compile_edition(edition, load_gazetteer(), Window.around(AT))
    for caller, reader in (("carer", Role.PUBLIC), ("police", Role.POLICE)):
        situation = minimise(compiled, msgspec.convert({"caller": caller, "place": "Corby"}, CallerContext), AT)
        sent = as_seen_by(decide(compiled, situation, AT, {}), reader)
        home.decisions.append(as_decision(compiled, situation, {}, sent, reader=reader, at=AT + timedelta(edition.number)))


async def tell_outcomes(home: Home) -> None:
    """Tell of a line that was given and of one that did not answer."""
    from routing.outcomes import Outcome, Rejection
    from store.outcomes import ToldOutcome

    for outcome, rejection in ((Outcome.GIVEN, None), (Outcome.REJECTED, next(iter(Rejection)))):
        edition = (await home.current_edition(AT)).edition
        told = ToldOutcome(
            told_at=AT,
            edition=edition.number,
            edition_hash=edition.hash,
            reader=Role.NHS111,
            decision_id=None,
            service_id="nn-mental-health-number",
            outcome=outcome,
            rejection=rejection,
        )
        await home.tell_outcome(told)


async def make_changes(home: Home) -> None:
    """Publish one change, accepting whatever is found, and drop another."""
    from routing.change import ChangeSet
    from routing.checks import Checks
    from store.checking import Checker

    checker = Checker(load_gazetteer(), home.scenarios, Checks())
    service = few_contents().services[0]
    number = await home.propose(ChangeSet(services=(service,)), signed("its old name"))
    for finding in (await home.check(number, signed("the check"), checker)).findings:
        await home.accept(number, finding.code, signed("known"))
    await home.publish_change(number, signed("as proposed"), checker)
    await home.drop(await home.propose(ChangeSet(withdrawn=("samaritans",)), signed("a slip")), signed("it was a slip"))


async def sign_in(home: Home) -> None:
    """Let an officer sign in."""
    from directory.reader import Reader

    await home.sessions.begin(Reader(role=Role.POLICE, name="An Officer"), at=AT)


async def keep_checks(home: Home) -> None:
    """Keep a call that nobody took, and an explanation."""
    from directory.check_made import CheckMade, CheckOutcome
    from store.checks_made import Explained

    made = CheckMade(
        made_at=AT,
        made_by="A Curator",
        edition=1,
        service_id="samaritans",
        contact_id="main",
        reached="116123",
        state=OpeningState.OPEN,
        outcome=CheckOutcome.NOBODY,
    )
    await home.keep_check(made)
    explained = Explained(code="alike/0123456789", explanation="one house", explained_by="A Curator", explained_at=AT)
    await home.explain(explained)


async def report_room(home: Home) -> None:
    """Report room at a place of safety, make a link to report by, and tell of a refusal."""
    from directory.capacity import Space
    from routing.refusals import RefusalReason
    from store.refusals import ToldRefusal
    from store.room_reports import How, ToldReport

    told = ToldReport(service_id=SUITE, status=Space.SPACE, adults_free=1, received_at=AT, by="A Nurse", how=How.PAGE)
    await home.rooms.take(told)
    # The versions that this runs in had what is told to be ignored.
    await home.rooms.make_link(SUITE, by="A Curator", at=AT, expires_at=AT + timedelta(365))  # type: ignore[attr-defined]
    refused = ToldRefusal(
        told_at=AT, edition=2, reader=Role.POLICE, service_id=SUITE, reason=RefusalReason.INTOXICATION, decision_id=None
    )
    await home.refusals.tell(refused)  # type: ignore[attr-defined]


async def work_off(home: Home) -> None:
    """Take up the problem that was told."""
    from routing.reports import ReportAct
    from store.reports import ReportEvent

    problems = await home.reports.find()
    await home.reports.happened([one.seq for one in problems], ReportEvent(what=ReportAct.TAKE, author="A Curator", made_at=AT))


# ------------------------------------------------------------------------------------------------ taking it out of git


def dump(commit: str, server: str) -> None:
    """Write the dumps of a commit, of both kinds."""
    with TemporaryDirectory() as named:
        folder = Path(named)
        code = folder / "code"
        code.mkdir()
        archive = subprocess.run(["git", "archive", commit], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(code)], input=archive, check=True)

        file = folder / "crisis.sqlite3"
        said = filled(code, folder / "home", f"sqlite:///{file}")
        connection = sqlite3.connect(file)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        write(f"{revision}-{commit}.sqlite.sql", said, "\n".join(connection.iterdump()))
        connection.close()

        database = f"released_{commit}"
        subprocess.run(["psql", "-q", f"{server}/postgres", "-c", f"CREATE DATABASE {database}"], check=True)
        try:
            said = filled(code, folder / "other-home", f"{server}/{database}")
            dumping = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", f"{server}/{database}"]
            whole = subprocess.run(dumping, check=True, capture_output=True, text=True).stdout
        finally:
            subprocess.run(["psql", "-q", f"{server}/postgres", "-c", f"DROP DATABASE {database}"], check=True)
        # Lines with a backslash are for psql alone.
        write(f"{revision}-{commit}.postgres.sql", said, "\n".join(line for line in whole.splitlines() if line[:1] != "\\"))


def filled(code: Path, home: Path, url: str) -> str:
    """Let the code of that commit fill a database; return what it says of it."""
    run = [sys.executable, "-P", __file__, "--fill", str(home), url]
    return subprocess.run(run, check=True, cwd=code, env=os.environ | {"PYTHONPATH": str(code)}, stdout=-1, text=True).stdout


def write(name: str, said: str, sql: str) -> None:
    """Write a dump; its first line is what the version that made it says of it."""
    DUMPS.mkdir(parents=True, exist_ok=True)
    (DUMPS / name).write_text(f"-- {said.strip()}\n{sql}\n", encoding="utf-8")
    print(name)


if __name__ == "__main__":
    if sys.argv[1] == "--fill":
        print(json.dumps(asyncio.run(fill(Path(sys.argv[2]), sys.argv[3]))))
    else:
        dump(*sys.argv[1:3])
