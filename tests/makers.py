"""Makers of real values for tests: the fixture directory, the shipped one, editions, contexts."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

from directory.opening import Window
from directory.places import Gazetteer
from directory.service import Service
from routing.answer import Answer
from routing.context import CallerContext
from routing.edition import CompiledEdition, Edition, compile_edition, seal_edition
from routing.policy import Policy
from routing.router import answer
from seed.compact import read_compact
from seed.load import load_holidays, load_services
from seed.places import load_gazetteer
from seed.policy import load_policy

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 12, 9, 11, 0, tzinfo=UTC)


@cache
def the_gazetteer() -> Gazetteer:
    """Return the shipped places, without the table of full postcodes."""
    return load_gazetteer()


@cache
def the_policy() -> Policy:
    """Return the shipped policy."""
    return load_policy()


@cache
def fixture_services() -> tuple[Service, ...]:
    """Return the services of the compact directory that the scenarios are judged against."""
    reading = read_compact((DATA / "fixture_directory.csv").read_text(encoding="utf-8"), the_gazetteer())
    assert not reading.refused
    return reading.services


@cache
def shipped_services() -> tuple[Service, ...]:
    """Return the services of the shipped directory."""
    return load_services()


HEADINGS = "id,name,kind,areas,hours,phone,text,audience,minimum_age,maximum_age,notes"


def services_of(*rows: str) -> tuple[Service, ...]:
    """Read services from rows of the compact CSV, as a council writes them."""
    reading = read_compact("\n".join((HEADINGS, *rows)), the_gazetteer())
    assert not reading.refused, reading.refused
    return reading.services


def an_edition(services: tuple[Service, ...], policy: Policy | None = None, number: int = 1) -> Edition:
    """Seal an edition of the services."""
    return seal_edition(
        number=number,
        previous_hash="",
        published_at=NOW,
        services=services,
        holidays=load_holidays(),
        policy=the_policy() if policy is None else policy,
        places_vintage=the_gazetteer().vintage,
    )


def compiled(services: tuple[Service, ...], policy: Policy | None = None, around: datetime = NOW) -> CompiledEdition:
    """Compile an edition of the services for the window around an instant."""
    edition = an_edition(services, policy)
    return compile_edition(edition, the_gazetteer(), Window.around(around), before=nothing_yet())


@cache
def nothing_yet() -> CompiledEdition:
    """Return an edition without services; the demands of the shipped policy, once worked out, are carried on from it."""
    return compile_edition(an_edition(()), the_gazetteer(), Window.around(NOW))


@cache
def fixture_edition() -> CompiledEdition:
    """Return the fixture directory, compiled around NOW."""
    return compiled(fixture_services())


@cache
def shipped_edition() -> CompiledEdition:
    """Return the shipped directory, compiled around NOW."""
    return compiled(shipped_services())


def asked(edition: CompiledEdition, at: str | datetime = NOW, **facts: object) -> Answer:
    """Answer for the facts, written as in the caller's JSON."""
    context = msgspec.convert(facts, CallerContext)
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return answer(edition, msgspec.structs.replace(context, at=instant), instant, {})


def ids(given: Answer) -> list[str]:
    """Return the ids of the options in order."""
    return [option.service_id for option in given.options]


def kinds(given: Answer) -> list[str]:
    """Return the kinds of the options in order."""
    return [option.kind for option in given.options]


def said(given: Answer) -> set[str]:
    """Return the codes of the messages."""
    return {message.code for message in given.messages}
