"""A small directory of valid entries with the shipped policy, changes of it, and vignettes that a locality might keep."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from directory.assurance import Assurance, Confidence
from directory.contact import Channel, Contact
from directory.numbers import E164Number
from directory.schedule import ALWAYS_OPEN, Schedule
from directory.service import Service, ServiceId
from routing.change import ChangeSet, Finding, LocalSetting
from routing.checks import Checks
from seed.load import load_holidays
from store.changes import ChangeState
from store.checking import Checker
from store.editions import Contents
from store.home import Home
from tests.makers import the_gazetteer, the_policy
from tests.store.makers import signed

LINE = "corby-line"


def a_line(
    service_id: ServiceId = LINE, digits: str = "960001", schedule: Schedule = ALWAYS_OPEN, kind: str = "spa_crisis_line"
) -> Service:
    """Return a crisis line for North Northamptonshire with a number that nobody has."""
    return Service(
        id=service_id,
        name="A line for Corby",
        kind=kind,
        areas=("council:E06000061",),
        contacts=(
            Contact(
                id="main",
                channel=Channel.VOICE,
                number=E164Number(e164=f"+441632{digits}"),
                schedule=schedule,
                assurance=Assurance(confidence=Confidence.INVENTED),
            ),
        ),
    )


def a_small_directory() -> Contents:
    """Return two lines with the policy and the bank holidays that ship."""
    return Contents(
        services=(a_line(), a_line("kettering-line", "960002")),
        holidays=load_holidays(),
        policy=the_policy(),
        places_vintage=the_gazetteer().vintage,
    )


def edited(digits: str = "960009") -> ChangeSet:
    """Return the correction of the line's number."""
    return ChangeSet(services=(a_line(digits=digits),))


def a_setting(value: str = "70", setting: str = "L22") -> LocalSetting:
    """Return a setting of North Northamptonshire's own."""
    return LocalSetting(
        setting=setting, area="council:E06000061", value=value, owner="an ICB", since=date(2026, 12, 1), source="minutes"
    )


def a_checker(home: Home) -> Checker:
    """Return what checks the changes of a home: validity and vignettes, which is all that these tests are about."""
    return Checker(the_gazetteer(), home.scenarios, Checks())


def a_vignette(name: str = "V1", **expect: list[str]) -> dict[str, Any]:
    """Return a carer's night in Corby, and what the locality expects of the answer."""
    return {
        "id": name,
        "title": "A carer in Corby at night",
        "context": {"caller": "carer", "place": "Corby", "at": "2026-12-05T03:04:00+00:00"},
        "expect": {"first_any": ["nhs111_mh"], **expect},
    }


def keep_vignettes(folder: Path, *vignettes: dict[str, Any], file: str = "local.json") -> Path:
    """Write vignettes where a home looks for them."""
    folder.mkdir(exist_ok=True)
    written = folder / file
    written.write_text(json.dumps({"scenarios": vignettes}), encoding="utf-8")
    return written


async def proposed(home: Home, change: ChangeSet, checker: Checker) -> int:
    """Propose a change and check it."""
    number = await home.propose(change, signed("as the trust wrote"))
    await home.check(number, signed("the check"), checker)
    return number


async def published(home: Home, change: ChangeSet, checker: Checker) -> int:
    """Propose, check and publish a change; return its number."""
    number = await proposed(home, change, checker)
    await home.publish_change(number, signed("as proposed"), checker)
    assert (await home.change(number)).state is ChangeState.PUBLISHED
    return number


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Return the codes of findings."""
    return [finding.code for finding in findings]


def without(contents: Contents, service_id: ServiceId) -> Contents:
    """Return contents without one service."""
    left = tuple(service for service in contents.services if service.id != service_id)
    return msgspec.structs.replace(contents, services=left)
