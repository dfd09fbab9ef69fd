"""The certificate: anybody can check it, and no claim of it can be bent"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec
import pytest

from routing.certificate import Certificate, certify, check_certificate, seal_of, words_of
from routing.edition import CompiledEdition
from routing.proof import Promise, prove
from tests.makers import compiled, services_of
from tests.proving import CAFE, LINE, NATIONAL, POLICE_LINE, WHOLE

ROWS = (
    LINE,
    POLICE_LINE,
    CAFE,
    NATIONAL,
    "night,Night team,crhtt,Northamptonshire,24/7,01604 333333,,professional,18,,",
    "suite,A suite,hbpos_adult,Northamptonshire,24/7,01604 888888,,professional,,,",
    'young,Young people,cyp_crisis,Northamptonshire,"Mo-Su,PH 10:00-22:00",01604 666666,,public,,17,',
)


@cache
def county() -> CompiledEdition:
    return compiled(services_of(*ROWS))


@cache
def certificate() -> Certificate:
    return certify(prove(county(), WHOLE), "tzdata 0")


def bent(**changes: object) -> Certificate:
    """Return the certificate with something changed and sealed anew, as a forger would."""
    changed = msgspec.structs.replace(certificate(), **changes)
    return msgspec.structs.replace(changed, sha256=seal_of(changed))


def faults(changed: Certificate, edition: CompiledEdition | None = None) -> str:
    return "\n".join(fault.words for fault in check_certificate(changed, edition or county()))


def test_every_claim_of_a_fresh_certificate_holds() -> None:
    assert faults(certificate()) == ""


def test_it_reads_back_from_its_file() -> None:
    assert msgspec.json.decode(msgspec.json.encode(certificate()), type=Certificate) == certificate()


def test_it_says_in_words_over_what_it_was_made() -> None:
    first, second = words_of(certificate())
    assert first.startswith("Edition 1 (")
    assert "tzdata 0" in first
    assert "312 parts of England" in second


def test_one_letter_changed_is_seen() -> None:
    assert "altered" in faults(msgspec.structs.replace(certificate(), ages=certificate().ages[1:]))


def test_another_form_is_refused() -> None:
    assert "format" in faults(bent(format=2))


def test_another_edition_is_refused() -> None:
    other = compiled(services_of(LINE, NATIONAL))
    assert "edition_hash" in faults(certificate(), other)


def held(change: Callable[[msgspec.Struct], msgspec.Struct]) -> Certificate:
    return bent(held=tuple(change(one) for one in certificate().held))


def test_a_gap_hidden_behind_a_witness_that_closes_is_seen() -> None:
    hidden = held(lambda one: msgspec.structs.replace(one, gap=None, witnesses=("cafe",)) if one.gap is not None else one)  # type: ignore[attr-defined]
    assert "not open all the time" in faults(hidden)


def test_a_witness_of_another_place_is_seen() -> None:
    hidden = held(lambda one: msgspec.structs.replace(one, gap=None, witnesses=("line",)) if one.gap is not None else one)  # type: ignore[attr-defined]
    assert "line: it does not answer" in faults(hidden)


def test_a_witness_that_nobody_knows_is_seen() -> None:
    hidden = held(lambda one: msgspec.structs.replace(one, gap=None, witnesses=("nobody",)) if one.gap is not None else one)  # type: ignore[attr-defined]
    found = faults(hidden)
    assert "nobody: together they are not open" in found
    assert "nobody: it does not answer" in found


def test_a_gap_that_is_none_is_seen() -> None:
    everything = len(certificate().open)
    invented = bent(
        open=(*certificate().open, ((WHOLE.start, WHOLE.end),)),
        held=tuple(msgspec.structs.replace(one, gap=everything, witnesses=()) for one in certificate().held),
    )
    assert "in what is said to be a gap" in faults(invented)


def test_a_place_an_age_or_a_demand_left_out_is_seen() -> None:
    whole = certificate()
    assert "every part of England" in faults(bent(grounds=(whole.grounds[0][1:], *whole.grounds[1:])))
    assert "every age" in faults(
        bent(ages=whole.ages[:-1], cells=tuple(cell for cell in whole.cells if cell[1] != len(whole.ages) - 1))
    )
    assert "leaves out a demand" in faults(bent(cells=whole.cells[1:]))


def test_places_put_together_that_are_not_alike_are_seen() -> None:
    whole = certificate()
    first, second, *others = whole.grounds
    assert "puts places together" in faults(bent(grounds=((*first, second[0]), second[1:], *others)))


def test_single_points_name_the_number_and_whom_it_alone_keeps() -> None:
    points = [point for point in certificate().single_points if point.promise is Promise.LOCAL]
    assert any(point.services == ("line",) and "Northamptonshire Police area" in point.words for point in points)


@pytest.mark.parametrize("valid_to", ["2027-03-31"])
def test_a_witness_whose_entry_ends_is_no_witness(valid_to: str) -> None:
    services = services_of(*ROWS)
    ending = tuple(
        msgspec.convert(msgspec.to_builtins(one) | {"valid_to": valid_to}, type(one)) if one.id == "line" else one
        for one in services
    )
    edition = compiled(ending)
    made = certify(prove(edition, WHOLE), "tzdata 0")
    assert check_certificate(made, edition) == ()
    claimed = msgspec.structs.replace(
        made,
        held=tuple(
            msgspec.structs.replace(one, gap=None, witnesses=("line",)) if one.gap is not None else one for one in made.held
        ),
    )
    claimed = msgspec.structs.replace(claimed, sha256=seal_of(claimed))
    assert any("line: together they are not open all the time" in fault.words for fault in check_certificate(claimed, edition))
