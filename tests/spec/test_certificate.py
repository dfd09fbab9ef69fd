"""The certificate: anybody can check it, and no claim of it can be bent"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import msgspec
import pytest

from routing.certificate import Certificate, certify, check_certificate, seal_of, words_of
from routing.edition import CompiledEdition, compile_edition
from routing.proof import Promise, prove
from tests.makers import an_edition, compiled, services_of, the_gazetteer
from tests.proving import CAFE, LINE, NATIONAL, POLICE_LINE, WHOLE

ROWS = (
    "text,A text line,listening_line,Northamptonshire,24/7,,01632 960222,public,,,",
    "unknown,No hours,crisis_house,Northamptonshire,,01604 777777,,public,,,",
    "twin,Its twin,crhtt,Northamptonshire,24/7,01604 111111,,public,,,",
    LINE,
    POLICE_LINE,
    CAFE,
    NATIONAL,
    "night,Night team,crhtt,Northamptonshire,24/7,01604 333333,,professional,18,,",
    "suite,A suite,hbpos_adult,Northamptonshire,24/7,01604 888888,,professional,,,",
    "ed,An emergency department,ed,Dorset,24/7,01202 888888,,public,,,",
    "amhp-day,By day,amhp_day,Northamptonshire,Mo-Fr 09:00-17:00; PH off,01604 101010,,professional,18,,",
    "amhp-edt,By night,amhp_edt,Northamptonshire,24/7,01604 202020,,professional,,,",
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


def held(**changes: object) -> Certificate:
    """Return the certificate with something else said of how every promise is held."""
    return bent(held=tuple(msgspec.structs.replace(one, **changes) for one in certificate().held))


def kept_by(service_id: str) -> Certificate:
    """Return the certificate with every gap hidden behind a witness."""
    hidden = {"gap": None, "witnesses": (service_id,)}
    return bent(
        held=tuple(msgspec.structs.replace(one, **hidden) if one.gap is not None else one for one in certificate().held)
    )


def test_a_gap_hidden_behind_a_witness_that_closes_is_seen() -> None:
    assert "cafe: together they are not open all the time" in faults(kept_by("cafe"))


def test_a_witness_of_another_place_is_seen() -> None:
    assert "line: it does not answer" in faults(kept_by("line"))


def test_a_witness_that_nobody_knows_is_seen() -> None:
    found = faults(kept_by("nobody"))
    assert "nobody: together they are not open" in found
    assert "nobody: it does not answer" in found


@pytest.mark.parametrize("stretch", [(WHOLE.start, WHOLE.end), (WHOLE.start, WHOLE.start + 60)], ids=["longer", "shorter"])
def test_a_gap_is_told_neither_longer_nor_shorter_than_it_is(stretch: tuple[int, int]) -> None:
    others = tuple((stretch,) for one in certificate().open)
    assert "at other times than it says" in faults(bent(open=others))


def test_a_gap_that_is_none_is_seen() -> None:
    everything = len(certificate().open)
    invented = bent(
        open=(*certificate().open, ((WHOLE.start, WHOLE.end),)),
        held=tuple(msgspec.structs.replace(one, gap=everything, witnesses=()) for one in certificate().held),
    )
    assert "at other times than it says" in faults(invented)


@pytest.mark.parametrize(
    "changes", [{"depth": 9}, {"always": 9}, {"rests_on": ()}, {"is_maybe": True}, {"is_made_up": True}], ids=str
)
def test_what_is_counted_of_those_who_answer_cannot_be_bent(changes: dict[str, object]) -> None:
    assert "counts those who answer otherwise" in faults(held(**changes))


def test_a_place_an_age_a_demand_or_a_promise_left_out_is_seen() -> None:
    whole = certificate()
    assert "every part of England" in faults(bent(grounds=(whole.grounds[0][1:], *whole.grounds[1:])))
    assert "every age" in faults(
        bent(ages=whole.ages[:-1], cells=tuple(cell for cell in whole.cells if cell[1] != len(whole.ages) - 1))
    )
    assert "leaves out a demand" in faults(bent(cells=whole.cells[1:]))
    assert "leaves out a promise" in faults(bent(cells=tuple((*cell[:3], cell[3][:1]) for cell in whole.cells)))


def test_a_demand_that_policy_does_not_make_is_seen() -> None:
    whole = certificate()
    easier = tuple(msgspec.structs.replace(one, tokens=(*one.tokens, "nhs111_mh")) for one in whole.demands)
    assert "makes one up" in faults(bent(demands=easier))
    assert "says nothing of" in faults(bent(demands=(*whole.demands, whole.demands[0])))
    assert "makes one up" in faults(bent(cells=(*whole.cells, whole.cells[0])))


def test_places_put_together_that_are_not_alike_are_seen() -> None:
    first, second, *others = certificate().grounds
    assert "served alike" in faults(bent(grounds=((*first, second[0]), second[1:], *others)))


@pytest.mark.parametrize("place", [-1, 99_999])
def test_what_refers_to_nothing_is_refused(place: int) -> None:
    cells = certificate().cells
    for at in range(3):
        row = (*cells[0][:at], place, *cells[0][at + 1 :])
        assert "refers to what it does not hold" in faults(bent(cells=(row, *cells[1:])))
    assert "refers to what it does not hold" in faults(held(gap=place))


def test_what_people_read_of_it_is_what_it_holds() -> None:
    whole = certificate()
    first = whole.gaps[0]
    assert "tells other gaps" in faults(bent(gaps=whole.gaps[1:]))
    assert "tells other gaps" in faults(bent(gaps=(msgspec.structs.replace(first, when="never"), *whole.gaps[1:])))
    assert "tells other single points" in faults(bent(single_points=()))
    assert "tells other things of the rules" in faults(bent(policy=()))


def test_days_for_which_no_hours_are_worked_out_are_refused() -> None:
    later = msgspec.structs.replace(certificate().inputs, end=datetime(2099, 1, 1, tzinfo=UTC))
    assert "not those for which hours are worked out" in faults(bent(inputs=later))
    without_zone = msgspec.json.encode(certificate()).replace(b'Z","end"', b'","end"')
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(without_zone, type=Certificate)


def test_single_points_name_the_number_and_whom_it_alone_keeps() -> None:
    points = [point for point in certificate().single_points if point.promise is Promise.LOCAL]
    assert any(point.services == ("line",) and "Northamptonshire Police area" in point.words for point in points)


def test_a_witness_whose_entry_ends_is_no_witness() -> None:
    services = tuple(
        msgspec.structs.replace(one, valid_to=date(2027, 3, 31)) if one.id == "line" else one for one in services_of(*ROWS)
    )
    edition = compile_edition(an_edition(services), the_gazetteer(), county().window, county())
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


def test_a_cell_that_refers_to_what_is_not_there_is_seen() -> None:
    row = certificate().cells[0]
    assert "refers to what it does not hold" in faults(bent(cells=((9999, *row[1:]), *certificate().cells[1:])))
